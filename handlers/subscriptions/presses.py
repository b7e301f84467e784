"""The news' buttons."""

from enum import StrEnum

from council.subscriptions import Pace
from handlers.common.presses import Press


class SetLanguage(Press, prefix="zl"):
    """Follow the news in this language."""

    language: str


class Tick(Press, prefix="zt"):
    """Follow a topic, or no longer."""

    topic: str


class TopicsFor(StrEnum):
    """Why topics were ticked: while subscribing, or later."""

    NEW = "new"
    CHANGE = "change"


class TopicsDone(Press, prefix="zd"):
    """The ticked topics are what is meant."""

    what: TopicsFor


class SetPace(Press, prefix="zp"):
    """How often."""

    pace: Pace


class Setting(StrEnum):
    """What of a subscription can be changed."""

    LANGUAGE = "language"
    PACE = "pace"
    TIME = "time"
    PAUSE = "pause"
    RESUME = "resume"


class ChangeSetting(Press, prefix="zc"):
    """Change one thing."""

    what: Setting


class Leave(Press, prefix="zu"):
    """No more news. It stands under every post, so it does not redraw what it stands under."""


class Since(Press, prefix="zs"):
    """List what came after this post."""

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


class Show(Press, prefix="zh"):
    """Show one of them."""

    sheet: Sheet


class ShowPost(Press, prefix="zi"):
    """How far a post went, and what can be done about it."""

    post: int


class Retract(Press, prefix="zr"):
    """Take a post's copies back: ask first (0), or do it (1)."""

    post: int
    sure: int


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


class Publish(Press, prefix="zb"):
    """Post a communiqué in the channels."""

    communique: int


class Reword(Press, prefix="zw"):
    """Write a communiqué's text in one language anew."""

    communique: int
    language: str


class DropDraft(Press, prefix="zg"):
    """Discard a communiqué that was not posted."""

    communique: int
