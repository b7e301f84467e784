"""Validation and cleaning of typed text: titles, names, links, texts. Lengths are in UTF-16 code units, as Telegram
counts."""

import re
import unicodedata
from collections.abc import Sequence
from html import unescape
from urllib.parse import urlsplit

from council.errors import BadEmail, BadLink, Empty, TooLong

MESSAGE_LIMIT = 4096
"""Telegram's limit of a message."""

BODY_LIMIT = 4000
"""Limit of a typed text: below Telegram's, so that a text which a client split at that limit is noticed."""

TITLE_LIMIT = 200
NAME_LIMIT = 120

REASON_LIMIT = 1000
"""A reason's length, that of the wording that would remove an objection, and that of a note on what changed."""

LINK_LIMIT = 500

_MARKUP = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_SPACES_WITHIN_A_LINE = re.compile(r"[^\S\n]")
# Characters that change the reading direction: in a name they could disguise the rest of a line.
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and symbols by category that are invisible.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Telegram refuses a whole message for a button whose link has no valid host.
_HOST = re.compile(r"(?=.{4,253}$)([^\W_]([\w-]{0,61}[^\W_])?\.)+([^\W\d_][\w-]{0,61}[^\W_]|\d{1,3})")


def length(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The longest beginning of a text that fits."""
    return text.encode("utf-16-le")[: limit * 2].decode("utf-16-le", "ignore")


MOST_MARKS = 4
"""Some languages put this many combining marks on one letter; more of them cover the lines above."""


def _clean(text: str) -> str:
    """NFC-normalised, without control characters (except white space), lone surrogates, noncharacters, direction marks,
    and excess combining marks."""
    kept, marks = [], 0
    for c in unicodedata.normalize("NFC", text):
        category = unicodedata.category(c)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if c.isspace() or (not _UNPRINTABLE.match(c) and c not in TURNING and marks <= MOST_MARKS):
            kept.append(c)
    return unicodedata.normalize("NFC", "".join(kept))


_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without what XML 1.0 forbids or discourages (control characters, lone surrogates, noncharacters), with the
    spaces that it has. Every text that enters a file goes through this: document, spreadsheet, calendar."""
    return _UNPRINTABLE.sub("", text)


def bare(html: str) -> str:
    """A text in Telegram's HTML without its markup."""
    return unescape(_MARKUP.sub("", html))


def with_ellipsis(begun: str) -> str:
    """The beginning of a text, with an ellipsis instead of the spaces and marks at its end."""
    return begun.rstrip(" .,:;·-–—\n") + "…"


def shown(text: str, limit: int) -> str:
    """The text as one clean line of at most `limit` units, for display; "" if nothing in it is visible."""
    clean = _SPACES.sub(" ", _clean(text)).strip()
    if not any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK for c in clean):
        return ""
    return clean if length(clean) <= limit else with_ellipsis(cut(clean, limit - 1))


def _fitting(text: str, limit: int) -> str:
    if not any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK for c in text):
        raise Empty
    if length(text) > limit:
        raise TooLong(limit, length(text))
    return text


def line(text: str, limit: int = TITLE_LIMIT) -> str:
    """One clean line: normalised, white space collapsed, no control or direction characters.

    Raises `Empty` if nothing in it is visible, and `TooLong`.
    """
    return _fitting(_SPACES.sub(" ", _clean(text)).strip(), limit)


# Default_Ignorable_Code_Point of Unicode, as far as it is not in the category Cf; tag characters are in Cf.
_IGNORABLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")


def visible(text: str) -> str:
    """The text without what nobody sees in it: format characters and all that Unicode calls default-ignorable."""
    return _IGNORABLE.sub("", "".join(c for c in text if unicodedata.category(c) != "Cf"))


def name(text: str) -> str:
    """A person's, organisation's or country's name, without what nobody sees in it. Raises `Empty`, `TooLong`."""
    return line(visible(text), NAME_LIMIT)


_EMAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+\.[^\s@,;<>()\".]{2,}")


def email(text: str) -> str:
    """An e-mail address. Raises `BadEmail`, `Empty`, `TooLong`."""
    address = line(text, 254).removeprefix("mailto:")
    if not _EMAIL.fullmatch(address):
        raise BadEmail
    return address


def body(text: str, limit: int = BODY_LIMIT) -> str:
    """A text of several lines, cleaned like a line. Raises `Empty`, `TooLong`."""
    return _fitting(_SPACES_WITHIN_A_LINE.sub(" ", _LINE_ENDS.sub("\n", _clean(text))).strip(), limit)


def link(text: str) -> str:
    """An http or https link with a host; a bare "example.org/x" becomes https. Raises `BadLink`, `Empty`, `TooLong`."""
    candidate = line(text, LINK_LIMIT)
    if "://" not in candidate and re.match(r"^[\w-]+(\.[\w-]+)+([/?#:]|$)", candidate):
        candidate = _fitting(f"https://{candidate}", LINK_LIMIT)
    if any(c == " " or unicodedata.category(c) == "Cf" for c in candidate) or not _is_openable(candidate):
        raise BadLink
    return candidate


def _is_openable(candidate: str) -> bool:
    try:
        parts = urlsplit(candidate)
        return parts.scheme in {"http", "https"} and parts.port != 0 and _HOST.fullmatch(parts.hostname or "") is not None
    except ValueError:  # an invalid port, or unbalanced brackets
        return False


def beginning(text: str, limit: int) -> str:
    """The beginning of a text, at most `limit` UTF-16 code units, cut between words if possible."""
    if length(text) <= limit:
        return text
    cut = text[: limit - 1]
    while length(cut) > limit - 1:
        cut = cut[:-1]
    words = cut.rsplit(None, 1)
    return with_ellipsis(words[0] if len(words) > 1 and len(words[0]) > limit // 2 else cut)


def distinct(texts: Sequence[str], limit: int) -> list[str]:
    """The beginnings of texts, for buttons: those that would read alike are numbered."""
    cut = [beginning(text, limit) for text in texts]
    return [f"{one} ({cut[: at + 1].count(one)})" if cut.count(one) > 1 else one for at, one in enumerate(cut)]
