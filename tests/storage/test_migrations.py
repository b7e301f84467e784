"""The migrations make exactly the schema that the queries are written against, on both engines."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.migrate import NEWEST, is_current, upgrade
from storage.store import Store
from storage.tables import metadata
from tests.root import ROOT


def differences(connection: Connection) -> object:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
    return compare_metadata(context, metadata)


def unlike(connection: Connection) -> list[str]:
    """What alembic does not look at: the conditions of partial indexes, checks, and foreign keys."""
    inspector = sa.inspect(connection)
    found = []
    for table in metadata.tables.values():
        partial = {
            str(i["name"]): [str(v) for k, v in i.get("dialect_options", {}).items() if k.endswith("_where")]
            for i in inspector.get_indexes(table.name)
        }
        for index in table.indexes:
            wanted = index.dialect_options[connection.dialect.name]["where"] is not None
            if bool(partial.get(str(index.name))) is not wanted:
                found.append(f"{index.name}: its condition")
        keys = {tuple(key["constrained_columns"]) for key in inspector.get_foreign_keys(table.name)}
        if keys != {tuple(c.name for c in key.columns) for key in table.foreign_key_constraints}:
            found.append(f"{table.name}: its foreign keys")
        checks = {str(check["name"]) for check in inspector.get_check_constraints(table.name)}
        if checks != {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint) and c.name}:
            found.append(f"{table.name}: its checks")
    return found


async def test_they_make_exactly_the_schema(store: Store) -> None:
    async with store.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(unlike) == []
        names = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
    assert set(names) == {*metadata.tables, "alembic_version"}
    assert len(names) > 20


async def test_applying_them_again_is_harmless(store: Store) -> None:
    async with store.begin() as tx:
        await tx.write(sa.insert(metadata.tables["people"]).values(language="en", zone="UTC", created_at=sa.func.now()))
    await upgrade(store.engine)
    async with store.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.scalar(sa.text("SELECT count(*) FROM people")) == 1
        assert await connection.scalar(sa.text("SELECT count(*) FROM alembic_version")) == 1


def test_the_newest_migration_is_the_one_that_is_asked_for() -> None:
    assert ScriptDirectory(str(ROOT / "storage" / "migrations")).get_heads() == [NEWEST]


async def test_a_database_tells_whether_it_is_current(url: str) -> None:
    store = Store(url)
    try:
        assert not await is_current(store.engine)
        await upgrade(store.engine)
        assert await is_current(store.engine)
        async with store.begin() as tx:
            await tx.write(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        assert not await is_current(store.engine), "a newer program's database is not ours to write in"
    finally:
        await store.close()
