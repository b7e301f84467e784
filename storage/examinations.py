"""Examinations of the program that the secretariat asked for (/doctor), and what they have found so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from council.upkeep import Found, Sign
from storage.tables import examinations
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Examination:
    """`found`: so far, in the order in which it is shown; `ended_at`: None while it goes on. Instants are UTC."""

    id: int
    asked_at: datetime
    ended_at: datetime | None = None
    found: tuple[Found, ...] = ()

    @property
    def subject(self) -> str:
        """Its name in the outbox and the audit log."""
        return f"examination:{self.id}"


def _examination(row: sa.RowMapping) -> Examination:
    return Examination(row["id"], row["asked_at"], row["ended_at"], tuple(_found(one) for one in row["found"]))


def _found(kept: Mapping[str, Any]) -> Found:
    at = datetime.fromisoformat(kept["at"]) if kept["at"] else None
    return Found(Sign(kept["sign"]), kept["right"], kept["about"], kept["n"], at)


async def ask(tx: Transaction, now: datetime) -> Examination:
    """The examination that is wanted and not made yet; without one, a new one, and earlier ones are deleted."""
    row = await tx.row(_WANTED)
    if row is not None:
        return _examination(row)
    id_ = await tx.insert(sa.insert(examinations).values(asked_at=now, found=[]))
    await tx.write(sa.delete(examinations).where(examinations.c.id < id_))  # in this order: SQLite gives the last id again
    return Examination(id_, now)


_WANTED = sa.select(examinations).where(examinations.c.ended_at.is_(None)).order_by(examinations.c.id).limit(1)


async def find_wanted(tx: Transaction) -> Examination | None:
    """The one that is to be made."""
    row = await tx.row(_WANTED)
    return _examination(row) if row else None


async def find(tx: Transaction, id_: int) -> Examination | None:
    row = await tx.row(sa.select(examinations).where(examinations.c.id == id_))
    return _examination(row) if row else None


async def note(tx: Transaction, id_: int, found: Sequence[Found], ended_at: datetime | None) -> bool:
    """Keep what was found so far; whether it still was to be made."""
    rows = [
        {"sign": one.sign.value, "right": one.right, "about": one.about, "n": one.n, "at": one.at.isoformat() if one.at else ""}
        for one in found
    ]
    open_ = (examinations.c.id == id_, examinations.c.ended_at.is_(None))
    return bool(await tx.write(sa.update(examinations).where(*open_).values(found=rows, ended_at=ended_at)))
