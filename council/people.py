"""People, their roles and their seats. The Telegram id is tied to a person on joining; usernames count for nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
    """One role in one group (or the whole council), from `since` until `until` (UTC; None: open-ended)."""

    group: str
    role: Role
    since: datetime
    until: datetime | None = None

    def held(self, now: datetime) -> bool:
        """Whether the seat is held at `now`: its beginning counts, its end does not."""
        return self.since <= now and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone known to the council: a member, the secretariat, or anyone who has written to the bot.

    `quiet`: their own quiet hours as `council.quiet.written` has them; "" stands for the council's.
    `reminded`: whether they want reminders of meetings.
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
    def is_secretariat(self) -> bool:
        return any(seat.role is Role.SECRETARIAT for seat in self.seats)

    @property
    def groups(self) -> tuple[str, ...]:
        """Codes of the groups they sit in, in any role."""
        return tuple(dict.fromkeys(seat.group for seat in self.seats if seat.group != WHOLE_COUNCIL))

    def role_in(self, group: str) -> Role | None:
        """Their role in this group, or None."""
        return next((seat.role for seat in self.seats if seat.group == group), None)


OPERATOR = Actor("operator")
"""Whoever runs the program at the server's prompt."""

SYSTEM = Actor("system")
"""The schedule: what was decided earlier falls due."""
