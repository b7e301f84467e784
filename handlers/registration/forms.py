"""Registration's forms: joining, asking to join and what follows from it, inviting."""

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from council.people import Person, Role
from council.registration import MOST_DAYS, MOST_USES, REASON_LIMIT
from handlers.common.names import group_options, role_options
from handlers.common.places import territory_name
from handlers.common.texts import N_, plain
from handlers.common.view import View, titled
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Form, Question
from handlers.registration.actions import invitations, requests
from handlers.registration.reads import entry_seats, request_card
from handlers.registration.views import invitations as invitation_views, requests as views
from storage import members


class Introduction(Answers):
    name: str
    organisation: str
    country: str


STATES = ("KZ", "KG", "TJ", "TM", "UZ")
"""Offered as answers; anyone from elsewhere types theirs."""


INTRODUCTION: tuple[Question[Introduction], ...] = (
    Question("name", N_("Name"), N_("Your full name, as it should appear in the council's lists?"), readers.name()),
    Question("organisation", N_("Organisation"), N_("Your organisation or institution?"), readers.name()),
    Question("country", N_("Country"), N_("Your country? Type it, or choose."), readers.name(),
             lambda visit, _: [(name, name) for name in (territory_name(code, visit.t) or code for code in STATES)]),
)  # fmt: skip


def known(person: Person) -> Mapping[str, object]:
    """What somebody need not be asked again."""
    return {field: given for field in ("name", "organisation", "country") if (given := getattr(person, field))}


class Join(Introduction):
    key: str  # the hash of the invitation's secret, which is kept nowhere


async def _join(visit: Visit, answers: Join) -> None:
    found = await invitations.join(visit.work, answers.key, answers.name, answers.organisation, answers.country)
    if found is None:
        visit.show(invitation_views.another_entry(visit.t))
    else:
        visit.show(invitation_views.joined(visit.council, found, await entry_seats(visit, found), visit.t))


async def _check(visit: Visit, answers: Join) -> tuple[View, Markup]:
    found = await invitations.get_usable(visit.work, answers.key)
    who = replace(visit.person, name=answers.name, organisation=answers.organisation, country=answers.country)
    return invitation_views.check(visit.council, who, found, await entry_seats(visit, found), visit.t), visit.t("Join")


JOIN = Form("join", N_("Joining"), Join, INTRODUCTION, _join, _check)


class Register(Introduction):
    """Someone asks to become a member of groups."""

    groups: tuple[str, ...]


async def _preview_request(visit: Visit, answers: Register) -> tuple[View, Markup]:
    who = replace(visit.person, name=answers.name, organisation=answers.organisation, country=answers.country)
    return views.preview(visit.council, who, answers.groups, visit.t), visit.t("Send to the secretariat")


async def _register(visit: Visit, answers: Register) -> None:
    await requests.make(visit.work, answers.groups, answers.name, answers.organisation, answers.country)
    visit.show(views.sent(visit.t))


_WHERE = N_("Which groups would you like to join? Tick them, then Done.")
_GROUPS = Question[Register](
    "groups", N_("Groups"), _WHERE, many=True, width=1,
    options=lambda visit, _: group_options(
        visit.council, visit.t, [code for code in visit.council.codes if code not in visit.actor.groups]),
)  # fmt: skip
REGISTER = Form("register", N_("Asking to join"), Register, (_GROUPS, *INTRODUCTION), _register, _preview_request)


class Invite(Answers):
    groups: tuple[str, ...]
    role: Role
    uses: int
    days: int


async def _preview_invitation(visit: Visit, answers: Invite) -> tuple[View, Markup]:
    groups, t = answers.groups, visit.t
    view = invitation_views.invitation_preview(visit.council, groups, answers.role, answers.uses, answers.days, t)
    return view, t("Make the link")


async def _invite(visit: Visit, answers: Invite) -> None:
    token, found = await invitations.invite(visit.work, answers.groups, answers.role, answers.uses, answers.days)
    made = invitation_views.invitation_made(visit.council, found, visit.start_link(f"i_{token}"), visit.zone, visit.t)
    visit.say_once(made, instead=invitation_views.invitation_unseen(found, visit.t))


_TO_INVITE: tuple[Question[Invite], ...] = (
    Question("groups", N_("Groups"), N_("Into which groups? Tick them, then Done."),
             options=lambda visit, _: group_options(visit.council, visit.t), many=True, width=1),
    Question("role", N_("Role"), N_("In which role? Chairs and members take positions; observers are informed."),
             options=lambda visit, _: role_options(visit.t), width=3, assume=lambda _: Role.MEMBER),
    Question("uses", N_("People"),
             N_("For how many people? Choose, or type a number. A link for one person is the safest."),
             readers.number(1, MOST_USES),
             lambda visit, _: [("1", plain(visit.t("One person"))), ("10", "10"), ("30", "30")], width=3,
             assume=lambda _: 1),
    Question("days", N_("Days"), N_("For how many days is it valid? Choose, or type a number."),
             readers.number(1, MOST_DAYS), width=3, assume=lambda visit: visit.council.invitation_days,
             options=lambda visit, _: [(str(n), str(n)) for n in sorted({3, visit.council.invitation_days, 30})]),
)  # fmt: skip
INVITE = Form("invite", N_("New invitation"), Invite, _TO_INVITE, _invite, _preview_invitation)


_WORDS = readers.text(REASON_LIMIT)


class AboutRequest(Answers):
    """What is asked of, or decided about, a request; `card`: the message whose button began the form; it
    need not be the card that is redrawn by itself."""

    request: int
    card: int | None = None


async def _redraw(visit: Visit, answers: AboutRequest) -> None:
    if answers.card is not None:
        visit.redraw(answers.card, await request_card(visit, answers.request))


class AskBack(AboutRequest):
    question: str


async def _ask_back(visit: Visit, answers: AskBack) -> None:
    await requests.ask_back(visit.work, answers.request, answers.question)
    visit.say(titled(visit.t("Asked"), visit.t("You will be told when the answer comes.")))
    await _redraw(visit, answers)


_WHAT = N_("What would you like to know? Your words are passed on; the answer comes here.")
_QUESTION = Question("question", N_("Question"), _WHAT, _WORDS)
ASK_BACK = Form("ask back", N_("Question about a request"), AskBack, (_QUESTION,), _ask_back)


class Answer(Answers):
    question: int
    asked: str
    answer: str


async def _answer(visit: Visit, answers: Answer) -> None:
    await requests.answer(visit.work, answers.question, answers.answer)
    visit.say(views.answer_sent(visit.t))


_ANSWER = Question[Answer](
    "answer", N_("Answer"), lambda visit, answers: visit.t("They ask: {question}", question=answers.asked), _WORDS
)
ANSWER = Form("answer back", N_("Your answer to the secretariat"), Answer, (_ANSWER,), _answer)


class Decline(AboutRequest):
    reason: str


async def _preview_refusal(visit: Visit, answers: Decline) -> tuple[View, Markup] | None:
    request = await requests.get_open(visit.work, answers.request)
    who = await members.find(visit.tx, request.person)
    return (views.declining(who, answers.reason, visit.t), visit.t("Decline it")) if who else None


async def _decline(visit: Visit, answers: Decline) -> None:
    await requests.decide(visit.work, answers.request, approve=False, reason=answers.reason)
    visit.show(titled(visit.t("Declined"), visit.t("The person is told, with your reason.")))
    await _redraw(visit, answers)


_REASON = Question("reason", N_("Reason"), N_("Why is it declined? Your words are passed on to them."), _WORDS)
DECLINE = Form("decline", N_("Declining a request"), Decline, (_REASON,), _decline, _preview_refusal)

FORMS = (JOIN, REGISTER, INVITE, ASK_BACK, ANSWER, DECLINE)
