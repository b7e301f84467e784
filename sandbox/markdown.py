"""Telegram's two Markdown parse modes: markup to plain text and entities, with Telegram's error texts."""

import re
from dataclasses import dataclass

from sandbox.markup import Written, byte_offset, date_time, link_entity, parse_error
from sandbox.model import Json
from sandbox.utf16 import units

_RESERVED = "_*[]()~`>#+-=|{}.!"
_MARKS = {"__": "underline", "_": "italic", "*": "bold", "~": "strikethrough", "||": "spoiler", "`": "code", "```": "pre"}
_NAMES = {
    "blockquote": "BlockQuote",
    "expandable_blockquote": "ExpandableBlockQuote",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "pre": "Pre",
    "pre_code": "PreCode",
}
_LANGUAGE = re.compile(r"([^\s`]+)\s")
_EMOJI = re.compile(r"tg://emoji\?id=(\d+)$")
_TIME = re.compile(r"tg://time\?unix=(\d+)(?:&format=(\w*))?$")


def parse_markdown_v2(source: str) -> tuple[str, list[Json]]:
    """The text without its markup, and its entities in order. Raises RefusedError for bad markup."""
    return _Parser(source).run() if re.search(r"[\\_*\[\]()~`>#+\-=|{}.!]", source) else (source, [])


def parse_markdown(source: str) -> tuple[str, list[Json]]:
    """The same for the older mode, whose entities cannot be nested."""
    written, position = Written(), 0
    while position < len(source):
        letter = source[position]
        if letter == "\\" and source[position + 1 : position + 2] in tuple("_*`["):
            letter, position = source[position + 1], position + 1
        elif letter in "_*`[":
            position = _older_entity(source, position, written)
            continue
        written.append(letter)
        position += 1
    return written.result()


def _older_entity(source: str, position: int, written: Written) -> int:
    """Read the entity that begins here; the position behind it."""
    mark = "```" if source.startswith("```", position) else source[position]
    end = source.find("]" if mark == "[" else mark, position + len(mark))
    if end < 0:
        raise parse_error(f"Can't find end of the entity starting at byte offset {byte_offset(source, position)}")
    inside, position = source[position + len(mark) : end], end + len(mark)
    entity: Json = {"type": _MARKS.get(mark, "text_link")}
    if mark == "```" and (named := _LANGUAGE.match(inside)):
        entity["language"], inside = named[1], inside[named.end() :]
    elif mark == "[":
        url, position = _address(source, position) if source.startswith("(", position) else (inside, position)
        entity = link_entity(url, inside)
    if inside and entity:
        written.entities.append({**entity, "offset": written.offset, "length": units(inside)})
    written.append(inside)
    return position


@dataclass(slots=True)
class _Open:
    kind: str
    offset: int  # in the text, in UTF-16 units
    begin: int  # in the source
    language: str = ""


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._written = Written()
        self._open: list[_Open] = []

    def run(self) -> tuple[str, list[Json]]:
        position = 0
        while position < len(self._source):
            position = self._step(position)
        self._end_quote()
        if self._open:
            last = self._open[-1]
            raise parse_error(
                f"Can't find end of {_name(last.kind)} entity at byte offset {byte_offset(self._source, last.begin)}"
            )
        return self._written.result()

    def _step(self, position: int) -> int:
        """Read what is at this position; the position behind it."""
        source, letter = self._source, self._source[position]
        following = source[position + 1 : position + 2]
        if letter == "\\" and following and 0 < ord(following) <= 126:
            return self._append(following, position + 2)
        if self._open and self._open[-1].kind in ("code", "pre", "pre_code"):
            return self._in_code(position)
        if position == 0 or source[position - 1] == "\n":
            begin = position + 2 if source.startswith("**>", position) else position
            if source.startswith(">", begin):
                if begin > position:
                    self._end_quote()
                if all(each.kind != "blockquote" for each in self._open):
                    self._open.append(_Open("blockquote", self._written.offset, begin))
                return begin + 1
        if letter == "\n" and following != ">":
            self._end_quote()
        if letter not in _RESERVED:
            return self._append(letter, position + 1)
        if letter == "]" and self._open and self._open[-1].kind in ("text_link", "custom_emoji"):
            return self._link(position)
        if letter == "[" or (letter == "!" and following == "["):
            self._open.append(_Open("text_link" if letter == "[" else "custom_emoji", self._written.offset, position))
            return position + (1 if letter == "[" else 2)
        return self._marked(position)

    def _marked(self, position: int) -> int:
        source = self._source
        mark = next((mark for mark in ("```", "__", "||", "_", "*", "~", "`") if source.startswith(mark, position)), None)
        if mark is None:
            raise parse_error(f"Character '{source[position]}' is reserved and must be escaped with the preceding '\\'")
        end, kind = position + len(mark), _MARKS[mark]
        if mark == "||" and self._open and self._open[-1].kind == "blockquote" and source[end : end + 1] in ("", "\n"):
            self._close(self._open.pop(), "expandable_blockquote")
        elif self._open and self._open[-1].kind == kind:
            self._close(self._open.pop(), kind)
        elif mark == "```":
            named = _LANGUAGE.match(source, end)
            language = named[1] if named else ""
            self._open.append(_Open("pre_code" if language else "pre", self._written.offset, position, language))
            end += len(language)
            end += source[end : end + 1] in ("\n", " ")
        else:
            self._open.append(_Open(kind, self._written.offset, position))
        return end

    def _in_code(self, position: int) -> int:
        mark = "`" if self._open[-1].kind == "code" else "```"
        if not self._source.startswith(mark, position):
            if self._source[position] == "`":
                raise parse_error("Character '`' is reserved and must be escaped with the preceding '\\'")
            return self._append(self._source[position], position + 1)
        element = self._open.pop()
        self._close(element, "code" if mark == "`" else "pre", **({"language": element.language} if element.language else {}))
        return position + len(mark)

    def _link(self, position: int) -> int:
        element = self._open.pop()
        text = self._written.since(element.offset)
        url, end = text, position + 1
        if self._source.startswith("(", end):
            url, end = _address(self._source, end)
        if element.kind == "text_link":
            if found := link_entity(url, text):
                self._close(element, str(found.pop("type")), **found)
        elif emoji := _EMOJI.match(url):
            self._close(element, "custom_emoji", custom_emoji_id=emoji[1])
        elif time := _TIME.match(url):
            self._close(element, "date_time", **date_time({"unix": time[1], "format": time[2] or ""}))
        else:
            raise parse_error("Custom emoji URL must have scheme tg")
        return end

    def _end_quote(self) -> None:
        if self._open and self._open[-1].kind == "blockquote":
            self._close(self._open.pop(), "blockquote")

    def _close(self, element: _Open, kind: str, **more: object) -> None:
        if self._written.offset > element.offset:
            place: Json = {"offset": element.offset, "length": self._written.offset - element.offset}
            self._written.entities.append({"type": kind, **place, **more})

    def _append(self, letter: str, position: int) -> int:
        self._written.append(letter)
        return position


def _address(source: str, position: int) -> tuple[str, int]:
    """The address in brackets that begins here, and the position behind it."""
    url, end = "", position + 1
    while end < len(source) and source[end] != ")":
        end += source[end] == "\\" and end + 1 < len(source)
        url, end = url + source[end], end + 1
    if end >= len(source):
        raise parse_error(f"Can't find end of a URL at byte offset {byte_offset(source, position)}")
    return url, end + 1


def _name(kind: str) -> str:
    return _NAMES.get(kind, kind.capitalize())
