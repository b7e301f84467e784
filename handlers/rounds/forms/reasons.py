"""Forms in which those who are asked say why: reservations and concerns, objections, amendments."""

from collections.abc import Mapping

from markupsafe import Markup

from council import text_rules
from council.errors import Closed, OldVersion
from council.rules import Choice, Rule
from handlers.common.navigation import Open, Thing
from handlers.common.refusals import words
from handlers.common.text_layout import given_back
from handlers.common.texts import Texts
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, LegacyForm, Step
from handlers.rounds.actions import voting
from handlers.rounds.reads.visible import seen
from handlers.rounds.views import card as card_views


def read_reason(_visit: Visit, _data: Data, entry: Entry) -> str:
    """Why, in one's own words. Raises `Empty`, `TooLong`."""
    return text_rules.body(entry.text, text_rules.REASON_LIMIT)


class _ReasonForm:
    """The reason of a position that wants one; only with it is the position recorded.

    The form's data holds the round, its version and number, and the message whose button was pressed.
    """

    choice: Choice

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        reason = str(data.get("harm" if self.choice is Choice.OBJECT else "reason", ""))
        remedy = str(data.get("remedy", ""))
        round_id, version = int(str(data["round"])), int(str(data["version"]))
        try:
            cast = await voting.cast(visit.work, round_id, self.choice, reason, remedy, version)
        except (OldVersion, Closed) as refusal:
            card = button(visit.t("Show the card"), Open(Thing.ROUND, round_id))
            visit.say(given_back(words(refusal, visit.t), [reason, remedy], visit.t, [card]))
            return
        if cast.position is not None:
            visit.say(card_views.receipt(cast.position, cast.round, visit.t))
        found = await seen(visit.tx, visit.council, cast.round, visit.actor, visit.now)
        view = card_views.card(found, visit.now, visit.zone, visit.t)
        for message in await voting.own_cards(visit.work, cast.round, int(str(data["message"]))):
            visit.redraw(message, view)


class ReservationForm(_ReasonForm):
    """What someone supports only with."""

    kind = "reservation"
    choice = Choice.RESERVATIONS
    steps = (
        Step(
            "reason",
            lambda t: t("Reservation"),
            lambda v, d: (
                v.t("On {number}: what is your reservation?", number=str(d["number"]))
                if d.get("rule") != Rule.CONSENT.value
                else v.t(
                    "On {number}: what is your concern? It is recorded, and does not block.", number=str(d["number"])
                )
            ),
            read_reason,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Your reservation")


class ConcernForm(ReservationForm):
    """The same under consent, where it is called a concern."""

    kind = "concern"

    def title(self, t: Texts) -> Markup:
        return t("Your concern")


class ObjectionForm(_ReasonForm):
    """An objection says what harm the text would do and, if its owner knows, which wording would remove it."""

    kind = "objection"
    choice = Choice.OBJECT
    steps = (
        Step(
            "harm",
            lambda t: t("Harm"),
            lambda v, d: v.t("On {number}: what harm would this text do?", number=str(d["number"])),
            read_reason,
        ),
        Step(
            "remedy",
            lambda t: t("Wording"),
            lambda v, _: v.t("Which wording would remove your objection? Skip it if you know none."),
            read_reason,
            optional=True,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Your objection")


class AmendmentForm(_ReasonForm):
    """In a silence procedure: the wording that someone proposes instead."""

    kind = "amendment"
    choice = Choice.AMEND
    steps = (
        Step(
            "reason",
            lambda t: t("Amendment"),
            lambda v, d: v.t(
                "On {number}: which wording do you propose, and why? This breaks the silence.", number=str(d["number"])
            ),
            read_reason,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Your amendment")


RESERVATION, CONCERN = ReservationForm(), ConcernForm()
OBJECTION, AMENDMENT = ObjectionForm(), AmendmentForm()
REASON_FORMS: Mapping[Choice, LegacyForm] = {
    Choice.RESERVATIONS: RESERVATION,
    Choice.OBJECT: OBJECTION,
    Choice.AMEND: AMENDMENT,
}
REASON_KINDS = frozenset({CONCERN.kind, *(form.kind for form in REASON_FORMS.values())})


def reason_form(choice: Choice, rule: Rule) -> LegacyForm:
    """The form that asks for the reason of this position under this rule."""
    return CONCERN if rule is Rule.CONSENT and choice is Choice.RESERVATIONS else REASON_FORMS[choice]
