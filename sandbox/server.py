"""The sandbox as an aiohttp application, and as a server, on loopback unless told otherwise."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from types import TracebackType

from aiohttp import web

from sandbox import botapi, control, interface, own_page
from sandbox.keys import INTERFACE, REQUESTS, TOKEN, WORLD, OpenRequests
from sandbox.params import UPLOAD_LIMIT
from sandbox.state import World
from sandbox.webhooks import Sender

HOST = "127.0.0.1"
_PAGE = Path(__file__).parent / "page"
_FORM_ROOM = 1024 * 1024  # bytes besides the file in an upload


def build(world: World | None = None, token: str | None = None, host: str = HOST) -> web.Application:
    """The application over `world`, or over a new one.

    With a token, any other one is refused with 401; without one, every well-formed token is accepted. Where the environment
    names the Bot API's data, all that is asked and answered is compared with it.
    """
    app = web.Application(client_max_size=UPLOAD_LIMIT * 2 + _FORM_ROOM, middlewares=[own_page.only(host)])
    app[WORLD] = World() if world is None else world
    app[REQUESTS] = OpenRequests()
    app[TOKEN] = token
    app[INTERFACE] = interface.from_environment()
    app.router.add_route("*", "/bot{token}/{method}", botapi.call)
    app.router.add_get("/file/bot{token}/{path:.+}", botapi.download)
    app.add_routes(control.routes())
    app.router.add_get("/", _page)
    app.router.add_get("/page/words", _languages)
    app.router.add_get("/page/{path:.+}", _page)
    app.cleanup_ctx.append(_sender)
    app.on_shutdown.append(_cancel_requests)
    return app


async def _sender(app: web.Application) -> AsyncIterator[None]:
    """Sends updates to the bot's webhook while it has one."""
    held, world = app[INTERFACE], app[WORLD]
    sent = held.update if held is not None else lambda _update: None
    task = asyncio.create_task(Sender(world.webhook, world.updates, sent, partial(botapi.call_from_webhook, app)).run())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _cancel_requests(app: web.Application) -> None:
    app[REQUESTS].end()


async def _languages(_request: web.Request) -> web.Response:
    """The languages that the page has words in, by code, each with its own name."""
    files = sorted((_PAGE / "words").glob("*.json"))
    return web.json_response({file.stem: json.loads(file.read_text(encoding="utf-8"))["name"] for file in files})


async def _page(request: web.Request) -> web.StreamResponse:
    """The chat page and its files; nothing outside its folder is served."""
    wanted = (_PAGE / request.match_info.get("path", "index.html")).resolve()
    if not wanted.is_relative_to(_PAGE.resolve()) or not wanted.is_file():
        return web.Response(text="The sandbox runs, but this page is not there.", status=404)
    return web.FileResponse(wanted, headers={"Cache-Control": "no-cache"})


class Server:
    """A sandbox in the running loop, on this machine alone unless `host` is another address: `async with Server() as server`.

    Port 0 takes any free port. `world` is the state, for callers in the same process.
    """

    def __init__(self, port: int = 0, token: str | None = None, world: World | None = None, host: str = HOST) -> None:
        self.world = World() if world is None else world
        self._port, self._host = port, host
        app = build(self.world, token, host)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)

    @property
    def url(self) -> str:
        """The address it listens at. Raises RuntimeError while it is not running."""
        if not self._runner.addresses:
            raise RuntimeError("the sandbox is not running")
        host = HOST if self._host in ("0.0.0.0", "::") else self._host  # noqa: S104 - is asked for
        return f"http://{f'[{host}]' if ':' in host else host}:{self._runner.addresses[0][1]}"

    async def start(self) -> None:
        """Start to listen. Raises OSError when the port is taken."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise

    async def stop(self) -> None:
        """Stop listening; open polls and streams end at once."""
        await self._runner.cleanup()

    async def __aenter__(self) -> "Server":
        await self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.stop()
