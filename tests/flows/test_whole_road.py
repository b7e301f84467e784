"""The whole road, from an invitation to the news, with the program killed and started again in the middle."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sandbox.client import Sandbox, User
from tests.announcing import compose
from tests.daytime import by_day
from tests.following import follow
from tests.program import Program

SECRETARY = 1001
B = "B · Psychosocial support, health and education"
AGENDA = "https://example.org/agenda.pdf"
IN_FLIGHT = 16  # never more duplicates than requests under way at a kill


async def _joined(sandbox: Sandbox, secretary: User, label: str) -> User:
    """Invited by the secretary, joined by the link."""
    await secretary.say("/invite")
    await secretary.expect("Into which groups")
    await secretary.press(B)
    await secretary.press("Done")
    await secretary.expect("For 1 person")
    await secretary.press("Make the link")
    shown = await secretary.expect("start=i_")
    payload = shown.text.partition("start=")[2].split()[0]
    user = await sandbox.person(label, language_code="en")
    await user.say(f"/start {payload}")
    await user.press("English")
    await user.press("Join")
    for question, answer in (("full name", label), ("organisation", "Ministry"), ("country", "Kazakhstan")):
        await user.expect(question)
        await user.say(answer)
    await user.press("Join", message=await user.expect("Is this right?"))
    await user.expect("You have joined")
    return user


async def _set_meeting(secretary: User, starts: str, program: Program) -> None:
    await secretary.say("/meeting")
    await secretary.expect("What is the meeting about")
    await secretary.say("Schooling of returned children")
    await secretary.expect("Which groups meet")
    await secretary.press(B)
    await program.kill()  # in the middle of a form: what was chosen is kept
    await program.start()
    await secretary.press("Done")
    await secretary.expect("When does it begin")
    await secretary.say("32 December")
    await secretary.expect("I cannot read “32 December” as a date and time")
    await secretary.say(starts)
    await secretary.expect("join online")
    await secretary.say("https://example.org/room")
    await secretary.expect("Reminders before it")
    await secretary.press("Change")
    await secretary.expect("What should be changed?")
    await secretary.press("Agenda")
    await secretary.expect("The agenda: a link")
    await secretary.say(AGENDA)
    await secretary.expect("Reminders before it")
    await secretary.press("Publish")


async def _open_round(secretary: User) -> None:
    await secretary.say("/recommend")
    await secretary.press(B)
    await secretary.expect("What is its title")
    await secretary.say("Early schooling")
    await secretary.expect("Send the text")
    await secretary.say("Children return to school within thirty days of arrival.")
    await secretary.expect("A link")
    await secretary.press("Skip")
    await secretary.press("As usual: full consensus")
    question = await secretary.expect("Until when")
    await secretary.press(question.buttons[0][0].text)
    await secretary.expect("3 people are asked")
    await secretary.press("Open the round")


async def _times(users: Sequence[User], text: str) -> Counter[int]:
    """How many messages with this text each person has."""
    return Counter({user.id: sum(text in message.text for message in await user.inbox()) for user in users})


async def test_the_whole_road_with_a_kill_in_the_middle(tmp_path: Path) -> None:
    database = tmp_path / "majlis.db"
    async with by_day() as server, Sandbox(server.url) as sandbox:
        secretary = await sandbox.person("Secretariat", role="secretariat", id=SECRETARY)
        channel = await sandbox.channel("News", "rec_news")
        async with Program(server.url, database, SECRETARY) as program:
            await secretary.say("/start")
            await secretary.expect("choose your language")
            await secretary.press("English")
            await secretary.expect("You are in the secretariat")

            experts = [await _joined(sandbox, secretary, f"Expert {n}, group B") for n in (1, 2, 3)]
            starts = (await sandbox.now()).astimezone(ZoneInfo("Asia/Tashkent")) + timedelta(days=8)
            await _set_meeting(secretary, f"{starts:%Y-%m-%d} 15:00", program)
            for expert in experts:
                card = await expert.expect("Schooling of returned children", after=0)
                assert AGENDA in card.text

            # The reminders fall due while the program is down, and again while it runs.
            await sandbox.advance(days=2)
            for expert in experts:
                await expert.expect("In 7 days: ", after=0)
            await _open_round(secretary)
            for expert in experts:
                await expert.expect("Early schooling", after=0)
            await experts[0].press("Support")
            await experts[1].press("Object")
            await experts[1].expect("what harm")
            await program.kill()
            await experts[2].say("/home")  # said while nobody listens
            await program.start()
            await experts[2].expect("Waiting for you: 1 recommendation")
            await experts[1].say("The papers take longer than thirty days.")
            await experts[1].expect("Which wording")
            await experts[1].press("I do not know yet")
            await experts[1].press("Support")  # a change of mind, before the deadline
            await experts[2].press("Stand aside")
            await sandbox.advance(days=9)
            for expert in experts:
                result = await expert.expect("adopted by full consensus\n", after=0)
                assert "3 of 3 answered (quorum 2): 2 support" in result.text
            for text in ("In 7 days: ", "In 1 day: ", "In 1 hour: "):
                assert await _times(experts, text) == {expert.id: 1 for expert in experts}, text

            await compose(secretary, "Visit of 12 December", [B])
            await secretary.press("Send to 3 people")
            await secretary.expect("Delivered: 3 of 3")
            assert await _times(experts, "Visit of 12 December") == {expert.id: 1 for expert in experts}

            reader = await sandbox.person("Subscriber", language_code="en")
            await reader.say("/start")
            await reader.press("English")
            await reader.expect("This is the council's bot")
            await follow(reader)
            await program.kill()
            await channel.post("The council met.")  # posted while nobody listens
            await program.start()
            await reader.expect("The council met.")
            assert await program.stop() == 0
        assert program.said == ""
