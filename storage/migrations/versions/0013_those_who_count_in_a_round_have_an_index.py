"""those who count in a round have an index"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("electors", schema=None) as batch_op:
        batch_op.create_index("ix_electors_recused_at", ["round_id", "recused_at"], unique=False)
