"""The channel's news: which posts are news, and a post on its way to the subscribers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from council.charter import Council


class PostState(StrEnum):
    """Freezing: the subscribers' rows are still being written. Frozen: all are written."""

    FREEZING = "freezing"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Post:
    """A message of the channel. Its words are not kept: it is copied from the channel when it is delivered."""

    id: int
    channel: int
    message: int
    posted_at: datetime
    state: PostState

    @property
    def subject(self) -> str:
        """What its deliveries call it."""
        return f"post:{self.id}"


def is_news(council: Council, channel: int, username: str) -> bool:
    """Whether a channel, by its id or its username (without "@", "" for none), is the one that the council's file names."""
    named = council.news_channel
    if isinstance(named, str):
        return bool(username) and named.removeprefix("@").casefold() == username.casefold()
    return named is not None and named == channel
