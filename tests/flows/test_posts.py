"""News, through the front door: following in three presses, and posts on to those who follow them."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from council.config import Council
from handlers.common.texts import Catalogs, plain
from storage import audit, members, posts, subscriptions
from storage.tables import outbox as rows
from tests.flows import world as worlds
from tests.flows.news import POST, copies, settled, subscriber
from tests.flows.world import World
from tests.following import follow
from tests.waiting import until


@pytest.mark.road
async def test_a_post_is_copied_once_to_each_who_follows_it(world: World) -> None:
    channel = await world.sandbox.channel("News", "Rec_News")
    russian = await world.sandbox.channel("Новости", "rec_news_ru")
    other = await world.sandbox.channel("Elsewhere", "elsewhere")
    reader = await world.sandbox.person("Reader", language_code="en")
    await reader.say("/subscribe")
    first = await reader.expect("1 of 3")
    assert "Nothing else. /unsubscribe erases it." in first.text
    await reader.press("English")
    await reader.press("Everything")
    await reader.press("Each post at once")
    await reader.expect("You get the news")
    of_b, of_d = await subscriber(world, "Reader of B", "B"), await subscriber(world, "Reader of D", "D")
    at_once = plain(Catalogs(world.council.languages).texts("ru")("Each post at once"))
    russian_reader = await world.sandbox.person("Reader in Russian", language_code="en")
    await follow(russian_reader, language="Русский", pace=at_once, told="Вы получаете новости")
    member = await world.member("Expert, Kazakhstan, group B", ["B"])
    await other.post("An advertisement")
    about_b = f"{POST} #group_B"
    number = await channel.post(about_b, [{"type": "bold", "offset": 0, "length": 8}])
    copy = await reader.expect(about_b)
    assert copy.html.startswith("<b>Handbook</b> on schooling")
    assert [button.text for button in copy.buttons[0]] == ["Open in the channel", "Unsubscribe"]
    assert copy.buttons[0][0].url == f"https://t.me/Rec_News/{number}"
    await russian.post("Новость #В")  # a Russian letter that looks like the group's
    await russian_reader.expect("Новость #В")
    await settled(world)
    crowd = (reader, of_b, of_d, russian_reader, member)
    assert [await copies(user, about_b) for user in crowd] == [1, 1, 0, 0, 0]
    assert [await copies(user, "An advertisement") for user in crowd] == [0] * 5
    sent = await world.sandbox.log()
    assert not [call for call in sent if call.params.get("chat_id") in {channel.id, other.id} and "send" in call.method]
    async with world.app.store.read() as tx:
        person = await members.by_telegram(tx, reader.id)
        assert person is not None
        assert (person.name, person.organisation, person.country) == ("", "", "")


async def test_topics_pausing_and_leaving(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news")
    reader = await subscriber(world)
    await reader.say("/subscribe")
    await reader.expect("You already get the news")
    await reader.say("/topics")
    await reader.press(data="zt:B")
    ticked = await reader.expect(lambda message: any("✓ B" in button.text for row in message.buttons for button in row))
    assert [button.text[:3] for row in ticked.buttons for button in row if "✓" in button.text] == ["✓ B"]
    answer = await reader.press(data="zt:B")
    assert "At least one topic must stay" in answer.text
    await channel.post("To everyone")
    await channel.post("To B #B")
    await reader.expect("To B #B")
    await settled(world)
    assert await copies(reader, "To everyone") == 0
    await reader.say("/pause")
    await reader.say("32 December")
    await reader.expect("I cannot read")
    await reader.press("For a week")
    await reader.expect("The news is paused")
    await channel.post("Unheard #B")
    await world.sandbox.advance(days=8)
    await channel.post("Heard #B")
    await reader.expect("Heard #B")
    assert await copies(reader, "Unheard #B") == 0
    await reader.say("/latest")
    listed = await reader.expect("Since you were last here")
    assert listed.text.splitlines()[1:4] == ["• Heard", "• Unheard", "• To B"]
    await reader.press("Since I was last here")
    await reader.expect("Since you were last here: 3 posts")
    copy = next(message for message in await reader.inbox() if message.text == "Heard #B")
    await reader.press("Unsubscribe", message=copy)
    await reader.expect("You are unsubscribed")
    assert await copies(reader, "Heard #B") == 1  # what stood there stays
    await channel.post("Too late #B")
    await settled(world)
    assert await copies(reader, "Too late #B") == 0
    await reader.say("/unsubscribe")
    await reader.expect("You are not subscribed")
    await reader.say("/topics")
    await reader.expect("In which language?")
    async with world.app.store.read() as tx:
        changes = [action for _, action, _ in await audit.entries(tx) if "subscribed" in action]
        person = await members.by_telegram(tx, reader.id)
        assert person is not None
        assert await subscriptions.find(tx, person.id) is None
    assert changes == ["subscribed", "unsubscribed"]


async def test_a_link_to_a_topic_leads_to_it_in_two_presses(world: World) -> None:
    reader = await world.sandbox.person("Reader", language_code="ru")
    await reader.say("/start n_B")
    await reader.press("English")
    shown = await reader.expect("About: B · ")
    assert "Nothing else." in shown.text
    await reader.press("Each post at once")
    told = await reader.expect("You get the news")
    assert "About: B · " in told.text
    await reader.say("/start n_D")
    assert "D · " in (await reader.expect("You get the news")).text
    await reader.say("/start n_nothing")
    await reader.expect("This topic is no longer offered")
    await reader.expect("You already get the news")
    await reader.say("/qr")
    await reader.press(data="zq:B")
    picture = await reader.expect("start=n_B")
    assert "photo" in picture.raw
    assert (await reader.press(data="zq:nothing", forge=True)).alert
    await reader.say("/profile")
    profile = await reader.expect("My profile")
    assert "Organisation" not in profile.text


async def test_unsubscribing_counts_until_the_copy_leaves(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news")
    reader = await subscriber(world)
    await world.sandbox.fault("429", method="copyMessage", chat=reader.id, retry_after=2)
    await channel.post(POST)
    await until(lambda: world.sandbox.log(method="copyMessage"), "the first try")
    await reader.say("/unsubscribe")
    await reader.expect("You are unsubscribed")
    await world.sandbox.advance(minutes=1)
    await settled(world)
    assert await copies(reader) == 0


async def test_the_same_update_twice_is_one_post(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news")
    reader = await subscriber(world)
    await world.sandbox.fault("lost", method="copyMessage", chat=reader.id)
    message = await channel.post(POST)
    await reader.expect(POST)
    shape = {"id": channel.id, "type": "channel", "title": "News", "username": "rec_news"}
    # It comes again with another number, then twice with one; and a note of Telegram's own is no post.
    post = {"message_id": message, "chat": shape, "date": 1_700_000_000, "text": POST}
    note = {**post, "message_id": 77, "new_chat_title": "News of the council"}
    del note["text"]
    old = {**post, "message_id": 78, "text": "From long ago"}
    for number, told in [(900_001, post), (900_002, post), (900_002, post), (900_003, note), (900_004, old)]:
        await world.app._intake.process({"update_id": number, "channel_post": told})
    await settled(world)
    # A copy of which nothing was known was sent again: a post twice is better than a post missing.
    assert await copies(reader) == 2
    assert await copies(reader, "From long ago") == 0
    async with world.app.store.read() as tx:
        kept = [await posts.find(tx, number) for number in (1, 2, 3)]
    assert [(post.message, post.state.value) if post else None for post in kept] == [
        (message, "frozen"), (78, "late"), None,
    ]  # fmt: skip
    await reader.say("/latest")
    assert "• From long ago" in (await reader.expect("Latest news")).text


async def test_albums_whose_parts_come_minutes_apart(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news")
    reader = await subscriber(world)
    for caption in ("Pictures of the visit", None, None):
        await channel.show("photo", caption, album="1")
    await world.sandbox.advance(seconds=4)
    line = await reader.expect("To stop the news: /unsubscribe")
    assert line.html.startswith('<a href="https://t.me/rec_news/1">Pictures of the visit</a>')
    await settled(world)
    parts = [message for message in await reader.inbox() if "photo" in message.raw]
    assert len(parts) == 3
    assert len({message.raw["media_group_id"] for message in parts}) == 1
    await channel.edit(1, "Pictures of the visit of 12 December")
    await reader.expect("Pictures of the visit of 12 December")
    await world.sandbox.advance(minutes=3)
    await channel.show("photo", None, album="1")
    await world.sandbox.advance(seconds=4)
    await reader.expect(lambda message: "photo" in message.raw and message.id > parts[-1].id)
    await settled(world)
    assert sum("photo" in message.raw for message in await reader.inbox()) == 4
    await reader.say("/latest")
    assert (await reader.expect("Latest news")).text.count("•") == 1  # one album is one post
    # Taken back, all of it goes: the late part too.
    await retract(world)
    await settled(world)
    left = [message for message in await reader.inbox() if "photo" in message.raw or "To stop the news" in message.text]
    assert left == []


async def retract(world: World) -> None:
    secretary = world.secretary
    await secretary.say("/news")
    await secretary.press("Posts")
    await secretary.press("1")
    await secretary.press("Take the copies back")
    await secretary.press("Take back")
    await secretary.expect("being taken back")


async def test_changes_reach_the_copies_or_are_said(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news")
    reader = await subscriber(world)
    text, photo = await channel.post("First words"), await channel.show("photo", "Under a picture")
    place = await channel.show("location")
    for told in ("First words", "Under a picture"):
        await reader.expect(told)
    await reader.expect(lambda message: "location" in message.raw)
    await settled(world)
    await channel.edit(text, "Better words")
    changed = await reader.expect("Better words")
    assert [button.text for button in changed.buttons[0]] == ["Open in the channel", "Unsubscribe"]
    await channel.edit(photo, "Under another picture")
    await reader.expect("Under another picture")
    await channel.edit(text)  # a counter, a reaction: nothing that a copy could show
    await settled(world)
    edits = len(await world.sandbox.log(method="editMessageText"))
    await channel.edit(photo, "Still under it", content=b"another picture")
    await reader.expect("This post was changed in the channel")
    assert len(await world.sandbox.log(method="editMessageText")) == edits
    assert (await copies(reader, "Better words"), await copies(reader, "First words")) == (1, 0)
    await channel.edit(place, content=b"")
    await world.sandbox.advance(hours=50)
    await retract(world)  # the last is the place: older than 48 hours, it can be neither deleted nor reworded
    await world.secretary.say("/news")
    await world.secretary.press("Posts")
    await world.secretary.press("3")
    shown = await world.secretary.expect("copies 1 · in lists 0 · followers 1")
    assert "It was changed once since." in shown.text
    await world.secretary.press("Take the copies back")
    await world.secretary.press("Take back")
    await reader.expect("withdrawn by the secretariat")


async def test_what_cannot_be_copied_comes_as_a_link(tmp_path: Path, council: Council) -> None:
    async with worlds.world(tmp_path / "majlis.db", replace(council, news_at_once=50)) as world:
        await _every_kind(world)


async def _every_kind(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news")
    reader = await subscriber(world)
    for kind, words in (("story", "A story"), ("giveaway", "A giveaway"), ("paid_media", "A paid post")):
        number = await channel.show(kind)
        told = await reader.expect(words)
        assert "Telegram does not let me pass this post on." in told.text
        assert told.buttons[0][0].url == f"https://t.me/rec_news/{number}"
    for kind in ("poll", "video_note", "sticker", "dice", "contact", "venue", "voice", "audio", "animation", "document"):
        await channel.show(kind)
        await reader.expect(lambda message, kind=kind: kind in message.raw)  # type: ignore[misc]  # a default of its own


async def test_a_protected_channel_is_passed_on_as_links(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news", protected=True)
    reader = await subscriber(world)
    await channel.post("Not to be copied")
    told = await reader.expect("Not to be copied")
    assert "Telegram does not let me" in told.text


async def test_a_flood_comes_as_one_list(tmp_path: Path, council: Council) -> None:
    async with worlds.world(tmp_path / "majlis.db", replace(council, quiet=None, news_at_once=3)) as world:
        channel = await world.sandbox.channel("News", "rec_news")
        reader, of_b = await subscriber(world), await subscriber(world, "Reader of B", "B")
        for number in range(1, 201):
            await channel.post(f"Post {number}{' #B' if number % 50 == 0 else ''}")
        await reader.expect("Post 3")
        await settled(world)
        assert await copies(reader, "Post 4") == 0
        await world.sandbox.advance(minutes=11)
        told = await reader.expect("A lot of news: 197 posts since")
        assert "So many came at once that they are sent as one list" in told.text
        assert "and 172 earlier ones: /latest" in told.text
        assert "A lot of news: 4 posts since" in (await of_b.expect("A lot of news")).text
        await settled(world)
        got = [message.text for message in await reader.inbox() if message.text.startswith("Post ")]
        assert got == [f"Post {number}" for number in range(1, 4)]


async def test_lists_at_a_time_of_ones_own(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news")
    reader = await subscriber(world, pace="Daily digest: 09:00 (Tashkent)")
    weekly = await subscriber(world, "Weekly reader", "B", pace="Weekly digest: Monday, 09:00 (Tashkent)")
    await reader.say("/subscribe")
    await reader.press("Time")
    await reader.say("25:00")
    await reader.expect("I cannot read this as a time of day")
    await reader.say("7")
    await reader.expect("Daily digest: 07:00 (Tashkent)")
    await channel.post("About schools #B")
    await channel.post("About everything")
    await settled(world)
    await world.sandbox.advance(days=1)
    told = await reader.expect("News: 2 posts since")
    assert "B · " in told.text
    assert told.html.count('<a href="https://t.me/rec_news/') == 2
    assert await copies(reader, "About everything") == 0
    await world.sandbox.advance(days=7)
    assert "News: 1 post since" in (await weekly.expect("About schools")).text
    lists = [message for message in await reader.inbox() if message.text.startswith("News:")]
    assert len(lists) == 1  # with nothing new, nothing comes
    assert lists[0].text.splitlines()[0].endswith("(Tashkent)")


async def test_who_blocks_and_comes_back(world: World) -> None:
    channel = await world.sandbox.channel("News", "rec_news")
    daily = await subscriber(world, pace="Daily digest: 09:00 (Tashkent)")
    reader = await subscriber(world, "Another reader")
    for user in (daily, reader):
        await user.block()
    await channel.post("Missed")
    await settled(world)
    await world.sandbox.advance(days=1)
    await world.secretary.say("/news")
    assert "2 have blocked me" in (await world.secretary.expect("follow it")).text
    for user in (daily, reader):
        await user.unblock()
    await channel.post("Back")
    await reader.expect("Back")
    assert await copies(reader, "Missed") == 0
    await world.sandbox.advance(days=1)
    assert "News: 2 posts since" in (await daily.expect("Missed")).text
    async with world.app.store.read() as tx:
        dead = await tx.value(sa.select(sa.func.count()).where(rows.c.state == "dead", rows.c.kind == "news.post"))
    assert dead == 0  # nothing is even tried where nobody is reached
