"""`python -m bot backup` and `restore`: sound or refused, and nothing is touched before it is sound."""

import asyncio
import os
import stat
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pyrage
import pytest
import sqlalchemy as sa

from bot.backups import archive, making
from bot.backups.archive import DATABASE, PAGE
from council.chain import GENESIS
from storage import sqlite_files
from storage.migrate import upgrade
from storage.store import Store
from storage.tables import people
from tests import commands
from tests.commands import call, database, environment, everything, in_use, within
from tests.databases import EMPTIED
from tests.storage.people import NOW
from tests.storage.schemas import only_the_first

pytestmark = pytest.mark.long  # programs of their own, which take seconds to start

HEADS = ("The head of the log: 3:", "The head of the records: 0:")


@pytest.fixture
def here(tmp_path: Path) -> dict[str, str]:
    """The settings of a program with something in its database."""
    return environment(database(tmp_path), CLOCK="system")


def backed_up(here: dict[str, str], folder: Path, **settings: str) -> Path:
    """A backup of it."""
    file = folder / "backup.zip"
    code, said = call(here | settings, "backup", str(file))
    assert code == 0, said
    return file


def restored(here: dict[str, str], file: Path, *words: str) -> tuple[int, str]:
    return call(here, "restore", str(file), "--yes", *words)


async def renamed(store: Store) -> None:
    async with store.begin() as tx:
        await tx.write(sa.update(people).values(name="Somebody else"))


def names(here: dict[str, str]) -> set[object]:
    return {row[2] for row in within(here["DATABASE_URL"], everything)["people"]}


def left_in(folder: Path) -> set[str]:
    """The names of the files there, but those of locks and of SQLite's own."""
    return {path.name for path in folder.iterdir() if not path.name.endswith((".lock", "-wal", "-shm"))}


def test_it_says_what_it_holds_and_nobody_else_may_read_it(here: dict[str, str], tmp_path: Path) -> None:
    code, said = call(here, "backup")
    assert code == 0, said
    assert all(head in said for head in HEADS)
    assert "among them 10 people" in said
    [file] = (tmp_path / "backups").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert zipfile.ZipFile(file).namelist() == [PAGE, DATABASE]
    assert left_in(tmp_path) == {"majlis.db", "backups"}, "nothing is left in the clear"


def test_what_it_replaces_is_kept(here: dict[str, str], tmp_path: Path) -> None:
    file = backed_up(here, tmp_path)
    within(here["DATABASE_URL"], renamed)
    code, said = restored(here, file)
    assert code == 0, said
    assert "Expert 3" in names(here)
    [aside] = tmp_path.glob("majlis.db.before-restore-*")
    assert str(aside) in said
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    assert names({"DATABASE_URL": f"sqlite+aiosqlite:///{aside}"}) == {"Somebody else"}
    assert "The log: 4 entries" in said, "the restore is one of them"
    assert left_in(tmp_path) == {"majlis.db", "backup.zip", aside.name}
    code, said = call(here, "audit", "verify")
    assert code == 0, said


def test_it_asks_first(here: dict[str, str], tmp_path: Path) -> None:
    file = backed_up(here, tmp_path)
    within(here["DATABASE_URL"], renamed)
    for typed in ("n\n", ""):
        code, said = call(here, "restore", str(file), typed=typed)
        assert (code, "Nothing was changed." in said) == (0, True), said
        assert names(here) == {"Somebody else"}
    code, said = call(here, "restore", str(file), typed="y\n")
    assert code == 0, said
    assert "Expert 3" in names(here)


def test_not_while_the_bot_runs(here: dict[str, str], tmp_path: Path) -> None:
    with in_use(here["DATABASE_URL"]):
        file = backed_up(here, tmp_path)
        code, said = restored(here, file)
    assert (code, "Another program works on this database. Stop it first." in said) == (1, True), said


def test_without_the_database(here: dict[str, str], tmp_path: Path) -> None:
    """The disk is lost, or what is there is no database any more."""
    file = backed_up(here, tmp_path)
    for instead in (b"", b"no database at all" * 1000):
        (tmp_path / "majlis.db").unlink()
        if instead:
            (tmp_path / "majlis.db").write_bytes(instead)
        code, said = restored(here, file)
        assert code == 0, said
        assert "Expert 3" in names(here)


# -- what is refused, before anything is touched


def cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def changed(content: bytes) -> bytes:
    """Several bytes are others: a single one may be decompressed to the same content, where much of that is zeros."""
    at = len(content) // 2
    return content[:at] + bytes(byte ^ 0xFF for byte in content[at : at + 64]) + content[at + 64 :]


@pytest.mark.parametrize("encrypted", [False, True])
def test_one_that_is_cut_off_or_changed(here: dict[str, str], tmp_path: Path, encrypted: bool) -> None:
    key = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(str(key))
    file = backed_up(here, tmp_path, BACKUP_RECIPIENTS=str(key.to_public()) if encrypted else "")
    sound = file.read_bytes()
    within(here["DATABASE_URL"], renamed)
    for spoiled in (cut(sound), changed(sound), b"", b"PK", os.urandom(5000)):
        file.write_bytes(spoiled)
        code, said = restored(here, file, "--identity", str(tmp_path / "key"))
        assert code == 1
        assert f"{file} cannot be restored: {archive.CUT}." in said or archive.NO_BACKUP in said, said
        assert "Nothing was changed." in said
        assert names(here) == {"Somebody else"}
        assert left_in(tmp_path) == {"majlis.db", "backup.zip", "key"}


def packed(file: Path, **changes: object) -> None:
    """Pack a backup anew, with another database or page, as nobody but somebody who wants to deceive does."""
    with zipfile.ZipFile(file) as opened:
        page, content = archive.Page.model_validate_json(opened.read(PAGE)), opened.read(DATABASE)
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(PAGE, page.model_copy(update=changes).model_dump_json())
        made.writestr(DATABASE, content)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"log": "3:" + "0" * 64}, archive.CUT),
        ({"counts": {"people": 9}}, archive.CUT),
        ({"sha256": "0" * 64}, archive.CUT),
        ({"format": 2}, "it was made by a newer program (its form is 2, this program knows up to 1)"),
    ],
)
def test_one_that_is_not_what_it_says(here: dict[str, str], tmp_path: Path, changes: dict[str, object], told: str) -> None:
    file = backed_up(here, tmp_path)
    packed(file, **changes)
    code, said = restored(here, file)
    assert (code, told in said) == (1, True), said


def test_one_of_a_newer_program(here: dict[str, str], tmp_path: Path) -> None:
    async def aged(store: Store) -> None:
        async with store.begin() as tx:
            await tx.write(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    file = backed_up(here, tmp_path)
    other = tmp_path / "other.db"
    with zipfile.ZipFile(file) as opened:
        page = archive.Page.model_validate_json(opened.read(PAGE))
        other.write_bytes(opened.read(DATABASE))
    within(f"sqlite+aiosqlite:///{other}", aged)
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(PAGE, page.model_copy(update={"sha256": archive.hash_of(other)}).model_dump_json())
        made.write(other, DATABASE)
    code, said = restored(here, file)
    assert (code, "The database is of version 9999, this program knows up to" in said) == (1, True), said


def test_one_of_an_older_program_is_brought_to_the_present_version(here: dict[str, str], tmp_path: Path) -> None:
    old, backup = tmp_path / "old.db", tmp_path / "backup.zip"

    async def written(store: Store) -> None:
        await upgrade(store.engine, only_the_first(tmp_path))
        async with store.begin() as tx:
            await tx.write(sa.insert(people).values(name="Expert of old", language="en", zone="UTC", created_at=NOW))

    within(f"sqlite+aiosqlite:///{old}", written)
    page = archive.Page(
        made_at=NOW, version="0001", counts={"people": 1}, log=str(GENESIS), records=str(GENESIS), holds=True, sha256=""
    )  # fmt: skip
    sqlite_files.make_single(old)
    with zipfile.ZipFile(backup, "w") as made:
        made.writestr(PAGE, page.model_copy(update={"sha256": archive.hash_of(old)}).model_dump_json())
        made.write(old, DATABASE)
    code, said = restored(here, backup)
    assert code == 0, said
    assert names(here) == {"Expert of old"}
    code, said = call(here, "audit", "verify")
    assert code == 0, said


# -- encryption


def test_only_whom_it_is_for_can_read_it(here: dict[str, str], tmp_path: Path) -> None:
    key, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(f"# the secretariat's\n{key}\n")
    (tmp_path / "other").write_text(str(other))
    code, said = call(here | {"BACKUP_RECIPIENTS": str(key.to_public())}, "backup")
    assert code == 0, said
    [file] = (tmp_path / "backups").iterdir()
    assert file.name.endswith(".zip.age")
    assert b"Expert" not in file.read_bytes()
    for words, told in (
        ((), "it is encrypted: give the file with the private key, --identity FILE"),
        (("--identity", str(tmp_path / "other")), "it is encrypted for others: no key in that file opens it"),
        (("--identity", str(tmp_path / "majlis.db")), "holds no private key of age or SSH"),
    ):
        code, said = restored(here, file, *words)
        assert (code, told in said) == (1, True), said
    within(here["DATABASE_URL"], renamed)
    code, said = restored(here, file, "--identity", str(tmp_path / "key"))
    assert code == 0, said
    assert "Expert 3" in names(here)


# -- PostgreSQL


@pytest.fixture
def postgres(postgres_migrated: str) -> Iterator[str]:
    """The address of a PostgreSQL database with nothing in it."""
    yield f"postgresql+asyncpg://{postgres_migrated}"

    async def emptied() -> None:
        admin = await asyncpg.connect(f"postgresql://{postgres_migrated}")
        for row in await admin.fetch("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'majlis_%'"):
            await admin.execute(f"DROP SCHEMA {row['nspname']} CASCADE")
        await admin.execute(EMPTIED)
        await admin.close()

    asyncio.run(emptied())


def test_on_postgresql(tmp_path: Path, postgres: str) -> None:
    here = environment(tmp_path / "majlis.db", DATABASE_URL=postgres, CLOCK="system")
    within(postgres, lambda store: commands.filled(store, 10))
    before = within(postgres, everything)
    file = backed_up(here, tmp_path)
    within(postgres, renamed)
    with in_use(postgres):
        code, said = restored(here, file)
        assert (code, "Another program works on this database" in said) == (1, True), said
    code, said = restored(here, file)
    assert code == 0, said
    after = within(postgres, everything)
    assert (after["people"], len(after["audit"])) == (before["people"], 4)
    code, said = call(here, "audit", "verify")
    assert code == 0, said

    async def kept(store: Store) -> object:
        async with store.engine.connect() as connection:
            [schema] = await connection.scalars(sa.text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'majlis_%'"))
            query = f"SELECT count(*) FROM {schema}.people WHERE name = 'Somebody else'"
            return await connection.scalar(sa.text(query))

    assert within(postgres, kept) == 10, "the replaced one is in a schema of its own"
    assert within(postgres, commands.filled_more) == 11, "numbers go on"


def test_a_backup_of_one_engine_is_restored_on_the_other(here: dict[str, str], tmp_path: Path, postgres: str) -> None:
    file = backed_up(here, tmp_path)
    code, said = restored(here | {"DATABASE_URL": postgres}, file)
    assert code == 0, said
    assert within(postgres, everything)["people"] == within(here["DATABASE_URL"], everything)["people"]


# -- how many are kept


def test_old_ones_are_deleted_but_never_the_last(tmp_path: Path) -> None:
    for days in (0, 1, 13, 15, 40):
        (tmp_path / making.name_at(NOW - timedelta(days=days), encrypted=days % 2 == 0)).touch()
    (tmp_path / "majlis-of-mine.zip").touch()
    assert making.delete_old(tmp_path, NOW, 14) == 2
    assert len(making.kept_in(tmp_path)) == 3
    assert making.delete_old(tmp_path, NOW + timedelta(days=900), 14) == 2
    assert len(making.kept_in(tmp_path)) == 1
    assert (tmp_path / "majlis-of-mine.zip").exists()
