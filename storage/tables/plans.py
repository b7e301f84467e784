"""The groups' work plans."""

import sqlalchemy as sa

from storage.tables.columns import BigId, Instant, id_column, metadata, person_column

plan_items = sa.Table(
    "plan_items",
    metadata,
    id_column(),
    sa.Column("group_code", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("planned", sa.Date, nullable=False),  # the first planned day
    person_column(nullable=True),  # who is responsible, if in the roster
    sa.Column("who", sa.Text, nullable=False),  # otherwise in words
    sa.Column("schedule", sa.Integer, nullable=False, server_default="1"),
    sa.Column("done_at", Instant),
    sa.Column("dropped_at", Instant),
    sa.Column("remind_at", Instant),  # when the people responsible are next reminded
    sa.Column("state", sa.Text),  # how far it is, of what is asked after; else null
    sa.Column("ask_at", Instant),  # when it is asked next how far it is
    person_column("made_by", nullable=True),
    sa.Column("made_at", Instant, nullable=False),
    sa.UniqueConstraint("group_code", "year", "serial"),
    sa.Index("ix_plan_items_remind_at", "remind_at"),
    sa.Index("ix_plan_items_ask_at", "ask_at"),
    sa.Index("ix_plan_items_year", "year"),
)

plan_moves = sa.Table(
    "plan_moves",
    metadata,
    sa.Column("item_id", BigId, sa.ForeignKey("plan_items.id"), primary_key=True),
    sa.Column("schedule", sa.Integer, primary_key=True, autoincrement=False),  # the schedule that the move began
    sa.Column("was", sa.Date, nullable=False),
    sa.Column("now", sa.Date, nullable=False),
    sa.Column("moved_at", Instant, nullable=False),
    person_column("moved_by", nullable=True),
)

plan_links = sa.Table(
    "plan_links",
    metadata,
    sa.Column("item_id", BigId, sa.ForeignKey("plan_items.id"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("thing_id", BigId, primary_key=True, autoincrement=False),  # a meeting or a recommendation
)

plan_files = sa.Table(
    "plan_files",
    metadata,
    id_column(),
    person_column(),
    sa.Column("rows", sa.JSON, nullable=False),  # as in the file: (number, cells)
    sa.Column("found", sa.JSON, nullable=False),  # what its owner was shown about them
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Index(
        "uq_plan_files_staged",
        "person_id",
        unique=True,
        sqlite_where=sa.text("state = 'staged'"),
        postgresql_where=sa.text("state = 'staged'"),
    ),
)
