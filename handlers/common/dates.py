"""Formats and parses dates in a person's language and zone; the zone is named."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import available_timezones

import babel.dates
from babel import Locale
from markupsafe import Markup

from council import text_rules
from council.clock import instant, zone
from council.date_parts import Words
from council.errors import InThePast, UnknownZone, UnreadableDate
from council.folding import fold
from council.lexicon import Lexicon
from council.typed_times import Later, read_day, read_moment
from handlers.common.texts import SOURCE, Texts

ZONES = (
    "Asia/Almaty", "Asia/Ashgabat", "Asia/Bishkek", "Asia/Dushanbe", "Asia/Tashkent", "Europe/Vienna", "UTC",
)  # fmt: skip
"""Zones offered as buttons; any other IANA name may be typed."""


def read_zone(typed: str) -> str:
    """The IANA name of a typed zone, in any case, or by its city alone: "europe/vienna", "Tashkent".

    Raises `UnknownZone`, `Empty`, `TooLong`."""
    name = text_rules.line(typed)
    spaced = name.replace(" ", "_")
    for spelling in (name, spaced.title(), spaced.upper()):
        try:
            return zone(spelling).key
        except UnknownZone:
            continue
    if by_city := zones_by_city().get(fold(name)):
        return by_city
    raise UnknownZone(name)


@lru_cache(maxsize=1)
def zones_by_city() -> Mapping[str, str]:
    """The zones by the folded names of their cities; the first of several."""
    cities = [name for name in sorted(available_timezones(), reverse=True) if re.match(r"(?!Etc|US|Canada)\w+/", name)]
    return {fold(name.rpartition("/")[2].replace("_", " ")): name for name in cities}


def city(zone_name: str, t: Texts) -> str:
    """The short name of a zone: its city, in this language."""
    # Of other letters the locale data has few cities: the one of the language is written in them.
    return t.written(_city(zone_name, t.locale_of(t.language)))


@lru_cache(maxsize=1024)
def _city(zone_name: str, locale: Locale) -> str:
    return babel.dates.get_timezone_location(zone(zone_name), locale=locale, return_city=True)


def clock_time(at: datetime, zone_name: str, t: Texts) -> str:
    """15:00, in this zone."""
    return _format(at, "HH:mm", zone_name, t.locale)


def day(at: datetime, zone_name: str, t: Texts) -> str:
    """Thu 3 December 2026, in this zone."""
    return _format(at, "EEE d MMMM y", zone_name, t.locale)


@lru_cache(maxsize=1024)
def _format(at: datetime, pattern: str, zone_name: str, locale: Locale) -> str:
    # Kept, as a crowd is told of the same deadline: it takes a third of drawing a card.
    return babel.dates.format_datetime(at, pattern, tzinfo=zone(zone_name), locale=locale)


def full_day(on: date, t: Texts) -> str:
    """3 December 2026."""
    return babel.dates.format_date(on, "d MMMM y", locale=t.locale)


def short_day(on: date, t: Texts) -> str:
    """3 Dec."""
    return babel.dates.format_date(on, "d MMM", locale=t.locale)


def moment(at: datetime, zone_name: str, t: Texts) -> Markup:
    """Thu 3 December 2026, 15:00 (Tashkent)."""
    return Markup("{}, {} ({})").format(day(at, zone_name, t), clock_time(at, zone_name, t), city(zone_name, t))


def span(start: datetime, end: datetime, zone_name: str, t: Texts) -> Markup:
    """Thu 3 December 2026, 15:00-16:30 (Tashkent)."""
    times = (clock_time(start, zone_name, t), clock_time(end, zone_name, t))
    return Markup("{}, {}–{} ({})").format(day(start, zone_name, t), *times, city(zone_name, t))


def distance(at: datetime, now: datetime, zone_name: str, t: Texts) -> str:
    """ "In 9 days", "5 hours ago". From two days on in this zone's calendar days, else in hours, then minutes."""
    delta = at - now
    if abs(delta) >= timedelta(days=2):
        there = zone(zone_name)
        delta = timedelta(days=(at.astimezone(there).date() - now.astimezone(there).date()).days)
    return _in_one_unit(delta, t, with_direction=True)


def length(offset: timedelta, t: Texts) -> str:
    """7 days; 1 day; 1 hour."""
    return _in_one_unit(offset, t, with_direction=False)


def _in_one_unit(delta: timedelta, t: Texts, *, with_direction: bool) -> str:
    minutes = round(abs(delta) / timedelta(minutes=1))
    unit: Literal["day", "hour", "minute"] = "minute"
    if minutes >= 2 * 1440 or (minutes and minutes % 1440 == 0):
        unit = "day"
    elif minutes >= 120 or minutes == 60:
        unit = "hour"
    return babel.dates.format_timedelta(
        delta, granularity=unit, threshold=_NEVER_COARSER, add_direction=with_direction, locale=t.locale
    )


_NEVER_COARSER = 10**9


@lru_cache(maxsize=8)
def typed_words(languages: tuple[str, ...], lexicon: Lexicon) -> Words:
    """The words of dates in these languages and English."""
    return Words(month_names(languages), _numbered(babel.dates.get_day_names, languages), lexicon)


def read_local(typed: str, zone_name: str, now: datetime, t: Texts) -> datetime:
    """The naive wall-clock time that a person typed for this zone, as `council.typed_times.read_moment` reads it: "2026-12-03
    15:00", "3.12.2026 15:00", "31 December 15:00", "tomorrow 10:00", "in 3 hours". Raises `UnreadableDate`."""
    here = zone(zone_name)
    typed = typed.strip().removesuffix(f"({city(zone_name, t)})")  # as we write it ourselves
    read = read_moment(typed, now.astimezone(here).replace(tzinfo=None), typed_words(t.spoken, t.lexicon))
    if isinstance(read, Later):
        # In UTC: an hour from now is an hour even in the night of a clock change.
        return (now.astimezone(UTC) + read.after).astimezone(here).replace(tzinfo=None, second=0, microsecond=0)
    return read


def read_local_day(typed: str, zone_name: str, now: datetime, t: Texts) -> date:
    """The day that a person typed: "31.12.2026", "31 December", "tomorrow". Raises `UnreadableDate`."""
    return read_day(typed, now.astimezone(zone(zone_name)).date(), typed_words(t.spoken, t.lexicon))


def read_instant(typed: str, zone_name: str, now: datetime, t: Texts) -> datetime:
    """The UTC instant of what `read_local` reads. Raises `UnreadableDate`, `NoSuchTime`."""
    return instant(read_local(typed, zone_name, now, t), zone_name)


def read_instant_or_day(
    typed: str, zone_name: str, now: datetime, t: Texts, of_day: timedelta, *, ahead: bool = False
) -> datetime:
    """The UTC instant that was typed; of a day alone, so long after its midnight. `ahead`: in future. Raises as
    `read_instant` does, and `InThePast`."""
    try:
        at = instant(datetime.combine(read_local_day(typed, zone_name, now, t), time.min) + of_day, zone_name)
    except UnreadableDate:
        at = read_instant(typed, zone_name, now, t)
    if ahead and at <= now:
        raise InThePast(at)
    return at


def timed(at: datetime, text: Markup | str) -> Markup:
    """The text with its instant: newer Telegram clients show the reader's local time for it and offer a reminder; older
    ones show the text, which must therefore be complete. For messages only, not for buttons or files."""
    return Markup('<tg-time unix="{}">{}</tg-time>').format(int(at.timestamp()), text)


def counted_down(at: datetime, text: Markup | str) -> Markup:
    """The text with its instant, which newer Telegram clients show as a countdown."""
    return Markup('<tg-time unix="{}" format="r">{}</tg-time>').format(int(at.timestamp()), text)


def offset_name(at: datetime, zone_name: str) -> str:
    """ "UTC+2": the zone's offset at this instant."""
    minutes = round((at.astimezone(zone(zone_name)).utcoffset() or timedelta()) / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def month_names(languages: Iterable[str]) -> dict[str, int]:
    """The numbers of months by each of their names in these languages and English: full and short, folded."""
    return _numbered(babel.dates.get_month_names, languages)


def _numbered(names: Callable[..., Mapping[int, str]], languages: Iterable[str]) -> dict[str, int]:
    """Months, or weekdays from 0 for Monday, by each of their names."""
    return {
        fold(str(name)).rstrip("."): number
        for language in {*languages, SOURCE}
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in names(width, context, Texts.locale_of(language)).items()
    }
