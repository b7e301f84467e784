"""The only writers of links between groups and their chats, and of decisions about who may be in these chats."""

from dataclasses import replace
from datetime import timedelta

from council.authority import Action, anywhere, demand, require_there
from council.chats import Asked, ChatRights, Guest
from council.errors import AlreadyDecided, Anonymous, Forbidden, Stale
from council.upkeep import OPERATIONS
from handlers.framework.deliveries import Kind
from handlers.framework.work import UnitOfWork
from storage import chat_links, chats as all_chats, join_cases, members, redraws
from storage.chat_links import Link, LinkState, Offer
from storage.join_cases import CaseState, Cause, JoinCase

CONFIRM = Kind("chats.confirm")
LINK = Kind("chats.link", card=True)
LINKED = Kind("chats.linked", card=True, progress=LINK.name)
BROKEN = Kind("chats.broken")
CASE = Kind("chats.door", card=True)
ACT = Kind("chats.act", progress=CASE.name)  # safe to repeat: done twice is as good as done once
WAIT = Kind("chats.wait", repeat=False)

LAST_CARDS = 20
"""How many of the last cards in a chat are drawn again when it gets another language."""

WRITABLE_FOR = timedelta(minutes=5)
"""How long someone who asked to join can be written to (Telegram, ChatJoinRequest.user_chat_id)."""


async def offer(
    work: UnitOfWork, chat: int, thread: int | None, title: str, rights: ChatRights | None, *, anonymous: bool
) -> Offer:
    """Ask the person who sent /link in a chat to confirm it in private. Raises `Anonymous`, and `Forbidden` for those who may
    link no group: anyone can put a bot into a chat of their own."""
    require_linker(work, anonymous=anonymous)
    if rights is not None:
        await chat_links.note_rights(work.tx, chat, rights, work.now)
    made = await chat_links.offer(work.tx, chat, thread, title, work.person.id, work.now)
    await work.record("link asked for", made.subject, {"chat": chat})
    await work.tell([work.person], CONFIRM, made.subject)
    return made


def require_linker(work: UnitOfWork, *, anonymous: bool) -> tuple[str, ...] | None:
    """The groups whose chats the actor may link; None: all. Raises `Anonymous`, `Forbidden`."""
    if anonymous:
        raise Anonymous
    groups = anywhere(work.actor, Action.LINK_CHAT)
    if groups == ():
        raise Forbidden(Action.LINK_CHAT)
    return groups


async def confirm(work: UnitOfWork, offer_id: int, group: str) -> Link:
    """Link what the actor asked for to a group, or as the operations chat. Raises `Forbidden`, `Stale`."""
    found = await _own_offer(work, offer_id)
    demand(work.actor, Action.LINK_CHAT, [group], found.subject)
    if group not in {*work.council.codes, OPERATIONS}:
        raise Forbidden(Action.LINK_CHAT, found.subject)
    if not found.stands(work.now) or not await chat_links.close_offer(work.tx, offer_id, "confirmed"):
        raise Stale
    link, once = await chat_links.keep(work.tx, found, group, work.now), work.now.isoformat()
    await work.record("chat linked", link.subject, {"group": link.group, "chat": link.chat})
    await work.tell_places({link.chat: link.thread}, LINKED, link.subject, once)
    await work.tell((*await members.secretariat(work.tx, work.now), work.person), LINK, link.subject, once)
    return link


async def drop(work: UnitOfWork, offer_id: int) -> None:
    """Do not link after all. Raises `Forbidden`, `Stale`."""
    await _own_offer(work, offer_id)
    if not await chat_links.close_offer(work.tx, offer_id, "dropped"):
        raise Stale


async def _own_offer(work: UnitOfWork, offer_id: int) -> Offer:
    """The actor's own offer. Raises `Forbidden`, also for one that somebody else asked for."""
    found = await chat_links.find_offer(work.tx, offer_id)
    own = found if found and found.person == work.person.id else None
    return require_there(own, Action.LINK_CHAT, f"offer:{offer_id}")


async def get_link(work: UnitOfWork, link_id: int) -> Link:
    """A link, for those who may end it. Raises `Forbidden`, alike for one that is not there."""
    link = require_there(await chat_links.find(work.tx, link_id), Action.LINK_CHAT, f"link:{link_id}")
    demand(work.actor, Action.LINK_CHAT, [link.group], link.subject)
    return link


async def unlink(work: UnitOfWork, link_id: int) -> Link:
    """End a link. Raises `Forbidden`, `Stale`."""
    link = await get_link(work, link_id)
    if not await chat_links.set_state(work.tx, link, LinkState.ENDED):
        raise Stale
    await work.record("chat unlinked", link.subject, {"group": link.group, "chat": link.chat})
    await work.redraw(link.subject)
    return link


async def set_language(work: UnitOfWork, link_id: int, language: str) -> Link:
    """Say in this language what is said in a link's chat. Raises `Forbidden`, and `Stale` for a language that the council does
    not have and for a link that has ended."""
    link = await get_link(work, link_id)
    if language not in work.council.languages or link.state is LinkState.ENDED:
        raise Stale
    await chat_links.set_language(work.tx, link.chat, language)
    await work.record("chat language set", link.subject, {"group": link.group, "language": language})
    await redraws.queue_last(work.tx, link.chat, LAST_CARDS, work.now)
    for one in await chat_links.of_chat(work.tx, link.chat):
        await work.redraw(one.subject, LINK)
    return replace(link, language=language)


async def unlink_here(work: UnitOfWork, chat: int, thread: int | None, *, anonymous: bool) -> list[Link]:
    """End the links of this very chat or topic, and give them. Raises `Anonymous`, `Forbidden`, `Stale`."""
    mine = require_linker(work, anonymous=anonymous)
    here = [link for link in await chat_links.of_chat(work.tx, chat) if link.thread == thread]
    ended = [await unlink(work, link.id) for link in here if mine is None or link.group in mine]
    if not ended:
        raise Stale
    return ended


async def note_rights(work: UnitOfWork, chat: int, rights: ChatRights) -> None:
    """The bot's rights in a chat have changed: its links break when it is out, and hold again when it is back."""
    await chat_links.note_rights(work.tx, chat, rights, work.now)
    if rights.inside:
        await all_chats.resume(work.tx, chat)
    state = LinkState.LINKED if rights.inside else LinkState.BROKEN
    for link in await chat_links.of_chat(work.tx, chat):
        if await chat_links.set_state(work.tx, link, state):
            await work.record("link restored" if rights.inside else "link broken", link.subject)
            await work.tell_secretariat(BROKEN, link.subject, f"{state.value}:{work.now.isoformat()}")
        await work.redraw(link.subject, LINK)


async def migrate(work: UnitOfWork, old: int, new: int) -> None:
    """A group became a supergroup: its links move to the new chat, even if Telegram told first that the bot is out of the
    old one."""
    await all_chats.migrate(work.tx, old, new)
    for link in await chat_links.of_chat(work.tx, new):
        await chat_links.set_state(work.tx, link, LinkState.LINKED)
        await work.redraw(link.subject)


async def retitle(work: UnitOfWork, chat: int, title: str) -> None:
    for link in await chat_links.of_chat(work.tx, chat):
        await work.redraw(link.subject, LINK)
    await chat_links.retitle(work.tx, chat, title)


async def note_arrival(work: UnitOfWork, chat: int, guest: Guest) -> None:
    """Someone is in a linked chat. The secretariat is asked about those who have no seat in its groups."""
    if not await _has_group(work, chat):
        return
    if await members.by_telegram(work.tx, guest.telegram_id) is not None:
        await join_cases.note_presence(work.tx, chat, guest.telegram_id, work.now, inside=True)
    seated = await join_cases.seated(work.tx, chat, guest.telegram_id, work.now)
    if not seated and not await join_cases.is_accepted(work.tx, chat, guest.telegram_id):
        await _ask(work, chat, guest, Cause.CAME)


async def _has_group(work: UnitOfWork, chat: int) -> bool:
    """Whether a chat is linked to a group. Who may be in the operations chat is for its owners to decide."""
    return any(link.group != OPERATIONS for link in await chat_links.of_chat(work.tx, chat))


async def note_departure(work: UnitOfWork, chat: int, telegram_id: int) -> None:
    if not await _has_group(work, chat):
        return
    if await members.by_telegram(work.tx, telegram_id) is not None:
        await join_cases.note_presence(work.tx, chat, telegram_id, work.now, inside=False)
    case = await join_cases.find_open(work.tx, chat, telegram_id)
    if case is not None and case.cause is not Cause.ASKED:
        await join_cases.decide(work.tx, case.id, CaseState.GONE, None, work.now)
        await work.redraw(case.subject, CASE)


async def receive_request(work: UnitOfWork, chat: int, request: Asked) -> bool:
    """Someone asks to join a linked chat: those with a seat in one of its groups are let in at once, others wait. Whether they
    are let in. It is told to the chat as well as in answer to a query, which may come too late; the second of both does
    nothing."""
    if not await _has_group(work, chat):
        return False
    id_, name = request.guest.telegram_id, request.guest.name
    if not await join_cases.seated(work.tx, chat, id_, work.now):
        case = await _ask(work, chat, request.guest, Cause.ASKED)
        if case is not None:
            expires_at = work.now + WRITABLE_FOR
            await work.tell_places({request.user_chat: None}, WAIT, case.subject, expires_at=expires_at)
        return False
    case = await join_cases.add(work.tx, chat, id_, name, Cause.ASKED, CaseState.ADMITTED, work.now)
    if case is not None:
        await work.tell_places({chat: None}, ACT, case.subject)
        await work.record("let in: has a seat", case.subject, {"chat": chat})
    return True


async def _ask(work: UnitOfWork, chat: int, guest: Guest, cause: Cause) -> JoinCase | None:
    """Have the secretariat decide; None when it is asked already."""
    case = await join_cases.add(work.tx, chat, guest.telegram_id, guest.name, cause, CaseState.OPEN, work.now)
    if case is not None:
        await work.record(f"at the door: {cause}", case.subject, {"chat": chat})
        await work.tell_secretariat(CASE, case.subject)
    return case


_OF_ONE_INSIDE = {CaseState.REMOVED: Action.REMOVE_FROM_CHAT, CaseState.KEPT: Action.REMOVE_FROM_CHAT}
_DECISIONS = {
    Cause.ASKED: {CaseState.ADMITTED: Action.ADMIT, CaseState.DECLINED: Action.ADMIT},
    Cause.CAME: _OF_ONE_INSIDE,
    Cause.ENDED: _OF_ONE_INSIDE,
}


async def get_case(work: UnitOfWork, case_id: int) -> JoinCase:
    """A case, for those who may decide it. Raises `Forbidden`, and `Stale` for one that is not there."""
    demand(work.actor, Action.ADMIT, subject=f"door:{case_id}")
    case = await join_cases.find(work.tx, case_id)
    if case is None:
        raise Stale
    return case


async def decide(work: UnitOfWork, case_id: int, state: CaseState) -> None:
    """Let someone in or not, remove someone or not; the first decision counts. Raises `Forbidden`, `AlreadyDecided`."""
    demand(work.actor, Action.ADMIT, subject=f"door:{case_id}")
    case = await join_cases.find(work.tx, case_id)
    action = _DECISIONS[case.cause].get(state) if case else None
    if case is None or action is None:
        raise Forbidden(Action.ADMIT, f"door:{case_id}")
    demand(work.actor, action, subject=case.subject)
    if not await join_cases.decide(work.tx, case_id, state, work.person.id, work.now):
        raise AlreadyDecided
    who = await members.by_telegram(work.tx, case.telegram_id)
    whose = {"whose": f"person:{who.id}"} if who else {}
    await work.record(f"{state} at the door", case.subject, {"chat": case.chat, **whose})
    if state is not CaseState.KEPT:
        await work.tell_places({case.chat: None}, ACT, case.subject)
    await work.redraw(case.subject, CASE)


async def find_former(work: UnitOfWork) -> bool:
    """Ask the secretariat about one person whose role ended and who may still be in the chat; whether there was one."""
    one = await join_cases.next_former(work.tx, work.now)
    return bool(one and await _ask(work, one.chat, Guest(one.telegram_id, one.name), Cause.ENDED))
