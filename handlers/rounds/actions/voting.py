"""Those who are asked take positions."""

from dataclasses import dataclass, replace
from datetime import timedelta

from council.authority import Action, demand
from council.errors import OutsideElectorate, Stale, VotedAlready
from council.openness import Openness
from council.round_counts import LEAST_BATCH
from council.rounds import Elector, Position, Round, check_may_answer, check_position, objection_subject, position_on
from council.rules import AGAINST, OFFERED, Choice, Rule
from handlers.framework.work import UnitOfWork
from handlers.rounds.actions import audience
from handlers.rounds.actions.closing import end
from handlers.rounds.reads import CARD, SHEET, count_of
from storage import drawn_counts, objections, positions
from storage.personal_cards import PersonalCard

COUNTS_AFTER = timedelta(seconds=3)
"""Where everyone sees the counts, everyone's card is redrawn: once for all who answer within this time."""


@dataclass(frozen=True, slots=True)
class Voter:
    """Someone who may take a position, or has taken one: the round, locked, as it stands for them, and themselves in it."""

    round: Round
    personal: PersonalCard
    own: Elector

    @property
    def position(self) -> Position | None:
        """The one they have; None also for a vote that is nobody's."""
        return self.own.position


async def require_elector(
    work: UnitOfWork, round_id: int, choice: Choice = Choice.SUPPORT, *, version: int | None = None
) -> Voter:
    """The round, locked, for someone of its electorate who may take this position now; whether a reason goes with it is not
    looked at yet. `version`: of the text that they have read. Raises `Forbidden`, `OutsideElectorate`, `Closed`,
    `OldVersion`, and `Stale` for one that the rule does not offer."""
    personal = await audience.visible_personal_card(work, round_id)
    round_, own = personal.round, personal.own
    if own is None:
        raise OutsideElectorate
    check_may_answer(round_, own.counts, work.now, version, released=choice if own.released else None)
    if choice not in OFFERED[round_.terms.rule]:
        raise Stale
    demand(work.actor, Action.TAKE_POSITION, [round_.group], round_.subject)
    return Voter(round_, personal, own)


async def cast(
    work: UnitOfWork, round_id: int, choice: Choice, reason: str = "", remedy: str = "", version: int | None = None
) -> Voter:
    """Take a position, or change it, as `cast_as` does. Raises as `require_elector` and `cast_as` do."""
    return await cast_as(work, await require_elector(work, round_id, choice, version=version), choice, reason, remedy)


async def cast_as(work: UnitOfWork, voter: Voter, choice: Choice, reason: str = "", remedy: str = "") -> Voter:
    """Take a position, or change it; the latest counts. One that stands already is not taken again. Raises `Closed`,
    `ReasonWanted`, `TooLong`, `Stale`, and in a detached round `VotedAlready`."""
    round_ = voter.round
    if round_.detached:
        return await _vote(work, voter, choice)
    position = position_on(round_, work.person.id, choice, work.now, reason, remedy)
    stands = voter.position
    same = stands is not None and stands.way is None and stands.same(position)
    if same and round_.is_answered_by(voter.own):
        return voter
    check_position(round_, True, choice, position.reason, work.now, released=voter.own.released)
    await work.record("position taken", round_.subject)
    if same:  # an objection to an earlier text, upheld on this one: it keeps its answers
        await positions.take(work.tx, round_.id, position)
        await redraw_counts(work, round_)
        await work.redraw_reminder(work.person.id)
    else:
        round_ = await take(work, round_, position, objects=voter.personal.objects)
    await _tell_last(work, voter, round_)
    return _with(voter, round_, replace(voter.own, position=position, former=None))


async def _tell_last(work: UnitOfWork, voter: Voter, round_: Round) -> None:
    """Tell those who lead it when this was the last whose answer was missing."""
    if voter.personal.last and not voter.round.is_answered_by(voter.own) and not round_.over:
        await audience.tell_complete(work, round_)


def _with(voter: Voter, round_: Round, own: Elector) -> Voter:
    """The same after the voter has answered, as it would be read again."""
    before, tally = voter.own.position, voter.personal.tally
    if tally is not None:
        tally = tally.moved(before.choice if before else None, own.position.choice if own.position else None)
    return Voter(round_, replace(voter.personal, round=round_, own=own, tally=tally), own)


async def take(work: UnitOfWork, round_: Round, position: Position, *, objects: bool = True) -> Round:
    """Write a position down, and what comes of it: an objection raised or withdrawn, a silence broken. Gives the round as
    it is then. `objects`: whether an objection of theirs may stand."""
    await positions.take(work.tx, round_.id, position)
    if position.choice is Choice.OBJECT:
        before, raised = await objections.raise_(work.tx, round_.id, position)
        if before is not None:
            await work.redraw(objection_subject(before))
        await audience.tell_leaders(work, round_, audience.OBJECTED, subject=objection_subject(raised))
    elif objects and (gone := await objections.settle(work.tx, round_.id, position.person, work.now)):
        await audience.tell_unobjected(work, round_, objection_subject(gone))
    if round_.terms.rule is Rule.SILENCE and position.choice in AGAINST:
        count = await count_of(work.tx, work.council, round_, work.now)
        return await end(work, round_, count.verdict, work.now)
    await redraw_counts(work, round_)
    return round_


async def redraw_counts(work: UnitOfWork, round_: Round) -> None:
    """Have the count redrawn for whoever sees it; without names, once enough have answered since the last time."""
    confidential = round_.terms.openness is Openness.CONFIDENTIAL
    if confidential and await drawn_counts.answered_since(work.tx, round_.id) >= LEAST_BATCH:
        await draw_counts(work, round_)
    shown = work.council.show_counts and round_.terms.openness is Openness.NAMED
    await work.redraw_kinds(round_.subject, {SHEET: timedelta(0), **({CARD: COUNTS_AFTER} if shown else {})})


async def draw_counts(work: UnitOfWork, round_: Round) -> None:
    """Show the counts of a confidential round as they are now."""
    count = await count_of(work.tx, work.council, round_, work.now)
    await drawn_counts.draw(work.tx, round_.id, count.tally)


async def _vote(work: UnitOfWork, voter: Voter, choice: Choice) -> Voter:
    """A vote that nothing ties to its voter: it is not audited either, as its time would be a trace."""
    round_ = voter.round
    check_position(round_, in_electorate=True, choice=choice, reason="", now=work.now)
    if not await positions.vote(work.tx, round_.id, work.person.id, choice):
        raise VotedAlready
    await work.redraw(round_.subject, SHEET)
    await _tell_last(work, voter, round_)
    return _with(voter, round_, replace(voter.own, voted=True))
