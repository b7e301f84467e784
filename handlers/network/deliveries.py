"""The network's deliveries. Each looks again whether both still agree before a word leaves."""

from dataclasses import dataclass

from council.network import Introduction, IntroductionState
from handlers.framework.deliveries import Desk, Drop, Prepared
from handlers.network import actions, views
from storage import members, network
from storage.outbox import Delivery

GONE = "no longer agreed"


async def _listed(desk: Desk, one: Introduction) -> bool:
    listed = {entry.person for entry in await network.entries(desk.tx, desk.now)}
    return {one.asker, one.asked} <= listed


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks: to the one who is asked."""

    name: str = actions.ASK
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        one = await network.introduction(desk.tx, delivery.subject_id)
        if one is None or desk.person is None or one.asked != desk.person.id:
            return Drop(GONE)
        both = await _listed(desk, one)
        if delivery.card is None and (not both or one.state is not IntroductionState.OPEN):
            return Drop(GONE)
        asker = next(iter(await network.entries(desk.tx, desk.now, person=one.asker)), None) if both else None
        return views.request(one, asker, desk.council, desk.t)


@dataclass(frozen=True, slots=True)
class Introduced:
    """Both have said yes: each is told who the other is. Whoever has left meanwhile is named to nobody."""

    name: str = actions.INTRODUCED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        one = await network.introduction(desk.tx, delivery.subject_id)
        if one is None or desk.person is None or one.state is not IntroductionState.AGREED:
            return Drop(GONE)
        if desk.person.id not in {one.asker, one.asked} or not await _listed(desk, one):
            return Drop(GONE)
        other = await members.get(desk.tx, one.asked if desk.person.id == one.asker else one.asker)
        return views.introduced(other, desk.t) if other is not None and not other.forgotten else Drop(GONE)


@dataclass(frozen=True, slots=True)
class Declined:
    """They would rather not: to the one who asked."""

    name: str = actions.DECLINED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        one = await network.introduction(desk.tx, delivery.subject_id)
        return views.declined(desk.t) if one is not None else Drop(GONE)


KINDS = (Asked(), Introduced(), Declined())
