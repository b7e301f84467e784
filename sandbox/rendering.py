"""Text and entities back to Telegram's HTML, so that a test can check formatting and links."""

from collections.abc import Iterable
from html import escape

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ("<tg-spoiler>", "</tg-spoiler>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}


def as_html(text: str, entities: Iterable[object]) -> str:
    """The text with its entities as tags; entities without a tag are left out. Offsets are in UTF-16 units."""
    tags: list[tuple[int, int, int, str]] = []
    for number, entity in enumerate(entities):
        if not isinstance(entity, dict):
            continue
        start, length = entity.get("offset"), entity.get("length")
        pair = _pair(entity)
        if pair is None or not isinstance(start, int) or not isinstance(length, int):
            continue
        # At one position, end tags come before start tags, and the tag opened last is closed first.
        tags.append((start, 1, number, pair[0]))
        tags.append((start + length, 0, -number, pair[1]))
    if not tags:
        return escape(text, quote=False)
    coded = text.encode("utf-16-le", "surrogatepass")
    written, position = "", 0
    for place, _, _, tag in sorted(tags):
        between = coded[position * 2 : place * 2].decode("utf-16-le", "replace")
        written += escape(between, quote=False) + tag
        position = max(position, place)
    return written + escape(coded[position * 2 :].decode("utf-16-le", "replace"), quote=False)


def _pair(entity: dict[str, object]) -> tuple[str, str] | None:
    kind = entity.get("type")
    if kind == "text_link":
        return f'<a href="{escape(str(entity.get("url")))}">', "</a>"
    if kind == "date_time":
        form = entity.get("date_time_format")
        shown = f' format="{escape(str(form))}"' if form else ""
        return f'<tg-time unix="{entity.get("unix_time")}"{shown}>', "</tg-time>"
    return _TAGS.get(kind) if isinstance(kind, str) else None
