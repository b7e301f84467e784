"""What readers say about the program's texts, and the corrected texts."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from council.translations import Correction, Forms, Remark
from storage.tables import text_corrections, text_remarks
from storage.transaction import Transaction


def _remark(row: sa.RowMapping) -> Remark:
    return Remark(
        row["id"],
        row["person_id"],
        row["language"],
        row["key"],
        row["words"],
        row["made_at"],
        row["decided_at"],
        row["corrected"],
    )


def _correction(row: sa.RowMapping) -> Correction:
    return Correction(
        row["id"], row["language"], row["key"], row["context"], row["message"], tuple(row["forms"]), row["made_at"],
        row["ended_at"],
    )  # fmt: skip


# -- remarks


async def add_remark(tx: Transaction, person: int, language: str, key: str, words: str, now: datetime) -> Remark:
    """A reader's remark about the text that this key stands for."""
    values = {"person_id": person, "language": language, "key": key, "words": words, "made_at": now}
    return Remark(await tx.insert(sa.insert(text_remarks).values(values)), person, language, key, words, now)


async def find_remark(tx: Transaction, id_: int, *, lock: bool = False) -> Remark | None:
    """A remark. With `lock`, nobody else decides on it until this transaction ends."""
    query = sa.select(text_remarks).where(text_remarks.c.id == id_)
    row = await tx.row(query.with_for_update() if lock else query)
    return _remark(row) if row else None


async def open_remarks(tx: Transaction, person: int | None = None) -> list[Remark]:
    """Those on which nobody has decided yet, of everybody or of one person, the oldest first."""
    query = sa.select(text_remarks).where(text_remarks.c.decided_at.is_(None))
    if person is not None:
        query = query.where(text_remarks.c.person_id == person)
    return [_remark(row) for row in await tx.rows(query.order_by(text_remarks.c.id))]


async def decide(tx: Transaction, ids: Collection[int], by: int | None, now: datetime, *, corrected: bool) -> None:
    """Keep that these remarks are decided on."""
    values = {"decided_at": now, "decided_by": by, "corrected": corrected}
    await tx.write(sa.update(text_remarks).where(text_remarks.c.id.in_(list(ids))).values(values))


# -- corrections

_VALID = text_corrections.c.ended_at.is_(None)


async def put(
    tx: Transaction, language: str, key: str, source: tuple[str, str], forms: Forms, by: int | None, now: datetime
) -> Correction:
    """Say a text so from now on; what was said in its place before ends. `source`: its context and English."""
    values = {
        "language": language, "key": key, "context": source[0], "message": source[1], "forms": list(forms), "made_at": now,
        "made_by": by,
    }  # fmt: skip
    same = sa.and_(_VALID, text_corrections.c.language == language, text_corrections.c.key == key)
    for last in (False, True):
        await tx.write(sa.update(text_corrections).where(same).values(ended_at=now))
        try:
            async with tx.savepoint():
                id_ = await tx.insert(sa.insert(text_corrections).values(values))
            break
        except IntegrityError:  # somebody else has corrected it at the same time: theirs ends at once
            if last:
                raise
    return Correction(id_, language, key, *source, tuple(forms), now)


async def end(tx: Transaction, id_: int, now: datetime) -> bool:
    """Say the catalog's text again; False when this correction has ended already."""
    return bool(await tx.write(sa.update(text_corrections).where(text_corrections.c.id == id_, _VALID).values(ended_at=now)))


async def find(tx: Transaction, id_: int) -> Correction | None:
    """A correction, also one that has ended."""
    row = await tx.row(sa.select(text_corrections).where(text_corrections.c.id == id_))
    return _correction(row) if row else None


async def valid(tx: Transaction, language: str | None = None) -> Sequence[Correction]:
    """What is said in place of the catalogs, in one language or all, the latest first."""
    query = sa.select(text_corrections).where(_VALID)
    if language is not None:
        query = query.where(text_corrections.c.language == language)
    return [_correction(row) for row in await tx.rows(query.order_by(text_corrections.c.id.desc()))]


async def state(tx: Transaction) -> tuple[int, int]:
    """A pair of numbers that is another one whenever other corrections are valid."""
    last = sa.func.coalesce(sa.func.max(text_corrections.c.id), 0).label("last")
    row = await tx.row(sa.select(last, sa.func.count(text_corrections.c.ended_at).label("ended")))
    return (row["last"], row["ended"]) if row else (0, 0)
