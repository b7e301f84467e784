"""The copies of an announcement: its rows in the outbox, person by person and counted; who confirmed; what goes again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from council.announcement_counts import Tally
from council.announcements import CONFIRMED
from council.people import Person
from storage import delivery_figures
from storage.audiences import Stretch
from storage.members import as_person
from storage.outbox import SUSPENDED, WAITING, State
from storage.tables import Instant, cards, chats, confirmations, earlier_confirmations, outbox, people
from storage.transaction import Transaction
from storage.upserts import insert_new

TEXT, POST, TAIL = "announcements.text", "announcements.post", "announcements.tail"
"""Kinds of deliveries. A copy is a TEXT to a person or a POST in a chat; a TAIL has the buttons below an album."""

SENDINGS = (TEXT, POST, TAIL)
COPIES = (TEXT, POST)

LATELY = timedelta(seconds=30)
"""The span over which the rate is measured."""

STILL = (*WAITING, State.SENDING.value, State.HELD.value)

# One that was not tried because its chat was suspended has the reason of that suspension.
_WHY = sa.case(
    (outbox.c.reason == SUSPENDED, sa.func.coalesce(chats.c.reason, SUSPENDED)), else_=sa.func.coalesce(outbox.c.reason, "")
)


def _subject(announcement: int) -> str:
    return f"announcement:{announcement}"


def _rows_of(announcement: int, *kinds: str) -> sa.ColumnElement[bool]:
    """The condition on `outbox`: a first delivery of these kinds, not a redraw."""
    return sa.and_(outbox.c.subject == _subject(announcement), outbox.c.kind.in_(kinds), outbox.c.card_id.is_(None))


async def _count(tx: Transaction, *conditions: sa.ColumnElement[bool]) -> int:
    return await tx.value(sa.select(sa.func.count()).select_from(outbox).where(*conditions)) or 0


# -- keys: one row is found by its key, however many rows there are


def copy_key(announcement: int, person: int) -> str:
    """The outbox key of a person's copy."""
    return f"{_subject(announcement)}:{TEXT}:{person}"


def post_key(announcement: int, chat: int) -> str:
    """The outbox key of the copy in a chat."""
    return f"{_subject(announcement)}:{POST}:chat:{chat}"


def copy_key_of(announcement: int, person: sa.ColumnElement[int | None] | sa.Column[int]) -> sa.ColumnElement[str]:
    """`copy_key` in SQL."""
    return sa.literal(f"{_subject(announcement)}:{TEXT}:") + sa.cast(person, sa.Text)


def post_key_of(announcement: int, chat: sa.ColumnElement[int] | sa.Column[int]) -> sa.ColumnElement[str]:
    """`post_key` in SQL."""
    return sa.literal(f"{_subject(announcement)}:{POST}:chat:") + sa.cast(chat, sa.Text)


# -- how many


async def tally(tx: Transaction, announcement: int, now: datetime | None = None) -> Tally:
    """How the copies to people stand; with `now`, also how many of them wait for a later time."""
    mine = _rows_of(announcement, TEXT)
    counted = (
        sa.select(outbox.c.state, _WHY.label("why")).outerjoin(chats, chats.c.chat_id == outbox.c.chat_id).where(mine).subquery()
    )
    query = sa.select(counted.c.state, counted.c.why, sa.func.count().label("n"))
    sums: dict[str, int] = {}
    by_reason: dict[str, dict[str, int]] = {State.DEAD.value: {}, State.CANCELLED.value: {}}
    rows = await tx.rows(query.group_by(counted.c.state, counted.c.why))
    found = [((row["state"], row["why"]), row["n"]) for row in rows]
    for (state, why), n in (*found, *(await delivery_figures.of(tx, _subject(announcement), TEXT)).items()):
        sums[state] = sums.get(state, 0) + n
        if state in by_reason:
            by_reason[state][why] = by_reason[state].get(why, 0) + n
    later = 0
    if now is not None:
        # A time of day of one's own: not what is tried again in a moment.
        own = (outbox.c.state.in_(WAITING), outbox.c.waits_from.is_(None), outbox.c.due_at > now)
        later = await _count(tx, mine, *own)
    return Tally(
        delivered=sums.get(State.SENT.value, 0),
        waiting=sum(sums.get(state, 0) for state in STILL),
        uncertain=sums.get(State.UNCERTAIN.value, 0),
        failed=by_reason[State.DEAD.value],
        dropped=by_reason[State.CANCELLED.value],
        later=later,
    )


async def settled_since(tx: Transaction, announcement: int, since: datetime) -> int:
    """How many copies to people were sent or refused since then."""
    ended = outbox.c.state.in_((State.SENT.value, State.DEAD.value, State.UNCERTAIN.value))
    return await _count(tx, _rows_of(announcement, TEXT), ended, outbox.c.settled_at > since)


async def delivered(tx: Transaction, announcement: int) -> int:
    """How many copies, in chats too, Telegram took."""
    return await _count(tx, _rows_of(announcement, *COPIES), outbox.c.state == State.SENT.value)


async def older(tx: Transaction, announcement: int, before: datetime) -> dict[str, int]:
    """How many copies Telegram took before then, by their readers' language ("" in chats)."""
    language = sa.func.coalesce(people.c.language, "").label("language")
    query = (
        sa.select(language, sa.func.count().label("n"))
        .select_from(outbox)
        .outerjoin(people, people.c.id == outbox.c.person_id)
        .where(_rows_of(announcement, *COPIES), outbox.c.state == State.SENT.value, outbox.c.settled_at <= before)
        .group_by(language)
    )
    return {row["language"]: row["n"] for row in await tx.rows(query)}


async def redrawn(tx: Transaction, announcement: int, since: datetime) -> dict[tuple[str, str], int]:
    """How the redraws of copies that were ordered since then ended: (state, reason) -> how many copies. Some were redrawn again
    since, because their readers confirmed that they had read them."""
    why = sa.func.coalesce(outbox.c.reason, "")
    of_it = (outbox.c.subject == _subject(announcement), outbox.c.kind.in_(COPIES), outbox.c.card_id.is_not(None))
    query = (
        sa.select(outbox.c.state, why.label("why"), sa.func.count(outbox.c.card_id.distinct()).label("n"))
        .where(*of_it, outbox.c.made_at >= since)
        .group_by(outbox.c.state, why)
    )
    return {(row["state"], row["why"]): row["n"] for row in await tx.rows(query)}


# -- what is sent once more because a person has decided so


def _to_send_again(announcement: int, kind: str) -> sa.ColumnElement[bool]:
    """What did not, or may not, have arrived and can be tried once more: not where the chat refuses everything."""
    refusing = sa.exists().where(chats.c.chat_id == outbox.c.chat_id, chats.c.suspended_at.is_not(None))
    failed = sa.and_(outbox.c.state == State.DEAD.value, ~refusing)
    return sa.and_(_rows_of(announcement, kind), sa.or_(outbox.c.state == State.UNCERTAIN.value, failed))


async def _send(tx: Transaction, condition: sa.ColumnElement[bool], now: datetime) -> int:
    """Have these rows wait as if they were new; how many they are."""
    tx.has_deliveries = True
    anew = {"due_at": now, "waits_from": now, "reason": None, "settled_at": None, "attempts": 0}
    return await tx.write(sa.update(outbox).where(condition).values(state=State.PENDING.value, **anew))


async def can_be_sent_again(tx: Transaction, announcement: int) -> int:
    """To how many people `send_again` would send."""
    return await _count(tx, _to_send_again(announcement, TEXT))


async def send_again(tx: Transaction, announcement: int, now: datetime) -> tuple[int, int]:
    """Send once more what failed, and what may or may not have arrived; to how many people, and in how many chats."""
    people_again = await _send(tx, _to_send_again(announcement, TEXT), now)
    return people_again, await _send(tx, _to_send_again(announcement, POST), now)


def _failed_for(announcement: int, reasons: Collection[str]) -> sa.ColumnElement[bool]:
    dead = (outbox.c.state == State.DEAD.value, outbox.c.reason.in_(list(reasons)))
    return sa.and_(_rows_of(announcement, *SENDINGS), *dead)


async def revive(tx: Transaction, announcement: int, reasons: Collection[str], now: datetime) -> int:
    """Have what failed for one of these reasons wait once more; how many those were."""
    return await _send(tx, _failed_for(announcement, reasons), now)


async def failed_for(tx: Transaction, announcement: int, reasons: Collection[str]) -> bool:
    """Whether anything failed for one of these reasons."""
    return await tx.value(sa.select(outbox.c.id).where(_failed_for(announcement, reasons)).limit(1)) is not None


# -- copies that are there, each remembered as a card


async def next_cards(tx: Transaction, announcement: int, kinds: Collection[str], after: int, limit: int) -> list[int]:
    """The next cards of these kinds about it, by id."""
    of_it = (cards.c.subject == _subject(announcement), cards.c.kind.in_(kinds))
    return await tx.values(sa.select(cards.c.id).where(*of_it, cards.c.id > after).order_by(cards.c.id).limit(limit))


async def cards_of(tx: Transaction, announcement: int, person: int) -> list[int]:
    """The cards that are this person's copy and the buttons below it."""
    of_it = (cards.c.subject == _subject(announcement), cards.c.kind.in_((TEXT, TAIL)))
    return await tx.values(sa.select(cards.c.id).where(*of_it, cards.c.person_id == person))


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that is there: its card, its chat, whose that is (None: nobody's), the topic of a forum."""

    card: int
    chat: int
    person: int | None
    thread: int | None


async def next_copies(tx: Transaction, announcement: int, after: int, limit: int) -> list[Copy]:
    """The next copies of it, in chats too, by card."""
    query = (
        sa.select(cards.c.id, cards.c.chat_id, cards.c.person_id, outbox.c.thread_id)
        .outerjoin(outbox, outbox.c.key == post_key_of(announcement, cards.c.chat_id))  # nothing else has a topic
        .where(cards.c.subject == _subject(announcement), cards.c.kind.in_(COPIES), cards.c.id > after)
    )
    rows = await tx.rows(query.order_by(cards.c.id).limit(limit))
    return [Copy(row["id"], row["chat_id"], row["person_id"], row["thread_id"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Unread:
    """A copy that is there and not confirmed: its card, whose it is, when Telegram took it."""

    card: int
    person: Person
    at: datetime


def _read_by(announcement: int, person: sa.ColumnElement[int | None] | sa.Column[int]) -> sa.ColumnElement[bool]:
    return sa.exists().where(confirmations.c.announcement_id == announcement, confirmations.c.person_id == person)


async def unread_copies(tx: Transaction, announcement: int, after: int, upto: int) -> list[Unread]:
    """The copies in this stretch of cards that were not confirmed."""
    query = (
        sa.select(people, cards.c.id.label("card"), outbox.c.settled_at)
        .join(cards, cards.c.person_id == people.c.id)
        .join(outbox, outbox.c.key == copy_key_of(announcement, cards.c.person_id))
        .where(cards.c.subject == _subject(announcement), cards.c.kind == TEXT, cards.c.id > after, cards.c.id <= upto)
        .where(outbox.c.state == State.SENT.value, outbox.c.settled_at.is_not(None))
        .where(~_read_by(announcement, cards.c.person_id))
    )
    return [Unread(row["card"], as_person(row), row["settled_at"]) for row in await tx.rows(query.order_by(cards.c.id))]


async def unread(tx: Transaction, announcement: int, part: Stretch) -> list[Person]:
    """Those of this stretch of people who have it and have not confirmed it, by id."""
    query = (
        sa.select(people)
        .join(outbox, outbox.c.key == copy_key_of(announcement, people.c.id))
        .where(people.c.id > part.after, people.c.id <= part.upto, outbox.c.state == State.SENT.value)
        .where(~_read_by(announcement, people.c.id))
    )
    return [as_person(row) for row in await tx.rows(query.order_by(people.c.id))]


# -- who has it, who has confirmed


async def was_sent(tx: Transaction, announcement: int, person: int) -> bool:
    """Whether this person has it, or may have it."""
    of_it = (outbox.c.subject == _subject(announcement), outbox.c.kind == TEXT, outbox.c.person_id == person)
    return await tx.value(sa.select(outbox.c.id).where(*of_it).limit(1)) is not None


async def confirm(tx: Transaction, announcement: int, person: int, now: datetime) -> bool:
    """Note that this person has read it; False when they have said so already."""
    row: dict[str, object] = {"announcement_id": announcement, "person_id": person, "at": now}
    return bool(await insert_new(tx, confirmations, [row]))


async def settle_confirmed(tx: Transaction, announcement: int, now: datetime, person: int | None = None) -> int:
    """Whoever has confirmed it has it: what was of unknown outcome counts as sent. How many rows those were."""
    unknown = (outbox.c.state == State.UNCERTAIN.value, _read_by(announcement, outbox.c.person_id))
    query = sa.update(outbox).where(_rows_of(announcement, TEXT), *unknown)
    if person is not None:
        query = query.where(outbox.c.person_id == person)
    return await tx.write(query.values(state=State.SENT.value, reason=CONFIRMED, settled_at=now))


async def confirmed_by(tx: Transaction, ids: Collection[int], readers: Collection[int]) -> set[tuple[int, int]]:
    """Which of these people have confirmed which of these announcements: pairs (announcement, person)."""
    among = (confirmations.c.announcement_id.in_(list(ids)), confirmations.c.person_id.in_(list(readers)))
    rows = await tx.rows(sa.select(confirmations.c.announcement_id, confirmations.c.person_id).where(*among))
    return {(row["announcement_id"], row["person_id"]) for row in rows}


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
    """A person's copy. `at`: when Telegram took or refused it; `read_at`: when it was confirmed; `earlier_at`: when a text of
    it that was corrected since was confirmed last (UTC)."""

    person: Person
    state: State
    reason: str
    at: datetime | None
    read_at: datetime | None
    earlier_at: datetime | None = None


def _recipients(announcement: int, which: Which) -> sa.Select[tuple[object, ...]]:
    mine = sa.and_(confirmations.c.announcement_id == announcement, confirmations.c.person_id == outbox.c.person_id)
    before = earlier_confirmations
    theirs = before.c.announcement_id == announcement, before.c.person_id == outbox.c.person_id
    earlier = sa.select(sa.func.max(before.c.at)).where(*theirs).scalar_subquery()
    marks = confirmations.c.at.label("read_at"), sa.type_coerce(earlier, Instant).label("earlier_at")
    query = (
        sa.select(people, outbox.c.state, _WHY.label("why"), outbox.c.settled_at, *marks)
        .join(outbox, outbox.c.person_id == people.c.id)
        .outerjoin(chats, chats.c.chat_id == outbox.c.chat_id)
        .outerjoin(confirmations, mine)
        .where(_rows_of(announcement, TEXT))
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


async def recipients(tx: Transaction, announcement: int, which: Which, limit: int, offset: int = 0) -> Sequence[Recipient]:
    """Those of this list, by name."""
    query = _recipients(announcement, which).order_by(people.c.name, people.c.id).limit(limit).offset(offset)
    return [
        Recipient(as_person(row), State(row["state"]), row["why"], row["settled_at"], row["read_at"], row["earlier_at"])
        for row in await tx.rows(query)
    ]


async def how_many(tx: Transaction, announcement: int, which: Which) -> int:
    """How many `recipients` would name."""
    found = _recipients(announcement, which).with_only_columns(people.c.id)
    return await tx.value(sa.select(sa.func.count()).select_from(found.subquery())) or 0


@dataclass(frozen=True, slots=True)
class Post:
    """The copy in a group's chat or a channel."""

    chat: int
    state: State
    reason: str
    at: datetime | None


async def posts(tx: Transaction, announcement: int) -> list[Post]:
    """The copies that were ordered for chats and channels."""
    rows = await tx.rows(sa.select(outbox).where(_rows_of(announcement, POST)).order_by(outbox.c.id))
    return [Post(row["chat_id"], State(row["state"]), row["reason"] or "", row["settled_at"]) for row in rows]
