"""Recommendations' deliveries: the card, the chair's sheet, the result, and that a round was withdrawn."""

from dataclasses import dataclass

from council.authority import Action, may
from council.people import Actor
from council.recommendations import Round, RoundState
from handlers.common.deliveries import Desk, Drop, Prepared
from handlers.recommendations import actions, records, views
from handlers.recommendations.reads import seen
from storage import electorates, members, recommendations
from storage.outbox import Delivery


async def _world(desk: Desk, delivery: Delivery) -> tuple[Round, Actor] | None:
    """The round and the person with the seats that they hold now; None when either is gone."""
    round_ = await recommendations.round_(desk.tx, delivery.subject_id)
    if round_ is None or desk.person is None:
        return None
    return round_, Actor("person", desk.person, await members.seats_of(desk.tx, desk.person.id, desk.now))


@dataclass(frozen=True, slots=True)
class Card:
    """The card of everyone who is shown a round. How their delivery gets on stands on the chair's sheet."""

    name: str = actions.CARD
    card: bool = True
    repeat: bool = True
    progress: str | None = actions.SHEET

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        if world is None or not may(world[1], Action.SEE_ROUND, [world[0].group]):
            return Drop("no longer in the group")
        round_, actor = world
        if not round_.open(desk.now) and delivery.card is None and actions.ASKED not in delivery.data:
            return Drop("no longer open")
        return views.card(await seen(desk.tx, round_, actor, desk.now), desk.now, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a round stands, for the chair and the secretariat."""

    name: str = actions.SHEET
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        if world is None or not may(world[1], Action.SEE_POSITIONS, [world[0].group]):
            return Drop("no longer chair or secretariat")
        round_ = world[0]
        electors = await electorates.electorate(desk.tx, round_, desk.now)
        unreached = await electorates.unreached(desk.tx, round_, actions.CARD)
        return records.sheet(round_, electors, unreached, desk.now, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome, to everyone who was shown the round and still sees it, and to its author."""

    name: str = actions.RESULT
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        if world is None or not _concerned(*world) or world[0].state is not RoundState.CLOSED:
            return Drop("no longer in the group")
        return records.result(await seen(desk.tx, *world, desk.now), desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That a round was taken back, to the same people."""

    name: str = actions.WITHDRAWN
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        if world is None or not _concerned(*world):
            return Drop("no longer in the group")
        return records.withdrawn(world[0], desk.zone, desk.t)


def _concerned(round_: Round, actor: Actor) -> bool:
    author = actor.person is not None and actor.person.id == round_.author
    return author or may(actor, Action.SEE_ROUND, [round_.group])


KINDS = (Card(), Sheet(), Result(), Withdrawn())
