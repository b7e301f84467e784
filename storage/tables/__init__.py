"""The schema, one for SQLite and PostgreSQL. Uniqueness that matters is here: the database decides duplicates and races."""

from storage.tables.announcements import announcement_contents, announcements, confirmations, saved_audiences
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
from storage.tables.audit import audit, audit_people
from storage.tables.channels import communiques, news_channels, news_topics
from storage.tables.columns import Instant, metadata
from storage.tables.delivery import FLIES, ONE_REDRAW, UNSURE, WAITS, cards, chats, forms, halts, holds, outbox, updates
from storage.tables.feeds import feeds
from storage.tables.group_chats import chat_presence, chat_rights, join_cases, link_offers, links
from storage.tables.meetings import invitees, meeting_groups, meetings, reminders
from storage.tables.network import introductions, network
from storage.tables.people import invitations, join_request_questions, join_requests, link_tries, people, seats
from storage.tables.plans import plan_files, plan_items, plan_links, plan_moves
from storage.tables.posts import bundles, post_parts, post_topics, posts
from storage.tables.questions import question_answers, question_options, question_voters, questions
from storage.tables.recommendations import (
    comments,
    electors,
    events,
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
from storage.tables.subscriptions import news_days, subscription_topics, subscriptions

__all__ = [
    "FLIES",
    "ONE_REDRAW",
    "UNSURE",
    "WAITS",
    "Instant",
    "agendas",
    "announcement_contents",
    "announcements",
    "audit",
    "audit_people",
    "bundles",
    "cards",
    "chat_presence",
    "chat_rights",
    "chats",
    "comments",
    "communiques",
    "confirmations",
    "discussed",
    "drafts",
    "electors",
    "events",
    "extensions",
    "feeds",
    "forms",
    "halts",
    "holds",
    "import_rows",
    "imports",
    "introductions",
    "invitations",
    "invitees",
    "join_cases",
    "join_request_questions",
    "join_requests",
    "link_offers",
    "link_tries",
    "links",
    "meeting_chats",
    "meeting_groups",
    "meeting_series",
    "meetings",
    "metadata",
    "minutes",
    "network",
    "news_channels",
    "news_days",
    "news_topics",
    "objection_answers",
    "objections",
    "outbox",
    "people",
    "plan_files",
    "plan_items",
    "plan_links",
    "plan_moves",
    "position_history",
    "positions",
    "post_parts",
    "post_topics",
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
    "rounds",
    "saved_audiences",
    "seats",
    "subscription_topics",
    "subscriptions",
    "updates",
    "versions",
    "vote_counts",
    "voters",
]
