"""A mistake in a text is reported, and corrected for everybody while the program runs."""

import asyncio
from functools import partial

import pytest

from sandbox.client import User
from tests.flows.world import World
from tests.waiting import until

ENGLISH = "Nothing waits for you."


async def _says(user: User, text: str) -> bool:
    await user.say("/waiting")
    says = text in (await user.expect("for you")).text
    if not says:
        await asyncio.sleep(2)  # whoever sends more than 40 messages a minute is not answered
    return says


@pytest.mark.road
async def test_a_text_is_corrected_while_the_program_runs(world: World) -> None:
    reader = await world.member("Expert, group B", ["B"])
    await reader.say("/help")
    await reader.press("Mistake in a text")
    await reader.expect("Which text is wrong?")
    await reader.say(ENGLISH)
    await reader.expect("What is wrong")
    await reader.say("“Nothing to do” is plainer.")
    await reader.expect("Thank you, it was passed on")
    await world.secretary.expect("“Nothing to do” is plainer.", after=0)
    await world.secretary.press("Correct the text")
    await world.secretary.expect("What should it say?")
    await world.secretary.say("Nothing to do for you.")
    await world.secretary.press("Correct it")
    await world.secretary.expect("Corrected:")
    await until(partial(_says, reader, "Nothing to do for you."), "the corrected text")
    await world.secretary.say("/texts")
    await world.secretary.press("Take back 1")
    await until(partial(_says, reader, ENGLISH), "the text as it was")
