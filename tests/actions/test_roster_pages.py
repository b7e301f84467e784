"""The roster as it is looked through, by whom, and how roles, their terms and people's data are changed there."""

from datetime import timedelta

from council.people import Role
from tests.actions.at_work import BOT, CouncilAtWork, Someone
from tests.actions.roster import bring_in, by_name, seats
from tests.roster_tables import CHAIR, MEMBER, OBSERVER


async def test_the_roster_is_looked_through(at_work: CouncilAtWork, secretary: Someone) -> None:
    await bring_in(secretary, CHAIR, MEMBER, OBSERVER)
    await secretary.say("/members")
    shown = await secretary.sees("not joined yet: 3")
    assert shown.protected
    assert "3 people" in shown.text, "as many as its file has: who is only in the secretariat is not on it"
    await secretary.press("B")
    await secretary.sees(lambda m: "Psychosocial" in m.text and len(m.buttons) == 4)
    await secretary.press("Back")
    await secretary.press("Observer")
    page = await secretary.sees(lambda m: "Role: observer" in m.text)
    assert [row[0].text for row in page.buttons] == ["◌ Observer, Austria · B observer", "Back"]
    await secretary.press("◌ Observer, Austria · B observer")
    await secretary.sees("Telegram: not joined yet")
    await secretary.say("/members")
    await secretary.press("Search")
    await secretary.say("institute of LAW")
    await secretary.sees(lambda m: "Search: institute of LAW" in m.text and len(m.buttons) == 2)
    await secretary.say("/members nobody at all")
    await secretary.sees("Nobody.")


async def test_pages_of_ten(at_work: CouncilAtWork, secretary: Someone) -> None:
    await bring_in(secretary, *(["Kazakhstan", f"Expert {n:02}", "A", "Ministry", "", ""] for n in range(25)))
    await secretary.say("/members")
    await secretary.press("A")
    first = await secretary.sees("25 people, page 1 of 3")
    assert len(first.buttons) == 10 + 2
    await secretary.press("→")
    await secretary.sees("25 people, page 2 of 3")
    await secretary.press("→")
    last = await secretary.sees("25 people, page 3 of 3")
    assert [row[0].text for row in last.buttons[:5]] == [f"◌ Expert {n} · A member" for n in range(20, 25)]


async def test_a_chair_sees_their_own_group_and_changes_nothing(at_work: CouncilAtWork, secretary: Someone) -> None:
    await bring_in(secretary, CHAIR, MEMBER)
    chair = await at_work.seated("Chair, group EC", ["EC"], Role.CHAIR)
    await chair.say("/members")
    shown = await chair.sees("2 people")
    assert [button.text for button in shown.buttons[0]] == ["EC"]
    await chair.press("EC")
    page = await chair.sees("Executive Committee")
    assert [row[0].text for row in page.buttons[:-1]] == ["Chair, group EC · EC chair", "◌ Expert, Kazakhstan · EC member"]
    await chair.press("◌ Expert, Kazakhstan · EC member")
    detail = await chair.sees("Ministry of Education")
    assert "kz@example.org" not in detail.text
    assert "chair" not in detail.text, "what they are in another group is not this chair's to see"
    assert [row[0].text for row in detail.buttons] == ["Back"]
    other = await by_name(at_work, "Expert, Uzbekistan")
    for data in (f"mp:{other}", f"ms:{other}:B", f"md:end:1:{other}:B", f"rt:role:{other}:B", f"mk:{other}", "rx", "mn:0"):
        answer = await chair.press(data=data, on=detail)
        assert "right" in answer.text or "secretariat" in answer.text, data
    assert await seats(at_work, other) == {"B": Role.MEMBER}


async def test_members_and_strangers_see_no_roster(at_work: CouncilAtWork, secretary: Someone) -> None:
    member = await at_work.seated("Expert, group B", ["B"])
    await member.say("/members")
    await member.sees("Only the secretariat")
    chat = -500
    await secretary.say("/members", chat=chat)
    shown = await secretary.sees("This is done in the private chat with me", chat=chat)
    assert shown.buttons[0][0].url == f"https://t.me/{BOT}?start=c_members"


async def test_an_end_is_set_and_taken_away(at_work: CouncilAtWork, secretary: Someone) -> None:
    await at_work.seated("Expert, group B", ["B"])
    person = await by_name(at_work, "Expert, group B")
    await secretary.say("/members Expert")
    await secretary.press("Expert, group B · B member")
    await secretary.press("Change: B · Psychosocial support, health and education")
    for answer, said in (("1.2.2027", "to the end of"), ("No end date", "B ·")):
        await secretary.press("Set the end date")
        await secretary.sees("Until when?")
        if answer[0].isdigit():
            await secretary.say("1.2.2020")
            await secretary.sees("That time has passed")
            await secretary.say(answer)
        else:
            await secretary.press(answer)
        await secretary.sees("Term of Expert, group B")
        await secretary.press("Set the end date")
        await secretary.sees(said)
        held = await seats(at_work, person, after=timedelta(days=365))
        assert held == ({} if answer[0].isdigit() else {"B": Role.MEMBER})


async def test_a_group_in_one_list(at_work: CouncilAtWork, secretary: Someone) -> None:
    member = await at_work.seated("Expert, Kazakhstan, group B")
    chair = await at_work.seated("Chair, group B", ["B"], Role.CHAIR)
    await at_work.seated("Expert, Uzbekistan, group A", ["A"])
    await secretary.say("/members")
    await secretary.press("B")
    await secretary.press("Everyone in one list")
    assert "group A" not in (await secretary.sees("Name · Role · Organisation")).text
    await chair.press(data="mg:A")
    assert "group A" not in (await chair.sees("Nobody.")).text
    assert "Only the secretariat and the chairs" in (await member.press(data="mg:B")).text
    assert (await secretary.press(data="mg:nowhere")).text
