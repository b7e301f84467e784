"""What somebody is refused is entered once for each person, action and hour, however often they try; how often is counted."""

from council.authority import Action
from council.people import Actor
from handlers.audit.reads import list_entries
from storage import refusals
from tests.actions.at_work import CouncilAtWork, Someone

REFUSED = f"refused: {Action.PUBLISH_MEETING}"


async def test_a_thousand_refusals_are_one_entry(at_work: CouncilAtWork) -> None:
    stranger, other = await at_work.outsider("Stranger"), await at_work.outsider("Another")
    for _ in range(30):
        await stranger.say("/meeting")
    await other.say("/meeting")
    assert (await at_work.entries()).count(REFUSED) == 2, "one for each of them"
    await stranger.say("/invite")
    assert len(await at_work.entries()) == 3, "another action is another entry"
    await at_work.wait(hours=1)
    await stranger.say("/meeting")
    assert (await at_work.entries()).count(REFUSED) == 3, "another hour, too"


async def test_how_often_is_told_by_the_log(at_work: CouncilAtWork, secretary: Someone) -> None:
    stranger = await at_work.outsider("Stranger")
    for _ in range(7):
        await stranger.say("/meeting")
    async with at_work.store.read() as tx:
        counts = [one.detail.get("count") for one in await list_entries(tx, "", 0, 0, 50) if one.action == REFUSED]
    assert counts == [7]
    await secretary.say("/audit")
    assert "count: 7" in (await secretary.sees("was refused")).text


async def test_whom_nobody_can_tell_apart_has_one_entry(at_work: CouncilAtWork) -> None:
    for subject in ("chat:1", "chat:2", "chat:3"):
        async with at_work.store.begin() as tx:
            await refusals.note(tx, at_work.now, Actor("nobody"), Action.LINK_CHAT, subject)
    assert (await at_work.entries()).count(f"refused: {Action.LINK_CHAT}") == 1
