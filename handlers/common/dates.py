"""Formats and parses dates in a person's language and zone; the zone is named."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import available_timezones

import babel.dates
from markupsafe import Markup

from council import text_rules
from council.clock import instant, zone
from council.errors import Refused, UnknownZone
from council.lexicon import Lexicon, one_of
from council.roster_tables import fold
from handlers.common.texts import SOURCE, Texts

ZONES = (
    "Asia/Almaty", "Asia/Ashgabat", "Asia/Bishkek", "Asia/Dushanbe", "Asia/Tashkent", "Europe/Vienna", "UTC",
)  # fmt: skip
"""Zones offered as buttons; any other IANA name may be typed."""


class UnreadableDate(Refused):
    """The text is not an unambiguous date and time. `typed` is the text."""

    def __init__(self, typed: str) -> None:
        super().__init__()
        self.typed = typed


def read_zone(typed: str) -> str:
    """The IANA name of a typed zone, in any case, or by its city alone: "europe/vienna", "Tashkent".

    Raises `UnknownZone`, `Empty`, `TooLong`.
    """
    name = text_rules.line(typed)
    spaced = name.replace(" ", "_")
    for spelling in (name, spaced.title(), spaced.upper()):
        try:
            return zone(spelling).key
        except UnknownZone:
            continue
    by_city = [known for known in sorted(available_timezones()) if known.rpartition("/")[2] == spaced.title()]
    if by_city:
        return by_city[0]
    raise UnknownZone(name)


def city(zone_name: str, t: Texts) -> str:
    """The short name of a zone: its city, in this language."""
    return babel.dates.get_timezone_location(zone(zone_name), locale=t.locale, return_city=True)


def clock_time(at: datetime, zone_name: str, t: Texts) -> str:
    """15:00, in this zone."""
    return babel.dates.format_time(at, "HH:mm", tzinfo=zone(zone_name), locale=t.locale)


def day(at: datetime, zone_name: str, t: Texts) -> str:
    """Thu 3 December 2026, in this zone."""
    return babel.dates.format_datetime(at, "EEE d MMMM y", tzinfo=zone(zone_name), locale=t.locale)


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

_NUMERIC = re.compile(
    r"^(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})(?:\.(?P<y2>\d{4}))?)\.?"
    r"[\sT,]+(?P<h>\d{1,2})[:.](?P<min>\d{2})$"
)
_FARTHEST_YEARS = 50  # no council plans farther ahead; later years are typing mistakes

_UNITS = {unit: timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days", "weeks")}
"""The units of the lexicon's `from_now`."""


@lru_cache(maxsize=8)
def _shapes(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The shapes of a time that have words in them: of one counted from now, and of any time of day."""
    words = lexicon.from_now
    units = "|".join(f"(?P<{unit}>{one_of(words[unit])})" for unit in _UNITS)
    from_now = (
        rf"^(?:(?P<in>{one_of(words['in'])})\s+)?(?:(?P<n>\d{{1,4}})|{one_of(words['one'])})?\s*(?:{units})\.?"
        rf"(?(in)|\s+{one_of(words['after'])})$"
    )
    time = rf"\d{{1,2}}[:.]\d{{2}}|\d\s*{one_of(lexicon.clock['half'])}"
    return re.compile(from_now, re.IGNORECASE), re.compile(time, re.IGNORECASE)


def _from_now(match: re.Match[str], local_now: datetime) -> datetime:
    unit = next(length for name, length in _UNITS.items() if match[name])
    # In UTC: an hour from now is an hour even in the night of a clock change.
    at = local_now.astimezone(UTC) + int(match["n"] or 1) * unit
    return at.astimezone(local_now.tzinfo).replace(tzinfo=None, second=0, microsecond=0)


def read_local(typed: str, zone_name: str, now: datetime, t: Texts) -> datetime:
    """The naive wall-clock time that a person typed for this zone: "2026-12-03 15:00", "3.12.2026 15:00", "31 December
    15:00", "tomorrow 10:00", "in 3 hours". Without a year the next such date is meant.

    Raises `UnreadableDate` if the date or the time is not unambiguous.
    """
    text = " ".join(typed.split())
    local_now = now.astimezone(zone(zone_name))
    from_now, time = _shapes(t.lexicon)
    if (relative := from_now.match(text)) is not None:
        return _from_now(relative, local_now)
    if (match := _NUMERIC.match(text)) is not None:
        read = _numeric(match, local_now)
    else:
        read = _in_words(text, local_now, t) if time.search(text) and len(text) <= 80 else None
    if read is None or abs(read.year - now.year) > _FARTHEST_YEARS:
        raise UnreadableDate(typed)
    return read


def _numeric(match: re.Match[str], local_now: datetime) -> datetime | None:
    parts = match.groupdict()
    typed = parts["y"] or parts["y2"]
    month, day = int(parts["m"] or parts["m2"]), int(parts["d"] or parts["d2"])
    now = local_now.replace(tzinfo=None)
    # Without a year the next such date is meant, for 29 February up to eight years ahead.
    for year in [int(typed)] if typed else range(now.year, now.year + 9):
        try:
            read = datetime(year, month, day, int(parts["h"]), int(parts["min"]))  # noqa: DTZ001 - wall-clock time
        except ValueError:
            continue
        if typed or read >= now:
            return read
    return None


def _in_words(text: str, local_now: datetime, t: Texts) -> datetime | None:
    import dateparser
    from dateparser.data.languages_info import language_order

    read = dateparser.parse(
        text,
        languages=[code for code in dict.fromkeys([t.language, *t.spoken]) if code in language_order],
        settings={
            "RELATIVE_BASE": local_now.replace(tzinfo=None),
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "DMY",
        },
    )
    if read is None or read.tzinfo is not None:
        return None
    right = _all_numbers_used(text, read) and _weekday_matches(text, read, t)
    return read.replace(second=0, microsecond=0) if right else None


def _all_numbers_used(text: str, read: datetime) -> bool:
    # The parser is lenient: it reads "32 December" as December 2032. A number that it did not use is a mistake.
    used = {read.day, read.month, read.year, read.hour, read.hour % 12 or 12, read.minute}
    return all(int(number) in used for number in re.findall(r"\d+", text))


def _weekday_matches(text: str, read: datetime, t: Texts) -> bool:
    # The parser ignores a weekday that contradicts the date: then one of the two is a mistake.
    words = set(re.findall(r"[^\W\d]+", text.casefold()))
    for language in {t.language, *t.spoken}:
        for width in ("wide", "abbreviated"):
            names = babel.dates.get_day_names(width, locale=Texts.locale_of(language))
            weekdays = [day for day, name in names.items() if name.casefold().rstrip(".") in words]
            if weekdays and weekdays[0] != read.weekday():
                return False
    return True


def read_instant(typed: str, zone_name: str, now: datetime, t: Texts) -> datetime:
    """The UTC instant of what `read_local` reads. Raises `UnreadableDate`, `NoSuchTime`."""
    return instant(read_local(typed, zone_name, now, t), zone_name)


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
    found: dict[str, int] = {}
    for language in {*languages, SOURCE}:
        locale = Texts.locale_of(language)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                names = babel.dates.get_month_names(width, context, locale)
                found |= {fold(str(name)).rstrip("."): number for number, name in names.items()}
    return found
