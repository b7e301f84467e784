"""examinations of the program and what goes wrong"""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "examinations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("asked_at", storage.tables.columns.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", storage.tables.columns.Instant(timezone=True), nullable=True),
        sa.Column("found", sa.JSON(), server_default="[]", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examinations")),
    )
    op.create_table(
        "troubles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("since", storage.tables.columns.Instant(timezone=True), nullable=False),
        sa.Column("last_at", storage.tables.columns.Instant(timezone=True), nullable=False),
        sa.Column("told_at", storage.tables.columns.Instant(timezone=True), nullable=True),
        sa.Column("due_at", storage.tables.columns.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_troubles")),
        sa.UniqueConstraint("kind", "about", name=op.f("uq_troubles_kind")),
    )
