"""The log, as the secretariat sees it: who did what about whom, and when; as a file; its head every week."""

from datetime import timedelta

import pytest

from council.people import OPERATOR, Role
from handlers.reactions import unit_of_work
from handlers.roster.actions import roles
from storage import audit, members
from tests.flows.roster import content
from tests.flows.world import World
from tests.roster_tables import rows_of

NAME = "=Expert, group B <b>"


@pytest.mark.road
async def test_who_did_what_about_whom_and_when(world: World) -> None:
    user = await world.member(NAME, ["B"])
    async with world.app.store.begin() as tx:
        now = await world.sandbox.now()
        person = await members.by_telegram(tx, user.id)
        assert person is not None
        await roles.give(unit_of_work(tx, world.council, OPERATOR, now), person.id, "D", Role.OBSERVER, None, None)
    await user.say("/audit")
    await user.expect("Only the secretariat")
    await user.press(data="au::0:0", message=await user.last(), forge=True)

    secretary = world.secretary
    await secretary.say("/audit")
    shown = await secretary.expect("Activity log")
    assert shown.raw["has_protected_content"]
    assert f"{NAME}: was refused: to see this log" in shown.text
    assert f"the operator, at the server: gave a role · {NAME} · group: D · role: observer" in shown.text
    assert f"{NAME}: joined by an invitation · invitation 1" in shown.text
    assert "person:" not in shown.text
    await secretary.press("About what")
    await secretary.press("Refused attempts")
    shown = await secretary.expect("Refused attempts · everybody")
    assert "gave a role" not in shown.text
    await secretary.press("About whom")
    await secretary.expect("Type part of the name")
    await secretary.say("expert b")
    await secretary.expect("About whom?")
    await secretary.press(f"{NAME}, Ministry")
    await secretary.expect(f"Refused attempts · {NAME}")
    await secretary.press("Everything")
    await secretary.expect("everything · everybody")
    for data in ("au:none:0:0", "au::99999:0", f"au::0:{2**62}", "aux:none:0"):
        answer = await secretary.press(data=data, message=await secretary.last(), forge=True)
        assert answer.text or data in {"au::99999:0", f"au::0:{2**62}"}
    forged = await secretary.last()
    await secretary.say("/audit")
    await secretary.expect("everything · everybody", after=forged.id)
    await secretary.press("As a file")
    file = await secretary.expect(lambda m: m.document is not None)
    assert file.raw["has_protected_content"]
    rows = rows_of(await content(world, file))
    assert rows[0][:5] == ("Number", "When (Asia/Tashkent)", "Who", "What", "About")
    assert f"'{NAME}" in [row[2] for row in rows], "no program takes it for a formula"
    assert len({row[6] for row in rows}) == len(rows)


async def test_the_head_goes_to_the_secretariat_every_week(world: World) -> None:
    async with world.app.store.read() as tx:
        before = await audit.head(tx)
    await world.sandbox.advance(days=7, hours=1)
    told = await world.secretary.expect("This week's seal of the log", after=0)
    async with world.app.store.read() as tx:
        [entry] = await audit.page(tx, ["head told"], (), 0, 0, 9)
        found = await audit.verify(tx, [before])
        assert found.holds
        assert str(entry.detail["head"]) in told.text
        assert str(before) == entry.detail["head"]
        assert entry.at - timedelta(days=7) <= await world.sandbox.now()
