"""Drafts' updates: each press opens a part of the draft, or changes one thing about it, and shows what it is then."""

from collections import Counter
from datetime import timedelta

from council import announcements as rules
from council.announcements import Announcement, Option, Timing
from council.authority import Action, anywhere
from council.clock import zone
from council.errors import Stale
from handlers.announcements import presses, reads
from handlers.announcements.actions import drafts
from handlers.announcements.actions.access import visible_announcement, visible_draft, visible_own
from handlers.announcements.forms import audience as questions, draft as draft_forms
from handlers.announcements.forms.draft import MESSAGE, draw_page, handed_in, show_page, take_message
from handlers.announcements.presses import Draft, Moment, Tried, Whom
from handlers.announcements.views import audience, copy, draft, review
from handlers.announcements.views.words import PAGE
from handlers.common.presses import offset_of
from handlers.common.refusals import words
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from storage import announcements, audiences, chat_links


async def announce(visit: Visit) -> None:
    """/announce: a new draft, or the one that was begun."""
    found = await drafts.begin(visit.work)
    said = await announcements.contents(visit.tx, found.id, found.version)
    if said or found.audience is not None:
        await take_message(visit, 0, rules.unsaid({}, visit.council.languages, visit.person.language)[0])
        visit.say(draft.begun(found, visit.t))
    else:
        await show_page(visit, found.id)


async def _overview(visit: Visit, found: Announcement) -> draft.Overview:
    return await reads.overview(visit.tx, found, visit.now)


async def _show_whom(visit: Visit, found: Announcement) -> None:
    visit.show(audience.whom(visit.council, await _overview(visit, found), visit.t))


async def compose(visit: Visit, press: presses.Compose) -> None:
    """Open a part of a draft."""
    match press.what:
        case Draft.MESSAGE:
            found = await _writable(visit, press.announcement)
            visit.show(draft.message(visit.council, await _overview(visit, found), visit.t))
        case Draft.PREVIEW:
            await _preview(visit, await visible_draft(visit.work, press.announcement))
        case Draft.TEST:
            n = await drafts.test(visit.work, press.announcement)
            visit.toast(visit.t.plural("{n} test is on its way to you.", "{n} tests are on their way to you.", n))
        case _:
            await _part(visit, await visible_draft(visit.work, press.announcement), press.what)


async def _part(visit: Visit, found: Announcement, what: Draft) -> None:
    match what:
        case Draft.FRESH:
            await show_page(visit, (await drafts.begin(visit.work, fresh=True)).id)
        case Draft.WHEN:
            visit.show(draft.times(found, visit.zone, visit.t))
        case Draft.OPTIONS:
            visit.show(draft.options(found, visit.t))
        case Draft.NUDGES:
            await forms.begin(visit, draft_forms.NUDGES, {"announcement": found.id})
        case Draft.DISCARD:
            visit.show(draft.ask_discard(found, visit.t))
        case Draft.DISCARD_NOW:
            await drafts.discard(visit.work, found.id)
            await forms.cancel(visit, MESSAGE)
            visit.show(draft.discarded(visit.t))
        case Draft.CONFIRM:
            visit.show(await draw_page(visit, await drafts.flip(visit.work, found.id, Option.CONFIRM)))
        case Draft.WHOM:
            await _show_whom(visit, found)
        case Draft.PLACES:
            await _show_places(visit, found)
        case _:
            visit.show(await draw_page(visit, found))


async def _writable(visit: Visit, announcement: int) -> Announcement:
    """One that can be written: also while it is paused, because its file is gone. Raises `Forbidden`, `Stale`."""
    found = await visible_announcement(visit.work, announcement)
    if found.state not in drafts.WRITABLE or found.author != visit.person.id:
        raise Stale
    return found


async def _preview(visit: Visit, found: Announcement) -> None:
    """Show it in each language, drawn as it will be delivered, with a line above that says to how many."""
    overview, counted = await _overview(visit, found), Counter[str]()
    for code, n in overview.languages.items() if overview.said else ():
        counted[rules.content_for(overview.said, code, visit.council.languages).language] += n
    for code, content in overview.said.items():
        t = visit.catalogs.texts(code)
        visit.say(draft.preview_head(code, content, counted[code], visit.t))
        visit.say(copy.tried(found, content, visit.zone, t))
        if found.has_tail(content):
            visit.say(copy.tail(found, content, t, Tried()))
    visit.say(await draw_page(visit, found))


async def _show_places(visit: Visit, found: Announcement) -> None:
    mine = anywhere(visit.actor, Action.ANNOUNCE)
    linked = {link.group for link in await chat_links.of_groups(visit.tx, visit.council.codes)}
    codes = [code for code in (visit.council.codes if mine is None else mine) if code in linked or code in found.places]
    channel = mine is None and bool(visit.council.news_channels)
    visit.show(draft.places(visit.council, await _overview(visit, found), codes, visit.t, channel=channel))


async def write(visit: Visit, press: presses.Write) -> None:
    data = {"announcement": press.announcement, "language": press.language}
    match press.part:
        case "m":
            await _writable(visit, press.announcement)
            await forms.begin(visit, MESSAGE, data)
        case "l":
            await visible_draft(visit.work, press.announcement)
            await forms.begin(visit, draft_forms.LINKS, data)
        case "x":
            found = await drafts.unsay(visit.work, press.announcement, press.language)
            visit.show(draft.message(visit.council, await _overview(visit, found), visit.t))
        case _:
            raise Stale


async def flip(visit: Visit, press: presses.Flip) -> None:
    """Switch an option on or off."""
    visit.show(draft.options(await drafts.flip(visit.work, press.announcement, press.option), visit.t))


async def when(visit: Visit, press: presses.When) -> None:
    """Give it a time: at once and tomorrow by the press itself, the others are asked for."""
    if press.moment in (Moment.AT, Moment.MORNING):
        found = await visible_own(visit.work, press.announcement, *drafts.TIMED)
        asked = draft_forms.TIME if press.moment is Moment.AT else draft_forms.DAY
        await forms.begin(visit, asked, {"announcement": found.id})
        return
    found = await visible_draft(visit.work, press.announcement)
    tomorrow = (visit.now.astimezone(zone(visit.council.zone)) + timedelta(days=1)).date()
    timing, day = (Timing.NOW, None) if press.moment is Moment.NOW else (Timing.MORNING, tomorrow)
    visit.show(await draw_page(visit, await drafts.set_time(visit.work, found.id, timing, day=day)))


async def rule(visit: Visit, press: presses.Rule) -> None:
    """Ask for one more rule."""
    found = await visible_draft(visit.work, press.announcement)
    await questions.begin_rule(visit, found.id, press.joint if found.audience is not None else None)


async def aim(visit: Visit, press: presses.Aim) -> None:
    """Begin its audience anew, save it, or show the saved ones."""
    found = await visible_draft(visit.work, press.announcement)
    match press.what:
        case Whom.SAVE:
            await forms.begin(visit, questions.SAVE, {"announcement": found.id})
        case Whom.SAVED:
            await _show_saved(visit, found.id)
        case Whom.CLEAR:
            await _show_whom(visit, await drafts.aim(visit.work, found.id, None))


async def usual(visit: Visit, press: presses.Usual) -> None:
    visit.show(await draw_page(visit, await drafts.aim_usual(visit.work, press.announcement, press.whom)))


async def _show_saved(visit: Visit, announcement: int) -> None:
    kept = await drafts.list_saved(visit.work)
    about = await reads.about(visit.tx, *(each.audience for each in kept))
    visit.show(audience.saved(visit.council, announcement, kept, about, visit.t))


async def saved(visit: Visit, press: presses.Saved) -> None:
    """Use a saved audience, or forget it."""
    if press.drop:
        await drafts.drop_saved(visit.work, press.announcement, press.saved)
        await _show_saved(visit, press.announcement)
    else:
        await _show_whom(visit, await drafts.use_saved(visit.work, press.announcement, press.saved))


async def through(visit: Visit, press: presses.Through) -> None:
    """Show those whom it is for, a page at a time."""
    found = await visible_draft(visit.work, press.announcement)
    if found.audience is None:
        raise Stale
    offset = offset_of(press.page, PAGE)
    people = await audiences.named(visit.tx, found.audience, visit.now, PAGE, offset)
    visit.show(audience.through(await _overview(visit, found), people, press.page, visit.t))


async def place(visit: Visit, press: presses.Place) -> None:
    """Have it posted in a group's chats or the channel, or no longer."""
    await _show_places(visit, await drafts.place(visit.work, press.announcement, press.place))


async def send(visit: Visit, press: presses.Send) -> None:
    """Hand it in; when it would reach others than were shown, it is shown once more."""
    try:
        found = await drafts.hand_in(visit.work, press.announcement, press.people, press.stamp)
    except (rules.CountChanged, rules.DraftChanged) as refusal:
        found = await visible_draft(visit.work, press.announcement)
        visit.show(await draw_page(visit, found, words(refusal, visit.t)))
    else:
        await forms.cancel(visit, MESSAGE)
        visit.show(await handed_in(visit, found))


async def more_of_album(visit: Visit) -> bool:
    """Another part of an album whose beginning was taken as an announcement; False for anything else."""
    incoming = visit.incoming
    if not incoming.album or incoming.message is None or not incoming.private:
        return False
    html, file = incoming.caption_html, incoming.unique
    return await drafts.more_of_album(visit.work, incoming.chat, incoming.message, incoming.album, html, file)


async def edited(visit: Visit) -> bool:
    """A message was edited that an announcement is made of; False for anything else."""
    incoming = visit.incoming
    if incoming.message is None or visit.actor.person is None:
        return False
    done = await drafts.edit_source(visit.work, incoming.chat, incoming.message, incoming.caption_html, incoming.unique)
    if done is not None:
        found, what = done
        visit.say(review.edited(await visible_announcement(visit.work, found.id), what, visit.t))
    return done is not None


PRESSES = (
    pressed(presses.Compose, compose), pressed(presses.Write, write), pressed(presses.Flip, flip),
    pressed(presses.When, when), pressed(presses.Rule, rule), pressed(presses.Aim, aim), pressed(presses.Saved, saved),
    pressed(presses.Usual, usual), pressed(presses.Through, through), pressed(presses.Place, place),
    pressed(presses.Send, send),
)  # fmt: skip
