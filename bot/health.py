"""Whether the program lives, and whether it can do its work, for probes of a supervisor, a container or a proxy."""

from aiohttp import web

from bot.updates.intake import Intake
from council.clock import Clock
from storage.migrate import is_current
from storage.store import Store

HEARD_SECONDS = 150.0
"""For how long Telegram may have been silent: a long poll takes half a minute, a look at the webhook comes each minute."""

_HEADERS = {"Cache-Control": "no-store"}


class Health:
    """Answers probes. Nothing is looked at unless one comes."""

    def __init__(self, store: Store, clock: Clock, intake: Intake) -> None:
        self._store = store
        self._clock = clock
        self._intake = intake

    def add_to(self, app: web.Application) -> None:
        """Serve `/healthz` and `/readyz`."""
        app.router.add_get("/healthz", self._lives)
        app.router.add_get("/readyz", self._is_ready)

    async def _lives(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok\n", headers=_HEADERS)

    async def _is_ready(self, _request: web.Request) -> web.Response:
        """200 if nothing is missing; else 503, with a line for each thing that is."""
        missing = await self.missing()
        text = "".join(f"{line}\n" for line in missing or ["ok"])
        return web.Response(status=503 if missing else 200, text=text, headers=_HEADERS)

    async def missing(self) -> list[str]:
        """What keeps the program from its work: the database, its schema, Telegram."""
        found = []
        try:
            if not await is_current(self._store.engine):
                found.append("the database has another schema")
        except Exception:  # noqa: BLE001 - whatever it is; its words may hold an address
            found.append("the database cannot be read")
        if self._clock.monotonic() - self._intake.heard_at > HEARD_SECONDS:
            found.append("Telegram is not heard")
        return found
