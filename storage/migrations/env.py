"""Alembic's entry: migrations run on the connection that `storage.migrate` hands in."""

from typing import Literal

import sqlalchemy as sa
from alembic import context

from storage.tables import metadata


def render(kind: str, item: object, _context: object) -> str | Literal[False]:
    """How a default is written in a migration: true and false by name, as each engine has words of its own for them.

    False leaves everything else to Alembic.
    """
    if kind == "server_default" and isinstance(item, sa.DefaultClause):
        for told in ("false", "true"):
            if isinstance(item.arg, type(getattr(sa, told)())):
                return f"sa.{told}()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
