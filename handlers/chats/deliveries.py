"""What goes out about groups' chats: questions, cards, a word in the chat, and what Telegram is asked to do there."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal

from council.authority import Action, anywhere, may
from council.chats import Lack, lacks
from handlers.chats import actions, views
from handlers.chats.views import Known, Outcome, ShownCase, ShownLink
from handlers.common.operations import Membership
from handlers.framework.deliveries import Delivers, Drop, Read, Reader, Sendable, one_by_one
from storage import chat_links, join_cases, members, outbox
from storage.chat_links import Link, LinkState, Offer
from storage.join_cases import CaseState, JoinCase
from storage.outbox import Delivery, State
from storage.transaction import Transaction


async def links_shown(tx: Transaction, links: Collection[Link]) -> dict[int, ShownLink]:
    """These links by id, each with what stands in the way in its chat."""
    said = await outbox.counts_of_many(tx, [link.subject for link in links], actions.LINKED.name)
    rights = await chat_links.rights_of_many(tx, links)
    found = {}
    for link in links:
        counted = said.get(link.subject, {})
        failed = next((reason for state, reason in counted if state is State.DEAD), "")
        unsaid = "" if any(state is State.SENT for state, _ in counted) else failed
        found[link.id] = ShownLink(link, lacks(rights[link.id], link.group), unsaid)
    return found


async def _load_links(read: Read, claimed: Sequence[Delivery]) -> Mapping[int, ShownLink]:
    found = await chat_links.many(read.tx, {one.subject_id for one in claimed})
    return await links_shown(read.tx, found.values())


def _link_card(found: Mapping[int, ShownLink], delivery: Delivery, reader: Reader) -> Sendable:
    shown = found.get(delivery.subject_id)
    if shown is None or not may(reader.actor, Action.LINK_CHAT, [shown.link.group]):
        raise Drop("no longer theirs")
    return views.link_card(reader.council, shown, reader.t)


def _linked(found: Mapping[int, ShownLink], delivery: Delivery, reader: Reader) -> Sendable:
    """Said in the chat, and taken back when the link ends."""
    shown = found.get(delivery.subject_id)
    if shown is None or (shown.link.state is not LinkState.LINKED and delivery.card is None):
        raise Drop("no longer linked")
    return views.linked(reader.council, shown.link, reader.t)


def _broken(found: Mapping[int, ShownLink], delivery: Delivery, reader: Reader) -> Sendable:
    """The bot was removed from a linked chat, or is back in it: to the secretariat."""
    shown = found.get(delivery.subject_id)
    if shown is None or shown.link.state is LinkState.ENDED:
        raise Drop("no longer linked")
    reader.require_secretariat(Action.SEE_CHATS)
    return views.broken(reader.council, shown.link, reader.t)


async def _load_offer(read: Read, delivery: Delivery, _reader: Reader) -> tuple[Offer, Sequence[Lack]]:
    offer = await chat_links.find_offer(read.tx, delivery.subject_id)
    if offer is None or not offer.stands(read.now):
        raise Drop("no longer asked")
    return offer, lacks(await chat_links.rights_in(read.tx, offer.chat))


def _confirm(found: tuple[Offer, Sequence[Lack]], _delivery: Delivery, reader: Reader) -> Sendable:
    """Is this the chat? To the person who sent /link there."""
    mine = anywhere(reader.actor, Action.LINK_CHAT)
    groups = views.choices(reader.council, mine)
    if not groups:
        raise Drop("no longer asked")
    return views.confirm(reader.council, found[0], groups, found[1], reader.t)


async def cases_shown(tx: Transaction, cases: Collection[JoinCase], now: datetime) -> dict[int, ShownCase]:
    """These cases by id, each with what a secretary needs to decide it."""
    done = await outbox.counts_of_many(tx, [case.subject for case in cases], actions.ACT.name)
    links = await chat_links.of_chats(tx, {case.chat for case in cases})
    people = await members.many_by_telegram(tx, {case.telegram_id for case in cases})
    seats = await members.seats_of_many(tx, [person.id for person in people.values()], now)
    deciders = await members.many(tx, {case.decided_by for case in cases if case.decided_by})
    groups = {id_: tuple(seat.group for seat in held if seat.group) for id_, held in seats.items()}
    known = {telegram_id: Known(who.name, groups.get(who.id, ())) for telegram_id, who in people.items()}
    return {
        case.id: ShownCase(case, links.get(case.chat, ()), known.get(case.telegram_id), deciders.get(case.decided_by or 0),
                           _outcome(done.get(case.subject, {})))
        for case in cases
    }  # fmt: skip


def _outcome(counted: Mapping[tuple[State, str], int]) -> Outcome:
    failed = next((reason or "failed" for state, reason in counted if state in {State.DEAD, State.UNCERTAIN}), "")
    return Outcome(any(state is State.SENT for state, _ in counted), failed)


async def _load_cases(read: Read, claimed: Sequence[Delivery]) -> Mapping[int, ShownCase]:
    found = await join_cases.many(read.tx, {one.subject_id for one in claimed})
    return await cases_shown(read.tx, found.values(), read.now)


def _case_card(found: Mapping[int, ShownCase], delivery: Delivery, reader: Reader) -> Sendable:
    shown = found.get(delivery.subject_id)
    if shown is None or not may(reader.actor, Action.ADMIT):
        raise Drop("no longer the secretariat")
    if shown.case.state is not CaseState.OPEN and delivery.card is None:
        raise Drop("decided already")
    return views.case_card(reader.council, shown, reader.zone, reader.t)


def _wait(found: Mapping[int, ShownCase], delivery: Delivery, reader: Reader) -> Sendable:
    """A word to someone who asked to join and has to wait."""
    shown = found.get(delivery.subject_id)
    if shown is None or shown.case.state is not CaseState.OPEN:
        raise Drop("decided already")
    return views.waits(reader.t)


async def _load_decided(read: Read, delivery: Delivery, _reader: Reader) -> JoinCase:
    case = await join_cases.find(read.tx, delivery.subject_id)
    if case is None:
        raise Drop("nothing to do")
    if case.state is CaseState.REMOVED and await join_cases.seated(read.tx, case.chat, case.telegram_id, read.now):
        raise Drop("has a seat again")
    return case


TO_DO: Mapping[CaseState, Literal["admit", "turn away", "remove"]] = {
    CaseState.ADMITTED: "admit", CaseState.DECLINED: "turn away", CaseState.REMOVED: "remove",
}  # fmt: skip


def _act(case: JoinCase, delivery: Delivery, _reader: Reader) -> Sendable:
    """What was decided about someone, done by Telegram."""
    if case.state not in TO_DO:
        raise Drop("nothing to do")
    return Membership(do=TO_DO[case.state], chat=delivery.chat, user=case.telegram_id)


DELIVERIES = (
    one_by_one(actions.CONFIRM, _load_offer, _confirm), Delivers(actions.LINK, _load_links, _link_card),
    Delivers(actions.LINKED, _load_links, _linked), Delivers(actions.BROKEN, _load_links, _broken),
    Delivers(actions.CASE, _load_cases, _case_card), one_by_one(actions.ACT, _load_decided, _act),
    Delivers(actions.WAIT, _load_cases, _wait),
)  # fmt: skip
