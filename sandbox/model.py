"""The sandbox's data: persons, chats, messages, files, presses."""

import asyncio
from dataclasses import dataclass, field

Json = dict[str, object]


@dataclass(slots=True)
class Person:
    """Someone with a Telegram account. `label` and `role` are for the page; the bot does not receive them."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "en"
    label: str = ""
    role: str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    reachable_until: int = 0  # Unix seconds of the sandbox clock until which a join request lets the bot write

    def user(self) -> Json:
        """The person as a Bot API User; a deleted account has no name."""
        if self.deactivated:
            return {"id": self.id, "is_bot": False, "first_name": ""}
        shape: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            shape["last_name"] = self.last_name
        if self.username:
            shape["username"] = self.username
        shape["language_code"] = self.language_code
        return shape

    def view(self) -> Json:
        """The person as the control API shows them."""
        return {
            "id": self.id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
            "label": self.label,
            "role": self.role,
            "started": self.started,
            "blocked": self.blocked,
            "deactivated": self.deactivated,
        }


@dataclass(slots=True)
class Message:
    """One message. `body` is its Bot API form: replaced, never changed in place, so that queued updates keep theirs.

    `date` is in Unix seconds of the sandbox clock; `change` is the world's change number of the last time that the
    message was written, edited or deleted.
    """

    id: int
    date: int
    body: Json
    change: int
    from_bot: bool
    deleted: bool = False
    history: list[Json] = field(default_factory=list)
    reactions: dict[int, list[Json]] = field(default_factory=dict)  # by who reacted
    votes: dict[int, list[int]] = field(default_factory=dict)  # the options that each person chose in its poll

    def view(self) -> Json:
        """The message as the control API shows it."""
        return {
            **self.body,
            "from_bot": self.from_bot,
            "deleted": self.deleted,
            "edits": len(self.history),
            "history": self.history,
            "reactions": [reaction for reactions in self.reactions.values() for reaction in reactions],
            "votes": {str(person): options for person, options in self.votes.items()},
            "change": self.change,
        }


@dataclass(slots=True)
class Chat:
    """A private chat, group or channel; each numbers its own messages."""

    id: int
    type: str
    title: str | None = None
    username: str | None = None
    person: Person | None = None
    members: list[int] = field(default_factory=list)
    bot_rights: frozenset[str] | None = None  # None: not an administrator
    bot_is_in: bool = True
    bot_left: bool = False  # by itself, where it is not in: else it was removed
    deleted: bool = False
    owner: int | None = None
    admins: dict[int, frozenset[str]] = field(default_factory=dict)  # rights by person; without the owner
    banned: set[int] = field(default_factory=set)
    requests: set[int] = field(default_factory=set)  # persons whose join request is pending
    guarded: bool = False  # the bot was assigned to decide who may join
    is_forum: bool = False
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    members_write: bool = True
    migrated_to: int | None = None
    protected: bool = False
    description: str = ""
    photo: "File | None" = None
    permissions: Json = field(default_factory=dict)  # of members in general; those left out are granted
    restricted: dict[int, Json] = field(default_factory=dict)  # what single members may not, by person
    custom_titles: dict[int, str] = field(default_factory=dict)  # of administrators
    tags: dict[int, str] = field(default_factory=dict)  # of members
    links: dict[str, Json] = field(default_factory=dict)  # invite links by address
    joined_by: dict[str, int] = field(default_factory=dict)  # how many joined by each link
    keys: list[list[Json]] = field(default_factory=list)  # the bot's keyboard in place of the letters
    keys_once: bool = False  # it goes when something was said
    pinned: list[int] = field(default_factory=list)  # message ids, the newest last
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    change: int = 0
    waiting: list[asyncio.Future[None]] = field(default_factory=list)
    shape: Json = field(init=False)

    def __post_init__(self) -> None:
        # One object for the chat's lifetime, shared by all its messages.
        self.shape = {"id": self.id, "type": self.type}
        if self.person is not None:
            named = self.person.user()
            self.shape |= {key: named[key] for key in ("first_name", "last_name", "username") if key in named}
        else:
            self.shape["title"] = self.title
            if self.username:
                self.shape["username"] = self.username
            if self.is_forum:
                self.shape["is_forum"] = True

    @property
    def bot_is_admin(self) -> bool:
        """Whether the bot is an administrator here, whatever its rights."""
        return self.bot_is_in and self.bot_rights is not None

    def bot_may(self, right: str) -> bool:
        """Whether the bot is an administrator with that right."""
        return self.bot_is_in and self.bot_rights is not None and right in self.bot_rights

    def rename(self, title: str) -> None:
        """Give it another title; messages from now on carry it."""
        self.title = title
        self.shape = {**self.shape, "title": title}

    def view(self) -> Json:
        """The chat as the control API shows it."""
        return {
            "id": self.id,
            "type": self.type,
            "title": self.title,
            "username": self.username,
            "members": list(self.members),
            "bot": "administrator" if self.bot_is_admin else "member" if self.bot_is_in else "out",
            "bot_rights": sorted(self.bot_rights or ()),
            "admins": [*([self.owner] if self.owner else []), *self.admins],
            "requests": sorted(self.requests),
            "is_forum": self.is_forum,
            "description": self.description,
            "pinned": list(self.pinned),
            "keys": self.keys,
            "topics": [{"id": number, "name": name} for number, name in self.topics.items()],
            "migrated_to": self.migrated_to,
        }

    def find_message(self, message_id: int) -> Message | None:
        """The message with this id; None if it was deleted or never existed."""
        message = self.messages.get(message_id)
        return None if message is None or message.deleted else message


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent, by the bot or by a person."""

    id: str
    unique_id: str
    name: str
    mime_type: str
    content: bytes

    def document(self) -> Json:
        """The file as a Bot API Document."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_name": self.name,
            "mime_type": self.mime_type,
            "file_size": len(self.content),
        }

    def photo(self) -> list[Json]:
        """The file as a Bot API photo with a single size."""
        width, height = picture_size(self.content)
        return [
            {
                "file_id": self.id,
                "file_unique_id": self.unique_id,
                "width": width,
                "height": height,
                "file_size": len(self.content),
            }
        ]


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG; (1, 1) for anything else."""
    if content[:8] != b"\x89PNG\r\n\x1a\n":
        return 1, 1
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


@dataclass(frozen=True, slots=True)
class JoinQuery:
    """The question whether a person may join a chat; `until`: Unix seconds of the sandbox clock."""

    chat: Chat
    person: Person
    until: int


@dataclass(slots=True)
class Press:
    """A press of a button and the bot's answer. `at` is real monotonic seconds."""

    id: str
    person: int
    chat: int
    message_id: int
    at: float
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    text: str = ""
    show_alert: bool = False
    url: str | None = None

    def view(self) -> Json:
        """The answer as the control API shows it."""
        return {"answered": self.answered.is_set(), "text": self.text, "show_alert": self.show_alert, "url": self.url}
