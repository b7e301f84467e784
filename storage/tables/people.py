"""People, their seats, and how they join."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column

people = sa.Table(
    "people",
    metadata,
    id_column(),
    sa.Column("telegram_id", sa.BigInteger, unique=True),
    sa.Column("name", sa.Text, nullable=False, server_default=""),
    sa.Column("organisation", sa.Text, nullable=False, server_default=""),
    sa.Column("country", sa.Text, nullable=False, server_default=""),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("language_chosen", sa.Boolean, nullable=False, server_default=sa.false()),
    # In which a text is read that is not translated into the first one, and the letters of that one (ISO 15924); "": the usual.
    sa.Column("second_language", sa.Text, nullable=False, server_default=""),
    sa.Column("script", sa.Text, nullable=False, server_default=""),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False, server_default=""),
    sa.Column("quiet", sa.Text, nullable=False, server_default=""),  # own quiet hours; "": the council's
    sa.Column("reminded", sa.Boolean, nullable=False, server_default=sa.true()),
    # Unwanted reminders, in minutes before a meeting.
    sa.Column("unwanted", sa.JSON, nullable=False, server_default="[]"),
    sa.Column("menu", sa.Text, nullable=False, server_default=""),  # which menu of commands Telegram was last told; "": none
    sa.Column("heard_at", Instant),  # when they last wrote or pressed
    sa.Column("created_at", Instant, nullable=False),
    # When everything about them was erased; the empty row remains, for what the council did with their part in it.
    sa.Column("forgotten_at", Instant),
)

seats = sa.Table(
    "seats",
    metadata,
    id_column(),
    person_column(),
    sa.Column("group_code", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("until", Instant),
    sa.Column("suspended_at", Instant),  # not in force from then on; lifting it ends this seat and begins another
    sa.Column("turns_at", Instant),  # when it next begins or ends because time passes, and its holder is notified
    sa.Index("ix_seats_person_id", "person_id"),
    sa.Index("ix_seats_turns_at", "turns_at"),
    sa.Index("ix_seats_until", "group_code", "until"),
    sa.Index("ix_seats_suspended_at", "group_code", "suspended_at"),
    # One open-ended seat for each group: a change of role ends the old seat first.
    sa.Index(
        "uq_seats_open",
        "person_id",
        "group_code",
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    ),
)

# That somebody was asked to agree to a version of the privacy notice, agreed, and took it back. What they agreed to stays.
consents = sa.Table(
    "consents",
    metadata,
    person_column(primary_key=True),
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("language", sa.Text, nullable=False),  # in which they read it
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("given_at", Instant),
    sa.Column("withdrawn_at", Instant),
)

join_requests = sa.Table(
    "join_requests",
    metadata,
    id_column(),
    person_column(),
    sa.Column("groups", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # "open", "approved", "recognised", "declined" or "withdrawn"
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("decided_at", Instant),
    person_column("decided_by", nullable=True),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),  # why it was declined
    sa.Column("reminded_at", Instant),  # when the secretariat was reminded of it
    sa.Index(
        "uq_join_requests_open",
        "person_id",
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)

# The secretariat's questions about a request, and their answers.
join_request_questions = sa.Table(
    "join_request_questions",
    metadata,
    id_column(),
    sa.Column("request_id", BigId, sa.ForeignKey("join_requests.id"), nullable=False),
    person_column("asked_by", nullable=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("answer", sa.Text),
    sa.Column("answered_at", Instant),
    sa.Index("ix_join_request_questions_request_id", "request_id"),
    # One question at a time.
    sa.Index(
        "uq_join_request_questions_open",
        "request_id",
        unique=True,
        sqlite_where=sa.text("answer IS NULL"),
        postgresql_where=sa.text("answer IS NULL"),
    ),
)

invitations = sa.Table(
    "invitations",
    metadata,
    id_column(),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("groups", sa.JSON, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("uses", sa.Integer, nullable=False, server_default="1"),  # for how many people it was made
    sa.Column("uses_left", sa.Integer, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
    person_column(nullable=True),  # the only roster entry that may use it
    sa.Index("ix_invitations_person_id", "person_id"),
    sa.CheckConstraint("uses_left >= 0", name="uses_left"),
)

# Attempts to open unusable links; guessing is slowed down.
link_tries = sa.Table(
    "link_tries",
    metadata,
    person_column(primary_key=True),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("last_at", Instant, nullable=False),
)
