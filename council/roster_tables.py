"""A roster that comes as a table: its heads, its rows, and the mistakes in them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from council import look_alikes, text_rules
from council.errors import Empty, NoHeads, TooLong
from council.lexicon import Lexicon, by_word
from council.people import Role


class Column(StrEnum):
    """The columns of a roster. Every row needs a name and groups."""

    NAME = "name"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    GROUPS = "groups"
    LANGUAGE = "language"
    EMAIL = "email"


class Why(StrEnum):
    """What is wrong with a cell. All but `NOTES` keep the row out of the roster."""

    MISSING = "missing"
    TOO_LONG = "too long"
    NO_GROUP = "no such group"
    NO_ROLE = "no such role"
    TWO_ROLES = "two roles in a group"
    NO_LANGUAGE = "no such language"
    NO_EMAIL = "no e-mail"
    FORMULA = "formula without a value"
    SAME_EMAIL = "same e-mail as an earlier row"
    SAME_PERSON = "same name and organisation as an earlier row"
    TWO_ENTRIES = "fits two entries of the roster"
    UNSEEN = "characters that nobody sees"
    SAME_NAME = "same name as another entry of the roster"
    NAMESAKE = "same name as an earlier row"


NOTES = frozenset({Why.UNSEEN, Why.SAME_NAME, Why.NAMESAKE})
"""Mistakes that are reported and do not keep the row out."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something about a cell: `row` as a spreadsheet counts, `column` as a letter. `detail`: what it is about, shortened."""

    row: int
    column: str
    why: Why
    detail: str = ""

    @property
    def note(self) -> bool:
        """Whether it does not keep the row out."""
        return self.why in NOTES


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it was understood. An empty field stays as it is in the roster. `column`: the letter of the name's column."""

    row: int
    name: str
    seats: Mapping[str, Role]
    organisation: str = ""
    country: str = ""
    language: str = ""
    email: str = ""
    column: str = "A"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The codes of a council's groups and languages, by each of their names, folded; and the lexicon with the words of
    heads and roles."""

    groups: Mapping[str, str]
    languages: Mapping[str, str]
    lexicon: Lexicon


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole table, read. `unused` are the heads that are no column of a roster."""

    entries: Sequence[Entry]
    mistakes: Sequence[Mistake]
    unused: Sequence[str] = ()


FORMULA_FAULTS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})
_EMAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+\.[^\s@,;<>()\".]{2,}")
EMAIL_LIMIT = 254
DETAIL_LIMIT = 40
"""How many characters of a wrong cell a mistake keeps."""


def fold(text: str) -> str:
    """The text as it is compared, without regard to case, spaces and Unicode composition."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(look_alikes.SAME).split())


def name_key(name: str) -> str:
    """A person's name as names are compared: folded, without what nobody sees, and Cyrillic and Greek letters as the
    Latin ones of the same shape, so that what looks alike is alike."""
    return fold(text_rules.visible(name)).translate(look_alikes.ALIKE)


def bare(text: str) -> str:
    """The folded words of a text, without punctuation."""
    return " ".join(re.sub(r"[\W_]+", " ", fold(text)).split())


def letter(at: int) -> str:
    """What a spreadsheet calls the column with this number, from 0: A, B, ... AA."""
    return letter(at // 26 - 1) + chr(65 + at % 26) if at >= 26 else chr(65 + at)


def group_of(name: str, groups: Mapping[str, str], lexicon: Lexicon) -> str | None:
    """The code of the group that is called so, of those known by these bare names; None: there is none."""
    for prefix in _prefixes(lexicon):
        rest = name.removeprefix(prefix)
        group = groups.get(rest) or groups.get(rest.translate(look_alikes.LATIN))
        if group is not None:
            return group
    return None


@lru_cache(maxsize=8)
def _prefixes(lexicon: Lexicon) -> tuple[str, ...]:
    return ("", *(f"{bare(word)} " for word in lexicon.groups["prefix"]))


@lru_cache(maxsize=8)
def _roles(lexicon: Lexicon) -> Mapping[str, Role]:
    return {word: Role(role) for word, role in by_word(lexicon.roster_roles, bare).items()}


def shown_text(text: str) -> str:
    """A cell as it was typed, without the apostrophe by which exported sheets keep a text from being a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


def heads(cells: Sequence[str], lexicon: Lexicon) -> tuple[dict[Column, int], tuple[str, ...]]:
    """Which column is where, in any order, and the heads that say nothing here. Raises `NoHeads`."""
    known = {word: Column(column) for word, column in by_word(lexicon.roster_heads, bare).items()}
    found: dict[Column, int] = {}
    unused = []
    for at, cell in enumerate(cells):
        column = known.get(bare(cell))
        if column is not None and column not in found:
            found[column] = at
        elif cell.strip():
            unused.append(" ".join(cell.split())[:DETAIL_LIMIT])
    missing = [column.value for column in (Column.NAME, Column.GROUPS) if column not in found]
    if missing:
        raise NoHeads(tuple(missing))
    return found, tuple(unused)


def read(rows: Sequence[tuple[int, Sequence[str]]], vocabulary: Vocabulary) -> Reading:
    """Read a table: (number, cells) of each row, the heads first; rows without anything in them are passed over.

    Raises `NoHeads`.
    """
    if not rows:
        raise NoHeads((Column.NAME.value, Column.GROUPS.value))
    at, unused = heads(rows[0][1], vocabulary.lexicon)
    entries: list[Entry] = []
    mistakes: list[Mistake] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        row = _Row(number, cells, at, vocabulary)
        entry = row.entry()
        if entry is not None:
            row.twice(entry, seen)
        if entry is not None and all(mistake.note for mistake in row.mistakes):
            entries.append(entry)
        mistakes += row.mistakes
    return Reading(entries, mistakes, unused)


@dataclass(slots=True)
class _Row:
    number: int
    cells: Sequence[str]
    at: Mapping[Column, int]
    vocabulary: Vocabulary
    mistakes: list[Mistake] = field(default_factory=list)

    def entry(self) -> Entry | None:
        name = self._words(Column.NAME, wanted=True)
        organisation, country = self._words(Column.ORGANISATION), self._words(Column.COUNTRY)
        seats = self._seats()
        language, email = self._language(), self._email()
        if not name or not seats:
            return None
        return Entry(self.number, name, seats, organisation, country, language, email, letter(self.at[Column.NAME]))

    def twice(self, entry: Entry, seen: dict[tuple[str, ...], int]) -> None:
        """Remember who this is. Adds a mistake if an earlier row is the same person, a note if it has the same name."""
        person: tuple[str, ...] = ("person", fold(entry.name), fold(entry.organisation))
        keys = [(Column.NAME, Why.SAME_PERSON, person)]
        if entry.email:
            keys.insert(0, (Column.EMAIL, Why.SAME_EMAIL, ("email", fold(entry.email))))
        for column, why, key in keys:
            earlier = seen.setdefault(key, self.number)
            if earlier != self.number:
                self._wrong(column, why, str(earlier))
                return
        namesake = seen.setdefault(("name", name_key(entry.name)), self.number)
        if namesake != self.number:
            self._wrong(Column.NAME, Why.NAMESAKE, str(namesake))

    def _cell(self, column: Column) -> str:
        at = self.at.get(column)
        text = self.cells[at] if at is not None and at < len(self.cells) else ""
        text = shown_text(text)
        if text.strip() in FORMULA_FAULTS:
            self._wrong(column, Why.FORMULA, text.strip())
            return ""
        return text

    def _wrong(self, column: Column, why: Why, detail: str = "") -> None:
        self.mistakes.append(Mistake(self.number, letter(self.at.get(column, 0)), why, detail[:DETAIL_LIMIT]))

    def _words(self, column: Column, *, wanted: bool = False) -> str:
        text = self._cell(column)
        try:
            read = text_rules.name(text)
        except Empty:
            if (wanted or text.strip()) and not any(m.column == letter(self.at[column]) for m in self.mistakes):
                self._wrong(column, Why.MISSING)
            return ""
        except TooLong as error:
            self._wrong(column, Why.TOO_LONG, str(error.got))
            return ""
        if any(_unseen(c) for c in text):
            self._wrong(column, Why.UNSEEN)
        return read

    def _seats(self) -> dict[str, Role]:
        text = self._cell(Column.GROUPS)
        told = [part for part in re.split(r"[;,\n|]", text) if part.strip()]
        if not told:
            self._wrong(Column.GROUPS, Why.MISSING)
        seats: dict[str, Role] = {}
        for part in told:
            group, role = self._seat(bare(part))
            if group is None:
                self._wrong(Column.GROUPS, Why.NO_GROUP, part.strip())
            elif role is None:
                self._wrong(Column.GROUPS, Why.NO_ROLE, part.strip())
            elif seats.get(group, role) is not role:
                self._wrong(Column.GROUPS, Why.TWO_ROLES, group)
            else:
                seats[group] = role
        return seats

    def _seat(self, told: str) -> tuple[str | None, Role | None]:
        """The group and the role, whichever stands first; a group alone makes a member."""
        whole = self._group(told)
        if whole is not None:
            return whole, Role.MEMBER
        words = told.split()
        if len(words) < 2:
            return None, None
        ways = ((" ".join(words[:-1]), words[-1]), (" ".join(words[1:]), words[0]))
        for name, role in ways:
            group = self._group(name)
            if group is not None:
                return group, _roles(self.vocabulary.lexicon).get(role)
        return self._group(words[0]), None  # "B honorary president": the group is known, the role is not

    def _group(self, name: str) -> str | None:
        return group_of(name, self.vocabulary.groups, self.vocabulary.lexicon)

    def _language(self) -> str:
        text = self._cell(Column.LANGUAGE)
        if not text.strip():
            return ""
        language = self.vocabulary.languages.get(fold(text))
        if language is None:
            self._wrong(Column.LANGUAGE, Why.NO_LANGUAGE, text.strip())
        return language or ""

    def _email(self) -> str:
        text = self._cell(Column.EMAIL).strip().removeprefix("mailto:")
        if text and (len(text) > EMAIL_LIMIT or not _EMAIL.fullmatch(text) or any(_unseen(c) for c in text)):
            self._wrong(Column.EMAIL, Why.NO_EMAIL, text)
            return ""
        return text


def _unseen(c: str) -> bool:
    return c in text_rules.TURNING or (unicodedata.category(c) in {"Cc", "Cs"} and not c.isspace())
