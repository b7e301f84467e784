"""Minutes: as they were sent by link or file, and as they are written, reviewed and approved."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.exc import IntegrityError

from council.errors import AlreadyDecided, ChangedMeanwhile
from council.minutes import Correction, Item, Minutes, MinutesRecord, MinutesState, SentMinutes, Way, number_of
from council.records import Kind
from storage.due_times import earliest
from storage.tables import (
    meeting_groups,
    minutes,
    minutes_corrections,
    minutes_reviewers,
    minutes_versions,
    records,
    written_minutes,
)
from storage.transaction import Transaction
from storage.upserts import upsert


async def add_sent(
    tx: Transaction, meeting: int, link: str, file_id: str, file_name: str, by: int | None, now: datetime
) -> SentMinutes:
    """Keep minutes; those that were there before become an earlier version."""
    had = await latest_sent(tx, meeting)
    new = SentMinutes(had.version + 1 if had else 1, link, file_id, file_name)
    await tx.write(
        sa.insert(minutes).values(
            meeting_id=meeting, version=new.version, link=link, file_id=file_id, file_name=file_name, made_by=by,
            made_at=now,
        )
    )  # fmt: skip
    return new


async def latest_sent_of(tx: Transaction, ids: Collection[int]) -> dict[int, SentMinutes]:
    """These meetings' minutes as they are now; those that have none are left out."""
    query = sa.select(minutes).where(minutes.c.meeting_id.in_(list(ids))).order_by(minutes.c.version)
    return {
        row["meeting_id"]: SentMinutes(row["version"], row["link"], row["file_id"], row["file_name"])
        for row in await tx.rows(query)
    }


async def latest_sent(tx: Transaction, meeting: int) -> SentMinutes | None:
    """A meeting's minutes as they are now."""
    return (await latest_sent_of(tx, [meeting])).get(meeting)


# -- as they are written


MOST_TRIES = 20
"""How many others may take the next number at the same instant before something else must be wrong."""


@cache
def _reader() -> TypeAdapter[tuple[Item, ...]]:
    return TypeAdapter(tuple[Item, ...])


def _plain(items: Sequence[Item]) -> object:
    return _reader().dump_python(tuple(items), mode="json")


_pending = minutes_versions.alias()
_HAS_PENDING = (
    sa.exists()
    .where(_pending.c.minutes_id == written_minutes.c.id, _pending.c.version > written_minutes.c.version)
    .correlate(written_minutes)
)
_ALL = sa.select(written_minutes, minutes_versions.c["items"], _HAS_PENDING.label("pending")).join(
    minutes_versions,
    sa.and_(minutes_versions.c.minutes_id == written_minutes.c.id, minutes_versions.c.version == written_minutes.c.version),
)


def _minutes(row: sa.RowMapping) -> Minutes:
    number = number_of(row["code"], row["year"], row["serial"]) if row["serial"] else ""
    return Minutes(
        row["id"], row["meeting_id"], MinutesState(row["state"]), row["version"], _reader().validate_python(row["items"]),
        row["due_at"], row["corrects_id"], row["pending"], number, row["hash"] or "", Way(row["way"]) if row["way"] else None,
        row["approved_at"],
    )  # fmt: skip


async def draft(
    tx: Transaction, meeting: int, items: Sequence[Item], by: int | None, now: datetime, corrects: int | None = None
) -> Minutes:
    """New minutes of a meeting. Raises `AlreadyDecided` when others of it are not approved yet."""
    values = {"meeting_id": meeting, "corrects_id": corrects, "state": MinutesState.DRAFT.value, "version": 1}
    try:
        async with tx.savepoint():
            id_ = await tx.insert(sa.insert(written_minutes).values(**values, made_by=by, made_at=now))
    except IntegrityError:
        raise AlreadyDecided from None
    await _put_version(tx, id_, 1, items, by, now)
    return Minutes(id_, meeting, MinutesState.DRAFT, 1, tuple(items), corrects=corrects)


async def _put_version(tx: Transaction, id_: int, version: int, items: Sequence[Item], by: int | None, now: datetime) -> None:
    row = {"minutes_id": id_, "version": version, "items": _plain(items), "made_by": by, "made_at": now}
    await upsert(tx, minutes_versions, ["minutes_id", "version"], row)


async def find(tx: Transaction, id_: int, *, lock: bool = False) -> Minutes | None:
    """Minutes by their id. With `lock`, nobody else changes them until this transaction ends."""
    if lock:
        await tx.row(sa.select(written_minutes.c.id).where(written_minutes.c.id == id_).with_for_update())
    row = await tx.row(_ALL.where(written_minutes.c.id == id_))
    return _minutes(row) if row else None


async def of_meetings(tx: Transaction, ids: Collection[int]) -> dict[int, list[Minutes]]:
    """All written minutes of these meetings, the first ones first; meetings without are left out."""
    found: dict[int, list[Minutes]] = {}
    for row in await tx.rows(_ALL.where(written_minutes.c.meeting_id.in_(list(ids))).order_by(written_minutes.c.id)):
        found.setdefault(row["meeting_id"], []).append(_minutes(row))
    return found


async def listed(tx: Transaction, groups: Collection[str] | None, limit: int) -> list[Minutes]:
    """The last minutes of meetings of any of these groups (None: of all), in whatever state, the latest first."""
    query = _ALL.order_by(written_minutes.c.id.desc()).limit(limit)
    if groups is not None:
        theirs = sa.select(meeting_groups.c.meeting_id).where(meeting_groups.c.group_code.in_(list(groups)))
        query = query.where(written_minutes.c.meeting_id.in_(theirs))
    return [_minutes(row) for row in await tx.rows(query)]


async def items_of(tx: Transaction, id_: int, version: int) -> tuple[Item, ...]:
    """The items of one version; none where there is no such version."""
    at = minutes_versions.c
    row = await tx.row(sa.select(at["items"]).where(at.minutes_id == id_, at.version == version))
    return _reader().validate_python(row["items"]) if row else ()


async def put_items(tx: Transaction, minutes_: Minutes, items: Sequence[Item], by: int | None, now: datetime) -> None:
    """Keep changed items: of a draft in their place, else as the next version, which is sent later."""
    version = minutes_.version + (minutes_.state is MinutesState.REVIEW)
    await _put_version(tx, minutes_.id, version, items, by, now)


async def drop_draft(tx: Transaction, id_: int) -> None:
    """Forget a draft."""
    await tx.write(sa.delete(minutes_versions).where(minutes_versions.c.minutes_id == id_))
    await tx.write(sa.delete(written_minutes).where(written_minutes.c.id == id_))


async def _turn(tx: Transaction, was: Minutes, values: Mapping[str, object]) -> bool:
    """Whether they were as they were known: of several who change them at once one does."""
    same = (written_minutes.c.id == was.id, written_minutes.c.state == was.state.value, written_minutes.c.version == was.version)
    return bool(await tx.write(sa.update(written_minutes).where(*same).values(dict(values))))


async def to_review(tx: Transaction, was: Minutes, people: Iterable[int], due_at: datetime, remind_at: datetime) -> bool:
    """They are in review by these people until then, who are reminded at `remind_at`; False when somebody has changed their
    state meanwhile."""
    if not await _turn(tx, was, {"state": MinutesState.REVIEW.value, "due_at": due_at, "remind_at": remind_at}):
        return False
    rows: list[dict[str, object]] = [{"minutes_id": was.id, "person_id": person} for person in people]
    if rows:
        await tx.write(sa.insert(minutes_reviewers), rows)
    return True


async def send_changes(tx: Transaction, was: Minutes, due_at: datetime, remind_at: datetime) -> bool:
    """The changed text is the one in review from now on; False when somebody has changed it meanwhile."""
    return await _turn(tx, was, {"version": was.version + 1, "due_at": due_at, "remind_at": remind_at})


async def wait(tx: Transaction, id_: int, due_at: datetime | None, remind_at: datetime | None = None) -> None:
    """Silence approves them then; None: not by itself any more."""
    await tx.write(sa.update(written_minutes).where(written_minutes.c.id == id_).values(due_at=due_at, remind_at=remind_at))


async def approve(tx: Transaction, was: Minutes, code: str, year: int, way: Way, by: int | None, now: datetime) -> str:
    """They are approved; their number. Raises `ChangedMeanwhile` when they are not as they were known."""
    last = sa.select(sa.func.max(written_minutes.c.serial)).where(written_minutes.c.code == code, written_minutes.c.year == year)
    values = {
        "state": MinutesState.APPROVED.value,
        "due_at": None,
        "remind_at": None,
        "code": code,
        "year": year,
        "way": way.value,
    }
    for _ in range(MOST_TRIES):
        serial = (await tx.value(last) or 0) + 1
        try:
            async with tx.savepoint():
                if not await _turn(tx, was, {**values, "serial": serial, "approved_by": by, "approved_at": now}):
                    raise ChangedMeanwhile
        except IntegrityError:
            continue  # somebody else took it at the same instant
        return number_of(code, year, serial)
    message = f"no number could be had for {code}, {year}"
    raise RuntimeError(message)


async def seal(tx: Transaction, id_: int, hash_: str) -> None:
    """Note the hash of their record."""
    await tx.write(sa.update(written_minutes).where(written_minutes.c.id == id_).values(hash=hash_))


async def next_due(tx: Transaction, now: datetime) -> Minutes | None:
    """Minutes whose review is over, locked until this transaction ends."""
    query = sa.select(written_minutes.c.id).where(written_minutes.c.due_at <= now)
    id_ = await tx.value(query.order_by(written_minutes.c.due_at, written_minutes.c.id).limit(1))
    return await find(tx, id_, lock=True) if id_ is not None else None


DUE = earliest(written_minutes.c.due_at)
"""When the review of minutes is over."""


# -- their review


async def reviewers(tx: Transaction, id_: int) -> dict[int, int | None]:
    """By person, the version to which they agreed; None: they said nothing."""
    rows = await tx.rows(sa.select(minutes_reviewers).where(minutes_reviewers.c.minutes_id == id_))
    return {row["person_id"]: row["agreed"] for row in rows}


async def silent(tx: Transaction, persons: Collection[int]) -> list[tuple[int, Minutes]]:
    """What these people review and have said nothing about, of this version, while silence approves it: (person, minutes), the
    most pressing first."""
    corrected = sa.exists().where(
        minutes_corrections.c.minutes_id == written_minutes.c.id,
        minutes_corrections.c.person_id == minutes_reviewers.c.person_id,
        minutes_corrections.c.version == written_minutes.c.version,
    )
    query = (
        _ALL.add_columns(minutes_reviewers.c.person_id)
        .join(minutes_reviewers, minutes_reviewers.c.minutes_id == written_minutes.c.id)
        .where(
            written_minutes.c.due_at.is_not(None), minutes_reviewers.c.person_id.in_(list(persons)),
            minutes_reviewers.c.agreed.is_distinct_from(written_minutes.c.version),
            sa.not_(corrected.correlate(written_minutes, minutes_reviewers)),
        )
        .order_by(written_minutes.c.due_at, written_minutes.c.id)
    )  # fmt: skip
    return [(row["person_id"], _minutes(row)) for row in await tx.rows(query)]


REMIND_DUE = earliest(written_minutes.c.remind_at)
"""When reviewers are reminded who have said nothing."""


async def first_to_remind(tx: Transaction, now: datetime) -> Minutes | None:
    """The minutes of which reviewers are to be reminded first; they are reminded of these no more."""
    query = sa.select(written_minutes.c.id).where(written_minutes.c.remind_at <= now)
    query = query.order_by(written_minutes.c.remind_at, written_minutes.c.id).limit(1)
    id_ = await tx.value(query.with_for_update(skip_locked=True))
    if id_ is None:
        return None
    await tx.write(sa.update(written_minutes).where(written_minutes.c.id == id_).values(remind_at=None))
    return await find(tx, id_)


async def agree(tx: Transaction, id_: int, person: int, version: int | None, now: datetime) -> None:
    """This person agrees to this version, or (None) does not after all."""
    theirs = (minutes_reviewers.c.minutes_id == id_, minutes_reviewers.c.person_id == person)
    await tx.write(sa.update(minutes_reviewers).where(*theirs).values(agreed=version, agreed_at=now if version else None))


def _correction(row: sa.RowMapping) -> Correction:
    return Correction(
        row["id"], row["person_id"], row["version"], row["item"], row["text"], row["made_at"], row["taken"], row["note"]
    )  # fmt: skip


async def correct(tx: Transaction, minutes_: Minutes, person: int, item: int, text: str, now: datetime) -> int:
    """Keep what somebody wants corrected; its id."""
    row = {"minutes_id": minutes_.id, "person_id": person, "version": minutes_.version, "item": item, "text": text}
    return await tx.insert(sa.insert(minutes_corrections).values(**row, made_at=now))


async def corrections(tx: Transaction, id_: int) -> list[Correction]:
    """What is to be corrected, in the order in which it came."""
    query = sa.select(minutes_corrections).where(minutes_corrections.c.minutes_id == id_).order_by(minutes_corrections.c.id)
    return [_correction(row) for row in await tx.rows(query)]


async def find_correction(tx: Transaction, id_: int) -> tuple[int, Correction] | None:
    """A correction, and of which minutes."""
    row = await tx.row(sa.select(minutes_corrections).where(minutes_corrections.c.id == id_))
    return (row["minutes_id"], _correction(row)) if row else None


async def decide(tx: Transaction, id_: int, note: str, by: int | None, now: datetime, *, taken: bool) -> bool:
    """Note that a correction is taken, or not, and why; False when that was noted already."""
    open_ = (minutes_corrections.c.id == id_, minutes_corrections.c.taken.is_(None))
    values = {"taken": taken, "note": note, "decided_by": by, "decided_at": now}
    return bool(await tx.write(sa.update(minutes_corrections).where(*open_).values(values)))


# -- against their record


async def differences(tx: Transaction, hash_: str, record: MinutesRecord) -> list[str]:
    """Which parts of approved minutes are not what was sealed of them. Who does what is not compared: /forget empties that."""
    id_ = await tx.value(sa.select(written_minutes.c.id).where(written_minutes.c.hash == hash_))
    live = await find(tx, id_) if id_ is not None else None
    if live is None:
        return ["hash"]
    written = [(i.title, i.said, i.agreed, [(a.what, a.due.isoformat()) for a in i.actions]) for i in live.items]
    sealed = [(i.title, i.said, i.agreed, [(a.what, a.due) for a in i.actions]) for i in record.items]
    pairs: dict[str, tuple[object, object]] = {
        "state": (live.state.value, MinutesState.APPROVED.value), "number": (live.number, record.number),
        "version": (live.version, record.version), "way": (live.way, record.way), "items": (written, sealed),
        "approved_at": (live.approved_at, record.approved_at),
    }  # fmt: skip
    return [name for name, (one, other) in pairs.items() if one != other]


async def without_record(tx: Transaction) -> list[int]:
    """The meetings of approved minutes that have no record."""
    kept = sa.select(records.c.hash).where(records.c.kind == Kind.MINUTES.value)
    bare = sa.or_(written_minutes.c.hash.is_(None), written_minutes.c.hash.not_in(kept))
    query = sa.select(written_minutes.c.meeting_id).where(written_minutes.c.state == MinutesState.APPROVED.value, bare)
    return await tx.values(query.order_by(written_minutes.c.id))
