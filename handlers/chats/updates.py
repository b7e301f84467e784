"""Updates about groups' chats: read one, call one action, show one view."""

from council.authority import Action, demand
from council.chats import Asked, Came, ChatChange, ChatRights, Moved, Titled, Went, lacks
from council.errors import AlreadyDecided
from handlers.chats import actions, views
from handlers.chats.deliveries import cases_shown, links_shown
from handlers.chats.presses import ChatLanguage, Confirm, DecideCase, DropOffer, ShowCase, Unlink
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from storage import chat_links
from storage.join_cases import JoinCase


async def link(visit: Visit) -> None:
    """/link: in a group's chat, have its linking confirmed in private; in private, what waits to be confirmed."""
    incoming = visit.incoming
    if incoming.private:
        await _confirm_waiting(visit)
        return
    rights = incoming.chat_change if isinstance(incoming.chat_change, ChatRights) else None
    where = incoming.chat, incoming.thread, incoming.title
    await actions.offer(visit.work, *where, rights, anonymous=incoming.anonymous)
    visit.say(views.confirm_in_private(visit.start_link("c_link"), await chat_texts(visit)))


async def _confirm_waiting(visit: Visit) -> None:
    """What the person asked to link and has not confirmed yet."""
    mine = actions.require_linker(visit.work, anonymous=False)
    groups = views.choices(visit.council, mine)
    waiting = await chat_links.offers_of(visit.tx, visit.person.id, visit.now)
    for offer in waiting:
        missing = lacks(await chat_links.rights_in(visit.tx, offer.chat))
        visit.say(views.confirm(visit.council, offer, groups, missing, visit.t))
    if not waiting:
        visit.say(views.how_to_link(visit.t))


async def confirm(visit: Visit, press: Confirm) -> None:
    await actions.confirm(visit.work, press.offer, press.group)
    await _show_offer(visit, press.offer)


async def drop(visit: Visit, press: DropOffer) -> None:
    await actions.drop(visit.work, press.offer)
    await _show_offer(visit, press.offer)


async def _show_offer(visit: Visit, offer_id: int) -> None:
    if offer := await chat_links.find_offer(visit.tx, offer_id):
        visit.show(views.offer_closed(offer, visit.t))


async def unlink(visit: Visit) -> None:
    """/unlink in a linked chat ends its link; in private, the list to choose from."""
    incoming = visit.incoming
    if incoming.private:
        await listed(visit)
    else:
        await actions.unlink_here(visit.work, incoming.chat, incoming.thread, anonymous=incoming.anonymous)
        visit.say(views.unlinked(await chat_texts(visit)))


async def unlink_one(visit: Visit, press: Unlink) -> None:
    if press.sure:
        await actions.unlink(visit.work, press.link)
        shown = await links_shown(visit.tx, [await actions.get_link(visit.work, press.link)])
        visit.show(views.link_card(visit.council, shown[press.link], visit.t))
    else:
        visit.say(views.unlink(visit.council, await actions.get_link(visit.work, press.link), visit.t))


async def set_language(visit: Visit, press: ChatLanguage) -> None:
    """[Another language]: ask which, then set it."""
    if not press.language:
        visit.show(views.languages(visit.council, await actions.get_link(visit.work, press.link), visit.t))
        return
    link = await actions.set_language(visit.work, press.link, press.language)
    shown = await links_shown(visit.tx, [link])
    visit.show(views.link_card(visit.council, shown[link.id], visit.t))


async def chat_texts(visit: Visit) -> Texts:
    """The texts in the language of the group's chat in which something is written."""
    own = await chat_links.languages_of(visit.tx, [visit.incoming.chat])
    return visit.catalogs.texts(own.get(visit.incoming.chat, visit.council.languages[0]))


async def listed(visit: Visit) -> None:
    """/chats: all linked chats, and what is missing there."""
    demand(visit.actor, Action.SEE_CHATS)
    shown = await links_shown(visit.tx, await chat_links.list_current(visit.tx))
    visit.say(views.listed(visit.council, list(shown.values()), visit.t))


async def decide(visit: Visit, press: DecideCase) -> None:
    """The secretariat decides; whoever comes second is shown what the first decided."""
    try:
        await actions.decide(visit.work, press.case, press.state)
    except AlreadyDecided:
        visit.toast(visit.t("Somebody else has decided this already."), alert=True)
    visit.show(await _case(visit, await actions.get_case(visit.work, press.case)))


async def show_case(visit: Visit, press: ShowCase) -> None:
    visit.say(await _case(visit, await actions.get_case(visit.work, press.case)))


async def _case(visit: Visit, case: JoinCase) -> View:
    shown = await cases_shown(visit.tx, [case], visit.now)
    return views.case_card(visit.council, shown[case.id], visit.zone, visit.t)


async def changed(visit: Visit, told: ChatChange) -> None:
    """Telegram tells something about a group's chat: it is followed without an answer."""
    chat = visit.incoming.chat
    match told:
        case ChatRights():
            await actions.note_rights(visit.work, chat, told)
        case Came(guests):
            for guest in guests:
                await actions.note_arrival(visit.work, chat, guest)
        case Went(telegram_id):
            await actions.note_departure(visit.work, chat, telegram_id)
        case Asked():
            admitted = await actions.receive_request(visit.work, chat, told)
            if told.query:
                visit.answer_join(told.query, admit=admitted)
        case Moved(old, new):
            await actions.migrate(visit.work, old, new)
        case Titled(title):
            await actions.retitle(visit.work, chat, title)


PRESSES = (
    pressed(Confirm, confirm), pressed(DropOffer, drop), pressed(Unlink, unlink_one), pressed(DecideCase, decide),
    pressed(ShowCase, show_case), pressed(ChatLanguage, set_language),
)  # fmt: skip
