"""The outbox: everything that the bot says unasked is a row here first, written with the change that causes it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from storage.store import Transaction
from storage.tables import FLIES, ONE_REDRAW, UNSURE, WAITS, Instant, cards, chats, holds, outbox
from storage.upserts import insert_from, insert_new


class Lane(IntEnum):
    """What goes first. A large broadcast never delays a reminder."""

    RECEIPTS = 0
    REMINDERS = 1
    ROUNDS = 2
    ANNOUNCEMENTS = 3
    NEWS = 4


class State(StrEnum):
    """pending -> sending -> sent | retry | dead | cancelled | uncertain. Held: set aside, to go on or to be cancelled."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"
    DEAD = "dead"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"
    HELD = "held"


WAITING = (State.PENDING.value, State.RETRY.value)

SET_BACK = timedelta(minutes=1)
"""By how much a clock must differ before it counts as set back; clocks of several machines differ by less."""

NO_CHAT = "not a chat id"
"""The reason of a delivery whose chat is no number, which nothing of ours writes."""

SUSPENDED = "suspended"
"""The reason of a delivery that was not tried because its chat refused an earlier one for good."""


@dataclass(frozen=True, slots=True)
class Order:
    """Something to deliver. `key` says what it is for: the same key is delivered once, ever. `thread`: a topic of a forum."""

    key: str
    kind: str
    subject: str
    lane: Lane
    chat: int
    person: int | None = None
    data: Mapping[str, int | str] = field(default_factory=dict)
    thread: int | None = None
    due_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed row. `message` (and of an album `more`) and `card` are set when a card that was sent earlier is to be
    redrawn."""

    id: int
    key: str
    kind: str
    subject: str
    lane: Lane
    chat: int
    person: int | None
    data: Mapping[str, int | str]
    attempts: int
    card: int | None = None
    message: int | None = None
    more: tuple[int, ...] = ()
    thread: int | None = None

    @property
    def subject_id(self) -> int:
        """The id of the thing that it is about: 17 of "meeting:17"."""
        return int(self.subject.rpartition(":")[2])


@dataclass(frozen=True, slots=True)
class Settled:
    """How a delivery ended, or when it is tried again (`due_at`)."""

    id: int
    state: State
    reason: str | None = None
    message: int | None = None
    due_at: datetime | None = None


async def queue(tx: Transaction, orders: Sequence[Order], now: datetime) -> int:
    """Write the rows of `orders` whose keys are new; how many those were."""
    tx.has_deliveries = True
    return await insert_new(
        tx,
        outbox,
        [
            {
                "key": order.key,
                "kind": order.kind,
                "subject": order.subject,
                "lane": int(order.lane),
                "chat_id": order.chat,
                "thread_id": order.thread,
                "person_id": order.person,
                "data": dict(order.data),
                "due_at": order.due_at or now,
                "waits_from": None if order.due_at and order.due_at > now else now,
                "expires_at": order.expires_at,
                "state": State.PENDING.value,
                "made_at": now,
            }
            for order in orders
        ],
    )


async def redraw(
    tx: Transaction,
    subject: str,
    now: datetime,
    kind: str | None = None,
    after: timedelta = timedelta(0),
    but: int | None = None,
    only: int | None = None,
    *,
    among: Collection[int] | None = None,
    lane: Lane = Lane.ROUNDS,
) -> None:
    """Have every posted card of `subject` redrawn, each at most once however often this is asked before it happens. It is
    redrawn as its first order said (`data`).

    Only cards of this `kind`, if given, `among` these by their ids, and those in the chat `only`; not the one in the chat
    `but`, which was just redrawn as an answer.
    """
    tx.has_deliveries = True
    due = now + after
    query = (
        sa.select(
            (sa.literal("redraw:") + sa.cast(cards.c.id, sa.Text) + sa.literal(f":{uuid4().hex}")).label("key"),
            cards.c.kind,
            cards.c.subject,
            sa.literal(int(lane), sa.Integer).label("lane"),
            cards.c.chat_id,
            cards.c.person_id,
            cards.c.id.label("card_id"),
            cards.c.data,
            sa.literal(due, Instant).label("due_at"),
            sa.literal(now, Instant).label("waits_from"),
            sa.literal(State.PENDING.value, sa.Text).label("state"),
            sa.literal(now, Instant).label("made_at"),
        )
        .where(cards.c.subject == subject)
        .order_by(cards.c.id)
    )
    if kind is not None:
        query = query.where(cards.c.kind == kind)
    if but is not None:
        query = query.where(cards.c.chat_id != but)
    if among is not None:
        query = query.where(cards.c.id.in_(list(among)))
    if only is not None:
        query = query.where(cards.c.chat_id == only)
    # Where one waits already it is touched, and so locked until this change commits: a dispatcher beside us must
    # not take it and draw the card as it was before.
    sooner = sa.and_(outbox.c.state == State.PENDING.value, outbox.c.due_at > due)
    changes = {"due_at": sa.case((sooner, sa.literal(due, Instant)), else_=outbox.c.due_at)}
    await insert_from(tx, outbox, query, changes, [outbox.c.card_id], ONE_REDRAW)


def _is_due(now: datetime) -> sa.ColumnElement[bool]:
    # What began to wait at an instant that is still to come saw a clock that was set back since: it has waited enough.
    return sa.or_(outbox.c.due_at <= now, outbox.c.waits_from > now + SET_BACK)


async def claim(tx: Transaction, now: datetime, run: str, limit: int, busy: Collection[int] = ()) -> list[Delivery]:
    """Take up to `limit` deliveries that are due, one a chat, highest lane first, and mark them as being sent.

    Rows that have expired, and rows of suspended chats, are settled here. `busy` chats are passed over, and so are rows
    that another transaction is just taking or changing, and what is held (`storage.holds`).
    """
    ready = (WAITS, _is_due(now), outbox.c.chat_id.not_in(list(busy)))
    any_held = await tx.value(sa.select(holds.c.subject).limit(1)) is not None
    query = (
        sa.select(
            outbox, chats.c.suspended_at, cards.c.message_id.label("card_message"), cards.c.more.label("card_more")
        )
        .outerjoin(chats, chats.c.chat_id == outbox.c.chat_id)
        .outerjoin(cards, cards.c.id == outbox.c.card_id)
        .where(*ready, *(_not_held(ready) if any_held else ()))
        .order_by(*_ORDER)
        .limit(limit * 4)
        .with_for_update(of=outbox, skip_locked=True)  # SQLite has one writer, and leaves this out
    )
    taken: list[Delivery] = []
    refused: list[Settled] = []
    seen: set[int] = set()
    for row in await tx.rows(query):
        if not isinstance(row["chat_id"], int):
            refused.append(Settled(row["id"], State.DEAD, NO_CHAT))
        elif row["expires_at"] is not None and row["expires_at"] <= now:
            refused.append(Settled(row["id"], State.CANCELLED, "expired"))
        elif row["suspended_at"] is not None:
            refused.append(Settled(row["id"], State.DEAD, SUSPENDED))
        elif row["chat_id"] not in seen and len(taken) < limit:
            seen.add(row["chat_id"])
            taken.append(_delivery(row, row["attempts"] + 1, row["card_message"], row["card_more"]))
    if taken:
        await tx.write(
            sa.update(outbox)
            .where(outbox.c.id.in_([delivery.id for delivery in taken]))
            .values(state=State.SENDING.value, attempts=outbox.c.attempts + 1, run=run)
        )
    await settle(tx, refused, now)
    return taken


LOOKED_THROUGH = 2000
"""Among how many rows something is looked for that may be sent, while others are held and not set aside yet."""


def _not_held(ready: Sequence[sa.ColumnElement[bool] | sa.TextClause]) -> Sequence[sa.ColumnElement[bool]]:
    """What is held, save redraws of what people have, is passed over, however much it is."""
    first = sa.select(outbox.c.id).where(*ready).order_by(*_ORDER).limit(LOOKED_THROUGH)
    is_held = sa.exists().where(holds.c.subject == outbox.c.subject, holds.c.kind == outbox.c.kind)
    return outbox.c.id.in_(first), sa.or_(outbox.c.card_id.is_not(None), ~is_held)


_ORDER = (outbox.c.lane, outbox.c.due_at, outbox.c.id)


def _delivery(
    row: sa.RowMapping, attempts: int, message: int | None = None, more: Sequence[int] | None = None
) -> Delivery:
    return Delivery(
        row["id"], row["key"], row["kind"], row["subject"], Lane(row["lane"]), row["chat_id"], row["person_id"],
        row["data"], attempts, row["card_id"], message, tuple(more or ()), row["thread_id"],
    )  # fmt: skip


_ENDED = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("row"))
    .values(
        state=sa.bindparam("to"),
        reason=sa.bindparam("why"),
        message_id=sa.func.coalesce(sa.bindparam("message", type_=sa.BigInteger), outbox.c.message_id),
        settled_at=sa.bindparam("at"),
    )
)

_AGAIN = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("row"))
    .values(
        state=State.RETRY.value, reason=sa.bindparam("why"), due_at=sa.bindparam("due"), waits_from=sa.bindparam("at")
    )
)


async def settle(tx: Transaction, results: Sequence[Settled], now: datetime) -> None:
    """Write down how deliveries ended. A redraw to be tried again gives way to a newer one that waits already."""
    again = [result for result in results if result.state is State.RETRY]
    await _end(tx, [result for result in results if result.state is not State.RETRY], now)
    try:
        await _try_again(tx, again, now)
    except IntegrityError:  # rare, and then one by one
        for result in again:
            try:
                await _try_again(tx, [result], now)
            except IntegrityError:
                await _end(tx, [Settled(result.id, State.CANCELLED, "superseded")], now)


async def still_there(tx: Transaction, ids: Collection[int]) -> set[int]:
    """Which of these rows there still are: whoever is forgotten while a message is on its way takes its row with them."""
    return set(await tx.values(sa.select(outbox.c.id).where(outbox.c.id.in_(list(ids))))) if ids else set()


async def _end(tx: Transaction, results: Sequence[Settled], now: datetime) -> None:
    rows: list[dict[str, object]] = [
        {"row": r.id, "to": r.state.value, "why": r.reason, "message": r.message, "at": now} for r in results
    ]
    if rows:
        await tx.write(_ENDED, rows)


async def _try_again(tx: Transaction, results: Sequence[Settled], now: datetime) -> None:
    rows: list[dict[str, object]] = [{"row": r.id, "why": r.reason, "due": r.due_at or now, "at": now} for r in results]
    if rows:
        async with tx.savepoint():
            await tx.write(_AGAIN, rows)


async def abandoned(tx: Transaction, run: str) -> list[Delivery]:
    """Rows that another run of the program had in flight when it ended: whether they arrived is not known."""
    return await _in_flight(tx, outbox.c.run != run)


async def claimed_by(tx: Transaction, run: str) -> list[Delivery]:
    """Rows that this run of the program has in flight, as the database sees it."""
    return await _in_flight(tx, outbox.c.run == run)


async def _in_flight(tx: Transaction, whose: sa.ColumnElement[bool]) -> list[Delivery]:
    query = sa.select(outbox).where(FLIES, whose)
    return [_delivery(row, row["attempts"]) for row in await tx.rows(query)]


async def next_due(tx: Transaction, after: datetime) -> datetime | None:
    """The earliest instant later than `after` at which something that waits falls due."""
    return await tx.value(sa.select(sa.func.min(outbox.c.due_at)).where(WAITS, outbox.c.due_at > after))


async def idle(tx: Transaction, now: datetime) -> bool:
    """Whether nothing is due or in flight at `now`."""
    due = sa.select(outbox.c.id).where(WAITS, _is_due(now)).limit(1)
    flying = sa.select(outbox.c.id).where(FLIES).limit(1)
    return await tx.value(due) is None and await tx.value(flying) is None


async def cancel(
    tx: Transaction, subject: str, kind: str, reason: str, now: datetime, person: int | None = None
) -> int:
    """Cancel what still waits of this kind about this subject; only what is for this person, if given."""
    query = sa.update(outbox).where(outbox.c.subject == subject, outbox.c.kind == kind, outbox.c.state.in_(WAITING))
    if person is not None:
        query = query.where(outbox.c.person_id == person)
    return await tx.write(query.values(state=State.CANCELLED.value, reason=reason, settled_at=now))


async def under_way(tx: Transaction, subject: str, but: Collection[str] = ()) -> bool:
    """Whether anything about this subject still waits or is in flight, `but` for these kinds; redraws of cards do not
    count."""
    query = sa.select(outbox.c.id).where(
        outbox.c.subject == subject,
        outbox.c.kind.not_in(list(but)),
        outbox.c.state.in_((*WAITING, State.SENDING.value, State.HELD.value)),
        outbox.c.card_id.is_(None),
    )
    return await tx.value(query.limit(1)) is not None


def _unsent(subject: str, kind: str) -> sa.Select[int | None, int, dict[str, int | str]]:
    of_it = (outbox.c.subject == subject, outbox.c.kind == kind, outbox.c.card_id.is_(None))
    query = sa.select(outbox.c.person_id, outbox.c.chat_id, outbox.c.data)
    return query.where(*of_it, outbox.c.state.in_(WAITING)).order_by(outbox.c.id.desc())


async def waiting(tx: Transaction, subject: str, kind: str) -> dict[int, Mapping[str, int | str]]:
    """Who has not been sent their message of this kind about this subject yet, each with its data; redraws apart."""
    query = _unsent(subject, kind).where(outbox.c.person_id.is_not(None))
    return {row["person_id"]: row["data"] for row in await tx.rows(query)}


async def waiting_in_chats(tx: Transaction, subject: str, kind: str) -> dict[int, Mapping[str, int | str]]:
    """The same of chats that are nobody's own, by chat."""
    query = _unsent(subject, kind).where(outbox.c.person_id.is_(None))
    return {row["chat_id"]: row["data"] for row in await tx.rows(query)}


async def counts(tx: Transaction, subject: str, kind: str) -> dict[tuple[State, str], int]:
    """How many deliveries of this kind about this subject are in each state, by reason ("" where there is none)."""
    return (await counts_of_many(tx, [subject], kind)).get(subject, {})


async def counts_of_many(
    tx: Transaction, subjects: Collection[str], kind: str
) -> dict[str, dict[tuple[State, str], int]]:
    """The same for each of these subjects."""
    query = (
        sa.select(outbox.c.subject, outbox.c.state, outbox.c.reason, sa.func.count().label("n"))
        .where(outbox.c.subject.in_(list(subjects)), outbox.c.kind == kind)
        .group_by(outbox.c.subject, outbox.c.state, outbox.c.reason)
    )
    found: dict[str, dict[tuple[State, str], int]] = {}
    for row in await tx.rows(query):
        found.setdefault(row["subject"], {})[State(row["state"]), row["reason"] or ""] = row["n"]
    return found


async def uncertain(tx: Transaction) -> int:
    """How many deliveries wait for a person to decide, because nobody knows whether they arrived."""
    return await tx.value(sa.select(sa.func.count()).select_from(outbox).where(UNSURE)) or 0
