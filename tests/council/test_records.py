"""Invariants of records, whatever they contain."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from council.openness import Openness, Reader, sight
from council.records import (
    Answer,
    Change,
    ChangeKind,
    Edition,
    Objection,
    Record,
    Setting,
    Stand,
    edition_for,
    mark,
    reduced,
    written,
)
from storage.records import read
from tests.council.records import AT, a_record

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
whos = st.sampled_from(["mark-a", "mark-b", "mark-c"])
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))

stands = st.builds(Stand, who=whos, choice=st.sampled_from(["support", "object"]), taken_at=instants, reason=words, remedy=words)
objections = st.builds(
    Objection,
    who=whos,
    harm=words,
    remedy=words,
    raised_at=instants,
    answers=st.lists(st.builds(Answer, by=whos, text=words, at=instants), max_size=2).map(tuple),
    withdrawn_at=st.none() | instants,
)
changes = st.builds(Change, kind=st.sampled_from(ChangeKind), who=whos, at=instants, by=whos, note=words)


def test_a_record_of_the_first_form_is_read_and_written_as_it_was() -> None:
    old = a_record(form=1)
    assert "moves" not in written(old)
    assert read(written(old)) == old
    assert written(read(written(old))) == written(old)
    assert '"moves"' in written(a_record())


some_records = st.builds(
    a_record,
    title=words,
    text=words,
    stands=st.lists(stands, max_size=4).map(tuple),
    objections=st.lists(objections, max_size=3).map(tuple),
    changes=st.lists(changes, max_size=3).map(tuple),
    rationale=words,
)


@given(some_records)
def test_a_record_comes_back_from_its_canonical_form(record: Record) -> None:
    assert read(written(record)) == record


@given(some_records)
def test_the_canonical_form_is_one(record: Record) -> None:
    assert written(read(written(record))) == written(record)
    assert "\n" not in written(replace(record, title="", text="", stands=(), objections=(), changes=(), rationale=""))


@given(some_records, st.sampled_from([Edition.NAMELESS, Edition.TOTALS]))
def test_a_reduced_record_names_nobody(record: Record, edition: Edition) -> None:
    bare = reduced(record, edition)
    assert bare.marks == frozenset()
    assert "mark-" not in written(replace(bare, title="", text="", rationale="", stands=(), objections=()))
    assert all(stand.who == stand.by == "" and stand.taken_at == AT for stand in bare.stands)
    assert (bare.counts, bare.outcome, bare.text) == (record.counts, record.outcome, record.text)


@given(some_records)
def test_the_order_of_reasons_without_names_tells_nothing(record: Record) -> None:
    other = replace(record, stands=record.stands[::-1], objections=record.objections[::-1])
    assert [(s.choice, s.reason, s.remedy) for s in reduced(record, Edition.NAMELESS).stands] == [
        (s.choice, s.reason, s.remedy) for s in reduced(other, Edition.NAMELESS).stands
    ]


@given(some_records)
def test_totals_hold_no_word_that_anyone_said(record: Record) -> None:
    bare = reduced(record, Edition.TOTALS)
    assert (bare.stands, bare.objections, bare.changes, bare.rationale) == ((), (), (), "")


def test_who_sees_what_after_closing() -> None:
    table = {openness: [edition_for(sight(openness, reader, closed=True)) for reader in Reader] for openness in Openness}
    full, nameless, totals = Edition.FULL, Edition.NAMELESS, Edition.TOTALS
    assert table == {  # secretariat, chair, author, member, observer, a group's chat, the Executive Committee
        Openness.NAMED: [full, full, full, full, totals, totals, nameless],
        Openness.CONFIDENTIAL: [full, nameless, nameless, nameless, totals, totals, nameless],
        Openness.DETACHED: [totals] * 7,
    }


def test_whoever_does_not_see_the_counts_sees_nothing_of_the_record() -> None:
    for openness in Openness:
        for reader in Reader:
            open_sight = sight(openness, reader, closed=False)
            assert (edition_for(open_sight, reader) is None) is not open_sight.counts


def test_a_detached_round_has_no_record_with_choices() -> None:
    with pytest.raises(ValueError, match="totals only"):
        a_record(openness=Openness.DETACHED, stands=(Stand("mark-a", "support", AT),))
    assert a_record(openness=Openness.DETACHED).counts.support == 2


def test_a_mark_says_nothing_without_its_salt() -> None:
    assert mark("salt", 7, "name") == hashlib.sha256(b"salt\n7\nname").hexdigest()
    assert len({mark("salt", 7, "name"), mark("other", 7, "name"), mark("salt", 8, "name")}) == 3


def test_the_canonical_form_is_spelt_out() -> None:
    text = written(a_record(title="Ғалым «қ»", settings=(Setting("dissent", "1"),)))
    assert text.startswith('{"author":"mark-a","changes":[],"closed_at":"2026-12-07T13:00:00.000000Z","counts":{"amendments":0,')
    assert '"settings":[{"name":"dissent","value":"1"}]' in text
    assert '"title":"Ғалым «қ»"' in text


def test_a_record_of_the_second_form_has_no_findings() -> None:
    objection = Objection("mark-a", "harm", "", AT)
    old = a_record(form=2, objections=(objection,))
    assert "finding" not in written(old)
    assert read(written(old)) == old
    assert '"finding":"outweighed","found":"Why"' in written(
        a_record(objections=(replace(objection, finding="outweighed", found="Why"),))
    )
