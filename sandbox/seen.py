"""What the client returns: messages, buttons, answers and calls, read from the control API's JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.rendering import as_html
from sandbox.rich import plain


@dataclass(frozen=True, slots=True)
class Button:
    """One button of an inline keyboard."""

    text: str
    data: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """A message as people see it. `date` is sandbox time (UTC); `change` orders all changes."""

    id: int
    chat: int
    text: str
    html: str
    buttons: list[list[Button]]
    date: datetime
    edits: int
    change: int
    from_bot: bool
    deleted: bool
    document: str | None
    raw: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """The bot's answer to a press; `message_id` is the message that was pressed."""

    text: str
    alert: bool
    url: str | None
    message_id: int


@dataclass(frozen=True, slots=True)
class Call:
    """One call by the bot. `at` is the server's real monotonic seconds, `date` sandbox time (UTC)."""

    n: int
    at: float
    date: datetime
    method: str
    params: Mapping[str, object]
    unknown: list[str]
    ok: bool
    error: str | None
    fault: str | None
    message_id: int | None


def read_message(raw: Mapping[str, object]) -> Message:
    """A message from its JSON; a caption counts as its text."""
    captioned = "caption" in raw
    rich = raw.get("rich_message")
    text = plain(rich.get("blocks")) if isinstance(rich, dict) else _text(raw.get("caption" if captioned else "text"))
    entities = raw.get("caption_entities" if captioned else "entities")
    document, chat = raw.get("document"), raw.get("chat")
    return Message(
        id=_number(raw["message_id"]),
        chat=_number(chat["id"]) if isinstance(chat, dict) else 0,
        text=text,
        html=as_html(text, entities if isinstance(entities, list) else []),
        buttons=_rows(raw),
        date=datetime.fromtimestamp(_number(raw["date"]), UTC),
        edits=_number(raw["edits"]),
        change=_number(raw["change"]),
        from_bot=raw["from_bot"] is True,
        deleted=raw["deleted"] is True,
        document=_text(document.get("file_name")) if isinstance(document, dict) else None,
        raw=raw,
    )


def read_call(raw: Mapping[str, object]) -> Call:
    """A call from its JSON."""
    params, unknown, at = raw["params"], raw["unknown"], raw["at"]
    return Call(
        n=_number(raw["n"]),
        at=at if isinstance(at, float) else 0.0,
        date=datetime.fromisoformat(_text(raw["date"])),
        method=_text(raw["method"]),
        params=params if isinstance(params, dict) else {},
        unknown=[_text(name) for name in unknown] if isinstance(unknown, list) else [],
        ok=raw["ok"] is True,
        error=_text(raw["error"]) or None,
        fault=_text(raw["fault"]) or None,
        message_id=_number(raw["message_id"]) or None,
    )


def read_answer(raw: Mapping[str, object], message_id: int) -> Answer:
    """An answer from its JSON."""
    return Answer(_text(raw["text"]), raw["show_alert"] is True, _text(raw["url"]) or None, message_id)


def _rows(raw: Mapping[str, object]) -> list[list[Button]]:
    markup = raw.get("reply_markup")
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    return [[_button(button) for button in row] for row in rows] if isinstance(rows, list) else []


def _button(raw: Mapping[str, object]) -> Button:
    return Button(_text(raw.get("text")), _text(raw.get("callback_data")) or None, _text(raw.get("url")) or None)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
