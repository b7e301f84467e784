"""Registration's updates: read one, call one action, show one view."""

from dataclasses import replace

from council.authority import Action, demand
from council.errors import AlreadyDecided, LinkUnusable, Stale
from handlers import forms
from handlers.common.refusals import words
from handlers.common.view import View
from handlers.context import Visit
from handlers.registration import actions, views
from handlers.registration.forms import APPOINT, INVITE, JOIN, REGISTER, known
from handlers.registration.views import Decide, Join, Revoke, SetLanguage, WithdrawRequest
from storage import admissions, members

MOST_PAYLOAD = 40
"""An invitation's payload is shorter; a longer one would not fit the buttons that carry it on."""


async def register(visit: Visit) -> None:
    """/register: ask to join groups."""
    if await admissions.open_requests(visit.tx, visit.person.id):
        visit.say(views.request_sent(visit.t))
        return
    if set(visit.council.codes) <= set(visit.actor.groups):
        visit.say(views.in_all_groups(visit.t))
        return
    await forms.begin(visit, REGISTER, known(visit.person))


async def invite(visit: Visit) -> None:
    """/invite: make a link for one person."""
    demand(visit.actor, Action.INVITE)
    await forms.begin(visit, INVITE)


async def appoint(visit: Visit) -> None:
    """/appoint: give someone another role."""
    demand(visit.actor, Action.APPOINT)
    people = await members.holders(visit.tx, visit.council.codes, visit.now)
    await forms.begin(visit, APPOINT, {"people": [[person.id, person.name] for person in people][:90]})


async def join(visit: Visit, press: Join) -> None:
    found = await actions.look_at_invitation(visit.work, press.token)
    entry = await members.get(visit.tx, found.person) if found.person else None
    await forms.begin(visit, JOIN, {"token": press.token, **known(entry or visit.person)})


async def decide(visit: Visit, press: Decide) -> None:
    """Approve or decline; whoever comes second is shown what the first decided."""
    try:
        await actions.decide(visit.work, press.request, approve=press.approve == 1)
    except AlreadyDecided:
        visit.toast(visit.t("Somebody else has decided this already."), alert=True)
    else:
        visit.toast(visit.t("Done. The person is told."))
    visit.show(await _request_view(visit, press.request))


async def revoke(visit: Visit, press: Revoke) -> None:
    done = await actions.revoke(visit.work, press.invitation)
    visit.show(views.invitation_revoked(visit.t, done=done))


async def withdraw_request(visit: Visit, _press: WithdrawRequest) -> None:
    if not await actions.withdraw_request(visit.work):
        raise Stale
    visit.show(views.request_withdrawn(visit.t))


async def start(visit: Visit) -> bool:
    """/start: language first, then the invitation it carries, else a word of welcome. False for those who are at home."""
    payload = visit.incoming.argument
    if not visit.person.language_chosen:
        visit.say(views.choose_language(visit.council, visit.catalogs, visit.t, payload[:MOST_PAYLOAD]))
        return True
    return await _go_on(visit, payload)


async def set_language(visit: Visit, press: SetLanguage) -> bool:
    """The first choice of a language, and on to what /start was for. False for those who are at home."""
    await actions.choose_language(visit.work, press.language)
    person = await members.get(visit.tx, visit.person.id)
    visit.work = replace(visit.work, actor=replace(visit.actor, person=person))
    visit.show(views.language_chosen(visit.council, press.language, visit.t))
    return await _go_on(visit, press.then)


async def open_invitation(visit: Visit, payload: str) -> bool:
    """Show the invitation that a link carries, or why it cannot be used; nothing that was done before is undone by that."""
    token = payload.removeprefix("i_")
    try:
        found = await actions.look_at_invitation(visit.work, token)
    except LinkUnusable as refusal:
        visit.say(View(words(refusal, visit.t)))
    else:
        visit.say(views.invitation(visit.council, found, token, visit.zone, visit.t))
    return True


async def _go_on(visit: Visit, payload: str) -> bool:
    if payload.startswith("i_"):
        return await open_invitation(visit, payload)
    if visit.actor.seats or payload.startswith("c_"):
        return False
    visit.say(views.welcome(visit.council, visit.person, visit.t))
    return True


async def show_request(visit: Visit, request_id: int) -> None:
    """A request's card again, for the secretariat."""
    demand(visit.actor, Action.DECIDE_REQUEST, subject=f"request:{request_id}")
    visit.say(await _request_view(visit, request_id))


async def _request_view(visit: Visit, request_id: int) -> View:
    request = await admissions.request(visit.tx, request_id)
    who = await members.get(visit.tx, request.person) if request else None
    if request is None or who is None:
        raise Stale
    decided_by = await members.get(visit.tx, request.decided_by) if request.decided_by else None
    return views.request_card(visit.council, request, who, decided_by, visit.zone, visit.t)
