"""SQLite's statements, without what SQLAlchemy does between a compiled statement and its rows: that takes several times as long
as SQLite does. SQLAlchemy compiles a statement, and says how each value is written and read; it is executed on the connection
itself. One that is built once is found by its identity, as hashing all that it consists of takes long, too.

It reads what SQLAlchemy's compiler keeps to itself, so its version is bounded in `pyproject.toml`, and
`tests/storage/test_direct.py` compares both ways. A `Store` whose transactions get no `Statements` does without it.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler

from storage.sqlite_connection import Outcome, SteadyConnection

MOST = 500
"""How many statements are kept as they were prepared."""

Values = Mapping[str, object]
Process = Callable[[Any], Any]


class Prepared:
    """A compiled statement. `plain`: nothing else is to be done, such as making a default in Python."""

    def __init__(self, compiled: SQLCompiler) -> None:
        self.compiled = compiled
        self._writers = cast("Mapping[str, Process]", compiled._bind_processors)
        self._expands = bool(compiled.literal_execute_params or compiled.post_compile_params)
        columns = compiled._result_columns
        readers = [column.type._cached_result_processor(compiled.dialect, None) for column in columns]
        self.readers: Sequence[Any] | None = readers if any(readers) else None
        self.columns = SimpleResultMetaData([column.keyname for column in columns])
        made = compiled.insert_prefetch or compiled.update_prefetch
        self.plain = not (made or compiled.isplaintext or (columns and not compiled._ordered_columns))

    def bound(self, given: MutableMapping[str, Any]) -> tuple[str, list[Any]]:
        """The statement's text with these parameters, and their values as SQLite takes them, in order."""
        text, writers = self.compiled.string, self._writers
        names: Sequence[str] | None = self.compiled.positiontup
        if self._expands:  # lists become as many parameters
            expanded = self.compiled._process_parameters_for_postcompile(given)
            text, names = expanded.statement, expanded.positiontup
            writers = {**writers, **cast("Mapping[str, Process]", expanded.processors)}
        return text, [writers[name](given[name]) if name in writers else given[name] for name in names or ()]


class Answer:
    """What came of a statement. `rowcount`: how many rows it changed; `lastrowid`: the id of the one it inserted."""

    def __init__(self, prepared: Prepared, outcome: Outcome) -> None:
        self._prepared = prepared
        self._rows = cast("list[tuple[Any, ...]]", outcome.rows)
        self.rowcount, self.lastrowid = outcome.rowcount, outcome.lastrowid

    def rows(self) -> list[sa.RowMapping]:
        """All rows, each by column name."""
        columns, readers = self._prepared.columns, self._prepared.readers
        return [sa.RowMapping(columns, readers, columns._key_to_index, row) for row in self._rows]

    def values(self) -> list[Any]:
        """The first column of every row."""
        read = self._prepared.readers[0] if self._prepared.readers else None
        return [read(row[0]) for row in self._rows] if read else [row[0] for row in self._rows]


class Statements:
    """The statements that were prepared for an engine."""

    def __init__(self) -> None:
        self._kept: dict[object, tuple[object, Prepared]] = {}

    async def execute(
        self, connection: AsyncConnection, query: sa.Executable, values: Values | None, *, whole: bool
    ) -> Answer | None:
        """Execute a statement with these parameters; None if SQLAlchemy is to do it. `whole`: a cancellation waits until it is
        executed; else it costs the connection. An error of SQLite's is raised as SQLAlchemy raises it, without the values."""
        sync = connection.sync_connection
        if sync is None or sync.invalidated or (found := self._prepare(sync, query, values)) is None:
            return None
        prepared, (_, extracted, collected) = found
        given = prepared.compiled.construct_params(
            values, escape_names=False, extracted_parameters=extracted, _collected_params=collected
        )
        text, bound = prepared.bound(given)
        for hear in sync.dispatch.before_cursor_execute:
            hear(sync, None, text, bound, None, False)
        driver = cast("SteadyConnection", sync.connection.driver_connection)
        try:
            return Answer(prepared, await driver.run(lambda cursor: cursor.execute(text, bound), whole=whole))
        except asyncio.CancelledError:
            if not whole:
                await connection.invalidate()
            raise
        except sqlite3.Error as error:
            raise sa.exc.DBAPIError.instance(text, None, error, sqlite3.Error, True, dialect=sync.dialect) from error

    def _prepare(self, sync: sa.Connection, query: sa.Executable, values: Values | None) -> tuple[Prepared, Any] | None:
        """The statement as it was prepared, and its parameters; None if it is not plain."""
        key = cast("Any", query)._generate_cache_key()
        if key is None:
            return None
        names = sorted(values or ())
        prepared = self._find(key.key, tuple(names))
        if prepared is None:
            compiled = cast("Any", query)._compile_w_cache(
                sync.dialect, compiled_cache=sync.engine._compiled_cache, column_keys=names
            )[0]
            prepared = self._find(compiled) or self._keep(Prepared(compiled), compiled)
            self._keep(prepared, key.key, tuple(names))
        return (prepared, key) if prepared.plain else None

    def _find(self, thing: object, names: tuple[str, ...] = ()) -> Prepared | None:
        kept = self._kept.get((id(thing), names))
        return kept[1] if kept else None

    def _keep(self, prepared: Prepared, thing: object, names: tuple[str, ...] = ()) -> Prepared:
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[id(thing), names] = thing, prepared  # as long as the thing is kept, its id is no other's
        return prepared
