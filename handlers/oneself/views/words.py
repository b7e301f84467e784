"""What the tables and columns of /mydata are called."""

from collections.abc import Mapping
from datetime import date, datetime

from handlers.common.dates import moment
from handlers.common.texts import N_, Texts, plain
from handlers.oneself.views.codes import code_name

TABLES: Mapping[str, str] = {
    "people": N_("You"), "seats": N_("Your roles"), "consents": N_("The privacy notice"),
    "join_requests": N_("Your requests to join"),
    "join_request_questions": N_("What you were asked about your requests, and your answers"),
    "link_tries": N_("Invalid links that you opened"), "replies": N_("Your answers about meetings"),
    "presences": N_("Meetings you attended"), "agendas": N_("Agendas you submitted"),
    "minutes": N_("Minutes that you sent"), "meeting_papers": N_("Papers that you added for meetings"),
    "written_minutes": N_("Minutes that you drafted or approved"), "minutes_versions": N_("Versions of minutes that you wrote"),
    "minutes_reviewers": N_("Minutes that were sent to you for review"),
    "minutes_corrections": N_("Corrections of minutes that you asked for"),
    "proposals": N_("Other times that you proposed for meetings"),
    "proposal_answers": N_("Your answers about proposed times"),
    "invitations": N_("Invitations for you"), "subscriptions": N_("News"),
    "forms": N_("A form you have not finished"), "imports": N_("Rosters that you sent as a file"),
    "import_rows": N_("You in a roster that waits to be imported"), "chats": N_("Whether messages reach you"),
    "chat_presence": N_("Groups' chats in which you were seen"),
    "join_cases": N_("Decisions about you in groups' chats"), "link_offers": N_("Chats that you asked to link"),
    "links": N_("Chats that you linked"), "meetings": N_("Meetings that you set"),
    "invitees": N_("Meetings that you were told of"), "recommendations": N_("Recommendations that you proposed"),
    "versions": N_("Texts that you put to a round"), "electors": N_("Rounds in which you could take a position"),
    "reopenings": N_("Requests to take a recommendation up again"),
    "opinions": N_("Minority opinions that you handed in"), "recusals": N_("Interests that you declared"),
    "readers": N_("Rounds shown to you"), "positions": N_("Your positions"),
    "position_history": N_("History of your positions"), "objections": N_("Your objections"),
    "objection_answers": N_("Your answers to objections"), "extensions": N_("Deadlines that you moved"),
    "voters": N_("Detached rounds in which you voted (not how)"),
    "record_names": N_("Records that name you"), "questions": N_("Quick questions that you asked"),
    "question_answers": N_("Your answers to quick questions"),
    "question_voters": N_("Quick questions without names that you answered (not how)"),
    "announcements": N_("Announcements that you sent"),
    "refusals": N_("What you were refused, by hour"),
    "confirmations": N_("Announcements you confirmed reading"),
    "earlier_confirmations": N_("Your confirmations of texts that were corrected since"),
    "saved_audiences": N_("Audiences that you saved"), "network": N_("You in the network"),
    "introductions": N_("Introductions"), "comments": N_("Your comments on drafts"),
    "recommendation_events": N_("Your actions on recommendations"), "rounds": N_("Rounds that you opened"),
    "feeds": N_("Addresses of your calendars"),
    "plan_items": N_("Work plan items you entered or are responsible for"),
    "meeting_series": N_("Series of meetings that you set"), "drafts": N_("Drafts that you kept for later"),
    "subscription_topics": N_("Topics of the news that you chose"), "news_channels": N_("Channels that you offered"),
    "reviews": N_("Reviews that you decided on"), "addressees": N_("Addressees that you added"),
    "addressee_experts": N_("Addressees for which you were asked to report"), "followups": N_("Recommendations that you follow"),
    "measures": N_("Measures that you entered"), "followup_questions": N_("What you were asked about follow-up"),
    "followup_answers": N_("Your answers about follow-up"), "followup_changes": N_("Your changes to follow-ups"),
    "text_remarks": N_("What you said about texts"), "text_corrections": N_("Texts that you corrected"),
    "audit": N_("Log entries about you"),
}  # fmt: skip

COLUMNS: Mapping[str, str] = {
    "id": N_("Number"), "number": N_("Number"), "telegram_id": N_("Telegram id"), "name": N_("Name"),
    "organisation": N_("Organisation"), "country": N_("Country"), "language": N_("Language"),
    "language_chosen": N_("You chose the language yourself"),
    "second_language": N_("Second language"), "script": N_("Letters"), "zone": N_("Time zone"), "email": N_("E-mail"),
    "quiet": N_("Your own quiet hours"), "reminded": N_("Reminders turned on"),
    "unwanted": N_("Reminders turned off (minutes before)"), "heard_at": N_("Last activity"),
    "created_at": N_("Known since"), "group_code": N_("Group"), "groups": N_("Groups"), "role": N_("Role"),
    "since": N_("Since"), "until": N_("Until"), "suspended_at": N_("Suspended"), "state": N_("State"),
    "made_at": N_("When"), "at": N_("When"), "taken_at": N_("When"), "told_at": N_("Told"), "raised_at": N_("Raised"),
    "withdrawn_at": N_("Withdrawn"), "upheld_at": N_("Upheld"), "decided_at": N_("Decided"), "done_at": N_("Done"),
    "closes_at": N_("Closes"), "closed_at": N_("Closed"), "changed_at": N_("Changed"), "linked_at": N_("When"),
    "seen_at": N_("Seen"), "struck_at": N_("Struck"), "recused_at": N_("Interest declared"),
    "interest": N_("Interest"), "words": N_("Words"), "declared_at": N_("Declared"), "finding": N_("Finding"),
    "finding_words": N_("Why so"), "left_to": N_("Left to"), "handed_at": N_("Handed in"),
    "opinions_until": N_("Opinions until"), "expires_at": N_("Expires"), "revoked_at": N_("Revoked"),
    "uses_left": N_("Uses left"), "title": N_("Title"), "text": N_("Text"), "link": N_("Link"), "agenda": N_("Agenda"),
    "note": N_("Note"), "reason": N_("Reason"), "remedy": N_("What would remove it"), "harm": N_("Harm"),
    "choice": N_("Position"), "version": N_("Version"), "way": N_("Received"), "round_id": N_("Round"),
    "recommendation_id": N_("Recommendation"), "meeting_id": N_("Meeting"), "question_id": N_("Question"),
    "objection_id": N_("Objection"), "record_id": N_("Record"), "mark": N_("Mark that stands for you"),
    "salt": N_("Salt that proves the mark"), "place": N_("Answer"), "was": N_("Before"), "deadline": N_("Deadline"),
    "kind": N_("Kind"), "step": N_("Question"), "data": N_("What was entered"), "chat_id": N_("Chat"),
    "file_name": N_("File"), "action": N_("What"), "hour": N_("Hour from"), "n": N_("How often"), "who": N_("Who"),
    "about": N_("About"), "request_id": N_("Request"), "proposal_id": N_("Proposal"), "question": N_("Question"),
    "answer": N_("Answer"), "asked_at": N_("When it was asked"), "given_at": N_("Consent given"), "answered_at": N_("Answered"),
    "entered_at": N_("Entered"), "again_at": N_("Asked again"), "reminded_at": N_("Reminded"),
    "substitute": N_("Who comes in your place"), "presence": N_("Presence"), "schedule": N_("Schedule"),
    "mask": N_("Times, as a sum of powers of two"), "tries": N_("Tries"), "last_at": N_("Last"), "items": N_("Items"),
    "uses": N_("Uses"), "file_id": N_("File at Telegram"), "fields": N_("Fields of work"), "languages": N_("Languages"),
    "announcement_id": N_("Announcement"), "topic": N_("Topic"), "pace": N_("How often"), "starts": N_("Begins"),
    "paused_until": N_("Paused until"), "shows_groups": N_("Groups shown"), "what": N_("What"), "due": N_("Due"),
    "duration": N_("Duration"), "notes": N_("Notes"), "opened_at": N_("Opened"), "rationale": N_("Reasons given"),
    "addressee": N_("Addressee"), "declined_at": N_("Declined"), "indicator": N_("Indicator"),
    "ended_at": N_("Ended"), "dropped_at": N_("Dropped"), "period": N_("Period"),
    "now": N_("Afterwards"), "message": N_("Text"), "forms": N_("Wording"), "corrected": N_("Corrected"),
    "pages": N_("Pages"), "minutes_id": N_("Minutes"), "item": N_("Item"), "taken": N_("Taken up"),
    "agreed": N_("Agreed to version"), "agreed_at": N_("When you agreed"), "approved_at": N_("Approved"),
    "sent_at": N_("Sent"), "username": N_("Name"), "year": N_("Year"), "day": N_("Day"), "named": N_("With names"),
}  # fmt: skip


WHOSE = frozenset({"person_id", "author_id", "asker_id", "asked_id", "linked_by", "made_by", "opened_by"})
"""Columns that say of each row that it is theirs: not told again and again. Programs find them in the JSON."""


def in_order(name: str) -> int:
    """Where a table stands among the others, for reading."""
    return list(TABLES).index(name) if name in TABLES else len(TABLES)


def table_name(name: str, t: Texts) -> str:
    """A table's title; its own name where it has none."""
    return plain(t(TABLES[name])) if name in TABLES else name.replace("_", " ")


def column_name(name: str, t: Texts) -> str | None:
    """What people call a column; None for what only the program needs: it stands in the JSON alone."""
    return plain(t(COLUMNS[name])) if name in COLUMNS and name not in WHOSE else None


def told(table: str, column: str, value: object, zone: str, t: Texts) -> str:
    """The value of a column, codes in words."""
    if isinstance(value, str) and (word := code_name(table, column, value)) is not None:
        return plain(t(word)) if word else ""
    return shown(value, zone, t)


def shown(value: object, zone: str, t: Texts) -> str:
    """A value as people read it: instants in this zone."""
    if isinstance(value, bool):
        return plain(t("yes")) if value else plain(t("no"))
    if isinstance(value, datetime):
        return plain(moment(value, zone, t)) if value.tzinfo else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(shown(one, zone, t) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {shown(one, zone, t)}" for key, one in value.items())
    return "" if value is None else str(value)
