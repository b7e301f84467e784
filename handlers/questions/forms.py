"""The form of /ask: a question, its options, how it is answered, where it goes, until when."""

from datetime import datetime, time, timedelta

from markupsafe import Markup

from council import questions as rules, text_rules
from council.authority import Action
from council.clock import instant, zone
from council.questions import LEAST_OPTIONS, LEAST_UNNAMED, MOST_OPTIONS, Place, QuestionDraft, read_options
from handlers.common.dates import moment, read_instant
from handlers.common.names import group_options
from handlers.common.texts import N_, plain
from handlers.common.view import View
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question, choices
from handlers.questions import actions, views
from storage import members

ONE, SEVERAL, NAMED, UNNAMED = "one", "several", "named", "unnamed"

Options = list[tuple[str, str]]


class Ask(Answers):
    """`linked`: the groups that have a chat; `enough`: those large enough for questions without names."""

    linked: tuple[str, ...] = ()
    enough: tuple[str, ...] = ()
    group: str = ""
    text: str
    options: tuple[str, ...]
    several: str = ""
    named: str = ""
    place: Place = Place.PRIVATE
    until: datetime

    @property
    def draft(self) -> QuestionDraft:
        place = self.place if _goes_to_a_chat(self) else Place.PRIVATE
        several, named = self.several == SEVERAL, self.named == NAMED
        return QuestionDraft(self.group, self.text, self.options, several, named, place, self.until)


def _ask_named(visit: Visit, answers: Ask) -> Markup:
    if answers.group in answers.enough:
        return visit.t("With names, the group sees who chose what after closing, and answers can be changed. Without names, "
                       "nobody sees it and answers cannot be changed; only someone who runs the server or has a copy of its data "
                       "could find out.")  # fmt: skip
    return visit.t.plural(
        "The group sees who chose what after closing. Without names, at least {n} person must be able to answer: with fewer, "
        "the numbers would reveal who chose what.",
        "The group sees who chose what after closing. Without names, at least {n} people must be able to answer: with fewer, "
        "the numbers would reveal who chose what.", LEAST_UNNAMED,
    )  # fmt: skip


def _goes_to_a_chat(answers: Ask) -> bool:
    """Whether there is a choice. One message that all see cannot hold what each has ticked without their name."""
    ticked_unnamed = answers.several == SEVERAL and answers.named == UNNAMED
    return answers.group in answers.linked and not ticked_unnamed


def _closings(visit: Visit, _answers: Ask) -> Options:
    """In an hour; then at six in the evening where the person is, tomorrow and in three days."""
    offered = [visit.now.replace(second=0, microsecond=0) + timedelta(hours=1)]
    today = visit.now.astimezone(zone(visit.zone)).date()
    offered += [instant(datetime.combine(today + timedelta(days=days), time(18)), visit.zone) for days in (1, 3)]
    return [(at.isoformat(timespec="minutes"), plain(moment(at, visit.zone, visit.t))) for at in offered]


def _read_closing(visit: Visit, _answers: Ask, entry: Entry) -> datetime:
    at = read_instant(text_rules.line(entry.text), visit.zone, visit.now, visit.t)
    rules.check_closing(at, visit.now)
    return at.replace(second=0, microsecond=0)


async def _preview(visit: Visit, answers: Ask) -> tuple[View, Markup]:
    draft = answers.draft
    holders = await members.holders(visit.tx, [draft.group], visit.now)
    rules.check_unnamed(named=draft.named, can_answer=len(holders))
    question = draft.asked(0, visit.person.id, visit.now)
    return views.preview(question, len(holders), visit.now, visit.zone, visit.t), visit.t("Send the question")


async def _finish(visit: Visit, answers: Ask) -> None:
    question, chats = await actions.ask(visit.work, answers.draft)
    visit.show(views.asked(question, chats, visit.zone, visit.t))


_QUESTION = N_("What is the question? The result is not binding: for decisions, use /recommend.")
_UNTIL = N_("Until when can people answer? Choose, or type it, for example: 31 December 18:00")

_SEVERAL = choices((ONE, N_("One option")), (SEVERAL, N_("Several options")))
_PLACES = choices((Place.CHAT, N_("In the group's chat")), (Place.PRIVATE, N_("To each privately")))

_QUESTIONS: tuple[Question[Ask], ...] = (
    Question("group", N_("Group"), N_("Which group is asked?"), width=1, options=lambda visit, _:
             group_options(visit.council, visit.t, visit.work.groups_where(Action.ASK_QUESTION))),
    Question("text", N_("Question"), _QUESTION, readers.text(rules.TEXT_LIMIT)),
    Question("options", N_("Options"),
             lambda visit, _: visit.t("What are the options? One on each line, {least} to {most}.", least=LEAST_OPTIONS,
                                      most=MOST_OPTIONS),
             lambda _visit, _answers, entry: read_options(entry.text)),
    Question("several", N_("Choices"), N_("How many can each person choose?"), options=_SEVERAL),
    Question("named", N_("Names"), _ask_named, options=lambda visit, answers: [
        (NAMED, plain(visit.t("With names"))),
        *([(UNNAMED, plain(visit.t("Without names")))] if answers.group in answers.enough else [])]),
    Question("place", N_("Where"), N_("Where should it be asked?"), options=_PLACES, wanted=_goes_to_a_chat),
    Question("until", N_("Until"), _UNTIL, _read_closing, options=_closings, width=1),
)  # fmt: skip
ASK = Form("ask", N_("Quick question"), Ask, _QUESTIONS, _finish, _preview)
FORMS = (ASK,)
