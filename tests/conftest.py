"""What every test has: the council's own file, and a network that ends at this machine."""

import gc
import ipaddress
import os
import socket
import ssl
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from bot.council_file import load_council
from council.config import Council
from tests.house import source
from tests.root import ROOT

pytest_plugins = ["tests.databases", "tests.limits", "tests.interface", "tests.actions.fixtures"]

os.environ.setdefault("PTB_TIMEDELTA", "true")

# How long an example takes says how busy the machine is.
settings.register_profile("majlis", deadline=None)
settings.load_profile("majlis")


def pytest_configure() -> None:
    """Nothing that is imported is garbage."""
    gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that start and kill programs take longest: they come first, so that no worker is left with one at the end."""
    items.sort(key=lambda item: "faults" not in item.path.parts)


def pytest_collection_finish() -> None:
    """What has been imported is there for good: it is not looked through with each collection of garbage."""
    gc.collect()
    gc.freeze()
    gc.enable()


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


@pytest.fixture(scope="module", autouse=True)
def _nothing_kept() -> Iterator[None]:
    """The house's trees take a hundred megabytes: they are kept for one file of tests."""
    yield
    source.tree_of.cache_clear()


@pytest.fixture(autouse=True)
def _nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a handler can be late with its next statement, and a program with its report of how far it has
    followed the sandbox's clock. Neither is given up for that, but where a test is about it."""
    monkeypatch.setattr("bot.updates.processor.IDLE_SECONDS", 30.0)
    monkeypatch.setattr("bot.updates.processor.HANDLER_SECONDS", 90.0)
    monkeypatch.setattr("sandbox.clock.FOLLOWER_SILENCE", 20.0)


@pytest.fixture(autouse=True)
def _no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    """The world's certificate authorities take a tenth of a second to read, twice for each program, and nobody that a
    test may reach has a certificate of theirs."""
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *_args, **_more: None)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
