"""The parameters of a Bot API request, from query, JSON, form or multipart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from sandbox.errors import RefusedError, bad_request
from sandbox.model import Json

Kind = Literal["text", "int", "flag", "chat", "object", "list", "file", "media"]
UPLOAD_LIMIT = 50 * 1024 * 1024


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
        except ValueError:
            raise bad_request("can't parse request JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("can't parse request JSON object")
        raw.update(body)
    elif request.content_type == "application/x-www-form-urlencoded":
        raw.update(parse_qsl(await request.text(), keep_blank_values=True))
    elif request.content_type == "multipart/form-data":
        await _read_parts(request, raw)
    return raw


async def _read_parts(request: web.Request, raw: dict[str, object]) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read())
        if part.filename is None:
            raw[part.name] = content.decode()
        elif len(content) > UPLOAD_LIMIT:
            raise RefusedError(413, "Request Entity Too Large")
        else:
            raw[part.name] = Upload(part.filename, part.headers.get("Content-Type"), content)


class Params:
    """The parameters of one call, converted to the kinds that its method declares. Raises RefusedError for bad JSON."""

    def __init__(self, raw: Mapping[str, object], takes: Mapping[str, Kind]) -> None:
        self._values: Json = {}
        self.unknown: list[str] = []
        attached: set[str] = set()
        for name, value in raw.items():
            kind = takes.get(name)
            if kind is None:
                self.unknown.append(name)
            elif kind == "file" and isinstance(value, str) and value.startswith("attach://"):
                part = value.removeprefix("attach://")
                attached.add(part)
                self._values[name] = raw.get(part)
            elif kind == "media":
                self._values[name] = described = _structured(name, "object", value)
                named = described.get("media") if isinstance(described, dict) else None
                if isinstance(named, str) and named.startswith("attach://"):
                    part = named.removeprefix("attach://")
                    attached.add(part)
                    self._values[f"{name}.media"] = raw.get(part)
                elif named is not None:
                    self._values[f"{name}.media"] = named
            else:
                self._values[name] = _coerce(name, kind, value)
        self.unknown = [name for name in self.unknown if name not in attached]

    def logged(self) -> Json:
        """The parameters for the call log: files by name, unknown parameters left out."""
        return {
            name: value.name if isinstance(value, Upload) else value for name, value in self._values.items() if value is not None
        }

    def has(self, name: str) -> bool:
        """Whether the parameter is present."""
        return name in self._values

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

    def upload(self, name: str) -> Upload | None:
        """A file that came with the request; None if absent."""
        value = self._values.get(name)
        return value if isinstance(value, Upload) else None


def _coerce(name: str, kind: Kind, value: object) -> object:
    if isinstance(value, Upload) and kind != "file":
        return None
    if kind == "int":
        return _whole(value)
    if kind == "flag":
        return value is True or (isinstance(value, str | int) and str(value).lower() in ("true", "1", "yes"))
    if kind == "chat":
        number = _whole(value)
        return value if number is None else number
    if kind in ("object", "list"):
        return _structured(name, kind, value)
    if kind == "text" and value is not None:
        return value if isinstance(value, str) else json.dumps(value)
    return value


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def _structured(name: str, kind: Kind, value: object) -> object:
    if isinstance(value, str):
        if not value:
            return None
        try:
            value = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {_NAMES.get(name, name)} JSON object") from None
    if value is not None and not isinstance(value, dict if kind == "object" else list):
        raise bad_request(_NOT_THAT.get(name, f"can't parse {_NAMES.get(name, name)}: wrong type"))
    return value


_NAMES = {"reply_markup": "reply keyboard markup", "reply_parameters": "reply parameters"}
_NOT_THAT = {"reply_markup": "object expected as reply markup", "entities": "expected an Array of MessageEntity"}
