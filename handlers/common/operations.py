"""What is asked of Telegram, as values: they can be kept in the database until they are done."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from handlers.common.presses import encode
from handlers.common.view import Rows, View


class Key(BaseModel):
    """An inline button as Telegram takes it."""

    model_config = ConfigDict(frozen=True)

    text: str
    data: str | None = None
    url: str | None = None


class _Operation(BaseModel):
    model_config = ConfigDict(frozen=True)


class Say(_Operation):
    """Send a message. `paid`: it may be charged for, and then leaves at the rate that is paid for."""

    do: Literal["say"] = "say"
    chat: int
    thread: int | None = None
    html: str
    keys: list[list[Key]] = []
    protect: bool = False
    silent: bool = False
    paid: bool = False


class Edit(_Operation):
    """Redraw a message in place. `caption`: it is a file or the like, with words under it."""

    do: Literal["edit"] = "edit"
    chat: int
    message: int
    html: str
    keys: list[list[Key]] = []
    caption: bool = False


class SendFile(_Operation):
    """Send a file with words under it: `content`, or one that Telegram has already and knows by `file_id`.

    `picture`: shown as a photo. `content` is never kept: what carries it is drawn anew, or lost with the program.
    `replaces`: the message with a file whose place it takes.
    """

    do: Literal["file"] = "file"
    chat: int
    replaces: int | None = None
    thread: int | None = None
    name: str
    content: bytes | None = Field(default=None, exclude=True)
    file_id: str = ""
    picture: bool = False
    html: str = ""
    keys: list[list[Key]] = []
    protect: bool = False


class Toast(_Operation):
    """Answer a press: a short word at the top of the screen, or with `alert` one to be put away."""

    do: Literal["toast"] = "toast"
    press: str
    text: str = ""
    alert: bool = False


class Copy(_Operation):
    """Send the content of another message on, without naming where it came from.

    `html` takes the place of the words under it; None leaves them. With `more` it is an album: the other messages that
    are sent on with it, and no buttons. `instead` is sent where Telegram lets nobody copy it.
    """

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
    """Take messages away. What Telegram lets nobody delete any more is redrawn as `html` instead; what is `wordless` and
    so cannot be redrawn either stays, and `html` is said."""

    do: Literal["withdraw"] = "withdraw"
    chat: int
    message: int
    more: list[int] = []
    html: str
    caption: bool = False
    wordless: bool = False


class Admit(_Operation):
    """Let someone into a chat who asked."""

    do: Literal["admit"] = "admit"
    chat: int
    user: int


class TurnAway(_Operation):
    """Do not let someone into a chat who asked."""

    do: Literal["turn away"] = "turn away"
    chat: int
    user: int


class Remove(_Operation):
    """Take someone out of a chat. They may come back when they are let in again."""

    do: Literal["remove"] = "remove"
    chat: int
    user: int


Membership = Admit | TurnAway | Remove
"""What is done about someone's being in a chat. It makes no message; only deliveries ask for it."""


Kept = Annotated[Say | Edit | SendFile | Toast | Copy | Withdraw, Field(discriminator="do")]
OPERATION: TypeAdapter[Say | Edit | SendFile | Toast | Copy | Withdraw] = TypeAdapter(Kept)
"""Reads back what was kept in the database: answers."""

Operation = Say | Edit | SendFile | Toast | Copy | Withdraw | Membership


def keys(rows: Rows) -> list[list[Key]]:
    """The buttons of a view as Telegram takes them."""
    return [
        [Key(text=b.text, data=encode(b.press) if b.press else None, url=b.url) for b in row] for row in rows if row
    ]


def say(chat: int, view: View, *, paid: bool = False, thread: int | None = None) -> Say:
    """Send this view as a new message."""
    return Say(
        chat=chat,
        thread=thread,
        html=str(view.text),
        keys=keys(view.rows),
        protect=view.protect,
        silent=view.silent,
        paid=paid,
    )


def edit(chat: int, message: int, view: View, *, caption: bool = False) -> Edit:
    """Redraw this message, or the words under it, as this view."""
    return Edit(chat=chat, message=message, html=str(view.text), keys=keys(view.rows), caption=caption)


def send_file(
    chat: int,
    name: str,
    view: View,
    *,
    content: bytes | None = None,
    file_id: str = "",
    picture: bool = False,
    thread: int | None = None,
    replaces: int | None = None,
) -> SendFile:
    """Send a file with this view under it."""
    return SendFile(
        chat=chat, replaces=replaces, thread=thread, name=name, content=content, file_id=file_id, picture=picture,
        html=str(view.text), keys=keys(view.rows), protect=view.protect,
    )  # fmt: skip
