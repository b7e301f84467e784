"""What the codes in the tables of /mydata are called."""

from collections.abc import Mapping

from handlers.common.action_names import ACTION_NAMES
from handlers.common.texts import N_

CODES: Mapping[str, str] = {
    "secretariat": N_("secretariat"), "chair": N_("chair"), "member": N_("member"), "observer": N_("observer"),
    "support": N_("support"), "reservations": N_("support with reservations"), "aside": N_("stand aside"),
    "object": N_("objection"), "amend": N_("amendment proposed"), "letter": N_("by letter"), "phone": N_("by telephone"),
    "meeting": N_("at a meeting"), "open": N_("open"), "approved": N_("approved"),
    "recognised": N_("matched to an entry of the roster"), "agreed": N_("agreed"), "declined": N_("declined"),
    "withdrawn": N_("withdrawn"), "person": N_("in person"), "online": N_("online"), "here": N_("present"),
    "absent": N_("absent"), "someone": N_("somebody in your place"), "not begun": N_("not started"),
    "under way": N_("under way"), "done": N_("done"), "blocked": N_("blocked"),
    "no longer relevant": N_("no longer relevant"), "no": N_("cannot come"), "later": N_("will say later"),
    "draft": N_("draft"), "review": N_("in review"), "silence": N_("by silence"),
    "secretariat for the chair": N_("by the secretariat, for the chair"), "planned": N_("planned"),
    "awaiting": N_("waits for the chair"), "closed": N_("closed"), "published": N_("published"), "cancelled": N_("cancelled"),
    "scheduled": N_("scheduled"), "overdue": N_("overdue"), "freezing": N_("being prepared"), "frozen": N_("being sent"),
    "paused": N_("paused"), "taken back": N_("taken back"), "asked": N_("asked"), "taken up": N_("taken up again"),
    "refused": N_("refused"), "appealed": N_("before the Executive Committee"), "turned down": N_("refused for good"),
    "ending": N_("being ended"), "kept": N_("kept"), "ended": N_("ended"), "amended": N_("amended"), "linked": N_("linked"),
    "broken": N_("broken"), "offered": N_("offered"), "followed": N_("followed"), "dropped": N_("dropped"),
    "by file": N_("from the council's file"), "admitted": N_("admitted"), "removed": N_("removed"), "gone": N_("gone"),
    "staged": N_("waits for confirmation"), "writing": N_("being imported"), "discarded": N_("discarded"),
    "accommodated": N_("accommodated"), "out of scope": N_("out of scope"), "outweighed": N_("outweighed"),
    "now": N_("at once"), "daily": N_("each day"), "weekly": N_("each week"),
}  # fmt: skip
"""By value, whatever the table."""

OF_CODES = frozenset({"role", "choice", "way", "state", "answer", "presence", "finding", "left_to", "pace"})
"""The columns that hold such codes."""

OF_TABLES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("followup_changes", "kind"): {
        "begun": N_("the follow-up began"), "adopted anew": N_("adopted anew"), "ended": N_("the follow-up ended"),
        "lead": N_("who follows it"), "addressed": N_("an addressee was added"),
        "not addressed": N_("an addressee was removed"), "indicator": N_("Indicator"), "review": N_("Day of review"),
        "measure added": N_("a measure was added"), "measure changed": N_("a measure was changed"),
        "measure state": N_("how far a measure is"), "measure dropped": N_("a measure was dropped"),
    },
    ("recommendation_events", "kind"): {
        "drafted": N_("drafted"), "revised": N_("revised"), "consulted": N_("put up for discussion"),
        "planned": N_("a round was planned"), "opened": N_("a round was opened"), "closed": N_("a round was closed"),
        "round withdrawn": N_("a round was withdrawn"), "not opened": N_("a round was not opened"),
        "forwarded": N_("forwarded to the Executive Committee"), "adopted": N_("adopted"),
        "returned": N_("returned to its group"), "declined": N_("declined"), "withdrawn": N_("withdrawn"),
        "kept": N_("kept at its review"), "amending": N_("to be amended after its review"), "ended": N_("ended"),
        "reopened": N_("taken up again"),
    },
    ("import_rows", "kind"): {
        "new": N_("new"), "changed": N_("changed"), "same": N_("unchanged"), "wrong": N_("with a mistake"),
        "note": N_("a note"),
    },
    ("announcements", "kind"): {
        "text": N_("text"), "album": N_("album"), "photo": N_("photo"), "video": N_("video"), "animation": N_("animation"),
        "audio": N_("audio"), "voice": N_("voice message"), "document": N_("document"), "video_note": N_("video message"),
        "sticker": N_("sticker"), "location": N_("place on the map"), "venue": N_("place on the map"),
        "contact": N_("contact"),
    },
    ("chats", "reason"): {
        "bot was blocked by the user": N_("you blocked the bot"), "user is deactivated": N_("the account is deleted"),
        "bot can't initiate conversation": N_("you have not written to the bot yet"),
    },
    ("drafts", "kind"): {"meeting": N_("a meeting"), "meeting series": N_("a series of meetings")},
    ("forms", "kind"): {}, ("forms", "step"): {},
    ("refusals", "action"): ACTION_NAMES,
}  # fmt: skip
"""By table and column; what stands in none of these is for programs, and in the JSON alone."""

_PROGRESS = frozenset({("followup_changes", "was"), ("followup_changes", "now")})
"""Columns that hold the codes of states, or what somebody typed."""


def code_name(table: str, column: str, value: str) -> str | None:
    """What a code is called (to be translated), "" for one that only programs need; None for what is no code."""
    if (table, column) in OF_TABLES:
        return OF_TABLES[table, column].get(value, "")
    return CODES.get(value) if column in OF_CODES or (table, column) in _PROGRESS else None
