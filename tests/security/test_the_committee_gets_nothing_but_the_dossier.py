"""What a group forwards goes without its comments, history and names: the Executive Committee gets the text, the result,
reservations and dissent without names, and nothing else."""

from datetime import date, timedelta

import pytest

from council.chain import GENESIS, Heads
from council.errors import Forbidden
from council.people import Role
from council.recommendations import Proposal, Recommendation, Stage, Step
from council.rounds import Text
from council.rules import Choice, Terms
from handlers.common.texts import Catalogs
from handlers.recommendations import actions, reads
from handlers.recommendations.presses import Part
from handlers.records import actions as record_actions
from handlers.records.views.document import document
from handlers.rounds.actions import amending, opening, voting
from storage import discussed, recommendations, rounds
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import GroupB, group_b

NAMES = ("Chair, group B", "Expert, Kazakhstan", "Expert, Uzbekistan", "Observer, group B")
SAID, NOTE, DOUBT = "What about the buses?", "Shortened by half", "Thirty days are few"
HARM = "The schools are full"


@pytest.fixture
async def committee(at_work: CouncilAtWork) -> Someone:
    return await at_work.seated("Member of the Committee", [at_work.council.committee])


async def forwarded(at_work: CouncilAtWork, b: GroupB) -> Recommendation:
    """Proposed by a member, commented on, changed, not adopted at first, adopted in the end with a reservation."""
    made = await b.first.does(actions.propose, Proposal("B", "Schooling", "Children return to school.", ""))
    await b.chair.does(actions.consult, made.id)
    await b.second.does(actions.comment, made.id, SAID)
    await b.chair.does(actions.revise, made.id, Text("Children return to school soon."), NOTE)
    for choices in ((Choice.OBJECT,), (Choice.SUPPORT, Choice.SUPPORT, Choice.RESERVATIONS)):
        if len(choices) > 1:
            await b.chair.does(actions.consult, made.id)
            await b.chair.does(actions.revise, made.id, Text("Children return to school within thirty days."), NOTE)
        round_ = await b.chair.does(opening.ask_about, made.id, Terms(), None, at_work.now + timedelta(days=1))
        if len(choices) > 1:  # an objection that is answered and withdrawn: the group's own affair
            await b.second.does(voting.cast, round_.id, Choice.OBJECT, HARM)
            [objection] = (await b.chair.does(amending.list_to_answer, round_.id))[1]
            await b.chair.does(amending.answer, objection.id, HARM)
        for who, choice in zip((b.chair, b.first, b.second), choices, strict=False):
            await who.does(voting.cast, round_.id, choice, DOUBT)
        await at_work.wait(days=2)
    return await b.chair.does(actions.forward, made.id)


@pytest.mark.long
async def test_neither_its_page_nor_a_forged_press_tells_more(at_work: CouncilAtWork, committee: Someone) -> None:
    b = await group_b(at_work)
    about = await forwarded(at_work, b)
    dossier = await committee.sees("To the Executive Committee", ever=True)
    assert DOUBT in dossier.text
    await committee.press("Recommendation page", on=dossier)
    page = await committee.sees(about.number)
    assert "within thirty days" in page.text
    assert not {"History", "Comments (1)"} & set(page.labels)
    assert len([label for label in page.labels if label.startswith("Record")]) == 1, "the round that adopted it, no other"
    for part in Part:
        answer = await committee.press(data=f"ws:{about.id}:{part}", on=page)
        assert bool(answer.text) is (part is not Part.TEXT), "refused, as what is not there"
    await at_work.delivered()
    everything = "\n".join(message.text for message in await committee.has())
    for told in (*NAMES, SAID, NOTE):
        assert told not in everything, told


async def test_its_record_tells_nothing_of_how_the_group_came_to_it(at_work: CouncilAtWork, committee: Someone) -> None:
    b = await group_b(at_work)
    about = await forwarded(at_work, b)
    t = Catalogs(at_work.council.languages).texts("en")
    async with at_work.store.read() as tx:
        agreed = (await rounds.of_recommendation(tx, about.id))[-1]
    told = {}
    for reader in (committee, b.chair):
        kept, edition = await reader.does(record_actions.visible_record, agreed.id)
        made = repr(document(kept, edition, Heads(GENESIS, GENESIS), at_work.council, "UTC", t))
        told[reader.name] = [said for said in (*NAMES[:3], NOTE, HARM, DOUBT) if said in made]
    assert told == {committee.name: [DOUBT], b.chair.name: [*NAMES[:3], NOTE, HARM, DOUBT]}


async def test_what_is_adopted_anew_is_not_given_before_it_is_forwarded(at_work: CouncilAtWork, committee: Someone) -> None:
    b = await group_b(at_work)
    about = await forwarded(at_work, b)
    chair = await at_work.seated("Chair of the Committee", [at_work.council.committee], Role.CHAIR)
    await chair.does(actions.decide, about.id, "Say who pays.", back=True)
    await b.chair.does(actions.revise, about.id, Text("Children return to school within a year."), NOTE)
    anew = await b.chair.does(opening.ask_about, about.id, Terms(review=date(2027, 6, 1)), None, at_work.now + timedelta(days=1))
    for who in (b.chair, b.first):
        await who.does(voting.cast, anew.id, Choice.SUPPORT)
    await at_work.wait(days=2)
    await committee.say("/records")
    assert "1 record in all" in (await committee.sees("Register of recommendations")).text
    with pytest.raises(Forbidden):
        await committee.does(record_actions.visible_record, anew.id)
    async with at_work.store.begin() as tx:
        await recommendations.turn(tx, about.id, Stage.ENDED)  # as its review does
        assert await recommendations.listed(tx, reads.scope(await committee.work(tx))) == []
        assert await discussed.topics_for(tx, [at_work.council.committee], at_work.council.committee, 10) == []
    with pytest.raises(Forbidden):
        await committee.does(actions.visible_recommendation, about.id)


@pytest.mark.long
async def test_no_record_of_what_did_not_lead_there(at_work: CouncilAtWork, committee: Someone) -> None:
    b = await group_b(at_work)
    about = await forwarded(at_work, b)
    async with at_work.store.read() as tx:
        failed, agreed = await rounds.of_recommendation(tx, about.id)
    with pytest.raises(Forbidden):
        await committee.does(record_actions.visible_record, failed.id)
    kept, edition = await committee.does(record_actions.visible_record, agreed.id)
    assert edition.value != "full"
    assert kept.round_id == agreed.id
    await committee.say("/records")
    assert "1 record in all" in (await committee.sees("Register of recommendations")).text


@pytest.mark.long
async def test_what_was_returned_is_the_groups_own_again(at_work: CouncilAtWork, committee: Someone) -> None:
    b = await group_b(at_work)
    about = await forwarded(at_work, b)
    chair = await at_work.seated("Chair of the Committee", [at_work.council.committee], Role.CHAIR)
    await chair.does(actions.decide, about.id, "Say who pays.", back=True)
    await committee.does(actions.visible_recommendation, about.id)
    await b.chair.does(actions.revise, about.id, Text("Children return to school within a year."), NOTE)
    async with at_work.store.read() as tx:
        changed = (await recommendations.many(tx, [about.id]))[about.id]
        listed = await recommendations.listed(tx, reads.scope(await committee.work(tx)))
    assert not changed.given
    assert listed == []
    with pytest.raises(Forbidden):
        await committee.does(actions.visible_recommendation, about.id)
    with pytest.raises(Forbidden):
        await committee.does(actions.require_step, about.id, Step.REVISE)
