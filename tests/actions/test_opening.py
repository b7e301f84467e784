"""Rounds are opened by those who may, and withdrawn; everyone who was shown one is told."""

from datetime import timedelta

import pytest

from council.errors import Forbidden, NoElectorate
from council.people import Role
from handlers.rounds.actions import opening
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import card, draft, group_b, opened


async def test_withdrawing_tells_everyone(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair)
    for user in (b.chair, b.first, b.second, b.observer, secretary):
        await card(user, round_)
    await b.chair.press("Withdraw the round")
    assert "goes back to comments" in (await b.chair.sees("Withdraw the round on")).text
    await b.chair.press("Leave it open")
    await b.chair.sees("stays open")
    await b.chair.press("Withdraw the round")
    await b.chair.sees("Withdraw the round on")
    await b.chair.press("Withdraw the round")
    told = f"{round_.number}: the round is withdrawn"
    for user in (b.first, b.second, b.observer, secretary):
        await user.sees(lambda m: told in m.text and not m.edits, ever=True)
        redrawn = await user.sees(lambda m: told in m.text and m.edits > 0, ever=True)
        assert "Support" not in redrawn.labels
    late = await b.first.press(data=f"v:{round_.id}:1:support")
    assert "closed" in late.text
    again = await b.chair.press(data=f"vx:{round_.id}:1")
    assert "closed" in again.text
    # What it was about has kept its number: it is up for comments, and another round can be opened on it.
    await b.first.press("Its page", on=await b.first.sees("the round is withdrawn", ever=True))
    assert "Comment" in (await b.first.sees(": in consultation")).labels
    await b.chair.say("/recommendations")
    await b.chair.press(round_.number)
    await b.chair.sees(f"{round_.number}: in consultation")
    await b.chair.press("Withdraw it")  # that is another deed, and final
    await b.chair.sees("This cannot be taken back")
    await b.chair.press("Leave it as it is")
    await b.chair.sees(f"{round_.number}: in consultation")
    await b.chair.press("Open a round")
    await b.chair.sees("How is it decided?")


async def test_a_deadline_that_passed_while_the_preview_stood(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    await b.chair.say("/recommend")
    await b.chair.sees("Its title")
    for answer, question in (
        ("T", "The text"),
        ("Text", "A link"),
        ("example.org", "How is it decided"),
        ("As usual: Full consensus", "Until when"),
    ):
        await b.chair.say(answer)
        await b.chair.sees(question)
    await b.chair.say("tomorrow 12:00")
    await b.chair.sees("3 people are asked")
    await at_work.wait(days=2)
    await b.chair.press("Open the round")
    await b.chair.sees("That time has passed")
    await b.chair.press("Change")
    await b.chair.press("Deadline")
    await b.chair.sees("Until when")


async def test_a_chair_opens_in_their_own_group_only(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    await b.observer.say("/recommend")
    await b.observer.sees("Only the secretariat")
    chair_of_d = await at_work.seated("Chair, group D", ["D"], Role.CHAIR)
    with pytest.raises(Forbidden):
        await opened(chair_of_d)
    await chair_of_d.say("/recommend")
    question = await chair_of_d.sees("Its title")
    assert "(1 of 5)" in question.text  # the group is not asked
    chair_of_two = await at_work.seated("Chair, groups A and D", ["A", "D"], Role.CHAIR)
    await chair_of_two.say("/recommend")
    offered = await chair_of_two.sees("Which group is asked?")
    assert [row[0].text[0] for row in offered.buttons[:-1]] == ["A", "D"]
    data = (offered.buttons[0][0].data or "")[:-1] + "B"
    await chair_of_two.press(data=data, on=offered)
    await chair_of_two.sees("no longer works")
    await secretary.say("/recommend")
    await secretary.press("A · Accountability, legal and judicial issues")
    await secretary.sees("Its title")


async def test_a_group_without_members_is_not_asked(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/recommend")
    await secretary.press("C · Countering terrorist narratives")
    for asked, answer in (("Its title", "T"), ("The text that", "Text")):
        await secretary.sees(asked)
        await secretary.say(answer)
    await secretary.sees("A link")
    await secretary.press("Skip")
    await secretary.press("As usual: Full consensus")
    question = await secretary.sees("Until when")
    await secretary.press(question.buttons[0][0].text)
    await secretary.sees("Nobody in this group can take a position")
    await secretary.press("Open the round")
    await secretary.sees("The round was not opened")
    await secretary.press("Change")
    await secretary.press("Group")
    await secretary.sees("Which group is asked?")
    with pytest.raises(NoElectorate):
        await secretary.does(opening.open_round, draft(at_work, timedelta(days=3), group="C"))


async def chosen(who: Someone, *answers: str) -> None:
    """A round whose terms are chosen, up to where these answers lead."""
    await who.say("/recommend")
    for answer in ("Title", "Text", "example.org", "Choose rule and openness", *answers):
        if answer == "At once":
            await who.press(answer)
        else:
            await who.say(answer)


async def test_fewer_may_object_than_are_asked(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    await chosen(b.chair, "Consensus minus N")
    asked = await b.chair.sees("How many may object")
    assert {"1", "2"} <= set(asked.labels)
    assert "3" not in asked.labels
    await b.chair.say("3")
    await b.chair.sees("A whole number from 1 to 2")
    for answer in ("2", "Named", "66", "50"):
        await b.chair.say(answer)
    await b.chair.press("At once")
    await b.chair.say("1 December 18:00")
    assert "objections alone stop nothing" in (await b.chair.sees("3 people are asked")).text
    await b.chair.press("Change")
    await b.chair.press("How many may object")
    await b.chair.say("1")
    assert "objections alone stop nothing" in (await b.chair.sees("3 people are asked")).text
    await b.chair.press("Change")
    await b.chair.press("Least support")
    await b.chair.say("33")
    assert "objections alone stop nothing" not in (await b.chair.sees("3 people are asked")).text


@pytest.mark.parametrize("more", [0, 2])
async def test_too_few_for_a_detached_round_is_said_where_it_is_chosen(at_work: CouncilAtWork, more: int) -> None:
    b = await group_b(at_work)
    for n in range(more):
        await at_work.seated(f"Another {n}, group B")
    await chosen(b.chair, "Full consensus")
    asked = await b.chair.sees("Who sees what?")
    assert ("Detached" in asked.labels) is (more == 2)
    assert ("fewer than 5" in asked.text) is (more == 0)
    await b.chair.say("Detached")
    await b.chair.sees("The quorum" if more else "fewer than 5")


async def test_a_round_that_cannot_be_is_said_at_the_preview(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    for n in range(2):
        await at_work.seated(f"Another {n}, group B")
    await chosen(b.chair, "Full consensus", "Detached", "66", "50", "At once", "1 December 18:00")
    await b.chair.sees("5 people are asked")
    await b.chair.press("Change")
    await b.chair.press("Rule")
    await b.chair.press("Rough consensus")
    assert "who objects" in (await b.chair.sees("5 people are asked")).text
