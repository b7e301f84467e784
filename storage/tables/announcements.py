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
    sa.Column("places", sa.JSON, nullable=False, server_default=_NOTHING),  # group codes (their chats), and the channel
    sa.Column("title", sa.Text, nullable=False, server_default=""),  # its first words
    sa.Column("kind", sa.Text, nullable=False, server_default=""),  # the kind of its content in the first language
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),  # the current version of its contents
    sa.Column("options", sa.JSON, nullable=False, server_default=_NOTHING),
    sa.Column("nudges", sa.JSON, nullable=False, server_default=_NOTHING),  # reminders to confirm, hours after sending
    sa.Column("timing", sa.Text, nullable=False, server_default="now"),
    sa.Column("due_at", Instant),
    sa.Column("day", sa.Date),
    sa.Column("total", sa.Integer, nullable=False, server_default="0"),
    person_column("approved_by", nullable=True),
    person_column("returned_by", nullable=True),  # the last to send it or its correction back
    person_column("corrected_by", nullable=True),  # the author of the last correction
    sa.Column("reason", sa.Text, nullable=False, server_default=""),  # why it was not sent at all
    sa.Column("material", sa.Boolean, nullable=False, server_default=sa.false()),  # ask again who confirmed before it
    sa.Column("pending", sa.Boolean, nullable=False, server_default=sa.false()),  # a correction awaits approval
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("sent_at", Instant),
    sa.Column("listed_at", Instant),
    sa.Column("done_at", Instant),
    sa.Column("corrected_at", Instant),
    sa.Column("withdrawn_at", Instant),
    # Keyset cursors: recipients written, buttons below albums queued, copies redrawn, people reminded (manual reminders
    # by person, scheduled ones by copy).
    sa.Column("written_to", BigId, nullable=False, server_default="0"),
    sa.Column("written", sa.Integer, nullable=False, server_default="0"),  # recipients written so far
    sa.Column("tailed_to", BigId, nullable=False, server_default="0"),
    sa.Column("mended_to", BigId),  # null: nothing to redraw
    sa.Column("nudged_to", BigId, nullable=False, server_default="0"),
    sa.Column("nudge_at", Instant),
    sa.Column("nudged_at", Instant),  # the last manual reminder
    sa.Column("nudged", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reminded_to", BigId, nullable=False, server_default="0"),  # cursor of scheduled reminders
    sa.Index("ix_announcements_state", "state"),
)

# The contents of an announcement by version and language.
announcement_contents = sa.Table(
    "announcement_contents",
    metadata,
    sa.Column("announcement_id", BigId, sa.ForeignKey("announcements.id"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("language", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("links", sa.JSON, nullable=False),
    sa.Column("chat_id", sa.BigInteger, nullable=False, server_default="0"),  # the message with its media
    sa.Column("message_id", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("more", sa.JSON, nullable=False, server_default=_NOTHING),
    sa.Column("album", sa.Text, nullable=False, server_default=""),
    sa.Column("files", sa.JSON, nullable=False, server_default=_NOTHING),  # Telegram's unique ids of its files
    sa.Column("captions", sa.JSON, nullable=False, server_default=_NOTHING),  # of an album, the words under each part
    sa.Column("corrected_at", Instant),  # when it was corrected last in this language
)

# Who has confirmed reading it.
confirmations = sa.Table(
    "confirmations",
    metadata,
    sa.Column("announcement_id", BigId, sa.ForeignKey("announcements.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("at", Instant, nullable=False),
)

# Confirmations of a text that a correction changed so much that its readers were asked again.
earlier_confirmations = sa.Table(
    "earlier_confirmations",
    metadata,
    sa.Column("announcement_id", BigId, sa.ForeignKey("announcements.id"), primary_key=True),
    person_column(primary_key=True),
    sa.Column("at", Instant, primary_key=True),
)

saved_audiences = sa.Table(
    "saved_audiences",
    metadata,
    id_column(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("audience", sa.JSON, nullable=False),
    person_column("author_id"),
    sa.Column("made_at", Instant, nullable=False),
    sa.UniqueConstraint("author_id", "name"),
)
