"""Typed callback data of buttons, at most 64 bytes. Anyone can forge it, so it carries no rights."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import ClassVar, TypeVar, dataclass_transform, get_type_hints

from council.errors import Stale

LIMIT = 64
P = TypeVar("P", bound="Press")


@dataclass_transform(frozen_default=True)
class Press:
    """Base of every kind of button: `class Vote(Press, prefix="v")`, with its fields below.

    Fields are int, str or StrEnum; `prefix` identifies the kind. Each kind is a dataclass whose values are not changed."""

    prefix: ClassVar[str]
    known: ClassVar[Mapping[str, type] | None] = None

    def __init_subclass__(cls, prefix: str) -> None:
        super().__init_subclass__()
        cls.prefix = prefix
        # There are some 200 kinds: methods generated for each would take a sixteenth of the program's start.
        dataclass(eq=False, repr=False, match_args=False)(cls)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


def encode(press: Press) -> str:
    """The callback data of a button. Raises ValueError if it does not fit."""
    parts = [press.prefix, *(str(getattr(press, name)) for name in _fields(type(press)))]
    data = ":".join(parts)
    if any(":" in part for part in parts[:-1]) or len(data.encode()) > LIMIT:
        message = f"callback data does not fit: {press.prefix}"
        raise ValueError(message)
    return data


def fits(press: Press) -> bool:
    """Whether a button can carry it."""
    try:
        return bool(encode(press))
    except ValueError:
        return False


def prefix_of(data: str) -> str:
    """The part of callback data that identifies its kind."""
    return data.split(":", 1)[0]


def decode(kind: type[P], data: str) -> P:
    """Parse callback data. Raises `Stale` for anything that `encode` would not have produced."""
    hints = _fields(kind)
    parts = data.split(":", len(hints))[1:]
    if len(parts) != len(hints) or (not hints and data != kind.prefix) or len(data.encode()) > LIMIT:
        raise Stale
    try:
        return kind(**{name: _value(hint, part) for (name, hint), part in zip(hints.items(), parts, strict=True)})
    except ValueError as error:
        raise Stale from error


def _fields(kind: type[Press]) -> Mapping[str, type]:
    """The fields of a kind of button in order, with their types."""
    if kind.known is None:
        hints = get_type_hints(kind)
        kind.known = {field.name: hints[field.name] for field in fields(kind)}  # type: ignore[arg-type]  # see Press
    return kind.known


def _value(hint: type, part: str) -> int | str:
    if hint is int:
        number = int(part)
        if str(number) != part or abs(number) >= 2**63:  # canonical form only
            raise ValueError(part)
        return number
    if issubclass(hint, StrEnum):
        return hint(part)
    return part


MOST_PAGES = 1_000_000
"""No list has more."""


def offset_of(page: int, size: int) -> int:
    """How many entries stand before this page of a list, counted from 0. Raises `Stale` for a number that no button carries."""
    if not 0 <= page < MOST_PAGES:
        raise Stale
    return page * size
