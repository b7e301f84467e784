"""Audiences that were given a name, to be used again."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.audiences import Whom, from_json, to_json
from storage.tables import saved_audiences
from storage.transaction import Transaction
from storage.upserts import upsert


@dataclass(frozen=True, slots=True)
class Saved:
    """An audience with its name, and who has saved it (a person's id)."""

    id: int
    name: str
    audience: Whom
    author: int


async def save(tx: Transaction, name: str, audience: Whom, author: int, now: datetime) -> None:
    """Keep it under this name; one of the same author that had the name is replaced."""
    row: dict[str, object] = {"name": name, "audience": to_json(audience), "author_id": author, "made_at": now}
    await upsert(tx, saved_audiences, ["author_id", "name"], row)


async def listed(tx: Transaction) -> list[Saved]:
    """The saved ones, by name."""
    query = sa.select(saved_audiences).order_by(saved_audiences.c.name, saved_audiences.c.id)
    return [_saved(row) for row in await tx.rows(query)]


async def find(tx: Transaction, id_: int) -> Saved | None:
    row = await tx.row(sa.select(saved_audiences).where(saved_audiences.c.id == id_))
    return _saved(row) if row else None


def _saved(row: sa.RowMapping) -> Saved:
    return Saved(row["id"], row["name"], from_json(row["audience"]), row["author_id"])


async def drop(tx: Transaction, id_: int) -> bool:
    """Forget it; whether it was there."""
    return bool(await tx.write(sa.delete(saved_audiences).where(saved_audiences.c.id == id_)))
