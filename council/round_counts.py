"""How a round stands at an instant: what its rule is judged by, and what that comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from council.openness import Sight
from council.people import POSITION_TAKING, Seat
from council.round_terms import unserved
from council.rounds import Elector, Objection, Round
from council.rules import Choice, Circumstances, Tally, Verdict, judge

LEAST_BATCH = 3
"""Whoever sees a confidential round's counts without names sees them anew once so many people have answered since, or at
closing: a count that moves with each answer would join positions to those who are seen to answer."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The counts of a confidential round as they were last drawn without names, when that was (None: not yet), and who has
    answered since."""

    tally: Tally
    since: frozenset[int] = frozenset()
    at: datetime | None = None

    def before(self, elector: Elector) -> Elector:
        """One of the electorate as they are shown: without what they have answered since, save an objection; and where their
        role has ended since, as if it had not, or what is missing then would have been theirs. Who declared an interest did so
        before anybody had answered: that tells nothing."""
        if elector.recused:
            return elector
        objects = elector.position is not None and elector.position.choice is Choice.OBJECT
        position = elector.position if objects or elector.person.id not in self.since else None
        ended = elector.struck_at if self.at is not None and elector.struck_at and elector.struck_at <= self.at else None
        return replace(elector, position=position, struck_at=ended)


@dataclass(frozen=True, slots=True)
class RoundCount:
    """A round with its electorate, their count, the objections that stand, those whose silence does not count (of a
    silence procedure), and the verdict if it closed so. A chair's word that was given is taken into account.

    `drawn`: the same as it is shown without names, where that differs. Objections stand in it as they are, as they have to
    be answered, and are told without names; only those whose owner's role has ended since go when it is drawn anew.
    """

    round: Round
    electors: Sequence[Elector]
    tally: Tally
    objections: Sequence[Objection]
    unserved: Sequence[Elector]
    verdict: Verdict
    drawn: "RoundCount | None" = None

    def seen_by(self, sight: Sight) -> "RoundCount":
        """What is shown to somebody who sees this much."""
        return self if self.drawn is None or sight.names else self.drawn


def count_round(
    round_: Round, electors: Sequence[Elector], tally: Tally, raised: Sequence[Objection],
    accepted: Mapping[int, datetime], silence_hours: int, drawn: Drawn | None = None,
) -> RoundCount:  # fmt: skip
    """Count a round. `raised`: every objection ever raised in it. `accepted`: by person, when Telegram took the first
    notice of its present text (needed for a silence procedure only). `drawn`: of a confidential round that is open."""
    shown = None
    if drawn is not None:
        before = [drawn.before(one) for one in electors]
        shown = count_round(round_, before, drawn.tally, raised, accepted, silence_hours)
    late = unserved(round_, electors, accepted, silence_hours)
    counting = {elector.person.id for elector in electors if elector.counts}
    stand = [objection for objection in raised if objection.stands and objection.person in counting]
    unanswered = sum(not objection.answered for objection in stand)
    verdict = judge(round_.terms, tally, Circumstances(unanswered, round_.declared, len(late)))
    return RoundCount(round_, electors, tally, stand, late, verdict, shown)


def struck_at(round_: Round, seats: Iterable[Seat], now: datetime) -> datetime | None:
    """When an elector's role ended, or was suspended, while the round was open; None while it has not.

    `seats` are all that they have or had in the round's group. A seat that follows on another at the same instant, as
    from member to chair, carries on; one given after a gap does not bring a position back.
    """
    covered = round_.opened_at
    for seat in sorted(seats, key=lambda seat: seat.since):
        if seat.role in POSITION_TAKING and seat.since <= covered:
            if seat.ends is None:
                return None
            covered = max(covered, seat.ends)
    # At the deadline's instant the round is open no more: what ends then, or later, changes nothing.
    return covered if covered <= now and covered < round_.deadline else None
