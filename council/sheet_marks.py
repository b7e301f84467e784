"""What a spreadsheet's own XML says of cells beyond their values: errors, dates that show only a month, merged cells."""

import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from xml.etree.ElementTree import Element, fromstring
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

from council.errors import TableFault, UnreadableTable
from council.tables import MOST_LINES, Marks, shows_month

_BOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
"""What an archive has that is a spreadsheet: XLSX, XLSB or ODS."""

MOST_PARTS = 1000
"""Files within a spreadsheet's file."""

MOST_UNPACKED = 64 * 2**20
"""Bytes. A spreadsheet is an archive, and a small one can be made to unpack to more than any machine's memory."""

MOST_CELLS = 20_000_000
"""A sheet whose outermost cells span more than this takes more memory than there is."""

_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>")
_AT = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^<>]*?\br="(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_MONTH_YEAR = 17
"""The number of Excel's built-in format for a month and a year."""


def of_archive(content: bytes) -> dict[str, Marks]:
    """What an archive says of its sheets' cells. Checked before unpacking: the unpacked size, and that no XML part has a
    DTD (external or recursive entities). Raises `UnreadableTable`, and any error for a broken file."""
    with ZipFile(BytesIO(content)) as parts:
        listed = parts.infolist()
        if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNPACKED:
            raise UnreadableTable(TableFault.TOO_LARGE)
        names = {part.filename for part in listed}
        if not names & _BOOKS:
            raise UnreadableTable(TableFault.BROKEN if "[Content_Types].xml" in names else TableFault.NO_TABLE)
        if any(has_doctype(parts.read(name)) for name in names if name.endswith((".xml", ".rels"))):
            raise UnreadableTable(TableFault.BROKEN)
        return _of_book(parts)


def _of_book(parts: ZipFile) -> dict[str, Marks]:
    """Of the sheets of an XLSX or ODS file by their names; of other files nothing. Raises `UnreadableTable` for a sheet that
    spans too much, and any error for a broken file."""
    names = parts.namelist()
    if "xl/workbook.xml" in names:
        return _of_xlsx(parts)
    return _of_ods(parts) if "content.xml" in names else {}


def _of_xlsx(parts: ZipFile) -> dict[str, Marks]:
    """By the sheets' names. Raises `UnreadableTable` for a sheet that spans too much, and any error for a broken file."""
    rels = {one.get("Id"): one.get("Target", "") for one in _xml(parts, "xl/_rels/workbook.xml.rels")}
    months = _month_styles(parts) if "xl/styles.xml" in parts.namelist() else set()
    found: dict[str, Marks] = {}
    for sheet in _xml(parts, "xl/workbook.xml").iter():
        target = rels.get(next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if sheet.tag.endswith("}sheet") and path in parts.namelist():
            found[sheet.get("name", "")] = _of_sheet(parts.read(path), months)
    return found


def has_doctype(content: bytes) -> bool:
    """Whether an XML document declares entities of its own, which can refer elsewhere or to each other. Raises
    `ExpatError` where it is broken before its first element."""
    found: list[bool] = []
    parser = ParserCreate()

    def doctype(*_: object) -> None:
        found.append(True)

    def element(*_: object) -> None:
        found.append(False)

    parser.StartDoctypeDeclHandler, parser.StartElementHandler = doctype, element
    for at in range(0, len(content), 4096):  # it comes before the first element: reading up to that is enough
        parser.Parse(content[at : at + 4096], at + 4096 >= len(content))
        if found:
            break
    return bool(found) and found[0]


def _xml(parts: ZipFile, name: str) -> Element:
    return fromstring(parts.read(name))  # noqa: S314 - parts that declare entities were refused (`has_doctype`)


def _month_styles(parts: ZipFile) -> set[int]:
    """The styles in which a date shows its month and not its day."""
    root = _xml(parts, "xl/styles.xml")
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iter() if one.tag.endswith("}numFmt")}
    styles = next((one for one in root if one.tag.endswith("}cellXfs")), ())
    numbers = [one.get("numFmtId", "") for one in styles]
    return {at for at, n in enumerate(numbers) if n == str(_MONTH_YEAR) or shows_month(formats.get(n, ""))}


def _of_sheet(data: bytes, months: set[int]) -> Marks:
    marks = Marks()
    rows = max((int(match[1]) for match in _ROW.finditer(data)), default=0)
    if rows * 26**3 > MOST_CELLS or months or b't="e"' in data:
        widest = 0
        for match in _CELL.finditer(data):
            if (at := _AT.search(match[1])) is None:
                continue
            place = int(at[2]) - 1, _column(at[1])
            rows, widest = max(rows, place[0] + 1), max(widest, place[1] + 1)
            if b't="e"' in match[1] and (value := _VALUE.search(data, match.end())):
                marks.errors[place] = value[1].decode("utf-8", "replace")
            elif months and (style := _STYLE.search(match[1])) and int(style[1]) in months:
                marks.months.add(place)
        if rows * widest > MOST_CELLS:
            raise UnreadableTable(TableFault.TOO_LARGE)
    return marks


def _column(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + letter - 64
    return at - 1


def _of_ods(parts: ZipFile) -> dict[str, Marks]:
    """By the sheets' names, of the first rows. Raises any error for a broken file."""
    found: dict[str, Marks] = {}
    for table in (one for one in _xml(parts, "content.xml").iter() if one.tag.endswith("}table")):
        marks = found[_attribute(table, "name")] = Marks()
        top = 0
        for row in (one for one in table.iter() if one.tag.endswith("}table-row")):
            if top < MOST_LINES:
                _of_row(row, top, marks)
            top += int(_attribute(row, "number-rows-repeated") or 1)
    return found


def _of_row(row: Element, top: int, marks: Marks) -> None:
    left = 0
    for cell in row:
        place, text = (top, left), "".join(cell.itertext()).strip()
        if (spans := int(_attribute(cell, "number-rows-spanned") or 1)) > 1:
            marks.merged.append((place, (top + spans - 1, left)))
        if _attribute(cell, "value-type", last=True) == "error" or text.startswith(("#", "Err:")):
            marks.errors[place] = text
        if (day := _attribute(cell, "date-value")) and _is_month(re.findall(r"[^\W_]+", text), day):
            marks.months.add(place)
        left += int(_attribute(cell, "number-columns-repeated") or 1)


def _attribute(of: Element, name: str, *, last: bool = False) -> str:
    """An attribute in whatever namespace: the first one of this name, or the last."""
    values: Sequence[str] = [value for key, value in of.attrib.items() if key.endswith(f"}}{name}")]
    return values[-1 if last else 0] if values else ""


def _is_month(words: Sequence[str], day: str) -> bool:
    """Whether the words by which a date is shown are a month and a year."""
    year = date.fromisoformat(day[:10]).year
    return len(words) == 2 and bool({str(year), f"{year % 100:02}"} & set(words))
