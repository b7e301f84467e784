"""The news' buttons."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from council.subscriptions import Pace
from handlers.common.presses import Press


@dataclass(frozen=True, slots=True)
class SetLanguage(Press):
    """Follow the news in this language."""

    prefix: ClassVar[str] = "zl"
    language: str


@dataclass(frozen=True, slots=True)
class Tick(Press):
    """Follow a topic, or no longer."""

    prefix: ClassVar[str] = "zt"
    topic: str


class TopicsFor(StrEnum):
    """Why topics were ticked: while subscribing, or later."""

    NEW = "new"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class TopicsDone(Press):
    """The ticked topics are what is meant."""

    prefix: ClassVar[str] = "zd"
    what: TopicsFor


@dataclass(frozen=True, slots=True)
class SetPace(Press):
    """How often."""

    prefix: ClassVar[str] = "zp"
    pace: Pace


class Setting(StrEnum):
    """What of a subscription can be changed."""

    LANGUAGE = "language"
    PACE = "pace"
    TIME = "time"
    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class ChangeSetting(Press):
    """Change one thing."""

    prefix: ClassVar[str] = "zc"
    what: Setting


@dataclass(frozen=True, slots=True)
class Leave(Press):
    """No more news. It stands under every post, so it does not redraw what it stands under."""

    prefix: ClassVar[str] = "zu"


@dataclass(frozen=True, slots=True)
class Since(Press):
    """List what came after this post."""

    prefix: ClassVar[str] = "zs"
    post: int


# -- the secretariat's


class Sheet(StrEnum):
    """The secretariat's pages on news."""

    DESK = "desk"
    POSTS = "posts"
    UNFOLLOWED = "unfollowed"
    TOPICS = "topics"
    CHANNELS = "channels"
    LINKS = "links"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Show(Press):
    """Show one of them."""

    prefix: ClassVar[str] = "zh"
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class ShowPost(Press):
    """How far a post went, and what can be done about it."""

    prefix: ClassVar[str] = "zi"
    post: int


@dataclass(frozen=True, slots=True)
class Retract(Press):
    """Take a post's copies back: ask first (0), or do it (1)."""

    prefix: ClassVar[str] = "zr"
    post: int
    sure: int


@dataclass(frozen=True, slots=True)
class AcceptChannel(Press):
    """Take news from this channel, in this language ("": for all)."""

    prefix: ClassVar[str] = "za"
    channel: int
    language: str


@dataclass(frozen=True, slots=True)
class DropChannel(Press):
    """Take no news from it: ask first (0), or do it (1)."""

    prefix: ClassVar[str] = "zx"
    channel: int
    sure: int


@dataclass(frozen=True, slots=True)
class NameTopic(Press):
    """Name a topic."""

    prefix: ClassVar[str] = "zn"


@dataclass(frozen=True, slots=True)
class EndTopic(Press):
    """End a topic: ask first (0), or do it (1)."""

    prefix: ClassVar[str] = "ze"
    topic: int
    sure: int


@dataclass(frozen=True, slots=True)
class GetCode(Press):
    """Send the QR code of the link to a topic ("": to all news)."""

    prefix: ClassVar[str] = "zq"
    topic: str


@dataclass(frozen=True, slots=True)
class Publish(Press):
    """Post a communiqué in the channels."""

    prefix: ClassVar[str] = "zb"
    communique: int


@dataclass(frozen=True, slots=True)
class Reword(Press):
    """Write a communiqué's text in one language anew."""

    prefix: ClassVar[str] = "zw"
    communique: int
    language: str


@dataclass(frozen=True, slots=True)
class DropDraft(Press):
    """Discard a communiqué that was not posted."""

    prefix: ClassVar[str] = "zg"
    communique: int
