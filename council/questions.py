"""Quick questions: a straw poll in one group, which binds nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from council import text_rules
from council.errors import Empty, InThePast, Refused, TooFar, TooLong, TooSoon


@dataclass
class WrongNumberOfOptions(Refused):
    """A question with one option, none, or too many."""

    least: int
    most: int
    got: int


@dataclass
class OptionTooLong(Refused):
    """One of a question's options does not fit a button. `place` is counted from 1."""

    place: int
    limit: int
    got: int


@dataclass
class OptionEmpty(Refused):
    """One of a question's options of which nothing would be seen."""

    place: int


@dataclass
class OptionTwice(Refused):
    """The same option, more than once."""

    option: str


@dataclass
class TooFewToBeUnnamed(Refused):
    """A question without names to so few that the numbers would tell who chose what."""

    least: int


class AnsweredAlready(Refused):
    """An answer without a name is given once: nothing could tell which one to change."""


LEAST_OPTIONS, MOST_OPTIONS = 2, 10
OPTION_LIMIT = 60
"""An option is a button, and a line in a picture. In UTF-16 code units."""

TEXT_LIMIT = 500
LEAST_MINUTES = 5
MOST_DAYS = 90
LEAST_UNNAMED = 5
"""With fewer who can answer, the numbers alone would tell who chose what."""


class Place(StrEnum):
    """Where a question is put: in the group's linked chat, or to each member privately."""

    CHAT = "chat"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question as typed. `closes_at` is a UTC instant."""

    group: str
    text: str
    options: tuple[str, ...]
    several: bool
    named: bool
    place: Place
    closes_at: datetime

    def asked(self, id_: int, asker: int, now: datetime) -> "Question":
        """The question that it becomes when it is asked `now`."""
        return Question(
            id_, self.group, asker, self.text, self.options, self.several, self.named, self.place, now, self.closes_at
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A quick question. Options are called by their places, from 0. Times are UTC instants."""

    id: int
    group: str
    asker: int
    text: str
    options: tuple[str, ...]
    several: bool
    named: bool
    place: Place
    made_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None

    @property
    def subject(self) -> str:
        """What cards, deliveries and the audit log call it."""
        return f"question:{self.id}"

    def open(self, now: datetime) -> bool:
        """Whether it takes answers at `now`: until its instant, not at it."""
        return self.closed_at is None and now < self.closes_at


@dataclass(frozen=True, slots=True)
class Counted:
    """How many answered, how many can, and how many chose each option. `names`, by option: of named questions only."""

    answered: int
    asked: int
    chosen: tuple[int, ...]
    names: tuple[tuple[str, ...], ...] = ()


def read_options(text: str) -> tuple[str, ...]:
    """The options that were typed, one a line; lines with nothing but spaces are passed over.

    Raises `WrongNumberOfOptions`, `OptionTooLong`, `OptionTwice`, `OptionEmpty`.
    """
    typed = [line for line in text.splitlines() if line.strip()]
    if not LEAST_OPTIONS <= len(typed) <= MOST_OPTIONS:
        raise WrongNumberOfOptions(LEAST_OPTIONS, MOST_OPTIONS, len(typed))
    options: list[str] = []
    for at, line in enumerate(typed, start=1):
        try:
            option = text_rules.line(line, OPTION_LIMIT)
        except TooLong as error:
            raise OptionTooLong(at, error.limit, error.got) from None
        except Empty:
            raise OptionEmpty(at) from None
        if option.casefold() in (other.casefold() for other in options):
            raise OptionTwice(option)
        options.append(option)
    return tuple(options)


def check_closing(closes_at: datetime, now: datetime) -> None:
    """Raise `InThePast`, `TooSoon` or `TooFar` for a closing time that people could not keep, or would forget."""
    if closes_at <= now:
        raise InThePast(closes_at)
    if closes_at - now < timedelta(minutes=LEAST_MINUTES):
        raise TooSoon(LEAST_MINUTES)
    if closes_at - now > timedelta(days=MOST_DAYS):
        raise TooFar(1)


def check_unnamed(*, named: bool, can_answer: int) -> None:
    """Raise `TooFewToBeUnnamed` where numbers would be names."""
    if not named and can_answer < LEAST_UNNAMED:
        raise TooFewToBeUnnamed(LEAST_UNNAMED)


def bar(n: int, of: int, width: int = 10) -> str:
    """A bar of text: n out of `of`, in whole blocks; who has any at all has at least one."""
    filled = 0 if not of or not n else max(1, n * width // of)
    return "▓" * filled + "░" * (width - filled)


def in_mask(mask: int, options: Sequence[str]) -> tuple[int, ...]:
    """The places that a mask's bits stand for; bits beyond the options are none."""
    return tuple(at for at in range(len(options)) if mask >> at & 1)
