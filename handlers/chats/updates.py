"""Updates about groups' chats: read one, call one action, show one view."""

from council.authority import Action, anywhere, demand
from council.chats import Asked, Came, Moved, News, Standing, Titled, Went, lacks
from council.errors import AlreadyDecided, Forbidden, Stale
from handlers.chats import actions, views
from handlers.chats.deliveries import door_view, seen
from handlers.chats.views import AtDoor, Confirm, DropOffer, ShowDoor, Unlink
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from storage import chat_links, join_cases


async def link(visit: Visit) -> None:
    """/link: in a group's chat, have its linking confirmed in private; in private, what waits to be confirmed."""
    incoming = visit.incoming
    if incoming.private:
        await _to_confirm(visit)
        return
    standing = incoming.news if isinstance(incoming.news, Standing) else None
    await actions.offer(
        visit.work, incoming.chat, incoming.thread, incoming.title, standing, anonymous=incoming.anonymous
    )
    t = visit.catalogs.texts(visit.council.languages[0])
    visit.say(views.confirm_in_private(visit.start_link("c_link"), t))


async def _to_confirm(visit: Visit) -> None:
    mine = anywhere(visit.actor, Action.LINK_CHAT)
    if mine == ():
        raise Forbidden(Action.LINK_CHAT)
    groups = visit.council.codes if mine is None else mine
    waiting = await chat_links.offers_of(visit.tx, visit.person.id, visit.now)
    for offer in waiting:
        missing = lacks(await chat_links.standing_in(visit.tx, offer.chat))
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
    offer = await chat_links.offered(visit.tx, offer_id)
    if offer is not None:
        visit.show(views.offer_closed(offer, visit.t))


async def unlink(visit: Visit) -> None:
    """/unlink in a linked chat ends its link; in private, the list to choose from."""
    incoming = visit.incoming
    if incoming.private:
        await listed(visit)
        return
    await actions.unlink_here(visit.work, incoming.chat, incoming.thread, anonymous=incoming.anonymous)
    visit.say(views.unlinked(visit.catalogs.texts(visit.council.languages[0])))


async def unlink_one(visit: Visit, press: Unlink) -> None:
    """[Unlink]: asks first."""
    if press.sure:
        ended = await actions.unlink(visit.work, press.link)
        visit.show(views.link_card(visit.council, await seen(visit.tx, await _link(visit, ended.id)), visit.t))
        return
    found = await _link(visit, press.link)
    visit.say(views.unlink(visit.council, found, visit.t))


async def _link(visit: Visit, link_id: int) -> chat_links.Link:
    found = await chat_links.get(visit.tx, link_id)
    if found is None:
        raise Forbidden(Action.LINK_CHAT, f"link:{link_id}")
    demand(visit.actor, Action.LINK_CHAT, [found.group], found.subject)
    return found


async def listed(visit: Visit) -> None:
    """/chats: all linked chats, and what is missing there."""
    demand(visit.actor, Action.SEE_CHATS)
    found = [await seen(visit.tx, each) for each in await chat_links.all_standing(visit.tx)]
    visit.say(views.listed(visit.council, found, visit.t))


async def at_door(visit: Visit, press: AtDoor) -> None:
    """The secretariat decides; whoever comes second is shown what the first decided."""
    try:
        await actions.decide(visit.work, press.door, press.state)
    except AlreadyDecided:
        visit.toast(visit.t("Somebody else has decided this already."), alert=True)
    door = await join_cases.get(visit.tx, press.door)
    if door is None:
        raise Stale
    visit.show(await door_view(visit.tx, visit.council, door, visit.now, visit.zone, visit.t))


async def show_door(visit: Visit, press: ShowDoor) -> None:
    """Someone at a door again, from the list of tasks."""
    demand(visit.actor, Action.ADMIT, subject=f"door:{press.door}")
    door = await join_cases.get(visit.tx, press.door)
    if door is None:
        raise Stale
    visit.say(await door_view(visit.tx, visit.council, door, visit.now, visit.zone, visit.t))


async def news(visit: Visit, told: News) -> None:
    """Telegram tells something of a group's chat: nothing is said, what follows is done."""
    chat = visit.incoming.chat
    match told:
        case Standing():
            await actions.stand(visit.work, chat, told)
        case Came(guests):
            for guest in guests:
                await actions.came(visit.work, chat, guest)
        case Went(telegram_id):
            await actions.went(visit.work, chat, telegram_id)
        case Asked():
            await actions.asked(visit.work, chat, told)
        case Moved(old, new):
            await actions.moved(visit.work, old, new)
        case Titled(title):
            await actions.titled(visit.work, chat, title)


PRESSES = (
    pressed(Confirm, confirm),
    pressed(DropOffer, drop),
    pressed(Unlink, unlink_one),
    pressed(AtDoor, at_door),
    pressed(ShowDoor, show_door),
)
