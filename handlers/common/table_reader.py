"""Reads tables that people send, CSV and spreadsheets, as plain text. Files are untrusted."""

import csv
import re
from collections.abc import Iterable
from contextlib import nullcontext, suppress
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from council.errors import Refused, TableFault, UnreadableTable
from council.sheet_marks import Marks, filled, has_doctype, of_book
from council.tables import Book, Row, Sheet, delimiter_of, oddness

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MOST_ROWS = 10_000
MOST_COLUMNS = 50
"""Columns further right are not read."""

MOST_LINES = 100_000
"""Rows are not read beyond this one, with or without content."""

MOST_PARTS = 1000
"""Files within a spreadsheet's file."""

MOST_UNPACKED = 64 * 2**20
"""Bytes. A spreadsheet is an archive, and a small one can be made to unpack to more than any machine's memory."""

ENCODINGS = ("cp1251", "cp866", "cp1252")
"""How programs store letters without saying so: Windows and DOS for Russian, Windows for Western Europe."""

AS_PLAUSIBLE = 0.15
"""Readings whose disorder differs by less than this are both plausible."""

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED, _XLS = (
    "EncryptedPackage".encode("utf-16-le"),
    tuple(name.encode("utf-16-le") for name in ("Workbook", "Book")),
)
_OTHER_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<html", b"<!DOC", b"Rar!", b"7z\xbc\xaf")
_BOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
"""What an archive has that is a spreadsheet: XLSX, XLSB or ODS."""


def read_book(_name: str, content: bytes, encoding: str = "") -> Book:
    """The sheets with content, with their rows with content. The format is detected from the content, not the name.
    `encoding`: how a text's letters are stored, where somebody has said so. CPU-bound: do not run on the event loop.
    Raises `UnreadableTable`."""
    if not content.strip():
        raise UnreadableTable(TableFault.EMPTY)
    if content.startswith(_OTHER_FILES):
        raise UnreadableTable(TableFault.NO_TABLE)
    if content.startswith((_ZIP, _OLE)):
        book = Book(_spreadsheet(content))
    else:
        text, used, others = _text(content, encoding)
        book = Book([Sheet("", _limited(_csv(text)))], used, others)
    if not any(sheet.rows for sheet in book.sheets):
        raise UnreadableTable(TableFault.EMPTY)
    return Book([sheet for sheet in book.sheets if sheet.rows], book.encoding, book.encodings)


def _limited(found: Iterable[Row]) -> list[Row]:
    rows: list[Row] = []
    for row in found:
        if row[0] > MOST_LINES or any(cell.strip() for cell in row[1]):
            if len(rows) > MOST_ROWS or row[0] > MOST_LINES:  # one more for the heads
                raise UnreadableTable(TableFault.TOO_MANY_ROWS, most=MOST_ROWS)
            filled_to = max((at for at, cell in enumerate(row[1], start=1) if cell), default=0)
            rows.append((row[0], row[1][:filled_to]))
    return rows


def _text(content: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    """The text, how it was read where the file does not say it, and how else it could be read."""
    for sure in (encoding,) if encoding in ENCODINGS else _said(content):
        try:
            text = content.decode(sure)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise UnreadableTable(TableFault.NO_TABLE)
        return text, encoding, tuple(one for one in ENCODINGS if one != encoding) if encoding else ()
    if b"\0" in content:
        raise UnreadableTable(TableFault.NO_TABLE)
    used, *others = _plausible(content)
    return content.decode(used, "replace"), used if others else "", tuple(others)


def _said(content: bytes) -> tuple[str, ...]:
    """The encodings of Unicode that it can be in: UTF-16 is told by its mark, or by every other byte."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = content[first:2000:2]
        if len(content) % 2 == 0 and sum(high.count(byte) for byte in b"\0\x04") * 10 > len(high) * 8:
            return (name,)
    return ("utf-8-sig",)


def _plausible(content: bytes) -> list[str]:
    """In which encodings its cells look like words, the most plausible first."""
    from charset_normalizer import from_bytes

    cells = dict.fromkeys(cell for cell in re.split(rb'[\t\r\n;,|"]+', content) if not cell.isascii())
    sample = b"\n".join(list(cells)[:2000])
    found = from_bytes(sample, cp_isolation=list(ENCODINGS), threshold=1.0, preemptive_behaviour=False)
    chaos = {match.encoding: match.chaos for match in found}
    texts = {one: sample.decode(one, "replace") for one in ENCODINGS}
    disorder = {one: chaos.get(one, 0.5) + oddness(texts[one]) for one in ENCODINGS}
    fitting = [one for one in ENCODINGS if disorder[one] <= min(disorder.values()) + AS_PLAUSIBLE]
    return [one for n, one in enumerate(fitting) if texts[one] not in [texts[other] for other in fitting[:n]]]


def _csv(text: str) -> Iterable[Row]:
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


def _spreadsheet(content: bytes) -> list[Sheet]:
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    if content.startswith(_OLE) and not any(name in content for name in (_ENCRYPTED, *_XLS)):
        raise UnreadableTable(TableFault.NO_TABLE)
    try:
        marks = _checked(content) if content.startswith(_ZIP) else {}
        sheets: list[Sheet] = []
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            for one in book.sheets_metadata:
                if one.typ == SheetTypeEnum.WorkSheet:
                    hidden, sheet = one.visible != SheetVisibleEnum.Visible, book.get_sheet_by_name(one.name)
                    with suppress(UnreadableTable) if hidden else nullcontext():  # a long hidden one is not read
                        sheets.append(Sheet(one.name, _rows(sheet, marks.get(one.name, Marks())), hidden))
    except Refused:
        raise
    except PasswordError as error:
        raise UnreadableTable(TableFault.LOCKED) from error
    except BaseException as error:  # a malformed file can fail anywhere in the library, with any error
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        fault = TableFault.LOCKED if _ENCRYPTED in content else TableFault.BROKEN
        raise UnreadableTable(fault) from error
    return sheets


def _rows(sheet: "CalamineSheet", marks: Marks) -> list[Row]:
    if sheet.end is None:
        return []
    if sheet.end[0] > MOST_LINES:
        raise UnreadableTable(TableFault.TOO_MANY_ROWS, most=MOST_ROWS)
    rows = [
        [_cell(value, (at, n) in marks.months) for n, value in enumerate(values[:MOST_COLUMNS])]
        for at, values in enumerate(sheet.iter_rows())
    ]
    for (row, column), text in marks.errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    return _limited(enumerate(filled(rows, [*marks.merged, *(sheet.merged_cell_ranges or ())]), start=1))


def _checked(content: bytes) -> dict[str, Marks]:
    """What an archive says of its sheets' cells. Checked before unpacking: the unpacked size, and that no XML part has a
    DTD (external or recursive entities)."""
    with ZipFile(BytesIO(content)) as parts:
        listed = parts.infolist()
        if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNPACKED:
            raise UnreadableTable(TableFault.TOO_LARGE)
        names = {part.filename for part in listed}
        if not names & _BOOKS:
            raise UnreadableTable(TableFault.BROKEN if "[Content_Types].xml" in names else TableFault.NO_TABLE)
        if any(has_doctype(parts.read(name)) for name in names if name.endswith((".xml", ".rels"))):
            raise UnreadableTable(TableFault.BROKEN)
        return of_book(parts, MOST_LINES)


def _cell(value: object, month: bool) -> str:
    """A cell as text; a date that is shown as a month as that: 2027-03."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date) and month:
        return f"{value:%Y-%m}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)
