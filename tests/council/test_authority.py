"""The table of rights, written a second time as people would describe it."""

from datetime import UTC, datetime
from itertools import product

import pytest

from council.authority import AUTHORITY, Action, anywhere, demand, may
from council.errors import Forbidden
from council.people import OPERATOR, SYSTEM, WHOLE_COUNCIL, Actor, Role, Seat

SINCE = datetime(2026, 1, 1, tzinfo=UTC)

RIGHTS = """
                            secretariat chair member observer
invite                      yes         no    no     no
revoke invitation           yes         no    no     no
decide request              yes         no    no     no
appoint                     yes         no    no     no
see tasks                   yes         no    no     no
publish meeting             yes         no    no     no
change meeting              yes         no    no     no
see meeting                 yes         yes   yes    yes
attend meeting              no          yes   yes    yes
see attendance              yes         yes   no     no
keep attendance             yes         no    no     no
propose times               yes         yes   no     no
note topics                 yes         yes   no     no
send minutes                yes         no    no     no
write minutes               yes         no    no     no
review minutes              no          yes   yes    yes
approve minutes             yes         yes   no     no
propose recommendation      yes         yes   yes    no
comment on recommendation   yes         yes   yes    yes
forward recommendation      yes         yes   no     no
decide forwarded recommendation yes     yes   no     no
open round                  yes         yes   no     no
withdraw round              yes         yes   no     no
see round                   yes         yes   yes    yes
see positions               yes         yes   no     no
take position               no          yes   yes    no
enter position              yes         no    no     no
lead round                  yes         yes   no     no
amend round                 yes         yes   no     no
answer objection            yes         yes   no     no
follow up                   yes         yes   no     no
announce                    yes         yes   no     no
approve announcement        yes         no    no     no
link chat                   yes         yes   no     no
see chats                   yes         no    no     no
admit                       yes         no    no     no
remove from chat            yes         no    no     no
see roster                  yes         yes   no     no
import roster               yes         no    no     no
export roster               yes         no    no     no
see plan                    yes         yes   yes    yes
change plan                 yes         yes   no     no
correct entry               yes         no    no     no
correct texts               yes         no    no     no
ask question                yes         yes   yes    no
answer question             no          yes   yes    yes
manage news                 yes         no    no     no
publish news                yes         no    no     no
see audit                   yes         no    no     no
use network                 yes         yes   yes    yes
examine program             yes         no    no     no
decide held messages        yes         no    no     no
"""


def rights() -> dict[Action, dict[Role, bool]]:
    head, *rows = RIGHTS.strip().splitlines()
    roles = [Role(word) for word in head.split()]
    table = {}
    for row in rows:
        *name, s, c, m, o = row.split()
        table[Action(" ".join(name))] = dict(zip(roles, (word == "yes" for word in (s, c, m, o)), strict=True))
    return table


TABLE = rights()
CASES = [(action, role) for action, row in TABLE.items() for role in row]


def holder(*seats: tuple[str, Role]) -> Actor:
    return Actor("person", None, tuple(Seat(group, role, SINCE) for group, role in seats))


def one(role: Role, group: str = "B") -> Actor:
    return holder((WHOLE_COUNCIL if role is Role.SECRETARIAT else group, role))


def test_the_table_above_tells_of_every_action_and_every_role() -> None:
    assert set(TABLE) == set(Action), "an action is missing in RIGHTS: decide who may do it, and write it down"
    assert all(set(row) == set(Role) for row in TABLE.values())
    assert set(AUTHORITY) == set(Action)


@pytest.mark.parametrize(("action", "role"), CASES, ids=[f"{action}-{role}" for action, role in CASES])
def test_in_ones_own_group(action: Action, role: Role) -> None:
    assert may(one(role), action, ["B"]) is TABLE[action][role]
    assert may(one(role), action, ["A", "B"]) is TABLE[action][role]


@pytest.mark.parametrize("action", Action)
def test_elsewhere_only_the_secretariat(action: Action) -> None:
    for role in Role:
        for groups in ([], ["A"], ["A", "C"], [WHOLE_COUNCIL]):
            wanted = role is Role.SECRETARIAT and TABLE[action][role]
            assert may(one(role), action, groups) is wanted


def test_rights_of_one_group_are_not_carried_into_another() -> None:
    both = holder(("A", Role.CHAIR), ("B", Role.OBSERVER))
    assert may(both, Action.OPEN_ROUND, ["A"])
    assert not may(both, Action.OPEN_ROUND, ["B"])
    assert may(both, Action.SEE_ROUND, ["B"])
    assert not may(both, Action.TAKE_POSITION, ["B"])


@pytest.mark.parametrize("action", Action)
def test_those_without_a_seat_may_nothing(action: Action) -> None:
    assert not may(holder(), action, ["B"])
    assert not may(Actor("nobody"), action, ["B"])
    assert anywhere(holder(), action) == ()


@pytest.mark.parametrize(("action", "actor"), list(product(Action, [OPERATOR, SYSTEM])))
def test_nobody_takes_a_position_for_someone(action: Action, actor: Actor) -> None:
    assert may(actor, action) is (action is not Action.TAKE_POSITION)
    assert anywhere(actor, action) == (() if action is Action.TAKE_POSITION else None)


@pytest.mark.parametrize("action", Action)
def test_demand_is_may_with_a_name_for_the_books(action: Action) -> None:
    for role in Role:
        if TABLE[action][role]:
            demand(one(role), action, ["B"], "meeting:17")
        else:
            with pytest.raises(Forbidden) as refused:
                demand(one(role), action, ["B"], "meeting:17")
            assert (refused.value.action, refused.value.subject) == (action.value, "meeting:17")


@pytest.mark.parametrize("action", Action)
def test_anywhere_lists_exactly_the_groups_in_which_one_may(action: Action) -> None:
    actor = holder(("A", Role.CHAIR), ("B", Role.MEMBER), ("C", Role.OBSERVER))
    groups = anywhere(actor, action)
    assert groups is not None
    assert list(groups) == [group for group in "ABC" if may(actor, action, [group])]
    if TABLE[action][Role.SECRETARIAT]:
        assert anywhere(one(Role.SECRETARIAT), action) is None
    else:
        assert anywhere(one(Role.SECRETARIAT), action) == ()
