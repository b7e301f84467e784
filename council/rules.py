"""How a round is decided: positions, their count and six rules. All arithmetic is in integers; quorum is checked first.
The formulas are the council's decision rules: E is the electorate of n people; S, R, A, O are the numbers of those in
support, with reservations, standing aside and objecting; p = S+R+A+O."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from council.openness import Openness


class Choice(StrEnum):
    """A position. No response is not a position but the absence of one.

    Under consent, "with reservations" is called a concern: it is recorded and does not block.
    """

    SUPPORT = "support"
    RESERVATIONS = "reservations"
    ASIDE = "aside"
    OBJECT = "object"
    AMEND = "amend"


REASON_WANTED = frozenset({Choice.RESERVATIONS, Choice.OBJECT, Choice.AMEND})
"""Positions that need a reason."""

AGAINST = frozenset({Choice.OBJECT, Choice.AMEND})
"""Positions that break a silence."""


class Rule(StrEnum):
    """The rule by which a recommendation is adopted."""

    FULL_CONSENSUS = "full consensus"
    UNANIMITY = "unanimity"
    CONSENSUS_MINUS = "consensus minus"
    CONSENT = "consent"
    ROUGH_CONSENSUS = "rough consensus"
    SILENCE = "silence"


_FOUR = (Choice.SUPPORT, Choice.RESERVATIONS, Choice.ASIDE, Choice.OBJECT)
OFFERED: Mapping[Rule, tuple[Choice, ...]] = {
    **dict.fromkeys(Rule, _FOUR),
    Rule.SILENCE: (Choice.SUPPORT, Choice.OBJECT, Choice.AMEND),
}
"""The positions that can be taken under each rule."""

NEEDS_AN_OBJECTOR = frozenset({Rule.CONSENT, Rule.ROUGH_CONSENSUS, Rule.SILENCE})
"""Rules that need to know who objects, to answer the objection; not available in detached rounds."""


class Outcome(StrEnum):
    """How a round ended. An unmet quorum is "no decision", never "rejected"; AWAITING is not an end: the chair
    decides."""

    ADOPTED = "adopted"
    NOT_ADOPTED = "not adopted"
    NO_DECISION = "no decision"
    AWAITING = "awaiting the chair"


class Ground(StrEnum):
    """The reason for the outcome."""

    CONSENSUS = "consensus"
    QUORUM = "quorum"
    FLOOR = "floor"
    OBJECTION = "objection"
    UNANIMITY = "unanimity"
    DISSENT = "dissent"
    CONSENT = "consent"
    REVIEW = "review"
    DECLARED = "declared"
    UNANSWERED = "unanswered"
    SILENCE = "silence"
    BROKEN = "broken"
    NOTICE = "notice"


def share(percent: int, of: int) -> int:
    """ceil(percent * of / 100), in integers."""
    return -(-percent * of // 100)


@dataclass(frozen=True, slots=True)
class Terms:
    """A round's terms, frozen when it opens: the rule, q and f in whole percentages, and the openness.

    `dissent` is the N of consensus minus N; `review` the day on which a decision by consent is reviewed.
    """

    rule: Rule = Rule.FULL_CONSENSUS
    quorum: int = 66
    floor: int = 50
    openness: Openness = Openness.NAMED
    dissent: int = 0
    review: date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """The count of a round: n people in the electorate, and how many took each position."""

    electorate: int
    support: int = 0
    reservations: int = 0
    aside: int = 0
    objections: int = 0
    amendments: int = 0

    @classmethod
    def of(cls, electorate: int, choices: Iterable[Choice]) -> "Tally":
        """Count each person's latest choice."""
        listed = list(choices)
        return cls(electorate, *(listed.count(choice) for choice in Choice))

    def moved(self, before: Choice | None, after: Choice | None) -> "Tally":
        """The count once somebody of the electorate has another position than `before` (None: none)."""
        counts = (self.support, self.reservations, self.aside, self.objections, self.amendments)
        changed = (n - (one is before) + (one is after) for one, n in zip(Choice, counts, strict=True))
        return Tally(self.electorate, *changed)

    @property
    def answered(self) -> int:
        """p: standing aside counts, no response does not."""
        return self.support + self.reservations + self.aside + self.objections + self.amendments

    @property
    def silent(self) -> int:
        return self.electorate - self.answered

    @property
    def active(self) -> int:
        """S+R, which is compared with the floor."""
        return self.support + self.reservations


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What matters besides the numbers: how many current objections nobody has answered in writing, what the chair has
    declared (None: nothing yet), and how many silent people got their notice too late or not at all."""

    unanswered: int = 0
    declared: bool | None = None
    unserved: int = 0


NOTHING_ELSE = Circumstances()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, its ground, and how many are missing (to quorum, floor or unanimity), else 0."""

    outcome: Outcome
    ground: Ground
    short_by: int = 0


def quorum_needed(terms: Terms, electorate: int) -> int:
    """How many must answer: ceil(q*n/100)."""
    return share(terms.quorum, electorate)


def floor_needed(terms: Terms, electorate: int) -> int:
    """How many must support, with or without reservations: ceil(f*n/100)."""
    return share(terms.floor, electorate)


def bears_every_objection(terms: Terms, electorate: int) -> bool:
    """Under consensus minus N: whether N is so large that no number of objections stops what quorum and floor let through."""
    most = electorate - floor_needed(terms, electorate)
    return terms.rule is Rule.CONSENSUS_MINUS and terms.dissent >= most


def judge(terms: Terms, tally: Tally, context: Circumstances = NOTHING_ELSE) -> Verdict:
    """What the round's rule gives for this count, if the round were closed now.

    An empty electorate decides nothing: by the formulas it would adopt.
    """
    if not tally.electorate:
        return Verdict(Outcome.NO_DECISION, Ground.QUORUM, 1)
    if terms.rule is Rule.SILENCE:  # tacit consent needs no quorum, but delivery of the notice
        return _silence(tally, context)
    missing = quorum_needed(terms, tally.electorate) - tally.answered
    if missing > 0:
        return Verdict(Outcome.NO_DECISION, Ground.QUORUM, missing)
    return _JUDGES[terms.rule](terms, tally, context)


def _full_consensus(terms: Terms, tally: Tally, _beside: Circumstances) -> Verdict:
    if tally.objections:
        return Verdict(Outcome.NOT_ADOPTED, Ground.OBJECTION)
    return _floor(terms, tally) or Verdict(Outcome.ADOPTED, Ground.CONSENSUS)


def _unanimity(_terms: Terms, tally: Tally, _beside: Circumstances) -> Verdict:
    if tally.objections:
        return Verdict(Outcome.NOT_ADOPTED, Ground.OBJECTION)
    missing = tally.electorate - tally.active
    return Verdict(Outcome.NOT_ADOPTED if missing else Outcome.ADOPTED, Ground.UNANIMITY, missing)


def _consensus_minus(terms: Terms, tally: Tally, _beside: Circumstances) -> Verdict:
    if tally.objections > terms.dissent:
        return Verdict(Outcome.NOT_ADOPTED, Ground.OBJECTION)
    adopted = Verdict(Outcome.ADOPTED, Ground.DISSENT if tally.objections else Ground.CONSENSUS)
    return _floor(terms, tally) or adopted


def _consent(terms: Terms, tally: Tally, _beside: Circumstances) -> Verdict:
    if tally.objections:
        return Verdict(Outcome.NOT_ADOPTED, Ground.OBJECTION)
    if terms.review is None:
        return Verdict(Outcome.NOT_ADOPTED, Ground.REVIEW)
    return Verdict(Outcome.ADOPTED, Ground.CONSENT)


def _rough_consensus(_terms: Terms, _tally: Tally, context: Circumstances) -> Verdict:
    if context.declared is False:
        return Verdict(Outcome.NOT_ADOPTED, Ground.DECLARED)
    if context.unanswered:
        return Verdict(Outcome.AWAITING, Ground.UNANSWERED, context.unanswered)
    return Verdict(Outcome.ADOPTED if context.declared else Outcome.AWAITING, Ground.DECLARED)


def _silence(tally: Tally, context: Circumstances) -> Verdict:
    if tally.objections or tally.amendments:
        return Verdict(Outcome.NOT_ADOPTED, Ground.BROKEN)
    if context.unserved and not context.declared:
        return Verdict(Outcome.AWAITING, Ground.NOTICE, context.unserved)
    return Verdict(Outcome.ADOPTED, Ground.SILENCE)


def _floor(terms: Terms, tally: Tally) -> Verdict | None:
    lacking = floor_needed(terms, tally.electorate) - tally.active
    return Verdict(Outcome.NOT_ADOPTED, Ground.FLOOR, lacking) if lacking > 0 else None


_JUDGES: Mapping[Rule, Callable[[Terms, Tally, Circumstances], Verdict]] = {
    Rule.FULL_CONSENSUS: _full_consensus,
    Rule.UNANIMITY: _unanimity,
    Rule.CONSENSUS_MINUS: _consensus_minus,
    Rule.CONSENT: _consent,
    Rule.ROUGH_CONSENSUS: _rough_consensus,
}
