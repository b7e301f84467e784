"""Counts what the database is asked to do: counts do not depend on the machine, and so have ceilings."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage.sqlite_connection import SteadyConnection
from storage.store import Store


@dataclass
class Counts:
    """Statements, commits, and calls of the threads of SQLite's connections. `writing`: commits that wrote something."""

    statements: int = 0
    commits: int = 0
    hops: int = 0
    writing: int = 0


@contextmanager
def counting(store: Store) -> Iterator[Counts]:
    """Counts while the block runs."""
    counts, engine, execute = Counts(), store.engine.sync_engine, SteadyConnection._execute
    before = store.commits

    def on_statement(*_: object) -> None:
        counts.statements += 1

    def on_commit(_connection: object) -> None:
        counts.commits += 1

    async def hop(self: SteadyConnection, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - passed through
        counts.hops += 1
        return await execute(self, *args, **more)

    sa.event.listen(engine, "before_cursor_execute", on_statement)
    sa.event.listen(engine, "commit", on_commit)
    SteadyConnection._execute = hop  # type: ignore[method-assign]
    try:
        yield counts
    finally:
        counts.writing = store.commits - before
        SteadyConnection._execute = execute  # type: ignore[method-assign]
        sa.event.remove(engine, "before_cursor_execute", on_statement)
        sa.event.remove(engine, "commit", on_commit)
