"""The list of recommendations: what waits for an answer, then where each of them stands; and what a search has found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from council.recommendations import Recommendation
from council.rounds import Round, RoundState
from council.text_rules import beginning
from handlers.common.dates import moment
from handlers.common.navigation import Open, Thing
from handlers.common.texts import Texts
from handlers.common.view import Rows, View, bold, button, in_rows, lines, offered
from handlers.recommendations.presses import Browse, Find
from handlers.recommendations.views.page import state_line

LISTED_TITLE = 70
"""How much of a title is listed, in UTF-16 code units."""

ON_A_PAGE = 8
"""How many recommendations the list shows at a time."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What /recommendations shows: what waits for the reader, then a stretch of all, which begins `at` of `total`.
    `last`: by recommendation, its last round, as far as it may be seen."""

    waiting: Sequence[Round]
    found: Sequence[Recommendation]
    last: Mapping[int, Round]
    at: int = 0
    total: int = 0
    search: str = ""


def listing(shown: Listing, now: datetime, zone: str, t: Texts) -> View:
    """What waits first, then where each of them stands, the latest first."""
    words = beginning(shown.search, LISTED_TITLE)
    head = t("Recommendations with “{words}”", words=words) if words else t("Recommendations")
    parts: list[Markup | str] = [bold(head)]
    if shown.waiting:
        parts += ["", bold(t("Waiting for you")), *(_until_line(one, one.deadline, zone, t) for one in shown.waiting)]
    if shown.found:
        if shown.waiting:
            parts += ["", bold(t("All of them"))]
        parts += [_line(about, shown.last.get(about.id), now, zone, t) for about in shown.found]
    elif shown.search:
        parts.append(t("No recommendation has these words in its number, title or text."))
    elif not shown.waiting:
        parts.append(t("There are none yet in your groups. When one is opened you will hear of it at once."))
    waiting = [button(t("Answer {number}", number=one.number), Open(Thing.ROUND, one.id)) for one in shown.waiting]
    all_ = [button(about.number, Open(Thing.RECOMMENDATION, about.id)) for about in shown.found]
    return View(lines(*parts), (*in_rows(waiting), *in_rows(all_, 3), *_turning(shown, t)))


def _turning(shown: Listing, t: Texts) -> Rows:
    at, more = shown.at, shown.at + len(shown.found) < shown.total
    ways = offered((at and not shown.search, t("Later ones"), Browse(max(at - ON_A_PAGE, 0))),
                   (more and not shown.search, t("Earlier ones"), Browse(at + ON_A_PAGE)),
                   (shown.total or shown.search, t("Search"), Find()))  # fmt: skip
    return in_rows(ways, 3)


def _until_line(about: Recommendation | Round, deadline: datetime, zone: str, t: Texts) -> Markup:
    when, title = moment(deadline, zone, t), beginning(about.title, LISTED_TITLE)
    return t("{number}, until {when}. {title}", number=about.number, when=when, title=title)


def _line(about: Recommendation, last: Round | None, now: datetime, zone: str, t: Texts) -> Markup:
    if last is not None and last.open(now):
        return _until_line(about, last.deadline, zone, t)
    title = beginning(about.title, LISTED_TITLE)
    if last is not None and last.state is RoundState.AWAITING:
        return t("{number}, the chair decides. {title}", number=about.number, title=title)
    return t("{number}, {stage}. {title}", number=about.number, stage=state_line(about, last, t), title=title)
