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
from handlers.roster.actions import entries, roles
from handlers.rounds.actions import amending, leading, voting
from storage import audiences, audit, electorates, records, roster, rounds
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import GroupB, found, group_b, opened

pytestmark = pytest.mark.long  # councils that differ in one answer

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
    assert await by_way(at_work, round_) == dict.fromkeys(("the sheet and reminders", "/waiting", "an audience"), silent_)
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
        sheet = (await b.chair.sees("Objections that stand now: 1")).text
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


async def test_the_roster_does_not_count_confidential_answers_for_a_chair(at_work: CouncilAtWork, secretary: Someone) -> None:
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
    """What somebody reads of another's page there."""
    id_ = (await about.known()).id
    assert (await reader.does(entries.visible_line, id_)).person.id == id_
    await reader.say("/members")
    await reader.press(data=f"mp:{id_}", on=await reader.sees("Roster"))
    return (await reader.sees(about.name)).text


async def test_the_roster_does_not_tell_whose_objection_was_answered(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await opened(b.chair, terms=Terms(openness=Openness.CONFIDENTIAL))
    await b.first.does(voting.cast, round_.id, Choice.OBJECT, "Too fast")
    await at_work.wait(hours=1)
    before = await of_the_roster(b.chair, b.first)
    [objection] = (await b.chair.does(amending.list_to_answer, round_.id))[1]
    await b.chair.does(amending.answer, objection.id, "It can be slower")
    await b.first.sees("Your objection to")
    assert await of_the_roster(b.chair, b.first) == before


@pytest.mark.parametrize("openness", [Openness.CONFIDENTIAL, Openness.DETACHED])
async def test_the_roster_does_not_tell_who_was_reminded(at_work: CouncilAtWork, secretary: Someone, openness: Openness) -> None:
    b = await group_b(at_work)
    more = await seats(at_work, 2)
    round_ = await opened(b.chair, terms=Terms(openness=openness))
    readers = [b.chair] if openness is Openness.CONFIDENTIAL else [b.chair, secretary]
    await at_work.wait(hours=5)
    before = [await of_the_roster(reader, about) for reader in readers for about in more]
    await b.chair.does(leading.remind, round_.id)
    await at_work.wait(hours=1)
    await more[0].sees("waits for your answer", ever=True)
    await more[0].does(voting.cast, round_.id, Choice.SUPPORT)  # the reminder is redrawn
    await at_work.wait(hours=1)
    assert [await of_the_roster(reader, about) for reader in readers for about in more] == before


async def test_no_number_tells_whom_a_detached_round_waits_for(at_work: CouncilAtWork, secretary: Someone) -> None:
    """Whoever was reminded of something else today is not reminded again, and would be missing in it."""
    b = await group_b(at_work)
    await seats(at_work, 2)
    round_ = await opened(b.chair, terms=Terms(openness=Openness.DETACHED))
    for leader in (b.chair, secretary):
        answer = await leader.press(data=f"vm:{round_.id}")
        assert answer.text == "Those who have not answered will be reminded, once a day at most."
    async with at_work.store.read() as tx:
        assert [one.detail for one in await audit.page(tx, ["silent reminded"], (), 0, 0, 100)] == [{}, {}]


async def seats(at_work: CouncilAtWork, n: int) -> list[Someone]:
    return [await at_work.seated(f"Another {at}, group B") for at in range(n)]


async def sheet_of(chair: Someone, round_: Round) -> str:
    """The chair's sheet as it stands; a new one each time."""
    await chair.press(data=f"vs:{round_.id}")
    return (await chair.sees(f"{round_.number}, version")).text


async def test_the_chair_sees_counts_anew_after_three_answers(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    more = await seats(at_work, 4)
    round_ = await opened(b.chair, timedelta(days=1), Terms(openness=Openness.CONFIDENTIAL))
    first = await sheet_of(b.chair, round_)
    await more[0].does(voting.cast, round_.id, Choice.SUPPORT)
    for choice in (Choice.ASIDE, Choice.RESERVATIONS, Choice.RESERVATIONS):  # one and the same person, however often
        await more[1].does(voting.cast, round_.id, choice, "They are few")
        assert await sheet_of(b.chair, round_) == first
    assert "support 1" in (await sheet_of(secretary, round_)).lower(), "who sees the names sees the counts as they are"
    await more[2].does(voting.cast, round_.id, Choice.ASIDE)
    second = await sheet_of(b.chair, round_)
    assert "Support 1 · with reservations 1 · aside 1 · object 0" in second
    assert "They are few" in second
    await more[3].does(voting.cast, round_.id, Choice.RESERVATIONS, "And slow")
    await more[3].does(voting.cast, round_.id, Choice.SUPPORT)
    await more[3].does(voting.cast, round_.id, Choice.RESERVATIONS, "And slow")
    assert await sheet_of(b.chair, round_) == second
    await b.chair.press(data=f"vr:{round_.id}")
    reasons = (await b.chair.sees(": reasons")).text
    assert ("They are few" in reasons, "And slow" in reasons) == (True, False)
    toasts = {(await b.chair.press(data=f"vm:{round_.id}")).text for _ in range(2)}
    assert toasts == {"Those who have not answered will be reminded, once a day at most."}
    await at_work.wait(days=2)
    assert "Support 1 · with reservations 2" in (await b.chair.sees("no decision", ever=True)).text


async def test_an_objection_and_a_role_that_ends_move_no_number(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    more = await seats(at_work, 4)
    round_ = await opened(b.chair, terms=Terms(openness=Openness.CONFIDENTIAL))
    await more[0].does(voting.cast, round_.id, Choice.OBJECT, "Too fast")
    sheet = await sheet_of(b.chair, round_)
    assert "Objections that stand now: 1" in sheet
    assert "object 0 · silent 7" in sheet
    await secretary.does(roles.suspend, (await more[1].known()).id, "B")
    await at_work.delivered()
    sheet = await sheet_of(b.chair, round_)
    assert "object 0 · silent 6" in sheet
    assert "The number of people asked has changed: it is 6 now." in sheet
    assert more[1].name not in sheet
    assert more[1].name in await sheet_of(secretary, round_)
    for who in more[2:]:
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    assert "Support 2 · with reservations 0 · aside 0 · object 1 · silent 3" in await sheet_of(b.chair, round_)


@pytest.mark.parametrize("batch", [True, False])
async def test_what_a_chair_reads_does_not_end_with_a_role(at_work: CouncilAtWork, secretary: Someone, batch: bool) -> None:
    """Else the reason, or the objection, that is missing right after a role has ended would be that person's."""
    b = await group_b(at_work)
    more = await seats(at_work, 6)
    round_ = await opened(b.chair, terms=Terms(openness=Openness.CONFIDENTIAL))
    await more[0].does(voting.cast, round_.id, Choice.OBJECT, "Too fast")
    if batch:
        await more[1].does(voting.cast, round_.id, Choice.RESERVATIONS, "They are few")
        await more[2].does(voting.cast, round_.id, Choice.SUPPORT)
    before = (await sheet_of(b.chair, round_)).splitlines()
    waits = await tasks_of(b.chair)
    for who in more[:2]:
        await at_work.wait(minutes=1)
        await secretary.does(roles.suspend, (await who.known()).id, "B")
        await at_work.delivered()
    after = await sheet_of(b.chair, round_)
    shown = {"Objections that stand now: 1", "object: Too fast", *(["with reservations: They are few"] if batch else [])}
    assert shown <= set(before)
    assert shown <= set(after.splitlines())
    assert "Objections" not in await sheet_of(secretary, round_)
    assert len((await b.chair.does(amending.list_to_answer, round_.id))[1]) == 1
    assert await tasks_of(b.chair) == waits
    for who in more[3:]:
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    drawn = await sheet_of(b.chair, round_)
    assert "They are few" not in drawn
    assert "Objections that stand now: 0" in drawn
    assert await tasks_of(b.chair) != waits


async def tasks_of(chair: Someone) -> str:
    await chair.say("/waiting")
    return (await chair.sees(lambda _: True)).text


async def test_nobody_is_told_who_was_struck_from_a_detached_round(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    more = await seats(at_work, 3)
    round_ = await opened(b.chair, timedelta(days=1), Terms(openness=Openness.DETACHED))
    await more[0].does(voting.cast, round_.id, Choice.SUPPORT)
    for who in more[1:]:
        await secretary.does(roles.suspend, (await who.known()).id, "B")
        await at_work.delivered()
    for reader in (b.chair, secretary):
        assert "The number of people asked has changed: it is 4 now." in await sheet_of(reader, round_)
        told = await reader.sees("4 people are left in the round", ever=True)
        assert "Withdraw the round" in told.labels
    for reader in (b.chair, b.first, secretary):
        assert not await reader.has(lambda m: any(who.name in m.text for who in more) and "Joined:" not in m.text)
    async with at_work.store.read() as tx:
        struck = await audit.page(tx, ["elector struck"], (), 0, 0, 100)
    assert [one.detail for one in struck] == [{}, {}]
    await at_work.wait(days=2)
    async with at_work.store.read() as tx:
        kept = await records.of_round(tx, round_.id)
    assert kept is not None
    assert [(one.who, one.at) for one in kept.record.changes] == [("", round_.deadline)] * 2
