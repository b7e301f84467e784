"""People who ask to join linked chats, or are in one without a seat, and who was seen coming and going there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from council.people import WHOLE_COUNCIL, Role
from storage.chat_links import LinkState
from storage.due_times import NOW, Now, now_if
from storage.members import held
from storage.tables import chat_presence, join_cases, links, people, seats
from storage.transaction import Transaction
from storage.upserts import insert_new, upsert


class Cause(StrEnum):
    """Why the secretariat has to decide about someone: they asked to join, came without a seat, or their role ended."""

    ASKED = "asked"
    CAME = "came"
    ENDED = "ended"


class CaseState(StrEnum):
    """What was decided. Gone: they left by themselves."""

    OPEN = "open"
    ADMITTED = "admitted"
    DECLINED = "declined"
    REMOVED = "removed"
    KEPT = "kept"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class JoinCase:
    """Someone who may or may not be in a chat. `name` is what Telegram shows of them."""

    id: int
    chat: int
    telegram_id: int
    name: str
    cause: Cause
    state: CaseState
    made_at: datetime
    decided_by: int | None = None
    decided_at: datetime | None = None

    @property
    def subject(self) -> str:
        """Its name in the outbox and the audit log."""
        return f"door:{self.id}"


def _case(row: sa.RowMapping) -> JoinCase:
    return JoinCase(
        row["id"], row["chat_id"], row["telegram_id"], row["name"], Cause(row["cause"]), CaseState(row["state"]),
        row["made_at"], row["decided_by"], row["decided_at"],
    )  # fmt: skip


async def add(
    tx: Transaction, chat: int, telegram_id: int, name: str, cause: Cause, state: CaseState, now: datetime
) -> JoinCase | None:
    """Keep a new case; None when one about this person and chat waits for the secretariat already."""
    same = (join_cases.c.chat_id == chat, join_cases.c.telegram_id == telegram_id)
    row: dict[str, object] = {
        "chat_id": chat, "telegram_id": telegram_id, "name": name, "cause": cause.value, "state": state.value,
        "made_at": now, "decided_at": None if state is CaseState.OPEN else now,
    }  # fmt: skip
    if not await insert_new(tx, join_cases, [row]):
        return None
    found = await tx.row(sa.select(join_cases).where(*same).order_by(join_cases.c.id.desc()).limit(1))
    return _case(found) if found else None


async def find(tx: Transaction, id_: int) -> JoinCase | None:
    return (await many(tx, [id_])).get(id_)


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, JoinCase]:
    """These cases by id."""
    rows = await tx.rows(sa.select(join_cases).where(join_cases.c.id.in_(list(ids))))
    return {row["id"]: _case(row) for row in rows}


async def list_open(tx: Transaction) -> list[JoinCase]:
    """Everything that waits for the secretariat, oldest first."""
    query = sa.select(join_cases).where(join_cases.c.state == CaseState.OPEN.value).order_by(join_cases.c.id)
    return [_case(row) for row in await tx.rows(query)]


async def find_open(tx: Transaction, chat: int, telegram_id: int) -> JoinCase | None:
    """What waits for the secretariat about this person at this chat."""
    row = await tx.row(
        sa.select(join_cases).where(
            join_cases.c.chat_id == chat, join_cases.c.telegram_id == telegram_id, join_cases.c.state == CaseState.OPEN.value
        )
    )
    return _case(row) if row else None


async def is_accepted(tx: Transaction, chat: int, telegram_id: int) -> bool:
    """Whether the latest decision about this person and chat was that they may be in it."""
    query = sa.select(join_cases.c.state).where(join_cases.c.chat_id == chat, join_cases.c.telegram_id == telegram_id)
    last = await tx.value(query.order_by(join_cases.c.id.desc()).limit(1))
    return last in {CaseState.ADMITTED.value, CaseState.KEPT.value}


async def decide(tx: Transaction, id_: int, state: CaseState, by: int | None, now: datetime) -> bool:
    """Close an open case; False when somebody else was first."""
    query = sa.update(join_cases).where(join_cases.c.id == id_, join_cases.c.state == CaseState.OPEN.value)
    return bool(await tx.write(query.values(state=state.value, decided_by=by, decided_at=now)))


async def note_presence(tx: Transaction, chat: int, telegram_id: int, now: datetime, *, inside: bool) -> None:
    """Note that someone known to the council was seen in a chat, or leaving it."""
    key = {"chat_id": chat, "telegram_id": telegram_id}
    await upsert(tx, chat_presence, list(key), {**key, "inside": inside, "seen_at": now})


async def was_inside(tx: Transaction, chat: int, telegram_id: int) -> bool | None:
    """Whether someone was last seen inside; None: never seen."""
    query = sa.select(chat_presence.c.inside).where(chat_presence.c.chat_id == chat, chat_presence.c.telegram_id == telegram_id)
    return await tx.value(query)


# -- whose role ended


@dataclass(frozen=True, slots=True)
class Former:
    """Someone whose seat ended, and a chat of the group in which they may still be."""

    chat: int
    person: int
    telegram_id: int
    name: str


def _former(now: Now) -> sa.Select[int, int, int, str]:
    linked, other, sitting = links.alias(), links.alias(), seats.alias()
    still = (
        sa.select(sitting.c.id)
        .where(sitting.c.person_id == seats.c.person_id, sitting.c.since <= now)
        .where(sa.or_(sitting.c.until.is_(None), sitting.c.until > now))
        .where(
            sa.or_(
                sa.and_(sitting.c.group_code == WHOLE_COUNCIL, sitting.c.role == Role.SECRETARIAT.value),
                sitting.c.group_code.in_(
                    sa.select(other.c.group_code).where(
                        other.c.chat_id == linked.c.chat_id, other.c.state != LinkState.ENDED.value
                    )
                ),
            )
        )
    )
    told = sa.select(join_cases.c.id).where(
        join_cases.c.chat_id == linked.c.chat_id,
        join_cases.c.telegram_id == people.c.telegram_id,
        sa.or_(join_cases.c.state == CaseState.OPEN.value, join_cases.c.made_at >= seats.c.until),
    )
    inside = sa.select(chat_presence.c.inside).where(
        chat_presence.c.chat_id == linked.c.chat_id, chat_presence.c.telegram_id == people.c.telegram_id
    )
    since_linked = seats.c.until >= linked.c.linked_at
    return (
        sa.select(linked.c.chat_id, people.c.id, people.c.telegram_id, people.c.name)
        .select_from(seats.join(linked, linked.c.group_code == seats.c.group_code).join(people, people.c.id == seats.c.person_id))
        .where(seats.c.until <= now, linked.c.state == LinkState.LINKED.value, people.c.telegram_id.is_not(None))
        .where(~sa.exists(still), ~sa.exists(told))
        .where(sa.or_(sa.exists(inside.where(chat_presence.c.inside.is_(True))), sa.and_(since_linked, ~sa.exists(inside))))
    )


FORMER_DUE = now_if(_former(NOW))
"""When the secretariat is to be asked about somebody whose role ended."""


async def next_former(tx: Transaction, now: datetime) -> Former | None:
    """Someone without a seat in any group linked to a chat, whose seat in one of them ended since it was linked.

    Only those of whom the secretariat was not told since, and who were not seen going since they were last seen coming.
    """
    row = await tx.row(_former(now).order_by(seats.c.until, people.c.id).limit(1))
    return Former(row["chat_id"], row["id"], row["telegram_id"], row["name"]) if row else None


async def seated(tx: Transaction, chat: int, telegram_id: int, now: datetime) -> bool:
    """Whether someone holds a seat in a group that is linked to a chat, or is of the secretariat."""
    linked = sa.select(links.c.group_code).where(links.c.chat_id == chat, links.c.state != LinkState.ENDED.value)
    query = (
        sa.select(seats.c.id)
        .join(people, people.c.id == seats.c.person_id)
        .where(people.c.telegram_id == telegram_id, held(now))
        .where(sa.or_(seats.c.group_code.in_(linked), seats.c.role == Role.SECRETARIAT.value))
    )
    return await tx.value(query.limit(1)) is not None
