"""Waiting in tests: for a condition, never for a while. One bound serves all; only a test that fails reaches it."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

import sqlalchemy as sa

from sandbox.users import PATIENCE
from storage import updates
from storage.outbox import State
from storage.store import Store
from storage.tables import outbox

__all__ = ["PATIENCE", "settled", "until"]

_LOOK = 0.01  # real seconds between two looks


async def until(holds: Callable[[], Awaitable[object]] | Callable[[], object], what: str = "it") -> None:
    """Return once `holds` gives something true; fails after `PATIENCE` real seconds, saying what did not come about.

    `holds` is a plain function or one that is awaited, and is called again and again.
    """
    end = monotonic() + PATIENCE
    while True:
        found = holds()
        if await found if isinstance(found, Awaitable) else found:
            return
        assert monotonic() < end, f"{what} did not come about within {PATIENCE:g} s"
        await asyncio.sleep(_LOOK)


async def settled(store: Store) -> None:
    """Return once every message has left and every answer is noted as sent; only redraws of cards may wait."""
    unsent = (State.PENDING.value, State.SENDING.value, State.RETRY.value)

    async def nothing_left() -> bool:
        async with store.read() as tx:
            waiting = await tx.rows(sa.select(outbox.c.id).where(outbox.c.card_id.is_(None), outbox.c.state.in_(unsent)).limit(1))
            return not waiting and not await updates.all_unanswered(tx)

    await until(nothing_left, "rest")
