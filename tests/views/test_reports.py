"""Reports as people see them: the picture, the table, the document in both editions, and the words around them."""

import io
from dataclasses import replace
from datetime import date
from unittest.mock import patch

import docx
import pypdf
import pytest
from hypothesis import given, settings, strategies as st
from openpyxl import load_workbook
from syrupy.assertion import SnapshotAssertion

from bot.council_file import load_council
from council.chain import Head, Heads
from council.followup import Evidence, FollowUp, State
from council.people import Person
from council.reports import Edition, Followed, Given
from handlers.common.documents.blocks import Document, Picture
from handlers.common.documents.pdf import pdf
from handlers.common.documents.word import word
from handlers.common.pictures.followup import MOST_ROWS, Chart, Row, followup_picture
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View
from handlers.common.xlsx_writer import workbook
from handlers.reports.presses import Sentences
from handlers.reports.views import document as views, page, picture, spreadsheets
from handlers.reports.views.document import document
from tests.followups import (
    ADOPTED,
    FILE,
    FOLLOWED,
    INDICATOR,
    LEADS_WORDS,
    LINK,
    SAID,
    SECRET,
    TODAY,
    WHO,
    WORDS,
    followed,
    known,
)
from tests.root import ROOT

COUNCIL = load_council(ROOT / "council.toml")
HEADS = Heads(Head(412, "e1" * 32), Head(7, "f2" * 32))
NAME = "Expert, <Uzbekistan>, group B"
TEXT = "Children return to school within thirty days of arrival. " * 30
FOUND = [
    followed(3, "EC", answers=(), lead=None, measures=(), review=None), followed(1), followed(2, ended=True, title="Title " * 33),
    followed(4, adopted_at=ADOPTED.replace(year=2025), addressees=("gone",)),
]  # fmt: skip

TICKED = [replace(one, answers=tuple(replace(said, public=at % 2 == 0) for at, said in enumerate(one.answers))) for one in FOUND]


def drawn(view: View) -> str:
    return "\n".join([str(view.text), *(" ".join(f"[{one.text}]" for one in row) for row in view.rows)])


def texts(language: str) -> Texts:
    return Catalogs(["en", "ru"]).texts(language)


def report(found: list[FollowUp], group: str = "", year: int = 2026) -> Followed:
    people = {7: Person(7, 1, NAME, "", "", "en", "UTC")}
    return Followed(group, year, found, known(COUNCIL), people, {one.recommendation: TEXT for one in found}, TODAY)


def written(made: Document) -> list[object]:
    """The document without what its pictures are made of."""
    parts = [
        (part.heading, [block.alt if isinstance(block, Picture) else block for block in part.blocks]) for part in made.sections
    ]
    return [made.kind, made.number, made.title, made.verdict, made.verdict_notes, made.foot, made.edition, parts]


def test_a_past_year_is_reported_as_of_its_end_with_what_was_chosen() -> None:
    made = replace(report(TICKED), day=date(2026, 12, 31))
    words = " ".join(words_of(document(COUNCIL, made, Edition.PUBLIC, HEADS, TODAY, texts("en"))))
    assert "Asof31December2026;issuedon14May2027" in words
    assert WORDS.replace(" ", "") in words, "it was chosen"
    assert NAME.replace(" ", "") not in words
    usual = words_of(document(COUNCIL, report(FOUND), Edition.PUBLIC, HEADS, TODAY, texts("en")))
    assert WORDS.replace(" ", "") not in " ".join(usual)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages(snapshot: SnapshotAssertion, language: str) -> None:
    t = texts(language)
    assert [
        drawn(view)
        for view in (
            page.chosen(COUNCIL, "", 2026, FOUND, [2025, 2026, 2027], TODAY, t, publishes=True),
            page.chosen(COUNCIL, "B", 2026, FOUND[1:2], [2026], TODAY, t, publishes=False),
            page.chosen_sentences(TICKED, known(COUNCIL), Sentences(2026, 0), t),
            page.chosen_sentences(TICKED, known(COUNCIL), Sentences(2026, 9), t),
            page.chosen_sentences([], known(COUNCIL), Sentences(2026, 0), t),
            page.chosen(COUNCIL, "B", 2027, [], [2026, 2027], TODAY, t, publishes=True),
            page.under_picture(COUNCIL, "", 0, FOUND, 0, t),
            page.under_picture(COUNCIL, "B", 0, FOUND, 3, t), page.under_table(COUNCIL, "B", 2026, [], t),
            *(page.under_report(COUNCIL, "B", 2026, edition, t) for edition in Edition),
            page.under_preview(2026, "Russian", t),
        )
    ] == snapshot  # fmt: skip
    assert [[button.text for button in row] for row in page.ways("B", 2026, t)] == snapshot
    assert page.told(COUNCIL, 2026, ["B", "EC"], TODAY, t) == snapshot


def told(chart: Chart) -> list[object]:
    """The picture in words: what stands where."""

    def row_told(row: Row) -> str:
        cells = " ".join(mark.value[0] if mark else "." for mark in row.cells)
        return f"{row.number} {row.title[:40]} {row.late}: {row.view.value[0]} | {cells}"

    rows = [[part.name, *map(row_told, part.rows)] for part in chart.parts]
    legend = " ".join(f"{mark.value[0]} {name}" for mark, name in chart.legend)
    return [chart.head, chart.view, " ".join(chart.columns), *rows, legend, chart.key, chart.nothing, chart.foot]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_picture(snapshot: SnapshotAssertion, language: str) -> None:
    t = texts(language)
    seen = [*picture.charts(COUNCIL, "Head", FOUND, known(COUNCIL), TODAY, t), *picture.charts(COUNCIL, "Head", [], {}, TODAY, t)]
    assert [told(chart) for chart in seen] == snapshot


def test_every_recommendation_is_on_one_picture() -> None:
    t = texts("ru")
    for many in (1, MOST_ROWS, MOST_ROWS + 1, 60):
        found = [followed(n, title="Ж" * 200) for n in range(1, many + 1)]
        charts = picture.charts(COUNCIL, "Head", found, known(COUNCIL), TODAY, t)
        assert len(charts) == picture.pages(found)
        assert [row.number for chart in charts for part in chart.parts for row in part.rows] == [one.number for one in found]
        assert all(sum(len(part.rows) for part in chart.parts) <= MOST_ROWS for chart in charts)


def test_pictures_are_drawn_however_full_or_empty() -> None:
    t = texts("ru")
    long = [followed(n, title="Ж" * 200) for n in range(1, MOST_ROWS + 1)]
    wide = known(COUNCIL) | {f"S{n}": replace(known(COUNCIL)["KZ"], code=f"S{n}", state=f"STATE{n}") for n in range(20)}
    for found, addressees in ((long[:9], known(COUNCIL)), (long[:1], wide), ([], {})):
        for chart in picture.charts(COUNCIL, "Щ" * 100, found, addressees, TODAY, t):
            assert followup_picture(chart).startswith(b"\x89PNG")


HISTORY = [Given(1, "KZ", State.NOT_BEGUN, "=1+1", Evidence(), SAID), Given(99, "KZ", State.DONE, "Of another", Evidence(), SAID)]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_table(snapshot: SnapshotAssertion, language: str) -> None:
    sheets = spreadsheets.sheets(COUNCIL, report(FOUND), HISTORY, "Asia/Tashkent", texts(language))
    assert [[sheet.title, list(sheet.heads), *(list(row) for row in sheet.rows)] for sheet in sheets] == snapshot


def test_a_table_holds_no_formula() -> None:
    sheets = spreadsheets.sheets(COUNCIL, report(FOUND), HISTORY, "UTC", texts("en"))
    book = load_workbook(io.BytesIO(workbook(*sheets)))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert book["History"]["E2"].value == "'=1+1"


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("edition", Edition)
def test_a_report(snapshot: SnapshotAssertion, language: str, edition: Edition) -> None:
    assert written(document(COUNCIL, report(FOUND), edition, HEADS, TODAY, texts(language))) == snapshot


def words_of(made: Document) -> list[str]:
    paper = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf(made))).pages)
    file = docx.Document(io.BytesIO(word(made)))
    cells = [cell.text for grid in file.tables for row in grid.rows for cell in row.cells]
    return [
        "".join(told.replace("\u200b", "").split()) for told in (paper, " ".join([*(p.text for p in file.paragraphs), *cells]))
    ]


@pytest.mark.parametrize("edition", Edition)
def test_both_files_have_what_their_edition_has(edition: Edition) -> None:
    made = document(COUNCIL, report(FOUND), edition, HEADS, TODAY, texts("en"))
    for words in words_of(made):
        for always in (LINK, "B-2026-01", "Kazakhstan", "Ministry of Education", "1 March 2027", "f2" * 32, "blocked"):
            assert always.replace(" ", "") in words, always
        for named in (NAME, WORDS, LEADS_WORDS, INDICATOR, FILE, WHO):
            assert (named.replace(" ", "") in words) is (edition is Edition.FULL), named
        assert "Never" not in words, "what is not to be done any more"


@settings(deadline=None, max_examples=40)
@given(st.lists(FOLLOWED, min_size=1, max_size=2))
def test_the_public_edition_has_nobodys_name_and_nobodys_words(found: list[FollowUp]) -> None:
    people = {n: Person(n, n, SECRET, SECRET, SECRET, "en", "UTC") for n in range(1, 10)}
    shown = replace(report(found), leads=people)
    with patch.object(views, "followup_picture", return_value=b"") as drawing:
        public, full = (written(document(COUNCIL, shown, edition, HEADS, TODAY, texts("ru"))) for edition in reversed(Edition))
    assert SECRET not in repr(public)
    assert drawing.called
    assert SECRET not in repr(drawing.call_args_list)
    assert SECRET in repr(full)


def test_files_are_the_same_byte_by_byte() -> None:
    made = [document(COUNCIL, report(FOUND[:1]), Edition.FULL, HEADS, TODAY, texts("en")) for _ in range(2)]
    assert pdf(made[0]) == pdf(made[1])
    assert word(made[0]) == word(made[1])


def test_a_report_of_nothing() -> None:
    for words in words_of(document(COUNCIL, report([]), Edition.PUBLIC, HEADS, TODAY, texts("en"))):
        assert "0recommendationsinfollow-up" in words


def test_a_report_has_so_many_pictures_and_all_recommendations() -> None:
    found = [followed(n) for n in range(1, views.ROWS * views.MOST_CHARTS + 2)]
    with patch.object(views, "followup_picture", return_value=b"") as drawing:
        made = document(COUNCIL, report(found), Edition.PUBLIC, HEADS, TODAY, texts("en"))
    assert drawing.call_count == views.MOST_CHARTS
    assert {one.heading.split(".")[0] for one in made.sections} >= {one.number for one in found}
    assert "The others follow below, one by one." in repr(written(made))
