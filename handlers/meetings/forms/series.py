"""The form of a series: a meeting, how often it comes again, and until when."""

import re
from datetime import date

from markupsafe import Markup

from council import text_rules
from council.audiences import Audience, AudienceKind
from council.errors import BadNumber, BadSeries, Refused
from council.meetings import Meeting, MeetingState, check_start
from council.series import (
    LAST,
    LEAST_MEETINGS,
    MOST_APART,
    MOST_MEETINGS,
    MOST_YEARS,
    Every,
    Pattern,
    Series,
    anchor,
    checked,
    is_last,
    until,
)
from handlers.common.dates import UnreadableDate, read_local
from handlers.common.refusals import words as refused
from handlers.common.texts import Texts, plain
from handlers.common.view import View, bold, lines
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Pick, Step
from handlers.meetings.actions import drafts as drafts_actions
from handlers.meetings.actions import series
from handlers.meetings.forms import fields
from handlers.meetings.forms.meeting import show_changed
from handlers.meetings.views import card, words
from handlers.meetings.views import series as series_views
from storage import audiences, drafts

_WEEKS, _MONTH_DAY, _MONTH_WEEKDAY, _MONTH_LAST = "w", "d", "k", "l"
_TYPED = re.compile(r"(?P<n>\d{1,4})?\s*(?P<unit>week|month|нед|мес)", re.IGNORECASE)


def _rhythms(visit: Visit, data: Data) -> list[tuple[str, str]]:
    """What a series that begins on this day can go by."""
    first = fields.when_of(data)[0].date()
    kinds = [f"{_WEEKS}1", f"{_WEEKS}2", f"{_WEEKS}4", f"{_MONTH_DAY}1"]
    if (first.day - 1) // 7 < 4:
        kinds.append(f"{_MONTH_WEEKDAY}1")
    if is_last(first):
        kinds.append(f"{_MONTH_LAST}1")
    return [(kind, plain(words.rhythm(_pattern(kind, first), visit.t))) for kind in kinds]


def _read_rhythm(visit: Visit, data: Data, entry: Entry) -> str:
    """Typed: every 3 weeks; 2 months; every 3 months, last. Raises `BadNumber`."""
    match = _TYPED.search(entry.text)
    by_label = {label.casefold(): value for value, label in _rhythms(visit, data)}
    if (value := by_label.get(entry.text.strip().casefold())) is not None:
        return value
    apart = int(match["n"] or 1) if match else 0
    if match is None or not 1 <= apart <= MOST_APART:
        raise BadNumber(1, MOST_APART)
    if match["unit"].casefold() in {"week", "нед"}:
        return f"{_WEEKS}{apart}"
    last = re.search(r"last|послед", entry.text, re.IGNORECASE) and is_last(fields.when_of(data)[0].date())
    return f"{_MONTH_LAST if last else _MONTH_DAY}{apart}"


def _pattern(kind: str, first: date, count: int = LEAST_MEETINGS) -> Pattern:
    apart = int(kind[1:])
    match kind[0]:
        case "w":
            return Pattern(Every.WEEKS, apart, first, count)
        case "d":
            return Pattern(Every.MONTH_DAY, apart, first, count, first.day)
        case "l":
            return Pattern(Every.MONTH_WEEKDAY, apart, first, count, LAST)
    return Pattern(Every.MONTH_WEEKDAY, apart, first, count, anchor(Every.MONTH_WEEKDAY, first))


def pattern_of(data: Data) -> Pattern:
    """The pattern that a form has so far."""
    return _pattern(str(data["every"]), fields.when_of(data)[0].date(), int(str(data.get("count", LEAST_MEETINGS))))


def _ask_end(visit: Visit, data: Data) -> Markup:
    first = fields.when_of(data)[0]
    short = data["every"] and str(data["every"])[0] == _MONTH_DAY and first.day > 28
    return lines(
        visit.t(
            "How many meetings, or until which day? Type a number from {least} to {most}, or choose the last day; at most "
            "{years} years.",
            least=LEAST_MEETINGS,
            most=MOST_MEETINGS,
            years=MOST_YEARS,
        ),
        visit.t("In months without a day {day} it is on their last day.", day=first.day) if short else None,
    )


def _read_end(visit: Visit, data: Data, entry: Entry) -> str:
    """A number, or a day, of which the number is made. Raises `BadSeries`, `UnreadableDate`."""
    text = text_rules.line(entry.text)
    if re.fullmatch(r"\d{1,9}", text):
        found = _pattern(str(data["every"]), pattern_of(data).first, int(text))
        if found.count > MOST_MEETINGS:  # before any day of it is reckoned
            raise BadSeries(LEAST_MEETINGS, MOST_MEETINGS, MOST_YEARS)
        return str(checked(found).count)
    zone = str(data["zone"])
    try:
        end = read_local(text if ":" in text else f"{text} 12:00", zone, visit.now, visit.t).date()
    except UnreadableDate:
        raise UnreadableDate(text) from None  # as it was typed
    return str(until(pattern_of(data), end).count)


class SeriesForm:
    """The secretariat sets a series of meetings."""

    kind = drafts_actions.SERIES
    steps = (
        Step(
            "title",
            lambda t: t("Title"),
            lambda v, _: v.t("What are the meetings about? One line."),
            lambda _v, _d, entry: text_rules.line(entry.text),
        ),
        fields.GROUPS,
        fields.ZONE,
        fields.START,
        Step(
            "every",
            lambda t: t("How often"),
            lambda v, _: v.t("How often does it come again? Choose, or type, for example: every 3 weeks."),
            _read_rhythm,
            options=_rhythms,
            width=1,
        ),
        Step("count", lambda t: t("How many"), _ask_end, _read_end, pick=Pick.DAY),
        fields.DURATION,
        fields.WHERE,
        fields.PLACE,
        fields.NOTES,
        fields.REMINDERS,
    )

    def title(self, t: Texts) -> Markup:
        return t("New series")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        draft = fields.draft_of(data)
        try:
            starts_at = check_start(draft.starts, draft.zone, visit.now)
            made = Series(0, draft, checked(pattern_of(data)))
        except Refused as refusal:
            return View(lines(bold(self.title(visit.t)), refused(refusal, visit.t))), visit.t("Try again")
        meeting = Meeting(0, draft, starts_at, MeetingState.PUBLISHED, 1)
        people = await audiences.count(visit.tx, Audience(AudienceKind.GROUPS, draft.groups), visit.now)
        shown = card.card(visit.council, meeting, visit.now, visit.zone, visit.t)
        told = lines(*series_views.days(made, visit.t), "", card.people_to_tell(people, visit.t))
        others = []
        for nth in range(made.pattern.count):
            there = made.nth(nth)
            one = Meeting(0, there, there.starts_at, MeetingState.PUBLISHED, 1)
            others += await fields.at_the_same_time(visit, one)
        view = await fields.before_sending(visit, shown, meeting, told, others)
        confirm = visit.t.plural("Publish {n} meeting", "Publish {n} meetings", made.pattern.count)
        return view, confirm

    async def keep(self, visit: Visit, data: Data) -> None:
        await drafts_actions.keep(visit, self.kind, data)

    async def finish(self, visit: Visit, data: Data) -> None:
        made, first = await series.publish(visit.work, fields.draft_of(data), pattern_of(data))
        await drafts.drop(visit.tx, int(str(data.get(drafts_actions.DRAFT, 0))))
        people = await audiences.count(visit.tx, Audience(AudienceKind.GROUPS, first.draft.groups), visit.now)
        note = lines(
            visit.t.plural("Published: {n} meeting.", "Published: {n} meetings.", made.pattern.count),
            card.people_told(people, visit.t),
        )
        await show_changed(visit, first, note, redraw=True)


SERIES = SeriesForm()
FORMS = (SERIES,)
