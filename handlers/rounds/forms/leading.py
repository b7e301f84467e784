"""Forms of those who lead a round: more time, the chair's word, a new version, an answer, a position entered,
what becomes of a review."""

from dataclasses import replace
from datetime import date, datetime

from markupsafe import Markup

from council import text_rules
from council.errors import Closed, NobodyFits, OnlyLater, ReviewWanted, SeveralFit
from council.findings import NEEDS_WORDS, OFFERED as OFFERED_FINDINGS, WORDS_LIMIT, Finding, Found
from council.people import Role
from council.reach import Reach
from council.reviews import NotLater
from council.round_terms import check_deadline, deadline_after_amendment
from council.rounds import Way
from council.rules import OFFERED, REASON_WANTED, Choice, Rule
from handlers.common.dates import read_instant
from handlers.common.decision_words import FINDINGS, WAYS, label
from handlers.common.refusals import words
from handlers.common.text_changes import proposed_change
from handlers.common.text_layout import given_back
from handlers.common.texts import N_, plain
from handlers.common.view import View, lines, titled
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Data, Entry, Form, Options, Question
from handlers.recommendations.forms import VERSION_QUESTIONS, VersionAnswers
from handlers.rounds.actions import amending, leading, review
from handlers.rounds.actions.audience import reach_of, visible_round
from handlers.rounds.forms.reasons import read_reason
from handlers.rounds.forms.terms import LATER_DAY, offered_deadlines, read_later_day, review_days, worded
from handlers.rounds.views import closing, notices
from handlers.rounds.views.closing import Standing
from handlers.rounds.views.words import about_round


class Extend(Answers):
    """More time, and why. `since`: the present deadline, or now where that has passed (UTC). `role`: in which the chair's
    word is given."""

    round: int
    role: Role = Role.CHAIR
    since: datetime
    deadline: datetime
    reason: str


def _read_deadline(visit: Visit, answers: Extend, entry: Entry) -> datetime:
    at = read_instant(text_rules.line(entry.text), visit.zone, visit.now, visit.t)
    check_deadline(at, visit.now)
    if at <= answers.since:
        raise OnlyLater
    return at


async def _extend(visit: Visit, answers: Extend) -> None:
    round_ = await leading.extend(visit.work, answers.round, answers.deadline, answers.reason)
    visit.show(notices.extended(round_, answers.reason, answers.role, visit.zone, visit.t))


_UNTIL = Question[Extend]("deadline", N_("New deadline"), lambda visit, answers: lines(
    visit.t("Until when can people answer? The deadline can only be moved to a later time."),
    closing.for_chair(answers.role, visit.t)), _read_deadline,
                          options=lambda v, a: offered_deadlines(v, a.since), width=1)  # fmt: skip
_WHY = Question[Extend]("reason", N_("Reason"), N_("Why? Everyone will be told."), read_reason)


async def _reach(visit: Visit, answers: "Extend | Declare | Amend") -> Reach:
    return await reach_of(visit.work, await visible_round(visit.work, answers.round))


EXTEND = Form("extend", N_("More time"), Extend, (_UNTIL, _WHY), _extend, tells=_reach)


class Declare(Answers):
    """The chair's word and its rationale; `role`: in which it is given. `objections`: those that stand, in the order in which
    they are gone through; `found`: by id, what was found of them so far; `finding`, `words`: of the one that is asked about."""

    round: int
    role: Role = Role.CHAIR
    adopted: bool
    objections: tuple[Standing, ...] = ()
    found: tuple[tuple[int, Finding, str], ...] = ()
    finding: str = ""
    words: str = ""
    rationale: str

    @property
    def at(self) -> int:
        """Which of the objections is asked about; the first again, once all were."""
        return len(self.found) % len(self.objections)

    @property
    def chosen(self) -> Finding:
        """What was chosen for the one that is asked about, or was last."""
        return Finding(self.finding.partition(":")[0])


def _needs_words(answers: Declare) -> bool:
    return bool(answers.finding) and answers.chosen in NEEDS_WORDS


def _ask_finding(visit: Visit, answers: Declare) -> Markup:
    """Number and words of the objection."""
    return lines(
        closing.objection_to_find(answers.objections[answers.at], answers.at + 1, len(answers.objections), visit.t),
        "",
        visit.t("What is your finding on it?"),
    )


def _offered_findings(visit: Visit, answers: Declare) -> Options:
    """Each with the id, so that a second press is not taken for the finding on the next one."""
    id_ = answers.objections[answers.at].id
    return [(f"{one.value}:{id_}", plain(visit.t(FINDINGS[one]))) for one in OFFERED_FINDINGS]


def _fold_finding(answers: Declare) -> Data:
    again = len(answers.found) == len(answers.objections)
    if _needs_words(answers):
        return {"found": () if again else answers.found, "words": None}
    return _on({"words": None}, answers, () if again else answers.found)


def _fold_words(answers: Declare) -> Data:
    again = len(answers.found) == len(answers.objections)
    return _on({}, answers, answers.found[:-1] if again else answers.found, answers.words)


def _on(data: Data, answers: Declare, found: tuple[tuple[int, Finding, str], ...], words: str = "") -> Data:
    """Keep what was found, and ask about the next objection, if there is one."""
    found = (*found, (answers.objections[len(found)].id, answers.chosen, words))
    more: Data = {"finding": None, "words": None} if len(found) < len(answers.objections) else {}
    return {**data, "found": found, **more}


def _read_words(_visit: Visit, _answers: Declare, entry: Entry) -> str:
    return text_rules.body(entry.text, WORDS_LIMIT)


def _ask_rationale(visit: Visit, answers: Declare) -> Markup:
    asked = visit.t("Why is there no consensus? This will be recorded and told to everyone.")
    if answers.adopted:
        asked = visit.t("Why is it adopted? This will be recorded and told to everyone.")
    return lines(asked, closing.for_chair(answers.role, visit.t))


async def _declare(visit: Visit, answers: Declare) -> None:
    findings = {id_: Found(finding, words) for id_, finding, words in answers.found}
    round_ = await leading.declare(visit.work, answers.round, answers.rationale, findings, adopted=answers.adopted)
    visit.show(closing.closed_now(round_, visit.t))


_RATIONALE = Question[Declare]("rationale", N_("Rationale"), _ask_rationale, read_reason)
_FINDING = Question[Declare]("finding", N_("Finding"), _ask_finding, options=_offered_findings, width=1, fold=_fold_finding,
                             wanted=lambda answers: answers.adopted and bool(answers.objections))  # fmt: skip
_WORDS = Question[Declare]("words", N_("Why so"), N_("Why? These words stand in the record beside the objection."),
                           _read_words, wanted=_needs_words, fold=_fold_words)  # fmt: skip
DECLARE = Form("declare", N_("The chair's decision"), Declare, (_FINDING, _WORDS, _RATIONALE), _declare, tells=_reach)


class Amend(VersionAnswers):
    """A new version of the text, of its document, or of both."""

    round: int


async def _preview_change(visit: Visit, answers: Amend) -> tuple[View, Markup]:
    round_, council = await visible_round(visit.work, answers.round), visit.council
    until = deadline_after_amendment(round_, visit.now, council.hours_after_amendment, council.silence_hours)
    new = answers.read_text(round_.wording)
    view = proposed_change(round_.number, round_.wording, new, answers.note, visit.t)
    asked = notices.asked_again(round_, until, visit.zone, visit.t)
    told = view if new == round_.wording else replace(view, text=lines(view.text, asked))
    return told, visit.t("Ask everyone again")


async def _amend(visit: Visit, answers: Amend) -> None:
    round_ = await visible_round(visit.work, answers.round)
    changed = await amending.amend(visit.work, round_.id, answers.read_text(round_.wording), answers.note)
    told = visit.t("{number}: the round is now about version {version}", number=changed.number, version=changed.version)
    visit.show(about_round(changed, told, visit.t))


AMEND = Form("amend", N_("New version"), Amend, VERSION_QUESTIONS, _amend, _preview_change, tells=_reach)


class Answer(Answers):
    """A written answer to an objection."""

    objection: int
    text: str


async def _answer(visit: Visit, answers: Answer) -> None:
    round_ = await amending.answer(visit.work, answers.objection, answers.text)
    told = visit.t("{number}: your answer was passed on", number=round_.number)
    visit.say(titled(told, visit.t("The objection stands until the person who raised it withdraws it.")))


_ANSWER = N_("What is your answer? It goes to the person who objects, who then says whether the objection stands.")
_TEXT = Question[Answer]("text", N_("Answer"), _ANSWER, read_reason)
ANSWER = Form("answer", N_("Answer to an objection"), Answer, (_TEXT,), _answer)

MOST_LISTED = 90
"""How many people are offered as buttons; the others are found by their names."""


class Enter(Answers):
    """A position that came by letter, telephone or at the meeting. `people`: whose can be entered, by id, with the name."""

    round: int
    rule: Rule
    people: tuple[tuple[int, str], ...]
    person: int
    choice: Choice = Choice.SUPPORT
    way: Way
    reason: str = ""
    remedy: str = ""


def _ask_person(visit: Visit, answers: Enter) -> Markup:
    rest = len(answers.people) - MOST_LISTED
    more = visit.t.plural(
        "{n} more is not listed: type a part of the name.", "{n} more are not listed: type a part of the name.", rest
    )
    return lines(visit.t("Whose position is it?"), more if rest > 0 else None)


def _read_person(_visit: Visit, answers: Enter, entry: Entry) -> int:
    """By a part of the name that fits one of them. Raises `NobodyFits`, `SeveralFit`."""
    typed = text_rules.line(entry.text).casefold()
    fit = [(id_, name) for id_, name in answers.people if typed in name.casefold()]
    fit = [one for one in fit if one[1].casefold() == typed] or fit
    if len(fit) > 1:
        raise SeveralFit(len(fit))
    if not fit:
        raise NobodyFits
    return fit[0][0]


async def _enter(visit: Visit, answers: Enter) -> None:
    how = (answers.choice, answers.way, answers.reason, answers.remedy)
    round_ = await leading.enter(visit.work, answers.round, answers.person, *how)
    visit.say(about_round(round_, visit.t("{number}: entered, and the person will be told", number=round_.number), visit.t))


async def _lapsed(visit: Visit, answers: Enter) -> View | None:
    """Whether the round has closed meanwhile."""
    try:
        await leading.list_enterable(visit.work, answers.round)
    except Closed as refusal:
        return given_back(words(refusal, visit.t), [answers.reason, answers.remedy], visit.t)
    return None


_REASON = N_("What is the reason? For an objection: what harm would this text do?")
_REMEDY = N_("Which wording would remove the objection? Skip it if none was given.")

_ENTERED: tuple[Question[Enter], ...] = (
    Question("person", N_("Person"), _ask_person, _read_person, width=1,
             options=lambda _, answers: [(str(id_), name) for id_, name in answers.people[:MOST_LISTED]]),
    Question("choice", N_("Position"), N_("Which position?"),
             options=lambda visit, one: [(c.value, plain(label(c, visit.t, one.rule))) for c in OFFERED[one.rule]]),
    Question("way", N_("How received"), N_("How was it received?"), options=lambda visit, _: worded(WAYS, visit.t), width=3),
    Question("reason", N_("Reason"), _REASON, read_reason, wanted=lambda answers: answers.choice in REASON_WANTED),
    Question("remedy", N_("Wording"), _REMEDY, read_reason, optional=True, wanted=lambda one: one.choice is Choice.OBJECT),
)  # fmt: skip
ENTER = Form("enter", N_("A position received outside the bot"), Enter, _ENTERED, _enter, lapsed=_lapsed)


class Decision(Answers):
    """What becomes of a review: another day, or why it ends. `role`: in which the chair's word is given."""

    review: int
    role: Role = Role.CHAIR
    day: date = date.min
    reason: str = ""


async def _keep(visit: Visit, answers: Decision) -> None:
    visit.say(closing.noted(await review.keep(visit.work, answers.review, answers.day), visit.t))


async def _end(visit: Visit, answers: Decision) -> None:
    visit.say(closing.noted(await review.end(visit.work, answers.review, answers.reason), visit.t))


def _ask_reason(visit: Visit, answers: Decision) -> Markup:
    asked = visit.t("Why should it be discontinued? Everyone will be told, and members will have 72 hours to object.")
    return lines(asked, closing.for_chair(answers.role, visit.t))


def _read_day(visit: Visit, answers: Decision, entry: Entry) -> date:
    """The day of the next review. Raises `UnreadableDate`, `NotLater`."""
    try:
        return read_later_day(visit, answers, entry)
    except ReviewWanted:
        raise NotLater from None


_DAY = Question[Decision]("day", N_("Day of review"), LATER_DAY, _read_day, options=review_days, width=1)
_REASON_TO_END = Question[Decision]("reason", N_("Reason"), _ask_reason, read_reason)
KEEP = Form("keep", N_("Review: keep it"), Decision, (_DAY,), _keep)
END = Form("end", N_("Review: discontinue it"), Decision, (_REASON_TO_END,), _end)

FORMS = (KEEP, END, EXTEND, DECLARE, AMEND, ANSWER, ENTER)
