"""A meeting's agenda book: when it is sent, which papers it takes, and which recommendations every reader may see."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from council.agenda import Agenda
from council.errors import Refused
from council.meetings import Meeting
from council.minutes import Minutes, SentMinutes
from council.recommendations import Recommendation, Stage

MOST_PAPERS = 10
MOST_PAGES = 300
"""Pages of one paper."""

PAPERS_SIZE = 40 * 2**20
"""Bytes of all papers of a meeting: a bot may send a file of 50 MB."""

BOOK_SIZE = 49 * 2**20
"""Bytes of a book."""

_NUMBER = re.compile(r"\b[^\W\d_]{1,8}-\d{4}-\d{2,4}\b")
"""A recommendation's number: `council.rounds.number`."""


class PaperUnreadable(Refused):
    """Not a PDF, or a broken one."""


class PaperLocked(Refused):
    """A PDF that is protected by a password."""


@dataclass
class PagesTooMany(Refused):
    """A paper with more pages than a book takes."""

    limit: int
    got: int


@dataclass
class PapersTooMany(Refused):
    """A meeting has as many papers as it may have."""

    limit: int


@dataclass
class PapersTooLarge(Refused):
    """All papers of a meeting together are larger than this many megabytes."""

    limit: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF that the secretariat has added to a meeting. `size` in bytes."""

    id: int
    meeting: int
    name: str
    file_id: str
    pages: int
    size: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """The meeting before, and what there is of its minutes: approved ones (`names`: of people in them, by id), or those that were
    sent."""

    meeting: Meeting
    sent: SentMinutes | None
    written: Minutes | None = None
    names: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What stands in an agenda book: it is the same for everyone who is invited. `comments`: how many there are on each text, by
    its id, of those of which everyone may know; `numbers`: of those that not everyone may read."""

    meeting: Meeting
    agenda: Agenda | None
    texts: tuple[Recommendation, ...]
    comments: Mapping[int, int]
    numbers: tuple[str, ...]
    earlier: Earlier | None
    papers: tuple[Paper, ...]

    @property
    def given(self) -> bool:
        """Whether there is anything to read before the meeting."""
        return bool((self.agenda and self.agenda.given) or self.texts or self.papers)


def book_at(starts_at: datetime, hours: int, now: datetime) -> datetime | None:
    """When the book is sent, so many hours before; None for a meeting that is set or moved nearer than that."""
    at = starts_at - timedelta(hours=hours)
    return at if at > now else None


def check_papers(had: Iterable[Paper], size: int) -> None:
    """Whether one more paper of this size (bytes) fits. Raises `PapersTooMany`, `PapersTooLarge`."""
    had = list(had)
    if len(had) >= MOST_PAPERS:
        raise PapersTooMany(MOST_PAPERS)
    if sum(paper.size for paper in had) + size > PAPERS_SIZE:
        raise PapersTooLarge(PAPERS_SIZE // 2**20)


def numbers_in(items: Iterable[str]) -> list[str]:
    """The numbers of recommendations that these texts name, each once, in their order, in capitals."""
    found = (match.group().upper() for item in items for match in _NUMBER.finditer(item))
    return list(dict.fromkeys(found))


def seen_by_all(about: Recommendation, groups: Iterable[str], committee: str) -> bool:
    """Whether everyone who has a seat in any of these groups may read this text: its own group, and the Committee
    (`committee`: its code) what it was given."""
    return about.stage is not Stage.DRAFT and all(
        group == about.group or (bool(committee) and group == committee and about.given) for group in groups
    )
