"""Rich messages: the HTML that a bot sends becomes the blocks that the Bot API gives back.

Every tag of the Bot API's version 10.1 is read except those of media, maps, collages and slideshows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from sandbox.detecting import with_detected
from sandbox.errors import bad_request
from sandbox.markup import checked_link, date_time, parse_error
from sandbox.model import Json
from sandbox.utf16 import cut, span, units

TEXT_LIMIT, BLOCK_LIMIT, DEPTH_LIMIT, COLUMN_LIMIT = 32_768, 500, 16, 20
_INLINE: Mapping[str, str] = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "tg-spoiler": "spoiler",
    "sub": "subscript",
    "sup": "superscript",
    "mark": "marked",
    "code": "code",
}
_HEADINGS = {f"h{size}": size for size in range(1, 7)}
_VOID = frozenset({"br", "hr", "input"})
_LISTS = frozenset({"ul", "ol"})
_BLOCKS = frozenset({
    "p", *_HEADINGS, "pre", "footer", "hr", "tg-math-block", *_LISTS, "blockquote", "aside", "table", "details"
})  # fmt: skip
_PARTS = frozenset({"li", "input", "cite", "tr", "td", "th", "thead", "tbody", "caption", "summary", "br", "span", "a"})
_KNOWN = _BLOCKS | _PARTS | _INLINE.keys() | {"tg-emoji", "tg-time", "tg-math"}
_BEYOND = frozenset({"img", "video", "audio", "figure", "figcaption", "tg-map", "tg-collage", "tg-slideshow", "tg-thinking"})
_DETECTED: Mapping[str, tuple[str, str]] = {
    "url": ("url", "url"),
    "email": ("email_address", "email_address"),
    "mention": ("mention", "username"),
    "hashtag": ("hashtag", "hashtag"),
    "bot_command": ("bot_command", "bot_command"),
}
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[_Node | str]" = field(default_factory=list)

    def nodes(self, *tags: str) -> "Iterator[_Node]":
        """The children with one of these tags."""
        return (child for child in self.children if isinstance(child, _Node) and child.tag in tags)

    def without(self, *tags: str) -> "list[_Node | str]":
        return [child for child in self.children if isinstance(child, str) or child.tag not in tags]


def rich_message(given: Json | None) -> Json:
    """A Bot API RichMessage of an InputRichMessage. Raises RefusedError."""
    source = (given or {}).get("html")
    if given is None or not isinstance(source, str):
        raise bad_request(
            "the sandbox reads rich messages in HTML only" if given and "markdown" in given else "message text is empty"
        )
    reader = _Reader()
    reader.feed(source)
    reader.close()
    if reader.open:
        raise parse_error(f'Can\'t find end tag corresponding to start tag "{reader.open[-1].tag}"')
    blocks = _Builder(detects=given.get("skip_entity_detection") is not True).blocks(reader.root.children, 1)
    text = plain(blocks)
    if not text.strip() and not any(block["type"] == "divider" for block in blocks):
        raise bad_request("message text is empty")
    if units(text) > TEXT_LIMIT or _count(blocks) > BLOCK_LIMIT:
        raise bad_request("message is too long")
    return {"blocks": blocks, **({"is_rtl": True} if given.get("is_rtl") is True else {})}


def plain(value: object) -> str:
    """The words of blocks or rich texts, blocks on lines of their own."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        between = (
            "\n" if any(isinstance(item, dict) and ("blocks" in item or item.get("type") in _OWN_LINES) for item in value) else ""
        )
        return between.join(plain(item) for item in value)
    if isinstance(value, dict):
        if isinstance(value.get("cells"), list):
            rows = ["\t".join(plain(cell.get("text", "")) for cell in row) for row in value["cells"]]
            return "\n".join([*([plain(value["caption"])] if "caption" in value else []), *rows])
        parts = [plain(value[name]) for name in _WORDS if name in value]
        return (" " if "label" in value else "\n").join(part for part in parts if part)
    return ""


_WORDS = ("label", "summary", "text", "blocks", "items", "expression", "alternative_text", "credit")
_OWN_LINES = (
    *("paragraph", "heading", "pre", "footer", "divider", "mathematical_expression"),
    *("list", "blockquote", "pullquote", "table", "details"),
)


def _count(blocks: object) -> int:
    """How many blocks: items of lists and rows of tables count too."""
    if isinstance(blocks, list):
        return sum(map(_count, blocks))
    if isinstance(blocks, dict):
        rows = blocks.get("cells")
        return 1 + _count(blocks.get("blocks")) + _count(blocks.get("items")) + (len(rows) if isinstance(rows, list) else 0)
    return 0


class _Reader(HTMLParser):
    """Reads tags into a tree. Raises RefusedError for tags that are unknown or not closed in their order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self.open: list[_Node] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BEYOND:
            raise bad_request(f"the sandbox does not read <{tag}> in rich messages")
        if tag not in _KNOWN:
            raise parse_error(f'Unsupported start tag "{tag}"')
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self._inside().children.append(node)
        if tag not in _VOID:
            self.open.append(node)
        if len(self.open) > 2 * DEPTH_LIMIT:
            raise bad_request("message is nested too deeply")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open:
            raise parse_error("Unexpected end tag")
        if self.open[-1].tag != tag:
            raise parse_error(f'Unmatched end tag, expected "</{self.open[-1].tag}>", found "</{tag}>"')
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self._inside().children.append(data)

    def _inside(self) -> _Node:
        return self.open[-1] if self.open else self.root


class _Builder:
    def __init__(self, *, detects: bool) -> None:
        self._detects = detects

    def blocks(self, children: "list[_Node | str]", depth: int) -> list[Json]:
        """Blocks of what stands side by side; text outside any block becomes a paragraph."""
        if depth > DEPTH_LIMIT:
            raise bad_request("message is nested too deeply")
        made: list[Json] = []
        loose: list[_Node | str] = []
        for child in [*children, None]:
            is_block = isinstance(child, _Node) and (child.tag in _BLOCKS or (child.tag == "a" and "name" in child.attributes))
            if child is not None and not is_block:
                loose.append(child)
                continue
            if any(not isinstance(item, str) or item.strip() for item in loose):
                made.append({"type": "paragraph", "text": self._text(loose)})
            loose = []
            if isinstance(child, _Node):
                made.append(self._block(child, depth))
        return made

    def _block(self, node: _Node, depth: int) -> Json:
        tag = node.tag
        if tag in _HEADINGS:
            return {"type": "heading", "text": self._text(node.children), "size": _HEADINGS[tag]}
        if tag == "hr":
            return {"type": "divider"}
        if tag == "a":
            return {"type": "anchor", "name": node.attributes["name"]}
        if tag == "tg-math-block":
            return {"type": "mathematical_expression", "expression": _words(node)}
        if tag == "pre":
            return _preformatted(node)
        if tag in _LISTS:
            return {"type": "list", "items": self._items(node, depth)}
        if tag == "table":
            return self._table(node)
        credit: Json = {"credit": self._text(cited.children)} if (cited := next(node.nodes("cite"), None)) else {}
        if tag == "blockquote":
            return {"type": "blockquote", "blocks": self.blocks(node.without("cite"), depth + 1), **credit}
        if tag == "aside":
            return {"type": "pullquote", "text": self._text(node.without("cite")), **credit}
        if tag == "details":
            summary = next(node.nodes("summary"), _Node("summary"))
            is_open: Json = {"is_open": True} if "open" in node.attributes else {}
            inside = self.blocks(node.without("summary"), depth + 1)
            return {"type": "details", "summary": self._text(summary.children), "blocks": inside, **is_open}
        return {"type": "footer" if tag == "footer" else "paragraph", "text": self._text(node.children)}

    def _items(self, node: _Node, depth: int) -> list[Json]:
        items: list[Json] = []
        number = _number(node.attributes.get("start"), 1)
        for item in node.nodes("li"):
            made: Json = {"blocks": self.blocks(item.without("input"), depth + 1)}
            if node.tag == "ol":
                number, kind = _number(item.attributes.get("value"), number), node.attributes.get("type", "1")
                made |= {"label": f"{_counted(number, kind)}.", "value": number, "type": kind if kind in "aAiI1" else "1"}
                number += 1
            else:
                made["label"] = "•"
            for box in item.nodes("input"):
                made |= {"has_checkbox": True, "is_checked": "checked" in box.attributes}
            items.append(made)
        return items

    def _table(self, node: _Node) -> Json:
        bodies = [node, *node.nodes("thead", "tbody")]
        rows = [[self._cell(cell) for cell in row.nodes("td", "th")] for body in bodies for row in body.nodes("tr")]
        if any(len(row) > COLUMN_LIMIT for row in rows):
            raise bad_request("message is too long")
        caption = next(node.nodes("caption"), None)
        table: Json = {"type": "table", "cells": rows}
        table |= {f"is_{name}": True for name in ("bordered", "striped") if name in node.attributes}
        return table | ({} if caption is None else {"caption": self._text(caption.children)})

    def _cell(self, node: _Node) -> Json:
        align, valign = node.attributes.get("align", "left"), node.attributes.get("valign", "top")
        cell: Json = {
            "align": align if align in ("left", "center", "right") else "left",
            "valign": valign if valign in ("top", "middle", "bottom") else "top",
        }
        if node.children:
            cell["text"] = self._text(node.children)
        if node.tag == "th":
            cell["is_header"] = True
        return cell | {name: size for name in ("colspan", "rowspan") if (size := _number(node.attributes.get(name), 1)) > 1}

    def _text(self, children: "list[_Node | str]") -> object:
        """A RichText: a string where nothing is formatted, a list where there are several parts."""
        parts: list[object] = []
        for child in children:
            made = self._plain(child) if isinstance(child, str) else [self._formatted(child)]
            for part in made:
                if isinstance(part, str) and parts and isinstance(parts[-1], str):
                    parts[-1] += part
                elif part != "":
                    parts.append(part)
        return parts[0] if len(parts) == 1 else parts or ""

    def _plain(self, text: str) -> list[object]:
        """A text with what Telegram finds in it by itself."""
        parts: list[object] = []
        position = 0
        for entity in with_detected(text, []) if self._detects else []:
            kind = _DETECTED.get(str(entity["type"]))
            if kind is None:
                continue
            first, last = span(entity)
            words = cut(text, first, last - first)
            parts += [cut(text, position, first - position), {"type": kind[0], "text": words, kind[1]: words}]
            position = last
        return [*parts, cut(text, position, units(text) - position)]

    def _formatted(self, node: _Node) -> object:
        tag, text = node.tag, self._text(node.children)
        if tag == "br":
            return "\n"
        if tag in _INLINE or (tag == "span" and node.attributes.get("class") == "tg-spoiler"):
            return {"type": _INLINE.get(tag, "spoiler"), "text": text}
        if tag == "tg-math":
            return {"type": "mathematical_expression", "expression": _words(node)}
        if tag == "tg-emoji":
            return {
                "type": "custom_emoji",
                "custom_emoji_id": node.attributes.get("emoji-id", ""),
                "alternative_text": _words(node),
            }
        if tag == "tg-time":
            return {"type": "date_time", "text": text, "date_time_format": "", **date_time(node.attributes)}
        if tag == "a":
            return _link(node.attributes.get("href", ""), text)
        raise parse_error(f'Unsupported tag "{tag}" inside of a text')


def _link(address: str, text: object) -> object:
    scheme, _, rest = address.partition(":")
    if address.startswith("#"):
        return {"type": "anchor_link", "text": text, "anchor_name": address[1:]}
    if scheme in ("mailto", "tel"):
        kind = "email_address" if scheme == "mailto" else "phone_number"
        return {"type": kind, "text": text, kind: rest}
    url = checked_link(address)
    return text if url is None else {"type": "url", "text": text, "url": url}


def _preformatted(node: _Node) -> Json:
    code = next(node.nodes("code"), None)
    language = (code.attributes.get("class", "") if code else "").removeprefix("language-")
    return {"type": "pre", "text": _words(node), **({"language": language} if language else {})}


def _words(node: _Node) -> str:
    return "".join(child if isinstance(child, str) else _words(child) for child in node.children)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 7 else otherwise


def _counted(number: int, kind: str) -> str:
    """An item's number as digits, letters or Roman numerals."""
    if kind in ("a", "A") and 1 <= number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and 1 <= number < 40:
        written = ""
        for value, letters in _ROMAN:
            count, number = divmod(number, value)
            written += letters * count
        return written if kind == "i" else written.upper()
    return str(number)
