"""The log's entries and the network's rules, as values."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from council.audit import PEOPLE_IN_DETAILS, Entry, all_marks, mark_in, sealed
from council.chain import canonical, commitment
from council.network import ASKED_AGAIN_AFTER, Entry as Listed, Field, Introduction, IntroductionState, matching

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
IDS = st.integers(1, 9)
ENTRIES = st.builds(
    Entry,
    at=st.just(NOW),
    actor=st.one_of(st.sampled_from(["system", "operator"]), IDS.map(lambda n: f"person:{n}")),
    action=st.text(max_size=20),
    subject=st.one_of(st.just(""), IDS.map(lambda n: f"person:{n}"), IDS.map(lambda n: f"meeting:{n}")),
    detail=st.dictionaries(st.sampled_from(["person", "other", "group", "rows"]), IDS, max_size=3),
)


@given(ENTRIES)
def test_a_sealed_entry_names_nobody_and_whoever_it_named_has_a_mark_in_it(entry: Entry) -> None:
    marks = {person: commitment(b"salt", person) for person in entry.people}
    content = sealed(entry, marks)
    assert all_marks([content]) == set(marks.values())
    assert not Entry(entry.at, str(content["actor"]), entry.action, str(content["subject"]), {}).people
    detail = content["detail"]
    assert isinstance(detail, dict)
    assert not [key for key, value in detail.items() if key in PEOPLE_IN_DETAILS and isinstance(value, int)]
    assert canonical(content) == canonical(sealed(entry, marks)), "the same entry is written in one way"


def test_what_is_no_mark_is_none() -> None:
    assert [mark_in(text) for text in ("person:17", "system", "", f"meeting:{'a' * 64}")] == ["", "", "", ""]
    assert mark_in(f"person:{'a' * 64}") == "a" * 64


@given(st.sampled_from(IntroductionState), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_who_declined_is_left_alone_and_who_was_not_answered_is_not_asked_twice(
    state: IntroductionState, passed: timedelta
) -> None:
    one = Introduction(1, 2, 3, "", state, NOW)
    in_the_way = one.stands_in_the_way(NOW + passed)
    if state is IntroductionState.WITHDRAWN:
        assert not in_the_way
    elif state is IntroductionState.DECLINED:
        assert in_the_way == (passed < ASKED_AGAIN_AFTER)
    else:
        assert in_the_way


@given(st.sets(st.sampled_from(Field)), st.sets(st.sampled_from(["ru", "en", "kk"])), st.sampled_from(["", *Field]))
def test_a_search_finds_whoever_fits_all_of_it(fields: set[Field], languages: set[str], wanted: str) -> None:
    entry = Listed(1, 1, "", tuple(fields), tuple(languages))
    assert matching([entry]) == [entry]
    assert bool(matching([entry], wanted, "ru")) == ((not wanted or wanted in fields) and "ru" in languages)
