"""In a confidential round nobody but the secretariat learns who has answered, and so who objects: not from the sheet, an
audience, a reminder, a task, or the roster. All of them mean the same people by "has not answered"."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from council.audiences import Audience, AudienceKind, Joint
from council.errors import Forbidden
from council.openness import Answered, Openness, Reader, sight, tells_who_answered
from council.people import Person
from council.rounds import Round, Text, silent
from council.rules import Choice, Terms
from handlers.announcements import reads
from handlers.announcements.actions import drafts
from handlers.common.texts import Catalogs
from handlers.roster.actions import entries
from handlers.rounds.actions import amending, leading, voting
from storage import audiences, electorates, roster, rounds
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import GroupB, found, group_b, opened

OPEN = [Openness.NAMED, Openness.CONFIDENTIAL]


async def objected_then_amended(b: GroupB, openness: Openness) -> Round:
    """One supports, one objects, the chair is silent; then the text changes."""
    round_ = await opened(b.chair, terms=Terms(openness=openness))
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, "Too fast")
    await b.second.does(voting.cast, round_.id, Choice.SUPPORT)
    await b.chair.does(amending.amend, round_.id, Text("Children return to school within sixty days."), "")
    return await found(b.chair.council, round_)


async def by_way(at_work: CouncilAtWork, round_: Round) -> Mapping[str, set[str]]:
    """Who has not answered, by name, as each way there has it."""
    rule = Audience(AudienceKind.SILENT, (str(round_.id),))
    async with at_work.store.read() as tx:
        everyone = await electorates.electorate(tx, round_, at_work.now)
        waits = await rounds.waiting_for_many(tx, [each.person.id for each in everyone], at_work.now)
        listed = await audiences.named(tx, rule, at_work.now, 100)
    names: dict[int, Person] = {each.person.id: each.person for each in everyone}
    return {
        "the sheet and reminders": {each.person.name for each in silent(round_, everyone)},
        "/waiting": {names[id_].name for id_ in waits},
        "an audience": {person.name for person in listed},
    }


@pytest.mark.parametrize("openness", OPEN)
async def test_every_way_means_the_same_people(at_work: CouncilAtWork, openness: Openness) -> None:
    b = await group_b(at_work)
    round_ = await objected_then_amended(b, openness)
    silent_ = {b.chair.name, b.second.name} | ({b.first.name} if openness is Openness.CONFIDENTIAL else set())
    assert await by_way(at_work, round_) == dict.fromkeys(
        ("the sheet and reminders", "/waiting", "an audience"), silent_
    )
    await b.second.does(voting.cast, round_.id, Choice.ASIDE)
    assert set(map(frozenset, (await by_way(at_work, round_)).values())) == {frozenset(silent_ - {b.second.name})}


async def test_an_objector_is_asked_again_like_the_others(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await objected_then_amended(b, Openness.CONFIDENTIAL)
    await at_work.delivered()
    assert await b.chair.does(leading.remind, round_.id) == 3
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, "Too fast")  # the same, and now of the present text
    assert b.first.name not in (await by_way(at_work, round_))["the sheet and reminders"]


async def test_the_sheet_names_nobody_to_the_chair(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair, terms=Terms(openness=Openness.CONFIDENTIAL))
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, "Too fast")
    for text in ("Within sixty days.", "Within ninety days."):
        await b.chair.press(data=f"vs:{round_.id}")
        sheet = (await b.chair.sees("object 1")).text
        assert b.first.name not in sheet
        assert b.second.name not in sheet
        await secretary.press(data=f"vs:{round_.id}")
        assert b.first.name in (await secretary.sees("object 1")).text
        await b.chair.does(amending.amend, round_.id, Text(text), "")


async def test_a_chair_gets_no_audience_of_the_silent(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    t = Catalogs(at_work.council.languages).texts("en")
    for openness in OPEN:
        round_ = await opened(b.chair, terms=Terms(openness=openness))
        rule, offered = Audience(AudienceKind.SILENT, (str(round_.id),)), dict[str, bool]()
        for who in (b.chair, secretary):
            draft = await who.does(drafts.begin, fresh=True)
            await who.does(drafts.aim, draft.id, Audience(AudienceKind.GROUPS, ("B",)))
            async with at_work.store.read() as tx:
                listed = await reads.offered(tx, at_work.council, await who.actor(tx), "UTC", at_work.now, t)
            offered[who.name] = str(round_.id) in dict(listed["offered_rounds"])
            if offered[who.name]:
                await who.does(drafts.add_rule, draft.id, Joint.ONLY, rule)
            else:
                with pytest.raises(Forbidden):
                    await who.does(drafts.add_rule, draft.id, Joint.ONLY, rule)
        assert offered == {b.chair.name: openness is Openness.NAMED, secretary.name: True}


def test_only_who_sees_the_list_may_derive_it() -> None:
    assert tells_who_answered(Reader.CHAIR) == {Openness.NAMED}
    assert tells_who_answered(Reader.SECRETARIAT) == {Openness.NAMED, Openness.CONFIDENTIAL}
    for openness in Openness:
        for reader in set(Reader) - {Reader.SECRETARIAT}:
            for closed in (False, True):
                sees = sight(openness, reader, closed=closed)
                assert sees.names or sees.answered is not Answered.WHO, (openness, reader, closed)


async def test_the_roster_does_not_count_confidential_answers_for_a_chair(
    at_work: CouncilAtWork, secretary: Someone
) -> None:
    b = await group_b(at_work)
    before = await of_the_roster(b.chair, b.first)
    await at_work.wait(hours=1)
    round_ = await opened(b.chair, timedelta(days=2), Terms(openness=Openness.CONFIDENTIAL))
    await b.first.press("Object", on=await b.first.sees(round_.number))
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, "Too fast")
    assert await of_the_roster(b.chair, b.first) == before
    assert "Rounds answered: 1 of 1" in await of_the_roster(secretary, b.first)
    assert "Rounds answered: 0 of 1" in await of_the_roster(secretary, b.second)
    await at_work.wait(days=3)
    async with at_work.store.read() as tx:
        for_chair = {line.person.name: line.unheard for line in await roster.lines(tx, at_work.now, groups=["B"])}
        for_all = {line.person.name: line.unheard for line in await roster.lines(tx, at_work.now)}
    assert (for_chair[b.second.name], for_all[b.second.name]) == (0, 1)


async def of_the_roster(reader: Someone, about: Someone) -> str:
    """What somebody reads of another's page there, without when they last got a message."""
    id_ = (await about.known()).id
    assert (await reader.does(entries.visible_line, id_)).person.id == id_
    await reader.say("/members")
    await reader.press(data=f"mp:{id_}", on=await reader.sees("Roster"))
    text = (await reader.sees(about.name)).text
    return "\n".join(line for line in text.splitlines() if not line.startswith("Last message delivered")).strip()
