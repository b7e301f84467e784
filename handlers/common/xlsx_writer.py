"""Writes XLSX spreadsheets. Typed text stays text whatever it begins with: no cell becomes a formula."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

from council.text_rules import printable, visible

Value = str | int | float | date | datetime | None
"""A datetime is naive and shown as it is; the column's head names its zone."""

CELL_LIMIT = 32_767
"""The most characters in an XLSX cell."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: title, heads, rows. `widths` in characters, where the head's own width is not enough."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int] = ()


def workbook(*sheets: Sheet) -> bytes:
    """An XLSX file with these sheets. CPU-bound: do not run on the event loop."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        title = re.sub(r"[\[\]:*?/\\]", " ", printable(sheet.title))[:31].strip("'")
        written = book.create_sheet(title or "1")
        written.freeze_panes = "A2"
        for at, head in enumerate(sheet.heads, start=1):
            width = sheet.widths[at - 1] if at <= len(sheet.widths) else 0
            written.column_dimensions[get_column_letter(at)].width = max(len(head) + 2, width, 10)
            _put(written, 1, at, head).font = Font(bold=True)
        for number, row in enumerate(sheet.rows, start=2):
            for at, value in enumerate(row, start=1):
                if value is not None:
                    _put(written, number, at, value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(sheet: "Worksheet", row: int, column: int, value: str | float | date) -> "Cell":
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment

    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):  # never: no cells are merged here
        raise TypeError(column)
    cell.value = harmless(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def harmless(text: str) -> str:
    """A text that no spreadsheet program takes for a formula, even after the sheet is saved as CSV and opened again."""
    kept = printable(text)[: CELL_LIMIT - 1]
    # Programs skip spaces and what is invisible, and take full-width signs for the others.
    first = unicodedata.normalize("NFKC", visible(kept)).strip(" \n\u3000")
    return f"'{kept}" if first.startswith(_FORMULA) or kept.startswith(_FORMULA) else kept
