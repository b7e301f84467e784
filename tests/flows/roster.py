"""Shared by tests: what is done and seen of roster."""

import aiohttp

from sandbox.client import Message
from tests.flows.world import World


async def content(world: World, message: Message) -> bytes:
    sent = message.raw["document"]
    assert isinstance(sent, dict)
    async with aiohttp.ClientSession() as session, session.get(f"{world.sandbox.url}/sandbox/files/{sent['file_id']}") as answer:
        assert answer.status == 200
        return await answer.read()
