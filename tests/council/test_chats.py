"""What the bot cannot do in a chat with its present rights."""

from itertools import chain, combinations

import pytest

from council.chats import ChatRights, Lack, Right, lacks

RIGHTS = [frozenset(some) for some in chain.from_iterable(combinations(Right, n) for n in range(len(Right) + 1))]


def test_nothing_is_missing_for_an_administrator_with_all_rights() -> None:
    assert lacks(ChatRights(True, True, frozenset(Right))) == ()


@pytest.mark.parametrize("rights", RIGHTS)
def test_each_right_that_is_missing_is_named(rights: frozenset[Right]) -> None:
    missing = lacks(ChatRights(True, True, rights))
    assert (Lack.ADMIT in missing) is (Right.INVITE not in rights)
    assert (Lack.REMOVE in missing) is (Right.RESTRICT not in rights)
    assert Lack.NOTICE not in missing


def test_a_member_is_told_nothing_and_may_be_silenced() -> None:
    assert set(lacks(ChatRights(True))) == {Lack.NOTICE, Lack.ADMIT, Lack.REMOVE}
    assert Lack.WRITE in lacks(ChatRights(True, writes=False))


def test_outside_and_unknown_are_told_as_such() -> None:
    assert lacks(ChatRights(False)) == (Lack.OUTSIDE,)
    assert lacks(None) == (Lack.UNKNOWN,)
