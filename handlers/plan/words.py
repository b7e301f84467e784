"""What the plan's parts are called, and what is wrong with a table's cells."""

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date, get_month_names
from markupsafe import Markup

from council.config import Council
from council.people import Person
from council.plan import PlanDraft, Standing
from council.plan_tables import Column, Mistake, Why
from council.roster_tables import fold
from handlers.common.texts import SOURCE, Texts

SIGNS: Mapping[Standing, str] = {
    Standing.DONE: "✓",
    Standing.LATE: "▲",
    Standing.MOVED: "◆",
    Standing.AHEAD: "○",
}
"""What stands for each in a list; the picture draws the same shapes."""


def day(at: date, t: Texts) -> str:
    """31 March 2027."""
    return format_date(at, "d MMMM y", locale=t.locale)


def weekday(at: date, t: Texts) -> str:
    """Wed 31 March 2027."""
    return format_date(at, "EEE d MMMM y", locale=t.locale)


def short(at: date, year: int, t: Texts) -> str:
    """31 Mar; 31 Mar 2028 where that is not the year that is spoken of."""
    return format_date(at, "d MMM" if at.year == year else "d MMM y", locale=t.locale)


def standing_name(standing: Standing, t: Texts) -> Markup:
    names = {
        Standing.DONE: t("done"),
        Standing.LATE: t("late"),
        Standing.MOVED: t("moved"),
        Standing.AHEAD: t("ahead"),
    }
    return names[standing]


def responsible(draft: PlanDraft, people: Mapping[int, Person], t: Texts) -> str:
    """Who sees to it, by name; "nobody yet" where it is open."""
    person = people.get(draft.person) if draft.person is not None else None
    named = person.name if person else draft.who
    return named or str(t("nobody yet").unescape())


def months(council: Council) -> dict[str, int]:
    """The months by every name that they have in the council's languages, and in English: folded, full and short."""
    found: dict[str, int] = {}
    for language in {*council.languages, SOURCE}:
        locale = Texts.locale_of(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names = get_month_names(width, context, locale)
                found |= {fold(str(name)).rstrip("."): number for number, name in names.items()}
    return found


def head_name(column: Column, t: Texts) -> Markup:
    """What a table's column is headed with."""
    names = {
        Column.NUMBER: Markup("№"),
        Column.GROUP: t("Group"),
        Column.WHAT: t("What"),
        Column.DUE: t("By when"),
        Column.WHO: t("Who"),
        Column.DONE: t("Done"),
    }
    return names[column]


def mistake(council: Council, found: Mistake, t: Texts) -> Markup:
    """The mistake, with the cell's name in front."""
    told = found.told
    said = {
        Why.MISSING: t("nothing readable stands here, and something is needed."),
        Why.TOO_LONG: t("{got} characters; {limit} fit.", got=told,
                        limit=found.limit),
        Why.NO_GROUP: t("no such group: “{told}”. There are: {groups}", told=told, groups=", ".join(council.codes)),
        Why.NOT_YOURS: t("the plan of “{told}” is not yours to change.", told=told),
        Why.NO_DAY: t("not a day: “{told}”. Write 31.03.2027, March 2027 or Q1 2027.", told=told),
        Why.BAD_YEAR: t("is the year of “{told}” right?", told=told),
        Why.NO_ITEM: t("no item of the number “{told}” in this group's plan. Leave it empty for a new one.", told=told),
        Why.TWO_PEOPLE: t("two people of the group are called “{told}”. Choose one in the bot.", told=told),
        Why.NO_DONE: t("neither yes nor no: “{told}”", told=told),
        Why.FORMULA: t("a formula that gives no value: {told}", told=told),
        Why.TWICE: t("the same item as in row {row}.", row=told),
    }  # fmt: skip
    return t("{cell}: {said}", cell=f"{found.column}{found.row}", said=said[found.why])
