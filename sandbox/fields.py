"""Typed access to the JSON, query or form of a control request, with readable errors."""

import math
from collections.abc import Mapping

from sandbox.errors import MisuseError
from sandbox.params import Upload


class Fields:
    """The fields of one request. Getters raise MisuseError for a wrong type or a missing value."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def has(self, name: str) -> bool:
        """Whether the field is present with a value."""
        return self._values.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        """A string; without a default it must not be empty."""
        value = self._values.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (not value and default is None):
            raise MisuseError(f"{name} must be a text")
        return value

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number, also as a string."""
        value = self._values.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool) and isinstance(value, int | str):
            try:
                return int(value)
            except ValueError:
                pass
        raise MisuseError(f"{name} must be a whole number")

    def upload(self) -> Upload | None:
        """The file of a multipart form, whatever its field is called; None if there is none."""
        return next((value for value in self._values.values() if isinstance(value, Upload)), None)

    def seconds(self, name: str, default: float | None = None) -> float:
        """A number, also as a string."""
        value = self._values.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool) and isinstance(value, int | float | str):
            try:
                number = float(value)
            except ValueError:
                number = math.nan
            if math.isfinite(number):
                return number
        raise MisuseError(f"{name} must be a number")

    def flag(self, name: str) -> bool:
        """True only if given as true."""
        return self._values.get(name) in (True, "true", "1")

    def items(self, name: str) -> list[object]:
        """A list; empty if absent."""
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise MisuseError(f"{name} must be a list")
        return value

    def numbers(self, name: str) -> list[int]:
        """A list of whole numbers; empty if absent."""
        found: list[int] = []
        for value in self.items(name):
            if not isinstance(value, int) or isinstance(value, bool):
                raise MisuseError(f"{name} must be a list of numbers")
            found.append(value)
        return found
