"""Minutes and agenda books as people see them, in both languages, and as documents."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from syrupy.assertion import SnapshotAssertion

from council.agenda import Agenda
from council.book import BookFacts, Earlier, Paper
from council.chain import Head, Heads
from council.config import Council
from council.meetings import Meeting, MeetingDraft, MeetingState
from council.minutes import ActionItem, Correction, Ground, Item, Minutes, MinutesRecord, MinutesState, SealedItem, Way
from council.minutes_document import read_document
from council.recommendations import Recommendation, Stage
from handlers.common.dates import typed_words
from handlers.common.documents import blocks
from handlers.common.documents.papers import count_pages, merged
from handlers.common.documents.pdf import pdf
from handlers.common.documents.word import word
from handlers.common.documents.word_reader import read_word
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View
from handlers.minutes.views import book, document, page
from handlers.minutes.views.words import Shown, Sight, labels
from storage.records import KeptMinutes
from tests.pdfs import blank, texts
from tests.views.recommendations import rich_lines

LANGUAGES = ("en", "ru")
ZONE = "Asia/Tashkent"
NOW = datetime(2026, 12, 8, 10, tzinfo=UTC)
STARTS = datetime(2026, 12, 3, 10, tzinfo=UTC)
DRAFT = MeetingDraft("Schooling <of> children", ("B",), datetime(2026, 12, 3, 15), ZONE, "https://example.org/room")
MEETING = Meeting(17, DRAFT, STARTS, MeetingState.PUBLISHED, 1)
PEOPLE = {7: "Expert, <Kazakhstan>"}
ITEMS = (
    Item("Opening"),
    Item("Schooling & places", "Figures were <compared>.\n\nTwice.", "A letter is sent.", (
        ActionItem("Send it", date(2027, 1, 31), 7), ActionItem("Answer", date(2027, 3, 31), None, "Ministry"),
    )),
)  # fmt: skip
ABOUT = Minutes(5, 17, MinutesState.REVIEW, 2, ITEMS, NOW)
OPEN = Correction(1, 7, 1, 2, "Two letters <b>", NOW)
OTHER = replace(OPEN, id=2, taken=False, note="One")
SHOWN = Shown(ABOUT, MEETING, ITEMS, PEOPLE, Sight(writes=True, approves=True), (OPEN, OTHER), 5, 2)
APPROVED = replace(
    ABOUT, state=MinutesState.APPROVED, number="M-B-2026-01", hash="d" * 64, way=Way.SILENCE, approved_at=NOW, due_at=None
)
HEADS = Heads(Head(12, "a" * 64), Head(3, "b" * 64))


def drawn(view: View) -> str:
    return "\n".join([str(view.text), *rich_lines(view), *(" ".join(f"[{b.text}]" for b in row) for row in view.rows)])


def test_the_page_of_minutes(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    draft = replace(ABOUT, state=MinutesState.DRAFT, version=1, due_at=None)
    reader, chair = Sight(reviews=True), Sight(reviews=True, approves=True)
    assert [
        drawn(page.page(council, replace(SHOWN, about=draft, corrections=()), ZONE, t)),
        drawn(page.page(council, replace(SHOWN, about=replace(ABOUT, pending=True)), ZONE, t)),
        drawn(page.page(council, replace(SHOWN, sight=reader), ZONE, t)),
        drawn(page.page(council, replace(SHOWN, sight=reader, mine=True), ZONE, t)),
        drawn(page.page(council, replace(SHOWN, sight=chair, about=replace(ABOUT, due_at=None)), ZONE, t)),
        drawn(page.page(council, replace(SHOWN, about=APPROVED, before="M-B-2025-09"), ZONE, t)),
    ] == snapshot


def test_what_is_told_of_minutes(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    approved = replace(SHOWN, about=APPROVED)
    assert [
        drawn(page.corrections(council, SHOWN, ZONE, t)),
        drawn(page.decided(council, SHOWN, SHOWN.corrections[1], t)),
        drawn(page.changed(council, SHOWN, (2,), ZONE, t)),
        drawn(page.changed(council, SHOWN, (), ZONE, t)),
        drawn(page.approved(council, approved, ZONE, t)),
        drawn(page.stalled(council, SHOWN, t)),
        drawn(page.stalled(council, replace(SHOWN, corrections=()), t)),
        drawn(page.listed(council, [(APPROVED, MEETING), (ABOUT, MEETING)], ZONE, t)),
        drawn(page.listed(council, [], ZONE, t)),
        drawn(page.read_from_file(ITEMS, PEOPLE, t)),
        str(page.to_decide(OPEN, ITEMS, t, taken=True)),
    ] == snapshot


def test_the_page_of_papers(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    papers = [Paper(1, 17, "a <b>.pdf", "f", 1, 5), Paper(2, 17, "b.pdf", "f", 12, 5)]
    assert [
        drawn(book.papers_page(council, MEETING, [], ZONE, t)),
        drawn(book.papers_page(council, MEETING, papers, ZONE, t, sent=True)),
        str(book.ask_for_paper(t)),
    ] == snapshot


def test_the_draft_as_docx_is_read_as_what_it_was_made_of(council: Council, t: Texts) -> None:
    made = document.draft(SHOWN, ["Chair"], ["Expert"], council, ZONE, t)
    found = read_word(word(made))
    called = labels(Catalogs(LANGUAGES).texts(language) for language in LANGUAGES)
    ground = Ground(typed_words(LANGUAGES, t.lexicon), NOW.date(), STARTS.date(), PEOPLE)
    assert read_document(found, called, ground) == ITEMS


@pytest.mark.parametrize("t", ["en"], indirect=True)
def test_approved_minutes_are_drawn_from_their_record(council: Council, t: Texts) -> None:
    sealed = (SealedItem("Opening", "As it was sealed", "", ()),)
    record = MinutesRecord(
        3,
        "M-B-2026-01",
        "Title",
        ("B",),
        STARTS,
        2,
        ("m1",),
        ("m2", "m3"),
        sealed,
        "silence",
        "",
        5,
        2,
        NOW,
        "M-B-2025-09",
        "c" * 64,
    )
    kept = KeptMinutes(record, "d" * 64, "e" * 64, {"m1": "Chair", "m2": None, "m3": "Expert"})
    later = replace(MEETING, draft=replace(DRAFT, title="Another one", groups=("A",)))
    shown = replace(SHOWN, about=APPROVED, meeting=later)
    told = " ".join(texts(pdf(document.approved(shown, kept, HEADS, council, ZONE, t)))).replace("\u200b", "")
    assert "Title" in told
    assert "Another one" not in told
    for line in (
        "2 of 5 said that they agree",
        "Corrects M-B-2025-09",
        "As it was sealed",
        "Absent Expert former member",
        "b" * 64,
    ):
        assert line in told
    assert "A letter is sent" not in told


@pytest.mark.parametrize("t", ["en"], indirect=True)
def test_the_book_says_on_which_page_each_part_is(council: Council, t: Texts) -> None:
    text = Recommendation(1, "B-2026-03", "B", "Early schooling", 1, Stage.CONSULTATION, 2, "Text " * 2000, "", None, NOW)
    earlier = Earlier(replace(MEETING, id=9), None, APPROVED, PEOPLE)
    facts = BookFacts(MEETING, Agenda(2, items=("Opening", "b-2026-03")), (text,), {1: 4}, ("D-2026-01",), earlier, ())
    papers = [blocks.Paper("a.pdf", 2), book.not_included("b.pdf", "it cannot be read", t), blocks.Paper("c.pdf", 1)]
    front = pdf(book.book(facts, papers, HEADS, council, "today", ZONE, t))
    whole = merged(front, [("a.pdf", blank(2)), ("c.pdf", blank())])
    pages, own = texts(whole), count_pages(front)
    assert count_pages(whole) == own + 3
    places = {
        "Agenda": "Agenda When", "B-2026-03. Early schooling": "B-2026-03. Early schooling Version",
        "Minutes of the meeting before": "Minutes of the meeting before Meeting", "About this book": "About this book Issued",
    }  # fmt: skip
    for name, begins in places.items():
        [at] = [n for n, told in enumerate(pages, start=1) if begins in told]
        assert f"{name} {at}" in pages[1]
        assert f"Page {at} of {own + 3}" in pages[at - 1]
    for line in (f"a.pdf {own + 1}", "b.pdf · not included: it cannot be read –", f"c.pdf {own + 3}"):
        assert line in pages[1]
    assert "M-B-2026-01" in " ".join(pages)
    assert "2. b-2026-03" in " ".join(pages)
