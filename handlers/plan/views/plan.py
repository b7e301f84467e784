"""What the work plan looks like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from council.config import Council
from council.people import Person
from council.plan import LinkKind, Move, PlanDraft, PlanItem, Status
from handlers.common.names import capital, group_label, group_list
from handlers.common.navigation import Go, Open, Thing
from handlers.common.texts import Texts
from handlers.common.view import Button, View, bold, button, in_rows, lines
from handlers.plan.presses import Ask, Do, Item, Make, ShowPlan, Step, Untie
from handlers.plan.views.words import SIGNS, STATUSES, day, responsible, short, weekday

PAGE = 8
"""Items on one screen."""

MOST_DAYS = 8
"""Days that an item was moved from and to, as far as they are shown: the first, and the latest."""

_SHORT = 90
"""How much of an item stands in a list."""

ORDER = (Status.LATE, Status.AHEAD, Status.MOVED, Status.DONE)


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


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def overview(
    council: Council, codes: Sequence[str], items: Sequence[PlanItem], mine: Sequence[PlanItem], year: int,
    years: Sequence[int], today: date, t: Texts, *, changes: Sequence[str],
) -> View:  # fmt: skip
    """All plans that one sees, counted, each with the way to it. `mine`: what the reader is to see to themselves."""
    parts: list[Markup | str] = [bold(t("Work plan {year}", year=str(year)))]
    for code in codes:
        of = [item for item in items if item.draft.group == code]
        told = _counts(of, today, t) if of else t("nothing planned")
        parts.append(t("{group}: {told}", group=capital(group_list(council, [code], t)), told=told))
    parts += _mine(mine, today, t)
    rows = in_rows([button(capital(group_list(council, [code], t)), ShowPlan(code, year, 0)) for code in codes], 3)
    return View(lines(*parts), (*rows, *_ways(council, "", year, years, bool(items), t, changes=changes)))


def _mine(mine: Sequence[PlanItem], today: date, t: Texts) -> list[Markup | str]:
    if not mine:
        return []
    return ["", bold(t("Yours to see to")), *_listed(mine, today, t)]


def _listed(items: Sequence[PlanItem], today: date, t: Texts) -> list[Markup | str]:
    """The first of them, and how many more there are."""
    more = len(items) - PAGE
    told: list[Markup | str] = [_line(item, today, t, who="") for item in items[:PAGE]]
    return [*told, t.plural("And {n} more.", "And {n} more.", more)] if more > 0 else told


def _line(item: PlanItem, today: date, t: Texts, who: str) -> Markup:
    standing = item.status(today)
    told = t("{sign} {number} · {day} · {what}", sign=SIGNS[standing], number=item.number,
             day=short(item.draft.due, item.year, t), what=_cut(item.draft.what))  # fmt: skip
    return t("{item} · {who}", item=told, who=who) if who else told


def page(
    council: Council, group: str, items: Sequence[PlanItem], people: Mapping[int, Person], press: ShowPlan,
    years: Sequence[int], today: date, t: Texts, *, changes: bool, all_: bool,
) -> View:  # fmt: skip
    """A group's plan for a year, page by page, each item with the way to it. `all_`: there are others' to go back to."""
    name = capital(group_list(council, [group], t))
    parts: list[Markup | str] = [bold(t("Work plan {year}: {group}", year=str(press.year), group=name))]
    pages = max(1, -(-len(items) // PAGE))
    at = min(max(press.page, 0), pages - 1)
    shown = items[at * PAGE : (at + 1) * PAGE]
    if items:
        parts += [_counts(items, today, t), ""]
        parts += [_line(item, today, t, responsible(item.draft, people, t)) for item in shown]
    else:
        parts.append(t("Nothing is planned for this year yet."))
    rows = list(in_rows([button(item.number, Item(item.id)) for item in shown], 4))
    if pages > 1:
        turn = []
        if at:
            turn.append(button("‹", ShowPlan(group, press.year, at - 1)))
        turn.append(button(f"{at + 1} / {pages}", ShowPlan(group, press.year, at)))
        if at + 1 < pages:
            turn.append(button("›", ShowPlan(group, press.year, at + 1)))
        rows.append(tuple(turn))
    rows += _ways(council, group, press.year, years, bool(items), t, changes=[group] if changes else [])
    if all_:
        rows.append((button(t("All groups"), ShowPlan("", press.year, 0)),))
    return View(lines(*parts), tuple(rows))


def _ways(
    _council: Council, group: str, year: int, years: Sequence[int], some: bool, t: Texts, *, changes: Sequence[str]
) -> list[tuple[Button, ...]]:
    rows: list[tuple[Button, ...]] = []
    if some:
        rows.append(
            (
                button(t("The year as a picture"), Ask(Make.PICTURE, group, year)),
                button(t("As a table"), Ask(Make.TABLE, group, year)),
            )
        )
    if changes:
        rows.append(
            (button(t("Add"), Ask(Make.ADD, group, year)), button(t("From a file"), Ask(Make.FILE, group, year)))
        )
    others = [other for other in years if other != year]
    if others:
        rows.append(tuple(button(str(other), ShowPlan(group, other, 0)) for other in others[-5:]))
    return rows


def item(
    council: Council, found: PlanItem, people: Mapping[int, Person], moves: Sequence[Move], ties: Sequence[Tie],
    today: date, t: Texts, *, changes: bool, finishes: bool,
) -> View:  # fmt: skip
    """One item: how it stands, how it was moved, what it is tied to, and what can be done about it."""
    draft = found.draft
    rows: list[tuple[Button, ...]] = []
    for tie in ties:
        row = [button(tie.label, Open(tie.thing, tie.id))]
        if changes:
            row.append(button(t("Untie"), Untie(found.id, tie.kind, tie.key)))
        rows.append(tuple(row))
    if finishes and found.open:
        rows.append((button(t("✓ Done"), Do(Step.DONE, 0, found.id)),))
    if finishes and found.done_at is not None:
        rows.append((button(t("Not done after all"), Do(Step.REOPEN, 0, found.id)),))
    if changes and found.open:
        rows += in_rows(
            [
                button(t("Move"), Do(Step.MOVE, 0, found.id)),
                button(t("Change the words"), Do(Step.WHAT, 0, found.id)),
                button(t("Who sees to it"), Do(Step.WHO, 0, found.id)),
                button(t("Tie to a meeting or recommendation"), Do(Step.LINK, 0, found.id)),
                button(t("Take off the plan"), Do(Step.DROP, 0, found.id)),
            ]
        )
    rows.append((button(t("The plan"), ShowPlan(draft.group, found.year, 0)),))
    return View(
        lines(
            bold(t("{number} ({year}): {what}", number=found.number, year=str(found.year), what=draft.what)),
            t("Group: {group}", group=group_label(council, draft.group, t)),
            t("By: {day}", day=weekday(draft.due, t)),
            _standing(found, today, t),
            _moves(moves, t) if moves else None,
            t("Who: {name}", name=responsible(draft, people, t)),
        ),
        tuple(rows),
    )


def _standing(found: PlanItem, today: date, t: Texts) -> Markup:
    days = abs((found.draft.due - today).days)
    sign = SIGNS[found.status(today)]
    if found.dropped_at is not None:
        return t("Taken off the plan.")
    match found.status(today):
        case Status.DONE:
            return t("{sign} Done", sign=sign)
        case Status.LATE:
            return t.plural("{sign} Late: {n} day over", "{sign} Late: {n} days over", days, sign=sign)
        case Status.MOVED:
            return t.plural("{sign} Moved, {n} day left", "{sign} Moved, {n} days left", days, sign=sign)
    return t.plural("{sign} Ahead, {n} day left", "{sign} Ahead, {n} days left", days, sign=sign)


def _moves(moves: Sequence[Move], t: Texts) -> Markup:
    days = [day(moves[0].was, t), *(day(move.now, t) for move in moves)]
    if len(days) > MOST_DAYS:
        days = [days[0], "…", *days[2 - MOST_DAYS :]]
    return t("Moved: {days}", days=" → ".join(days))


def ask_to_drop(found: PlanItem, t: Texts) -> View:
    """Before an item is taken off the plan."""
    return View(
        lines(
            bold(t("Take this off the plan?")),
            t("{number}: {what}", number=found.number, what=found.draft.what),
            t("Nobody is reminded of it any more. Its number is not given to another."),
        ),
        ((button(t("Yes, take it off"), Do(Step.DROP, 1, found.id)), button(t("No, keep it"), Item(found.id))),),
    )


def to_be_added(council: Council, draft: PlanDraft, people: Mapping[int, Person], t: Texts) -> View:
    """A new item, before it is kept."""
    return View(
        lines(
            bold(t("New in the work plan")),
            group_label(council, draft.group, t),
            draft.what,
            t("By: {day}", day=weekday(draft.due, t)),
            t("Who: {name}", name=responsible(draft, people, t)),
        )
    )


def to_be_moved(found: PlanItem, due: date, t: Texts) -> View:
    """An item and its new day, before it is moved."""
    return View(
        lines(
            bold(t("Moving {number}: {what}", number=found.number, what=found.draft.what)),
            t("Was: {day}", day=weekday(found.draft.due, t)),
            t("Now: {day}", day=weekday(due, t)),
            t("The old day is kept."),
        )
    )


def reminder(council: Council, found: PlanItem, days: int, name: str, t: Texts) -> View:
    """To those responsible: what is due, and in how many days. `name`: whose it is, where that is not the reader."""
    group = group_list(council, [found.draft.group], t)
    head = t.plural("In {n} day: {number}, {group}", "In {n} days: {number}, {group}", days,
                    number=found.number, group=group)  # fmt: skip
    return View(
        lines(
            bold(capital(head)),
            found.draft.what,
            t("By: {day}", day=weekday(found.draft.due, t)),
            t("Who: {name}", name=name) if name else t("It is yours to see to."),
        ),
        ((button(t("✓ Done"), Do(Step.DONE, 0, found.id)),), (button(t("Open the item"), Item(found.id)),)),
    )


def yours(council: Council, items: Sequence[PlanItem], today: date, t: Texts) -> View:
    """To someone who is to see to something new: all that is theirs."""
    groups = group_list(council, {item.draft.group for item in items}, t)
    return View(
        lines(
            bold(t("Yours to see to in the work plan, {groups}", groups=groups)),
            *_listed(items, today, t),
            t("You are reminded a week and a day before each."),
        ),
        (
            *in_rows([button(item.number, Item(item.id)) for item in items[:PAGE]], 4),
            (button(t("The plan"), Go("plan")),),
        ),
    )


def picture_words(council: Council, group: str, year: int, items: Sequence[PlanItem], today: date, t: Texts) -> View:
    """Under the picture of a year."""
    name = capital(group_list(council, [group] if group else council.codes, t))
    return View(
        lines(bold(t("Work plan {year}: {group}", year=str(year), group=name)), _counts(items, today, t)),
        ((button(t("The plan"), ShowPlan(group, year, 0)),),),
    )


def table_words(year: int, items: int, t: Texts) -> View:
    """Under the plan as a table."""
    return View(
        lines(
            bold(t("Work plan {year}", year=str(year))),
            t.plural("{n} item", "{n} items", items),
            t("Changed and sent back by “From a file”, it changes the plan: items are known by their numbers."),
        )
    )
