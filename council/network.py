"""The network of members who agreed to be found by country, field of work and language, without their names.

A name or a way to reach someone is passed on only when both have agreed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from council.errors import Refused


class Field(StrEnum):
    """The fields that practitioners work in."""

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
"""Codes of the languages that can be chosen."""

MOST_OPEN = 5
"""How many requests for an introduction one person can have open at once."""

ASKED_AGAIN_AFTER = timedelta(days=180)
"""After declining, a person is not asked again by the same one for this long."""

NOTE_LIMIT = 600


class NotListed(Refused):
    """Only members of the network may ask for an introduction."""


class IntroductionAsked(Refused):
    """The same request was made before, and it is too early to repeat it."""


@dataclass
class TooManyOpen(Refused):
    """The person has the largest allowed number of open requests."""

    most: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A member of the network. It contains no name, so that no view of entries can show one. `groups` is empty unless
    they agreed to show them."""

    id: int
    person: int
    country: str
    fields: tuple[Field, ...]
    languages: tuple[str, ...]
    groups: tuple[str, ...] = ()
    shows_groups: bool = False


class IntroductionState(StrEnum):
    """The state of a request for an introduction."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Introduction:
    """One member asks to be introduced to another. 0 stands for a person who was forgotten."""

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
        """Whether it prevents the same person from asking the same one again."""
        if self.state is IntroductionState.DECLINED:
            return now - self.made_at < ASKED_AGAIN_AFTER
        return self.state is not IntroductionState.WITHDRAWN


def matching(entries: Iterable[Entry], field: str = "", language: str = "") -> list[Entry]:
    """The entries with this field and language; "" means any."""
    return [entry for entry in entries if (not field or field in entry.fields) and (not language or language in entry.languages)]
