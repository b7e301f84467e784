"""Telegram's HTML parse mode: markup to plain text and entities, with Telegram's error texts.

Follows Telegram's own parser, including its oddities: unknown named entities stay as they are, `</>` closes whatever is
open, an empty element produces no entity.
"""

import html
import re
from dataclasses import dataclass

from sandbox.errors import RefusedError, bad_request
from sandbox.model import Json
from sandbox.utf16 import cut, outermost_first, units

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_TAGS = frozenset(_TYPES) | {"a", "tg-emoji", "tg-time"}
_REFERENCE = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}(?![0-9a-fA-F])|#[0-9]{1,7}(?![0-9])|(?:lt|gt|amp|quot)(?![A-Za-z]));?")
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"""\s*(?P<name>[^\s=>]*)\s*(?:=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<token>[\w.-]+)))?""")
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_USER_LINK = re.compile(r"tg://user\?id=(\d+)$")


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


class Written:
    """A text with its entities, as a parser reads it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.offset = 0
        """The length so far, in UTF-16 units."""
        self.entities: list[Json] = []

    def append(self, text: str) -> None:
        self._parts.append(text)
        self.offset += units(text)

    def since(self, offset: int) -> str:
        """The text from an offset on."""
        return cut("".join(self._parts), offset, self.offset - offset)

    def result(self) -> tuple[str, list[Json]]:
        """The text, and its entities in order."""
        return "".join(self._parts), sorted(self.entities, key=outermost_first)


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The text without its markup, and its entities in order. Raises RefusedError for bad markup."""
    if "<" not in source and "&" not in source:
        return source, []
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._written = Written()
        self._open: list[_Open] = []
        self._languages: dict[tuple[int, int], str] = {}

    def run(self) -> tuple[str, list[Json]]:
        position = 0
        while (bracket := self._source.find("<", position)) >= 0:
            self._written.append(_unescape(self._source[position:bracket]))
            if self._source.startswith("</", bracket):
                position = self._end_tag(bracket)
            else:
                position = self._start_tag(bracket)
        self._written.append(_unescape(self._source[position:]))
        if self._open:
            raise parse_error(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        return self._written.result()

    def _start_tag(self, bracket: int) -> int:
        """Open an element; the position after its tag."""
        where = f"at byte offset {byte_offset(self._source, bracket)}"
        named = _NAME.match(self._source, bracket + 1)
        end = named.end() if named else len(self._source)
        if end >= len(self._source):
            raise parse_error(f"Unclosed start tag {where}")
        tag = self._source[bracket + 1 : end].lower()
        if tag not in _TAGS:
            raise parse_error(f'Unsupported start tag "{tag}" {where}')
        attributes: dict[str, str] = {}
        while self._source[end : end + 1] != ">":
            found = _ATTRIBUTE.match(self._source, end)
            if found is None or found.end() >= len(self._source):
                raise parse_error(f"Unclosed start tag {where}")
            name = found["name"].lower()
            value = next((found[kind] for kind in ("double", "single", "token") if found[kind] is not None), None)
            if not name and value is not None:
                raise parse_error(f'Empty attribute name in the tag "{tag}" {where}')
            if value is None and self._source[found.end() : found.end() + 1] == "=":
                raise parse_error(f"Unclosed start tag {where}")
            if name:
                # `expandable` is the only attribute without a value.
                if value is None and (tag, name) != ("blockquote", "expandable"):
                    raise parse_error(f'Expected equal sign in declaration of an attribute of the tag "{tag}" {where}')
                attributes[name] = _unescape(value or "")
            elif found.end() == end:
                raise parse_error(f'Empty attribute name in the tag "{tag}" {where}')
            end = found.end()
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise parse_error(f'Tag "span" must have class "tg-spoiler" {where}')
        self._open.append(_Open(tag, attributes, self._written.offset))
        return end + 1

    def _end_tag(self, bracket: int) -> int:
        """Close the innermost element; the position after its tag."""
        where = f"at byte offset {byte_offset(self._source, bracket)}"
        if not self._open:
            raise parse_error(f"Unexpected end tag {where}")
        end = self._source.find(">", bracket)
        words = self._source[bracket + 2 : end].split() if end >= 0 else []
        if end < 0 or len(words) > 1:
            raise parse_error(f"Unclosed end tag {where}")
        tag = words[0].lower() if words else ""
        element = self._open[-1]
        if tag and tag != element.tag:
            raise parse_error(f'Unmatched end tag {where}, expected "</{element.tag}>", found "</{tag}>"')
        self._open.pop()
        length = self._written.offset - element.offset
        if length > 0:
            self._close(element, length)
        return end + 1

    def _close(self, element: _Open, length: int) -> None:
        place: Json = {"offset": element.offset, "length": length}
        if element.tag == "a":
            self._link(element, place, self._written.since(element.offset))
        elif element.tag == "tg-emoji":
            emoji = element.attributes.get("emoji-id", "")
            if not emoji.isdecimal() or int(emoji) == 0:
                raise parse_error("Invalid custom emoji identifier specified")
            self._written.entities.append({"type": "custom_emoji", **place, "custom_emoji_id": emoji})
        elif element.tag == "tg-time":
            self._written.entities.append({"type": "date_time", **place, **date_time(element.attributes)})
        elif element.tag == "blockquote" and "expandable" in element.attributes:
            self._written.entities.append({"type": "expandable_blockquote", **place})
        elif element.tag == "pre" and (language := self._languages.get((element.offset, length))):
            # <pre> around <code> with a language is one entity, not two.
            self._written.entities[-1] = {"type": "pre", **place, "language": language}
        else:
            self._written.entities.append({"type": _TYPES[element.tag], **place})
        named = element.attributes.get("class", "")
        if element.tag == "code" and named.startswith("language-"):
            self._languages[element.offset, length] = named.removeprefix("language-")

    def _link(self, element: _Open, place: Json, text: str) -> None:
        if found := link_entity(element.attributes.get("href") or text, text):
            self._written.entities.append({**found, **place})


def date_time(attributes: dict[str, str]) -> Json:
    """The fields of a date_time entity. Without a format the text is shown as written. Raises RefusedError."""
    unix, form = attributes.get("unix", ""), attributes.get("format", "")
    if not unix.isdecimal() or not 0 < int(unix) < 2**31 or not _TIME_FORMAT.fullmatch(form):
        raise parse_error("Invalid date and time specified")
    return {"unix_time": int(unix), **({"date_time_format": form} if form else {})}


def link_entity(url: str, text: str) -> Json:
    """The type and the target of a link; empty for an address that Telegram does not take."""
    if user := _USER_LINK.match(url):
        return {"type": "text_mention", "user": {"id": int(user[1]), "is_bot": False, "first_name": text}}
    checked = checked_link(url)
    return {"type": "text_link", "url": checked} if checked else {}


def checked_link(url: str) -> str | None:
    """The URL as Telegram stores it, or None if it is invalid."""
    url = url.strip()
    scheme, found, rest = url.partition("://")
    if not found:
        scheme, rest, url = "http", url, f"http://{url}"
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if scheme.lower() in ("tg", "ton", "tonsite"):
        return url if host else None
    if scheme.lower() not in ("http", "https") or not _is_host(host):
        return None
    return url if len(rest) > len(host) else f"{url}/"


def _is_host(host: str) -> bool:
    name = re.sub(r":\d+$", "", host.rpartition("@")[2])
    return "." in name.strip(".") and not re.search(r"[\s<>\"']", name)


def _unescape(text: str) -> str:
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    written = reference[0]
    if written.startswith("&#"):
        number = written.strip("&#;")
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else written
    return html.unescape(written)


def byte_offset(source: str, position: int) -> int:
    """Where a letter stands in UTF-8, as errors name it."""
    return len(source[:position].encode("utf-8", "surrogatepass"))


def parse_error(words: str) -> RefusedError:
    """400: the markup cannot be read."""
    return bad_request(f"can't parse entities: {words}")
