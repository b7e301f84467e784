"""What is known of an update's sender when it comes in, in one statement: every update asks for it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from council.people import Person, Seat
from storage.members import HEARD_EVERY, as_person, as_seat, held
from storage.tables import Instant, chats, forms, people, seats, updates
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update's sender, with the seats that they hold, by group.

    `applied`: the update had its effect before. `person`: None for somebody unknown. `unheard`: that they were heard from is
    to be noted. `new`: they are known, as by their Telegram id in the settings, and were never heard from. `suspended`: nothing
    was tried in their chat any more. `has_form`: they have an open form.
    """

    applied: bool
    person: Person | None
    seats: tuple[Seat, ...]
    unheard: bool
    new: bool
    suspended: bool
    has_form: bool


_ONE = sa.select(sa.literal(1).label("one")).subquery()
_APPLIED = sa.select(updates.c.update_id).where(updates.c.update_id == sa.bindparam("update", type_=sa.BigInteger))
_SUSPENDED = sa.select(chats.c.chat_id).where(chats.c.chat_id == sa.bindparam("chat", type_=sa.BigInteger))

_ARRIVAL = (
    sa.select(
        people, forms.c.kind.label("form"), seats.c.group_code, seats.c.role, seats.c.since, seats.c.until,
        seats.c.suspended_at, _APPLIED.exists().label("applied"), _SUSPENDED.exists().label("chat_suspended"),
    )
    .select_from(_ONE)
    .outerjoin(people, people.c.telegram_id == sa.bindparam("user", type_=sa.BigInteger))
    .outerjoin(forms, forms.c.person_id == people.c.id)
    .outerjoin(seats, sa.and_(seats.c.person_id == people.c.id, held(sa.bindparam("now", type_=Instant))))
    .order_by(seats.c.group_code)
)  # fmt: skip


async def read(tx: Transaction, update_id: int, user: int | None, chat: int, now: datetime) -> Arrival:
    """What is known of the user (a Telegram id; None: nobody) who sends this update from this chat."""
    rows = await tx.rows(_ARRIVAL, {"update": update_id, "user": user, "chat": chat, "now": now})
    row = rows[0]
    known = row["id"] is not None
    return Arrival(
        applied=bool(row["applied"]),
        person=as_person(row) if known else None,
        seats=tuple(as_seat(one) for one in rows if one["group_code"] is not None),
        unheard=known and (row["heard_at"] is None or row["heard_at"] <= now - HEARD_EVERY),
        new=known and row["heard_at"] is None,
        suspended=bool(row["chat_suspended"]),
        has_form=row["form"] is not None,
    )
