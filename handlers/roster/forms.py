"""The roster's forms: a role and its term, what to search for, a correction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from markupsafe import Markup

from council import text_rules
from council.authority import Action, anywhere, require_there
from council.people import Role, Seat
from council.roster import By, Line, selected
from council.roster_rows import Column
from handlers.common.dates import read_instant_or_day
from handlers.common.names import called, group_options, role_options
from handlers.common.texts import N_
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Form, Question, choices
from handlers.roster.actions import entries, roles
from handlers.roster.presses import SEARCH_BYTES, Ask, Page
from handlers.roster.views import people, roles as role_views
from handlers.roster.views.spreadsheets import COLUMNS
from storage import members, roster


def roster_page(visit: Visit, visible: Sequence[Line], at: Page) -> View:
    """A page of those of the visible lines that `at` selects."""
    return people.page(visit.council, selected(visible, at.by, at.what), at, visit.now, visit.t)


async def person_page(visit: Visit, person_id: int) -> View:
    """One person's page, as far as the visitor may see it. Raises `Forbidden`."""
    line = await entries.visible_line(visit.work, person_id)
    reach = await roster.reach(visit.tx, line.person, anywhere(visit.actor, Action.SEE_ROSTER))
    manages = visit.actor.is_secretariat
    return people.person(visit.council, line, reach, visit.now, visit.zone, visit.t, manages=manages)


def role_page(visit: Visit, line: Line, group: str) -> View:
    return role_views.role(visit.council, line, group, visit.now, visit.t)


class Term(Answers):
    """A role in a group with its beginning and end, or its end alone. The preview names the person."""

    ask: Ask
    person: int
    group: str
    role: Role
    since: datetime | Literal["now"]
    until: datetime | Literal["none"]

    @property
    def end(self) -> datetime | None:
        return self.until if isinstance(self.until, datetime) else None


def _asks_role(answers: Term) -> bool:
    return answers.ask is not Ask.END


def _instant(visit: Visit, typed: str, *, last: bool) -> datetime:
    """The instant that was typed, in the council's zone; of a bare day its beginning, or, of a `last` one, its end, which
    is still to come."""
    return read_instant_or_day(typed, visit.council.zone, visit.now, visit.t, timedelta(days=last), ahead=last)


async def _preview_term(visit: Visit, answers: Term) -> tuple[View, Markup]:
    found, t = await members.find(visit.tx, answers.person), visit.t
    who = require_there(found, Action.APPOINT, f"person:{answers.person}")
    if answers.ask is Ask.END:
        return role_views.to_end(visit.council, who, answers.group, answers.end, t), t("Set the end date")
    since = answers.since if isinstance(answers.since, datetime) else visit.now
    seat = Seat(answers.group, answers.role, since, answers.end)
    return role_views.to_be_given(visit.council, who, seat, visit.now, t), t("Yes, {name}", name=called(who, t))


async def _set_term(visit: Visit, answers: Term) -> None:
    if answers.ask is Ask.END:
        await roles.set_end(visit.work, answers.person, answers.group, answers.end)
    else:
        since = answers.since if isinstance(answers.since, datetime) else None
        await roles.give(visit.work, answers.person, answers.group, answers.role, since, answers.end)
    visit.show(role_page(visit, await entries.visible_line(visit.work, answers.person), answers.group))


_TERM: tuple[Question[Term], ...] = (
    Question("group", N_("Group"), N_("In which group?"),
             options=lambda visit, _: group_options(visit.council, visit.t), width=1),
    Question("role", N_("Role"), N_("In which role?"), options=lambda visit, _: role_options(visit.t),
             width=3, wanted=_asks_role),
    Question("since", N_("Beginning"),
             lambda visit, _: visit.t("From when? Choose, or type a day, for example 31.12.2026. It begins at midnight ({zone}).",
                                      zone=visit.council.zone),
             lambda visit, _, entry: _instant(visit, entry.text, last=False), choices(("now", N_("From now on"))),
             wanted=_asks_role),
    Question("until", N_("End"),
             lambda visit, _: visit.t("Until when? Choose, or type the last day, for example 31.12.2026 ({zone}).",
                                      zone=visit.council.zone),
             lambda visit, _, entry: _instant(visit, entry.text, last=True), choices(("none", N_("No end date")))),
)  # fmt: skip
TERM = Form("term", N_("Role and term"), Term, _TERM, _set_term, _preview_term)


class Search(Answers):
    what: str


def search_words(text: str) -> str:
    """What is searched for, cut to what a button can carry on."""
    return text_rules.line(text).encode()[:SEARCH_BYTES].decode("utf-8", "ignore")


async def _search(visit: Visit, answers: Search) -> None:
    visit.say(roster_page(visit, await entries.list_visible(visit.work), Page(By.SEARCH, 0, answers.what)))


_WHOM = N_("Whom are you looking for? Type a name, an organisation, a country or an e-mail address.")
_WHAT = Question[Search]("what", N_("Search"), _WHOM, lambda _visit, _answers, entry: search_words(entry.text))
SEARCH = Form("search", N_("Search in the roster"), Search, (_WHAT,), _search)


class Correct(Answers):
    person: int
    column: Column
    value: str


async def _correct(visit: Visit, answers: Correct) -> None:
    await entries.correct(visit.work, answers.person, answers.column, answers.value)
    visit.say(await person_page(visit, answers.person))


_COLUMNS = choices(*((column.value, COLUMNS[column]) for column in entries.CORRECTABLE))
_COLUMN = Question("column", N_("Field"), N_("What should be corrected?"), options=_COLUMNS)
_VALUE = Question[Correct](
    "value", N_("Value"),
    lambda visit, answers: visit.t("{field}: type the correct value.", field=visit.t(COLUMNS[answers.column])),
    lambda _visit, answers, entry: entries.CORRECTABLE[answers.column](entry.text),
)  # fmt: skip
CORRECT = Form("correct", N_("Correcting an entry"), Correct, (_COLUMN, _VALUE), _correct)

FORMS = (TERM, SEARCH, CORRECT)
