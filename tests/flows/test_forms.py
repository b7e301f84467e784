"""Forms: nothing typed is lost by a wrong input, another command, or a change of mind."""

import pytest

from sandbox.client import User
from tests.flows.world import World


@pytest.fixture
async def stranger(world: World) -> User:
    """Someone without a seat, greeted in English."""
    user = await world.sandbox.person("Stranger", language_code="en")
    await user.say("/start")
    await user.press("English")
    await user.expect("Your Telegram id is")
    return user


async def _fill_in(user: User) -> None:
    await user.say("/register")
    await user.press("A · Accountability, legal and judicial issues")
    await user.press("D · Civil society, including women's and youth groups")
    await user.press("Done")
    for question, answer in (("full name", "Expert"), ("organisation", "Institute"), ("country", "Kazakhstan")):
        await user.expect(question)
        await user.say(answer)
    await user.expect("Your request to join")


async def test_a_wrong_input_is_told_and_asked_again(stranger: User) -> None:
    await stranger.say("/register")
    await stranger.say("group X")
    await stranger.expect("Please choose with the buttons below")
    assert (await stranger.press("Done")).text == "Choose at least one first."
    await stranger.press("A · Accountability, legal and judicial issues")
    await stranger.press("Done")
    await stranger.expect("full name")
    await stranger.say("x" * 121)
    await stranger.expect("This is too long: 121 characters, and 120 fit")
    await stranger.say("Expert")
    await stranger.expect("organisation")


@pytest.mark.road
async def test_a_field_is_changed_at_the_preview(stranger: User) -> None:
    await _fill_in(stranger)
    await stranger.press("Change")
    await stranger.press("Organisation")
    await stranger.expect("Your organisation or institution?")
    await stranger.say("Ministry of Justice")
    preview = await stranger.expect("Organisation: Ministry of Justice")
    assert "Name: Expert" in preview.text
    await stranger.press("Change")
    await stranger.press("Groups")
    await stranger.press("✓ D · Civil society, including women's and youth groups")
    await stranger.press("Done")
    await stranger.expect(lambda m: "Your request to join" in m.text and "D ·" not in m.text and "A ·" in m.text)


async def test_an_answer_is_corrected_by_editing_the_message(stranger: User) -> None:
    await stranger.say("/register")
    await stranger.press("A · Accountability, legal and judicial issues")
    await stranger.press("Done")
    await stranger.expect("full name")
    name = await stranger.say("Exprt")
    await stranger.expect("organisation")
    await stranger.edit(name, "Expert")
    for question, answer in (("organisation", "Institute"), ("country", "Kazakhstan")):
        await stranger.expect(question, after=0)
        await stranger.say(answer)
    preview = await stranger.expect("Your request to join")
    assert "Name: Expert\n" in preview.text
    await stranger.edit(name, "Expert of the institute")
    await stranger.expect("Name: Expert of the institute")


async def test_another_form_does_not_lose_the_first(stranger: User) -> None:
    await _fill_in(stranger)
    await stranger.say("/profile")
    await stranger.press("Time zone")
    await stranger.expect("You have not finished something else")
    await stranger.press("Go on with it")
    await stranger.expect(lambda m: "Your request to join" in m.text and "Institute" in m.text)


async def test_buttons_of_an_earlier_form_no_longer_work(stranger: User) -> None:
    await _fill_in(stranger)
    old = await stranger.last()
    await stranger.press("Cancel")
    await stranger.expect("Cancelled.")
    await stranger.say("/register")
    await stranger.expect("Which groups")
    answer = await stranger.press(data=old.buttons[0][0].data, message=old, forge=True)
    assert answer.text == "This button no longer works. Nothing was changed."


async def test_cancel_leads_out_of_any_form(stranger: User) -> None:
    await stranger.say("/register")
    await stranger.expect("Which groups")
    await stranger.say("/cancel")
    await stranger.expect("Cancelled.")
    await stranger.say("/cancel")
    await stranger.expect("There is nothing to cancel.")


async def test_a_chosen_language_is_spoken_from_then_on(world: World) -> None:
    user = await world.sandbox.person("Stranger", language_code="ru")
    await user.say("/start")
    await user.press("Русский")
    await user.say("/help")
    await user.expect("Что здесь можно сделать")
    await user.say("/profile")
    await user.press("Язык")
    await user.press("English")
    await user.expect("My profile")


async def test_typed_markup_is_text(world: World) -> None:
    expert = await world.member("Expert, Tajikistan, group A", ["A"])
    await expert.say("/profile")
    await expert.press("Name")
    await expert.say("<b>A</b> & {name} _x_")
    shown = await expert.expect("Name: <b>A")
    assert "Name: <b>A</b> & {name} _x_" in shown.text
