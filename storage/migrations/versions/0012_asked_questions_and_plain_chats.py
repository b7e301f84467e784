"""asked questions and plain chats"""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plain_chats",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("until", storage.tables.columns.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_plain_chats")),
    )
    with op.batch_alter_table("forms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked", sa.BigInteger(), nullable=True))
