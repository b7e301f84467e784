"""Follow-up: what becomes of an adopted recommendation. Whom it is addressed to, who in the council follows it, what is to be
done, and what those who know have answered. The states are those of national trackers of recommendations."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from council import text_rules
from council.authority import Action, may
from council.clock import instant
from council.config import Council
from council.errors import Refused
from council.people import Actor
from council.recommendations import FINAL, Recommendation, may_see
from council.rounds import Round
from council.rules import Outcome

LEAD = ""
"""Stands for an addressee: the lead's answer, which is the council's view of the whole."""

NUDGE_AFTER = timedelta(days=7)
"""Whoever has not answered is reminded once, so long after they were asked."""

TASK_AFTER = timedelta(days=14)
"""Whoever still has not answered is a task of the secretariat from then on."""

ASKED_AT = time(9)
"""The time of day of questions, in the council's zone."""

INDICATOR_LIMIT = 500
WORDS_LIMIT = 1000
MOST_ADDRESSEES = 20
MOST_MEASURES = 30


@dataclass
class TooMany(Refused):
    """More addressees or measures than a recommendation has."""

    most: int


class ReviewTooEarly(Refused):
    """A day of review that is not later than today."""


class NoEvidence(Refused):
    """Neither a file nor a link."""


class NotFollowed(Refused):
    """Nothing is in force of this recommendation that could be followed up."""


class PeriodOver(Refused):
    """The question belongs to a period that is over, or to a follow-up that is."""


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
    """What somebody said last of an addressee (`LEAD`: of the whole). `at` is UTC; `person`: None once they are forgotten.
    `public`: its words stand in the public report."""

    addressee: str
    state: State
    words: str
    evidence: Evidence
    person: int | None
    at: datetime
    public: bool = False
    id: int = field(default=0, compare=False)


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


class Part(StrEnum):
    """A part of a follow-up that can be changed alone."""

    ADDRESSEES = "addressees"
    LEAD = "lead"
    MEASURES = "measures"
    INDICATOR = "indicator"
    REVIEW = "review"


class Changed(StrEnum):
    """What the history of a follow-up tells of besides answers."""

    BEGUN = "begun"
    ADOPTED_ANEW = "adopted anew"
    ENDED = "ended"
    LEAD = "lead"
    ADDRESSED = "addressed"
    NOT_ADDRESSED = "not addressed"
    INDICATOR = "indicator"
    REVIEW = "review"
    MEASURE_ADDED = "measure added"
    MEASURE_CHANGED = "measure changed"
    MEASURE_STATE = "measure state"
    MEASURE_DROPPED = "measure dropped"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `was`, `now`: a person's id, an addressee's key, words, a day, or a state, by its kind; `was` of a measure's
    state is the measure. `person`: None where it came by itself, or once they are forgotten. `at`: UTC."""

    kind: Changed
    was: str
    now: str
    person: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to somebody: what has become of a recommendation, of the whole (`LEAD`) or at an addressee; or of an item of
    the work plan (`item`, its id), and of no recommendation (0). Instants are UTC."""

    id: int
    recommendation: int
    addressee: str
    person: int
    period: str
    asked_at: datetime
    answered_at: datetime | None = None
    item: int = 0

    @property
    def subject(self) -> str:
        """What deliveries call it."""
        return f"followup question:{self.id}"

    def answered_by(self, last: Answer | None) -> Answer | None:
        """The last answer, if it was given since this was asked, by whomever."""
        return last if last is not None and last.at >= self.asked_at else None


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

    def answer_to(self, asked: Asked) -> Answer | None:
        """What was answered to a question, by whoever has answered last since it was put."""
        return asked.answered_by(self.answer(asked.addressee))

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


def asked_at(day: date, zone: str) -> datetime:
    """When (UTC) questions are put on this day, in the council's zone."""
    return instant(datetime.combine(day, ASKED_AT), zone)


def next_question(council: Council, now: datetime) -> datetime:
    """When (UTC) it is asked next, at the beginning of the next period."""
    return asked_at(next_period(council.today(now), council.followup_months), council.zone)


def period_at(council: Council, now: datetime) -> str:
    """The present period."""
    return period(council.today(now), council.followup_months)


def begins_with(round_: Round, council: Council) -> bool:
    """Whether what this round has adopted is followed up from then on: at once or, where the council's file says so, only
    what the Executive Committee has adopted."""
    if round_.outcome is not Outcome.ADOPTED:
        return False
    return council.followed_by_group or not council.committee or round_.group == council.committee


def in_force(about: Recommendation, rounds: Iterable[Round]) -> Round | None:
    """The last round that adopted its present text, which can be followed up; None where there is none, or where the
    recommendation was withdrawn, declined or ended."""
    adopting = [one for one in rounds if one.outcome is Outcome.ADOPTED and one.version == about.version]
    return max(adopting, key=lambda one: one.id, default=None) if about.stage not in FINAL else None


def checked(said: Answer) -> Answer:
    """An answer as it may be kept. Raises `TooLong`, `BadLink`."""
    link = text_rules.link(said.evidence.link) if said.evidence.link else ""
    words = text_rules.body(said.words, WORDS_LIMIT) if said.words else ""
    return replace(said, words=words, evidence=replace(said.evidence, link=link))


def may_change(actor: Actor, followup: FollowUp) -> bool:
    return may(actor, Action.FOLLOW_UP, [followup.group])


def is_lead(actor: Actor, followup: FollowUp) -> bool:
    """Whether they follow it for the council, while they have a seat in its group."""
    leads = actor.person is not None and actor.person.id == followup.lead
    return leads and may(actor, Action.SEE_ROUND, [followup.group])


def is_asked_of_addressee(
    actor: Actor, followup: FollowUp, about: Recommendation, addressee: str, agreed: Collection[str], committee: str
) -> bool:
    """Whether this person is to be asked about the addressee. About `LEAD`, the whole: the lead. About another: whoever has
    agreed to be asked about it (it is in `agreed`) and may see the recommendation. False once the follow-up has ended."""
    if followup.ended or about.stage in FINAL:
        return False
    if addressee == LEAD:
        return is_lead(actor, followup)
    return addressee in followup.addressees and addressee in agreed and may_see(actor, about, committee)


def answerable(
    actor: Actor, followup: FollowUp, about: Recommendation, agreed: Collection[str], committee: str
) -> tuple[str, ...]:
    """The addressees whose state this person may report: all, for whoever may change the follow-up; else those that they are
    asked about."""
    if followup.ended or about.stage in FINAL:
        return ()
    of_all = (LEAD, *followup.addressees)
    if may_change(actor, followup):
        return of_all
    return tuple(one for one in of_all if is_asked_of_addressee(actor, followup, about, one, agreed, committee))


def last_day(council: Council, now: datetime) -> date:
    """The last day of the present period: until then an answer can be changed."""
    return next_period(council.today(now), council.followup_months) - timedelta(days=1)


def late_first(followups: Iterable[FollowUp], today: date) -> list[FollowUp]:
    """The most late first, by the day of the measure that is late longest; the others as they were; what is over last."""

    def sort_key(one: FollowUp) -> tuple[bool, date]:
        return one.ended, min((measure.due for measure in one.late(today)), default=date.max)

    return sorted(followups, key=sort_key)
