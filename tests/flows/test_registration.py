"""Ways in, through the front door."""

from council.people import OPERATOR, Role
from handlers.context import UnitOfWork
from handlers.registration import actions
from storage import audit, members
from tests.flows.world import World


async def test_an_invitation_makes_a_member(world: World) -> None:
    secretary = world.secretary
    await secretary.say("/invite")
    await secretary.expect("Into which groups")
    await secretary.press("B · Psychosocial support, health and education")
    await secretary.press("Done")
    await secretary.press("Member")
    link = next(word for word in (await secretary.expect("start=i_")).text.split() if "start=" in word)

    expert = await world.sandbox.person("Expert, Kazakhstan, group B", language_code="en")
    await expert.say(f"/start {link.partition('start=')[2]}")
    await expert.press("English")
    await expert.press("Join")
    await expert.expect("full name")
    await expert.say("Expert, Kazakhstan")
    await expert.expect("organisation")
    await expert.say("Ministry of Education")
    await expert.expect("country")
    await expert.press("Kazakhstan")
    await expert.expect("You have joined")
    await expert.say("/home")
    await expert.expect("You are a member of group B")


async def test_a_link_works_once(world: World) -> None:
    async with world.app.store.begin() as tx:
        work = UnitOfWork(tx, world.council, OPERATOR, await world.sandbox.now())
        token, _ = await actions.invite(work, ("A",), Role.OBSERVER)
    first, second = [await world.sandbox.person(f"Observer {n}", language_code="en") for n in (1, 2)]
    for user in (first, second):
        await user.say(f"/start i_{token}")
        await user.press("English")
        await user.press("Join")
        await user.expect("full name")
    for answer in ("Observer", "Organisation", "Austria"):  # both fill in the form; the first to end it joins
        await first.say(answer)
        await second.say(answer)
        await first.expect({"Observer": "organisation", "Organisation": "country", "Austria": "joined"}[answer])
    await second.expect("This invitation cannot be used")


async def test_an_invented_link_is_refused_in_the_same_words(world: World) -> None:
    expert = await world.member("Expert, Tajikistan, group A", ["A"])
    await expert.say("/start i_AAAAAAAAAAAAAAAAAAAAAA")
    await expert.expect("This invitation cannot be used")


async def test_a_request_is_decided_by_the_first_who_presses(world: World) -> None:
    stranger = await world.sandbox.person("Expert, Uzbekistan", language_code="en")
    await stranger.say("/start")
    await stranger.press("English")
    await stranger.expect("Your Telegram id is")
    await stranger.say("/register")
    await stranger.press("C · Countering terrorist narratives")
    await stranger.press("Done")
    for answer in ("Expert, Uzbekistan", "Institute", "Uzbekistan"):
        await stranger.expect("Your ")
        await stranger.say(answer)
        await stranger.expect("Asking to join" if answer != "Uzbekistan" else "Your request to join")
    await stranger.press("Send to the secretariat")
    await stranger.expect("is with the secretariat")

    card = await world.secretary.expect("Request to join")
    assert "Institute" in card.text
    await world.secretary.press("Approve")
    await world.secretary.expect("Approved by")
    again = await world.secretary.press(data="rd:1:0", message=card, forge=True)
    assert "already" in again.text
    await stranger.expect("approved your request")
    async with world.app.store.read() as tx:
        person = await members.by_telegram(tx, stranger.id)
        assert person is not None
        assert [seat.group for seat in await members.seats_of(tx, person.id, await world.sandbox.now())] == ["C"]


async def test_a_stranger_is_refused_and_it_is_audited(world: World) -> None:
    stranger = await world.sandbox.person("Stranger", language_code="en")
    await stranger.say("/invite")
    await stranger.expect("This is for the secretariat")
    async with world.app.store.read() as tx:
        assert [action for _, action, _ in await audit.entries(tx)][-1] == "refused: invite"


async def test_forged_buttons_change_nothing(world: World) -> None:
    expert = await world.member("Expert, Kyrgyzstan, group D", ["D"])
    message = await expert.last()
    for data in ("rd:1", "zz", "f:1:x:y", "rd:1:9999999999999999999999", "o:request:1", "l:xx:"):
        answer = await expert.press(data=data, message=message, forge=True)
        assert answer.text
