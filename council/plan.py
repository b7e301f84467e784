"""The work plan: what each group intends to do in a year, by when, and who is responsible."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from council import text_rules
from council.authority import Action, anywhere, may
from council.clock import zone
from council.errors import Refused, Unchanged
from council.followup import State
from council.people import Actor

REMIND_DAYS = (7, 1)
"""How many days before an item is due the people responsible are reminded."""

REMIND_AT = time(9)
"""The time of day of reminders, in the council's zone."""

YEARS_BACK, YEARS_AHEAD = 1, 5
"""A day outside this range is taken for a mistyped year."""

WHO_LIMIT = text_rules.NAME_LIMIT


@dataclass
class BadYear(Refused):
    """A day whose year must be a mistake: it must be from `first` to `last`."""

    first: int
    last: int


class NoSuchThing(Refused):
    """No object with this number that the person may see."""


class Status(StrEnum):
    """The status of an item on a given day. OVER: it is no longer relevant, by the word of whoever sees to it."""

    DONE = "done"
    LATE = "late"
    MOVED = "moved"
    AHEAD = "ahead"
    OVER = "over"


class LinkKind(StrEnum):
    """What an item can be linked to."""

    MEETING = "meeting"
    RECOMMENDATION = "recommendation"


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """An item as typed. Responsible is someone in the roster (`person`), or else the one named in `who`."""

    group: str
    what: str
    due: date
    person: int | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class PlanItem:
    """An item of a group's plan for a year. `schedule` is incremented whenever its day is moved; `planned` is its first
    day. `state`: how far it is, of what is asked after each period; None for an item that is not."""

    id: int
    draft: PlanDraft
    year: int
    serial: int
    planned: date
    schedule: int = 1
    done_at: datetime | None = None
    dropped_at: datetime | None = None
    state: State | None = None

    @property
    def number(self) -> str:
        """Its number for people: the group and a number within the year, "B.3"."""
        return f"{self.draft.group}.{self.serial}"

    @property
    def subject(self) -> str:
        """Its name in deliveries and the audit log."""
        return f"plan:{self.id}"

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.changeable and self.state is not State.NO_LONGER_RELEVANT

    @property
    def changeable(self) -> bool:
        """Whether it can be changed: neither done nor dropped."""
        return self.done_at is None and self.dropped_at is None

    def status(self, today: date) -> Status:
        """Its status on this day: done, no longer relevant, late, moved to a later day, or ahead as planned."""
        if self.done_at is not None:
            return Status.DONE
        if self.state is State.NO_LONGER_RELEVANT:
            return Status.OVER
        if self.draft.due < today:
            return Status.LATE
        return Status.MOVED if self.draft.due != self.planned else Status.AHEAD


@dataclass(frozen=True, slots=True)
class Move:
    """One move of an item, from a day to another."""

    was: date
    now: date
    at: datetime


def visible_groups(actor: Actor, committee: str) -> tuple[str, ...] | None:
    """The groups whose plans someone may see, None for all: their own; the secretariat and the Committee see all.
    `committee`: its code, "" for none."""
    groups = anywhere(actor, Action.SEE_PLAN)
    return None if groups is not None and committee and committee in groups else groups


def is_asked_of_item(actor: Actor, item: PlanItem) -> bool:
    """Whether they are asked how far it is: who sees to it, while they have a seat in its group, and until it is dropped."""
    mine = actor.person is not None and item.draft.person == actor.person.id
    goes_on = item.state is not None and item.dropped_at is None
    return mine and goes_on and may(actor, Action.SEE_PLAN, [item.draft.group])


def said(item: PlanItem, state: State, now: datetime) -> PlanItem:
    """The item once it has come this far (UTC)."""
    return replace(item, state=state, done_at=(item.done_at or now) if state is State.DONE else None)


def can_finish(actor: Actor, item: PlanItem) -> bool:
    """Whether they may mark it as done: those who may change the plan, and the person responsible while they have a
    seat in the group."""
    mine = actor.person is not None and item.draft.person == actor.person.id
    action = Action.SEE_PLAN if mine else Action.CHANGE_PLAN
    return may(actor, action, [item.draft.group])


def cleaned(draft: PlanDraft, today: date) -> PlanDraft:
    """The draft, cleaned. Raises `Empty`, `TooLong`, `BadYear`."""
    check_year(draft.due, today)
    who = text_rules.line(draft.who, WHO_LIMIT) if draft.who and draft.person is None else ""
    return replace(draft, what=text_rules.line(draft.what), who=who)


def check_year(due: date, today: date) -> date:
    """The day, if its year is plausible. Raises `BadYear`."""
    if not today.year - YEARS_BACK <= due.year <= today.year + YEARS_AHEAD:
        raise BadYear(today.year - YEARS_BACK, today.year + YEARS_AHEAD)
    return due


def moved(item: PlanItem, due: date, today: date) -> PlanItem:
    """The item on another day, with its schedule incremented. Raises `Unchanged`, `BadYear`."""
    if item.draft.due == due:
        raise Unchanged
    check_year(due, today)
    return replace(item, draft=replace(item.draft, due=due), schedule=item.schedule + 1)


def reminded_at(due: date, days: int, zone_name: str) -> datetime:
    """When (UTC) the people responsible are reminded, this many days before it is due."""
    return datetime.combine(due - timedelta(days=days), REMIND_AT, tzinfo=zone(zone_name)).astimezone(UTC)


def next_reminder(item: PlanItem, after: datetime, zone_name: str) -> datetime | None:
    """The first instant (UTC) after `after` at which someone is reminded of it; None if there is none."""
    if not item.open:
        return None
    instants = sorted(reminded_at(item.draft.due, days, zone_name) for days in REMIND_DAYS)
    return next((at for at in instants if at > after), None)


def lead(item: PlanItem, today: date) -> int | None:
    """In how many days it is due, if a reminder makes sense on this day; None if it is due today or earlier, or
    done."""
    days = (item.draft.due - today).days
    return days if item.open and days > 0 else None


def in_order(items: Iterable[PlanItem], codes: Sequence[str]) -> list[PlanItem]:
    """By group, in the council's order, then by day."""

    def place(item: PlanItem) -> tuple[int, str, date, int]:
        code = item.draft.group
        return codes.index(code) if code in codes else len(codes), code, item.draft.due, item.serial

    return sorted(items, key=place)
