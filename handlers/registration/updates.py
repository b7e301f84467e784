"""Registration's updates: read one, call one action, show one view."""

from dataclasses import replace
from functools import partial

from council.authority import Action, demand
from council.errors import AlreadyAsked, AlreadyDecided, Refused, Stale
from handlers.common.presses import offset_of
from handlers.common.refusals import words
from handlers.common.view import View
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.oneself.actions import change
from handlers.registration import presses
from handlers.registration.actions import invitations, requests
from handlers.registration.forms import ANSWER, ASK_BACK, DECLINE, INVITE, JOIN, REGISTER, known
from handlers.registration.reads import entry_seats, request_card
from handlers.registration.views import invitations as invitation_views, requests as request_views, welcome
from storage import join_requests, members
from storage.invitations import token_hash

MOST_PAYLOAD = 40
"""An invitation's payload is shorter; a longer one would not fit the buttons that carry it on."""


async def start(visit: Visit) -> bool:
    """/start: the language first, then the invitation that it carries, else the welcome. False for those who have a seat."""
    payload = visit.incoming.argument
    if not visit.person.language_chosen:
        ask = partial(welcome.choose_language, visit.council, visit.catalogs, visit.t)
        visit.say_once(ask(payload[:MOST_PAYLOAD]), instead=ask(""))  # an invitation's payload is a secret
        return True
    return await _go_on(visit, payload)


async def set_language(visit: Visit, press: presses.SetLanguage) -> bool:
    """The first choice of a language, then what /start was for. False for those who have a seat."""
    await change(visit.work, "language", press.language)
    person = await members.find(visit.tx, visit.person.id)
    visit.work = replace(visit.work, actor=replace(visit.actor, person=person))
    visit.show(welcome.language_chosen(visit.council, visit.catalogs, visit.person, visit.t))
    return await _go_on(visit, press.then)


async def _go_on(visit: Visit, payload: str) -> bool:
    if payload.startswith("i_"):
        return await open_invitation(visit, payload)
    if visit.actor.seats or payload.startswith(("c_", "n_")):
        return False
    visit.say(welcome.welcome(visit.council, visit.person, visit.t))
    return True


async def invite(visit: Visit) -> None:
    """/invite: make a link by which people join."""
    demand(visit.actor, Action.INVITE)
    await forms.begin(visit, INVITE)


async def list_invitations(visit: Visit) -> None:
    """/invitations: those that can still be used."""
    visit.say(await _invitations(visit, 0))


async def turn_invitations(visit: Visit, press: presses.Invitations) -> None:
    visit.show(await _invitations(visit, max(press.page, 0)))


async def _invitations(visit: Visit, page: int) -> View:
    size = invitation_views.PAGE
    found, n = await invitations.list_usable(visit.work, size, offset_of(page, size))
    if n and not found:  # the last page has emptied meanwhile
        return await _invitations(visit, (n - 1) // size)
    people = await members.many(visit.tx, [each.person for each in found if each.person is not None])
    return invitation_views.invitations(visit.council, found, n, page, people, visit.zone, visit.t)


async def revoke(visit: Visit, press: presses.Revoke) -> None:
    done = await invitations.revoke(visit.work, press.invitation)
    visit.show(invitation_views.invitation_revoked(visit.t, done=done))


async def open_invitation(visit: Visit, payload: str) -> bool:
    """Show the invitation that a link carries, or why it cannot be used. A refusal undoes nothing that was done before."""
    token = payload.removeprefix("i_")
    found = await invitations.open_link(visit.work, token)
    if isinstance(found, Refused):
        visit.say(View(words(found, visit.t)))
    elif await invitations.come_back(visit.work, found):
        visit.say(invitation_views.back(visit.t))
    else:
        held = await entry_seats(visit, found)
        shown = invitation_views.invitation(visit.council, found, held, token, visit.zone, visit.t)
        visit.say_once(shown, instead=invitation_views.open_again(visit.t))
    return True


async def join(visit: Visit, press: presses.Join) -> None:
    found = await invitations.open_link(visit.work, press.token)
    if isinstance(found, Refused):
        inside = visit.t("This invitation was used or has expired. You are on the council already: /home")
        visit.toast_or_say(inside if visit.actor.seats else words(found, visit.t))
        visit.spend()
    else:
        entry = await members.find(visit.tx, found.person) if found.person else None
        await forms.begin(visit, JOIN, {"key": token_hash(press.token), **known(entry or visit.person)})


async def register(visit: Visit) -> None:
    """/register: ask to join groups."""
    for request in await join_requests.list_open(visit.tx, visit.person.id):
        await requests.show_own(visit.work, request.subject)
        return
    if set(visit.council.codes) <= set(visit.actor.groups):
        visit.say(View(visit.t("You have a role in every group already. Your roles: /profile")))
    else:
        await forms.begin(visit, REGISTER, known(visit.person))


async def withdraw_request(visit: Visit, _press: presses.WithdrawRequest) -> None:
    if not await requests.withdraw(visit.work, visit.person.id):
        raise Stale
    visit.show(request_views.withdrawn(visit.t))


async def show_request(visit: Visit, request_id: int) -> None:
    """A request's card again, for the secretariat."""
    demand(visit.actor, Action.DECIDE_REQUEST, subject=f"request:{request_id}")
    visit.say(await request_card(visit, request_id))


async def decide(visit: Visit, press: presses.Decide | presses.Recognise) -> None:
    """Approve, recognise as an entry of the roster, or ask why it is declined. Who comes second sees what the first decided."""
    try:
        if isinstance(press, presses.Recognise):
            await requests.recognise(visit.work, press.request, press.entry)
        elif press.approve == 1:
            await requests.decide(visit.work, press.request, approve=True)
        else:
            request = await requests.get_open(visit.work, press.request)
            await forms.begin(visit, DECLINE, {"request": request.id, "card": visit.incoming.message})
            return
        visit.toast(visit.t("Done. The person is told."))
    except AlreadyDecided:
        visit.toast(visit.t("Somebody else has decided this already."), alert=True)
    visit.show(await request_card(visit, press.request))


async def ask_back(visit: Visit, press: presses.AskBack) -> None:
    """[Ask]: a question to the person who asks to join."""
    request = await requests.get_open(visit.work, press.request)
    if any(each.answer is None for each in await join_requests.questions_of(visit.tx, request.id)):
        raise AlreadyAsked
    await forms.begin(visit, ASK_BACK, {"request": request.id, "card": visit.incoming.message})


async def answer_back(visit: Visit, press: presses.AnswerBack) -> None:
    """[Answer]: to a question about one's own request."""
    question, _ = await requests.get_unanswered(visit.work, press.question)
    await forms.begin(visit, ANSWER, {"question": question.id, "asked": question.question})


async def answered(visit: Visit) -> bool:
    """Take a typed message as the answer to the question about one's own request, if one waits; whether one did. People
    answer what they are asked without looking for a button first."""
    waiting = await requests.find_unanswered(visit.work) if visit.incoming.text else None
    if waiting is None:
        return False
    await requests.answer(visit.work, waiting.id, visit.incoming.text)
    visit.say(request_views.answer_sent(visit.t))
    return True


PRESSES = (
    pressed(presses.Join, join), pressed(presses.Decide, decide), pressed(presses.Recognise, decide),
    pressed(presses.AskBack, ask_back), pressed(presses.AnswerBack, answer_back), pressed(presses.Revoke, revoke),
    pressed(presses.Invitations, turn_invitations), pressed(presses.WithdrawRequest, withdraw_request),
)  # fmt: skip
