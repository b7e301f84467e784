"""Who comes in: requests are decided, strangers are refused, and nothing personal is said in groups."""

from council.people import Role
from handlers.registration.actions.seats import bring_in_secretariat
from tests.actions.at_work import BOT, CouncilAtWork, Someone
from tests.actions.registration import ask_to_join


async def test_a_request_is_decided_by_the_first_who_presses(at_work: CouncilAtWork, secretary: Someone) -> None:
    stranger = await ask_to_join(at_work)
    card = await secretary.sees("Request to join")
    assert "Institute" in card.text
    await secretary.press("Approve")
    await secretary.sees("Approved by")
    for data in ("rd:1:0", "rd:1:1", "rq:1"):
        again = await secretary.press(data=data, on=card)
        assert "already" in again.text
    await stranger.sees("approved your request")
    assert await stranger.seats() == {"C": Role.MEMBER}


async def test_nobody_else_answers_or_asks(at_work: CouncilAtWork, secretary: Someone) -> None:
    stranger = await ask_to_join(at_work)
    await secretary.sees("Request to join")
    await secretary.press("Ask")
    await secretary.say("Who are you?")
    await stranger.sees("asks about your request")
    member = await at_work.seated("Expert, group C", ["C"])
    for data in ("ra:1", "rq:1", "rd:1:1", "il:0"):
        answer = await member.press(data=data)
        assert "right" in answer.text or "Only the secretariat" in answer.text, data


async def test_a_stranger_is_refused_and_it_is_audited(at_work: CouncilAtWork) -> None:
    stranger = at_work.newcomer("Stranger")
    await stranger.say("/invite")
    await stranger.sees("Only the secretariat")
    assert (await at_work.entries())[-1] == "refused: invite"


async def test_forged_buttons_change_nothing(at_work: CouncilAtWork) -> None:
    expert = await at_work.seated("Expert, Kyrgyzstan, group D", ["D"])
    for data in ("rd:1", "zz", "f:1:x:y", "rd:1:9999999999999999999999", "o:request:1", "l:xx:"):
        answer = await expert.press(data=data)
        assert answer.text


async def test_the_secretariat_is_who_the_settings_say(at_work: CouncilAtWork, secretary: Someone) -> None:
    other = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    for wanted, said in (([secretary.id, other.id], "You are in the secretariat."), ([secretary.id], "No meetings ahead")):
        for _ in range(2):  # as at each start
            await at_work.does(bring_in_secretariat, wanted)
        await other.say("/home")
        shown = await other.sees(said)
        assert ("secretariat" in shown.text) == (other.id in wanted)
    told = [action for action in await at_work.entries() if action.startswith("secretariat")]
    assert told == ["secretariat: added", "secretariat: added", "secretariat: removed"]


async def test_in_a_group_nothing_personal_is_said(at_work: CouncilAtWork) -> None:
    expert = await at_work.seated("Expert, Tajikistan, group A", ["A"])
    newcomer = at_work.newcomer("Stranger")
    chat = -500
    for command in ("profile", "start", "home"):
        await expert.say(f"/{command}", chat=chat)
        shown = await expert.sees("This is done in the private chat with me.", chat=chat)
        assert shown.buttons[0][0].url == f"https://t.me/{BOT}?start=c_{command}"
    await expert.say("/start c_profile")
    await expert.sees("My profile")
    await expert.say("/start c_start")
    await expert.sees("You are a member of group A.")
    await newcomer.say("/start c_home")  # whoever was never greeted is, first
    await newcomer.press("English")
    await newcomer.sees("You have no seat in the council.")
    await expert.say("good morning", chat=chat)
    await expert.say("/unknown", chat=chat)
    await expert.say("/help", chat=chat)
    shown = await expert.sees("This is done in the private chat with me.", chat=chat)
    assert shown.buttons[0][0].url == f"https://t.me/{BOT}?start=c_help"
    assert len(await expert.has(chat=chat)) == 4


async def test_what_waits_for_the_secretariat(at_work: CouncilAtWork, secretary: Someone) -> None:
    expert = await at_work.seated("Expert, Turkmenistan, group C", ["C"])
    await expert.block()
    await ask_to_join(at_work, "Expert")
    await secretary.say("/tasks")
    tasks = await secretary.sees("1 request to join waits for a decision.")
    assert tasks.text.startswith("Tasks of the secretariat: 2\n")
    assert "1 person is unreachable" in tasks.text
    assert "· Expert, Turkmenistan, group C" in tasks.text
    await secretary.press("Request: Expert")
    await secretary.press("Approve")
    await secretary.sees("Approved by")
    await expert.unblock()
    await expert.say("/home")
    await expert.sees("You are a member of group C")
    await secretary.say("/tasks")
    await secretary.sees("Nothing waits for you.")
