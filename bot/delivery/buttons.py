"""Buttons as the Bot API takes them, and what a server of an older interface gets in their place.

Such a server may refuse a keyboard with colours, or with a button that only copies. The same goes out again without them, and
what was to be copied is said in the text, where a touch copies it. That is remembered for a month while the program runs;
afterwards, and after a restart, one request finds out again.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from markupsafe import Markup
from telegram.error import BadRequest

from bot.delivery.telegram_errors import knows_what_copies, may_be_about_buttons
from bot.logs import logger
from council.announcements import CAPTION_LIMIT
from council.clock import Clock
from council.message_length import fitted
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.common.operations import Copy, Edit, Key, Say, SendFile

OLDER_FOR = timedelta(days=30)
"""How long after a refusal nothing new is tried."""

Keyed = Say | Edit | Copy | SendFile
K = TypeVar("K", Say, Edit, Copy, SendFile)
R = TypeVar("R")


class Buttons:
    """What the server takes: everything, until it has refused something."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._older_until: datetime | None = None
        self._log = logger("buttons")

    async def sent(self, operation: K, send: Callable[[K], Awaitable[R]]) -> R:
        """Send it as it is or, to a server that refuses its buttons, with older ones: at most two requests. Raises
        `telegram.error.TelegramError`."""
        if not any(map(_is_new, _all(operation.keys))):
            return await send(operation)
        if self._older_until is not None and self._clock.now() < self._older_until:
            return await send(older(operation))
        try:
            return await send(operation)
        except BadRequest as error:
            if not may_be_about_buttons(error):
                raise
            result = await send(older(operation))
            if not knows_what_copies(error):
                self._older_until = self._clock.now() + OLDER_FOR
                self._log.info("an older server: buttons without colours, and none that copy")
            return result


def older(operation: K) -> K:
    """The same with buttons as every server takes them."""
    kept = [[key.model_copy(update={"style": None}) for key in row if not _copies_only(key)] for row in operation.keys]
    change: dict[str, object] = {"keys": [row for row in kept if row]}
    if (html := _html(operation)) is not None and (told := _unsaid(operation, html)):
        below = ("\n\n" if html else "") + "\n".join(told)
        change["html"] = fitted(html, (CAPTION_LIMIT if _is_caption(operation) else MESSAGE_LIMIT) - length(bare(below))) + below
    if rich := _rich(operation):
        change["rich"] = rich + "".join(f"<p>{one}</p>" for one in _unsaid(operation, rich))
    return operation.model_copy(update=change)


def _html(operation: Keyed) -> str | None:  # apart, as mypy reads `older` once for each type, of which not all can have None
    return operation.html


def _rich(operation: Keyed) -> str:
    return operation.rich if isinstance(operation, Say | Edit) else ""


def _unsaid(operation: Keyed, html: str) -> list[Markup]:
    """What its buttons copy and its text does not say, as code: in Telegram's programs a touch copies it."""
    words, keys = bare(html), filter(_copies_only, _all(operation.keys))
    return [Markup("{}: <code>{}</code>").format(key.text, key.copies) for key in keys if str(key.copies) not in words]


def _is_caption(operation: Keyed) -> bool:
    return isinstance(operation, Copy | SendFile) or (isinstance(operation, Edit) and operation.caption)


def _is_new(key: Key) -> bool:
    return key.style is not None or key.copies is not None


def _copies_only(key: Key) -> bool:
    return key.copies is not None and key.data is None and key.url is None


def _all(keys: Sequence[Sequence[Key]]) -> list[Key]:
    return [key for row in keys for key in row]


def markup(keys: Sequence[Sequence[Key]]) -> dict[str, object] | None:
    """An InlineKeyboardMarkup; None where there is nothing to press."""
    if not keys:
        return None
    return {"inline_keyboard": [[_button(key) for key in row] for row in keys]}


def _button(key: Key) -> dict[str, object]:
    copied = {"text": key.copies} if key.copies is not None else None
    given = {"text": key.text, "callback_data": key.data, "url": key.url, "copy_text": copied, "style": key.style}
    return {name: value for name, value in given.items() if value is not None}
