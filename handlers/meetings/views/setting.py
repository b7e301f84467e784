"""What is shown while meetings are set: the days of a series, drafts, and what can be copied."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from babel.dates import format_date
from markupsafe import Markup

from council.clock import existing
from council.config import Council
from council.meetings import Meeting
from council.series import LEAD, Every, Series
from council.text_rules import beginning
from handlers.common.dates import moment, short_day
from handlers.common.navigation import Go
from handlers.common.texts import Texts
from handlers.common.view import Button, View, bold, button, lines, titled
from handlers.meetings.presses import CopyOf, DraftTask, OnDraft, ShowDrafts
from handlers.meetings.views import words
from handlers.meetings.views.card import named
from storage.drafts import Draft

SHOWN = 4
"""Days listed before the last one."""


def days(series: Series, t: Texts) -> Iterable[Markup]:
    """How often, the first days and the last one, and what happens on days that are unlike the others."""
    pattern = series.pattern
    listed = [datetime.combine(pattern.day(nth), series.draft.starts.time()) for nth in range(pattern.count)]

    def said(day: datetime) -> str:
        return format_date(day, "EEE d MMMM y", locale=t.locale)

    rhythm, n = words.rhythm(pattern, t), pattern.count
    yield t.plural("In a series of {n} meeting: {rhythm}", "In a series of {n} meetings: {rhythm}", n, rhythm=rhythm)
    shown = [said(day) for day in listed]
    if len(shown) > SHOWN + 1:
        shown = [*shown[:SHOWN], "…", shown[-1]]
    yield Markup("; ").join(shown)
    if pattern.every is Every.MONTH_DAY and any(day.day != pattern.anchor for day in listed):
        yield t("In months without a day {day} it is on their last day.", day=pattern.anchor)
    for typed in listed:
        there = existing(typed, series.draft.zone)
        if there != typed:
            yield t(
                "On {day} the clocks skip {time}: the meeting begins at {then}.",
                day=said(typed), time=f"{typed:%H:%M}", then=f"{there:%H:%M}",
            )  # fmt: skip
    yield t.plural("People get the first card at once, each other one {n} day before its meeting.",
                   "People get the first card at once, each other one {n} days before its meeting.", LEAD.days)  # fmt: skip


def kept(title: str, t: Texts) -> View:
    head, note = t("Saved as a draft: {title}", title=title), t("Nobody was told. Everyone in the secretariat finds it here.")
    return titled(head, note, rows=[[button(t("Drafts"), ShowDrafts()), button(t("Meetings"), Go("meetings"))]])


def listed(found: Sequence[Draft], zone: str, t: Texts) -> View:
    """The drafts, the last one first; each can be gone on with or discarded."""
    if not found:
        return View(t("There are no drafts. /meeting sets a meeting, /series a series of them."))
    parts: list[Markup | str] = [bold(t("Drafts"))]
    rows: list[tuple[Button, ...]] = []
    for at, draft in enumerate(found, start=1):
        label = t("{at}. {title}", at=at, title=draft.title or t("without a title"))
        parts += [label, t("Saved {when}", when=moment(draft.kept_at, zone, t))]
        on, away = (OnDraft(draft.id, what) for what in DraftTask)
        rows.append((button(label, on), button(t("Delete {at}", at=at), away)))
    return View(lines(*parts), tuple(rows))


def earlier(council: Council, found: Sequence[Meeting], t: Texts) -> View:
    """What a new meeting can be copied from."""
    if not found:
        return View(t("There is no earlier meeting yet. /meeting sets one."))
    labels = [f"{short_day(one.draft.starts, t)} · {named(council, one, t).unescape()}" for one in found]
    rows = tuple((button(beginning(label, 60), CopyOf(one.id)),) for label, one in zip(labels, found, strict=True))
    note = t("Everything but its day and agenda is copied; you can change it.")
    return titled(t("Copy which meeting?"), note, rows=rows)
