"""Reads a meeting that was typed in one message, a field a line, in any of the council's languages."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from council import text_rules
from council.errors import NoSuchGroup, Refused
from council.lexicon import Lexicon, by_word
from council.meetings import NO_REMINDERS, NOTES_LIMIT, PLACE_LIMIT
from council.text_rules import cut
from handlers.common.dates import read_zone
from handlers.common.refusals import RefusedWith, words
from handlers.common.texts import N_
from handlers.common.view import bold, lines
from handlers.framework.context import Visit
from handlers.framework.questions import Entry, Several
from handlers.meetings.forms.fields import read_agenda, read_minutes, read_offsets, read_start

_LINE = re.compile(r"^\s*[*•-]?\s*(?P<key>[^\W\d_]+(?:[ -][^\W\d_]+){0,2})\s*[:=]\s*(?P<value>.*)$")
_GOES_ON = frozenset({"agenda", "notes"})
"""Fields that go on over the lines below them."""

LINE_SHOWN = 100
"""How many characters of a line are said back."""


@dataclass(slots=True)
class _Field:
    """A field as it was typed: the line that it began with, and all of its value."""

    line: str
    value: str


def sample(visit: Visit) -> Markup:
    """What such a message looks like, in the reader's language."""
    t, code = visit.t, visit.council.codes[-1]
    typed = t(
        "Title: Schooling of returned children\nGroups: {code}\nWhen: 31 December 15:00\nZone: {zone}\n"
        "Duration: 90\nPlace: Room 5\nLink: https://example.org/room\nAgenda:\n1. Opening\n2. Report\n"
        "Notes: documents 12 and 14\nReminders: 7 days, 1 hour",
        code=code,
        zone=visit.council.zone,
    )
    ask = t("Or send all of it in one message, a line each; what is left out is asked for or can wait:")
    return lines(ask, Markup("<pre>{}</pre>").format(typed))


def is_one(text: str, lexicon: Lexicon) -> bool:
    """Whether this is a meeting in one message: several lines, one of which names a field."""
    found = [line for line in text.splitlines() if line.strip()]
    names = by_word(lexicon.meeting_fields)
    return len(found) > 1 and any(_key(line, names) for line in found)


def read(visit: Visit, text: str) -> Several:
    """The fields that were understood, with a note on which lines were not and why. What was not given is asked for, if
    a meeting needs it, else it is left out of the questions."""
    lexicon = visit.t.lexicon
    fields, stray = _fields(text, by_word(lexicon.meeting_fields))
    values: dict[str, object] = dict.fromkeys(("link", "place", "agenda", "duration", "notes"), "")
    values["zone"] = visit.council.zone
    wrong = [(line, words(Unplaced(), visit.t)) for line in stray]

    def take(key: str, reading: Callable[[str], object]) -> None:
        if key in fields:
            try:
                values[key] = reading(fields[key].value)
            except Refused as refusal:
                values.pop(key, None)  # it is asked
                wrong.append((fields[key].line, words(refusal, visit.t)))

    take("title", text_rules.line)
    take("groups", lambda value: _groups(visit, value))
    take("zone", read_zone)
    take("duration", lambda value: read_minutes(value, lexicon))
    take("place", lambda value: text_rules.line(value, PLACE_LIMIT))
    take("link", text_rules.link)
    take("agenda", lambda value: read_agenda(Entry(text=value)))
    take("notes", lambda value: text_rules.body(value, NOTES_LIMIT))
    take("reminders", lambda value: read_offsets(value, lexicon) or NO_REMINDERS)
    # "Date: 10 December", "Start: 15:00": the lines about the time are read as one.
    if parts := [fields[key] for key in ("date", "when", "time") if key in fields]:
        fields["when"] = _Field(parts[0].line, " ".join(part.value for part in parts))
    if "when" in fields and "zone" in values:
        take("when", lambda value: read_start(visit, value, str(values["zone"])))
    if "when" in values:
        values["starts"] = values.pop("when")
    return Several(values, _note(visit, wrong) if wrong else None)


def _note(visit: Visit, wrong: list[tuple[str, Markup]]) -> Markup:
    head = visit.t.plural(
        "I did not understand this line; the rest is kept:", "I did not understand these lines; the rest is kept:",
        len(wrong),
    )  # fmt: skip
    told = [Markup("• {}\n  {}").format(cut(line.strip(), LINE_SHOWN), why) for line, why in wrong[:10]]
    return lines(bold(head), *told)


class Unplaced(RefusedWith):
    """A line that begins with none of the names of the fields."""

    template = N_("It names no field, such as “Title:” or “When:”.")


def _key(line: str, names: Mapping[str, str]) -> str | None:
    match = _LINE.match(line)
    return names.get(match["key"].casefold()) if match else None


def _fields(text: str, names: Mapping[str, str]) -> tuple[dict[str, _Field], list[str]]:
    """The fields by their key, and the lines that belong to none. A first line without a name is the title. `names`: the
    keys by what people call the fields."""
    fields: dict[str, _Field] = {}
    stray: list[str] = []
    last = ""
    for line in text.splitlines():
        if not line.strip():
            continue
        match, key = _LINE.match(line), _key(line, names)
        if key and match and key not in fields:
            fields[key], last = _Field(line, match["value"].strip()), key
        elif last in _GOES_ON and not key:
            fields[last].value = f"{fields[last].value}\n{line.strip()}".strip()
        elif not fields and not stray:
            fields["title"] = _Field(line, line.strip())
        else:
            stray.append(line)
    return fields, stray


def _groups(visit: Visit, typed: str) -> list[str]:
    """Codes or names of groups, or "all". Raises `NoSuchGroup`."""
    council, t, said = visit.council, visit.t, visit.t.lexicon.meeting_values
    if typed.strip().casefold() in said["all"]:
        return list(council.codes)
    known = {code.casefold(): code for code in council.codes}
    known |= {group.name(t.language).casefold(): group.code for group in council.groups}
    if typed.strip().casefold() in known:
        return [known[typed.strip().casefold()]]
    words_ = [word for word in re.split(r"[,;\s]+", typed.strip()) if word.casefold() not in said["and"]]
    for word in words_:
        if word.casefold() not in known:
            raise NoSuchGroup(word, council.codes)
    return [code for code in council.codes if code in {known[word.casefold()] for word in words_}]
