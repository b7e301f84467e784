"""Typed callback data: what a button means, in at most 64 bytes. Anyone can forge it, so it carries no right."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import ClassVar, TypeVar, get_type_hints

from council.errors import Stale

LIMIT = 64
P = TypeVar("P", bound="Press")


@dataclass(frozen=True, slots=True)
class Press:
    """The base of every kind of button. Fields are int, str or StrEnum; `prefix` tells the kinds apart."""

    prefix: ClassVar[str]


def encode(press: Press) -> str:
    """The callback data of a button. Raises ValueError when it does not fit."""
    parts = [press.prefix, *(str(getattr(press, field.name)) for field in fields(press))]
    data = ":".join(parts)
    if any(":" in part for part in parts[:-1]) or len(data.encode()) > LIMIT:
        message = f"callback data does not fit: {press.prefix}"
        raise ValueError(message)
    return data


def prefix_of(data: str) -> str:
    """The part of callback data that tells its kind."""
    return data.split(":", 1)[0]


def decode(kind: type[P], data: str) -> P:
    """Read callback data back. Raises `Stale` for anything that `encode` would not have written."""
    names = [field.name for field in fields(kind)]
    parts = data.split(":", len(names))[1:]
    if len(parts) != len(names) or (not names and data != kind.prefix):
        raise Stale
    hints: Mapping[str, type] = get_type_hints(kind)
    try:
        if len(data.encode()) > LIMIT:
            raise Stale
        values = {name: _value(hints[name], part) for name, part in zip(names, parts, strict=True)}
    except ValueError as error:
        raise Stale from error
    return kind(**values)


def _value(hint: type, part: str) -> int | str:
    if hint is int:
        number = int(part)
        if str(number) != part or abs(number) >= 2**63:  # no spaces, signs or digits of other scripts
            raise ValueError(part)
        return number
    if issubclass(hint, StrEnum):
        return hint(part)
    return part
