"""Reads a work plan from a table: its heads, its rows, and their mistakes."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from council import text_rules
from council.date_parts import Words
from council.days import read_day, slashes_told
from council.errors import Empty, NoHeads, TooLong
from council.folding import bare, fold
from council.followup import MOST_MEASURES, FollowUp, Measure
from council.lexicon import Lexicon, by_word
from council.people import Person
from council.plan import BadYear, PlanDraft, PlanItem, check_year
from council.seat_words import group_of, groups_in
from council.tables import DETAIL_LIMIT, Book, Heads, Sheet, find_heads, is_fault, letter, shown_text

MOST_ROWS = 300
"""Most items in one table; a year's plan of all groups has fewer."""


class Column(StrEnum):
    """The columns of a table. `WHAT` and `DUE` are required."""

    NUMBER = "number"
    GROUP = "group"
    WHAT = "what"
    DUE = "due"
    WHO = "who"
    DONE = "done"
    RECOMMENDATION = "recommendation"


class Why(StrEnum):
    """What is wrong with a cell; the row is left out."""

    MISSING = "missing"
    TOO_LONG = "too long"
    NO_GROUP = "no such group"
    NOT_YOURS = "a group whose plan is others'"
    NO_DAY = "no day"
    BAD_YEAR = "a year that cannot be meant"
    NO_ITEM = "no item of this number"
    TWO_PEOPLE = "two people of this name"
    NO_DONE = "neither yes nor no"
    FORMULA = "formula without a value"
    TWICE = "same as an earlier row"
    NO_RECOMMENDATION = "no recommendation of this number that is followed up"
    PAST = "a measure that would be late from the beginning"
    TOO_MANY = "more measures than a recommendation can have"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in a cell: `row` as a spreadsheet counts, `column` as a letter. `told`: the cell's text, shortened;
    `limit`: the length allowed, where that is the mistake."""

    row: int
    column: str
    why: Why
    told: str = ""
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read. `item`: the id of the one it changes, None for a new one. `done`: None if not given. `measure_of`: the
    follow-up of which it is a measure too."""

    number: int
    draft: PlanDraft
    item: int | None = None
    done: bool | None = None
    measure_of: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a table is read against.

    `groups`: codes by every name of a group (bare); `mine`: groups whose plan the reader may change. `words`: those of
    dates; `people`: the roster by group; `items`: the current plan; `today`: the present day. `lexicon`: the words of
    heads, groups, days and answers. `names`: of people responsible, including those who have left the group.
    `followed`: what the groups `mine` follow up; `ties`: the recommendations that items are tied to.
    """

    groups: Mapping[str, str]
    mine: Collection[str]
    words: Words
    people: Mapping[str, Sequence[Person]]
    items: Sequence[PlanItem]
    today: date
    lexicon: Lexicon
    names: Mapping[int, str] = field(default_factory=dict)
    followed: Sequence[FollowUp] = ()
    ties: Mapping[int, Collection[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A table as read. `same`: how many rows equal the current plan. `unused`: heads that were ignored."""

    rows: Sequence[Row]
    same: int
    mistakes: Sequence[Mistake]
    unused: Sequence[str] = ()


def read(rows: Sequence[tuple[int, Sequence[str]]], ground: Ground) -> Reading:
    """Read a table: (number, cells) of each row, the heads in one of the first. Raises `NoHeads`."""
    heads = _heads(rows, ground.lexicon)
    changed: list[Row] = []
    mistakes: list[Mistake] = []
    earlier: dict[object, int] = {}
    same = 0
    due = heads.columns[Column.DUE]
    dotted = slashes_told(cells[due] for _, cells in rows[heads.at + 1 :] if due < len(cells))
    titles = [cell for _, cells in rows[: heads.at] for cell in cells if cell.strip()]
    since = _since(titles, ground.today)
    section = _titled(titles, ground)
    for number, cells in rows[heads.at + 1 :]:
        if not any(cell.strip() for cell in cells):
            continue
        if found := _section(cells, heads.columns, ground):
            section = found
            continue
        reader = _Reader(number, cells, heads.columns, ground, dotted, section, since)
        row = reader.row(earlier)
        mistakes += reader.mistakes
        if row is not None and not reader.mistakes:
            current = next((item for item in ground.items if item.id == row.item), None)
            unchanged = current is not None and current.draft == row.draft and row.done in {None, current.done_at is not None}
            if unchanged and (row.measure_of is None or _is_measure(row, ground)):
                same += 1
            else:
                changed.append(row)
    return Reading(changed, same, mistakes, heads.unused)


def measure_like(found: FollowUp, what: str) -> Measure | None:
    """The measure in these words, if there is one."""
    return next((one for one in found.measures if not one.dropped and fold(one.what) == fold(what)), None)


def _is_measure(row: Row, ground: Ground) -> bool:
    """Whether the item of this row is tied to its recommendation, and is a measure of it by the same day, already."""
    if row.measure_of is None or row.measure_of.recommendation not in ground.ties.get(row.item or 0, ()):
        return False
    measure = measure_like(row.measure_of, row.draft.what)
    return measure is not None and measure.due == row.draft.due


_DATED = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}\s+[^\W\d_]+\s+\d{4}")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


def _since(titles: Sequence[str], today: date) -> date:
    """From when on a day without a year is meant: the beginning of the year that the titles name, else today."""
    years = {year for title in titles for year in _YEAR.findall(_DATED.sub(" ", title))}
    return date(int(years.pop()), 1, 1) if len(years) == 1 else today


def _titled(titles: Sequence[str], ground: Ground) -> str:
    """The group that the last of the titles names, whatever else it says; "" if none does."""
    found = (groups_in(title, ground.groups, ground.lexicon) for title in reversed(titles))
    return next((next(iter(groups)) for groups in found if len(groups) == 1), "")


def _section(cells: Sequence[str], columns: Mapping[str, int], ground: Ground) -> str:
    """The group that a row of one cell is, as a head between the rows where no column says the group; "" if it is none."""
    told = [cell for cell in cells if cell.strip()]
    if len(told) != 1 or Column.GROUP in columns:
        return ""
    return group_of(told[0], ground.groups, ground.lexicon) or ""


def sheet_of(book: Book, lexicon: Lexicon) -> Sheet:
    """The sheet that is a plan: the first that is not hidden and has its heads, or else the first of all."""
    plain = [sheet for sheet in book.sheets if not sheet.hidden] or list(book.sheets)
    for sheet in plain:
        with suppress(NoHeads):
            _heads(sheet.rows, lexicon)
            return sheet
    return plain[0]


def _heads(rows: Sequence[tuple[int, Sequence[str]]], lexicon: Lexicon) -> Heads:
    own = by_word(lexicon.plan_own_heads, bare)
    return find_heads(rows, by_word(lexicon.plan_heads, bare), ((Column.WHAT,), (Column.DUE,)), own)


@dataclass(slots=True)
class _Reader:
    number: int
    cells: Sequence[str]
    at: Mapping[str, int]
    ground: Ground
    dotted: Callable[[str], str]
    section: str
    since: date
    mistakes: list[Mistake] = field(default_factory=list)

    def row(self, earlier_rows: dict[object, int]) -> Row | None:
        """The row, or None if something required cannot be read. `earlier_rows`: earlier rows, by item or by group and text."""
        item = self._item()
        group = self._group(item)
        what, due = self._what(), self._due()
        if group is None or what is None or due is None:
            return None
        if item is None and not self._cell(Column.NUMBER).strip():
            item = self._by_words(group, what)
        key: object = item.id if item else (group, fold(what))
        earlier = earlier_rows.setdefault(key, self.number)
        if earlier != self.number:
            self._add_mistake(Column.WHAT, Why.TWICE, str(earlier))
            return None
        person, who = self._who(group, item)
        draft, done = PlanDraft(group, what, due, person, who), self._done()
        return Row(self.number, draft, item.id if item else None, done, self._measure_of(draft, earlier_rows, done=done is True))

    def _cell(self, column: Column) -> str:
        place = self.at.get(column)
        text = self.cells[place] if place is not None and place < len(self.cells) else ""
        text = shown_text(text)
        return "" if is_fault(text) else text

    def _add_mistake(self, column: Column, why: Why, told: str = "", limit: int = 0) -> None:
        place = self.at.get(column, self.at[Column.WHAT])
        text = self.cells[place].strip() if place < len(self.cells) else ""
        if is_fault(text):
            why, told = Why.FORMULA, text
        self.mistakes.append(Mistake(self.number, letter(place), why, told.strip()[:DETAIL_LIMIT], limit))

    def _item(self) -> PlanItem | None:
        told = self._cell(Column.NUMBER).strip()
        if not told:
            return None
        named = fold(told).replace(" ", "")
        # Numbers repeat every year: the latest year's item is meant.
        listed = sorted(self.ground.items, key=lambda item: -item.year)
        found = next((item for item in listed if fold(item.number) == named), None)
        if found is None and not told.isdecimal():  # a bare number is the table's own numbering
            self._add_mistake(Column.NUMBER, Why.NO_ITEM, told)
        return found

    def _by_words(self, group: str, what: str) -> PlanItem | None:
        return next(
            (
                item
                for item in self.ground.items
                if item.open and item.draft.group == group and fold(item.draft.what) == fold(what)
            ),
            None,
        )

    def _measure_of(self, draft: PlanDraft, earlier_rows: dict[object, int], *, done: bool) -> FollowUp | None:
        """The follow-up that the cell names. A new measure is not due before today, unless it is done."""
        told = self._cell(Column.RECOMMENDATION).strip().lstrip("#№").strip()
        if not told:
            return None
        named = (one for one in self.ground.followed if one.group == draft.group and fold(one.number) == fold(told))
        if (found := next(named, None)) is None:
            self._add_mistake(Column.RECOMMENDATION, Why.NO_RECOMMENDATION, told)
        elif measure_like(found, draft.what) is None:
            if draft.due < self.ground.today and not done:
                self._add_mistake(Column.DUE, Why.PAST, self._cell(Column.DUE))
            new = earlier_rows.setdefault(found.subject, 0) + 1
            earlier_rows[found.subject] = new
            if sum(not one.dropped for one in found.measures) + new > MOST_MEASURES:
                self._add_mistake(Column.RECOMMENDATION, Why.TOO_MANY, told, MOST_MEASURES)
        return found

    def _group(self, item: PlanItem | None) -> str | None:
        told = self._cell(Column.GROUP) or ("" if item else self.section)
        if not told.strip():
            mine = list(self.ground.mine)
            group = item.draft.group if item else mine[0] if len(mine) == 1 else None
            if group is None:
                self._add_mistake(Column.GROUP, Why.MISSING)
            return group
        group = group_of(told, self.ground.groups, self.ground.lexicon)
        if group is None:
            self._add_mistake(Column.GROUP, Why.NO_GROUP, told)
            return None
        if group not in self.ground.mine:
            self._add_mistake(Column.GROUP, Why.NOT_YOURS, told)
            return None
        if item is not None and item.draft.group != group:
            self._add_mistake(Column.NUMBER, Why.NO_ITEM, self._cell(Column.NUMBER))
            return None
        return group

    def _what(self) -> str | None:
        try:
            return text_rules.line(self._cell(Column.WHAT))
        except Empty:
            self._add_mistake(Column.WHAT, Why.MISSING)
        except TooLong as error:
            self._add_mistake(Column.WHAT, Why.TOO_LONG, str(error.got), error.limit)
        return None

    def _due(self) -> date | None:
        told = self._cell(Column.DUE)
        if not told.strip():
            self._add_mistake(Column.DUE, Why.MISSING)
            return None
        due = read_day(self.dotted(told), self.ground.words, self.since)
        if due is None:
            self._add_mistake(Column.DUE, Why.NO_DAY, told)
            return None
        try:
            return check_year(due, self.ground.today)
        except BadYear:
            self._add_mistake(Column.DUE, Why.BAD_YEAR, told)
            return None

    def _who(self, group: str, item: PlanItem | None) -> tuple[int | None, str]:
        told = self._cell(Column.WHO)
        if not told.strip():
            return (item.draft.person, item.draft.who) if item and Column.WHO not in self.at else (None, "")
        try:
            name = text_rules.line(told, text_rules.NAME_LIMIT)
        except Empty:
            return None, ""
        except TooLong as error:
            self._add_mistake(Column.WHO, Why.TOO_LONG, str(error.got), error.limit)
            return None, ""
        found = [person.id for person in self.ground.people.get(group, ()) if fold(person.name) == fold(name)]
        if item is not None and item.draft.person is not None:
            same = fold(self.ground.names.get(item.draft.person, "")) == fold(name)
            if same or item.draft.person in found:
                return item.draft.person, ""
        if len(found) > 1:
            self._add_mistake(Column.WHO, Why.TWO_PEOPLE, name)
        return (found[0], "") if found else (None, name)

    def _done(self) -> bool | None:
        told = fold(self._cell(Column.DONE))
        if not told:
            return None
        answer = by_word(self.ground.lexicon.plan_done, fold).get(told)
        if answer is not None:
            return answer == "yes"
        self._add_mistake(Column.DONE, Why.NO_DONE, told)
        return None
