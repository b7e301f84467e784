"""The schema, one for SQLite and PostgreSQL. Uniqueness that matters is here: the database decides duplicates and races."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(sa.types.TypeDecorator[datetime]):
    """An instant, kept in UTC and given back aware. SQLite has no such type and keeps it as sortable text."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            message = "an instant must be aware"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite numbers rows by itself only in a column that is exactly INTEGER.
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[int]:
    return sa.Column("id", BigId, primary_key=True, autoincrement=True)


def _person(name: str = "person_id", *, nullable: bool = False, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(name, BigId, sa.ForeignKey("people.id"), nullable=nullable, primary_key=primary_key)


people = sa.Table(
    "people",
    metadata,
    _id(),
    sa.Column("telegram_id", sa.BigInteger, unique=True),
    sa.Column("name", sa.Text, nullable=False, server_default=""),
    sa.Column("organisation", sa.Text, nullable=False, server_default=""),
    sa.Column("country", sa.Text, nullable=False, server_default=""),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("language_chosen", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
)

seats = sa.Table(
    "seats",
    metadata,
    _id(),
    _person(),
    sa.Column("group_code", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("until", Instant),
    sa.Index("ix_seats_person_id", "person_id"),
    # One open-ended seat a group: a change of role ends the old seat first.
    sa.Index(
        "uq_seats_open",
        "person_id",
        "group_code",
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    ),
)

requests = sa.Table(
    "requests",
    metadata,
    _id(),
    _person(),
    sa.Column("groups", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("decided_at", Instant),
    _person("decided_by", nullable=True),
    sa.Index(
        "uq_requests_open",
        "person_id",
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)

invitations = sa.Table(
    "invitations",
    metadata,
    _id(),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    sa.Column("groups", sa.JSON, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("uses_left", sa.Integer, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
    _person("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.CheckConstraint("uses_left >= 0", name="uses_left"),
)

meetings = sa.Table(
    "meetings",
    metadata,
    _id(),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("starts", sa.DateTime, nullable=False),  # naive: wall-clock time in `zone`
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("starts_at", Instant, nullable=False),
    sa.Column("duration", sa.Integer, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("agenda", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("schedule", sa.Integer, nullable=False),
    _person("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.Index("ix_meetings_starts_at", "starts_at"),
)

meeting_groups = sa.Table(
    "meeting_groups",
    metadata,
    sa.Column("meeting_id", BigId, sa.ForeignKey("meetings.id"), primary_key=True),
    sa.Column("group_code", sa.Text, primary_key=True),
    sa.Index("ix_meeting_groups_group_code", "group_code"),
)

invitees = sa.Table(
    "invitees",
    metadata,
    sa.Column("meeting_id", BigId, sa.ForeignKey("meetings.id"), primary_key=True),
    _person(primary_key=True),
    sa.Column("told_at", Instant, nullable=False),
)

reminders = sa.Table(
    "reminders",
    metadata,
    _id(),
    sa.Column("meeting_id", BigId, sa.ForeignKey("meetings.id"), nullable=False),
    sa.Column("schedule", sa.Integer, nullable=False),
    sa.Column("offset_minutes", sa.Integer, nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("queued_at", Instant),
    sa.UniqueConstraint("meeting_id", "schedule", "offset_minutes"),
    sa.Index("ix_reminders_due_at", "due_at"),
)

recommendations = sa.Table(
    "recommendations",
    metadata,
    _id(),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("group_code", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    _person("author_id"),
    sa.Column("made_at", Instant, nullable=False),
    sa.UniqueConstraint("group_code", "year", "serial"),
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("recommendation_id", BigId, sa.ForeignKey("recommendations.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("text_hash", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
)

rounds = sa.Table(
    "rounds",
    metadata,
    _id(),
    sa.Column("recommendation_id", BigId, sa.ForeignKey("recommendations.id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("quorum", sa.Integer, nullable=False),
    sa.Column("floor", sa.Integer, nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("deadline", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text),
    sa.Column("ground", sa.Text),
    sa.Column("closed_at", Instant),
    sa.Index("ix_rounds_deadline", "deadline"),
    sa.Index(
        "uq_rounds_open",
        "recommendation_id",
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)

electors = sa.Table(
    "electors",
    metadata,
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), primary_key=True),
    _person(primary_key=True),
    sa.Column("struck_at", Instant),
)

# Everyone who is shown the round: the electorate, observers, and those who joined later.
readers = sa.Table(
    "readers",
    metadata,
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), primary_key=True),
    _person(primary_key=True),
    sa.Column("told_at", Instant, nullable=False),
)

positions = sa.Table(
    "positions",
    metadata,
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), primary_key=True),
    _person(primary_key=True),
    sa.Column("choice", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("remedy", sa.Text, nullable=False, server_default=""),
    sa.Column("taken_at", Instant, nullable=False),
)

# Every position ever taken, in order: the latest counts, the history stays in the record.
position_history = sa.Table(
    "position_history",
    metadata,
    _id(),
    sa.Column("round_id", BigId, sa.ForeignKey("rounds.id"), nullable=False),
    _person(),
    sa.Column("choice", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("remedy", sa.Text, nullable=False, server_default=""),
    sa.Column("taken_at", Instant, nullable=False),
    sa.Index("ix_position_history_round_id", "round_id"),
)

announcements = sa.Table(
    "announcements",
    metadata,
    _id(),
    _person("author_id"),
    sa.Column("audience", sa.JSON, nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("written_to", BigId, nullable=False, server_default="0"),  # keyset: the last person frozen so far
    sa.Column("total", sa.Integer, nullable=False, server_default="0"),
    sa.Column("done_at", Instant),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    _person(primary_key=True),
    sa.Column("since", Instant, nullable=False),
)

posts = sa.Table(
    "posts",
    metadata,
    _id(),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.BigInteger, nullable=False),
    sa.Column("posted_at", Instant, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("written_to", BigId, nullable=False, server_default="0"),
    sa.UniqueConstraint("channel_id", "message_id"),
)

ONE_REDRAW = sa.text("card_id IS NOT NULL AND state IN ('pending', 'retry')")
"""Many changes, one redraw: among these rows, at most one for each card."""

WAITS, FLIES, UNSURE = (
    sa.text("state IN ('pending', 'retry')"),
    sa.text("state = 'sending'"),
    sa.text("state = 'uncertain'"),
)
"""What is still to be sent, is being sent, and waits for a person to decide. In these very words the indexes are found."""

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    sa.Column("key", sa.Text, nullable=False, unique=True),  # what it is for; the database decides duplicates
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("lane", sa.Integer, nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    _person(nullable=True),
    sa.Column("card_id", BigId, sa.ForeignKey("cards.id")),  # the card that this row redraws
    sa.Column("data", sa.JSON, nullable=False),  # ids only, never anyone's words
    sa.Column("due_at", Instant, nullable=False),
    # Since when it waits for `due_at`; nothing where that is a time of day. A clock that stands before this was set back.
    sa.Column("waits_from", Instant),
    sa.Column("expires_at", Instant),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("run", sa.Text),  # the process that claimed it
    sa.Column("message_id", sa.BigInteger),
    sa.Column("reason", sa.Text),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("settled_at", Instant),
    # Of what is asked about again and again, each in an index of its own: the millions that were sent are in none.
    sa.Index("ix_outbox_waiting", "lane", "due_at", "id", sqlite_where=WAITS, postgresql_where=WAITS),
    sa.Index("ix_outbox_flying", "run", sqlite_where=FLIES, postgresql_where=FLIES),
    sa.Index("ix_outbox_unsure", "id", sqlite_where=UNSURE, postgresql_where=UNSURE),
    sa.Index("ix_outbox_subject", "subject", "kind", "state"),
    sa.Index("uq_outbox_redraw", "card_id", unique=True, sqlite_where=ONE_REDRAW, postgresql_where=ONE_REDRAW),
)

cards = sa.Table(
    "cards",
    metadata,
    _id(),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.BigInteger, nullable=False),
    _person(nullable=True),
    sa.UniqueConstraint("subject", "kind", "chat_id"),
)

chats = sa.Table(
    "chats",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("suspended_at", Instant),
    sa.Column("reason", sa.Text),
)

# Who Telegram told to wait; chat 0 is everyone.
halts = sa.Table(
    "halts",
    metadata,
    sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("until", Instant, nullable=False),
)

forms = sa.Table(
    "forms",
    metadata,
    _person(primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),  # buttons of an earlier form carry an earlier serial
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
)

updates = sa.Table(
    "updates",
    metadata,
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("answers", sa.JSON),  # what is still to be answered; emptied once Telegram has it
    sa.Column("error", sa.Text),  # set aside: the kind of failure, never its content
)

audit = sa.Table(
    "audit",
    metadata,
    _id(),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", sa.JSON, nullable=False),
)
