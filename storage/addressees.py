"""Addressees of recommendations beyond those of the council's file, and the experts who are asked for addressees."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.config import Addressee, Council
from council.folding import name_key
from storage.tables import addressee_experts, addressees
from storage.transaction import Transaction
from storage.upserts import upsert


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody who was asked whether they would answer for an addressee. Neither agreed nor declined: not yet answered."""

    addressee: str
    person: int
    agreed: bool
    declined: bool


async def everyone(tx: Transaction, council: Council) -> Mapping[str, Addressee]:
    """All addressees by key, in order: those of the council's file by code, then the added ones ("+7") by name."""
    rows = await tx.rows(sa.select(addressees).order_by(addressees.c.folded))
    added = [Addressee(f"+{row['id']}", {"en": row["name"]}, row["state"]) for row in rows]
    return {one.code: one for one in (*council.addressees, *added)}


async def add(tx: Transaction, name: str, state: str, by: int, now: datetime) -> str:
    """Add one, unless there is one of this name already; its key."""
    same = sa.select(addressees.c.id).where(addressees.c.folded == name_key(name))
    found = await tx.value(same)
    if found is None:
        row = {"name": name, "folded": name_key(name), "state": state, "made_by": by, "made_at": now}
        found = await tx.insert(sa.insert(addressees).values(row))
    return f"+{found}"


async def ask(tx: Transaction, addressee: str, person: int, now: datetime) -> None:
    """Somebody is asked whether they would answer for this addressee; what they said to that earlier counts no more."""
    row: dict[str, object] = {
        "addressee": addressee, "person_id": person, "asked_at": now, "agreed_at": None, "declined_at": None,
    }  # fmt: skip
    await upsert(tx, addressee_experts, ["addressee", "person_id"], row)


async def decide(tx: Transaction, addressee: str, person: int, now: datetime, *, agrees: bool) -> bool:
    """They agree, or do not, or no more; False if nobody has asked them."""
    mine = (addressee_experts.c.addressee == addressee, addressee_experts.c.person_id == person)
    values = {"agreed_at": now if agrees else None, "declined_at": None if agrees else now}
    return bool(await tx.write(sa.update(addressee_experts).where(*mine).values(values)))


async def experts(tx: Transaction, addressees_: Collection[str]) -> list[Expert]:
    """Everyone who was asked for these addressees."""
    query = sa.select(addressee_experts).where(addressee_experts.c.addressee.in_(list(addressees_)))
    return [_expert(row) for row in await tx.rows(query.order_by(addressee_experts.c.addressee, addressee_experts.c.person_id))]


async def expert(tx: Transaction, addressee: str, person: int) -> Expert | None:
    mine = (addressee_experts.c.addressee == addressee, addressee_experts.c.person_id == person)
    row = await tx.row(sa.select(addressee_experts).where(*mine))
    return _expert(row) if row else None


async def agreed_by(tx: Transaction, persons: Collection[int]) -> dict[int, set[str]]:
    """The addressees for which each of these people agreed to be asked."""
    found: dict[int, set[str]] = {person: set() for person in persons}
    mine = (addressee_experts.c.person_id.in_(list(persons)), addressee_experts.c.agreed_at.is_not(None))
    for row in await tx.rows(sa.select(addressee_experts).where(*mine)):
        found[row["person_id"]].add(row["addressee"])
    return found


def _expert(row: sa.RowMapping) -> Expert:
    return Expert(row["addressee"], row["person_id"], row["agreed_at"] is not None, row["declined_at"] is not None)
