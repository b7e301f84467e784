"""From a year's plan to what is drawn of it."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date

from babel.dates import get_month_names

from council.config import Council
from council.people import Person
from council.plan import PlanItem, Status
from handlers.common.dates import full_day
from handlers.common.names import capital, group_list
from handlers.common.pictures.canvas import group_sign
from handlers.common.pictures.year import MOST_ITEMS, Mark, Shape, Track, Year
from handlers.common.texts import Texts, plain
from handlers.plan.views.words import STATUSES, responsible


def picture(
    council: Council, group: str, year: int, items: Sequence[PlanItem], people: Mapping[int, Person], today: date,
    t: Texts,
) -> Year:  # fmt: skip
    """What is drawn: of one group its items in words, of several ("") what lies in which month. `items` are those that
    the reader sees, by group and day."""
    codes = [group] if group else [code for code in council.codes if any(i.draft.group == code for i in items)]
    tracks = []
    for code in codes:
        marks = [_mark(item, year, people, today, t) for item in items if item.draft.group == code]
        tracks.append(Track(group_sign(council, code), t.named(council.group(code).names), marks))
    standings = [item.status(today) for item in items]
    legend = [(_shape(one), f"{plain(t(STATUSES[one]))} {standings.count(one)}") for one in Status if one in standings]
    names = get_month_names("abbreviated", "stand-alone", t.locale)
    head = t("Work plan {year}: {group}", year=str(year), group=capital(group_list(council, codes, t)))
    more = len(items) - MOST_ITEMS
    return Year(
        plain(head) if codes else plain(t("Work plan {year}", year=str(year))),
        [capital(str(names[month]).rstrip("."))[:4] for month in range(1, 13)],
        tracks,
        _place(today, year) if today.year == year else None,
        legend,
        plain(t("Nothing is planned for this year yet.")),
        plain(t.plural("And {n} more in the plan.", "And {n} more in the plan.", max(more, 0))),
        plain(t("{council}, {day}", council=t.named(council.short_names), day=full_day(today, t))),
    )


def _mark(item: PlanItem, year: int, people: Mapping[int, Person], today: date, t: Texts) -> Mark:
    draft = item.draft
    was = _place(item.planned, year) if item.planned != draft.due else None
    note = plain(t("{day} · {who}", day=full_day(draft.due, t), who=responsible(draft, people, t)))
    return Mark(item.number, draft.what, note, _shape(item.status(today)), _place(draft.due, year), was)


def _shape(status: Status) -> Shape:
    return Shape[status.name]


def _place(at: date, year: int) -> float:
    """Where a day lies in this year, from 0.0 to 12.0; days of other years at its ends."""
    if at.year != year:
        return 0.0 if at.year < year else 12.0
    return at.month - 1 + (at.day - 0.5) / calendar.monthrange(at.year, at.month)[1]
