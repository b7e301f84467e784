"""What Telegram shows of the bot: its menu of commands, by role, and its description."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from council.config import Council
from council.people import Seat
from council.text_rules import beginning
from handlers.common.texts import N_, Texts, plain


class Menu(StrEnum):
    """Whose menu of commands it is: everyone without a role, and the roles by how much they can do."""

    NEWCOMER = "newcomer"
    OBSERVER = "observer"
    MEMBER = "member"
    CHAIR = "chair"
    SECRETARIAT = "secretariat"


def menu_of(seats: Sequence[Seat]) -> Menu:
    """The menu of someone with these seats: that of the role that can do the most."""
    return max((Menu(seat.role.value) for seat in seats), key=list(Menu).index, default=Menu.NEWCOMER)


_NEWCOMERS = ("subscribe", "latest", "register", "profile", "privacy", "help", "cancel")
_OBSERVERS = (
    "home", "waiting", "meetings", "calendar", "recommendations", "followup", "records", "plan", "latest", "profile", "help",
    "cancel",
)  # fmt: skip
_MEMBERS = (
    "home", "waiting", "meetings", "calendar", "recommendations", "recommend", "followup", "records", "plan", "latest", "network",
    "profile", "help", "cancel",
)  # fmt: skip
_CHAIRS = (
    "home", "waiting", "meetings", "calendar", "recommendations", "recommend", "followup", "records", "plan", "announce",
    "members", "attendance", "latest", "network", "profile", "help", "cancel",
)  # fmt: skip
_SECRETARIAT = (
    "home", "tasks", "meetings", "meeting", "recommendations", "recommend", "followup", "records", "report", "announce",
    "announcements", "members", "invite", "attendance", "plan", "calendar", "news", "chats", "audit", "doctor", "profile", "help",
    "cancel",
)  # fmt: skip
MENUS: Mapping[Menu, Sequence[str]] = {
    Menu.NEWCOMER: _NEWCOMERS,
    Menu.OBSERVER: _OBSERVERS,
    Menu.MEMBER: _MEMBERS,
    Menu.CHAIR: _CHAIRS,
    Menu.SECRETARIAT: _SECRETARIAT,
}
"""The commands of each menu, those that are wanted most first."""

IN_GROUPS = ("agenda", "meetings", "recommendations", "link", "unlink")

TOLD: Mapping[str, str] = {
    "home": N_("What is ahead and what waits for you"),
    "waiting": N_("What waits for you"),
    "tasks": N_("What waits for the secretariat"),
    "meetings": N_("Meetings ahead"),
    "meeting": N_("Set a meeting"),
    "agenda": N_("The agenda of the next meeting"),
    "attendance": N_("Who was at the meetings"),
    "calendar": N_("The month as a picture"),
    "plan": N_("The work plan"),
    "recommendations": N_("Recommendations and where they stand"),
    "followup": N_("What becomes of recommendations"),
    "recommend": N_("Propose a recommendation"),
    "records": N_("What was decided"),
    "report": N_("The year's report"),
    "announce": N_("Write to people"),
    "announcements": N_("Announcements and who has read them"),
    "members": N_("Members and their roles"),
    "invite": N_("Invite somebody"),
    "network": N_("Find other members"),
    "chats": N_("The groups' chats"),
    "news": N_("News channels and their readers"),
    "audit": N_("Who did what"),
    "doctor": N_("How the bot itself is doing"),
    "subscribe": N_("Follow the council's news"),
    "latest": N_("The latest news"),
    "register": N_("Ask to join a group"),
    "profile": N_("Your data, language and time zone"),
    "privacy": N_("What is stored about you"),
    "help": N_("What you can do here"),
    "cancel": N_("Close the form you are in"),
    "link": N_("Link this chat to a group"),
    "unlink": N_("Unlink this chat"),
}
"""What Telegram shows beside a command."""


def menu(t: Texts, whose: Menu = Menu.NEWCOMER) -> list[tuple[str, str]]:
    """The commands in Telegram's own menu, with descriptions."""
    return [(command, plain(t(TOLD[command]))) for command in MENUS[whose]]


def menu_in_groups(t: Texts) -> list[tuple[str, str]]:
    """The same in a group's chat."""
    return [(command, plain(t(TOLD[command]))) for command in IN_GROUPS]


@dataclass(frozen=True, slots=True)
class About:
    """What Telegram shows of the bot before anybody has written to it, in plain text. `name`: at most 64 UTF-16 code units,
    `short` (its profile) 120, `whole` (the empty chat) 512."""

    name: str
    short: str
    whole: str


def about_the_bot(council: Council, t: Texts) -> About:
    short = t.named(council.short_names)
    told = plain(t("Meetings, recommendations, announcements and news of the council."))
    whole = "\n\n".join([t.named(council.names), told, plain(t("Press Start to begin. What is stored about you: /privacy"))])
    return About(beginning(short, 64), beginning(f"{short}. {told}", 120), beginning(whole, 512))
