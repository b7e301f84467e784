"""Whoever owns the database changes one column of one row: `audit verify` finds it, or docs/security.md says that it does
not."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cli.audit import report
from council.findings import Finding, Found
from council.openness import Openness
from council.people import Role
from council.rounds import Document, Position, Round, Text, Way
from council.rules import Choice, Ground, Outcome, Rule, Terms
from storage import audit, electorates, members, objections, opinions, positions, records, recusals, rounds
from storage.append_only import APPEND_ONLY, list_missing, statements
from storage.erasure import personal_data
from storage.record_comparison import COMPARED, NOT_COMPARED
from storage.store import Store
from storage.tables import metadata
from storage.transaction import Transaction
from storage.verification import verify_all
from tests.databases import prepare
from tests.root import ROOT
from tests.storage.recommendations import DEADLINE, NOW, draft, seated

pytestmark = pytest.mark.long  # a council for each column

LATER = DEADLINE + timedelta(days=2)
REVIEW = date(2027, 11, 1)


async def keep(tx: Transaction, round_: Round, outcome: Outcome, ground: Ground) -> None:
    await rounds.close(tx, round_.id, outcome, ground, DEADLINE, early=True)
    hash_ = await records.keep(tx, round_.id, LATER)
    await audit.record(tx, LATER, "system", "round closed", round_.subject, {"record": hash_})


async def eventful(tx: Transaction, chair: int, voters: list[int]) -> None:
    """A round in which everything happens that a record tells."""
    terms = Terms(Rule.CONSENSUS_MINUS, dissent=2, review=REVIEW)
    with_file = replace(draft(), document=Document("first", "first.pdf", "cd" * 32))
    round_ = await rounds.add(tx, with_file, chair, 2026, terms, [chair, *voters], NOW)
    first, second, struck, recused, leaving = voters
    for step, choice in enumerate((Choice.SUPPORT, Choice.OBJECT)):
        took = Position(first, choice, "Harm" if step else "", NOW + timedelta(minutes=step), "Remedy" if step else "")
        await positions.take(tx, round_.id, took)
    await objections.raise_(tx, round_.id, took)
    text = Text("A summary", "https://example.org/", Document("file", "text.pdf", "ab" * 32))
    await rounds.amend(tx, round_, text, "A note", chair, DEADLINE, NOW + timedelta(hours=1))
    await rounds.move(tx, await rounds.get(tx, round_.id), DEADLINE, "A reason", chair, Role.CHAIR, NOW + timedelta(hours=2))
    aside = Position(second, Choice.ASIDE, "Why", NOW + timedelta(hours=3), "", 2, Way.PHONE, chair)
    await positions.take(tx, round_.id, aside)
    await positions.take(tx, round_.id, Position(leaving, Choice.SUPPORT, "", NOW + timedelta(hours=4), "", 2))
    [objection] = await objections.of_round(tx, round_.id)
    await objections.answer(tx, objection.id, "An answer", chair, NOW + timedelta(hours=5))
    await electorates.strike(tx, round_.id, struck, NOW + timedelta(hours=6))
    await recusals.take_out(tx, round_.id, recused, "An interest", NOW)
    await objections.settle(tx, round_.id, first, NOW + timedelta(hours=7))
    reserved = Position(first, Choice.RESERVATIONS, "Less harm", NOW + timedelta(hours=7), "", 2)
    await positions.take(tx, round_.id, reserved)
    await rounds.declare(tx, round_.id, "A rationale", adopted=True)
    await rounds.leave_declaring(tx, round_.id, Role.SECRETARIAT)
    await objections.keep_findings(tx, round_.id, {objection.id: Found(Finding.OUTWEIGHED, "Why so")})
    await keep(tx, await rounds.get(tx, round_.id), Outcome.ADOPTED, Ground.CONSENSUS)
    await opinions.open_until(tx, round_.id, LATER)
    for person in (first, leaving):
        await opinions.hand_in(tx, round_.id, person, f"The opinion of {person}", NOW)
    hash_ = await records.seal_opinions(tx, await rounds.get(tx, round_.id), LATER)
    assert hash_ is not None
    await audit.record(tx, LATER, "system", "opinions sealed", round_.subject, {"record": hash_})


async def detached(tx: Transaction, chair: int, voters: list[int]) -> None:
    terms = Terms(openness=Openness.DETACHED)
    round_ = await rounds.add(tx, draft(), chair, 2026, terms, [chair, *voters], NOW)
    for voter, choice in zip(voters, (Choice.SUPPORT, Choice.SUPPORT, Choice.OBJECT), strict=False):
        await positions.vote(tx, round_.id, voter, choice)
    await keep(tx, round_, Outcome.NOT_ADOPTED, Ground.OBJECTION)


@pytest.fixture
async def council_file(tmp_path: Path) -> AsyncIterator[Store]:
    """Two closed rounds, of which one voter had themselves forgotten since."""
    store = Store(f"sqlite+aiosqlite:///{prepare(tmp_path / 'majlis.db')}")
    async with store.begin() as tx:
        people = [await seated(tx, 1000 + n, "B", Role.MEMBER if n else Role.CHAIR) for n in range(6)]
        for person in people:
            await members.change(tx, person, name=f"Member {person}")
            await audit.record(tx, NOW, "operator", "role given", f"person:{person}", {"group": "B"})
        await eventful(tx, people[0], people[1:])
        await detached(tx, people[0], people[1:])
    async with store.begin() as tx:
        leaving = await members.find(tx, people[-1])
        assert leaving is not None
        await personal_data.forget(tx, leaving, LATER)
    yield store
    await store.close()


def other(value: object) -> object:
    """Another value that the same column can hold."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1000
        case datetime() | date():
            return value + timedelta(days=1)
        case dict():
            return {**value, "group": "C"}
        case list():
            return [*value, 1]
        case None:
            return None
        case _:
            return f"{value}0"


FILLED = {"person_id": 1, "salt": "00", "name": "Somebody", "entered_by": 1, "telegram_id": 7}
"""What is written where there was nothing."""


async def is_found(store: Store, column: sa.Column[object], row: sa.RowMapping) -> bool:
    """Whether the change of this column in this row is found. The change is undone."""
    table, was = column.table, row[column.name]
    when = datetime(2026, 12, 24, tzinfo=NOW.tzinfo)
    empty = when if "Instant" in repr(column.type) else REVIEW if isinstance(column.type, sa.Date) else True
    now = other(was) if was is not None else FILLED.get(column.name, "0" if isinstance(column.type, sa.Text) else empty)
    assert isinstance(table, sa.Table)
    async with store.engine.connect() as connection:
        tx = Transaction(connection)
        await tx.write(sa.text("PRAGMA defer_foreign_keys = ON"))
        for name in APPEND_ONLY:
            for what in ("changed", "deleted", "replaced"):
                await tx.write(sa.text(f"DROP TRIGGER {name}_not_{what}"))
        keys = [key == row[key.name] for key in table.primary_key]
        try:
            assert await tx.write(sa.update(table).where(*keys).values({column.name: now})) == 1
            for statement in statements("sqlite"):
                await tx.write(sa.text(statement))
            return not (await verify_all(tx, ())).holds
        except sa.exc.IntegrityError:
            return True
        finally:
            await connection.rollback()


@pytest.mark.parametrize("name", COMPARED)
async def test_every_column_is_compared_or_named_as_not(council_file: Store, name: str) -> None:
    table = metadata.tables[name]
    async with council_file.read() as tx:
        found = await verify_all(tx, ())
        assert found.holds, report(found)
        rows = await tx.rows(sa.select(table).order_by(*table.primary_key))
    assert rows, "a table with nothing in it proves nothing"
    rows = rows[:: max(1, len(rows) - 1)]  # the first and the last: of both rounds, of someone who stays and who left
    missed: dict[str, list[object]] = {
        column.name: [dict(row) for row in rows if not await is_found(council_file, column, row)] for column in table.c
    }
    named = NOT_COMPARED.get(name, {})
    assert {column: some for column, some in missed.items() if some and column not in named} == {}
    assert {column for column in named if not missed[column]} == set(), "these are found after all"


ROWS = {
    "a vote of a detached round is made somebody's": sa.text(
        "INSERT INTO positions (round_id, person_id, version, choice, reason, remedy, taken_at, way)"
        " SELECT 2, person_id, 1, 'object', 'Harm', '', taken_at, '' FROM positions LIMIT 1"
    ),
    "so is an objection": sa.text("UPDATE objections SET round_id = 2"),
    "a position's only trace is taken away": sa.text("DELETE FROM position_history WHERE choice = 'aside'"),
    "a record is taken away": sa.text("DELETE FROM records WHERE id = 2"),
    "somebody was never asked": sa.text("DELETE FROM electors WHERE struck_at IS NOT NULL"),
    "an answer was never given": sa.text("DELETE FROM objection_answers"),
    "an opinion was never handed in": sa.text("DELETE FROM opinions WHERE person_id = 2"),
    "one is added": sa.text("INSERT INTO opinions SELECT round_id, 1, text, handed_at FROM opinions LIMIT 1"),
    "nor is there another round's": sa.text("INSERT INTO opinions SELECT 2, person_id, text, handed_at FROM opinions LIMIT 1"),
}


@pytest.mark.parametrize("tampering", ROWS.values(), ids=ROWS)
async def test_rows_that_are_added_or_taken_away_are_found(council_file: Store, tampering: sa.TextClause) -> None:
    async with council_file.engine.connect() as connection:
        tx = Transaction(connection)
        await tx.write(sa.text("PRAGMA defer_foreign_keys = ON"))
        for name in APPEND_ONLY:
            await tx.write(sa.text(f"DROP TRIGGER {name}_not_deleted"))
        assert await tx.write(tampering)
        for statement in statements("sqlite"):
            await tx.write(sa.text(statement))
        assert not (await verify_all(tx, ())).holds
        await connection.rollback()


def test_the_documentation_names_every_column_that_is_not_compared() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    for table, columns in NOT_COMPARED.items():
        [line] = [line for line in text.splitlines() if line.startswith(f"| `{table}` |")]
        assert [column for column in columns if f"`{column}`" not in line] == [], table


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_a_table_without_its_protection_is_told(store: Store, table: str) -> None:
    async with store.begin() as tx:
        assert await list_missing(tx) == []
        if tx.dialect == "sqlite":
            await tx.write(sa.text(f"DROP TRIGGER {table}_not_changed"))
        else:
            await tx.write(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        found = await verify_all(tx, ())
        assert (found.unguarded, found.holds) == ((table,), False)
        assert f"no longer refuses to change the table {table}" in "\n".join(report(found))
        for statement in statements(tx.dialect):
            await tx.write(sa.text(statement))
        if tx.dialect == "postgresql":
            assert await list_missing(tx) == []


async def test_a_protection_that_does_nothing_is_told(store: Store) -> None:
    async with store.begin() as tx:
        if tx.dialect == "sqlite":
            await tx.write(sa.text("DROP TRIGGER audit_not_changed"))
            await tx.write(sa.text("CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit BEGIN SELECT 1; END"))
        else:
            await tx.write(
                sa.text(
                    "CREATE OR REPLACE FUNCTION audit_only_added_to() RETURNS trigger LANGUAGE plpgsql AS"
                    " $$ BEGIN RETURN NULL; END $$"
                )
            )
        assert await list_missing(tx) == ["audit"]
        for statement in ("DROP TRIGGER audit_not_changed", *statements(tx.dialect)):
            if tx.dialect == "sqlite" or not statement.startswith("DROP TRIGGER audit_not"):
                await tx.write(sa.text(statement))
