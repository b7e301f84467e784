"""Recommendations' forms: proposing a text, and the reasons of reservations and objections."""

from datetime import datetime, time, timedelta

from markupsafe import Markup

from council import wording
from council.authority import Action, anywhere
from council.clock import instant, zone
from council.recommendations import RecommendationDraft, Round, RoundState, check_deadline
from council.rules import Choice, Terms
from handlers.common.dates import moment, read_instant
from handlers.common.names import group_options
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.context import Visit
from handlers.recommendations import actions, views
from handlers.recommendations.actions import REASON_LIMIT
from handlers.recommendations.reads import seen
from handlers.steps import Data, Entry, Step

ONLY_GROUP = "only_group"
"""In the data of a form whose group needed no choice."""

OFFERED_DAYS = (7, 14)
OFFERED_TIME = time(18)


def groups_to_open(visit: Visit) -> list[str]:
    """The groups in which this person may open a round, in the council's order."""
    where = anywhere(visit.actor, Action.OPEN_ROUND)
    return [code for code in visit.council.codes if where is None or code in where]


def _deadlines(visit: Visit, _data: Data) -> list[tuple[str, str]]:
    """In a week and in two, at six in the evening where the person is."""
    today = visit.now.astimezone(zone(visit.zone)).date()
    offered = []
    for days in OFFERED_DAYS:
        at = instant(datetime.combine(today + timedelta(days=days), OFFERED_TIME), visit.zone)
        when = moment(at, visit.zone, visit.t)
        label = visit.t.plural("In {n} day: {when}", "In {n} days: {when}", days, when=when)
        offered.append((at.isoformat(timespec="minutes"), str(label.unescape())))
    return offered


def _read_deadline(visit: Visit, _data: Data, entry: Entry) -> str:
    at = read_instant(wording.line(entry.text), visit.zone, visit.now, visit.t)
    check_deadline(at, visit.now)
    return at.isoformat(timespec="minutes")


class RecommendForm:
    """A recommendation is proposed, seen as it will look, and opened to consensus."""

    kind = "recommend"
    steps = (
        Step(
            "group",
            lambda t: t("Group"),
            lambda v, _: v.t("Which group is asked?"),
            options=lambda v, _: group_options(v.council, v.t, groups_to_open(v)),
            wanted=lambda d: ONLY_GROUP not in d,
            width=1,
        ),
        Step(
            "title",
            lambda t: t("Title"),
            lambda v, _: v.t("Its title, in one line?"),
            lambda _v, _d, entry: wording.line(entry.text),
        ),
        Step(
            "text",
            lambda t: t("Text"),
            lambda v, _: v.t("The text that is to be adopted, in one message?"),
            lambda _v, _d, entry: wording.body(entry.text),
        ),
        Step(
            "link",
            lambda t: t("Link"),
            lambda v, _: v.t("A link to the full document, if there is one?"),
            lambda _v, _d, entry: wording.link(entry.text),
            optional=True,
        ),
        Step(
            "deadline",
            lambda t: t("Deadline"),
            lambda v, _: v.t("Until when can people answer? Choose, or type it, for example: 31 December 18:00"),
            _read_deadline,
            options=_deadlines,
            width=1,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("New recommendation")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        draft = _draft(data)
        asked = await actions.electorate_of(visit.work, draft.group)
        council = visit.council
        year = visit.now.astimezone(zone(council.zone)).year
        as_opened = Round(
            0, f"{draft.group}-{year}-…", 1, draft.group, draft.title, draft.text, draft.link, visit.person.id,
            Terms(council.rule, council.quorum, council.floor), visit.now, draft.deadline, RoundState.OPEN,
        )  # fmt: skip
        view = views.preview(as_opened, len(asked), visit.now, visit.zone, visit.t)
        return view, visit.t("Open the round")

    async def finish(self, visit: Visit, data: Data) -> None:
        round_ = await actions.open_round(visit.work, _draft(data))
        found = await seen(visit.tx, round_, visit.actor, visit.now)
        visit.show(views.opened(round_, found.tally.electorate, visit.t))


def _draft(data: Data) -> RecommendationDraft:
    return RecommendationDraft(
        str(data["group"]),
        str(data["title"]),
        str(data["text"]),
        str(data["link"]),
        datetime.fromisoformat(str(data["deadline"])),
    )


def _reason(_visit: Visit, _data: Data, entry: Entry) -> str:
    return wording.body(entry.text, REASON_LIMIT)


class _ReasonForm:
    """The reason of a position that wants one; only with it is the position recorded.

    The form's data holds the round, its number, and the message whose button was pressed.
    """

    choice: Choice

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        reason = str(data.get("reason" if self.choice is Choice.RESERVATIONS else "harm", ""))
        remedy = str(data.get("remedy", ""))
        cast = await actions.cast(visit.work, int(str(data["round"])), self.choice, reason, remedy)
        visit.say(views.receipt(cast.position, cast.round, visit.t))
        view = views.card(await seen(visit.tx, cast.round, visit.actor, visit.now), visit.now, visit.zone, visit.t)
        for message in await actions.own_cards(visit.work, cast.round, int(str(data["message"]))):
            visit.redraw(message, view)


class ReservationForm(_ReasonForm):
    """What someone supports only with."""

    kind = "reservation"
    choice = Choice.RESERVATIONS
    steps = (
        Step(
            "reason",
            lambda t: t("Reservation"),
            lambda v, d: v.t("On {number}: what is your reservation?", number=str(d["number"])),
            _reason,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Your reservation")


class ObjectionForm(_ReasonForm):
    """An objection says what harm the text would do and, if its owner knows, which wording would remove it."""

    kind = "objection"
    choice = Choice.OBJECT
    steps = (
        Step(
            "harm",
            lambda t: t("Harm"),
            lambda v, d: v.t("On {number}: what harm would this text do?", number=str(d["number"])),
            _reason,
        ),
        Step(
            "remedy",
            lambda t: t("Wording"),
            lambda v, _: v.t("Which wording would remove your objection? Skip it if you know none."),
            _reason,
            optional=True,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Your objection")


RECOMMEND = RecommendForm()
RESERVATION, OBJECTION = ReservationForm(), ObjectionForm()
FORMS = (RECOMMEND, RESERVATION, OBJECTION)
