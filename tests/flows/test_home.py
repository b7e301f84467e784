"""The entrance, through the front door: what helps someone on who may not, or does not know how."""

from dataclasses import replace
from pathlib import Path

import pytest

from council.config import Council
from tests.flows import world as worlds


@pytest.mark.road
async def test_a_refusal_has_a_way_to_the_secretariat_where_the_council_names_one(tmp_path: Path, council: Council) -> None:
    contact = "https://t.me/our_secretariat"
    async with worlds.world(tmp_path / "majlis.db", replace(council, contact=contact)) as world:
        member = await world.member("Expert, Kazakhstan, group B", ["B"])
        for said, told in (("/announce", "Only the secretariat and the chairs can announce"), ("/help", "What you can do here")):
            await member.say(said)
            shown = await member.expect(told)
            assert [(b.text, b.url) for row in shown.buttons for b in row][-1:] == [("Write to the secretariat", contact)]
