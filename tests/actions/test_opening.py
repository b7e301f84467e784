"""Rounds are opened by those who may, and withdrawn; everyone who was shown one is told."""

from datetime import timedelta

import pytest

from council.errors import Forbidden, NoElectorate
from council.openness import Openness
from council.people import Role
from council.rounds import Round, RoundState
from council.rules import Rule, Terms
from handlers.roster.actions import roles
from handlers.rounds.actions import opening
from storage import rounds
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import card, draft, group_b, opened


async def test_withdrawing_tells_everyone(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair)
    for user in (b.chair, b.first, b.second, b.observer, secretary):
        await card(user, round_)
    await b.chair.press("Withdraw the round")
    assert "goes back to comments" in (await b.chair.sees("Withdraw the round on")).text
    await b.chair.press("Leave it as it is")
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
    await b.first.press("Recommendation page", on=await b.first.sees("the round is withdrawn", ever=True))
    assert "Add a comment" in (await b.first.sees(": in consultation")).labels
    await b.chair.say("/recommendations")
    await b.chair.press(round_.number)
    await b.chair.sees(f"{round_.number}: in consultation")
    await b.chair.press("Withdraw the recommendation")  # that is another deed, and final
    await b.chair.sees("This cannot be undone")
    await b.chair.press("Leave it as it is")
    await b.chair.sees(f"{round_.number}: in consultation")
    await b.chair.press("Open a round")
    await b.chair.sees("How is it decided?")


async def test_a_deadline_that_passed_while_the_preview_stood(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    await b.chair.say("/recommend")
    await b.chair.sees("What is its title")
    for answer, question in (
        ("T", "Send the text"),
        ("Text", "A link"),
        ("example.org", "How is it decided"),
        ("As usual: full consensus", "Until when"),
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
    question = await chair_of_d.sees("What is its title")
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
    await secretary.sees("What is its title")


async def test_a_group_without_members_is_not_asked(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/recommend")
    await secretary.press("C · Countering terrorist narratives")
    for asked, answer in (("What is its title", "T"), ("Send the text", "Text")):
        await secretary.sees(asked)
        await secretary.say(answer)
    await secretary.sees("A link")
    await secretary.press("Skip")
    await secretary.press("As usual: full consensus")
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


async def rounds_of(at_work: CouncilAtWork) -> list[Round]:
    async with at_work.store.read() as tx:
        return [rounds.as_round(row) for row in await tx.rows(rounds.ROUNDS)]


async def chosen(who: Someone, *settings: str) -> None:
    """A round whose terms are chosen on one screen, up to these settings."""
    await who.say("/recommend")
    for answer in ("Title", "Text", "example.org", "Choose rule and openness"):
        await who.say(answer)
    for setting in settings:
        await who.press(setting)


async def test_terms_are_chosen_on_one_screen(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    await chosen(b.chair)
    asked = await b.chair.sees("A press below changes a setting.")
    for setting in ("Confidential", "Quorum 75 %", "Unanimity"):
        await b.chair.press(setting)
    now = await b.chair.sees("Unanimity: ")
    assert now.id == asked.id
    assert {"✓ Unanimity", "✓ Confidential", "✓ Quorum 75 %", "Full consensus"} <= set(now.labels)
    assert not [label for label in now.labels if "Support" in label], "under this rule no floor counts"
    await b.chair.press("Continue")
    await b.chair.sees("Settings: Unanimity, Confidential, Quorum 75 %")
    await b.chair.say("1 December 18:00")
    await b.chair.press("Open the round", on=await b.chair.sees("3 people are asked"))
    [round_] = await rounds_of(at_work)
    assert round_.terms == Terms(Rule.UNANIMITY, 75, at_work.council.floor, Openness.CONFIDENTIAL)


async def test_the_settings_are_said_by_their_own_names(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    await chosen(b.chair, "Quorum 75 %", "Support 66 %", "Continue")
    await b.chair.sees("Settings: Full consensus, Named, Quorum 75 %, Support 66 %")


async def test_what_is_not_on_the_screen_is_changed_at_the_preview(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    await chosen(b.chair, "Quorum 50 %", "Continue")
    await b.chair.say("1 December 18:00")
    for name, answer in (("Quorum", "60"), ("Opening", "29 November 10:00"), ("Settings", "Confidential")):
        await b.chair.press("Change", on=await b.chair.sees("3 people are asked"))
        await b.chair.press(name)
        await b.chair.say(answer)
    await b.chair.press("Continue")
    await b.chair.press("Plan the round", on=await b.chair.sees("3 people are asked"))
    [round_] = await rounds_of(at_work)
    assert (round_.terms.quorum, round_.terms.openness, round_.state) == (60, Openness.CONFIDENTIAL, RoundState.PLANNED)


async def test_fewer_may_object_than_are_asked(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    await chosen(b.chair, "Consensus minus N")
    asked = await b.chair.sees("A press below changes a setting.")
    assert {"✓ 1 may object", "2 may object"} <= set(asked.labels)
    assert "3 may object" not in asked.labels
    for setting in ("2 may object", "Continue"):
        await b.chair.press(setting)
    await b.chair.say("1 December 18:00")
    assert "objections alone cannot stop it" in (await b.chair.sees("3 people are asked")).text
    await b.chair.press("Change")
    await b.chair.press("How many may object")
    await b.chair.say("3")
    await b.chair.sees("A whole number from 1 to 2")
    await b.chair.say("1")
    assert "objections alone cannot stop it" in (await b.chair.sees("3 people are asked")).text
    await b.chair.press("Change")
    await b.chair.press("Minimum support")
    await b.chair.say("33")
    assert "objections alone cannot stop it" not in (await b.chair.sees("3 people are asked")).text


@pytest.mark.parametrize("more", [0, 2])
async def test_too_few_for_a_detached_round_is_said_where_it_is_chosen(at_work: CouncilAtWork, more: int) -> None:
    b = await group_b(at_work)
    for n in range(more):
        await at_work.seated(f"Another {n}, group B")
    await chosen(b.chair)
    asked = await b.chair.sees("A press below changes a setting.")
    assert ("Detached" in asked.labels) is (more == 2)
    assert ("fewer than 5" in asked.text) is (more == 0)
    await b.chair.say("Detached")
    await b.chair.sees("Detached. " if more else "Please choose with the buttons below.")


async def test_a_rule_that_does_not_go_with_detached_is_said_where_it_is_chosen(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    for n in range(2):
        await at_work.seated(f"Another {n}, group B")
    await chosen(b.chair, "Detached", "Rough consensus")
    asked = await b.chair.sees("Rough consensus: ")
    assert "who objects" in asked.text
    assert "Continue" not in asked.labels
    await b.chair.press("Named")
    assert "Continue" in (await b.chair.sees("Rough consensus: ")).labels


async def test_a_round_that_cannot_be_is_said_at_the_preview(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    others = [await at_work.seated(f"Another {n}, group B") for n in range(2)]
    await chosen(b.chair, "Detached", "Continue")
    await b.chair.say("1 December 18:00")
    assert "fewer than 5" not in (await b.chair.sees("5 people are asked")).text
    await secretary.does(roles.suspend, (await others[0].known()).id, "B")
    await b.chair.press("Change")
    await b.chair.press("Back")
    assert "fewer than 5" in (await b.chair.sees("4 people are asked")).text
