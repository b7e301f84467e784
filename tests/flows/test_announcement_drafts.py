"""Announcements before they go out: what they say in which language, to whom, when, and who else looks at them."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from council.config import Council
from council.people import Role
from sandbox.client import Message
from storage import members
from tests.announcing import ask_for_message, choose, compose, rule
from tests.flows import world as worlds
from tests.flows.announcement_drafts import link_group, second_secretary
from tests.flows.attendance import HEAD, publish
from tests.flows.meetings import TITLE
from tests.flows.recommendations import card, group_b, open_round
from tests.flows.world import World
from tests.following import follow

B = "B · Psychosocial support, health and education"
D = "D · Civil society, including women's and youth groups"


REMIND = "Please read: “In the morning”"


def morning(message: Message) -> bool:
    return message.text == "In the morning"


def labels(message: Message) -> list[str]:
    return [button.text for row in message.buttons for button in row]


@pytest.mark.road
async def test_each_gets_their_language_and_what_is_missing_is_said_before(world: World) -> None:
    secretary = world.secretary
    english = await world.member("Expert, Kazakhstan, group B", ["B"])
    russian = await world.member("Expert, Uzbekistan, group B", ["B"], language="ru")
    desk = await compose(secretary, "Visit of 12 December", [B])
    assert "Their languages: English 1, Russian 1\n⚠ No text in Russian: 1 person gets the one in English." in desk.text
    await secretary.press("Message")
    await secretary.expect("What it says")
    await secretary.press("Write in Russian")
    await secretary.expect("What should it say in Russian?")
    await secretary.say("Визит 12 декабря")
    desk = await secretary.expect("Message: text (English), text (Russian)")
    assert "⚠" not in desk.text

    await secretary.press("Message")
    await secretary.press(data="aw:1:l:en")
    await secretary.say("Programme")
    await secretary.expect("I cannot read line 1 as a button")
    await secretary.say("Programme - example.org/programme")
    desk = await secretary.expect("Announcement: ")
    assert "⚠ No link buttons in Russian, though another language has some." in desk.text
    await secretary.press("Options")
    for option in ("without sound", "no forwarding"):
        await secretary.press(option)
    await secretary.press("Back")
    await secretary.expect("without sound · no forwarding")

    await secretary.press("Send me a test")
    test = await secretary.expect("Visit of 12 December")
    assert [(b.text, b.url) for b in test.buttons[0]] == [("Programme", "https://example.org/programme")]
    await secretary.press("Send to 2 people")
    got = await english.expect("Visit of 12 December")
    assert got.raw["has_protected_content"] is True
    assert [b.url for b in got.buttons[0]] == ["https://example.org/programme"]
    await russian.expect("Визит 12 декабря")
    sent = (await world.sandbox.log(method="sendMessage", chat=english.id))[-1]
    assert sent.params["disable_notification"] is True
    await secretary.expect("Delivered: 2 of 2")


async def test_an_album_gets_its_buttons_below_it_and_a_photo_its_own(world: World) -> None:
    secretary = world.secretary
    reader = await world.member("Expert, Kazakhstan, group B", ["B"])
    await secretary.say("/announce")
    await ask_for_message(secretary)
    await secretary.show("photo", "x" * 1025)
    await secretary.expect("too long: 1025 characters, and 1024 fit")
    await secretary.show("poll")
    await secretary.expect("cannot send this to many")
    await secretary.show("photo", "Two pictures", album="7")
    await secretary.show("photo", album="7")
    await secretary.expect("Message: album (English)")
    await choose(secretary, [B])
    await secretary.press("Back")
    await secretary.press("Options")
    await secretary.expect("Press an option to switch it on or off.")
    await secretary.press("with “I have read this”")
    await secretary.press("Back")
    await secretary.expect("Telegram puts no buttons under an album")
    await secretary.press("Send to 1 person")
    tail = await reader.expect("About “Two pictures”")
    pictures = [message for message in await reader.inbox() if "photo" in message.raw]
    assert [message.text for message in pictures] == ["Two pictures", ""]
    assert pictures[1].id < tail.id
    answer = await reader.press("I have read this")
    assert "Recorded" in answer.text
    await reader.expect(lambda m: m.id == tail.id and not m.buttons)
    await secretary.expect("Delivered: 1 of 1")

    await secretary.say("/announce")
    await ask_for_message(secretary)
    await secretary.show("photo", "One picture")
    await choose(secretary, [B])
    await secretary.press("Back")
    await secretary.press("Message")
    await secretary.press(data="aw:2:l:en")
    await secretary.say("Programme https://example.org/p")
    await secretary.press("Send to 1 person")
    photo = await reader.expect("One picture")
    assert [b.url for b in photo.buttons[0]] == ["https://example.org/p"]


async def test_rules_are_joined_counted_looked_through_and_saved(world: World) -> None:
    secretary = world.secretary
    await world.member("Expert, Kazakhstan, group B", ["B"])
    await world.member("Expert, Uzbekistan, group B", ["B"], language="ru")
    gone = await world.member("Expert, Tajikistan, group D", ["D"], language="ru")
    await gone.block()
    await secretary.say("/announce")
    await choose(secretary, [B, D])
    await secretary.press("Only those of them who…")
    await rule(secretary, ["Русский"], "Languages")
    shown = await secretary.expect("groups B, D · only: language: Russian\n2 people now")
    await secretary.press("Except those who…")
    await secretary.expect("Which of them should not get it?")
    await secretary.press("Cancel")
    await secretary.expect("2 people now")  # back to where one was
    await secretary.press("Except those who…")
    await rule(secretary, [D], "Groups")
    await secretary.press("Also those who…")
    await rule(secretary, ["Secretariat"], "Roles")
    shown = await secretary.expect("2 people now")
    assert "· except: group D · also: role: secretariat" in shown.text
    await secretary.press("Show the names (2)")
    names = await secretary.expect("It is for 2 people")
    assert "Expert, Uzbekistan, group B, Russian" in names.text
    await secretary.press("Back")
    await secretary.press("Only those of them who…")
    await rule(secretary, [], "Those whom Telegram reaches")
    await secretary.press("Save this audience")
    await secretary.say("Russian speakers")
    await secretary.expect("2 people now")
    await secretary.press("Start over")
    await secretary.expect("Nobody chosen yet")
    await secretary.press("Saved audiences")
    await secretary.press("Russian speakers")
    await secretary.expect("only: those whom Telegram reaches\n2 people now")
    await secretary.press("Saved audiences")
    await secretary.press("Delete")
    await secretary.expect("None yet")


async def test_it_can_be_for_those_who_have_not_answered_a_meeting_or_a_round(world: World) -> None:
    secretary, b = world.secretary, await group_b(world)
    await publish(world, 9)
    round_ = await open_round(world, b.chair)
    await b.first.press("I am coming", message=await b.first.expect(HEAD, after=0))
    await b.second.press("I cannot", message=await b.second.expect(HEAD, after=0))
    for user in (b.chair, b.second):
        await user.press("Support", message=await card(user, round_))
    titled = f": {TITLE}"
    await secretary.say("/announce")
    await secretary.expect("New announcement")
    await secretary.press("Recipients")
    await secretary.expect("Nobody chosen yet")
    for kind, named, who in (
        ("Who has not said whether they are coming", titled, {"Chair, group B", "Observer, group B"}),
        ("Who is coming to a meeting", titled, {"Expert, Kazakhstan, group B"}),
        ("Who has not answered a recommendation", f"{round_.number}: ", {"Expert, Kazakhstan, group B"}),
    ):
        await secretary.press("Choose people")
        await secretary.expect("Who should get it?")
        await secretary.press(kind)
        question = await secretary.expect("Tick them, then press Done.")
        await secretary.press(next(label for label in labels(question) if named in label), message=question)
        await secretary.press("Done")
        await secretary.expect("counted again")
        await secretary.press(f"Show the names ({len(who)})")
        names = await secretary.expect(f"It is for {len(who)} ")
        assert set(re.findall(r"^\d+\. (.*), English", names.text, re.MULTILINE)) == who
        await secretary.press("Back")
        await secretary.expect("counted again")
        await secretary.press("Start over")
        await secretary.expect("Nobody chosen yet")


async def test_a_chair_announces_to_their_own_group_alone(world: World) -> None:
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    own = await world.member("Expert, Kazakhstan, group B", ["B"])
    other = await world.member("Expert, Kyrgyzstan, group A", ["A"])
    chat = await world.sandbox.group("Group B", [world.secretary, own], owner=world.secretary)
    await link_group(world, chat, "B")
    await chair.say("/announce")
    await chair.press("Recipients")
    await chair.press("Choose people")
    assert labels(await chair.expect("Who should get it?")) == ["Groups", "People", "Cancel"]
    await chair.press("People")
    await chair.expect("Type a name, or a part of it.")
    await chair.say("kyrgyz")  # of another group
    await chair.expect("You can choose nobody of this name.")
    await chair.say("KAZAKH")
    await chair.press("Expert, Kazakhstan, group B")
    await chair.press("Done")
    whom = await chair.expect("1 person now")
    assert "group B · only: 1 person by name" in whom.text
    await chair.press("Start over")
    await chair.press("Choose people")
    await chair.expect("Who should get it?")
    await chair.press("Groups")
    offered = await chair.expect("Which groups?")
    assert labels(offered) == [B, "Done", "Cancel"]
    await chair.press(B)
    await chair.press("Done")
    whom = await chair.expect("2 people now")
    await chair.press("Chats and channel")
    assert labels(await chair.expect("Where else")) == [B, "Back"]
    await chair.press(B)
    refused = await chair.press(data="ap:1:A", message=whom, forge=True)
    assert "no right" in refused.text or "secretariat" in refused.text
    await chair.say("/announce")
    await chair.press("Go on with it")
    await ask_for_message(chair)
    await chair.say("We meet on Friday")
    await chair.press("Send to 2 people")
    await own.expect("We meet on Friday")
    await own.expect("We meet on Friday", chat=chat)
    await chair.expect("Posted in chats: 1 of 1")
    assert not [m for m in await other.inbox() if "Friday" in m.text]
    await chair.say("/announcements")
    await chair.expect("1. “We meet on Friday”: sent")
    refused = await other.press(data="an:1:a:0", message=await other.last(), forge=True)
    assert "no right" in refused.text


async def test_the_channel_is_known_by_its_first_post_and_nobody_hears_it_twice(world: World) -> None:
    secretary = world.secretary
    reader = await world.sandbox.person("Reader", language_code="en")
    await follow(reader)
    await secretary.say("/announce")
    await secretary.press("Recipients")
    await secretary.press("Chats and channel")
    answer = await secretary.press("The channel")
    assert "do not know the channel's id yet" in answer.text
    channel = await world.sandbox.channel("News", "rec_news")
    await channel.post("The council met.")
    await reader.expect("The council met.")
    await secretary.press("The channel")
    await secretary.say("/announce")
    await ask_for_message(secretary)
    await secretary.say("Visit of 12 December")
    await secretary.press("Post in 1 chat")
    await secretary.expect("Posted in chats: 1 of 1")
    posted = [m for m in await world.sandbox.messages(channel.id) if m.text == "Visit of 12 December"]
    assert len(posted) == 1
    assert not [m for m in await reader.inbox() if "Visit" in m.text]


async def test_it_waits_for_its_time_and_for_each_readers_morning(world: World) -> None:
    secretary = world.secretary
    near = await world.member("Expert, Uzbekistan, group B", ["B"])
    far = await world.member("Observer, Austria, group B", ["B"], Role.OBSERVER)
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, far.id)
        assert person is not None
        await members.change(tx, person.id, zone="Europe/Vienna")
    await compose(secretary, "At ten", [B])
    await secretary.press("When")
    await secretary.press("At a set time")
    await secretary.say("yesterday 10:00")
    await secretary.expect("passed")
    await secretary.say("tomorrow 10:00")
    await secretary.expect("10:00 (Tashkent)")
    await secretary.press("Schedule for 2 people")
    await secretary.expect("It goes out at its time")
    await secretary.press("Report")
    card = await secretary.expect("“At ten”: scheduled")
    await secretary.press("Change it", message=card)
    desk = await secretary.expect("Announcement: “At ten”", after=card)
    await secretary.expect(lambda m: m.id == card.id and "It is a draft again" in m.text and not m.buttons)
    await secretary.press("Schedule for 2 people", message=desk)
    await secretary.expect("It goes out at its time")
    await world.sandbox.advance(hours=30)
    assert (await near.expect("At ten")).date.hour == 5  # 10:00 in Tashkent
    await far.expect("At ten")  # 6:00 in Vienna is within quiet hours: it comes when they end
    assert (await far.expect("At ten")).date.hour == 7

    await compose(secretary, "In the morning", [B])
    await secretary.press("Options")
    await secretary.expect("Press an option to switch it on or off.")
    await secretary.press("with “I have read this”")
    await secretary.press("Reminders to confirm: none")
    await secretary.say("2, 5")
    await secretary.expect("a reminder after 2, 5 h")
    await secretary.press("When")
    await secretary.expect("When should it go out?")
    await secretary.press("Tomorrow at 9:00, recipient's time")
    await secretary.press("Schedule for 2 people")
    await secretary.expect("recipient's time")
    await secretary.say("/announcements")
    listed = await secretary.expect("1. “In the morning”: scheduled")
    assert "at 9:00, recipient's time" in listed.text
    await world.sandbox.advance_to((await world.sandbox.now()).replace(hour=3, minute=55) + timedelta(days=1))
    seen = []
    for hours, who, what in ((0.2, near, morning), (2, near, REMIND), (2, far, morning), (2, far, REMIND)):
        await world.sandbox.advance(hours=hours)
        seen.append((await who.expect(what, after=0)).date.hour)
    assert seen == [4, 6, 8, 10]  # the reminders are counted from when each got their own copy
    assert "9:00 (Vienna)" in (await far.expect(REMIND, after=0)).text
    await world.sandbox.advance(hours=4)
    assert [len([m for m in await who.inbox() if REMIND in m.text]) for who in (near, far)] == [1, 1]  # one a day


async def test_with_four_eyes_a_second_secretary_decides(tmp_path: Path, council: Council) -> None:
    async with worlds.world(tmp_path / "majlis.db", replace(council, four_eyes=True)) as world:
        secretary = world.secretary
        reader = await world.member("Expert, Kazakhstan, group B", ["B"])
        desk = await compose(secretary, "Visit of 12 December", [B])
        assert "A second secretary has to approve it" in desk.text
        answer = await secretary.press("Ask a second secretary")
        assert "nobody else of the secretariat" in answer.text
        second = await second_secretary(world)
        await secretary.press("Ask a second secretary")
        asked = await second.expect("“Visit of 12 December” waits for your approval")
        own = await secretary.press(data=asked.buttons[0][0].data, message=desk, forge=True)
        assert "You wrote this yourself" in own.text

        await second.press("Send back")
        back = await secretary.expect("Sent back")
        assert "Not approved by Secretariat, second" in back.text
        assert "Written by: the secretariat" in asked.text  # one who has given no name
        await secretary.press("Change it")
        await secretary.press("Options")
        await secretary.expect("Press an option to switch it on or off.")
        await secretary.press("with “I have read this”")
        await secretary.press("Back")
        await secretary.press("Ask a second secretary")
        again = await second.expect(lambda m: m.id > asked.id and "waits for your approval" in m.text)
        stale = await second.press(data=str(asked.buttons[1][0].data), message=again, forge=True)
        assert "The text has changed since" in stale.text
        await second.press("Look at it")
        await second.expect("Visit of 12 December")
        assert not [m for m in await reader.inbox() if "Visit" in m.text]
        await second.press("Approve")
        await reader.expect("Visit of 12 December")
        await secretary.expect("Delivered: 1 of 1")

        await secretary.press("Report")
        await secretary.press("Correct")
        await secretary.expect("What should it have said in English?")
        await secretary.say("Visit of 13 December")
        await secretary.press("No, just a slip")
        await secretary.press("Correct it")
        handed = await secretary.expect("A second secretary has been asked to approve it")
        assert "Corrected" not in handed.text
        asked = await second.expect("The correction of “Visit of 12 December” waits for your approval")
        await second.press("Send back")
        back = await secretary.expect("Your correction of “Visit of 12 December” was sent back")
        await second.expect(lambda m: m.id == asked.id and "Sent back by: Secretariat, second" in m.text)
        twice = await second.press(data=asked.buttons[1][0].data, message=asked, forge=True)
        assert "no longer works" in twice.text  # it was nobody else who decided
        await secretary.press("Correct", message=back)
        await secretary.say("Visit of 13 December")
        await secretary.press("No, just a slip")
        await secretary.press("Correct it")
        await second.expect("The correction of “Visit of 12 December” waits for your approval")
        await second.press("Approve")
        await reader.expect("Visit of 13 December\n\nCorrected:")

        # One that waits for its time: its author is told who approved it; nobody else is offered to change it.
        await secretary.say("/announce")
        await secretary.say("At ten")
        page = await secretary.expect("Announcement: “At ten”")
        await secretary.press("Group B", message=page)
        await secretary.press("When", message=page)
        await secretary.expect("When should it go out?")
        await secretary.press("Tomorrow at 9:00, recipient's time", message=page)
        await secretary.expect(lambda m: m.id == page.id and "at 9:00, recipient's time" in m.text and "Send" not in m.text)
        await secretary.press("Ask a second secretary", message=page)
        asked = await second.expect("“At ten” waits for your approval")
        await second.press("Approve", message=asked)
        await second.expect(lambda m: m.id == asked.id and "Report" in labels(m))
        await second.press("Report", message=asked)
        card = await second.expect("“At ten”: scheduled")
        told = await secretary.expect("Approved by: Secretariat, second")
        assert "at 9:00, recipient's time" in told.text
        assert labels(card) == ["Stop"]
        await second.press(data="ai:2:d", message=card, forge=True)
        await second.expect("“At ten”: scheduled", after=0)
