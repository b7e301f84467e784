"""Message texts and captions: parsed, trimmed, measured, their entities checked as Telegram does."""

from sandbox.detecting import with_detected
from sandbox.errors import bad_request
from sandbox.markdown import parse_markdown, parse_markdown_v2
from sandbox.markup import checked_link, parse_html
from sandbox.model import Json
from sandbox.params import Params
from sandbox.utf16 import pieces, span, units

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100

_TYPES = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    }
)
_BLANKS = " \t\r\n\0\x0b"


def message_text(params: Params) -> Json:
    """`text` and `entities` of a new message. Raises RefusedError for what Telegram would not send."""
    return _sendable(*_formatted(params, "text", "entities"))


def written_text(text: str, entities: list[object]) -> Json:
    """The same for a person's message: nothing is parsed, the entities are given. Raises RefusedError."""
    return _sendable(*_normalized(text, check_entities(text, entities)))


def written_texts(text: str, entities: list[object]) -> list[Json]:
    """A person's text as their client sends it: one too long for a message is split into several.

    Each part carries its share of every entity. Raises RefusedError.
    """
    checked = check_entities(text, entities)
    written, begin = [], 0
    for piece in pieces(text, TEXT_LIMIT):
        end = begin + units(piece)
        inside = []
        for entity in checked:
            first, last = span(entity)
            if first < end and last > begin:
                first, last = max(first, begin), min(last, end)
                inside.append({**entity, "offset": first - begin, "length": last - first})
        written.append(_sendable(*_normalized(piece, inside)))
        begin = end
    return written


def _sendable(text: str, entities: list[Json]) -> Json:
    if not text:
        raise bad_request("message text is empty")
    if units(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities or None}


def caption(params: Params) -> Json:
    """`caption` and `caption_entities`, both None without a caption. Raises RefusedError."""
    text, entities = _formatted(params, "caption", "caption_entities")
    if units(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return {"caption": text or None, "caption_entities": entities or None}


def plain_line(params: Params, name: str, mode_name: str, entities_name: str) -> str:
    """A text of which the sandbox keeps no formatting, such as a poll's question. Raises RefusedError."""
    return _formatted(params, name, entities_name, mode_name)[0]


def _formatted(params: Params, name: str, entities_name: str, mode_name: str = "parse_mode") -> tuple[str, list[Json]]:
    source = params.text(name)
    mode = params.text(mode_name).lower()
    if mode == "html":
        text, entities = parse_html(source)
    elif mode in ("", "none"):
        text, entities = source, check_entities(source, params.listed(entities_name))
    elif mode == "markdownv2":
        text, entities = parse_markdown_v2(source)
    elif mode == "markdown":
        text, entities = parse_markdown(source)
    else:
        raise bad_request("unsupported parse_mode")
    return _normalized(text, entities)


def _normalized(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """The text as Telegram stores it: trimmed, with detected entities, and with at most `ENTITY_LIMIT` of them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    text, entities = _trimmed(text, entities)
    return text, with_detected(text, entities)[:ENTITY_LIMIT]


def check_entities(text: str, given: list[object]) -> list[Json]:
    """Entities given as JSON; those out of bounds are dropped. Raises RefusedError."""
    length = units(text)
    entities: list[Json] = []
    for entity in given:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        kind, start, size = entity.get("type"), entity.get("offset"), entity.get("length")
        if not isinstance(kind, str) or kind not in _TYPES:
            raise bad_request("can't parse MessageEntity: unsupported type specified")
        if not isinstance(start, int) or not isinstance(size, int):
            raise bad_request("can't parse MessageEntity: Can't find field \"offset\"")
        address: Json = {"url": _address(entity)} if kind == "text_link" else {}
        if start >= 0 and size > 0 and start + size <= length:
            entities.append({**entity, **address})
    return entities


def _address(entity: Json) -> str:
    url = entity.get("url")
    if not isinstance(url, str):
        raise bad_request("can't parse MessageEntity: Can't find field \"url\"")
    checked = checked_link(url)
    if checked is None:
        raise bad_request(f"entity URL '{url}' is invalid: Wrong HTTP URL")
    return checked


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Telegram strips blanks from both ends; entities shrink accordingly."""
    right = text.rstrip(_BLANKS)
    trimmed = right.lstrip(_BLANKS)
    if len(trimmed) == len(text):
        return text, entities
    cut_left = len(right) - len(trimmed)  # blanks are one UTF-16 unit each
    length = units(trimmed)
    kept: list[Json] = []
    for entity in entities:
        start, end = span(entity)
        first, last = max(start - cut_left, 0), min(end - cut_left, length)
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    return trimmed, kept
