"""Who changed what about whom, and when: entries are only ever added, each sealed with a hash that covers the one before.

Entries are chained right before their transaction commits: writers wait for each other for as long as that takes, and
nothing is locked behind it. Who is meant stands apart from the chain (`audit_people`), so that it can be erased.
"""

import secrets
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.audit import FORGOTTEN, Entry, all_marks, mark_in, sealed
from council.chain import GENESIS, Content, Fault, Head, Link, check, commitment, seal
from storage.store import Transaction
from storage.tables import audit, audit_people, people

Detail = Mapping[str, str | int | list[str]]

SALT_BYTES = 32
"""256 bits: nobody tries them all."""

CHUNK = 2000
"""How many entries are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of the chain. Where it names people, their ids stand; `GONE` for those who were forgotten."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Detail
    hash: str


GONE = "person:0"
"""In the place of somebody whom nothing tells any more."""


async def record(
    tx: Transaction, now: datetime, actor: str, action: str, subject: str = "", detail: Detail | None = None
) -> None:
    """Add an entry. `detail` holds codes, ids and counts, never what a person typed."""
    tx.unsealed.append(Entry(now, actor, action, subject, dict(detail or {})))
    tx.at_last(_seal)


async def _seal(tx: Transaction) -> None:
    """Chain what was told in this transaction. Whoever else writes waits until it has committed."""
    entries = list(tx.unsealed)
    tx.unsealed.clear()
    if not entries:
        return
    if tx.dialect == "postgresql":
        await tx.write(sa.text("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE"))
    marks = await _marks(tx, {person for entry in entries for person in entry.people})
    last = await head(tx)
    rows: list[dict[str, object]] = []
    for entry in entries:
        link = seal(last, sealed(entry, marks))
        rows.append({"id": link.number, "hash": link.hash, **link.content, "at": entry.at})
        last = link.head
    await tx.write(sa.insert(audit), rows)


async def _marks(tx: Transaction, ids: Collection[int]) -> Mapping[int, str]:
    """What stands for these people; whoever comes in for the first time is given a salt."""
    if not ids:
        return {}
    rows = await tx.rows(sa.select(audit_people).where(audit_people.c.person_id.in_(list(ids))))
    marks = {row["person_id"]: row["mark"] for row in rows}
    known = set(
        await tx.values(sa.select(people.c.id).where(people.c.id.in_([id_ for id_ in ids if id_ not in marks])))
    )
    fresh: list[dict[str, object]] = []
    for id_ in sorted(known):
        salt = secrets.token_bytes(SALT_BYTES)
        marks[id_] = commitment(salt, id_)
        fresh.append({"mark": marks[id_], "salt": salt.hex(), "person_id": id_})
    if fresh:
        await tx.write(sa.insert(audit_people), fresh)
    return marks


async def head(tx: Transaction) -> Head:
    """Where the chain ends: the last entry's number and hash, which vouches for all before it."""
    row = await tx.row(sa.select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1))
    return Head(row["id"], row["hash"]) if row else GENESIS


async def since(tx: Transaction, action: str) -> datetime | None:
    """When the latest entry of this action was made; while there is none, when the first of all was; None: no entries."""
    query = sa.select(audit.c.at).where(audit.c.action == action).order_by(audit.c.id.desc()).limit(1)
    return await tx.value(query) or await tx.value(sa.select(audit.c.at).order_by(audit.c.id).limit(1))


async def forget(tx: Transaction, person: int) -> None:
    """Say in the chain that this person is forgotten, and then, once that is sealed, empty whose their mark was."""

    async def empty(tx: Transaction) -> None:
        whose = sa.update(audit_people).where(audit_people.c.person_id == person)
        await tx.write(whose.values(salt=None, person_id=None))

    tx.at_last(_seal)
    tx.at_last(empty)


async def entries(tx: Transaction, action: str | None = None) -> list[tuple[str, str, str]]:
    """(actor, action, subject) of all entries, oldest first, this transaction's own with them; of one action, if given."""
    told = [(one.actor, one.action, one.subject) for one in await _logged(tx, sa.select(audit).order_by(audit.c.id))]
    told += [(one.actor, one.action, one.subject) for one in tx.unsealed]
    return [one for one in told if action is None or one[1] == action]


async def page(
    tx: Transaction, actions: Collection[str] | None, prefixes: Collection[str], person: int, before: int, limit: int
) -> list[Logged]:
    """Up to `limit` entries, newest first: of these actions, or whose action begins so (None: of all), that name this
    person (0: anybody), with a lower number than `before` (0: no matter which)."""
    query = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before:
        query = query.where(audit.c.id < before)
    if actions is not None:
        begins = [audit.c.action.startswith(prefix, autoescape=True) for prefix in prefixes]
        query = query.where(sa.or_(audit.c.action.in_(list(actions)), *begins))
    if person:
        mark = await tx.value(sa.select(audit_people.c.mark).where(audit_people.c.person_id == person))
        named = f"person:{mark}"
        in_detail = sa.cast(audit.c.detail, sa.Text).contains(named)
        query = query.where(sa.or_(audit.c.actor == named, audit.c.subject == named, in_detail))
    return await _logged(tx, query)


async def _logged(tx: Transaction, query: sa.Select[tuple[object, ...]]) -> list[Logged]:
    rows = await tx.rows(query)
    contents = [_content(row) for row in rows]
    marks = sorted(all_marks(contents))
    whose: dict[str, int] = {}
    for at in range(0, len(marks), 500):
        known = audit_people.c.mark.in_(marks[at : at + 500])
        found = await tx.rows(sa.select(audit_people).where(known, audit_people.c.person_id.is_not(None)))
        whose |= {row["mark"]: row["person_id"] for row in found}

    def person(text: str) -> str:
        mark = mark_in(text)
        return text if not mark else f"person:{whose[mark]}" if mark in whose else GONE

    return [
        Logged(
            row["id"], row["at"], person(row["actor"]), row["action"], person(row["subject"]),
            {key: person(value) if isinstance(value, str) else value for key, value in row["detail"].items()},
            row["hash"],
        )
        for row in rows
    ]  # fmt: skip


def _content(row: sa.RowMapping) -> Content:
    entry = Entry(row["at"], row["actor"], row["action"], row["subject"], row["detail"])
    return sealed(entry, {})


async def links(tx: Transaction) -> AsyncIterator[Sequence[Link]]:
    """The chain, in its order, some of it at a time."""
    after = 0
    while True:
        query = sa.select(audit).where(audit.c.id > after).order_by(audit.c.id).limit(CHUNK)
        rows = await tx.rows(query)
        if not rows:
            return
        yield [Link(row["id"], _content(row), row["hash"]) for row in rows]
        after = rows[-1]["id"]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of the log found. `head`: how far it holds; `fault`: what is wrong with the entry after that.

    `lost`: heads that were kept elsewhere and that it does not lead through. `forgotten`: how many people's names are
    erased; `unaccounted`: of how many of them, or of whom else, no entry says why nothing tells who they are;
    `forged`: how many marks are not those of the people whom they are said to stand for. `closed`: the hashes of the
    records of rounds that it says were closed.
    """

    count: int
    head: Head
    fault: Fault | None = None
    lost: tuple[Head, ...] = ()
    forgotten: int = 0
    unaccounted: int = 0
    forged: int = 0
    closed: frozenset[str] = frozenset()

    @property
    def holds(self) -> bool:
        return self.fault is None and not self.lost and not self.unaccounted and not self.forged


async def verify(tx: Transaction, kept: Iterable[Head] = ()) -> Verified:
    """Check every entry: that it follows from the one before it, and that the names beside the chain fit its marks."""
    at, fault, count = GENESIS, None, 0
    wanted, marks, gone, closed = set(kept) - {GENESIS}, set[str](), set[str](), set[str]()
    async for some in links(tx):
        count += len(some)
        marks |= all_marks(link.content for link in some)
        gone |= {mark_in(str(link.content["subject"])) for link in some if link.content["action"] == FORGOTTEN}
        closed |= {hash_ for link in some if (hash_ := _record_of(link.content))}
        if fault is None:
            found = check(some, at)
            sound = [link for link in some if link.number <= found.head.number]
            at, fault = found.head, found.fault
            wanted -= {link.head for link in sound}
    rows = await tx.rows(sa.select(audit_people))
    told = {row["mark"] for row in rows if row["person_id"] is not None}
    forged = sum(not _fits(row) for row in rows)
    empty = marks - told
    return Verified(
        count,
        at,
        fault,
        tuple(sorted(wanted, key=str)),
        len(empty & gone),
        len(empty - gone),
        forged,
        frozenset(closed),
    )


def _record_of(content: Content) -> str:
    detail = content["detail"]
    return str(detail.get("record", "")) if isinstance(detail, Mapping) else ""


def _fits(row: sa.RowMapping) -> bool:
    if row["person_id"] is None or row["salt"] is None:
        return row["person_id"] is None and row["salt"] is None
    try:
        return commitment(bytes.fromhex(row["salt"]), row["person_id"]) == str(row["mark"])
    except ValueError:
        return False
