"""Audiences: and, or, not; and what is known about them without looking at people."""

import pytest
from hypothesis import given, strategies as st

from council.audiences import (
    MOST_RULES,
    AllOf,
    AnyOf,
    Audience,
    AudienceKind,
    Joint,
    Known,
    NotIn,
    UnreadableAudience,
    Whom,
    belongs,
    from_json,
    joined,
    rules,
    to_json,
    within,
)
from tests.audiences import GROUPS, audiences, people

EVERYONE, B = Audience(AudienceKind.MEMBERS), Audience(AudienceKind.GROUPS, ("B",))


@given(audiences)
def test_they_survive_being_kept(whom: Whom) -> None:
    assert from_json(to_json(whom)) == whom


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "members",
        {},
        {"kind": "nobody"},
        {"all": []},
        {"any": "members"},
        {"not": None},
        {"all": [{"kind": "members"}] * (MOST_RULES * 4)},
    ],
)
def test_what_nobody_wrote_is_not_read(data: object) -> None:
    with pytest.raises(UnreadableAudience):
        from_json(data)


@given(audiences, audiences, people)
def test_only_also_and_except_do_what_they_say(whom: Whom, rule: Whom, person: Known) -> None:
    was, fits = belongs(whom, person), belongs(rule, person)
    assert belongs(joined(whom, Joint.ONLY, rule), person) is (was and fits)
    assert belongs(joined(whom, Joint.ALSO, rule), person) is (was or fits)
    assert belongs(joined(whom, Joint.EXCEPT, rule), person) is (was and not fits)


@given(audiences, st.sets(st.sampled_from(GROUPS)), people)
def test_within_groups_means_that_nobody_else_can_belong(whom: Whom, groups: set[str], person: Known) -> None:
    if within(whom, groups) and belongs(whom, person):
        assert any(seat.group in groups for seat in person.seats)


def test_a_chair_may_narrow_their_group_but_not_leave_it() -> None:
    reached = Audience(AudienceKind.REACHED)
    assert within(AllOf((reached, B)), ["B"])
    assert within(AllOf((B, NotIn(EVERYONE))), ["B"])
    assert within(AnyOf((B, B)), ["B"])
    assert not within(AnyOf((B, EVERYONE)), ["B"])
    assert not within(NotIn(B), ["B"])
    assert not within(B, ["A"])
    assert within(B, ["A", "B"])


def test_there_is_an_end_to_what_can_be_put_together() -> None:
    whom: Whom = B
    for _ in range(MOST_RULES - 1):
        whom = joined(whom, Joint.EXCEPT, EVERYONE)
    assert len(list(rules(whom))) == MOST_RULES
    with pytest.raises(UnreadableAudience):
        joined(whom, Joint.ALSO, B)
