"""The only writers of how rounds end: withdrawn, closed at their deadline or by their chair, left to the chair's word; and
of whose role ended meanwhile."""

from dataclasses import replace
from datetime import datetime

from council.authority import Action, demand
from council.errors import Closed, Forbidden
from council.recommendations import Event, Happened, Stage, after_round, after_withdrawal
from council.round_terms import DAY
from council.rounds import Round, RoundState
from council.rules import Outcome, Verdict
from handlers.framework.work import UnitOfWork
from handlers.recommendations.actions import tell_group
from handlers.records.actions import RESULT_PICTURE
from handlers.rounds.actions.audience import leaders, orders, to_chats
from handlers.rounds.reads.tally import standing
from storage import audit, electorates, outbox, recommendations, records, rounds

RESULT, WITHDRAWN = "recommendations.result", "recommendations.withdrawn"
AWAITS, STRUCK = "recommendations.awaits", "recommendations.struck"
"""Kinds of deliveries."""

STRUCK_AT_ONCE = 50
"""How many are struck in one transaction."""


async def note(work: UnitOfWork, round_: Round, kind: Happened, stage: Stage | None = None) -> None:
    """Write into the recommendation's history what became of a round and, with `stage`, where it stands now."""
    if stage is not None:
        await recommendations.turn(work.tx, round_.recommendation, stage)
    by = work.actor.person.id if work.actor.person else None
    event = Event(kind, work.now, round_.version, by, round_.id)
    await recommendations.note(work.tx, round_.recommendation, event)
    await outbox.redraw(work.tx, f"recommendation:{round_.recommendation}", work.now)


async def withdraw(work: UnitOfWork, round_id: int) -> Round:
    """Take a round back that has not ended; everyone who was shown it is told. What it was about lives on.

    The recommendation goes back to where it came from: to comments, or from the Committee's round to what the group
    had adopted. Raises `Forbidden`, `Closed`.
    """
    round_ = await rounds.round_(work.tx, round_id, lock=True)
    if round_ is None:
        raise Forbidden(Action.WITHDRAW_ROUND, f"round:{round_id}")
    demand(work.actor, Action.WITHDRAW_ROUND, [round_.group], round_.subject)
    if round_.over or (round_.state is RoundState.OPEN and not round_.open(work.now)):
        raise Closed
    await _strike(work, round_)
    await rounds.withdraw(work.tx, round_.id, work.now)
    await note(work, round_, Happened.ROUND_WITHDRAWN, after_withdrawal(round_))
    await audit.record(work.tx, work.now, work.actor.label, "round withdrawn", round_.subject)
    if round_.state is RoundState.PLANNED:  # nobody has heard of it
        await outbox.redraw(work.tx, round_.subject, work.now)
    else:
        await _tell_all(work, round_, WITHDRAWN)
    return replace(round_, state=RoundState.WITHDRAWN, closed_at=work.now)


async def close_due(work: UnitOfWork) -> bool:
    """Close one round whose deadline has come, as its rule has it; False when there is none.

    However late this is called: what counts is how things stood at the deadline.
    """
    round_ = await rounds.due(work.tx, work.now)
    if round_ is None:
        return False
    found = await standing(work.tx, work.council, round_, work.now)
    if found.verdict.outcome is Outcome.AWAITING:
        await rounds.wait_for_chair(work.tx, round_.id, work.now + DAY)
        await audit.record(work.tx, work.now, work.actor.label, "round awaits its chair", round_.subject)
        once = f"{round_.deadline:%Y%m%d%H%M}"
        await outbox.queue(work.tx, list(orders(round_, AWAITS, await leaders(work, round_), once)), work.now)
        await outbox.redraw(work.tx, round_.subject, work.now)
    else:
        await end(work, round_, found.verdict, round_.deadline)
    return True


async def end(work: UnitOfWork, round_: Round, verdict: Verdict, at: datetime, *, early: bool = False) -> Round:
    """Close a round, as of the instant `at`: whose role ended is struck, and everyone is told. The round as it is then."""
    await _strike(work, round_)
    await rounds.close(work.tx, round_.id, verdict.outcome, verdict.ground, at, early=early)
    closed = replace(
        round_, state=RoundState.CLOSED, outcome=verdict.outcome, ground=verdict.ground, closed_at=at, early=early
    )
    late = (await standing(work.tx, work.council, closed, work.now)).unserved
    hash_ = await records.keep(work.tx, round_.id, work.now, [elector.person for elector in late])
    # The log vouches for the record: whoever keeps the head of the one can check the other by it.
    detail = {"outcome": verdict.outcome.value, "ground": verdict.ground.value, "record": hash_}
    await audit.record(work.tx, work.now, work.actor.label, "round closed", round_.subject, detail)
    then = after_round(closed, closed.origin, work.council.committee)
    await note(work, closed, Happened.CLOSED, then)
    if then is Stage.ADOPTED:
        await note(work, closed, Happened.ADOPTED)
    await _tell_all(work, round_, RESULT)
    await _tell_all(work, round_, RESULT_PICTURE.name)
    if closed.second and closed.outcome is Outcome.ADOPTED:
        await tell_group(work, closed.recommendation, closed.origin, closed.proposer)
    return closed


async def strike_due(work: UnitOfWork) -> bool:
    """Strike some of those whose role has ended while a round is open, and tell them; False when there are none."""
    struck = False
    for round_id, person in await electorates.ended(work.tx, work.now, STRUCK_AT_ONCE):
        round_ = await rounds.round_(work.tx, round_id, lock=True)
        found = await electorates.elector(work.tx, round_, person, work.now) if round_ else None
        if round_ is None or found is None or found.struck_at is None or not round_.open(work.now):
            continue
        struck = True
        await _struck(work, round_, person, found.struck_at)
        await outbox.queue(work.tx, list(orders(round_, STRUCK, [found.person])), work.now)
        await outbox.redraw(work.tx, round_.subject, work.now)
    return struck


async def _struck(work: UnitOfWork, round_: Round, person: int, at: datetime) -> None:
    if await electorates.strike(work.tx, round_.id, person, at):
        detail: audit.Detail = {"person": f"person:{person}"}
        await audit.record(work.tx, work.now, work.actor.label, "elector struck", round_.subject, detail)


async def _strike(work: UnitOfWork, round_: Round) -> None:
    """Write down whose role ended while the round was open."""
    for elector in await electorates.electorate(work.tx, round_, work.now):
        if elector.struck_at is not None:
            await _struck(work, round_, elector.person.id, elector.struck_at)


async def _tell_all(work: UnitOfWork, round_: Round, kind: str) -> None:
    shown = await electorates.shown_to(work.tx, round_.id)
    told = [*orders(round_, kind, shown), *await to_chats(work, round_, kind)]
    await outbox.queue(work.tx, told, work.now)
    await outbox.redraw(work.tx, round_.subject, work.now)
