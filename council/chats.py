"""Groups' chats in Telegram: the bot's rights in them, and what Telegram reports about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from council.upkeep import OPERATIONS


class Right(StrEnum):
    """The administrator's rights that the work in a group's chat or a channel wants, by Telegram's names."""

    INVITE = "can_invite_users"
    RESTRICT = "can_restrict_members"
    POST = "can_post_messages"


@dataclass(frozen=True, slots=True)
class ChatRights:
    """What the bot may do in a chat: whether it is in it, an administrator with these rights `granted`, and may write."""

    inside: bool
    administrator: bool = False
    granted: frozenset[Right] = frozenset()
    writes: bool = True


@dataclass(frozen=True, slots=True)
class Guest:
    """Someone as Telegram shows them, whether the council knows them or not."""

    telegram_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Came:
    """These are in a chat now."""

    guests: tuple[Guest, ...]


@dataclass(frozen=True, slots=True)
class Went:
    """Someone is no longer in a chat."""

    telegram_id: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Someone asks to be let into a chat. They can be written to at `user_chat` for five minutes. `query`: where the bot was
    assigned to decide, what Telegram knows its question by, which is to be answered within ten seconds; else ""."""

    guest: Guest
    user_chat: int
    query: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A group became a supergroup, and has another id since."""

    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Titled:
    """A chat has another title."""

    title: str


ChatChange = ChatRights | Came | Went | Asked | Moved | Titled
"""What Telegram reports about a group's chat."""


class Lack(StrEnum):
    """Something that the bot cannot do in a chat."""

    UNKNOWN = "unknown"
    OUTSIDE = "outside"
    WRITE = "write"
    NOTICE = "notice"
    ADMIT = "admit"
    REMOVE = "remove"
    POST = "post"


def lacks(rights: ChatRights | None, group: str = "") -> Sequence[Lack]:
    """What the bot lacks in the chat of a group, or of operations, with these rights; None: Telegram has not told which it has.

    Telegram tells only administrators who comes and goes, and only those who may invite who asks to come in.
    """
    if rights is None:
        return (Lack.UNKNOWN,)
    if not rights.inside:
        return (Lack.OUTSIDE,)
    if group == OPERATIONS:  # it is told what goes wrong, and nobody is let in or removed
        return () if rights.writes else (Lack.WRITE,)
    missing = (
        (Lack.WRITE, rights.writes),
        (Lack.NOTICE, rights.administrator),
        (Lack.ADMIT, Right.INVITE in rights.granted),
        (Lack.REMOVE, Right.RESTRICT in rights.granted),
    )
    return tuple(lack for lack, able in missing if not able)


def lacks_in_channel(rights: ChatRights | None) -> Sequence[Lack]:
    """What the bot lacks in a channel with these rights. To be in it is enough to receive its posts."""
    if rights is None:
        return (Lack.UNKNOWN,)
    if not rights.inside:
        return (Lack.OUTSIDE,)
    return () if Right.POST in rights.granted else (Lack.POST,)


@dataclass(frozen=True, slots=True)
class TelegramChannel:
    """A channel as Telegram shows it, and the bot's rights in it."""

    id: int
    title: str
    username: str
    rights: ChatRights
