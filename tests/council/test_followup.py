"""Follow-up: periods, measures as people type them, and who is asked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from council.config import Council
from council.errors import Empty
from council.followup import (
    FINISHED,
    LEAD,
    Answer,
    Evidence,
    FollowUp,
    Measure,
    State,
    answerable,
    begins_with,
    in_force,
    is_asked_of_addressee,
    last_day,
    late_first,
    next_period,
    next_question,
    period,
    period_at,
)
from council.measures import YEARS_AHEAD, MeasureDraft, keys_by_name, read_measures
from council.people import Actor, Person, Role, Seat
from council.recommendations import FINAL, Recommendation, Stage
from council.rounds import Round
from council.rules import Outcome
from council.task_lines import WrongLine, WrongLines
from tests.views.recommendations import ROUND

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
MONTHS = st.integers(1, 24)
ABOUT = Recommendation(5, "B-2026-01", "B", "Schooling", 7, Stage.OUTCOME, 1, "Text", "", None, NOW)
FOLLOWED = FollowUp(5, 9, "B-2026-01", "Schooling", "B", 2026, NOW, 7, "", ("KZ", "UZ"), (), ())


def actor(id_: int, *seats: tuple[str, Role]) -> Actor:
    return Actor("person", Person(id_, id_, "Expert", "", "", "en", "UTC"), tuple(Seat(*seat, since=NOW) for seat in seats))


@given(DAYS, MONTHS)
def test_a_period_begins_where_the_one_before_ends(day: date, months: int) -> None:
    first = next_period(day, months)
    assert first > day
    assert first.day == 1
    assert period(first, months) == f"{first:%Y-%m}" != period(day, months)
    assert period(first - timedelta(days=1), months) == period(day, months)
    assert (first.year - day.year) * 12 + first.month - day.month <= months


@given(DAYS, DAYS, MONTHS)
def test_days_of_one_period_are_next_to_each_other(one: date, other: date, months: int) -> None:
    same = period(one, months) == period(other, months)
    assert same is (next_period(one, months) == next_period(other, months))
    assert (period(one, months) < period(other, months)) is (not same and one < other)


@given(DAYS)
def test_three_months_are_a_quarter(day: date) -> None:
    assert period(day, 3) == f"{day.year}-{(day.month - 1) // 3 * 3 + 1:02}"


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), MONTHS)
def test_the_next_question_comes_in_the_next_period_at_nine(council: Council, at: datetime, months: int) -> None:
    council = replace(council, followup_months=months)
    asked = next_question(council, at)
    assert asked > at
    assert period_at(council, asked) > period_at(council, at)
    assert period_at(council, asked - timedelta(hours=10)) == period_at(council, at)
    assert last_day(council, at) + timedelta(days=1) == council.today(asked)
    assert next_question(council, asked) > asked


# -- measures


def read_day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)
AHEAD = st.dates(TODAY, date(TODAY.year + YEARS_AHEAD, 12, 31))


@given(st.lists(st.tuples(WORDS, st.one_of(st.just(""), WORDS), AHEAD), min_size=1, max_size=10))
def test_what_is_typed_line_by_line_is_read(typed: list[tuple[str, str, date]]) -> None:
    text = "\n".join(f"{what}; {who}; {day}" if who else f"{what}; {day}" for what, who, day in typed)
    found = read_measures(text, TODAY, read_day, {})
    assert [one.due for one in found] == [day for _, _, day in typed]
    assert [bool(one.who) for one in found] == [bool(who) for _, who, _ in typed]


@given(
    st.lists(st.sampled_from(["Survey; Ministry; 2027-03-31", "Survey", "Survey; 2020-01-01", "; KZ; 2027-01-01"]), min_size=1)
)
def test_every_wrong_line_is_told_with_its_number(lines: list[str]) -> None:
    wrong = [n for n, line in enumerate(lines, 1) if not line.endswith("2027-03-31")]
    if not wrong:
        assert len(read_measures("\n".join(lines), TODAY, read_day, {})) == len(lines)
        return
    with pytest.raises(WrongLines) as refused:
        read_measures("\n".join(lines), TODAY, read_day, {})
    assert [n for n, _, _ in refused.value.lines] == wrong


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Survey", WrongLine.NO_DAY),
        ("Survey; ministry; ", WrongLine.NO_DAY),
        ("Survey; ministry; soon", WrongLine.UNREADABLE),
        ("Survey; 2026-11-23", WrongLine.PAST),
        ("Survey; 2099-01-01", WrongLine.FAR),
        ("; KZ; 2027-01-01", WrongLine.EMPTY),
        ("x" * 301 + "; 2027-01-01", WrongLine.LONG),
        (f"Survey; {'x' * 121}; 2027-01-01", WrongLine.LONG),
    ],
)
def test_what_is_wrong_with_a_line(line: str, why: WrongLine) -> None:
    with pytest.raises(WrongLines) as refused:
        read_measures(f"Good; 2026-11-24\n\n{line}", TODAY, read_day, {})
    [(number, told, _)] = refused.value.lines
    assert (number, told) == (3, why)


def test_an_addressee_is_known_by_any_of_its_names(council: Council) -> None:
    keys = keys_by_name(council.addressees)
    found = read_measures("Order; Казахстан; 2027-03-31\nOrder; kz; 2027-03-31\nA; b; KZ; 2027-03-31", TODAY, read_day, keys)
    assert [one.addressee for one in found] == ["KZ"] * 3
    assert found[2] == MeasureDraft("A; b", date(2027, 3, 31), "KZ")
    with pytest.raises(Empty):
        read_measures(" \n ", TODAY, read_day, keys)


# -- states, and what is late


@given(st.sampled_from(State), AHEAD, AHEAD, st.booleans())
def test_what_is_finished_or_dropped_is_not_late(state: State, due: date, today: date, dropped: bool) -> None:
    measure = Measure(1, "Order", "KZ", "", due, state, dropped)
    assert measure.late(today) is (due < today and not dropped and state not in FINISHED)


@given(st.lists(st.tuples(st.booleans(), AHEAD), max_size=6), AHEAD)
def test_the_latest_come_first_and_what_is_over_last(made: list[tuple[bool, date]], today: date) -> None:
    listed = [replace(FOLLOWED, ended=ended, measures=(Measure(1, "Order", "", "", due),)) for ended, due in made]
    order = late_first(listed, today)
    assert sorted(map(id, order)) == sorted(map(id, listed))
    assert [one.ended for one in order] == sorted(one.ended for one in listed)
    late = [one.measures[0].due for one in order if one.late(today)]
    assert late == sorted(late)


# -- who is asked


def asks(who: Actor, addressee: str, agreed: set[str], found: FollowUp = FOLLOWED, about: Recommendation = ABOUT) -> bool:
    return is_asked_of_addressee(who, found, about, addressee, agreed, "EC")


def test_the_lead_and_who_agreed_are_asked_while_they_have_a_role() -> None:
    lead, expert = actor(7, ("B", Role.MEMBER)), actor(8, ("B", Role.OBSERVER))
    assert asks(lead, LEAD, set())
    assert not asks(lead, "KZ", set())
    assert asks(expert, "KZ", {"KZ"})
    assert not asks(expert, LEAD, {"KZ"})
    assert not asks(expert, "TJ", {"TJ"}), "it is not addressed to them"
    for gone in (actor(7), actor(7, ("A", Role.CHAIR))):
        assert not asks(gone, LEAD, set())
        assert not asks(gone, "KZ", {"KZ"})


@given(st.sampled_from(Stage), st.booleans(), st.sampled_from(Role))
def test_nobody_is_asked_of_what_is_over(stage: Stage, ended: bool, role: Role) -> None:
    found, about = replace(FOLLOWED, ended=ended), replace(ABOUT, stage=stage)
    who = actor(7, ("" if role is Role.SECRETARIAT else "B", role))
    over = ended or stage in FINAL
    assert bool(answerable(who, found, about, {"KZ"}, "EC")) is not over
    if over:
        assert not asks(who, LEAD, {"KZ"}, found, about)


def test_who_may_change_it_may_answer_of_all() -> None:
    for who in (actor(1, ("B", Role.CHAIR)), actor(1, ("", Role.SECRETARIAT))):
        assert answerable(who, FOLLOWED, ABOUT, set(), "EC") == (LEAD, "KZ", "UZ")
    assert answerable(actor(1, ("B", Role.MEMBER)), FOLLOWED, ABOUT, {"UZ"}, "EC") == ("UZ",)
    assert answerable(actor(1, ("A", Role.CHAIR)), FOLLOWED, ABOUT, {"UZ"}, "EC") == ()


def test_the_last_answer_counts() -> None:
    said = (Answer("KZ", State.BLOCKED, "", Evidence(), 8, NOW), Answer(LEAD, State.DONE, "", Evidence(), 7, NOW))
    found = replace(FOLLOWED, answers=said, measures=(Measure(1, "Order", "", "", TODAY),))
    assert found.state("KZ") is State.BLOCKED
    assert found.state("UZ") is State.NOT_BEGUN
    assert found.late(TODAY + timedelta(days=9)) == (), "the whole is finished"


# -- when it begins


def closed(outcome: Outcome, group: str = "B", version: int = 1, id_: int = 1) -> Round:
    return replace(ROUND, id=id_, group=group, outcome=outcome, version=version)


@given(st.sampled_from(Outcome), st.booleans(), st.sampled_from(["B", "EC"]))
def test_it_begins_with_what_is_adopted(council: Council, outcome: Outcome, by_group: bool, group: str) -> None:
    council = replace(council, followed_by_group=by_group, committee="EC")
    adopts = outcome is Outcome.ADOPTED
    assert begins_with(closed(outcome, group), council) is (adopts and (by_group or group == "EC"))
    assert begins_with(closed(outcome, group), replace(council, committee="")) is adopts


def test_what_is_in_force_is_the_present_text() -> None:
    first, second = closed(Outcome.ADOPTED), closed(Outcome.ADOPTED, "EC", id_=2)
    assert in_force(ABOUT, [first, second]) == second
    assert in_force(ABOUT, [closed(Outcome.NOT_ADOPTED)]) is None
    assert in_force(replace(ABOUT, version=2), [first]) is None
    assert in_force(replace(ABOUT, stage=Stage.WITHDRAWN), [first]) is None
