"""Rounds: deadlines, who may take a position, and whose role has ended."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from council.errors import Closed, InThePast, OutsideElectorate, ReasonWanted, TooSoon
from council.people import Person, Role, Seat
from council.round_counts import struck_at
from council.round_terms import check_deadline
from council.rounds import Elector, Position, Round, RoundState, check_position, number, tally, text_hash
from council.rules import Choice, Terms

OPENED = datetime(2026, 11, 24, 9, tzinfo=UTC)
DEADLINE = OPENED + timedelta(days=7)
ROUND = Round(1, "B-2026-03", 1, "B", "T", "Text", "", 1, Terms(), OPENED, DEADLINE, RoundState.OPEN)


def after(hours: float) -> datetime:
    return OPENED + timedelta(hours=hours)


def test_numbers_and_hashes() -> None:
    assert number("B", 2026, 3) == "B-2026-03"
    assert number("EC", 2026, 120) == "EC-2026-120"
    assert text_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_deadline_lies_half_an_hour_ahead() -> None:
    check_deadline(after(0.5), OPENED)
    with pytest.raises(TooSoon):
        check_deadline(after(0.5) - timedelta(microseconds=1), OPENED)
    with pytest.raises(InThePast):
        check_deadline(OPENED, OPENED)


def test_positions_are_taken_until_the_deadline_and_not_at_it() -> None:
    last = DEADLINE - timedelta(microseconds=1)
    check_position(ROUND, in_electorate=True, choice=Choice.SUPPORT, reason="", now=last)
    with pytest.raises(Closed):
        check_position(ROUND, in_electorate=True, choice=Choice.SUPPORT, reason="", now=DEADLINE)
    with pytest.raises(OutsideElectorate):
        check_position(ROUND, in_electorate=False, choice=Choice.SUPPORT, reason="", now=last)
    for choice in (Choice.OBJECT, Choice.RESERVATIONS):
        with pytest.raises(ReasonWanted):
            check_position(ROUND, in_electorate=True, choice=choice, reason="", now=last)


LONG_AGO = OPENED - timedelta(days=100)


@pytest.mark.parametrize(
    ("seats", "now", "struck"),
    [
        ([Seat("B", Role.MEMBER, LONG_AGO)], after(5), None),
        ([Seat("B", Role.MEMBER, LONG_AGO, after(3))], after(5), after(3)),
        ([Seat("B", Role.MEMBER, LONG_AGO, after(3))], after(2), None),
        ([Seat("B", Role.MEMBER, LONG_AGO, after(3))], after(3), after(3)),
        # From member to chair at the same instant: the seat continues.
        ([Seat("B", Role.MEMBER, LONG_AGO, after(3)), Seat("B", Role.CHAIR, after(3))], after(5), None),
        ([Seat("B", Role.CHAIR, after(3)), Seat("B", Role.MEMBER, LONG_AGO, after(3))], after(5), None),
        # To observer: no positions any more.
        ([Seat("B", Role.MEMBER, LONG_AGO, after(3)), Seat("B", Role.OBSERVER, after(3))], after(5), after(3)),
        # Back after a gap: someone who joins later is not in the electorate.
        ([Seat("B", Role.MEMBER, LONG_AGO, after(3)), Seat("B", Role.MEMBER, after(4))], after(5), after(3)),
        # An earlier term does not count.
        ([Seat("B", Role.MEMBER, LONG_AGO, LONG_AGO + timedelta(days=1)), Seat("B", Role.MEMBER, OPENED)],
         after(5), None),
        # What ends at or after the deadline changes nothing, however late the round is closed.
        ([Seat("B", Role.MEMBER, LONG_AGO, DEADLINE)], DEADLINE + timedelta(days=1), None),
        ([Seat("B", Role.MEMBER, LONG_AGO, DEADLINE - timedelta(seconds=1))], DEADLINE + timedelta(days=1),
         DEADLINE - timedelta(seconds=1)),
    ],
)  # fmt: skip
def test_whose_role_has_ended(seats: list[Seat], now: datetime, struck: datetime | None) -> None:
    assert struck_at(ROUND, seats, now) == struck


@given(st.lists(st.tuples(st.sampled_from([*Choice, None]), st.booleans()), max_size=30))
def test_the_struck_and_their_positions_are_not_counted(drawn: list[tuple[Choice | None, bool]]) -> None:
    electors = [
        Elector(
            Person(at, None, "", "", "", "en", "UTC"),
            Position(at, choice, "", OPENED) if choice else None,
            OPENED if struck else None,
        )
        for at, (choice, struck) in enumerate(drawn)
    ]
    counted = tally(electors)
    left = [choice for choice, struck in drawn if not struck]
    assert counted.electorate == len(left)
    assert counted.objections == left.count(Choice.OBJECT)
    assert counted.silent == left.count(None)
