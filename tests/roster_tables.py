"""A roster as people send it: heads, rows, and the XLSX that holds them."""

from io import BytesIO

from openpyxl import Workbook, load_workbook

from council.tables import Row
from handlers.common.table_reader import read_book

HEADS = ["Country", "Name", "Groups", "Organisation", "E-mail", "Language"]
CHAIR = ["Kazakhstan", "Expert, Kazakhstan", "B chair; EC member", "Ministry of Education", "kz@example.org", "ru"]
MEMBER = ["Uzbekistan", "Expert, Uzbekistan", "B member", "Institute of Law", "uz@example.org", "en"]
OBSERVER = ["Austria", "Observer, Austria", "observer B", "Mission", "", ""]


def sheet(*rows: list[str], heads: list[str] = HEADS) -> bytes:
    book, out = Workbook(), BytesIO()
    made = book.worksheets[0]
    for row in (heads, *rows):
        made.append(row)
    book.save(out)
    return out.getvalue()


def read_rows(name: str, content: bytes) -> list[Row]:
    """The rows of the file's first sheet that is not hidden."""
    return list(next(one.rows for one in read_book(name, content).sheets if not one.hidden))


def rows_of(data: bytes) -> list[tuple[object, ...]]:
    return [tuple(row) for row in load_workbook(BytesIO(data)).worksheets[0].iter_rows(values_only=True)]
