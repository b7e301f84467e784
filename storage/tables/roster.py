"""Rosters that came as a file: staged until someone confirms them, then written in chunks."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column

imports = sa.Table(
    "imports",
    metadata,
    id_column(),
    person_column("made_by", nullable=True),  # nobody: the operator, at the server's prompt
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("counts", sa.JSON, nullable=False),  # how many rows of each kind there were
    sa.Column("unused", sa.JSON, nullable=False),  # heads that say nothing here
    sa.Column("written_to", sa.Integer, nullable=False, server_default="0"),
    sa.Column("written", sa.Integer, nullable=False, server_default="0"),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("done_at", Instant),
    # One file at a time is written, so that nobody is brought in by two.
    sa.Index(
        "uq_imports_writing",
        "state",
        unique=True,
        sqlite_where=sa.text("state = 'writing'"),
        postgresql_where=sa.text("state = 'writing'"),
    ),
)

# Kept only until the file is written or discarded.
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
