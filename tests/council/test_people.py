"""Seats are in force from their beginning to just before their end, with one role at a time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from council.errors import InThePast, Unchanged
from council.people import GROUP_ROLES, Actor, Person, Role, Seat, check_term, ending, given as given_seat
from tests.council.people import NOW

INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
MOMENT = timedelta(microseconds=1)
DAYS = st.integers(-20, 20).map(lambda n: NOW + timedelta(days=n))
"""Few instants, so that they often coincide."""
TERMS = st.builds(Seat, st.just("B"), st.sampled_from(GROUP_ROLES), DAYS, st.none() | DAYS)


def timeline(seats: Sequence[Seat]) -> tuple[Seat, ...]:
    """A person's seats in one group when these were given one after the other."""
    have: tuple[Seat, ...] = ()
    for seat in seats:
        have = given_seat(have, seat)
    return have


@given(INSTANTS, st.none() | INSTANTS, INSTANTS)
def test_held(since: datetime, until: datetime | None, now: datetime) -> None:
    seat = Seat("B", Role.MEMBER, since, until)
    assert seat.held(now) is (since <= now and (until is None or now < until))


@given(INSTANTS, st.timedeltas(MOMENT, timedelta(days=1000)))
def test_the_beginning_counts_and_the_end_does_not(since: datetime, lasting: timedelta) -> None:
    seat = Seat("B", Role.MEMBER, since, since + lasting)
    assert seat.held(since)
    assert seat.held(since + lasting - MOMENT)
    assert not seat.held(since + lasting)
    assert not seat.held(since - MOMENT)


def test_a_seat_that_passes_on_is_never_held_by_both_nor_by_neither() -> None:
    before, after = Seat("B", Role.MEMBER, NOW - MOMENT, NOW), Seat("B", Role.CHAIR, NOW)
    for at in (NOW - MOMENT, NOW, NOW + MOMENT):
        assert before.held(at) is not after.held(at)


@given(st.lists(TERMS, max_size=6), DAYS)
def test_nobody_has_two_roles_at_once_in_a_group(seats: list[Seat], at: datetime) -> None:
    assert sum(seat.held(at) for seat in timeline(seats)) <= 1


@given(st.lists(TERMS, max_size=6), TERMS, DAYS)
def test_what_is_given_last_is_held_exactly_within_its_term(before: list[Seat], new: Seat, at: datetime) -> None:
    have, had = timeline([*before, new]), timeline(before)
    held = [seat.role for seat in have if seat.held(at)]
    if at < new.since:
        assert held == [seat.role for seat in had if seat.held(at)], "until it begins, nothing is different"
    else:
        assert held == ([new.role] if new.held(at) else [])


@given(st.lists(TERMS, max_size=6), DAYS, DAYS)
def test_what_has_ended_is_held_no_more(seats: list[Seat], ended: datetime, at: datetime) -> None:
    had = timeline(seats)
    have = [seat.cut(ended) for seat in had]
    assert not any(seat.lasts(ended) for seat in have)
    if at < ended:
        assert [seat.held(at) for seat in have] == [seat.held(at) for seat in had]
    else:
        assert not any(seat.held(at) for seat in have)


@given(TERMS, DAYS, DAYS, DAYS)
def test_a_suspended_role_is_out_of_force_until_it_is_lifted(
    seat: Seat, suspended: datetime, lifted: datetime, at: datetime
) -> None:
    if not seat.held(suspended):
        return
    while_suspended = replace(seat, suspended_at=suspended)
    assert while_suspended.held(at) is (seat.held(at) and at < suspended)
    assert while_suspended.lasts(at) is seat.lasts(at), "it stays on the roster"
    assert while_suspended.suspended(at) is (seat.held(at) and at >= suspended)
    if not while_suspended.suspended(lifted):
        with pytest.raises(Unchanged):
            while_suspended.lifted(lifted)
        return
    over, again = while_suspended.lifted(lifted)
    held = over.held(at) or again.held(at)
    assert held is (seat.held(at) and not suspended <= at < lifted)
    assert not (over.held(at) and again.held(at))


@given(st.lists(TERMS, min_size=1, max_size=6), st.none() | DAYS, DAYS, st.data())
def test_another_end_takes_nothing_from_the_role_that_follows(
    seats: list[Seat], until: datetime | None, at: datetime, data: st.DataObject
) -> None:
    have = list(timeline(seats))
    which = data.draw(st.integers(0, len(have) - 1))
    if not have[which].lasts(have[which].since):
        return
    changed = [ending(seat, until, have) if n == which else seat for n, seat in enumerate(have)]
    assert sum(seat.held(at) for seat in changed) <= 1
    assert until is None or not changed[which].held(max(until, at))


@given(TERMS, DAYS)
def test_a_seat_turns_when_it_begins_or_ends_by_the_clock(seat: Seat, now: datetime) -> None:
    turns = seat.turns(now)
    if turns is None:
        assert all(seat.held(later) == seat.held(now) for later in (now + timedelta(days=n) for n in range(60)))
    else:
        assert turns > now
        assert seat.held(turns) is not seat.held(turns - MOMENT)
        assert seat.held(turns - MOMENT) is seat.held(now)


def test_a_term_that_is_over_before_it_begins_is_none() -> None:
    check_term(NOW, None, NOW)
    check_term(NOW, NOW + MOMENT, NOW)
    for since, until in ((NOW, NOW), (NOW + MOMENT, NOW + MOMENT), (NOW - 2 * MOMENT, NOW - MOMENT)):
        with pytest.raises(InThePast):
            check_term(since, until, NOW)


def test_actors_are_named_by_id_and_never_by_name() -> None:
    person = Person(17, 99, "Expert, Kazakhstan, group B", "", "", "en", "UTC")
    assert Actor("person", person).label == "person:17"
    assert Actor("operator").label == "operator"
