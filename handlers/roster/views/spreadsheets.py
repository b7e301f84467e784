"""Spreadsheets of the roster, and what their columns and cells say."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from babel import Locale
from markupsafe import Markup

from council.clock import zone as zone_of
from council.config import Council
from council.errors import NoHeads
from council.folding import fold
from council.people import WHOLE_COUNCIL, Role
from council.roster import Line
from council.roster_rows import Column, Vocabulary
from council.roster_tables import Reading, read_book
from handlers.common import table_reader
from handlers.common.names import group_words, role_name
from handlers.common.texts import N_, Catalogs, Texts, lexicon_of, plain
from handlers.common.xlsx_writer import Sheet, Value

WIDTHS = (40, 40, 20, 40, 10, 30)

COLUMNS: Mapping[Column, str] = {
    Column.NAME: N_("Name"), Column.ORGANISATION: N_("Organisation"), Column.COUNTRY: N_("Country"),
    Column.GROUPS: N_("Groups"), Column.LANGUAGE: N_("Language"), Column.EMAIL: N_("E-mail"),
}  # fmt: skip
"""What a table's columns are titled with."""


def vocabulary(council: Council) -> Vocabulary:
    """The council's groups and languages, by everything that they are called in any of its languages, and the words of tables."""
    languages: dict[str, str] = {}
    for code in council.languages:
        own = Locale.parse(code)
        names = [Locale.parse(other).languages.get(code, "") for other in council.languages]
        names += [code, Catalogs.own_name(code), own.english_name or ""]
        languages |= {fold(name): code for name in names if name}
    return Vocabulary(group_words(council), languages, lexicon_of(council.languages))


def read_file(council: Council, name: str, content: bytes, encoding: str = "", sheet: int | None = None) -> Reading:
    """A roster's file as it is read: a sheet, or all, and an encoding where somebody has chosen them. Where several
    encodings are plausible, the heads tell which one it is. Raises `UnreadableTable`, `NoHeads`."""
    book, words = table_reader.read_book(name, content, encoding), vocabulary(council)
    for other in () if encoding else book.encodings:
        try:
            return read_book(book, words, sheet)
        except NoHeads:
            book = table_reader.read_book(name, content, other)
    return read_book(book, words, sheet)


def heads(t: Texts) -> list[str]:
    return [plain(t(COLUMNS[column])) for column in Column]


def template(council: Council, t: Texts) -> Sheet:
    """A table to fill in: the heads, and a row as an example."""
    roles = zip(council.codes[-2:], (Role.MEMBER, Role.CHAIR), strict=False)
    groups = "; ".join(f"{code} {role_name(role, t)}" for code, role in roles)
    told = (t("Expert (an example; delete this row)"), t("Ministry"), t("Kazakhstan"))
    example = [*map(plain, told), groups, t.language, ""]
    return Sheet(plain(t("Roster")), heads(t), [example], [40, 30, 20, 30, 10, 30])


def _cells(line: Line, t: Texts) -> list[Value]:
    who, in_group = line.person, [seat for seat in line.seats if seat.group != WHOLE_COUNCIL]
    seats = dict.fromkeys(f"{seat.group} {role_name(seat.role, t)}" for seat in in_group)
    return [who.name, who.organisation, who.country, "; ".join(seats), who.language, who.email]


def roster(council: Council, lines: Sequence[Line], now: datetime, t: Texts) -> Sheet:
    """The roster; the first columns are such that it can be brought in again. Times in the council's zone."""

    def local(at: datetime | None) -> datetime | None:
        return at.astimezone(zone_of(council.zone)).replace(tzinfo=None, microsecond=0) if at else None

    terms = (t("Since ({zone})", zone=council.zone), t("Until ({zone})", zone=council.zone))
    more = (t("Telegram"), t("Not in force"), *terms)
    rows: list[list[Value]] = []
    for line in lines:
        idle = ", ".join(seat.group for seat in line.seats if not seat.held(now))
        since = min((seat.since for seat in line.seats), default=None)
        until = max((seat.until for seat in line.seats if seat.until), default=None)
        rows.append([*_cells(line, t), plain(_reached(line, t)), idle, local(since), local(until)])
    return Sheet(plain(t("Roster")), [*heads(t), *map(plain, more)], rows, (*WIDTHS, 16, 14, 20, 20))


def _reached(line: Line, t: Texts) -> Markup:
    if line.blocked:
        return t("unreachable")
    if line.silent:
        return t("never answers")
    return t("joined") if line.joined else t("not joined yet")


def links(made: Sequence[tuple[Line, str]], t: Texts) -> Sheet:
    """A row for each (line, url)."""
    rows = [[*_cells(line, t), url] for line, url in made]
    return Sheet(plain(t("Links")), [*heads(t), plain(t("Link"))], rows, (*WIDTHS, 70))
