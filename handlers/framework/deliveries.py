"""Kinds of deliveries: how rows of the outbox are drawn when they are sent.

A `Kind` is a value that actions queue by (`work.tell`); a field's `deliveries` binds it to two functions. `load` reads
once what all claimed deliveries of the kind need; `draw` is pure and returns what to send, or raises `Drop`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from council.authority import Action, may
from council.config import Council
from council.people import Actor, Person
from handlers.common.operations import Copy, Membership, keys, say
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import Rows, View
from storage import chat_links, members
from storage.outbox import Delivery, Lane
from storage.transaction import Transaction

L = TypeVar("L")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of delivery. Its facts are read again when it is sent."""

    name: str
    lane: Lane = Lane.RECEIPTS
    """Its priority, unless the order says another one."""

    card: bool = False
    """Its message is remembered, and edited later."""

    repeat: bool = True
    """It is sent again when the outcome of sending is unknown."""

    progress: str | None = None
    """The kind of the card about the same subject that shows the progress of these deliveries."""

    outsiders: bool = False
    """It may go to people who have no seat, or none any more."""

    spends: bool = False
    """A card whose buttons are taken away once there is nothing to say any more (`Drop`)."""

    @property
    def former(self) -> "Kind":
        """The kind of the edits of such a card after another has replaced it in its chat. A field that binds no `Delivers` to it
        leaves such cards as they are."""
        return Kind(former(self.name), outsiders=self.outsiders)


class Drop(Exception):  # noqa: N818 - it ends a delivery and is not a fault
    """Not to be delivered after all; the reason is stored in the outbox."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def there(found: T | None, reason: str) -> T:
    """What was found. Raises `Drop` for this reason where there is nothing."""
    if found is None:
        raise Drop(reason)
    return found


@dataclass(frozen=True, slots=True)
class Reader:
    """The recipient that a delivery is drawn for: a person with their current seats, or (`person` is None) a chat.

    `t` and `zone` are the person's, else the council's; `now` is UTC."""

    council: Council
    now: datetime
    person: Person | None
    actor: Actor
    t: Texts
    zone: str
    bot_username: str
    catalogs: Catalogs

    def texts(self, language: str) -> Texts:
        """The texts in another language, for a chat or channel that has its own."""
        return self.catalogs.texts(language)

    def require_secretariat(self, action: Action) -> None:
        """Raises `Drop` for someone who may not do this (any more); of what the secretariat alone may do."""
        if not may(self.actor, action):
            raise Drop("no longer the secretariat")

    def start_link(self, payload: str) -> str:
        """A link that starts the private chat with the bot with this payload; "" if the bot's name is unknown."""
        return f"https://t.me/{self.bot_username}?start={payload}" if self.bot_username else ""


@dataclass(frozen=True, slots=True)
class Read:
    """What `load` gets: a read transaction, the present (UTC), and the deliveries' recipients.

    `actors`: by id, the recipients who still exist, with their current seats. `languages`: of groups' chats, of those that
    have one of their own."""

    tx: Transaction
    council: Council
    now: datetime
    catalogs: Catalogs
    bot_username: str
    actors: Mapping[int, Actor]
    languages: Mapping[int, str] = field(default_factory=dict)

    def reader(self, delivery: Delivery) -> Reader:
        """The recipient of this delivery."""
        actor = self.actors.get(delivery.person or 0, NOBODY)
        person = actor.person
        own = self.languages.get(delivery.chat) if person is None else None
        t = self.catalogs.texts(own) if own else self.catalogs.of(person)
        zone = person.zone if person else self.council.zone
        return Reader(self.council, self.now, person, actor, t, zone, self.bot_username, self.catalogs)


NOBODY = Actor("nobody")


async def begin_reading(
    tx: Transaction, council: Council, catalogs: Catalogs, now: datetime, bot_username: str, claimed: Sequence[Delivery]
) -> Read:
    """The `Read` for these deliveries; their people and seats are read in one query."""
    ids = {delivery.person for delivery in claimed if delivery.person}
    people = await members.many_with_seats(tx, ids, now) if ids else {}
    actors = {id_: Actor("person", person, seats) for id_, (person, seats) in people.items()}
    places = {delivery.chat for delivery in claimed if not delivery.person}
    languages = await chat_links.languages_of(tx, places) if places else {}
    return Read(tx, council, now, catalogs, bot_username, actors, languages)


@dataclass(frozen=True, slots=True)
class PostCopy:
    """A copy of a message in another chat; with `more`, of an album. `words` replace its caption.

    `rows` are its buttons if it keeps its own caption. `instead` is sent if Telegram does not allow copying it. When a
    copy is edited, `at` is the changed part of an album, and `text` says that it is a text message, not a caption.
    `revision` distinguishes copies made before and after an edit."""

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
    """The operation that copies the post to a chat."""
    return Copy(
        chat=chat, thread=thread, source_chat=post.chat, source_message=post.message, more=list(post.more),
        html=str(post.words.text) if post.words else None, keys=keys(post.words.rows if post.words else post.rows, chat),
        instead=say(chat, post.instead, thread=thread) if post.instead else None, protect=post.protect, silent=post.silent,
        paid=paid,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Withdraw a card: it is deleted or, if Telegram no longer allows that, edited to `instead`. `caption`: the message
    has a caption rather than a text. `wordless`: it has neither (a location), so `instead` is sent as a new message. A
    card that was not sent yet is dropped."""

    instead: View
    caption: bool = False
    wordless: bool = False


class Workshop(Protocol):
    """What a document is put together with that contains files which people sent."""

    async def fetch(self, file_id: str, /) -> bytes | None:
        """The content of a file that Telegram has; None where it cannot be had."""
        ...

    async def apart(self, work: Callable[[], T], /) -> T:
        """What `work` returns, done in a process of its own. Raises `TooMuchWork` beyond its limits, and what it raises."""
        ...


@dataclass(frozen=True, slots=True)
class Paper:
    """A file with a caption (at most 1024 units): made by `draw`, which runs off the event loop and outside any transaction,
    put together by `assemble`, or one that Telegram already has (`file_id`). `picture`: sent as a photo. `replaces`: the
    message whose file it replaces; None: a new message. `once`: everyone whose paper has the same key here gets the same file,
    which is made and uploaded once while the program runs."""

    name: str
    words: View
    draw: Callable[[], bytes] | None = None
    file_id: str = ""
    picture: bool = False
    replaces: int | None = None
    assemble: Callable[[Workshop], Awaitable[bytes]] | None = None
    once: str = ""


@dataclass(frozen=True, slots=True)
class Redraw:
    """Edit a message that is no longer a card."""

    message: int
    view: View


@dataclass(frozen=True, slots=True)
class Spent:
    """Take the buttons of a card away; its text stays. `message`: of one that is no longer a card."""

    message: int = 0


MESSAGE = "message"
"""The key in a delivery's data for the id of a former card's message."""


def former(kind: str) -> str:
    """The name of `Kind.former`."""
    return f"{kind}.former"


def of_former(delivery: Delivery, view: View) -> Redraw:
    """Edit the former card that a delivery is about."""
    return Redraw(int(delivery.data[MESSAGE]), view)


Sendable = View | PostCopy | Paper | TakeBack | Redraw | Spent | Membership


@dataclass(frozen=True, slots=True)
class Delivers(Generic[L]):
    """How a kind of delivery is drawn. `load` gets all claimed deliveries of the kind; `draw` gets what was loaded, one
    delivery and its recipient. `draw` does no I/O, and raises `Drop` if there is nothing to say any more."""

    kind: Kind
    load: Callable[[Read, Sequence[Delivery]], Awaitable[L]]
    draw: Callable[[L, Delivery, Reader], Sendable]

    def drawn(self, loaded: L, delivery: Delivery, reader: Reader) -> Sendable:
        """What to send. Raises `Drop` also for somebody who has no seat any more, of a kind that is not for `outsiders`; a
        card that they have is redrawn all the same."""
        if delivery.person is not None and delivery.card is None and not reader.actor.seats and not self.kind.outsiders:
            raise Drop("no role any more")
        try:
            return self.draw(loaded, delivery, reader)
        except Drop:
            if self.kind.spends and delivery.card is not None:
                return Spent()
            raise


async def load_nothing(_read: Read, _claimed: Sequence[Delivery]) -> None:
    """For a kind that is drawn from the delivery and its reader alone."""


def spent_former(kind: Kind) -> Delivers[None]:
    """Takes the buttons away from a card that another has replaced in its chat."""
    return Delivers(kind.former, load_nothing, lambda _, delivery, __: Spent(int(delivery.data[MESSAGE])))


def one_by_one(
    kind: Kind, load: Callable[[Read, Delivery, Reader], Awaitable[T]], draw: Callable[[T, Delivery, Reader], Sendable]
) -> Delivers[Any]:
    """For a kind of which few are claimed at once: `load` reads for a single delivery, and may raise `Drop`."""

    async def load_all(read: Read, claimed: Sequence[Delivery]) -> dict[int, T | Drop]:
        loaded: dict[int, T | Drop] = {}
        for one in claimed:
            try:
                loaded[one.id] = await load(read, one, read.reader(one))
            except Drop as drop:
                loaded[one.id] = drop
        return loaded

    def draw_one(loaded: dict[int, T | Drop], delivery: Delivery, reader: Reader) -> Sendable:
        found = loaded[delivery.id]
        if isinstance(found, Drop):
            raise found
        return draw(found, delivery, reader)

    return Delivers(kind, load_all, draw_one)
