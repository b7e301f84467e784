"""Who changed what, and when."""

import sqlalchemy as sa

from storage.tables.columns import Instant, id_column, metadata

audit = sa.Table(
    "audit",
    metadata,
    id_column(),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", sa.JSON, nullable=False),
)
