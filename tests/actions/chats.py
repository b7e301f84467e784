"""What stands in people's and groups' chats, once an operation on Telegram is carried out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import unescape

from handlers.common.operations import Answer, Copy, Edit, JoinAnswer, Key, Membership, Say, SendFile, Toast, Withdraw


@dataclass
class Message:
    """A message as it stands in a chat. `change` orders all that is new or edited; `at` is when it came (UTC); `source`: the
    chat and the messages that it is a copy of."""

    id: int
    chat: int
    text: str
    buttons: Sequence[Sequence[Key]]
    at: datetime
    change: int
    edits: int = 0
    thread: int | None = None
    document: str = ""
    content: bytes | None = None
    picture: bool = False
    protected: bool = False
    source: tuple[int, ...] = ()

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons."""
        return [key.text for row in self.buttons for key in row]


Wanted = str | Callable[[Message], bool]
"""Words that a message contains, or what it is to fulfil."""


@dataclass
class Chats:
    """The messages of each chat; `changes` counts what is new or edited, `memberships` are the changes of who is in them."""

    of: dict[int, list[Message]] = field(default_factory=dict)
    memberships: list[Membership | JoinAnswer] = field(default_factory=list)
    changes: int = 0

    def shown(self, chat: int, wanted: Wanted) -> list[Message]:
        """The messages in a chat that fit, as they stand now; the one that changed last at the end."""
        fits = wanted if callable(wanted) else lambda one: wanted in one.text
        return sorted((replace(one) for one in self.of.get(chat, ()) if fits(one)), key=lambda one: one.change)

    def put(self, operation: Answer | Membership, at: datetime) -> int | None:
        """What Telegram would show then; the id of the message."""
        match operation:
            case Say() | SendFile() | Copy():
                return self._new(operation, at)
            case Edit():
                shown = self._find(operation.chat, operation.message)
                text = plain(operation.html) if operation.html is not None else shown.text
                if (shown.text, shown.buttons) != (text, operation.keys):
                    self.changes += 1
                    shown.text, shown.buttons, shown.edits = text, operation.keys, shown.edits + 1
                    shown.change = self.changes
                return shown.id
            case Withdraw():
                self.of[operation.chat].remove(self._find(operation.chat, operation.message))
                return operation.message
            case Toast():
                return None
            case _:
                self.memberships.append(operation)
                return None

    def _new(self, operation: Say | SendFile | Copy, at: datetime) -> int:
        self.changes += 1
        made = Message(self.changes, operation.chat, plain("\n".join(_words(operation))), operation.keys, at, self.changes)
        made.thread, made.protected = operation.thread, operation.protect
        if isinstance(operation, SendFile):
            made.document, made.content, made.picture = operation.name, operation.content, operation.picture
        elif isinstance(operation, Copy):
            made.source = (operation.source_chat, operation.source_message, *operation.more)
        self.of.setdefault(operation.chat, []).append(made)
        return made.id

    def _find(self, chat: int, message: int) -> Message:
        return next(one for one in self.of[chat] if one.id == message)


def _words(operation: Say | SendFile | Copy) -> list[str]:
    return [operation.html or "", *(operation.more if isinstance(operation, Say) else ())]


def plain(html: str) -> str:
    """A text without its markup."""
    return unescape(re.sub(r"<[^>]+>", "", html))
