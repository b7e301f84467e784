"""The groups' work plans: items, their moves, and what they are tied to."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from council.followup import State
from council.plan import LinkKind, Move, PlanDraft, PlanItem
from storage.due_times import earliest
from storage.tables import plan_files, plan_items, plan_links, plan_moves, recommendations, rounds
from storage.transaction import Transaction
from storage.upserts import insert_new

MOST_TRIES = 20
"""How many others may take the next number at the same instant before something else must be wrong."""


def _item(row: sa.RowMapping) -> PlanItem:
    draft = PlanDraft(row["group_code"], row["what"], row["due"], row["person_id"], row["who"])
    return PlanItem(
        row["id"], draft, row["year"], row["serial"], row["planned"], row["schedule"], row["done_at"],
        row["dropped_at"], State(row["state"]) if row["state"] else None,
    )  # fmt: skip


async def find(tx: Transaction, id_: int, *, lock: bool = False) -> PlanItem | None:
    """One item, also one that was taken off the plan. With `lock`, nobody else changes it until this transaction ends."""
    query = sa.select(plan_items).where(plan_items.c.id == id_)
    row = await tx.row(query.with_for_update() if lock else query)
    return _item(row) if row else None


async def many(tx: Transaction, ids: Collection[int]) -> list[PlanItem]:
    """These items, also those that were taken off the plan."""
    query = sa.select(plan_items).where(plan_items.c.id.in_(list(ids))).order_by(plan_items.c.id)
    return [_item(row) for row in await tx.rows(query)]


async def of(tx: Transaction, groups: Collection[str] | None, year: int | None = None) -> list[PlanItem]:
    """What stands in the plans of `groups` (None: of all), for a year (None: for all), by day."""
    query = sa.select(plan_items).where(plan_items.c.dropped_at.is_(None))
    if groups is not None:
        query = query.where(plan_items.c.group_code.in_(list(groups)))
    if year is not None:
        query = query.where(plan_items.c.year == year)
    return [_item(row) for row in await tx.rows(query.order_by(plan_items.c.due, plan_items.c.id))]


async def years(tx: Transaction, groups: Collection[str] | None) -> list[int]:
    """The years for which these groups have a plan."""
    query = sa.select(plan_items.c.year).where(plan_items.c.dropped_at.is_(None)).distinct()
    if groups is not None:
        query = query.where(plan_items.c.group_code.in_(list(groups)))
    return list(await tx.values(query.order_by(plan_items.c.year)))


async def of_person(tx: Transaction, person: int) -> list[PlanItem]:
    """What someone is to see to and has not done yet, by day."""
    query = sa.select(plan_items).where(
        plan_items.c.person_id == person, plan_items.c.done_at.is_(None), plan_items.c.dropped_at.is_(None)
    )
    listed = [_item(row) for row in await tx.rows(query.order_by(plan_items.c.due, plan_items.c.id))]
    return [item for item in listed if item.open]


async def add(tx: Transaction, draft: PlanDraft, by: int | None, now: datetime, *, ask_at: datetime | None = None) -> PlanItem:
    """A new item, with the next number of its group in the year of its day. `ask_at`: it is asked after, from then on."""
    state = State.NOT_BEGUN if ask_at is not None else None
    mine = sa.and_(plan_items.c.group_code == draft.group, plan_items.c.year == draft.due.year)
    for _ in range(MOST_TRIES):
        serial = (await tx.value(sa.select(sa.func.max(plan_items.c.serial)).where(mine)) or 0) + 1
        try:
            async with tx.savepoint():
                id_ = await tx.insert(
                    sa.insert(plan_items).values(
                        group_code=draft.group, year=draft.due.year, serial=serial, what=draft.what, due=draft.due,
                        planned=draft.due, person_id=draft.person, who=draft.who, made_by=by, made_at=now,
                        state=state, ask_at=ask_at,
                    )
                )  # fmt: skip
        except IntegrityError:
            continue
        return PlanItem(id_, draft, draft.due.year, serial, draft.due, state=state)
    message = "no number was free"
    raise RuntimeError(message)


async def put(tx: Transaction, new: PlanItem, remind_at: datetime | None) -> None:
    """Keep an item as it is now, and when someone is reminded of it next."""
    await tx.write(
        sa.update(plan_items)
        .where(plan_items.c.id == new.id)
        .values(
            what=new.draft.what, due=new.draft.due, person_id=new.draft.person, who=new.draft.who,
            schedule=new.schedule, done_at=new.done_at, dropped_at=new.dropped_at, remind_at=remind_at, state=new.state,
        )
    )  # fmt: skip


async def note_move(
    tx: Transaction, item: int, schedule: int, was: date, now_due: date, by: int | None, at: datetime
) -> None:  # fmt: skip
    """Keep that an item was moved, and from which day."""
    await tx.write(
        sa.insert(plan_moves).values(
            item_id=item, schedule=schedule, was=was, now=now_due, moved_by=by, moved_at=at
        )
    )  # fmt: skip


async def moves(tx: Transaction, item: int) -> list[Move]:
    """How an item was moved, the first time first."""
    query = sa.select(plan_moves).where(plan_moves.c.item_id == item).order_by(plan_moves.c.schedule)
    return [Move(row["was"], row["now"], row["moved_at"]) for row in await tx.rows(query)]


# -- reminders


async def first_due(tx: Transaction, now: datetime) -> PlanItem | None:
    """The item of which someone is to be reminded first, and was not yet."""
    return await _first(tx, plan_items.c.remind_at, now)


async def _first(tx: Transaction, at: sa.Column[datetime], now: datetime) -> PlanItem | None:
    """The item of which this instant has come first, locked until this transaction ends."""
    query = sa.select(plan_items).where(at <= now).order_by(at, plan_items.c.id).limit(1)
    row = await tx.row(query.with_for_update(skip_locked=True))
    return _item(row) if row else None


DUE = earliest(plan_items.c.remind_at)
"""When someone is to be reminded."""

ASK_DUE = earliest(plan_items.c.ask_at)
"""When it is asked next how far an item is."""


async def first_to_ask(tx: Transaction, now: datetime) -> PlanItem | None:
    """The item of which it is to be asked first how far it is."""
    return await _first(tx, plan_items.c.ask_at, now)


async def ask_next(tx: Transaction, item: int, at: datetime | None) -> None:
    """It is asked then how far this item is; None: not any more."""
    await tx.write(sa.update(plan_items).where(plan_items.c.id == item).values(ask_at=at))


async def asked_after(tx: Transaction, groups: Collection[str]) -> list[int]:
    """The items of these groups that are asked after."""
    query = sa.select(plan_items.c.id).where(plan_items.c.group_code.in_(list(groups)), plan_items.c.state.is_not(None))
    return list(await tx.values(query.order_by(plan_items.c.id)))


# -- what items are tied to


async def link(tx: Transaction, item: int, kind: LinkKind, thing: int) -> bool:
    """Tie an item to a meeting or a recommendation; False when it was already."""
    row: dict[str, object] = {"item_id": item, "kind": kind.value, "thing_id": thing}
    return bool(await insert_new(tx, plan_links, [row]))


async def unlink(tx: Transaction, item: int, kind: LinkKind, thing: int) -> bool:
    """Untie it; False when it was not tied."""
    mine = (plan_links.c.item_id == item, plan_links.c.kind == kind.value, plan_links.c.thing_id == thing)
    return bool(await tx.write(sa.delete(plan_links).where(*mine)))


async def links(tx: Transaction, items: Collection[int]) -> Mapping[int, Sequence[tuple[LinkKind, int]]]:
    """What these items are tied to."""
    query = sa.select(plan_links).where(plan_links.c.item_id.in_(list(items)))
    found: dict[int, list[tuple[LinkKind, int]]] = {}
    for row in await tx.rows(query.order_by(plan_links.c.kind, plan_links.c.thing_id)):
        found.setdefault(row["item_id"], []).append((LinkKind(row["kind"]), row["thing_id"]))
    return found


async def recommendation(tx: Transaction, number: str) -> tuple[int, str] | None:
    """The recommendation of this number, in whatever letters: its id, and its group."""
    query = sa.select(recommendations.c.id, recommendations.c.group_code)
    row = await tx.row(query.where(sa.func.upper(recommendations.c.number) == number.upper()))
    return (row["id"], row["group_code"]) if row else None


async def named(tx: Transaction, ids: Collection[int]) -> Mapping[int, tuple[str, str, int]]:
    """For each of these recommendations: the number, the group, and the latest round."""
    query = (
        sa.select(
            recommendations.c.id, recommendations.c.number, recommendations.c.group_code,
            sa.func.max(rounds.c.id).label("round"),
        )
        .join(rounds, rounds.c.recommendation_id == recommendations.c.id)
        .where(recommendations.c.id.in_(list(ids)))
        .group_by(recommendations.c.id, recommendations.c.number, recommendations.c.group_code)
    )  # fmt: skip
    return {row["id"]: (row["number"], row["group_code"], row["round"]) for row in await tx.rows(query)}


# -- plans that came as a file


async def stage(tx: Transaction, person: int, rows: object, found: object, now: datetime) -> int:
    """Keep a file's rows until someone confirms them; one that the same person had waiting is forgotten."""
    await tx.write(
        sa.update(plan_files)
        .where(plan_files.c.person_id == person, plan_files.c.state == STAGED)
        .values(state=DISCARDED, rows=[], found=[])
    )
    return await tx.insert(sa.insert(plan_files).values(person_id=person, rows=rows, found=found, state=STAGED, made_at=now))


async def staged(tx: Transaction, id_: int, person: int) -> tuple[object, object] | None:
    """The rows of this person's file that waits, and what they were shown of it."""
    mine = (plan_files.c.id == id_, plan_files.c.person_id == person, plan_files.c.state == STAGED)
    row = await tx.row(sa.select(plan_files).where(*mine))
    return (row["rows"], row["found"]) if row else None


async def end_file(tx: Transaction, id_: int, *, done: bool) -> bool:
    """It was brought in, or discarded: its rows are forgotten. False when it does not wait any more."""
    return bool(
        await tx.write(
            sa.update(plan_files)
            .where(plan_files.c.id == id_, plan_files.c.state == STAGED)
            .values(state=DONE if done else DISCARDED, rows=[], found=[])
        )
    )


STAGED, DONE, DISCARDED = "staged", "done", "discarded"
