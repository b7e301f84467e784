"""Posts of the channels, as far as they are kept, and bundles of those that were too many to send one by one."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata

posts = sa.Table(
    "posts",
    metadata,
    id_column(),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.BigInteger, nullable=False),  # of an album the first that came
    sa.Column("posted_at", Instant, nullable=False),
    sa.Column("came_at", Instant, nullable=False),
    sa.Column("language", sa.Text, nullable=False, server_default=""),
    sa.Column("title", sa.Text, nullable=False, server_default=""),  # its first words; the rest stays in the channel
    sa.Column("kind", sa.Text, nullable=False, server_default="text"),
    sa.Column("how", sa.Text, nullable=False, server_default="text"),
    sa.Column("album", sa.Text),
    sa.Column("whole_at", Instant),  # when an album whose parts still come counts as whole
    sa.Column("continues", BigId, sa.ForeignKey("posts.id")),  # late parts of an album: they are listed with the first
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("written_to", BigId, nullable=False, server_default="0"),  # keyset: the last subscriber written so far
    sa.Column("bundle_id", BigId, sa.ForeignKey("bundles.id")),  # the list in which it went out, being one of too many
    sa.Column("followers", sa.Integer),  # how many followed what it is about, when it was posted
    sa.Column("listed", sa.Integer, nullable=False, server_default="0"),  # in how many people's lists it stood
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("words", sa.Text),  # what the last change made of part `changed`: copies are rewritten from it
    sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("change", sa.Text),  # how the last change reaches the copies
    sa.Column("redrawn_to", BigId),  # keyset: the last copy that was reached by the last change; nothing: all were
    sa.Column("retracted_at", Instant),
    sa.UniqueConstraint("channel_id", "message_id"),
    sa.Index("ix_posts_state", "state"),
    sa.Index("ix_posts_redrawn_to", "redrawn_to"),
    sa.Index("ix_posts_bundle_id", "bundle_id"),
)

# Every message of every post; what it looked like, as hashes, tells whether a change is one.
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
    sa.Column("topic", sa.Text, primary_key=True),  # "*" is among them: who follows everything follows that
)

# Lists of what was too much to go out one by one.
bundles = sa.Table(
    "bundles",
    metadata,
    id_column(),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("written_to", BigId, nullable=False, server_default="0"),
    sa.Column("since", Instant, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
)
