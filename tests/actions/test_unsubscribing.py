"""Following no news any more, and taking that back."""

from datetime import time

from council.subscriptions import Pace
from storage import subscriptions
from tests.actions.at_work import CouncilAtWork


async def test_undone_it_is_followed_again_as_before(at_work: CouncilAtWork) -> None:
    reader = await at_work.outsider()
    await reader.say("/subscribe")
    for button in ("English", "Everything", "Weekly digest: Monday, 09:00 (Tashkent)"):
        await reader.press(button)
    await reader.say("/home")
    await reader.press("My news")
    await reader.press("Topics")
    await reader.press("B · Psychosocial support, health and education")
    person = await reader.known()
    async with at_work.store.read() as tx:
        was = await subscriptions.find(tx, person.id)
    await reader.say("/unsubscribe")
    gone = await reader.sees("You are unsubscribed")
    async with at_work.store.read() as tx:
        assert await subscriptions.find(tx, person.id) is None
    await reader.press("Undo")
    await reader.sees("You get the news again")
    async with at_work.store.read() as tx:
        now = await subscriptions.find(tx, person.id)
    assert was is not None
    assert now is not None
    assert (now.active, now.language, now.topics, now.rhythm) == (True, was.language, was.topics, was.rhythm)
    assert (now.rhythm.pace, now.rhythm.at) == (Pace.WEEKLY, time(9))
    twice = await reader.press(data="zk:en:weekly:540:0:B", on=gone)
    assert "no longer works" in twice.text


async def test_what_no_button_carries_changes_nothing(at_work: CouncilAtWork) -> None:
    reader = await at_work.outsider()
    await reader.say("/unsubscribe")
    for data in ("zk:en:weekly:1440:0:B", "zk:en:weekly:-1:0:B", "zk:en:weekly:540:7:B", "zk:xx:now:0:0:*", "zk:en:now:0:0:Z"):
        answer = await reader.press(data=data)
        assert "no longer works" in answer.text, data
    async with at_work.store.read() as tx:
        assert await subscriptions.find(tx, (await reader.known()).id) is None
