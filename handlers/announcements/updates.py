"""Announcements' updates: read one, call one action, show one view."""

from council.announcements import UNDER_WAY, AnnouncementState
from council.authority import Action, demand
from council.errors import Stale
from handlers import forms
from handlers.announcements import actions, views
from handlers.announcements.forms import ANNOUNCE
from handlers.announcements.views import Again, Answer, Stop
from handlers.context import Visit
from storage import announcements

LISTED = 10


async def announce(visit: Visit) -> None:
    """/announce: send one text to many."""
    demand(visit.actor, Action.ANNOUNCE)
    await forms.begin(visit, ANNOUNCE)


async def listed(visit: Visit) -> None:
    """/announcements: the last ones."""
    demand(visit.actor, Action.ANNOUNCE)
    found = await announcements.recent(visit.tx, LISTED)
    visit.say(views.listed(visit.council, found, visit.zone, visit.t))


async def show(visit: Visit, announcement: int) -> None:
    """An announcement's report; one that is still being sent gets a card that lives on."""
    found = await actions.look(visit.work, announcement)
    if found.state in UNDER_WAY:
        await actions.follow(visit.work, found)
        return
    tally = await announcements.tally(visit.tx, found.subject, actions.TEXT)
    visit.say(views.progress(visit.council, found, tally, visit.zone, visit.t))


async def stop(visit: Visit, press: Stop) -> None:
    """Stop sending: asked once more, in a message of its own, because the card is redrawn all the time."""
    found = await actions.look(visit.work, press.announcement)
    if press.answer is Answer.YES:
        await actions.stop(visit.work, found.id)
        visit.show(views.stopped(found, visit.t))
        return
    if found.state not in UNDER_WAY:
        raise Stale
    if press.answer is Answer.NO:
        visit.show(views.not_stopped(found, visit.t))
    else:
        tally = await announcements.tally(visit.tx, found.subject, actions.TEXT)
        visit.say(views.ask_stop(found, tally, visit.t))


async def again(visit: Visit, press: Again) -> None:
    """Send again what may not have arrived: asked once more, because some may get it twice."""
    found = await actions.look(visit.work, press.announcement)
    if press.answer is Answer.YES:
        people = await actions.send_again(visit.work, found.id)
        visit.show(views.sent_again(found, people, visit.t))
        return
    tally = await announcements.tally(visit.tx, found.subject, actions.TEXT)
    if found.state is not AnnouncementState.DONE or not tally.uncertain:
        raise Stale
    if press.answer is Answer.NO:
        visit.show(views.not_again(found, visit.t))
    else:
        visit.say(views.ask_again(found, tally.uncertain, visit.t))
