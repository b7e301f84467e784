"""Announcements, through the front door: to whom they go, what they look like, and what the report says."""

from collections.abc import Mapping, Sequence

import pytest

from bot.delivery import pacer
from council.audiences import Audience, AudienceKind
from council.people import Actor
from handlers.reactions import unit_of_work
from sandbox.client import Message, User
from storage import audit, members, outbox
from storage.outbox import State
from tests.announcing import compose, publish
from tests.flows.world import World
from tests.following import follow
from tests.waiting import until

B = "B · Psychosocial support, health and education"
D = "D · Civil society, including women's and youth groups"
TEXT = "Visit of 12 December"
BOLD = [{"type": "bold", "offset": 0, "length": 5}]


async def write(
    world: World, text: str, groups: Sequence[str] = (), entities: Sequence[Mapping[str, object]] = (), kind: str = "Groups"
) -> Message:
    """The secretary writes one, up to its desk."""
    return await compose(world.secretary, text, groups, entities, kind)


async def received(user: User, text: str = TEXT) -> list[str]:
    """The copies of this text in the user's chat, as HTML."""
    return [message.html for message in await user.inbox() if message.text == text]


@pytest.mark.road
async def test_it_reaches_exactly_its_groups_once_each_and_is_reported(world: World) -> None:
    here = [
        await world.member("Expert, Kazakhstan, group B", ["B"]),
        await world.member("Expert, Uzbekistan, group D", ["D"]),
        await world.member("Expert, Tajikistan, groups B and D", ["B", "D"]),
    ]
    elsewhere = await world.member("Expert, Kyrgyzstan, group A", ["A"])
    blocking = await world.member("Expert, Turkmenistan, group B", ["B"])
    gone = await world.member("Expert, Kyrgyzstan, group D", ["D"])
    await blocking.block()
    await gone.deactivate()
    await world.sandbox.fault("500", method="sendMessage", chat=here[0].id)

    secretary = world.secretary
    desk = await write(world, TEXT, [B, D], BOLD)
    assert "To: groups B, D: 5 people" in desk.text
    await secretary.press("Preview")
    head = await secretary.expect("English: 5 people")
    body = await secretary.expect(TEXT, after=head)
    assert (body.html, body.buttons, body.id) == ("<b>Visit</b> of 12 December", [], head.id + 1)
    await secretary.press("Send to 5 people")

    card = await secretary.expect("Sending: “Visit of 12 December”")
    notice = await secretary.expect("Delivered: 3 of 5")
    assert notice.id > card.id
    assert "Unreachable: 2" in notice.text
    report = await secretary.expect(lambda m: m.id == card.id and "Sent: “Visit of 12 December”" in m.text)
    assert "Delivered: 3" in report.text
    assert "Unreachable: 2\n· blocked the bot: 1\n· deleted their account: 1" in report.text
    assert [button.text for row in report.buttons for button in row] == [
        "Not reached (2)", "Correct", "Take back", "Certificate (PDF)", "List (XLSX)",
    ]  # fmt: skip
    for user in here:
        assert await received(user) == ["<b>Visit</b> of 12 December"]
    assert await received(elsewhere) == []

    await secretary.press("Report")
    assert (await secretary.expect("To: groups B, D: 5 people")).text == report.text
    await secretary.say("/announcements")
    await secretary.expect("1. “Visit of 12 December”: sent")


async def test_subscribers_get_theirs_with_or_without_a_seat(world: World) -> None:
    subscriber = await world.sandbox.person("Reader", language_code="en")
    await follow(subscriber)
    member = await world.member("Expert, Kazakhstan, group B", ["B"])
    typed = "<b>x</b> & y"
    desk = await write(world, typed, kind="Followers of the news")
    assert "To: followers of the news: 1 person" in desk.text
    await world.secretary.press("Send to 1 person")
    assert (await subscriber.expect(typed)).raw.get("entities") is None
    assert await received(member, typed) == []


async def test_a_member_is_refused_and_it_is_audited(world: World) -> None:
    member = await world.member("Expert, Kazakhstan, group B", ["B"])
    for command in ("/announce", "/announcements"):
        await member.say(command)
        await member.expect("Only the secretariat and the chairs can announce")
    message = await member.last()
    for data in ("o:announcement:1", "as:1:y", "aa:1:y", "as:1:q", "ad:1:d", "ag:1:5:0123abcd", "at:1:y", "ai:1:f"):
        await member.press(data=data, message=message, forge=True)
    async with world.app.store.read() as tx:
        refused = [subject for _, action, subject in await audit.entries(tx, "refused: announce")]
    assert refused == [""], "one entry an hour, however many were refused"


async def test_an_empty_audience_is_told_and_what_was_counted_is_what_it_is_sent_to(world: World) -> None:
    secretary = world.secretary
    desk = await write(world, "y" * 4000, [B])
    assert "To: group B: 0 people\nAt present this reaches nobody" in desk.text
    assert not [button for row in desk.buttons for button in row if button.text.startswith("Send to")]
    refused = await secretary.press(data="ag:1:0:0123abcd", message=desk, forge=True)
    assert "nobody yet to send this to" in refused.text
    member = await world.member("Expert, Kazakhstan, group B", ["B"])
    await secretary.press(data="ag:1:0:0123abcd", message=desk, forge=True)
    await secretary.expect("It would now go to 1 person. Look again, then send it.")
    assert await received(member, "y" * 4000) == []
    await secretary.press("Send to 1 person")
    await member.expect("y" * 4000)


async def test_pressing_twice_sends_one(world: World) -> None:
    secretary = world.secretary
    member = await world.member("Expert, Kazakhstan, group B", ["B"])
    head = await write(world, TEXT, [B])
    before = head.buttons[0][0].data
    await secretary.press("Options")
    await secretary.press("without sound")
    await secretary.press("Back")
    head = await secretary.expect("without sound")
    await secretary.press(data=before, message=head, forge=True)
    head = await secretary.expect("The draft has changed since. Look at it again, then send it.")
    assert await received(member) == []
    send = head.buttons[0][0].data
    await secretary.press(data=send, message=head)
    again = await secretary.press(data=send, message=head, forge=True)
    assert "no longer works" in again.text
    await secretary.expect("Delivered: 1 of 1")
    assert len(await received(member)) == 1


async def test_what_may_have_arrived_waits_for_a_person_to_decide(world: World) -> None:
    secretary = world.secretary
    lost = await world.member("Expert, Kazakhstan, group B", ["B"])
    await world.sandbox.fault("lost", method="sendMessage", chat=lost.id)
    await write(world, TEXT, [B])
    await secretary.press("Send to 1 person")
    notice = await secretary.expect("Delivered: 0 of 1")
    assert "Outcome unknown: 1" in notice.text
    await world.sandbox.advance(hours=3)
    assert len(await received(lost)) == 1

    await secretary.press("Report")
    await secretary.press("Send again to 1 person")
    await secretary.press("Leave it")
    await secretary.expect("It was not sent again")
    await secretary.press("Send again to 1 person")
    question = await secretary.expect("again?")
    await secretary.press("Send again")
    twice = await secretary.press(data="aa:1:y", message=question, forge=True)
    assert "no longer works" in twice.text
    await secretary.expect("Delivered: 1")
    assert len(await received(lost)) == 2


async def test_its_card_shows_how_far_it_is_and_stopped_it_goes_to_nobody_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacer, "PRIVATE_SPACING", 1.0)  # as it is: so often is a card redrawn at most
    secretary = world.secretary
    slow = await world.member("Expert, Kazakhstan, group B", ["B"])
    await world.sandbox.fault("429", method="sendMessage", chat=slow.id, retry_after=4)
    waiting = await world.member("Expert, Uzbekistan, group B", ["B"])
    await world.sandbox.fault("429", method="sendMessage", chat=waiting.id, retry_after=600)
    await write(world, TEXT, [B])
    await secretary.press("Send to 2 people")
    first = await secretary.expect("0 %, 0 of 2")
    await slow.expect(TEXT)
    card = await secretary.expect("1 of 2")
    assert (card.id, card.edits) == (first.id, 1)
    assert "▓▓▓▓▓░░░░░ 50 %" in card.text
    await secretary.press("Stop")
    await secretary.press("Stop now")
    report = await secretary.expect("Not sent, because it was stopped: 1")
    assert report.id == card.id
    assert "Stopped: “Visit of 12 December”" in report.text
    await world.sandbox.advance(hours=1)
    assert await received(waiting) == []


async def test_markup_that_telegram_refuses_stands_in_the_report_and_stops_nothing_else(world: World) -> None:
    """Ours comes from entities and is sound; should one not be, it fails alone."""
    member = await world.member("Expert, Kazakhstan, group B", ["B"])
    now = await world.sandbox.now()
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, world.secretary.id)
        assert person is not None
        actor = Actor("person", person, await members.seats_of(tx, person.id, now))
        await publish(unit_of_work(tx, world.council, actor, now), Audience(AudienceKind.GROUPS, ("B",)), "<b>never closed")
    await write(world, TEXT, [B])
    await world.secretary.press("Send to 1 person")
    await member.expect(TEXT)
    report = await world.secretary.expect("Failed: 1\n· Telegram could not read the formatting: 1", after=0)
    assert "Delivered: 0" in report.text
    await world.secretary.expect("Delivered: 1 of 1", after=0)


async def _rows(world: World) -> object:
    """How the first announcement's rows stand, once there are any."""
    async with world.app.store.read() as tx:
        return await outbox.counts(tx, "announcement:1", "announcements.text")


async def test_someone_who_left_meanwhile_gets_nothing(world: World) -> None:
    secretary = world.secretary
    leaving = await world.sandbox.person("Reader", language_code="en")
    await follow(leaving)
    await world.sandbox.fault("429", method="sendMessage", chat=leaving.id, retry_after=3)
    await write(world, TEXT, kind="Followers of the news")
    await secretary.press("Send to 1 person")
    await secretary.expect("0 of 1")
    await until(lambda: _rows(world), "a row")
    await leaving.say("/unsubscribe")
    await leaving.expect("You are unsubscribed")
    await secretary.expect("Left the audience before it was sent: 1")
    assert await received(leaving) == []
    async with world.app.store.read() as tx:
        assert (await outbox.counts(tx, "announcement:1", "announcements.text")) == {
            (State.CANCELLED, "no longer in the audience"): 1
        }


async def test_subscribers_of_a_topic_get_it_and_those_of_everything(world: World) -> None:
    follows = {"Reader of B": ("B",), "Reader of D": ("D",), "Reader of everything": ()}
    readers = {label: await world.sandbox.person(label, language_code="en") for label in follows}
    for label, topics in follows.items():
        await readers[label].say("/start")
        await readers[label].press("English")
        await readers[label].expect("This is the council's bot")
        await follow(readers[label], *topics)
    desk = await compose(world.secretary, TEXT, [B], kind="Followers by topic")
    assert "To: followers of: B · Psychosocial support, health and education: 2 people" in desk.text
    await world.secretary.press("Send to 2 people")
    await world.secretary.expect("Delivered: 2 of 2")
    assert {label for label, reader in readers.items() if await received(reader)} == {"Reader of B", "Reader of everything"}
