"""Buttons with which somebody follows the news, and reads lists of it."""

from enum import StrEnum

from council.subscriptions import Pace
from handlers.common.presses import Press


class SetLanguage(Press, prefix="zl"):
    language: str


class Tick(Press, prefix="zt"):
    topic: str


class TopicsFor(StrEnum):
    """When topics were ticked: while subscribing, or later."""

    NEW = "new"
    CHANGE = "change"


class TopicsDone(Press, prefix="zd"):
    """The topics that are ticked are all that is wanted."""

    what: TopicsFor


class SetPace(Press, prefix="zp"):
    pace: Pace


class Setting(StrEnum):
    LANGUAGE = "language"
    PACE = "pace"
    TIME = "time"
    RESUME = "resume"


class ChangeSetting(Press, prefix="zc"):
    what: Setting


class Leave(Press, prefix="zu"):
    """Unsubscribe. It stands under every post, so its answer does not redraw what it stands under."""


class Undo(Press, prefix="zk"):
    """Take an unsubscribing back. The button carries what was followed, as nothing of it is stored any more: `at` in
    minutes of the day, `topics` joined by commas."""

    language: str
    pace: Pace
    at: int
    weekday: int
    topics: str


class Since(Press, prefix="zs"):
    """List the posts that came after this one."""

    post: int
