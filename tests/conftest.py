"""What every test has: the council's own file, and a network that ends at this machine."""

import ipaddress
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from bot.council_file import load_council
from council.config import Council

pytest_plugins = ["tests.databases"]

ROOT = Path(__file__).parent.parent
os.environ.setdefault("PTB_TIMEDELTA", "true")


@pytest.fixture(scope="session")
def council() -> Council:
    """The council that the repository ships."""
    return load_council(ROOT / "council.toml")


@pytest.fixture(autouse=True)
def _no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that would leave this machine fails."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - as the socket module has it
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
            pytest.fail(f"a test tried to reach {address[0]}")
        connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - as the socket module has it
        if host is not None and not _is_here(host.decode() if isinstance(host, bytes) else host):
            pytest.fail(f"a test tried to look {host} up")
        return look_up(host, *args, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
