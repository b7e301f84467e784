"""The log's deliveries: entries as a file, and the weekly head."""

from dataclasses import dataclass

from council.authority import Action, may
from council.chain import GENESIS, Head
from council.people import Actor
from handlers.audit import actions, papers, views
from handlers.common.proofs import Heads, heads_of, proof_sheet
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import Desk, Drop, Paper, Prepared
from storage import members
from storage.outbox import Delivery

MOST = 20_000
"""How many entries a file holds, the latest."""


async def _may(desk: Desk) -> bool:
    if desk.person is None:
        return False
    return may(
        Actor("person", desk.person, await members.seats_of(desk.tx, desk.person.id, desk.now)), Action.SEE_AUDIT
    )


@dataclass(frozen=True, slots=True)
class Exported:
    """The log, or a part of it, as a file."""

    name: str = actions.EXPORT
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        if not await _may(desk):
            return Drop("no longer the secretariat")
        kind, person = str(delivery.data["about"]), int(delivery.data["person"])
        logged = await actions.entries(desk.tx, kind, person, 0, MOST)
        people = await members.many(desk.tx, actions.people_in(logged))
        heads = await heads_of(desk.tx)
        zone, now, t = desk.zone, desk.now, desk.t
        return Paper(
            "log.xlsx",
            views.exported(len(logged), MOST, t),
            lambda: workbook(papers.log(logged, people, zone, t), proof_sheet(heads, now, zone, t)),
        )


@dataclass(frozen=True, slots=True)
class HeadTold:
    """The heads of both chains as they were when it was time."""

    name: str = actions.HEAD
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        if not await _may(desk):
            return Drop("no longer the secretariat")
        heads = [_read(str(delivery.data[name])) for name in ("head", "records")]
        return views.head(Heads(*heads), desk.t)


def _read(text: str) -> Head:
    number, _, hash_ = text.partition(":")
    return Head(int(number), hash_) if hash_ else GENESIS


KINDS = (Exported(), HeadTold())
