"""A program that is measured from outside, as a process of its own, and the server that it talks to. Linux only: what a
process used is read from /proc."""

import json
import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.benchmarks.peers import TOKEN
from tests.root import ROOT

PATIENCE = 300.0


class Server:
    """The stand-in for Telegram."""

    def __init__(self, port: int, certificate: str = "") -> None:
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{port}"
        self._trusted = ssl.create_default_context(cafile=certificate) if certificate else None

    def ask(self, path: str, given: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON
        with urlopen(Request(f"{self.url}/{path}", json.dumps(given).encode()), context=self._trusted) as answered:  # noqa: S310 - our own
            return json.load(answered)["result"]

    def stats(self) -> dict[str, Any]:
        """What has arrived since it was last asked."""
        return dict(self.ask("stats", {}))

    def press(self, users: Sequence[int], data: str) -> list[float]:
        """All of them press at once: how long each waited."""
        return self.watched(users, data, "waits")[0]

    def watched(self, users: Sequence[int], data: str, *what: str) -> list[list[float]]:
        """The same: how long each waited for all of this, as `server.Seen` calls it."""
        self.stats()
        self.ask("press", {"users": list(users), "data": data})
        found: list[list[float]] = [[] for _ in what]
        until = time.monotonic() + PATIENCE
        while any(len(each) < len(users) for each in found):
            assert time.monotonic() < until, f"{list(map(len, found))} of {len(users)} were answered"
            time.sleep(0.05)
            seen = self.stats()
            for waits, name in zip(found, what, strict=True):
                waits.extend(seen[name])
        return found


@contextmanager
def serving(port: int, milliseconds: int, certificate: str = "") -> Iterator[Server]:
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.server",
        str(port),
        str(milliseconds),
        *([certificate] * bool(certificate)),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield Server(port, certificate)
        finally:
            process.terminate()


class Running:
    """A process that runs."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._proc = Path(f"/proc/{process.pid}")

    def cpu(self) -> float:
        """The CPU seconds that it has used."""
        fields = (self._proc / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Its resident memory in MB."""
        [size] = [line for line in (self._proc / "status").read_text().splitlines() if line.startswith("VmRSS")]
        return int(size.split()[1]) / 1024


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Running]:
    given = {**os.environ, **environment}
    with subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield Running(process)
        finally:
            process.terminate()


def ours(url: str, file: str, rate: int = 25) -> tuple[list[str], dict[str, str]]:
    """The command that runs this program, and its settings."""
    return [sys.executable, "-m", "bot", "run"], {
        "BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": url, "SECRETARIAT_IDS": "1", "COUNCIL_FILE": str(ROOT / "council.toml"),
        "DATABASE_URL": f"sqlite+aiosqlite:///{file}", "MESSAGES_PER_SECOND": str(rate), "LOG_LEVEL": "ERROR",
        "PAID_BROADCASTS": str(rate > 30).lower(), "BACKUP_DIR": f"{file}.backups", "BACKUP_DAYS": "0",
    }  # fmt: skip


def written(*arguments: object) -> Any:  # noqa: ANN401 - JSON
    """A database of this program: what there is to be done with it."""
    command = [sys.executable, "-m", "tests.benchmarks.books", *map(str, arguments)]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(said.splitlines()[-1])
