"""The only writers of links between groups and their chats, and of who is let in and taken out there."""

from datetime import timedelta

from council.authority import Action, anywhere, demand
from council.chats import Asked, Guest, Standing
from council.errors import AlreadyDecided, Anonymous, Forbidden, Stale
from council.people import Person
from handlers.framework.work import UnitOfWork
from storage import audit, chat_links, join_cases, members, outbox
from storage import chats as all_chats
from storage.chat_links import Link, LinkState, Offer
from storage.join_cases import Cause, Door, DoorState
from storage.outbox import Lane, Order

CONFIRM, LINK, LINKED, BROKEN = "chats.confirm", "chats.link", "chats.linked", "chats.broken"
DOOR, ACT, WAIT = "chats.door", "chats.act", "chats.wait"
"""Kinds of deliveries."""

WRITABLE_FOR = timedelta(minutes=5)
"""How long someone who asked to join can be written to (Telegram, ChatJoinRequest.user_chat_id)."""


# -- linking


async def offer(
    work: UnitOfWork, chat: int, thread: int | None, title: str, standing: Standing | None, *, anonymous: bool
) -> Offer:
    """Ask whoever sent /link in a chat to confirm it in private.

    Raises `Anonymous`, and `Forbidden` for those who may link no group: anyone can put a bot into a chat of their own.
    """
    if anonymous:
        raise Anonymous
    if anywhere(work.actor, Action.LINK_CHAT) == ():
        raise Forbidden(Action.LINK_CHAT)
    if standing is not None:
        await chat_links.stand(work.tx, chat, standing, work.now)
    made = await chat_links.offer(work.tx, chat, thread, title, work.person.id, work.now)
    await audit.record(work.tx, work.now, work.actor.label, "link asked for", made.subject, {"chat": chat})
    if work.person.telegram_id is not None:
        key = f"{made.subject}:confirm"
        order = Order(key, CONFIRM, made.subject, Lane.RECEIPTS, work.person.telegram_id, work.person.id)
        await outbox.queue(work.tx, [order], work.now)
    return made


async def confirm(work: UnitOfWork, offer_id: int, group: str) -> Link:
    """Link what one asked for to a group. Raises `Forbidden`, `Stale`."""
    found = await _offered(work, offer_id)
    demand(work.actor, Action.LINK_CHAT, [group], found.subject)
    if group not in work.council.codes:
        raise Forbidden(Action.LINK_CHAT, found.subject)
    if not found.stands(work.now) or not await chat_links.close_offer(work.tx, offer_id, "confirmed"):
        raise Stale
    link = await chat_links.keep(work.tx, found, group, work.now)
    await audit.record(work.tx, work.now, work.actor.label, "chat linked", link.subject, _place(link))
    at = f"{link.subject}:{work.now.isoformat()}"
    word = Order(f"{at}:said", LINKED, link.subject, Lane.RECEIPTS, link.chat, thread=link.thread)
    holders = {person.id: person for person in (*await members.secretariat(work.tx, work.now), work.person)}
    await outbox.queue(work.tx, [word, *_to(list(holders.values()), LINK, link.subject, at)], work.now)
    return link


async def drop(work: UnitOfWork, offer_id: int) -> None:
    """Do not link after all. Raises `Forbidden`, `Stale`."""
    found = await _offered(work, offer_id)
    if not await chat_links.close_offer(work.tx, found.id, "dropped"):
        raise Stale


async def _offered(work: UnitOfWork, offer_id: int) -> Offer:
    """One's own offer: nobody confirms what another asked for."""
    found = await chat_links.offered(work.tx, offer_id)
    if found is None or found.person != work.person.id:
        raise Forbidden(Action.LINK_CHAT, f"offer:{offer_id}")
    return found


async def unlink(work: UnitOfWork, link_id: int) -> Link:
    """End a link. Raises `Forbidden`, `Stale`."""
    link = await chat_links.get(work.tx, link_id)
    if link is None:
        raise Forbidden(Action.LINK_CHAT, f"link:{link_id}")
    demand(work.actor, Action.LINK_CHAT, [link.group], link.subject)
    if not await chat_links.set_state(work.tx, link, LinkState.ENDED):
        raise Stale
    await audit.record(work.tx, work.now, work.actor.label, "chat unlinked", link.subject, _place(link))
    await outbox.redraw(work.tx, link.subject, work.now)
    return link


async def unlink_here(work: UnitOfWork, chat: int, thread: int | None, *, anonymous: bool) -> list[Link]:
    """End the links of this very chat or topic; which those were. Raises `Anonymous`, `Forbidden`, `Stale`."""
    if anonymous:
        raise Anonymous
    mine = anywhere(work.actor, Action.LINK_CHAT)
    if mine == ():
        raise Forbidden(Action.LINK_CHAT)
    here = [link for link in await chat_links.of_chat(work.tx, chat) if link.thread == thread]
    ours = [link for link in here if mine is None or link.group in mine]
    if not ours:
        raise Stale
    return [await unlink(work, link.id) for link in ours]


# -- what Telegram tells


async def stand(work: UnitOfWork, chat: int, standing: Standing) -> None:
    """The bot stands otherwise in a chat: its links break when it is out, and hold again when it is back."""
    await chat_links.stand(work.tx, chat, standing, work.now)
    if standing.inside:
        await all_chats.resume(work.tx, chat)
    for link in await chat_links.of_chat(work.tx, chat):
        state = LinkState.LINKED if standing.inside else LinkState.BROKEN
        if await chat_links.set_state(work.tx, link, state):
            at = f"{link.subject}:{state.value}:{work.now.isoformat()}"
            words = "link restored" if standing.inside else "link broken"
            await audit.record(work.tx, work.now, work.actor.label, words, link.subject)
            told = _to(await members.secretariat(work.tx, work.now), BROKEN, link.subject, at)
            await outbox.queue(work.tx, told, work.now)
        await outbox.redraw(work.tx, link.subject, work.now, LINK)


async def moved(work: UnitOfWork, old: int, new: int) -> None:
    """A group became a supergroup: its links go with it, even should the bot have been told first that it is out of the old."""
    await all_chats.migrate(work.tx, old, new)
    for link in await chat_links.of_chat(work.tx, new):
        await chat_links.set_state(work.tx, link, LinkState.LINKED)
        await outbox.redraw(work.tx, link.subject, work.now)


async def titled(work: UnitOfWork, chat: int, title: str) -> None:
    """A chat has another title."""
    for link in await chat_links.of_chat(work.tx, chat):
        await outbox.redraw(work.tx, link.subject, work.now, LINK)
    await chat_links.retitle(work.tx, chat, title)


async def came(work: UnitOfWork, chat: int, guest: Guest) -> None:
    """Someone is in a linked chat; the secretariat is asked about those who have no seat in its groups."""
    if not await chat_links.of_chat(work.tx, chat):
        return
    if await members.by_telegram(work.tx, guest.telegram_id) is not None:
        await join_cases.see(work.tx, chat, guest.telegram_id, work.now, inside=True)
    if await join_cases.seated(work.tx, chat, guest.telegram_id, work.now):
        return
    if not await join_cases.vouched(work.tx, chat, guest.telegram_id):
        await _ask(work, chat, guest, Cause.CAME)


async def went(work: UnitOfWork, chat: int, telegram_id: int) -> None:
    """Someone is no longer in a linked chat."""
    if not await chat_links.of_chat(work.tx, chat):
        return
    if await members.by_telegram(work.tx, telegram_id) is not None:
        await join_cases.see(work.tx, chat, telegram_id, work.now, inside=False)
    door = await join_cases.open_at(work.tx, chat, telegram_id)
    if door is not None and door.cause is not Cause.ASKED:
        await join_cases.decide(work.tx, door.id, DoorState.GONE, None, work.now)
        await outbox.redraw(work.tx, door.subject, work.now, DOOR)


async def asked(work: UnitOfWork, chat: int, request: Asked) -> None:
    """Someone asks to come in: those with a seat in a group of the chat are let in at once, others wait."""
    if not await chat_links.of_chat(work.tx, chat):
        return
    guest = request.guest
    if await join_cases.seated(work.tx, chat, guest.telegram_id, work.now):
        door = await join_cases.knock(
            work.tx, chat, guest.telegram_id, guest.name, Cause.ASKED, DoorState.ADMITTED, work.now
        )
        if door is not None:
            await _act(work, door)
            await audit.record(work.tx, work.now, work.actor.label, "let in: has a seat", door.subject, {"chat": chat})
        return
    door = await _ask(work, chat, guest, Cause.ASKED)
    if door is not None:
        word = Order(
            f"{door.subject}:wait", WAIT, door.subject, Lane.RECEIPTS, request.user_chat,
            expires_at=work.now + WRITABLE_FOR,
        )  # fmt: skip
        await outbox.queue(work.tx, [word], work.now)


async def _ask(work: UnitOfWork, chat: int, guest: Guest, cause: Cause) -> Door | None:
    """Have the secretariat decide; None when they are asked already."""
    door = await join_cases.knock(work.tx, chat, guest.telegram_id, guest.name, cause, DoorState.OPEN, work.now)
    if door is not None:
        await audit.record(work.tx, work.now, work.actor.label, f"at the door: {cause}", door.subject, {"chat": chat})
        cards = _to(await members.secretariat(work.tx, work.now), DOOR, door.subject, door.subject)
        await outbox.queue(work.tx, cards, work.now)
    return door


# -- what the secretariat decides, and what falls due


_DECISIONS = {
    Cause.ASKED: {DoorState.ADMITTED: Action.ADMIT, DoorState.DECLINED: Action.ADMIT},
    Cause.CAME: {DoorState.REMOVED: Action.REMOVE_FROM_CHAT, DoorState.KEPT: Action.REMOVE_FROM_CHAT},
    Cause.ENDED: {DoorState.REMOVED: Action.REMOVE_FROM_CHAT, DoorState.KEPT: Action.REMOVE_FROM_CHAT},
}


async def decide(work: UnitOfWork, door_id: int, state: DoorState) -> None:
    """Let someone in or not, take someone out or not; the first to press decides. Raises `Forbidden`, `AlreadyDecided`."""
    demand(work.actor, Action.ADMIT, subject=f"door:{door_id}")
    door = await join_cases.get(work.tx, door_id)
    action = _DECISIONS[door.cause].get(state) if door else None
    if door is None or action is None:
        raise Forbidden(Action.ADMIT, f"door:{door_id}")
    demand(work.actor, action, subject=door.subject)
    if not await join_cases.decide(work.tx, door_id, state, work.person.id, work.now):
        raise AlreadyDecided
    detail: audit.Detail = {"chat": door.chat}
    if who := await members.by_telegram(work.tx, door.telegram_id):
        detail = {**detail, "whose": f"person:{who.id}"}
    await audit.record(work.tx, work.now, work.actor.label, f"{state} at the door", door.subject, detail)
    if state is not DoorState.KEPT:
        await _act(work, door)
    await outbox.redraw(work.tx, door.subject, work.now, DOOR)


async def _act(work: UnitOfWork, door: Door) -> None:
    """Have Telegram do what was decided."""
    await outbox.queue(work.tx, [Order(f"{door.subject}:act", ACT, door.subject, Lane.RECEIPTS, door.chat)], work.now)


async def look_for_former(work: UnitOfWork) -> bool:
    """Show the secretariat one person whose role ended and who may still be in the chat; whether there was one."""
    found = await join_cases.former(work.tx, work.now)
    if found is None:
        return False
    return await _ask(work, found.chat, Guest(found.telegram_id, found.name), Cause.ENDED) is not None


def _place(link: Link) -> dict[str, str | int | list[str]]:
    return {"group": link.group, "chat": link.chat}


def _to(people: list[Person], kind: str, subject: str, at: str) -> list[Order]:
    return [
        Order(f"{at}:{kind}:{person.id}", kind, subject, Lane.RECEIPTS, person.telegram_id, person.id)
        for person in people
        if person.telegram_id is not None
    ]
