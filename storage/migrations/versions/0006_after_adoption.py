"""after adoption"""

import sqlalchemy as sa
from alembic import op

import storage.tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recusals",
        sa.Column("recommendation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("declared_at", storage.tables.columns.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recusals_person_id_people")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendations.id"], name=op.f("fk_recusals_recommendation_id_recommendations")
        ),
        sa.PrimaryKeyConstraint("recommendation_id", "person_id", name=op.f("pk_recusals")),
    )
    op.create_table(
        "opinions",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("handed_at", storage.tables.columns.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_opinions_person_id_people")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_opinions_round_id_rounds")),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_opinions")),
    )
    op.create_table(
        "reopenings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("recommendation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_code", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("asked_at", storage.tables.columns.Instant(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", storage.tables.columns.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_reopenings_decided_by_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reopenings_person_id_people")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendations.id"], name=op.f("fk_reopenings_recommendation_id_recommendations")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_reopenings_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopenings")),
    )
    with op.batch_alter_table("reopenings", schema=None) as batch_op:
        batch_op.create_index("ix_reopenings_recommendation_id", ["recommendation_id"], unique=False)
        batch_op.create_index(
            "uq_reopenings_undecided",
            ["recommendation_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('asked', 'appealed')"),
            postgresql_where=sa.text("state IN ('asked', 'appealed')"),
        )

    with op.batch_alter_table("electors", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recused_at", storage.tables.columns.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("interest", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("objections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("finding", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("finding_words", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opinions_until", storage.tables.columns.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("left_to", sa.Text(), nullable=True))
        batch_op.create_index("ix_rounds_opinions_until", ["opinions_until"], unique=False)
