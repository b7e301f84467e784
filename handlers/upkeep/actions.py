"""The only writers of examinations of the program, of its troubles, and of what becomes of held deliveries."""

from collections.abc import Sequence
from datetime import timedelta

from council.authority import Action, demand
from council.errors import Stale
from council.upkeep import OPERATIONS, Found, Troubles
from handlers.common.kinds import field_of
from handlers.framework.deliveries import Kind
from handlers.framework.work import Data, UnitOfWork
from storage import after_restore, chat_links, examinations, troubles
from storage.after_restore import Held
from storage.examinations import Examination
from storage.outbox import Lane

EXAMINATION = Kind("upkeep.examination", card=True)
TROUBLE = Kind("upkeep.trouble", Lane.ROUNDS)

N, SINCE = "n", "since"
"""In the word that something went wrong: how often, and since when (UTC, ISO)."""

OF_USE_FOR = timedelta(hours=12)
"""For how long it is worth telling that something went wrong."""


async def ask_examination(work: UnitOfWork, update: int) -> None:
    """Have the program examined and be shown what is found, once for each `update`. Raises `Forbidden`."""
    demand(work.actor, Action.EXAMINE)
    wanted = await examinations.ask(work.tx, work.now)
    await work.record("examination asked for", wanted.subject)
    await work.tell([work.person], EXAMINATION, wanted.subject, str(update))


async def note_found(work: UnitOfWork, wanted: Examination, found: Sequence[Found], *, ended: bool) -> None:
    """This was found so far; whoever asked is shown it."""
    if await examinations.note(work.tx, wanted.id, found, work.now if ended else None):
        await work.redraw(wanted.subject, EXAMINATION)


async def note_troubles(work: UnitOfWork, found: Troubles) -> None:
    """These went wrong, so often. Of what cannot be told to the operations chat nothing is told there."""
    await troubles.note(work.tx, {key: n for key, n in found.items() if key[1] != TROUBLE.name}, work.now)


async def tell_trouble(work: UnitOfWork) -> bool:
    """Tell the operations chat of one kind of trouble that is due; whether there was one."""
    met = await troubles.next_due(work.tx, work.now)
    if met is None:
        return False
    told = {link.chat: link.thread for link in await chat_links.of_groups(work.tx, [OPERATIONS])}
    data: Data = {N: met.n, SINCE: met.since.isoformat()}
    await work.tell_places(told, TROUBLE, met.subject, work.now.isoformat(), data, expires_at=work.now + OF_USE_FOR)
    await troubles.told(work.tx, met.id, work.now)
    return True


async def require_held(work: UnitOfWork) -> list[Held]:
    """What is held since a restore, for those who decide on it. Raises `Forbidden`."""
    demand(work.actor, Action.DECIDE_HELD)
    return await after_restore.held(work.tx)


async def decide_held(work: UnitOfWork, field: str, *, send: bool) -> int:
    """Send, where it is still to be said, or drop what is held about one thing ("": all); how many deliveries. Raises
    `Forbidden`, and `Stale` where nothing of it is held any more."""
    kinds = [one.kind for one in await require_held(work) if field in {"", field_of(one.kind)}]
    n = await after_restore.decide(work.tx, work.now, kinds, send=send) if kinds else 0
    if not n:
        raise Stale
    await work.record("held messages sent" if send else "held messages dropped", detail={"messages": field, "count": n})
    return n
