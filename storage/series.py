"""Series of meetings: what each is like, and how many of its meetings are rows."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from council.meetings import MeetingDraft
from council.series import Every, Pattern, Series
from storage.due_times import earliest
from storage.meetings import as_offsets, in_minutes
from storage.tables import meeting_series
from storage.transaction import Transaction


def _series(row: sa.RowMapping) -> Series:
    groups = tuple(map(str, row["groups"]))
    draft = MeetingDraft(
        row["title"], groups, row["starts"], row["zone"], row["link"], "", row["duration"], row["place"], row["notes"],
        as_offsets(row["offsets"]),
    )  # fmt: skip
    pattern = Pattern(Every(row["every"]), row["apart"], row["starts"].date(), row["count"], row["anchor"])
    return Series(row["id"], draft, pattern, row["made"])


def _columns(draft: MeetingDraft, pattern: Pattern) -> dict[str, object]:
    return {
        "title": draft.title,
        "groups": list(draft.groups),
        "starts": draft.starts,
        "zone": draft.zone,
        "duration": draft.duration,
        "link": draft.link,
        "place": draft.place,
        "notes": draft.notes,
        "offsets": in_minutes(draft.reminders),
        "every": pattern.every.value,
        "apart": pattern.apart,
        "anchor": pattern.anchor,
        "count": pattern.count,
    }


async def add(
    tx: Transaction, draft: MeetingDraft, pattern: Pattern, made: int, by: int | None, now: datetime
) -> Series:  # fmt: skip
    """Keep a new series, `made` of whose meetings are rows already."""
    found = Series(0, draft, pattern, made)
    id_ = await tx.insert(
        sa.insert(meeting_series).values(
            **_columns(draft, pattern), made=made, next_at=found.due_at(made), made_by=by, made_at=now
        )
    )
    return Series(id_, draft, pattern, made)


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Series]:
    """These series by id."""
    rows = await tx.rows(sa.select(meeting_series).where(meeting_series.c.id.in_(list(ids))))
    return {row["id"]: _series(row) for row in rows}


async def find(tx: Transaction, id_: int) -> Series | None:
    """The series; None where there is none."""
    return (await many(tx, [id_])).get(id_)


async def find_to_change(tx: Transaction, id_: int) -> Series | None:
    """The series, which nobody else changes until the transaction ends: neither does the beat that makes its meetings."""
    row = await tx.row(sa.select(meeting_series).where(meeting_series.c.id == id_).with_for_update())
    return _series(row) if row else None


async def put(tx: Transaction, series: Series) -> None:
    """Keep the series as it is now: another draft, an earlier end, more of its meetings made."""
    await tx.write(
        sa.update(meeting_series)
        .where(meeting_series.c.id == series.id)
        .values(**_columns(series.draft, series.pattern), made=series.made, next_at=series.due_at(series.made))
    )


async def first_due(tx: Transaction, now: datetime) -> Series | None:
    """A series of which a meeting is to be made now."""
    query = sa.select(meeting_series).where(meeting_series.c.next_at <= now)
    query = query.order_by(meeting_series.c.next_at, meeting_series.c.id).limit(1).with_for_update()
    row = await tx.row(query)
    return _series(row) if row else None


DUE = earliest(meeting_series.c.next_at)
"""When a meeting of a series is made."""
