"""All six rules: invariants for any state of a round, and worked cases from each rule's source."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, strategies as st

from council.rules import AGAINST, OFFERED, Choice, Circumstances, Ground, Outcome, Rule, Tally, Terms, judge, quorum_needed

REVIEW = date(2027, 6, 1)
S, R, A, X, M = Choice
YES, NO, NONE, CHAIR = Outcome.ADOPTED, Outcome.NOT_ADOPTED, Outcome.NO_DECISION, Outcome.AWAITING

PERCENT = st.integers(0, 100)
TERMS = st.builds(
    Terms, rule=st.sampled_from(Rule), quorum=PERCENT, floor=PERCENT, dissent=st.integers(1, 5), review=st.just(REVIEW)
)
Positions = list[Choice | None]


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Terms, Positions, Circumstances]:
    """A rule, positions that it offers, and the other circumstances; at most all objections are unanswered."""
    terms = draw(TERMS)
    choices = st.sampled_from([*OFFERED[terms.rule], None])
    taken = draw(st.lists(choices, max_size=25))
    silent = taken.count(None)
    beside = Circumstances(
        unanswered=draw(st.integers(0, taken.count(X))),
        declared=draw(st.sampled_from([None, True, False])) if terms.rule in {Rule.ROUGH_CONSENSUS} else
        draw(st.sampled_from([None, True])),
        unserved=draw(st.integers(0, silent)),
    )  # fmt: skip
    return terms, taken, beside


def count(taken: Sequence[Choice | None]) -> Tally:
    return Tally.of(len(taken), [choice for choice in taken if choice])


def outcome(terms: Terms, taken: Sequence[Choice | None], beside: Circumstances) -> Outcome:
    return judge(terms, count(taken), beside).outcome


def with_(taken: Positions, at: int, choice: Choice | None) -> Positions:
    return [*taken[:at], choice, *taken[at + 1 :]]


# -- invariants stated by the rules


@given(rounds(), st.data())
def test_an_existing_position_turned_into_an_objection_adopts_nothing(
    state: tuple[Terms, Positions, Circumstances], data: st.DataObject
) -> None:
    terms, taken, beside = state
    held = [at for at, choice in enumerate(taken) if choice]
    assume(held)
    changed = with_(taken, data.draw(st.sampled_from(held)), X)
    # The new objection has not been answered; nothing else has changed.
    after = replace(beside, unanswered=min(beside.unanswered + 1, changed.count(X)))
    before = outcome(terms, taken, beside)
    if before is not YES:
        assert outcome(terms, changed, after) is not YES
    assert (before is NONE) == (outcome(terms, changed, after) is NONE)


@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_presses_does_not_matter(state: tuple[Terms, Positions, Circumstances], random: object) -> None:
    terms, taken, beside = state
    shuffled = list(taken)
    assert hasattr(random, "shuffle")
    random.shuffle(shuffled)
    assert judge(terms, count(shuffled), beside) == judge(terms, count(taken), beside)


@given(rounds(), st.data())
def test_standing_aside_never_lowers_the_answers(state: tuple[Terms, Positions, Circumstances], data: st.DataObject) -> None:
    _, taken, _ = state
    assume(taken)
    at = data.draw(st.integers(0, len(taken) - 1))
    assert count(with_(taken, at, A)).answered >= count(taken).answered


@given(rounds(), st.data())
def test_withdrawing_an_objection_loses_nothing_unless_its_owner_leaves_no_position(
    state: tuple[Terms, Positions, Circumstances], data: st.DataObject
) -> None:
    terms, taken, beside = state
    objecting = [at for at, choice in enumerate(taken) if choice is X]
    assume(objecting and terms.rule is not Rule.SILENCE)
    instead = data.draw(st.sampled_from([S, R, A, None]))
    changed = with_(taken, data.draw(st.sampled_from(objecting)), instead)
    after = replace(beside, unanswered=min(beside.unanswered, changed.count(X)))
    if outcome(terms, taken, beside) is YES and outcome(terms, changed, after) is not YES:
        fewer = count(changed).answered < count(taken).answered
        assert instead is None
        assert fewer


# -- further invariants


@given(rounds())
def test_quorum_is_looked_at_first(state: tuple[Terms, Positions, Circumstances]) -> None:
    terms, taken, beside = state
    assume(taken and terms.rule is not Rule.SILENCE)
    short = count(taken).answered < quorum_needed(terms, len(taken))
    assert (outcome(terms, taken, beside) is NONE) == short


@given(rounds())
def test_nobody_left_decides_nothing(state: tuple[Terms, Positions, Circumstances]) -> None:
    terms, _, beside = state
    assert outcome(terms, [], beside) is NONE


@given(rounds(), st.data())
def test_more_support_never_undoes_an_adoption(state: tuple[Terms, Positions, Circumstances], data: st.DataObject) -> None:
    terms, taken, beside = state
    assume(taken)
    changed = with_(taken, data.draw(st.integers(0, len(taken) - 1)), S)
    after = replace(
        beside, unanswered=min(beside.unanswered, changed.count(X)), unserved=min(beside.unserved, changed.count(None))
    )
    if outcome(terms, taken, beside) is YES:
        assert outcome(terms, changed, after) is YES


@given(rounds())
def test_only_two_rules_leave_the_end_to_the_chair(state: tuple[Terms, Positions, Circumstances]) -> None:
    terms, taken, beside = state
    if outcome(terms, taken, beside) is CHAIR:
        assert terms.rule in {Rule.ROUGH_CONSENSUS, Rule.SILENCE}


@given(rounds())
def test_rough_consensus_is_never_by_count(state: tuple[Terms, Positions, Circumstances]) -> None:
    _, taken, beside = state
    terms = Terms(Rule.ROUGH_CONSENSUS)
    undeclared = replace(beside, declared=None)
    assert outcome(terms, taken, undeclared) in {NONE, CHAIR}
    if beside.unanswered:
        assert outcome(terms, taken, replace(beside, declared=True)) is not YES


@given(rounds())
def test_a_silence_is_broken_by_the_first_and_has_no_quorum(state: tuple[Terms, Positions, Circumstances]) -> None:
    _, taken, beside = state
    assume(taken)
    terms = Terms(Rule.SILENCE)
    found = judge(terms, count(taken), beside)
    broken = any(choice in AGAINST for choice in taken)
    assert (found.outcome is NO) == broken
    assert found.outcome is not NONE
    if not broken:
        assert (found.outcome is CHAIR) == bool(beside.unserved and not beside.declared)


@given(rounds(), st.integers(1, 5))
def test_more_dissent_that_is_borne_never_hinders(state: tuple[Terms, Positions, Circumstances], more: int) -> None:
    terms, taken, beside = state
    one = replace(terms, rule=Rule.CONSENSUS_MINUS)
    other = replace(one, dissent=one.dissent + more)
    if outcome(one, taken, beside) is YES:
        assert outcome(other, taken, beside) is YES


@given(rounds())
def test_the_rules_stand_in_an_order(state: tuple[Terms, Positions, Circumstances]) -> None:
    """Unanimity implies full consensus, and full consensus implies consensus minus any N, and consent."""
    terms, taken, beside = state
    ladder = (Rule.UNANIMITY, Rule.FULL_CONSENSUS, Rule.CONSENSUS_MINUS, Rule.CONSENT)
    found = [outcome(replace(terms, rule=rule), taken, beside) is YES for rule in ladder]
    unanimous, full, minus, consent = found
    assert not unanimous or full
    assert not full or (minus and consent)


# -- worked cases

DECLARED, REFUSED = Circumstances(declared=True), Circumstances(declared=False)
CASES = [
    # W3C Process, consensus: "a substantial number support, and nobody registers a formal objection"; abstaining is no
    # objection. OSCE: "the absence of any objection".
    ("full consensus", Terms(), Tally(11, 6, 0, 2), None, YES, Ground.CONSENSUS),
    ("a single objection blocks", Terms(), Tally(11, 10, 0, 0, 1), None, NO, Ground.OBJECTION),
    ("reservations are support, printed", Terms(), Tally(11, 0, 8), None, YES, Ground.CONSENSUS),
    ("all stand aside: nobody objects, and nobody wants it", Terms(), Tally(11, 0, 0, 11), None, NO, Ground.FLOOR),
    # W3C Process, unanimity: "all participants support, with no abstention".
    ("unanimous", Terms(Rule.UNANIMITY), Tally(5, 4, 1), None, YES, Ground.UNANIMITY),
    ("one abstains", Terms(Rule.UNANIMITY), Tally(5, 4, 0, 1), None, NO, Ground.UNANIMITY),
    ("one is silent", Terms(Rule.UNANIMITY), Tally(5, 4), None, NO, Ground.UNANIMITY),
    ("too few answer", Terms(Rule.UNANIMITY), Tally(5, 2, 0, 0, 1), None, NONE, Ground.QUORUM),
    ("one objects", Terms(Rule.UNANIMITY), Tally(5, 4, 0, 0, 1), None, NO, Ground.OBJECTION),
    # Consensus minus N: up to N may dissent, and are printed; one more blocks.
    ("minus two, two", Terms(Rule.CONSENSUS_MINUS, dissent=2), Tally(11, 8, 0, 0, 2), None, YES, Ground.DISSENT),
    ("minus two, three", Terms(Rule.CONSENSUS_MINUS, dissent=2), Tally(11, 8, 0, 0, 3), None, NO, Ground.OBJECTION),
    ("minus two, none", Terms(Rule.CONSENSUS_MINUS, dissent=2), Tally(11, 8), None, YES, Ground.CONSENSUS),
    ("minus two, floor", Terms(Rule.CONSENSUS_MINUS, dissent=2), Tally(11, 5, 0, 1, 2), None, NO, Ground.FLOOR),
    # Sociocracy 3.0, consent: concerns do not block, there is no floor, and a day of review is set.
    ("concerns only", Terms(Rule.CONSENT, review=REVIEW), Tally(11, 0, 8), None, YES, Ground.CONSENT),
    ("no floor", Terms(Rule.CONSENT, review=REVIEW), Tally(11, 0, 0, 8), None, YES, Ground.CONSENT),
    ("a harm", Terms(Rule.CONSENT, review=REVIEW), Tally(11, 9, 0, 0, 1), None, NO, Ground.OBJECTION),
    ("no review", Terms(Rule.CONSENT), Tally(11, 11), None, NO, Ground.REVIEW),
    # RFC 7282: never by count; "all issues are addressed, but not necessarily accommodated"; the chair declares.
    ("counted, not declared", Terms(Rule.ROUGH_CONSENSUS), Tally(11, 11), None, CHAIR, Ground.DECLARED),
    ("five for and a hundred against", Terms(Rule.ROUGH_CONSENSUS), Tally(105, 100, 0, 0, 5), DECLARED, YES,
     Ground.DECLARED),
    ("a hundred for, five unanswered", Terms(Rule.ROUGH_CONSENSUS), Tally(105, 100, 0, 0, 5),
     Circumstances(unanswered=5, declared=True), CHAIR, Ground.UNANSWERED),
    ("the chair finds none", Terms(Rule.ROUGH_CONSENSUS), Tally(11, 11), REFUSED, NO, Ground.DECLARED),
    ("no quorum, nothing to declare", Terms(Rule.ROUGH_CONSENSUS), Tally(11, 7), DECLARED, NONE, Ground.QUORUM),
    # OSCE MC.DOC/1/06, UNGA 74/544: silence is consent; one objection breaks it; nobody who missed the notice is
    # counted.
    ("all silent", Terms(Rule.SILENCE), Tally(22), None, YES, Ground.SILENCE),
    ("three explicit, nineteen silent", Terms(Rule.SILENCE), Tally(22, 3), None, YES, Ground.SILENCE),
    ("an objection", Terms(Rule.SILENCE), Tally(22, 21, 0, 0, 1), None, NO, Ground.BROKEN),
    ("an amendment", Terms(Rule.SILENCE), Tally(22, 0, 0, 0, 0, 1), None, NO, Ground.BROKEN),
    ("a late notice", Terms(Rule.SILENCE), Tally(22), Circumstances(unserved=1), CHAIR, Ground.NOTICE),
    ("a late notice, adopted all the same", Terms(Rule.SILENCE), Tally(22), Circumstances(unserved=1, declared=True), YES,
     Ground.SILENCE),
    ("a late notice and an objection", Terms(Rule.SILENCE), Tally(22, 0, 0, 0, 1), Circumstances(unserved=1), NO,
     Ground.BROKEN),
]  # fmt: skip


@pytest.mark.parametrize(("name", "terms", "tally", "beside", "wanted", "ground"), CASES, ids=[c[0] for c in CASES])
def test_worked_cases(
    name: str, terms: Terms, tally: Tally, beside: Circumstances | None, wanted: Outcome, ground: Ground
) -> None:
    found = judge(terms, tally, beside or Circumstances())
    assert (found.outcome, found.ground) == (wanted, ground)


def test_every_rule_has_its_cases() -> None:
    assert {case[1].rule for case in CASES} == set(Rule)
