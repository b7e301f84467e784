"""Other times that were proposed for a meeting, and who could make which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.meetings import Meeting
from storage.store import Transaction
from storage.tables import proposal_answers, proposal_times, proposals
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


async def get(tx: Transaction, id_: int) -> Proposal | None:
    row = await tx.row(sa.select(proposals).where(proposals.c.id == id_))
    if row is None:
        return None
    query = sa.select(proposal_times.c.starts).where(proposal_times.c.proposal_id == id_)
    times = await tx.values(query.order_by(proposal_times.c.place))
    return Proposal(id_, row["meeting_id"], row["schedule"], tuple(times))


async def of_meeting(tx: Transaction, meeting: Meeting) -> Proposal | None:
    """What was proposed in the place of the meeting's present time."""
    query = sa.select(proposals.c.id).where(
        proposals.c.meeting_id == meeting.id, proposals.c.schedule == meeting.schedule
    )
    id_ = await tx.value(query)
    return await get(tx, id_) if id_ is not None else None


async def add(
    tx: Transaction, meeting: Meeting, times: Sequence[datetime], by: int | None, now: datetime
) -> Proposal | None:
    """Propose these times; None when something was proposed for this schedule already."""
    row: dict[str, object] = {
        "meeting_id": meeting.id, "schedule": meeting.schedule, "made_by": by, "made_at": now,
    }  # fmt: skip
    if not await insert_new(tx, proposals, [row]):
        return None
    query = sa.select(proposals.c.id).where(
        proposals.c.meeting_id == meeting.id, proposals.c.schedule == meeting.schedule
    )
    id_ = await tx.value(query)
    assert id_ is not None  # noqa: S101 - it was written just now
    rows: list[dict[str, object]] = [
        {"proposal_id": id_, "place": place, "starts": starts} for place, starts in enumerate(times)
    ]
    await tx.write(sa.insert(proposal_times), rows)
    return Proposal(id_, meeting.id, meeting.schedule, tuple(times))


async def answer(tx: Transaction, proposal: int, person: int, mask: int, now: datetime) -> None:
    """Keep which of the times someone could make: a bit for each."""
    row = {"proposal_id": proposal, "person_id": person, "mask": mask, "answered_at": now}
    await upsert(tx, proposal_answers, ["proposal_id", "person_id"], row)


async def mask_of(tx: Transaction, proposal: int, person: int) -> int | None:
    """Which of the times this person could make; None: they have not said."""
    query = sa.select(proposal_answers.c.mask).where(
        proposal_answers.c.proposal_id == proposal, proposal_answers.c.person_id == person
    )
    return await tx.value(query)


async def masks(tx: Transaction, proposal: int) -> dict[int, int]:
    """By person, which of the times they could make."""
    query = sa.select(proposal_answers).where(proposal_answers.c.proposal_id == proposal)
    return {row["person_id"]: row["mask"] for row in await tx.rows(query)}


async def all_of(tx: Transaction, meeting: int) -> list[Proposal]:
    """Everything that was ever proposed for this meeting."""
    ids = await tx.values(sa.select(proposals.c.id).where(proposals.c.meeting_id == meeting).order_by(proposals.c.id))
    found = [await get(tx, id_) for id_ in ids]
    return [proposal for proposal in found if proposal is not None]
