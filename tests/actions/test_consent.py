"""The privacy notice: who has a role is asked once for each version, agrees, and can take it back."""

from dataclasses import replace

from council.people import Role
from handlers.oneself.actions import ask_consent
from handlers.roster.actions.roles import end, give
from storage import consents, members
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.registration import ask_to_join, greeted, link


def publish(at_work: CouncilAtWork, version: str = "1") -> None:
    """The program is started anew with this version of a notice."""
    at_work.council = replace(at_work.council, notice=version, hosts={"en": "Kazakhstan"})
    at_work.__post_init__()


async def stands(at_work: CouncilAtWork, who: Someone, version: str = "1") -> bool | None:
    async with at_work.store.read() as tx:
        found = await consents.find(tx, (await who.known()).id, version)
    return found.stands if found else None


async def asked(at_work: CouncilAtWork) -> list[str]:
    """Start the program: who is asked, by name."""
    while await at_work.does(ask_consent):
        pass
    async with at_work.store.read() as tx:
        notice = at_work.council.notice
        found = await consents.missing(tx, notice, at_work.now) if notice else []
    return [one.person.name for one in found]


async def test_without_a_notice_nobody_is_asked(at_work: CouncilAtWork) -> None:
    await at_work.seated("Expert, group B", ["B"])
    assert await asked(at_work) == []


async def test_everyone_with_a_role_is_asked_once_and_a_new_version_asks_again(at_work: CouncilAtWork) -> None:
    expert = await at_work.seated("Expert, group B", ["B"])
    await at_work.outsider("Subscriber")
    publish(at_work)
    assert await asked(at_work) == await asked(at_work) == ["Expert, group B"]
    card = await expert.sees("Privacy notice, version 1")
    assert "Kazakhstan" in card.text
    assert len(await at_work.shown(expert.id, "Privacy notice")) == 1
    await expert.press("I agree")
    assert "You agreed to it on" in (await expert.sees("Privacy notice")).text
    assert await stands(at_work, expert)
    assert await asked(at_work) == []
    publish(at_work, "2")
    assert await asked(at_work) == ["Expert, group B"]
    stale = await expert.press(data="py:1")
    assert stale.text
    assert await stands(at_work, expert, "2") is False


async def test_whoever_asks_to_join_agrees_by_it(at_work: CouncilAtWork, secretary: Someone) -> None:
    publish(at_work)
    stranger = await ask_to_join(at_work)
    assert await stands(at_work, stranger)
    assert await stands(at_work, secretary) is None
    assert "privacy notice: agreed" in await at_work.entries()


async def test_the_secretariat_sees_who_has_not_agreed(at_work: CouncilAtWork, secretary: Someone) -> None:
    expert = await at_work.seated("Expert, group B", ["B"])
    publish(at_work)
    await asked(at_work)
    await secretary.say("/tasks")
    told = (await secretary.sees("agreed to the privacy notice")).text
    assert "2 people" in told
    assert "Expert, group B" in told
    await expert.press("I agree", on=await expert.sees("Privacy notice"))
    await secretary.say("/tasks")
    assert "1 person" in (await secretary.sees("agreed to the privacy notice")).text


async def test_it_is_taken_back_and_leads_to_erasing(at_work: CouncilAtWork, secretary: Someone) -> None:
    expert = await at_work.seated("Expert, group B", ["B"])
    publish(at_work)
    await asked(at_work)
    await expert.press("I agree", on=await expert.sees("Privacy notice"))
    await expert.say("/privacy")
    await expert.press("Take my consent back")
    said = await expert.sees("Your consent is taken back")
    assert "Erase everything about me" in said.labels
    await secretary.sees("Consent taken back: Expert, group B")
    assert await stands(at_work, expert) is False
    again = await expert.press(data="pz")
    assert again.text, "there is nothing to take back any more"
    await expert.press(data="py:1")
    assert await stands(at_work, expert), "they have thought better of it"


async def test_nobody_without_a_role_can_agree(at_work: CouncilAtWork) -> None:
    publish(at_work)
    stranger = await at_work.outsider("Stranger")
    await stranger.say("/privacy")
    assert "I agree" not in str((await stranger.sees("Privacy notice")).buttons)
    await stranger.press(data="py:1")
    async with at_work.store.read() as tx:
        assert await consents.find(tx, (await stranger.known()).id, "1") is None


async def test_a_card_is_dropped_when_it_is_no_longer_wanted(at_work: CouncilAtWork) -> None:
    expert = await at_work.seated("Expert, group B", ["B"])
    publish(at_work)
    while await at_work.does(ask_consent):
        pass
    async with at_work.store.begin() as tx:
        await members.unseat(tx, (await expert.known()).id, "B", at_work.now)
    await at_work.delivered()
    assert await at_work.outcomes("oneself.notice") == ["cancelled: no role any more"]


async def test_whoever_joins_by_an_invitation_reads_what_they_agree_to(at_work: CouncilAtWork) -> None:
    publish(at_work)
    stranger = await greeted(at_work)
    await stranger.say(f"/start {await link(at_work)}")
    await stranger.press("Join")
    for answer in ("Expert, Tajikistan", "Institute", "Tajikistan"):
        await stranger.say(answer)
    assert "By going on you agree to the privacy notice, version 1: /privacy" in (await stranger.sees("Is this right?")).text
    assert await stands(at_work, stranger) is None
    await stranger.press("Join")
    await stranger.sees("You have joined")
    assert await stands(at_work, stranger)


async def test_whom_no_message_reaches_is_asked_by_the_first_one_that_does(at_work: CouncilAtWork, secretary: Someone) -> None:
    """As a secretary whose id is in the settings, and who has never written to the bot: nothing can be sent to them before."""
    publish(at_work)
    at_work.blocked.add(secretary.id)
    await asked(at_work)
    await at_work.delivered()
    at_work.blocked.discard(secretary.id)
    await secretary.say("/home")
    card = await secretary.sees("Privacy notice, version 1")
    await secretary.say("/home")
    assert len(await secretary.has("Privacy notice, version 1")) == 1, "once"
    await secretary.press("I agree", on=card)
    await secretary.block()
    await secretary.unblock()
    assert len(await secretary.has("Privacy notice, version 1")) == 1, "who has agreed is not asked again"


async def test_who_blocked_the_bot_is_asked_when_they_unblock_it(at_work: CouncilAtWork) -> None:
    expert = await at_work.seated("Expert, group B", ["B"])
    await expert.say("/home")
    await expert.block()
    publish(at_work)
    await asked(at_work)
    await at_work.delivered()
    await expert.unblock()
    await expert.sees("Privacy notice, version 1")


async def test_who_gets_a_role_later_is_asked_then(at_work: CouncilAtWork) -> None:
    former = await at_work.seated("Expert, group B", ["B"])
    person = (await former.known()).id
    await at_work.does(end, person, "B")
    publish(at_work)
    assert await asked(at_work) == []
    await at_work.does(give, person, "D", Role.MEMBER, None, None)
    await former.sees("Privacy notice, version 1", ever=True)


async def test_who_never_wrote_is_named_as_not_reached(at_work: CouncilAtWork, secretary: Someone) -> None:
    """People of a roster count before they have joined."""
    expert = await at_work.seated("Expert, group B", ["B"])
    await expert.say("/home")
    async with at_work.store.begin() as tx:
        listed = await members.add(tx, None, "en", at_work.council.zone, at_work.now)
        await members.change(tx, listed.id, name="Expert, group D")
        await members.seat(tx, listed.id, "D", Role.MEMBER, at_work.now)
    publish(at_work)
    await asked(at_work)
    await secretary.say("/tasks")
    told = (await secretary.sees("agreed to the privacy notice")).text
    assert "3 people with a role have not agreed to the privacy notice. Not yet reached: 1." in told
    assert "· Expert, group B\n" in told
    assert "Expert, group D (not yet reached)" in told
