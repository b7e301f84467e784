"""Countries and time zones as people name them."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from council import text_rules
from council.clock import zone
from council.errors import UnknownZone
from handlers.common.dates import read_zone
from handlers.common.refusals import RefusedWith
from handlers.common.texts import N_, Texts

MOST_ZONES = 8
"""How many zones are offered, or named, at once."""

_OWN_NAMES = {("ru", "KG"): "Кыргызстан"}
"""As the state calls itself, where the locale's data has it otherwise."""


@dataclass
class SeveralZones(RefusedWith):
    """What was typed fits more than one zone; some of them are `names`."""

    template = N_("Several time zones fit: {names}. Please type one of them.")

    names: tuple[str, ...]


def territory(typed: str, languages: Iterable[str]) -> str:
    """The two letters of the country that is typed in any of these languages, or in English; "" for none that is known."""
    wanted = typed.strip().casefold()
    if not wanted:
        return ""
    for language in dict.fromkeys([*languages, "en"]):
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and wanted in {name.casefold(), _OWN_NAMES.get((language, code), name).casefold()}:
                return str(code)
    return ""


def country(typed: str, t: Texts) -> str:
    """A country in the reader's language; as it was typed, where it is none that is known."""
    code = territory(typed, t.spoken)
    return _OWN_NAMES.get((t.language, code)) or str(t.locale.territories.get(code, typed)) if code else typed


def zones_of(typed: str, t: Texts) -> tuple[str, ...]:
    """The IANA zones of a country, as it is typed; none for one that is not known."""
    listed = get_global("territory_zones").get(territory(typed, t.spoken), ())
    return tuple(name for name in listed if name in available_timezones())


def find_zone(typed: str, t: Texts) -> str:
    """The IANA zone that a person typed: its name, its city or its country, in their language or in English.

    Raises `SeveralZones`, `UnknownZone`, `Empty`, `TooLong`.
    """
    try:
        return read_zone(typed)
    except UnknownZone:
        name = text_rules.line(typed)
    found = zones_of(name, t) or _holding(name, t)
    if len(found) == 1:
        return found[0]
    if found:
        raise SeveralZones(found[:MOST_ZONES])
    raise UnknownZone(name)


def _holding(typed: str, t: Texts) -> tuple[str, ...]:
    """Zones in whose name, or whose city in a language of the council's, these letters stand."""
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
        found = [name for name in known if spoken in _city(name, locale).casefold()]
        if found:
            return tuple(found)
    return ()


def _city(zone_name: str, locale: Locale) -> str:
    return get_timezone_location(zone(zone_name), locale=locale, return_city=True)
