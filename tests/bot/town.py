"""A sandbox with people in it, and a program that can be started and stopped."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from bot.app import App
from handlers.framework.context import Visit
from sandbox.client import Sandbox, User
from sandbox.server import Server
from tests.waiting import until

Command = Callable[[Visit], object]


@dataclass
class Town:
    """A sandbox with people in it, and a program that can be started and stopped."""

    server: Server
    sandbox: Sandbox
    start: Callable[[], AbstractAsyncContextManager[App]]

    async def somebody(self, language: str = "en") -> User:
        return await self.sandbox.person("Expert", language_code=language)

    async def confirmed(self) -> None:
        """Wait until the program has confirmed all updates."""

        async def none_pending() -> bool:
            return not await self.sandbox.pending_updates()

        await until(none_pending, "the last confirmation")
