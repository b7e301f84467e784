"""Minority opinions on what a round has adopted: handed in, and sealed when their time is over."""

from datetime import timedelta

from council import text_rules
from council.events import RoundClosed
from council.opinions import LIMIT, check_hand_in
from council.rounds import Round
from council.rules import Outcome
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from handlers.rounds.actions.audience import visible_round
from storage import electorates, members, opinions, records
from storage.outbox import Lane

SEALED = Kind("recommendations.opinions", Lane.ROUNDS)
"""That minority opinions are sealed, to those of the group who may read them."""


async def follow_closed(work: UnitOfWork, event: RoundClosed) -> None:
    """Let those who did not simply agree hand in an opinion on what was adopted; not in a detached round, where nobody knows
    who they are."""
    round_ = event.round
    if round_.outcome is Outcome.ADOPTED and not round_.detached:
        closed = round_.closed_at or work.now
        await opinions.open_until(work.tx, round_.id, closed + timedelta(days=work.council.opinion_days))


async def require_hand_in(work: UnitOfWork, round_id: int) -> Round:
    """The round, locked, for someone who may hand in an opinion on what it adopted. Raises `Forbidden`, `OpinionsOver`,
    `NoMinority`."""
    round_ = await visible_round(work, round_id, lock=True)
    check_hand_in(round_, await electorates.elector(work.tx, round_, work.person.id, work.now), work.now)
    return round_


async def hand_in(work: UnitOfWork, round_id: int, text: str) -> Round:
    """Hand in an opinion, or another in its place. Raises as `require_hand_in` does, `Empty`, `TooLong`."""
    round_ = await require_hand_in(work, round_id)
    await opinions.hand_in(work.tx, round_.id, work.person.id, text_rules.body(text, LIMIT), work.now)
    await work.record("opinion handed in", round_.subject)
    return round_


async def seal_due(work: UnitOfWork) -> bool:
    """Seal the opinions on what one round has adopted, if there are any; False when none is due."""
    round_ = await opinions.due(work.tx, work.now)
    if round_ is None:
        return False
    hash_ = await records.seal_opinions(work.tx, round_, work.now)
    if hash_ is not None:  # the log vouches for this record as for a round's
        await work.record("opinions sealed", round_.subject, {"record": hash_})
        group = await members.holders(work.tx, [round_.group], work.now)
        await work.tell(group, SEALED, round_.subject, due=work.after_quiet_hours)
    await work.redraw(round_.subject)
    return True
