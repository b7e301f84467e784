"""Reads the texts that were corrected in the chat, so that they are said within seconds, by every process."""

import asyncio
from contextlib import suppress

from bot.logs import logger
from bot.looking import keep_looking
from handlers.common.texts import Catalogs
from storage import translations
from storage.store import Store

LOOK_SECONDS = 5.0
"""What another process has written is found so soon; what this one has, at once."""


class TextCorrections:
    """Keeps the catalogs as the database has them."""

    def __init__(self, store: Store, catalogs: Catalogs) -> None:
        self._store, self._catalogs = store, catalogs
        self._state = (0, 0)
        self._wanted = asyncio.Event()
        self._log = logger("texts")

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        self._store.on_commit.append(self._hear)
        try:
            await keep_looking(self.look, self._rest, self._log, "corrected texts not looked at")
        finally:
            self._store.on_commit.remove(self._hear)

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await self._wanted.wait()

    def _hear(self) -> None:
        if self._catalogs.outdated:
            self._wanted.set()

    async def look(self) -> bool:
        """Read what is valid now, if it is not what was valid at the last look; whether it was read."""
        self._wanted.clear()
        self._catalogs.outdated = False
        async with self._store.read() as tx:
            state = await translations.state(tx)
            if state == self._state:
                return False
            self._catalogs.correct(await translations.valid(tx))
        self._state = state
        return True
