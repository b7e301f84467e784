"""Who holds copies of an announcement: their messages, and what is known of their confirmations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.announcement_deliveries import SENDINGS, copy_key
from storage.tables import cards, confirmations, earlier_confirmations, outbox, people
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Held:
    """A message that is there, by its card: whose it is (None: a chat's), and the language of its reader."""

    card: int
    person: int | None
    language: str


async def next_held(tx: Transaction, announcement: int, after: int, limit: int) -> list[Held]:
    """The next copies of it, and buttons below them, by card."""
    query = (
        sa.select(cards.c.id, cards.c.person_id, cards.c.data, people.c.language)
        .outerjoin(people, people.c.id == cards.c.person_id)
        .where(cards.c.subject == f"announcement:{announcement}", cards.c.kind.in_(SENDINGS), cards.c.id > after)
    )
    rows = await tx.rows(query.order_by(cards.c.id).limit(limit))
    return [Held(row["id"], row["person_id"], row["language"] or str(row["data"].get("language", ""))) for row in rows]


async def unconfirm(tx: Transaction, announcement: int, among: Collection[int], before: datetime) -> list[int]:
    """Of these people, those who confirmed it before then: what they confirmed was another text. Their ids. For the
    certificate it is kept that they did."""
    theirs = (confirmations.c.announcement_id == announcement, confirmations.c.person_id.in_(list(among)))
    earlier = (*theirs, confirmations.c.at < before)
    found = await tx.values(sa.select(confirmations.c.person_id).where(*earlier))
    kept = sa.select(confirmations.c.announcement_id, confirmations.c.person_id, confirmations.c.at).where(*earlier)
    await tx.write(sa.insert(earlier_confirmations).from_select(["announcement_id", "person_id", "at"], kept))
    await tx.write(sa.delete(confirmations).where(*earlier))
    return found


async def who_have(tx: Transaction, announcement: int, people_: Collection[int]) -> set[int]:
    """Which of these people were, or will be, sent a copy of their own."""
    keys = {copy_key(announcement, person): person for person in people_}
    return {keys[key] for key in await tx.values(sa.select(outbox.c.key).where(outbox.c.key.in_(list(keys))))}
