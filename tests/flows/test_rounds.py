"""A recommendation's road, through the front door: proposed, asked, answered, closed."""

import asyncio
from datetime import timedelta

import pytest

from council.people import OPERATOR, Role
from council.rounds import Round
from council.rules import Choice
from handlers.reactions import unit_of_work
from handlers.roster.actions import roles
from handlers.rounds.actions import leading, voting
from sandbox.client import User
from storage import electorates, members, positions as positions_kept, rounds as rounds_store
from tests.flows.recommendations import after_the_deadline, card, group_b, open_round, work_of
from tests.flows.world import World
from tests.waiting import until


async def positions(world: World, round_: Round) -> dict[str, Choice | None]:
    """By name, of those who still count."""
    async with world.app.store.read() as tx:
        fresh = await rounds_store.find(tx, round_.id)
        assert fresh is not None
        electors = await electorates.electorate(tx, fresh, await world.sandbox.now())
    return {e.person.name: e.position.choice if e.position else None for e in electors if e.counts}


async def _hangs(world: World, user: User) -> bool:
    return any(call.fault == "hang" for call in await world.sandbox.log(method="editMessageText", chat=user.id))


@pytest.mark.road
async def test_adopted_by_full_consensus(world: World) -> None:
    b = await group_b(world)
    round_ = await open_round(world, b.chair)
    assert round_.number == f"B-{round_.opened_at.year}-01"

    asked = await card(b.first, round_)
    assert "adopted if nobody objects, 2 of 3 answer and 2 support" in asked.text
    assert "You: no position yet" in asked.text
    assert (await b.first.press("Support")).text == "Recorded: support"
    assert "You: support" in (await b.first.expect("You: support")).text
    assert [button.text for button in (await card(b.first, round_)).buttons[0]] == ["✓ Support", "With reservations"]

    await card(b.second, round_)
    assert (await b.second.press("With reservations")).text.startswith("Not recorded yet")
    await b.second.expect("what is your reservation?")
    assert (await positions(world, round_))["Expert, Uzbekistan, group B"] is None
    await b.second.say("Thirty days are few where there is no bus.")
    await b.second.expect("Recorded: with reservations")
    assert "Your reason: Thirty days" in (await b.second.expect("You: with reservations", after=0)).text

    sheet = await b.chair.expect("Support 1 · with reservations 1", after=0)
    assert "Adopted by full consensus" in sheet.text
    assert "Silent: Chair, group B" in sheet.text
    assert "no bus" in sheet.text

    await after_the_deadline(world, round_)
    for reader in (b.chair, b.first, b.second, b.observer, world.secretary):
        result = await reader.expect(f"{round_.number}: adopted by full consensus\n", after=0)
        assert "Rule: adopted" in result.text
        assert "2 of 3 answered (quorum 2): 1 support, 1 with reservations, 0 stand aside, 0 object" in result.text
        assert "(Tashkent)" in result.text
    closed = await b.first.expect(lambda m: "Closed" in m.text and m.edits > 0, after=0)
    assert [button.text for row in closed.buttons for button in row] == ["Names and positions", "Reasons (1)", "Read all"]
    await b.second.press("Names and positions")
    assert "· Expert, Uzbekistan, group B" in (await b.second.expect("names and positions")).text
    await b.second.press("Reasons (1)")
    assert "Thirty days are few" in (await b.second.expect(": reasons")).text
    result = await b.observer.expect("adopted by full consensus\n", after=0)  # observers are told the outcome, and no names
    assert not result.buttons
    refused = await b.observer.press(data=f"vn:{round_.id}", message=result, forge=True)
    assert "no right to this" in refused.text


async def test_a_mind_can_be_changed_until_the_deadline(world: World) -> None:
    b = await group_b(world)
    round_ = await open_round(world, b.chair)
    mine = "Expert, Kazakhstan, group B"
    await card(b.first, round_)
    await b.first.press("Object")
    await b.first.expect("what harm would this text do?")
    await b.first.say("It promises what the schools cannot keep.")
    await b.first.expect("Which wording would remove")
    assert (await positions(world, round_))[mine] is None
    await b.first.say("“as far as places allow”")
    await b.first.expect("Recorded: object")
    assert (await positions(world, round_))[mine] is Choice.OBJECT
    assert (await b.first.press("✓ Object")).text.startswith("Already recorded: object")
    sheet = await b.chair.expect("1 objection stands", after=0)
    assert "No decision" in sheet.text
    assert "short by 1 answer: 1 of the 2" in sheet.text

    # The card is being redrawn, and Telegram has not answered that yet: the press counts, and its card shows it.
    await world.sandbox.fault("hang", method="editMessageText", chat=b.first.id, seconds=1)
    async with world.app.store.begin() as tx:
        later = round_.deadline + timedelta(days=1)
        round_ = await leading.extend(await work_of(world, tx, b.chair), round_.id, later, "The holidays")
    await until(lambda: _hangs(world, b.first), "a redraw that is not answered")
    await b.first.press("Support", message=await card(b.first, round_))
    assert "Your reason" not in (await b.first.expect("You: support")).text
    await b.chair.expect("Support 1 · with reservations 0 · aside 0 · object 0", after=0)
    async with world.app.store.read() as tx:
        taken = await positions_kept.history(tx, round_.id)
        [now] = [e for e in await electorates.electorate(tx, round_, round_.opened_at) if e.position]
    assert [(p.choice, p.remedy) for p in taken] == [(Choice.OBJECT, "“as far as places allow”"), (Choice.SUPPORT, "")]
    assert now.position is not None
    assert now.position.reason == ""

    # Whoever changes their mind while the reason is asked has not objected with what they say next.
    await b.first.press("Object")
    await b.first.expect("what harm")
    await b.first.press("✓ Support")
    await b.first.say("good morning")
    await b.first.expect("I did not understand this")
    assert (await positions(world, round_))[mine] is Choice.SUPPORT

    pressed = await card(b.first, round_)
    await after_the_deadline(world, round_)
    await b.first.expect(f"{round_.number}: no decision\n", after=0)
    late = await b.first.press(data=f"v:{round_.id}:1:aside", message=pressed, forge=True)
    assert late.alert
    assert "This round is closed" in late.text
    assert (await positions(world, round_))[mine] is Choice.SUPPORT


async def test_a_reason_and_another_form(world: World) -> None:
    b = await group_b(world)
    round_ = await open_round(world, b.chair)
    await card(b.first, round_)
    await b.first.press("With reservations")
    await b.first.expect("what is your reservation?")
    await b.first.say("x" * 1001)
    await b.first.expect("too long: 1001")
    await b.first.press("Object")
    await b.first.expect("what harm")
    await b.first.press("Cancel")
    assert (await positions(world, round_))["Expert, Kazakhstan, group B"] is None

    await card(b.chair, round_)
    await b.chair.say("/recommend")
    await b.chair.expect("What is its title")
    await b.chair.say("Half a recommendation")
    await b.chair.expect("Send the text")
    answer = await b.chair.press(data=f"v:{round_.id}:1:object", message=await card(b.chair, round_))
    assert "first finish or cancel what you have begun" in answer.text
    await b.chair.expect("You have not finished")
    await b.chair.press("Go on with it")
    await b.chair.expect("Send the text")


async def test_quorum_missing_is_no_decision(world: World) -> None:
    b = await group_b(world)
    round_ = await open_round(world, b.chair)
    await card(b.first, round_)
    await b.first.press("Support")
    await after_the_deadline(world, round_)
    result = await b.second.expect(f"{round_.number}: no decision\n", after=0)
    assert "short by 1 answer: 1 of the 2 needed" in result.text
    assert "rejected" not in result.text


async def test_an_objection_blocks(world: World) -> None:
    b = await group_b(world)
    round_ = await open_round(world, b.chair)
    for user in (b.first, b.chair):
        await card(user, round_)
        await user.press("Support")
    await card(b.second, round_)
    await b.second.press("Object")
    await b.second.expect("what harm")
    await b.second.say("<b>Harm</b> & more")
    await b.second.press("I do not know yet")
    await b.second.expect("Recorded: object")
    await after_the_deadline(world, round_)
    result = await b.first.expect(lambda m: "Rule: adopted" in m.text and "Closed" in m.text, after=0)
    assert f"{round_.number}: not adopted" in result.text
    assert "1 objection stands" in result.text
    await b.first.press("Reasons (1)")
    assert "<b>Harm</b> & more" in (await b.first.expect(": reasons")).text


async def test_who_comes_later_reads_along(world: World) -> None:
    b = await group_b(world)
    round_ = await open_round(world, b.chair)
    late = await world.member("Expert, Turkmenistan, group B", ["B"])
    shown = await card(late, round_)
    assert "You can follow this round" in shown.text
    answer = await late.press(data=f"v:{round_.id}:1:support", message=shown, forge=True)
    assert "Positions are taken by those" in answer.text
    assert "Expert, Turkmenistan, group B" not in await positions(world, round_)
    assert len([m for m in await late.inbox() if round_.number in m.text]) == 1
    assert len([m for m in await b.first.inbox() if round_.number in m.text]) == 1


async def test_whose_role_ends_is_struck(world: World) -> None:
    b = await group_b(world)
    round_ = await open_round(world, b.chair)
    for user in (b.first, b.chair):
        await card(user, round_)
        await user.press("Support")
    await card(b.second, round_)
    await b.second.press("Object")
    await b.second.expect("what harm")
    await b.second.say("Harm")
    await b.second.press("I do not know yet")
    await b.second.expect("Recorded: object")
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, b.second.id)
        assert person is not None
        work = unit_of_work(tx, world.council, OPERATOR, await world.sandbox.now())
        await roles.give(work, person.id, "B", Role.OBSERVER, None, None)
        gone = await members.by_telegram(tx, b.observer.id)
        assert gone is not None
        await roles.end(work, gone.id, "B")
    await b.second.expect("Your role in the council", after=0)
    answer = await b.second.press(data=f"v:{round_.id}:1:support", message=await card(b.second, round_), forge=True)
    assert "Positions are taken by those" in answer.text
    await after_the_deadline(world, round_)
    result = await b.first.expect("Rule: adopted", after=0)
    assert f"{round_.number}: adopted" in result.text
    assert "2 of 2 answered" in result.text
    await b.first.press("Names and positions")
    named = await b.first.expect("names and positions")
    assert "No longer counted, as their role ended: Expert, Uzbekistan, group B" in named.text
    await b.second.expect(f"{round_.number}: adopted", after=0)  # who reads along now is told
    assert not [m for m in await b.observer.inbox() if "adopted by" in m.text]  # who has left is not


async def test_two_presses_at_once_are_one_position(world: World) -> None:
    b = await group_b(world)
    round_ = await open_round(world, b.chair)
    shown = await card(b.first, round_)
    answers = await asyncio.gather(*(b.first.press(data=f"v:{round_.id}:1:support", message=shown, forge=True) for _ in range(3)))
    assert sorted(answer.text[:8] for answer in answers) == ["Already ", "Already ", "Recorded"]
    async with world.app.store.read() as tx:
        assert len(await positions_kept.history(tx, round_.id)) == 1
    # A reason goes with the positions that want one, and with no other.
    async with world.app.store.begin() as tx:
        cast = await voting.cast(await work_of(world, tx, b.first), round_.id, Choice.ASIDE, "reason", "remedy")
    assert cast.position is not None
    assert (cast.position.reason, cast.position.remedy) == ("", "")


async def test_a_wrong_deadline_keeps_the_form(world: World) -> None:
    b = await group_b(world)
    await b.chair.say("/recommend")
    await b.chair.expect("(1 of 5)")
    await b.chair.say("Title")
    await b.chair.expect("Send the text")
    await b.chair.say("<b>&")
    await b.chair.expect("A link")
    await b.chair.say("not a link")
    await b.chair.expect("not a link that can be opened")
    await b.chair.say("example.org/text")
    await b.chair.press("As usual: full consensus")
    await b.chair.expect("Until when")
    soon = await world.sandbox.now() + timedelta(hours=5, minutes=4)  # four minutes ahead, in Tashkent
    for typed, told in (
        ("2020-01-01 10:00", "has passed"),
        (f"{soon:%Y-%m-%d %H:%M}", "at least 30 minutes"),
        ("32 December 15:00", "cannot read"),
        ("whenever", "cannot read"),
    ):
        await b.chair.say(typed)
        await b.chair.expect(told)
    await b.chair.say(f"{soon + timedelta(days=3):%Y-%m-%d} 18:00")
    preview = await b.chair.expect("3 people are asked")
    assert "“<b>&”" in preview.text
    assert "2 of 3 answer and 2 support" in preview.text
    await b.chair.press("Open the round")
    shown = await b.first.expect("“<b>&”", after=0)
    assert "https://example.org/text" in [key.url for row in shown.buttons for key in row]
    assert not any(key.text == "Read all" for row in shown.buttons for key in row)  # all of it stands on the card


async def test_the_list_leads_to_each_round(world: World) -> None:
    b = await group_b(world)
    round_ = await open_round(world, b.chair)
    await card(b.first, round_)
    await b.first.say("/home")
    await b.first.expect("Waiting for you: 1 recommendation")
    await b.first.press("Waiting for me (1)")
    assert "Your position is due by " in (await b.first.expect(f"{round_.number}: ")).text
    await b.first.say("/recommendations")
    assert "Waiting for you" in (await b.first.expect("Recommendations")).text
    await b.first.press(f"Answer {round_.number}")
    again = await b.first.expect(lambda m: "You: no position yet" in m.text and not m.edits)
    await b.first.press("Support", message=again)
    await b.first.say("/recommendations")
    assert "Waiting for you" not in (await b.first.expect("Recommendations")).text
    await b.first.say("/waiting")
    await b.first.expect("Nothing waits for you.")

    await world.secretary.say("/recommendations")
    await world.secretary.expect(f"{round_.number}, until ")
    await world.secretary.press(round_.number)
    await world.secretary.expect(f"{round_.number}: voting is open")
    await world.secretary.press("Card, B")
    await world.secretary.expect(f"Recommendation {round_.number}")
    await world.secretary.press("Chair's sheet")
    await world.secretary.expect("if it closed now")
    stranger = await world.sandbox.person("Stranger", language_code="en")
    await stranger.say("/recommendations")
    await stranger.expect("Only the secretariat")

    await after_the_deadline(world, round_)
    await b.first.expect(f"{round_.number}: no decision\n", after=0)
    await b.first.say("/recommendations")
    assert f"{round_.number}, no decision" in (await b.first.expect("Recommendations")).text
    await b.first.press(round_.number)
    await b.first.expect("Group B, version 1: no decision")
    await b.first.press("Record, B, version 1")
    await b.first.expect(f"Record 1: {round_.number}")


async def test_who_was_never_reached_stands_on_the_sheet(world: World) -> None:
    b = await group_b(world)
    await b.second.block()
    round_ = await open_round(world, b.chair)
    sheet = await b.chair.expect("Never reached: 1", after=0)
    assert "Never reached: 1 (Expert, Uzbekistan, group B)" in sheet.text
    assert round_.number in sheet.text
