"""JSON as it leaves the server: readable letters, and never a failure over half a surrogate pair in a log."""

import json

from aiohttp import web


def to_bytes(body: object) -> bytes:
    """Compact UTF-8."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def response(body: object, status: int = 200) -> web.Response:
    """An answer with that body."""
    return web.Response(body=to_bytes(body), status=status, content_type="application/json", charset="utf-8")
