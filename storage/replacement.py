"""Puts a snapshot in place of the database. The present one is not touched before the new one is ready, and is kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa

from storage import append_only, sqlite_files, transfer
from storage.engine import file_of, open_engine
from storage.migrate import upgrade
from storage.store import Store
from storage.tables import metadata

STAGED = "majlis_restoring"
"""The schema in which PostgreSQL's new tables are made ready."""


@asynccontextmanager
async def staged(url: str, snapshot: Path) -> AsyncIterator[Store]:
    """What a snapshot (a SQLite file at this program's schema) holds, as a database of the engine of `url`, which is not the one
    in use: on SQLite the snapshot itself, on PostgreSQL a schema beside the present one."""
    if file_of(url) is not None:
        store = Store(sqlite_files.url_of(snapshot))
        try:
            yield store
        finally:
            await store.close()
        return
    await _execute(url, f"DROP SCHEMA IF EXISTS {STAGED} CASCADE", f"CREATE SCHEMA {STAGED}")
    source, store = Store(sqlite_files.url_of(snapshot)), Store(url, schema=STAGED)
    try:
        await upgrade(store.engine)
        async with transfer.at_one_instant(source.engine) as read, store.engine.begin() as write:
            await transfer.copy_rows(read, write)
        yield store
    finally:
        await source.close()
        await store.close()


async def put_in_place(url: str, snapshot: Path, name: str) -> str:
    """Put what was staged, and is closed, in place of the database, which nobody uses; where that is kept now, in words. `name`:
    what is added to its name."""
    if file := file_of(url):
        sqlite_files.make_single(snapshot)
        aside = file.with_name(f"{file.name}.{name}")
        is_new = not file.exists()
        sqlite_files.replace(file, snapshot, aside)
        return "there was none" if is_new else str(aside)
    schema = f"majlis_{name.replace('-', '_').lower()}"
    names = [*metadata.tables, "alembic_version"]
    functions = [f"{table}_only_added_to" for table in append_only.APPEND_ONLY]
    await _execute(
        url,
        f"CREATE SCHEMA {schema}",
        *(f"ALTER TABLE IF EXISTS {table} SET SCHEMA {schema}" for table in names),
        *(f"ALTER FUNCTION {function}() SET SCHEMA {schema}" for function in await _present(url, functions)),
        *(f"ALTER TABLE {STAGED}.{table} SET SCHEMA public" for table in names),
        *(f"ALTER FUNCTION {STAGED}.{function}() SET SCHEMA public" for function in functions),
        f"DROP SCHEMA {STAGED}",
    )
    return f"the schema {schema}"


async def _present(url: str, functions: list[str]) -> list[str]:
    """Those of these functions that are in the present schema."""
    engine = open_engine(url)
    try:
        async with engine.connect() as connection:
            query = "SELECT proname FROM pg_proc WHERE proname = ANY(:names) AND pg_function_is_visible(oid)"
            return list(await connection.scalars(sa.text(query), {"names": functions}))
    finally:
        await engine.dispose()


async def _execute(url: str, *statements: str) -> None:
    """All of these, or none."""
    engine = open_engine(url)
    try:
        async with engine.begin() as connection:
            for statement in statements:
                await connection.exec_driver_sql(statement)
    finally:
        await engine.dispose()
