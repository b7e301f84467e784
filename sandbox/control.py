"""The control API over HTTP: its caller acts as the sandbox's people and reads what they see."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox import jsonio, watching
from sandbox.control_acts import ACTS, Act
from sandbox.errors import MisuseError, RefusedError
from sandbox.fields import Fields
from sandbox.keys import INTERFACE, REQUESTS, WORLD
from sandbox.params import read_raw


def routes() -> list[web.RouteDef]:
    """All routes below /sandbox."""
    return [
        *(web.route(method, f"/sandbox/{path}", _with_errors(_acting(act))) for (method, path), act in ACTS.items()),
        web.get("/sandbox/chats/{id}/messages", _with_errors(watching.messages)),
        web.get("/sandbox/findings", _with_errors(_findings)),
        web.get("/sandbox/answers/{id}", _with_errors(watching.answer)),
        web.get("/sandbox/files/{id}", watching.file),
        web.get("/sandbox/events", watching.events),
    ]


async def _findings(request: web.Request) -> object:
    """What differs from the Bot API's data so far; `data` is false where there is none to compare with."""
    held = request.app[INTERFACE]
    if held is None:
        return {"data": False, "requests": 0, "answers": 0, "findings": []}
    found = [{"method": each.method, "side": each.side, "words": each.words} for each in held.findings]
    return {"data": True, "requests": held.requests, "answers": held.answers, "findings": found}


def _acting(act: Act) -> Callable[[web.Request], Awaitable[object]]:
    async def handle(request: web.Request) -> object:
        return act(request.app[WORLD], await _fields(request))

    return handle


def _with_errors(handle: Callable[[web.Request], Awaitable[object]]) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Send the handler's result as JSON, or its error with the matching status."""

    async def respond(request: web.Request) -> web.StreamResponse:
        try:
            with request.app[REQUESTS].track():
                result = await handle(request)
        except MisuseError as misuse:
            return jsonio.response({"error": str(misuse)}, misuse.status)
        except RefusedError as refusal:
            # Something that a person could not send either, such as an entity of an unknown type.
            return jsonio.response({"error": refusal.description}, 400)
        return jsonio.response({"ok": True} if result is None else result)

    return respond


async def _fields(request: web.Request) -> Fields:
    """The fields of a request; a JSON list becomes the field `items`. Raises MisuseError."""
    if request.method in ("GET", "DELETE") or request.content_type == "multipart/form-data":
        return Fields(await read_raw(request))
    if not request.body_exists:
        return Fields({})
    try:
        body = json.loads(await request.read())
    except ValueError:
        raise MisuseError("the body is no JSON") from None
    return Fields(body if isinstance(body, dict) else {"items": body})
