"""Reads tables that people send, CSV and XLSX, as plain text. Files are untrusted."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

from council.errors import TableFault, UnreadableTable

Row = tuple[int, Sequence[str]]
"""A row's number, as a spreadsheet counts, and its cells."""

MOST_ROWS = 10_000
MOST_COLUMNS = 50
"""Columns further right are not read."""

MOST_LINES = 100_000
"""Rows are not read beyond this one, with or without content."""

MOST_PARTS = 1000
"""Files within an XLSX file."""

MOST_UNPACKED = 64 * 2**20
"""Bytes. An XLSX file is an archive, and a small one can be made to unpack to more than any machine's memory."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_FILES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<html", b"<!DOC", b"Rar!", b"7z\xbc\xaf")


def read_rows(_name: str, content: bytes) -> list[Row]:
    """The rows with content; of an XLSX, those of the first sheet that has any. The format is detected from the
    content, not the name. CPU-bound: do not run on the event loop. Raises `UnreadableTable`."""
    if content.startswith(_OLE):
        raise UnreadableTable(TableFault.LOCKED if _ENCRYPTED in content else TableFault.OLD)
    if not content.strip():
        raise UnreadableTable(TableFault.EMPTY)
    if content.startswith(_OTHER_FILES):
        raise UnreadableTable(TableFault.NO_TABLE)
    rows: list[Row] = []
    for row in _xlsx(content) if content.startswith(b"PK") else _csv(_text(content)):
        if row[0] > MOST_LINES or any(cell.strip() for cell in row[1]):
            if len(rows) > MOST_ROWS or row[0] > MOST_LINES:  # one more for the heads
                raise UnreadableTable(TableFault.TOO_MANY_ROWS, most=MOST_ROWS)
            rows.append(row)
    if not rows:
        raise UnreadableTable(TableFault.EMPTY)
    return rows


def _text(content: bytes) -> str:
    """Decode as UTF-8 or UTF-16, or else as CP1251, which Windows uses for Russian."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content[1:2] == b"\0" or content[:1] == b"\0":
        encodings = ["utf-16-le" if content[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise UnreadableTable(TableFault.NO_TABLE)


def _csv(text: str) -> Iterator[Row]:
    first, _, rest = text.partition("\n")
    heads = re.search(r"\S.*", text)
    separator = re.fullmatch(r"sep=(.)\s*", first)  # a hint for Excel, which does not show it
    delimiter = separator[1] if separator else max(",;\t", key=re.sub(r'"[^"]*"', "", heads[0] if heads else "").count)
    rows = csv.reader(StringIO(rest if separator else text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(rows, start=1):
            yield number, row[:MOST_COLUMNS]
    except csv.Error as error:
        raise UnreadableTable(TableFault.BROKEN, row=number + 1) from error


def _xlsx(content: bytes) -> Iterator[Row]:
    from openpyxl import load_workbook

    try:
        with ZipFile(BytesIO(content)) as parts:
            _check(parts)
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # the declared size may be wrong
                rows = _cells(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))
                first = next(rows, None)
                if first is not None:
                    yield first
                    yield from rows
                    return
        finally:
            book.close()
    except UnreadableTable:
        raise
    except Exception as error:  # a malformed file can fail anywhere in the library, with any error
        raise UnreadableTable(TableFault.BROKEN) from error


def _cells(rows: Iterable[Sequence[object]]) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        cells = [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells or number > MOST_LINES:
            yield number, cells


def _check(parts: ZipFile) -> None:
    """Check before unpacking: the unpacked size, and that no XML part has a DTD (external or recursive entities)."""
    from defusedxml.ElementTree import iterparse

    listed = parts.infolist()
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNPACKED:
        raise UnreadableTable(TableFault.TOO_LARGE)
    names = {part.filename for part in listed}
    if "xl/workbook.xml" not in names:
        raise UnreadableTable(TableFault.BROKEN if "[Content_Types].xml" in names else TableFault.NO_TABLE)
    for part in listed:
        if part.filename.endswith((".xml", ".rels")):
            with parts.open(part) as file:
                # A DTD comes before the first element: reading up to that is enough.
                next(iterparse(file, events=("start",), forbid_dtd=True), None)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.time().min else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else str(value)
