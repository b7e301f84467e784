"""Recommendations' deliveries: the card, the chair's sheet, the result, and what is said while a round is open."""

from dataclasses import dataclass

from council.authority import Action, may
from council.openness import reader_of
from council.people import Actor
from council.rounds import Round, RoundState
from council.rules import Outcome, Rule
from handlers.framework.deliveries import MESSAGE, Desk, Drop, Prepared, Redraw, former
from handlers.rounds.actions import amending, closing, leading, voting
from handlers.rounds.reads.tally import CARD, standing
from handlers.rounds.reads.visible import LEADS, seen, seen_in_chat, sight_of
from handlers.rounds.views import card as card_views
from handlers.rounds.views import notices, result, sheet
from handlers.rounds.views.sheet import Leader
from storage import chat_links, electorates, members, objections, recommendations, rounds
from storage.outbox import Delivery


async def _world(desk: Desk, delivery: Delivery) -> tuple[Round, Actor] | None:
    """The round and the person with the seats that they hold now; None when either is gone."""
    round_ = await rounds.round_(desk.tx, delivery.subject_id)
    if round_ is None or desk.person is None:
        return None
    return round_, Actor("person", desk.person, await members.seats_of(desk.tx, desk.person.id, desk.now))


async def _chats_round(desk: Desk, delivery: Delivery) -> Round | None:
    """The round, for a chat that is still linked to its group."""
    round_ = await rounds.round_(desk.tx, delivery.subject_id)
    if round_ is None:
        return None
    linked = await chat_links.of_groups(desk.tx, [round_.group])
    return round_ if delivery.chat in {link.chat for link in linked} else None


@dataclass(frozen=True, slots=True)
class Card:
    """The card of everyone who is shown a round. How their delivery gets on stands on the chair's sheet."""

    name: str = CARD
    card: bool = True
    repeat: bool = True
    progress: str | None = voting.SHEET

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        if delivery.person is None:
            return await self._in_chat(desk, delivery)
        world = await _world(desk, delivery)
        if world is None:
            return Drop("nobody")
        if not may(world[1], Action.SEE_ROUND, [world[0].group]):
            return card_views.left(world[0], desk.t) if delivery.card is not None else Drop("no longer in the group")
        round_, actor = world
        if not round_.open(desk.now) and delivery.card is None and voting.ASKED not in delivery.data:
            return Drop("no longer open")
        return card_views.card(await seen(desk.tx, desk.council, round_, actor, desk.now), desk.now, desk.zone, desk.t)

    async def _in_chat(self, desk: Desk, delivery: Delivery) -> Prepared:
        round_ = await _chats_round(desk, delivery)
        if round_ is None:
            return Drop("no longer linked")
        found = await seen_in_chat(desk.tx, desk.council, round_, desk.now)
        return card_views.chat_card(found, desk.start_link(f"r_{round_.id}"), desk.now, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a round stands, for its chair, its author and the secretariat."""

    name: str = voting.SHEET
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        reader = reader_of(world[1], world[0].group, world[0].author) if world else None
        if world is None:
            return Drop("nobody")
        if reader not in LEADS:
            gone = delivery.card is not None
            return sheet.not_yours(world[0], desk.t) if gone else Drop("no longer chair or secretariat")
        round_, actor = world
        stands = await standing(desk.tx, desk.council, round_, desk.now)
        unreached = await electorates.unreached(desk.tx, round_, CARD)
        leader = Leader(
            sight_of(desk.council, round_, reader),
            may(actor, Action.LEAD_ROUND, [round_.group]),
            may(actor, Action.ENTER_POSITION, [round_.group]),
        )
        return sheet.sheet(round_, stands, leader, unreached, desk.now, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome, to everyone who was shown the round and still sees it, to its author, and to the group's chats."""

    name: str = closing.RESULT
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        if delivery.person is None:
            round_ = await _chats_round(desk, delivery)
            if round_ is None or round_.state is not RoundState.CLOSED:
                return Drop("no longer linked")
            found = await seen_in_chat(desk.tx, desk.council, round_, desk.now)
        else:
            world = await _world(desk, delivery)
            if world is None or not _concerned(*world) or world[0].state is not RoundState.CLOSED:
                return Drop("no longer in the group")
            round_ = world[0]
            found = await seen(desk.tx, desk.council, *world, desk.now)
        silent = round_.terms.rule is Rule.SILENCE
        late = (await standing(desk.tx, desk.council, round_, desk.now)).unserved if silent else []
        return result.result(found, [elector.person for elector in late], desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That a round was taken back, to the same."""

    name: str = closing.WITHDRAWN
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        if delivery.person is None:
            round_ = await _chats_round(desk, delivery)
            return result.withdrawn(round_, desk.zone, desk.t, private=False) if round_ else Drop("no longer linked")
        world = await _world(desk, delivery)
        if world is None or not _concerned(*world):
            return Drop("no longer in the group")
        return result.withdrawn(world[0], desk.zone, desk.t)


def _concerned(round_: Round, actor: Actor) -> bool:
    author = actor.person is not None and actor.person.id == round_.author
    return author or may(actor, Action.SEE_ROUND, [round_.group])


@dataclass(frozen=True, slots=True)
class Nudge:
    """What waits for someone, unless they have answered meanwhile."""

    name: str = leading.NUDGE
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        if desk.person is None or desk.person.id != delivery.subject_id:
            return Drop("nobody")
        waiting = await rounds.waiting_for(desk.tx, desk.person.id, desk.now)
        return notices.nudge(waiting, desk.now, desk.zone, desk.t) if waiting else Drop("answered meanwhile")


@dataclass(frozen=True, slots=True)
class Extended:
    """That people have more time."""

    name: str = leading.EXTENDED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        if world is None or not may(world[1], Action.SEE_ROUND, [world[0].group]) or not world[0].open(desk.now):
            return Drop("no longer open")
        reason = await rounds.last_extension(desk.tx, world[0].id)
        return notices.extended(world[0], reason, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed in the text."""

    name: str = amending.CHANGED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        if world is None or not may(world[1], Action.SEE_ROUND, [world[0].group]) or not world[0].open(desk.now):
            return Drop("no longer open")
        round_, actor = world
        found_versions = {one.version: one for one in await recommendations.versions_of(desk.tx, round_.recommendation)}
        before, now = found_versions.get(round_.version - 1), found_versions.get(round_.version)
        if before is None or now is None:
            return Drop("no earlier text")
        found = await seen(desk.tx, desk.council, round_, actor, desk.now)
        electing = found.elector is not None and found.elector.counts
        return notices.changed(round_, before.text, now.note, electing, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class Answered:
    """That an objection was answered, to its owner."""

    name: str = amending.ANSWERED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        objection = await objections.get(desk.tx, int(delivery.data["objection"]))
        if world is None or objection is None or not objection.stands or world[0].over:
            return Drop("withdrawn meanwhile")
        return notices.answered(world[0], objection, desk.t)


@dataclass(frozen=True, slots=True)
class Entered:
    """That the secretariat entered one's position."""

    name: str = leading.ENTERED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        if world is None or desk.person is None:
            return Drop("nobody")
        elector = await electorates.elector(desk.tx, world[0], desk.person.id, desk.now)
        if elector is None or elector.position is None or elector.position.way is None:
            return Drop("changed meanwhile")
        return notices.entered(world[0], elector.position, desk.t)


@dataclass(frozen=True, slots=True)
class Awaits:
    """That the end is the chair's to say."""

    name: str = closing.AWAITS
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        if world is None or not _concerned(*world) or world[0].state is not RoundState.AWAITING:
            return Drop("decided meanwhile")
        stands = await standing(desk.tx, desk.council, world[0], desk.now)
        short = stands.verdict.outcome is Outcome.NO_DECISION
        return notices.awaits(world[0], len(stands.unserved), desk.t, short=short)


@dataclass(frozen=True, slots=True)
class Struck:
    """To someone whose role ended while the round is open: their position there counts no more."""

    name: str = closing.STRUCK
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        return card_views.left(world[0], desk.t) if world else Drop("nobody")


@dataclass(frozen=True, slots=True)
class FormerCard:
    """A copy of a card whose place another took: nothing is left to press on it but the way to that one."""

    name: str = former(CARD)
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        round_ = await rounds.round_(desk.tx, delivery.subject_id)
        if round_ is None:
            return Drop("nobody")
        return Redraw(
            int(delivery.data[MESSAGE]), card_views.older(round_, desk.t, private=delivery.person is not None)
        )


@dataclass(frozen=True, slots=True)
class NotOpened:
    """That a planned round could not be opened, to its author."""

    name: str = voting.NOT_OPENED
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        world = await _world(desk, delivery)
        return (
            notices.not_opened(world[0], desk.t, late=delivery.data[voting.WHY] == voting.LATE)
            if world
            else Drop("nobody")
        )


KINDS = (
    Card(), Sheet(), Result(), Withdrawn(), Nudge(), Extended(), Changed(), Answered(), Entered(), Awaits(), NotOpened(),
    Struck(), FormerCard(),
)  # fmt: skip
