"""What waits for somebody's answer: one reminder a day, of all of it, which follows what is answered and taken back."""

import itertools
from datetime import timedelta

from council.announcements import Announcement, Content, Option
from council.audiences import Audience, AudienceKind
from handlers.announcements.actions import access, confirmations, corrections, drafts
from handlers.rounds.actions import leading
from storage.announcement_deliveries import Which, recipients
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.chats import Message
from tests.actions.meetings import publish
from tests.actions.rounds import group_b, opened

GROUP_B = Audience(AudienceKind.GROUPS, ("B",))
VISIT, VISITE = "Visit of 12 December", "Визит 12 декабря"


async def announce(secretary: Someone, nudges: tuple[int, ...] = (), **said: str) -> Announcement:
    """To group B, with “I have read this”."""
    made = await secretary.does(drafts.begin, fresh=True)
    for language, html in said.items():
        await secretary.does(drafts.write, made.id, Content(language, html=html))
    await secretary.does(drafts.flip, made.id, Option.CONFIRM)
    await secretary.does(drafts.set_nudges, made.id, nudges)
    aimed = await secretary.does(drafts.aim, made.id, GROUP_B)
    async with secretary.council.store.read() as tx:
        people = await access.count_people(await secretary.work(tx), aimed)
    return await secretary.does(drafts.hand_in, made.id, people)


def asks(message: Message) -> bool:
    heads = ("Please read", "рочтите", "Can you come", "waits for your answer", "wait for your answer", "Waiting for you")
    return any(head in message.text for head in heads)


async def test_reminders_to_answer_are_one_a_day_and_tell_of_all_that_waits(at_work: CouncilAtWork, secretary: Someone) -> None:
    group = await group_b(at_work)
    await publish(at_work, 4)
    await opened(group.chair, timedelta(days=4))
    await announce(secretary, (24, 48), en=VISIT)
    came: list[Message] = []
    for _ in range(16):
        await at_work.wait(hours=6)
        came += [one for one in await group.first.has(asks) if one.id not in {other.id for other in came}]
    times = sorted(one.at for one in came)
    assert times
    assert all(later - earlier >= timedelta(hours=20) for earlier, later in itertools.pairwise(times))
    assert "Waiting for you: 3" in came[0].text or "Waiting for you: 3" in came[-1].text


async def test_a_reminder_follows_what_is_answered(at_work: CouncilAtWork, secretary: Someone) -> None:
    expert = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    await publish(at_work, 9)
    await announce(secretary, (24,), en=VISIT)
    await at_work.wait(hours=25)
    reminder = await expert.sees("Waiting for you: 2", ever=True)
    assert VISIT in reminder.text
    await expert.press("I have read “Visit of 12 December”", on=reminder)
    assert "Can you come?" in (await expert.sees(lambda one: one.id == reminder.id)).text
    await expert.press("I cannot")
    await at_work.wait(minutes=1)
    assert await expert.has("Nothing waits for you.")


async def test_it_quotes_the_text_in_the_readers_language(at_work: CouncilAtWork, secretary: Someone) -> None:
    reader = await at_work.seated("Expert, Uzbekistan, group B", ["B"], language="ru")
    english = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    await announce(secretary, (24,), en=f"{VISIT}\nThe bus leaves at nine.", ru=f"{VISITE}\nАвтобус в девять.")
    await at_work.wait(hours=25)
    assert "Автобус в девять." in (await reader.sees(asks, ever=True)).text
    assert "The bus leaves at nine." in (await english.sees(asks, ever=True)).text


async def test_taking_an_announcement_back_takes_its_reminders_along(at_work: CouncilAtWork, secretary: Someone) -> None:
    reader = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    made = await announce(secretary, (24, 48, 96), en=VISIT)
    await at_work.wait(hours=50)
    assert len([one for one in await reader.has() if VISIT in one.text]) == 2  # the copy, and the last reminder
    await secretary.does(corrections.take_back, made.id)
    await at_work.wait(hours=72)
    assert not await reader.has(VISIT)


async def test_a_correction_concerns_its_language_only(at_work: CouncilAtWork, secretary: Someone) -> None:
    english = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    russian = await at_work.seated("Expert, Uzbekistan, group B", ["B"], language="ru")
    made = await announce(secretary, en=VISIT, ru=VISITE)
    await at_work.wait(minutes=1)
    await secretary.does(corrections.correct, made.id, {"ru": f"{VISITE}, 10:00"})
    await at_work.wait(minutes=1)
    assert (await english.sees(VISIT, ever=True)).edits == 0
    assert "Исправлено" in (await russian.sees("10:00", ever=True)).text
    await secretary.does(corrections.correct, made.id, {"en": f"{VISIT}, 10:00"})
    await at_work.wait(minutes=1)
    assert "Corrected" in (await english.sees("10:00", ever=True)).text
    assert (await russian.sees("10:00", ever=True)).edits == 1


async def test_who_confirmed_is_asked_again_when_the_change_is_material(at_work: CouncilAtWork, secretary: Someone) -> None:
    english = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    russian = await at_work.seated("Expert, Uzbekistan, group B", ["B"], language="ru")
    silent = await at_work.seated("Expert, Tajikistan, group B", ["B"])
    made = await announce(secretary, en=VISIT, ru=VISITE)
    await at_work.wait(minutes=1)
    for reader in (english, russian):
        await reader.does(confirmations.confirm, made.id)
    await secretary.press("Report")
    for material, asked in ((False, 0), (True, 1)):
        await secretary.press("Correct")
        await secretary.press("English")
        await secretary.say(f"{VISIT}, {'10:00' if material else '9:00'}")
        await secretary.press("Yes, ask them again" if material else "No, just a slip")
        await secretary.press("Correct it")
        await at_work.wait(minutes=1)
        assert len(await english.has(lambda one: one.text.startswith("Please read"))) == asked
    assert not await russian.has("рочтите")
    assert not await silent.has(lambda one: one.text.startswith("Please read"))
    again = await english.sees(lambda one: one.text.startswith(VISIT), ever=True)
    assert again.labels == ["I have read this"]
    async with at_work.store.read() as tx:
        kept = {one.person.name: one for one in await recipients(tx, made.id, Which.ALL, 9)}
    assert (kept[english.name].read_at, kept[silent.name].earlier_at) == (None, None)
    assert kept[english.name].earlier_at is not None, "for the certificate"
    await english.press("I have read this", on=again)
    await secretary.sees("Read and confirmed: 2", ever=True)


async def test_the_chair_reminds_only_those_not_reminded_today(at_work: CouncilAtWork) -> None:
    group = await group_b(at_work)
    round_ = await opened(group.chair)
    assert await group.chair.does(leading.remind, round_.id) == 3
    assert await group.chair.does(leading.remind, round_.id) == 0
    await at_work.wait(hours=1)
    assert await group.chair.does(leading.remind, round_.id) == 0
    assert len(await group.first.has(asks)) == 1
    await at_work.wait(hours=20)
    assert await group.chair.does(leading.remind, round_.id) == 3
