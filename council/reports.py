"""Reports of what became of recommendations: what stands in a year's report, and how the states of several are one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from council.clock import zone
from council.config import Addressee
from council.followup import FINISHED, LEAD, Answer, Evidence, FollowUp, Measure, State
from council.people import Person

OTHERS = ""
"""The column of those who belong to no state."""

WORST_FIRST = (State.BLOCKED, State.NOT_BEGUN, State.UNDER_WAY, State.DONE, State.NO_LONGER_RELEVANT)


class Edition(StrEnum):
    """For whom a report is. PUBLIC has nobody's name, and of what was answered in words only what the secretariat chose."""

    FULL = "full"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Given:
    """An answer of the past, or the present one. `recommendation`: its id; `at` is UTC; `public`: its words stand in the public
    report."""

    recommendation: int
    addressee: str
    state: State
    words: str
    evidence: Evidence
    at: datetime
    public: bool = False
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Progress:
    """A measure of a recommendation (its id), by its words, had come this far from then on (UTC)."""

    recommendation: int
    measure: str
    state: State
    at: datetime


def day_of(year: int, today: date) -> date:
    """The day as of which a year is reported: its last one, or today while it is not over. Year 0: of all, as of today."""
    return min(today, date(year, 12, 31)) if year else today


def as_it_stood(
    found: FollowUp, given: Iterable[Given], progress: Iterable[Progress], ended_at: datetime | None, day: date, zone_name: str
) -> FollowUp:
    """A follow-up at the end of this day (as the zone counts): what had been answered and done by then. `given`, `progress`: of
    all, in order. A measure of which nothing was said by then, but later, was not begun."""

    def by_then(at: datetime) -> bool:
        return at.astimezone(zone(zone_name)).date() <= day

    def was(measure: Measure) -> Measure:
        said = [one for one in progress if one.recommendation == found.recommendation and one.measure == measure.what]
        before = [one.state for one in said if by_then(one.at)]
        return replace(measure, state=before[-1] if before else State.NOT_BEGUN) if said else measure

    progress = list(progress)
    answers = {
        one.addressee: Answer(one.addressee, one.state, one.words, one.evidence, None, one.at, one.public, one.id)
        for one in given if one.recommendation == found.recommendation and by_then(one.at)
    }  # fmt: skip
    ended = found.ended and (ended_at is None or by_then(ended_at))
    return replace(found, answers=tuple(answers.values()), measures=tuple(map(was, found.measures)), ended=ended)


def sentences(found: Iterable[FollowUp]) -> list[tuple[FollowUp, Answer]]:
    """What was answered in words and can stand in the public report, in the report's order."""
    all_ = ((one, one.answer(key)) for one in found for key in (LEAD, *one.addressees))
    return [(one, answer) for one, answer in all_ if answer is not None and answer.words]


def worst(states: Iterable[State]) -> State | None:
    """What is shown of several: the worst; "no longer relevant" only where all are. None of none."""
    found = set(states)
    return next((one for one in WORST_FIRST if one in found), None)


def column_of(addressee: str, known: Mapping[str, Addressee]) -> str:
    """The code of the state in whose column an addressee is drawn; `OTHERS` also for one that nobody knows any more."""
    return known[addressee].state if addressee in known else OTHERS


def columns(found: Iterable[FollowUp], known: Mapping[str, Addressee]) -> tuple[str, ...]:
    """The columns, in the order of `known`: every state, and last `OTHERS` if any of these recommendations needs it."""
    states = dict.fromkeys(one.state for one in known.values() if one.state)
    others = any(column_of(key, known) == OTHERS for one in found for key in one.addressees)
    return (*states, *([OTHERS] if others else []))


def cell(found: FollowUp, column: str, known: Mapping[str, Addressee]) -> State | None:
    """The worst state of a recommendation's addressees in this column. None: it is not addressed to any of them."""
    return worst(found.state(key) for key in found.addressees if column_of(key, known) == column)


def in_year(found: FollowUp, year: int, ended_at: datetime | None, zone_name: str) -> bool:
    """Whether it belongs in the report of this year (as the zone counts): it was adopted in it, or before and was neither
    ended nor finished before the year began. `ended_at`: when it was ended, None if it was not."""

    def year_of(at: datetime) -> int:
        return at.astimezone(zone(zone_name)).year

    if (adopted := year_of(found.adopted_at)) >= year:
        return adopted == year
    if found.ended and ended_at is not None and year_of(ended_at) < year:
        return False
    view = found.answer()
    return view is None or view.state not in FINISHED or year_of(view.at) >= year


def public(found: FollowUp) -> FollowUp:
    """The public part: states, days, links, measures by whichever addressee is to take them, and the words of the answers that
    were chosen. No lead, nobody who answered, no indicator, no other words, and no files."""
    answers = tuple(
        replace(one, words=one.words if one.public else "", person=None, evidence=Evidence(link=one.evidence.link))
        for one in found.answers
    )
    return replace(
        found, lead=None, indicator="", answers=answers, measures=tuple(replace(one, who="") for one in found.measures)
    )


def by_state(found: Sequence[FollowUp]) -> dict[State, int]:
    """How many recommendations are in each state, by the council's view; states that none is in are left out."""
    views = [one.state() for one in found]
    return {state: views.count(state) for state in State if state in views}


@dataclass(frozen=True, slots=True)
class Followed:
    """What somebody sees of a year's follow-ups, or (year 0) of all: of one group, or ("") of all that they see, by group and
    number. `known`: all addressees by key; `leads`: those who follow them, by id; `texts`: what was adopted, by
    recommendation, as far as it is known; `day`: as of which it stands so, where the council has its seat."""

    group: str
    year: int
    found: Sequence[FollowUp]
    known: Mapping[str, Addressee]
    leads: Mapping[int, Person]
    texts: Mapping[int, str]
    day: date

    def public(self) -> "Followed":
        """The public part of it."""
        return replace(self, found=[public(one) for one in self.found], leads={})
