"""Minority opinions: handed in until their time is over; `storage.records` seals them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from council.opinions import Opinion
from council.rounds import Round
from storage import rounds as rounds_store
from storage.due_times import earliest
from storage.tables import opinions, people, rounds
from storage.transaction import Transaction
from storage.upserts import upsert

DUE = earliest(rounds.c.opinions_until)
"""When opinions are sealed."""


async def hand_in(tx: Transaction, round_id: int, person: int, text: str, now: datetime) -> None:
    """Keep somebody's opinion, in place of the one that they had handed in before."""
    values: dict[str, object] = {"round_id": round_id, "person_id": person, "text": text, "handed_at": now}
    await upsert(tx, opinions, ["round_id", "person_id"], values)


async def own(tx: Transaction, round_id: int, person: int) -> str:
    """What this person has handed in; "" for nothing."""
    query = sa.select(opinions.c.text).where(opinions.c.round_id == round_id, opinions.c.person_id == person)
    return await tx.value(query) or ""


_WITH_PERSON = sa.select(people, opinions.c.round_id, opinions.c.text, opinions.c.handed_at).join(
    opinions, opinions.c.person_id == people.c.id
)


async def of_rounds(tx: Transaction, round_ids: Collection[int]) -> dict[int, tuple[Opinion, ...]]:
    """The opinions on what these rounds have adopted, by round, with names, in the order in which they were handed in."""
    query = _WITH_PERSON.where(opinions.c.round_id.in_(list(round_ids))).order_by(opinions.c.handed_at, people.c.id)
    found: dict[int, list[Opinion]] = defaultdict(list)
    for row in await tx.rows(query) if round_ids else []:
        name = None if row["forgotten_at"] else row["name"]
        found[row["round_id"]].append(Opinion(name, row["text"], row["handed_at"]))
    return {id_: tuple(found[id_]) for id_ in round_ids}


async def unsealed(tx: Transaction, sealed: sa.Select[int | None]) -> list[int]:
    """The rounds with opinions whose time is over and that are not among those `sealed`."""
    over = sa.select(opinions.c.round_id).join(rounds, rounds.c.id == opinions.c.round_id).distinct()
    query = over.where(rounds.c.opinions_until.is_(None), opinions.c.round_id.not_in(sealed))
    return await tx.values(query.order_by(opinions.c.round_id))


async def open_until(tx: Transaction, round_id: int, until: datetime | None) -> None:
    """Opinions can be handed in until then; None: no more."""
    await tx.write(sa.update(rounds).where(rounds.c.id == round_id).values(opinions_until=until))


async def due(tx: Transaction, now: datetime) -> Round | None:
    """A round whose time for opinions is over, locked until this transaction ends."""
    query = rounds_store.ROUNDS.where(rounds.c.opinions_until <= now).order_by(rounds.c.opinions_until, rounds.c.id)
    row = await tx.row(query.limit(1).with_for_update(of=rounds))
    return rounds_store.as_round(row) if row else None
