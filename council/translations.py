"""What a translation keeps of the text that it translates: placeholders, markup, lines and plural forms. A text is a tuple of
its forms: one, or with plurals the singular and the plural in English, and as many as the language has in a translation."""

import hashlib
import re
import string
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser

from council.errors import Empty, Refused, TooLong
from council.folding import fold
from council.text_rules import bare, length

Forms = Sequence[str]

MOST_REMARKS, REMARK_LIMIT = 20, 1000
"""How many remarks one person may have that nobody has decided on yet, and how long each may be (UTF-16 code units)."""

SPARE = 20
"""UTF-16 code units that a corrected text may always be longer than the longest of those it is compared with."""


@dataclass
class OtherPlaceholders(Refused):
    """The placeholders are not those of the source, which are listed."""

    wanted: tuple[str, ...]


@dataclass
class OtherMarkup(Refused):
    """The tags are not those of the source, which are listed, or not closed, or there is a sign that belongs to none."""

    wanted: tuple[str, ...]


@dataclass
class OtherLines(Refused):
    """The source has another number of lines, or other blanks around it."""

    wanted: int


@dataclass
class OtherForms(Refused):
    """The language has another number of plural forms."""

    wanted: int
    got: int


@dataclass
class TooManyRemarks(Refused):
    """The person has this many remarks already on which nobody has decided."""

    n: int


class NoSuchText(Refused):
    """No text has these words."""


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.open: list[str] = []
        self.closed = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[f"{tag} {attrs}"] += 1
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.closed = self.closed and bool(self.open) and self.open.pop() == tag


_TAG = re.compile(r"</?[a-z][^<>]*>")
_BARE = re.compile(r"[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)")


def places(text: str) -> frozenset[str]:
    """The placeholders of a text, each as it is written: "{n}". Raises `ValueError` for braces that are not closed."""
    found = string.Formatter().parse(text)
    return frozenset(
        "{" + name + (f"!{how}" if how else "") + (f":{spec}" if spec else "") + "}"
        for _, name, spec, how in found if name is not None
    )  # fmt: skip


def check(source: Forms, forms: Forms, plurals: int) -> None:
    """Raises a `Refused` for a translation that does not keep what the source has. `plurals`: how many plural forms the language
    has. A form may do without the number ("one person has it"), and needs no placeholder that an English form does without."""
    wanted = plurals if len(source) > 1 else 1
    if len(forms) != wanted:
        raise OtherForms(wanted, len(forms))
    every = [places(form) for form in source]
    allowed, needed = frozenset[str]().union(*every), every[0].intersection(*every[1:]) - {"{n}"}
    for form in forms:
        if not form.strip():
            raise Empty
        _check_places(form, allowed, needed)
        _check_markup(form, source[0])
        if form.count("\n") != source[0].count("\n") or (form != form.strip()) != (source[0] != source[0].strip()):
            raise OtherLines(source[0].count("\n") + 1)


def _check_places(form: str, allowed: frozenset[str], needed: frozenset[str]) -> None:
    try:
        found = places(form)
    except ValueError:
        found = frozenset("?")
    if not needed <= found <= allowed:
        raise OtherPlaceholders(tuple(sorted(allowed)))


def _check_markup(form: str, source: str) -> None:
    if "<" not in form + source and "&" not in form and ">" not in form:
        return
    found, wanted = _Tags(), _Tags()
    for reader, text in ((found, form), (wanted, source)):
        reader.feed(text)
        reader.close()
    if found.found != wanted.found or not found.closed or found.open or _BARE.search(_TAG.sub("", form)):
        raise OtherMarkup(tuple(_TAG.findall(source)))


def check_length(forms: Forms, others: Sequence[str]) -> None:
    """Raises `TooLong` for a corrected text that would not have the room where it is shown: it may be half as long again as the
    longest of `others` (the text in English and in every catalog) for which views are made, and `SPARE` more."""
    limit = max(map(length, others), default=0) * 3 // 2 + SPARE
    longest = max(map(length, forms))
    if longest > limit:
        raise TooLong(limit, longest)


def text_key(context: str, message: str) -> str:
    """What a text is known by in the database and in buttons: 16 hexadecimal digits. `context`: "" for none."""
    return hashlib.sha256(f"{context}\4{message}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader says about a text, as they read it in `language`. `person`: None once they were forgotten."""

    id: int
    person: int | None
    language: str
    key: str
    words: str
    made_at: datetime
    decided_at: datetime | None = None
    corrected: bool = False

    @property
    def subject(self) -> str:
        return f"remark:{self.id}"


@dataclass(frozen=True, slots=True)
class Correction:
    """What is said in place of the catalog's text until it ends."""

    id: int
    language: str
    key: str
    context: str
    message: str
    forms: Forms
    made_at: datetime
    ended_at: datetime | None = None

    @property
    def subject(self) -> str:
        return f"text:{self.id}"


LEAST_LETTERS = 4
"""Letters of a text with placeholders that must be in a message for the text to be recognised."""


def matching(typed: str, texts: Mapping[str, Forms], most: int) -> list[str]:
    """The keys of the texts that a reader may mean: a message of which a text is a part, whatever was filled in, or some words of
    a text; or a text as it is. Of a text in which nothing is filled in, half of its line must be it: a single word stands in many
    lines. The likeliest first: those of which most is there. `texts`: forms by key, with markup."""
    wanted, rows = fold(typed), [fold(row) for row in typed.splitlines()]
    if not wanted:
        return []
    found = {key: max(_likeness(wanted, rows, form) for form in forms) for key, forms in texts.items() if forms}
    whole = [key for key in found if found[key] == _WHOLE]
    likely = whole or sorted((key for key in found if found[key] > 0), key=lambda key: (-found[key], key))
    return likely[:most]


_WHOLE, _PART = 2_000_000, 1_000_000


def _likeness(wanted: str, rows: Sequence[str], form: str) -> float:
    whole = fold(bare(form))
    if wanted == whole:
        return _WHOLE
    parts = [part for part in (fold(part) for part, *_ in string.Formatter().parse(bare(form))) if part]
    letters = sum(map(str.isalpha, "".join(parts)))
    filled = parts != [whole] or "\n" in form
    most_of_a_row = filled or any(whole in row and 2 * len(whole) >= len(row) for row in rows)
    if letters >= LEAST_LETTERS and most_of_a_row and _stand_in(parts, wanted):
        return _PART + letters
    if wanted in whole or all(word in whole for word in wanted.split()):
        return len(wanted) / len(whole)
    return 0


def _stand_in(parts: Sequence[str], text: str) -> bool:
    """Whether these stand in a text one after the other, none of them within a word."""
    at = 0
    for part in parts:
        at = text.find(part, at)
        end = at + len(part)
        if at < 0 or text[max(at - 1, 0) : at + 1].isalnum() * at or text[end - 1 : end + 1].isalnum() * (end < len(text)):
            return False
        at = end
    return True
