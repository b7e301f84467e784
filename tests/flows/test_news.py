"""News, through the front door: a channel's posts to those who subscribed."""

import asyncio

from sandbox.client import User
from storage import audit, news, outbox
from tests.flows.world import World

POST = "Handbook on schooling, second edition"


async def copies(user: User, text: str = POST) -> int:
    return sum(message.text == text for message in await user.inbox())


async def subscriber(world: World, label: str = "Reader") -> User:
    """Someone without a seat who has subscribed."""
    user = await world.sandbox.person(label, language_code="en")
    await user.say("/subscribe")
    await user.expect("You get the news")
    return user


async def settled(world: World) -> None:
    """Wait until every post is written to its subscribers and everything has left."""
    for _ in range(200):
        await asyncio.sleep(0.05)
        async with world.app.store.read() as tx:
            idle = await outbox.idle(tx, await world.sandbox.now())
            if idle and await news.next_freezing(tx) is None and not await world.sandbox.pending_updates():
                return
    raise AssertionError("the outbox did not come to rest")


async def test_a_post_is_copied_once_to_each_subscriber(world: World) -> None:
    channel = await world.sandbox.channel("News", "Rec_News")
    other = await world.sandbox.channel("Elsewhere", "elsewhere")
    reader, member = await subscriber(world), await world.member("Expert, Kazakhstan, group B", ["B"])
    await other.post("An advertisement")
    await channel.post(POST, [{"type": "bold", "offset": 0, "length": 8}])
    copy = await reader.expect(POST)
    assert copy.html == "<b>Handbook</b> on schooling, second edition"
    await settled(world)
    assert [await copies(user) for user in (reader, member)] == [1, 0]
    assert await copies(reader, "An advertisement") == 0
    sent = await world.sandbox.log()
    assert not [call for call in sent if call.params.get("chat_id") in {channel.id, other.id}]  # never an answer there


async def test_whoever_unsubscribes_gets_no_more(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news")
    reader = await subscriber(world)
    for _ in range(2):
        await reader.say("/subscribe")
        await reader.expect("You get the news already")
    await reader.press("Unsubscribe")
    await reader.expect("You get no more news")
    await reader.say("/unsubscribe")
    await reader.expect("You are not subscribed")
    witness = await subscriber(world, "Another reader")
    await channel.post(POST)
    await witness.expect(POST)
    await settled(world)
    assert await copies(reader) == 0
    await reader.press("Subscribe")
    await reader.expect("You get the news")
    async with world.app.store.read() as tx:
        changes = [action for _, action, _ in await audit.entries(tx) if "subscribed" in action]
    assert changes == ["subscribed", "unsubscribed", "subscribed", "subscribed"]


async def test_unsubscribing_counts_until_the_copy_leaves(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news")
    reader = await subscriber(world)
    await world.sandbox.fault("429", method="copyMessage", chat=reader.id, retry_after=2)
    await channel.post(POST)
    for _ in range(100):
        if await world.sandbox.log(method="copyMessage"):
            break
        await asyncio.sleep(0.05)
    await reader.say("/unsubscribe")
    await reader.expect("You get no more news")
    await world.sandbox.advance(minutes=1)
    await settled(world)
    assert await copies(reader) == 0


async def test_the_same_update_twice_is_one_post(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news")
    reader = await subscriber(world)
    message = await channel.post(POST)
    await reader.expect(POST)
    shape = {"id": channel.id, "type": "channel", "title": "News", "username": "rec_news"}
    # It comes again with another number, then twice with one; and a note of Telegram's own is no post.
    post = {"message_id": message, "chat": shape, "date": 1_700_000_000, "text": POST}
    note = {**post, "message_id": 77, "new_chat_title": "News of the council"}
    del note["text"]
    updates = [(900_001, post), (900_002, post), (900_002, post), (900_003, note)]
    for number, told in updates:
        await world.app._intake.have({"update_id": number, "channel_post": told})
    await settled(world)
    assert await copies(reader) == 1
    async with world.app.store.read() as tx:
        kept = [await news.post(tx, number) for number in (1, 2)]
    assert [post.message if post else None for post in kept] == [message, None]


async def test_a_copy_of_which_nothing_is_known_is_sent_again(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news")
    reader = await subscriber(world)
    await world.sandbox.fault("lost", method="copyMessage", chat=reader.id)
    await channel.post(POST)
    await reader.expect(POST)
    await settled(world)
    assert await copies(reader) == 2  # it had arrived; a post twice is better than a post missing
