"""What may be typed where: titles, names, links, texts. Lengths are in UTF-16 code units, as Telegram counts them."""

import re
import unicodedata
from urllib.parse import urlsplit

from council.errors import BadLink, Empty, TooLong

MESSAGE_LIMIT = 4096
TITLE_LIMIT = 200
NAME_LIMIT = 120
LINK_LIMIT = 500

_SPACES = re.compile(r"\s+")
# Characters that turn the reading direction around: in a name they could disguise the rest of a line.
_TURNING = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"))

_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def length(text: str) -> int:
    """How long Telegram counts this text to be."""
    return len(text.encode("utf-16-le")) // 2


def _fitting(text: str, limit: int) -> str:
    if all(unicodedata.category(c) in _UNSEEN for c in text):
        raise Empty
    if length(text) > limit:
        raise TooLong(limit, length(text))
    return text


def line(text: str, limit: int = TITLE_LIMIT) -> str:
    """One clean line: normalised, spaces folded, no control or direction-turning characters. Raises `Empty`, `TooLong`."""
    composed = unicodedata.normalize("NFC", text).translate(_TURNING)
    printable = "".join(c for c in _SPACES.sub(" ", composed) if unicodedata.category(c) != "Cc")
    return _fitting(printable.strip(), limit)


def name(text: str) -> str:
    """A person's, organisation's or country's name. Raises `Empty`, `TooLong`."""
    return line(text, NAME_LIMIT)


def body(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """A text of several lines. Raises `Empty`, `TooLong`."""
    composed = unicodedata.normalize("NFC", text)
    return _fitting("".join(c for c in composed if c == "\n" or unicodedata.category(c) != "Cc").strip(), limit)


def link(text: str) -> str:
    """An http or https link with a host; a bare "example.org/x" is taken as https. Raises `BadLink`, `Empty`, `TooLong`."""
    candidate = line(text, LINK_LIMIT)
    if "://" not in candidate and re.match(r"^[\w-]+(\.[\w-]+)+([/?#:]|$)", candidate):
        candidate = f"https://{candidate}"
    try:
        parts = urlsplit(candidate)
        usable = parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and " " not in candidate
    except ValueError:
        usable = False
    if not usable:
        raise BadLink
    return candidate
