"""People, their roles and their seats. The Telegram id is tied to a person on joining; usernames count for nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from council.errors import InThePast, Unchanged

WHOLE_COUNCIL = ""
"""The group code of a seat that is not in one group but in the council as a whole."""


class Role(StrEnum):
    """What a seat lets its holder do. Members and chairs take positions; observers are informed and may comment."""

    SECRETARIAT = "secretariat"
    CHAIR = "chair"
    MEMBER = "member"
    OBSERVER = "observer"


POSITION_TAKING = frozenset({Role.CHAIR, Role.MEMBER})
"""The roles whose holders are in the electorate (decision rules, E)."""

GROUP_ROLES = (Role.CHAIR, Role.MEMBER, Role.OBSERVER)


@dataclass(frozen=True, slots=True)
class Seat:
    """One role in one group (or the whole council), from `since`, which may lie ahead, until `until` (None: open-ended).

    From `suspended_at` on it is not in force. What is lifted again is another seat: so a gap stays a gap. All in UTC.
    """

    group: str
    role: Role
    since: datetime
    until: datetime | None = None
    suspended_at: datetime | None = None

    @property
    def ends(self) -> datetime | None:
        """When it stops being in force: its end or its suspension, whichever is earlier; None: neither is known."""
        return min((at for at in (self.until, self.suspended_at) if at is not None), default=None)

    def held(self, now: datetime) -> bool:
        """Whether the seat is in force at `now`: its beginning counts, its end does not."""
        return self.since <= now and (self.ends is None or now < self.ends)

    def lasts(self, now: datetime) -> bool:
        """Whether it is on the roster at `now`: in force, suspended, or still to begin."""
        return self.until is None or now < self.until

    def suspended(self, now: datetime) -> bool:
        """Whether it would be in force at `now`, were it not suspended."""
        return self.lasts(now) and self.since <= now and not self.held(now)

    def turns(self, now: datetime) -> datetime | None:
        """The next instant after `now` at which it begins or ends by the clock alone."""
        if self.until is not None and self.until <= self.since:
            return None
        return next((at for at in (self.since, self.until) if at is not None and now < at), None)

    def cut(self, at: datetime) -> "Seat":
        """The same seat, over at `at` at the latest; one that would begin later, and so ends before it, never does."""
        return replace(self, until=at) if self.lasts(at) else self

    def lifted(self, now: datetime) -> tuple["Seat", "Seat"]:
        """A suspended seat as it ends with its suspension, and the one that follows from `now` on for the rest of its
        term. Raises `Unchanged` for one that is not suspended."""
        if self.suspended_at is None or not self.suspended(now):
            raise Unchanged
        return self.cut(self.suspended_at), Seat(self.group, self.role, now, self.until)


def check_term(since: datetime, until: datetime | None, now: datetime) -> None:
    """Raises `InThePast` for a term that would be over before it has begun, or is over already."""
    if until is not None and until <= max(since, now):
        raise InThePast(until)


def given(seats: Iterable[Seat], new: Seat) -> tuple[Seat, ...]:
    """One person's seats in one group once `new` is given: from its beginning on there is no other."""
    return (*(seat.cut(new.since) for seat in seats), new)


def ending(seat: Seat, until: datetime | None, seats: Iterable[Seat]) -> Seat:
    """The seat with another end: no later than the beginning of the one that follows it among `seats`."""
    follows = [other.since for other in seats if other.since > seat.since and other.lasts(other.since)]
    return replace(seat, until=min([*follows, *([until] if until else [])], default=None))


@dataclass(frozen=True, slots=True)
class Person:
    """Someone known to the council: a member, the secretariat, or anyone who has written to the bot.

    `second_language`: in which they read what is not translated into their own, `script`: other letters of their own
    (ISO 15924); "" for none. `quiet`: their own quiet hours as `council.quiet_hours.written` has them; ""
    stands for the council's. `reminded`: whether they want reminders of meetings. `unwanted`: which of them they do not want, in
    minutes before. `forgotten`: everything about them was erased at their own wish.
    """

    id: int
    telegram_id: int | None
    name: str
    organisation: str
    country: str
    language: str
    zone: str
    language_chosen: bool = False
    email: str = ""
    quiet: str = ""
    reminded: bool = True
    unwanted: tuple[int, ...] = ()
    forgotten: bool = False
    second_language: str = ""
    script: str = ""

    def wants(self, offset: timedelta) -> bool:
        """Whether they want to be reminded of a meeting so long before it."""
        return self.reminded and offset // timedelta(minutes=1) not in self.unwanted


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts: a person with the seats held now, the operator at the server's prompt, or the system itself."""

    kind: str
    person: Person | None = None
    seats: tuple[Seat, ...] = ()

    @property
    def label(self) -> str:
        """How the audit log names them: by our own id, never by name."""
        return f"person:{self.person.id}" if self.person else self.kind

    @property
    def person_id(self) -> int | None:
        """The id of the person who acts, to be kept with what they make; None where the program or the operator does."""
        return self.person.id if self.person else None

    @property
    def chat(self) -> int | None:
        """The person's private chat with the bot, if they have one."""
        return self.person.telegram_id if self.person else None

    @property
    def is_secretariat(self) -> bool:
        return any(seat.role is Role.SECRETARIAT for seat in self.seats)

    @property
    def groups(self) -> tuple[str, ...]:
        """Codes of the groups they sit in, in any role."""
        return tuple(dict.fromkeys(seat.group for seat in self.seats if seat.group != WHOLE_COUNCIL))

    def role_in(self, group: str) -> Role | None:
        """Their role in this group, or None."""
        return next((seat.role for seat in self.seats if seat.group == group), None)

    def speaks_as(self, group: str) -> Role:
        """In which role they give the chair's word in this group: its chair, or the secretariat for the chair."""
        return Role.CHAIR if self.role_in(group) is Role.CHAIR else Role.SECRETARIAT


OPERATOR = Actor("operator")
"""Whoever runs the program at the server's prompt."""

SYSTEM = Actor("system")
"""The schedule: what was decided earlier falls due."""
