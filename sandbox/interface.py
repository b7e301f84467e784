"""The Bot API as data: what is sent and answered is compared with it, name by name and type by type.

The data is a JSON file with `methods` and `types`, as it is published of the Bot API's documentation. It is no part of the
sandbox; without it nothing is compared.
"""

import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sandbox.model import Json
from sandbox.params import Upload, attached

VARIABLE = "BOT_API_DATA"
"""The environment variable that names the data's file."""

Check = Callable[[object], str | None]
"""What is wrong with a value: where, and what; None if it is as it should be."""

_CONSTANT = re.compile(r"(?:always|must be) [“\"]?(\w+)[”\"]?\.?$")
_TOLD = 500  # findings that are kept: a bot that is wrong in every call fills no memory


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference: in a `request` or an `answer` of a method."""

    method: str
    side: str
    words: str

    def __str__(self) -> str:
        return f"{self.side} of {self.method}: {self.words}"


class Interface:
    """The methods and types of one version of the Bot API, and what was found to differ from them."""

    def __init__(self, data: Mapping[str, dict[str, Json]]) -> None:
        self._types = data["types"]
        self._methods = data["methods"]
        self._names = {name.lower(): name for name in self._methods}
        self._checks: dict[str, Check] = {"Integer": _whole, "Float": _number, "String": _text, "Boolean": _flag}
        self._params: dict[str, dict[str, Check]] = {}
        self.requests = 0
        self.answers = 0
        self.findings: list[Finding] = []
        self.tell: Callable[[Finding], None] | None = None
        """Is told of each finding, the first time that it is found."""

    def methods(self) -> Collection[str]:
        """The names of all methods."""
        return self._methods.keys()

    def request(self, method: str, given: Mapping[str, object]) -> None:
        """Compare the parameters of a call, as they came."""
        self.requests += 1
        for words in self._wrong_parameters(method, given):
            self._found(method, "request", words)

    def answer(self, method: str, result: object) -> None:
        """Compare the result of a call that succeeded."""
        self.answers += 1
        named = self._names.get(method.lower())
        if named is not None and (words := self._union(_strings(self._methods[named]["returns"]))(result)):
            self._found(method, "answer", words)

    def refusal(self, method: str, body: object) -> None:
        """Compare the body of an error."""
        self.answers += 1
        if words := _refusal(body, self._check("ResponseParameters")):
            self._found(method, "answer", words)

    def update(self, body: object) -> None:
        """Compare an update that is sent to a webhook."""
        self.answers += 1
        if words := self._check("Update")(body):
            self._found("webhook", "answer", words)

    def broke(self, method: str, error: Exception) -> None:
        """Note a mistake of the sandbox's own."""
        self._found(method, "answer", f"the sandbox failed with {type(error).__name__}")

    def _found(self, method: str, side: str, words: str) -> None:
        finding = Finding(method, side, words.lstrip())
        if self.tell is not None and finding not in self.findings:
            self.tell(finding)
        if len(self.findings) < _TOLD:
            self.findings.append(finding)

    def _wrong_parameters(self, method: str, given: Mapping[str, object]) -> Iterable[str]:
        named = self._names.get(method.lower())
        if named is None:
            yield "there is no such method"
            return
        checks = self._checks_of(named)
        parts = attached(given)
        for name, value in given.items():
            if name in parts:
                continue
            check = checks.get(name)
            if check is None:
                yield f"{name} is no parameter"
            elif words := check(value):
                yield f"{name}{words}"
        for field in _fields(self._methods[named]):
            value = given.get(str(field["name"]))
            if field["required"] and (value is None or (value == "" and "empty string" not in str(field["description"]))):
                yield f"{field['name']} is missing"

    def _checks_of(self, method: str) -> dict[str, Check]:
        if method not in self._params:
            fields = _fields(self._methods[method])
            self._params[method] = {str(field["name"]): self._parameter(_strings(field["types"])) for field in fields}
        return self._params[method]

    def _parameter(self, types: list[str]) -> Check:
        """A parameter may come as JSON, or as the text of it."""
        files, check = "InputFile" in types, self._union([name for name in types if name != "InputFile"] or ["String"])

        def parameter(value: object) -> str | None:
            if isinstance(value, Upload):
                return None if files else " is a file"
            words = check(value)
            if words is None or not isinstance(value, str):
                return words
            if value.lower() in ("true", "false"):
                return check(value.lower() == "true")
            try:
                return check(json.loads(value))
            except (ValueError, RecursionError):
                return words

        return parameter

    def _check(self, name: str) -> Check:
        if name not in self._checks:
            if name.startswith("Array of "):
                self._checks[name] = _array(self._check(name.removeprefix("Array of ")))
            else:
                # A type may contain itself: its fields are looked up when the first value of it comes.
                made: list[Check] = []

                def later(value: object) -> str | None:
                    if not made:
                        made.append(self._made(name))
                        self._checks[name] = made[0]
                    return made[0](value)

                self._checks[name] = later
        return self._checks[name]

    def _made(self, name: str) -> Check:
        described = self._types[name]
        if "subtypes" in described:
            return self._union(_strings(described["subtypes"]))
        fields, required = {}, set()
        for field in _fields(described):
            named = str(field["name"])
            constant = _constant(field)
            fields[named] = self._union(_strings(field["types"])) if constant is None else _exactly(constant)
            if field["required"]:
                required.add(named)
        return _object(name, fields, frozenset(required))

    def _union(self, types: list[str]) -> Check:
        if len(types) == 1:
            return self._check(types[0])
        checks = [(self._check(name), name, *self._told_by(name)) for name in types]

        def union(value: object) -> str | None:
            nearest = f" is none of {', '.join(types)}"
            for check, _, needed, constants in checks:
                words = check(value)
                if words is None:
                    return None
                if isinstance(value, dict) and needed <= value.keys() and constants <= value.items():
                    nearest = words
            return nearest

        return union

    def _told_by(self, name: str) -> tuple[set[str], set[tuple[str, object]]]:
        """The fields, and their values, by which an object of one type among several is known."""
        if name not in self._types:
            return {"-"}, set()
        fields = _fields(self._types[name])
        constants: set[tuple[str, object]] = {(str(f["name"]), c) for f in fields if (c := _constant(f)) is not None}
        return {name for name, _ in constants} or {str(f["name"]) for f in fields if f["required"]} or {"-"}, constants


@cache
def read(path: Path) -> Interface:
    """The data in this file, read once. Raises OSError, or ValueError for a file that holds something else."""
    data = json.loads(path.read_bytes())
    if not isinstance(data, dict) or not {"methods", "types"} <= data.keys():
        raise ValueError(f"{path.name} is no description of the Bot API")
    return Interface(data)


def from_environment() -> Interface | None:
    """The data in the file that the environment names; None where it names none."""
    named = os.environ.get(VARIABLE)
    return read(Path(named)) if named else None


def _fields(described: Json) -> list[Json]:
    fields = described.get("fields")
    return [field for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _constant(field: Json) -> str | None:
    found = _CONSTANT.search(str(field["description"])) if field["required"] and field["types"] == ["String"] else None
    return found[1] if found else None


def _refusal(body: object, parameters: Check) -> str | None:
    if not isinstance(body, dict) or body.get("ok") is not False:
        return " is no error"
    known = {"ok": _flag, "error_code": _whole, "description": _text, "parameters": parameters}
    return _object("an error", known, frozenset({"ok", "error_code", "description"}))(body)


# -- checks


def _whole(value: object) -> str | None:
    return None if type(value) is int else " is no integer"


def _number(value: object) -> str | None:
    return None if type(value) in (int, float) else " is no number"


def _text(value: object) -> str | None:
    return None if type(value) is str else " is no string"


def _flag(value: object) -> str | None:
    return None if type(value) is bool else " is neither true nor false"


def _exactly(constant: str) -> Check:
    return lambda value: None if value == constant else f' is not "{constant}"'


def _array(check: Check) -> Check:
    def array(value: object) -> str | None:
        if not isinstance(value, list):
            return " is no array"
        for number, item in enumerate(value):
            if words := check(item):
                return f"[{number}]{words}"
        return None

    return array


def _object(name: str, fields: Mapping[str, Check], required: frozenset[str]) -> Check:
    def of_fields(value: object) -> str | None:
        if not isinstance(value, dict):
            return f" is no {name}"
        for key, item in value.items():
            check = fields.get(key)
            if check is None:
                return f".{key} is no field of {name}"
            if words := check(item):
                return f".{key}{words}"
        if not required <= value.keys():
            return f" lacks {', '.join(sorted(required - value.keys()))} of {name}"
        return None

    return of_fields
