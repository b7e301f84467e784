"""The forms in which those who are asked say why: reservations and concerns, objections, amendments."""

from collections.abc import Awaitable, Callable

from markupsafe import Markup

from council.errors import Closed, OldVersion, Refused
from council.rounds import Round
from council.rules import Choice, Rule
from council.text_rules import REASON_LIMIT
from handlers.common.navigation import Open, Thing
from handlers.common.refusals import words
from handlers.common.text_layout import given_back
from handlers.common.texts import N_
from handlers.common.view import View, button
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Form, Question
from handlers.rounds.actions import voting
from handlers.rounds.actions.audience import list_own_cards
from handlers.rounds.reads import load_card
from handlers.rounds.views import card as card_views
from storage.personal_cards import PersonalCard

read_reason = readers.text(REASON_LIMIT)
"""Why, in one's own words."""


class Reason(Answers):
    """The reason of a position that wants one, and what it is about: the round, the version and number of its text, and
    the message whose button was pressed. `harm`: the reason of an objection."""

    round: int
    version: int
    number: str
    message: int = 0
    reason: str = ""
    harm: str = ""
    remedy: str = ""


async def own_card(visit: Visit, round_: Round, personal: PersonalCard | None = None) -> View:
    """The card as this person sees it. `personal`: the round as it stands for them, if that has been read already."""
    found = await load_card(visit.tx, visit.council, round_, visit.actor, visit.now, personal)
    return card_views.draw_card(found, visit.now, visit.zone, visit.t)


def _ask(message: str) -> Callable[[Visit, Reason], Markup]:
    return lambda visit, answers: visit.t(message, number=answers.number)


def _too_late(visit: Visit, answers: Reason, refusal: Refused) -> View:
    """The words are given back, with the way to the card."""
    card = button(visit.t("Show the card"), Open(Thing.ROUND, answers.round))
    typed = [answers.reason, answers.harm, answers.remedy]
    return given_back(words(refusal, visit.t), typed, visit.t, [card])


async def _lapsed(visit: Visit, answers: Reason) -> View | None:
    """Whether the round has closed, or its text has changed, while the person typed."""
    try:
        await voting.require_elector(visit.work, answers.round, Choice.OBJECT, version=answers.version)
    except (OldVersion, Closed) as refusal:
        return _too_late(visit, answers, refusal)
    return None


def _take(choice: Choice) -> Callable[[Visit, Reason], Awaitable[None]]:
    """Only with its reason is the position recorded. Should that be too late, the words are given back."""

    async def take(visit: Visit, answers: Reason) -> None:
        reason = answers.harm if choice is Choice.OBJECT else answers.reason
        remedy, version = answers.remedy, answers.version
        try:
            cast = await voting.cast(visit.work, answers.round, choice, reason, remedy, version)
        except (OldVersion, Closed) as refusal:
            visit.say(_too_late(visit, answers, refusal))
            return
        if cast.position is not None:
            visit.say(card_views.receipt(cast.position, cast.round, visit.t))
        view = await own_card(visit, cast.round, cast.personal)
        for message in list_own_cards(cast.personal, answers.message):
            visit.redraw(message, view)

    return take


def _reservation(kind: str, title: str, asked: str) -> Form[Reason]:
    question = Question[Reason]("reason", N_("Reservation"), _ask(asked), read_reason)
    return Form(kind, title, Reason, (question,), _take(Choice.RESERVATIONS))


RESERVATION = _reservation("reservation", N_("Your reservation"), N_("On {number}: what is your reservation?"))
CONCERN = _reservation(
    "concern", N_("Your concern"), N_("On {number}: what is your concern? It is recorded, and does not block.")
)
"""What a reservation is called under consent."""

_HARM = Question[Reason]("harm", N_("Harm"), _ask(N_("On {number}: what harm would this text do?")), read_reason)
_REMEDY = N_("Which wording would remove your objection? You can leave this open for now, and it will be recorded so.")
_NOT_YET = N_("I do not know yet")
_WORDING = Question[Reason]("remedy", N_("Wording"), _REMEDY, read_reason, optional=True, skip=_NOT_YET)
OBJECTION = Form("objection", N_("Your objection"), Reason, (_HARM, _WORDING), _take(Choice.OBJECT), lapsed=_lapsed)

_INSTEAD = _ask(N_("On {number}: which wording do you propose, and why? This breaks the silence."))
_AMENDMENT = Question[Reason]("reason", N_("Amendment"), _INSTEAD, read_reason)
AMENDMENT = Form("amendment", N_("Your amendment"), Reason, (_AMENDMENT,), _take(Choice.AMEND))

FORMS = (RESERVATION, CONCERN, OBJECTION, AMENDMENT)
REASON_KINDS = frozenset(form.kind for form in FORMS)


def reason_form(choice: Choice, rule: Rule) -> Form[Reason]:
    """The form that asks for the reason of this position under this rule."""
    reservation = CONCERN if rule is Rule.CONSENT else RESERVATION
    return {Choice.RESERVATIONS: reservation, Choice.OBJECT: OBJECTION, Choice.AMEND: AMENDMENT}[choice]
