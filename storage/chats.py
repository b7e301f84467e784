"""Chats as Telegram lets us into them: suspended after a refusal for good, told to wait, moved to another id."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.outbox import WAITING, State
from storage.tables import (
    cards,
    chat_presence,
    chat_rights,
    chats,
    join_cases,
    link_offers,
    links,
    meeting_chats,
    outbox,
    plain_chats,
    retry_after,
)
from storage.transaction import Transaction
from storage.upserts import upsert, upsert_all

EVERYONE = 0
"""Stands for a chat's id: no chat at all may be written to."""


async def suspend(tx: Transaction, chat: int, reason: str, now: datetime) -> None:
    """Try nothing more in this chat until it is heard from again."""
    await suspend_all(tx, {chat: reason}, now)


async def suspend_all(tx: Transaction, refusals: Mapping[int, str], now: datetime) -> None:
    """The same for many chats, each with its reason."""
    rows: list[dict[str, object]] = [
        {"chat_id": chat, "suspended_at": now, "reason": reason} for chat, reason in refusals.items()
    ]
    await upsert_all(tx, chats, ["chat_id"], rows)


async def resume(tx: Transaction, chat: int) -> bool:
    """The chat was heard from; whether it had been suspended."""
    return bool(await tx.write(sa.delete(chats).where(chats.c.chat_id == chat)))


async def is_suspended(tx: Transaction, chat: int) -> bool:
    """Whether nothing is tried any more in this chat."""
    query = sa.select(chats.c.chat_id).where(chats.c.chat_id == chat, chats.c.suspended_at.is_not(None))
    return await tx.value(query) is not None


async def suspended_among(tx: Transaction, those: Collection[int]) -> set[int]:
    """Which of these chats take no messages."""
    query = sa.select(chats.c.chat_id).where(chats.c.chat_id.in_(list(those)), chats.c.suspended_at.is_not(None))
    return set(await tx.values(query))


async def suspended(tx: Transaction) -> int:
    """In how many private chats nothing is tried any more."""
    query = sa.select(sa.func.count()).where(chats.c.suspended_at.is_not(None), chats.c.chat_id > 0)
    return await tx.value(query) or 0


async def migrate(tx: Transaction, old: int, new: int) -> None:
    """A group became a supergroup, or someone has another account: the new id replaces the old one everywhere. A card that
    the new chat has too stays there.

    The supergroup numbers its messages anew. So a card that stays behind has no message any more (0): whoever redraws it
    posts it once more, and nobody's message that happens to bear its old number is touched.
    """
    there = cards.alias()
    twice = sa.select(cards.c.id, there.c.id.label("kept")).join(
        there, sa.and_(there.c.subject == cards.c.subject, there.c.kind == cards.c.kind, there.c.chat_id == new)
    )
    for row in await tx.rows(twice.where(cards.c.chat_id == old)):
        # Whoever had the old copy redrawn had the one that stays redrawn with it.
        about = sa.update(outbox).where(outbox.c.card_id == row["id"])
        await tx.write(about.where(outbox.c.state.in_(WAITING)).values(state=State.CANCELLED.value, reason="superseded"))
        await tx.write(about.values(card_id=row["kept"]))
        await tx.write(sa.delete(cards).where(cards.c.id == row["id"]))
    await tx.write(sa.update(cards).where(cards.c.chat_id == old).values(chat_id=new, message_id=0))
    # What is being sent arrives in the old chat: its card is posted once more, see `cards.leave_behind`.
    sending = sa.and_(outbox.c.state == State.SENDING.value, outbox.c.card_id.is_(None))
    marked = sa.case((sending, sa.true()), else_=outbox.c.outdated)
    await tx.write(sa.update(outbox).where(outbox.c.chat_id == old).values(chat_id=new, outdated=marked))
    for table, key in _KEYS.items():
        kept = table.alias()
        same = sa.select(sa.literal(1)).where(kept.c.chat_id == new, *(kept.c[name] == table.c[name] for name in key))
        await tx.write(sa.delete(table).where(table.c.chat_id == old, sa.exists(same)))
        await tx.write(sa.update(table).where(table.c.chat_id == old).values(chat_id=new))
    await resume(tx, old)


_KEYS: Mapping[sa.Table, Sequence[str]] = {
    links: ("thread_id", "group_code"),
    link_offers: ("id",),
    chat_rights: (),
    chat_presence: ("telegram_id",),
    join_cases: ("telegram_id", "state"),
    meeting_chats: ("meeting_id",),
}
"""What else is kept by chat, and of what there is one for each chat."""


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """Telegram told a chat, or `EVERYONE`, to wait: from when until when (UTC)."""

    chat: int
    since: datetime
    until: datetime

    def left(self, now: datetime) -> timedelta:
        """How long it still lasts; never longer than it was to last, however far the clock was set back since."""
        return min(self.until - now, self.until - self.since)


async def put_retry_after(tx: Transaction, waits: Mapping[int, timedelta], now: datetime) -> None:
    """Remember how long these chats are to wait, over a restart. What is over is forgotten."""
    await tx.write(sa.delete(retry_after).where(retry_after.c.until <= now))
    for chat, wait in waits.items():
        await upsert(tx, retry_after, ["chat_id"], {"chat_id": chat, "since": now, "until": now + wait})


async def list_retry_after(tx: Transaction, now: datetime) -> list[RetryAfter]:
    """The chats that are to wait, and until when."""
    rows = await tx.rows(sa.select(retry_after).where(retry_after.c.until > now).order_by(retry_after.c.chat_id))
    return [RetryAfter(row["chat_id"], row["since"], row["until"]) for row in rows]


async def put_plain(tx: Transaction, chat: int, until: datetime) -> None:
    """Remember that a chat, or `EVERYONE`, refuses rich messages: they are not tried there before `until` (UTC)."""
    await upsert(tx, plain_chats, ["chat_id"], {"chat_id": chat, "until": until})


async def list_plain(tx: Transaction, now: datetime) -> dict[int, datetime]:
    """The chats that get plain messages, each until when (UTC)."""
    rows = await tx.rows(sa.select(plain_chats).where(plain_chats.c.until > now))
    return {row["chat_id"]: row["until"] for row in rows}
