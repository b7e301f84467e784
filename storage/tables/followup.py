"""What becomes of adopted recommendations."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column


def _recommendation_column(*, primary_key: bool = True, nullable: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey("followups.recommendation_id")
    return sa.Column("recommendation_id", BigId, key, nullable=nullable, primary_key=primary_key)


def _item_column() -> sa.Column[int]:
    """Instead of a recommendation: an item of the work plan that is asked after."""
    return sa.Column("item_id", BigId, sa.ForeignKey("plan_items.id"))


# Addressees beyond those of the council's file; "+7" is the key of the row 7.
addressees = sa.Table(
    "addressees",
    metadata,
    id_column(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False, unique=True),  # the name, as names are compared
    sa.Column("state", sa.Text, nullable=False, server_default=""),  # the code of the state that it belongs to
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
)

# Experts who are asked for an addressee: only once they have agreed.
addressee_experts = sa.Table(
    "addressee_experts",
    metadata,
    sa.Column("addressee", sa.Text, primary_key=True),
    person_column(primary_key=True),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("agreed_at", Instant),
    sa.Column("declined_at", Instant),
)

followups = sa.Table(
    "followups",
    metadata,
    sa.Column("recommendation_id", BigId, sa.ForeignKey("recommendations.id"), primary_key=True, autoincrement=False),
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), nullable=False),  # the round that adopted it last
    person_column("lead_id", nullable=True),
    sa.Column("indicator", sa.Text, nullable=False, server_default=""),
    sa.Column("ask_at", Instant),  # when it is asked next what became of it; null: no more
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Index("ix_followups_ask_at", "ask_at"),
)

followup_addressees = sa.Table(
    "followup_addressees", metadata, _recommendation_column(), sa.Column("addressee", sa.Text, primary_key=True)
)

measures = sa.Table(
    "measures",
    metadata,
    id_column(),
    _recommendation_column(primary_key=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("addressee", sa.Text, nullable=False, server_default=""),  # who is to do it: an addressee
    sa.Column("who", sa.Text, nullable=False, server_default=""),  # or else in words
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("dropped_at", Instant),
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Index("ix_measures_recommendation_id", "recommendation_id"),
)

# What was asked of whom, once for each period; the secretariat sees who is silent.
followup_questions = sa.Table(
    "followup_questions",
    metadata,
    id_column(),
    _recommendation_column(primary_key=False, nullable=True),
    _item_column(),
    sa.Column("addressee", sa.Text, nullable=False),  # "": the lead is asked, or who sees to the item
    person_column(),
    sa.Column("period", sa.Text, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("nudge_at", Instant),  # when they are reminded; null: no more
    sa.Column("answered_at", Instant),
    sa.UniqueConstraint("recommendation_id", "addressee", "person_id", "period"),
    sa.UniqueConstraint("item_id", "person_id", "period"),
    sa.Index("ix_followup_questions_nudge_at", "nudge_at"),
    sa.Index("ix_followup_questions_person_id", "person_id"),
)

# Every answer, in order: the latest counts, the history stays.
followup_answers = sa.Table(
    "followup_answers",
    metadata,
    id_column(),
    _recommendation_column(primary_key=False, nullable=True),
    _item_column(),
    sa.Column("addressee", sa.Text, nullable=False),  # "": the lead's, of the whole; or of the item
    person_column(nullable=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False, server_default=""),
    sa.Column("link", sa.Text, nullable=False, server_default=""),
    sa.Column("file_id", sa.Text, nullable=False, server_default=""),
    sa.Column("file_name", sa.Text, nullable=False, server_default=""),
    sa.Column("answered_at", Instant, nullable=False),
    sa.Column("public", sa.Boolean, nullable=False, server_default=sa.false()),  # its words stand in the public report
    sa.Index("ix_followup_answers_recommendation_id", "recommendation_id", "addressee"),
    sa.Index("ix_followup_answers_item_id", "item_id"),
)

# What was changed about it, in order: the lead, the addressees, the indicator, a measure.
followup_changes = sa.Table(
    "followup_changes",
    metadata,
    id_column(),
    _recommendation_column(primary_key=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("was", sa.Text, nullable=False, server_default=""),
    sa.Column("now", sa.Text, nullable=False, server_default=""),
    person_column("changed_by", nullable=True),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Index("ix_followup_changes_recommendation_id", "recommendation_id"),
)
