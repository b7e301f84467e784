"""Invitations: used once, guessed at, and opened in other ways."""

from council.link_guessing import FREE
from council.people import Role
from handlers.registration.actions import invitations
from tests.actions.at_work import BOT, CouncilAtWork, Someone
from tests.actions.registration import greeted, link


async def test_a_link_works_once(at_work: CouncilAtWork) -> None:
    payload = await link(at_work, "A", Role.OBSERVER)
    first, second = [at_work.newcomer(f"Observer {n}") for n in (1, 2)]
    for user in (first, second):
        await user.say(f"/start {payload}")
        await user.press("English")
        await user.press("Join")
        await user.sees("full name")
    for answer in ("Observer", "Organisation", "Austria"):  # both fill in the form; the first to end it joins
        await first.say(answer)
        await second.say(answer)
        await first.sees({"Observer": "organisation", "Organisation": "country", "Austria": "Is this right?"}[answer])
    for user in (first, second):
        await user.press("Join", on=await user.sees("Is this right?"))
    await first.sees("You have joined")
    await second.sees("This invitation was used")


async def test_what_is_done_leaves_no_buttons(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/invite")
    await secretary.press("B · Psychosocial support, health and education")
    await secretary.press("Done")
    check = await secretary.sees("It is valid for 14 days.")
    await secretary.press("Make the link", on=check)
    assert not (await secretary.sees("It is valid for 14 days.")).labels
    payload = await link(at_work, "A")
    expert = await greeted(at_work, "Expert")
    await expert.say(f"/start {payload}")
    offered = await expert.sees("You are invited to join")
    await expert.press("Join", on=offered)
    for answer in ("Expert", "Ministry", "Austria"):
        await expert.say(answer)
    await expert.press("Join", on=await expert.sees("Is this right?"))
    again = await expert.press("Join", on=offered)
    assert again.text == "This invitation was used or has expired. You are on the council already: /home"
    assert not (await expert.sees("You are invited to join", ever=True)).labels


async def test_an_invented_link_is_refused_in_the_same_words(at_work: CouncilAtWork) -> None:
    expert = await at_work.seated("Expert, Tajikistan, group A", ["A"])
    await expert.say("/start i_AAAAAAAAAAAAAAAAAAAAAA")
    await expert.sees("This invitation was used")


async def test_whoever_guesses_links_is_slowed_down_whatever_the_link(at_work: CouncilAtWork) -> None:
    good, used = await link(at_work), await link(at_work, uses=1)
    assert await at_work.does(invitations.revoke, 2)
    guesser = await greeted(at_work, "Guesser")
    words = set()
    for number in range(FREE + 1):
        await guesser.say(f"/start {used if number % 2 else f'i_{number:022}'}")
        words.add((await guesser.sees("This invitation was used")).text)
    assert len(words) == 1, "used or invented: the same words"
    await guesser.say(f"/start {good}")
    await guesser.sees("Wait 1 minute")
    refused = await guesser.press(data=f"j:{good[2:]}")
    assert "Wait 1 minute" in refused.text
    other = at_work.newcomer("Somebody else")
    await other.say(f"/start {good}")
    await other.press("English")
    await other.sees("You are invited to join")
    await at_work.wait(minutes=1, seconds=1)
    await guesser.say(f"/start i_{1:022}")
    await guesser.sees("This invitation was used")
    await guesser.say(f"/start {good}")
    await guesser.sees("Wait 2 minutes")
    await at_work.wait(minutes=3)
    await guesser.say(f"/start {good}")
    await guesser.sees("You are invited to join")


async def test_a_used_link_does_not_keep_a_newcomer_from_choosing_a_language(at_work: CouncilAtWork) -> None:
    user = at_work.newcomer("Stranger", "ru")
    await user.say("/start i_AAAAAAAAAAAAAAAAAAAAAA")
    await user.press("Русский")
    await user.sees("Это приглашение недействительно")
    await user.say("/start")
    await user.sees("Ваш ID в Telegram")


async def test_a_link_may_be_sent_as_a_message(at_work: CouncilAtWork) -> None:
    user = await greeted(at_work, "Stranger")
    await user.say(f"https://t.me/{BOT}?start={await link(at_work)}")
    await user.sees("You are invited to join:")
