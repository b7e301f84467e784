"""Audiences that were given a name, to be used again."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.audiences import Whom, from_json, to_json
from storage.store import Transaction
from storage.tables import saved_audiences
from storage.upserts import upsert


@dataclass(frozen=True, slots=True)
class Saved:
    """An audience with its name."""

    id: int
    name: str
    audience: Whom


async def save(tx: Transaction, name: str, audience: Whom, author: int, now: datetime) -> None:
    """Keep it under this name; one that had the name is replaced."""
    row: dict[str, object] = {"name": name, "audience": to_json(audience), "author_id": author, "made_at": now}
    await upsert(tx, saved_audiences, ["name"], row)


async def listed(tx: Transaction, limit: int) -> list[Saved]:
    """The saved ones, by name."""
    rows = await tx.rows(sa.select(saved_audiences).order_by(saved_audiences.c.name).limit(limit))
    return [Saved(row["id"], row["name"], from_json(row["audience"])) for row in rows]


async def find(tx: Transaction, id_: int) -> Saved | None:
    row = await tx.row(sa.select(saved_audiences).where(saved_audiences.c.id == id_))
    return Saved(row["id"], row["name"], from_json(row["audience"])) if row else None


async def drop(tx: Transaction, id_: int) -> bool:
    """Forget it; whether it was there."""
    return bool(await tx.write(sa.delete(saved_audiences).where(saved_audiences.c.id == id_)))
