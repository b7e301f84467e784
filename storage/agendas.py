"""The versions of meetings' agendas."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from council.agenda import Agenda
from storage.meetings import is_ahead
from storage.tables import agendas, meetings
from storage.transaction import Transaction


def _agenda(row: sa.RowMapping) -> Agenda:
    return Agenda(row["version"], row["link"], row["file_id"], row["file_name"], tuple(map(str, row["items"])), row["note"])


async def add(tx: Transaction, meeting: int, agenda: Agenda, by: int | None, now: datetime) -> Agenda:
    """Keep another version; it, with its number."""
    query = sa.select(sa.func.max(agendas.c.version)).where(agendas.c.meeting_id == meeting)
    new = replace(agenda, version=(await tx.value(query) or 0) + 1)
    await tx.write(
        sa.insert(agendas).values(
            meeting_id=meeting, version=new.version, link=new.link, file_id=new.file_id, file_name=new.file_name,
            items=list(new.items), note=new.note, made_by=by, made_at=now,
        )
    )  # fmt: skip
    return new


async def of_many(tx: Transaction, ids: Collection[int]) -> Mapping[int, Sequence[Agenda]]:
    """All versions of these meetings' agendas, the earliest first; meetings that never had one are left out."""
    query = sa.select(agendas).where(agendas.c.meeting_id.in_(list(ids))).order_by(agendas.c.version)
    found: dict[int, list[Agenda]] = {}
    for row in await tx.rows(query):
        found.setdefault(row["meeting_id"], []).append(_agenda(row))
    return found


async def latest_of(tx: Transaction, ids: Collection[int]) -> Mapping[int, Agenda]:
    """These meetings' agendas as they are now, which may be that one was taken back; as above."""
    return {id_: versions[-1] for id_, versions in (await of_many(tx, ids)).items()}


async def latest(tx: Transaction, meeting: int) -> Agenda | None:
    """The agenda as it is now, which may be that it was taken back; None where there never was one."""
    return (await latest_of(tx, [meeting])).get(meeting)


async def missing(tx: Transaction, now: datetime, within: timedelta) -> list[int]:
    """The meetings that begin within this time and have no agenda now, the next one first."""
    later = agendas.alias()
    newer = sa.select(later.c.version).where(later.c.meeting_id == agendas.c.meeting_id, later.c.version > agendas.c.version)
    given = sa.select(agendas.c.meeting_id).where(
        agendas.c.meeting_id == meetings.c.id,
        sa.not_(newer.exists()),
        sa.or_(agendas.c.link != "", agendas.c.file_id != "", sa.cast(agendas.c["items"], sa.Text) != "[]"),
    )
    query = (
        sa.select(meetings.c.id)
        .where(is_ahead(now), meetings.c.starts_at <= now + within, sa.not_(given.exists()))
        .order_by(meetings.c.starts_at, meetings.c.id)
    )
    return await tx.values(query)
