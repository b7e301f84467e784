"""Records' documents and pictures, for each edition: what is in them, and above all what is not."""

import io
from dataclasses import replace

import docx
import pypdf
import pytest
from syrupy.assertion import SnapshotAssertion

from council.chain import Head, Heads
from council.config import Council
from council.openness import Openness
from council.recommendations import Stage
from council.records import Counts, Edition
from handlers.common.documents.pdf import pdf
from handlers.common.documents.word import word
from handlers.common.pictures.result import result_picture
from handlers.common.texts import Catalogs
from handlers.records.views import page as views
from handlers.records.views.document import document
from storage.records import Kept, Listed
from tests.views.records import ANSWER, HARM, MARKS, NAMES, REASON, WHY, kept

T = Catalogs(["en", "ru"]).texts("en")
HEADS = Heads(Head(412, "e1" * 32), Head(7, "f2" * 32))


def pdf_words(content: bytes) -> str:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    return " ".join(" ".join(pages).replace("\u200b", "").split())


def docx_words(content: bytes) -> str:
    found = docx.Document(io.BytesIO(content))
    parts = [paragraph.text for paragraph in found.paragraphs]
    parts += [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    parts += [p.text for s in found.sections for p in (*s.footer.paragraphs, *s.header.paragraphs)]
    return " ".join(" ".join(parts).split())


def both(one: Kept, edition: Edition, council: Council, language: str = "en") -> tuple[str, str]:
    made = document(one, edition, HEADS, council, "Asia/Tashkent", Catalogs(["en", "ru"]).texts(language))
    return pdf_words(pdf(made)), docx_words(word(made))


def test_a_full_edition_says_everything_with_every_letter(council: Council) -> None:
    for words in both(kept(), Edition.FULL, council):
        assert all(name in words for name in NAMES)
        assert words.count(REASON) == 4, "what was typed is not markup"
        for said in (HARM, ANSWER, "Абзац 12", "What changed", "by letter", "not counted", "Adopted by consensus minus 1", WHY,
                     "Object → no position, version 1", "no position → Object, version 1", "by telephone",
                     "at most 1 object, 26 of 39 answer and 20 support", "18:00 (Tashkent)"):  # fmt: skip
            assert said in words, said
        assert "ef" * 32 in words.replace(" ", "")


@pytest.mark.parametrize("openness", Openness)
def test_totals_name_nobody_and_quote_nobody(council: Council, openness: Openness) -> None:
    for words in both(kept(openness), Edition.TOTALS, council):
        assert "totals only" in words
        assert "34 given" in words
        for said in ("Expert 1", "Expert 2", "Reservation:", "Harm that", ANSWER, MARKS[0], "not counted"):
            assert said not in words, said


def test_without_names_reasons_stay(council: Council) -> None:
    for words in both(kept(Openness.CONFIDENTIAL), Edition.NAMELESS, council):
        assert "without names" in words
        assert words.count(REASON) == 4
        assert HARM in words
        assert ANSWER in words
        assert "Expert 1" not in words
        assert "not counted" not in words
        assert f"The chair: the deadline was extended. {WHY}" in words
        assert "no position →" not in words
        assert not any(mark in words for mark in MARKS)


def test_the_files_hold_nothing_beside_their_words(council: Council) -> None:
    """What a program could dig out of the files: properties, comments, streams."""
    made = document(kept(), Edition.TOTALS, HEADS, council, "Asia/Tashkent", T)
    reader = pypdf.PdfReader(io.BytesIO(pdf(made)))
    assert reader.metadata is not None
    assert {"/Title", "/Author", "/Creator"} == set(reader.metadata)
    assert not reader.attachments
    found = docx.Document(io.BytesIO(word(made)))
    assert found.core_properties.author == council.name("en")
    assert found.core_properties.last_modified_by == ""
    for part in found.part.package.iter_parts():
        assert b"Expert 1" not in part.blob


def test_the_same_record_gives_the_same_bytes(council: Council) -> None:
    made = [document(kept(), Edition.FULL, HEADS, council, "Asia/Tashkent", T) for _ in range(2)]
    assert pdf(made[0]) == pdf(made[1])
    assert word(made[0]) == word(made[1])


def test_long_tables_have_their_heads_on_every_page(council: Council) -> None:
    made = document(kept(), Edition.FULL, HEADS, council, "Asia/Tashkent", T)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf(made))).pages]
    tables = [page for page in pages if "Expert 3" in page]
    assert len(tables) > 1
    assert f"Page 2 of {len(pages)}" in pages[1]
    heads = [page for page in pages if "No." in page.split() and "Name" in page.split()]
    assert len(heads) >= 2
    assert 'w:tblHeader w:val="true"' in docx.Document(io.BytesIO(word(made))).element.xml


def test_the_forgotten_are_former_members(council: Council) -> None:
    one = kept()
    forgotten = Kept(one.record, one.round_id, one.hash, one.previous, {**one.names, MARKS[0]: None})
    for words in both(forgotten, Edition.FULL, council):
        assert "former member" in words
        assert "Expert 1," not in words


@pytest.mark.parametrize("edition", Edition)
def test_the_picture_shows_names_in_a_full_edition_only(edition: Edition) -> None:
    drawn = views.picture(kept(), edition, "Asia/Tashkent", T)
    told = repr(drawn)
    assert ("Expert 1," in told) is (edition is Edition.FULL)
    assert HARM not in told
    assert [group.count for group in drawn.groups] == [30, 4, 2, 1]
    assert drawn.quorum is not None
    assert drawn.floor is not None
    assert (drawn.quorum.at, drawn.floor.at, drawn.silent.count) == (26, 20, 2)
    assert result_picture(drawn).startswith(b"\x89PNG")


def test_a_public_list_has_no_counts_and_no_names(council: Council) -> None:
    one = kept()
    found = [Listed(one.record, 17, one.hash, "B", Stage.OUTCOME)]
    text = views.public_text(found, council, "Asia/Tashkent", T)
    assert text.splitlines()[3:] == [
        "B-2026-03. Раннее обучение возвращённых детей",
        "Adopted by group B, not yet considered by the Executive Committee",
        "Last round: Group B, version 2, Mon 7 December 2026",
        f"SHA-256 {'ef' * 32}",
    ]
    assert next(iter(views.public_worksheet(found, council, "Asia/Tashkent", T).rows))[:5] == (
        "B-2026-03", "Раннее обучение возвращённых детей",
        "Adopted by group B, not yet considered by the Executive Committee", "Group B", 2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "there", "absent"),
    [
        ("silence", ("Amendment proposed 2", "Object 1", "1 object, 2 propose"), ("Standing aside", "needed, 34 given")),
        ("consent", ("Concern 4", "Standing aside 2"), ("needed, 34 given",)),
        ("rough consensus", ("With reservations 4",), ("needed, 34 given",)),
        ("full consensus", ("20 needed, 34 given",), ("Amendment proposed",)),
    ],
)
def test_a_record_counts_what_its_rule_offers(
    council: Council, rule: str, there: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    one = kept(Openness.DETACHED)
    counts = Counts(39, 30, 0, 0, 1, 2) if rule == "silence" else Counts(39, 30, 4, 2, 1)
    record = replace(one.record, rule=rule, counts=counts, openness=Openness.CONFIDENTIAL)
    held = replace(one, record=record)
    for words in both(held, Edition.TOTALS, council):
        assert all(said in words for said in there), words
        assert not [said for said in absent if said in words]
    drawn = views.picture(held, Edition.TOTALS, "UTC", T)
    labels = [group.label for group in drawn.groups]
    assert ("Amendment proposed" in labels, "Standing aside" in labels) == (rule == "silence", rule != "silence")
    assert (drawn.floor is not None) is (rule == "full consensus")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_public_list_says_where_each_stands_in_the_end(council: Council, snapshot: SnapshotAssertion, language: str) -> None:
    """A line a recommendation, whatever rounds it took; what a group adopts is not the council's word."""
    t, one = Catalogs(["en", "ru"]).texts(language), kept().record
    told = []
    for at, stage in enumerate(Stage):
        for outcome in ("adopted", "not adopted", "no decision"):
            record = replace(one, number=f"B-2026-{at:02}", outcome=outcome, serial=at)
            [line] = views.public_worksheet([Listed(record, 1, "h", "B", stage)], council, "UTC", t).rows
            told.append(f"{stage.value}, {outcome}: {line[2]}")
    assert told == snapshot
    twice = [
        Listed(one, 1, "a", "B", Stage.ADOPTED),
        Listed(replace(one, group=council.committee, version=2, serial=4), 2, "b", "B", Stage.ADOPTED),
    ]
    [row] = views.public_worksheet(twice, council, "UTC", t).rows
    assert row[-1] == "b"
    listed = views.register(twice, council, whole=True, zone="UTC", t=t)
    assert len({key.text for keys in listed.rows for key in keys}) == 5  # no two buttons alike
    assert str(listed.text) == snapshot
