"""The form of a series: a meeting, how often it comes again, and until when."""

import re
from datetime import date
from functools import partial

from markupsafe import Markup

from council import series as rules, text_rules
from council.errors import BadSeries, Refused
from council.lexicon import one_of
from council.meetings import Meeting, MeetingState, check_start
from council.series import LEAST_MEETINGS, MOST_MEETINGS, MOST_YEARS, Every, Pattern, Series, is_last
from handlers.common.dates import read_local_day
from handlers.common.texts import N_, plain
from handlers.common.view import View, lines
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Entry, Form, Pick, Question
from handlers.meetings.actions import drafts, series
from handlers.meetings.forms import fields
from handlers.meetings.forms.fields import NewMeeting, show_managed
from handlers.meetings.views import card, setting, words
from storage import drafts as kept_drafts

_WEEKS, _MONTH_DAY, _MONTH_WEEKDAY, _MONTH_LAST = "w", "d", "k", "l"


class NewSeries(NewMeeting):
    """A meeting that comes again. `every`: a letter for the rhythm, and how many weeks or months lie between."""

    every: str
    count: int = LEAST_MEETINGS

    @property
    def pattern(self) -> Pattern:
        """The days that were typed so far."""
        return _pattern(self.every, self.starts.date(), self.count)


def _rhythms(visit: Visit, answers: NewSeries) -> list[tuple[str, str]]:
    """What a series that begins on this day can go by."""
    first = answers.starts.date()
    kinds = [f"{_WEEKS}1", f"{_WEEKS}2", f"{_WEEKS}4", f"{_MONTH_DAY}1"]
    if (first.day - 1) // 7 < 4:
        kinds.append(f"{_MONTH_WEEKDAY}1")
    if is_last(first):
        kinds.append(f"{_MONTH_LAST}1")
    return [(kind, plain(words.rhythm(_pattern(kind, first), visit.t))) for kind in kinds]


def _read_rhythm(visit: Visit, answers: NewSeries, entry: Entry) -> str:
    """Typed: every 3 weeks; 2 months; every 3 months, last. Raises `BadNumber`."""
    by_label = {label.casefold(): value for value, label in _rhythms(visit, answers)}
    if (value := by_label.get(entry.text.strip().casefold())) is not None:
        return value
    apart, unit = rules.read_apart(entry.text, visit.t.lexicon)
    if unit == "week":
        return f"{_WEEKS}{apart}"
    last = is_last(answers.starts.date()) and re.search(one_of(visit.t.lexicon.rhythms["last"]), entry.text, re.IGNORECASE)
    return f"{_MONTH_LAST if last else _MONTH_DAY}{apart}"


def _pattern(kind: str, first: date, count: int = LEAST_MEETINGS) -> Pattern:
    every = {_WEEKS: Every.WEEKS, _MONTH_DAY: Every.MONTH_DAY}.get(kind[0], Every.MONTH_WEEKDAY)
    anchor = rules.LAST if kind[0] == _MONTH_LAST else rules.anchor(every, first)
    return Pattern(every, int(kind[1:]), first, count, anchor)


def _ask_end(visit: Visit, answers: NewSeries) -> Markup:
    day = answers.starts.day
    short = answers.every.startswith(_MONTH_DAY) and day > 28
    ask = visit.t(
        "How many meetings, or until which day? Type a number from {least} to {most}, or choose the last day; at most "
        "{years} years.", least=LEAST_MEETINGS, most=MOST_MEETINGS, years=MOST_YEARS,
    )  # fmt: skip
    return lines(ask, visit.t("In months without a day {day} it is on their last day.", day=day) if short else None)


def _read_end(visit: Visit, answers: NewSeries, entry: Entry) -> int:
    """A number, or a day, of which the number is made. Raises `BadSeries`, `UnreadableDate`."""
    text = text_rules.line(entry.text)
    if re.fullmatch(r"\d{1,9}", text):
        found = _pattern(answers.every, answers.starts.date(), int(text))
        if found.count > MOST_MEETINGS:  # before any day of it is reckoned
            raise BadSeries(LEAST_MEETINGS, MOST_MEETINGS, MOST_YEARS)
        return rules.checked(found).count
    end = read_local_day(text, answers.zone, visit.now, visit.t)
    return rules.until(answers.pattern, end).count


async def _preview(visit: Visit, answers: NewSeries) -> tuple[View, Markup]:
    draft = answers.as_draft()
    try:
        starts_at = check_start(draft.starts, draft.zone, visit.now)
        made = Series(0, draft, rules.checked(answers.pattern))
    except Refused as refusal:
        return fields.not_yet(visit, TITLE, refusal)
    meeting = Meeting(0, draft, starts_at, MeetingState.PUBLISHED, 1)
    shown = card.card(visit.council, meeting, visit.now, visit.zone, visit.t)
    days = lines(*setting.days(made, visit.t))
    all_of_it = [made.nth(nth) for nth in range(made.pattern.count)]
    others = [Meeting(0, one, one.starts_at, MeetingState.PUBLISHED, 1) for one in all_of_it]
    view = await fields.before_sending(visit, shown, meeting, days, others)
    return view, visit.t.plural("Publish {n} meeting", "Publish {n} meetings", made.pattern.count)


async def _publish(visit: Visit, answers: NewSeries) -> None:
    made, first = await series.publish(visit.work, answers.as_draft(), answers.pattern)
    await kept_drafts.drop(visit.tx, answers.draft)
    note = lines(
        visit.t.plural("Published: {n} meeting.", "Published: {n} meetings.", made.pattern.count),
        card.people_told(await fields.count_people(visit, first.draft.groups), visit.t),
    )
    await show_managed(visit, first, note)


TITLE = N_("New series")

_HOW_OFTEN = N_("How often does it repeat? Choose, or type, for example: every 3 weeks.")

_ASKED: tuple[Question[NewSeries], ...] = (
    Question("title", N_("Title"), N_("What are the meetings about? One line."), readers.line()),
    fields.GROUPS, fields.ZONE, fields.START,
    Question("every", N_("How often"), _HOW_OFTEN, _read_rhythm, options=_rhythms, width=1),
    Question("count", N_("How many"), _ask_end, _read_end, pick=Pick.DAY),
    *fields.HOW, *fields.MORE,
)  # fmt: skip
_KEEP = partial(fields.keep, drafts.SERIES)
SERIES = Form(drafts.SERIES, TITLE, NewSeries, _ASKED, _publish, _preview, keep=_KEEP, tells=fields.reach_of_groups)

FORMS = (SERIES,)
