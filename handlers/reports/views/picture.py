"""From follow-ups to what is drawn of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from council.config import Addressee, Council
from council.followup import FollowUp
from council.reports import OTHERS, by_state, cell, columns
from handlers.common.dates import full_day
from handlers.common.pictures.canvas import group_sign
from handlers.common.pictures.followup import MOST_ROWS, Chart, Part, Row
from handlers.common.state_words import STATES
from handlers.common.texts import Texts, plain
from handlers.reports.views import words

LONGEST_HEAD = 5
"""How many letters of a state's code stand above its column."""


def pages(found: Sequence[FollowUp], rows: int = MOST_ROWS) -> int:
    """On how many pictures of so many rows they are drawn; nothing is drawn on one."""
    return max(1, -(-len(found) // rows))


def charts(council: Council, head: str, found: Sequence[FollowUp], known: Mapping[str, Addressee], today: date,
           t: Texts, rows: int = MOST_ROWS) -> list[Chart]:  # fmt: skip
    """The pictures, with so many recommendations on each; of nothing, one that says so. `found`: by group."""
    of, states = pages(found, rows), columns(found, known)
    counted = by_state(found)
    legend = [(words.mark(one), f"{words.state(one, t)} {counted.get(one, 0)}") for one in STATES]
    key = [f"{_head(code, t)}\u00a0{words.column(code, known, t)}" for code in states if code != OTHERS]
    day = full_day(today, t)
    made = []
    for at in range(of):
        shown = found[at * rows : (at + 1) * rows]
        parts = [
            Part(
                group_sign(council, code), t.named(council.group(code).names), [_row(one, states, known, today, t) for one in own]
            )
            for code, own in groupby(shown, key=lambda one: one.group)
        ]
        place = t("{page} of {pages}", page=at + 1, pages=of) if of > 1 else ""
        foot = t("{council}, {day}", council=t.named(council.short_names), day=day)
        made.append(Chart(
            head, plain(t("Council")), [_head(code, t) for code in states], parts, legend,
            plain(t("An empty cell: not addressed. {states}", states=" · ".join(key))),
            plain(t("No recommendation is in follow-up.")), " · ".join(filter(None, (plain(foot), plain(place)))),
        ))  # fmt: skip
    return made


def _head(code: str, t: Texts) -> str:
    return plain(t("Others")) if code == OTHERS else code[:LONGEST_HEAD]


def _row(found: FollowUp, states: Sequence[str], known: Mapping[str, Addressee], today: date, t: Texts) -> Row:
    late = len(found.late(today))
    cells = [cell(found, code, known) for code in states]
    return Row(
        plain(t("{number}, ended", number=found.number)) if found.ended else found.number,
        found.title,
        plain(t.plural("{n} measure late", "{n} measures late", late)) if late else "",
        words.mark(found.state()),
        [None if one is None else words.mark(one) for one in cells],
    )
