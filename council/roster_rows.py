"""The rows of a roster's table: one person in each, and what is wrong with their cells."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from council import seat_words, text_rules
from council.errors import Empty, TooLong
from council.folding import bare, fold
from council.lexicon import Lexicon
from council.people import Role
from council.tables import DETAIL_LIMIT, is_fault, letter, shown_text


class Column(StrEnum):
    """The columns of a roster. Every row needs a name and groups."""

    NAME = "name"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    GROUPS = "groups"
    LANGUAGE = "language"
    EMAIL = "email"


SURNAME, FIRST_NAME, PATRONYMIC, ROLE = "surname", "first_name", "patronymic", "role"
"""Columns that others' tables have: they are parts of the name and of the groups with their roles."""


_PARTS: Mapping[str, tuple[str, ...]] = {Column.NAME: (SURNAME, FIRST_NAME), Column.GROUPS: (ROLE,)}


class Why(StrEnum):
    """What is wrong with a cell. All but `NOTES` keep a person out of the roster."""

    MISSING = "missing"
    TOO_LONG = "too long"
    NO_GROUP = "no such group"
    NO_ROLE = "no such role"
    TWO_ROLES = "two roles in a group"
    UNCLEAR = "unclear which role is in which group"
    NO_LANGUAGE = "no such language"
    NO_EMAIL = "no e-mail"
    SEVERAL_EMAILS = "several e-mails"
    FORMULA = "formula without a value"
    NO_VALUE = "formula without a value, where none is needed"
    SAME_EMAIL = "same e-mail as an earlier row"
    SAME_PERSON = "same name and organisation as an earlier row"
    JOINED = "a further row of the same person"
    TWO_ENTRIES = "fits two entries of the roster"
    UNSEEN = "characters that nobody sees"
    SAME_NAME = "same name as another entry of the roster"
    NAMESAKE = "same name as an earlier row"
    NO_PERSON = "a total or a note"


NOTES = frozenset(
    {
        Why.UNSEEN, Why.SAME_NAME, Why.NAMESAKE, Why.JOINED, Why.NO_EMAIL, Why.SEVERAL_EMAILS, Why.NO_LANGUAGE, Why.NO_VALUE,
        Why.NO_PERSON,
    }
)  # fmt: skip
"""What is reported and keeps no person out."""


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
    _told: dict[str, seat_words.Told] = field(default_factory=dict, compare=False)

    def seats_in(self, text: str) -> seat_words.Told:
        """The groups and roles of a cell; most cells of a table say the same as another."""
        if text not in self._told:
            self._told[text] = seat_words.read(text, self.groups, self.lexicon)
        return self._told[text]


_EMAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\"]+\.[^\s@,;<>()\".]{2,}")
_MAIL_LINK = re.compile(r"mailto:|\?\S*", re.IGNORECASE)
EMAIL_LIMIT = 254
EMAILS_LIMIT = 1000
"""How many characters of a cell are searched for addresses."""


@dataclass(slots=True)
class RowReader:
    """Reads one row. `at`: where each column is; `group`: in which group everyone is, where no column says so."""

    number: int
    cells: Sequence[str]
    at: Mapping[str, int]
    vocabulary: Vocabulary
    group: str = ""
    mistakes: list[Mistake] = field(default_factory=list)

    def entry(self) -> Entry | None:
        """The row as it was understood; None if it has no name or no groups that can be read."""
        name = self._words(Column.NAME, self._name(), wanted=True)
        if name and not any(map(str.isalpha, name)):
            self.add(Column.NAME, Why.MISSING, name)
            return None
        organisation, country = (self._words(one, self._cell(one)) for one in (Column.ORGANISATION, Column.COUNTRY))
        seats = self._seats()
        language, email = self._language(), self._email()
        if not name or not seats:
            return None
        return Entry(self.number, name, seats, organisation, country, language, email, self._letter(Column.NAME))

    def rest(self, names: Collection[str]) -> bool:
        """Whether this is no person but a total or a note; noted as that. `names`: what such rows begin with, bare."""
        first = next((cell for cell in self.cells if cell.strip()), "")
        for text in (first, self._name()):
            said = f"{bare(text)} "
            if text.lstrip().startswith("*") or any(said.startswith(f"{name} ") for name in names):
                self.mistakes = [Mistake(self.number, self._letter(Column.NAME), Why.NO_PERSON, text.strip()[:DETAIL_LIMIT])]
                return True
        self.mistakes = []
        return False

    def add(self, column: str, why: Why, detail: str = "") -> None:
        """Note a mistake in a cell."""
        self.mistakes.append(Mistake(self.number, self._letter(column), why, detail[:DETAIL_LIMIT]))

    def _letter(self, column: str) -> str:
        instead = _PARTS.get(column, ())
        return letter(next((self.at[one] for one in (column, *instead) if one in self.at), 0))

    def _cell(self, column: str) -> str:
        at = self.at.get(column)
        text = shown_text(self.cells[at] if at is not None and at < len(self.cells) else "")
        if is_fault(text):
            needed = column not in {Column.ORGANISATION, Column.COUNTRY, Column.LANGUAGE, Column.EMAIL}
            self.add(column, Why.FORMULA if needed else Why.NO_VALUE, text.strip())
            return ""
        return text

    def _name(self) -> str:
        """The name, of one column or put together of its parts: the surname first, except where Latin letters have the
        parts in another order."""
        if SURNAME not in self.at and FIRST_NAME not in self.at:
            return self._cell(Column.NAME)
        first = FIRST_NAME if FIRST_NAME in self.at else Column.NAME
        last = SURNAME if SURNAME in self.at else Column.NAME
        surname, given = self._cell(last), self._cell(first)
        if len(given.split()) > 1 and fold(surname) in fold(given).split():
            return given  # the whole name stands there already
        parts = [(self.at.get(last, 0), surname), (self.at.get(first, 0), given)]
        if PATRONYMIC not in self.at and surname.isascii():
            parts.sort()
        return " ".join(part for _, part in (*parts, (0, self._cell(PATRONYMIC))) if part.strip())

    def _words(self, column: Column, text: str, *, wanted: bool = False) -> str:
        try:
            read = text_rules.name(text)
        except Empty:
            if (wanted or text.strip()) and not any(m.column == self._letter(column) for m in self.mistakes):
                self.add(column, Why.MISSING)
            return ""
        except TooLong as error:
            self.add(column, Why.TOO_LONG, str(error.got))
            return ""
        if any(_unseen(c) for c in text):
            self.add(column, Why.UNSEEN)
        return read

    def _seats(self) -> dict[str, Role]:
        """The groups with the roles in them: from one column, or from one for each."""
        told = []
        for column in (Column.GROUPS, ROLE):
            found = self.vocabulary.seats_in(self._cell(column))
            for text, group in found.unknown:
                self.add(column, Why.NO_ROLE if group or column == ROLE else Why.NO_GROUP, text.strip())
            for text in found.unclear:
                self.add(column, Why.UNCLEAR, text.strip())
            told.append(found)
        seats = [seat for found in told for seat in found.seats] or [(self.group, None)] * bool(self.group)
        roles = [role for found in told for role in found.roles]
        plain = list(dict.fromkeys(group for group, role in seats if role is None))
        given = {group for group, role in seats if role is not None}
        open_ = [group for group in plain if group not in given]
        if len(roles) > 1 and len(roles) != len(open_):
            self.add(ROLE, Why.UNCLEAR, self._cell(ROLE) or self._cell(Column.GROUPS))
            return {}
        if len(roles) == 1:
            roles *= max(len(open_), 1)
        pairs = list(zip(open_ or sorted(given), roles, strict=False)) or [(group, Role.MEMBER) for group in open_]
        found_seats: dict[str, Role] = {}
        for group, role in (*((group, role) for group, role in seats if role is not None), *pairs):
            if found_seats.setdefault(group, role) is not role:
                self.add(Column.GROUPS, Why.TWO_ROLES, group)
        if not found_seats and not any(m.column == self._letter(Column.GROUPS) for m in self.mistakes):
            text = self._cell(Column.GROUPS) or self._cell(ROLE)
            self.add(Column.GROUPS, Why.NO_GROUP if text.strip() else Why.MISSING, text.strip())
        return found_seats

    def _language(self) -> str:
        text = self._cell(Column.LANGUAGE)
        known = (self.vocabulary.languages.get(fold(part)) for part in (text, *re.split(r"[,;/\n]", text)))
        language = next((one for one in known if one), "")
        if text.strip() and not language:
            self.add(Column.LANGUAGE, Why.NO_LANGUAGE, text.strip())
        return language

    def _email(self) -> str:
        """The address in a cell, whatever stands around it; of several the first."""
        text = text_rules.visible(self._cell(Column.EMAIL)).strip()
        found = dict.fromkeys(_EMAIL.findall(_MAIL_LINK.sub(" ", text[:EMAILS_LIMIT])))
        fitting = [address for address in found if len(address) <= EMAIL_LIMIT and not any(map(_unseen, address))]
        if text and not fitting:
            self.add(Column.EMAIL, Why.NO_EMAIL, text)
        if len({fold(address) for address in fitting}) > 1:
            self.add(Column.EMAIL, Why.SEVERAL_EMAILS, fitting[0])
        return fitting[0] if fitting else ""


def _unseen(c: str) -> bool:
    return c in text_rules.TURNING or (unicodedata.category(c) in {"Cc", "Cs"} and not c.isspace())
