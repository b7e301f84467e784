"""Shared by tests: values of any type, as large as they may be, made by their annotations."""

import dataclasses
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from markupsafe import Markup

from council import text_rules
from handlers.common.view import Style

NOW = datetime(2026, 9, 30, 19, 59, tzinfo=UTC)
ZONE = "America/Argentina/ComodRivadavia"

EXACT: Mapping[str, object] = {
    "zone": ZONE,
    **dict.fromkeys(
        ("language", "languages", "tag", "texts", "contents", "said", "code", "awaited", "before_correcting.more"), "ru"
    ),
    **dict.fromkeys(("group", "groups"), "B"),
    "communique.channels": "ru",
    "Button.style": Style.SUCCESS,  # of what a view is given to show
    "Log.about": "people",
    "Person.quiet": "",
    "Request.state": "declined",
    "Rhythm.weekday": 2,
    "Proposal.times": datetime(2026, 9, 30, 19, 59),
}
"""Values of what is read as something, by the names of fields or parameters, or with those of their owners."""

LIMITS: Sequence[tuple[frozenset[str], int]] = (
    (frozenset({"group", "code", "origin", "committee"}), 12),
    (frozenset({"number"}), 24),
    (frozenset({"hash", "hash_", "previous", "salt", "mark", "text_hash", "file_hash", "head"}), 64),
    (frozenset({"link", "link_", "url", "agenda", "address"}), text_rules.LINK_LIMIT),
    (frozenset({"name", "organisation", "country", "author", "who", "by"}), text_rules.NAME_LIMIT),
    (frozenset({"reason", "remedy", "harm", "note", "rationale", "answer"}), text_rules.REASON_LIMIT),
    (frozenset({"text", "proposed", "html", "body"}), text_rules.BODY_LIMIT),
    (frozenset({"email"}), 254),
)
"""Lengths of texts by the names of their fields, in UTF-16 code units; any other is one line."""


def long(limit: int) -> str:
    """A text of this length, of characters that are two units, or several once they are escaped."""
    word = "𝔛𝔜<&>á "
    return text_rules.cut(word * (limit // 6 + 1), limit - 1) + "𝔛"[: (limit > 0)]


class Everything(dict[object, object]):
    """A mapping that has something for every key."""

    def __init__(self, make: Callable[[], object], items: Mapping[object, object]) -> None:
        super().__init__(items)
        self._make = make

    def __missing__(self, _key: object) -> object:
        return self._make()

    def get(self, key: object, default: object = None) -> object:
        return self[key]

    def __contains__(self, _key: object) -> bool:
        return True


@dataclasses.dataclass
class Filler:
    """Makes values: `nth` says which member of each enumeration, and `yes` which truth value; `many`: how long lists are."""

    given: Mapping[object, object]
    nth: int
    yes: bool
    many: int
    _made: dict[object, object] = dataclasses.field(default_factory=dict)
    _within: list[object] = dataclasses.field(default_factory=list)

    def make(self, kind: object, name: str = "", owner: str = "") -> object:
        """A value of this type, for the field or parameter `name` of `owner`; asked for again, the same."""
        if kind in self.given:
            return self.given[kind]
        if (kind, name, owner) not in self._made:
            self._made[kind, name, owner] = self._new(kind, name, owner)
        return self._made[kind, name, owner]

    def _new(self, kind: object, name: str, owner: str) -> object:
        origin, args = typing.get_origin(kind), typing.get_args(kind)
        if origin in {typing.Union, types.UnionType}:
            first = next(one for one in args if one is not type(None))
            return None if first in self._within else self.make(first, name, owner)
        if origin is typing.Literal:
            return args[self.nth % len(args)]
        if origin is tuple and not (len(args) == 2 and args[1] is ...):
            return tuple(self.make(one, name, owner) for one in args)
        if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
            made = {self.make(args[0], name, owner): self.make(args[1], name, owner)}
            return Everything(lambda: self.make(args[1], name, owner), made)
        if origin in {set, frozenset, Collection} and isinstance(args[0], type) and issubclass(args[0], Enum):
            return frozenset(args[0])
        if origin in {set, frozenset}:
            return frozenset({self.make(args[0], name, owner)})
        if origin is not None and isinstance(origin, type) and issubclass(origin, Iterable):
            return tuple(self.make(args[0], name, owner) for _ in range(self.many))
        return self._plain(kind, name, owner)

    def _plain(self, kind: object, name: str, owner: str) -> object:
        exact = EXACT.get(f"{owner}.{name}", EXACT.get(name))
        if isinstance(kind, type) and exact is not None and isinstance(exact, kind):
            return exact
        if kind is str:
            return self.text(name)
        if kind is Markup:
            return Markup("{}").format(self.text(name))
        simple: Mapping[object, object] = {
            bool: self.yes, int: 12, float: 0.5, datetime: NOW, date: NOW.date(),
            time: time(23, 59), timedelta: timedelta(days=3, hours=4), bytes: b"", object: "",
        }  # fmt: skip
        if kind in simple:
            return simple[kind]
        if isinstance(kind, type) and issubclass(kind, Enum):
            return list(kind)[self.nth % len(kind)]
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            fields = [one for one in dataclasses.fields(kind) if one.init]
            self._within.append(kind)
            values = {one.name: self.make(hints[one.name], one.name, kind.__name__) for one in fields}
            self._within.pop()
            return kind(**values)
        raise NotImplementedError(f"{owner}.{name}: {kind}")

    def text(self, name: str) -> str:
        """A text as long as one of this name may be."""
        return long(next((most for names, most in LIMITS if name in names), text_rules.TITLE_LIMIT))
