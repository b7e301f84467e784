"""The secretariat's buttons on the news: the pages of its desk, channels, topics; and the one for a topic's link."""

from enum import StrEnum

from handlers.common.presses import Press


class Page(StrEnum):
    """The secretariat's pages on the news."""

    DESK = "desk"
    POSTS = "posts"
    UNFOLLOWED = "unfollowed"
    TOPICS = "topics"
    CHANNELS = "channels"
    LINKS = "links"
    PICTURE = "picture"


class ShowPage(Press, prefix="zh"):
    page: Page


class AcceptChannel(Press, prefix="za"):
    """Take news from this channel, in this language ("": for all)."""

    channel: int
    language: str


class DropChannel(Press, prefix="zx"):
    """Take no news from it: ask first (0), or do it (1)."""

    channel: int
    sure: int


class NameTopic(Press, prefix="zn"):
    """Name a topic."""


class EndTopic(Press, prefix="ze"):
    """End a topic: ask first (0), or do it (1)."""

    topic: int
    sure: int


class GetCode(Press, prefix="zq"):
    """Send the QR code of the link to a topic ("": to all news)."""

    topic: str
