"""What kinds of deliveries are about, in words: by the part of their names before the dot."""

from collections.abc import Mapping

from markupsafe import Markup

from handlers.common.texts import N_, Texts

FIELDS: Mapping[str, str] = {
    "announcements": N_("Announcements"),
    "audit": N_("The log"),
    "calendar": N_("Calendar"),
    "chats": N_("Groups' chats"),
    "followup": N_("Follow-up"),
    "meetings": N_("Meetings"),
    "minutes": N_("Minutes and agenda books"),
    "network": N_("The network"),
    "news": N_("News"),
    "oneself": N_("People's own data"),
    "plan": N_("The work plan"),
    "questions": N_("Quick questions"),
    "recommendations": N_("Recommendations"),
    "records": N_("Records"),
    "registration": N_("Joining"),
    "reports": N_("Reports"),
    "roster": N_("Roles"),
    "waiting": N_("Reminders to answer"),
    "translations": N_("Texts of this bot"),
    "upkeep": N_("The bot itself"),
}


def field_of(kind: str) -> str:
    """The part of a kind's name that says what it is about."""
    return kind.partition(".")[0]


def field_name(field: str, t: Texts) -> Markup:
    """What it is about, in words; an unknown one as it is."""
    return t(FIELDS[field]) if field in FIELDS else Markup("{}").format(field)
