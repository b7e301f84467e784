"""The form of /ask: a question, its options, how it is answered, where it goes, until when."""

from datetime import datetime, time, timedelta

from markupsafe import Markup

from council import text_rules
from council.authority import Action, anywhere
from council.clock import instant, zone
from council.questions import (
    LEAST_OPTIONS,
    LEAST_UNNAMED,
    MOST_OPTIONS,
    TEXT_LIMIT,
    Place,
    Question,
    QuestionDraft,
    check_closing,
    check_unnamed,
    read_options,
)
from handlers.common.dates import moment, read_instant
from handlers.common.names import group_options
from handlers.common.texts import Texts, plain
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Step, texts_of
from handlers.questions import actions, views
from storage import members

LINKED = "linked"
"""In the form's data: the groups that have a chat."""

ENOUGH = "enough"
"""In the form's data: the groups large enough for questions without names."""

ONE, SEVERAL, NAMED, UNNAMED = "one", "several", "named", "unnamed"


def groups_to_ask(visit: Visit) -> list[str]:
    """The groups in which this person may ask, in the council's order."""
    where = anywhere(visit.actor, Action.ASK_QUESTION)
    return [code for code in visit.council.codes if where is None or code in where]


def _closings(visit: Visit, _data: Data) -> list[tuple[str, str]]:
    """In an hour; then at six in the evening where the person is, tomorrow and in three days."""
    offered = [visit.now.replace(second=0, microsecond=0) + timedelta(hours=1)]
    today = visit.now.astimezone(zone(visit.zone)).date()
    offered += [instant(datetime.combine(today + timedelta(days=days), time(18)), visit.zone) for days in (1, 3)]
    return [(at.isoformat(timespec="minutes"), plain(moment(at, visit.zone, visit.t))) for at in offered]


def _read_closing(visit: Visit, _data: Data, entry: Entry) -> str:
    at = read_instant(text_rules.line(entry.text), visit.zone, visit.now, visit.t)
    check_closing(at, visit.now)
    return at.isoformat(timespec="minutes")


def _goes_to_a_chat(data: Data) -> bool:
    """Whether there is a choice. One message that all see cannot hold what each has ticked without their name."""
    ticked_unnamed = data.get("several") == SEVERAL and data.get("named") == UNNAMED
    return str(data.get("group")) in texts_of(data, LINKED) and not ticked_unnamed


def _can_be_unnamed(data: Data) -> bool:
    return str(data.get("group")) in texts_of(data, ENOUGH)


def _ask_named(visit: Visit, data: Data) -> Markup:
    if _can_be_unnamed(data):
        return visit.t(
            "With names the group sees who chose what once it has closed, and answers can be changed. "
            "Without names nobody sees it, and they cannot."
        )
    return visit.t.plural(
        "The group sees who chose what once it has closed. Without names at least {n} person must be able to answer: "
        "with fewer, the numbers would tell.",
        "The group sees who chose what once it has closed. Without names at least {n} people must be able to answer: "
        "with fewer, the numbers would tell.",
        LEAST_UNNAMED,
    )


def _named_or_not(visit: Visit, data: Data) -> list[tuple[str, str]]:
    named = (NAMED, plain(visit.t("With names")))
    return [named, (UNNAMED, plain(visit.t("Without names")))] if _can_be_unnamed(data) else [named]


class AskForm:
    """A quick question is put together, seen as it will look, and asked."""

    kind = "ask"
    steps = (
        Step(
            "group",
            lambda t: t("Group"),
            lambda v, _: v.t("Which group is asked?"),
            options=lambda v, _: group_options(v.council, v.t, groups_to_ask(v)),
            width=1,
        ),
        Step(
            "text",
            lambda t: t("Question"),
            lambda v, _: v.t("What is the question? It binds nobody: for decisions there is /recommend."),
            lambda _v, _d, entry: text_rules.body(entry.text, TEXT_LIMIT),
        ),
        Step(
            "options",
            lambda t: t("Options"),
            lambda v, _: v.t(
                "The options, one a line: {least} to {most} of them?", least=LEAST_OPTIONS, most=MOST_OPTIONS
            ),
            lambda _v, _d, entry: list(read_options(entry.text)),
        ),
        Step(
            "several",
            lambda t: t("Choices"),
            lambda v, _: v.t("How many may each choose?"),
            options=lambda v, _: [(ONE, plain(v.t("One option"))), (SEVERAL, plain(v.t("Several options")))],
        ),
        Step(
            "named",
            lambda t: t("Names"),
            _ask_named,
            options=_named_or_not,
        ),
        Step(
            "place",
            lambda t: t("Where"),
            lambda v, _: v.t("Where shall it be asked?"),
            options=lambda v, _: [
                (Place.CHAT.value, plain(v.t("In the group's chat"))),
                (Place.PRIVATE.value, plain(v.t("To each privately"))),
            ],
            wanted=_goes_to_a_chat,
        ),
        Step(
            "until",
            lambda t: t("Until"),
            lambda v, _: v.t("Until when can people answer? Choose, or type it, for example: 31 December 18:00"),
            _read_closing,
            options=_closings,
            width=1,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Quick question")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        draft = _draft(data)
        holders = await members.holders(visit.tx, [draft.group], visit.now)
        check_unnamed(named=draft.named, can_answer=len(holders))
        as_asked = Question(
            0, draft.group, visit.person.id, draft.text, draft.options, draft.several, draft.named, draft.place,
            visit.now, draft.closes_at,
        )  # fmt: skip
        return views.preview(as_asked, len(holders), visit.now, visit.zone, visit.t), visit.t("Ask it")

    async def finish(self, visit: Visit, data: Data) -> None:
        question, chats = await actions.ask(visit.work, _draft(data))
        visit.show(views.asked(question, chats, visit.zone, visit.t))


def _draft(data: Data) -> QuestionDraft:
    return QuestionDraft(
        str(data["group"]),
        str(data["text"]),
        texts_of(data, "options"),
        data["several"] == SEVERAL,
        data["named"] == NAMED,
        Place(str(data["place"])) if _goes_to_a_chat(data) and "place" in data else Place.PRIVATE,
        datetime.fromisoformat(str(data["until"])),
    )


ASK = AskForm()
FORMS = (ASK,)
