"""Whoever declared an interest is out, however the counts are shown; and where an interest can be declared."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from council.people import Actor, Person, Role, Seat
from council.recommendations import FINAL, Recommendation, Stage, may_recuse
from council.round_counts import Drawn
from council.rounds import Elector, Round, RoundState, tally
from council.rules import Tally, Terms

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
MEMBER = Person(1, 11, "Expert, group B", "", "", "en", "UTC")


@given(st.none() | st.datetimes(timezones=st.just(UTC)), st.booleans())
def test_the_counts_of_the_last_batch_leave_them_out_too(drawn_at: datetime | None, answered: bool) -> None:
    out = Elector(MEMBER, struck_at=NOW, recused=True)
    shown = Drawn(Tally(2), frozenset({1} if answered else ()), drawn_at).before(out)
    assert not shown.counts, "they left before anybody had answered: that tells nothing"


@given(st.lists(st.booleans(), max_size=8))
def test_the_number_of_those_who_are_asked_follows(out: list[bool]) -> None:
    electors = [Elector(MEMBER, struck_at=NOW if one else None, recused=one) for one in out]
    assert tally(electors).electorate == out.count(False)


@given(st.sampled_from(Stage), st.sampled_from(RoundState), st.sampled_from(Role))
def test_it_is_declared_by_who_would_be_asked_while_nobody_is(stage: Stage, state: RoundState, role: Role) -> None:
    about = Recommendation(1, "B-2026-01", "B", "Title", 2, stage, 1, "Text", "", None, NOW)
    held = Round(1, "B-2026-01", 1, "B", "Title", "Text", "", 2, Terms(), NOW, NOW + timedelta(days=1), state, origin="B")
    actor = Actor("person", MEMBER, (Seat("B", role, NOW - timedelta(days=9)),))
    if may_recuse(actor, about, [held], "E"):
        assert not held.undecided
        assert role in {Role.CHAIR, Role.MEMBER}
        assert stage not in FINAL | {Stage.ADOPTED}
        assert stage is not Stage.FORWARDED or state is RoundState.PLANNED, "there the Committee is asked"
