"""What Telegram's errors mean for a delivery: the one place where their text is matched."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)


class Fate(StrEnum):
    """What becomes of a request that was answered with an error, or with nothing."""

    SUSPEND = "suspend the chat"
    FAIL = "fail this item"
    MIGRATED = "use the new chat id"
    DONE = "as good as done"
    WAIT = "wait as told"
    LATER = "try again later"
    UNKNOWN = "it may have arrived"
    POLLER = "another program polls with this token"
    NO_ACCESS = "the token is wrong"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The fate, a short reason for the books (never anyone's words), and what goes with it."""

    fate: Fate
    reason: str
    wait: timedelta = timedelta(0)
    new_chat: int | None = None


_GONE = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot was kicked",
    "bot is not a member",
    "group chat was deleted",
    "bot can't initiate conversation",
    "the group chat was deleted",
)

_BAD_REQUESTS: tuple[tuple[str, Fate], ...] = (
    ("message is not modified", Fate.DONE),
    ("message to delete not found", Fate.DONE),
    ("query is too old", Fate.DONE),
    ("chat not found", Fate.FAIL),
    ("message thread not found", Fate.FAIL),
    ("can't parse entities", Fate.FAIL),
    ("message can't be deleted", Fate.FAIL),
    ("message to edit not found", Fate.FAIL),
    ("message can't be edited", Fate.FAIL),
    ("message to copy not found", Fate.FAIL),
)


def meaning(error: TelegramError) -> Meaning:
    """What this error means."""
    text = error.message.lower()
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Meaning(Fate.WAIT, "too many requests", wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
    if isinstance(error, ChatMigrated):
        return Meaning(Fate.MIGRATED, "group became a supergroup", new_chat=error.new_chat_id)
    if isinstance(error, Conflict):
        return Meaning(Fate.POLLER, "another poller")
    if isinstance(error, InvalidToken | EndPointNotFound):
        return Meaning(Fate.NO_ACCESS, "token refused")
    if isinstance(error, Forbidden):
        known = next((reason for reason in _GONE if reason in text), None)
        if "unauthorized" in text:
            return Meaning(Fate.NO_ACCESS, "token refused")
        return Meaning(Fate.SUSPEND, known or "forbidden")
    if isinstance(error, BadRequest):
        for words, fate in _BAD_REQUESTS:
            if words in text:
                return Meaning(fate, words)
        return Meaning(Fate.FAIL, "bad request")
    if isinstance(error, TimedOut | NetworkError):
        return _network(error)
    return Meaning(Fate.LATER, type(error).__name__)


def _network(error: NetworkError) -> Meaning:
    cause = error.__cause__
    # The request never left: nothing can have arrived.
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return Meaning(Fate.LATER, "no connection")
    if cause is not None or isinstance(error, TimedOut):
        return Meaning(Fate.UNKNOWN, "no answer")
    return Meaning(Fate.LATER, "server error")
