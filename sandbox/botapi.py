"""The Bot API over HTTP: `/bot<token>/<method>` in, Telegram-shaped JSON out, with the requested faults."""

import asyncio
import contextlib
import inspect
import re
import traceback
from collections.abc import Awaitable

from aiohttp import web

from sandbox import jsonio, older
from sandbox.calls import Call
from sandbox.errors import RefusedError, bad_request, not_found, too_many
from sandbox.keys import INTERFACE, REQUESTS, TOKEN, WORLD
from sandbox.methods import BY_NAME, Method
from sandbox.model import Json
from sandbox.params import Params, read_raw
from sandbox.state import World

TOKEN_FORM = re.compile(r"\d+:[\w-]+")
DROPPED = object()
"""Stands for a result: the connection is closed without an answer."""


async def call(request: web.Request) -> web.StreamResponse:
    """Execute one Bot API method that comes as a request."""
    given = request.match_info["method"]
    with request.app[REQUESTS].track():
        try:
            _check_token(request)
            outcome = await _answered(request.app, given, read_raw(request))
        except RefusedError as refusal:
            body = refusal.answer()
            if (interface := request.app[INTERFACE]) is not None:
                interface.refusal(given, body)
            return jsonio.response(body, refusal.code)
    return _drop(request) if outcome is DROPPED else jsonio.response({"ok": True, "result": outcome})


async def call_from_webhook(app: web.Application, given: str, raw: Json) -> None:
    """Execute the method that a bot has put into its answer to an update; nobody hears of a refusal."""
    with contextlib.suppress(RefusedError):
        await _answered(app, given, _ready(raw))


async def _ready(raw: Json) -> Json:
    return raw


async def _answered(app: web.Application, given: str, reading: Awaitable[Json]) -> object:
    """A method's result, logged and compared with the data; `DROPPED` where a fault closes the connection.

    Raises RefusedError.
    """
    world, interface = app[WORLD], app[INTERFACE]
    name, method = BY_NAME.get(given.lower(), (given, None))
    logged = Call(name, world.clock.now().isoformat())
    try:
        raw = await reading
        if interface is not None:
            interface.request(name, raw)
        if method is None:
            raise not_found()
        params = Params(raw, method.takes)
        logged.params, logged.unknown = params.logged(), params.unknown
        if name != "getUpdates":
            world.calls.note(logged)
        result = await _carried_out(world, method, params, logged)
    except RefusedError as refusal:
        logged.error = refusal.description
        world.calls.note(logged)
        raise
    except Exception as error:
        # A mistake of the sandbox's own is told to whoever asked, and to whoever reads its log; the sandbox goes on.
        logged.error = f"{type(error).__name__} in the sandbox"
        world.calls.note(logged)
        if interface is not None:
            interface.broke(name, error)
        traceback.print_exc()
        raise RefusedError(500, "Internal Server Error") from error
    if interface is not None and result is not DROPPED:
        interface.answer(name, result)
    return result


async def _carried_out(world: World, method: Method, params: Params, logged: Call) -> object:
    fault = world.faults.take(logged.method, params.chat())
    if fault is not None:
        logged.fault = fault.kind
        world.calls.note(logged)
        if fault.kind == "400":
            raise bad_request("CHAT_RESTRICTED")
        if fault.kind == "404":
            raise not_found()
        if fault.kind == "429":
            raise too_many(fault.retry_after)
        if fault.kind == "500":
            raise RefusedError(500, "Internal Server Error")
        if fault.kind == "older":
            older.check(logged.method, params)
        if fault.kind == "reset":
            logged.error = "dropped before any effect"
            return DROPPED
    method.check(params)
    count = len(params.listed("message_ids")) or 1
    world.pace.take(logged.method, params.chat(), count=count, paid=params.flag("allow_paid_broadcast"))
    outcome = method.run(world, params)
    result = await outcome if inspect.isawaitable(outcome) else outcome
    logged.ok = True
    logged.message_id = _message_id(result, params)
    if fault is not None and fault.kind == "lost":
        logged.error = "done, and the answer dropped"
        return DROPPED
    if fault is not None and fault.kind == "hang":
        await asyncio.sleep(fault.seconds)
    return result


async def download(request: web.Request) -> web.StreamResponse:
    """A file's content at `/file/bot<token>/documents/<unique id>`."""
    try:
        _check_token(request)
    except RefusedError as refusal:
        return jsonio.response(refusal.answer(), refusal.code)
    wanted = request.match_info["path"].removeprefix("documents/")
    for file in request.app[WORLD].files.values():
        if file.unique_id == wanted:
            return web.Response(body=file.content, content_type="application/octet-stream")
    return jsonio.response(not_found().answer(), 404)


def _check_token(request: web.Request) -> None:
    """Check the token. Raises RefusedError."""
    token = request.match_info["token"]
    if not TOKEN_FORM.fullmatch(token):
        raise not_found()
    expected = request.app[TOKEN]
    if expected is not None and token != expected:
        raise RefusedError(401, "Unauthorized")


def _drop(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()  # the connection is closed: nobody receives it


def _message_id(result: object, params: Params) -> int | None:
    number = result.get("message_id") if isinstance(result, dict) else None
    return number if isinstance(number, int) else params.integer("message_id") or None
