"""Cards: every posted copy is remembered, so that it can be edited in place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from storage.tables import cards
from storage.transaction import Transaction
from storage.upserts import upsert_all


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


async def remember(tx: Transaction, card: Card) -> tuple[int, Mapping[str, int | str]] | None:
    """The same for one; the id of the message that it replaces, with the data of that one's order; or None."""
    here = (cards.c.subject == card.subject, cards.c.kind == card.kind, cards.c.chat_id == card.chat)
    was = await tx.row(sa.select(cards.c.message_id, cards.c.data).where(*here))
    await remember_all(tx, [card])
    return (was["message_id"], was["data"]) if was and was["message_id"] not in {0, card.message} else None


async def message(tx: Transaction, subject: str, kind: str, chat: int) -> int | None:
    """The message id of the card in this chat, or None."""
    return await tx.value(
        sa.select(cards.c.message_id).where(cards.c.subject == subject, cards.c.kind == kind, cards.c.chat_id == chat)
    )
