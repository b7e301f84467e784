"""What goes wrong while the program runs, by kind: how often, and when it was told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from council.upkeep import Trouble, Troubles
from storage.due_times import earliest
from storage.tables import troubles
from storage.transaction import Transaction

APART = timedelta(hours=1)
"""Each kind is told once in this time at most."""


@dataclass(frozen=True, slots=True)
class Met:
    """A kind of trouble: of what (a kind of delivery, the name of a beat, or ""), and how often since `since` (UTC), the first
    one that was not told of."""

    id: int
    kind: Trouble
    about: str
    n: int
    since: datetime

    @property
    def subject(self) -> str:
        """Its name in the outbox."""
        return f"trouble:{self.id}"


def _met(row: sa.RowMapping) -> Met:
    return Met(row["id"], Trouble(row["kind"]), row["about"], row["n"], row["since"])


async def note(tx: Transaction, found: Troubles, now: datetime) -> None:
    """These went wrong, so often: to be told now, or an hour after the last time."""
    for (kind, about), n in found.items():
        whose = (troubles.c.kind == kind.value, troubles.c.about == about)
        row = await tx.row(sa.select(troubles).where(*whose))
        if row is None:
            values: dict[str, object] = {"n": n, "since": now, "last_at": now, "due_at": now}
            await tx.write(sa.insert(troubles).values(kind=kind.value, about=about, **values))
        elif row["due_at"] is not None:
            await tx.write(sa.update(troubles).where(*whose).values(n=row["n"] + n, last_at=now))
        else:
            due = max(now, row["told_at"] + APART) if row["told_at"] else now
            await tx.write(sa.update(troubles).where(*whose).values(n=n, since=now, last_at=now, due_at=due))


DUE = earliest(troubles.c.due_at)


async def next_due(tx: Transaction, now: datetime) -> Met | None:
    """One that is to be told."""
    row = await tx.row(sa.select(troubles).where(troubles.c.due_at <= now).order_by(troubles.c.due_at, troubles.c.id).limit(1))
    return _met(row) if row else None


async def told(tx: Transaction, id_: int, now: datetime) -> None:
    """It was told, or nobody is there to be told."""
    await tx.write(sa.update(troubles).where(troubles.c.id == id_).values(told_at=now, due_at=None))


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Met]:
    """These, by id."""
    rows = await tx.rows(sa.select(troubles).where(troubles.c.id.in_(list(ids))))
    return {row["id"]: _met(row) for row in rows}


async def since(tx: Transaction, at: datetime) -> int:
    """How many kinds went wrong since an instant (UTC)."""
    return await tx.value(sa.select(sa.func.count()).select_from(troubles).where(troubles.c.last_at >= at)) or 0
