"""Names of countries and time zones."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from council import text_rules
from council.clock import zone
from council.errors import UnknownZone
from handlers.common.dates import read_zone
from handlers.common.refusals import RefusedWith
from handlers.common.texts import N_, SOURCE, Texts

MOST_ZONES = 8
"""How many zones are offered or named at once."""


@dataclass
class SeveralZones(RefusedWith):
    """The text matches several zones, some of which are `names`."""

    template = N_("Several time zones fit: {names}. Please type one of them.")

    names: tuple[str, ...]


def territory(typed: str, t: Texts) -> str:
    """The ISO 3166 code of a country typed in one of the council's languages or in English; "" if unknown."""
    wanted = typed.strip().casefold()
    if not wanted:
        return ""
    for language in dict.fromkeys([*t.spoken, SOURCE]):
        if code := _territories(language).get(wanted):
            return code
        for (spoken, code), name in t.lexicon.territories.items():
            if spoken == language and name.casefold() == wanted:
                return code
    return ""


@cache
def _territories(language: str) -> Mapping[str, str]:
    """The countries' codes by their names in this language, casefolded."""
    return {name.casefold(): str(code) for code, name in Locale.parse(language).territories.items() if len(code) == 2}


def territory_name(code: str, t: Texts) -> str | None:
    """A country's name in the reader's language, as the state calls itself if that differs; None if unknown."""
    own = t.lexicon.territories.get((t.language, code))
    return t.written(own) if own else t.locale.territories.get(code)


def country(typed: str, t: Texts) -> str:
    """A country in the reader's language; an unknown one as it was typed."""
    return territory_name(territory(typed, t), t) or typed


def zones_of(typed: str, t: Texts) -> tuple[str, ...]:
    """The IANA zones of a typed country; empty if it is unknown."""
    listed = get_global("territory_zones").get(territory(typed, t), ())
    return tuple(name for name in listed if name in available_timezones())


def find_zone(typed: str, t: Texts) -> str:
    """The IANA zone that a person typed: its name, city or country, in their language or in English.

    Raises `SeveralZones`, `UnknownZone`, `Empty`, `TooLong`."""
    try:
        return read_zone(typed)
    except UnknownZone:
        name = text_rules.line(typed)
    found = zones_of(name, t) or _containing(name, t)
    if len(found) == 1:
        return found[0]
    if found:
        raise SeveralZones(found[:MOST_ZONES])
    raise UnknownZone(name)


def _containing(typed: str, t: Texts) -> tuple[str, ...]:
    """Zones whose name, or whose city in one of the council's languages, contains these letters."""
    wanted = typed.casefold().replace(" ", "_")
    if len(wanted) < 3:
        return ()
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    by_name = tuple(name for name in names if wanted in name.casefold())
    if by_name:
        return by_name
    canonical = {name for listed in get_global("territory_zones").values() for name in listed}
    spoken, known = typed.casefold(), [name for name in names if name in canonical]
    for language in dict.fromkeys([t.language, *t.spoken]):
        locale = t.locale_of(language)
        cities = {name: get_timezone_location(zone(name), locale=locale, return_city=True) for name in known}
        if found := tuple(name for name, city in cities.items() if spoken in city.casefold()):
            return found
    return ()
