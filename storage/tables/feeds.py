"""Calendar feeds: secret URLs from which a person's calendar program reads their meetings."""

import sqlalchemy as sa

from storage.tables.columns import Instant, id_column, metadata, person_column

feeds = sa.Table(
    "feeds",
    metadata,
    id_column(),
    person_column(),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("read_at", Instant),  # the last request, to within the hour
    sa.Column("revoked_at", Instant),
    sa.Index("ix_feeds_person_id", "person_id"),
)
