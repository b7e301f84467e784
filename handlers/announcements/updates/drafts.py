"""Drafts' updates: each press opens a part of the draft, or changes one thing about it, and shows what it is then."""

from datetime import timedelta

from council.announcements import CHANNEL, CountChanged, DraftChanged, Timing, content_for
from council.authority import Action, anywhere
from council.clock import zone
from council.errors import Forbidden, Stale
from handlers.announcements import reads
from handlers.announcements.actions import access as actions
from handlers.announcements.actions import drafts as drafting
from handlers.announcements.forms import audience as targeting
from handlers.announcements.forms import message as questions
from handlers.announcements.forms.audience import ANNOUNCEMENT
from handlers.announcements.forms.message import LANGUAGE
from handlers.announcements.presses import (
    Aim,
    Compose,
    Draft,
    Flip,
    Moment,
    Place,
    Rule,
    Saved,
    Send,
    Through,
    Tried,
    When,
    Whom,
    Write,
)
from handlers.announcements.views import audience as choosing
from handlers.announcements.views import copy as contents
from handlers.announcements.views import draft as composing
from handlers.announcements.views import sending as views
from handlers.common.refusals import words
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.deliveries import PostCopy
from handlers.framework.presses import pressed
from storage import announcements, audiences, chat_links


async def announce(visit: Visit) -> None:
    """/announce: a new draft, or the one that was begun."""
    found = await drafting.begin(visit.work)
    said = await announcements.contents(visit.tx, found.id, found.version)
    if said or found.audience is not None:
        visit.say(composing.begun(found, visit.t))
        return
    await questions.show_desk(visit, found.id)


async def compose(visit: Visit, press: Compose) -> None:
    """Open a part of a draft."""
    if press.what is Draft.FRESH:
        await actions.own_draft(visit.work, press.announcement)
        await questions.show_desk(visit, (await drafting.begin(visit.work, fresh=True)).id)
        return
    if press.what in (Draft.MESSAGE, Draft.PREVIEW, Draft.TEST):
        await _message(visit, press)
        return
    found = await actions.own_draft(visit.work, press.announcement)
    t = visit.t
    match press.what:
        case Draft.WHEN:
            visit.show(composing.times(found, visit.zone, t))
        case Draft.OPTIONS:
            visit.show(composing.options(found, t))
        case Draft.NUDGES:
            await forms.begin(visit, questions.NUDGES, {ANNOUNCEMENT: found.id})
        case Draft.DISCARD:
            visit.show(composing.ask_discard(found, t))
        case Draft.DISCARD_NOW:
            await drafting.discard(visit.work, found.id)
            visit.show(composing.discarded(t))
        case Draft.WHOM:
            visit.show(choosing.whom(visit.council, await reads.seen(visit.tx, found, visit.now), t))
        case Draft.PLACES:
            await _places(visit, found.id)
        case _:
            seen = await reads.seen(visit.tx, found, visit.now)
            visit.show(composing.desk(visit.council, seen, visit.zone, t))


async def _message(visit: Visit, press: Compose) -> None:
    """What it says: also while it is paused, because its file is gone."""
    found = await actions.look(visit.work, press.announcement)
    seen = await reads.seen(visit.tx, found, visit.now)
    if press.what is Draft.TEST:
        n = await drafting.test(visit.work, found.id)
        visit.toast(visit.t.plural("{n} test is on its way to you.", "{n} tests are on their way to you.", n))
    elif press.what is Draft.PREVIEW:
        preview(visit, seen)
        if found.state is actions.State.DRAFT:
            visit.say(composing.desk(visit.council, seen, visit.zone, visit.t))
    elif found.state not in drafting.WRITTEN or found.author != visit.person.id:
        raise Stale
    else:
        visit.show(composing.message(visit.council, seen, visit.t))


def preview(visit: Visit, seen: composing.Seen) -> None:
    """Show it in each language, drawn as it will be delivered, with a line above that says to how many."""
    counted: dict[str, int] = {}
    for code, n in seen.languages.items():
        got = content_for(seen.said, code, visit.council.languages).language if seen.said else code
        counted[got] = counted.get(got, 0) + n
    for code, content in seen.said.items():
        t = visit.catalogs.texts(code)
        visit.say(composing.preview_head(code, content, counted.get(code, 0), visit.t))
        shown = contents.tried(seen.found, content, visit.zone, t)
        if isinstance(shown, PostCopy):
            visit.pass_on(shown)
        else:
            visit.say(shown)
        if contents.has_tail(seen.found, content):
            visit.say(contents.tail(seen.found, content, t, Tried()))


async def _places(visit: Visit, announcement: int) -> None:
    found = await actions.own_draft(visit.work, announcement)
    mine = anywhere(visit.actor, Action.ANNOUNCE)
    linked = {link.group for link in await chat_links.of_groups(visit.tx, visit.council.codes)}
    codes = [code for code in (visit.council.codes if mine is None else mine) if code in linked or code in found.places]
    seen = await reads.seen(visit.tx, found, visit.now)
    channel = mine is None and bool(visit.council.news_channels)
    visit.show(composing.places(visit.council, seen, codes, visit.t, channel=channel))


async def write(visit: Visit, press: Write) -> None:
    """Write it in a language, give it link buttons there, or take it away."""
    data = {ANNOUNCEMENT: press.announcement, LANGUAGE: press.language}
    if press.part == "m":
        found = await actions.look(visit.work, press.announcement)
        if found.state not in drafting.WRITTEN or found.author != visit.person.id:
            raise Stale
        await forms.begin(visit, questions.MESSAGE, data)
        return
    found = await actions.own_draft(visit.work, press.announcement)
    if press.part == "l":
        await forms.begin(visit, questions.LINKS, data)
    elif press.part == "x":
        await drafting.unsay(visit.work, found.id, press.language)
        found = await actions.own_draft(visit.work, found.id)
        visit.show(composing.message(visit.council, await reads.seen(visit.tx, found, visit.now), visit.t))
    else:
        raise Stale


async def flip(visit: Visit, press: Flip) -> None:
    """Switch an option on or off."""
    found = await drafting.flip(visit.work, press.announcement, press.option)
    visit.show(composing.options(found, visit.t))


async def when(visit: Visit, press: When) -> None:
    """Give it a time: at once and tomorrow by the press itself, the others are asked for."""
    match press.moment:
        case Moment.NOW:
            await actions.own_draft(visit.work, press.announcement)
            await drafting.time(visit.work, press.announcement, Timing.NOW)
        case Moment.TOMORROW:
            day = (visit.now.astimezone(zone(visit.council.zone)) + timedelta(days=1)).date()
            await actions.own_draft(visit.work, press.announcement)
            await drafting.time(visit.work, press.announcement, Timing.MORNING, day=day)
        case Moment.AT | Moment.MORNING:
            found = await actions.look(visit.work, press.announcement)
            if found.author != visit.person.id:
                raise Forbidden(Action.ANNOUNCE, found.subject)
            if found.state not in (actions.State.DRAFT, actions.State.OVERDUE):
                raise Stale
            form = questions.TIME if press.moment is Moment.AT else questions.DAY
            await forms.begin(visit, form, {ANNOUNCEMENT: found.id})
            return
    found = await actions.own_draft(visit.work, press.announcement)
    visit.show(composing.desk(visit.council, await reads.seen(visit.tx, found, visit.now), visit.zone, visit.t))


# -- to whom


async def rule(visit: Visit, press: Rule) -> None:
    """Ask for one more rule."""
    found = await actions.own_draft(visit.work, press.announcement)
    joint = press.joint if found.audience is not None else None
    await forms.begin(visit, targeting.RULE, await targeting.rule_data(visit, found.id, joint))


async def aim(visit: Visit, press: Aim) -> None:
    """Begin its audience anew, save it, or show the saved ones."""
    found = await actions.own_draft(visit.work, press.announcement)
    if press.what is Whom.SAVE:
        await forms.begin(visit, targeting.SAVE, {ANNOUNCEMENT: found.id})
    elif press.what is Whom.SAVED:
        await _saved(visit, found.id)
    else:
        found = await drafting.aim(visit.work, found.id, None)
        visit.show(choosing.whom(visit.council, await reads.seen(visit.tx, found, visit.now), visit.t))


async def _saved(visit: Visit, announcement: int) -> None:
    kept = await drafting.saved(visit.work)
    about = await reads.about(visit.tx, [each.audience for each in kept])
    visit.show(choosing.saved(visit.council, announcement, kept, about, visit.t))


async def saved(visit: Visit, press: Saved) -> None:
    """Use a saved audience, or forget it."""
    if press.drop:
        await drafting.drop_saved(visit.work, press.announcement, press.saved)
        await _saved(visit, press.announcement)
        return
    found = await drafting.use_saved(visit.work, press.announcement, press.saved)
    visit.show(choosing.whom(visit.council, await reads.seen(visit.tx, found, visit.now), visit.t))


async def through(visit: Visit, press: Through) -> None:
    """Look through those whom it is for."""
    found = await actions.own_draft(visit.work, press.announcement)
    if found.audience is None or press.page < 0:
        raise Stale
    start = press.page * choosing.PAGE
    people = await audiences.named(visit.tx, found.audience, visit.now, choosing.PAGE, start)
    seen = await reads.seen(visit.tx, found, visit.now)
    visit.show(choosing.through(seen, people, press.page, visit.t))


async def place(visit: Visit, press: Place) -> None:
    """Have it posted in a group's chats or the channel, or no longer."""
    if press.place != CHANNEL and press.place not in visit.council.codes:
        raise Stale
    await drafting.place(visit.work, press.announcement, press.place)
    await _places(visit, press.announcement)


# -- out of one's hands


async def send(visit: Visit, press: Send) -> None:
    """Hand it in; when it would reach others than were looked at, they are looked at once more."""
    try:
        found = await drafting.hand_in(visit.work, press.announcement, press.people, press.stamp)
    except (CountChanged, DraftChanged) as refusal:
        draft = await actions.own_draft(visit.work, press.announcement)
        seen = await reads.seen(visit.tx, draft, visit.now)
        visit.show(composing.desk(visit.council, seen, visit.zone, visit.t, words(refusal, visit.t)))
        return
    to = await reads.whom(visit.tx, visit.council, found, visit.now, visit.t)
    visit.show(views.handed_in(found, to, composing.when(found, visit.zone, visit.t), visit.t))


async def more_of_album(visit: Visit) -> bool:
    """Another part of an album whose beginning was taken as an announcement; False for anything else."""
    incoming = visit.incoming
    if not incoming.album or incoming.message is None or not incoming.private:
        return False
    return await drafting.more_of_album(
        visit.work, incoming.chat, incoming.message, incoming.album, incoming.caption_html, incoming.unique
    )


PRESSES = (
    pressed(Compose, compose),
    pressed(Write, write),
    pressed(Flip, flip),
    pressed(When, when),
    pressed(Rule, rule),
    pressed(Aim, aim),
    pressed(Saved, saved),
    pressed(Through, through),
    pressed(Place, place),
    pressed(Send, send),
)
