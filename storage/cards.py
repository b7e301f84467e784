"""Cards: every posted copy is remembered, so that it can be edited in place."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from storage.sets import among
from storage.tables import cards, outbox
from storage.transaction import Transaction
from storage.upserts import upsert_all, upsert_from


@dataclass(frozen=True, slots=True)
class Card:
    """A message (`more`: the rest of its album) that is the card of `subject` in `chat`. `data`: that of its order,
    used again by redraws."""

    subject: str
    kind: str
    chat: int
    message: int
    person: int | None = None
    more: Sequence[int] = ()
    data: Mapping[str, int | str] = field(default_factory=dict)


async def remember_all(tx: Transaction, posted: Sequence[Card]) -> None:
    """Make each of these the card of its subject and kind in its chat."""
    rows: list[dict[str, object]] = [
        {
            "subject": card.subject, "kind": card.kind, "chat_id": card.chat, "message_id": card.message,
            "person_id": card.person, "more": list(card.more), "data": dict(card.data),
        }
        for card in posted
    ]  # fmt: skip
    await upsert_all(tx, cards, ("subject", "kind", "chat_id"), rows)


_SENT = (
    sa.select(
        outbox.c.subject, outbox.c.kind, outbox.c.chat_id, outbox.c.message_id, outbox.c.person_id, outbox.c.data,
        sa.literal([], cards.c.more.type).label("more"),
    )
    .where(among(outbox.c.id, "ids"), outbox.c.message_id.is_not(None))
)  # fmt: skip


async def remember_sent(tx: Transaction, ids: Collection[int]) -> None:
    """The same for what was sent, by the ids of the outbox's rows, which were settled: in one statement that takes nothing
    out of the database. Of an album only the first message; what was erased meanwhile is left out."""
    if ids:
        await upsert_from(tx, cards, ("subject", "kind", "chat_id"), _SENT, {"ids": list(ids)})


async def leave_behind(tx: Transaction, subject: str, kind: str, old: int, new: int) -> None:
    """The card that was sent to the old chat while that became the new one has no message there (0), as after
    `chats.migrate`: whoever redraws it posts it once more."""
    card = sa.update(cards).where(cards.c.subject == subject, cards.c.kind == kind, cards.c.chat_id.in_([old, new]))
    await tx.write(card.values(chat_id=new, message_id=0))


Replaced = tuple[int, Mapping[str, int | str]]
"""The id of a message whose place another took, with the data of its order."""


async def replace_all(tx: Transaction, posted: Sequence[Card]) -> list[tuple[Card, Replaced]]:
    """The same as `remember_all`; those that take the place of an earlier message in their chat, each with that."""
    if not posted:
        return []
    key = sa.tuple_(cards.c.subject, cards.c.kind, cards.c.chat_id)
    here = key.in_([(card.subject, card.kind, card.chat) for card in posted])
    was = {
        (row["subject"], row["kind"], row["chat_id"]): (row["message_id"], row["data"])
        for row in await tx.rows(sa.select(cards).where(here))
    }
    await remember_all(tx, posted)
    found = [(card, was.get((card.subject, card.kind, card.chat))) for card in posted]
    return [(card, old) for card, old in found if old is not None and old[0] not in {0, card.message}]


async def remember(tx: Transaction, card: Card) -> Replaced | None:
    """The same for one; what it replaces, or None."""
    return next((old for _, old in await replace_all(tx, [card])), None)


async def message(tx: Transaction, subject: str, kind: str, chat: int) -> int | None:
    """The message id of the card in this chat, or None."""
    return await tx.value(
        sa.select(cards.c.message_id).where(cards.c.subject == subject, cards.c.kind == kind, cards.c.chat_id == chat)
    )
