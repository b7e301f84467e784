"""Announcements as they are written: by what is sent after /announce, and by few presses."""

from collections.abc import Awaitable
from dataclasses import replace

from council.audiences import Audience, AudienceKind
from council.people import Role
from handlers.announcements.actions import access, drafts
from handlers.framework.context import Incoming
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.chats import Message

CONFIRM = "with “I have read this”"


async def show_photo(someone: Someone, words: str) -> None:
    """Send a photo with these words under it."""
    sent = Incoming(0, someone.id, private=True, user=someone.id, message=500, other="photo", unique="photo")
    await someone.council.visited(replace(sent, caption=words, caption_html=words))


async def test_two_languages_two_groups_and_a_confirmation_take_six_presses_or_messages(
    at_work: CouncilAtWork, secretary: Someone
) -> None:
    english = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    russian = await at_work.seated("Expert, Tajikistan, group D", ["D"], language="ru")
    other = await at_work.seated("Expert, Uzbekistan, group A", ["A"])
    await secretary.say("/announce")
    steps: list[Awaitable[object]] = [
        secretary.say("Visit of 12 December"),
        secretary.say("Визит 12 декабря"),
        secretary.press("Group B"),
        secretary.press("Group D"),
        secretary.press(CONFIRM),
        secretary.press("Send to 2 people"),
    ]
    assert len(steps) == 6
    for step in steps:
        await step
    for reader, said in ((english, "Visit of 12 December"), (russian, "Визит 12 декабря")):
        got = await reader.sees(said, ever=True)
        assert len(got.labels) == 1
    assert not await other.has("Visit")
    # It keeps the name that its author gave it first, and a card of the draft that still stands cannot be tried any more.
    await secretary.sees("Sent: “Visit of 12 December”", ever=True)
    draft = next(card for card in await secretary.has("") if "Your next message becomes its text in Russian" in card.text)
    assert "no longer works" in (await secretary.press("Preview", on=draft)).text
    # What comes after it was sent is no longer part of it.
    await secretary.say("Thank you")
    assert not [reader for reader in (english, russian) if await reader.has("Thank you")]


async def test_what_is_sent_after_announce_is_the_message(at_work: CouncilAtWork, secretary: Someone) -> None:
    await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    await secretary.say("/announce")
    first = await secretary.sees("Send it now as it should look: your next message becomes its text in English.")
    assert {"Group A", "Group B", "Group C", "Group D", "Everyone on the council"} <= set(first.labels)
    await secretary.press("Everyone on the council")  # before or after the message
    await secretary.sees("To: everyone on the council: 2 people")
    await show_photo(secretary, "The building")
    await secretary.sees("Message: photo (English)")
    await secretary.sees("Your next message becomes its text in Russian")
    await secretary.press("Delete the draft")
    await secretary.press("Delete")
    await secretary.say("a word to nobody")
    assert not await secretary.has("text (Russian)")


async def test_a_usual_audience_is_one_press_and_taken_away_by_another(at_work: CouncilAtWork, secretary: Someone) -> None:
    await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    await secretary.say("/announce")
    await secretary.say("First")
    for button, to in (
        ("Group B", "To: group B: 1 person"),
        ("Group D", "To: groups B, D: 1 person"),
        ("✓ Group B", "To: group D: 0 people"),
        ("✓ Group D", "To: nobody chosen yet"),
        ("Everyone on the council", "To: everyone on the council: 2 people"),
        ("Group B", "To: group B: 1 person"),
    ):
        await secretary.press(button)
        await secretary.sees(to)
    await secretary.press("Send to 1 person")
    await secretary.say("/announce")
    assert "As last time: group B" in (await secretary.sees("New announcement")).labels
    await secretary.press("As last time: group B")
    await secretary.sees("To: group B: 1 person")
    # An audience that was put together of rules is not lost by a press beside it.
    made = await secretary.does(drafts.begin)
    narrowed = Audience(AudienceKind.LANGUAGES, ("en",))
    await secretary.does(drafts.aim, made.id, narrowed)
    await secretary.press("When")
    await secretary.press("Back")
    assert "Group B" not in (await secretary.sees("language: English")).labels


async def test_chairs_choose_among_their_own_groups_only(at_work: CouncilAtWork) -> None:
    chair = await at_work.seated("Chair, group B", ["B"], Role.CHAIR)
    await at_work.seated("Expert, Uzbekistan, group A", ["A"])
    await chair.say("/announce")
    card = await chair.sees("New announcement")
    assert "Group B" in card.labels
    assert not {"Group A", "Everyone on the council"} & set(card.labels)
    made = await chair.does(drafts.begin)
    for forged in ("A", "*", "!", "B:A", ""):
        await chair.press(data=f"ak:{made.id}:{forged}", on=card)
    async with at_work.store.read() as tx:
        assert (await access.visible_draft(await chair.work(tx), made.id)).audience is None
    await chair.press("Group B")
    await chair.sees("To: group B: 1 person")


async def test_a_new_one_can_be_sent_over_a_draft_that_was_left(at_work: CouncilAtWork, secretary: Someone) -> None:
    await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    await secretary.say("/announce")
    await secretary.say("Left lying")
    await secretary.say("/announce")
    await secretary.sees("You have a draft: “Left lying”")
    await secretary.say("Another one")
    card: Message = await secretary.sees("Announcement: “Another one”")
    assert "nobody chosen yet" in card.text
    assert "Left lying" not in card.text


async def test_a_form_that_is_half_filled_in_keeps_what_is_typed(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/meeting")
    await secretary.say("Schooling")
    await secretary.say("/announce")
    card = await secretary.sees("New announcement")
    assert "next message" not in card.text
    await secretary.press("When")
    await secretary.press("At a set time")  # asks: go on with what was begun?
    await secretary.sees("You have not finished something else")
