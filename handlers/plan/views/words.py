"""What the plan's parts are called, and what is wrong with a table's cells."""

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date
from markupsafe import Markup

from council.config import Council
from council.people import Person
from council.plan import PlanDraft, Status
from council.plan_tables import Column, Mistake, Why
from handlers.common.texts import N_, Texts

SIGNS: Mapping[Status, str] = {Status.DONE: "✓", Status.LATE: "▲", Status.MOVED: "◆", Status.AHEAD: "○", Status.OVER: "–"}
"""What stands for each in a list; the picture draws the same shapes."""


def weekday(at: date, t: Texts) -> str:
    """Wed 31 March 2027."""
    return format_date(at, "EEE d MMMM y", locale=t.locale)


def short(at: date, year: int, t: Texts) -> str:
    """31 Mar; 31 Mar 2028 where that is not the year that is spoken of."""
    return format_date(at, "d MMM" if at.year == year else "d MMM y", locale=t.locale)


STATUSES: Mapping[Status, str] = {
    Status.DONE: N_("done"), Status.LATE: N_("late"), Status.MOVED: N_("moved"), Status.AHEAD: N_("upcoming"),
    Status.OVER: N_("no longer relevant"),
}  # fmt: skip


def responsible(draft: PlanDraft, people: Mapping[int, Person], t: Texts) -> str:
    """Who sees to it, by name; "nobody yet" where it is open."""
    person = people.get(draft.person) if draft.person is not None else None
    named = person.name if person else draft.who
    return named or str(t("nobody yet").unescape())


HEADS: Mapping[Column, str] = {
    Column.NUMBER: N_("№"), Column.GROUP: N_("Group"), Column.WHAT: N_("What"), Column.DUE: N_("By when"),
    Column.WHO: N_("Who"), Column.DONE: N_("Done"), Column.RECOMMENDATION: N_("Recommendation"),
}  # fmt: skip
"""What a table's columns are titled with."""

MISTAKES: Mapping[Why, str] = {
    Why.MISSING: N_("a readable value is needed here."),
    Why.TOO_LONG: N_("{got} characters; the limit is {limit}."), Why.NO_GROUP: N_("no such group: “{told}”. There are: {groups}"),
    Why.NOT_YOURS: N_("you cannot change the plan of “{told}”."),
    Why.NO_DAY: N_("not a date: “{told}”. Write 31.03.2027, March 2027 or Q1 2027."),
    Why.BAD_YEAR: N_("please check the year: “{told}”"),
    Why.NO_ITEM: N_("no item with the number “{told}” in this group's plan. Leave the cell empty for a new item."),
    Why.TWO_PEOPLE: N_("two people in the group are called “{told}”. Choose one in the bot."),
    Why.NO_DONE: N_("neither yes nor no: “{told}”"), Why.FORMULA: N_("a formula without a value: {told}"),
    Why.TWICE: N_("the same item as in row {row}."),
    Why.NO_RECOMMENDATION: N_("no recommendation “{told}” of this group is followed up."),
    Why.PAST: N_("this day has passed: “{told}”. A measure of a recommendation lies ahead, or is done."),
    Why.TOO_MANY: N_("recommendation {told} has too many measures; the limit is {limit}."),
}  # fmt: skip


def mistake(council: Council, found: Mistake, t: Texts) -> Markup:
    """The mistake, with the cell's name in front."""
    what, groups = found.told, ", ".join(council.codes)
    said = t(MISTAKES[found.why], told=what, got=what, row=what, limit=found.limit, groups=groups)
    return t("{cell}: {said}", cell=f"{found.column}{found.row}", said=said)
