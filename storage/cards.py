"""Living messages: every posted copy of a card is remembered, so that it can be redrawn in place."""

from datetime import datetime

import sqlalchemy as sa

from storage.inserts import upsert
from storage.outbox import WAITING, State
from storage.store import Transaction
from storage.tables import cards, chats, outbox


async def remember(tx: Transaction, subject: str, kind: str, chat: int, message: int, person: int | None) -> None:
    """This message is now the card of `subject` in `chat`; an earlier one there is no longer redrawn."""
    await upsert(
        tx,
        cards,
        ["subject", "kind", "chat_id"],
        {"subject": subject, "kind": kind, "chat_id": chat, "message_id": message, "person_id": person},
    )


async def message(tx: Transaction, subject: str, kind: str, chat: int) -> int | None:
    """The message id of the card in this chat, or None."""
    return await tx.value(
        sa.select(cards.c.message_id).where(cards.c.subject == subject, cards.c.kind == kind, cards.c.chat_id == chat)
    )


async def suspend(tx: Transaction, chat: int, reason: str, now: datetime) -> None:
    """Try nothing more in this chat until it is heard from again."""
    await upsert(tx, chats, ["chat_id"], {"chat_id": chat, "suspended_at": now, "reason": reason})


async def resume(tx: Transaction, chat: int) -> bool:
    """The chat was heard from; whether it had been suspended."""
    return bool(await tx.write(sa.delete(chats).where(chats.c.chat_id == chat)))


async def suspended(tx: Transaction) -> int:
    """In how many private chats nothing is tried any more."""
    query = sa.select(sa.func.count()).where(chats.c.suspended_at.is_not(None), chats.c.chat_id > 0)
    return await tx.value(query) or 0


async def migrate(tx: Transaction, old: int, new: int) -> None:
    """A group became a supergroup: its new id replaces the old one everywhere. A card that the new chat has too stays there."""
    there = cards.alias()
    twice = sa.select(cards.c.id, there.c.id.label("kept")).join(
        there, sa.and_(there.c.subject == cards.c.subject, there.c.kind == cards.c.kind, there.c.chat_id == new)
    )
    for row in await tx.rows(twice.where(cards.c.chat_id == old)):
        # Whoever had the old copy redrawn had the one that stays redrawn with it.
        about = sa.update(outbox).where(outbox.c.card_id == row["id"])
        await tx.write(
            about.where(outbox.c.state.in_(WAITING)).values(state=State.CANCELLED.value, reason="superseded")
        )
        await tx.write(about.values(card_id=row["kept"]))
        await tx.write(sa.delete(cards).where(cards.c.id == row["id"]))
    for table in (cards, outbox):
        await tx.write(sa.update(table).where(table.c.chat_id == old).values(chat_id=new))
    await resume(tx, old)
