"""Takes a meeting in one message apart: one that was typed, an invitation of a conferencing service, an official notice."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from council.agenda import NUMBER
from council.folding import bare
from council.lexicon import Lexicon, by_word

_FIELD = re.compile(r"^\s*[*•-]?\s*(?P<key>[^\W\d_]+(?:(?: & |[ -])[^\W\d_]+){0,4})\s*[:=]\s*(?P<value>.*)$")
_BULLET = re.compile(r"^\s*[-–—•*]\s")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)\]]", re.IGNORECASE)
_ROOM = re.compile(r"/(?:j|my|w|wc|meet)/|meetup-join|meet\.google|webex\.|bigbluebutton|/rooms?/", re.IGNORECASE)
"""What is in the address of a room, and not in that of a page about the service."""

_CLOCK = re.compile(r"\d{1,2}[:.-]\d{2}(?![.\d-])|\d\s*[ap]\.?m", re.IGNORECASE)
_NAME_AT_END = re.compile(r"[;,]?\s*[^\W\d_]+:\s*$")

LONG = 160
"""No line of so many characters is a date and nothing else."""

_GO_ON = ("agenda", "notes")
"""Fields that go on over the lines below them."""

_ADDED = ("place",)
"""Fields of which a second line says more."""

_MOMENT = ("date", "when", "time")
"""Fields that tell together when the meeting begins."""


@dataclass(slots=True)
class Field:
    """A field as it was typed: the line that it began with, and all of its value."""

    line: str
    value: str


@dataclass(slots=True)
class Letter:
    """A message taken apart. `unused`: the lines that are no field; `twice`: those of a field that is there already."""

    fields: dict[str, Field] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


def is_one(text: str, lexicon: Lexicon) -> bool:
    """Whether this is a meeting in one message: several lines, one of which names a field, begins an agenda, or has the
    address of a room."""
    lines = [line for line in text.splitlines() if line.strip()]
    names = by_word(lexicon.meeting_fields)
    return len(lines) > 1 and any(
        _key(line, names) or _heads_agenda(lines, at, names) or any(map(_ROOM.search, _URL.findall(line)))
        for at, line in enumerate(lines)
    )


def take_apart(text: str, lexicon: Lexicon) -> Letter:
    """The fields by their key; `when` stands for all that tells the moment. Each line is in a field, or is told.

    Without a line that names the title, the first line that is nothing else is it. Within an agenda or notes a line names
    a field only where it cannot be a part of them.
    """
    typed = text.splitlines()
    lines = [(line.rstrip(), at > 0 and not typed[at - 1].strip()) for at, line in enumerate(typed) if bare(line)]
    apart = {at for at, (_, after_gap) in enumerate(lines) if after_gap}
    names = by_word(lexicon.meeting_fields)
    keys = frozenset(key for line, _ in lines if (key := _key(line, names)))
    title = "" if "title" in keys else _title([line for line, _ in lines], names)
    taker = _Taker([line for line, _ in lines], names, keys, title, apart)
    for at in range(len(taker.lines)):
        taker.take(at)
    letter = taker.letter
    _take_link(letter)
    if parts := [letter.fields.pop(key) for key in _MOMENT if key in letter.fields]:
        letter.fields["when"] = Field("\n".join(part.line for part in parts), " ".join(part.value for part in parts))
    return letter


@dataclass(slots=True)
class _Taker:
    """Takes one line after another. `keys`: the fields that lines name; `title`: the line that is the title without naming it;
    `apart`: the lines below an empty one; `last`: the field that goes on; `to`: the line up to which it does so whatever
    stands there; `loose`: it is an agenda that only its numbers began, and ends with them."""

    lines: Sequence[str]
    names: Mapping[str, str]
    keys: frozenset[str]
    title: str
    apart: Collection[int]
    letter: Letter = field(default_factory=Letter)
    last: str = ""
    to: int = -1
    began: int = -1
    loose: bool = False

    def take(self, at: int) -> None:
        line, fields = self.lines[at], self.letter.fields
        key, match = _key(line, self.names), _FIELD.match(line)
        listed = self.last == "agenda" and self.to > self.began
        if (
            key == "when"
            and not self.last
            and "when" in fields
            and "time" not in fields
            and not _CLOCK.search(fields["when"].value)
        ):
            key = "time"  # "When: 10 December", "Start: 15:00"
        if at > self.to and (self.loose or (listed and at in self.apart and not _goes_on(line))):
            self.last, self.loose = "", False
        given = key in fields or (key in _MOMENT and "when" in fields)
        if self.last and (at <= self.to or not key or given or _BULLET.match(line) or line[:1].isspace()):
            fields[self.last].value = f"{fields[self.last].value}\n{line.strip()}".strip()
        elif key and match and key not in fields:
            self._begin(key, at, match["value"].strip())
        elif key in _ADDED and match:  # "Place: ministry", "Address: 5 Example street"
            fields[key].value = ", ".join(filter(None, (fields[key].value, match["value"].strip())))
        elif key:
            self.letter.twice.append(line)
        elif _heads_agenda(self.lines, at, self.names) and "agenda" not in fields:
            self._begin("agenda", at, "")
        elif _number(line) == 1 and "agenda" not in self.keys.union(fields):
            self._begin("agenda", at, line.strip())
            self.loose = True
        elif not fields and line == self.title:
            fields["title"] = Field(line, line.strip())
        else:
            self.letter.unused.append(line)

    def _begin(self, key: str, at: int, value: str) -> None:
        self.letter.fields[key] = Field(self.lines[at], value)
        self.last, self.began = key if key in _GO_ON else "", at
        if key == "agenda":
            self.to = self._end_of_numbers(at, value)

    def _end_of_numbers(self, at: int, value: str) -> int:
        """The last line of a list that counts from 1; `at` itself if there is none."""
        found, end = 0, at
        for n, line in enumerate((value, *self.lines[at + 1 :]), start=at):
            if _number(line) == found + 1:
                found, end = found + 1, n
        return end


def _title(lines: Sequence[str], names: Mapping[str, str]) -> str:
    """The line that is the title where none names it: the first, below heads such as "AGENDA"; below one in capitals, such
    as a ministry's name, the line that speaks of a meeting, if there is one. "" if there is none."""
    head = [one for one in takewhile(lambda one: not _key(one, names), lines) if bare(one) not in names]
    if not head or _URL.search(head[0]) or head[0][-1:] in ".!:_":
        return ""
    kinds = tuple(name[:-1] for name, key in names.items() if key == "title" and " " not in name)
    for one in head if head[0].isupper() else ():
        if not one.isupper() and any(word.startswith(kinds) for word in bare(one).split()):
            return one
    return head[0]


def _key(line: str, names: Mapping[str, str]) -> str | None:
    match = _FIELD.match(line)
    return names.get(" ".join(match["key"].casefold().split())) if match else None


def _number(line: str) -> int | None:
    match = NUMBER.match(line)
    return int(match["plain"]) if match and match["plain"] else None


def _heads_agenda(lines: Sequence[str], at: int, names: Mapping[str, str]) -> bool:
    """Whether this line is the head of a list: "AGENDA" by itself above a number or a bullet."""
    below = lines[at + 1] if at + 1 < len(lines) else ""
    return names.get(bare(lines[at])) == "agenda" and (_number(below) == 1 or _BULLET.match(below) is not None)


def _goes_on(line: str) -> bool:
    return bool(NUMBER.match(line) or _BULLET.match(line) or line[:1].isspace())


def take_moment(letter: Letter, tells: Callable[[str], tuple[bool, bool]]) -> None:
    """If no field says when it is, the lines of no field that do so: one with the day and the time, or one with each
    beside the other; none if two lines say a day. `tells`: whether a line says a day, and a time, and nothing else."""
    if "when" not in letter.fields and (found := _moment_in(letter.unused, tells)):
        letter.fields["when"] = Field("\n".join(found), " ".join(found))
        letter.unused = [line for line in letter.unused if line not in found]


def _moment_in(unused: Sequence[str], tells: Callable[[str], tuple[bool, bool]]) -> list[str]:
    told = [tells(line) if len(line) <= LONG and re.search(r"\d", line) else (False, False) for line in unused]
    days = [at for at, (day, _) in enumerate(told) if day]
    if len(days) != 1:
        return []
    [at] = days
    if told[at][1]:
        return [unused[at]]
    near = [one for one in (at - 1, at + 1) if 0 <= one < len(told) and told[one] == (False, True)]
    return [unused[at], unused[near[0]]] if len(near) == 1 else []


def _take_link(letter: Letter) -> None:
    """The address in the line for it, or else in a line of no field: that of a room rather than any other. What else its
    line says is told as unused."""
    with_links = [line for line in letter.unused if _URL.search(line)]
    with_links.sort(key=lambda line: (not _ROOM.search(line), line.strip() != _URL.findall(line)[0]))
    given, place = letter.fields.get("link"), letter.fields.get("place")
    if given is None and place is not None and len(in_place := _URL.findall(place.value)) == 1:
        letter.fields["link"] = Field(place.line, in_place[0])
        place.value = _NAME_AT_END.sub("", place.value.replace(in_place[0], " ")).strip(" ,;()")
        if not bare(place.value):
            del letter.fields["place"]
        return
    line = given.value if given is not None else next(iter(with_links), "")
    if not (found := _URL.findall(line)) or (given is not None and len(found) > 1):
        return
    if given is None:
        letter.unused.remove(line)
    letter.fields["link"] = Field(line, found[0])
    if bare(rest := line.replace(found[0], " ", 1)):
        letter.unused.append(" ".join(rest.split()).strip(" <>"))
