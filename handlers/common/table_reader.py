"""Reads tables that people send, CSV and spreadsheets, as plain text. Files are untrusted."""

import re
from contextlib import nullcontext, suppress
from io import BytesIO
from typing import TYPE_CHECKING

from council import tables
from council.errors import Refused, TableFault, UnreadableTable
from council.old_excel_marks import of_xls
from council.sheet_marks import of_archive

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

ENCODINGS = ("cp1251", "cp866", "cp1252")
"""How programs store letters without saying so: Windows and DOS for Russian, Windows for Western Europe."""

AS_PLAUSIBLE = 0.15
"""Readings whose disorder differs by less than this are both plausible."""

IN_DISORDER = 0.5
"""A text with more than this is in another encoding than any of these: all of them are offered."""

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED, *_XLS = (name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book"))
_OTHER_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<html", b"<!DOC", b"Rar!", b"7z\xbc\xaf")


def read_book(_name: str, content: bytes, encoding: str = "") -> tables.Book:
    """The sheets with content, with their rows with content. The format is detected from the content, not the name.
    `encoding`: how a text's letters are stored, where somebody has said so. CPU-bound: do not run on the event loop.
    Raises `UnreadableTable`."""
    if not content.strip():
        raise UnreadableTable(TableFault.EMPTY)
    if content.startswith(_OTHER_FILES):
        raise UnreadableTable(TableFault.NO_TABLE)
    if content.startswith((_ZIP, _OLE)):
        book = tables.Book(_spreadsheet(content))
    else:
        text, used, others = _text(content, encoding)
        book = tables.Book([tables.Sheet("", tables.with_content(tables.csv_rows(text)))], used, others)
    if not any(sheet.rows for sheet in book.sheets):
        raise UnreadableTable(TableFault.EMPTY)
    return tables.Book([sheet for sheet in book.sheets if sheet.rows], book.encoding, book.encodings)


def _text(content: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    """The text, how it was read where the file does not say it, and how else it could be read."""
    if encoding in ENCODINGS:
        return content.decode(encoding, "replace"), encoding, tuple(one for one in ENCODINGS if one != encoding)
    used, *others = tables.unicode_of(content) or _plausible(content)
    text = content.decode(used, "replace")
    if "\0" in text:
        raise UnreadableTable(TableFault.NO_TABLE)
    return text, used if others else "", tuple(others)


def _plausible(content: bytes) -> list[str]:
    """In which encodings its cells look like words, the most plausible first."""
    from charset_normalizer import from_bytes

    cells = dict.fromkeys(cell for cell in re.split(rb'[\t\r\n;,|"]+', content) if not cell.isascii())
    sample = b"\n".join(list(cells)[:2000])
    found = from_bytes(sample, cp_isolation=list(ENCODINGS), threshold=1.0, preemptive_behaviour=False)
    chaos = {match.encoding: match.chaos for match in found}
    texts = {one: sample.decode(one, "replace") for one in ENCODINGS}
    disorder = {one: chaos.get(one, 0.5) + tables.oddness(texts[one]) for one in ENCODINGS}
    most = min(disorder.values()) + (AS_PLAUSIBLE if min(disorder.values()) < IN_DISORDER else 9)
    fitting = sorted((one for one in ENCODINGS if disorder[one] <= most), key=lambda one: disorder[one] > IN_DISORDER)
    return [one for n, one in enumerate(fitting) if texts[one] not in [texts[other] for other in fitting[:n]]]


def _spreadsheet(content: bytes) -> list[tables.Sheet]:
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    if content.startswith(_OLE) and not any(name in content for name in (_ENCRYPTED, *_XLS)):
        raise UnreadableTable(TableFault.NO_TABLE)
    try:
        marks = of_archive(content) if content.startswith(_ZIP) else of_xls(content)
        sheets: list[tables.Sheet] = []
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            for one in book.sheets_metadata:
                if one.typ == SheetTypeEnum.WorkSheet:
                    hidden, sheet = one.visible != SheetVisibleEnum.Visible, book.get_sheet_by_name(one.name)
                    with suppress(UnreadableTable) if hidden else nullcontext():  # a long hidden one is not read
                        sheets.append(tables.Sheet(one.name, _rows(sheet, marks.get(one.name, tables.Marks())), hidden))
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


def _rows(sheet: "CalamineSheet", marks: tables.Marks) -> list[tables.Row]:
    if sheet.end is None:
        return []
    if sheet.end[0] > tables.MOST_LINES:
        raise UnreadableTable(TableFault.TOO_MANY_ROWS, most=tables.MOST_ROWS)
    rows = [[tables.cell_text(value, month=(at, n) in marks.months) for n, value in enumerate(values[: tables.MOST_COLUMNS])]
            for at, values in enumerate(sheet.iter_rows())]  # fmt: skip
    for (row, column), text in marks.errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    return tables.with_content(enumerate(tables.filled(rows, [*marks.merged, *(sheet.merged_cell_ranges or ())]), start=1))
