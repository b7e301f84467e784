"""Objections on their way: raised, answered, upheld or withdrawn."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from council.findings import Finding, Found
from council.rounds import Answer, Objection, Position
from storage.tables import objection_answers, objections
from storage.transaction import Transaction


async def raise_(tx: Transaction, round_id: int, position: Position) -> tuple[int | None, int]:
    """Somebody objects; the ids of the objection of theirs that stood, if any, and of this one, which replaces it."""
    before = await settle(tx, round_id, position.person, position.taken_at)
    return before, await tx.insert(
        sa.insert(objections).values(
            round_id=round_id, person_id=position.person, version=position.version, harm=position.reason,
            remedy=position.remedy, raised_at=position.taken_at,
        )
    )  # fmt: skip


async def settle(tx: Transaction, round_id: int, person: int, now: datetime) -> int | None:
    """The person objects no more; the id of the objection that they had, or None."""
    theirs = (objections.c.round_id == round_id, objections.c.person_id == person, objections.c.withdrawn_at.is_(None))
    id_: int | None = await tx.value(sa.select(objections.c.id).where(*theirs))
    if id_ is None or not await tx.write(sa.update(objections).where(*theirs).values(withdrawn_at=now)):
        return None
    return id_


async def of_round(tx: Transaction, round_id: int) -> list[Objection]:
    """Every objection ever raised in the round, in order, with its answers."""
    return await _those(tx, objections.c.round_id == round_id)


async def of_rounds(tx: Transaction, rounds: Collection[int]) -> dict[int, list[Objection]]:
    """The same of several rounds, by round."""
    found: dict[int, list[Objection]] = {id_: [] for id_ in rounds}
    for objection in await _those(tx, objections.c.round_id.in_(list(rounds))) if rounds else []:
        found[objection.round].append(objection)
    return found


async def find(tx: Transaction, id_: int) -> Objection | None:
    return next(iter(await _those(tx, objections.c.id == id_)), None)


async def answer(tx: Transaction, objection: int, text: str, person: int, now: datetime) -> int:
    """Keep an answer; its id."""
    return await tx.insert(sa.insert(objection_answers).values(objection_id=objection, text=text, person_id=person, made_at=now))


async def keep_findings(tx: Transaction, round_id: int, found: Mapping[int, Found]) -> None:
    """Keep what was found of these objections, by id; of every one that was withdrawn before, that it was."""
    for id_, one in found.items():
        values = {"finding": one.finding.value, "finding_words": one.words}
        await tx.write(sa.update(objections).where(objections.c.id == id_).values(values))
    withdrawn = sa.update(objections).where(objections.c.round_id == round_id, objections.c.withdrawn_at.is_not(None))
    await tx.write(withdrawn.values(finding=Finding.WITHDRAWN.value))


async def uphold(tx: Transaction, objection: int, now: datetime) -> bool:
    """Its owner has read the answers and objects all the same; whether that is news."""
    return bool(
        await tx.write(
            sa.update(objection_answers)
            .where(objection_answers.c.objection_id == objection, objection_answers.c.upheld_at.is_(None))
            .values(upheld_at=now)
        )
    )


async def _those(tx: Transaction, which: sa.ColumnElement[bool]) -> list[Objection]:
    rows = await tx.rows(sa.select(objections).where(which).order_by(objections.c.id))
    if not rows:
        return []
    given: dict[int, list[Answer]] = defaultdict(list)
    query = sa.select(objection_answers).where(objection_answers.c.objection_id.in_([row["id"] for row in rows]))
    for row in await tx.rows(query.order_by(objection_answers.c.id)):
        made = Answer(row["id"], row["text"], row["person_id"], row["made_at"], row["upheld_at"])
        given[row["objection_id"]].append(made)
    return [
        Objection(
            row["id"], row["round_id"], row["person_id"], row["version"], row["harm"], row["remedy"],
            row["raised_at"], row["withdrawn_at"], tuple(given[row["id"]]),
            Found(Finding(row["finding"]), row["finding_words"]) if row["finding"] else None,
        )
        for row in rows
    ]  # fmt: skip
