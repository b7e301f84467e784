"""The roster at hand, and the roles that begin or end by the clock."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.matching import Known
from council.people import Person, Seat
from council.roster import Line, Reach
from storage import meetings, recommendations
from storage.members import as_person, as_seat, lasting
from storage.outbox import State
from storage.store import Transaction
from storage.tables import chats, invitations, outbox, people, positions, seats


async def lines(tx: Transaction, now: datetime, only: int | None = None) -> list[Line]:
    """Everyone with a seat on the roster at `now` (or `only` this person), by id."""
    mine = [people.c.id == only] if only is not None else []
    had = await _seats(tx, lasting(now), *([seats.c.person_id == only] if only is not None else []))
    query = sa.select(people, chats.c.suspended_at).outerjoin(chats, chats.c.chat_id == people.c.telegram_id)
    seated = people.c.id.in_(sa.select(seats.c.person_id).where(lasting(now)))
    rows = await tx.rows(query.where(seated, *mine).order_by(people.c.id))
    return [Line(as_person(row), had[row["id"]], row["suspended_at"] is not None) for row in rows]


async def known(tx: Transaction, now: datetime, only: Collection[int] | None = None) -> list[Known]:
    """Everyone who has, or once had, a seat (or of those, these only), with the seats that they have on the roster."""
    had = await _seats(tx, lasting(now), *([seats.c.person_id.in_(list(only))] if only is not None else []))
    query = sa.select(people).where(people.c.id.in_(sa.select(seats.c.person_id)))
    if only is not None:
        query = query.where(people.c.id.in_(list(only)))
    return [Known(as_person(row), had.get(row["id"], ())) for row in await tx.rows(query.order_by(people.c.id))]


async def _seats(tx: Transaction, *where: sa.ColumnElement[bool]) -> Mapping[int, Sequence[Seat]]:
    query = sa.select(seats).where(*where).order_by(seats.c.group_code, seats.c.since)
    found: dict[int, list[Seat]] = defaultdict(list)
    for row in await tx.rows(query):
        found[row["person_id"]].append(as_seat(row))
    return found


async def reach(tx: Transaction, person: Person) -> Reach:
    """When this person was last reached and heard, and in how many rounds they have taken a position."""
    sent = sa.select(sa.func.max(outbox.c.settled_at)).where(
        outbox.c.person_id == person.id, outbox.c.state == State.SENT.value
    )
    heard = sa.select(people.c.heard_at).where(people.c.id == person.id)
    rounds = sa.select(sa.func.count()).select_from(positions).where(positions.c.person_id == person.id)
    return Reach(await tx.value(sent), await tx.value(heard), rounds=await tx.value(rounds) or 0)


async def shown_in(tx: Transaction, groups: Collection[str], now: datetime) -> list[str]:
    """The subjects of the cards that show who sits in any of these groups: rounds that are open, meetings ahead."""
    rounds = [round_.subject for round_ in await recommendations.open_in(tx, groups, now)]
    return [*rounds, *(meeting.subject for meeting in await meetings.ahead(tx, groups, now))]


# -- roles that begin and end by the clock


@dataclass(frozen=True, slots=True)
class Turn:
    """A seat that has begun or ended since somebody looked."""

    id: int
    person: int
    seat: Seat


async def next_turn(tx: Transaction, now: datetime) -> Turn | None:
    """The seat that turned first, and is not noted yet."""
    query = sa.select(seats).where(seats.c.turns_at <= now).order_by(seats.c.turns_at, seats.c.id).limit(1)
    row = await tx.row(query.with_for_update(skip_locked=True))
    return Turn(row["id"], row["person_id"], as_seat(row)) if row else None


async def turned(tx: Transaction, turn: Turn, now: datetime) -> None:
    """Note it; the seat turns next when it ends, if it does."""
    await tx.write(sa.update(seats).where(seats.c.id == turn.id).values(turns_at=turn.seat.turns(now)))


async def next_due(tx: Transaction, after: datetime) -> datetime | None:
    """The earliest instant later than `after` at which a seat begins or ends."""
    return await tx.value(sa.select(sa.func.min(seats.c.turns_at)).where(seats.c.turns_at > after))


# -- invitations that are for entries of the roster


async def invited(tx: Transaction, now: datetime) -> set[int]:
    """The entries for which there is an invitation that can still be used."""
    query = sa.select(invitations.c.person_id).where(
        invitations.c.person_id.is_not(None),
        invitations.c.revoked_at.is_(None),
        invitations.c.uses_left > 0,
        invitations.c.expires_at > now,
    )
    return {person for person in await tx.values(query) if person is not None}


async def revoke_for(tx: Transaction, persons: Collection[int], now: datetime) -> None:
    """Make earlier invitations of these entries unusable."""
    await tx.write(
        sa.update(invitations)
        .where(
            invitations.c.person_id.in_(list(persons)), invitations.c.revoked_at.is_(None), invitations.c.uses_left > 0
        )
        .values(revoked_at=now)
    )
