"""A roster that comes as a table: its sheets, its heads, and who is told in several rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from council import seat_words
from council.errors import NoHeads
from council.folding import bare, fold, name_key
from council.lexicon import Lexicon, by_word
from council.roster_rows import FIRST_NAME, ROLE, SURNAME, Column, Entry, Mistake, RowReader, Vocabulary, Why
from council.tables import DETAIL_LIMIT, LONG, Book, Heads, Row, Sheet, Source, find_heads

SHEET = 1_000_000
"""The numbers of the rows of each further sheet begin so much higher."""

ALL_SHEETS = -1

_NAMES, _GROUPS = (Column.NAME, SURNAME, FIRST_NAME), (Column.GROUPS, ROLE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole table, read. `unused` are the heads that are no column of a roster."""

    entries: Sequence[Entry]
    mistakes: Sequence[Mistake]
    unused: Sequence[str] = ()
    source: Source = field(default_factory=Source)


def heads(cells: Sequence[str], lexicon: Lexicon) -> tuple[Mapping[str, int], tuple[str, ...]]:
    """Which column is where, in any order, and the heads that say nothing here. Raises `NoHeads`."""
    found = _heads([(1, cells)], lexicon)
    return found.columns, found.unused


def _heads(rows: Sequence[Row], lexicon: Lexicon, *, groups: bool = True) -> Heads:
    return find_heads(rows, by_word(lexicon.roster_heads, bare), (_NAMES, _GROUPS) if groups else (_NAMES,))


def read_book(book: Book, vocabulary: Vocabulary, sheet: int | None = None) -> Reading:
    """Read a file: the sheet with this number, from 0, or `ALL_SHEETS` that are not hidden. None: the first that is not
    hidden and has the heads of a roster; if each of those is named by a group, all of them. Raises `NoHeads`."""
    tables: dict[int, _Table] = {}
    refused: NoHeads | None = None
    for at, one in enumerate(book.sheets):
        try:
            tables[at] = _Table(one, vocabulary)
        except NoHeads as error:
            refused = refused if refused is not None or one.hidden else error
    plain = [at for at in tables if not book.sheets[at].hidden]
    named = [tables[at].named for at in plain]
    if sheet is None:
        chosen = plain if all(named) and len(set(named)) == len(named) else plain[:1]
    else:
        chosen = plain if sheet == ALL_SHEETS else [at for at in tables if at == sheet]
    if not chosen:
        raise refused or NoHeads((Column.NAME, Column.GROUPS))
    people = _People()
    for nth, at in enumerate(chosen):
        tables[at].read(people, nth * SHEET)
    names = tuple(one.name for one in book.sheets)
    source = Source(
        tuple(names[at] for at in chosen),
        tuple((at, names[at]) for at in plain if at not in chosen),
        tuple((at, names[at]) for at in tables if at not in chosen and at not in plain),
        tuple(name for at, name in enumerate(names) if at not in tables),
        book.encoding, book.encodings,
    )  # fmt: skip
    unused = dict.fromkeys(head for at in chosen for head in tables[at].heads.unused)
    return Reading(people.entries, people.mistakes, tuple(unused), source)


def read(rows: Sequence[Row], vocabulary: Vocabulary) -> Reading:
    """Read a table: (number, cells) of each row, the heads in one of the first; rows without anything in them are passed
    over. Raises `NoHeads`."""
    return read_book(Book([Sheet("", rows)]), vocabulary)


class _Table:
    """A sheet with the heads of a roster. `named`: the group by which the sheet is called, "" if none. Raises `NoHeads`."""

    def __init__(self, sheet: Sheet, vocabulary: Vocabulary) -> None:
        self._rows, self._vocabulary = sheet.rows, vocabulary
        self.named = self._group_in(sheet.name)
        self._beside: int | None = None
        self._answers = by_word(vocabulary.lexicon.plan_done)
        missing: NoHeads | None = None
        try:
            self.heads = _heads(sheet.rows, vocabulary.lexicon)
        except NoHeads as error:
            if error.missing != (Column.GROUPS,):
                raise
            missing, self.heads = error, _heads(sheet.rows, vocabulary.lexicon, groups=False)
        self._columns, self._ticked = dict(self.heads.columns), self._group_columns(self.heads.at)
        if not self._ticked and (ticked := self._group_columns(self.heads.at + 1)) and self._is_second(self.heads.at + 1, ticked):
            self.heads, self._ticked = replace(self.heads, at=self.heads.at + 1), ticked
        if self._ticked:
            told = self._columns.get(Column.GROUPS)
            self._beside = told if told not in self._ticked else None
            missing, self._columns[Column.GROUPS] = None, next(iter(self._ticked))
            named = {" ".join(sheet.rows[self.heads.at][1][at].split())[:DETAIL_LIMIT] for at in self._ticked}
            self.heads = replace(self.heads, unused=tuple(head for head in self.heads.unused if head not in named))
        # Without a column the group may be told by the sheet's name, a title, or rows between the others.
        self._by_titles = Column.GROUPS not in self._columns
        titles = [self._title(cells) for _, cells in sheet.rows[: self.heads.at] if self._by_titles]
        self._group = next((group for group in reversed(titles) if group), self.named) if self._by_titles else ""
        below = sheet.rows[self.heads.at + 1 :]
        if missing is not None and not self._group and not any(self._title(cells) for _, cells in below):
            raise missing

    def _group_columns(self, at: int) -> dict[int, str]:
        """The groups that have a column each by the heads in this row, in which they are ticked or a role stands; at least
        two."""
        cells = enumerate(self._rows[at][1] if at < len(self._rows) else ())
        named = {column: group for column, cell in cells if len(cell) < LONG and (group := self._group_in(cell))}
        return named if len(set(named.values())) == len(named) > 1 else {}

    def _is_second(self, at: int, ticked: Collection[int]) -> bool:
        """Whether this row goes on with the heads: it names groups, and repeats the heads above where they are merged."""
        heads, cells = self._rows[at - 1][1], self._rows[at][1]
        others = [(n, bare(cell)) for n, cell in enumerate(cells) if n not in ticked and cell.strip()]
        told = {n for column, n in self._columns.items() if column not in {Column.GROUPS, ROLE}}
        return not told & set(ticked) and all(n < len(heads) and text == bare(heads[n]) for n, text in others)

    def _with_groups(self, cells: Sequence[str]) -> Sequence[str]:
        """A row with what its groups' columns say in the first of them, as one column would: "A; B chair"."""
        beside = cells[self._beside] if self._beside is not None and self._beside < len(cells) else ""
        said = [beside] if beside.strip() else []
        for at, group in self._ticked.items():
            cell = cells[at].strip() if at < len(cells) else ""
            answer = self._answers.get(cell.casefold(), "" if cell else "no")
            said += [] if answer == "no" else [group if answer else f"{group} {cell}"]
        first = next(iter(self._ticked))
        return [*cells[:first], *[""] * (first - len(cells)), "; ".join(said), *cells[first + 1 :]]

    def _group_in(self, text: str) -> str:
        found = seat_words.groups_in(text, self._vocabulary.groups, self._vocabulary.lexicon)
        return next(iter(found)) if len(found) == 1 else ""

    def _title(self, cells: Sequence[str]) -> str:
        """The group that a row of one cell names, as a title does."""
        told = [cell for cell in cells if cell.strip()]
        return self._group_in(told[0]) if len(told) == 1 else ""

    def read(self, people: "_People", offset: int) -> None:
        """Add who stands in this sheet; `offset`: what is added to the rows' numbers."""
        columns, group = self._columns, self._group
        no_people = {bare(word) for word in by_word(self._vocabulary.lexicon.roster_rest)}
        top = list(map(bare, self._rows[self.heads.at][1]))
        for number, cells in self._rows[self.heads.at + 1 :]:
            told = [cell.strip() for cell in cells if cell.strip()]
            counted = len(told) > 2 and told == [str(n) for n in range(1, len(told) + 1)]  # columns with numbers under heads
            if not told or counted or list(map(bare, cells)) == top:
                continue
            if self._by_titles and (title := self._title(cells)):
                group = title
                continue
            row = self._with_groups(cells) if self._ticked else cells
            reader = RowReader(number + offset, row, columns, self._vocabulary, group)
            if reader.rest(no_people):
                people.mistakes += reader.mistakes
            else:
                people.add(reader)


class _People:
    """The people of a table, each once, whatever number of rows tells of them."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.mistakes: list[Mistake] = []
        self._by: dict[tuple[str, str], list[int]] = {}

    def add(self, row: RowReader) -> None:
        entry = row.entry()
        if entry is not None and all(mistake.note for mistake in row.mistakes):
            self._place(entry, row)
        self.mistakes += row.mistakes

    def _place(self, entry: Entry, row: RowReader) -> None:
        """Add someone, or what a further row of theirs says; a mistake if that contradicts an earlier one, and a note if
        somebody else's name looks the same."""
        named = self._by.get(("name", fold(entry.name)), [])
        same = [at for at in named if _fits(self.entries[at], entry)]
        by_email = self._by.get(("email", fold(entry.email)), []) if entry.email else []
        alike = [at for at in named if fold(self.entries[at].organisation) == fold(entry.organisation)]
        if len(same) == 1 and set(by_email) <= set(same):
            earlier = self.entries[same[0]]
            contrary = [group for group, role in entry.seats.items() if earlier.seats.get(group, role) is not role]
            if contrary:
                row.add(Column.GROUPS, Why.TWO_ROLES, contrary[0])
                return
            row.add(Column.NAME, Why.JOINED, str(earlier.row))
            self._keep(_joined(earlier, entry), same[0])
        elif by_email:
            row.add(Column.EMAIL, Why.SAME_EMAIL, str(self.entries[by_email[0]].row))
        elif alike:
            row.add(Column.NAME, Why.SAME_PERSON, str(self.entries[alike[0]].row))
        else:
            if lookalikes := self._by.get(("key", name_key(entry.name))):
                row.add(Column.NAME, Why.NAMESAKE, str(self.entries[lookalikes[0]].row))
            self.entries.append(entry)
            self._keep(entry, len(self.entries) - 1)

    def _keep(self, entry: Entry, at: int) -> None:
        self.entries[at] = entry
        keys = [("name", fold(entry.name)), ("key", name_key(entry.name)), ("email", fold(entry.email))]
        for key in keys:
            if key[1] and at not in (places := self._by.setdefault(key, [])):
                places.append(at)


_FIELDS = ("organisation", "country", "language", "email")


def _fits(one: Entry, other: Entry) -> bool:
    """Whether two rows of the same name contradict each other in nothing: what one of them leaves out is no contradiction."""
    pairs = ((fold(getattr(one, name)), fold(getattr(other, name))) for name in _FIELDS)
    return all(a == b or not a or not b for a, b in pairs)


def _joined(one: Entry, other: Entry) -> Entry:
    """Both rows as one."""
    filled = {name: getattr(one, name) or getattr(other, name) for name in _FIELDS}
    return replace(one, seats={**one.seats, **other.seats}, **filled)


def place_of(number: int, sheets: Sequence[str]) -> str:
    """A row's number as it is shown: with its sheet's name where several were read."""
    name = sheets[number // SHEET] if len(sheets) > 1 and number // SHEET < len(sheets) else ""
    return f"{name}!{number % SHEET}" if name else str(number % SHEET)
