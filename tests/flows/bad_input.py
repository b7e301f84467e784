"""Shared by tests: what is done and seen of bad input."""

from council.rounds import Round
from council.rules import Choice
from storage import positions, rounds
from tests.flows.world import World


async def taken(world: World, round_: Round) -> list[Choice]:
    async with world.app.store.read() as tx:
        return [position.choice for position in await positions.history(tx, round_.id)]


async def found(world: World, round_: Round) -> Round:
    async with world.app.store.read() as tx:
        fresh = await rounds.find(tx, round_.id)
    assert fresh is not None
    return fresh
