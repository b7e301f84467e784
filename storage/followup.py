"""What becomes of adopted recommendations: their follow-ups, measures, and what was answered."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from council.followup import Answer, Evidence, FollowUp, Measure, State
from council.reviews import ReviewState
from storage.tables import followup_addressees, followup_answers, followups, measures, recommendations, reviews, rounds
from storage.transaction import Transaction
from storage.upserts import insert_new

_ALL = (
    sa.select(
        followups,
        recommendations.c.number,
        recommendations.c.title,
        recommendations.c.group_code,
        recommendations.c.year,
        rounds.c.closed_at,
    )
    .join(recommendations, recommendations.c.id == followups.c.recommendation_id)
    .join(rounds, rounds.c.id == followups.c.round_id)
    .order_by(recommendations.c.group_code, recommendations.c.year, recommendations.c.serial)
)


async def begin(tx: Transaction, recommendation: int, round_: int, lead: int | None, ask_at: datetime, now: datetime) -> bool:
    """Follow this recommendation from now on, or anew what this round has adopted in its place; whether it is new."""
    row: dict[str, object] = {
        "recommendation_id": recommendation, "round_id": round_, "lead_id": lead, "ask_at": ask_at, "made_at": now,
    }  # fmt: skip
    if await insert_new(tx, followups, [row]):
        return True
    query = sa.update(followups).where(followups.c.recommendation_id == recommendation)
    await tx.write(query.values(round_id=round_, ask_at=ask_at, ended_at=None))
    return False


async def find(tx: Transaction, recommendation: int, *, lock: bool = False) -> FollowUp | None:
    """The follow-up of this recommendation. With `lock`, nobody else changes it until this transaction ends."""
    query = _ALL.where(followups.c.recommendation_id == recommendation)
    found = await _read(tx, query.with_for_update(of=followups) if lock else query)
    return found[0] if found else None


async def many(tx: Transaction, recommendations_: Collection[int]) -> dict[int, FollowUp]:
    """The follow-ups of these recommendations, by recommendation; those that have none are left out."""
    found = await _read(tx, _ALL.where(followups.c.recommendation_id.in_(list(recommendations_))))
    return {one.recommendation: one for one in found}


async def of_groups(tx: Transaction, groups: Collection[str] | None) -> list[FollowUp]:
    """All follow-ups of these groups' recommendations, or (None) of all groups', by number."""
    return await _read(tx, _ALL if groups is None else _ALL.where(recommendations.c.group_code.in_(list(groups))))


async def _read(tx: Transaction, query: sa.Select[tuple[object, ...]]) -> list[FollowUp]:
    rows = await tx.rows(query)
    ids = [row["recommendation_id"] for row in rows]
    addressed: dict[int, list[str]] = {id_: [] for id_ in ids}
    for row in await tx.rows(_of(followup_addressees, ids, followup_addressees.c.addressee)):
        addressed[row["recommendation_id"]].append(row["addressee"])
    to_do: dict[int, list[Measure]] = {id_: [] for id_ in ids}
    for row in await tx.rows(_of(measures, ids, measures.c.due, measures.c.id)):
        to_do[row["recommendation_id"]].append(_measure(row))
    last: dict[int, dict[str, Answer]] = {id_: {} for id_ in ids}
    for row in await tx.rows(_of(followup_answers, ids, followup_answers.c.id)):
        last[row["recommendation_id"]][row["addressee"]] = _answer(row)
    undecided = sa.select(reviews.c.round_id, reviews.c.day).where(
        reviews.c.round_id.in_([row["round_id"] for row in rows]), reviews.c.state == ReviewState.OPEN.value
    )
    due = {row["round_id"]: row["day"] for row in await tx.rows(undecided)}
    return [
        FollowUp(
            id_, row["round_id"], row["number"], row["title"], row["group_code"], row["year"], row["closed_at"], row["lead_id"],
            row["indicator"], tuple(addressed[id_]), tuple(to_do[id_]), tuple(last[id_].values()), due.get(row["round_id"]),
            row["ended_at"] is not None,
        )
        for id_, row in zip(ids, rows, strict=True)
    ]  # fmt: skip


def _of(table: sa.Table, ids: Collection[int], *order: sa.Column[object]) -> sa.Select[tuple[object, ...]]:
    return sa.select(table).where(table.c.recommendation_id.in_(list(ids))).order_by(*order)


def _measure(row: sa.RowMapping) -> Measure:
    dropped = row["dropped_at"] is not None
    return Measure(row["id"], row["what"], row["addressee"], row["who"], row["due"], State(row["state"]), dropped)


def _answer(row: sa.RowMapping) -> Answer:
    evidence = Evidence(row["link"], row["file_id"], row["file_name"])
    return Answer(row["addressee"], State(row["state"]), row["words"], evidence, row["person_id"], row["answered_at"])
