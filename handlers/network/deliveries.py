"""The network's deliveries. Each looks again whether both still agree before a word leaves."""

from dataclasses import dataclass

from council.network import Entry, Introduction, IntroductionState
from council.people import Person
from handlers.framework.deliveries import Drop, Read, Reader, Sendable, one_by_one
from handlers.network import actions, views
from storage import members, network
from storage.outbox import Delivery

GONE = "no longer agreed"


@dataclass(frozen=True, slots=True)
class Found:
    """An introduction; of whoever asks, their entry, None unless both can still be found; and who each of them is."""

    introduction: Introduction
    asker: Entry | None
    people: dict[int, Person]


async def _load(read: Read, delivery: Delivery, reader: Reader) -> Found:
    found = await network.introduction(read.tx, delivery.subject_id)
    if found is None or reader.person is None:
        raise Drop(GONE)
    entries = {entry.person: entry for entry in await network.entries(read.tx, read.now)}
    asker = entries.get(found.asker) if found.asked in entries else None
    return Found(found, asker, await members.many(read.tx, [found.asker, found.asked]))


def _asked(found: Found, delivery: Delivery, reader: Reader) -> Sendable:
    """Somebody asks: to the one who is asked."""
    open_ = found.asker is not None and found.introduction.state is IntroductionState.OPEN
    if found.introduction.asked != delivery.person or not (open_ or delivery.card):
        raise Drop(GONE)
    return views.request(found.introduction, found.asker, reader.council, reader.t)


def _introduced(found: Found, delivery: Delivery, reader: Reader) -> Sendable:
    """Both have said yes: each is told who the other is. Whoever has left meanwhile is named to nobody."""
    between = {found.introduction.asker, found.introduction.asked}
    agreed = found.asker is not None and found.introduction.state is IntroductionState.AGREED
    if not agreed or delivery.person not in between:
        raise Drop(GONE)
    other = next((person for id_, person in found.people.items() if id_ != delivery.person), None)
    if other is None or other.forgotten:
        raise Drop(GONE)
    return views.introduced(other, reader.t)


DELIVERIES = (
    one_by_one(actions.ASK, _load, _asked), one_by_one(actions.INTRODUCED, _load, _introduced),
    one_by_one(actions.DECLINED, _load, lambda _found, _delivery, reader: views.declined(reader.t)),
)  # fmt: skip
