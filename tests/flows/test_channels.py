"""The secretariat's side of the news, through the front door: channels, topics, reach, and what is told in the channels."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from council.chats import ChatRights, TelegramChannel
from council.config import Council
from council.meetings import MeetingDraft
from council.people import Actor
from council.rounds import RecommendationDraft
from handlers.meetings.actions import meetings
from handlers.reactions import unit_of_work
from handlers.rounds.actions import opening
from sandbox.client import Sandbox, User
from storage import channels, members, outbox, posts
from storage.outbox import State
from tests.daytime import by_day
from tests.flows.news import copies, settled, subscriber
from tests.flows.world import SECRETARY, World, running
from tests.waiting import until


@pytest.mark.road
async def test_a_channel_is_named_by_the_secretary_who_made_the_bot_its_administrator(world: World) -> None:
    secretary, stranger = world.secretary, await world.sandbox.person("Stranger")
    foreign = await world.sandbox.channel("The council's news")
    await world.sandbox.set_rights(foreign.id, stranger, ["all"])
    await foreign.post("/channel")
    await foreign.post("An advertisement")
    ours = await world.sandbox.channel("News in private")
    await world.sandbox.set_rights(ours.id, secretary, ["can_edit_messages"])
    card = await secretary.expect("Use this channel for the news?")
    assert f"Id: {ours.id}" in card.text
    assert "Title: “News in private”" in card.text
    assert "give me the right to post messages" in card.text
    assert not [message for message in await secretary.inbox() if str(foreign.id) in message.text]
    await ours.post("/channel")
    await secretary.press("English")
    await secretary.expect("News channel")
    await world.sandbox.set_rights(ours.id, secretary, ["all"])
    card = await secretary.expect(lambda message: "News channel" in message.text and "right" not in message.text)
    reader = await subscriber(world)
    number = await ours.post("From a channel without a name")
    copy = await reader.expect("From a channel without a name")
    assert copy.buttons[0][0].url == f"https://t.me/c/{str(ours.id).removeprefix('-100')}/{number}"
    await world.sandbox.kick(ours.id)
    await secretary.expect("I am not in the channel")
    await secretary.say("/tasks")
    await secretary.expect("I lack rights in 1 news channel")
    member = await world.member("Expert, Kazakhstan, group B", ["B"])
    for command in ("/channel", "/channel @x"):
        await member.say(command)
        await member.expect("Only the secretariat")


async def test_a_channel_is_looked_at_by_its_name(world: World) -> None:
    secretary = world.secretary
    await secretary.say("/channel")
    assert "but I have not seen it yet" in (await secretary.expect("@rec_news_ru")).text
    await secretary.say("/channel @nowhere_at_all")
    await secretary.expect("I cannot see such a channel")
    channel = await world.sandbox.channel("Elsewhere", "elsewhere")
    await secretary.say("/channel https://t.me/Elsewhere/5")
    await secretary.expect("Username: @elsewhere")
    await secretary.press("For every language")
    await secretary.expect("For readers of every language")
    reader = await world.sandbox.person("Reader", language_code="en")
    await reader.say("/start n_")
    await reader.press("English")
    await reader.press(data="zp:now")
    await reader.expect("You get the news")
    await channel.post("To everyone")
    await reader.expect("To everyone")
    await secretary.press("Stop using this channel")
    await secretary.press("Stop using it")
    await secretary.expect("This channel is not used for the news")
    await channel.post("To nobody")
    await settled(world)
    assert await copies(reader, "To nobody") == 0


async def test_topics_reach_and_what_went_to_nobody(world: World) -> None:
    secretary = world.secretary
    channel = await world.sandbox.channel("News", "rec_news")
    await secretary.say("/news")
    await secretary.expect("0 people follow it.")
    await secretary.press("Topics")
    await secretary.press("Add a topic")
    await secretary.say("#Group_B")
    await secretary.expect("already marks another topic or a group")
    await secretary.say("#" + "x" * 70)
    await secretary.expect("There is no hashtag in this, or it is too long")
    await secretary.say("no hash")
    await secretary.expect("There is no hashtag in this, or it is too long")
    await secretary.say("schooling #обучение")
    await secretary.say("One\nTwo\nThree")
    await secretary.expect("one line for all languages, or 2 lines")
    await secretary.say("Schooling\nОбучение")
    await secretary.press("Add it")
    await secretary.expect("The topic is added")
    reader = await subscriber(world, "Reader", "t1")
    await channel.post("First words #Обучение, and #" + "x" * 300)
    await channel.post("About nothing that anyone follows")
    await reader.expect("First words")
    await settled(world)
    await secretary.say("/news")
    told = await secretary.expect("1 person follows it.")
    assert "Schooling: 1" in told.text
    assert "1 of the last posts reached nobody." in told.text
    await secretary.press("Reached nobody")
    assert "About nothing" in (await secretary.expect("nobody follows its topic")).text
    await secretary.press("1")
    await secretary.expect("copies 0 · in lists 0 · followers 0")
    await reader.block()
    await channel.post("Too late for them #schooling")
    await two_went_to_nobody(world)
    await secretary.say("/news")
    await secretary.expect("2 of the last posts reached nobody.")
    await secretary.press("Reached nobody")
    await secretary.expect("1. Too late for them\n   1 follows it, but could not be reached\n2. About nothing")
    await reader.unblock()
    await secretary.say("/news")
    await secretary.press("Growth and reach")
    assert "photo" in (await secretary.expect("Growth and reach of the news")).raw
    await secretary.say("/news")
    await secretary.press("Topics")
    await secretary.press("Remove: Schooling")
    assert "1 of them follows nothing else" in (await secretary.expect("Remove this topic?")).text
    await secretary.press("Remove it")
    await secretary.expect("Each group is a topic already")
    await reader.say("/subscribe")
    assert "choose topics" in (await reader.expect("You already get the news")).text
    for forged in ("zh:desk", "zr:1:1", "zi:1", "ze:1:1", "zx:1:1", "zb:1"):
        answer = await reader.press(data=forged, forge=True)
        assert "If you need it, write to the secretariat" in answer.text


async def two_went_to_nobody(world: World) -> None:
    async def two() -> bool:
        async with world.app.store.read() as tx:
            return len(await posts.to_nobody(tx, 9)) == 2

    await until(two, "the count of two")


async def adopted(world: World) -> int:
    """A recommendation of group B that was adopted; its round."""
    member = await world.member("Expert, Kazakhstan, group B", ["B"])
    other = await world.member("Expert, Tajikistan, group B", ["B"])
    now = await world.sandbox.now()
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, SECRETARY)
        assert person is not None
        actor = Actor("person", person, await members.seats_of(tx, person.id, now))
        text = "Children return to school within thirty days of arrival, <whatever> their papers."
        draft = RecommendationDraft("B", "Early schooling", text, "", now.replace(microsecond=0).replace(hour=23))
        round_ = await opening.open_round(unit_of_work(tx, world.council, actor, now), draft)
    for user in (member, other):
        await user.expect("Early schooling", after=0)
        await user.press("Support")
    await world.sandbox.advance(days=1)
    await world.secretary.expect("dopted", after=0)
    return round_.id


async def tell(world: World, round_id: int) -> User:
    """The secretary at the last look before it is posted."""
    await world.secretary.say("/records")
    register = await world.secretary.expect("Register of recommendations")
    await world.secretary.press(data=f"o:record:{round_id}", forge=True, message=register)
    await world.secretary.press("Tell it in the channels")
    return world.secretary


async def test_what_was_adopted_is_told_in_the_channels_and_goes_on_from_there(world: World) -> None:
    round_id = await adopted(world)
    secretary = await tell(world, round_id)
    if not [message for message in await secretary.inbox() if "Not posted yet" in message.text]:
        assert await world.sandbox.log()
    english = await world.sandbox.channel("News", "rec_news")
    russian = await world.sandbox.channel("Новости", "rec_news_ru")
    for name in ("rec_news", "rec_news_ru"):
        await secretary.say(f"/channel @{name}")
        await secretary.expect(f"Username: @{name}")
    reader = await subscriber(world, "Reader", "B")
    elsewhere = await subscriber(world, "Another reader", "D")
    await tell(world, round_id)
    under = await secretary.expect("Not posted yet")
    assert "“Новости”: Russian" in under.text
    drafts = [message.text for message in await secretary.inbox() if "<whatever>" in message.text and "SHA" in message.text]
    assert len(drafts) >= 2
    assert all("Expert, " not in text and "answered" not in text for text in drafts)
    await secretary.press("Reword (Russian)")
    await secretary.say("Принята рекомендация о школе")
    await secretary.expect("Not posted yet")
    await secretary.press("Post in 2 channels")
    await secretary.expect("Posted")
    copy = await reader.expect("Early schooling")
    assert "#B" in copy.text
    assert copy.buttons[0][0].url == "https://t.me/rec_news/1"
    await settled(world)
    there = [message.text for message in await world.sandbox.messages(russian.id)]
    assert there == ["Принята рекомендация о школе"]
    assert len(await world.sandbox.messages(english.id)) == 1
    assert not [message for message in await elsewhere.inbox() if "Early schooling" in message.text]
    answer = await secretary.press(data="zb:1", forge=True)
    assert "no longer works" in answer.text  # a second press finds it posted
    await tell(world, round_id)
    await secretary.expect("“News”: English ✓")
    async with world.app.store.read() as tx:
        assert await outbox.counts(tx, "communique:1", "news.communique") == {(State.SENT, ""): 2}
        assert len(await world.sandbox.messages(english.id)) == 1


async def test_a_meeting_is_told_once_it_was_held(world: World) -> None:
    secretary = world.secretary
    channel = await world.sandbox.channel("News", "rec_news")
    await secretary.say("/channel @rec_news")
    await secretary.expect("Username: @rec_news")
    now = await world.sandbox.now()
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, SECRETARY)
        assert person is not None
        actor = Actor("person", person, await members.seats_of(tx, person.id, now))
        starts = (now + timedelta(hours=2)).replace(tzinfo=None, second=0, microsecond=0)
        draft = MeetingDraft("Schooling of returned children", ("B", "D"), starts, "UTC")
        meeting = await meetings.publish(unit_of_work(tx, world.council, actor, now), draft)
    answer = await secretary.press(data=f"o:tell meeting:{meeting.id}", forge=True)
    assert "no longer works" in answer.text  # it has not begun
    await world.sandbox.advance(hours=3)
    await secretary.press(data=f"o:meeting:{meeting.id}", forge=True)
    await secretary.press("Tell it in the channels")
    await secretary.expect("Not posted yet")
    await secretary.press("Delete the draft")
    await secretary.expect("Draft deleted")
    await secretary.press("Tell it in the channels")
    await secretary.expect("Not posted yet")
    there = TelegramChannel(channel.id - 1, "Новости", "rec_novosti", ChatRights(inside=True))  # added after it was drafted
    async with world.app.store.begin() as tx:
        await channels.put(tx, there, channels.ChannelState.FOLLOWED, "ru", None, await world.sandbox.now())
    await secretary.press("Tell it in the channels")
    await secretary.expect("Заседание: группы B, D")
    await secretary.press("Post in 2 channels")
    await secretary.expect("Posted")
    await settled(world)
    [post] = await world.sandbox.messages(channel.id)
    assert post.text.splitlines()[:2] == ["Meeting of groups B, D", "Schooling of returned children"]


async def test_what_was_posted_while_the_bot_was_off(tmp_path: Path, council: Council) -> None:
    async with by_day() as server, Sandbox(server.url) as sandbox:
        secretary = await sandbox.person("Secretariat", id=SECRETARY)
        channel = await sandbox.channel("News", "rec_news")
        file = tmp_path / "majlis.db"
        quietless = replace(council, quiet=None)
        async with running(server.url, file, quietless) as app:
            world = World(app, sandbox, quietless, secretary)
            reader = await subscriber(world)
            await secretary.say("/start")
            await secretary.press("English")
            await secretary.say("/channel")
            assert "I have all the rights that I need there." in (await secretary.expect("News channels")).text
        for number in range(2):
            await channel.post(f"While nobody listened {number}")
        await sandbox.advance(hours=2)
        for _ in range(2):  # a second start delivers nothing again
            async with running(server.url, file, quietless) as app:
                await reader.expect("While nobody listened 1", after=0)
                await settled(World(app, sandbox, quietless, secretary))
        got = [message.text for message in await reader.inbox() if message.raw.get("reply_markup")]
        assert [text for text in got if "nobody" in text] == ["While nobody listened 0", "While nobody listened 1"]
