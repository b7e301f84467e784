"""The work plan as people see it, and what is drawn and written of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from syrupy.assertion import SnapshotAssertion

from council.config import Council
from council.followup import LEAD, Answer, Evidence, State
from council.people import Person
from council.plan import LinkKind, Move, PlanDraft, PlanItem
from council.plan_tables import Mistake, Reading, Row, Why
from council.text_rules import length
from handlers.common.dates import month_names
from handlers.common.navigation import Thing
from handlers.common.pictures.year import MOST_ITEMS, Year, year_picture
from handlers.common.texts import Catalogs, Texts, plain
from handlers.common.view import View
from handlers.common.xlsx_writer import workbook
from handlers.plan.presses import ShowPlan
from handlers.plan.views import imports as import_views, picture, plan as plan_views
from handlers.plan.views.plan import Tie
from tests.followups import followed

TODAY = date(2027, 5, 14)
PEOPLE = {7: Person(7, 1, "Expert, <Uzbekistan>", "", "", "en", "UTC")}
DONE = datetime(2027, 2, 1, tzinfo=UTC)


def item(number: int, due: date, group: str = "B", **changes: object) -> PlanItem:
    draft = PlanDraft(group, "Survey of <schools> & more", due, 7 if number % 2 else None, "Ministry" if number == 2 else "")
    return replace(PlanItem(number, draft, 2027, number, due), **changes)  # type: ignore[arg-type]


ITEMS = [
    item(1, date(2027, 2, 1), done_at=DONE),
    item(2, date(2027, 5, 1)),
    item(3, date(2027, 6, 30), planned=date(2027, 4, 1), schedule=3),
    item(4, date(2027, 12, 31)),
    item(5, date(2028, 1, 31), planned=date(2027, 11, 1), schedule=2),
]
OTHERS = [item(1, date(2027, 3, 1), "EC", done_at=DONE), item(2, date(2027, 3, 2), "EC")]
MOVES = [Move(date(2027, 4, 1), date(2027, 5, 1), DONE), Move(date(2027, 5, 1), date(2027, 6, 30), DONE)]
TIES = [
    Tie(LinkKind.MEETING, 17, "Meeting 17, Thu 3 December 2026", Thing.MEETING, 17),
    Tie(LinkKind.RECOMMENDATION, 4, "Recommendation B-2026-03", Thing.ROUND, 9),
]

SAID = [
    Answer(LEAD, state, words, Evidence("", "file" if words else "", "letter.pdf" if words else ""), 7, DONE)
    for state, words in ((State.NOT_BEGUN, ""), (State.UNDER_WAY, ""), (State.BLOCKED, "The <ministry> is silent."))
]
BLOCKED, DROPPED = replace(ITEMS[2], state=State.BLOCKED), replace(ITEMS[1], dropped_at=DONE)
OVER = item(6, date(2027, 4, 1), state=State.NO_LONGER_RELEVANT)


def drawn(view: View) -> str:
    rows = [" ".join(f"[{b.text}]" for b in row) for row in view.rows]
    return "\n".join([str(view.text), *rows])


def texts(language: str) -> Texts:
    return Catalogs(["en", "ru"]).texts(language)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages(council: Council, snapshot: SnapshotAssertion, language: str) -> None:
    t = texts(language)
    look, years = ShowPlan("B", 2027, 0), [2026, 2027, 2028]
    many = [item(n, date(2027, 1 + n % 12, 9)) for n in range(1, 20)]
    seen = [
        plan_views.overview(council, ["EC", "A", "B"], [*OTHERS, *ITEMS], ITEMS[2:3], 2027, years, TODAY, t, changes=True),
        plan_views.overview(council, ["EC", "A"], [], [], 2027, [], TODAY, t, changes=False),
        plan_views.page(council, "B", ITEMS, PEOPLE, look, years, TODAY, t, changes=True, all_=True),
        plan_views.page(council, "B", many, PEOPLE, replace(look, page=1), [2027], TODAY, t, changes=False, all_=False),
        plan_views.page(council, "B", many, PEOPLE, replace(look, page=99), [2027], TODAY, t, changes=False, all_=False),
        plan_views.page(council, "B", [], {}, look, [], TODAY, t, changes=True, all_=False),
    ]
    assert [drawn(view) for view in seen] == snapshot


@pytest.mark.parametrize("language", ["en", "ru"])
def test_items(council: Council, snapshot: SnapshotAssertion, language: str) -> None:
    t = texts(language)
    seen = [
        plan_views.item(council, ITEMS[0], PEOPLE, [], [], [], TODAY, "UTC", t, changes=True, finishes=True),
        plan_views.item(council, ITEMS[1], {}, [], [], [], TODAY, "UTC", t, changes=False, finishes=False),
        plan_views.item(
            council,
            replace(ITEMS[2], state=State.BLOCKED),
            PEOPLE,
            MOVES,
            TIES,
            SAID,
            TODAY,
            "UTC",
            t,
            changes=True,
            finishes=True,
        ),
        plan_views.item(council, ITEMS[3], {}, [], TIES, [], TODAY, "UTC", t, changes=False, finishes=True),
        plan_views.item(
            council, replace(ITEMS[1], dropped_at=DONE), {}, [], [], [], TODAY, "UTC", t, changes=True, finishes=True
        ),
        plan_views.item(council, OVER, PEOPLE, [], [], [], TODAY, "UTC", t, changes=True, finishes=True),
        plan_views.ask_to_drop(ITEMS[1], t),
        plan_views.to_be_added(council, ITEMS[2].draft, PEOPLE, t),
        plan_views.to_be_moved(ITEMS[1], date(2027, 7, 1), t),
        plan_views.reminder(council, ITEMS[2], 7, "", t),
        plan_views.reminder(council, ITEMS[1], 1, "Ministry", t),
        plan_views.yours(council, ITEMS[2:4], TODAY, t),
        plan_views.yours(council, [BLOCKED], TODAY, t),
        plan_views.picture_words(council, "B", 2027, ITEMS, TODAY, t),
        plan_views.picture_words(council, "", 2027, [], TODAY, t),
        plan_views.table_words(2027, 5, t),
    ]
    assert [drawn(view) for view in seen] == snapshot


@pytest.mark.parametrize("language", ["en", "ru"])
def test_files(council: Council, snapshot: SnapshotAssertion, language: str) -> None:
    t = texts(language)
    new = PlanDraft("B", "New <item>", date(2027, 9, 30), 7)
    changed = PlanDraft("B", "Other words", date(2027, 9, 30), None, "")
    wrong = [Mistake(n, "C", why, "<told>", 200) for n, why in enumerate(Why, start=5)]
    measures = [Row(4, new, measure_of=followed(1)), Row(5, changed, 2, measure_of=followed(2))]
    reading = Reading([Row(2, new), Row(3, changed, 2, True), *measures], 4, wrong, ("Remarks", "<x>"))
    seen = [
        import_views.how(["EC", "B"], t),
        import_views.how(["B"], t),
        import_views.checked(council, 3, reading, {2: ITEMS[1]}, PEOPLE, t),
        import_views.checked(council, 0, Reading([], 0, wrong[:1]), {}, {}, t),
        import_views.checked(council, 4, Reading([Row(n, new) for n in range(15)], 0, []), {}, PEOPLE, t),
        import_views.brought_in(3, t),
        import_views.discarded(t),
    ]
    assert [drawn(view) for view in seen] == snapshot
    sheets = [
        import_views.template(["B"], TODAY, t),
        import_views.table(ITEMS, PEOPLE, {3: "B-2026-01"}, TODAY, t),
        import_views.mistakes(council, wrong, t),
    ]
    assert [[list(sheet.heads), *(list(row) for row in sheet.rows)] for sheet in sheets] == snapshot


def test_a_table_that_goes_out_holds_no_formula() -> None:
    t = texts("en")
    bad = replace(ITEMS[1], draft=PlanDraft("B", "=HYPERLINK(1)", date(2027, 5, 1), None, "+1"))
    made = load_workbook(BytesIO(workbook(import_views.table([bad], {}, {}, TODAY, t)))).worksheets[0]
    assert all(cell.data_type != "f" for row in made.iter_rows() for cell in row)
    assert made["C2"].value == "'=HYPERLINK(1)"


def told(year: Year) -> list[object]:
    """The picture in words: what stands where."""
    tracks = []
    for track in year.tracks:
        marks = [f"{m.number} {m.shape.name} {m.at:.2f} (was {m.was}): {m.words}, {m.note}" for m in track.marks]
        tracks.append([f"{track.sign.letters}: {track.name}", *marks])
    legend = " ".join(f"{shape.name}={name}" for shape, name in year.legend)
    return [year.head, " ".join(year.months), f"today {year.today}", legend, *tracks, year.foot]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_year(council: Council, snapshot: SnapshotAssertion, language: str) -> None:
    t = texts(language)
    seen = [
        picture.picture(council, "B", 2027, ITEMS, PEOPLE, TODAY, t),
        picture.picture(council, "", 2027, [*OTHERS, *ITEMS], PEOPLE, TODAY, t),
        picture.picture(council, "", 2027, [], PEOPLE, date(2026, 12, 1), t),
    ]
    assert [told(year) for year in seen] == snapshot


def test_years_are_drawn_however_full_or_empty(council: Council) -> None:
    t = texts("ru")
    many = [item(n, date(2027, 1 + n % 12, 1 + n % 28)) for n in range(1, MOST_ITEMS + 20)]
    for group, items in (("B", many), ("", [*OTHERS, *many]), ("B", []), ("", [])):
        assert year_picture(picture.picture(council, group, 2027, items, {}, TODAY, t)).startswith(b"\x89PNG")


def test_months_are_known_by_their_names_in_every_language(council: Council) -> None:
    known = month_names(council.languages)
    assert {known[name] for name in ("march", "mar", "март", "марта")} == {3}
    assert set(known.values()) == set(range(1, 13))


def test_whatever_is_in_a_file_what_is_shown_of_it_fits_a_message(council: Council) -> None:
    t = texts("ru")
    long = PlanDraft("B", "Ж" * 200, date(2027, 9, 30), None, "Щ" * 120)
    old = replace(ITEMS[1], draft=replace(long, what="Ы" * 200, who="Ъ" * 120, due=date(2027, 9, 29)))
    rows = [*(Row(n, long) for n in range(20)), *(Row(n, long, 2, True) for n in range(20, 40))]
    wrong = [Mistake(n, "AB", Why.NO_GROUP, "Ф" * 40) for n in range(50)]
    shown = import_views.checked(council, 1, Reading(rows, 0, wrong, ["Ц" * 40] * 20), {2: old}, {}, t)
    assert length(plain(shown.text)) <= 4096
    moves = [Move(date(2027, 1, n), date(2027, 1, n + 1), DONE) for n in range(1, 30)]
    one = plan_views.item(council, replace(old, draft=long), {}, moves, TIES, [], TODAY, "UTC", t, changes=True, finishes=True)
    assert length(plain(one.text)) <= 1000
    pages = plan_views.page(council, "B", [old] * 30, {}, ShowPlan("B", 2027, 0), [], TODAY, t, changes=True, all_=True)
    assert length(plain(pages.text)) <= 4096
    mine = plan_views.overview(council, council.codes, [old] * 30, [old] * 30, 2027, [], TODAY, t, changes=True)
    assert length(plain(mine.text)) <= 4096
