"""Minutes of a meeting: what they hold, their review, their approval, and their record. Source: decision rules, *After adoption*.

draft -> in review -> approved. What the secretariat changes in review is kept beside the text that is reviewed until it is sent
as the next version. Approved minutes never change: a correction is a document of its own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from council import text_rules
from council.agenda import MOST_ITEMS
from council.date_parts import Words
from council.days import read_day
from council.errors import Empty, Refused, TooManyItems
from council.folding import fold
from council.plan import YEARS_AHEAD
from council.task_lines import Bounds, Line, WrongLine, read_lines, split

SAID_LIMIT = 2000
"""UTF-16 code units of what was said on one item, and of what was agreed."""

CORRECTION_LIMIT = 1000
MOST_ACTIONS = 10
"""On one item."""

MOST_CORRECTIONS = 30
"""By one person, on the same minutes."""

FORM = 1
"""The number of the form of the record, as in `council.records`."""


@dataclass(frozen=True, slots=True)
class SentMinutes:
    """One version of minutes that were written elsewhere: a link, or a file that Telegram has."""

    version: int
    link: str = ""
    file_id: str = ""
    file_name: str = ""


class MinutesState(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"


class Way(StrEnum):
    """How minutes were approved: by nobody's correction in time, by a chair, or by the secretariat for the chair."""

    SILENCE = "silence"
    CHAIR = "chair"
    FOR_CHAIR = "secretariat for the chair"


@dataclass(frozen=True, slots=True)
class ActionItem:
    """What somebody is to do by a day: someone of the roster (`person`), or else the one named in `who`."""

    what: str
    due: date
    person: int | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what was said on it, what was agreed, who does what by when."""

    title: str
    said: str = ""
    agreed: str = ""
    actions: tuple[ActionItem, ...] = ()

    @property
    def filled(self) -> bool:
        """Whether anything is written down on it."""
        return bool(self.said or self.agreed or self.actions)


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes as they stand. `items`: of this version. `due_at`: when silence approves them (UTC), in review. `corrects`: the id
    of approved minutes that these correct. `pending`: the secretariat has changed them, and not sent that yet. `number`: once
    they are approved, as `hash` (of the record), `way`, `approved_at`."""

    id: int
    meeting: int
    state: MinutesState
    version: int
    items: tuple[Item, ...]
    due_at: datetime | None = None
    corrects: int | None = None
    pending: bool = False
    number: str = ""
    hash: str = ""
    way: Way | None = None
    approved_at: datetime | None = None

    @property
    def subject(self) -> str:
        """What cards and deliveries call it."""
        return f"minutes:{self.id}"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reviewer wants corrected. `item`: from 1, 0 for the whole; `taken`: None while it is open; `note`: the secretariat's
    word on it."""

    id: int
    person: int
    version: int
    item: int
    text: str
    made_at: datetime
    taken: bool | None = None
    note: str = ""


@dataclass
class CorrectionsOpen(Refused):
    """Corrections (`n`) are not decided on yet, or the changed text was not sent."""

    n: int


class NotInReview(Refused):
    """The minutes are a draft, or approved: nothing of this can be done with them now."""


class NothingWritten(Refused):
    """Nothing is written down on any item."""


@dataclass
class ActionsTooMany(Refused):
    """More action items than fit on one item."""

    limit: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What action items are read against: the words of dates, the day of today, the day of the meeting, and the people of its
    groups, by id."""

    words: Words
    today: date
    met: date
    people: Mapping[int, str]


def read_actions(text: str, ground: Ground) -> tuple[ActionItem, ...]:
    """Action items as typed, one a line: "what; who; by when". Raises `WrongLines`, `Empty`, `TooLong`, `ActionsTooMany`."""
    rows = split(text)
    if sum(map(bool, rows)) > MOST_ACTIONS:
        raise ActionsTooMany(MOST_ACTIONS)
    return read_action_rows(rows, ground)


def read_action_rows(rows: Iterable[Sequence[str]], ground: Ground) -> tuple[ActionItem, ...]:
    """Action items by the parts of their lines. Who is named like one person of the groups is that person. Raises
    `WrongLines`."""

    def day(typed: str) -> date | None:
        return read_day(typed, ground.words, ground.today, relative=True)

    last = ground.today.year + YEARS_AHEAD
    bounds = Bounds(day, ground.met, WrongLine.BEFORE_MEETING, last, text_rules.TITLE_LIMIT, named=True)
    return tuple(_action(line, ground) for line in read_lines(rows, bounds))


def _action(line: Line, ground: Ground) -> ActionItem:
    same = [id_ for id_, name in ground.people.items() if fold(name) == fold(line.who)]
    return ActionItem(line.what, line.due, same[0]) if len(same) == 1 else ActionItem(line.what, line.due, None, line.who)


def cleaned(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items as they may be kept. Raises `Empty`, `TooLong`, `TooManyItems`, `ActionsTooMany`."""
    listed = tuple(items)
    if not listed:
        raise Empty
    if len(listed) > MOST_ITEMS:
        raise TooManyItems(MOST_ITEMS, len(listed))
    if any(len(item.actions) > MOST_ACTIONS for item in listed):
        raise ActionsTooMany(MOST_ACTIONS)
    return tuple(
        Item(
            text_rules.line(item.title), text_rules.body(item.said, SAID_LIMIT) if item.said else "",
            text_rules.body(item.agreed, SAID_LIMIT) if item.agreed else "", item.actions,
        )
        for item in listed
    )  # fmt: skip


def changed_items(was: Sequence[Item], now: Sequence[Item]) -> tuple[int, ...]:
    """The items, from 1, that are new or other than they were; those that are gone follow from the lengths."""
    return tuple(at for at, item in enumerate(now, start=1) if at > len(was) or was[at - 1] != item)


def silent_until(now: datetime, hours: int, before: datetime | None = None) -> datetime:
    """Until when reviewers may send corrections of a text that they get now: so many hours at least, and never earlier than it
    was `before`."""
    until = now + timedelta(hours=hours)
    return until if before is None else max(until, before)


REMIND_BEFORE = timedelta(hours=24)
"""How long before silence approves minutes those who have said nothing are reminded."""


def reminded_at(now: datetime, due_at: datetime) -> datetime:
    """When who has said nothing until then is reminded of a review that begins now: a day before it is over, or after half of a
    short one."""
    return due_at - min(REMIND_BEFORE, (due_at - now) / 2)


class Silence(StrEnum):
    """What silence does with minutes in review."""

    WAITS = "waits"
    APPROVES = "approves"
    FAILS = "fails"


def by_silence(due_at: datetime | None, now: datetime, open_: int, *, pending: bool = False) -> Silence:
    """What silence does now: it approves when the time is over, no correction is `open_`, and no change waits to be sent."""
    if due_at is None or now < due_at:
        return Silence.WAITS
    return Silence.FAILS if open_ or pending else Silence.APPROVES


def code_of(groups: Collection[str], order: Sequence[str]) -> str:
    """The first part of the number of minutes of these groups: "B", or of several "B+D", in the council's order."""
    known = [code for code in order if code in groups]
    return "+".join(known + sorted(code for code in groups if code not in known))


def number_of(code: str, year: int, serial: int) -> str:
    """How approved minutes are called: groups, year, serial within both ("M-B-2026-03")."""
    return f"M-{code}-{year}-{serial:02}"


@dataclass(frozen=True, slots=True)
class SealedAction:
    """An action item in a record. `who`: a mark; `due`: an ISO day."""

    what: str
    who: str
    due: str


@dataclass(frozen=True, slots=True)
class SealedItem:
    """An item in a record."""

    title: str
    said: str
    agreed: str
    actions: tuple[SealedAction, ...]


@dataclass(frozen=True, slots=True)
class MinutesRecord:
    """The record of approved minutes. People stand in it as marks, in an order that says nothing. `by`: who approved them, ""
    for silence; `reviewers`: how many were asked, `agreed`: how many of them said that they agree. `corrects`,
    `corrects_hash`: the number and the record's hash of the minutes that these correct."""

    serial: int
    number: str
    title: str
    groups: tuple[str, ...]
    starts_at: datetime
    version: int
    present: tuple[str, ...]
    absent: tuple[str, ...]
    items: tuple[SealedItem, ...]
    way: str
    by: str
    reviewers: int
    agreed: int
    approved_at: datetime
    corrects: str = ""
    corrects_hash: str = ""
    form: int = FORM

    @property
    def marks(self) -> frozenset[str]:
        """Everyone who stands in the record, as their marks."""
        found = {self.by, *self.present, *self.absent}
        found.update(action.who for item in self.items for action in item.actions)
        return frozenset(found - {""})
