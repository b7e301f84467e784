"""The long-polling parts of the control API: new messages, answers to presses, the event stream."""

import asyncio
from urllib.parse import quote

from aiohttp import web

from sandbox import jsonio
from sandbox.errors import MisuseError
from sandbox.fields import Fields
from sandbox.keys import REQUESTS, WORLD

_WAIT_LIMIT = 120.0  # real seconds that a request may be held
_IDLE_SECONDS = 1.0  # real seconds after which an idle event stream checks the clock


async def messages(request: web.Request) -> object:
    """The messages of a chat with an id above `after` and a change above `change`.

    `wait`: the response is held for up to so many real seconds until there is a later change.
    """
    world = request.app[WORLD]
    fields = Fields({**request.query, **request.match_info})
    chat = world.chat(fields.number("id"))
    after, change = fields.number("after", 0), fields.number("change", 0)
    if wait := min(fields.seconds("wait", 0.0), _WAIT_LIMIT):
        await world.wait_for_change(chat, change, wait)
    return [message.view() for message in chat.messages.values() if message.id > after and message.change > change]


async def answer(request: web.Request) -> object:
    """The bot's answer to a press; the response is held for up to `timeout` real seconds until there is one."""
    press = request.app[WORLD].presses.get(request.match_info["id"])
    if press is None:
        raise MisuseError("no such press", 404)
    seconds = min(Fields(dict(request.query)).seconds("timeout", 5.0), _WAIT_LIMIT)
    try:
        async with asyncio.timeout(seconds):
            await press.answered.wait()
    except TimeoutError:
        pass  # the view says that there is no answer
    return press.view()


async def file(request: web.Request) -> web.StreamResponse:
    """A file, by its `file_id`, as a download under its own name."""
    found = request.app[WORLD].files.get(request.match_info["id"])
    if found is None:
        raise web.HTTPNotFound(text="no such file")
    named = quote(found.name)
    return web.Response(
        body=found.content,
        headers={"Content-Type": "application/octet-stream", "Content-Disposition": f"attachment; filename*=UTF-8''{named}"},
    )


async def events(request: web.Request) -> web.StreamResponse:
    """Server-sent events, one JSON object each, until the client disconnects."""
    world = request.app[WORLD]
    stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    with request.app[REQUESTS].track(), world.events.listen() as queue:
        await stream.prepare(request)
        await stream.write(b": here\n\n")
        silent = 0.0
        while True:
            try:
                async with asyncio.timeout(_IDLE_SECONDS):
                    event = await queue.get()
            except TimeoutError:
                world.clock.settle()
                silent += _IDLE_SECONDS
                if silent >= 15:
                    # Writing a comment now and then detects that the client has disconnected.
                    await stream.write(b": still here\n\n")
                    silent = 0.0
                continue
            if event is None:
                return stream
            silent = 0.0
            await stream.write(b"data: " + jsonio.to_bytes(event) + b"\n\n")
