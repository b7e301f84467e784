"""What a handler gets: the update, its person, the open transaction, and a list for its replies."""

from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from council.chats import ChatChange, TelegramChannel
from council.config import Council
from council.people import Actor, Person
from council.posts import ChannelMessage
from council.text_rules import cut
from handlers.common.operations import Answer, Asks, Edit, JoinAnswer, Toast, edit, say, send_file
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import Button, View
from handlers.framework.deliveries import PostCopy, copied
from handlers.framework.work import UnitOfWork
from storage.transaction import Transaction

TOAST_LIMIT = 200
"""Telegram's limit of an answer to a press, in UTF-16 code units."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that someone sent. `unique_id` is the same whoever sends it; `size` is in bytes, 0 if unknown."""

    file_id: str
    unique_id: str
    name: str
    size: int
    mime: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update, reduced to what handlers need. At most one of `command`, `text`, `press`, `arrived` and `chat_change` says what
    it is."""

    update_id: int
    chat: int
    private: bool
    thread: int | None = None
    """The topic of a forum."""

    title: str = ""
    """The group's or channel's title."""

    anonymous: bool = False
    """An administrator wrote in the group's name: who it was is unknown."""

    chat_change: ChatChange | None = None
    """A change in the chat itself; with /link, the bot's rights in it."""

    user: int | None = None
    message: int | None = None
    command: str = ""
    argument: str = ""
    text: str = ""
    html: str = ""
    """The text with the sender's formatting, built from entities, and so safe as Telegram's HTML."""

    caption: str = ""
    caption_html: str = ""
    """The words under a message that is not text, and the same as HTML."""

    press: str = ""
    press_id: str = ""
    arrived: ChannelMessage | None = None
    """A channel's post, new or edited."""

    channel: bool = False
    """`chat_change` is about a channel; its id, title and username are given."""

    named_channel: TelegramChannel | None = None
    """The channel that a command names."""

    file: Attachment | None = None
    """The file of the message; `text` is its caption then."""

    opened: object = None
    """The file as the question's `opens` has parsed it (`handlers.framework.questions`)."""

    other: str = ""
    """The kind of a message that is not text ("photo")."""

    album: str = ""
    """The album that the message belongs to."""

    unique: str = ""
    """Telegram's id of the file, which is the same whoever sends it."""

    chat_username: str = ""
    language_code: str | None = None
    blocked: bool | None = None
    """Whether its sender has blocked the bot now; None where it is about something else."""

    edited: bool = False
    """Its sender changed a message that was handled before: it is no new answer."""


MOST_TICKS = 10_000
"""How many people's ticks are kept; beyond that the oldest are dropped, and only what the buttons show is known."""


class Ticks:
    """What people have ticked, but not yet submitted, in a question without names. Kept in memory only, so that no
    choice is ever stored beside a name. After a restart only what the buttons show is known."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int], tuple[int, int]] = {}

    def change(self, question: int, person: int, place: int, shown: int, update: int) -> int:
        """The ticks as a bit mask, after the option at `named_channel` was pressed on a card that showed the mask `shown`,
        which may be older than another press. Repeating an update changes nothing."""
        last, mask = self._kept.pop((question, person), (0, shown))
        if last != update:
            bit = 1 << place
            mask = mask & ~bit if shown & bit else mask | bit
        self._kept[question, person] = (update, mask)
        if len(self._kept) > MOST_TICKS:
            del self._kept[next(iter(self._kept))]
        return mask

    def now(self, question: int, person: int, shown: int) -> int:
        """The ticks as a bit mask; `shown` if none are remembered."""
        return self._kept.get((question, person), (0, shown))[1]


@dataclass(slots=True)
class Visit:
    """An update being handled, in one transaction. Replies are sent after the commit.

    `public_url`: this program's URL from outside; "" if it has none. `ticks`: unsubmitted ticks in questions without
    names. `had_form`: when the update came in, the visitor had an open form. `sure`: they have seen whom what they press
    reaches (`handlers.framework.telling`)."""

    incoming: Incoming
    work: UnitOfWork
    catalogs: Catalogs
    bot_username: str
    public_url: str = ""
    ticks: Ticks = field(default_factory=Ticks)
    had_form: bool = True
    sure: bool = False
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
        """The texts in the visitor's language."""
        return self.catalogs.of(self.person)

    @property
    def zone(self) -> str:
        """The visitor's time zone (IANA name)."""
        return self.person.zone

    def say(self, *views: View | PostCopy) -> None:
        """Reply with a new message, or a copy of another, or with several."""
        to, thread = self.incoming.chat, self.incoming.thread
        for one in views:
            answer = copied(to, one, thread=thread) if isinstance(one, PostCopy) else say(to, one, thread=thread)
            self.answers.append(answer)

    def ask(self, view: View, serial: int, step: str) -> None:
        """Reply with a question of the form with this serial."""
        asks = Asks(serial=serial, step=step)
        self.answers.append(say(self.incoming.chat, view, thread=self.incoming.thread).model_copy(update={"asks": asks}))

    def say_once(self, view: View, instead: View) -> None:
        """Reply with a secret that is stored nowhere. If the program ends before it is sent, `instead` is sent."""
        self.say(view)
        self._instead[len(self.answers) - 1] = say(self.incoming.chat, instead)

    def hand(self, name: str, file_id: str, words: View) -> None:
        """Reply with a file that Telegram already has."""
        self.answers.append(send_file(self.incoming.chat, name, words, file_id=file_id))

    def hand_once(self, name: str, content: bytes, words: View, instead: View) -> None:
        """Reply with a secret file that is stored nowhere. If the program ends before it is sent, `instead` is sent."""
        self.answers.append(send_file(self.incoming.chat, name, words, content=content))
        self._instead[len(self.answers) - 1] = say(self.incoming.chat, instead)

    def kept_answers(self) -> list[dict[str, object]]:
        """The replies as plain JSON values, to be stored until they are sent; secrets are replaced."""
        kept = [self._instead.get(at, answer) for at, answer in enumerate(self.answers)]
        return [answer.model_dump(mode="json") for answer in kept]

    def show(self, view: View) -> None:
        """Edit the message whose button was pressed; without one, or where one message may not hold it, reply with a new one."""
        if not view.more and self.incoming.press and self.incoming.message is not None:
            self.answers.append(edit(self.incoming.chat, self.incoming.message, view))
        else:
            self.say(view)

    def spend(self) -> None:
        """Take the buttons off the message whose button was pressed, if nothing was put in its place: they are spent."""
        at = self.incoming.message
        if at is not None and not any(isinstance(one, Edit) and one.message == at for one in self.answers):
            self.answers.append(Edit(chat=self.incoming.chat, message=at, html=None))

    def spend_earlier(self, message: int) -> None:
        """Take the buttons off an earlier message of this chat, before anything else is said."""
        if not any(isinstance(one, Edit) and one.message == message for one in self.answers):
            self._put_first(Edit(chat=self.incoming.chat, message=message, html=None))

    def _put_first(self, answer: Answer) -> None:
        self.answers.insert(0, answer)
        self._instead = {at + 1: kept for at, kept in self._instead.items()}

    def redraw(self, message: int, view: View) -> None:
        """Edit an earlier message of this chat, other than the one whose button was pressed."""
        self.answers.append(edit(self.incoming.chat, message, view))

    def answer_join(self, query: str, *, admit: bool) -> None:
        """Answer Telegram's question whether someone may join the chat."""
        self.answers.append(JoinAnswer(query=query, result="approve" if admit else "queue"))

    def toast(self, text: str, *, alert: bool = False) -> None:
        """Answer the press itself; the text is cut to `TOAST_LIMIT`. An alert has to be dismissed."""
        plain = text.unescape() if isinstance(text, Markup) else text
        self._put_first(Toast(press=self.incoming.press_id, text=cut(plain, TOAST_LIMIT), alert=alert))

    def toast_or_say(self, text: Markup, *ways: Button) -> None:
        """Reply with a refusal: as an alert if something was pressed, else as a message with these buttons."""
        if self.incoming.press_id:
            self.toast(text, alert=True)
        else:
            self.say(View(text, tuple((way,) for way in ways)))

    def start_link(self, payload: str) -> str:
        """A link that opens the private chat with the bot and starts it with this payload."""
        return f"https://t.me/{self.bot_username}?start={payload}"
