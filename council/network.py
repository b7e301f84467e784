"""The network of those who agreed to be found: by country, field of work and language, and without their names.

A name, or a way to reach someone, is passed on only when both have said yes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from council.errors import Refused


class Field(StrEnum):
    """What practitioners work in."""

    CHILDREN = "children"
    EDUCATION = "education"
    HEALTH = "health"
    PSYCHOSOCIAL = "psychosocial"
    SOCIAL = "social"
    LIVELIHOODS = "livelihoods"
    LAW = "law"
    PRISONS = "prisons"
    SECURITY = "security"
    RELIGION = "religion"
    MEDIA = "media"
    RESEARCH = "research"
    CIVIL = "civil"
    COOPERATION = "cooperation"


LANGUAGES = ("ru", "en", "kk", "ky", "tg", "tk", "uz", "kaa", "fa", "ps", "ar", "tr", "de", "fr")
"""Languages that can be told, by their codes."""

MOST_OPEN = 5
"""How many requests for an introduction of one person can be open at once."""

ASKED_AGAIN_AFTER = timedelta(days=180)
"""For how long somebody who has declined is not asked by the same person again."""

NOTE_LIMIT = 600


class NotListed(Refused):
    """Only those who can be found in the network themselves ask others for an introduction."""


class IntroductionAsked(Refused):
    """The same person was asked for an introduction by the same one, and it is too early to ask again."""


@dataclass
class TooManyOpen(Refused):
    """More requests for an introduction are open than one person can have."""

    most: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One who can be found. There is no name in it: what shows entries cannot show one. `groups` are empty unless they
    agreed to show them."""

    id: int
    person: int
    country: str
    fields: tuple[Field, ...]
    languages: tuple[str, ...]
    groups: tuple[str, ...] = ()
    shows_groups: bool = False


class IntroductionState(StrEnum):
    """Where a request for an introduction stands."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Introduction:
    """One member asks to be introduced to another. 0 stands for somebody who is forgotten."""

    id: int
    asker: int
    asked: int
    note: str
    state: IntroductionState
    made_at: datetime

    @property
    def subject(self) -> str:
        return f"introduction:{self.id}"

    def stands_in_the_way(self, now: datetime) -> bool:
        """Whether the same person cannot ask the same one again."""
        if self.state is IntroductionState.DECLINED:
            return now - self.made_at < ASKED_AGAIN_AFTER
        return self.state is not IntroductionState.WITHDRAWN


def matching(entries: Iterable[Entry], field: str = "", language: str = "") -> list[Entry]:
    """Those who work in this field and speak this language; "" stands for any."""
    return [
        entry
        for entry in entries
        if (not field or field in entry.fields) and (not language or language in entry.languages)
    ]
