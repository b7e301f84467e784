"""When something falls due by itself: conditions in SQL, and one statement that asks all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.tables.columns import Instant
from storage.transaction import Transaction

NOW: sa.BindParameter[datetime] = sa.bindparam("now", type_=Instant)
"""The present instant, in statements that are built once."""

Now = datetime | sa.BindParameter[datetime]


@dataclass(frozen=True, slots=True)
class DueTime:
    """`query` gives one instant (UTC), or NULL for none; something falls due `delay` later. It may use `NOW`."""

    query: sa.Select[Any]
    delay: timedelta = timedelta(0)

    def plus(self, delay: timedelta) -> "DueTime":
        """The same, so much later."""
        return replace(self, delay=self.delay + delay)


def earliest(column: sa.Column[datetime] | sa.Column[datetime | None], *where: sa.ColumnElement[bool]) -> DueTime:
    """Due at the first instant in this column, of rows that fulfil the conditions."""
    return DueTime(sa.select(sa.func.min(column)).where(*where))


def now_if(*found: sa.Select[*tuple[Any, ...]]) -> DueTime:
    """Due now, and at once, if any of these queries finds a row; else not at all."""
    return DueTime(sa.select(sa.case((sa.or_(*(query.exists() for query in found)), NOW))))


class DueTimes:
    """When each of several things falls due next; a thing may have several due times."""

    def __init__(self, things: Sequence[Sequence[DueTime]]) -> None:
        self._delays = [[due.delay for due in thing] for thing in things]
        queries = [due.query.scalar_subquery() for thing in things for due in thing]
        self._statement = sa.select(*(query.label(f"due_{n}") for n, query in enumerate(queries)))

    async def read(self, tx: Transaction, now: datetime) -> list[datetime | None]:
        """The earliest due time (UTC) of each thing: up to `now` when there is something to do, None when nothing is
        to come."""
        if not any(self._delays):
            return [None for _ in self._delays]
        [row] = await tx.rows(self._statement, {"now": now})
        instants = iter(row.values())
        times = [[at + delay if (at := next(instants)) else None for delay in thing] for thing in self._delays]
        return [min((at for at in thing if at is not None), default=None) for thing in times]
