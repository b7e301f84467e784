"""Kinds of deliveries: what is queued in the outbox, and how each is drawn when it is sent.

A `Kind` is a value that actions queue by (`work.tell`); a field's `deliveries` binds each to two functions. `load` reads,
in one go, what all the claimed deliveries of the kind need; `draw` is pure and gives what is sent, or raises `Drop`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from council.config import Council
from council.people import Actor, Person
from handlers.common.operations import Copy, Membership, keys, say
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import Rows, View
from storage import members
from storage.outbox import Delivery, Lane
from storage.store import Transaction

L = TypeVar("L")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of delivery. The world is looked at again when it is sent.

    `card`: its message is remembered and redrawn. `repeat`: sent again when nobody knows whether it arrived.
    `progress`: the name of the kind of card about the same subject that shows how these deliveries are getting on.
    """

    name: str
    lane: Lane = Lane.RECEIPTS
    card: bool = False
    repeat: bool = True
    progress: str | None = None


class Drop(Exception):  # noqa: N818 - it ends a delivery, it is no fault
    """Not to be delivered after all; the reason is kept in the outbox."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a delivery is drawn: a person with the seats held now, or (`person` None) a chat of no one in particular.

    `t` and `zone` are the person's, else the council's; `now` is UTC.
    """

    council: Council
    now: datetime
    person: Person | None
    actor: Actor
    t: Texts
    zone: str
    bot_username: str
    catalogs: Catalogs

    def texts(self, language: str) -> Texts:
        """The texts of another language than `t`, for a chat or channel that has one of its own."""
        return self.catalogs.texts(language)

    def start_link(self, payload: str) -> str:
        """A link that opens the private chat with the bot and starts it with this payload; "" where that is not known."""
        return f"https://t.me/{self.bot_username}?start={payload}" if self.bot_username else ""


@dataclass(frozen=True, slots=True)
class Read:
    """What loading is given: a transaction that reads, the present (UTC), and whom the deliveries are for.

    `actors` holds, by id, everyone whom they are for who is still there, with the seats held now.
    """

    tx: Transaction
    council: Council
    now: datetime
    catalogs: Catalogs
    bot_username: str
    actors: Mapping[int, Actor]

    def reader(self, delivery: Delivery) -> Reader:
        """The one whom this delivery is for."""
        actor = self.actors.get(delivery.person or 0, NOBODY)
        person = actor.person
        language = person.language if person else self.catalogs.languages[0]
        zone = person.zone if person else self.council.zone
        return Reader(
            self.council, self.now, person, actor, self.catalogs.texts(language), zone, self.bot_username, self.catalogs
        )


NOBODY = Actor("nobody")


async def begin_reading(
    tx: Transaction, council: Council, catalogs: Catalogs, now: datetime, bot_username: str, claimed: Sequence[Delivery]
) -> Read:
    """What loading these deliveries is given; their people and seats are read once for all of them."""
    ids = {delivery.person for delivery in claimed if delivery.person}
    people = await members.many(tx, ids) if ids else {}
    seats = await members.seats_of_many(tx, ids, now) if ids else {}
    actors = {id_: Actor("person", person, seats.get(id_, ())) for id_, person in people.items()}
    return Read(tx, council, now, catalogs, bot_username, actors)


@dataclass(frozen=True, slots=True)
class PostCopy:
    """A message of another chat, passed on as it is; with `more`, an album. `words` stand under it instead of its own.

    `rows` are its buttons where it keeps its own words. `instead` is said where Telegram lets nobody copy it. Of a copy
    that is redrawn, `at` says which part of an album has other words now, and `text` that they are no words under a file.
    `revision` tells a copy of words that have changed since from one of the words before.
    """

    chat: int
    message: int
    more: tuple[int, ...] = ()
    words: View | None = None
    protect: bool = False
    silent: bool = False
    rows: Rows = ()
    instead: View | None = None
    at: int = 0
    text: bool = False
    revision: int = 0


def copied(chat: int, post: PostCopy, *, paid: bool = False, thread: int | None = None) -> Copy:
    """Pass this on to a chat."""
    return Copy(
        chat=chat,
        thread=thread,
        source_chat=post.chat,
        source_message=post.message,
        more=list(post.more),
        html=str(post.words.text) if post.words else None,
        keys=keys(post.words.rows if post.words else post.rows),
        instead=say(chat, post.instead, thread=thread) if post.instead else None,
        protect=post.protect,
        silent=post.silent,
        paid=paid,
    )


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A card that is to go: deleted, or where Telegram allows that no more, redrawn as `instead`. `caption`: it is a
    file or the like. `wordless`: nothing in it can be redrawn (a place on the map), so `instead` is said in a message of
    its own. One that was not sent yet is dropped."""

    instead: View
    caption: bool = False
    wordless: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A file with words under it (at most 1024 characters): one that `draw` makes, off the event loop and with no
    transaction open, or one that Telegram has already (`file_id`). `picture`: shown as a photo. `replaces`: the message
    with a file whose place it takes; None: it is a message of its own."""

    name: str
    words: View
    draw: Callable[[], bytes] | None = None
    file_id: str = ""
    picture: bool = False
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Redraw:
    """A message that is no card any more, and what is to stand in its place."""

    message: int
    view: View


MESSAGE = "message"
"""In a delivery's data: the message that a former card was."""


def former(kind: str) -> str:
    """The kind of delivery that says what becomes of a card of this kind once another has taken its place in its chat.
    Where there is no such kind it stays as it was."""
    return f"{kind}.former"


Sendable = View | PostCopy | Paper | TakeBack | Redraw | Membership


@dataclass(frozen=True, slots=True)
class Delivers(Generic[L]):
    """How a kind of delivery is drawn. `load` is given all claimed deliveries of the kind; `draw`, one of them, what was
    loaded for all, and its reader: it does no I/O, and raises `Drop` where nothing is to be said any more."""

    kind: Kind
    load: Callable[[Read, Sequence[Delivery]], Awaitable[L]]
    draw: Callable[[L, Delivery, Reader], Sendable]


def one_by_one(
    kind: Kind,
    load: Callable[[Read, Delivery, Reader], Awaitable[T]],
    draw: Callable[[T, Delivery, Reader], Sendable],
) -> Delivers[Any]:
    """How a kind is drawn of which few are ever claimed at once: `load` reads for one delivery, and may raise `Drop`."""

    async def load_all(read: Read, claimed: Sequence[Delivery]) -> dict[int, T | Drop]:
        return {one.id: await load_one(read, one) for one in claimed}

    async def load_one(read: Read, delivery: Delivery) -> T | Drop:
        try:
            return await load(read, delivery, read.reader(delivery))
        except Drop as drop:
            return drop

    def draw_one(loaded: dict[int, T | Drop], delivery: Delivery, reader: Reader) -> Sendable:
        found = loaded[delivery.id]
        if isinstance(found, Drop):
            raise found
        return draw(found, delivery, reader)

    return Delivers(kind, load_all, draw_one)


# Until every kind is a `Kind`.

Prepared = Sendable | Drop


@dataclass(frozen=True, slots=True)
class Desk:
    """What is at hand when a delivery is prepared."""

    tx: Transaction
    council: Council
    now: datetime
    person: Person | None
    t: Texts
    zone: str
    bot_username: str = ""
    catalogs: Catalogs | None = None

    def texts(self, language: str) -> Texts:
        """The texts of another language than `t`, for a chat or channel that has one of its own."""
        return self.catalogs.texts(language) if self.catalogs else self.t

    def start_link(self, payload: str) -> str:
        """A link that opens the private chat with the bot and starts it with this payload; "" where that is not known."""
        return f"https://t.me/{self.bot_username}?start={payload}" if self.bot_username else ""


class LegacyKind(Protocol):
    """A class that prepares each delivery by itself."""

    @property
    def name(self) -> str: ...
    @property
    def card(self) -> bool: ...
    @property
    def repeat(self) -> bool: ...
    @property
    def progress(self) -> str | None: ...

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared: ...


def adapted(old: "LegacyKind | Delivers[Any]") -> Delivers[Any]:
    """The class as a value."""
    if isinstance(old, Delivers):
        return old

    async def load(read: Read, delivery: Delivery, reader: Reader) -> Sendable:
        at = Desk(
            read.tx, read.council, read.now, reader.person, reader.t, reader.zone, read.bot_username, read.catalogs
        )
        made = await old.prepare(at, delivery)
        if isinstance(made, Drop):
            raise made
        return made

    def draw(made: Sendable, _delivery: Delivery, _reader: Reader) -> Sendable:
        return made

    return one_by_one(Kind(old.name, card=old.card, repeat=old.repeat, progress=old.progress), load, draw)
