"""Addressees of recommendations beyond those of the council's file."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from council.config import Addressee, Council
from council.folding import name_key
from storage.tables import addressees
from storage.transaction import Transaction


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
