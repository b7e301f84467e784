"""Reviews of what was adopted: set, decided, and what falls due of them."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from council.people import Role
from council.recommendations import FINAL
from council.reviews import Review, ReviewState
from storage.due_times import earliest
from storage.tables import recommendations, reviews, rounds
from storage.transaction import Transaction

_UNDECIDED = (ReviewState.OPEN.value, ReviewState.ENDING.value)

DUE = earliest(reviews.c.due_at)
"""When a chair is told, or something ends to which nobody has objected."""


def _review(row: sa.RowMapping) -> Review:
    return Review(row["id"], row["round_id"], row["day"], ReviewState(row["state"]), row["due_at"])


async def add(tx: Transaction, round_id: int, day: date, due_at: datetime | None) -> int:
    """A review of what this round has adopted; its id."""
    values = {"round_id": round_id, "day": day, "state": ReviewState.OPEN.value, "due_at": due_at}
    return await tx.insert(sa.insert(reviews).values(values))


async def find(tx: Transaction, id_: int, *, lock: bool = False) -> Review | None:
    query = sa.select(reviews).where(reviews.c.id == id_)
    row = await tx.row(query.with_for_update() if lock else query)
    return _review(row) if row else None


async def undecided_on(tx: Transaction, round_id: int) -> Review | None:
    """The review of what this round has adopted that is still to be decided."""
    query = sa.select(reviews).where(reviews.c.round_id == round_id, reviews.c.state.in_(_UNDECIDED))
    row = await tx.row(query.order_by(reviews.c.id.desc()).limit(1))
    return _review(row) if row else None


async def undecided_about(tx: Transaction, recommendation: int) -> Review | None:
    """The latest review of what any round has adopted of this recommendation that is still to be decided."""
    query = (
        sa.select(reviews)
        .join(rounds, rounds.c.id == reviews.c.round_id)
        .where(rounds.c.recommendation_id == recommendation, reviews.c.state.in_(_UNDECIDED))
        .order_by(reviews.c.id.desc())
        .limit(1)
    )
    row = await tx.row(query)
    return _review(row) if row else None


async def put_day(tx: Transaction, id_: int, day: date, due_at: datetime | None) -> None:
    """It is reviewed on this day instead."""
    await tx.write(sa.update(reviews).where(reviews.c.id == id_).values(day=day, due_at=due_at))


async def next_due(tx: Transaction, now: datetime) -> Review | None:
    """One that is due now, locked until this transaction ends."""
    query = sa.select(reviews).where(reviews.c.due_at <= now).order_by(reviews.c.due_at, reviews.c.id).limit(1)
    row = await tx.row(query.with_for_update())
    return _review(row) if row else None


async def due_by(tx: Transaction, groups: Collection[str] | None, day: date) -> list[Review]:
    """The reviews of what these groups, or (None) all, have adopted that are due by this day and still to be decided."""
    query = (
        sa.select(reviews)
        .join(rounds, rounds.c.id == reviews.c.round_id)
        .join(recommendations, recommendations.c.id == rounds.c.recommendation_id)
        .where(
            reviews.c.state.in_(_UNDECIDED),
            reviews.c.day <= day,
            recommendations.c.stage.not_in([stage.value for stage in FINAL]),
        )
    )
    if groups is not None:
        query = query.where(rounds.c.group_code.in_(list(groups)))
    return [_review(row) for row in await tx.rows(query.order_by(reviews.c.day, reviews.c.id))]


async def wait(tx: Transaction, id_: int, due_at: datetime | None) -> None:
    """It is due again then; None: no more."""
    await tx.write(sa.update(reviews).where(reviews.c.id == id_).values(due_at=due_at))


async def move(
    tx: Transaction, id_: int, state: ReviewState, now: datetime, *, due_at: datetime | None = None, note: str = "",
    by: int | None = None, role: Role | None = None,
) -> None:  # fmt: skip
    """It is in this state from now on, by the word of this person in this role (None: by itself)."""
    values: dict[str, object] = {"state": state.value, "due_at": due_at}
    if by is not None and role is not None:
        values |= {"decided_by": by, "role": role.value, "decided_at": now, "note": note}
    await tx.write(sa.update(reviews).where(reviews.c.id == id_).values(values))


async def note_of(tx: Transaction, id_: int) -> tuple[str, Role | None]:
    """Why it is to end, and in which role that was said."""
    row = await tx.row(sa.select(reviews.c.note, reviews.c.role).where(reviews.c.id == id_))
    return (row["note"], Role(row["role"]) if row["role"] else None) if row else ("", None)


async def supersede(tx: Transaction, recommendation: int, but: int) -> None:
    """What was adopted of this recommendation was amended by the round `but`: no other review of it is due any more."""
    earlier = sa.select(rounds.c.id).where(rounds.c.recommendation_id == recommendation, rounds.c.id != but)
    query = sa.update(reviews).where(reviews.c.round_id.in_(earlier), reviews.c.state.in_(_UNDECIDED))
    await tx.write(query.values(state=ReviewState.AMENDED.value, due_at=None))
