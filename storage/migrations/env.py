"""Alembic's entry: migrations run on the connection that `storage.migrate` hands in."""

from typing import Literal

import sqlalchemy as sa
from alembic import context

from storage.tables import metadata


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """How a default is written into a migration: true and false by name, for the databases spell them differently."""
    if kind == "server_default" and isinstance(item, sa.DefaultClause):
        if isinstance(item.arg, sa.False_):
            return "sa.false()"
        if isinstance(item.arg, sa.True_):
            return "sa.true()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_render,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
