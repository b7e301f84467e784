"""Spreadsheets: tables of values to XLSX. What people typed stays text, whatever it begins with: no cell is a formula."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | date | datetime | None
"""A datetime is naive: it is shown as it stands. Which zone that is, the column's head says."""

CELL_LIMIT = 32_767
"""The most characters that a cell of XLSX holds."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its title, its heads, its rows. `widths` in characters, where the head's own is not enough."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()


def workbook(*sheets: Sheet) -> bytes:
    """An XLSX file with these sheets. CPU-bound: not to be run on the event loop."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        made: Worksheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", sheet.title)[:31])
        made.freeze_panes = "A2"
        for at, head in enumerate(sheet.heads, start=1):
            width = sheet.widths[at - 1] if at <= len(sheet.widths) else 0
            made.column_dimensions[get_column_letter(at)].width = max(len(head) + 2, width, 10)
            _put(made, 1, at, head).font = Font(bold=True)
        for number, row in enumerate(sheet.rows, start=2):
            for at, value in enumerate(row, start=1):
                if value is not None:
                    _put(made, number, at, value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sheet: Worksheet, row: int, column: int, value: str | float | date) -> Cell:
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):  # nothing is merged here
        raise TypeError(column)
    cell.value = harmless(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def harmless(text: str) -> str:
    """A text that no spreadsheet program takes for a formula, even when the sheet is saved as CSV and opened again."""
    printable = _UNPRINTABLE.sub("", text)[: CELL_LIMIT - 1]
    return f"'{printable}" if printable.startswith(_FORMULA) else printable
