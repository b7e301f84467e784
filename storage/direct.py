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
from weakref import WeakKeyDictionary, ref

import sqlalchemy as sa
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler

from storage.sqlite_connection import Outcome, SteadyConnection

Values = Mapping[str, object]
Process = Callable[[Any], Any]


class Prepared:
    """How the values of a compiled statement are written and read. `plain`: nothing else is to be done, such as making a
    default in Python."""

    def __init__(self, compiled: SQLCompiler) -> None:
        self._writers = cast("Mapping[str, Process]", compiled._bind_processors)
        self._expands = bool(compiled.literal_execute_params or compiled.post_compile_params)
        columns = compiled._result_columns
        readers = [column.type._cached_result_processor(compiled.dialect, None) for column in columns]
        self.readers: Sequence[Any] | None = readers if any(readers) else None
        self.columns = SimpleResultMetaData([column.keyname for column in columns])
        made = compiled.insert_prefetch or compiled.update_prefetch
        self.plain = not (made or compiled.isplaintext or (columns and not compiled._ordered_columns))

    def bound(self, compiled: SQLCompiler, given: MutableMapping[str, Any]) -> tuple[str, list[Any]]:
        """The statement's text with these parameters, and their values as SQLite takes them, in order."""
        text, writers = compiled.string, self._writers
        names: Sequence[str] | None = compiled.positiontup
        if self._expands:  # lists become as many parameters
            expanded = compiled._process_parameters_for_postcompile(given)
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
    """The statements that were prepared for an engine, as long as SQLAlchemy keeps them compiled."""

    def __init__(self) -> None:
        self._prepared: WeakKeyDictionary[SQLCompiler, Prepared] = WeakKeyDictionary()
        # By statement, and the names of its parameters.
        self._compiled: WeakKeyDictionary[sa.Executable, dict[tuple[str, ...], ref[SQLCompiler]]] = WeakKeyDictionary()

    async def execute(
        self, connection: AsyncConnection, query: sa.Executable, values: Values | None, *, whole: bool
    ) -> Answer | None:
        """Execute a statement with these parameters; None if SQLAlchemy is to do it. `whole`: a cancellation waits until it is
        executed; else it costs the connection. An error of SQLite's is raised as SQLAlchemy raises it, without the values."""
        sync = connection.sync_connection
        key = cast("Any", query)._generate_cache_key()
        if sync is None or sync.invalidated or key is None:
            return None
        compiled = self._compile(sync, query, tuple(sorted(values or ())))
        prepared = self._prepared.get(compiled) or self._prepared.setdefault(compiled, Prepared(compiled))
        if not prepared.plain:
            return None
        _, extracted, collected = key
        given = compiled.construct_params(values, escape_names=False, extracted_parameters=extracted, _collected_params=collected)
        text, bound = prepared.bound(compiled, given)
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

    def _compile(self, sync: sa.Connection, query: sa.Executable, names: tuple[str, ...]) -> SQLCompiler:
        """A statement as SQLAlchemy compiles it for parameters of these names."""
        known = self._compiled.setdefault(query, {})
        compiled = known[names]() if names in known else None
        if compiled is None:
            cache = sync.get_execution_options().get("compiled_cache", sync.engine._compiled_cache)
            found = cast("Any", query)._compile_w_cache(sync.dialect, compiled_cache=cache, column_keys=list(names))
            compiled = cast("SQLCompiler", found[0])
            known[names] = ref(compiled)
        return compiled
