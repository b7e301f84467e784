"""Takes a meeting in one message apart: one that was typed, an invitation of a conferencing service, an official notice."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from council.agenda import NUMBER
from council.folding import bare
from council.lexicon import Lexicon, by_word

_FIELD = re.compile(r"^\s*[*•-]?\s*(?P<key>[^\W\d_]+(?:(?: & |[ -])[^\W\d_]+){0,4})\s*[:=]\s*(?P<value>.*)$")
_BULLET = re.compile(r"^\s*[-–—•*]\s")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)\]]", re.IGNORECASE)
_ROOM = re.compile(r"/(?:j|my|w|wc|meet)/|meetup-join|meet\.google|webex\.|bigbluebutton|/rooms?/", re.IGNORECASE)
"""What is in the address of a room, and not in that of a page about the service."""

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
    """Whether this is a meeting in one message: several lines, one of which names a field, or begins an agenda."""
    lines = [line for line in text.splitlines() if line.strip()]
    names = by_word(lexicon.meeting_fields)
    return len(lines) > 1 and any(_key(line, names) or _heads_agenda(lines, at, names) for at, line in enumerate(lines))


def take_apart(text: str, lexicon: Lexicon) -> Letter:
    """The fields by their key; `when` stands for all that tells the moment. Each line is in a field, or is told.

    Without a line that names the title, the first line that is nothing else is it. Within an agenda or notes a line names
    a field only where it cannot be a part of them.
    """
    names, lines = by_word(lexicon.meeting_fields), [line.rstrip() for line in text.splitlines() if bare(line)]
    taker = _Taker(lines, names, frozenset(key for line in lines if (key := _key(line, names))))
    for at in range(len(lines)):
        taker.take(at)
    letter = taker.letter
    _take_link(letter)
    if parts := [letter.fields.pop(key) for key in _MOMENT if key in letter.fields]:
        letter.fields["when"] = Field("\n".join(part.line for part in parts), " ".join(part.value for part in parts))
    return letter


@dataclass(slots=True)
class _Taker:
    """Takes one line after another. `keys`: the fields that lines name; `last`: the field that goes on; `to`: the line up to
    which it does so whatever stands there; `loose`: it is an agenda that only its numbers began, and ends with them;
    `below_heads`: no line of no field was anything but a head."""

    lines: Sequence[str]
    names: Mapping[str, str]
    keys: frozenset[str]
    letter: Letter = field(default_factory=Letter)
    last: str = ""
    to: int = -1
    loose: bool = False
    below_heads: bool = True

    def take(self, at: int) -> None:
        line, fields = self.lines[at], self.letter.fields
        key, match = _key(line, self.names), _FIELD.match(line)
        if at > self.to and self.loose:
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
        elif self._is_title(line):
            fields["title"] = Field(line, line.strip())
        else:
            self.letter.unused.append(line)
            self.below_heads = self.below_heads and bare(line) in self.names

    def _is_title(self, line: str) -> bool:
        """Whether this line of no field is the title: the first one, below heads such as "AGENDA", if no line names it."""
        first = self.below_heads and not self.letter.fields and "title" not in self.keys
        return first and bare(line) not in self.names and not _URL.search(line)

    def _begin(self, key: str, at: int, value: str) -> None:
        self.letter.fields[key] = Field(self.lines[at], value)
        self.last = key if key in _GO_ON else ""
        if key == "agenda":
            self.to = self._end_of_numbers(at, value)

    def _end_of_numbers(self, at: int, value: str) -> int:
        """The last line of a list that counts from 1; `at` itself if there is none."""
        found, end = 0, at
        for n, line in enumerate((value, *self.lines[at + 1 :]), start=at):
            if _number(line) == found + 1:
                found, end = found + 1, n
        return end


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


def _take_link(letter: Letter) -> None:
    """The address in the line for it, or else in a line of no field: that of a room rather than any other. What else its
    line says is told as unused."""
    with_links = [line for line in letter.unused if _URL.search(line)]
    with_links.sort(key=lambda line: (not _ROOM.search(line), line.strip() != _URL.findall(line)[0]))
    given = letter.fields.get("link")
    line = given.value if given is not None else next(iter(with_links), "")
    if not (found := _URL.findall(line)) or (given is not None and len(found) > 1):
        return
    if given is None:
        letter.unused.remove(line)
    letter.fields["link"] = Field(line, found[0])
    if bare(rest := line.replace(found[0], " ", 1)):
        letter.unused.append(" ".join(rest.split()).strip(" <>"))
