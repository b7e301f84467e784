"""The sandbox answers programs on this machine and its own page. Any other page that is open in a browser here could
otherwise act as the sandbox's people: by a request of its own, or under a name that it has made to mean this machine."""

import ipaddress
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

_HERE = {"127.0.0.1", "localhost", "::1"}
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def only(host: str) -> Middleware:
    """Refuse with 403 what is sent to another host's name, or by another page than the sandbox's.

    A sandbox that listens on more than this machine is also reached by addresses, and by names without a dot, which no page
    elsewhere can have: those of containers.
    """
    is_local = host in _HERE

    @web.middleware
    async def require(request: web.Request, handler: _Handler) -> web.StreamResponse:
        given = request.headers.get("Host", "")
        name = (given if given.endswith("]") else given.rpartition(":")[0] or given).strip("[]")
        known = name in _HERE or (not is_local and (name == host or "." not in name or _is_address(name)))
        origin = request.headers.get("Origin")
        foreign = origin is not None and origin != f"http://{given}"
        led_here = request.headers.get("Sec-Fetch-Site") == "cross-site" and request.path != "/"  # a link may lead to the page
        if not known or foreign or led_here:
            return web.Response(status=403, text="The sandbox answers its own page, and programs on this machine.\n")
        return await handler(request)

    return require


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
