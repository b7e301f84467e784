"""Announcements in the news channels: in the language of each, and from there to its readers like any news."""

import pytest

from council.announcements import CHANNEL, Announcement, Content, NoChannelSpeaks
from council.audiences import Audience, AudienceKind
from council.chats import ChatRights, TelegramChannel
from council.posts import EVERYTHING
from council.subscriptions import Pace
from handlers.announcements.actions import access, corrections, drafts
from handlers.subscriptions import actions as subscriptions
from storage import channels, posts
from storage.channels import ChannelState
from tests.actions.at_work import CouncilAtWork, Someone

ENGLISH, RUSSIAN, BOTH = -100_1, -100_2, -100_3
VISIT, VISITE = "Visit of 12 December", "Визит 12 декабря"
GROUP_B = Audience(AudienceKind.GROUPS, ("B",))


async def three_channels(at_work: CouncilAtWork) -> None:
    """An English one, a Russian one, and one for all languages."""
    async with at_work.store.begin() as tx:
        for chat, language in ((ENGLISH, "en"), (RUSSIAN, "ru"), (BOTH, "")):
            place = TelegramChannel(chat, f"News {chat}", f"news{-chat}", ChatRights(inside=True))
            await channels.put(tx, place, ChannelState.FOLLOWED, language, None, at_work.now)


async def follow(someone: Someone) -> None:
    await someone.does(subscriptions.begin, [EVERYTHING])
    await someone.does(subscriptions.set_pace, Pace.NOW)


async def follower(at_work: CouncilAtWork, language: str) -> Someone:
    made = await at_work.outsider(f"Reader, {language}", language)
    await follow(made)
    return made


async def send(secretary: Someone, *said: Content, audience: Audience | None = None) -> Announcement:
    made = await secretary.does(drafts.begin, fresh=True)
    for content in said:
        await secretary.does(drafts.write, made.id, content)
    await secretary.does(drafts.place, made.id, CHANNEL)
    await secretary.does(drafts.aim, made.id, audience)

    async with secretary.council.store.read() as tx:
        work = await secretary.work(tx)
        people = await access.count_people(work, await access.visible_draft(work, made.id))
    return await secretary.does(drafts.hand_in, made.id, people)


async def test_a_text_goes_to_the_channels_of_its_language_and_on_to_their_readers(
    at_work: CouncilAtWork, secretary: Someone
) -> None:
    await three_channels(at_work)
    english, russian = await follower(at_work, "en"), await follower(at_work, "ru")
    await send(secretary, Content("ru", html=VISITE))
    await at_work.wait(minutes=1)
    assert [len(await at_work.shown(chat, VISITE)) for chat in (ENGLISH, RUSSIAN, BOTH)] == [0, 1, 0]
    async with at_work.store.read() as tx:
        [reach] = await posts.recent(tx, 5)
    assert (reach.post.language, reach.post.title, reach.post.channel) == ("ru", VISITE, RUSSIAN)
    assert len(await russian.has()) == len(await english.has()) + 1  # a copy of the post
    await russian.say("/latest")
    await russian.sees(VISITE)

    await send(secretary, Content("en", html=VISIT), Content("ru", html=VISITE))
    await at_work.wait(minutes=1)
    assert [len(await at_work.shown(chat, VISITE)) for chat in (ENGLISH, RUSSIAN, BOTH)] == [0, 2, 0]
    assert [len(await at_work.shown(chat, VISIT)) for chat in (ENGLISH, RUSSIAN, BOTH)] == [1, 0, 1]


async def test_whoever_has_a_copy_of_their_own_does_not_get_it_as_news_too(at_work: CouncilAtWork, secretary: Someone) -> None:
    await three_channels(at_work)
    member = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    await follow(member)
    before = len(await member.has())
    await send(secretary, Content("en", html=VISIT), audience=GROUP_B)
    await at_work.wait(hours=1)
    assert len(await member.has()) == before + 1


async def test_a_correction_and_taking_it_back_reach_the_posts(at_work: CouncilAtWork, secretary: Someone) -> None:
    await three_channels(at_work)
    await send(secretary, Content("en", html=VISIT), Content("ru", html=VISITE))
    made = await send(secretary, Content("en", html="Agenda"), Content("ru", html="Повестка"))
    await at_work.wait(minutes=1)
    await secretary.does(corrections.correct, made.id, {"en": "Agenda of 13 December"})
    await at_work.wait(minutes=1)
    async with at_work.store.read() as tx:
        titles = {(one.post.channel, one.post.title) for one in await posts.recent(tx, 6)}
    assert (ENGLISH, "Agenda of 13 December") in titles
    assert (RUSSIAN, "Повестка") in titles
    await secretary.does(corrections.take_back, made.id)
    await at_work.wait(minutes=1)
    async with at_work.store.read() as tx:
        recent = await posts.recent(tx, 6)
    assert {one.post.retracted for one in recent if one.post.announcement == made.id} == {True}
    assert {one.post.retracted for one in recent if one.post.announcement != made.id} == {False}


async def test_what_no_channel_would_say_is_refused(at_work: CouncilAtWork, secretary: Someone) -> None:
    async with at_work.store.begin() as tx:
        place = TelegramChannel(ENGLISH, "News", "news", ChatRights(inside=True))
        await channels.put(tx, place, ChannelState.FOLLOWED, "en", None, at_work.now)
    with pytest.raises(NoChannelSpeaks):
        await send(secretary, Content("ru", html=VISITE))
