"""The roster: who is on it, who sees which part of it, and how it is searched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from council.folding import fold
from council.people import WHOLE_COUNCIL, Person, Seat
from council.roster_rows import Column

UNHEARD = 3
"""After so many rounds and meetings without a word of theirs, someone who has answered nothing for `YEAR` counts as never
answering."""

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """Someone with seats: in force, suspended, or still to begin.

    `blocked`: Telegram no longer lets us write to them. `unheard`: how many rounds and meetings, over by now, they were
    asked about since they last wrote or pressed anything. `answered`: whether they took a position or answered a meeting
    within `YEAR`.
    """

    person: Person
    seats: Sequence[Seat]
    blocked: bool = False
    unheard: int = 0
    answered: bool = False

    @property
    def joined(self) -> bool:
        return self.person.telegram_id is not None

    @property
    def silent(self) -> bool:
        """Whether they have joined, can be written to, and never answer."""
        return self.joined and not self.blocked and not self.answered and self.unheard >= UNHEARD


class By(StrEnum):
    """By what entries of the roster are selected."""

    ALL = "a"
    GROUP = "g"
    ROLE = "r"
    NOT_JOINED = "n"
    UNREACHABLE = "u"
    SILENT = "q"
    SUSPENDED = "p"
    SEARCH = "s"


def value_of(person: Person, column: Column) -> str:
    """What an entry of the roster has in a column other than that of the groups."""
    return {
        Column.NAME: person.name,
        Column.ORGANISATION: person.organisation,
        Column.COUNTRY: person.country,
        Column.LANGUAGE: person.language,
        Column.EMAIL: person.email,
    }[column]


def visible_lines(lines: Iterable[Line], groups: Sequence[str] | None) -> list[Line]:
    """The lines and seats of these groups only; without e-mail addresses, which only the secretariat sees. None: all."""
    if groups is None:
        return list(lines)
    visible = []
    for line in lines:
        seats = [seat for seat in line.seats if seat.group in groups]
        if seats:
            visible.append(replace(line, person=replace(line.person, email=""), seats=seats))
    return visible


def selected(lines: Iterable[Line], by: By, what: str = "") -> list[Line]:
    """The lines that fit, sorted by name. `what` is a group's code, a role, or the words of a search."""
    wanted = fold(what).split()
    found = [line for line in lines if _fits(line, by, what, wanted)]
    return sorted(found, key=lambda line: (fold(line.person.name), line.person.id))


def _fits(line: Line, by: By, what: str, wanted: Sequence[str]) -> bool:
    match by:
        case By.ALL:
            return True
        case By.GROUP:
            return any(seat.group == what for seat in line.seats)
        case By.ROLE:
            return any(seat.role.value == what for seat in line.seats)
        case By.NOT_JOINED:
            return not line.joined
        case By.UNREACHABLE:
            return line.blocked
        case By.SILENT:
            return line.silent
        case By.SUSPENDED:
            return any(seat.suspended_at for seat in line.seats)
        case By.SEARCH:
            person = line.person
            told = fold(" ".join((person.name, person.organisation, person.country, person.email)))
            return bool(wanted) and all(word in told for word in wanted)


def in_groups(lines: Iterable[Line]) -> list[Line]:
    """Those who sit in a group, by name. Who is only in the secretariat stands in the settings, and in no file."""
    return selected([line for line in lines if any(seat.group != WHOLE_COUNCIL for seat in line.seats)], By.ALL)


@dataclass(frozen=True, slots=True)
class Reach:
    """When someone was last reached, and how many of the meetings and rounds that they were asked about they have
    answered. Detached rounds are in neither number: nobody is to see who voted. Instants in UTC; None: never."""

    delivered_at: datetime | None = None
    heard_at: datetime | None = None
    meetings: int = 0
    meetings_asked: int = 0
    rounds: int = 0
    rounds_asked: int = 0
