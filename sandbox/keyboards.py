"""Reply markup, checked as Telegram does; inline keyboards strictly."""

import re

from sandbox.errors import RefusedError, bad_request
from sandbox.markup import checked_link
from sandbox.model import Json

ROW_LIMIT = 8
BUTTON_LIMIT = 100
DATA_LIMIT = 64  # bytes
_OTHER_ACTIONS = frozenset(
    {
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
_OTHER_MARKUPS = frozenset({"keyboard", "remove_keyboard", "force_reply"})


def reply_markup(given: Json | None, *, inline_only: bool = False) -> Json | None:
    """The inline keyboard of a message, or None; other markups are accepted and ignored.

    Raises RefusedError for a keyboard that Telegram refuses.
    """
    if not given:
        return None
    if "inline_keyboard" not in given:
        if inline_only and _OTHER_MARKUPS & given.keys():
            raise bad_request("inline keyboard expected")
        return None
    rows = given["inline_keyboard"]
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array')
    keyboard: list[list[Json]] = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
        if row:
            keyboard.append([_button(button) for button in row])
    if any(len(row) > ROW_LIMIT for row in keyboard) or sum(map(len, keyboard)) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": keyboard} if keyboard else None


def _button(button: object) -> Json:
    if not isinstance(button, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise _unreadable('Can\'t find field "text"')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if "url" in button:
        return {**button, "url": _address(str(button["url"]))}
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_LIMIT:
            raise bad_request("BUTTON_DATA_INVALID")
    elif not _OTHER_ACTIONS & button.keys():
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    return button


def _address(url: str) -> str:
    link = checked_link(url)
    if link is None:
        scheme = re.match(r"\s*([\w+.-]+)://", url)
        known = scheme is None or scheme[1].lower() in ("http", "https", "tg", "ton", "tonsite")
        reason = "Wrong HTTP URL" if known else "Unsupported URL protocol"
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")
    return link


def _unreadable(words: str) -> RefusedError:
    return bad_request(f"can't parse inline keyboard button: {words}")


def buttons(message: Json) -> list[Json]:
    """All inline buttons of a message in reading order."""
    markup = message.get("reply_markup")
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    return [button for row in rows for button in row] if isinstance(rows, list) else []
