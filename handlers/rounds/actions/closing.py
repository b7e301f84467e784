"""Rounds end: withdrawn, closed at their deadline or by their chair, or left to the chair's word. Electors whose role has
ended are struck."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from council.authority import Action, demand
from council.errors import Closed, Forbidden
from council.events import RoundClosed, RoundWithdrawn
from council.openness import LEAST_DETACHED
from council.people import Role
from council.round_terms import DAY
from council.rounds import Elector, Round, RoundState
from council.rules import Outcome, Verdict
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.rounds.actions.audience import list_leaders, tell_complete, tell_leaders
from handlers.rounds.reads import count_of
from storage import electorates, records, round_tasks, rounds
from storage.outbox import Lane

AWAITS = Kind("recommendations.awaits", Lane.ROUNDS)
FEW = Kind("recommendations.few", Lane.ROUNDS, card=True, spends=True)
STRUCK = Kind("recommendations.struck", Lane.ROUNDS, outsiders=True)

STRUCK_AT_ONCE = 50
"""How many are struck in one transaction."""


async def withdraw(work: UnitOfWork, round_id: int) -> Round:
    """Withdraw a round that has not ended; everyone who was shown it is told. The recommendation goes back to where it
    came from: to comments, or from the Committee's round to what the group had adopted. Raises `Forbidden`, `Closed`."""
    round_ = await rounds.find(work.tx, round_id, lock=True)
    if round_ is None:
        raise Forbidden(Action.WITHDRAW_ROUND, f"round:{round_id}")
    demand(work.actor, Action.WITHDRAW_ROUND, [round_.group], round_.subject)
    if round_.over or (round_.state is RoundState.OPEN and not round_.open(work.now)):
        raise Closed
    await _strike(work, round_, await electorates.electorate(work.tx, round_, work.now))
    await rounds.withdraw(work.tx, round_.id, work.now)
    await work.record("round withdrawn", round_.subject)
    await work.happened(RoundWithdrawn(round_))
    await work.redraw(round_.subject)
    return replace(round_, state=RoundState.WITHDRAWN, closed_at=work.now)


async def close_due(work: UnitOfWork) -> bool:
    """Close one round whose deadline has come, as its rule has it; False when there is none. However late this is called:
    what counts is how things stood at the deadline."""
    round_ = await rounds.due(work.tx, work.now)
    if round_ is None:
        return False
    count = await count_of(work.tx, work.council, round_, work.now)
    if count.verdict.outcome is not Outcome.AWAITING:
        await end(work, round_, count.verdict, round_.deadline)
        return True
    await rounds.wait_for_chair(work.tx, round_.id, work.now + DAY)
    await work.record("round awaits its chair", round_.subject)
    await work.tell(await list_leaders(work, round_), AWAITS, round_.subject, f"{round_.deadline:%Y%m%d%H%M}")
    await work.redraw(round_.subject)
    return True


async def end(work: UnitOfWork, round_: Round, verdict: Verdict, at: datetime, *, early: bool = False,
              spoken_by: Role | None = None) -> Round:  # fmt: skip
    """Close a round, as of the instant `at`, perhaps by the chair's word: those whose role has ended are struck, all are
    told. Gives it as it is."""
    await _strike(work, round_, await electorates.electorate(work.tx, round_, work.now))
    outcome, ground = verdict.outcome, verdict.ground
    await rounds.close(work.tx, round_.id, outcome, ground, at, early=early, spoken_by=spoken_by)
    closed = replace(
        round_, state=RoundState.CLOSED, outcome=outcome, ground=ground, closed_at=at, early=early, spoken_by=spoken_by
    )
    late = (await count_of(work.tx, work.council, closed, work.now)).unserved
    hash_ = await records.keep(work.tx, round_.id, work.now, [elector.person for elector in late])
    # The log vouches for the record: whoever keeps the head of the one can check the other by it.
    detail = {"outcome": outcome.value, "ground": ground.value, "record": hash_, **word_of(spoken_by)}
    await work.record("round closed", round_.subject, detail)
    await work.happened(RoundClosed(closed))
    await work.redraw(round_.subject)
    return closed


def word_of(role: Role | None) -> dict[str, str]:
    """In an entry of the log: that the chair's word was given, and in which role; nothing where it was not."""
    if role is None:
        return {}
    return {"role": "chair" if role is Role.CHAIR else "secretariat for the chair"}


async def strike_due(work: UnitOfWork) -> bool:
    """Strike some of those whose role has ended while a round is open, and tell them; False when there are none."""
    struck = False
    for round_id, person in await electorates.ended(work.tx, work.now, STRUCK_AT_ONCE):
        round_ = await rounds.find(work.tx, round_id, lock=True)
        found = await electorates.elector(work.tx, round_, person, work.now) if round_ else None
        if round_ is None or found is None or found.struck_at is None or not round_.open(work.now):
            continue
        struck = True
        await _strike(work, round_, [found])
        await work.tell([found.person], STRUCK, round_.subject)
        left = sum(one.counts for one in await electorates.electorate(work.tx, round_, work.now))
        if round_.detached and left < LEAST_DETACHED:
            await tell_leaders(work, round_, FEW, str(left))
        if await round_tasks.is_complete(work.tx, round_.id):
            await tell_complete(work, round_)
        await work.redraw(round_.subject)
    return struck


async def _strike(work: UnitOfWork, round_: Round, electors: Iterable[Elector]) -> None:
    """Write down whose role ended while the round was open."""
    for elector in electors:
        id_, at = elector.person.id, elector.struck_at
        if at is not None and await electorates.strike(work.tx, round_.id, id_, at):
            # Of a detached round nobody is told who was struck: it would tell that they had not voted.
            await work.record("elector struck", round_.subject, {} if round_.detached else {"person": f"person:{id_}"})
