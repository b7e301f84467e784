"""What was asked of whom about the follow-up of recommendations, and about items of the work plan: each once in a period."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from council.followup import LEAD, Asked
from storage.due_times import earliest
from storage.tables import followup_answers, followup_questions, followups, plan_items
from storage.transaction import Transaction
from storage.upserts import insert_new

DUE = earliest(followup_questions.c.nudge_at)
"""When somebody who has not answered is reminded."""

_ANSWERED = (
    sa.exists()
    .where(
        sa.or_(
            followup_answers.c.item_id == followup_questions.c.item_id,
            sa.and_(
                followup_answers.c.recommendation_id == followup_questions.c.recommendation_id,
                followup_answers.c.addressee == followup_questions.c.addressee,
            ),
        ),
        followup_answers.c.answered_at >= followup_questions.c.asked_at,
    )
    .correlate(followup_questions)
)
"""By whomever: who is asked the same as somebody who has answered is not reminded."""


async def ask(
    tx: Transaction, recommendation: int, period: str, whom: Collection[tuple[str, int]], now: datetime, nudge_at: datetime
) -> None:
    """Ask these people: (addressee, person). Whoever was asked the same in this period already is not asked again."""
    rows: list[dict[str, object]] = [
        {
            "recommendation_id": recommendation, "addressee": addressee, "person_id": person, "period": period,
            "asked_at": now, "nudge_at": nudge_at,
        }
        for addressee, person in sorted(whom)
    ]  # fmt: skip
    await insert_new(tx, followup_questions, rows)


async def ask_of_item(tx: Transaction, item: int, period: str, person: int, now: datetime, nudge_at: datetime) -> None:
    """Ask who sees to an item of the work plan, unless they were asked in this period already."""
    row: dict[str, object] = {
        "item_id": item, "addressee": LEAD, "person_id": person, "period": period, "asked_at": now, "nudge_at": nudge_at,
    }  # fmt: skip
    await insert_new(tx, followup_questions, [row])


async def find(tx: Transaction, id_: int, *, lock: bool = False) -> Asked | None:
    query = sa.select(followup_questions).where(followup_questions.c.id == id_)
    row = await tx.row(query.with_for_update() if lock else query)
    return _asked(row) if row else None


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Asked]:
    """These questions, by id."""
    query = sa.select(followup_questions).where(followup_questions.c.id.in_(list(ids)))
    return {row["id"]: _asked(row) for row in await tx.rows(query)}


async def of(tx: Transaction, recommendations: Collection[int], period: str | None = None) -> list[Asked]:
    """What was asked about these recommendations, in this period or (None) ever."""
    return await _about(tx, followup_questions.c.recommendation_id, recommendations, period)


async def of_items(tx: Transaction, items: Collection[int], period: str | None = None) -> list[Asked]:
    """The same about these items of the work plan."""
    return await _about(tx, followup_questions.c.item_id, items, period)


async def _about(tx: Transaction, of_what: sa.Column[int], ids: Collection[int], period: str | None) -> list[Asked]:
    query = sa.select(followup_questions).where(of_what.in_(list(ids)))
    if period is not None:
        query = query.where(followup_questions.c.period == period)
    return [_asked(row) for row in await tx.rows(query.order_by(followup_questions.c.id))]


async def answered(tx: Transaction, recommendation: int, addressee: str, person: int, period: str, now: datetime) -> int | None:
    """They have answered what they were asked in this period; the question, None if they were not."""
    mine = (
        followup_questions.c.recommendation_id == recommendation, followup_questions.c.addressee == addressee,
        followup_questions.c.person_id == person, followup_questions.c.period == period,
    )  # fmt: skip
    await tx.write(sa.update(followup_questions).where(*mine).values(answered_at=now, nudge_at=None))
    found: int | None = await tx.value(sa.select(followup_questions.c.id).where(*mine))
    return found


async def answered_of_item(tx: Transaction, item: int, person: int, period: str, now: datetime) -> None:
    """They have answered what they were asked about this item in this period, if they were."""
    mine = (followup_questions.c.item_id == item, followup_questions.c.person_id == person, followup_questions.c.period == period)
    await tx.write(sa.update(followup_questions).where(*mine).values(answered_at=now, nudge_at=None))


async def first_to_nudge(tx: Transaction, now: datetime) -> Asked | None:
    """The question about which somebody is to be reminded first, locked until this transaction ends."""
    query = sa.select(followup_questions).where(followup_questions.c.nudge_at <= now)
    query = query.order_by(followup_questions.c.nudge_at, followup_questions.c.id).limit(1)
    row = await tx.row(query.with_for_update(skip_locked=True))
    return _asked(row) if row else None


async def nudged(tx: Transaction, id_: int) -> None:
    """Nobody is reminded of it any more."""
    await tx.write(sa.update(followup_questions).where(followup_questions.c.id == id_).values(nudge_at=None))


async def silent(
    tx: Transaction, period: str, persons: Collection[int] | None = None, asked_by: datetime | None = None
) -> list[Asked]:
    """What was asked in this period and nobody has answered since, of follow-ups that go on and items of the work plan that
    are not dropped: of these people or (None) of all; asked at this instant (UTC) or before, if given."""
    query = (
        sa.select(followup_questions)
        .outerjoin(followups, followups.c.recommendation_id == followup_questions.c.recommendation_id)
        .outerjoin(plan_items, plan_items.c.id == followup_questions.c.item_id)
        .where(
            followup_questions.c.period == period, sa.not_(_ANSWERED), followups.c.ended_at.is_(None),
            plan_items.c.dropped_at.is_(None),
        )
    )  # fmt: skip
    if persons is not None:
        query = query.where(followup_questions.c.person_id.in_(list(persons)))
    if asked_by is not None:
        query = query.where(followup_questions.c.asked_at <= asked_by)
    return [_asked(row) for row in await tx.rows(query.order_by(followup_questions.c.id))]


def _asked(row: sa.RowMapping) -> Asked:
    return Asked(
        row["id"], row["recommendation_id"] or 0, row["addressee"], row["person_id"], row["period"], row["asked_at"],
        row["answered_at"], row["item_id"] or 0,
    )  # fmt: skip
