"""A round's terms and schedule: what may be opened, until when, and what falls due in between. Times are UTC."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from council.config import Council
from council.errors import (
    BadNumber,
    InThePast,
    NoElectorate,
    NotTogether,
    OnlyLater,
    OnlyOne,
    ReviewWanted,
    TooFewForDetached,
    TooSoon,
    TooSoonForSilence,
)
from council.openness import LEAST_DETACHED, Openness
from council.rounds import Elector, Round, RoundState, silent
from council.rules import NEEDS_AN_OBJECTOR, Rule, Terms

LEAST_MINUTES = 30
"""The shortest time to answer that a round may leave."""

DELIVERY_MARGIN = timedelta(hours=1)
"""Added to the minimum period of a silence: notices leave after the round opens, one after another, and anyone whose
notice arrives later than the minimum period before expiry was not served in time. Without the margin, a period of
exactly the minimum would always end awaiting the chair."""

DAY = timedelta(days=1)


def usual_terms(council: Council) -> Terms:
    """The default terms, from the council's file."""
    return Terms(council.rule, council.quorum, council.floor)


def check_review(terms: Terms, last_day: date) -> None:
    """Raise `ReviewWanted` unless what consent adopts is reviewed after the day of the deadline."""
    if terms.rule is Rule.CONSENT and (terms.review is None or terms.review <= last_day):
        raise ReviewWanted


def check_terms(terms: Terms, last_day: date) -> None:
    """Raise `NotTogether` for an openness that the rule does not allow, `ReviewWanted`, or `BadNumber`. `last_day`: that of
    the deadline, where the council has its seat."""
    if terms.openness is Openness.DETACHED and terms.rule in NEEDS_AN_OBJECTOR:
        raise NotTogether
    check_review(terms, last_day)
    if terms.rule is Rule.CONSENSUS_MINUS and terms.dissent < 1:
        raise BadNumber(1, 99)
    if not (0 <= terms.quorum <= 100 and 0 <= terms.floor <= 100):
        raise BadNumber(0, 100)


def check_electorate(terms: Terms, electors: int) -> None:
    """Raise `NoElectorate`, `OnlyOne`, `TooFewForDetached`, or `BadNumber` if `dissent` is not less than the
    electorate."""
    if not electors:
        raise NoElectorate
    if electors == 1:
        raise OnlyOne
    if terms.openness is Openness.DETACHED and electors < LEAST_DETACHED:
        raise TooFewForDetached(LEAST_DETACHED)
    if terms.rule is Rule.CONSENSUS_MINUS and terms.dissent >= electors:
        raise BadNumber(1, electors - 1)


def least_silence(silence_hours: int) -> timedelta:
    """The minimum length of a silence, from its opening or from the notice of an amended text."""
    return timedelta(hours=silence_hours) + DELIVERY_MARGIN


def check_deadline(deadline: datetime, now: datetime, rule: Rule = Rule.FULL_CONSENSUS, silence_hours: int = 72) -> None:
    """Raise `InThePast`; `TooSoonForSilence` for less than a silence's minimum; `TooSoon` for less than
    `LEAST_MINUTES`."""
    if deadline <= now:
        raise InThePast(deadline)
    if rule is Rule.SILENCE and deadline - now < least_silence(silence_hours):
        raise TooSoonForSilence(silence_hours)
    if deadline - now < timedelta(minutes=LEAST_MINUTES):
        raise TooSoon(LEAST_MINUTES)


def check_extension(round_: Round, deadline: datetime, now: datetime) -> None:
    """A deadline is only moved to a later time. Raises `InThePast`, `TooSoon`, `OnlyLater`."""
    if deadline <= round_.deadline:
        raise InThePast(deadline) if deadline <= now else OnlyLater
    check_deadline(deadline, now)


def deadline_after_amendment(round_: Round, now: datetime, remaining_hours: int, silence_hours: int) -> datetime:
    """The deadline (UTC) for answering an amended text: at least `remaining_hours` ahead; a silence starts a full new
    period."""
    if round_.terms.rule is Rule.SILENCE:
        period = round_.deadline - round_.asked_since
        return now + max(period, least_silence(silence_hours))
    return max(round_.deadline, now + timedelta(hours=remaining_hours))


NUDGES_APART = timedelta(hours=2)
"""Of two nudges closer together than this (quiet hours can move the first next to the second) only the later is
sent."""


def _nudges(since: datetime, deadline: datetime) -> Iterable[datetime]:
    yield since + (deadline - since) / 2
    if deadline - DAY > since:
        yield deadline - DAY


def next_nudge(since: datetime, deadline: datetime, after: datetime) -> datetime | None:
    """When those who have not answered are next reminded: at half time and 24 hours before the deadline; None: no
    more."""
    return min((at for at in _nudges(since, deadline) if at > after), default=None)


LAST_DAY = tuple(timedelta(hours=hours) for hours in (24, 12, 3, 1))
"""On the last day cards are redrawn when this much time is left; before it, once a day."""


def at_most_left(deadline: datetime, now: datetime) -> timedelta:
    """An upper bound of the time left: whole days, or one of `LAST_DAY`. Shown on cards because it remains true until
    the next redraw."""
    left = deadline - now
    if left > DAY:
        return DAY * -(-left // DAY)
    return min(mark for mark in LAST_DAY if mark >= left)


def next_redraw(deadline: datetime, after: datetime) -> datetime | None:
    """When cards are next redrawn: at the next change of `at_most_left`; None: no more."""
    whole_days = DAY * ((deadline - after) // DAY)
    marks = [deadline - whole_days, deadline - (whole_days - DAY), *(deadline - left for left in LAST_DAY)]
    return min((at for at in marks if after < at < deadline), default=None)


def may_end_early(round_: Round, electors: Iterable[Elector], now: datetime) -> bool:
    """Whether the chair may close the round before its deadline: everyone has answered, and it is not a silence."""
    counting = [elector for elector in electors if elector.counts]
    answered = bool(counting) and all(map(round_.is_answered_by, counting))
    return round_.open(now) and round_.terms.rule is not Rule.SILENCE and answered


def may_declare(round_: Round, electors: Iterable[Elector], now: datetime) -> bool:
    """Whether the chair may declare the outcome."""
    if round_.state is RoundState.AWAITING:
        return True
    return round_.terms.rule is Rule.ROUGH_CONSENSUS and may_end_early(round_, electors, now)


def is_barred(round_: Round, person: int | None, council: Council) -> bool:
    """Whether somebody does not declare how the round ends because they wrote its text, unless the council's file lets them."""
    return round_.terms.rule is Rule.ROUGH_CONSENSUS and person == round_.proposer and not council.proposer_declares


def unserved(round_: Round, electors: Iterable[Elector], accepted: Mapping[int, datetime], silence_hours: int) -> list[Elector]:
    """Those whose silence does not count as consent: their notice was accepted later than the minimum period before
    expiry, or never. `accepted`: by person, when Telegram accepted the first notice of the current text."""
    if round_.terms.rule is not Rule.SILENCE:
        return []
    latest = round_.deadline - timedelta(hours=silence_hours)
    return [e for e in silent(round_, electors) if (at := accepted.get(e.person.id)) is None or at > latest]
