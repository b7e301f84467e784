"""Marks of people who were erased (/forget), kept beside the backups: a restored backup from before erases them again.

Each is a hash over their row's number and instant with a salt of the file. Without the row, which only the database and its
backups have, nobody can tell whose a mark is.
"""

import asyncio
import os
import secrets
from functools import partial
from pathlib import Path

from bot.clock import SystemClock
from bot.logs import logger
from bot.looking import keep_looking, until_a_commit
from storage import after_restore
from storage.sqlite_files import sync_folder
from storage.store import Store

NAME = "forgotten"
"""The file in the folder of backups: a salt in the first line, a mark in each further one."""

SALT_BYTES = 32

EVERY_SECONDS = 5.0
"""Seconds from one look to the next while others commit."""

LONGEST_SECONDS = 60.0
"""Seconds after which what another process has committed is found."""


class Marks:
    """The marks in a folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME
        self.salt, self.known = self._read()

    def _read(self) -> tuple[bytes, set[str]]:
        if not self._file.exists():
            return secrets.token_bytes(SALT_BYTES), set()
        salt, *marks = self._file.read_text(encoding="ascii").split() or [secrets.token_hex(SALT_BYTES)]
        return bytes.fromhex(salt), set(marks)

    def add(self, marks: set[str]) -> None:
        """Add those that are new; they are on the disk when this returns. Raises `OSError`."""
        new = marks - self.known
        if not new:
            return
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_new = not self._file.exists()
        with os.fdopen(os.open(self._file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.writelines(f"{line}\n" for line in ([self.salt.hex()] if is_new else []) + sorted(new))
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(self._file.parent)
        self.known |= new


async def take(store: Store, folder: Path) -> Marks:
    """Add the marks of all who are forgotten in this database. Raises `OSError`, `ValueError` for a file that is none."""
    marks = Marks(folder)
    async with store.read() as tx:
        found = await after_restore.forgotten_marks(tx, marks.salt)
    await asyncio.to_thread(marks.add, found)
    return marks


class MarkKeeper:
    """Keeps the marks up to date while the bot runs."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._clock = SystemClock()
        self._log = logger("backups")

    async def run(self) -> None:
        """Look at the start, soon after whatever is committed here, and each minute, until cancelled."""
        with until_a_commit(self._store, self._clock, EVERY_SECONDS, LONGEST_SECONDS) as rest:
            await keep_looking(partial(take, self._store, self._folder), rest, self._log, "forgotten people not marked")
