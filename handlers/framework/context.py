"""What a handler is given: who came, with what, the open transaction, and a place to leave its answers."""

from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from council.chats import News, Place
from council.config import Council
from council.people import Actor, Person
from council.posts import ChannelMessage
from council.text_rules import cut
from handlers.common.operations import Copy, Edit, Say, SendFile, Toast, Withdraw, edit, say, send_file
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import Button, View
from handlers.framework.deliveries import PostCopy, copied
from handlers.framework.work import UnitOfWork
from storage.store import Transaction

TOAST_LIMIT = 200
"""Telegram's, for what answers a press."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that someone sent. `unique_id` stays the same whoever sends it; `size` is in bytes, 0 where unknown."""

    file_id: str
    unique_id: str
    name: str
    size: int
    mime: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update, reduced to what handlers read. Exactly one of `command`, `text`, `press`, `arrived`, `news` says what came.

    `file` came with it (`text` are the words under it), and `opened` is what its reader made of it
    (`handlers.steps.Step.opens`). `other` names what is no text ("photo"), `album` the album that it is part of,
    `unique` Telegram's id of its file that stays the same whoever sends it.
    `thread` is the topic of a forum, `title` the group's; `anonymous`: an administrator wrote in the group's name, and
    nobody knows who. `news`: what Telegram tells of the group's chat itself; with /link, how the bot stands in it.
    `html` is the text with the sender's formatting, made from entities and so safe as Telegram's HTML; `caption` and
    `caption_html` are the words under whatever is no text.
    `arrived` is a channel's post, new or changed; `channel`: what `news` tells is of a channel, whose id, title and
    username these are. `place` is the channel that a command named, as Telegram shows it.
    """

    update_id: int
    chat: int
    private: bool
    thread: int | None = None
    title: str = ""
    anonymous: bool = False
    news: News | None = None
    user: int | None = None
    message: int | None = None
    command: str = ""
    argument: str = ""
    text: str = ""
    html: str = ""
    caption: str = ""
    caption_html: str = ""
    press: str = ""
    press_id: str = ""
    arrived: ChannelMessage | None = None
    channel: bool = False
    place: Place | None = None
    file: Attachment | None = None
    opened: object = None
    other: str = ""
    album: str = ""
    unique: str = ""
    chat_username: str = ""
    language_code: str | None = None
    blocked: bool | None = None


Answer = Say | Edit | SendFile | Toast | Copy | Withdraw


MOST_TICKS = 10_000
"""So many people's ticks are kept; of more, those that waited longest are forgotten, and the buttons alone tell."""


class Ticks:
    """What people have ticked of a question without names and not sent yet. It is in this program's memory and nowhere
    else: beside a name no choice is ever written down. After a restart what the buttons show is all that is known."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int], tuple[int, int]] = {}

    def change(self, question: int, person: int, place: int, shown: int, update: int) -> int:
        """All that is ticked now, a bit for each, once the option at `place` was pressed on a card that showed `shown`,
        which may be older than another press. The same update again changes nothing."""
        last, mask = self._kept.pop((question, person), (0, shown))
        if last != update:
            bit = 1 << place
            mask = mask & ~bit if shown & bit else mask | bit
        self._kept[question, person] = (update, mask)
        if len(self._kept) > MOST_TICKS:
            del self._kept[next(iter(self._kept))]
        return mask

    def now(self, question: int, person: int, shown: int) -> int:
        """All that is ticked; what the card showed, where nothing else is known."""
        return self._kept.get((question, person), (0, shown))[1]


@dataclass(slots=True)
class Visit:
    """One update being handled, within one transaction. Answers are sent after it has committed.

    `public_url`: where this program is reached over HTTP from outside; "" where it is not. `ticks`: what people have
    ticked without their names and not sent yet.
    """

    incoming: Incoming
    work: UnitOfWork
    catalogs: Catalogs
    bot_username: str
    public_url: str = ""
    ticks: Ticks = field(default_factory=Ticks)
    answers: list[Answer] = field(default_factory=list)
    _instead: dict[int, Answer] = field(default_factory=dict)

    @property
    def person(self) -> Person:
        return self.work.person

    @property
    def tx(self) -> Transaction:
        return self.work.tx

    @property
    def now(self) -> datetime:
        return self.work.now

    @property
    def council(self) -> Council:
        return self.work.council

    @property
    def actor(self) -> Actor:
        return self.work.actor

    @property
    def t(self) -> Texts:
        """The words in the language of the one who came."""
        return self.catalogs.texts(self.person.language)

    @property
    def zone(self) -> str:
        """The zone of the one who came."""
        return self.person.zone

    def say(self, view: View) -> None:
        """Answer with a new message."""
        self.answers.append(say(self.incoming.chat, view, thread=self.incoming.thread))

    def say_once(self, view: View, instead: View) -> None:
        """Answer with something secret that is kept nowhere. Should the program end before it is sent, `instead` is."""
        self.say(view)
        self._instead[len(self.answers) - 1] = say(self.incoming.chat, instead)

    def hand(self, name: str, file_id: str, words: View) -> None:
        """Answer with a file that Telegram has already."""
        self.answers.append(send_file(self.incoming.chat, name, words, file_id=file_id))

    def hand_once(self, name: str, content: bytes, words: View, instead: View) -> None:
        """Answer with a secret file that is kept nowhere. Should the program end before it is sent, `instead` is said."""
        self.answers.append(send_file(self.incoming.chat, name, words, content=content))
        self._instead[len(self.answers) - 1] = say(self.incoming.chat, instead)

    def kept_answers(self) -> list[dict[str, object]]:
        """The answers as plain values, to be kept until they are sent; secrets are replaced."""
        kept = [self._instead.get(at, answer) for at, answer in enumerate(self.answers)]
        return [answer.model_dump(mode="json") for answer in kept]

    def show(self, view: View) -> None:
        """Redraw the message whose button was pressed; where there is none, answer with a new message."""
        if self.incoming.press and self.incoming.message is not None:
            self.answers.append(edit(self.incoming.chat, self.incoming.message, view))
        else:
            self.say(view)

    def show_under(self, view: View) -> None:
        """Redraw the words and buttons under the file or the like whose button was pressed."""
        if self.incoming.message is not None:
            self.answers.append(edit(self.incoming.chat, self.incoming.message, view, caption=True))

    def pass_on(self, post: PostCopy) -> None:
        """Answer with a copy of another message."""
        self.answers.append(copied(self.incoming.chat, post, thread=self.incoming.thread))

    def redraw(self, message: int, view: View) -> None:
        """Redraw an earlier message of this chat, other than the one whose button was pressed."""
        self.answers.append(edit(self.incoming.chat, message, view))

    def toast(self, text: str, *, alert: bool = False) -> None:
        """Answer the press itself, in at most 200 characters; an alert is to be put away by hand."""
        plain = text.unescape() if isinstance(text, Markup) else text
        self.answers.insert(0, Toast(press=self.incoming.press_id, text=cut(plain, TOAST_LIMIT), alert=alert))
        self._instead = {at + 1: answer for at, answer in self._instead.items()}

    def toast_or_say(self, text: Markup, *ways: Button) -> None:
        """A refusal: on the press itself, where something was pressed, else as a message with the ways on."""
        if self.incoming.press_id:
            self.toast(text, alert=True)
        else:
            self.say(View(text, tuple((way,) for way in ways)))

    def start_link(self, payload: str) -> str:
        """A link that opens the private chat with the bot and starts it with this payload."""
        return f"https://t.me/{self.bot_username}?start={payload}"
