"""The migrations make exactly the schema that the queries are written against, on both engines, and lose no row."""

import hashlib
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from shutil import copytree

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage import append_only, migrate
from storage.engine import Unreachable
from storage.migrate import NotMigrated, TooNew, differs, is_current, make_ready, newest, upgrade, versions
from storage.migrations.__main__ import main
from storage.store import Store
from storage.tables import metadata
from tests.storage.schemas import Schema, fill, only_the_first, rows_of, schema_of

RELEASED = {"0001": "bbbef480e88fb4b6fe37a55228b34ae78b398806df76c35598ec8d5bbe626aeb"}
"""The hash (SHA-256) of each released migration: databases were made by them, so they stay as they are for ever."""


@pytest.fixture
async def empty(url: str) -> AsyncIterator[Store]:
    """A store without any schema."""
    store = Store(url)
    yield store
    await store.close()


@pytest.fixture
async def current(empty: Store) -> Store:
    """A store of its own at the present schema, as a test may leave it at another."""
    await upgrade(empty.engine)
    return empty


async def made_from_tables(store: Store) -> Schema:
    """The schema as `storage.tables` says it, in a database that is emptied for that."""
    async with store.engine.connect() as connection:
        await connection.execution_options(writes=True)
        async with connection.begin():
            for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public"):
                if not store.is_sqlite:
                    await connection.exec_driver_sql(statement)
            await connection.run_sync(metadata.create_all)
            for statement in append_only.statements(connection.dialect.name):
                await connection.exec_driver_sql(statement)
            return await connection.run_sync(schema_of)


@pytest.mark.long
async def test_all_of_them_from_the_first_on_make_the_schema_of_the_tables_and_keep_the_rows(
    empty: Store, url: str, tmp_path: Path
) -> None:
    await upgrade(empty.engine, only_the_first(tmp_path))
    async with empty.engine.begin() as connection:
        before = await connection.run_sync(fill)
    assert len(before) > 60
    await upgrade(empty.engine)
    async with empty.engine.connect() as connection:
        made = await connection.run_sync(schema_of)
        after = await connection.run_sync(lambda sync: rows_of(sync, metadata))
        assert await connection.scalar(sa.text("SELECT kind FROM records")) == "round", "there was no other kind"
        assert not await connection.run_sync(differs), "nor does alembic find anything"
    assert {name: len(rows) for name, rows in after.items() if name in before} == dict.fromkeys(before, 1)
    wanted = Store(f"sqlite+aiosqlite:///{tmp_path / 'tables.db'}" if empty.is_sqlite else url)
    try:
        of_tables = await made_from_tables(wanted)
    finally:
        await wanted.close()
    for what, rows in of_tables.items():
        assert list(made[what]) == list(rows), what
    assert len(made["columns"]) > 400
    assert len(made["triggers"]) == (6 if empty.is_sqlite else 2)


def test_a_released_migration_is_never_changed() -> None:
    for version, hash_ in RELEASED.items():
        [file] = migrate.MIGRATIONS.glob(f"versions/{version}_*.py")
        assert hashlib.sha256(file.read_bytes()).hexdigest() == hash_, f"{file.name} was changed: write another migration"


def test_their_numbers_are_their_order() -> None:
    script = ScriptDirectory(str(migrate.MIGRATIONS))
    assert [one.revision for one in reversed(list(script.walk_revisions()))] == versions()
    assert script.get_heads() == [newest()]


async def test_applying_them_again_is_harmless(store: Store) -> None:
    async with store.begin() as tx:
        await tx.write(sa.insert(metadata.tables["people"]).values(language="en", zone="UTC", created_at=sa.func.now()))
    assert await upgrade(store.engine) is None
    async with store.engine.connect() as connection:
        assert await connection.scalar(sa.text("SELECT count(*) FROM people")) == 1
        assert await connection.scalar(sa.text("SELECT count(*) FROM alembic_version")) == 1


async def test_a_database_tells_whether_it_is_current(empty: Store) -> None:
    assert not await is_current(empty.engine)
    with pytest.raises(NotMigrated):
        await make_ready(empty.engine, migrates=False)
    await upgrade(empty.engine)
    assert await is_current(empty.engine)
    await make_ready(empty.engine, migrates=False)


async def test_a_newer_programs_database_is_refused_by_name(empty: Store) -> None:
    await upgrade(empty.engine)
    async with empty.begin() as tx:
        await tx.write(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    told = f"The database is of version 9999, this program knows up to {newest()}."
    for refused in (upgrade, is_current, make_ready):
        with pytest.raises(TooNew, match=told):
            await refused(empty.engine)


NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "{version}"
down_revision = "{before}"


def upgrade() -> None:
    with op.batch_alter_table("people", recreate="{recreate}") as people:
        people.add_column(sa.Column("title", sa.Text(), nullable=False, server_default="-"))
    op.execute("{statement}")
"""


def with_next(folder: Path, statement: str, recreate: str = "auto") -> Path:
    """The migrations, and one more that adds a column to `people` and executes a statement; `recreate`: "always" to write the
    table anew, as alembic does on SQLite for what it cannot change in place."""
    migrations = copytree(migrate.MIGRATIONS, folder / "migrations", dirs_exist_ok=True)
    version = f"{int(newest()) + 1:04}"
    text = NEXT.format(version=version, before=newest(), statement=statement, recreate=recreate)
    (migrations / "versions" / f"{version}_next.py").write_text(text)
    return migrations


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm")))


def titles(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(sa.text("SELECT id, title FROM people"))]


async def test_a_table_that_others_refer_to_is_written_anew_without_loss(current: Store, tmp_path: Path) -> None:
    async with current.engine.begin() as connection:
        before = await connection.run_sync(fill)
    await upgrade(
        current.engine, with_next(tmp_path, "UPDATE people SET title = 'Dr'", "always" if current.is_sqlite else "auto")
    )
    async with current.engine.connect() as connection:
        assert await connection.run_sync(titles) == [(1, "Dr")]
        after = await connection.run_sync(lambda sync: rows_of(sync, metadata))
        assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
        if current.is_sqlite:
            assert await connection.scalar(sa.text("PRAGMA foreign_keys")) == 1, "enforced again"
    async with current.read() as tx:
        assert await append_only.list_missing(tx) == []


async def test_one_that_fails_leaves_everything_as_it_was(current: Store, tmp_path: Path) -> None:
    async with current.engine.begin() as connection:
        await connection.run_sync(fill)
        before = await connection.run_sync(schema_of)
    with pytest.raises(sa.exc.DBAPIError):
        await upgrade(current.engine, with_next(tmp_path, "UPDATE nothing SET title = 1"))
    async with current.engine.connect() as connection:
        assert await connection.run_sync(schema_of) == before
    assert await is_current(current.engine)


class TestOnSqlite:
    """The only writer is this program: it migrates at its start, and keeps a copy."""

    @pytest.fixture
    def engine(self) -> str:
        return "sqlite"

    async def test_one_that_leaves_rows_without_what_they_refer_to_is_undone(self, current: Store, tmp_path: Path) -> None:
        async with current.engine.begin() as connection:
            await connection.run_sync(fill)
        with pytest.raises(migrate.DanglingReferences, match="seats"):
            await upgrade(current.engine, with_next(tmp_path, "DELETE FROM people"))
        async with current.read() as tx:
            assert await tx.value(sa.select(sa.func.count()).select_from(metadata.tables["people"])) == 1

    async def test_a_copy_of_the_database_is_kept_beside_it(self, current: Store, tmp_path: Path) -> None:
        async with current.engine.begin() as connection:
            await connection.run_sync(fill)
        assert await upgrade(current.engine) is None, "nothing to do, nothing to keep"
        kept = await upgrade(current.engine, with_next(tmp_path, "DELETE FROM minutes"))
        assert kept == tmp_path / f"majlis.db.version-{newest()}"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        copied = Store(f"sqlite+aiosqlite:///{kept}")
        try:
            assert await is_current(copied.engine)
            async with copied.read() as tx:
                assert await tx.value(sa.select(sa.func.count()).select_from(metadata.tables["minutes"])) == 1
        finally:
            await copied.close()

    async def test_without_room_for_the_copy_nothing_is_migrated(self, current: Store, tmp_path: Path) -> None:
        (tmp_path / f"majlis.db.version-{newest()}").mkdir()
        with pytest.raises(Unreachable, match="no copy of it could be written"):
            await upgrade(current.engine, with_next(tmp_path, "DELETE FROM minutes"))
        assert await is_current(current.engine)
        assert names_in(tmp_path) == ["majlis.db", f"majlis.db.version-{newest()}", "migrations"]


class TestWritingTheNext:
    """`make schema`."""

    def test_without_a_difference_nothing_is_written(self, tmp_path: Path) -> None:
        migrations = copytree(migrate.MIGRATIONS, tmp_path / "migrations")
        told = main("posts have a source", migrations)
        assert told == "The tables are what the migrations make: there is nothing to write."
        assert versions(migrations) == versions()

    @pytest.mark.parametrize("message", ["", "x", "../../etc"])
    def test_it_wants_to_know_what_changes(self, message: str) -> None:
        with pytest.raises(SystemExit, match="make schema MESSAGE="):
            main(message)

    def test_a_difference_becomes_a_file_of_the_next_number(self, tmp_path: Path) -> None:
        migrations = copytree(migrate.MIGRATIONS, tmp_path / "migrations")
        minutes = metadata.tables["minutes"]
        column = sa.Column("pages", sa.Integer)
        minutes.append_column(column)
        try:
            version = f"{int(newest()) + 1:04}"
            assert f"Migration {version} is in" in main("minutes have pages", migrations)
        finally:
            minutes._columns.remove(column)  # there is no other way back
        [file] = migrations.glob(f"versions/{version}_*.py")
        assert "add_column(sa.Column('pages', sa.Integer()" in file.read_text()
        assert f"down_revision = '{versions(migrations)[-2]}'" in file.read_text()
