"""A sandbox with people in it, and a program that can be started and stopped."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import pytest

from bot.app import App
from handlers.framework.context import Visit
from sandbox.client import Sandbox, User
from sandbox.server import Server

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
        """Wait until the program has taken everything in."""
        for _ in range(1000):
            if not await self.sandbox.pending_updates():
                return
            await asyncio.sleep(0.01)
        pytest.fail("updates were not confirmed")
