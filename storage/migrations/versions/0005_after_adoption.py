"""after adoption"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("objections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("finding", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("finding_words", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_to", sa.Text(), nullable=True))
