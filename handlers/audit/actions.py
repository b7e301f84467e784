"""Looking at the log, and having it, or its head, sent. It is written by the actions of all fields."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from council import quiet_hours
from council.authority import Action, demand
from council.errors import Stale
from council.people import Person
from council.roster_tables import fold
from handlers.common.audit_phrases import About, actions_of
from handlers.framework.work import UnitOfWork
from storage import audit, members, outbox, records
from storage.audit import Logged
from storage.outbox import Lane, Order
from storage.store import Transaction

EXPORT, HEAD = "audit.export", "audit.head"
"""Kinds of deliveries."""

HEAD_TOLD = "head told"
"""The action of the entry that says that the head was sent."""

EVERY = timedelta(days=7)
"""How often the head goes to the secretariat."""

MOST_FOUND = 8


async def look(work: UnitOfWork, kind: str, person: int, before: int, limit: int) -> list[Logged]:
    """Entries, newest first. Raises `Forbidden`, and `Stale` for a kind that there is not."""
    demand(work.actor, Action.SEE_AUDIT)
    return await entries(work.tx, kind, person, before, limit)


async def entries(tx: Transaction, kind: str, person: int, before: int, limit: int) -> list[Logged]:
    """Entries of this kind ("": of any) that name this person (0: anybody), newest first."""
    if kind and kind not in set(About):
        raise Stale
    actions, prefixes = actions_of(About(kind)) if kind else (None, ())
    return await audit.page(tx, actions, prefixes, person, before, limit)


def people_in(logged: Sequence[Logged]) -> set[int]:
    """The ids of everyone who is named."""
    texts = [text for one in logged for text in (one.actor, one.subject, *map(str, one.detail.values()))]
    return {
        int(id_) for text in texts if text.startswith("person:") and (id_ := text.removeprefix("person:")).isdigit()
    }


async def find(work: UnitOfWork, typed: str) -> list[Person]:
    """Those whom the log may name, by a part of their name. Raises `Forbidden`."""
    demand(work.actor, Action.SEE_AUDIT)
    wanted = fold(typed).split()
    people = await members.named(work.tx)
    return [who for who in people if all(word in fold(f"{who.name} {who.organisation}") for word in wanted)][
        :MOST_FOUND
    ]


async def export(work: UnitOfWork, kind: str, person: int, serial: int) -> None:
    """Have entries sent as a file. `serial` tells one asking from another. Raises `Forbidden`, `Stale`."""
    await look(work, kind, person, 0, 1)
    who = work.person
    if who.telegram_id is not None:
        data: dict[str, int | str] = {"about": kind, "person": person}
        order = Order(
            f"audit:export:{who.id}:{serial}", EXPORT, "audit:0", Lane.RECEIPTS, who.telegram_id, who.id, data
        )
        await outbox.queue(work.tx, [order], work.now)
    await audit.record(work.tx, work.now, work.actor.label, "log exported")


async def tell_head(work: UnitOfWork) -> bool:
    """Every week, send the heads of both chains to the secretariat, past their quiet hours. False: it is not time yet."""
    last = await audit.since(work.tx, HEAD_TOLD)
    if last is None or last + EVERY > work.now:
        return False
    head, of_records = await audit.head(work.tx), await records.head(work.tx)
    detail = {"head": str(head), "records": str(of_records)}
    orders = [
        Order(
            f"audit:head:{head.number}:{s.id}", HEAD, "audit:0", Lane.RECEIPTS, s.telegram_id, s.id, detail,
            due_at=quiet_hours.after(work.council.quiet_for(s), s.zone, work.now),
        )
        for s in await members.secretariat(work.tx, work.now)
        if s.telegram_id is not None
    ]  # fmt: skip
    await outbox.queue(work.tx, orders, work.now)
    await audit.record(work.tx, work.now, work.actor.label, HEAD_TOLD, detail=detail)
    return True


async def next_head(tx: Transaction, after: datetime) -> datetime | None:
    """When the heads are next sent, if later than `after`."""
    last = await audit.since(tx, HEAD_TOLD)
    return last + EVERY if last is not None and last + EVERY > after else None
