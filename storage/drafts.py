"""Forms saved as drafts: shared by all who may fill in such a form."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.tables import drafts
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Draft:
    """A form of this kind with the values entered so far."""

    id: int
    kind: str
    title: str
    data: Mapping[str, object]
    kept_at: datetime


def _draft(row: sa.RowMapping) -> Draft:
    return Draft(row["id"], row["kind"], row["title"], row["data"], row["kept_at"])


async def keep(
    tx: Transaction, kind: str, title: str, data: Mapping[str, object], by: int, now: datetime, id_: int = 0
) -> int:  # fmt: skip
    """Save a draft, replacing the one with id `id_` if it still exists; its id."""
    values: dict[str, object] = {"kind": kind, "title": title, "data": dict(data), "kept_by": by, "kept_at": now}
    if id_ and await tx.write(sa.update(drafts).where(drafts.c.id == id_).values(values)):
        return id_
    return await tx.insert(sa.insert(drafts).values(values))


async def find(tx: Transaction, id_: int) -> Draft | None:
    row = await tx.row(sa.select(drafts).where(drafts.c.id == id_))
    return _draft(row) if row else None


async def listed(tx: Transaction, kinds: Collection[str]) -> list[Draft]:
    """The drafts of these kinds, the latest first."""
    query = sa.select(drafts).where(drafts.c.kind.in_(list(kinds))).order_by(drafts.c.kept_at.desc(), drafts.c.id.desc())
    return [_draft(row) for row in await tx.rows(query)]


async def drop(tx: Transaction, id_: int) -> bool:
    """Delete a draft; whether it existed."""
    return bool(await tx.write(sa.delete(drafts).where(drafts.c.id == id_)))
