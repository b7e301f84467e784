"""After a round has closed, through the front door: an interest that was declared, a minority opinion, and asking again."""

from datetime import timedelta

import pytest

from council.records import ChangeKind
from storage import records
from storage.verification import verify_all
from tests.flows.recommendations import after_the_deadline, card, group_b, open_round
from tests.flows.world import World

OPINION = "The costs fall on the districts"


@pytest.mark.road
async def test_from_an_interest_to_a_sealed_opinion_and_a_new_discussion(world: World) -> None:
    b = await group_b(world)
    round_ = await open_round(world, b.chair)
    await b.second.press("Declare an interest", message=await card(b.second, round_))
    await b.second.expect("What is the interest?")
    await b.second.say("I advise the ministry")
    await b.second.expect("You take no part in the round")
    await b.chair.press("Support", message=await card(b.chair, round_))
    await b.first.press("With reservations", message=await card(b.first, round_))
    await b.first.expect("what is your reservation")
    await b.first.say("Too fast")
    await b.first.expect("Recorded: with reservations")
    await after_the_deadline(world, round_)

    await b.first.press("Hand in a minority opinion", message=await b.first.expect("You can hand in a minority opinion", after=0))
    await b.first.expect("Write your opinion on")
    await b.first.say(OPINION)
    await b.first.press("Hand it in", message=await b.first.expect("Your minority opinion on"))
    await b.first.expect("your opinion is handed in")
    await world.sandbox.advance_to(round_.deadline + timedelta(days=7, minutes=2))
    async with world.app.store.read() as tx:
        kept = await records.of_round(tx, round_.id)
        assert (await verify_all(tx, ())).holds
    assert kept is not None
    assert kept.sealed is not None
    assert [change.kind for change in kept.record.changes] == [ChangeKind.RECUSED]
    assert kept.record.counts.electorate == 2

    await b.second.say("/records")
    await b.second.press(f"1. {round_.number}", message=await b.second.expect("Register of recommendations"))
    await b.second.press("Minority opinions (1)", message=await b.second.expect("Record 1"))
    assert OPINION in (await b.second.expect("minority opinion of Expert, Kazakhstan, group B")).text

    await b.second.say("/recommendations")
    await b.second.expect(round_.number)
    page = await b.second.press(data=f"o:recommendation:{round_.recommendation}", message=await b.second.last(), forge=True)
    assert page is not None
    await b.second.press("Ask to take it up again", message=await b.second.expect(f"{round_.number}: adopted"))
    await b.second.expect("What is new about")
    await b.second.say("New figures of the winter")
    await b.second.press("Send it", message=await b.second.expect("will be told"))
    await b.chair.press("Take it up", message=await b.chair.expect("to be taken up again?", after=0))
    await b.chair.press("Take it up", message=await b.chair.expect("will be told"))
    assert "New figures of the winter" in (await b.observer.expect("taken up again", after=0)).text
