"""The work plan's rules, and days as people write them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from council.clock import zone
from council.date_parts import Words
from council.days import read_day
from council.errors import NoHeads, TooLong, Unchanged
from council.followup import FINISHED, State
from council.people import WHOLE_COUNCIL, Actor, Person, Role, Seat
from council.plan import (
    REMIND_DAYS,
    BadYear,
    PlanDraft,
    PlanItem,
    Status,
    can_finish,
    cleaned,
    in_order,
    is_asked_of_item,
    lead,
    moved,
    next_reminder,
    reminded_at,
    said,
    visible_groups,
)
from council.plan_tables import Column, Ground, Mistake, Row, Why, read
from tests.lexicons import lexicon

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ZONE = "Asia/Tashkent"
LEXICON = lexicon()
DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))


def item(due: date, **changes: object) -> PlanItem:
    return replace(PlanItem(1, PlanDraft("B", "Survey", due), due.year, 3, due), **changes)  # type: ignore[arg-type]


@given(DAYS, st.lists(DAYS, max_size=5), DAYS, st.booleans())
def test_an_item_stands_in_one_way_and_its_first_day_is_kept(
    due: date, moves: list[date], today: date, done: bool
) -> None:  # fmt: skip
    at = item(due)
    for new in moves:
        if new == at.draft.due:
            with pytest.raises(Unchanged):
                moved(at, new, TODAY)
            continue
        later = moved(at, new, TODAY)
        assert later.schedule == at.schedule + 1
        at = later
    assert at.planned == due
    if done:
        at = replace(at, done_at=NOW)
    expected = (
        Status.DONE if done else Status.LATE if at.draft.due < today else Status.MOVED if at.draft.due != due else Status.AHEAD
    )
    assert at.status(today) is expected


@given(DAYS, st.datetimes(datetime(2026, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC)))
def test_from_reminder_to_reminder_each_is_met_once_and_says_what_is_true(due: date, start: datetime) -> None:
    at, met = start, []
    while (following := next_reminder(item(due), at, ZONE)) is not None:
        assert following > at
        met.append(following)
        at = following
    assert met == sorted(one for days in REMIND_DAYS if (one := reminded_at(due, days, ZONE)) > start)
    for one in met:
        local = one.astimezone(zone(ZONE))
        assert (local.hour, local.minute) == (9, 0)
        assert lead(item(due), local.date()) in REMIND_DAYS


def test_nobody_is_reminded_of_what_is_done_or_gone_or_due() -> None:
    due = TODAY + timedelta(days=30)
    for over in ({"done_at": NOW}, {"dropped_at": NOW}):
        assert next_reminder(item(due, **over), NOW, ZONE) is None
        assert lead(item(due, **over), TODAY) is None
    assert lead(item(TODAY), TODAY) is None
    assert lead(item(TODAY + timedelta(days=1)), TODAY) == 1


@given(st.lists(st.sampled_from(State), max_size=5), st.booleans())
def test_what_is_asked_after_is_as_was_said_last(states: list[State], dropped: bool) -> None:
    at = item(TODAY - timedelta(days=1), state=State.NOT_BEGUN, dropped_at=NOW if dropped else None)
    for n, state in enumerate(states):
        at = said(at, state, NOW + timedelta(days=n))
        assert at.state is state
        assert (at.done_at is not None) is (state is State.DONE)
    last = states[-1] if states else State.NOT_BEGUN
    assert at.open is (not dropped and last not in FINISHED)
    expected = {State.DONE: Status.DONE, State.NO_LONGER_RELEVANT: Status.OVER}
    assert at.status(TODAY) is expected.get(last, Status.LATE)
    mine = replace(at, draft=replace(at.draft, person=7))
    assert is_asked_of_item(actor("B", Role.MEMBER), mine) is not dropped
    assert not is_asked_of_item(actor("B", Role.CHAIR, 8), mine)
    assert not is_asked_of_item(actor("A", Role.CHAIR), mine), "whose seat there is gone"
    assert not is_asked_of_item(actor("B", Role.MEMBER), replace(mine, state=None))


def actor(group: str, role: Role, id_: int = 7) -> Actor:
    person = Person(id_, 1, "", "", "", "en", "UTC")
    return Actor("person", person, (Seat(group, role, NOW),))


def test_who_sees_which_plan_and_who_says_that_it_is_done() -> None:
    assert visible_groups(actor(WHOLE_COUNCIL, Role.SECRETARIAT), "EC") is None
    assert visible_groups(actor("EC", Role.OBSERVER), "EC") is None
    assert visible_groups(actor("EC", Role.MEMBER), "") == ("EC",)
    assert visible_groups(actor("B", Role.OBSERVER), "EC") == ("B",)
    assert visible_groups(Actor("person"), "EC") == ()
    mine = item(TODAY, draft=PlanDraft("B", "Survey", TODAY, 7))
    assert can_finish(actor("B", Role.OBSERVER), mine)
    assert not can_finish(actor("B", Role.MEMBER, 8), mine)
    assert can_finish(actor("B", Role.CHAIR, 8), mine)
    assert not can_finish(actor("A", Role.CHAIR, 7), mine), "whose seat there is gone"


def test_what_is_typed_is_cleaned_and_measured() -> None:
    draft = cleaned(PlanDraft("B", "  Survey \u202e of\n schools ", TODAY, None, " Ministry  "), TODAY)
    assert (draft.what, draft.who) == ("Survey of schools", "Ministry")
    assert cleaned(replace(draft, person=7), TODAY).who == ""
    with pytest.raises(TooLong):
        cleaned(replace(draft, what="x" * 201), TODAY)
    for year in (2024, 2032):
        with pytest.raises(BadYear):
            cleaned(replace(draft, due=date(year, 1, 1)), TODAY)


def test_items_stand_by_group_and_day() -> None:
    listed = [item(TODAY, draft=PlanDraft(code, "x", TODAY + timedelta(days=n))) for n, code in enumerate("DBAXB")]
    assert [one.draft.group for one in in_order(listed, ["A", "B", "D"])] == ["A", "B", "B", "D", "X"]


# -- days


MONTHS = {"march": 3, "mar": 3, "марта": 3, "март": 3, "апрель": 4, "may": 5, "december": 12, "декабря": 12}
WORDS = Words(MONTHS, {"friday": 4}, LEXICON)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2027-03-31", date(2027, 3, 31)),
        ("2027-03-31 00:00:00", date(2027, 3, 31)),
        ("31.03.2027", date(2027, 3, 31)),
        ("31.3.2027 г.", date(2027, 3, 31)),
        ("31/03/2027", date(2027, 3, 31)),
        ("31 March 2027", date(2027, 3, 31)),
        ("1st march, 2027", date(2027, 3, 1)),
        ("31 марта 2027 года", date(2027, 3, 31)),
        ("March 2027", date(2027, 3, 31)),
        ("март 2027 г.", date(2027, 3, 31)),
        ("03.2027", date(2027, 3, 31)),
        ("2027-02", date(2027, 2, 28)),
        ("Q1 2027", date(2027, 3, 31)),
        ("q 4", date(2026, 12, 31)),
        ("Q1", date(2027, 3, 31)),  # this year's is over
        ("II квартал 2027", date(2027, 6, 30)),
        ("3 кв. 2027 г.", date(2027, 9, 30)),
        ("IV кв 2027", date(2027, 12, 31)),
        ("2-й квартал 2027", date(2027, 6, 30)),
        ("31.12", date(2026, 12, 31)),
        ("29.02", date(2028, 2, 29)),  # the next that there is
        ("1.03.", date(2027, 3, 1)),
        ("1 may", date(2027, 5, 1)),
        ("december", date(2026, 12, 31)),
        ("до конца марта", date(2027, 3, 31)),
        ("к концу марта 2027 г.", date(2027, 3, 31)),
        ("в марте 2027 года", date(2027, 3, 31)),
        ("by the end of March", date(2027, 3, 31)),
        ("end of Q1 2027", date(2027, 3, 31)),
        ("до конца I квартала 2027 г.", date(2027, 3, 31)),
        ("в первом квартале 2027 года", date(2027, 3, 31)),
        ("first quarter of 2027", date(2027, 3, 31)),
        ("I–II кв. 2027", date(2027, 6, 30)),
        ("март–апрель 2027", date(2027, 4, 30)),
        ("1 полугодие 2027", date(2027, 6, 30)),
        ("H1 2027", date(2027, 6, 30)),
        ("до конца года", date(2026, 12, 31)),
        ("by the end of the year", date(2026, 12, 31)),
        ("в течение 2027 года", date(2027, 12, 31)),
        ("до 31 марта 2027 г.", date(2027, 3, 31)),
        ("не позднее 31.03.2027", date(2027, 3, 31)),
        ("by 31 March", date(2027, 3, 31)),
        ("2027/03/31", date(2027, 3, 31)),
        ("31-го марта 2027", date(2027, 3, 31)),
        ("12/03/2027", None),  # March or December
        ("26-12-31", None),
        ("March 27", None),  # the day or the year
        ("апрель–март 2027", None),
        ("15–20 марта 2027", None),
        ("середина марта", None),
        ("Friday", None),  # of which week, if it stands in a file?
        ("32 December", None),
        ("31.02.2027", None),
        ("2027", None),
        ("soon", None),
        ("13.2027", None),
        ("5 March or April", None),
        ("", None),
    ],
)
def test_a_day_as_people_write_it(typed: str, expected: date | None) -> None:
    assert read_day(typed, WORDS, TODAY) == expected


@given(st.text(max_size=30))
def test_whatever_was_typed_it_is_a_day_or_none(typed: str) -> None:
    found = read_day(typed, WORDS, TODAY)
    assert found is None or isinstance(found, date)


@given(DAYS)
def test_every_day_is_read_back(day: date) -> None:
    for shape in ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%d-%m-%Y"):
        assert read_day(day.strftime(shape), WORDS, TODAY) == day


# -- tables


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (["12/03/2027", "31/03/2027"], [date(2027, 3, 12), date(2027, 3, 31)]),
        (["12/03/2027", "03/31/2027"], [date(2027, 12, 3), date(2027, 3, 31)]),
        (["12/03/2027", "10.03.2027"], [None, date(2027, 3, 10)]),
    ],
)
def test_a_column_tells_whether_its_days_or_months_come_first(typed: list[str], expected: list[date | None]) -> None:
    rows = [(1, ["Group", "What", "By when"]), *((n, ["B", f"Item {n}", day]) for n, day in enumerate(typed, start=2))]
    found = read(rows, ground())
    due = {row.number: row.draft.due for row in found.rows}
    assert [due.get(n) for n in range(2, len(typed) + 2)] == expected


PEOPLE = [Person(7, 1, "Expert, Uzbekistan", "", "", "en", ZONE), Person(8, 2, "Twin", "", "", "en", ZONE)]
OLD = PlanItem(5, PlanDraft("B", "Survey of schools", date(2027, 3, 31), 7), 2027, 2, date(2027, 3, 31))


def ground(mine: tuple[str, ...] = ("A", "B")) -> Ground:
    people = {"B": [*PEOPLE, replace(PEOPLE[1], id=9)]}
    return Ground({"a": "A", "b": "B", "c": "C"}, mine, WORDS, people, [OLD], TODAY, LEXICON)


def one(row: list[str], mine: tuple[str, ...] = ("A", "B")) -> Row | list[Mistake] | None:
    found = read([(1, ["№", "Group", "What", "By when", "Who", "Done"]), (2, row)], ground(mine))
    assert len(found.rows) <= 1
    return found.rows[0] if found.rows else list(found.mistakes) or None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["", "B", "New", "Q1 2027", "", ""], Row(2, PlanDraft("B", "New", date(2027, 3, 31)))),
        (["", "В", "New", "Q1 2027", "", ""], Row(2, PlanDraft("B", "New", date(2027, 3, 31)))),  # a Cyrillic letter
        (["1", "B", "New", "Q1 2027", "", "нет"], Row(2, PlanDraft("B", "New", date(2027, 3, 31)), None, False)),
        (["", "b", "New", "Q1 2027", "expert,  uzbekistan", "✓"],
         Row(2, PlanDraft("B", "New", date(2027, 3, 31), 7), None, True)),
        (["", "B", "New", "Q1 2027", "Ministry", ""], Row(2, PlanDraft("B", "New", date(2027, 3, 31), None, "Ministry"))),
        (["", "B", "'=1+1", "Q1 2027", "", ""], Row(2, PlanDraft("B", "=1+1", date(2027, 3, 31)))),
        (["B.2", "B", "Other words", "31.03.2027", "Expert, Uzbekistan", ""],
         Row(2, PlanDraft("B", "Other words", date(2027, 3, 31), 7), 5)),
        (["", "B", "survey of  schools", "30.09.2027", "", ""],
         Row(2, PlanDraft("B", "survey of schools", date(2027, 9, 30)), 5)),
        (["b.2", "", "Survey of schools", "31.03.2027", "Expert, Uzbekistan", ""], None),  # unchanged
        (["B.9", "B", "New", "Q1 2027", "", ""], [Mistake(2, "A", Why.NO_ITEM, "B.9")]),
        (["B.2", "A", "New", "Q1 2027", "", ""], [Mistake(2, "A", Why.NO_ITEM, "B.2")]),
        (["", "", "New", "Q1 2027", "", ""], [Mistake(2, "B", Why.MISSING)]),
        (["", "Z", "New", "Q1 2027", "", ""], [Mistake(2, "B", Why.NO_GROUP, "Z")]),
        (["", "C", "New", "Q1 2027", "", ""], [Mistake(2, "B", Why.NOT_YOURS, "C")]),
        (["", "B", "\u200e", "Q1 2027", "", ""], [Mistake(2, "C", Why.MISSING)]),
        (["", "B", "x" * 201, "Q1 2027", "", ""], [Mistake(2, "C", Why.TOO_LONG, "201", 200)]),
        (["", "B", "#REF!", "Q1 2027", "", ""], [Mistake(2, "C", Why.FORMULA, "#REF!")]),
        (["", "B", "New", "", "", ""], [Mistake(2, "D", Why.MISSING)]),
        (["", "B", "New", "soon", "", ""], [Mistake(2, "D", Why.NO_DAY, "soon")]),
        (["", "B", "New", "#VALUE!", "", ""], [Mistake(2, "D", Why.FORMULA, "#VALUE!")]),
        (["", "B", "New", "1.1.2040", "", ""], [Mistake(2, "D", Why.BAD_YEAR, "1.1.2040")]),
        (["", "B", "New", "Q1 2027", "Twin", ""], [Mistake(2, "E", Why.TWO_PEOPLE, "Twin")]),
        (["", "B", "New", "Q1 2027", "x" * 121, ""], [Mistake(2, "E", Why.TOO_LONG, "121", 120)]),
        (["", "B", "New", "Q1 2027", "", "perhaps"], [Mistake(2, "F", Why.NO_DONE, "perhaps")]),
    ],
)  # fmt: skip
def test_a_row_is_read_or_its_mistake_is_told_with_its_cell(row: list[str], expected: object) -> None:
    assert one(row) == expected


def test_a_chair_of_one_group_need_not_say_which() -> None:
    assert one(["", "", "New", "Q1 2027", "", ""], ("B",)) == Row(2, PlanDraft("B", "New", date(2027, 3, 31)))


def due_of(*rows: list[str]) -> list[tuple[str, date]]:
    found = read(list(enumerate(rows, start=1)), ground())
    assert not found.mistakes
    return [(row.draft.group, row.draft.due) for row in found.rows]


def test_a_titles_year_is_that_of_days_without_one_and_its_group_that_of_rows_without_one() -> None:
    heads = ["What", "By when"]
    title = ["План работы группы B на 2027 год, утверждён 15.11.2026"]
    assert due_of(title, heads, ["Report", "декабря"], ["Visit", "31.03"]) == [
        ("B", date(2027, 12, 31)), ("B", date(2027, 3, 31)),
    ]  # fmt: skip
    assert due_of(["Plan 2026"], heads, ["Group A"], ["Report", "March"]) == [("A", date(2026, 3, 31))]
    assert due_of(heads, ["Group A"], ["Report", "december"], ["Группа B"], ["Other", "Q1"]) == [
        ("A", date(2026, 12, 31)), ("B", date(2027, 3, 31)),
    ]  # fmt: skip
    assert due_of(["2026 - 2027"], heads, ["Group A"], ["Report", "December"]) == [("A", date(2026, 12, 31))]


@pytest.mark.parametrize(
    ("told", "done"),
    [("не выполнено", False), ("в работе", False), ("Исполнено", True), ("100%", True), ("in progress", False), ("☐", False)],
)
def test_a_state_in_other_words(told: str, *, done: bool) -> None:
    found = one(["", "B", "New", "Q1 2027", "", told])
    assert isinstance(found, Row)
    assert found.done is done


def test_the_same_twice_is_a_mistake_and_heads_are_needed() -> None:
    rows = [(1, ["What", "By when", "Group", "x"]), (2, ["New", "Q1 2027", "B"]), (4, ["new", "Q2 2027", "B"])]
    found = read(rows, ground())
    assert [row.number for row in found.rows] == [2]
    assert found.mistakes == [Mistake(4, "A", Why.TWICE, "2")]
    assert found.unused == ("x",)
    for heads in (["What"], ["By when"], ["Name", "Groups"], []):
        with pytest.raises(NoHeads):
            read([(1, heads)], ground())
    with pytest.raises(NoHeads):
        read([], ground())


CELLS = st.lists(st.text(max_size=12) | st.sampled_from(["B", "B.2", "Q1 2027", "yes", "Twin", "=1"]), max_size=8)


@given(st.lists(CELLS, max_size=6))
def test_any_table_is_read_and_every_mistake_names_a_cell(cells: list[list[str]]) -> None:
    rows = [(1, ["№", "Group", "What", "By when", "Who", "Done"]), *enumerate(cells, start=2)]
    found = read(rows, ground())
    assert all(2 <= mistake.row < 2 + len(cells) and mistake.column in "ABCDEF" for mistake in found.mistakes)
    wrong = {mistake.row for mistake in found.mistakes}
    assert not wrong & {row.number for row in found.rows}
    said = sum(any(cell.strip() for cell in row) for row in cells)
    assert len(found.rows) + found.same + len(wrong) == said


def test_every_column_has_heads_in_both_languages() -> None:
    for told in (
        ["№", "Group", "What", "By when", "Who", "Done", "Recommendation"],
        ["№", "Группа", "Что", "Срок", "Ответственный", "Выполнено", "Рекомендация"],
    ):
        assert read([(1, told)], ground()).unused == ()
        assert len(told) == len(Column)


def test_who_left_the_group_still_sees_to_what_was_theirs_until_somebody_else_is_named() -> None:
    left = replace(OLD, draft=replace(OLD.draft, person=77))
    table = [(1, ["№", "What", "By when", "Who", "State", "First planned for"])]
    for name, expected in (("expert  who left", []), ("Somebody", [(None, "Somebody")]), ("", [(None, "")])):
        row = (2, ["B.2", "Survey of schools", "31.03.2027", name, "late", ""])
        found = read([*table, row], replace(ground(), items=[left], names={77: "Expert who left"}))
        assert [(one.draft.person, one.draft.who) for one in found.rows] == expected
        assert found.unused == ()
