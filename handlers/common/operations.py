"""Operations on Telegram as values, so that they can be stored until they are carried out."""

from itertools import islice
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from council.announcements import CAPTION_LIMIT
from council.button_rows import GROUP, PRIVATE, row_sizes
from council.message_length import fitted
from council.text_rules import MESSAGE_LIMIT
from handlers.common.presses import encode
from handlers.common.view import Button, Rows, Style, View


class Key(BaseModel):
    """An inline button as Telegram takes it."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    text: str
    data: str | None = None
    url: str | None = None
    copies: str | None = None
    style: Style | None = None


class _Operation(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class Asks(BaseModel):
    """Which form (its serial), and which of its questions, a message asks."""

    model_config = ConfigDict(frozen=True)

    serial: int
    step: str


class Say(_Operation):
    """Send a message. `paid`: Telegram may charge for it, and it is sent at the paid rate. `asks`: it asks a form's
    question, and loses its buttons once that is answered. `rich`: the same as a rich message, which is sent instead where the
    chat takes it; else `more` follows, in messages of their own, the last of which has the buttons."""

    do: Literal["say"] = "say"
    chat: int
    thread: int | None = None
    html: str
    keys: list[list[Key]] = []
    protect: bool = False
    silent: bool = False
    paid: bool = False
    asks: Asks | None = None
    more: list[str] = []
    rich: str = ""


class Edit(_Operation):
    """Edit a message. `caption`: it has a caption rather than a text. Without `html` its buttons alone. `rich`: as for
    `Say`."""

    do: Literal["edit"] = "edit"
    chat: int
    message: int
    html: str | None
    keys: list[list[Key]] = []
    caption: bool = False
    rich: str = ""


class SendFile(_Operation):
    """Send a file with a caption: `content`, or a file that Telegram already has, by `file_id`.

    `picture`: sent as a photo. `content` is never stored: it is drawn again, or lost when the program ends. `replaces`: the
    message whose file it replaces. `once`: what others who get the same file know it by (`handlers.framework.deliveries`)."""

    do: Literal["file"] = "file"
    chat: int
    replaces: int | None = None
    thread: int | None = None
    name: str
    content: bytes | None = Field(default=None, exclude=True)
    once: str = Field(default="", exclude=True)
    file_id: str = ""
    picture: bool = False
    html: str = ""
    keys: list[list[Key]] = []
    protect: bool = False


class Toast(_Operation):
    """Answer a press: a short text at the top of the screen or, with `alert`, one that must be dismissed."""

    do: Literal["toast"] = "toast"
    press: str
    text: str = ""
    alert: bool = False


class Copy(_Operation):
    """Copy a message without naming its source.

    `html` replaces its caption; None keeps it. With `more` it is an album: the other messages to copy, and no buttons. `instead`
    is sent if Telegram does not allow copying."""

    do: Literal["copy"] = "copy"
    chat: int
    thread: int | None = None
    source_chat: int
    source_message: int
    more: list[int] = []
    html: str | None = None
    keys: list[list[Key]] = []
    protect: bool = False
    silent: bool = False
    paid: bool = False
    instead: Say | None = None


class Withdraw(_Operation):
    """Delete messages. One that Telegram no longer allows to delete is edited to `html`; if it is `wordless` and cannot
    be edited either, it stays, and `html` is sent."""

    do: Literal["withdraw"] = "withdraw"
    chat: int
    message: int
    more: list[int] = []
    html: str
    caption: bool = False
    wordless: bool = False


class JoinAnswer(_Operation):
    """Answer Telegram's question whether someone may join: let them in, or leave it to those who decide it later."""

    do: Literal["join"] = "join"
    query: str
    result: Literal["approve", "queue"]


class Membership(_Operation):
    """Approve or decline a join request, or remove someone from a chat, who may return when admitted again. It sends no
    message; only deliveries use it."""

    do: Literal["admit", "turn away", "remove"]
    chat: int
    user: int


Answer = Say | Edit | SendFile | Toast | Copy | Withdraw | JoinAnswer
Operation = Answer | Membership

OPERATION: TypeAdapter[Answer] = TypeAdapter(Annotated[Answer, Field(discriminator="do")])
"""Parses stored operations (replies)."""


def keys(rows: Rows, chat: int) -> list[list[Key]]:
    """A view's buttons as Telegram takes them in this chat: a row whose labels a phone would cut becomes several."""
    width = GROUP if chat < 0 else PRIVATE
    made: list[list[Key]] = []
    for row in rows:
        left = map(_key, row)
        made += [list(islice(left, size)) for size in row_sizes([one.text for one in row], len(row), width)]
    return made


def _key(button: Button) -> Key:
    data = encode(button.press) if button.press else None
    return Key(text=button.text, data=data, url=button.url, copies=button.copies, style=button.style)


def say(chat: int, view: View, *, paid: bool = False, thread: int | None = None) -> Say:
    """The operation that sends this view as a new message."""
    return Say(
        chat=chat, thread=thread, html=str(view.text), keys=keys(view.rows, chat), protect=view.protect, silent=view.silent,
        paid=paid, more=list(map(str, view.more)), rich=view.rich,
    )  # fmt: skip


def edit(chat: int, message: int, view: View, *, caption: bool = False) -> Edit:
    """The operation that changes this message, or its caption, to this view, which is one message."""
    if view.more:
        raise ValueError("a message cannot be edited to several")
    html = fitted(str(view.text), CAPTION_LIMIT if caption else MESSAGE_LIMIT)
    return Edit(chat=chat, message=message, html=html, keys=keys(view.rows, chat), caption=caption, rich=view.rich)


def send_file(chat: int, name: str, view: View, *, content: bytes | None = None, file_id: str = "", picture: bool = False,
              thread: int | None = None, replaces: int | None = None, once: str = "") -> SendFile:  # fmt: skip
    """The operation that sends a file with this view as its caption."""
    return SendFile(chat=chat, replaces=replaces, thread=thread, name=name, content=content, file_id=file_id, once=once,
                    picture=picture, html=fitted(str(view.text), CAPTION_LIMIT), keys=keys(view.rows, chat),
                    protect=view.protect)  # fmt: skip
