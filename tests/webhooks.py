"""A Telegram that knows webhooks: it stands before the sandbox, passes calls on, and pushes updates in its place."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import aiohttp
from aiohttp import web

from sandbox.server import Server

SECRET = "a-secret-of-the-tests"
CONFLICT = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class Front:
    """`webhook`: the parameters of the last setWebhook, empty where there is none. `answers`: the statuses of what was
    pushed, by `update_id`. `tells`: whether it knows getWebhookInfo."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._http = aiohttp.ClientSession()
        self.url = ""
        self.webhook: Mapping[str, object] = {}
        self.answers: list[tuple[object, int]] = []
        self.last_error: Mapping[str, object] = {}
        self.push_twice = False
        self.tells = True

    async def handle(self, request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2]
        body = await request.read()
        if method == "setWebhook":
            self.webhook = await request.json()
            return web.json_response({"ok": True, "result": True})
        if method == "deleteWebhook":
            self.webhook = {}
        if method == "getWebhookInfo" and not self.tells:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        if method == "getWebhookInfo":
            pending = len(self._server.world.updates.pending())
            info = {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": pending}
            return web.json_response({"ok": True, "result": {**info, **self.last_error}})
        if method == "getUpdates" and self.webhook:
            return web.json_response({"ok": False, "error_code": 409, "description": CONFLICT}, status=409)
        headers = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        to = f"{self._server.url}{request.path_qs}"
        async with self._http.request(request.method, to, data=body, headers=headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)

    async def push(self) -> None:
        """Push what waits, one after the other, and again until it is taken."""
        while True:
            pending = self._server.world.updates.pending()
            if not self.webhook or not pending:
                await asyncio.sleep(0.01)
                continue
            update = pending[0]
            statuses = await asyncio.gather(*(self.post(update) for _ in range(2 if self.push_twice else 1)))
            self.answers += [(update["update_id"], status) for status in statuses]
            if set(statuses) == {200}:
                self._server.world.updates.confirm(int(str(update["update_id"])) + 1)
            else:
                await asyncio.sleep(0.05)

    async def post(self, update: object, secret: object = None) -> int:
        """Post an update as Telegram does; the status of the answer, 0 if there is none."""
        secret = self.webhook.get("secret_token") if secret is None else secret
        headers = {"X-Telegram-Bot-Api-Secret-Token": str(secret)} if secret else {}
        body = io.BytesIO(json.dumps(update).encode())
        with suppress(aiohttp.ClientError):
            async with self._http.post(str(self.webhook["url"]), data=body, headers=headers) as answer:
                return answer.status
        return 0

    async def close(self) -> None:
        await self._http.close()


@asynccontextmanager
async def front(server: Server) -> AsyncIterator[Front]:
    """It runs until the block ends."""
    made = Front(server)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.handle)
    runner = web.AppRunner(app, shutdown_timeout=0, handler_cancellation=True)  # who has left waits for nothing
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    pushing = asyncio.create_task(made.push())
    try:
        yield made
    finally:
        pushing.cancel()
        await asyncio.wait([pushing])
        await runner.cleanup()
        await made.close()
