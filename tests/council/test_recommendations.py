"""The stages of a recommendation, and what can be done at each, by whom."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given, strategies as st

from council.errors import Forbidden, MovedOn, NewVersionWanted
from council.people import WHOLE_COUNCIL, Actor, Person, Role, Seat
from council.recommendations import (
    FINAL,
    GIVEN,
    NEXT,
    Recommendation,
    Stage,
    Step,
    after_round,
    after_withdrawal,
    asked_in,
    check_step,
    is_possible,
    may_see,
    may_take,
    next_steps,
)
from council.rounds import Round, RoundState
from council.rules import Outcome, Terms

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
AUTHOR = 7


def standing(stage: Stage, version: int = 1, returned: int = 0, group: str = "B") -> Recommendation:
    return Recommendation(
        1, f"{group}-2026-01", group, "T", AUTHOR, stage, version, "Text", "", None, NOW, returned
    )  # fmt: skip


def held(outcome: Outcome | None, group: str = "B", version: int = 1, origin: str = "B", at: int = 1) -> Round:
    state = RoundState.CLOSED if outcome else RoundState.OPEN
    return Round(
        at, "B-2026-01", version, group, "T", "Text", "", AUTHOR, Terms(), NOW, NOW, state, outcome, origin=origin
    )  # fmt: skip


def someone(role: Role | None, group: str = "B", id_: int = 1) -> Actor:
    person = Person(id_, id_, "", "", "", "en", "UTC")
    where = WHOLE_COUNCIL if role is Role.SECRETARIAT else group
    return Actor("person", person, (Seat(where, role, NOW),) if role else ())


def test_every_stage_is_reached_and_three_are_final() -> None:
    reached, fresh = {Stage.DRAFT}, {Stage.DRAFT}
    while fresh:
        fresh = {after for stage in fresh for after in NEXT[stage]} - reached
        reached |= fresh
    assert reached == set(Stage)
    assert {Stage.ENDED, Stage.DECLINED, Stage.WITHDRAWN} == FINAL


@pytest.mark.parametrize(
    ("outcome", "group", "origin", "stands"),
    [
        (Outcome.ADOPTED, "B", "B", Stage.OUTCOME),
        (Outcome.NOT_ADOPTED, "B", "B", Stage.OUTCOME),
        (Outcome.NO_DECISION, "B", "B", Stage.OUTCOME),
        (Outcome.ADOPTED, "EC", "B", Stage.ADOPTED),
        (Outcome.NOT_ADOPTED, "EC", "B", None),  # returned or declined, with the Committee's text
        (Outcome.ADOPTED, "EC", "EC", Stage.ADOPTED),
        (Outcome.NO_DECISION, "EC", "EC", Stage.OUTCOME),
    ],
)
def test_where_it_stands_after_a_round(outcome: Outcome, group: str, origin: str, stands: Stage | None) -> None:
    assert after_round(held(outcome, group, origin=origin), origin, "EC") is stands


@pytest.mark.parametrize(
    ("group", "state", "stands"),
    [
        ("B", RoundState.OPEN, Stage.CONSULTATION),
        ("B", RoundState.AWAITING, Stage.CONSULTATION),
        ("EC", RoundState.OPEN, Stage.OUTCOME),  # what the group adopted, to be forwarded again
        ("B", RoundState.PLANNED, None),
        ("EC", RoundState.PLANNED, None),
    ],
)
def test_a_withdrawn_round_does_not_take_its_recommendation_with_it(group: str, state: RoundState, stands: Stage | None) -> None:
    was = replace(held(None, group), state=state)
    assert after_withdrawal(was) is stands
    before = Stage.FORWARDED if was.in_committee else Stage.ROUND
    assert stands is None or stands in NEXT[before]


CAN = """
               comment consult open revise forward return decline withdraw
draft          no      yes     yes  yes    no      no     no      yes
consultation   yes     no      yes  yes    no      no     no      yes
round          yes     no      no   no     no      no     no      no
not adopted    no      yes     yes  yes    no      no     no      yes
agreed         no      no      no   yes    yes     no     no      yes
taken back     yes     no      yes  yes    no      no     no      yes
agreed still   no      no      no   yes    yes     no     no      yes
forwarded      no      no      yes  no     no      yes    yes     no
returned       no      no      no   yes    no      no     no      yes
revised        no      yes     yes  yes    no      no     no      yes
before it      no      no      no   no     no      no     no      no
adopted        no      no      no   no     no      no     no      no
declined       no      no      no   no     no      no     no      no
withdrawn      no      no      no   no     no      no     no      no
amending       no      no      no   yes    yes     no     no      no
ended          no      no      no   no     no      no     no      no
"""
TAKEN_BACK = replace(held(None), state=RoundState.WITHDRAWN)
STATES = {
    "draft": (standing(Stage.DRAFT), []),
    "consultation": (standing(Stage.CONSULTATION), []),
    "round": (standing(Stage.ROUND), [held(None)]),
    "not adopted": (standing(Stage.OUTCOME), [held(Outcome.NOT_ADOPTED)]),
    "agreed": (standing(Stage.OUTCOME), [held(Outcome.ADOPTED)]),
    "taken back": (standing(Stage.CONSULTATION), [TAKEN_BACK]),
    "agreed still": (standing(Stage.OUTCOME), [held(Outcome.ADOPTED), replace(TAKEN_BACK, id=2, group="EC")]),
    "forwarded": (standing(Stage.FORWARDED), [held(Outcome.ADOPTED)]),
    "returned": (standing(Stage.RETURNED, 1, 1), [held(Outcome.ADOPTED)]),
    "revised": (standing(Stage.RETURNED, 2, 1), [held(Outcome.ADOPTED)]),
    "before it": (standing(Stage.FORWARDED), [held(Outcome.ADOPTED), held(None, "EC", at=2)]),
    "adopted": (standing(Stage.ADOPTED), [held(Outcome.ADOPTED), held(Outcome.ADOPTED, "EC", at=2)]),
    "declined": (standing(Stage.DECLINED), [held(Outcome.ADOPTED)]),
    "withdrawn": (standing(Stage.WITHDRAWN), []),
    "amending": (standing(Stage.OUTCOME), [held(Outcome.ADOPTED), held(Outcome.ADOPTED, "EC", at=2)]),
    "ended": (standing(Stage.ENDED), [held(Outcome.ADOPTED)]),
}


def test_what_can_be_done_where() -> None:
    head, *rows = CAN.strip("\n").splitlines()
    order = [Step(word) for word in head.split()]
    assert set(order) == set(Step)
    assert len(rows) == len(STATES)
    for row in rows:
        name, words = row[:15].strip(), row[15:].split()
        about, rounds = STATES[name]
        for step, word in zip(order, words, strict=True):
            assert is_possible(about, rounds, step, "EC") is (word == "yes"), (name, step)


WHO = [
    ("secretariat", someone(Role.SECRETARIAT), set(Step)),
    ("chair", someone(Role.CHAIR), set(Step) - {Step.RETURN, Step.DECLINE}),
    ("member", someone(Role.MEMBER), {Step.COMMENT}),
    ("author", someone(Role.MEMBER, id_=AUTHOR), {Step.COMMENT, Step.REVISE, Step.WITHDRAW}),
    ("author who left", someone(None, id_=AUTHOR), set()),
    ("author who observes now", someone(Role.OBSERVER, id_=AUTHOR), {Step.COMMENT}),
    ("observer", someone(Role.OBSERVER), {Step.COMMENT}),
    ("chair of the Committee", someone(Role.CHAIR, "EC"), {Step.RETURN, Step.DECLINE}),
    ("member of the Committee", someone(Role.MEMBER, "EC"), set()),
    ("chair elsewhere", someone(Role.CHAIR, "D"), set()),
]


@pytest.mark.parametrize(("name", "actor", "wanted"), WHO, ids=[one[0] for one in WHO])
def test_who_may_do_what(name: str, actor: Actor, wanted: set[Step]) -> None:
    assert {step for step in Step if may_take(actor, standing(Stage.DRAFT), step, "EC")} == wanted


def test_the_committees_round_is_opened_by_the_committees_chair() -> None:
    forwarded, rounds = STATES["forwarded"]
    assert asked_in(forwarded, "EC") == "EC"
    assert asked_in(standing(Stage.DRAFT), "EC") == "B"
    assert Step.OPEN in next_steps(someone(Role.CHAIR, "EC"), forwarded, rounds, "EC")
    assert Step.OPEN not in next_steps(someone(Role.CHAIR), forwarded, rounds, "EC")


@given(st.sampled_from(sorted(STATES)), st.sampled_from(Step), st.sampled_from([one[1] for one in WHO]))
def test_what_is_refused_is_exactly_what_is_not_offered(name: str, step: Step, actor: Actor) -> None:
    about, rounds = STATES[name]
    offered = step in next_steps(actor, about, rounds, "EC")
    if offered:
        check_step(actor, about, rounds, step, "EC")
        return
    with pytest.raises((Forbidden, NewVersionWanted, MovedOn)) as refused:
        check_step(actor, about, rounds, step, "EC")
    assert isinstance(refused.value, Forbidden) is not may_take(actor, about, step, "EC")
    assert not isinstance(refused.value, NewVersionWanted) or name == "returned"


def test_without_a_committee_nothing_is_forwarded() -> None:
    about, rounds = STATES["agreed"]
    assert not is_possible(about, rounds, Step.FORWARD, "")
    own = standing(Stage.OUTCOME, group="EC")
    assert not is_possible(own, [held(Outcome.ADOPTED, "EC", origin="EC")], Step.FORWARD, "EC")


@pytest.mark.parametrize(("stage", "forwarded"), list(product(Stage, [False, True])))
def test_who_may_see_it(stage: Stage, forwarded: bool) -> None:
    about, draft = replace(standing(stage), forwarded=forwarded), stage is Stage.DRAFT
    about = replace(about, returned_version=about.version if stage is Stage.RETURNED else 0)
    given = forwarded and stage in GIVEN
    seen = {name: may_see(actor, about, "EC") for name, actor, _ in WHO}
    assert seen == {
        "secretariat": True,
        "chair": True,
        "member": not draft,
        "author": True,
        "author who left": False,
        "author who observes now": True,
        "observer": not draft,
        "chair of the Committee": given,
        "member of the Committee": given,
        "chair elsewhere": False,
    }
    changed = replace(about, version=about.version + 1)
    assert changed.given is (given and stage is not Stage.RETURNED), "what was returned, once it is changed"
