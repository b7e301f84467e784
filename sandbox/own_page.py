"""The sandbox answers programs on this machine and its own page. Any other page that is open in a browser here could
otherwise act as the sandbox's people: by a request of its own, or under a name that it has made to mean this machine."""

from collections.abc import Awaitable, Callable

from aiohttp import web

_NAMES = {"127.0.0.1", "localhost", "[::1]"}


@web.middleware
async def require(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
    """Refuse with 403 what is sent to another host's name, or by another page than the sandbox's."""
    host = request.headers.get("Host", "")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != f"http://{host}"
    led_here = request.headers.get("Sec-Fetch-Site") == "cross-site" and request.path != "/"  # a link may lead to the page
    if name not in _NAMES or foreign or led_here:
        return web.Response(status=403, text="The sandbox answers its own page, and programs on this machine.\n")
    return await handler(request)
