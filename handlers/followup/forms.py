"""The forms of follow-ups: set up, changed part by part, a measure, an answer, an expert who is to be asked."""

from datetime import date

from markupsafe import Markup

from council import text_rules
from council.authority import Action, demand
from council.days import UnreadableDay, read_day
from council.errors import Empty
from council.folding import name_key
from council.followup import INDICATOR_LIMIT, LEAD, WORDS_LIMIT, Evidence, NoEvidence, Part, ReviewTooEarly, State
from council.measures import MeasureDraft, keys_by_name, read_measures
from handlers.common.dates import full_day, typed_words
from handlers.common.refusals import RefusedWith
from handlers.common.state_words import BUTTONS
from handlers.common.texts import N_, plain
from handlers.common.view import View, lines
from handlers.followup.actions import asking, following
from handlers.followup.presses import SET_UP
from handlers.followup.reads import names_of, visible_followup
from handlers.followup.views import card, page
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Options, Question, Several
from handlers.plan.actions import editing
from handlers.plan.reads import item_page
from storage import addressees, members

NONE = "-"
"""The value of the button that names no state."""

MOST_OFFERED = 60
"""More addressees or people than these are not offered as buttons: their names can be typed."""

OFFERED_MONTHS = (6, 12, 24)


def _day(visit: Visit, typed: str) -> date | None:
    words = typed_words(visit.t.spoken, visit.t.lexicon)
    return read_day(text_rules.line(typed), words, visit.council.today(visit.now), relative=True) if typed.strip() else None


class Whole(Answers):
    """What is set. `ask`: the only part that is asked for, "set up" for all. `known`: the addressees that it does not have, by
    key and name; `typed`: the keys of all by everything that they are called; `states`: of those that are states; `people`: of
    the group, by id and name; `reviewed`: it has a day of review; `leads`: the name of who follows it."""

    recommendation: int
    ask: str = SET_UP
    known: tuple[tuple[str, str], ...] = ()
    typed: tuple[tuple[str, str], ...] = ()
    states: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    reviewed: bool = False
    leads: str = ""
    addressees: tuple[str, ...] = ()
    new: str = ""
    state: str = NONE
    lead: str = ""
    measures: tuple[MeasureDraft, ...] = ()
    indicator: str = ""
    review: date | None = None

    def asks(self, part: Part) -> bool:
        return self.ask in {SET_UP, part.value}

    @property
    def setup(self) -> following.Setup:
        state = "" if self.state == NONE else self.state
        lead = int(self.lead) if self.lead.isdecimal() else None
        return following.Setup(self.addressees, self.new, state, lead, self.measures, self.indicator, self.review)


class OneAtATime(RefusedWith):
    """More than one name that is in no list was typed."""

    template = N_("These are not in the list yet: {names}. Please check how they are written; one new addressee can be added "
                  "at a time.")  # fmt: skip

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names


def _read_addressees(_visit: Visit, answers: Whole, entry: Entry) -> Several:
    """Names as typed, one a line: those that are known and, of the rest, one that is new."""
    known = dict(answers.typed)
    found: list[str] = []
    unknown: list[str] = []
    for line in text_rules.body(entry.text).splitlines():
        if line.strip():
            key = known.get(name_key(line))
            if key:
                found.append(key)
            else:
                unknown.append(text_rules.line(line, text_rules.NAME_LIMIT))
    if len(unknown) > 1:
        raise OneAtATime(tuple(unknown))
    return Several({"addressees": found, "new": unknown[0] if unknown else ""})


def _read_measures(visit: Visit, answers: Whole, entry: Entry) -> list[MeasureDraft]:
    today = visit.council.today(visit.now)
    return read_measures(entry.text, today, lambda typed: _day(visit, typed), dict(answers.typed))


def _read_review(visit: Visit, _answers: object, entry: Entry) -> date:
    read = _day(visit, entry.text)
    if read is None:
        raise UnreadableDay(entry.text)
    if read <= visit.council.today(visit.now):
        raise ReviewTooEarly
    return read


def _review_days(visit: Visit, _answers: object) -> Options:
    today = visit.council.today(visit.now)
    days = [
        date(today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1, min(today.day, 28)) for n in OFFERED_MONTHS
    ]
    return [(day.isoformat(), full_day(day, visit.t)) for day in days]


def _states(visit: Visit, answers: Whole) -> Options:
    return [*answers.states[:MOST_OFFERED], (NONE, plain(visit.t("None of them")))]


def _ask_addressees(visit: Visit, answers: Whole) -> Markup:
    if not answers.known:
        return visit.t("To whom is it addressed? Type the name of a state, a ministry or an organisation.")
    return visit.t("To whom is it addressed? Choose as many as you like, or type names, one a line. Whoever is not in the list "
                   "yet can be typed as well.")  # fmt: skip


def _ask_measures(visit: Visit, _answers: object) -> Markup:
    return lines(
        visit.t(
            "What is to be done, by whom, and by when? One measure per line, with semicolons between the parts. For example:"
        ),
        visit.t("Draft of an order on enrolment; Ministry of Education; 31 March 2027"),
        visit.t("Report on the first year; Q1 2028"),
    )


def _ask_lead(visit: Visit, answers: Whole) -> Markup:
    return lines(visit.t(_WHO), visit.t("At present: {name}", name=answers.leads) if answers.leads else None)


_WHO = N_("Who in the council follows it? Choose, or type the name of somebody in the group.")
_INDICATOR = N_("How will one know that it has been done? In words, up to {limit} characters.")
_REVIEW = N_("On which day will it be reviewed? Choose, or type it, for example: 1 June 2027")

_QUESTIONS: tuple[Question[Whole], ...] = (
    Question("addressees", N_("Addressees"), _ask_addressees, _read_addressees, many=True, optional=True,
             options=lambda _, answers: answers.known[:MOST_OFFERED], wanted=lambda answers: answers.asks(Part.ADDRESSEES)),
    # Typed with the others; it is a question of its own only at the preview, where it can be changed or left out.
    Question("new", N_("A new addressee"), N_("Type the name of the new addressee, or skip this."),
             readers.line(text_rules.NAME_LIMIT), optional=True, later=True,
             wanted=lambda answers: answers.asks(Part.ADDRESSEES)),
    Question("state", N_("State of the new addressee"), N_("To which state does the new addressee belong?"), options=_states,
             wanted=lambda answers: answers.asks(Part.ADDRESSEES) and bool(answers.new) and bool(answers.states)),
    Question("lead", N_("Who follows it"), _ask_lead, width=1, optional=True,
             options=lambda _, answers: answers.people[:MOST_OFFERED], wanted=lambda answers: answers.asks(Part.LEAD)),
    Question("measures", N_("Measures"), _ask_measures, _read_measures, optional=True,
             wanted=lambda answers: answers.asks(Part.MEASURES)),
    Question("indicator", N_("Indicator"), lambda visit, _: visit.t(_INDICATOR, limit=INDICATOR_LIMIT),
             readers.text(INDICATOR_LIMIT), optional=True, wanted=lambda answers: answers.asks(Part.INDICATOR)),
    Question("review", N_("Day of review"), _REVIEW, _read_review, options=_review_days, optional=True, width=1,
             wanted=lambda answers: answers.asks(Part.REVIEW) and not (answers.ask == SET_UP and answers.reviewed)),
)  # fmt: skip


async def begun_with(visit: Visit, recommendation: int, part: str) -> dict[str, object]:
    """What the form begins with. Raises `Forbidden`."""
    found, _ = await visible_followup(visit.work, recommendation)
    demand(visit.actor, Action.FOLLOW_UP, [found.group], found.subject)
    everyone = await addressees.everyone(visit.tx, visit.council)
    people = await members.holders(visit.tx, [found.group], visit.now)
    named = {key: visit.t.named(one.names) for key, one in everyone.items()}
    states = {one.state for one in visit.council.addressees if one.state}
    return {
        "recommendation": recommendation, "ask": part,
        "known": [(key, name) for key, name in named.items() if key not in found.addressees],
        "typed": list(keys_by_name(everyone.values()).items()),
        "states": [(key, name) for key, name in named.items() if key in states],
        "people": [(str(person.id), person.name) for person in people if person.name],
        "reviewed": found.review is not None,
        "leads": next((person.name for person in people if person.id == found.lead), ""),
    }  # fmt: skip


async def _preview(visit: Visit, answers: Whole) -> tuple[View, Markup] | None:
    if answers.ask != SET_UP:
        return None
    found, _ = await visible_followup(visit.work, answers.recommendation)
    names = await names_of(visit.tx, visit.council, visit.t)
    addressed = [names.get(key, key) for key in answers.addressees] + ([answers.new] if answers.new else [])
    lead = dict(answers.people).get(answers.lead, "")
    review = answers.review or found.review
    shown = page.to_be_set(found, addressed, lead, answers.measures, answers.indicator, review, names, visit.t)
    return shown, visit.t("Save the follow-up")


async def _set(visit: Visit, answers: Whole) -> None:
    found = await following.set_up(visit.work, answers.recommendation, answers.setup)
    await following.give_page(visit.work, found)
    visit.say(View(visit.t("Saved.")))


SET = Form("followup", N_("Follow-up of a recommendation"), Whole, _QUESTIONS, _set, _preview)


class OneMeasure(Answers):
    measure: int
    typed: tuple[tuple[str, str], ...] = ()
    line: tuple[MeasureDraft, ...] = ()


def _read_measure(visit: Visit, answers: OneMeasure, entry: Entry) -> list[MeasureDraft]:
    today = visit.council.today(visit.now)
    read = read_measures(text_rules.line(entry.text, 1000), today, lambda typed: _day(visit, typed), dict(answers.typed))
    if not read:
        raise Empty
    return read


async def _change_measure(visit: Visit, answers: OneMeasure) -> None:
    await following.give_page(visit.work, await following.change_measure(visit.work, answers.measure, answers.line[0]))
    visit.say(View(visit.t("Saved.")))


_LINE = N_("How should it read? One line: what; by whom; by when. For example: Report on the first year; Ministry; Q1 2028")
MEASURE = Form("followup measure", N_("A measure"), OneMeasure,
               (Question("line", N_("Measure"), _LINE, _read_measure),), _change_measure)  # fmt: skip


class Said(Answers):
    """An answer. `of`: what they may answer of, by addressee and name. `item`: it is about this item of the work plan, and
    about no recommendation."""

    recommendation: int = 0
    item: int = 0
    of: tuple[tuple[str, str], ...] = ()
    addressee: str = ""
    state: State = State.NOT_BEGUN
    words: str = ""
    link: str = ""
    file_id: str = ""
    file_name: str = ""


WHOLE = "*"
"""Stands for `LEAD`, which cannot be the value of a button."""


def _read_evidence(_visit: Visit, _answers: object, entry: Entry) -> Several:
    """A link, or a file."""
    if entry.file is not None:
        return Several({"link": "", "file_id": entry.file.file_id, "file_name": text_rules.shown(entry.file.name, 120)})
    if not entry.text.strip():
        raise NoEvidence
    return Several({"link": text_rules.link(entry.text), "file_id": "", "file_name": ""})


async def offered(visit: Visit, may_answer: tuple[str, ...]) -> list[tuple[str, str]]:
    """What somebody may answer of, as options."""
    names = await names_of(visit.tx, visit.council, visit.t)
    whole = plain(visit.t("The whole: the council's view"))
    return [(key or WHOLE, names.get(key, key) if key != LEAD else whole) for key in may_answer]


async def _say(visit: Visit, answers: Said) -> None:
    addressee = LEAD if answers.addressee == WHOLE else answers.addressee
    evidence = Evidence(answers.link, answers.file_id, answers.file_name)
    if answers.item:
        item = await editing.say(visit.work, answers.item, answers.state, answers.words, evidence)
        visit.say(View(visit.t("Thank you, it is noted.")))
        visit.say(await item_page(visit, item))
        return
    found = await asking.answer(visit.work, answers.recommendation, addressee, answers.state, answers.words, evidence)
    await following.give_page(visit.work, found)
    visit.say(View(visit.t("Thank you, it is noted.")))


_ANSWERS: tuple[Question[Said], ...] = (
    Question("addressee", N_("Subject"), N_("What is your answer about?"), options=lambda _, answers: answers.of, width=1),
    Question("state", N_("How far it is"), N_("How far is it?"),
             options=lambda visit, _: [(state.value, plain(visit.t(label))) for state, label in BUTTONS.items()]),
    Question("words", N_("In a sentence"), N_("What has been done, or what stands in the way? A sentence or two; or skip this."),
             readers.text(WORDS_LIMIT), optional=True),
    Question("link", N_("Evidence"), N_("Is there evidence? Send a link or a file, up to 20 MB; or skip this."), _read_evidence,
             optional=True, file=True),
)  # fmt: skip
ANSWER = Form("followup answer", N_("Follow-up: your answer"), Said, _ANSWERS, _say)


class Invited(Answers):
    recommendation: int
    of: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    addressee: str = ""
    person: str = ""


async def _preview_invited(visit: Visit, answers: Invited) -> tuple[View, Markup]:
    name, of = dict(answers.people).get(answers.person, ""), dict(answers.of).get(answers.addressee, "")
    return card.to_be_invited(visit.council, name, of, visit.t), visit.t("Ask them")


async def _invite(visit: Visit, answers: Invited) -> None:
    await asking.ask_expert(visit.work, answers.recommendation, answers.addressee, int(answers.person))
    visit.say(View(visit.t("They have been asked. Once they agree, they will get the next question.")))


_EXPERTS: tuple[Question[Invited], ...] = (
    Question("addressee", N_("Addressee"), N_("For which addressee?"), options=lambda _, answers: answers.of, width=1),
    Question("person", N_("Member"), N_("Which member of the group? Choose, or type the name."), width=1,
             options=lambda _, answers: answers.people[:MOST_OFFERED]),
)  # fmt: skip
INVITE = Form("followup expert", N_("An expert for an addressee"), Invited, _EXPERTS, _invite, _preview_invited)

FORMS = (SET, MEASURE, ANSWER, INVITE)
