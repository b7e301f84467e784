"""Seats are held from their beginning to just before their end."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from council.people import Actor, Person, Role, Seat

INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
MOMENT = timedelta(microseconds=1)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


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


def test_actors_are_named_by_id_and_never_by_name() -> None:
    person = Person(17, 99, "Expert, Kazakhstan, group B", "", "", "en", "UTC")
    assert Actor("person", person).label == "person:17"
    assert Actor("operator").label == "operator"
