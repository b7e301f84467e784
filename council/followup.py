"""Follow-up: what becomes of an adopted recommendation. Whom it is addressed to, who in the council follows it, what is to be
done, and what those who know have answered. The states are those of national trackers of recommendations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

LEAD = ""
"""In place of an addressee: the lead's answer, which is the council's view of the whole."""

NUDGE_AFTER = timedelta(days=7)
"""Whoever has not answered is reminded once, so long after they were asked."""

TASK_AFTER = timedelta(days=14)
"""Whoever still has not answered is a task of the secretariat from then on."""

INDICATOR_LIMIT = 500
MEASURE_LIMIT = 300
WORDS_LIMIT = 1000
MOST_ADDRESSEES = 20
MOST_MEASURES = 30


class State(StrEnum):
    """How far a recommendation, or a measure of it, has come."""

    NOT_BEGUN = "not begun"
    UNDER_WAY = "under way"
    DONE = "done"
    BLOCKED = "blocked"
    NO_LONGER_RELEVANT = "no longer relevant"


FINISHED = frozenset({State.DONE, State.NO_LONGER_RELEVANT})
"""Nothing is late any more."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer rests on: a link, or a file that was sent to the bot. Both may be empty."""

    link: str = ""
    file_id: str = ""
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said last of an addressee (`LEAD`: of the whole). `at` is UTC; `person`: None once they are forgotten."""

    addressee: str
    state: State
    words: str
    evidence: Evidence
    person: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Measure:
    """What is to be done, by whom (an addressee's key, or else in words), and by when (a day where the council has its
    seat). `dropped`: it is not to be done any more."""

    id: int
    what: str
    addressee: str
    who: str
    due: date
    state: State = State.NOT_BEGUN
    dropped: bool = False

    def late(self, today: date) -> bool:
        return not self.dropped and self.state not in FINISHED and self.due < today


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The follow-up of one recommendation. `addressees` are keys: codes of the council's file, or "+7" for one that was added
    in the chat. `answers`: the last one of each addressee and of the lead. `review`: the day on which it is looked at again.
    `ended`: the recommendation was ended, replaced or withdrawn, and nobody is asked any more."""

    recommendation: int
    round: int
    number: str
    title: str
    group: str
    year: int
    adopted_at: datetime
    lead: int | None
    indicator: str
    addressees: tuple[str, ...]
    measures: tuple[Measure, ...]
    answers: tuple[Answer, ...]
    review: date | None = None
    ended: bool = False

    @property
    def subject(self) -> str:
        """What deliveries and the audit log call it."""
        return f"followup:{self.recommendation}"

    def answer(self, addressee: str = LEAD) -> Answer | None:
        return next((one for one in self.answers if one.addressee == addressee), None)

    def state(self, addressee: str = LEAD) -> State:
        """What was said last; where nobody has said anything, not begun."""
        answer = self.answer(addressee)
        return answer.state if answer else State.NOT_BEGUN

    def late(self, today: date) -> Sequence[Measure]:
        """The measures whose day has passed; none once the whole is finished."""
        if self.ended or self.state() in FINISHED:
            return ()
        return tuple(one for one in self.measures if one.late(today))


def period(day: date, months: int) -> str:
    """The period in which a day lies, by its first month: "2027-04" for the second quarter of 2027. `months`: its length;
    periods begin with January of year 1, so that those of three months are the year's quarters."""
    first = ((day.year - 1) * 12 + day.month - 1) // months * months
    return f"{first // 12 + 1:04}-{first % 12 + 1:02}"


def next_period(day: date, months: int) -> date:
    """The first day of the period after the one in which this day lies."""
    first = (((day.year - 1) * 12 + day.month - 1) // months + 1) * months
    return date(first // 12 + 1, first % 12 + 1, 1)
