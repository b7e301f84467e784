"""What may be typed where: titles, names, links, texts. Lengths are in UTF-16 code units, as Telegram counts them."""

import re
import unicodedata
from html import unescape
from urllib.parse import urlsplit

from council.errors import BadEmail, BadLink, Empty, TooLong

MESSAGE_LIMIT = 4096
"""What fits a message."""

BODY_LIMIT = 4000
"""What may be typed as a text: less than a message, so that one which a program cut at a message's end is noticed."""

TITLE_LIMIT = 200
NAME_LIMIT = 120

REASON_LIMIT = 1000
"""A reason's length, that of the wording that would remove an objection, and that of a note on what changed."""

LINK_LIMIT = 500

_MARKUP = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_SPACES_WITHIN_A_LINE = re.compile(r"[^\S\n]")
# Characters that turn the reading direction around: in a name they could disguise the rest of a line.
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and signs by their category, and yet nothing is seen of them.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Telegram refuses a whole message over a button whose link has no proper host.
_HOST = re.compile(r"(?=.{4,253}$)([^\W_]([\w-]{0,61}[^\W_])?\.)+([^\W\d_][\w-]{0,61}[^\W_]|\d{1,3})")


def length(text: str) -> int:
    """How long Telegram counts this text to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The beginning of a text, as much of it as fits."""
    return text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")


MOST_MARKS = 4
"""So many combining marks stand on a letter in some language or other; piles of them cover the lines above."""


def _clean(text: str) -> str:
    """Composed, and without what is not text: control characters (save white space), halves of pairs, turning ones,
    and piles of combining marks."""
    kept, marks = [], 0
    for c in unicodedata.normalize("NFC", text):
        category = unicodedata.category(c)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if c.isspace() or (category not in {"Cc", "Cs"} and c not in TURNING and marks <= MOST_MARKS):
            kept.append(c)
    return unicodedata.normalize("NFC", "".join(kept))


def bare(html: str) -> str:
    """The words of a text in Telegram's HTML, without its markup."""
    return unescape(_MARKUP.sub("", html))


def shown(text: str, limit: int) -> str:
    """Somebody's words as one clean line of at most `limit` characters; "" when nothing would be seen of them."""
    clean = _SPACES.sub(" ", _clean(text)).strip()
    if not any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK for c in clean):
        return ""
    return clean if length(clean) <= limit else cut(clean, limit - 1).rstrip() + "…"


def _fitting(text: str, limit: int) -> str:
    if not any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK for c in text):
        raise Empty
    if length(text) > limit:
        raise TooLong(limit, length(text))
    return text


def line(text: str, limit: int = TITLE_LIMIT) -> str:
    """One clean line: normalised, spaces folded, no control or direction-turning characters.

    Raises `Empty` when nothing would be seen of it, and `TooLong`.
    """
    return _fitting(_SPACES.sub(" ", _clean(text)).strip(), limit)


def name(text: str) -> str:
    """A person's, organisation's or country's name. Raises `Empty`, `TooLong`."""
    return line(text, NAME_LIMIT)


_EMAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+\.[^\s@,;<>()\".]{2,}")


def email(text: str) -> str:
    """An e-mail address. Raises `BadEmail`, `Empty`, `TooLong`."""
    address = line(text, 254).removeprefix("mailto:")
    if not _EMAIL.fullmatch(address):
        raise BadEmail
    return address


def body(text: str, limit: int = BODY_LIMIT) -> str:
    """A text of several lines, otherwise cleaned as a line is. Raises `Empty`, `TooLong`."""
    return _fitting(_SPACES_WITHIN_A_LINE.sub(" ", _LINE_ENDS.sub("\n", _clean(text))).strip(), limit)


def link(text: str) -> str:
    """An http or https link with a host; a bare "example.org/x" is taken as https. Raises `BadLink`, `Empty`, `TooLong`."""
    candidate = line(text, LINK_LIMIT)
    if "://" not in candidate and re.match(r"^[\w-]+(\.[\w-]+)+([/?#:]|$)", candidate):
        candidate = _fitting(f"https://{candidate}", LINK_LIMIT)
    if any(c == " " or unicodedata.category(c) == "Cf" for c in candidate) or not _can_be_opened(candidate):
        raise BadLink
    return candidate


def _can_be_opened(candidate: str) -> bool:
    try:
        parts = urlsplit(candidate)
        return (
            parts.scheme in {"http", "https"} and parts.port != 0 and _HOST.fullmatch(parts.hostname or "") is not None
        )
    except ValueError:  # a port that is none, brackets that do not close
        return False
