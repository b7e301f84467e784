"""Interests that people have declared in recommendations."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from storage.tables import electors, position_history, recusals, voters
from storage.transaction import Transaction
from storage.upserts import insert_new


async def add(tx: Transaction, recommendation: int, person: int, words: str, now: datetime) -> bool:
    """Keep that this person has an interest in the recommendation; False where that is kept already."""
    row: dict[str, object] = {"recommendation_id": recommendation, "person_id": person, "words": words, "declared_at": now}
    return bool(await insert_new(tx, recusals, [row]))


async def drop(tx: Transaction, recommendation: int, person: int) -> bool:
    """They have none after all; whether they had."""
    theirs = (recusals.c.recommendation_id == recommendation, recusals.c.person_id == person)
    return bool(await tx.write(sa.delete(recusals).where(*theirs)))


async def of_many(tx: Transaction, recommendations: Collection[int]) -> dict[int, dict[int, str]]:
    """By recommendation and person, the words about the interest that they have declared in it."""
    found: dict[int, dict[int, str]] = {id_: {} for id_ in recommendations}
    query = sa.select(recusals).where(recusals.c.recommendation_id.in_(list(recommendations)))
    for row in await tx.rows(query) if found else []:
        found[row["recommendation_id"]][row["person_id"]] = row["words"]
    return found


async def of(tx: Transaction, recommendation: int) -> Mapping[int, str]:
    """The same of one recommendation, by person."""
    return (await of_many(tx, [recommendation]))[recommendation]


async def take_out(tx: Transaction, round_id: int, person: int, words: str, now: datetime) -> None:
    """This one of the electorate of an open round is not asked any more."""
    query = sa.update(electors).where(electors.c.round_id == round_id, electors.c.person_id == person)
    await tx.write(query.values(struck_at=now, recused_at=now, interest=words))


async def is_anything_taken(tx: Transaction, round_id: int) -> bool:
    """Whether anybody has taken a position in the round, on whatever version, or has voted in it."""
    taken = [sa.select(table.c.round_id).where(table.c.round_id == round_id).exists() for table in (position_history, voters)]
    return bool(await tx.value(sa.select(sa.or_(*taken))))
