"""Announcements."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column

_NOTHING = sa.text("'[]'")

announcements = sa.Table(
    "announcements",
    metadata,
    id_column(),
    person_column("author_id"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("audience", sa.JSON(none_as_null=True)),
    sa.Column("places", sa.JSON, nullable=False, server_default=_NOTHING),  # chats of these groups; the channel
    sa.Column("title", sa.Text, nullable=False, server_default=""),  # its first words
    sa.Column("kind", sa.Text, nullable=False, server_default=""),  # what it is made of, in the first language
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),  # of its contents, the one in force
    sa.Column("options", sa.JSON, nullable=False, server_default=_NOTHING),
    sa.Column("nudges", sa.JSON, nullable=False, server_default=_NOTHING),  # hours after sending
    sa.Column("timing", sa.Text, nullable=False, server_default="now"),
    sa.Column("due_at", Instant),
    sa.Column("day", sa.Date),
    sa.Column("total", sa.Integer, nullable=False, server_default="0"),
    person_column("approved_by", nullable=True),
    person_column("returned_by", nullable=True),  # it, or its correction, was sent back last by them
    person_column("corrected_by", nullable=True),  # who wrote the last correction
    sa.Column("reason", sa.Text, nullable=False, server_default=""),  # why it was not sent at all
    sa.Column("pending", sa.Boolean, nullable=False, server_default=sa.false()),  # a correction waits for approval
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("sent_at", Instant),
    sa.Column("listed_at", Instant),
    sa.Column("done_at", Instant),
    sa.Column("corrected_at", Instant),
    sa.Column("withdrawn_at", Instant),
    # Keysets: how far the list of recipients is written, the buttons below albums are ordered, the copies are redrawn,
    # and people are reminded: those whom somebody has reminded by person, reminders by the hour by copy.
    sa.Column("written_to", BigId, nullable=False, server_default="0"),
    sa.Column("written", sa.Integer, nullable=False, server_default="0"),  # how many are, so far
    sa.Column("tailed_to", BigId, nullable=False, server_default="0"),
    sa.Column("mended_to", BigId),  # nothing: nothing is to be redrawn
    sa.Column("nudged_to", BigId, nullable=False, server_default="0"),
    sa.Column("nudge_at", Instant),
    sa.Column("nudged_at", Instant),  # when somebody had people reminded last
    sa.Column("nudged", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reminded_to", BigId, nullable=False, server_default="0"),  # reminders by the hour are ordered
    sa.Index("ix_announcements_state", "state"),
)

# What an announcement says, in each language, in each version of it.
announcement_contents = sa.Table(
    "announcement_contents",
    metadata,
    sa.Column("announcement_id", BigId, sa.ForeignKey("announcements.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("links", sa.JSON, nullable=False),
    sa.Column(
        "chat_id", sa.BigInteger, nullable=False, server_default="0"
    ),  # where its medium is, and in which message
    sa.Column("message_id", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("more", sa.JSON, nullable=False, server_default=_NOTHING),
    sa.Column("album", sa.Text, nullable=False, server_default=""),
    sa.Column("files", sa.JSON, nullable=False, server_default=_NOTHING),  # Telegram's unique ids of its files
)

# Who has confirmed that they have read it.
confirmations = sa.Table(
    "confirmations",
    metadata,
    sa.Column("announcement_id", BigId, sa.ForeignKey("announcements.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("at", Instant, nullable=False),
)

saved_audiences = sa.Table(
    "saved_audiences",
    metadata,
    id_column(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("audience", sa.JSON, nullable=False),
    person_column("author_id"),
    sa.Column("made_at", Instant, nullable=False),
)
