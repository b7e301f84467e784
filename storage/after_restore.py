"""A database that was put back to an earlier instant: what may have been sent since waits for a person, and whoever was erased
since is to be erased again."""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from council.people import Person
from storage.announcement_deliveries import SENDINGS
from storage.members import as_person
from storage.outbox import WAITING, State
from storage.tables import outbox, people, updates
from storage.transaction import Transaction

RESTORED = "restored"
"""The reason of a delivery that may have been sent before the database was put back."""


async def hold(tx: Transaction, now: datetime) -> None:
    """Have nothing go out by itself that may have gone out before: what is due, was under way, or was held back.

    Copies of announcements are of unknown outcome from now on, and are decided on in their report; others are held, see
    `held`. What is due later cannot have been sent. Redraws of cards stay, since they may be repeated; replies to what
    people wrote are given up.
    """
    under_way = outbox.c.state.in_([State.SENDING.value, State.HELD.value])
    due = sa.and_(outbox.c.state.in_(WAITING), sa.or_(outbox.c.due_at <= now, outbox.c.state == State.RETRY.value))
    first = sa.update(outbox).where(outbox.c.card_id.is_(None), sa.or_(due, under_way))
    of_announcement = outbox.c.kind.in_(SENDINGS)
    unknown: dict[str, object] = {"state": State.UNCERTAIN.value, "reason": RESTORED, "settled_at": now}
    await tx.write(first.where(of_announcement).values(**unknown))
    await tx.write(first.where(~of_announcement).values(state=State.HELD.value, reason=RESTORED))
    await tx.write(sa.update(updates).where(updates.c.answers.is_not(None)).values(answers=sa.null()))


_IS_HELD = sa.and_(outbox.c.state == State.HELD.value, outbox.c.reason == RESTORED)


@dataclass(frozen=True, slots=True)
class Held:
    """How many deliveries of a kind are held since the database was put back; when (UTC) the first and the last of them were
    due."""

    kind: str
    n: int
    first: datetime
    last: datetime


async def held(tx: Transaction) -> list[Held]:
    """What is held, by kind."""
    times = sa.func.count().label("n"), sa.func.min(outbox.c.due_at).label("first"), sa.func.max(outbox.c.due_at).label("last")
    query = sa.select(outbox.c.kind, *times).where(_IS_HELD).group_by(outbox.c.kind).order_by(outbox.c.kind)
    return [Held(row["kind"], row["n"], row["first"], row["last"]) for row in await tx.rows(query)]


async def unknown(tx: Transaction) -> int:
    """How many copies of announcements are of unknown outcome since the database was put back."""
    of_it = (outbox.c.state == State.UNCERTAIN.value, outbox.c.reason == RESTORED)
    return await tx.value(sa.select(sa.func.count()).select_from(outbox).where(*of_it)) or 0


async def decide(tx: Transaction, now: datetime, kinds: Collection[str], *, send: bool) -> int:
    """Have what is held of these kinds be sent, where it is still to be said, or not at all; how many deliveries."""
    tx.has_deliveries = True
    query = sa.update(outbox).where(_IS_HELD, outbox.c.kind.in_(list(kinds)))
    if send:
        anew: dict[str, object] = {"due_at": now, "waits_from": now, "reason": None, "attempts": 0}
        return await tx.write(query.values(state=State.PENDING.value, **anew))
    return await tx.write(query.values(state=State.CANCELLED.value, settled_at=now))


# -- marks of people who were erased: see bot/backups/marks.py


def mark_of(salt: bytes, person: int, created_at: datetime) -> str:
    """The mark of a row of `people`. It stays the same when the person is forgotten, and without the row tells nobody whose it
    is."""
    told = f"{person} {created_at.astimezone(UTC).isoformat(timespec='microseconds')}"
    return hmac.new(salt, told.encode(), hashlib.sha256).hexdigest()


_KEPT = sa.select(people.c.id, people.c.created_at)


async def forgotten_marks(tx: Transaction, salt: bytes) -> set[str]:
    """The marks of all who were forgotten."""
    rows = await tx.rows(_KEPT.where(people.c.forgotten_at.is_not(None)))
    return {mark_of(salt, row["id"], row["created_at"]) for row in rows}


async def to_forget_again(tx: Transaction, salt: bytes, marks: Collection[str]) -> list[Person]:
    """Those who have one of these marks, and are not forgotten here."""
    rows = await tx.rows(_KEPT.where(people.c.forgotten_at.is_(None)))
    found = [row["id"] for row in rows if mark_of(salt, row["id"], row["created_at"]) in marks]
    return [as_person(row) for id_ in found for row in await tx.rows(sa.select(people).where(people.c.id == id_))]
