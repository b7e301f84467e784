"""The calendar's buttons. The one on a meeting's card (`ToCalendar`) is in `handlers.common.navigation`."""

from council.calendar import Span
from handlers.common.presses import Press


class Turn(Press, prefix="ct"):
    year: int
    month: int
    span: Span


class Feeds(Press, prefix="cf"):
    """Show one's calendar addresses."""


class NewFeed(Press, prefix="cn"):
    """Make another address."""


class RevokeFeed(Press, prefix="cr"):
    feed: int
