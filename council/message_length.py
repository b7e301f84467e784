"""Fits a message, in Telegram's HTML, into Telegram's limit: one that it refuses is lost."""

import re
from collections.abc import Sequence
from html import escape, unescape

from council.text_rules import MESSAGE_LIMIT, bare, cut, length, with_ellipsis

LEAST_LINE = 60
"""Lines are not shortened to less, in UTF-16 code units: what does not fit then is left out at the end."""

_TAG = re.compile(r"(<[^>]*>)")


def fitted(html: str, limit: int = MESSAGE_LIMIT) -> str:
    """The message within the limit, in UTF-16 code units after Telegram has parsed the entities: the longest lines are cut
    first, all to the same length, so that every fact keeps its line. Every tag stays, so that each that is opened is closed.
    """
    rows = html.split("\n")
    sizes = [length(bare(row)) for row in rows]
    room = limit - (len(rows) - 1)
    if sum(sizes) <= room:
        return html
    most, whole = limit, 0
    for at, size in enumerate(sorted(sizes)):  # the shortest are whole, and the others share what is left
        most = (room - whole) // (len(rows) - at)
        if size > most:
            break
        whole += size
    if most >= LEAST_LINE:
        return "\n".join(_cut(row, most) for row in rows)
    left = limit - 2  # for the last line, which says that there is more
    for at, size in enumerate(sizes):
        left -= min(size, LEAST_LINE) + 1
        if left < 0:
            tags = "".join(_TAG.findall("".join(rows[at:])))
            return "\n".join([*(_cut(row, LEAST_LINE) for row in rows[:at]), f"…{tags}"])
    return "\n".join(_cut(row, LEAST_LINE) for row in rows)


def _cut(row: str, most: int) -> str:
    """A line of at most `most` units, with all of its tags."""
    if length(bare(row)) <= most:
        return row
    left, told = most - 1, ""
    for piece in _TAG.split(row):
        if _TAG.fullmatch(piece):
            told += piece
        elif left >= 0:
            words = unescape(piece)
            part = cut(words, left)
            told += escape(part if part == words else with_ellipsis(part))
            left = left - length(part) if part == words else -1
    return told


MOST_ENTITIES = 100
"""Telegram reads so many formatted parts of a message, and leaves the others plain."""


def parted(html: str, limit: int = MESSAGE_LIMIT) -> list[str]:
    """The text in Telegram's HTML in as many messages as it takes: each within the limit, in UTF-16 code units after Telegram
    has parsed the entities, and with no more formatted parts than it reads. They are parted after a line, else after a word,
    else anywhere; what is formatted goes on being so in the next one. Nothing is left out but the white space between them.
    """
    parts: list[str] = []
    while html:
        first, html = _first_part(html, limit)
        if bare(first).strip():
            parts.append(first)
    return parts


def _first_part(html: str, limit: int) -> tuple[str, str]:
    """As much as fits, with its tags closed, and the rest, with the same tags opened."""
    told, left, entities, open_ = "", limit, 0, list[str]()
    pieces = [piece for piece in _TAG.split(html) if piece]
    for at, piece in enumerate(pieces):
        if _TAG.fullmatch(piece):
            if piece.startswith("</"):
                open_.pop()
            elif entities == MOST_ENTITIES:
                return _closed(told, open_), _rest(open_, pieces[at:])
            else:
                open_.append(piece)
                entities += 1
            told += piece
            continue
        raw = _beginning(piece, left)
        words, later = unescape(raw), piece[len(raw) :]
        if later or length(words) > left:
            end = _break(cut(words, left), first=not bare(told))
            rest = (escape(words[end:], quote=False) + later).lstrip()
            if not end:  # the words before it are whole, and this piece begins the next part
                return _closed(told, open_), _rest(open_, [rest, *pieces[at + 1 :]])
            return _closed(told + escape(words[:end].rstrip(), quote=False), open_), _rest(open_, [rest, *pieces[at + 1 :]])
        told, left = told + piece, left - length(words)
    return told, ""


def _beginning(piece: str, units: int) -> str:
    """More of a text in HTML than so many units, but not all of a long one: looking through the whole for each message would take
    as long as there are messages. It ends before a reference to a character, not in it."""
    raw = piece[: 8 * (units + 2)]  # a unit takes eight characters at most
    at = raw.rfind("&")
    return raw if len(raw) == len(piece) or at < 0 or ";" in raw[at:] else raw[:at]


def _break(fitting: str, *, first: bool) -> int:
    """How many characters stay of those that fit: up to the last end of a line, else of a word. 0: none, but of what is `first`
    in its part all."""
    for mark in ("\n", " "):
        if (end := fitting.rfind(mark) + 1) > len(fitting) // 2 or (end and not first):
            return end
    return len(fitting) if first or not fitting.strip() else 0


def _closed(told: str, open_: Sequence[str]) -> str:
    return told + "".join(f"</{tag[1:-1].split()[0]}>" for tag in reversed(open_))


def _rest(open_: Sequence[str], pieces: Sequence[str]) -> str:
    return "".join([*open_, *pieces])
