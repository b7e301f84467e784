"""Parts the zone from a time as people write it: "15:00 (Tashkent)", "по ташкентскому времени", "(UTC+05:00) Tashkent"."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import timedelta

from council.folding import fold
from council.lexicon import Lexicon, one_of

_OFFSET = re.compile(r"\b(?:UTC|GMT)\s*(?:(?P<sign>[+\-−–])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?(?!\d))?", re.IGNORECASE)
_STEM = 4
"""Letters of a city's name from which it can be told in another form: "по ташкентскому времени"."""


@dataclass(frozen=True, slots=True)
class Zoned:
    """What stands beside the zone (`rest`); the zone of the city that is named, "" if none is; the offset that is told."""

    rest: str
    zone: str = ""
    offset: timedelta | None = None


def split(text: str, cities: Mapping[str, str], lexicon: Lexicon, weekdays: Container[str] = ()) -> Zoned:
    """Part a text. `cities`: zones by the folded names of cities. One that is called as one of the `weekdays` (Dushanbe is
    Monday) is meant only where "time" stands beside it, or brackets around it. Nothing is parted if those of two are named."""
    time = one_of(lexicon.clock["said"])
    offset = _OFFSET.search(text)
    bare = text[: offset.start()] + " " + text[offset.end() :] if offset else text
    named = re.compile(rf"(?:\b{one_of(lexicon.clock['before_zone'])}\s+)?(?:\b{time}\s+)?(?P<city>[^\W\d_]+(?:-[^\W\d_]+)*)"
                       rf"(?:\s+{time}\b)?", re.IGNORECASE)  # fmt: skip
    found: list[tuple[re.Match[str], str]] = []
    for match in named.finditer(bare):
        city = fold(match["city"])
        beside = len(match[0]) > len(match["city"])
        zone = cities.get(city, "") if beside or city not in weekdays or bare[: match.start()].endswith("(") else ""
        if not zone and beside:
            stems = {
                one for name, one in cities.items() if len(name) > _STEM and city.startswith(name[: max(_STEM, len(name) - 1)])
            }
            zone = stems.pop() if len(stems) == 1 else ""
        if zone:
            found.append((match, zone))
    if len({zone for _, zone in found}) > 1:
        return Zoned(text)
    rest = bare
    for match, _ in reversed(found):
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    if found and offset:
        rest = re.sub(rf"[^\W\d_]+\s+{time}\b", " ", rest, flags=re.IGNORECASE)  # "Uzbekistan Time (Tashkent, GMT+05:00)"
    rest = re.sub(r"\(\s*[,;]?\s*\)", " ", rest)
    return Zoned(" ".join(rest.split()).strip(" ,;|"), found[0][1] if found else "", _told(offset))


def _told(offset: re.Match[str] | None) -> timedelta | None:
    if offset is None:
        return None
    told = timedelta(hours=int(offset["hours"] or 0), minutes=int(offset["minutes"] or 0))
    return told if offset["sign"] in {None, "+"} else -told
