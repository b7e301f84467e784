"""The audit log: append-only entries in a hash chain.

Entries are chained just before their transaction commits, so that writers block each other only for that long. Who is
meant is stored apart from the chain (`audit_people`), so that it can be erased.
"""

import secrets
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.audit import EMPTIED, FORGOTTEN, Entry, all_marks, mark_in, sealed
from council.chain import GENESIS, Content, Fault, Head, Link, check, commitment, seal
from storage import sets
from storage.due_times import DueTime
from storage.tables import audit, audit_people, people
from storage.transaction import Transaction

Detail = Mapping[str, str | int | list[str]]

SALT_BYTES = 32
"""256 bits: too many to try."""

CHUNK = 2000
"""How many entries are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry as read. People are given by id; `GONE` for those who were forgotten."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Detail
    hash: str


GONE = "person:0"
"""Stands for a person whose identity was erased."""


async def record(
    tx: Transaction, now: datetime, actor: str, action: str, subject: str = "", detail: Detail | None = None
) -> None:
    """Add an entry. `detail` holds codes, ids and counts, never what a person typed."""
    tx.unsealed.append(Entry(now, actor, action, subject, dict(detail or {})))
    tx.before_commit(_seal)


async def _seal(tx: Transaction) -> None:
    """Chain this transaction's entries. Other writers of the log wait until it has committed."""
    entries = list(tx.unsealed)
    tx.unsealed.clear()
    if not entries:
        return
    if tx.dialect == "postgresql":
        await tx.write(sa.text("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE"))
    persons = {person for entry in entries for person in entry.people}
    found = await tx.rows(_HEAD_AND_MARKS, {"persons": persons})
    last = Head(found[0]["id"], found[0]["hash"]) if found[0]["hash"] else GENESIS
    marks = {row["person"]: row["mark"] for row in found if row["mark"]}
    if missing := {row["person"] for row in found if row["person"] and not row["mark"]}:
        marks |= await _marked(tx, missing)
    rows: list[dict[str, object]] = []
    for entry in entries:
        link = seal(last, sealed(entry, marks))
        rows.append({"id": link.number, "hash": link.hash, **link.content, "at": entry.at})
        last = link.head
    await tx.write(_INSERT, rows)


_INSERT = sa.insert(audit)
_LAST = sa.select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)
_head = _LAST.subquery()

_HEAD_AND_MARKS = (
    sa.select(_head, people.c.id.label("person"), audit_people.c.mark)
    .select_from(sa.select(sa.literal(1).label("one")).subquery())
    .outerjoin(_head, sa.true())
    .outerjoin(people, sets.among(people.c.id, "persons"))
    .outerjoin(audit_people, audit_people.c.person_id == people.c.id)
)
"""The last entry, and those of these people who are there, with their marks."""


async def _marked(tx: Transaction, ids: Collection[int]) -> Mapping[int, str]:
    """New marks for these people."""
    marks: dict[int, str] = {}
    fresh: list[dict[str, object]] = []
    for id_ in sorted(ids):
        salt = secrets.token_bytes(SALT_BYTES)
        marks[id_] = commitment(salt, id_)
        fresh.append({"mark": marks[id_], "salt": salt.hex(), "person_id": id_})
    if fresh:
        await tx.write(sa.insert(audit_people), fresh)
    return marks


async def head(tx: Transaction) -> Head:
    """The last entry's number and hash, which vouch for the whole chain."""
    row = await tx.row(_LAST)
    return Head(row["id"], row["hash"]) if row else GENESIS


def _since(action: str) -> sa.Select[datetime | None]:
    latest = sa.select(audit.c.at).where(audit.c.action == action).order_by(audit.c.id.desc()).limit(1)
    first = sa.select(audit.c.at).order_by(audit.c.id).limit(1)
    return sa.select(sa.func.coalesce(latest.scalar_subquery(), first.scalar_subquery()))


async def since(tx: Transaction, action: str) -> datetime | None:
    """When (UTC) the latest entry with this action was made, or else the first entry of all; None: no entries."""
    return await tx.value(_since(action))


def due_since(action: str) -> DueTime:
    """The same instant, as a due time."""
    return DueTime(_since(action))


async def forget(tx: Transaction, person: int) -> None:
    """Record in the chain that this person is forgotten and, once that is sealed, erase whose their mark was."""

    async def erase_identity(tx: Transaction) -> None:
        whose = sa.update(audit_people).where(audit_people.c.person_id == person)
        await tx.write(whose.values(salt=None, person_id=None))

    tx.before_commit(_seal)
    tx.before_commit(erase_identity)


async def entries(tx: Transaction, action: str | None = None) -> list[tuple[str, str, str]]:
    """(actor, action, subject) of all entries, oldest first, including this transaction's; only of `action` if
    given."""
    found = [(one.actor, one.action, one.subject) for one in await _logged(tx, sa.select(audit).order_by(audit.c.id))]
    found += [(one.actor, one.action, one.subject) for one in tx.unsealed]
    return [one for one in found if action is None or one[1] == action]


async def page(
    tx: Transaction, actions: Collection[str] | None, prefixes: Collection[str], person: int, before: int, limit: int
) -> list[Logged]:
    """Up to `limit` entries, newest first: with one of these actions or a prefix among `prefixes` (None: all), naming
    this person (0: anybody), numbered below `before` (0: any)."""
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
    persons: dict[str, int] = {}
    for at in range(0, len(marks), 500):
        known = audit_people.c.mark.in_(marks[at : at + 500])
        found = await tx.rows(sa.select(audit_people).where(known, audit_people.c.person_id.is_not(None)))
        persons |= {row["mark"]: row["person_id"] for row in found}

    def person(text: str) -> str:
        mark = mark_in(text)
        return text if not mark else f"person:{persons[mark]}" if mark in persons else GONE

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
    """The chain's links in order, in chunks of `CHUNK`."""
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
    """The result of verifying the log. `head`: how far it is intact; `fault`: what is wrong with the next entry.

    `lost`: given heads that are not in the chain. `forgotten`: people whose identity was erased; `unaccounted`: marks
    without an identity that no entry accounts for; `forged`: marks that do not match the person and salt stored for
    them; `unforgotten`: by how many the empty rows of `people` differ from the entries about forgotten people.
    `closed`: of each round that the log says was closed, the hash of its record, its subject, and when. `emptied`: how
    many names in records the log says were emptied.
    """

    count: int
    head: Head
    fault: Fault | None = None
    lost: tuple[Head, ...] = ()
    forgotten: int = 0
    unaccounted: int = 0
    forged: int = 0
    unforgotten: int = 0
    closed: frozenset[tuple[str, str, datetime]] = frozenset()
    emptied: int = 0

    @property
    def holds(self) -> bool:
        return not (self.fault or self.lost or self.unaccounted or self.forged or self.unforgotten)


async def verify(tx: Transaction, kept: Iterable[Head] = ()) -> Verified:
    """Verify every entry against the previous one, and the stored identities against their marks."""
    at, fault, count = GENESIS, None, 0
    wanted, marks, forgotten = set(kept) - {GENESIS}, set[str](), set[str]()
    closed, ends, emptied = set[tuple[str, str, datetime]](), Counter[datetime](), 0
    async for chunk in links(tx):
        count += len(chunk)
        marks |= all_marks(link.content for link in chunk)
        erasures = [link.content for link in chunk if link.content["action"] == FORGOTTEN]
        forgotten |= {mark_in(str(one["subject"])) for one in erasures}
        ends.update(datetime.fromisoformat(str(one["at"])) for one in erasures)
        emptied += sum(_emptied_by(one) for one in erasures)
        closed |= {made for link in chunk if (made := _closing(link.content))}
        if fault is None:
            found = check(chunk, at)
            sound = [link for link in chunk if link.number <= found.head.number]
            at, fault = found.head, found.fault
            wanted -= {link.head for link in sound}
    rows = await tx.rows(sa.select(audit_people))
    known = {row["mark"] for row in rows if row["person_id"] is not None}
    living = set(await tx.values(sa.select(people.c.id).where(people.c.forgotten_at.is_(None))))
    gone = Counter(await tx.values(sa.select(people.c.forgotten_at).where(people.c.forgotten_at.is_not(None))))
    unforgotten = ((gone - ends) + (ends - gone)).total()
    forged = sum(not _matches_mark(row) or row["person_id"] not in living | {None} for row in rows)
    forged += len({row["mark"] for row in rows} ^ marks)
    empty = marks - known
    return Verified(
        count,
        at,
        fault,
        tuple(sorted(wanted, key=str)),
        len(empty & forgotten),
        len(empty - forgotten),
        forged,
        unforgotten,
        frozenset(closed),
        emptied,
    )


def _closing(content: Content) -> tuple[str, str, datetime] | None:
    detail = content["detail"]
    hash_ = detail.get("record") if isinstance(detail, Mapping) else None
    return (str(hash_), str(content["subject"]), datetime.fromisoformat(str(content["at"]))) if hash_ else None


def _emptied_by(content: Content) -> int:
    detail = content["detail"]
    names = detail.get(EMPTIED) if isinstance(detail, Mapping) else None
    return names if isinstance(names, int) else 0


def _matches_mark(row: sa.RowMapping) -> bool:
    if row["person_id"] is None or row["salt"] is None:
        return row["person_id"] is None and row["salt"] is None
    try:
        return commitment(bytes.fromhex(row["salt"]), row["person_id"]) == str(row["mark"])
    except ValueError:
        return False
