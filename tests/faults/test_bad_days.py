"""The database fails, or is worked on by two: a clear word, no loss, and the program goes on by itself where it can."""

import asyncio
import os
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from sandbox.client import Sandbox
from sandbox.server import Server
from tests.commands import call, database, environment, everything, killed_at, within
from tests.daytime import by_day
from tests.flows.world import SECRETARY
from tests.program import Program

pytestmark = pytest.mark.long  # programs of their own, which take seconds to start


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with by_day() as made:
        yield made


async def greeted(sandbox: Sandbox) -> None:
    """The program runs: it answers somebody."""
    expert = await sandbox.person("Expert")
    await expert.say("/start")
    await expert.expect("choose your language")


# -- two of them


async def test_a_second_program_on_the_same_file_is_told_and_ends(server: Server, tmp_path: Path) -> None:
    first, second = (Program(server.url, tmp_path / "majlis.db", SECRETARY) for _ in range(2))
    async with Sandbox(server.url) as sandbox, first:
        await greeted(sandbox)
        await second.start()
        assert await second.ended() == 1
        assert second.said == "Another program works on this database. Stop it first.\n"
        for command in (
            ("migrate",),
            ("restore", "nothing", "--yes"),
            ("move", "--to", f"sqlite+aiosqlite:///{tmp_path}/other.db"),
        ):
            code, said = await asyncio.to_thread(call, first.environment, *command)
            assert (code, "Another program works on this database. Stop it first." in said) == (1, True), said
        await greeted(sandbox)
        await first.kill()
        async with second:  # a kill leaves no lock behind
            await greeted(sandbox)


# -- read-only, damaged


@contextmanager
def read_only(*paths: Path) -> Iterator[None]:
    """Nobody may write to these, the user that may do everything neither."""
    before = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(before[path] & 0o555)
    immutable = [path for path in paths if os.access(path, os.W_OK)]
    if immutable and subprocess.run(["chattr", "+i", *immutable], check=False, capture_output=True).returncode:
        pytest.skip("this user may write everywhere, and the file system has no attribute against it")
    try:
        yield
    finally:
        if immutable:
            subprocess.run(["chattr", "-i", *immutable], check=True)
        for path, mode in before.items():
            path.chmod(mode)


async def test_a_database_that_cannot_be_written_to(server: Server, tmp_path: Path) -> None:
    file = await asyncio.to_thread(database, tmp_path)
    program = Program(server.url, file, SECRETARY)
    with read_only(file, tmp_path):
        await program.start()
        assert await program.ended() == 1
    assert program.said.startswith("The database at DATABASE_URL cannot be opened: "), program.said
    assert len(program.said.splitlines()) == 1
    async with Sandbox(server.url) as sandbox, program:
        await greeted(sandbox)


def damage(file: Path) -> None:
    """Half of its pages hold something else."""
    content = bytearray(file.read_bytes())
    for at in range(4096 * 2, len(content), 8192):
        content[at : at + 4096] = os.urandom(4096)
    file.write_bytes(content)


async def test_a_damaged_database_is_told_in_a_line_and_a_backup_helps(server: Server, tmp_path: Path) -> None:
    file = await asyncio.to_thread(database, tmp_path)
    program = Program(server.url, file, SECRETARY)
    backup = str(tmp_path / "backup.zip")
    assert (await asyncio.to_thread(call, program.environment, "backup", backup))[0] == 0
    damage(file)
    await program.start()
    assert await program.ended() == 1
    assert len(program.said.splitlines()) == 1
    assert program.said.endswith("it is damaged. Restore a backup: python -m bot restore FILE\n"), program.said
    code, said = await asyncio.to_thread(call, program.environment, "backup", str(tmp_path / "other.zip"))
    assert (code, "damaged" in said, (tmp_path / "other.zip").exists()) == (1, True, False), said
    code, said = await asyncio.to_thread(call, program.environment, "restore", backup, "--yes")
    assert code == 0, said
    program.said = ""
    async with Sandbox(server.url) as sandbox, program:
        await greeted(sandbox)


def test_a_backup_for_which_there_is_no_room(tmp_path: Path) -> None:
    """The kernel refuses all that is written beyond a megabyte in a file."""
    here = environment(database(tmp_path, 20_000), CLOCK="system")
    before = within(here["DATABASE_URL"], everything)
    code, said = call(here, "backup", str(tmp_path / "kept" / "backup.zip"), most_bytes=2**20)
    assert (code, "No backup was made." in said, "Traceback" in said) == (1, True, False), said
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith("majlis.db")] == []
    assert within(here["DATABASE_URL"], everything) == before


# -- killed in the middle


def sound(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as opened:
        return bool(opened.execute("PRAGMA integrity_check").fetchone() == ("ok",))


@pytest.mark.parametrize(
    ("event", "name", "whole"),
    [
        ("sqlite3.connect", "majlis.db.part", False),
        ("os.rename", "majlis.db.part", False),
        ("open", "read-again.db", False),
        ("os.rename", "backup.zip.part", False),
        ("os.rmdir", "majlis-backup-", True),
    ],
)
def test_killed_during_a_backup(tmp_path: Path, event: str, name: str, whole: bool) -> None:
    here = environment(database(tmp_path, 300), CLOCK="system")
    before = within(here["DATABASE_URL"], everything)
    kept = tmp_path / "kept" / "backup.zip"
    assert killed_at(event, name, here, "backup", str(kept))
    assert kept.exists() == whole, "a whole one, or none of that name"
    assert within(here["DATABASE_URL"], everything) == before
    again = tmp_path / "kept" / "again.zip" if whole else kept
    code, said = call(here, "backup", str(again))
    assert code == 0, said
    assert not list(tmp_path.glob("majlis-backup-*")), "what was left is deleted by the next"
    assert not list(tmp_path.glob("kept/*.part"))
    if whole:
        code, said = call(here, "restore", str(kept), "--yes")
        assert code == 0, said


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("os.mkdir", "majlis-backup-"),
        ("os.link", "majlis.db.before-restore-"),
        ("os.rename", "majlis-backup-"),
        ("os.rmdir", "majlis-backup-"),
    ],
)
def test_killed_during_a_restore(tmp_path: Path, event: str, name: str) -> None:
    """At every moment there is a database, the old one or the new one, and the next try succeeds."""
    here = environment(database(tmp_path, 300), CLOCK="system")
    file, backup = tmp_path / "majlis.db", tmp_path / "backup.zip"
    code, said = call(here, "backup", str(backup))
    assert code == 0, said
    assert killed_at(event, name, here, "restore", str(backup), "--yes")
    assert sound(file)
    assert len(within(here["DATABASE_URL"], everything)["people"]) == 300
    code, said = call(here, "restore", str(backup), "--yes")
    assert code == 0, said
    assert not list(tmp_path.glob("majlis-backup-*"))
