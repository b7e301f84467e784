"""What goes out about the program itself: what an examination finds, and what goes wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from council.authority import Action
from council.upkeep import OPERATIONS
from handlers.framework.deliveries import Delivers, Drop, Read, Reader, Sendable, one_by_one, there
from handlers.upkeep import actions, views
from storage import chat_links, examinations, troubles
from storage.examinations import Examination
from storage.outbox import Delivery
from storage.troubles import Met


async def _load_examination(read: Read, delivery: Delivery, _reader: Reader) -> Examination:
    return there(await examinations.find(read.tx, delivery.subject_id), "there is a newer one")


def _examination(found: Examination, _delivery: Delivery, reader: Reader) -> Sendable:
    reader.require_secretariat(Action.EXAMINE)
    return views.examination(found, reader.zone, reader.t)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The kinds of trouble by id, and the chats that are told of them."""

    met: Mapping[int, Met]
    chats: frozenset[int]


async def _load_troubles(read: Read, claimed: Sequence[Delivery]) -> Loaded:
    met = await troubles.many(read.tx, {one.subject_id for one in claimed})
    linked = await chat_links.chats_by_group(read.tx, [OPERATIONS])
    return Loaded(met, linked[OPERATIONS])


def _trouble(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    met = there(loaded.met.get(delivery.subject_id), "not known any more")
    if delivery.chat not in loaded.chats:
        raise Drop("no longer linked")
    since = datetime.fromisoformat(str(delivery.data[actions.SINCE]))
    return views.trouble(met, int(delivery.data[actions.N]), since, reader.zone, reader.t)


DELIVERIES = (
    one_by_one(actions.EXAMINATION, _load_examination, _examination),
    Delivers(actions.TROUBLE, _load_troubles, _trouble),
)
