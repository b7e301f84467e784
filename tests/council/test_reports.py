"""The rules of reports: how several states are one, what belongs in a year, and what is public."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, strategies as st

from council.config import Addressee, Council
from council.followup import LEAD, Answer, Evidence, FollowUp, State
from council.reports import (
    OTHERS,
    Given,
    Progress,
    as_it_stood,
    by_state,
    cell,
    columns,
    day_of,
    in_year,
    public,
    sentences,
    worst,
)
from tests.followups import FOLLOWED, SECRET, STATES, followed, known

ZONE = "Asia/Tashkent"


@given(st.lists(STATES))
def test_the_worst_of_several(states: list[State]) -> None:
    found = worst(states)
    assert (found is None) is (states == [])
    assert found is None or found in states
    if State.BLOCKED in states:
        assert found is State.BLOCKED
    if found is State.DONE:
        assert set(states) <= {State.DONE, State.NO_LONGER_RELEVANT}
    if found is State.NO_LONGER_RELEVANT:
        assert set(states) == {State.NO_LONGER_RELEVANT}


@given(st.lists(STATES), STATES)
def test_one_more_never_makes_it_better(states: list[State], more: State) -> None:
    order = [State.NO_LONGER_RELEVANT, State.DONE, State.UNDER_WAY, State.NOT_BEGUN, State.BLOCKED]
    before, after = worst(states), worst([*states, more])
    assert after is not None
    assert before is None or order.index(after) >= order.index(before)


def test_cells(council: Council) -> None:
    one, addressees = followed(1), known(council)
    heads = columns([one], addressees)
    assert heads == ("KZ", "KG", "TJ", "TM", "UZ", OTHERS)
    assert [cell(one, head, addressees) for head in heads] == [
        State.BLOCKED, State.NOT_BEGUN, None, None, None, State.NOT_BEGUN,
    ]  # fmt: skip
    assert columns([replace(one, addressees=("KZ",))], addressees) == heads[:-1]
    gone = replace(one, addressees=("+9",))
    assert cell(gone, OTHERS, addressees) is State.NOT_BEGUN
    assert by_state([one, replace(one, answers=()), one]) == {State.NOT_BEGUN: 1, State.UNDER_WAY: 2}


@given(FOLLOWED)
def test_each_addressee_is_in_one_column(found: FollowUp) -> None:
    addressees = {"KZ": Addressee("KZ", {"en": "Kazakhstan"}, "KZ"), "+1": Addressee("+1", {"en": "Ministry"}, "KZ"),
                  "+2": Addressee("+2", {"en": "Office"})}  # fmt: skip
    filled = [head for head in columns([found], addressees) if cell(found, head, addressees) is not None]
    assert bool(filled) is bool(found.addressees)
    assert (OTHERS in filled) is bool({"KG", "+2", "gone"} & set(found.addressees))


def test_a_year_has_what_was_adopted_in_it_or_is_still_followed() -> None:
    one, new_year = followed(1), datetime(2026, 12, 31, 19, tzinfo=UTC)  # midnight in Tashkent
    assert [in_year(one, year, None, ZONE) for year in (2025, 2026, 2027, 2030)] == [False, True, True, True]
    assert [in_year(replace(one, adopted_at=new_year), year, None, ZONE) for year in (2026, 2027)] == [False, True]
    ended = replace(one, ended=True)
    for at, still in ((new_year - timedelta(seconds=1), False), (new_year, True)):
        assert in_year(ended, 2026, at, ZONE)
        assert in_year(ended, 2027, at, ZONE) is still
        done = replace(one, answers=(Answer(LEAD, State.DONE, "", Evidence(), 7, at),))
        assert in_year(done, 2026, None, ZONE)
        assert in_year(done, 2027, None, ZONE) is still


@given(FOLLOWED)
def test_what_is_public_has_nobodys_name_and_nobodys_words(found: FollowUp) -> None:
    shown = public(found)
    assert SECRET not in repr(shown)
    assert shown.lead is None
    assert {answer.person for answer in shown.answers} <= {None}
    kept = {"recommendation", "round", "number", "title", "group", "year", "adopted_at", "addressees", "review", "ended"}
    assert {one.name for one in fields(found) if getattr(shown, one.name) == getattr(found, one.name)} >= kept
    assert [(one.addressee, one.state, one.at, one.evidence.link) for one in shown.answers] == [
        (one.addressee, one.state, one.at, one.evidence.link) for one in found.answers
    ]
    days = [(one.what, one.addressee, one.due, one.state, one.dropped) for one in found.measures]
    assert [(one.what, one.addressee, one.due, one.state, one.dropped) for one in shown.measures] == days
    assert [one.id for one in shown.late(date(2027, 1, 1))] == [one.id for one in found.late(date(2027, 1, 1))]


@given(FOLLOWED, st.lists(st.booleans(), min_size=4, max_size=4))
def test_only_the_words_that_were_chosen_are_public(found: FollowUp, chosen: list[bool]) -> None:
    ticked = [replace(one, public=tick) for one, tick in zip(found.answers, chosen, strict=False)]
    shown = public(replace(found, answers=tuple(ticked)))
    assert [one.words for one in shown.answers] == [one.words if one.public else "" for one in ticked]
    assert all(answer.words for _, answer in sentences([found]))


DAYS = st.dates(date(2026, 11, 1), date(2028, 2, 1))
GIVEN = st.builds(
    Given, st.sampled_from([1, 2]), st.sampled_from(["KZ", LEAD]), st.sampled_from(State), st.just(""), st.just(Evidence()),
    DAYS.map(lambda day: datetime(day.year, day.month, day.day, 12, tzinfo=UTC)),
)  # fmt: skip


@given(st.lists(GIVEN).map(lambda given: sorted(given, key=lambda one: one.at)), DAYS)
def test_a_year_is_as_it_stood_then(given_: list[Given], day: date) -> None:
    found = as_it_stood(followed(1), given_, [], None, day, ZONE)
    known = [one for one in given_ if one.recommendation == 1 and one.at.date() <= day]
    for key in ("KZ", LEAD):
        said = [one.state for one in known if one.addressee == key]
        assert found.state(key) is (said[-1] if said else State.NOT_BEGUN)
    later = as_it_stood(followed(1), [one for one in given_ if one.at.date() <= day], [], None, day, ZONE)
    assert later == found, "what was said afterwards changes nothing"


def test_measures_and_the_end_as_they_stood_then() -> None:
    at, [letter, table, _] = datetime(2027, 1, 15, 12, tzinfo=UTC), followed(1).measures
    done = replace(followed(1, ended=True), measures=(replace(letter, state=State.DONE), table))
    progress = [Progress(1, letter.what, State.DONE, at), Progress(2, table.what, State.BLOCKED, at)]
    before, after = (as_it_stood(done, [], progress, at, day, ZONE) for day in (date(2026, 12, 31), date(2027, 1, 15)))
    assert [one.state for one in before.measures] == [State.NOT_BEGUN, table.state]
    assert [one.state for one in after.measures] == [State.DONE, table.state]
    assert (before.ended, after.ended) == (False, True)
    assert day_of(2026, at.date()) == date(2026, 12, 31)
    assert day_of(2027, at.date()) == day_of(0, at.date()) == at.date()
