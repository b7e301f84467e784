"""When the dispatcher has something to do next."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from storage.outbox import MOST_SEARCHED, Lane
from storage.tables import outbox, outbox_pauses
from storage.tables.delivery import IS_PENDING
from storage.transaction import Transaction


async def next_sendable(tx: Transaction, busy: Collection[int]) -> datetime | None:
    """The earliest due instant (UTC; perhaps in the past) of what waits to be sent, except to `busy` chats; None when
    nothing waits.

    What is paused is left out. Where more than `MOST_SEARCHED` rows of a lane are paused and not yet set aside, the rest
    of that lane is, too: whoever sets them aside wakes the dispatcher.
    """
    return min((at for at in (await first_due(tx, busy)).values() if at is not None), default=None)


async def first_due(tx: Transaction, busy: Collection[int]) -> dict[Lane, datetime | None]:
    """The same by lane."""
    any_paused = await tx.value(sa.select(outbox_pauses.c.subject).limit(1)) is not None
    # Lane by lane, because the index of waiting rows begins with the lane: then only its first row is read.
    dues = [_first_due(lane, busy, any_paused=any_paused).scalar_subquery() for lane in Lane]
    [row] = await tx.rows(sa.select(*(due.label(f"due_{n}") for n, due in enumerate(dues))))
    return {lane: row[f"due_{n}"] for n, lane in enumerate(Lane)}


def _first_due(lane: Lane, busy: Collection[int], *, any_paused: bool) -> sa.Select[datetime]:
    waiting = sa.select(outbox).where(IS_PENDING, outbox.c.lane == int(lane), outbox.c.chat_id.not_in(list(busy)))
    ordered = waiting.order_by(outbox.c.due_at)
    if not any_paused:
        return ordered.with_only_columns(outbox.c.due_at).limit(1)
    first = ordered.limit(MOST_SEARCHED).subquery()
    paused = sa.exists().where(outbox_pauses.c.subject == first.c.subject, outbox_pauses.c.kind == first.c.kind)
    return sa.select(sa.func.min(first.c.due_at)).where(sa.or_(first.c.card_id.is_not(None), ~paused))
