"""Calendar feeds, of whose secret only the hash is kept; and what calendars know a meeting by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.tables import agendas, feeds, meetings
from storage.transaction import Transaction

READ_NOTED = timedelta(hours=1)
"""How often it is noted that a feed was read: it is a word for its owner, not worth a write each time."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A secret address at which one person's meetings are read, until it is revoked. All in UTC."""

    id: int
    person: int
    made_at: datetime
    read_at: datetime | None
    revoked_at: datetime | None


def _feed(row: sa.RowMapping) -> Feed:
    return Feed(row["id"], row["person_id"], row["made_at"], row["read_at"], row["revoked_at"])


async def add(tx: Transaction, person: int, token_hash: str, now: datetime) -> Feed:
    """Keep a new one."""
    id_ = await tx.insert(sa.insert(feeds).values(person_id=person, token_hash=token_hash, made_at=now))
    return Feed(id_, person, now, None, None)


async def by_hash(tx: Transaction, token_hash: str) -> Feed | None:
    """The feed with this secret, be it revoked or not."""
    row = await tx.row(sa.select(feeds).where(feeds.c.token_hash == token_hash))
    return _feed(row) if row else None


async def of(tx: Transaction, person: int) -> list[Feed]:
    """Someone's feeds that work, the oldest first."""
    query = sa.select(feeds).where(feeds.c.person_id == person, feeds.c.revoked_at.is_(None)).order_by(feeds.c.id)
    return [_feed(row) for row in await tx.rows(query)]


async def revoke(tx: Transaction, id_: int, person: int, now: datetime) -> bool:
    """Make one of this person's unusable; False when it was so already, or is not theirs."""
    mine = sa.and_(feeds.c.id == id_, feeds.c.person_id == person, feeds.c.revoked_at.is_(None))
    return bool(await tx.write(sa.update(feeds).where(mine).values(revoked_at=now)))


async def revoke_all(tx: Transaction, person: int, now: datetime) -> None:
    """Make all of this person's unusable."""
    mine = sa.and_(feeds.c.person_id == person, feeds.c.revoked_at.is_(None))
    await tx.write(sa.update(feeds).where(mine).values(revoked_at=now))


def is_to_be_noted(feed: Feed, now: datetime) -> bool:
    """Whether the last noted reading is long enough ago."""
    return feed.read_at is None or now - feed.read_at >= READ_NOTED


async def note_read(tx: Transaction, id_: int, now: datetime) -> None:
    await tx.write(sa.update(feeds).where(feeds.c.id == id_).values(read_at=now))


async def marks(tx: Transaction, ids: Collection[int]) -> Mapping[int, tuple[str, int, datetime]]:
    """Of these meetings, what calendars know each by: its name for good, its sequence, when it last changed (UTC).

    Another version of its agenda is a change, too.
    """
    newest = (
        sa.select(
            agendas.c.meeting_id, sa.func.max(agendas.c.version).label("version"), sa.func.max(agendas.c.made_at).label("made_at")
        )
        .where(agendas.c.meeting_id.in_(list(ids)))
        .group_by(agendas.c.meeting_id)
        .subquery()
    )
    query = (
        sa.select(
            meetings.c.id, meetings.c.uid, meetings.c.sequence, meetings.c.changed_at, meetings.c.made_at,
            newest.c.version, newest.c.made_at.label("agenda_at"),
        )
        .outerjoin(newest, newest.c.meeting_id == meetings.c.id)
        .where(meetings.c.id.in_(list(ids)))
    )  # fmt: skip
    found = {}
    for row in await tx.rows(query):
        changes = [at for at in (row["made_at"], row["changed_at"], row["agenda_at"]) if at is not None]
        found[row["id"]] = (row["uid"], row["sequence"] + (row["version"] or 0), max(changes))
    return found
