"""Reads a meeting that was typed in one message, a field a line, in any of the council's languages."""

from collections.abc import Callable, Mapping
from datetime import datetime

from markupsafe import Markup

from council import seat_words, text_rules
from council.clock import instant, zone as of_zone
from council.durations import read_minutes, read_offsets, split_span
from council.errors import NoSuchGroup, Refused, UnreadableDate
from council.folding import bare, fold
from council.meeting_letters import take_apart, take_moment
from council.meetings import NO_REMINDERS, NOTES_LIMIT, PLACE_LIMIT
from council.text_rules import cut
from council.typed_times import minutes_until, tells
from council.zone_words import Zoned, split
from handlers.common.dates import ZONES, city, read_zone, typed_words, zones_by_city
from handlers.common.names import group_words
from handlers.common.refusals import RefusedWith, words
from handlers.common.texts import N_
from handlers.common.view import bold, lines
from handlers.framework.context import Visit
from handlers.framework.questions import Entry, Several
from handlers.meetings.forms.fields import read_agenda, read_start

LINE_SHOWN, LINES_SHOWN = 100, 20
"""How many characters of a line, and how many lines, are said back."""


def sample(visit: Visit) -> Markup:
    """What such a message looks like, in the reader's language."""
    t, code = visit.t, visit.council.codes[-1]
    typed = t("Title: Schooling of returned children\nGroups: {code}\nWhen: 31 December 15:00\nZone: {zone}\n"
              "Duration: 90\nPlace: Room 5\nLink: https://example.org/room\nAgenda:\n1. Opening\n2. Report\n"
              "Notes: documents 12 and 14\nReminders: 7 days, 1 hour", code=code, zone=visit.council.zone)  # fmt: skip
    ask = t("Or send everything in one message, one line each. I ask for what must be known; the rest can be added later:")
    return lines(ask, Markup("<pre>{}</pre>").format(typed))


def read(visit: Visit, text: str) -> Several:
    """The fields that were understood, with a note on which lines were not and why. What was not given is asked for, if
    a meeting needs it, else it is left out of the questions."""
    lexicon, letter = visit.t.lexicon, take_apart(text, visit.t.lexicon)
    values: dict[str, object] = dict.fromkeys(("link", "place", "agenda", "duration", "notes"), "")
    values["zone"] = visit.council.zone
    wrong = [(line, words(Twice(), visit.t)) for line in letter.twice]
    spoken = typed_words(visit.t.spoken, lexicon)

    def take(key: str, reading: Callable[[str], object], into: str = "") -> None:
        if key in letter.fields:
            try:
                values[into or key] = reading(letter.fields[key].value)
            except Refused as refusal:
                values.pop(into or key, None)  # it is asked
                wrong.append((letter.fields[key].line, words(refusal, visit.t)))

    take("title", text_rules.line)
    take("groups", lambda value: _groups(visit, value))
    take("zone", lambda value: _cities(visit).get(fold(value)) or read_zone(value))
    take("duration", lambda value: read_minutes(value, lexicon))
    take("place", lambda value: text_rules.line(value, PLACE_LIMIT))
    take("link", text_rules.link)
    take("agenda", lambda value: read_agenda(Entry(text=value)))
    take("notes", lambda value: text_rules.body(value, NOTES_LIMIT))
    take("reminders", lambda value: read_offsets(value, lexicon) or NO_REMINDERS)
    take_moment(letter, lambda line: tells(_parted(visit, line)[0].rest, spoken))
    if "zone" in values:
        take("when", lambda value: _when(visit, value, values, zone_given="zone" in letter.fields), "starts")
    if "starts" in values:
        begins, here = datetime.fromisoformat(str(values["starts"])), visit.now.astimezone(of_zone(str(values["zone"])))
        take("end", lambda value: minutes_until(value, begins, here, spoken), "duration")
    return Several(values, _note(visit, wrong, letter.unused))


def _when(visit: Visit, typed: str, values: dict[str, object], *, zone_given: bool) -> str:
    """When it begins; a time at which it ends gives the duration, and a city beside it the zone. Raises as `read_start`."""
    told, minutes = _parted(visit, typed)
    zone = told.zone or str(values["zone"])
    starts = read_start(visit, told.rest, zone)
    offset = instant(datetime.fromisoformat(starts), zone, second=False).astimezone(of_zone(zone)).utcoffset()
    if (zone_given and zone != values["zone"]) or told.offset not in {None, offset}:
        raise UnreadableDate(typed)
    values |= {"zone": zone, "duration": values.get("duration") or minutes or ""}
    return starts


def _parted(visit: Visit, typed: str) -> tuple[Zoned, int]:
    """A moment without the time at which it ends and without its zone, and the minutes that it lasts."""
    typed, minutes = split_span(typed, visit.t.lexicon)
    return split(typed, _cities(visit), visit.t.lexicon, typed_words(visit.t.spoken, visit.t.lexicon).weekdays), minutes


def _cities(visit: Visit) -> Mapping[str, str]:
    """Zones by the names of their cities, of the near ones in each of the council's languages."""
    spoken = [visit.catalogs.texts(language) for language in visit.council.languages]
    return {**zones_by_city(), **{fold(city(zone, t)): zone for t in spoken for zone in (*ZONES, visit.council.zone)}}


def _note(visit: Visit, wrong: list[tuple[str, Markup]], unused: list[str]) -> Markup | None:
    """The part of the message that was not used: lines with the reason, and lines that name no field."""
    t, parts = visit.t, list[Markup]()
    if wrong:
        parts.append(bold(t.plural("I did not understand this line; the rest is kept:",
                                   "I did not understand these lines; the rest is kept:", len(wrong))))  # fmt: skip
        parts += [Markup("• {}\n  {}").format(_shown(line), why) for line, why in wrong]
    if unused:
        parts.append(bold(t.plural("This line names no field, such as “Title:” or “When:”, and is not used:",
                                   "These lines name no field, such as “Title:” or “When:”, and are not used:",
                                   len(unused))))  # fmt: skip
        parts += [Markup("• {}").format(_shown(line)) for line in unused[:LINES_SHOWN]]
        if len(unused) > LINES_SHOWN:
            parts.append(t("and {n} more", n=len(unused) - LINES_SHOWN))
    return lines(*parts) if parts else None


def _shown(line: str) -> str:
    return " / ".join(cut(part.strip(), LINE_SHOWN) for part in line.splitlines())


class Twice(RefusedWith):
    """A line of a field that an earlier line has given."""

    template = N_("An earlier line says this already.")


def _groups(visit: Visit, typed: str) -> list[str]:
    """Groups as a cell of a roster has them, or "all". Raises `NoSuchGroup`."""
    council, lexicon = visit.council, visit.t.lexicon
    around = {word for key in ("prefix", "short", "around") for word in lexicon.groups[key]}
    rest = {word for word in bare(typed).split() if word not in around}
    if rest and rest <= {fold(word) for word in lexicon.meeting_values["all"]}:
        return list(council.codes)
    told = seat_words.read(typed, group_words(council), lexicon)
    if told.unknown or told.unclear or told.roles or not told.seats:
        unknown = told.unknown[0][0] if told.unknown else typed
        raise NoSuchGroup(unknown, council.codes)
    named = {group for group, _ in told.seats}
    return [code for code in council.codes if code in named]
