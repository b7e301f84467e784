"""Whatever people type, no document, spreadsheet or calendar breaks on it, and no cell becomes a formula."""

from datetime import datetime
from io import BytesIO

import docx
import openpyxl
import pytest
from icalendar import Calendar

from council.config import Council
from council.meetings import Meeting, MeetingDraft, MeetingState
from council.text_rules import body, line, printable
from handlers.common import ical
from handlers.common.documents.blocks import Block, Codes, Document, Facts, Section, Table, Words
from handlers.common.documents.pdf import pdf
from handlers.common.documents.word import word
from handlers.common.texts import Catalogs
from handlers.common.xlsx_writer import Sheet, workbook

BREAKING = [0x0, 0x1, 0x8, 0xB, 0xC, 0x1F, 0x7F, 0x9F, 0xD800, 0xDFFF, 0xFDD0, 0xFFFE, 0xFFFF]
"""Control characters, halves of pairs, and noncharacters."""


def document(text: str) -> Document:
    blocks: list[Block] = [Facts([(text, text)]), Codes([(text, text)]), Words(text, quoted=True), Table([text], [[text]], [1])]
    return Document("en", text, text, text, text, text, [text], [Section(text, blocks)], text, "{page} {pages}", text)


@pytest.mark.parametrize("code", BREAKING, ids=hex)
def test_a_document_can_be_made_and_opened(code: int) -> None:
    text = f"be{chr(code)}fore"
    assert pdf(document(text)).startswith(b"%PDF")
    opened = docx.Document(BytesIO(word(document(text))))
    assert "before" in [paragraph.text for paragraph in opened.paragraphs]
    assert "before" in str(opened.core_properties.title)


@pytest.mark.parametrize("code", BREAKING, ids=hex)
def test_a_spreadsheet_can_be_made_and_opened(code: int) -> None:
    text = f"be{chr(code)}fore"
    book = openpyxl.load_workbook(BytesIO(workbook(Sheet(text, [text], [[text]]))))
    [sheet] = book.worksheets
    assert (sheet.title, sheet["A1"].value, sheet["A2"].value) == ("before", "before", "before")


@pytest.mark.parametrize("code", [*BREAKING, 0x85, 0x2028], ids=hex)
def test_a_calendar_can_be_made_and_opened(code: int, council: Council) -> None:
    text = f"be{chr(code)}fore"
    draft = MeetingDraft(text, ("B",), datetime(2026, 12, 3, 15), "UTC", place=text, notes=text)
    meeting = Meeting(1, draft, draft.starts_at, MeetingState.PUBLISHED, 1)
    file = ical.one(ical.Entry("u", 1, draft.starts_at, meeting), council, lambda _: True, Catalogs(["en"]).texts("en"))
    assert not {line[:1] for line in file.split(b"\r\n") if line and not line[0:1].isalpha()} - {b" "}
    event = Calendar.from_ical(file).walk("VEVENT")[0]
    for name in ("summary", "location", "description"):
        assert "before" in "".join(str(event[name]).split()).replace("\u2028", "").replace("\x85", ""), name


@pytest.mark.parametrize("title", ["", "\ufffe", "'", "[]:*?/\\", "x" * 40])
def test_a_sheet_always_has_a_title(title: str) -> None:
    assert openpyxl.load_workbook(BytesIO(workbook(Sheet(title, ["a"], [["b"]])))).worksheets


@pytest.mark.parametrize("code", BREAKING, ids=hex)
def test_what_is_typed_is_cleaned_where_it_is_read(code: int) -> None:
    assert line(f"be{chr(code)}fore").replace(" ", "") == "before"
    assert printable(body(f"be{chr(code)}fore")) == body(f"be{chr(code)}fore")


@pytest.mark.parametrize(
    "before", ["", " ", "  ", "\u00a0", "\u3000", "\u200b", "\u2060", "\ufeff", "\t", "\n", "\ufe0f", " \u200b "]
)
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_cell_becomes_a_formula(before: str, sign: str) -> None:
    value = f"{before}{sign}HYPERLINK(1)"
    book = openpyxl.load_workbook(BytesIO(workbook(Sheet("a", ["b"], [[value]]))))
    cell = book.worksheets[0]["A2"]
    assert (cell.data_type, str(cell.value)[0]) == ("s", "'")


@pytest.mark.parametrize("plain", ["Plain", "1 - 2", "a = b", "«=»", ""])
def test_other_text_stays_as_it_is(plain: str) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(Sheet("a", ["b"], [[plain, "end"]]))))
    assert (book.worksheets[0]["A2"].value or "") == plain
