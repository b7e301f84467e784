"""The audit log's deliveries: entries as a file, and the weekly heads of both chains."""

from council.authority import Action
from council.chain import GENESIS, Head, Heads
from handlers.audit import actions, views
from handlers.audit.reads import list_entries, people_in
from handlers.common.proofs import proof_sheet
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import Paper, Read, Reader, Sendable, one_by_one
from storage import members, records
from storage.audit import Logged
from storage.outbox import Delivery

MOST = 20_000
"""How many entries a file holds, the latest."""


Entries = tuple[list[Logged], views.People, Heads]


async def _load_entries(read: Read, delivery: Delivery, reader: Reader) -> Entries:
    reader.require_secretariat(Action.SEE_AUDIT)
    kind, person = str(delivery.data["about"]), int(delivery.data["person"])
    logged = await list_entries(read.tx, kind, person, 0, MOST)
    return logged, await members.many(read.tx, people_in(logged)), await records.heads(read.tx)


def _export(found: Entries, _delivery: Delivery, reader: Reader) -> Sendable:
    (logged, people, heads), zone, now, t = found, reader.zone, reader.now, reader.t
    told = views.exported(len(logged), MOST, t)

    def draw() -> bytes:
        return workbook(views.worksheet(logged, people, zone, t), proof_sheet(heads, now, zone, t))

    return Paper("log.xlsx", told, draw)


async def _load_heads(_read: Read, delivery: Delivery, reader: Reader) -> Heads:
    reader.require_secretariat(Action.SEE_AUDIT)
    return Heads(*(_head(str(delivery.data[name])) for name in ("head", "records")))


def _head(text: str) -> Head:
    number, _, hash_ = text.partition(":")
    return Head(int(number), hash_) if hash_ else GENESIS


DELIVERIES = (
    one_by_one(actions.EXPORT, _load_entries, _export),
    one_by_one(actions.HEAD, _load_heads, lambda heads, _, reader: views.head(heads, reader.t)),
)
