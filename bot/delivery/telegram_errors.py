"""What Telegram's errors mean for a request: the one place where their text is matched."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import aiohttp
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


class Outcome(StrEnum):
    """What to do about a request that was answered with an error, or not at all."""

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
class Failure:
    """The outcome, a short reason for the database (never anyone's words), and what goes with it."""

    outcome: Outcome
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

_BAD_REQUESTS: tuple[tuple[str, Outcome], ...] = (
    ("message is not modified", Outcome.DONE),
    ("message to delete not found", Outcome.DONE),
    ("query is too old", Outcome.DONE),
    ("query id is invalid", Outcome.DONE),
    ("chat not found", Outcome.FAIL),
    ("message thread not found", Outcome.FAIL),
    ("can't parse entities", Outcome.FAIL),
    ("message can't be deleted", Outcome.UNDELETABLE),
    ("message to edit not found", Outcome.FAIL),
    ("message can't be edited", Outcome.FAIL),
    ("message to copy not found", Outcome.FAIL),
    ("message can't be copied", Outcome.UNCOPYABLE),
    ("there are no messages to copy", Outcome.UNCOPYABLE),
    ("chat_forwards_restricted", Outcome.UNCOPYABLE),
    ("hide_requester_missing", Outcome.DONE),  # somebody else has decided, or the request was withdrawn
    ("user_already_participant", Outcome.DONE),
    ("topic_closed", Outcome.FAIL),
    ("user is an administrator of the chat", Outcome.FAIL),
    ("can't remove chat owner", Outcome.FAIL),
    ("not enough rights", Outcome.FAIL),
)


def classify(error: TelegramError) -> Failure:
    """What this error means for the request."""
    text = error.message.lower()
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return Failure(Outcome.WAIT, "too many requests", wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
    if isinstance(error, ChatMigrated):
        return Failure(Outcome.MIGRATED, "group became a supergroup", new_chat=error.new_chat_id)
    if isinstance(error, Conflict):
        return Failure(Outcome.POLLER, "another poller")
    if isinstance(error, InvalidToken | EndPointNotFound):
        return Failure(Outcome.NO_ACCESS, "token refused")
    if isinstance(error, Forbidden):
        gone = next((reason for reason in _GONE if reason in text), None)
        # An unknown reason fails only this item: suspending would silence a whole chat.
        return Failure(Outcome.SUSPEND, gone) if gone else Failure(Outcome.FAIL, "forbidden")
    if isinstance(error, BadRequest):
        for words, outcome in _BAD_REQUESTS:
            if words in text:
                return Failure(outcome, words)
        return Failure(Outcome.FAIL, "bad request")
    if isinstance(error, NetworkError):
        return _network(error)
    # The response could not be parsed; the request may well have been carried out.
    return Failure(Outcome.UNKNOWN, "unreadable answer")


def _network(error: NetworkError) -> Failure:
    cause = error.__cause__
    if isinstance(cause, aiohttp.ClientProxyConnectionError):
        return Failure(Outcome.LATER, "no connection through the proxy")
    # The request never left: nothing can have arrived.
    if isinstance(cause, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Failure(Outcome.LATER, "no connection")
    if isinstance(error, TimedOut) or not (cause is None or isinstance(cause, TelegramError)):
        return Failure(Outcome.UNKNOWN, "no answer")
    return Failure(Outcome.LATER, "server error")  # with an HTML error page (then there is a cause) or without


def may_be_about_buttons(error: BadRequest) -> bool:
    """Whether it may be the buttons that the server does not take. Where it is something else, such as the address of a link, the
    same is refused with older buttons too."""
    text = error.message.lower()
    return any(words in text for words in ("inline keyboard", "button_", "button style"))


def knows_what_copies(error: BadRequest) -> bool:
    """Whether the server knows buttons that copy, and does not take this text of one."""
    return "copy_text_invalid" in error.message.lower()
