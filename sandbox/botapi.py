"""The Bot API over HTTP: `/bot<token>/<method>` in, Telegram-shaped JSON out, with the requested faults."""

import asyncio
import inspect
import re

from aiohttp import web

from sandbox import jsonio
from sandbox.calls import Call
from sandbox.errors import RefusedError, not_found, too_many
from sandbox.keys import INTERFACE, REQUESTS, TOKEN, WORLD
from sandbox.methods import BY_NAME, Method
from sandbox.params import Params, read_raw
from sandbox.state import World

_TOKEN = re.compile(r"\d+:[\w-]+")


async def call(request: web.Request) -> web.StreamResponse:
    """Execute one Bot API method."""
    world, interface = request.app[WORLD], request.app[INTERFACE]
    given = request.match_info["method"]
    name, method = BY_NAME.get(given.lower(), (given, None))
    logged = Call(name, world.clock.now().isoformat())
    with request.app[REQUESTS].track():
        try:
            _check_token(request)
            try:
                raw = await read_raw(request)
                if interface is not None:
                    interface.request(name, raw)
                if method is None:
                    raise not_found()
                params = Params(raw, method.takes)
                logged.params, logged.unknown = params.logged(), params.unknown
                if name != "getUpdates":
                    world.calls.note(logged)
                outcome = await _carry_out(request, world, method, params, logged)
            except RefusedError as refusal:
                logged.error = refusal.description
                world.calls.note(logged)
                raise
        except RefusedError as refusal:
            body = refusal.answer()
            if interface is not None:
                interface.refusal(name, body)
            return jsonio.response(body, refusal.code)
    if isinstance(outcome, web.StreamResponse):
        return outcome
    if interface is not None:
        interface.answer(name, outcome)
    return jsonio.response({"ok": True, "result": outcome})


async def _carry_out(request: web.Request, world: World, method: Method, params: Params, logged: Call) -> object:
    """The method's result, or the response of a connection that a fault has closed. Raises RefusedError."""
    fault = world.faults.take(logged.method, params.chat())
    if fault is not None:
        logged.fault = fault.kind
        world.calls.note(logged)
        if fault.kind == "429":
            raise too_many(fault.retry_after)
        if fault.kind == "500":
            raise RefusedError(500, "Internal Server Error")
        if fault.kind == "reset":
            logged.error = "dropped before any effect"
            return _drop(request)
    method.check(params)
    outcome = method.run(world, params)
    result = await outcome if inspect.isawaitable(outcome) else outcome
    logged.ok = True
    logged.message_id = _message_id(result, params)
    if fault is not None and fault.kind == "lost":
        logged.error = "done, and the answer dropped"
        return _drop(request)
    if fault is not None:
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
    if not _TOKEN.fullmatch(token):
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
