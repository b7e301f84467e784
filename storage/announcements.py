"""Announcements, and how their deliveries stand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.announcements import Announcement, AnnouncementState, Tally
from council.audiences import Whom, from_json, to_json
from storage.outbox import SUSPENDED, WAITING, State
from storage.store import Transaction
from storage.tables import announcements, chats, outbox


def _announcement(row: sa.RowMapping) -> Announcement:
    return Announcement(
        id=row["id"],
        author=row["author_id"],
        audience=from_json(row["audience"]),
        html=row["html"],
        state=AnnouncementState(row["state"]),
        published_at=row["published_at"],
        total=row["total"],
    )


async def add(tx: Transaction, author: int, audience: Whom, html: str, total: int, now: datetime) -> Announcement:
    """A new one, in state "freezing": none of its recipients' rows are written yet."""
    state = AnnouncementState.FREEZING
    values = {"author_id": author, "audience": to_json(audience), "html": html, "total": total}
    id_ = await tx.insert(sa.insert(announcements).values(**values, state=state.value, published_at=now))
    return Announcement(id_, author, audience, html, state, now, total)


async def get(tx: Transaction, announcement: int) -> Announcement | None:
    row = await tx.row(sa.select(announcements).where(announcements.c.id == announcement))
    return _announcement(row) if row else None


async def recent(tx: Transaction, limit: int) -> list[Announcement]:
    """The last `limit`, newest first."""
    query = sa.select(announcements).order_by(announcements.c.id.desc()).limit(limit)
    return [_announcement(row) for row in await tx.rows(query)]


async def in_state(tx: Transaction, state: AnnouncementState) -> list[Announcement]:
    """All in this state, oldest first."""
    query = sa.select(announcements).where(announcements.c.state == state.value).order_by(announcements.c.id)
    return [_announcement(row) for row in await tx.rows(query)]


@dataclass(frozen=True, slots=True)
class Freezing:
    """An announcement whose recipients' rows are being written; those of people up to the id `written_to` are."""

    announcement: Announcement
    written_to: int


async def next_freezing(tx: Transaction) -> Freezing | None:
    """The oldest one whose rows are not all written."""
    row = await tx.row(
        sa.select(announcements)
        .where(announcements.c.state == AnnouncementState.FREEZING.value)
        .order_by(announcements.c.id)
        .limit(1)
    )
    return Freezing(_announcement(row), row["written_to"]) if row else None


async def advance(tx: Transaction, freezing: Freezing, written_to: int) -> bool:
    """Note that rows up to this person are written; False when somebody else has got further or stopped it."""
    return bool(
        await tx.write(
            sa.update(announcements)
            .where(
                announcements.c.id == freezing.announcement.id,
                announcements.c.state == AnnouncementState.FREEZING.value,
                announcements.c.written_to == freezing.written_to,
            )
            .values(written_to=written_to)
        )
    )


async def move(
    tx: Transaction,
    announcement: int,
    before: Collection[AnnouncementState],
    to: AnnouncementState,
    *,
    total: int | None = None,
    done_at: datetime | None = None,
) -> bool:
    """Change its state (and total, and when it was done); False when it is in none of the states `before`."""
    values: dict[str, object] = {"state": to.value, "done_at": done_at}
    if total is not None:
        values["total"] = total
    return bool(
        await tx.write(
            sa.update(announcements)
            .where(announcements.c.id == announcement, announcements.c.state.in_([state.value for state in before]))
            .values(**values)
        )
    )


async def tally(tx: Transaction, subject: str, kind: str) -> Tally:
    """How the deliveries of this kind about this subject stand.

    One that was not tried because its chat was suspended is counted under the reason of that suspension.
    """
    reason = sa.case(
        (outbox.c.reason == SUSPENDED, sa.func.coalesce(chats.c.reason, SUSPENDED)),
        else_=sa.func.coalesce(outbox.c.reason, ""),
    )
    counted = (
        sa.select(outbox.c.state, reason.label("why"))
        .outerjoin(chats, chats.c.chat_id == outbox.c.chat_id)
        .where(outbox.c.subject == subject, outbox.c.kind == kind)
        .subquery()
    )
    query = sa.select(counted.c.state, counted.c.why, sa.func.count().label("n")).group_by(
        counted.c.state, counted.c.why
    )
    sums: dict[str, int] = {}
    by_reason: dict[str, dict[str, int]] = {State.DEAD.value: {}, State.CANCELLED.value: {}}
    for row in await tx.rows(query):
        sums[row["state"]] = sums.get(row["state"], 0) + row["n"]
        if row["state"] in by_reason:
            by_reason[row["state"]][row["why"]] = row["n"]
    return Tally(
        delivered=sums.get(State.SENT.value, 0),
        waiting=sum(sums.get(state, 0) for state in (*WAITING, State.SENDING.value)),
        uncertain=sums.get(State.UNCERTAIN.value, 0),
        failed=by_reason[State.DEAD.value],
        dropped=by_reason[State.CANCELLED.value],
    )
