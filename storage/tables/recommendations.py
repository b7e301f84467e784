"""Recommendations, their versions, and the rounds in which positions are taken."""

import sqlalchemy as sa

from storage.tables.columns import BigId, FixedCount, Instant, id_column, metadata, person_column

recommendations = sa.Table(
    "recommendations",
    metadata,
    id_column(),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("group_code", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    person_column("author_id"),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),  # the current version
    sa.Column("returned_version", sa.Integer, nullable=False, server_default="0"),  # the last version that was returned
    sa.Column("forwarded_at", Instant),  # when the Executive Committee was notified
    sa.Column("folded", sa.Text, nullable=False),  # number, title and text, case-folded, for searching
    sa.Column("made_at", Instant, nullable=False),
    sa.UniqueConstraint("group_code", "year", "serial"),
)

# Its history outside of rounds, in order. Contains nothing of a vote.
events = sa.Table(
    "recommendation_events",
    metadata,
    id_column(),
    sa.Column("recommendation_id", BigId, sa.ForeignKey("recommendations.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id")),
    person_column(nullable=True),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("proposed", sa.Text, nullable=False, server_default=""),  # the text that the Committee proposes
    sa.Column("at", Instant, nullable=False),
    sa.Index("ix_recommendation_events_recommendation_id", "recommendation_id"),
)

comments = sa.Table(
    "comments",
    metadata,
    id_column(),
    sa.Column("recommendation_id", BigId, sa.ForeignKey("recommendations.id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    person_column(),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Index("ix_comments_recommendation_id", "recommendation_id"),
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("recommendation_id", BigId, sa.ForeignKey("recommendations.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("text_hash", sa.Text, nullable=False),
    # The file with the text, if any; `text` is its summary then.
    sa.Column("file_id", sa.Text, nullable=False, server_default=""),
    sa.Column("file_name", sa.Text, nullable=False, server_default=""),
    sa.Column("file_hash", sa.Text, nullable=False, server_default=""),
    sa.Column("note", sa.Text, nullable=False, server_default=""),  # what changed, in the author's words
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
)

_UNDECIDED = sa.text("state IN ('asked', 'appealed')")
_NOT_OVER = sa.text("state IN ('planned', 'open', 'awaiting')")

rounds = sa.Table(
    "rounds",
    metadata,
    id_column(),
    sa.Column("recommendation_id", BigId, sa.ForeignKey("recommendations.id"), nullable=False),
    sa.Column("group_code", sa.Text, nullable=False),  # who is asked: the group, or the Executive Committee after it
    person_column("opened_by"),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("quorum", sa.Integer, nullable=False),
    sa.Column("floor", sa.Integer, nullable=False),
    sa.Column("openness", sa.Text, nullable=False),
    sa.Column("dissent", sa.Integer, nullable=False),
    sa.Column("review", sa.Date),
    sa.Column("opened_at", Instant, nullable=False),  # of a planned round: when it will open
    sa.Column("asked_at", Instant, nullable=False),  # since when the current version is asked about
    sa.Column("deadline", Instant, nullable=False),
    # What falls due meanwhile; null once it has ended.
    sa.Column("nudge_at", Instant),
    sa.Column("redraw_at", Instant),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text),
    sa.Column("ground", sa.Text),
    sa.Column("closed_at", Instant),
    sa.Column("early", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("declared", sa.Boolean),  # the chair's declaration, where the rule needs one
    sa.Column("rationale", sa.Text, nullable=False, server_default=""),
    # Of a confidential round: the counts as they were last drawn without names, and the last answer that they cover.
    sa.Column("drawn_counts", sa.Text, nullable=False, server_default=""),
    sa.Column("drawn_upto", BigId, nullable=False, server_default="0"),
    sa.Column("spoken_by", sa.Text),  # the role of whoever declared it or closed it early
    sa.Column("opinions_until", Instant),  # until when minority opinions can be handed in; null: no more
    sa.Column("left_to", sa.Text),  # the role to which a chair who wrote the text has left the declaring
    sa.Index("ix_rounds_deadline", "deadline"),
    sa.Index("ix_rounds_opinions_until", "opinions_until"),
    sa.Index("uq_rounds_open", "recommendation_id", unique=True, sqlite_where=_NOT_OVER, postgresql_where=_NOT_OVER),
)

# Reviews of what was adopted; each date is a row, so that the history stays.
reviews = sa.Table(
    "reviews",
    metadata,
    id_column(),
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("due_at", Instant),  # when its chair is told next; while it is ending, when it ends
    sa.Column("note", sa.Text, nullable=False, server_default=""),  # why it is to end
    person_column("decided_by", nullable=True),
    sa.Column("role", sa.Text, nullable=False, server_default=""),  # in which role they gave the chair's word
    sa.Column("decided_at", Instant),
    sa.Index("ix_reviews_due_at", "due_at"),
    sa.Index("ix_reviews_round_id", "round_id"),
)

# Requests to take a recommendation up again, in order.
reopenings = sa.Table(
    "reopenings",
    metadata,
    id_column(),
    sa.Column("recommendation_id", BigId, sa.ForeignKey("recommendations.id"), nullable=False),
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), nullable=False),  # whose outcome it is about
    sa.Column("group_code", sa.Text, nullable=False),  # whose chair decides: its group's or, after an appeal, the Committee's
    person_column(nullable=True),
    sa.Column("what", sa.Text, nullable=False),  # what is new
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    person_column("decided_by", nullable=True),
    sa.Column("role", sa.Text, nullable=False, server_default=""),  # in which role they gave the chair's word
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("decided_at", Instant),
    sa.Index("ix_reopenings_recommendation_id", "recommendation_id"),
    sa.Index("uq_reopenings_undecided", "recommendation_id", unique=True, sqlite_where=_UNDECIDED, postgresql_where=_UNDECIDED),
)

electors = sa.Table(
    "electors",
    metadata,
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("struck_at", Instant),
    sa.Column("recused_at", Instant),  # when they were struck because of an interest that they had declared
    sa.Column("interest", sa.Text, nullable=False, server_default=""),  # what they said of it
    sa.Index("ix_electors_recused_at", "round_id", "recused_at"),  # those who count are counted at each press
)

# Interests declared in a recommendation: whoever has one is asked in none of its rounds that open later.
recusals = sa.Table(
    "recusals",
    metadata,
    sa.Column("recommendation_id", BigId, sa.ForeignKey("recommendations.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("words", sa.Text, nullable=False, server_default=""),
    sa.Column("declared_at", Instant, nullable=False),
)

# Everyone who was shown the round: the electorate, observers, and people who joined later.
readers = sa.Table(
    "readers",
    metadata,
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("told_at", Instant, nullable=False),
)

positions = sa.Table(
    "positions",
    metadata,
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("choice", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("remedy", sa.Text, nullable=False, server_default=""),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("way", sa.Text, nullable=False, server_default=""),  # how it was given, if not in the bot
    person_column("entered_by", nullable=True),
    sa.Column("taken_at", Instant, nullable=False),
)

# Every position ever taken, in order: the latest counts, the history goes into the record.
position_history = sa.Table(
    "position_history",
    metadata,
    id_column(),
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), nullable=False),
    person_column(),
    sa.Column("choice", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("remedy", sa.Text, nullable=False, server_default=""),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("way", sa.Text, nullable=False, server_default=""),  # how it was given, if not in the bot
    person_column("entered_by", nullable=True),
    sa.Column("taken_at", Instant, nullable=False),
    sa.Index("ix_position_history_round_id", "round_id"),
)

# Objections are rows of their own: one can be answered without naming its owner, and it stands when the text changes.
objections = sa.Table(
    "objections",
    metadata,
    id_column(),
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), nullable=False),
    person_column(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("harm", sa.Text, nullable=False),
    sa.Column("remedy", sa.Text, nullable=False),
    sa.Column("raised_at", Instant, nullable=False),
    sa.Column("withdrawn_at", Instant),
    # What was found of it when rough consensus was declared, and why.
    sa.Column("finding", sa.Text, nullable=False, server_default=""),
    sa.Column("finding_words", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_objections_round_id", "round_id", "person_id"),
    sa.Index(
        "uq_objections_standing",
        "round_id",
        "person_id",
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    ),
)

objection_answers = sa.Table(
    "objection_answers",
    metadata,
    id_column(),
    sa.Column("objection_id", BigId, sa.ForeignKey("objections.id"), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    person_column(),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("upheld_at", Instant),  # when the objection's owner upheld it
    sa.Index("ix_objection_answers_objection_id", "objection_id"),
)

# Minority opinions on what a round has adopted.
opinions = sa.Table(
    "opinions",
    metadata,
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("handed_at", Instant, nullable=False),
)

extensions = sa.Table(
    "extensions",
    metadata,
    id_column(),
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), nullable=False),
    sa.Column("was", Instant, nullable=False),
    sa.Column("deadline", Instant, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    person_column(),
    sa.Column("role", sa.Text, nullable=False),  # in which role they gave the chair's word
    sa.Column("made_at", Instant, nullable=False),
    sa.Index("ix_extensions_round_id", "round_id"),
)

# A detached round: who has voted, and how many chose what. Nothing links the two: no times, no row ids, and the counters
# keep nothing of what they were before (`storage.traces`).
voters = sa.Table(
    "voters",
    metadata,
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), primary_key=True),
    person_column(primary_key=True),
    sqlite_with_rowid=False,
)

vote_counts = sa.Table(
    "vote_counts",
    metadata,
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), primary_key=True),
    sa.Column("choice", sa.Text, primary_key=True),
    sa.Column("n", FixedCount, nullable=False),
    sqlite_with_rowid=False,
)
