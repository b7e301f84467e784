"""Answers that are edited in Telegram: the edit counts while the form is open, else it is said that it does not."""

from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.meetings import TITLE, B

DAY = "2026-12-10 15:00"


async def test_an_edited_answer_counts_while_the_form_is_open(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/meeting", message=1)
    await secretary.say("Schooling of chidlren", message=2)
    await secretary.say("Schooling of children", message=2, edited=True)
    await secretary.sees("Your edit is taken into account.")
    await secretary.sees("Which groups meet")
    for button in (B, "Done"):
        await secretary.press(button)
    await secretary.say(DAY, message=3)
    await secretary.press("Skip")
    assert "Schooling of children" in (await secretary.sees("Thu 10 December 2026, 15:00")).text
    await secretary.say("2026-12-11 16:00", message=3, edited=True)
    await secretary.sees("Fri 11 December 2026, 16:00")
    await secretary.press("Publish")
    await secretary.sees("Published.")
    await secretary.say("Another title", message=2, edited=True)
    await secretary.sees("This edit does not count")


async def test_a_question_that_was_answered_by_typing_has_no_buttons_any_more(at_work: CouncilAtWork, secretary: Someone) -> None:
    async def with_buttons() -> list[str]:
        return [one.text.splitlines()[-1] for one in await at_work.shown(secretary.id) if one.buttons]

    await secretary.say("/meeting")
    [title] = await with_buttons()
    await secretary.say("Schooling of children")
    [groups] = await with_buttons()
    assert groups != title
    await secretary.press(B)
    await secretary.press("Done")
    await secretary.say("32 December")
    [refused] = await with_buttons()
    assert "32 December" in refused
    await secretary.say(DAY)
    [place] = await with_buttons()
    assert place != refused
    await secretary.say("/cancel")
    assert await with_buttons() == ["Cancelled."], "only the way home"


async def test_an_edit_that_cannot_be_read_changes_nothing(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say(f"/meeting Title: {TITLE}\nGroups: B\nWhen: {DAY}", message=1)
    await secretary.press("Change")
    await secretary.press("Date and time")
    await secretary.say("2026-12-12 15:00", message=2)
    await secretary.say("32 December", message=2, edited=True)
    assert "What you sent first stays." in (await secretary.sees("32 December")).text
    await secretary.press("Publish")
    await secretary.sees("Sat 12 December 2026, 15:00", ever=True)


async def test_a_meeting_in_one_message_is_edited_as_a_whole(at_work: CouncilAtWork, secretary: Someone) -> None:
    lines = f"Title: {TITLE}\nGroups: {{}}\nWhen: {DAY}\nPlace: {{}}"
    await secretary.say("/meeting " + lines.format("Z", "Room 5"), message=1)
    await secretary.sees("Which groups meet")
    await secretary.say("/meeting " + lines.format("B", "Room 6"), message=1, edited=True)
    assert "Room 6" in (await secretary.sees(f"Group B: {TITLE}")).text
    await secretary.press("Change")
    await secretary.press("Place")
    await secretary.say("Room 7", message=2)
    await secretary.say("/meeting " + lines.format("B, C", "Room 8"), message=1, edited=True)
    shown = (await secretary.sees(f"Groups B, C: {TITLE}")).text
    assert "Room 7" in shown, "a later answer is not undone by an edit of an earlier one"


async def test_an_answer_that_was_refused_is_put_right(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say(f"/meeting Title: {TITLE}\nGroups: B", message=1)
    await secretary.say("32 December", message=2)
    await secretary.sees("32 December")
    await secretary.say(DAY, message=2, edited=True)
    await secretary.sees("Thu 10 December 2026, 15:00")


async def test_the_same_words_again_say_nothing(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/meeting", message=1)
    await secretary.say(TITLE, message=2)
    before = len(await secretary.has())
    await secretary.say(TITLE, message=2, edited=True)
    assert len(await secretary.has()) == before


async def test_edits_outside_forms_are_said_not_to_count(at_work: CouncilAtWork) -> None:
    member = await at_work.seated("Member, group B", ["B"])
    await member.say("/home", message=1)
    await member.say("/meetings", message=1, edited=True)
    await member.sees("This edit does not count")
    stranger = at_work.newcomer()
    await stranger.say("Hello", message=1, edited=True)
    assert not await stranger.has()
