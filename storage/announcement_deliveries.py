"""Who has an announcement and who has not: its deliveries, person by person and counted, and who has confirmed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from council.announcements import CONFIRMED, Tally
from council.people import Person
from storage.audiences import Stretch
from storage.members import as_person
from storage.outbox import SUSPENDED, WAITING, State
from storage.retrying import to_send_again
from storage.store import Transaction
from storage.tables import cards, chats, confirmations, outbox, people
from storage.upserts import insert_new

TEXT, POST, TAIL = "announcements.text", "announcements.post", "announcements.tail"
"""Kinds of deliveries: a copy is a TEXT to a person or a POST in a chat; a TAIL are the buttons below an album."""

SENDINGS = (TEXT, POST, TAIL)

_STILL = (*WAITING, State.SENDING.value, State.HELD.value)

# One that was not tried because its chat was suspended has the reason of that suspension.
_WHY = sa.case(
    (outbox.c.reason == SUSPENDED, sa.func.coalesce(chats.c.reason, SUSPENDED)),
    else_=sa.func.coalesce(outbox.c.reason, ""),
)


async def tally(tx: Transaction, subject: str, kind: str, now: datetime | None = None) -> Tally:
    """How the deliveries of this kind about this subject stand; with `now`, how many of them wait for a later time."""
    first = outbox.c.card_id.is_(None)
    counted = (
        sa.select(outbox.c.state, _WHY.label("why"))
        .outerjoin(chats, chats.c.chat_id == outbox.c.chat_id)
        .where(outbox.c.subject == subject, outbox.c.kind == kind, first)
        .subquery()
    )
    query = sa.select(counted.c.state, counted.c.why, sa.func.count().label("n")).group_by(
        counted.c.state, counted.c.why
    )
    sums: dict[str, int] = {}
    by_reason: dict[str, dict[str, int]] = {State.DEAD.value: {}, State.CANCELLED.value: {}}
    for row in await tx.rows(query):
        sums[row["state"]] = sums.get(row["state"], 0) + row["n"]
        if row["state"] in by_reason:
            by_reason[row["state"]][row["why"]] = row["n"]
    later = 0
    if now is not None:
        waits = (outbox.c.subject == subject, outbox.c.kind == kind, outbox.c.state.in_(WAITING))
        # A time of day of one's own: not what is tried again in a moment.
        own = (outbox.c.waits_from.is_(None), outbox.c.due_at > now, first)
        later = await tx.value(sa.select(sa.func.count()).select_from(outbox).where(*waits, *own)) or 0
    return Tally(
        delivered=sums.get(State.SENT.value, 0),
        waiting=sum(sums.get(state, 0) for state in _STILL),
        uncertain=sums.get(State.UNCERTAIN.value, 0),
        failed=by_reason[State.DEAD.value],
        dropped=by_reason[State.CANCELLED.value],
        later=later,
    )


async def settled_since(tx: Transaction, subject: str, kind: str, since: datetime) -> int:
    """How many deliveries were sent or refused since then: how fast it goes."""
    ended = outbox.c.state.in_((State.SENT.value, State.DEAD.value, State.UNCERTAIN.value))
    query = sa.select(sa.func.count()).select_from(outbox)
    about = (outbox.c.subject == subject, outbox.c.kind == kind, outbox.c.card_id.is_(None))
    return await tx.value(query.where(*about, ended, outbox.c.settled_at > since)) or 0


async def can_be_sent_again(tx: Transaction, subject: str, kind: str) -> int:
    """How many `retrying.send_again` would send."""
    return await tx.value(sa.select(sa.func.count()).select_from(outbox).where(to_send_again(subject, kind))) or 0


async def was_sent(tx: Transaction, subject: str, kinds: Collection[str], person: int) -> bool:
    """Whether this person has it, or may have it."""
    query = sa.select(outbox.c.id).where(
        outbox.c.subject == subject, outbox.c.kind.in_(kinds), outbox.c.person_id == person
    )
    return await tx.value(query.limit(1)) is not None


async def redrawn(tx: Transaction, subject: str, kinds: Collection[str], since: datetime) -> dict[tuple[str, str], int]:
    """How the redraws that were ordered since then ended: (state, reason) -> how many."""
    why = sa.func.coalesce(outbox.c.reason, "")
    query = (
        sa.select(outbox.c.state, why.label("why"), sa.func.count().label("n"))
        .where(
            outbox.c.subject == subject,
            outbox.c.kind.in_(kinds),
            outbox.c.card_id.is_not(None),
            outbox.c.made_at >= since,
        )
        .group_by(outbox.c.state, why)
    )
    return {(row["state"], row["why"]): row["n"] for row in await tx.rows(query)}


async def copies(tx: Transaction, subject: str, kinds: Collection[str], after: int, limit: int) -> list[int]:
    """The next cards that are copies of it, by id."""
    query = sa.select(cards.c.id).where(cards.c.subject == subject, cards.c.id > after, cards.c.kind.in_(kinds))
    return await tx.values(query.order_by(cards.c.id).limit(limit))


@dataclass(frozen=True, slots=True)
class Unread:
    """A copy that is there and not confirmed: its card, whose it is, when Telegram took it."""

    card: int
    person: Person
    at: datetime


async def unread_copies(tx: Transaction, announcement: int, kind: str, after: int, upto: int) -> list[Unread]:
    """Of the copies in this stretch of cards, those that were not confirmed."""
    subject = f"announcement:{announcement}"
    key = sa.literal(f"{subject}:") + sa.cast(cards.c.person_id, sa.Text)
    read = sa.exists().where(
        confirmations.c.announcement_id == announcement, confirmations.c.person_id == cards.c.person_id
    )
    query = (
        sa.select(people, cards.c.id.label("card"), outbox.c.settled_at)
        .join(cards, cards.c.person_id == people.c.id)
        .join(outbox, outbox.c.key == key)
        .where(cards.c.subject == subject, cards.c.kind == kind, cards.c.id > after, cards.c.id <= upto)
        .where(outbox.c.state == State.SENT.value, outbox.c.settled_at.is_not(None), ~read)
    )
    return [Unread(row["card"], as_person(row), row["settled_at"]) for row in await tx.rows(query.order_by(cards.c.id))]


async def older(tx: Transaction, subject: str, kinds: Collection[str], before: datetime) -> dict[str, int]:
    """How many copies Telegram took before then, by their readers' language ("" in chats)."""
    language = sa.func.coalesce(people.c.language, "").label("language")
    query = (
        sa.select(language, sa.func.count().label("n"))
        .select_from(outbox)
        .outerjoin(people, people.c.id == outbox.c.person_id)
        .where(outbox.c.subject == subject, outbox.c.kind.in_(kinds), outbox.c.card_id.is_(None))
        .where(outbox.c.state == State.SENT.value, outbox.c.settled_at <= before)
        .group_by(language)
    )
    return {row["language"]: row["n"] for row in await tx.rows(query)}


async def delivered(tx: Transaction, subject: str, kinds: Collection[str]) -> int:
    """How many copies Telegram took."""
    query = sa.select(sa.func.count()).select_from(outbox)
    of_it = (outbox.c.subject == subject, outbox.c.kind.in_(kinds), outbox.c.card_id.is_(None))
    return await tx.value(query.where(*of_it, outbox.c.state == State.SENT.value)) or 0


async def copies_of(tx: Transaction, subject: str, kinds: Collection[str], person: int) -> list[int]:
    """The cards that are this person's copies of it."""
    return await tx.values(
        sa.select(cards.c.id).where(cards.c.subject == subject, cards.c.kind.in_(kinds), cards.c.person_id == person)
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a copy of it is: the card that it is, its chat, whose that is, the topic of a forum."""

    card: int
    chat: int
    person: int | None
    thread: int | None


async def places(tx: Transaction, subject: str, kinds: Collection[str], after: int, limit: int) -> list[Place]:
    """The next copies of it, by card."""
    # A post in a chat is ordered under its chat; whatever else has no topic.
    key = sa.literal(f"{subject}:chat:") + sa.cast(cards.c.chat_id, sa.Text)
    query = (
        sa.select(cards.c.id, cards.c.chat_id, cards.c.person_id, outbox.c.thread_id)
        .outerjoin(outbox, outbox.c.key == key)
        .where(cards.c.subject == subject, cards.c.kind.in_(kinds), cards.c.id > after)
    )
    rows = await tx.rows(query.order_by(cards.c.id).limit(limit))
    return [Place(row["id"], row["chat_id"], row["person_id"], row["thread_id"]) for row in rows]


# -- who has confirmed


async def confirm(tx: Transaction, announcement: int, person: int, now: datetime) -> bool:
    """Note that this person has read it; False when they have said so already."""
    return bool(
        await insert_new(tx, confirmations, [{"announcement_id": announcement, "person_id": person, "at": now}])
    )


async def settle_confirmed(
    tx: Transaction, announcement: int, kind: str, now: datetime, person: int | None = None
) -> int:
    """Whoever has confirmed it has it: what was of unknown outcome counts as sent. How many rows those were."""
    said = sa.exists().where(
        confirmations.c.announcement_id == announcement, confirmations.c.person_id == outbox.c.person_id
    )
    query = sa.update(outbox).where(
        outbox.c.subject == f"announcement:{announcement}",
        outbox.c.kind == kind,
        outbox.c.card_id.is_(None),
        outbox.c.state == State.UNCERTAIN.value,
        said,
    )
    if person is not None:
        query = query.where(outbox.c.person_id == person)
    return await tx.write(query.values(state=State.SENT.value, reason=CONFIRMED, settled_at=now))


async def accepted_at(tx: Transaction, announcement: int, person: int) -> datetime | None:
    """When Telegram took this person's copy."""
    query = sa.select(outbox.c.settled_at).where(
        outbox.c.key == f"announcement:{announcement}:{person}", outbox.c.state == State.SENT.value
    )
    return await tx.value(query)


async def confirmed_at(tx: Transaction, announcement: int, person: int) -> datetime | None:
    """When this person confirmed it."""
    mine = (confirmations.c.announcement_id == announcement, confirmations.c.person_id == person)
    return await tx.value(sa.select(confirmations.c.at).where(*mine))


async def confirmed(tx: Transaction, announcement: int) -> int:
    """How many have confirmed it."""
    query = sa.select(sa.func.count()).select_from(confirmations)
    return await tx.value(query.where(confirmations.c.announcement_id == announcement)) or 0


class Which(StrEnum):
    """Whom a list names."""

    ALL = "a"
    UNREAD = "u"
    READ = "r"
    FAILED = "f"
    UNKNOWN = "k"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person as the books have them. `at`: when Telegram took it, or it was refused. `reason` as in the books."""

    person: Person
    state: State
    reason: str
    at: datetime | None
    read_at: datetime | None


def _recipients(announcement: int, subject: str, kind: str, which: Which) -> sa.Select[tuple[object, ...]]:
    mine = sa.and_(confirmations.c.announcement_id == announcement, confirmations.c.person_id == outbox.c.person_id)
    query = (
        sa.select(people, outbox.c.state, _WHY.label("why"), outbox.c.settled_at, confirmations.c.at.label("read_at"))
        .join(outbox, outbox.c.person_id == people.c.id)
        .outerjoin(chats, chats.c.chat_id == outbox.c.chat_id)
        .outerjoin(confirmations, mine)
        .where(outbox.c.subject == subject, outbox.c.kind == kind, outbox.c.card_id.is_(None))
    )
    match which:
        case Which.UNREAD:
            return query.where(outbox.c.state == State.SENT.value, confirmations.c.at.is_(None))
        case Which.READ:
            return query.where(confirmations.c.at.is_not(None))
        case Which.FAILED:
            return query.where(outbox.c.state == State.DEAD.value)
        case Which.UNKNOWN:
            return query.where(outbox.c.state == State.UNCERTAIN.value)
    return query


def _recipient(row: sa.RowMapping) -> Recipient:
    return Recipient(as_person(row), State(row["state"]), row["why"], row["settled_at"], row["read_at"])


async def recipients(
    tx: Transaction, announcement: int, kind: str, which: Which, limit: int, offset: int = 0
) -> Sequence[Recipient]:
    """Those of this list, by name."""
    query = _recipients(announcement, f"announcement:{announcement}", kind, which)
    rows = await tx.rows(query.order_by(people.c.name, people.c.id).limit(limit).offset(offset))
    return [_recipient(row) for row in rows]


async def how_many(tx: Transaction, announcement: int, kind: str, which: Which) -> int:
    """How many `recipients` would name."""
    found = _recipients(announcement, f"announcement:{announcement}", kind, which).with_only_columns(people.c.id)
    return await tx.value(sa.select(sa.func.count()).select_from(found.subquery())) or 0


async def unread(tx: Transaction, announcement: int, part: Stretch) -> list[Person]:
    """Those of this stretch of people who have it and have not confirmed it, by id."""
    subject = f"announcement:{announcement}"
    key = sa.literal(f"{subject}:") + sa.cast(people.c.id, sa.Text)  # looked up one by one, however many have it
    read = sa.exists().where(confirmations.c.announcement_id == announcement, confirmations.c.person_id == people.c.id)
    query = (
        sa.select(people)
        .join(outbox, outbox.c.key == key)
        .where(people.c.id > part.after, people.c.id <= part.upto, outbox.c.state == State.SENT.value, ~read)
    )
    return [as_person(row) for row in await tx.rows(query.order_by(people.c.id))]


@dataclass(frozen=True, slots=True)
class Placed:
    """How it stands in a group's chat or the channel."""

    chat: int
    state: State
    reason: str
    at: datetime | None


async def placed(tx: Transaction, subject: str, kind: str) -> list[Placed]:
    """The chats and channels that it was ordered for."""
    query = sa.select(outbox).where(outbox.c.subject == subject, outbox.c.kind == kind, outbox.c.card_id.is_(None))
    rows = await tx.rows(query.order_by(outbox.c.id))
    return [Placed(row["chat_id"], State(row["state"]), row["reason"] or "", row["settled_at"]) for row in rows]


LATELY = timedelta(seconds=30)
"""Over how long the rate is measured."""
