"""Alembic's entry: migrations run on the connection that `storage.migrate` hands in."""

from typing import Literal

import sqlalchemy as sa
from alembic import context

from storage.tables import metadata


def _rendered(kind: str, thing: object, _autogenerate: object) -> str | Literal[False]:
    """A truth value as such, where the engine that a migration is written from would have a number: the other has none."""
    value = thing.arg if kind == "server_default" and isinstance(thing, sa.DefaultClause) else None
    if isinstance(value, sa.True_ | sa.False_):
        return "sa.true()" if isinstance(value, sa.True_) else "sa.false()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=_rendered,
)
with context.begin_transaction():
    context.run_migrations()
