"""Registration's updates: read one, call one action, show one view."""

from dataclasses import replace

from council.authority import Action, demand
from council.errors import AlreadyAsked, AlreadyDecided, Refused, Stale
from handlers.common.refusals import words
from handlers.common.view import View
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.registration.actions import invitations as actions
from handlers.registration.actions import requests
from handlers.registration.forms import (
    ANSWER,
    ASK_BACK,
    DECLINE,
    INVITE,
    JOIN,
    REGISTER,
    entry_seats,
    known,
    request_view,
)
from handlers.registration.views import invitations as views
from handlers.registration.views import requests as cards
from handlers.registration.views.invitations import Invitations, Join, Revoke, SetLanguage
from handlers.registration.views.requests import AnswerBack, AskBack, Decide, Recognise, WithdrawRequest
from storage import join_requests, members

MOST_PAYLOAD = 40
"""An invitation's payload is shorter; a longer one would not fit the buttons that carry it on."""


async def register(visit: Visit) -> None:
    """/register: ask to join groups."""
    for request in await join_requests.list_open(visit.tx, visit.person.id):
        asked = await join_requests.questions_of(visit.tx, request.id)
        visit.say(cards.waits(visit.council, request, asked, visit.zone, visit.t))
        return
    if set(visit.council.codes) <= set(visit.actor.groups):
        visit.say(views.in_all_groups(visit.t))
        return
    await forms.begin(visit, REGISTER, known(visit.person))


async def invite(visit: Visit) -> None:
    """/invite: make a link that lets people join."""
    demand(visit.actor, Action.INVITE)
    await forms.begin(visit, INVITE)


async def invitations(visit: Visit) -> None:
    """/invitations: those that can still be used."""
    visit.say(await _invitations(visit, 0))


async def turn_invitations(visit: Visit, press: Invitations) -> None:
    visit.show(await _invitations(visit, max(press.page, 0)))


async def _invitations(visit: Visit, page: int) -> View:
    found, n = await actions.list_usable(visit.work, views.PAGE, page * views.PAGE)
    if n and not found:  # the last page has emptied meanwhile
        page = (n - 1) // views.PAGE
        found, n = await actions.list_usable(visit.work, views.PAGE, page * views.PAGE)
    people = await members.many(visit.tx, [each.person for each in found if each.person is not None])
    return views.invitations(visit.council, found, n, page, people, visit.zone, visit.t)


async def join(visit: Visit, press: Join) -> None:
    found = await actions.open_link(visit.work, press.token)
    if isinstance(found, Refused):
        visit.toast_or_say(words(found, visit.t))
        return
    entry = await members.get(visit.tx, found.person) if found.person else None
    await forms.begin(visit, JOIN, {"token": press.token, **known(entry or visit.person)})


async def decide(visit: Visit, press: Decide) -> None:
    """Approve, or ask why it is declined; whoever comes second is shown what the first decided."""
    try:
        if press.approve == 1:
            await requests.decide(visit.work, press.request, approve=True)
            visit.toast(visit.t("Done. The person is told."))
        else:
            request = await requests.look(visit.work, press.request)
            await forms.begin(visit, DECLINE, {"request": request.id, "card": visit.incoming.message})
            return
    except AlreadyDecided:
        visit.toast(visit.t("Somebody else has decided this already."), alert=True)
    visit.show(await request_view(visit, press.request))


async def recognise(visit: Visit, press: Recognise) -> None:
    """[It is them]: the request is that of an entry of the roster."""
    try:
        await requests.recognise(visit.work, press.request, press.entry)
        visit.toast(visit.t("Done. The person is told."))
    except AlreadyDecided:
        visit.toast(visit.t("Somebody else has decided this already."), alert=True)
    visit.show(await request_view(visit, press.request))


async def ask_back(visit: Visit, press: AskBack) -> None:
    """[Ask]: a question to the one who asks to join."""
    request = await requests.look(visit.work, press.request)
    if any(each.answer is None for each in await join_requests.questions_of(visit.tx, request.id)):
        raise AlreadyAsked
    await forms.begin(visit, ASK_BACK, {"request": request.id, "card": visit.incoming.message})


async def answer_back(visit: Visit, press: AnswerBack) -> None:
    """[Answer]: what was asked about one's own request."""
    question, _ = await requests.asked_of(visit.work, press.question)
    await forms.begin(visit, ANSWER, {"question": question.id, "asked": question.question})


async def answered(visit: Visit) -> bool:
    """Whether what was typed answers what the secretariat has asked about one's own request: whoever is asked something
    answers, without looking for a button first."""
    waiting = await requests.unanswered(visit.work) if visit.incoming.text else None
    if waiting is None:
        return False
    await requests.answer(visit.work, waiting.id, visit.incoming.text)
    visit.say(cards.answer_sent(visit.t))
    return True


async def revoke(visit: Visit, press: Revoke) -> None:
    done = await actions.revoke(visit.work, press.invitation)
    visit.show(views.invitation_revoked(visit.t, done=done))


async def withdraw_request(visit: Visit, _press: WithdrawRequest) -> None:
    if not await requests.withdraw(visit.work, visit.person.id):
        raise Stale
    visit.show(cards.withdrawn(visit.t))


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
    found = await actions.open_link(visit.work, token)
    if isinstance(found, Refused):
        visit.say(View(words(found, visit.t)))
    elif await actions.come_back(visit.work, found):
        visit.say(views.back(visit.t))
    else:
        seats = await entry_seats(visit, found)
        visit.say(views.invitation(visit.council, found, seats, token, visit.zone, visit.t))
    return True


async def _go_on(visit: Visit, payload: str) -> bool:
    if payload.startswith("i_"):
        return await open_invitation(visit, payload)
    if visit.actor.seats or payload.startswith(("c_", "n_")):
        return False
    visit.say(views.welcome(visit.council, visit.person, visit.t))
    return True


async def show_request(visit: Visit, request_id: int) -> None:
    """A request's card again, for the secretariat."""
    demand(visit.actor, Action.DECIDE_REQUEST, subject=f"request:{request_id}")
    visit.say(await request_view(visit, request_id))


PRESSES = (
    pressed(Join, join),
    pressed(Decide, decide),
    pressed(Recognise, recognise),
    pressed(AskBack, ask_back),
    pressed(AnswerBack, answer_back),
    pressed(Revoke, revoke),
    pressed(Invitations, turn_invitations),
    pressed(WithdrawRequest, withdraw_request),
)
