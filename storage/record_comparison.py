"""Compares the rows that the program goes on showing with what was sealed of them in a record."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache

import sqlalchemy as sa
from pydantic import TypeAdapter

from council.chain import Content, Json, canonical
from council.minutes import MinutesRecord
from council.people import Person
from council.records import ChangeKind, Kind, content
from council.rounds import Round, RoundState, number, text_hash
from council.rules import Choice
from storage import minutes, rounds
from storage.record_builder import RecordBuilder, opinions_record
from storage.tables import electors, objections, position_history, positions, recommendations, records, versions, vote_counts
from storage.transaction import Transaction

NOT_COMPARED: Mapping[str, Mapping[str, str]] = {
    "people": {
        "telegram_id": "changes when somebody's account does",
        "name": "may be changed by its owner; the name of the time is tied to each record's mark",
        "organisation": "may be changed by its owner",
        "country": "may be changed by its owner",
        "language": "may be changed by its owner",
        "language_chosen": "may be changed by its owner",
        "second_language": "may be changed by its owner",
        "script": "may be changed by its owner",
        "zone": "may be changed by its owner",
        "email": "may be changed by its owner",
        "quiet": "may be changed by its owner",
        "reminded": "may be changed by its owner",
        "unwanted": "may be changed by its owner",
        "menu": "changes with roles, languages and the program",
        "heard_at": "changes with everything they write",
        "created_at": "no record and no entry contains it",
    },
    "recommendations": {
        "stage": "changes after the record; each change is an entry of the log",
        "version": "changes after the record; the version decided is in the record",
        "returned_version": "changes after the record",
        "forwarded_at": "changes after the record; the forwarding is an entry of the log",
        "folded": "a search index",
        "made_at": "no record contains it",
    },
    "versions": {
        "file_id": "Telegram's address of the file; the hash of its content is in the record",
        "link": "the record contains that of the version decided",
        "file_name": "the record contains that of the version decided",
        "made_by": "no record contains it; it is emptied with its person",
    },
    "rounds": {
        "opened_by": "no record contains it; the opening is an entry of the log",
        "asked_at": "no record contains it; each move and version is",
        "dissent": "the record contains it where the rule uses it",
        "nudge_at": "a timer",
        "opinions_until": "a timer",
        "redraw_at": "a timer",
        "drawn_counts": "what was shown while it was open; the record contains the counts at the end",
        "drawn_upto": "what was shown while it was open",
    },
    "electors": {"interest": "no record contains what somebody said of their interest; it is emptied with its person"},
    "position_history": {
        "id": "an order that the times give as well",
        "reason": "the record contains the reason of the last position; /forget empties earlier ones",
        "remedy": "the record contains that of the last position; /forget empties earlier ones",
    },
    "objections": {"version": "no record contains it; the time at which it was raised is"},
    "objection_answers": {"id": "refers to nothing", "upheld_at": "no record contains it"},
    "extensions": {
        "id": "an order that the times give as well",
        "was": "no record contains it",
        "deadline": "the record contains the last one, as the round's",
    },
    "voters": {
        "round_id": "no record contains who has voted in a detached round",
        "person_id": "no record contains who has voted in a detached round",
    },
}
"""By table and column of those that are compared: what can be changed without `verify` finding it, and why. All other
columns of `COMPARED` are covered. docs/security.md lists these, and tests/security/ tampers with each column."""

COMPARED = (
    "audit", "audit_people", "records", "record_names", "people", "recommendations", "versions", "rounds", "electors",
    "positions", "position_history", "objections", "objection_answers", "extensions", "voters", "vote_counts",
    "opinions",
)  # fmt: skip
"""The tables whose rows are compared with the log or with records, as far as one contains them. No other table is."""


class _Known:
    """The marks that a record has given; "" for those whose name is gone."""

    def __init__(self, marks: Mapping[int, str]) -> None:
        self._marks = marks

    def of(self, person: Person) -> str:
        return "" if person.forgotten else self._marks.get(person.id, f"person:{person.id}")


async def differences(tx: Transaction, row: sa.RowMapping, sealed: Content, names: Collection[sa.RowMapping]) -> list[str]:
    """The fields in which the live rows are not as this record (a row of `records`, its `sealed` content, its rows of
    `record_names`) says; [] if they agree.

    Which of several forgotten people did what is not compared, as nobody can know.
    """
    marks = {name["person_id"]: name["mark"] for name in names if name["person_id"] is not None}
    gone = {name["mark"] for name in names if name["person_id"] is None}
    try:
        round_ = await rounds.find(tx, row["round_id"])
        if round_ is None or round_.state is not RoundState.CLOSED:
            return ["state"]
        built = await RecordBuilder(tx, round_, _Known(marks), row["made_at"]).record(row["id"], ())
        found = await _own_contradictions(tx, round_)
    except (LookupError, ValueError, TypeError) as error:  # what was changed can no longer be read as a round
        return [f"unreadable: {type(error).__name__}"]
    form = sealed.get("form")  # what a later form has added is not in what was sealed
    now = _comparable(content(replace(built, form=form if isinstance(form, int) else 1)), set())
    was = _comparable(sealed, gone)
    return [*found, *(key for key in was if was[key] != now.get(key))]


async def opinion_differences(
    tx: Transaction, row: sa.RowMapping, sealed: Content, names: Collection[sa.RowMapping]
) -> list[str]:
    """The same of a record of minority opinions: the live ones, and the round's own record, whose hash it names."""
    marks = {name["person_id"]: name["mark"] for name in names if name["person_id"] is not None}
    gone = {name["mark"] for name in names if name["person_id"] is None}
    of_round = (records.c.round_id == row["round_id"], records.c.kind == Kind.ROUND.value)
    about = await tx.value(sa.select(records.c.hash).where(*of_round))
    try:
        built = await opinions_record(tx, await rounds.get(tx, row["round_id"]), about or "", row["id"], _Known(marks))
    except (LookupError, ValueError, TypeError) as error:
        return [f"unreadable: {type(error).__name__}"]
    was, now = _comparable(sealed, gone), _comparable(content(built), set())
    return [key for key in was if was[key] != now.get(key)]


async def _own_contradictions(tx: Transaction, round_: Round) -> list[str]:
    """Which columns of a round's recommendation, its versions, its counters and its positions do not follow from the others."""
    found, recommendation = [], round_.recommendation
    row = await tx.row(sa.select(recommendations).where(recommendations.c.id == recommendation))
    if row is not None and row["number"] != number(row["group_code"], row["year"], row["serial"]):
        found.append("number")
    texts = await tx.rows(sa.select(versions).where(versions.c.recommendation_id == recommendation))
    if any(one["text_hash"] != text_hash(one["text"]) for one in texts):
        found.append("text_hash")
    if any((one["file_name"] or one["file_hash"]) and not one["file_id"] for one in texts):
        found.append("file")
    counters = await tx.rows(sa.select(vote_counts).where(vote_counts.c.round_id == round_.id))
    votes = sum(one["n"] for one in counters)
    if {one["choice"] for one in counters} != {one.value for one in Choice} or (votes and not round_.detached):
        found.append("counters")
    out = sa.select(electors.c.person_id).where(electors.c.round_id == round_.id, electors.c.recused_at.is_not(None))
    if await tx.values(out.where(sa.or_(electors.c.struck_at.is_(None), electors.c.struck_at != electors.c.recused_at))):
        found.append("recused")
    held, took, raised = [
        set(await tx.values(sa.select(table.c.person_id).where(table.c.round_id == round_.id)))
        for table in (positions, position_history, objections)
    ]
    if (round_.detached and (held or took or raised)) or not held <= took:
        found.append("positions")
    return found


_COMPUTED = frozenset({"serial", "form", "quorum_needed", "floor_needed"})
"""Fields that are not stored in rows: the record's own, and what the rule computes."""


def _comparable(sealed: Content, gone: Collection[str]) -> dict[str, Json]:
    """A record's fields with the marks in `gone` emptied, lists in one order, and without what rows do not contain: whose
    notice came late."""
    emptied = {key: _without(value, gone) for key, value in sealed.items() if key not in _COMPUTED}
    changes = emptied.get("changes")
    if isinstance(changes, list):
        late = ChangeKind.NOT_REACHED.value
        emptied["changes"] = [one for one in changes if not isinstance(one, Mapping) or one.get("kind") != late]
    return {key: sorted(value, key=canonical) if isinstance(value, list) else value for key, value in emptied.items()}


def _without(value: Json, gone: Collection[str]) -> Json:
    if isinstance(value, Mapping):
        return {key: _without(inner, gone) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without(inner, gone) for inner in value]
    return "" if isinstance(value, str) and value in gone else value


@cache
def _minutes_reader() -> TypeAdapter[MinutesRecord]:
    return TypeAdapter(MinutesRecord)


async def minutes_differences(
    tx: Transaction, row: sa.RowMapping, sealed: Content, _names: Collection[sa.RowMapping]
) -> list[str]:
    """The same of a record of approved minutes. The meeting's place and link are in no record."""
    try:
        record = _minutes_reader().validate_python(sealed)
    except ValueError as error:
        return [f"unreadable: {type(error).__name__}"]
    return await minutes.differences(tx, row["hash"], record)
