"""What the dispatcher is told of each kind of delivery. It knows none of them by name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from council.config import Council
from council.people import Person
from handlers.common.operations import Copy, Membership, keys, say
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import Rows, View
from storage.outbox import Delivery
from storage.store import Transaction


@dataclass(frozen=True, slots=True)
class Desk:
    """What is at hand when a delivery is prepared: a transaction that reads, the present, and the person it is for."""

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


@dataclass(frozen=True, slots=True)
class Drop:
    """Not to be delivered after all, and why."""

    reason: str


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


Prepared = View | PostCopy | Paper | TakeBack | Redraw | Membership | Drop


class Kind(Protocol):
    """One kind of outbox row.

    `card`: its message is remembered and redrawn. `repeat`: sent again when nobody knows whether it arrived.
    `progress`: the kind of card about the same subject that shows how these deliveries are getting on.
    """

    @property
    def name(self) -> str: ...
    @property
    def card(self) -> bool: ...
    @property
    def repeat(self) -> bool: ...
    @property
    def progress(self) -> str | None: ...

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        """Look at the world again, and draw what is to be said, or say why nothing is."""
        ...


def desk(
    tx: Transaction, council: Council, catalogs: Catalogs, now: datetime, person: Person | None, bot_username: str = ""
) -> Desk:
    """The desk for a delivery to this person, or to a chat of no one in particular."""
    language = person.language if person else catalogs.languages[0]
    zone = person.zone if person else council.zone
    return Desk(tx, council, now, person, catalogs.texts(language), zone, bot_username, catalogs)
