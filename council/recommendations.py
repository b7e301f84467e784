"""The life of a recommendation outside its rounds: from a draft to the Executive Committee's word.

draft -> consultation -> round -> outcome -> forwarded -> adopted | returned | declined; withdrawn from any that is
neither final nor being asked about: a round is withdrawn by itself.
A round may be opened on a draft at once; what was returned comes back as a new version.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from council import text_rules
from council.authority import Action, may
from council.errors import Forbidden, MovedOn, NewVersionWanted
from council.people import Actor
from council.rounds import Document, RecommendationDraft, Round, RoundState, Text
from council.rules import Outcome


class Stage(StrEnum):
    """Where a recommendation stands.

    `ROUND` also while the chair is awaited; `OUTCOME` once the group's round has closed, however it ended.
    """

    DRAFT = "draft"
    CONSULTATION = "consultation"
    ROUND = "round"
    OUTCOME = "outcome"
    FORWARDED = "forwarded"
    ADOPTED = "adopted"
    RETURNED = "returned"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


_S = Stage
NEXT: Mapping[Stage, frozenset[Stage]] = {
    _S.DRAFT: frozenset({_S.CONSULTATION, _S.ROUND, _S.WITHDRAWN}),
    _S.CONSULTATION: frozenset({_S.ROUND, _S.WITHDRAWN}),
    _S.ROUND: frozenset({_S.OUTCOME, _S.ADOPTED, _S.CONSULTATION}),
    _S.OUTCOME: frozenset({_S.CONSULTATION, _S.ROUND, _S.FORWARDED, _S.WITHDRAWN, _S.ENDED}),
    _S.FORWARDED: frozenset({_S.ADOPTED, _S.RETURNED, _S.DECLINED, _S.OUTCOME}),
    _S.RETURNED: frozenset({_S.CONSULTATION, _S.ROUND, _S.WITHDRAWN}),
    _S.ADOPTED: frozenset({_S.OUTCOME, _S.ENDED}),
    _S.DECLINED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.ENDED: frozenset(),
}
"""What may follow on what. `ROUND` to `ADOPTED`: the Executive Committee's own. A round that is withdrawn leads from
`ROUND` back to comments, and the Committee's from `FORWARDED` back to what the group decided; a planned one moves nothing.
What was adopted is ended, or is its group's to amend again, by its review alone (`council.reviews`), or is taken up again, as
what was declined can be (`council.reopening`).
"""

FINAL = frozenset(stage for stage, after in NEXT.items() if not after)
"""Nothing follows: withdrawn, declined, or ended."""

UNDER_DISCUSSION = frozenset({Stage.DRAFT, Stage.CONSULTATION, Stage.OUTCOME, Stage.RETURNED})
"""In these its text can be changed without a round: nobody is being asked about it."""


class Happened(StrEnum):
    """What the history of a recommendation tells of."""

    DRAFTED = "drafted"
    REVISED = "revised"
    CONSULTED = "consulted"
    PLANNED = "planned"
    OPENED = "opened"
    CLOSED = "closed"
    ROUND_WITHDRAWN = "round withdrawn"
    NOT_OPENED = "not opened"
    FORWARDED = "forwarded"
    ADOPTED = "adopted"
    RETURNED = "returned"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    KEPT = "kept"
    AMENDING = "amending"
    ENDED = "ended"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A recommendation as typed, before anybody is asked about it. `document`: the text is in a file, `text` sums it up."""

    group: str
    title: str
    text: str
    link: str
    document: Document | None = None


def cleaned(proposal: Proposal) -> Proposal:
    """The proposal as it may be kept. Raises as `council.text_rules` does."""
    return replace(
        proposal,
        title=text_rules.line(proposal.title),
        text=text_rules.body(proposal.text),
        link=text_rules.link(proposal.link) if proposal.link else "",
    )


def proposal_of(draft: RecommendationDraft) -> Proposal:
    """What is proposed in a draft, as it may be kept. Raises as `council.text_rules` does."""
    return cleaned(Proposal(draft.group, draft.title, draft.text, draft.link, draft.document))


GIVEN = frozenset({Stage.FORWARDED, Stage.ADOPTED, Stage.DECLINED, Stage.RETURNED, Stage.ENDED})
"""Where something stands of which the Committee has the text, if that text was ever forwarded to it. What its group makes of
it later is its own until it is forwarded again."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommendation with its present text. `returned_version`: the one that the Committee sent back, 0 for none.
    `forwarded`: its present text was handed on to the Committee at some time, whatever became of it since."""

    id: int
    number: str
    group: str
    title: str
    author: int
    stage: Stage
    version: int
    text: str
    link: str
    document: Document | None
    made_at: datetime
    returned_version: int = 0
    forwarded: bool = False

    @property
    def subject(self) -> str:
        """What cards, deliveries and the audit log call it."""
        return f"recommendation:{self.id}"

    @property
    def given(self) -> bool:
        """Whether its present text is one that the Committee was given."""
        changed = self.stage is Stage.RETURNED and self.version != self.returned_version
        return self.forwarded and self.stage in GIVEN and not changed

    @property
    def wording(self) -> Text:
        return Text(self.text, self.link, self.document)

    @property
    def hash(self) -> str:
        return self.wording.hash


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the text. `note`: what changed, in the words of whoever changed it."""

    version: int
    text: Text
    note: str
    made_at: datetime
    made_by: int | None

    @property
    def hash(self) -> str:
        return self.text.hash


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, and to which version. `person`: None where the schedule did it; `note`: in their words;
    `proposed`: the text that the Committee proposes where it returned one, or ""."""

    kind: Happened
    at: datetime
    version: int
    person: int | None = None
    round: int | None = None
    note: str = ""
    proposed: str = ""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said of a version; no position goes with it."""

    id: int
    person: int
    version: int
    text: str
    made_at: datetime


class Step(StrEnum):
    """What somebody can do to a recommendation outside of a round."""

    COMMENT = "comment"
    CONSULT = "consult"
    OPEN = "open"
    REVISE = "revise"
    FORWARD = "forward"
    RETURN = "return"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


RIGHTS: Mapping[Step, Action] = {
    Step.COMMENT: Action.COMMENT,
    Step.CONSULT: Action.OPEN_ROUND,
    Step.OPEN: Action.OPEN_ROUND,
    Step.REVISE: Action.AMEND_ROUND,
    Step.FORWARD: Action.FORWARD,
    Step.RETURN: Action.DECIDE_FORWARDED,
    Step.DECLINE: Action.DECIDE_FORWARDED,
    Step.WITHDRAW: Action.WITHDRAW_ROUND,
}

_AUTHORS = frozenset({Step.REVISE, Step.WITHDRAW})
"""What its author may do as well, as long as they may propose in the group."""


def may_take(actor: Actor, recommendation: Recommendation, step: Step, committee: str) -> bool:
    """Whether this person has the right to a step, wherever the recommendation stands. `committee`: the Executive
    Committee's code, "" for none."""
    group = recommendation.group
    if step in {Step.RETURN, Step.DECLINE} or (step is Step.OPEN and recommendation.stage is Stage.FORWARDED):
        return bool(committee) and may(actor, RIGHTS[step], [committee])
    wrote = actor.person_id == recommendation.author
    return may(actor, RIGHTS[step], [group]) or (step in _AUTHORS and wrote and may(actor, Action.PROPOSE, [group]))


def is_possible(recommendation: Recommendation, rounds: Iterable[Round], step: Step, committee: str) -> bool:
    """Whether a step can be taken where the recommendation stands. `rounds`: all that were ever opened or planned on it.

    While one of them is not over, no other step but a comment can be taken, which it can in its group's round too. After
    it was adopted or returned, a group is asked again only about another text.
    """
    stage, known = recommendation.stage, list(rounds)
    if step is Step.COMMENT:
        asked = (one for one in known if one.state is RoundState.OPEN and not one.in_committee)
        return stage is Stage.CONSULTATION or next(asked, None) is not None
    if any(not round_.over for round_ in known):
        return False
    agreed = adopted(recommendation, known)
    if step in {Step.RETURN, Step.DECLINE}:
        return stage is Stage.FORWARDED
    if step is Step.FORWARD:
        return Stage.FORWARDED in NEXT[stage] and agreed is not None and committee not in {"", recommendation.group}
    if step is Step.REVISE:
        return stage in UNDER_DISCUSSION
    if step is Step.WITHDRAW:  # what the Committee has adopted is nobody's to take back, also while it is amended
        held = any(round_.group == committee and round_.outcome is Outcome.ADOPTED for round_ in known)
        return Stage.WITHDRAWN in NEXT[stage] and not held
    if step is Step.OPEN and stage is Stage.FORWARDED:
        return True
    to = Stage.CONSULTATION if step is Step.CONSULT else Stage.ROUND
    fresh = recommendation.version > recommendation.returned_version and agreed is None
    return to in NEXT[stage] and fresh


def adopted(recommendation: Recommendation, rounds: Iterable[Round]) -> Round | None:
    """The group's round that adopted the present text, which is what goes to the Committee; None where none did."""
    own = [round_ for round_ in rounds if round_.group == recommendation.group]
    last = max(own, key=lambda round_: round_.id, default=None)
    agreed = last is not None and last.outcome is Outcome.ADOPTED and last.version == recommendation.version
    return last if agreed else None


def next_steps(actor: Actor, recommendation: Recommendation, rounds: Iterable[Round], committee: str) -> frozenset[Step]:
    """The steps that this person can take now."""
    known = list(rounds)
    return frozenset(
        step
        for step in Step
        if may_take(actor, recommendation, step, committee) and is_possible(recommendation, known, step, committee)
    )


def check_step(actor: Actor, recommendation: Recommendation, rounds: Iterable[Round], step: Step, committee: str) -> None:
    """Whether this person can take the step now. Raises `Forbidden`; `NewVersionWanted` where a group is to be asked about
    a returned text that was not changed; `MovedOn` for any other step that is not possible."""
    if not may_take(actor, recommendation, step, committee):
        raise Forbidden(RIGHTS[step].value, recommendation.subject)
    if not is_possible(recommendation, rounds, step, committee):
        returned = recommendation.stage is Stage.RETURNED and step in {Step.CONSULT, Step.OPEN}
        raise NewVersionWanted if returned else MovedOn(recommendation.stage.value)


def may_see(actor: Actor, recommendation: Recommendation, committee: str) -> bool:
    """Whether this person may see it: a draft, its author and those who may open a round; once it is out, its group, and
    as long as its text is the one that was forwarded, the Committee."""
    group = recommendation.group
    if recommendation.given and committee and may(actor, Action.SEE_ROUND, [committee]):
        return True
    if not may(actor, Action.SEE_ROUND, [group]):
        return False
    wrote = actor.person_id == recommendation.author
    return recommendation.stage is not Stage.DRAFT or wrote or may(actor, Action.OPEN_ROUND, [group])


def may_see_discussion(actor: Actor, recommendation: Recommendation) -> bool:
    """Whether somebody who may see it also sees how its group came to it: who proposed and discussed it, and its history.
    The Committee gets the text, the result, reservations and dissent without names, and nothing else."""
    return may(actor, Action.SEE_ROUND, [recommendation.group])


def may_see_round(actor: Actor, round_: Round) -> bool:
    """Whether this person may see the round; one that is planned, who may open it."""
    sees, planned = may(actor, Action.SEE_ROUND, [round_.group]), round_.state is RoundState.PLANNED
    return sees and (not planned or may(actor, Action.OPEN_ROUND, [round_.group]))


ON_FROM_A_RESULT = frozenset({Step.FORWARD, Step.RETURN, Step.DECLINE})


def steps_from(
    round_: Round, actor: Actor, recommendation: Recommendation, rounds: Sequence[Round], committee: str
) -> frozenset[Step]:
    """The steps that this person can take from the result of a round: where it has closed, and is the last on it that was
    not withdrawn."""
    last = next((one for one in reversed(rounds) if one.state is not RoundState.WITHDRAWN), None)
    if round_.state is not RoundState.CLOSED or last is None or last.id != round_.id:
        return frozenset()
    return next_steps(actor, recommendation, rounds, committee) & ON_FROM_A_RESULT


def asked_in(recommendation: Recommendation, committee: str) -> str:
    """Where a round opened now is held: in the Committee, once it was forwarded to it; else in its group."""
    return committee if recommendation.stage is Stage.FORWARDED else recommendation.group


def may_recuse(actor: Actor, recommendation: Recommendation, rounds: Iterable[Round], committee: str) -> bool:
    """Whether this person may declare an interest now, or take it back: as long as nobody is asked, who would be asked next. In
    an open round that is asked of its electorate instead."""
    known = list(rounds)
    if recommendation.stage in FINAL | {Stage.ADOPTED} or any(one.undecided for one in known):
        return False
    planned = next((one.group for one in known if one.state is RoundState.PLANNED), None)
    return may(actor, Action.TAKE_POSITION, [planned or asked_in(recommendation, committee)])


def after_withdrawal(round_: Round) -> Stage | None:
    """The stage of a recommendation once this round was withdrawn: that before the round. None: the stage stays."""
    if round_.state is RoundState.PLANNED:
        return None
    return Stage.OUTCOME if round_.in_committee else Stage.CONSULTATION


def after_round(round_: Round, origin: str, committee: str) -> Stage | None:
    """The stage of a recommendation once this round has closed. None: the stage stays, forwarded.

    `origin`: the group that proposed it. What the Committee does not adopt it returns or declines by a step of its own.
    """
    adopted = round_.outcome is Outcome.ADOPTED
    if round_.group != origin:
        return Stage.ADOPTED if adopted else None
    return Stage.ADOPTED if adopted and origin == committee else Stage.OUTCOME
