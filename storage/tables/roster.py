"""Rosters imported from a file: staged until confirmed, then written in chunks."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column

imports = sa.Table(
    "imports",
    metadata,
    id_column(),
    person_column("made_by", nullable=True),  # null: the operator, from the command line
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("counts", sa.JSON, nullable=False),  # how many rows of each kind
    sa.Column("unused", sa.JSON, nullable=False),  # heads that were ignored
    sa.Column("source", sa.JSON, nullable=False),  # what of the file was read (council.tables.Source), and Telegram's id of it
    sa.Column("written_to", sa.Integer, nullable=False, server_default="0"),
    sa.Column("written", sa.Integer, nullable=False, server_default="0"),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("done_at", Instant),
    # One import is written at a time, so that no person is created by two.
    sa.Index(
        "uq_imports_writing",
        "state",
        unique=True,
        sqlite_where=sa.text("state = 'writing'"),
        postgresql_where=sa.text("state = 'writing'"),
    ),
)

# Deleted when the import is written or discarded.
import_rows = sa.Table(
    "import_rows",
    metadata,
    id_column(),
    sa.Column("import_id", BigId, sa.ForeignKey("imports.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    person_column(nullable=True),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Index("ix_import_rows_import_id", "import_id", "kind", "number"),
)
