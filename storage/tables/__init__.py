"""The schema, one for SQLite and PostgreSQL. Uniqueness that matters is here: the database decides duplicates and races."""

from storage.tables.announcements import announcements
from storage.tables.audit import audit
from storage.tables.columns import Instant, metadata
from storage.tables.delivery import FLIES, ONE_REDRAW, UNSURE, WAITS, cards, chats, forms, halts, outbox, updates
from storage.tables.group_chats import doors, insiders, link_offers, links, standings
from storage.tables.meetings import invitees, meeting_groups, meetings, reminders
from storage.tables.news import (
    bundles,
    communiques,
    news_channels,
    news_days,
    news_topics,
    post_parts,
    post_topics,
    posts,
    subscription_topics,
    subscriptions,
)
from storage.tables.people import invitations, people, requests, seats
from storage.tables.questions import question_answers, question_options, question_voters, questions
from storage.tables.recommendations import (
    electors,
    extensions,
    objection_answers,
    objections,
    position_history,
    positions,
    readers,
    recommendations,
    rounds,
    versions,
    vote_counts,
    voters,
)
from storage.tables.records import record_names, records
from storage.tables.roster import import_rows, imports

__all__ = [
    "FLIES",
    "ONE_REDRAW",
    "UNSURE",
    "WAITS",
    "Instant",
    "announcements",
    "audit",
    "bundles",
    "cards",
    "chats",
    "communiques",
    "doors",
    "electors",
    "extensions",
    "forms",
    "halts",
    "import_rows",
    "imports",
    "insiders",
    "invitations",
    "invitees",
    "link_offers",
    "links",
    "meeting_groups",
    "meetings",
    "metadata",
    "news_channels",
    "news_days",
    "news_topics",
    "objection_answers",
    "objections",
    "outbox",
    "people",
    "position_history",
    "positions",
    "post_parts",
    "post_topics",
    "posts",
    "question_answers",
    "question_options",
    "question_voters",
    "questions",
    "readers",
    "recommendations",
    "record_names",
    "records",
    "reminders",
    "requests",
    "rounds",
    "seats",
    "standings",
    "subscription_topics",
    "subscriptions",
    "updates",
    "versions",
    "vote_counts",
    "voters",
]
