"""How a round stands at an instant: what its rule is judged by, and what that comes to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from council.round_terms import unserved
from council.rounds import Elector, Objection, Round
from council.rules import Circumstances, Tally, Verdict, judge


@dataclass(frozen=True, slots=True)
class RoundCount:
    """A round with its electorate, their count, the objections that stand, those whose silence does not count (of a
    silence procedure), and the verdict if it closed so. A chair's word that was given is taken into account."""

    round: Round
    electors: Sequence[Elector]
    tally: Tally
    objections: Sequence[Objection]
    unserved: Sequence[Elector]
    verdict: Verdict


def count_round(
    round_: Round, electors: Sequence[Elector], tally: Tally, raised: Iterable[Objection],
    accepted: Mapping[int, datetime], silence_hours: int,
) -> RoundCount:  # fmt: skip
    """Count a round. `raised`: every objection ever raised in it. `accepted`: by person, when Telegram took the first
    notice of its present text (needed for a silence procedure only)."""
    late = unserved(round_, electors, accepted, silence_hours)
    counting = {elector.person.id for elector in electors if elector.counts}
    stand = [objection for objection in raised if objection.stands and objection.person in counting]
    unanswered = sum(not objection.answered for objection in stand)
    verdict = judge(round_.terms, tally, Circumstances(unanswered, round_.declared, len(late)))
    return RoundCount(round_, electors, tally, stand, late, verdict)
