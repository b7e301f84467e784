"""Tables as people send them: sheets, the row of heads, and cells that hold a program's error."""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from itertools import islice, pairwise

from council.errors import NoHeads, TableFault, UnreadableTable
from council.folding import bare

Place = tuple[int, int]
"""A row and a column, from 0."""

Row = tuple[int, Sequence[str]]
"""A row's number, as a spreadsheet counts, and its cells."""

MOST_ROWS = 10_000
MOST_COLUMNS = 50
"""Columns further right are not read."""

MOST_LINES = 100_000
"""Rows are not read beyond this one, with or without content."""

DETAIL_LIMIT = 40
"""How many characters of a wrong cell a mistake keeps."""

HEADS_WITHIN = 30
"""The heads are looked for in so many first rows with content: titles and notes stand above them."""

SAMPLE = 100_000
"""How many characters of a CSV text are looked at for what stands between its cells."""

LONG = 80
"""A cell of so many characters is no head."""

# "#N/A", "#REF!" and the like, in any language; "Err:502" and "###" of other programs.
_FAULT = re.compile(
    r"#(?:[^\W_]+(?:/0)?[!?]|[^\W\d_]{1,3}/[^\W\d_]{1,3}|NV|GETTING_DATA)|[^\W\d_]{2,8}:\s?5\d{2}|#{3,}", re.IGNORECASE
)


_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
_WORD = re.compile(r"[^\s;,\"]+")
_LATIN, _CYRILLIC = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f", "\u0400-\u052f"
_ODD = re.compile(
    f"[{_LATIN}][{_CYRILLIC}]|[{_CYRILLIC}][{_LATIN}]|^[\u00c0-\u024f]{{2,}}$|[\u2500-\u259f\u0080-\u009f]|"
    f"[{_LATIN}{_CYRILLIC}][\u00a0-\u00bf\u2020-\u2bff][{_LATIN}{_CYRILLIC}]"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file: its rows with content."""

    name: str
    rows: Sequence[Row]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A file of tables. `encoding`: how the letters of a text were read, "" where the file itself says so; `encodings`: in
    which other ways they could be read as well."""

    sheets: Sequence[Sheet]
    encoding: str = ""
    encodings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """What was read of a file: the names of its sheets; `others` and hidden ones that could be read instead, with their
    numbers from 0; those that have no such heads; and the encodings as a `Book` has them."""

    sheets: tuple[str, ...] = ()
    others: tuple[tuple[int, str], ...] = ()
    hidden: tuple[tuple[int, str], ...] = ()
    without: tuple[str, ...] = ()
    encoding: str = ""
    encodings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks of one sheet: the texts of errors, where dates are shown as months, and merged ranges by their corners."""

    errors: dict[Place, str] = field(default_factory=dict)
    months: set[Place] = field(default_factory=set)
    merged: list[tuple[Place, Place]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Heads:
    """The row of heads: which of a table's rows it is, which column is where, and the heads that say nothing here."""

    at: int
    columns: Mapping[str, int]
    unused: tuple[str, ...] = ()


def is_fault(text: str) -> bool:
    """Whether a cell holds the error of a formula, in whatever language and program."""
    return _FAULT.fullmatch(text.strip()) is not None


def letter(at: int) -> str:
    """What a spreadsheet calls the column with this number, from 0: A, B, ... AA."""
    return letter(at // 26 - 1) + chr(65 + at % 26) if at >= 26 else chr(65 + at)


def shown_text(text: str) -> str:
    """A cell as it was typed, without the apostrophe by which exported sheets keep a text from being a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


def find_heads(
    rows: Sequence[Row], known: Mapping[str, str], needed: Sequence[Collection[str]], ignored: Collection[str] = ()
) -> Heads:  # fmt: skip
    """The row of heads: of those that have all that is needed, the first with the most columns. `known`: the columns by
    their names, bare; `needed`: of each collection at least one column is there. Raises `NoHeads`, which names the first
    column of each collection of which the best row has none."""
    top = rows[:HEADS_WITHIN]

    def lacks(columns: Mapping[str, int]) -> tuple[str, ...]:
        return tuple(next(iter(any_of)) for any_of in needed if not columns.keys() & set(any_of))

    whole = [(at, found) for at, (_, cells) in enumerate(top) if not lacks(found := _columns(cells, known))]
    if whole:
        at, found = max(whole, key=lambda one: len(one[1]))
    else:  # "Expert's full name": no row has all of the names as they are known
        within = [(at, _within(cells, known)) for at, (_, cells) in enumerate(top)]
        likely = [one for one in within if len(one[1]) > 1 or not lacks(one[1])] or within[:1] or [(0, {})]
        at, found = min(likely, key=lambda one: len(lacks(one[1])))
    if missing := lacks(found):
        raise NoHeads(missing)
    cells = rows[at][1]
    found = _within(cells, known)
    below = rows[at + 1][1] if at + 1 < len(rows) else ()
    parts = _columns(below, known)
    split = len(parts) > 1 and all(bare(cell) in known for cell in below if cell.strip())
    if split or _more_heads(cells, below, found, parts):  # heads in two rows
        found = {key: n for key, n in found.items() if n not in parts.values()} | parts
        cells = [head if n in found.values() or n >= len(below) else below[n] or head for n, head in enumerate(cells)]
        at += 1
    used = set(found.values())
    told = (" ".join(cell.split()) for n, cell in enumerate(cells) if n not in used and bare(cell) not in ignored)
    return Heads(at, found, tuple(head[:DETAIL_LIMIT] for head in told if head))


def _more_heads(heads: Sequence[str], below: Sequence[str], found: Mapping[str, int], parts: Mapping[str, int]) -> bool:
    """Whether a row only has further heads, of columns that the row above does not name or names together: no person, for
    in each column that is known already nothing stands, or the same."""
    again = all(n >= len(below) or bare(below[n]) in {"", bare(heads[n])} for n in found.values())
    return again and bool(parts.keys() - found.keys())


def _columns(cells: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    """Which column is where, by the whole names."""
    found: dict[str, int] = {}
    for at, head in enumerate(map(bare, cells)):
        if head in known:
            found.setdefault(known[head], at)
    return found


def _within(cells: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    """The same, and further columns by the known name that stands first within a longer head, or the longer of two."""
    found = _columns(cells, known)
    for at, head in enumerate(map(bare, cells)):
        if head not in known and len(head) < LONG:
            places = ((f" {head} ".find(f" {name} "), -len(name), column) for name, column in known.items())
            _, _, column = min((place for place in places if place[0] >= 0), default=(0, 0, ""))
            if column:
                found.setdefault(column, at)
    return found


def oddness(text: str) -> float:
    """Which share of a text's words, from 0 to 1, no language writes so: letters of two alphabets or signs within a word,
    a capital behind a small letter, Latin letters of which each has a mark. So a text looks in a wrong encoding."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    odd = sum(1 for word in words if _ODD.search(word) or any(a.islower() and b.isupper() for a, b in pairwise(word)))
    return odd / max(len(words), 1)


def delimiter_of(text: str) -> str:
    """What stands between the cells of a CSV text: what parts most of its first rows, and those into the
    same number of cells."""

    def evenness(delimiter: str) -> tuple[float, int, int]:
        rows: list[list[str]] = []
        broken = False
        try:
            for row in islice(csv.reader(StringIO(text[:SAMPLE], newline=""), delimiter=delimiter, strict=True), 100):
                rows += [row] if any(cell.strip() for cell in row) else []
        except csv.Error:
            broken = len(text) <= SAMPLE  # else the last row is cut
        raw = Counter(len(row) for row in rows if len(row) > 1)
        filled_to = Counter(max(at for at, cell in enumerate(row, start=1) if cell.strip()) for row in rows if len(row) > 1)
        [(size, most)] = raw.most_common(1) or [(0, 0)]
        alike = max(most, *(times for width, times in filled_to.items() if width > 1), 0)
        share = (raw.total() + alike) / max(len(rows), 1) * (0.5 if broken else 1.0)
        return (share, size, text[:SAMPLE].count(delimiter))

    return max(",;\t|", key=evenness)


def with_content(found: Iterable[Row]) -> list[Row]:
    """The rows with content, without empty cells at their ends. Raises `UnreadableTable` for too many."""
    rows: list[Row] = []
    for row in found:
        if row[0] > MOST_LINES or any(cell.strip() for cell in row[1]):
            if len(rows) > MOST_ROWS or row[0] > MOST_LINES:  # one more for the heads
                raise UnreadableTable(TableFault.TOO_MANY_ROWS, most=MOST_ROWS)
            filled_to = max((at for at, cell in enumerate(row[1], start=1) if cell), default=0)
            rows.append((row[0], row[1][:filled_to]))
    return rows


def unicode_of(content: bytes) -> list[str]:
    """The encoding of Unicode that a text is in; none: it is in another. UTF-16 is told by its mark, or by every other byte."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    names = ["utf-16" if marked else "utf-8-sig"]
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = content[first:2000:2]
        if not marked and len(content) % 2 == 0 and sum(high.count(byte) for byte in b"\0\x04") * 10 > len(high) * 8:
            names = [name]
    try:
        content.decode(names[0])
    except UnicodeDecodeError:
        return []
    return names


def csv_rows(text: str) -> Iterator[Row]:
    """The rows of a CSV text, one after the other. Raises `UnreadableTable` where it is broken."""
    first, _, rest = text.partition("\n")
    separator = re.fullmatch(r"sep=(.)\s*", first)  # a hint for Excel, which does not show it
    delimiter = separator[1] if separator else delimiter_of(text)
    rows = csv.reader(StringIO(rest if separator else text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            yield number, row[:MOST_COLUMNS]
    except csv.Error as error:
        raise UnreadableTable(TableFault.BROKEN, row=number + 1) from error


def cell_text(value: object, *, month: bool = False) -> str:
    """A cell as text; a date that is shown as a month (`month`) as that: 2027-03."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date) and month:
        return f"{value:%Y-%m}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def shows_month(code: str) -> bool:
    """Whether a number format shows the month of a date and not its day: "mmm yyyy"."""
    letters = set(_LITERAL.sub("", code).split(";")[0].casefold())
    return "m" in letters and not letters & set("dhs0#")


def filled(rows: Sequence[list[str]], merged: Sequence[tuple[Place, Place]]) -> Iterator[list[str]]:
    """The rows, where a cell that is merged downwards says the same in each of its rows that has other content."""
    below: dict[int, list[tuple[int, str]]] = {}
    for (top, left), (bottom, _) in merged:
        text = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
        for at in range(top + 1, min(bottom + 1, len(rows))) if text.strip() else ():
            below.setdefault(at, []).append((left, text))
    for at, cells in enumerate(rows):
        if any(cell.strip() for cell in cells):
            for left, text in below.get(at, ()):
                if left < len(cells) and not cells[left].strip():
                    cells[left] = text
        yield cells
