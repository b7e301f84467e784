"""Cards: every posted copy is remembered, so that it can be edited in place."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from storage.store import Transaction
from storage.tables import cards
from storage.upserts import upsert


async def remember(
    tx: Transaction,
    subject: str,
    kind: str,
    chat: int,
    message: int,
    person: int | None,
    more: Sequence[int] = (),
    data: Mapping[str, int | str] | None = None,
) -> int | None:
    """Make this message (`more`: the rest of its album) the card of `subject` in `chat`; the id of the message that it
    replaces, or None. `data`: that of its order, used again by redraws."""
    replaced = await _message(tx, subject, kind, chat)
    await upsert(
        tx,
        cards,
        ["subject", "kind", "chat_id"],
        {
            "subject": subject,
            "kind": kind,
            "chat_id": chat,
            "message_id": message,
            "person_id": person,
            "more": list(more),
            "data": dict(data or {}),
        },
    )

    return replaced if replaced and replaced != message else None


async def message(tx: Transaction, subject: str, kind: str, chat: int) -> int | None:
    """The message id of the card in this chat, or None."""
    return await _message(tx, subject, kind, chat)


async def _message(tx: Transaction, subject: str, kind: str, chat: int) -> int | None:
    return await tx.value(
        sa.select(cards.c.message_id).where(cards.c.subject == subject, cards.c.kind == kind, cards.c.chat_id == chat)
    )
