"""Where documents are put together of files that Telegram has, and kept from being uploaded more than once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.apart import Apart
from handlers.framework.deliveries import Paper, T

Fetch = Callable[[str], Awaitable[bytes | None]]
"""The content of a file by Telegram's id of it; None where it cannot be had."""

UPLOAD_SECONDS = 120
"""Seconds for which others wait for an upload of the same document; then they make their own."""

MOST_KEPT = 64
"""Number of documents whose ids at Telegram are remembered."""


class Workshop:
    """Fetches files, has what people sent read in a process of its own, and knows what was uploaded."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._apart = Apart[Any](1)
        self._uploads: dict[str, asyncio.Future[str]] = {}

    async def fetch(self, file_id: str) -> bytes | None:
        """The content of a file that Telegram has; None where it cannot be had."""
        return await self._fetch(file_id)

    async def apart(self, work: Callable[[], T]) -> T:
        """What `work` returns, done in a process of its own. Raises `TooMuchWork` beyond its limits, and what it raises."""
        result: T = await self._apart.run(work)
        return result

    async def content(self, paper: Paper) -> tuple[str, bytes | None]:
        """Under which id Telegram has a document, or else its content. Whoever gets the content of one that is to be
        uploaded `once` calls `uploaded` whatever comes of it."""
        file_id = paper.file_id or await self._known(paper.once)
        if file_id:
            return file_id, None
        try:
            if paper.assemble is not None:
                return "", await paper.assemble(self)
            return "", await asyncio.to_thread(paper.draw) if paper.draw else None
        except BaseException:
            self.uploaded(paper.once, "")
            raise

    async def _known(self, once: str) -> str:
        """Under which id Telegram has it, waiting for an upload that goes on; "" for whoever is to make it."""
        while once and (upload := self._uploads.get(once)) is not None:
            try:
                async with asyncio.timeout(UPLOAD_SECONDS):
                    file_id = await asyncio.shield(upload)
            except TimeoutError:
                break
            if file_id:
                return file_id
        if once:
            self._uploads[once] = asyncio.get_running_loop().create_future()
            for oldest in list(self._uploads)[:-MOST_KEPT]:
                self.uploaded(oldest, "")
        return ""

    def uploaded(self, once: str, file_id: str) -> None:
        """Telegram has it under this id; "": it was not uploaded, or is not there any more, and the next one makes it."""
        upload = self._uploads.get(once)
        if upload is None:
            return
        if not file_id:
            del self._uploads[once]
        if not upload.done():
            upload.set_result(file_id)
