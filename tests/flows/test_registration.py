"""Ways in, through the front door."""

import pytest

from council.people import Role
from sandbox.client import User
from storage import audit, chats, members
from tests.flows.registration import ask_to_join
from tests.flows.world import World
from tests.waiting import until


async def block(world: World, user: User) -> None:
    """Let someone block the bot, and wait until it knows."""
    await user.block()

    async def noticed() -> bool:
        async with world.app.store.read() as tx:
            return await chats.is_suspended(tx, user.id)

    await until(noticed, "the news of the block")


async def seats(world: World, user: User) -> dict[str, Role]:
    async with world.app.store.read() as tx:
        person = await members.by_telegram(tx, user.id)
        held = await members.seats_of(tx, person.id, await world.sandbox.now()) if person else ()
    return {seat.group: seat.role for seat in held}


@pytest.mark.road
async def test_an_invitation_makes_a_member(world: World) -> None:
    secretary = world.secretary
    await secretary.say("/invite")
    await secretary.expect("Into which groups")
    await secretary.press("B · Psychosocial support, health and education")
    await secretary.press("Done")
    preview = await secretary.expect("For 1 person")
    assert "It is valid for 14 days." in preview.text
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
    check = await expert.expect("Is this right?")
    assert "Ministry of Education" in check.text
    await expert.press("Join", message=check)
    await expert.expect("You have joined")
    await secretary.expect("Joined: Expert, Kazakhstan")
    await expert.say("/home")
    await expert.expect("You are a member of group B")


async def test_a_request_is_asked_back_about_comes_to_mind_and_is_declined_with_a_reason(world: World) -> None:
    stranger, secretary = await ask_to_join(world), world.secretary
    card = await secretary.expect("Request to join")
    await secretary.press("Ask")
    await secretary.say("Who <sent> you?")
    await secretary.expect("You will be told when the answer comes.")
    asked = await stranger.expect("The secretariat asks about your request")
    assert "Who <sent> you?" in asked.text
    await stranger.say("/register")
    shown = await stranger.expect("Not answered yet.")
    assert [row[0].text for row in shown.buttons] == ["Answer", "Take the request back"], "one request at a time"
    again = await secretary.press(data="rq:1", message=card, forge=True)
    assert "is waiting for an answer already" in again.text

    await world.sandbox.advance(days=2, minutes=1)
    reminded = await secretary.expect("has waited for two days")
    assert "Your question to them is not answered yet." in reminded.text
    await stranger.press("Answer", message=asked)
    await stranger.expect("They ask: Who <sent> you?")
    await stranger.say("The Ministry & I")
    await stranger.expect("Your answer is with the secretariat")
    told = await secretary.expect("Answer: The Ministry & I", after=0)
    late = await stranger.press("Answer", message=asked)
    assert "no longer works" in late.text
    await secretary.press("Ask", message=card)
    await secretary.expect("What would you like to know")
    await secretary.say("Since when?")
    await secretary.expect("You will be told when the answer comes.")
    await stranger.expect("Since when?")
    await stranger.say("Since May")  # without a press
    await stranger.expect("Your answer is with the secretariat")
    await secretary.expect("Answer: Since May", after=0)
    await world.sandbox.advance(days=3)
    assert sum("has waited" in m.text for m in await secretary.inbox()) == 1, "once"

    await secretary.press("Open the request", message=told)
    opened = await secretary.expect(lambda m: "Request to join" in m.text and "Answer: The Ministry & I" in m.text)
    await secretary.press("Decline", message=opened)
    await secretary.expect("Why is it declined?")
    await secretary.say("\u2800")
    await secretary.expect("Nothing was written")
    await secretary.say("Group C is <full>.")
    await secretary.expect("They will be told: Group C is <full>.")
    assert not any("declined" in m.text for m in await stranger.inbox())
    await secretary.press("Decline it")
    await secretary.expect(lambda m: m.id == opened.id and "Reason: Group C is <full>." in m.text)
    declined = await stranger.expect("was declined")
    assert "Group C is <full>." in declined.text
    assert await seats(world, stranger) == {}
    async with world.app.store.read() as tx:
        told_of = [action for _, action, subject in await audit.entries(tx) if subject == "request:1"]
    assert told_of == ["request made", *["request asked about", "request answered about"] * 2, "request declined"]


async def test_an_account_that_is_deleted_meanwhile(world: World) -> None:
    stranger = await ask_to_join(world)
    await world.secretary.expect("Request to join")
    await stranger.deactivate()
    await world.secretary.press("Approve")
    await world.secretary.expect("Approved by")
    for _ in range(200):
        await world.secretary.say("/tasks")
        shown = await world.secretary.expect("Tasks of the secretariat")
        if "1 person is unreachable" in shown.text:
            break
        await world.sandbox.advance(seconds=70)
    assert "Expert, Uzbekistan" in shown.text


async def test_a_link_for_several_is_listed_until_it_is_revoked(world: World) -> None:
    secretary = world.secretary
    await secretary.say("/invitations")
    await secretary.expect("No invitation is open.")
    await secretary.say("/invite")
    await secretary.press("A · Accountability, legal and judicial issues")
    await secretary.press("D · Civil society, including women's and youth groups")
    await secretary.press("Done")
    await secretary.expect("For 1 person")
    await secretary.press("Change")
    await secretary.press("Role")
    await secretary.press("Observer")
    await secretary.expect("Role: observer")
    await secretary.press("Change")
    await secretary.press("People")
    await secretary.expect("For how many people?")
    for wrong in ("0", "many", "501"):
        await secretary.say(wrong)
        await secretary.expect("from 1 to 500")
    await secretary.say("3")
    await secretary.expect("For 3 people")
    await secretary.press("Make the link")
    made = await secretary.expect("until 3 have; it is shown only now")
    payload = next(word for word in made.text.split() if "start=" in word).partition("start=")[2]
    users = []
    for n in range(2):
        user = await world.sandbox.person(f"Observer {n}", language_code="en")
        await user.say(f"/start {payload}")
        await user.press("English")
        shown = await user.expect("You are invited to join:")
        assert "Stored about you" in shown.text
        await user.press("Join")
        for question, answer in (("full name", f"Observer {n}"), ("organisation", "Mission"), ("country", "Austria")):
            await user.expect(question)
            await user.say(answer)
        await user.press("Join", message=await user.expect("Is this right?"))
        await user.expect("You have joined")
        assert await seats(world, user) == {"A": Role.OBSERVER, "D": Role.OBSERVER}
        users.append(user)
    await users[0].say(f"/start {payload}")  # the same person again takes nobody's place
    await users[0].press("Join")
    await users[0].press("Join", message=await users[0].expect("Is this right?"))
    await users[0].expect("You have joined these groups already")
    await secretary.press("All invitations", message=made)
    listed = await secretary.expect("2 of 3 have joined")
    assert "Observer: groups A, D" in listed.text
    await secretary.press("Revoke 1")
    await secretary.expect("Its link no longer works.")
    late = await world.sandbox.person("Late", language_code="en")
    await late.say(f"/start {payload}")
    await late.press("English")
    await late.expect("This invitation was used")
    await secretary.say("/invitations")
    await secretary.expect("No invitation is open.")


async def test_whoever_cannot_be_reached_gets_a_fresh_link(world: World) -> None:
    secretary = world.secretary
    back = await world.member("Expert, Tajikistan, group D", ["D"])
    lost = await world.member("Expert, Turkmenistan, group C", ["C"])
    async with world.app.store.read() as tx:
        entry = await members.by_telegram(tx, lost.id)
    assert entry is not None
    payloads = {}
    for user in (back, lost):
        await block(world, user)
    await secretary.say("/home")
    await secretary.press("Tasks (2)")
    tasks = await secretary.expect("2 people are unreachable")
    for user in (back, lost):
        await secretary.press(f"New link: {user.label}", message=tasks)
        made = await secretary.expect(f"Link for {user.label}")
        payloads[user.id] = next(w for w in made.text.split() if "start=" in w).partition("start=")[2]

    await back.unblock()
    await back.say(f"/start {payloads[back.id]}")
    await back.expect("Good to see you again")
    stranger = await world.sandbox.person("Stranger", language_code="en")
    await stranger.say("/start")
    await stranger.press("English")
    await stranger.say(f"/start {payloads[back.id]}")
    await stranger.expect("This invitation was used")

    other = await world.sandbox.person("The same expert's new account", language_code="en")
    await other.say(f"/start {payloads[lost.id]}")
    await other.press("English")
    await other.expect("This link is for you alone")
    await other.press("Join")
    await other.press("Join", message=await other.expect("Is this right?"))
    await other.expect("You have joined")
    told = await secretary.expect("Someone is back with another Telegram account")
    assert lost.label in told.text
    assert await seats(world, other) == {"C": Role.MEMBER}
    assert await seats(world, lost) == {}
    async with world.app.store.read() as tx:
        now_theirs = await members.by_telegram(tx, other.id)
    assert now_theirs is not None
    assert now_theirs.id == entry.id
    await secretary.say("/tasks")
    await secretary.expect("Nothing waits for you.")
    await lost.unblock()
    await lost.say("/home")
    await lost.expect("You have no seat in the council.")
