"""What can be taken up again, and how often it is asked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from council.recommendations import UNDER_DISCUSSION, Recommendation, Stage
from council.reopening import APART, UNDECIDED, AskedBefore, Reopening, ReopeningState, check_apart, round_to_reopen, stage_after
from council.rounds import Round, RoundState
from council.rules import Outcome, Terms

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def about(stage: Stage) -> Recommendation:
    return Recommendation(1, "B-2026-01", "B", "Title", 1, stage, 1, "Text", "", None, NOW)


def a_round(group: str, state: RoundState, outcome: Outcome | None) -> Round:
    closed = outcome if state is RoundState.CLOSED else None
    return Round(1, "B-2026-01", 1, group, "Title", "Text", "", 1, Terms(), NOW, NOW, state, closed, origin="B")


ends = st.sampled_from([Outcome.ADOPTED, Outcome.NOT_ADOPTED, Outcome.NO_DECISION])
some = st.lists(st.builds(a_round, st.sampled_from(["B", "E"]), st.sampled_from(RoundState), ends), max_size=4)


@given(st.sampled_from(Stage), some, st.booleans())
def test_only_what_was_refused_or_is_contested_and_is_not_asked_about(stage: Stage, held: list[Round], contested: bool) -> None:
    found = round_to_reopen(about(stage), held, contested=contested)
    if found is None:
        return
    assert all(one.over for one in held)
    assert found.group == "B"
    assert found.state is RoundState.CLOSED
    assert stage in {Stage.OUTCOME, Stage.ADOPTED, Stage.DECLINED}
    assert contested or stage is Stage.DECLINED or found.outcome is not Outcome.ADOPTED
    assert stage_after(found) in UNDER_DISCUSSION


@given(st.sampled_from(Stage), some)
def test_being_contested_never_takes_it_away(stage: Stage, held: list[Round]) -> None:
    if round_to_reopen(about(stage), held, contested=False) is not None:
        assert round_to_reopen(about(stage), held, contested=True) is not None


@given(st.sampled_from(ReopeningState), st.timedeltas(timedelta(0), timedelta(days=800)))
def test_once_in_half_a_year(state: ReopeningState, since: timedelta) -> None:
    asked = Reopening(1, 1, 1, "B", 1, "What", NOW, state)
    if state not in UNDECIDED and since >= APART:
        check_apart(asked, NOW + since)
    else:
        with pytest.raises(AskedBefore) as refused:
            check_apart(asked, NOW + since)
        assert refused.value.again == date(2027, 6, 1)


def test_the_first_time_nothing_is_in_the_way() -> None:
    check_apart(None, NOW)
