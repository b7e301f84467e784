"""Reply markup, checked as Telegram does."""

import re

from sandbox.errors import RefusedError, bad_request
from sandbox.markup import checked_link
from sandbox.model import Json
from sandbox.utf16 import units

ROW_LIMIT = 8
BUTTON_LIMIT = 100
DATA_LIMIT = 64  # bytes
KEYS_IN_ROW, KEY_LIMIT = 12, 300
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
_STYLES = frozenset({"danger", "success", "primary"})
_COPIED_LIMIT = 256  # UTF-16 units
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
        reply_keyboard(given)
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


def reply_keyboard(given: Json) -> list[list[Json]] | None:
    """The rows of a keyboard in place of the letters, None for any other markup. Raises RefusedError."""
    if "keyboard" not in given:
        return None
    rows = given["keyboard"]
    if not isinstance(rows, list):
        raise bad_request('field "keyboard" of the ReplyKeyboardMarkup must be an Array')
    if any(not isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays')
    keyboard = [[_key(key) for key in row] for row in rows]
    if any(len(row) > KEYS_IN_ROW for row in keyboard) or sum(map(len, keyboard)) > KEY_LIMIT:
        raise bad_request("reply markup is too long")
    return keyboard


def _key(key: object) -> Json:
    key = {"text": key} if isinstance(key, str) else key
    if not isinstance(key, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be an Object")
    if not isinstance(key.get("text"), str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if not str(key["text"]).strip():
        raise bad_request("keyboard button text must be non-empty")
    return key


def _button(button: object) -> Json:
    if not isinstance(button, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise _unreadable('Can\'t find field "text"')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if button.get("style") not in (None, *_STYLES):
        raise _unreadable("Invalid button style specified")
    if "copy_text" in button:
        copied = button["copy_text"]
        text = copied.get("text") if isinstance(copied, dict) else None
        if not isinstance(text, str) or not 1 <= units(text) <= _COPIED_LIMIT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
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
