"""The network, through the front door, and as somebody would use it who is up to no good."""

import pytest

from sandbox.seen import Message
from sandbox.users import User
from storage import network
from tests.flows.world import World

NAMES = ("Expert Alpha", "Expert Beta", "Expert Gamma")


async def agree(user: User, *fields: str, groups: str = "Do not show them", language: str = "English") -> None:
    """Agree to be found."""
    await user.say("/network")
    await user.press("Agree to be found")
    for field in fields:
        await user.press(field)
    await user.press("Done")
    await user.expect("Which languages")
    await user.press(language)
    await user.press("Done")
    await user.press(groups)
    await user.expect("This is what others will see of you")
    await user.press("I agree to be found")
    await user.expect("You can be found")


async def search(user: User, *, country: str = "Skip", field: str = "Skip", language: str = "Skip") -> Message:
    await user.say("/network")
    await user.press("Search")
    return await answered(user, country, field, language)


async def answered(user: User, *answers: str) -> Message:
    for question, answer in zip(("which country", "which field", "which language"), answers, strict=True):
        await user.expect(question)
        await user.press(answer)
    return await user.expect("found")


async def ask(user: User, note: str = "") -> None:
    """Ask to be introduced to the first whom the search has found."""
    await user.press("Ask to be introduced to 1")
    await user.expect("What would you like to talk about")
    if note:
        await user.say(note)
    else:
        await user.press("Skip")
    await user.expect("They will see this, without your name")
    await user.press("Ask")
    await user.expect("Your request was sent")


async def seen_of(user: User) -> str:
    """Everything that was ever shown to somebody."""
    return "\n".join(message.text for message in await user.inbox())


async def three(world: World) -> list[User]:
    return [await world.member(name, groups) for name, groups in zip(NAMES, (["B"], ["B", "D"], ["A"]), strict=True)]


@pytest.mark.road
async def test_a_name_is_passed_on_when_both_have_said_yes(world: World) -> None:
    alpha, beta, gamma = await three(world)
    await alpha.say("/network")
    home = await alpha.expect("You are not in it: nobody can find you.")
    assert "0 other members" in home.text
    assert "Search" not in [button.text for row in home.buttons for button in row]

    await agree(alpha, "Education", groups="Show them")
    await agree(beta, "Education", "Health", language="Russian")
    found = await search(alpha, country="Kazakhstan", field="Education")
    assert "1 member found" in found.text
    assert "Kazakhstan: Education, Health" in found.text
    assert "Speaks: Russian" in found.text
    assert "group" not in found.text, "groups are shown only by those who agreed to that"
    assert "group B" in (await search(beta, field="Education")).text
    assert "Nobody found" in (await search(alpha, field="Religious affairs")).text

    await search(alpha)
    await ask(alpha, "Schools & families")
    card = await beta.expect("Somebody would like to be introduced to you")
    assert "Schools & families" in card.text
    for user, others in ((alpha, NAMES[1:]), (beta, (NAMES[0], NAMES[2])), (gamma, NAMES[:2])):
        said = await seen_of(user)
        assert not [name for name in others if name in said], "nobody's name before both have said yes"

    await beta.press("Yes, introduce us")
    to_alpha = await alpha.expect("You are introduced")
    to_beta = await beta.expect("You are introduced")
    assert NAMES[1] in to_alpha.text
    assert NAMES[0] in to_beta.text
    assert not [name for name in NAMES[:2] if name in await seen_of(gamma)]
    await beta.expect("You agreed")


async def test_no_and_second_thoughts(world: World) -> None:
    alpha, beta, _ = await three(world)
    await agree(alpha, "Education")
    await agree(beta, "Education")
    await search(alpha)
    await ask(alpha)
    await beta.expect("Somebody would like")
    await beta.press("No")
    await alpha.expect("No introduction this time")
    await search(alpha)
    await alpha.press("Ask to be introduced to 1")
    await alpha.press("Skip")
    await alpha.press("Ask")
    await alpha.expect("You have asked this person already")
    await alpha.say("/cancel")
    await search(beta)
    await ask(beta)
    card = await alpha.expect("Somebody would like")
    await beta.say("/network")
    await beta.expect("1 request of yours waits")
    await beta.press("Take request 1 back")
    await beta.expect("Taken back")
    await alpha.expect("This request is no longer open.")
    answer = await alpha.press(data=press_of(card, "Yes"), message=card, forge=True)
    assert "no longer works" in answer.text
    said = await seen_of(alpha) + await seen_of(beta)
    assert "You are introduced" not in said


def press_of(message: Message, begins: str) -> str:
    return next(button.data for row in message.buttons for button in row if button.data and button.text.startswith(begins))


async def test_whoever_leaves_is_gone_at_once_and_forged_presses_get_nowhere(world: World) -> None:
    alpha, beta, gamma = await three(world)
    await agree(alpha, "Education")
    await agree(beta, "Education")
    found = await search(alpha)
    entry = press_of(found, "Ask to be introduced")
    # Gamma is not in it: whoever looks without being found cannot ask.
    await search(gamma)
    answer = await gamma.press("Ask to be introduced to 1")
    assert "once they can find you as well" in answer.text
    await ask_with(alpha, found, entry)
    card = await beta.expect("Somebody would like")
    yes = press_of(card, "Yes")
    for user in (alpha, gamma):  # who asks cannot agree for the other, nor can a third
        last = await user.last()
        answer = await user.press(data=yes, message=last, forge=True)
        assert "You will both" not in answer.text
    for data in ("ni:99", "na:99:1", "nt:1", "nw:none", f"ni:{10**20}"):
        answer = await gamma.press(data=data, message=await gamma.last(), forge=True)
        assert answer.text

    await alpha.say("/network")
    await alpha.press("Leave the network")
    await alpha.expect("You have left the network")
    await beta.expect("This request is no longer open.")
    answer = await beta.press(data=yes, message=card, forge=True)
    assert "no longer works" in answer.text
    assert "Nobody found" in (await search_none(beta)).text
    answer = await beta.press(data=entry.replace("ni:2", "ni:1"), message=await beta.last(), forge=True)
    assert answer.text == (await beta.press(data="ni:99", message=await beta.last(), forge=True)).text, "as if never there"
    for user, others in ((alpha, NAMES[1:]), (beta, (NAMES[0], NAMES[2])), (gamma, NAMES[:2])):
        said = await seen_of(user)
        assert not [name for name in others if name in said]
    async with world.app.store.read() as tx:
        assert len(await network.entries(tx, await world.sandbox.now())) == 1


async def ask_with(user: User, message: Message, data: str) -> None:
    await user.press(data=data, message=message, forge=True)
    await user.expect("What would you like to talk about")
    await user.press("Skip")
    await user.expect("They will see this")
    await user.press("Ask")
    await user.expect("Your request was sent")


async def search_none(user: User) -> Message:
    """With nobody else there is nothing to press: the form is opened all the same."""
    await user.press(data="nw:search", message=await user.last(), forge=True)
    return await answered(user, "Skip", "Skip", "Skip")
