"""What the work plan looks like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from council import clock
from council.config import Council
from council.followup import Answer
from council.people import Person
from council.plan import LinkKind, Move, PlanDraft, PlanItem, Status
from council.text_rules import beginning
from handlers.common.dates import full_day
from handlers.common.names import capital, group_label, group_list
from handlers.common.navigation import Go, Open, ReportItem, Thing
from handlers.common.rich import Heading, Paragraph, Table, rich_view
from handlers.common.state_words import STATES, answered, each_period, evidence
from handlers.common.texts import Texts
from handlers.common.view import Button, Style, View, bold, button, in_rows, titled
from handlers.plan.presses import Ask, Do, Item, Make, Proof, ShowPlan, Step, Untie
from handlers.plan.views.words import SIGNS, STATUSES, responsible, short, weekday

PAGE = 8
"""Items on one screen."""

MOST_ANSWERS = 4
"""Earlier answers on an item's page, of those that said something else."""

MOST_DAYS = 8
"""Days that an item was moved from and to, as far as they are shown: the first, and the latest."""

_SHORT = 90
"""How much of an item stands in a list."""

ORDER = (Status.LATE, Status.AHEAD, Status.MOVED, Status.DONE, Status.OVER)


@dataclass(frozen=True, slots=True)
class Tie:
    """What an item is tied to, as the reader may see it: `thing` is opened by `id`, and untied by `key`."""

    kind: LinkKind
    key: int
    label: str
    thing: Thing
    id: int


def _counts(items: Sequence[PlanItem], today: date, t: Texts) -> Markup:
    """Late 1 · ahead 5 · moved 1 · done 2, as far as there are such."""
    counted = {standing: sum(item.status(today) is standing for item in items) for standing in ORDER}
    told = [f"{SIGNS[one]} {t(STATUSES[one])} {n}" for one, n in counted.items() if n]
    return Markup(" · ").join(told)


def overview(
    council: Council, codes: Sequence[str], items: Sequence[PlanItem], mine: Sequence[PlanItem], year: int,
    years: Sequence[int], today: date, t: Texts, *, changes: bool,
) -> View:  # fmt: skip
    """All plans that one sees, counted, each with the way to it. `mine`: what the reader is to see to themselves."""
    names = {code: capital(group_list(council, [code], t)) for code in codes}
    told: list[Markup | str] = []
    for code, name in names.items():
        of = [item for item in items if item.draft.group == code]
        told.append(t("{group}: {told}", group=name, told=_counts(of, today, t) if of else t("nothing planned")))
    if mine:
        told += ["", bold(t("Your items")), *_listed(mine, today, t)]
    rows = in_rows([button(name, ShowPlan(code, year, 0)) for code, name in names.items()], 3)
    ways = _ways("", year, years, t, some=bool(items), changes=changes)
    return titled(t("Work plan {year}", year=str(year)), *told, rows=[*rows, *ways])


def _listed(items: Sequence[PlanItem], today: date, t: Texts) -> list[Markup]:
    """The first of them, and how many more there are."""
    told, more = [_line(item, today, t) for item in items[:PAGE]], len(items) - PAGE
    return [*told, t.plural("And {n} more.", "And {n} more.", more)] if more > 0 else told


def _line(item: PlanItem, today: date, t: Texts) -> Markup:
    return t("{sign} {number} · {day} · {what}", sign=SIGNS[item.status(today)], number=item.number,
             day=short(item.draft.due, item.year, t), what=beginning(item.draft.what, _SHORT))  # fmt: skip


def page(
    council: Council, group: str, items: Sequence[PlanItem], people: Mapping[int, Person], press: ShowPlan,
    years: Sequence[int], today: date, t: Texts, *, changes: bool, all_: bool,
) -> View:  # fmt: skip
    """A group's plan for a year, page by page, each item with the way to it. `all_`: there are others' to go back to."""
    year, name = press.year, capital(group_list(council, [group], t))
    pages = max(1, -(-len(items) // PAGE))
    at = min(max(press.page, 0), pages - 1)
    shown = items[at * PAGE : (at + 1) * PAGE]
    rows = [
        (f"{SIGNS[item.status(today)]} {item.number}", short(item.draft.due, item.year, t), beginning(item.draft.what, _SHORT),
         responsible(item.draft, people, t))
        for item in shown
    ]  # fmt: skip
    turns = [(at - 1, "‹"), (at, f"{at + 1} / {pages}"), (at + 1, "›")] if pages > 1 else []
    return rich_view(
        [
            Heading(t("Work plan {year}: {group}", year=str(year), group=name)),
            Paragraph(_counts(items, today, t) if items else t("Nothing is planned for this year yet.")),
            Table((t("No."), t("By when"), t("What"), t("Responsible")), rows) if items else None,
        ],
        [
            *in_rows([button(item.number, Item(item.id)) for item in shown], 4),
            [button(label, ShowPlan(group, year, to)) for to, label in turns if 0 <= to < pages],
            *_ways(group, year, years, t, some=bool(items), changes=changes),
            [button(t("All groups"), ShowPlan("", year, 0))] if all_ else [],
        ],
    )


def _ways(group: str, year: int, years: Sequence[int], t: Texts, *, some: bool, changes: bool) -> list[list[Button]]:
    """The ways to the plan as a file if there is `some` of it, to more in it, and to other years."""

    def ask(label: Markup, what: Make) -> Button:
        return button(label, Ask(what, group, year))

    others = [other for other in years if other != year]
    return [
        [ask(t("As a picture"), Make.PICTURE), ask(t("As a table"), Make.TABLE)] if some else [],
        [ask(t("Add"), Make.ADD), ask(t("From a file"), Make.FILE)] if changes else [],
        [button(str(other), ShowPlan(group, other, 0)) for other in others[-5:]],
    ]


def item(
    council: Council, found: PlanItem, people: Mapping[int, Person], moves: Sequence[Move], ties: Sequence[Tie],
    said: Sequence[Answer], today: date, zone: str, t: Texts, *, changes: bool, finishes: bool,
) -> View:  # fmt: skip
    """One item: how it stands, how it was moved, what it is tied to, and what can be done about it. `said`: what was answered
    about it, of what is asked after."""
    draft = found.draft

    def do(label: Markup, step: Step) -> Button:
        return button(label, Do(step, 0, found.id))

    rows: list[list[Button]] = []
    for tie in ties:
        untie = [button(t("Remove the link"), Untie(found.id, tie.kind, tie.key))] if changes else []
        rows.append([button(tie.label, Open(tie.thing, tie.id)), *untie])
    reports = found.state is not None and found.dropped_at is None and finishes
    if reports:
        rows.append([button(t("Say how far it is"), ReportItem(found.id))])
    if said and said[-1].evidence.file_id:
        rows.append([button(t("File: {name}", name=beginning(said[-1].evidence.file_name or t("a file"), 40)), Proof(found.id))])
    if finishes and found.open:
        rows.append([do(t("Mark as done"), Step.DONE)])
    if finishes and found.done_at is not None:
        rows.append([do(t("Mark as not done"), Step.REOPEN)])
    if changes and found.changeable:
        rows += [
            [do(t("Move"), Step.MOVE), do(t("Change the text"), Step.WHAT)],
            [do(t("Responsible"), Step.WHO), do(t("Add a link"), Step.LINK)],
            [do(t("Remove from the plan"), Step.DROP)],
        ]
    return titled(
        t("{number} ({year}): {what}", number=found.number, year=str(found.year), what=draft.what),
        t("Group: {group}", group=group_label(council, draft.group, t)),
        t("By: {day}", day=weekday(draft.due, t)),
        _standing(found, today, t),
        _moves(moves, t) if moves else None,
        t("Responsible: {name}", name=responsible(draft, people, t)),
        *(["", *_answers(said, people, zone, t)] if found.state is not None else []),
        rows=[*rows, [button(t("The plan"), ShowPlan(draft.group, found.year, 0))]],
    )


def _standing(found: PlanItem, today: date, t: Texts) -> Markup:
    if found.dropped_at is not None:
        return t("Removed from the plan.")
    status, days = found.status(today), abs((found.draft.due - today).days)
    sign = SIGNS[status]
    match status:
        case Status.DONE:
            return t("{sign} Done", sign=sign)
        case Status.OVER:
            return t("{sign} No longer relevant", sign=sign)
        case Status.LATE:
            return t.plural("{sign} Late by {n} day", "{sign} Late by {n} days", days, sign=sign)
        case Status.MOVED:
            return t.plural("{sign} Moved, {n} day left", "{sign} Moved, {n} days left", days, sign=sign)
    return t.plural("{sign} Upcoming, {n} day left", "{sign} Upcoming, {n} days left", days, sign=sign)


def _answers(said: Sequence[Answer], people: Mapping[int, Person], zone: str, t: Texts) -> list[Markup]:
    """What was answered last, by whom and on what it rests; and what was said before."""
    if not said:
        return [t("How far it is: no answer yet.")]
    last, by = said[-1], people.get(said[-1].person or 0)
    others = [one for one, after in pairwise(said) if one.state is not after.state][-MOST_ANSWERS:]
    earlier = [
        t("{state} ({day})", state=t(STATES[one.state]), day=full_day(one.at.astimezone(clock.zone(zone)).date(), t))
        for one in others
    ]
    told = [
        t("The last answer: {answer}", answer=answered(last, zone, t)),
        evidence(last, t),
        t("By {name}", name=by.name) if by else None,
        t("Before: {answers}", answers=Markup(", ").join(earlier)) if earlier else None,
    ]
    return [one for one in told if one is not None]


def _moves(moves: Sequence[Move], t: Texts) -> Markup:
    days = [full_day(moves[0].was, t), *(full_day(move.now, t) for move in moves)]
    if len(days) > MOST_DAYS:
        days = [days[0], "…", *days[2 - MOST_DAYS :]]
    return t("Moved: {days}", days=" → ".join(days))


def ask_to_drop(found: PlanItem, t: Texts) -> View:
    ways = [button(t("Yes, remove it"), Do(Step.DROP, 1, found.id), Style.DANGER), button(t("No, keep it"), Item(found.id))]
    what = t("{number}: {what}", number=found.number, what=found.draft.what)
    told = t("There will be no more reminders of it. Its number will not be used again.")
    return titled(t("Remove this from the plan?"), what, told, rows=[ways])


def to_be_added(council: Council, draft: PlanDraft, people: Mapping[int, Person], t: Texts) -> View:
    group, day = group_label(council, draft.group, t), t("By: {day}", day=weekday(draft.due, t))
    who = t("Responsible: {name}", name=responsible(draft, people, t))
    return titled(t("New item in the work plan"), group, draft.what, day, who)


def to_be_moved(found: PlanItem, due: date, t: Texts) -> View:
    head = t("Moving {number}: {what}", number=found.number, what=found.draft.what)
    was, now = t("Was: {day}", day=weekday(found.draft.due, t)), t("Now: {day}", day=weekday(due, t))
    return titled(head, was, now, t("The previous date stays on record."))


def reminder(council: Council, found: PlanItem, days: int, name: str, t: Texts) -> View:
    """To those responsible: what is due, and in how many days. `name`: whose it is, where that is not the reader."""
    group = group_list(council, [found.draft.group], t)
    head = t.plural("In {n} day: {number}, {group}", "In {n} days: {number}, {group}", days,
                    number=found.number, group=group)  # fmt: skip
    due = t("By: {day}", day=weekday(found.draft.due, t))
    who = t("Responsible: {name}", name=name) if name else t("You are responsible.")
    rows = [[button(t("Mark as done"), Do(Step.DONE, 0, found.id), Style.PRIMARY)], [button(t("Open the item"), Item(found.id))]]
    return titled(capital(head), found.draft.what, due, who, rows=rows)


def yours(council: Council, items: Sequence[PlanItem], today: date, t: Texts) -> View:
    """To someone who is to see to something new: all that is theirs."""
    groups = group_list(council, {item.draft.group for item in items}, t)
    opens = in_rows([button(item.number, Item(item.id)) for item in items[:PAGE]], 4)
    head, last = t("Your items in the work plan, {groups}", groups=groups), button(t("The plan"), Go("plan"))
    told = t("You will be reminded a week and a day before each.")
    asked = any(item.state is not None for item in items)
    rhythm = each_period(council.followup_months, t)
    too = t("Of items that come from minutes you will also be asked {each_period} how far they are.", each_period=rhythm)
    return titled(head, *_listed(items, today, t), told, too if asked else None, rows=[*opens, [last]])


def picture_words(council: Council, group: str, year: int, items: Sequence[PlanItem], today: date, t: Texts) -> View:
    name = capital(group_list(council, [group] if group else council.codes, t))
    title = t("Work plan {year}: {group}", year=str(year), group=name)
    return titled(title, _counts(items, today, t), rows=[[button(t("The plan"), ShowPlan(group, year, 0))]])


def table_words(year: int, items: int, t: Texts) -> View:
    told = t("To change the plan, edit this table and send it back with “From a file”: items are matched by number.")
    return titled(t("Work plan {year}", year=str(year)), t.plural("{n} item", "{n} items", items), told)
