"""JSON output: letters unescaped; half a surrogate pair in a log does not raise."""

import json

from aiohttp import web


def to_bytes(body: object) -> bytes:
    """Compact UTF-8."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def response(body: object, status: int = 200) -> web.Response:
    """A JSON response with this body."""
    return web.Response(body=to_bytes(body), status=status, content_type="application/json", charset="utf-8")


def parsed(body: bytes) -> object:
    """What a body says as JSON; None for anything else."""
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value
