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
    UNDELETABLE = "redraw it instead"
    UNCOPYABLE = "say something instead"
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
)

_BAD_REQUESTS: tuple[tuple[str, Fate], ...] = (
    ("message is not modified", Fate.DONE),
    ("message to delete not found", Fate.DONE),
    ("query is too old", Fate.DONE),
    ("chat not found", Fate.FAIL),
    ("message thread not found", Fate.FAIL),
    ("can't parse entities", Fate.FAIL),
    ("message can't be deleted", Fate.UNDELETABLE),
    ("message to edit not found", Fate.FAIL),
    ("message can't be edited", Fate.FAIL),
    ("message to copy not found", Fate.FAIL),
    ("message can't be copied", Fate.UNCOPYABLE),
    ("there are no messages to copy", Fate.UNCOPYABLE),
    ("chat_forwards_restricted", Fate.UNCOPYABLE),
    ("hide_requester_missing", Fate.DONE),  # somebody else has decided, or they asked no longer
    ("user_already_participant", Fate.DONE),
    ("topic_closed", Fate.FAIL),
    ("user is an administrator of the chat", Fate.FAIL),
    ("can't remove chat owner", Fate.FAIL),
    ("not enough rights", Fate.FAIL),
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
        gone = next((reason for reason in _GONE if reason in text), None)
        # What we do not know fails this item; it must not silence a whole chat.
        return Meaning(Fate.SUSPEND, gone) if gone else Meaning(Fate.FAIL, "forbidden")
    if isinstance(error, BadRequest):
        for words, fate in _BAD_REQUESTS:
            if words in text:
                return Meaning(fate, words)
        return Meaning(Fate.FAIL, "bad request")
    if isinstance(error, NetworkError):
        return _network(error)
    # What came back could not be read; what it was the answer to may well have happened.
    return Meaning(Fate.UNKNOWN, "unreadable answer")


def _network(error: NetworkError) -> Meaning:
    cause = error.__cause__
    # The request never left: nothing can have arrived.
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return Meaning(Fate.LATER, "no connection")
    if isinstance(error, TimedOut) or not (cause is None or isinstance(cause, TelegramError)):
        return Meaning(Fate.UNKNOWN, "no answer")
    return Meaning(Fate.LATER, "server error")  # with a page of its own (then there is a cause) or without
