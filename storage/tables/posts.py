"""Posts of the channels, and lists of those that were too many to be sent singly."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata

posts = sa.Table(
    "posts",
    metadata,
    id_column(),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.BigInteger, nullable=False),  # of an album, the first that arrived
    sa.Column("posted_at", Instant, nullable=False),
    sa.Column("came_at", Instant, nullable=False),
    sa.Column("language", sa.Text, nullable=False, server_default=""),
    sa.Column("title", sa.Text, nullable=False, server_default=""),  # its first words; the rest stays in the channel
    sa.Column("kind", sa.Text, nullable=False, server_default="text"),
    sa.Column("how", sa.Text, nullable=False, server_default="text"),
    sa.Column("album", sa.Text),
    sa.Column("whole_at", Instant),  # when an album that is still arriving counts as complete
    sa.Column("continues", BigId, sa.ForeignKey("posts.id")),  # late parts of an album: listed with the first ones
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("written_to", BigId, nullable=False, server_default="0"),  # keyset cursor: the last subscriber written
    sa.Column("bundle_id", BigId, sa.ForeignKey("bundles.id")),  # the list in which it was sent, if any
    sa.Column("followers", sa.Integer),  # how many followed its topics when it was posted
    sa.Column("listed", sa.Integer, nullable=False, server_default="0"),  # in how many people's lists it was
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("words", sa.Text),  # the text of part `changed` after the last edit, for updating copies
    sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("change", sa.Text),  # how the last edit is applied to copies
    sa.Column("redrawn_to", BigId),  # keyset cursor: the last copy updated; null: all were
    sa.Column("retracted_at", Instant),
    sa.Column("announcement_id", BigId, sa.ForeignKey("announcements.id")),  # the announcement that it is a copy of
    sa.UniqueConstraint("channel_id", "message_id"),
    sa.Index("ix_posts_announcement_id", "announcement_id"),
    sa.Index("ix_posts_state", "state"),
    sa.Index("ix_posts_redrawn_to", "redrawn_to"),
    sa.Index("ix_posts_bundle_id", "bundle_id"),
)

# Every message of every post; hashes of its content show whether an edit changed anything.
post_parts = sa.Table(
    "post_parts",
    metadata,
    sa.Column("channel_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("post_id", BigId, sa.ForeignKey("posts.id"), nullable=False),
    sa.Column("looks", sa.Text, nullable=False),
    sa.Column("media", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_post_parts_post_id", "post_id"),
)

post_topics = sa.Table(
    "post_topics",
    metadata,
    sa.Column("post_id", BigId, sa.ForeignKey("posts.id"), primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),  # includes "*", which subscribers to everything have
)

# Lists of posts that were too many to be sent singly.
bundles = sa.Table(
    "bundles",
    metadata,
    id_column(),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("written_to", BigId, nullable=False, server_default="0"),
    sa.Column("since", Instant, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
)
