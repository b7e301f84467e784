"""Updates about oneself: read one, call one action, show one view."""

from council.errors import Stale
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.oneself import actions
from handlers.oneself.forms import FIELDS, PROFILE
from handlers.oneself.presses import Agree, ChangeProfile, Forget, Reminders, TakeBack
from handlers.oneself.reads import own_notice, own_profile
from handlers.oneself.views import consent, profile as views
from storage import members


async def profile(visit: Visit) -> None:
    """/profile: one's own data."""
    visit.say(await own_profile(visit))


async def change_profile(visit: Visit, press: ChangeProfile) -> None:
    if press.field not in FIELDS:
        raise Stale
    await forms.begin(visit, PROFILE, {"field": press.field})


async def reminders(visit: Visit, press: Reminders) -> None:
    if press.toggle:
        await actions.toggle_reminder(visit.work, press.toggle)
    person = await members.find(visit.tx, visit.person.id) or visit.person
    visit.show(views.reminders(visit.council, person, visit.t))


async def mydata(visit: Visit) -> None:
    """/mydata: everything stored about oneself, as a file."""
    await actions.ask_data(visit.work, visit.incoming.update_id)
    visit.say(views.data_follows(visit.council, visit.t))


async def ask_forget(visit: Visit) -> None:
    """/forget: what would be erased and what not; nothing is done yet."""
    await actions.check_not_last(visit.work)
    visit.say(views.ask_forget(visit.council, visit.actor.seats, int(visit.now.timestamp()) // 60, visit.t))


async def forget(visit: Visit, press: Forget) -> None:
    await actions.forget(visit.work, actions.asked_at(press.asked))
    visit.show(views.forgotten(visit.t))


async def privacy(visit: Visit) -> None:
    """/privacy: the privacy notice, and what one has said to it."""
    visit.say(await own_notice(visit))


async def agree(visit: Visit, press: Agree) -> None:
    if press.version != visit.council.notice or not visit.actor.seats:
        visit.show(await own_notice(visit))
        raise Stale
    await actions.agree(visit.work, visit.person.id)
    visit.toast(visit.t("Thank you."))
    visit.show(await own_notice(visit))


async def take_back(visit: Visit, _press: TakeBack) -> None:
    await actions.take_consent_back(visit.work)
    visit.show(consent.taken_back(visit.t))


PRESSES = (
    pressed(Agree, agree), pressed(TakeBack, take_back),
    pressed(ChangeProfile, change_profile), pressed(Reminders, reminders), pressed(Forget, forget),
)  # fmt: skip
