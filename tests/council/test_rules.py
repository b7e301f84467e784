"""How a round is decided: worked cases, and invariants for any state of a round."""

from dataclasses import replace
from math import ceil

import pytest
from hypothesis import assume, given, strategies as st

from council.rules import (
    Choice,
    Ground,
    Outcome,
    Rule,
    Tally,
    Terms,
    bears_every_objection,
    floor_needed,
    judge,
    quorum_needed,
    share,
)

CHOICES = st.sampled_from([*Choice, None])
POSITIONS = st.lists(CHOICES, max_size=40)
PERCENT = st.integers(0, 100)
TERMS = st.builds(Terms, quorum=PERCENT, floor=PERCENT)


def count(positions: list[Choice | None]) -> Tally:
    return Tally.of(len(positions), [choice for choice in positions if choice])


@pytest.mark.parametrize(
    ("percent", "of", "wanted"),
    [
        (66, 11, 8), (66, 5, 4), (66, 1, 1), (66, 3, 2), (66, 50, 33), (66, 100, 66), (67, 100, 67), (66, 0, 0),
        (50, 11, 6), (50, 5, 3), (50, 1, 1), (50, 10, 5), (50, 2, 1), (100, 7, 7), (1, 100, 1), (1, 101, 2), (0, 9, 0),
        (29, 100, 29),  # 0.29 * 100 is more than 29 in floating point, and would be 30
    ],
)  # fmt: skip
def test_shares_are_rounded_up(percent: int, of: int, wanted: int) -> None:
    assert share(percent, of) == wanted


@pytest.mark.parametrize(
    ("tally", "outcome", "ground", "short_by"),
    [
        # n, S, R, A, O: quorum 8 and floor 6 of 11
        (Tally(11, 8, 1, 0, 0), Outcome.ADOPTED, Ground.CONSENSUS, 0),
        (Tally(11, 7, 0, 0, 0), Outcome.NO_DECISION, Ground.QUORUM, 1),
        (Tally(11, 8, 0, 0, 0), Outcome.ADOPTED, Ground.CONSENSUS, 0),
        (Tally(11, 0, 0, 0, 7), Outcome.NO_DECISION, Ground.QUORUM, 1),  # quorum is checked first
        (Tally(11, 7, 0, 0, 1), Outcome.NOT_ADOPTED, Ground.OBJECTION, 0),
        (Tally(11, 10, 0, 0, 1), Outcome.NOT_ADOPTED, Ground.OBJECTION, 0),
        (Tally(11, 5, 0, 3, 0), Outcome.NOT_ADOPTED, Ground.FLOOR, 1),
        (Tally(11, 0, 6, 2, 0), Outcome.ADOPTED, Ground.CONSENSUS, 0),  # reservations count as support
        (Tally(11, 0, 0, 11, 0), Outcome.NOT_ADOPTED, Ground.FLOOR, 6),
        (Tally(11), Outcome.NO_DECISION, Ground.QUORUM, 8),
        (Tally(5, 3, 0, 1, 0), Outcome.ADOPTED, Ground.CONSENSUS, 0),
        (Tally(5, 2, 0, 2, 0), Outcome.NOT_ADOPTED, Ground.FLOOR, 1),
        (Tally(5, 3, 0, 0, 0), Outcome.NO_DECISION, Ground.QUORUM, 1),
        (Tally(1, 1, 0, 0, 0), Outcome.ADOPTED, Ground.CONSENSUS, 0),
        (Tally(1, 0, 0, 0, 1), Outcome.NOT_ADOPTED, Ground.OBJECTION, 0),
        (Tally(1, 0, 0, 1, 0), Outcome.NOT_ADOPTED, Ground.FLOOR, 1),
        (Tally(1), Outcome.NO_DECISION, Ground.QUORUM, 1),
        (Tally(0), Outcome.NO_DECISION, Ground.QUORUM, 1),  # everyone was struck
    ],
)  # fmt: skip
def test_worked_cases(tally: Tally, outcome: Outcome, ground: Ground, short_by: int) -> None:
    verdict = judge(Terms(), tally)
    assert (verdict.outcome, verdict.ground, verdict.short_by) == (outcome, ground, short_by)


@given(TERMS, POSITIONS)
def test_the_rule_as_it_is_written(terms: Terms, positions: list[Choice | None]) -> None:
    tally = count(positions)
    assume(tally.electorate)
    quorum = tally.answered * 100 >= terms.quorum * tally.electorate
    floor = tally.active * 100 >= terms.floor * tally.electorate
    wanted = Outcome.NO_DECISION
    if quorum:
        wanted = Outcome.ADOPTED if floor and not tally.objections else Outcome.NOT_ADOPTED
    assert judge(terms, tally).outcome is wanted


@given(TERMS, POSITIONS, st.integers(1, 99))
def test_so_large_an_n_that_objections_stop_nothing(terms: Terms, positions: list[Choice | None], n: int) -> None:
    tally = count(positions)
    assume(tally.electorate)
    terms = replace(terms, rule=Rule.CONSENSUS_MINUS, dissent=n)
    all_ = tally.electorate
    adopted_otherwise = judge(replace(terms, dissent=all_), tally).outcome is Outcome.ADOPTED
    if bears_every_objection(terms, all_):
        assert not adopted_otherwise or judge(terms, tally).outcome is Outcome.ADOPTED
    else:  # one more than N may object while all the others support it
        worst = Tally(all_, all_ - n - 1, objections=n + 1)
        assert judge(terms, worst).ground is Ground.OBJECTION
        assert judge(replace(terms, dissent=all_), worst).outcome is Outcome.ADOPTED


@given(TERMS, st.integers(1, 500))
def test_needed_is_the_least_whole_number_that_suffices(terms: Terms, n: int) -> None:
    for needed, percent in ((quorum_needed(terms, n), terms.quorum), (floor_needed(terms, n), terms.floor)):
        assert needed * 100 >= percent * n
        assert (needed - 1) * 100 < percent * n or needed == 0
        assert needed <= n
        assert abs(needed - ceil(percent * n / 100)) <= 1  # floating point may be off by one at most


@given(TERMS, POSITIONS, st.data())
def test_turning_a_position_into_an_objection_adopts_nothing(
    terms: Terms, positions: list[Choice | None], data: st.DataObject
) -> None:
    taken = [at for at, choice in enumerate(positions) if choice]
    assume(taken)
    changed = list(positions)
    changed[data.draw(st.sampled_from(taken))] = Choice.OBJECT
    before, after = judge(terms, count(positions)).outcome, judge(terms, count(changed)).outcome
    assert after is not Outcome.ADOPTED
    # The number of answers is the same, and therefore whether anything is decided.
    assert (before is Outcome.NO_DECISION) == (after is Outcome.NO_DECISION)


@given(TERMS, POSITIONS, st.data())
def test_a_new_objection_adopts_nothing(terms: Terms, positions: list[Choice | None], data: st.DataObject) -> None:
    assume(positions)
    changed = list(positions)
    changed[data.draw(st.integers(0, len(positions) - 1))] = Choice.OBJECT
    assert judge(terms, count(changed)).outcome is not Outcome.ADOPTED


@given(TERMS, POSITIONS, st.randoms(use_true_random=False))
def test_who_answers_first_does_not_matter(terms: Terms, positions: list[Choice | None], random: object) -> None:
    shuffled = list(positions)
    assert hasattr(random, "shuffle")
    random.shuffle(shuffled)
    assert judge(terms, count(shuffled)) == judge(terms, count(positions))


@given(POSITIONS, st.data())
def test_standing_aside_never_lowers_the_answers(positions: list[Choice | None], data: st.DataObject) -> None:
    assume(positions)
    changed = list(positions)
    changed[data.draw(st.integers(0, len(positions) - 1))] = Choice.ASIDE
    assert count(changed).answered >= count(positions).answered


@given(TERMS, POSITIONS, st.sampled_from([Choice.SUPPORT, Choice.RESERVATIONS, Choice.ASIDE]), st.data())
def test_withdrawing_an_objection_for_another_position_loses_nothing(
    terms: Terms, positions: list[Choice | None], instead: Choice, data: st.DataObject
) -> None:
    objections = [at for at, choice in enumerate(positions) if choice is Choice.OBJECT]
    assume(objections)
    changed = list(positions)
    changed[data.draw(st.sampled_from(objections))] = instead
    order = [Outcome.NO_DECISION, Outcome.NOT_ADOPTED, Outcome.ADOPTED]
    before, after = judge(terms, count(positions)).outcome, judge(terms, count(changed)).outcome
    assert order.index(after) >= order.index(before)


@given(TERMS, POSITIONS)
def test_short_by_is_what_would_have_sufficed(terms: Terms, positions: list[Choice | None]) -> None:
    tally = count(positions)
    assume(tally.electorate)
    verdict = judge(terms, tally)
    if verdict.ground in {Ground.QUORUM, Ground.FLOOR}:
        assert verdict.short_by > 0
    if verdict.ground is Ground.QUORUM:
        enough = replace(tally, aside=tally.aside + verdict.short_by)
        assert judge(terms, enough).ground is not Ground.QUORUM
        assert judge(terms, replace(enough, aside=enough.aside - 1)).ground is Ground.QUORUM


@given(POSITIONS)
def test_silence_is_counted_as_silence(positions: list[Choice | None]) -> None:
    tally = count(positions)
    assert tally.silent == positions.count(None)
    assert tally.answered + tally.silent == tally.electorate
