"""What goes out about groups' chats: questions, cards, a word in the chat, and what Telegram is asked to do there."""

from dataclasses import dataclass
from datetime import datetime

from council.authority import Action, anywhere, may
from council.chats import lacks
from council.config import Council
from council.people import Actor
from handlers.chats import actions, views
from handlers.chats.views import Known, Outcome, Seen
from handlers.common.operations import Admit, Remove, TurnAway
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.framework.deliveries import Desk, Drop, Prepared
from storage import chat_links, join_cases, members, outbox
from storage.chat_links import Link, LinkState
from storage.join_cases import Door, DoorState
from storage.outbox import Delivery, State
from storage.store import Transaction


async def _actor(desk: Desk) -> Actor:
    """The one it is for, with the seats that they hold now."""
    if desk.person is None:
        return Actor("nobody")
    return Actor("person", desk.person, await members.seats_of(desk.tx, desk.person.id, desk.now))


async def seen(tx: Transaction, link: Link) -> Seen:
    """A link with what stands in the way there."""
    counted = await outbox.counts(tx, link.subject, actions.LINKED)
    said = any(state is State.SENT for state, _ in counted)
    failed = next((reason for state, reason in counted if state is State.DEAD), "")
    return Seen(link, lacks(await chat_links.standing(tx, link)), "" if said else failed)


async def outcome(tx: Transaction, door: Door) -> Outcome:
    """What came of what Telegram was asked to do about someone at the door."""
    counted = await outbox.counts(tx, door.subject, actions.ACT)
    failed = next((reason or "failed" for state, reason in counted if state in {State.DEAD, State.UNCERTAIN}), "")
    return Outcome(any(state is State.SENT for state, _ in counted), failed)


async def door_view(tx: Transaction, council: Council, door: Door, now: datetime, zone: str, t: Texts) -> View:
    """Someone at the door of a chat, as a secretary sees them."""
    by = await members.get(tx, door.decided_by) if door.decided_by else None
    person = await members.by_telegram(tx, door.telegram_id)
    known = None
    if person is not None:
        seats = await members.seats_of(tx, person.id, now)
        known = Known(person.name, tuple(seat.group for seat in seats if seat.group))
    place = await chat_links.of_chat(tx, door.chat)
    return views.door_card(council, door, place, known, by, await outcome(tx, door), zone, t)


@dataclass(frozen=True, slots=True)
class ConfirmCard:
    """Is this the chat? To the one who sent /link there."""

    name: str = actions.CONFIRM
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        offer = await chat_links.offered(desk.tx, delivery.subject_id)
        mine = anywhere(await _actor(desk), Action.LINK_CHAT)
        groups = desk.council.codes if mine is None else mine
        if offer is None or not offer.stands(desk.now) or not groups:
            return Drop("no longer asked")
        missing = lacks(await chat_links.standing_in(desk.tx, offer.chat))
        return views.confirm(desk.council, offer, groups, missing, desk.t)


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A link, on the phones of those who look after it."""

    name: str = actions.LINK
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        link = await chat_links.get(desk.tx, delivery.subject_id)
        if link is None or not may(await _actor(desk), Action.LINK_CHAT, [link.group]):
            return Drop("no longer theirs")
        return views.link_card(desk.council, await seen(desk.tx, link), desk.t)


@dataclass(frozen=True, slots=True)
class LinkedWord:
    """Said in the chat, and taken back when the link ends."""

    name: str = actions.LINKED
    card: bool = True
    repeat: bool = True
    progress: str | None = actions.LINK

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        link = await chat_links.get(desk.tx, delivery.subject_id)
        if link is None or (link.state is not LinkState.LINKED and delivery.card is None):
            return Drop("no longer linked")
        return views.linked(desk.council, link, desk.t)


@dataclass(frozen=True, slots=True)
class Broken:
    """The bot was removed from a linked chat, or is back in it."""

    name: str = actions.BROKEN
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        link = await chat_links.get(desk.tx, delivery.subject_id)
        if link is None or link.state is LinkState.ENDED:
            return Drop("no longer linked")
        if not may(await _actor(desk), Action.SEE_CHATS):
            return Drop("no longer the secretariat")
        return views.broken(desk.council, link, desk.t)


@dataclass(frozen=True, slots=True)
class DoorCard:
    """Someone at the door, on the phone of each secretary."""

    name: str = actions.DOOR
    card: bool = True
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        door = await join_cases.get(desk.tx, delivery.subject_id)
        if door is None or not may(await _actor(desk), Action.ADMIT):
            return Drop("no longer the secretariat")
        if door.state is not DoorState.OPEN and delivery.card is None:
            return Drop("decided already")
        return await door_view(desk.tx, desk.council, door, desk.now, desk.zone, desk.t)


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """What was decided about someone, done by Telegram."""

    name: str = actions.ACT
    card: bool = False
    repeat: bool = True  # done twice is as good as done once
    progress: str | None = actions.DOOR

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        door = await join_cases.get(desk.tx, delivery.subject_id)
        if door is not None and door.state is DoorState.ADMITTED:
            return Admit(chat=delivery.chat, user=door.telegram_id)
        if door is not None and door.state is DoorState.DECLINED:
            return TurnAway(chat=delivery.chat, user=door.telegram_id)
        if door is not None and door.state is DoorState.REMOVED:
            if await join_cases.seated(desk.tx, door.chat, door.telegram_id, desk.now):
                return Drop("has a seat again")
            return Remove(chat=delivery.chat, user=door.telegram_id)
        return Drop("nothing to do")


@dataclass(frozen=True, slots=True)
class WaitWord:
    """A word to someone who asked to join and has to wait."""

    name: str = actions.WAIT
    card: bool = False
    repeat: bool = False
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        door = await join_cases.get(desk.tx, delivery.subject_id)
        return views.waits(desk.t) if door and door.state is DoorState.OPEN else Drop("decided already")


KINDS = (ConfirmCard(), LinkCard(), LinkedWord(), Broken(), DoorCard(), AtTheDoor(), WaitWord())
