"""Other times that were proposed for a meeting, and who could make which."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.meetings import Meeting
from storage.tables import proposal_answers, proposal_times, proposals
from storage.transaction import Transaction
from storage.upserts import insert_new, upsert


@dataclass(frozen=True, slots=True)
class Proposal:
    """Other times for one schedule of a meeting: naive wall-clock times in the meeting's zone."""

    id: int
    meeting: int
    schedule: int
    times: tuple[datetime, ...]

    @property
    def subject(self) -> str:
        """Its name in the outbox and the audit log."""
        return f"times:{self.id}"

    def open(self, meeting: Meeting, now: datetime) -> bool:
        """Whether it still asks: the meeting is ahead, at the time that it was asked about."""
        return meeting.ahead(now) and meeting.schedule == self.schedule


async def _list(tx: Transaction, where: sa.ColumnElement[bool]) -> list[Proposal]:
    rows = await tx.rows(sa.select(proposals).where(where).order_by(proposals.c.id))
    times: dict[int, list[datetime]] = {row["id"]: [] for row in rows}
    query = sa.select(proposal_times).where(proposal_times.c.proposal_id.in_(list(times)))
    for row in await tx.rows(query.order_by(proposal_times.c.place)) if rows else ():
        times[row["proposal_id"]].append(row["starts"])
    return [Proposal(row["id"], row["meeting_id"], row["schedule"], tuple(times[row["id"]])) for row in rows]


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Proposal]:
    """These proposals by id."""
    return {one.id: one for one in await _list(tx, proposals.c.id.in_(list(ids)))}


async def find(tx: Transaction, id_: int) -> Proposal | None:
    """The proposal; None where there is none."""
    return (await many(tx, [id_])).get(id_)


async def of_meeting(tx: Transaction, meeting: Meeting) -> Proposal | None:
    """What was proposed in the place of the meeting's present time."""
    now = sa.and_(proposals.c.meeting_id == meeting.id, proposals.c.schedule == meeting.schedule)
    return next(iter(await _list(tx, now)), None)


async def add(tx: Transaction, meeting: Meeting, times: Sequence[datetime], by: int | None, now: datetime) -> Proposal | None:
    """Propose these times; None when something was proposed for this schedule already."""
    row: dict[str, object] = {"meeting_id": meeting.id, "schedule": meeting.schedule, "made_by": by, "made_at": now}
    if not await insert_new(tx, proposals, [row]):
        return None
    query = sa.select(proposals.c.id)
    id_ = await tx.value(query.where(proposals.c.meeting_id == meeting.id, proposals.c.schedule == meeting.schedule))
    assert id_ is not None  # noqa: S101 - it was written just now
    rows: list[dict[str, object]] = [{"proposal_id": id_, "place": place, "starts": starts} for place, starts in enumerate(times)]
    await tx.write(sa.insert(proposal_times), rows)
    return Proposal(id_, meeting.id, meeting.schedule, tuple(times))


async def answer(tx: Transaction, proposal: int, person: int, mask: int, now: datetime) -> None:
    """Keep which of the times someone could make: a bit for each."""
    row = {"proposal_id": proposal, "person_id": person, "mask": mask, "answered_at": now}
    await upsert(tx, proposal_answers, ["proposal_id", "person_id"], row)


async def masks_of_many(tx: Transaction, ids: Collection[int]) -> dict[int, dict[int, int]]:
    """Which of the times each person could make, a bit for each: by proposal and person; those who have not said are
    left out."""
    found: dict[int, dict[int, int]] = {id_: {} for id_ in ids}
    query = sa.select(proposal_answers).where(proposal_answers.c.proposal_id.in_(list(ids)))
    for row in await tx.rows(query):
        found[row["proposal_id"]][row["person_id"]] = row["mask"]
    return found


async def masks(tx: Transaction, proposal: int) -> dict[int, int]:
    """The same of one proposal, by person."""
    return (await masks_of_many(tx, [proposal]))[proposal]


async def all_of(tx: Transaction, meeting: int) -> list[Proposal]:
    """Everything that was ever proposed for this meeting."""
    return await _list(tx, proposals.c.meeting_id == meeting)
