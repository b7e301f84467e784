"""Forms of those who lead a round: more time, the chair's word, a new version, an answer, a position entered."""

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from council import text_rules
from council.errors import Closed, NobodyFits, ObjectionGone, OnlyLater, SeveralFit
from council.round_terms import check_deadline, deadline_after_amendment
from council.rounds import Way
from council.rules import OFFERED, REASON_WANTED, Choice, Rule
from handlers.common.dates import read_instant
from handlers.common.refusals import words
from handlers.common.text_changes import proposed_change
from handlers.common.text_layout import given_back
from handlers.common.texts import N_, Texts
from handlers.common.view import View, bold, lines
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Form, Step
from handlers.recommendations.forms import VERSION_QUESTIONS, VersionAnswers
from handlers.rounds.actions import amending, leading, voting
from handlers.rounds.forms.reasons import read_reason
from handlers.rounds.forms.terms import offered_deadlines
from handlers.rounds.views import closing, notices
from handlers.rounds.views.words import label, way_name


def _id(data: Data, key: str = "round") -> int:
    return int(str(data[key]))


def _read_deadline(visit: Visit, data: Data, entry: Entry) -> str:
    at = read_instant(text_rules.line(entry.text), visit.zone, visit.now, visit.t)
    check_deadline(at, visit.now)
    if at <= datetime.fromisoformat(str(data["since"])):
        raise OnlyLater
    return at.isoformat(timespec="minutes")


class _AtOnce:
    """A form that is finished without a preview."""

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None


class ExtendForm(_AtOnce):
    """More time, and why."""

    kind = "extend"
    steps = (
        Step(
            "deadline",
            lambda t: t("New deadline"),
            lambda v, _: v.t("Until when shall people be able to answer? Only a later time than now can be set."),
            _read_deadline,
            options=lambda v, d: offered_deadlines(v, datetime.fromisoformat(str(d["since"]))),
            width=1,
        ),
        Step(
            "reason",
            lambda t: t("Reason"),
            lambda v, _: v.t("Why? Everyone is told."),
            read_reason,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("More time")

    async def finish(self, visit: Visit, data: Data) -> None:
        deadline = datetime.fromisoformat(str(data["deadline"]))
        round_ = await leading.extend(visit.work, _id(data), deadline, str(data["reason"]))
        visit.say(notices.extended(round_, str(data["reason"]), visit.zone, visit.t))


class DeclareForm(_AtOnce):
    """The chair's word and its rationale."""

    kind = "declare"
    steps = (
        Step(
            "rationale",
            lambda t: t("Rationale"),
            lambda v, d: (
                v.t("Why is it adopted? This is recorded and told to everyone.")
                if d["adopted"]
                else v.t("Why is there no consensus? This is recorded and told to everyone.")
            ),
            read_reason,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("The chair's word")

    async def finish(self, visit: Visit, data: Data) -> None:
        adopted = bool(data["adopted"])
        round_ = await leading.declare(visit.work, _id(data), str(data["rationale"]), adopted=adopted)
        visit.say(closing.closed_now(round_, visit.t))


class Amend(VersionAnswers):
    """A new version of the text, of its document, or of both."""

    round: int


async def _preview_change(visit: Visit, answers: Amend) -> tuple[View, Markup]:
    round_ = await voting.look(visit.work, answers.round)
    council = visit.council
    until = deadline_after_amendment(round_, visit.now, council.hours_after_amendment, council.silence_hours)
    new = answers.read_text(round_.wording)
    view = proposed_change(round_.number, round_.wording, new, answers.note, visit.t)
    asked = notices.asked_again(round_, until, visit.zone, visit.t)
    told = view if new == round_.wording else replace(view, text=lines(view.text, asked))
    return told, visit.t("Ask everyone again")


async def _amend(visit: Visit, answers: Amend) -> None:
    round_ = await voting.look(visit.work, answers.round)
    changed = await amending.amend(visit.work, round_.id, answers.read_text(round_.wording), answers.note)
    told = visit.t("{number}: version {version} is asked about now", number=changed.number, version=changed.version)
    visit.show(View(lines(bold(told), changed.title)))


AMEND = Form("amend", N_("New version"), Amend, VERSION_QUESTIONS, _amend, _preview_change)


class AnswerForm(_AtOnce):
    """A written answer to an objection."""

    kind = "answer"
    steps = (
        Step(
            "text",
            lambda t: t("Answer"),
            lambda v, _: v.t("Your answer? It goes to whoever objects, who then says whether the objection stands."),
            read_reason,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Answer to an objection")

    async def finish(self, visit: Visit, data: Data) -> None:
        try:
            round_ = await amending.answer(visit.work, _id(data, "objection"), str(data["text"]))
        except (ObjectionGone, Closed) as refusal:
            visit.say(given_back(words(refusal, visit.t), [str(data["text"])], visit.t))
            return
        told = visit.t("{number}: your answer was passed on", number=round_.number)
        visit.say(View(lines(bold(told), visit.t("The objection stands until its owner withdraws it."))))


MOST_LISTED = 90
"""How many people are offered as buttons; the others are found by their names."""


def _everyone(data: Data) -> list[tuple[str, str]]:
    listed = data.get("people")
    return [(str(one[0]), str(one[1])) for one in listed] if isinstance(listed, list) else []


def _persons(_visit: Visit, data: Data) -> list[tuple[str, str]]:
    return _everyone(data)[:MOST_LISTED]


def _ask_person(visit: Visit, data: Data) -> Markup:
    rest = len(_everyone(data)) - MOST_LISTED
    asked = visit.t("Whose position is it?")
    if rest <= 0:
        return asked
    more = visit.t.plural(
        "{n} more is not listed: type a part of the name.", "{n} more are not listed: type a part of the name.", rest
    )
    return lines(asked, more)


def _read_person(_visit: Visit, data: Data, entry: Entry) -> str:
    """By a part of the name that fits one of them. Raises `NobodyFits`, `SeveralFit`."""
    typed = text_rules.line(entry.text).casefold()
    fit = [(id_, name) for id_, name in _everyone(data) if typed in name.casefold()]
    exact = [one for one in fit if one[1].casefold() == typed]
    fit = exact or fit
    if len(fit) > 1:
        raise SeveralFit(len(fit))
    if not fit:
        raise NobodyFits
    return fit[0][0]


def _choices(visit: Visit, data: Data) -> list[tuple[str, str]]:
    rule = Rule(str(data["rule"]))
    return [(choice.value, str(label(choice, visit.t, rule).unescape())) for choice in OFFERED[rule]]


def _ways(visit: Visit, _data: Data) -> list[tuple[str, str]]:
    return [(way.value, str(way_name(way, visit.t).unescape())) for way in Way]


class EnterForm(_AtOnce):
    """A position that came by letter, telephone or at the meeting."""

    kind = "enter"
    steps = (
        Step("person", lambda t: t("Person"), _ask_person, _read_person, options=_persons, width=1),
        Step("choice", lambda t: t("Position"), lambda v, _: v.t("Which position?"), options=_choices),
        Step("way", lambda t: t("How it came"), lambda v, _: v.t("How did it come?"), options=_ways, width=3),
        Step(
            "reason",
            lambda t: t("Reason"),
            lambda v, _: v.t("With which reason? Of an objection: the harm."),
            read_reason,
            wanted=lambda d: "choice" in d and Choice(str(d["choice"])) in REASON_WANTED,
        ),
        Step(
            "remedy",
            lambda t: t("Wording"),
            lambda v, _: v.t("Which wording would remove the objection? Skip it if none was given."),
            read_reason,
            optional=True,
            wanted=lambda d: d.get("choice") == Choice.OBJECT.value,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("A position received otherwise")

    async def finish(self, visit: Visit, data: Data) -> None:
        choice, way = Choice(str(data["choice"])), Way(str(data["way"]))
        reason, remedy = str(data.get("reason", "")), str(data.get("remedy", ""))
        cast = await leading.enter(visit.work, _id(data), _id(data, "person"), choice, way, reason, remedy)
        told = visit.t("{number}: entered, and its owner is told", number=cast.round.number)
        visit.say(View(lines(bold(told), cast.round.title)))


EXTEND, DECLARE = ExtendForm(), DeclareForm()
ANSWER, ENTER = AnswerForm(), EnterForm()
