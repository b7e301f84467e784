"""The schema, one for SQLite and PostgreSQL. Uniqueness that matters is here: the database decides duplicates and races."""

from storage.tables.announcements import announcements, posts, subscriptions
from storage.tables.attendance import (
    agendas,
    discussed,
    meeting_chats,
    minutes,
    presences,
    proposal_answers,
    proposal_times,
    proposals,
    replies,
)
from storage.tables.audit import audit
from storage.tables.columns import Instant, metadata
from storage.tables.delivery import FLIES, ONE_REDRAW, UNSURE, WAITS, cards, chats, forms, halts, outbox, updates
from storage.tables.feeds import feeds
from storage.tables.group_chats import doors, insiders, link_offers, links, standings
from storage.tables.meetings import invitees, meeting_groups, meetings, reminders
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
from storage.tables.series import drafts, meeting_series

__all__ = [
    "FLIES",
    "ONE_REDRAW",
    "UNSURE",
    "WAITS",
    "Instant",
    "agendas",
    "announcements",
    "audit",
    "cards",
    "chats",
    "discussed",
    "doors",
    "drafts",
    "electors",
    "extensions",
    "feeds",
    "forms",
    "halts",
    "import_rows",
    "imports",
    "insiders",
    "invitations",
    "invitees",
    "link_offers",
    "links",
    "meeting_chats",
    "meeting_groups",
    "meeting_series",
    "meetings",
    "metadata",
    "minutes",
    "objection_answers",
    "objections",
    "outbox",
    "people",
    "position_history",
    "positions",
    "posts",
    "presences",
    "proposal_answers",
    "proposal_times",
    "proposals",
    "question_answers",
    "question_options",
    "question_voters",
    "questions",
    "readers",
    "recommendations",
    "record_names",
    "records",
    "reminders",
    "replies",
    "requests",
    "rounds",
    "seats",
    "standings",
    "subscriptions",
    "updates",
    "versions",
    "vote_counts",
    "voters",
]
