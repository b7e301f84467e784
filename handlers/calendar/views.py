"""What the calendar looks like."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from babel.dates import format_date, format_datetime, get_day_names
from markupsafe import Markup

from council.calendar import Page, Span, page_of, weeks
from council.clock import zone as zone_of
from council.config import Council
from council.meetings import Meeting, MeetingState
from council.text_rules import length
from handlers.calendar.presses import Feeds, NewFeed, RevokeFeed, Turn
from handlers.common.dates import city, clock_time, moment, span
from handlers.common.names import capital, group_list
from handlers.common.navigation import Go
from handlers.common.pictures.canvas import EVERYONE, Sign, group_sign
from handlers.common.pictures.month import Calendar, Day, Mark, Month
from handlers.common.texts import Texts, plain
from handlers.common.view import Button, Rows, View, bold, button, copying, lines, titled
from handlers.meetings.views.card import heading, opening
from storage.calendar_feeds import Feed

CAPTION = 1000
"""What fits under a picture, with something to spare."""

WEEKEND = (5, 6)


def _signs(council: Council, meeting: Meeting, t: Texts) -> tuple[Sign, ...]:
    codes = [code for code in council.codes if code in meeting.draft.groups] or list(meeting.draft.groups)
    if len(codes) > 1 and len(codes) == len(council.codes):
        return (Sign(plain(t.within("a sign in a picture", "all")), EVERYONE),)
    return tuple(group_sign(council, code) for code in codes)


def _months(page: Page, pattern: str, last_pattern: str, dash: str, t: Texts) -> str:
    """The month of a page, or its first and last ones."""
    first, last = (date(*month, 1) for month in (page.months[0], page.months[-1]))
    end = format_date(last, last_pattern, locale=t.locale)
    return capital(end if first == last else f"{format_date(first, pattern, locale=t.locale)}{dash}{end}")


def page_name(page: Page, t: Texts) -> str:
    """December 2026; October – December 2026."""
    return _months(page, "LLLL", "LLLL y", " – ", t)


def picture(council: Council, page: Page, listed: Sequence[Meeting], now: datetime, zone: str, t: Texts) -> Calendar:
    """What is drawn of a page: meetings that take place, in the reader's zone and language."""
    there = zone_of(zone)
    today = now.astimezone(there).date()
    days = defaultdict[date, list[Mark]](list)
    for meeting in listed:
        mark = Mark(clock_time(meeting.starts_at, zone, t), _signs(council, meeting, t))
        days[meeting.starts_at.astimezone(there).date()].append(mark)
    first = t.locale.first_week_day
    names = get_day_names("abbreviated", "stand-alone", t.locale)
    pattern, months = "LLLL" if page.span is Span.QUARTER else "LLLL y", []
    for year, month in page.months:
        name = capital(format_date(date(year, month, 1), pattern, locale=t.locale))
        months.append(Month(name, [[_day(day, days, today) for day in week] for week in weeks(year, month, first)]))
    used = list(dict.fromkeys(sign for marks in days.values() for mark in marks for sign in mark.signs))
    used.sort(key=lambda one: (one.place == EVERYONE, one.place))
    legend = [(one, _legend(council, one, t)) for one in used]
    weekdays = [capital(names[(first + at) % 7]) for at in range(7)]
    nothing = "" if listed else plain(_nothing(page, t))
    foot = t("Times: {city}. {council}", city=city(zone, t), council=t.named(council.short_names))
    return Calendar(page_name(page, t), weekdays, months, legend, nothing, plain(foot))


def _nothing(page: Page, t: Texts) -> Markup:
    return t("No meetings in this quarter.") if page.span is Span.QUARTER else t("No meetings in this month.")


def _legend(council: Council, shown: Sign, t: Texts) -> str:
    if shown.place == EVERYONE:
        return capital(group_list(council, council.codes, t))
    return t.named(council.group(shown.letters).names)


def _day(day: date | None, days: Mapping[date, list[Mark]], today: date) -> Day | None:
    if day is None:
        return None
    return Day(day.day, days.get(day, ()), day == today, day < today, day.weekday() in WEEKEND)


def words(
    council: Council, page: Page, listed: Sequence[Meeting], now: datetime, zone: str, t: Texts, *, feed: bool
) -> View:  # fmt: skip
    """The words under the picture: the same meetings, for those who listen or look for a title; and the way on."""
    parts: list[Markup | str] = [bold(page_name(page, t))]
    if not listed:
        parts.append(_nothing(page, t))
    left = CAPTION - length(parts[0])
    for at, meeting in enumerate(listed):
        groups = capital(group_list(council, meeting.draft.groups, t))
        when = format_datetime(meeting.starts_at, "EEE d MMM, HH:mm", tzinfo=zone_of(zone), locale=t.locale)
        line = t("{when} · {groups}: {title}", when=when, groups=groups, title=meeting.draft.title)
        left -= length(plain(line)) + 1
        if left < 60:
            parts.append(t.plural("And {n} more.", "And {n} more.", len(listed) - at))
            break
        parts.append(line)
    rows = _ways(page, now.astimezone(zone_of(zone)).date(), t)
    return View(lines(*parts), (*rows, (button(t("To my calendar"), Feeds()),)) if feed else rows)


def _ways(page: Page, today: date, t: Texts) -> Rows:
    other = Span.MONTH if page.span is Span.QUARTER else Span.QUARTER
    present = page_of(today, page.span)
    # From a quarter to the present month, where it holds that; else to its first.
    turned = page_of(today, other) if present == page else page_of(date(page.year, page.month, 1), other)
    earlier, later = (_months(to, "LLL", "LLL", "–", t) for to in (page.earlier, page.later))
    back, on = _turn(f"‹ {earlier}", page.earlier), _turn(f"{later} ›", page.later)
    switch = _turn(t("Quarter") if other is Span.QUARTER else t("Month"), turned)
    to_present = () if present == page else (_turn(t("Today"), present),)
    return ((back, on), (switch, *to_present, button(t("List"), Go("meetings"))))


def _turn(label: str, page: Page) -> Button:
    return button(label, Turn(page.year, page.month, page.span))


def file_words(council: Council, meeting: Meeting, zone: str, t: Texts) -> View:
    head, when = heading(council, meeting, t), span(meeting.starts_at, meeting.ends_at, zone, t)
    if meeting.state is MeetingState.CANCELLED:
        note = t("This meeting is cancelled. Open the file, and your calendar marks or removes its entry.")
    else:
        note = t("Open the file to add this meeting to your calendar. If it changes, you will be told; a new file then updates "
                 "the entry.")  # fmt: skip
    return titled(head, when, note, rows=opening(meeting, t))


def own_feeds(listed: Sequence[Feed], zone: str, t: Texts) -> View:
    """One's calendar addresses, each with a button that revokes it."""
    parts: list[Markup | str] = [
        bold(t("Your meetings in your calendar")),
        t("With a secret address, your calendar shows your meetings and picks up changes within a day."),
    ]
    rows = [(button(t("New address"), NewFeed()),)]
    for at, feed in enumerate(listed, start=1):
        read = t("last read {when}", when=moment(feed.read_at, zone, t)) if feed.read_at else t("not read yet")
        parts.append(t("{at}. Created {when}, {read}", at=at, when=moment(feed.made_at, zone, t), read=read))
        rows.append((button(t("Revoke {at}", at=at), RevokeFeed(feed.id)),))
    return View(lines(*parts), tuple(rows), protect=True)


def feed_made(url: str, t: Texts) -> View:
    """The secret address, shown once."""
    text = lines(
        bold(t("Your calendar address")),
        Markup("<code>{}</code>").format(url),
        "",
        t("Add it in your calendar app (“subscribe”, “from URL”). It will not be shown again."),
        t("Anyone who has it sees your meetings, their links and agendas: do not share it."),
        t("Calendars check for changes a few times a day; urgent changes are sent to you here."),
    )
    return View(
        text, (copying(t("Copy the address"), url), (button(t("My addresses"), Feeds()),))
    )  # not protected: it is there to be copied


def feed_unseen(t: Texts) -> View:
    """In the place of an address that could not be shown."""
    text = t("The address was created but could not be shown. Please revoke it and create another.")
    return titled(t("Your calendar address"), text, rows=((button(t("My addresses"), Feeds()),),))
