"""The audit log, read and sent. It is written by the actions of all fields (`work.record`)."""

from council.audit import HEADS_EVERY
from council.authority import Action, demand
from council.folding import fold
from council.people import Person
from handlers.audit.reads import list_entries
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import audit, members, records
from storage.audit import Logged

EXPORT, HEAD = Kind("audit.export"), Kind("audit.head")

HEAD_SENT = "head told"
"""The action of the entry that says that the heads were sent."""

MOST_FOUND = 8


async def visible_entries(work: UnitOfWork, kind: str, person: int, before: int, limit: int) -> list[Logged]:
    """As `list_entries`, for someone who may see the log. Raises `Forbidden`, `Stale`."""
    demand(work.actor, Action.SEE_AUDIT)
    return await list_entries(work.tx, kind, person, before, limit)


async def list_people(work: UnitOfWork, typed: str) -> list[Person]:
    """Up to `MOST_FOUND` people whose name or organisation holds every word typed. Raises `Forbidden`."""
    demand(work.actor, Action.SEE_AUDIT)
    wanted = fold(typed).split()
    people = await members.named(work.tx)
    found = [who for who in people if all(word in fold(f"{who.name} {who.organisation}") for word in wanted)]
    return found[:MOST_FOUND]


async def export(work: UnitOfWork, kind: str, person: int, serial: int) -> None:
    """Send entries as a file. `serial` tells one request from another. Raises `Forbidden`, `Stale`."""
    await visible_entries(work, kind, person, 0, 1)
    await work.tell([work.person], EXPORT, "audit:0", str(serial), {"about": kind, "person": person})
    await work.record("log exported")


async def send_heads_due(work: UnitOfWork) -> bool:
    """Every week, send the heads of both chains to the secretariat, after quiet hours. False: not due yet."""
    last = await audit.since(work.tx, HEAD_SENT)
    if last is None or last + HEADS_EVERY > work.now:
        return False
    head, of_records = await audit.head(work.tx), await records.head(work.tx)
    detail = {"head": str(head), "records": str(of_records)}
    await work.tell_secretariat(HEAD, "audit:0", str(head.number), detail, due=work.after_quiet_hours)
    await work.record(HEAD_SENT, detail=detail)
    return True
