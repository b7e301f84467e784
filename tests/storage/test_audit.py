"""The log on both engines: chained whoever writes at once, and what its check can tell of what was done to it."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.cli.audit import report
from council.chain import GENESIS, Head, check
from storage import audit, members, records
from storage.append_only import statements
from storage.erasure import personal_data
from storage.store import Store
from storage.tables import audit as table, audit_people, records as records_table
from storage.transaction import Transaction
from storage.verification import Findings, verify_all
from tests.storage.people import NOW, SECOND, somebody
from tests.storage.records import LATER, closed

ENTRIES = 12


async def filled(store: Store) -> tuple[int, int]:
    """Two people and a dozen entries about them."""
    one, other = await somebody(store, 1), await somebody(store, 2)
    for at in range(ENTRIES):
        async with store.begin() as tx:
            await audit.record(tx, NOW + at * SECOND, f"person:{one.id}", "role given", f"person:{other.id}", {"group": "B"})
    return one.id, other.id


async def findings(store: Store, *heads: Head) -> Findings:
    async with store.read() as tx:
        return await verify_all(tx, heads)


async def head(store: Store) -> Head:
    async with store.read() as tx:
        return await audit.head(tx)


async def links(store: Store) -> list[Head]:
    async with store.read() as tx:
        found = [link async for some in audit.links(tx) for link in some]
    assert check(found).fault is None
    return [link.head for link in found]


async def without_guards(tx: Transaction) -> None:
    """As someone would who owns the database."""
    if tx.dialect == "sqlite":
        for what in ("changed", "deleted", "replaced"):
            await tx.write(sa.text(f"DROP TRIGGER audit_not_{what}"))
            await tx.write(sa.text(f"DROP TRIGGER records_not_{what}"))
    else:
        await tx.write(sa.text("SET LOCAL session_replication_role = replica"))


async def rewrite(tx: Transaction) -> None:
    """Make the whole log anew with one entry less, all hashes fitting."""
    kept = await tx.rows(sa.select(table).order_by(table.c.id))
    await tx.write(sa.delete(table))
    for row in kept[1:]:
        await audit.record(tx, row["at"], row["actor"], row["action"], row["subject"], row["detail"])
    await tx.finish()


async def test_entries_are_chained_and_say_who_did_what_about_whom_and_when(store: Store) -> None:
    one, other = await filled(store)
    async with store.begin() as tx:
        await audit.record(tx, NOW, "system", "round closed", "round:3", {"person": other, "ground": "quorum"})
        await audit.record(tx, NOW, "person:99", "unknown", "person:99")  # of whom there is no row
        with pytest.raises(ValueError, match="undone"):
            async with tx.savepoint():
                await audit.record(tx, NOW, "system", "undone")
                message = "undone"
                raise ValueError(message)
    assert len(await links(store)) == ENTRIES + 2
    async with store.read() as tx:
        [unknown, last, *_] = await audit.page(tx, None, (), 0, 0, 3)
        assert (unknown.actor, unknown.subject) == ("person:99", "person:99")
        assert (last.actor, last.subject, dict(last.detail)) == (
            "system", "round:3", {"person": f"person:{other}", "ground": "quorum"},
        )  # fmt: skip
        about = await audit.page(tx, None, (), other, 0, 99)
        assert len(about) == ENTRIES + 1
        assert {(entry.actor, entry.subject) for entry in about[1:]} == {(f"person:{one}", f"person:{other}")}
        assert len(await audit.page(tx, ["round closed"], (), 0, 0, 99)) == 1
        assert len(await audit.page(tx, [], ("role ",), one, ENTRIES, 99)) == ENTRIES - 1
        assert about[-1].at == NOW
        stored = [dict(row) for row in await tx.rows(sa.select(table))]
    assert f"person:{one}'" not in repr(stored), "in the chain a mark stands for a person"
    assert (await findings(store)).holds


async def test_nothing_is_kept_of_what_did_not_happen(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.begin() as tx:
            await audit.record(tx, NOW, "system", "something")
            raise ZeroDivisionError
    assert await head(store) == GENESIS


async def test_those_who_write_at_once_make_one_chain(store: Store) -> None:
    people = [await somebody(store, n) for n in range(1, 5)]

    async def write(n: int) -> None:
        async with store.begin() as tx:
            who = people[n % 4]
            # Some touch the row first and some the log: were the log locked from then on, they would wait in a circle.
            if n % 8 < 4:
                await members.change(tx, who.id, name=f"Somebody {n}")
            await audit.record(tx, NOW, f"person:{who.id}", "first", f"n:{n}")
            if n % 8 >= 4:
                await members.change(tx, who.id, name=f"Somebody {n}")
            await audit.record(tx, NOW, f"person:{who.id}", "second", f"n:{n}")

    await asyncio.gather(*(write(n) for n in range(24)))
    heads = await links(store)
    assert [one.number for one in heads] == list(range(1, 49))
    async with store.read() as tx:
        said = await audit.entries(tx)
        assert await tx.value(sa.select(sa.func.count()).select_from(audit_people)) == 4
    assert [(one[1], two[1], one[2] == two[2]) for one, two in zip(said[::2], said[1::2], strict=True)] == [
        ("first", "second", True)
    ] * 24


async def test_the_database_itself_refuses_to_change_the_log(store: Store) -> None:
    await filled(store)
    for statement in (sa.update(table).values(action="another"), sa.delete(table).where(table.c.id == ENTRIES)):
        with pytest.raises(DBAPIError, match="only added to"):
            async with store.begin() as tx:
                await tx.write(statement)
    assert (await findings(store)).holds


TAMPERED = {
    "middle changed": (False, False),
    "one removed": (False, False),
    "tail cut": (True, False),
    "wholly rewritten": (True, False),
    "a name exchanged": (False, False),
    "a name taken out": (False, False),
    "a record cut off": (False, False),
    "nothing": (True, True),
    "a person forgotten": (True, True),
}
"""What was done to it: whether the check holds without a head that was kept elsewhere, and with one."""


@pytest.mark.parametrize("done", TAMPERED)
async def test_what_a_check_can_tell(store: Store, done: str) -> None:
    one, other = await filled(store)
    async with store.begin() as tx:
        await closed(tx)
        await audit.record(tx, LATER, "system", "round closed", "round:1", {"record": (await records.head(tx)).hash})
    kept = await head(store)
    async with store.begin() as tx:
        if done == "a person forgotten":
            person = await members.find(tx, other)
            assert person is not None
            await personal_data.forget(tx, person, NOW)
        await without_guards(tx)
        if done == "middle changed":
            await tx.write(sa.update(table).where(table.c.id == 5).values(at=NOW + timedelta(days=9)))
        if done == "one removed":
            await tx.write(sa.delete(table).where(table.c.id == 5))
        if done == "tail cut":
            await tx.write(sa.delete(table).where(table.c.id > ENTRIES - 2))
            await tx.write(sa.text("DELETE FROM record_names"))
            await tx.write(sa.delete(records_table))
            await tx.write(sa.text("UPDATE rounds SET state = 'withdrawn'"))
        if done == "wholly rewritten":
            await rewrite(tx)
        if done == "a name exchanged":
            await tx.write(sa.update(audit_people).where(audit_people.c.person_id == one).values(person_id=None))
            await tx.write(sa.update(audit_people).where(audit_people.c.person_id == other).values(person_id=one))
        if done == "a name taken out":
            await tx.write(sa.update(audit_people).where(audit_people.c.person_id == one).values(salt=None, person_id=None))
        if done == "a record cut off":
            await tx.write(sa.text("DELETE FROM record_names"))
            await tx.write(sa.delete(records_table))
            await tx.write(sa.text("UPDATE rounds SET state = 'withdrawn'"))
        for statement in statements(tx.dialect) if tx.dialect == "sqlite" else ():
            await tx.write(sa.text(statement))
    alone, with_head = await findings(store), await findings(store, kept)
    assert (alone.holds, with_head.holds) == TAMPERED[done], report(with_head)
    said = "\n".join(report(with_head))
    assert ("BROKEN" in said) is not TAMPERED[done][1]
    assert "What this proves" in "\n".join(report(alone)) or not alone.holds
    if alone.holds:
        assert "What it does not prove" in "\n".join(report(alone))
    if done == "a person forgotten":
        assert "People who had themselves forgotten: 1" in said
        async with store.read() as tx:
            assert "person:" not in {entry.actor for entry in await audit.page(tx, None, (), 0, 0, 1)}
            [entry, *_] = await audit.page(tx, ["role given"], (), 0, 0, 1)
            assert (entry.actor, entry.subject) == (f"person:{one}", audit.GONE)


async def test_a_head_of_the_records_is_known_as_well(store: Store) -> None:
    async with store.begin() as tx:
        await closed(tx)
        printed = await records.head(tx)
        await audit.record(tx, LATER, "system", "round closed", "round:1", {"record": printed.hash})
    found = await findings(store, printed, Head(1, "ab" * 32))
    assert (found.kept, found.lost) == ((printed,), (Head(1, "ab" * 32),))
    assert not found.holds
