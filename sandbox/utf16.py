"""Telegram counts text in UTF-16 code units: characters of the basic plane are one, emoji are two."""

from sandbox.model import Json


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity of this offset and length covers, in UTF-16 code units."""
    coded = text.encode("utf-16-le", "surrogatepass")
    return coded[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def pieces(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` units, without splitting a surrogate pair."""
    parts: list[str] = []
    part: list[str] = []
    size = 0
    for letter in text:
        width = units(letter)
        if size + width > limit:
            parts.append("".join(part))
            part, size = [], 0
        part.append(letter)
        size += width
    return [*parts, "".join(part)]


def span(entity: Json) -> tuple[int, int]:
    """The start and end of an entity, in UTF-16 code units; (0, 0) if not given."""
    start, length = entity.get("offset"), entity.get("length")
    return (start, start + length) if isinstance(start, int) and isinstance(length, int) else (0, 0)


def outermost_first(entity: Json) -> tuple[int, int]:
    """Sort key of entities: by start, longer ones first."""
    start, end = span(entity)
    return start, -end
