"""The program as its operator runs it: a process of its own, that can be killed and started again."""

import asyncio
import os
import signal
from pathlib import Path
from types import TracebackType

from tests.forked import Forked
from tests.root import ROOT
from tests.waiting import PATIENCE


class Program:
    """`python -m bot run` against a sandbox, on a database that outlives the process."""

    def __init__(self, api: str, database: Path, secretariat: int) -> None:
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "BOT_TOKEN": "123456:sandbox-token-of-the-tests",
            "TELEGRAM_API_URL": api,
            "SECRETARIAT_IDS": str(secretariat),
            "COUNCIL_FILE": str(ROOT / "council.toml"),
            "DATABASE_URL": f"sqlite+aiosqlite:///{database}",
            "BACKUP_DIR": str(database.parent / "backups"),
            "MESSAGES_PER_SECOND": "30",
            "LOG_LEVEL": "ERROR",
            "CLOCK": "sandbox",
        }
        self._process: Forked | None = None
        self.said = ""

    async def start(self) -> None:
        """Start it; at once, whatever state it was left in."""
        self._process = Forked(("run",), self.environment)

    @property
    def pid(self) -> int:
        """The process that runs."""
        assert self._process is not None
        return self._process.pid

    def says(self) -> str:
        """What it has written since it was started; `said` is of those that have ended."""
        assert self._process is not None
        return self._process.errors_so_far()

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self.end(signal.SIGKILL)

    async def stop(self) -> int:
        """End it as its operator would; its exit code."""
        return await self.end(signal.SIGTERM)

    async def end(self, how: signal.Signals) -> int:
        """Send it this signal, and wait until it has ended; its exit code."""
        if self._process is not None:
            self._process.send_signal(how)
        return await self.ended()

    async def ended(self) -> int:
        """Wait until it has ended by itself; its exit code."""
        process, self._process = self._process, None
        if process is None:
            return 0
        self.said += (await asyncio.wait_for(process.ended(), PATIENCE)).errors
        return process.returncode or 0

    async def __aenter__(self) -> "Program":
        await self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.kill()
