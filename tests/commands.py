"""The commands that are about the database as a whole, as their operator calls them."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from storage import audit
from storage.store import Store
from storage.tables import metadata, people
from tests.databases import prepare
from tests.flows.world import SECRETARY
from tests.forked import Forked
from tests.program import Program
from tests.root import ROOT
from tests.storage.people import NOW
from tests.storage.schemas import rows_of

T = TypeVar("T")


def environment(file: Path, **changes: str) -> dict[str, str]:
    """Of a program on this SQLite file, which reaches nobody."""
    return Program("http://127.0.0.1:9", file, SECRETARY).environment | changes


def call(environment: Mapping[str, str], *words: str, typed: str = "", most_bytes: int | None = None) -> tuple[int, str]:
    """`python -m bot` with these words: its exit code and what it said. `most_bytes`: no file may become larger."""
    ended = Forked(words, environment, typed=typed, most_bytes=most_bytes).wait()
    return ended.returncode or 0, ended.said + ended.errors


def begun(environment: Mapping[str, str], *words: str) -> "subprocess.Popen[str]":
    """The same, which goes on; what it says of itself is read from its `stderr`."""
    command = [sys.executable, "-u", "-m", "bot", *words]
    return subprocess.Popen(command, cwd=ROOT, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


KILLED_AT = """
import os, signal, sys
def look(happens, args):
    if happens == {event!r} and any({name!r} in str(arg) for arg in args if isinstance(arg, str | os.PathLike)):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(look)
"""


def killed_at(event: str, name: str, environment: Mapping[str, str], *words: str) -> bool:
    """`python -m bot` with these words, which is killed right before it does this to a file: `event` is one of Python's
    audit events, `name` a part of the file's path. Whether it came to that."""
    ended = Forked(words, environment, first=KILLED_AT.format(event=event, name=name)).wait()
    return ended.returncode == -signal.SIGKILL


HOLD = """
import asyncio, sys
from storage.database_lock import held
async def main():
    async with held(sys.argv[1], alone=False):
        print("held", flush=True)
        await asyncio.to_thread(sys.stdin.read)
asyncio.run(main())
"""


@contextmanager
def in_use(url: str) -> Iterator[None]:
    """Another process works on this database, as a running bot does."""
    command = [sys.executable, "-c", HOLD, url]
    holding = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ))
    assert holding.stdin is not None
    assert holding.stdout is not None
    try:
        assert holding.stdout.readline() == b"held\n"
        yield
    finally:
        holding.communicate()


def within(url: str, do: Callable[[Store], Awaitable[T]]) -> T:
    """Do something with a database, between two commands."""

    async def work() -> T:
        store = Store(url)
        try:
            return await do(store)
        finally:
            await store.close()

    return asyncio.run(work())


async def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    async with store.engine.connect() as connection:
        return await connection.run_sync(lambda sync: rows_of(sync, metadata))


async def filled(store: Store, many: int) -> None:
    """So many people, and a log of three entries."""
    async with store.begin() as tx:
        rows: list[dict[str, object]] = [
            {"telegram_id": n + 1, "name": f"Expert {n}", "language": "en", "zone": "UTC", "created_at": NOW} for n in range(many)
        ]
        await tx.write(sa.insert(people), rows)
        for person in (1, 2, 3):
            await audit.record(tx, NOW, "operator", "appointed", f"person:{person}")


def database(folder: Path, many: int = 10) -> Path:
    """A SQLite database with that in it."""
    file = prepare(folder / "majlis.db")
    within(f"sqlite+aiosqlite:///{file}", lambda store: filled(store, many))
    return file


async def filled_more(store: Store) -> int:
    """One more person; their number."""
    async with store.begin() as tx:
        return await tx.insert(sa.insert(people).values(telegram_id=99, language="en", zone="UTC", created_at=NOW))
