"""Shared by tests: what is done and seen of news."""

import asyncio

from sandbox.client import User
from storage import outbox, posts
from tests.flows.world import World
from tests.following import follow
from tests.waiting import until

POST = "Handbook on schooling, second edition"


async def copies(user: User, text: str = POST) -> int:
    return sum(message.text == text for message in await user.inbox())


async def subscriber(world: World, label: str = "Reader", *topics: str, pace: str = "Each post at once") -> User:
    """Someone without a seat who follows the news."""
    user = await world.sandbox.person(label, language_code="en")
    await follow(user, *topics, pace=pace)
    return user


async def settled(world: World) -> None:
    """Wait until every post is written to its subscribers and everything has left."""

    async def rest() -> bool:
        await asyncio.sleep(0.05)
        async with world.app.store.read() as tx:
            idle = await outbox.idle(tx, await world.sandbox.now())
            busy = await posts.next_freezing(tx) or await posts.next_reaching(tx)
            return idle and busy is None and not await world.sandbox.pending_updates()

    await until(rest, "rest")
