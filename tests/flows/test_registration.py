"""Ways in, through the front door."""

from council.people import OPERATOR, Role
from handlers.context import UnitOfWork
from handlers.registration import actions
from storage import audit, members
from tests.flows.world import SECRETARY, World


async def test_an_invitation_makes_a_member(world: World) -> None:
    secretary = world.secretary
    await secretary.say("/invite")
    await secretary.expect("Into which groups")
    await secretary.press("B · Psychosocial support, health and education")
    await secretary.press("Done")
    await secretary.press("Member")
    await secretary.press("One person")
    await secretary.press("14")
    preview = await secretary.expect("For 1 person")
    assert "It holds for 14 days." in preview.text
    await secretary.press("Make the link")
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


async def test_the_secretariat_is_who_the_settings_say(world: World) -> None:
    other = await world.member("Expert, Kazakhstan, group B", ["B"])
    for wanted, said in (([SECRETARY, other.id], "You are in the secretariat."), ([SECRETARY], "No meetings ahead")):
        async with world.app.store.begin() as tx:
            work = UnitOfWork(tx, world.council, OPERATOR, await world.sandbox.now())
            await actions.bring_in_secretariat(work, wanted)
            await actions.bring_in_secretariat(work, wanted)  # as at each start
        await other.say("/home")
        shown = await other.expect(said)
        assert ("secretariat" in shown.text) == (other.id in wanted)
    async with world.app.store.read() as tx:
        told = [action for _, action, _ in await audit.entries(tx) if action.startswith("secretariat")]
    assert told == ["secretariat: added", "secretariat: added", "secretariat: removed"]


async def test_a_used_link_does_not_keep_a_newcomer_from_choosing_a_language(world: World) -> None:
    user = await world.sandbox.person("Stranger", language_code="ru")
    await user.say("/start i_AAAAAAAAAAAAAAAAAAAAAA")
    await user.press("Русский")
    await user.expect("Это приглашение недействительно")
    await user.say("/start")
    await user.expect("Ваш ID в Telegram")


async def test_a_link_may_be_sent_as_a_message(world: World) -> None:
    async with world.app.store.begin() as tx:
        work = UnitOfWork(tx, world.council, OPERATOR, await world.sandbox.now())
        token, _ = await actions.invite(work, ("D",), Role.MEMBER)
    user = await world.sandbox.person("Stranger", language_code="en")
    await user.say("/start")
    await user.press("English")
    await user.say(f"https://t.me/majlis_sandbox_bot?start=i_{token}")
    await user.expect("You are invited to join:")


async def test_in_a_group_nothing_personal_is_said(world: World) -> None:
    expert = await world.member("Expert, Tajikistan, group A", ["A"])
    newcomer = await world.sandbox.person("Stranger", language_code="en")
    chat = await world.sandbox.group("Group A", [expert.id, newcomer.id])
    for command in ("profile", "start", "home"):
        await expert.say(f"/{command}", chat=chat)
        shown = await expert.expect("This is done in the private chat with me.", chat=chat)
        assert shown.buttons[0][0].url == f"https://t.me/majlis_sandbox_bot?start=c_{command}"
    await expert.say("/start c_profile")
    await expert.expect("My profile")
    await expert.say("/start c_start")
    await expert.expect("You are a member of group A.")
    await newcomer.say("/start c_home")  # whoever was never greeted is, first
    await newcomer.press("English")
    await newcomer.expect("You have no seat in the council.")
    await expert.say("good morning", chat=chat)
    await expert.say("/unknown", chat=chat)
    await expert.say("/help", chat=chat)
    shown = await expert.expect("This is done in the private chat with me.", chat=chat)
    assert shown.buttons[0][0].url == "https://t.me/majlis_sandbox_bot?start=c_help"
    assert len(await expert.inbox(chat=chat)) == 4


async def test_what_waits_for_the_secretariat(world: World) -> None:
    expert = await world.member("Expert, Turkmenistan, group C", ["C"])
    await expert.block()
    stranger = await world.sandbox.person("Stranger", language_code="en")
    await stranger.say("/start")
    await stranger.press("English")
    await stranger.say("/register")
    await stranger.press("C · Countering terrorist narratives")
    await stranger.press("Done")
    for question, answer in (("full name", "Expert"), ("organisation", "Institute"), ("country", "Kazakhstan")):
        await stranger.expect(question)
        await stranger.say(answer)
    await stranger.press("Send to the secretariat")
    await stranger.expect("is with the secretariat")
    await world.secretary.say("/tasks")
    tasks = await world.secretary.expect("1 request to join waits for a decision.")
    assert "1 person cannot be reached" in tasks.text
    assert "Expert, Turkmenistan, group C" in tasks.text
    await world.secretary.press("Request: Expert")
    await world.secretary.press("Decline")
    await world.secretary.expect("Why is it declined?")
    await world.secretary.say("Group C has all the experts that it needs.")
    await world.secretary.press("Decline it")
    await world.secretary.expect("Declined by")
    told = await stranger.expect("was declined")
    assert "Group C has all the experts that it needs." in told.text
    await world.secretary.say("/tasks")
    await world.secretary.expect(lambda m: "request" not in m.text and "1 person cannot be reached" in m.text)
