"""Texts and captions as Telegram takes them: parsed, trimmed, measured, their entities checked."""

from sandbox.detecting import with_detected
from sandbox.errors import bad_request
from sandbox.markup import parse_html
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
    """`text` and `entities` of a message to be; raises RefusedError for what Telegram would not send."""
    return _sendable(*_formatted(params, "text", "entities"))


def written_text(text: str, entities: list[object]) -> Json:
    """The same of what a person wrote: nothing is parsed, the entities come ready-made."""
    return _sendable(*_settled(text, check_entities(text, entities)))


def written_texts(text: str, entities: list[object]) -> list[Json]:
    """What a person wrote, as their Telegram sends it: a text too long for one message goes out as several.

    Each carries the part of every entity that falls into it.
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
        written.append(_sendable(*_settled(piece, inside)))
        begin = end
    return written


def _sendable(text: str, entities: list[Json]) -> Json:
    if not text:
        raise bad_request("message text is empty")
    if units(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return {"text": text, "entities": entities or None}


def caption(params: Params) -> Json:
    """`caption` and `caption_entities`, both None without a caption; raises RefusedError."""
    text, entities = _formatted(params, "caption", "caption_entities")
    if units(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return {"caption": text or None, "caption_entities": entities or None}


def _formatted(params: Params, name: str, entities_name: str) -> tuple[str, list[Json]]:
    source = params.text(name)
    mode = params.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(source)
    elif mode in ("", "none"):
        text, entities = source, check_entities(source, params.listed(entities_name))
    elif mode in ("markdown", "markdownv2"):
        raise bad_request("can't parse entities: the sandbox reads HTML only")
    else:
        raise bad_request("unsupported parse_mode")
    return _settled(text, entities)


def _settled(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """A text as it will stand: trimmed, with what is found in it, and with no more entities than are kept."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    text, entities = _trimmed(text, entities)
    return text, with_detected(text, entities)[:ENTITY_LIMIT]


def check_entities(text: str, given: list[object]) -> list[Json]:
    """Entities that came ready-made; those out of bounds are dropped. Raises RefusedError."""
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
        if start >= 0 and size > 0 and start + size <= length:
            entities.append(dict(entity))
    return entities


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Telegram takes the blanks off both ends, and entities shrink with them."""
    right = text.rstrip(_BLANKS)
    trimmed = right.lstrip(_BLANKS)
    if len(trimmed) == len(text):
        return text, entities
    cut_left = len(right) - len(trimmed)  # blanks are one unit each
    length = units(trimmed)
    kept: list[Json] = []
    for entity in entities:
        start, end = span(entity)
        first, last = max(start - cut_left, 0), min(end - cut_left, length)
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    return trimmed, kept
