"""The Executive Committee adopts the very text that a group has adopted, returns it with comments, or declines it: it never
changes it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from council.errors import TextOfAnother, Unchanged
from council.people import Role
from council.recommendations import Recommendation, Stage, Step
from council.records import Edition
from council.rounds import Round, Text
from council.rules import Choice, Outcome, Terms
from handlers.common.texts import Catalogs
from handlers.recommendations import actions
from handlers.records.views.page import picture
from handlers.rounds.actions import amending, closing, opening, voting
from storage import recommendations, records
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import TEXT, GroupB, card, found, group_b, opened

OTHER = "Children return to school within sixty days of arrival."


@dataclass
class Second:
    """Group B, whose recommendation lies before the Committee; the Committee's chair and two of its members."""

    b: GroupB
    chair: Someone
    members: tuple[Someone, Someone]
    own: Round

    @property
    def recommendation(self) -> int:
        return self.own.recommendation

    async def asked(self) -> Round:
        """The Committee's round, as it is opened now."""
        until = self.chair.council.now + timedelta(days=2)
        return await self.chair.does(opening.ask_about, self.recommendation, Terms(), None, until)

    async def now(self) -> Recommendation:
        async with self.chair.council.store.read() as tx:
            return (await recommendations.many(tx, [self.recommendation]))[self.recommendation]

    async def steps(self, who: Someone) -> set[str]:
        """What the buttons on the recommendation's page offer."""
        await who.press(data=f"o:recommendation:{self.recommendation}")
        return set((await who.sees(self.own.number)).labels)


@pytest.fixture
async def second(at_work: CouncilAtWork) -> Second:
    b = await group_b(at_work)
    committee = [at_work.council.committee]
    chair = await at_work.seated("Chair of the Committee", committee, Role.CHAIR)
    members = [await at_work.seated(f"Member {n} of the Committee", committee) for n in (1, 2)]
    own = await opened(b.chair, timedelta(days=1))
    for who in (b.chair, b.first, b.second):
        await who.does(voting.cast, own.id, Choice.SUPPORT)
    await at_work.wait(days=1, hours=1)
    await b.chair.does(actions.forward, own.recommendation)
    return Second(b, chair, (members[0], members[1]), await found(at_work, own))


async def test_nobody_changes_the_text_in_the_second_place(second: Second, secretary: Someone) -> None:
    round_ = await second.asked()
    for who in (second.chair, secretary):
        with pytest.raises(TextOfAnother):
            await who.does(amending.amend, round_.id, Text(OTHER), "")
        refused = await who.press(data=f"va:{round_.id}")
        assert "does not change a group's text" in refused.text
    await second.chair.press(data=f"vs:{round_.id}")
    assert "New version" not in (await second.chair.sees("if it closed now")).labels
    for who in (second.chair, *second.members):
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    await second.chair.council.wait(days=3)
    ended = await found(second.chair.council, round_)
    assert (ended.outcome, ended.version, ended.hash) == (Outcome.ADOPTED, second.own.version, second.own.hash)
    assert (await second.now()).stage is Stage.ADOPTED


async def test_withdrawn_there_it_can_be_forwarded_again(second: Second) -> None:
    at_work = second.chair.council
    for _ in range(2):
        round_ = await second.asked()
        await second.chair.does(closing.withdraw, round_.id)
        told = await second.b.chair.sees("has withdrawn its round", ever=True)
        assert "can be forwarded again" in told.text
        assert (await second.now()).stage is Stage.OUTCOME
        assert "Forward to the Executive Committee" in await second.steps(second.b.chair)
        result = await second.b.chair.sees("adopted by full consensus", ever=True)
        assert "Forward to the Executive Committee" in result.labels, "also from the result itself"
        await at_work.wait(hours=1)
        await second.b.chair.does(actions.forward, second.recommendation)
        await second.chair.sees("To the Executive Committee", ever=True)
    assert (await second.now()).stage is Stage.FORWARDED


async def test_another_text_is_a_return_with_a_proposed_text(second: Second) -> None:
    with pytest.raises(Unchanged):
        await second.chair.does(actions.decide, second.recommendation, "Too soon", TEXT, back=True)
    await second.chair.press(data=f"wd:{second.recommendation}:{Step.RETURN}")
    await second.chair.say("Thirty days are few")
    await second.chair.sees("Which text do you propose instead?")
    await second.chair.say(OTHER)
    await second.chair.press("Send it")
    about = await second.now()
    assert (about.stage, about.version, about.text) == (Stage.RETURNED, 1, TEXT)
    told = await second.b.chair.sees("returned by the Executive Committee", ever=True)
    assert "Another text is proposed" in told.text
    await second.b.chair.press("The proposed text", on=told)
    shown = await second.b.chair.sees(OTHER)
    await second.b.chair.press("Use it as the new version", on=shown)
    await second.b.chair.press("Skip", on=await second.b.chair.sees("What is the link"))
    await second.b.chair.press("Save the new version", on=await second.b.chair.sees("what changes"))
    about = await second.now()
    assert (about.version, about.text) == (2, OTHER)
    again = await second.b.chair.press("Use it as the new version", on=shown)
    assert again.text, "it is one of an earlier version now"


async def test_what_the_committee_decides_is_told_as_its_own(second: Second) -> None:
    at_work, number = second.chair.council, second.own.number
    round_ = await second.asked()
    line = "This is the Executive Committee's round. Group B has adopted this text."
    assert line in (await card(second.members[0], round_)).text
    for who in (second.chair, *second.members):
        await who.does(voting.cast, round_.id, Choice.OBJECT, "Too soon")
    await second.chair.press(data=f"vs:{round_.id}")
    assert line in (await second.chair.sees("if it closed now")).text
    await at_work.wait(days=3)
    told = f"{number}, Executive Committee: not adopted"
    for wanted in (lambda m: told in m.text and not m.edits, lambda m: told in m.text and m.edits):
        assert line in (await second.members[0].sees(wanted, ever=True)).text, "the result, and the card"
    assert f"{number}: Executive Committee: not adopted" in (await second.members[0].sees("Record 2", ever=True)).text
    async with at_work.store.read() as tx:
        kept = await records.of_round(tx, round_.id)
        own = await records.of_round(tx, second.own.id)
    assert kept is not None
    assert own is not None
    t = Catalogs(at_work.council.languages).texts("en")
    drawn, owns = picture(kept, Edition.FULL, "UTC", t), picture(own, Edition.FULL, "UTC", t)
    assert drawn.head == f"{number}: Executive Committee: not adopted"
    assert "Group B had adopted this text." in drawn.notes
    assert (owns.head, "Executive" in str(owns.notes)) == (f"{number}: adopted by full consensus", False)
