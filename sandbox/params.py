"""The parameters of a Bot API request, from query, JSON, form or multipart."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Literal
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from sandbox.errors import RefusedError, bad_request
from sandbox.model import Json

Kind = Literal["text", "int", "float", "flag", "chat", "object", "list", "json", "file"]
UPLOAD_LIMIT = 50 * 1024 * 1024
_ATTACH = "attach://"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    name: str
    mime_type: str | None
    content: bytes


async def read_raw(request: web.Request) -> dict[str, object]:
    """All parameters of the request, unchecked; the body takes precedence over the query."""
    raw: dict[str, object] = dict(request.query) if request.query_string else {}
    if request.method != "POST" or not request.body_exists:
        return raw
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except (ValueError, RecursionError):
            raise bad_request("can't parse request JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("can't parse request JSON object")
        raw.update(body)
    elif request.content_type == "application/x-www-form-urlencoded":
        raw.update(parse_qsl(_decoded(await request.read()), keep_blank_values=True))
    elif request.content_type == "multipart/form-data":
        try:
            await _read_parts(request, raw)
        except ValueError:
            raise bad_request("can't parse the parts of the request") from None
    return raw


def _decoded(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


async def _read_parts(request: web.Request, raw: dict[str, object]) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read())
        if part.filename is None:
            raw[part.name] = _decoded(content)
        elif len(content) > UPLOAD_LIMIT:
            raise RefusedError(413, "Request Entity Too Large")
        else:
            raw[part.name] = Upload(part.filename, part.headers.get("Content-Type"), content)


class Params:
    """The parameters of one call, converted to the kinds that its method declares. Raises RefusedError for bad JSON."""

    def __init__(
        self, raw: Mapping[str, object], takes: Mapping[str, Kind] | None, parts: Mapping[str, object] | None = None
    ) -> None:
        self._parts = raw if parts is None else parts
        self._values: Json = {}
        self.unknown: list[str] = []
        for name, value in () if takes is None else raw.items():
            kind = takes.get(name) if takes else None
            if kind is None:
                self.unknown.append(name)
            else:
                self._values[name] = self._referred(value) if kind == "file" else _coerce(name, kind, value)
        if self.unknown:
            referred = attached(raw)
            self.unknown = [name for name in self.unknown if name not in referred]

    def logged(self) -> Json:
        """The parameters for the call log: files by name, unknown parameters left out."""
        return {
            name: value.name if isinstance(value, Upload) else value for name, value in self._values.items() if value is not None
        }

    def has(self, name: str) -> bool:
        """Whether the parameter is present, with a value of its kind."""
        return self._values.get(name) is not None

    def chat(self, name: str = "chat_id") -> object:
        """A chat as given: its number, or the @username of a public one."""
        return self._values.get(name)

    def text(self, name: str) -> str:
        """A string; empty if absent."""
        value = self._values.get(name)
        return value if isinstance(value, str) else ""

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number; the default if absent or not a number."""
        value = self._values.get(name)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool:
        """Whether it is true."""
        return self._values.get(name) is True

    def mapping(self, name: str) -> Json | None:
        """A JSON object; None if absent."""
        value = self._values.get(name)
        return value if isinstance(value, dict) else None

    def listed(self, name: str) -> list[object]:
        """A JSON array; empty if absent."""
        value = self._values.get(name)
        return value if isinstance(value, list) else []

    def number(self, name: str) -> float | None:
        """A number; None if absent or not a number."""
        value = self._values.get(name)
        return value if isinstance(value, float) else None

    def file(self, name: str) -> Upload | str:
        """A file that came with the request, or the identifier or address of one; empty if absent."""
        value = self._values.get(name)
        return value if isinstance(value, Upload | str) else ""

    def described(self, values: Mapping[str, object], takes: Mapping[str, Kind]) -> "Params":
        """The fields of an object among the parameters, read like parameters; its files are parts of the same request."""
        return Params({name: value for name, value in values.items() if name in takes}, takes, self._parts)

    def _referred(self, value: object) -> object:
        """The file that is meant: itself, or a part of the request (`attach://part`)."""
        if isinstance(value, str) and value.startswith(_ATTACH):
            return self._parts.get(value.removeprefix(_ATTACH))
        return value


def attached(raw: Mapping[str, object]) -> set[str]:
    """The names of the request's parts that other parameters refer to."""
    if not any(isinstance(value, Upload) for value in raw.values()):
        return set()
    texts = " ".join(value if isinstance(value, str) else json.dumps(value, default=str) for value in raw.values())
    return set(re.findall(rf"{_ATTACH}([^\s\"'\\\\]+)", texts))


def _coerce(name: str, kind: Kind, value: object) -> object:
    if isinstance(value, Upload):
        return None
    if kind == "int":
        return _whole(value)
    if kind == "flag":
        return value is True or (isinstance(value, str | int) and str(value).lower() in ("true", "1", "yes"))
    if kind == "chat":
        number = _whole(value)
        return (value if isinstance(value, str) or value is None else json.dumps(value)) if number is None else number
    if kind == "float":
        return _number(value)
    if kind in ("object", "list", "json"):
        return _structured(name, kind, value)
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _structured(name: str, kind: Kind, value: object) -> object:
    if isinstance(value, str):
        if not value:
            return None
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise bad_request(f"can't parse {_NAMES.get(name, name)} JSON object") from None
    if value is not None and not isinstance(value, _SHAPES[kind]):
        raise bad_request(_NOT_THAT.get(name, f"can't parse {_NAMES.get(name, name)}: wrong type"))
    return value


_SHAPES: Mapping[Kind, type | UnionType] = {"object": dict, "list": list, "json": dict | list}
_NAMES = {"reply_markup": "reply keyboard markup", "reply_parameters": "reply parameters"}
_NOT_THAT = {"reply_markup": "object expected as reply markup", "entities": "expected an Array of MessageEntity"}
