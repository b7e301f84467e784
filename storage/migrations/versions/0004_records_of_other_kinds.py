"""records of other kinds"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The triggers that refuse changes stand in the way of no statement here; they are installed anew afterwards.
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.Text(), server_default="round", nullable=False))
        batch_op.add_column(sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.alter_column("round_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.drop_constraint(batch_op.f("uq_records_round_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_records_round_id"), ["round_id", "kind"])
        batch_op.create_index("ix_records_meeting_id", ["meeting_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_records_meeting_id_meetings"), "meetings", ["meeting_id"], ["id"])
