"""Tables that people send: whatever the file is, its rows or a clear word."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, strategies as st
from openpyxl import Workbook

from council.errors import TableFault, UnreadableTable
from council.tables import MOST_COLUMNS, MOST_ROWS, Row
from handlers.common.xlsx_writer import Sheet, workbook
from tests.roster_tables import read_rows

ROWS = [["Имя", "Groups"], ["Эксперт; один", "B, D"], ['said "yes"', "two\nlines"]]


def fault(content: bytes) -> TableFault:
    with pytest.raises(UnreadableTable) as refused:
        read_rows("roster", content)
    return refused.value.fault


def cells(content: bytes) -> list[list[str]]:
    return [[cell for cell in row if cell] for _, row in read_rows("roster", content)]


def as_csv(delimiter: str) -> str:
    quoted = ['"' + cell.replace('"', '""') + '"' for row in ROWS for cell in row]
    return "\r\n".join(delimiter.join(quoted[at : at + 2]) for at in range(0, len(quoted), 2))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_as_programs_write_it(encoding: str, delimiter: str) -> None:
    assert cells(as_csv(delimiter).encode(encoding)) == ROWS


def test_csv_as_excel_marks_it() -> None:
    assert cells(b"sep=;\nname;groups\nExpert, B;B") == [["name", "groups"], ["Expert, B", "B"]]


def test_rows_keep_the_numbers_that_a_spreadsheet_shows() -> None:
    assert [number for number, _ in read_rows("", b"\nname,groups\n,,\nExpert,B\n")] == [2, 4]
    book, out = Workbook(), BytesIO()
    book.worksheets[0]["A3"], book.worksheets[0]["C7"] = "name", "B"
    book.save(out)
    assert read_rows("", out.getvalue()) == [(3, ["name"]), (7, ["", "", "B"])]


def test_the_first_sheet_that_has_rows() -> None:
    data = workbook(Sheet("Empty", [], []), Sheet("Roster", ["name"], [["Expert"], [7], [7.0], [None]]))
    assert cells(data) == [["name"], ["Expert"], ["7"], ["7"]]


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=9), max_size=4)))
def test_what_is_written_as_xlsx_is_read_back(rows: list[list[str]]) -> None:
    wanted = [[cell for cell in row if cell] for row in rows if any(row)]
    read = cells(workbook(Sheet("Roster", ["name"], rows)))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in wanted
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_clear_word(content: bytes) -> None:
    rows, told = outcome(content)
    assert bool(rows) is not (told in {TableFault.EMPTY, TableFault.NO_TABLE, TableFault.BROKEN})


@given(st.dictionaries(st.integers(2, 4000), st.integers(0, 255), min_size=1, max_size=5))
def test_a_broken_xlsx_is_rows_or_a_clear_word(damage: dict[int, int]) -> None:
    whole = bytearray(workbook(Sheet("Roster", ["name", "groups"], [["Expert", "B"]] * 5)))
    for at, byte in damage.items():
        whole[at] = byte
    rows, told = outcome(bytes(whole))
    assert bool(rows) is not (told in {TableFault.EMPTY, TableFault.NO_TABLE, TableFault.BROKEN, TableFault.TOO_LARGE})


def outcome(content: bytes) -> tuple[list[Row], TableFault | None]:
    """Either the rows or what is wrong."""
    try:
        return read_rows("roster", content), None
    except UnreadableTable as refused:
        return [], refused.fault


def test_formulas_come_as_their_values_or_not_at_all() -> None:
    book, out = Workbook(), BytesIO()
    book.worksheets[0].append(["name", "=1+1", "B"])
    book.save(out)
    assert read_rows("", out.getvalue()) == [(1, ["name", "", "B"])]


def test_files_that_are_no_tables() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert fault(b"") is TableFault.EMPTY
    assert fault(b" \n;;\n") is TableFault.EMPTY
    assert fault(b"%PDF-1.7 ...") is TableFault.NO_TABLE
    assert fault(b"abc,\0def") is TableFault.NO_TABLE
    assert fault(ole + b"Worksheet") is TableFault.NO_TABLE
    assert fault(ole + "Workbook".encode("utf-16-le")) is TableFault.BROKEN
    assert fault(ole + "EncryptedPackage".encode("utf-16-le")) is TableFault.LOCKED
    assert fault(b"PK\x03\x04") is TableFault.BROKEN
    with pytest.raises(UnreadableTable) as refused:
        read_rows("", b'name,groups\nExpert,B\n"never closed,B\n')
    assert (refused.value.fault, refused.value.row) == (TableFault.BROKEN, 3)
    assert fault(packed({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"})) is TableFault.BROKEN
    assert fault(packed({"holiday.txt": b"a"})) is TableFault.NO_TABLE


def packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A spreadsheet in which one part was replaced."""
    whole = BytesIO(workbook(Sheet("Roster", ["name"], [["Expert"]])))
    with zipfile.ZipFile(whole) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    assert name in parts
    return packed({**parts, name: content})


def test_a_file_that_unpacks_to_more_than_fits() -> None:
    bomb = with_part("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (80 * 2**20))
    assert len(bomb) < 2**20
    tracemalloc.start()
    try:
        assert fault(bomb) is TableFault.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 10 * 2**20, "nothing of it is unpacked"
    finally:
        tracemalloc.stop()


def test_a_file_whose_text_refers_elsewhere() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><sst>&b;</sst>'
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"):
        assert fault(with_part(part, evil)) is TableFault.BROKEN
        assert fault(with_part(part, evil.decode().encode("utf-16"))) is TableFault.BROKEN


def test_a_hundred_thousand_rows_are_too_many() -> None:
    content = b"name,groups\n" + b"Expert,B\n" * 100_000
    with pytest.raises(UnreadableTable) as refused:
        read_rows("", content)
    assert (refused.value.fault, refused.value.most) == (TableFault.TOO_MANY_ROWS, MOST_ROWS)
    assert len(read_rows("", content[: 12 + 9 * MOST_ROWS])) == MOST_ROWS + 1


def test_a_row_that_never_ends_is_cut() -> None:
    [(_, row)] = read_rows("", b"name," + b"x," * 5000)
    assert len(row) == MOST_COLUMNS
