"""Groups' chats in Telegram: what the bot may do in one, and what Telegram tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """The administrator's rights that the work in a group's chat or a channel wants, by Telegram's names."""

    INVITE = "can_invite_users"
    RESTRICT = "can_restrict_members"
    POST = "can_post_messages"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bot is in a chat: in it or not, an administrator with these rights, and whether it may write there."""

    inside: bool
    administrator: bool = False
    rights: frozenset[Right] = frozenset()
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
    """Someone asks to be let into a chat. They can be written to at `user_chat` for five minutes."""

    guest: Guest
    user_chat: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A group became a supergroup, and has another id since."""

    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Titled:
    """A chat has another title."""

    title: str


News = Standing | Came | Went | Asked | Moved | Titled
"""What Telegram tells of a group's chat."""


class Lack(StrEnum):
    """Something that the bot cannot do in a chat as it stands."""

    UNKNOWN = "unknown"
    OUTSIDE = "outside"
    WRITE = "write"
    NOTICE = "notice"
    ADMIT = "admit"
    REMOVE = "remove"
    POST = "post"


def lacks(standing: Standing | None) -> Sequence[Lack]:
    """What the bot cannot do in a chat where it stands so; None: nobody knows how it stands there.

    Telegram tells only administrators who comes and goes, and only those who may invite who asks to come in.
    """
    if standing is None:
        return (Lack.UNKNOWN,)
    if not standing.inside:
        return (Lack.OUTSIDE,)
    missing = (
        (Lack.WRITE, standing.writes),
        (Lack.NOTICE, standing.administrator),
        (Lack.ADMIT, Right.INVITE in standing.rights),
        (Lack.REMOVE, Right.RESTRICT in standing.rights),
    )
    return tuple(lack for lack, able in missing if not able)


def lacks_in_channel(standing: Standing | None) -> Sequence[Lack]:
    """What the bot cannot do in a channel where it stands so. Being in one at all is enough to hear its posts."""
    if standing is None:
        return (Lack.UNKNOWN,)
    if not standing.inside:
        return (Lack.OUTSIDE,)
    return () if Right.POST in standing.rights else (Lack.POST,)


@dataclass(frozen=True, slots=True)
class Place:
    """A channel as Telegram shows it, and how the bot stands there."""

    id: int
    title: str
    username: str
    standing: Standing
