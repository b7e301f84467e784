"""What becomes of a recommendation, through the front door: set up at its adoption, asked about, answered, seen."""

from datetime import UTC, datetime

import pytest

from bot.delivery import pacer
from council.people import OPERATOR, Role
from handlers.reactions import unit_of_work
from handlers.roster.actions import roles
from sandbox.client import User
from storage import members
from tests.flows.world import World

TEXT = "Children return to school within thirty days of arrival."


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacer, "PRIVATE_SPACING", 0.01)


async def followed(world: World) -> tuple[User, User]:
    """A recommendation was adopted and is followed by the chair; an expert is asked on behalf of Kazakhstan. Both of them."""
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    expert = await world.member("Expert, Kazakhstan, group B", ["B"])
    await chair.say("/recommend")
    for asked, answer in (("What is its title", "Schooling"), ("or as a file", TEXT)):
        await chair.expect(asked)
        await chair.say(answer)
    await chair.expect("A link")
    await chair.press("Skip")
    await chair.expect("How is it decided?")
    await chair.press("As usual: full consensus")
    question = await chair.expect("Until when")
    await chair.press(question.buttons[0][0].text)
    await chair.expect("asked.")
    await chair.press("Open the round")
    await chair.expect("Round opened: ")
    for user in (chair, expert):
        card = await user.expect(lambda m: "Recommendation B-2026-01" in m.text and bool(m.buttons), after=0)
        await user.press("Support", message=card)
    await world.sandbox.advance(days=8)
    await chair.expect("is adopted: how will it be followed up?")
    await chair.press("Set its follow-up")
    await chair.expect("To whom is it addressed?")
    await chair.press("Kazakhstan")
    await chair.press("Done")
    await chair.expect("Who in the council follows it?")
    await chair.press("Chair, group B")
    await chair.expect("What is to be done")
    await chair.say("Draft of an order; Kazakhstan; tomorrow-ish")
    await chair.expect("Line 1: I cannot read")
    await chair.say("Draft of an order; Kazakhstan; 31 March 2027")
    await chair.expect("How will one know")
    await chair.press("Skip")
    await chair.expect("On which day will it be reviewed?")
    await chair.press("Skip")
    await chair.expect("its follow-up")
    await chair.press("Save the follow-up")
    page = await chair.expect("B-2026-01: follow-up, not started")
    await chair.press("Experts", message=page)
    await chair.expect("Nobody yet")
    await chair.press("Ask a member")
    await chair.expect("Which member")
    await chair.press("Expert, Kazakhstan, group B")
    await chair.expect("will be invited")
    await chair.press("Ask them")
    await expert.expect("Will you report on progress on behalf of Kazakhstan?")
    await expert.press("Yes, ask me")
    await expert.expect("You will be asked each quarter")
    return chair, expert


@pytest.mark.road
async def test_from_the_adoption_to_an_answer_with_evidence(world: World) -> None:
    chair, expert = await followed(world)
    await world.sandbox.advance_to(datetime(2027, 1, 2, 6, tzinfo=UTC))
    await expert.expect("What has become of B-2026-01?", after=0)
    await expert.press("Under way")
    card = await expert.expect("Your answer: under way")
    await expert.press("Add a sentence or evidence", message=card)
    await expert.expect("A sentence or two")
    await expert.say("Two regions <take> part")
    await expert.expect("Is there evidence?")
    await expert.attach("decree.pdf", b"decree")
    await expert.expect("Thank you, it is noted.")
    seen = await chair.expect(lambda m: "Two regions <take> part" in m.text and "follow-up" in m.text, after=0)
    await chair.press("File: Kazakhstan", message=seen)
    file = await chair.expect("B-2026-01: evidence")
    assert file.raw["document"]
    await chair.say("/followup")
    await chair.expect("◐ Kazakhstan")


ASKS = "What has become of B-2026-01?"


async def test_two_years_of_questions(world: World) -> None:
    """Each comes once, in its quarter; none to whom it concerns no more, and an earlier one cannot be answered any more."""
    chair, expert = await followed(world)
    for quarter in range(8):
        year, month = 2027 + quarter // 4, quarter % 4 * 3 + 1
        await world.sandbox.advance_to(datetime(year, month, 2, 6, tzinfo=UTC))
        await chair.expect(ASKS)
        if quarter % 2:
            await chair.press("Under way")
            await chair.expect("Your answer: under way")
        if quarter == 5:
            async with world.app.store.begin() as tx:
                person = await members.by_telegram(tx, expert.id)
                assert person is not None
                await roles.end(unit_of_work(tx, world.council, OPERATOR, await world.sandbox.now()), person.id, "B")
        await world.sandbox.advance_to(datetime(year, month + 2, 20, 6, tzinfo=UTC))
    for user, quarters in ((chair, 8), (expert, 6)):
        sent = [
            call.date for call in await world.sandbox.log(method="sendMessage", chat=user.id) if ASKS in str(call.params["text"])
        ]
        assert [f"{day:%Y-%m}" for day in sent] == [f"{2027 + n // 4}-{n % 4 * 3 + 1:02}" for n in range(quarters)]
    waiting = [message for message in await chair.inbox() if ASKS in message.text and message.buttons]
    assert len(waiting) == 1, "earlier ones are spent"
    assert not [message for message in await expert.inbox() if ASKS in message.text and message.buttons]
