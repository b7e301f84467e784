"""The outbox: every message that the bot sends unasked is first a row here, written in the transaction that causes
it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from storage.sets import GivenRows, among
from storage.tables import IS_PENDING, IS_SENDING, IS_UNCERTAIN, Instant, cards, chats, outbox, outbox_pauses
from storage.transaction import Transaction
from storage.upserts import insert_new


class Lane(IntEnum):
    """Priority of deliveries, highest first. A large broadcast never delays a reminder."""

    RECEIPTS = 0
    REMINDERS = 1
    ROUNDS = 2
    ANNOUNCEMENTS = 3
    NEWS = 4


class State(StrEnum):
    """pending -> sending -> sent | retry | dead | cancelled | uncertain. held: paused, to be resumed or cancelled."""

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
"""How far a clock must differ to count as set back; the clocks of several machines differ by less."""

NO_CHAT = "not a chat id"
"""The reason for a row whose chat id is not a number, which this program never writes."""

SUSPENDED = "suspended"
"""The reason for a delivery that was not attempted because its chat refused an earlier one permanently."""


@dataclass(frozen=True, slots=True)
class Order:
    """A delivery to queue. `key` is its idempotency key: each key is delivered once, ever. `thread`: a topic of a
    forum."""

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
    """A claimed row. For the redraw of a card, `card` and `message` (and `more`, the rest of an album) are set."""

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
    has_left: bool = False  # of what an earlier run claimed: whether it may have been sent

    @property
    def subject_id(self) -> int:
        """The id within its subject: 17 of "meeting:17"."""
        return int(self.subject.rpartition(":")[2])


@dataclass(frozen=True, slots=True)
class Settled:
    """The result of a delivery, or when it is retried (`due_at`). `at`: when Telegram took it (UTC); None: when it is written."""

    id: int
    state: State
    reason: str | None = None
    message: int | None = None
    due_at: datetime | None = None
    at: datetime | None = None


async def queue(tx: Transaction, orders: Sequence[Order], now: datetime) -> int:
    """Insert the orders whose keys are new; how many those were."""
    tx.has_deliveries = True
    rows: list[dict[str, object]] = [
        {
            "key": order.key, "kind": order.kind, "subject": order.subject, "lane": int(order.lane),
            "chat_id": order.chat, "thread_id": order.thread, "person_id": order.person, "data": dict(order.data),
            "due_at": order.due_at or now, "waits_from": None if order.due_at and order.due_at > now else now,
            "expires_at": order.expires_at, "state": State.PENDING.value, "made_at": now,
        }
        for order in orders
    ]  # fmt: skip
    return await insert_new(tx, outbox, rows)


# A row that began to wait at a future instant was written before the clock was set back: it is due.
_DUE = sa.or_(
    outbox.c.due_at <= sa.bindparam("now", type_=Instant), outbox.c.waits_from > sa.bindparam("set_back", type_=Instant)
)


def _at(now: datetime) -> dict[str, object]:
    """The parameters of `_DUE`."""
    return {"now": now, "set_back": now + SET_BACK}


ORDER_OF_CLAIMS = (outbox.c.lane, outbox.c.due_at, outbox.c.id)

MOST_SEARCHED = 2000
"""How many due rows are searched while some are paused but not yet marked as held."""

_READY = (IS_PENDING, outbox.c.lane.in_(sa.bindparam("lanes", expanding=True)), _DUE, ~among(outbox.c.chat_id, "busy"))


_COLUMNS = [
    outbox.c[name]
    for name in (
        "id", "key", "kind", "subject", "lane", "chat_id", "thread_id", "person_id", "card_id", "data", "attempts",
        "has_left",
    )
]  # fmt: skip

_CLAIM = (
    sa.select(
        *_COLUMNS,
        outbox.c.expires_at,
        chats.c.suspended_at,
        cards.c.message_id.label("card_message"),
        cards.c.more.label("card_more"),
        sa.exists(sa.select(outbox_pauses.c.subject)).label("any_paused"),
    )
    .outerjoin(chats, chats.c.chat_id == outbox.c.chat_id)
    .outerjoin(cards, cards.c.id == outbox.c.card_id)
    .where(*_READY)
    .order_by(*ORDER_OF_CLAIMS)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(of=outbox, skip_locked=True)  # left out on SQLite, which has one writer
)

# Skips paused rows, however many, except redraws of cards that people already have.
_CLAIM_WITHOUT_PAUSED = _CLAIM.where(
    outbox.c.id.in_(sa.select(outbox.c.id).where(*_READY).order_by(*ORDER_OF_CLAIMS).limit(MOST_SEARCHED)),
    sa.or_(
        outbox.c.card_id.is_not(None),
        ~sa.exists().where(outbox_pauses.c.subject == outbox.c.subject, outbox_pauses.c.kind == outbox.c.kind),
    ),
)

_TAKE = (
    sa.update(outbox)
    .where(among(outbox.c.id, "ids"))
    .values(state=State.SENDING.value, run=sa.bindparam("of_run"), has_left=False, outdated=False)
    .values(attempts=outbox.c.attempts + 1)
)

_LEAVE = sa.update(outbox).where(among(outbox.c.id, "ids")).values(has_left=True)


async def claim(
    tx: Transaction, now: datetime, run: str, limit: int, busy: Collection[int] = (), lanes: Collection[Lane] = tuple(Lane)
) -> list[Delivery]:
    """Claim up to `limit` due deliveries of these lanes, one for each chat, highest lane first; their state becomes
    "sending".

    Expired rows and rows of suspended chats are settled here. Skipped are `busy` chats, rows locked by another
    transaction, and what is paused (`storage.outbox_pauses`).
    """
    taken: list[Delivery] = []
    refused: list[Settled] = []
    claimed_chats = set(busy)
    for row in await _claimable(tx, now, limit, claimed_chats, lanes):
        if not isinstance(row["chat_id"], int):
            refused.append(Settled(row["id"], State.DEAD, NO_CHAT))
        elif row["expires_at"] is not None and row["expires_at"] <= now:
            refused.append(Settled(row["id"], State.CANCELLED, "expired"))
        elif row["suspended_at"] is not None:
            refused.append(Settled(row["id"], State.DEAD, SUSPENDED))
        elif row["chat_id"] not in claimed_chats and len(taken) < limit:
            claimed_chats.add(row["chat_id"])
            taken.append(_delivery(row, row["attempts"] + 1, row["card_message"], row["card_more"]))
    if taken:
        await tx.write(_TAKE, [{"ids": [delivery.id for delivery in taken], "of_run": run}])
    await settle(tx, refused, now)
    return taken


async def _claimable(
    tx: Transaction, now: datetime, limit: int, busy: Collection[int], lanes: Collection[Lane]
) -> Sequence[sa.RowMapping]:
    """Due rows, enough to take `limit` of them. Busy chats are many, and few have anything else to get: only those that are
    in the way are left out by the query."""
    most = limit + limit // 4 + 15  # some are not taken
    left_out: set[int] = set()
    while True:
        parameters = {**_at(now), "lanes": sorted(lanes), "busy": list(left_out), "most": most}
        rows = await tx.rows(_CLAIM, parameters)
        if rows and rows[0]["any_paused"]:
            rows = await tx.rows(_CLAIM_WITHOUT_PAUSED, parameters)
        chats_found = {row["chat_id"] for row in rows}
        in_the_way = chats_found.intersection(busy)
        if not in_the_way or len(rows) < most or len(chats_found) - len(in_the_way) >= limit:
            return rows
        left_out |= in_the_way


async def leave(tx: Transaction, ids: Collection[int]) -> None:
    """Note of claimed deliveries that they leave as soon as this is committed: from then on their outcome is unknown
    until they are settled. Of a kind that may be repeated it need not be noted."""
    if ids:
        await tx.write(_LEAVE, [{"ids": list(ids)}])


def _delivery(row: sa.RowMapping, attempts: int, message: int | None = None, more: Sequence[int] | None = None) -> Delivery:
    return Delivery(
        row["id"], row["key"], row["kind"], row["subject"], Lane(row["lane"]), row["chat_id"], row["person_id"],
        row["data"], attempts, row["card_id"], message, tuple(more or ()), row["thread_id"], row["has_left"],
    )  # fmt: skip


_ENDED = GivenRows("rows", id=outbox.c.id.type, to=sa.Text(), why=sa.Text(), message=sa.BigInteger(), at=Instant())
_AGAIN = GivenRows("rows", id=outbox.c.id.type, why=sa.Text(), due=Instant(), at=Instant())

_SETTLE = (
    sa.update(outbox)
    .where(outbox.c.id == _ENDED.c["id"])
    .values(
        state=_ENDED.c["to"],
        reason=_ENDED.c["why"],
        message_id=sa.func.coalesce(_ENDED.c["message"], outbox.c.message_id),
        settled_at=_ENDED.c["at"],
    )
    .returning(outbox.c.id, outbox.c.chat_id, outbox.c.outdated)
)

_RETRY = (
    sa.update(outbox)
    .where(outbox.c.id == _AGAIN.c["id"])
    .values(state=State.RETRY.value, reason=_AGAIN.c["why"], due_at=_AGAIN.c["due"], waits_from=_AGAIN.c["at"])
    .returning(outbox.c.id, outbox.c.chat_id, outbox.c.outdated)
)


@dataclass(frozen=True, slots=True)
class SettledRow:
    """A row that was settled: its chat now, and whether what it shows was changed while it was sent (`storage.redraws`)."""

    chat: int
    outdated: bool


async def settle(tx: Transaction, results: Sequence[Settled], now: datetime) -> dict[int, SettledRow]:
    """Write the results of deliveries; those of their rows that there are, by id: erasing a person deletes their rows even while
    a message is in flight. A redraw to be retried is cancelled if a newer one is already pending."""
    retries = [result for result in results if result.state is State.RETRY]
    there = await _settle(tx, [result for result in results if result.state is not State.RETRY], now)
    try:
        there |= await _retry(tx, retries, now)
    except IntegrityError:  # rare: then one by one
        for result in retries:
            try:
                there |= await _retry(tx, [result], now)
            except IntegrityError:
                there |= await _settle(tx, [Settled(result.id, State.CANCELLED, "superseded")], now)
    return there


async def _settle(tx: Transaction, results: Sequence[Settled], now: datetime) -> dict[int, SettledRow]:
    rows = [(one.id, one.state.value, one.reason, one.message, one.at or now) for one in results]
    return await _written(tx, _SETTLE, rows) if rows else {}


async def _retry(tx: Transaction, results: Sequence[Settled], now: datetime) -> dict[int, SettledRow]:
    rows = [(one.id, one.reason, one.due_at or now, now) for one in results]
    if not rows:
        return {}
    async with tx.savepoint():
        return await _written(tx, _RETRY, rows)


async def _written(tx: Transaction, statement: sa.Executable, rows: Sequence[Sequence[object]]) -> dict[int, SettledRow]:
    return {row["id"]: SettledRow(row["chat_id"], row["outdated"]) for row in await tx.write_and_read(statement, {"rows": rows})}


async def abandoned(tx: Transaction, run: str) -> list[Delivery]:
    """Rows that an earlier run had in flight when it ended: whether they arrived is unknown."""
    return await _in_flight(tx, outbox.c.run != run)


async def claimed_by(tx: Transaction, run: str) -> list[Delivery]:
    """Rows that this run has in flight, according to the database."""
    return await _in_flight(tx, outbox.c.run == run)


async def _in_flight(tx: Transaction, whose: sa.ColumnElement[bool]) -> list[Delivery]:
    query = sa.select(*_COLUMNS).where(IS_SENDING, whose)
    return [_delivery(row, row["attempts"]) for row in await tx.rows(query)]


async def next_due(tx: Transaction, after: datetime) -> datetime | None:
    """The earliest instant (UTC) after `after` at which a pending row falls due."""
    return await tx.value(sa.select(sa.func.min(outbox.c.due_at)).where(IS_PENDING, outbox.c.due_at > after))


async def idle(tx: Transaction, now: datetime) -> bool:
    """Whether nothing is due or in flight at `now`."""
    due = sa.select(outbox.c.id).where(IS_PENDING, _DUE).limit(1)
    in_flight = sa.select(outbox.c.id).where(IS_SENDING).limit(1)
    return not await tx.rows(due, _at(now)) and await tx.value(in_flight) is None


async def cancel(tx: Transaction, subject: str, kind: str, reason: str, now: datetime, person: int | None = None) -> int:
    """Cancel pending rows of this kind about this subject, only those for `person` if given; how many."""
    query = sa.update(outbox).where(outbox.c.subject == subject, outbox.c.kind == kind, outbox.c.state.in_(WAITING))
    if person is not None:
        query = query.where(outbox.c.person_id == person)
    return await tx.write(query.values(state=State.CANCELLED.value, reason=reason, settled_at=now))


async def under_way(tx: Transaction, subject: str, but: Collection[str] = ()) -> bool:
    """Whether anything about this subject is pending, held or in flight, except these kinds and redraws."""
    query = sa.select(outbox.c.id).where(
        outbox.c.subject == subject,
        outbox.c.kind.not_in(list(but)),
        outbox.c.state.in_((*WAITING, State.SENDING.value, State.HELD.value)),
        outbox.c.card_id.is_(None),
    )
    return await tx.value(query.limit(1)) is not None


def _unsent(subject: str, kind: str) -> sa.Select[int | None, int, dict[str, int | str]]:
    conditions = (outbox.c.subject == subject, outbox.c.kind == kind, outbox.c.card_id.is_(None))
    query = sa.select(outbox.c.person_id, outbox.c.chat_id, outbox.c.data)
    return query.where(*conditions, outbox.c.state.in_(WAITING)).order_by(outbox.c.id.desc())


async def waiting(tx: Transaction, subject: str, kind: str) -> dict[int, Mapping[str, int | str]]:
    """The people whose message of this kind about this subject is still pending, each with its data; without
    redraws."""
    query = _unsent(subject, kind).where(outbox.c.person_id.is_not(None))
    return {row["person_id"]: row["data"] for row in await tx.rows(query)}


async def waiting_in_chats(tx: Transaction, subject: str, kind: str) -> dict[int, Mapping[str, int | str]]:
    """The same for chats that are not one person's, by chat id."""
    query = _unsent(subject, kind).where(outbox.c.person_id.is_(None))
    return {row["chat_id"]: row["data"] for row in await tx.rows(query)}


async def counts(tx: Transaction, subject: str, kind: str) -> dict[tuple[State, str], int]:
    """The number of deliveries of this kind about this subject by state and reason ("" without one)."""
    return (await counts_of_many(tx, [subject], kind)).get(subject, {})


async def counts_of_many(tx: Transaction, subjects: Collection[str], kind: str) -> dict[str, dict[tuple[State, str], int]]:
    """The same for several subjects."""
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
    """How many deliveries have an unknown outcome and await a person's decision."""
    return await tx.value(sa.select(sa.func.count()).select_from(outbox).where(IS_UNCERTAIN)) or 0
