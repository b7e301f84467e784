"""What becomes of adopted recommendations: their follow-ups, measures, and what was answered."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa

from council.followup import Answer, Change, Changed, Evidence, FollowUp, Measure, State
from council.measures import MeasureDraft
from council.reviews import ReviewState
from storage.due_times import earliest
from storage.tables import (
    followup_addressees,
    followup_answers,
    followup_changes,
    followups,
    measures,
    recommendations,
    reviews,
    rounds,
)
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


DUE = earliest(followups.c.ask_at)
"""When it is asked next what became of one."""


async def first_due(tx: Transaction, now: datetime) -> int | None:
    """The recommendation of which it is to be asked first, locked until this transaction ends."""
    query = sa.select(followups.c.recommendation_id).where(followups.c.ask_at <= now)
    query = query.order_by(followups.c.ask_at, followups.c.recommendation_id).limit(1)
    found: int | None = await tx.value(query.with_for_update(skip_locked=True))
    return found


async def put(tx: Transaction, recommendation: int, **changes: int | str | datetime | None) -> None:
    """Change columns of a follow-up: `lead_id`, `indicator`, `ask_at`, `ended_at`."""
    await tx.write(sa.update(followups).where(followups.c.recommendation_id == recommendation).values(**changes))


async def address(tx: Transaction, recommendation: int, addressee: str) -> None:
    """It is addressed to this one too."""
    await insert_new(tx, followup_addressees, [{"recommendation_id": recommendation, "addressee": addressee}])


async def address_no_more(tx: Transaction, recommendation: int, addressee: str) -> None:
    mine = (followup_addressees.c.recommendation_id == recommendation, followup_addressees.c.addressee == addressee)
    await tx.write(sa.delete(followup_addressees).where(*mine))


async def add_measure(tx: Transaction, recommendation: int, draft: MeasureDraft, by: int | None, now: datetime) -> int:
    """A new measure; its id."""
    values = {
        "recommendation_id": recommendation, "what": draft.what, "addressee": draft.addressee, "who": draft.who,
        "due": draft.due, "state": State.NOT_BEGUN.value, "made_by": by, "made_at": now,
    }  # fmt: skip
    return await tx.insert(sa.insert(measures).values(values))


async def put_measure(tx: Transaction, id_: int, **changes: str | date | datetime) -> None:
    """Change columns of a measure: `what`, `addressee`, `who`, `due`, `state`, `dropped_at`."""
    await tx.write(sa.update(measures).where(measures.c.id == id_).values(**changes))


async def measure_of(tx: Transaction, id_: int) -> int | None:
    """The recommendation to which this measure belongs."""
    found: int | None = await tx.value(sa.select(measures.c.recommendation_id).where(measures.c.id == id_))
    return found


async def answer(tx: Transaction, recommendation: int | None, said: Answer, item: int | None = None) -> None:
    """Keep an answer; it is the last one of its addressee, or of this item of the work plan."""
    values = {
        "recommendation_id": recommendation, "item_id": item, "addressee": said.addressee, "person_id": said.person,
        "state": said.state.value,
        "words": said.words, "link": said.evidence.link, "file_id": said.evidence.file_id,
        "file_name": said.evidence.file_name, "answered_at": said.at,
    }  # fmt: skip
    await tx.write(sa.insert(followup_answers).values(values))


async def answers_of(tx: Transaction, recommendation: int) -> list[Answer]:
    """Everything that was ever answered, the first first."""
    return [_answer(row) for row in await tx.rows(_of(followup_answers, [recommendation], followup_answers.c.id))]


async def answers_of_items(tx: Transaction, items: Collection[int]) -> dict[int, list[Answer]]:
    """What was ever answered about these items of the work plan, the first first; items without are left out."""
    query = sa.select(followup_answers).where(followup_answers.c.item_id.in_(list(items))).order_by(followup_answers.c.id)
    found: dict[int, list[Answer]] = {}
    for row in await tx.rows(query):
        found.setdefault(row["item_id"], []).append(_answer(row))
    return found


async def note(tx: Transaction, recommendation: int, change: Change) -> None:
    """Write a change into the history."""
    values = {
        "recommendation_id": recommendation, "kind": change.kind.value, "was": change.was, "now": change.now,
        "changed_by": change.person, "changed_at": change.at,
    }  # fmt: skip
    await tx.write(sa.insert(followup_changes).values(values))


async def changes_of(tx: Transaction, recommendation: int) -> list[Change]:
    """Everything that was ever changed, the first first."""
    rows = await tx.rows(_of(followup_changes, [recommendation], followup_changes.c.id))
    return [Change(Changed(row["kind"]), row["was"], row["now"], row["changed_by"], row["changed_at"]) for row in rows]


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
    undecided = (
        sa.select(rounds.c.recommendation_id, reviews.c.day)
        .join(rounds, rounds.c.id == reviews.c.round_id)
        .where(rounds.c.recommendation_id.in_(ids), reviews.c.state == ReviewState.OPEN.value)
        .order_by(reviews.c.id)
    )
    due = {row["recommendation_id"]: row["day"] for row in await tx.rows(undecided)}
    return [
        FollowUp(
            id_, row["round_id"], row["number"], row["title"], row["group_code"], row["year"], row["closed_at"], row["lead_id"],
            row["indicator"], tuple(addressed[id_]), tuple(to_do[id_]), tuple(last[id_].values()), due.get(id_),
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
    return Answer(
        row["addressee"], State(row["state"]), row["words"], evidence, row["person_id"], row["answered_at"], row["public"],
        row["id"],
    )  # fmt: skip
