"""Reminders of all that waits for a person's answer: rows of the outbox whose subject is the person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.outbox import WAITING, State
from storage.tables import outbox
from storage.transaction import Transaction

KIND = "waiting"


def subject_of(person: int) -> str:
    """What such a reminder is about."""
    return f"person:{person}"


@dataclass(frozen=True, slots=True)
class Reminded:
    """When reminders were sent, or are being sent, to somebody, and when those are due that wait, by their rows (UTC)."""

    told: tuple[tuple[int, datetime], ...] = ()
    waiting: tuple[tuple[int, datetime], ...] = ()


async def of_many(tx: Transaction, people: Collection[int], since: datetime) -> dict[int, Reminded]:
    """The reminders of each of these people, those sent since then."""
    subjects = {subject_of(person): person for person in people}
    sent = sa.and_(
        outbox.c.state.in_((State.SENT.value, State.SENDING.value)),
        sa.func.coalesce(outbox.c.settled_at, outbox.c.due_at) > since,
    )
    query = sa.select(outbox.c.id, outbox.c.subject, outbox.c.state, outbox.c.due_at, outbox.c.settled_at).where(
        outbox.c.subject.in_(list(subjects)),
        outbox.c.kind == KIND,
        outbox.c.card_id.is_(None),
        sa.or_(outbox.c.state.in_(WAITING), sent),
    )
    found = dict.fromkeys(people, Reminded())
    for row in await tx.rows(query):
        person = subjects[row["subject"]]
        was, at = found[person], row["settled_at"] or row["due_at"]
        if row["state"] in WAITING:
            found[person] = Reminded(was.told, (*was.waiting, (row["id"], at)))
        else:
            found[person] = Reminded((*was.told, (row["id"], at)), was.waiting)
    return found


async def advance(tx: Transaction, row: int, due_at: datetime) -> None:
    """Have one that waits be due earlier."""
    tx.has_deliveries = True
    here = sa.and_(outbox.c.id == row, outbox.c.state.in_(WAITING))
    await tx.write(sa.update(outbox).where(here).values(due_at=due_at))
