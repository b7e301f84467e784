"""The network: who agreed to be found, and who asked whom for an introduction."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from council.network import Entry, Field, Introduction, IntroductionAsked, IntroductionState
from council.people import WHOLE_COUNCIL
from storage.members import held
from storage.tables import chats, introductions, network, people, seats
from storage.transaction import Transaction
from storage.upserts import upsert


async def join(
    tx: Transaction, person: int, fields: list[str], languages: list[str], now: datetime, *, shows_groups: bool
) -> None:
    """List a person in the network with these values."""
    values: dict[str, object] = {
        "person_id": person, "fields": fields, "languages": languages, "shows_groups": shows_groups, "since": now,
    }  # fmt: skip
    await upsert(tx, network, ["person_id"], values)


async def leave(tx: Transaction, person: int, now: datetime) -> list[Introduction] | None:
    """Remove a person from the network; the open requests for an introduction that this ends, None if they were not
    listed."""
    if not await tx.write(sa.delete(network).where(network.c.person_id == person)):
        return None
    theirs = sa.or_(introductions.c.asker_id == person, introductions.c.asked_id == person)
    found = await _list(tx, theirs, introductions.c.state == IntroductionState.OPEN.value)
    for one in found:
        await settle(tx, one.id, IntroductionState.WITHDRAWN, now)
    return found


async def is_listed(tx: Transaction, person: int) -> bool:
    """Whether they agreed to be found."""
    return await tx.value(sa.select(network.c.id).where(network.c.person_id == person)) is not None


async def entries(tx: Transaction, now: datetime, *, only: int | None = None, person: int | None = None) -> list[Entry]:
    """Everyone who can be found at `now`: they agreed, have a seat and can be written to. `only`: this entry; `person`:
    this person's."""
    query = (
        sa.select(network, people.c.country)
        .join(people, people.c.id == network.c.person_id)
        .outerjoin(chats, chats.c.chat_id == people.c.telegram_id)
        .where(
            people.c.telegram_id.is_not(None),
            chats.c.suspended_at.is_(None),
            people.c.id.in_(sa.select(seats.c.person_id).where(held(now))),
            *([network.c.id == only] if only is not None else []),
            *([network.c.person_id == person] if person is not None else []),
        )
        .order_by(network.c.id)
    )
    rows = await tx.rows(query)
    shown = [row["person_id"] for row in rows if row["shows_groups"]]
    held_seats = sa.select(seats.c.person_id, seats.c.group_code).where(seats.c.person_id.in_(shown), held(now))
    groups: dict[int, set[str]] = {}
    for row in await tx.rows(held_seats):
        if row["group_code"] != WHOLE_COUNCIL:
            groups.setdefault(row["person_id"], set()).add(row["group_code"])
    return [
        Entry(
            row["id"], row["person_id"], row["country"], tuple(Field(one) for one in row["fields"]),
            tuple(row["languages"]), tuple(sorted(groups.get(row["person_id"], ()))), row["shows_groups"],
        )
        for row in rows
    ]  # fmt: skip


async def ask(tx: Transaction, asker: int, asked: int, note: str, now: datetime) -> Introduction:
    """Store a request for an introduction. Raises `IntroductionAsked` when the same one is open."""
    state = IntroductionState.OPEN
    values = {"asker_id": asker, "asked_id": asked, "note": note, "state": state.value, "made_at": now}
    try:
        async with tx.savepoint():
            id_ = await tx.insert(sa.insert(introductions).values(**values))
    except IntegrityError as error:
        raise IntroductionAsked from error
    return Introduction(id_, asker, asked, note, state, now)


async def introduction(tx: Transaction, id_: int) -> Introduction | None:
    return next(iter(await _list(tx, introductions.c.id == id_)), None)


async def asked_by(tx: Transaction, person: int) -> list[Introduction]:
    """All requests by this person, oldest first."""
    return await _list(tx, introductions.c.asker_id == person)


async def waiting_for(tx: Transaction, person: int) -> list[Introduction]:
    """The open requests to this person, oldest first."""
    return await _list(tx, introductions.c.asked_id == person, introductions.c.state == IntroductionState.OPEN.value)


async def settle(tx: Transaction, id_: int, state: IntroductionState, now: datetime) -> bool:
    """Close an open request; False if it is no longer open."""
    return bool(
        await tx.write(
            sa.update(introductions)
            .where(introductions.c.id == id_, introductions.c.state == IntroductionState.OPEN.value)
            .values(state=state.value, decided_at=now)
        )
    )


async def _list(tx: Transaction, *which: sa.ColumnElement[bool]) -> list[Introduction]:
    rows = await tx.rows(sa.select(introductions).where(*which).order_by(introductions.c.id))
    return [
        Introduction(
            row["id"], row["asker_id"] or 0, row["asked_id"] or 0, row["note"], IntroductionState(row["state"]),
            row["made_at"],
        )
        for row in rows
    ]  # fmt: skip
