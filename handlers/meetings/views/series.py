"""What a series looks like before it is published."""

from collections.abc import Iterable
from datetime import datetime

from babel.dates import format_date
from markupsafe import Markup

from council.clock import existing
from council.series import LEAD, Every, Series
from handlers.common.texts import Texts
from handlers.meetings.views import words

SHOWN = 4
"""Days listed before the last one."""


def days(series: Series, t: Texts) -> Iterable[Markup]:
    """How often, the first days and the last one, and what happens on days that are unlike the others."""
    pattern = series.pattern
    listed = [pattern.day(nth) for nth in range(pattern.count)]

    def said(day: datetime) -> str:
        return format_date(day, "EEE d MMMM y", locale=t.locale)

    rhythm, n = words.rhythm(pattern, t), pattern.count
    yield t.plural("In a series of {n} meeting: {rhythm}", "In a series of {n} meetings: {rhythm}", n, rhythm=rhythm)
    shown = [said(datetime.combine(day, series.draft.starts.time())) for day in listed]
    if len(shown) > SHOWN + 1:
        shown = [*shown[:SHOWN], "…", shown[-1]]
    yield Markup("; ").join(shown)
    if pattern.every is Every.MONTH_DAY and any(day.day != pattern.anchor for day in listed):
        yield t("In months without a day {day} it is on their last day.", day=pattern.anchor)
    for day in listed:
        typed = datetime.combine(day, series.draft.starts.time())
        there = existing(typed, series.draft.zone)
        if there != typed:
            yield t(
                "On {day} the clocks skip {time}: it begins at {then} there.",
                day=said(typed), time=f"{typed:%H:%M}", then=f"{there:%H:%M}",
            )  # fmt: skip
    yield t.plural(
        "People get the card of the first at once, of each other one {n} day before it.",
        "People get the card of the first at once, of each other one {n} days before it.",
        LEAD.days,
    )
