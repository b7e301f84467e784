"""A round's terms and its clock: what may be opened, until when, and what falls due in between. Times are UTC instants."""

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
from council.rounds import Elector, Round, RoundState
from council.rules import NEEDS_AN_OBJECTOR, Rule, Terms

LEAST_MINUTES = 30
"""A round must leave people at least this long to answer."""

DELIVERY_MARGIN = timedelta(hours=1)
"""What a silence takes beyond the least period: the notice leaves after the round opens, to one person after another, and
whoever has it later than the least period before expiry is not told in time. Without this a period of exactly that length
could only end in the chair's hands."""

DAY = timedelta(days=1)


def usual_terms(council: Council) -> Terms:
    """What holds where nothing else is said: the council's file."""
    return Terms(council.rule, council.quorum, council.floor)


def check_terms(terms: Terms, today: date) -> None:
    """Raise `NotTogether` for an openness that the rule cannot have, `ReviewWanted`, `InThePast`, or `BadNumber`."""
    if terms.openness is Openness.DETACHED and terms.rule in NEEDS_AN_OBJECTOR:
        raise NotTogether
    if terms.rule is Rule.CONSENT and (terms.review is None or terms.review <= today):
        raise ReviewWanted
    if terms.rule is Rule.CONSENSUS_MINUS and terms.dissent < 1:
        raise BadNumber(1, 99)
    if not (0 <= terms.quorum <= 100 and 0 <= terms.floor <= 100):
        raise BadNumber(0, 100)


def check_electorate(terms: Terms, asked: int) -> None:
    """Raise `NoElectorate`, `OnlyOne`, `TooFewForDetached`, or `BadNumber` for more dissent than there are people."""
    if not asked:
        raise NoElectorate
    if asked == 1:
        raise OnlyOne
    if terms.openness is Openness.DETACHED and asked < LEAST_DETACHED:
        raise TooFewForDetached(LEAST_DETACHED)
    if terms.rule is Rule.CONSENSUS_MINUS and terms.dissent >= asked:
        raise BadNumber(1, asked - 1)


def least_silence(silence_hours: int) -> timedelta:
    """How long a silence lasts at least, from when it opens or its new text is asked about."""
    return timedelta(hours=silence_hours) + DELIVERY_MARGIN


def check_deadline(
    deadline: datetime, now: datetime, rule: Rule = Rule.FULL_CONSENSUS, silence_hours: int = 72
) -> None:
    """Raise `InThePast` or, when people would have less than `LEAST_MINUTES`, `TooSoon`; less than a silence
    takes, `TooSoonForSilence`."""
    if deadline <= now:
        raise InThePast(deadline)
    if rule is Rule.SILENCE and deadline - now < least_silence(silence_hours):
        raise TooSoonForSilence(silence_hours)
    if deadline - now < timedelta(minutes=LEAST_MINUTES):
        raise TooSoon(LEAST_MINUTES)


def check_extension(round_: Round, deadline: datetime, now: datetime) -> None:
    """A deadline is only ever moved to a later time: raises `InThePast`, `TooSoon`, `OnlyLater`."""
    if deadline <= round_.deadline:
        raise InThePast(deadline) if deadline <= now else OnlyLater
    check_deadline(deadline, now)


def deadline_after_amendment(round_: Round, now: datetime, remaining_hours: int, silence_hours: int) -> datetime:
    """Until when people can answer a new text: at least `remaining_hours`; a silence starts a full new period."""
    if round_.terms.rule is Rule.SILENCE:
        period = round_.deadline - round_.asked_since
        return now + max(period, least_silence(silence_hours))
    return max(round_.deadline, now + timedelta(hours=remaining_hours))


NUDGES_APART = timedelta(hours=2)
"""Of two that would come closer together, as when quiet hours move the first next to the second, only the later is sent."""


def _nudges(since: datetime, deadline: datetime) -> Iterable[datetime]:
    yield since + (deadline - since) / 2
    if deadline - DAY > since:
        yield deadline - DAY


def next_nudge(since: datetime, deadline: datetime, after: datetime) -> datetime | None:
    """When those who have not answered are next asked to: at half time and 24 hours before; None: not any more."""
    return min((at for at in _nudges(since, deadline) if at > after), default=None)


LAST_DAY = tuple(timedelta(hours=hours) for hours in (24, 12, 3, 1))
"""In the last day cards are drawn anew when so much is left; before it, each day."""


def at_most_left(deadline: datetime, now: datetime) -> timedelta:
    """How much is left at most: whole days, or one of `LAST_DAY`. What a living card says, as it stays true until the
    card is next drawn anew."""
    left = deadline - now
    if left > DAY:
        return DAY * -(-left // DAY)
    return min(mark for mark in LAST_DAY if mark >= left)


def next_redraw(deadline: datetime, after: datetime) -> datetime | None:
    """When cards are next drawn anew: whenever `at_most_left` becomes something else. None: not any more."""
    whole_days = DAY * ((deadline - after) // DAY)
    marks = [deadline - whole_days, deadline - (whole_days - DAY), *(deadline - left for left in LAST_DAY)]
    return min((at for at in marks if after < at < deadline), default=None)


def may_end_early(round_: Round, electors: Iterable[Elector], now: datetime) -> bool:
    """Whether the chair may close the round before its deadline: all of E have answered, and its end is not a silence's."""
    counting = [elector for elector in electors if elector.counts]
    answered = bool(counting) and all(elector.answered for elector in counting)
    return round_.open(now) and round_.terms.rule is not Rule.SILENCE and answered


def may_declare(round_: Round, electors: Iterable[Elector], now: datetime) -> bool:
    """Whether it is the chair's to say how the round ends."""
    if round_.state is RoundState.AWAITING:
        return True
    return round_.terms.rule is Rule.ROUGH_CONSENSUS and may_end_early(round_, electors, now)


def unserved(
    round_: Round, electors: Iterable[Elector], accepted: Mapping[int, datetime], silence_hours: int
) -> list[Elector]:
    """Whose silence cannot be taken for consent: their notice was accepted later than the least period before expiry,
    or never. `accepted`: by person, when Telegram took the first notice of the present text."""
    if round_.terms.rule is not Rule.SILENCE:
        return []
    latest = round_.deadline - timedelta(hours=silence_hours)
    silent = [elector for elector in electors if elector.counts and not elector.answered]
    return [e for e in silent if (at := accepted.get(e.person.id)) is None or at > latest]
