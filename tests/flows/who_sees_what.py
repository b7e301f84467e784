"""Shared by tests: what is done and seen of who sees what."""

from storage import outbox
from tests.flows.world import World
from tests.waiting import until


async def quiet(world: World) -> None:
    """Until everything that was to be said has been."""

    async def idle() -> bool:
        async with world.app.store.read() as tx:
            return await outbox.idle(tx, await world.sandbox.now())

    await until(idle, "an empty outbox")
