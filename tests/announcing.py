"""An announcement as its author makes one: by the same actions, or by the same presses."""

from collections.abc import Mapping, Sequence

from council.announcements import Announcement, Content
from council.audiences import Whom
from handlers.announcements.actions import access, drafts
from handlers.framework.work import UnitOfWork
from sandbox.client import Message, User


async def publish(work: UnitOfWork, audience: Whom, html: str) -> Announcement:
    """Write it in the council's first language, choose the audience, and hand it in."""
    made = await drafts.begin(work, fresh=True)
    await drafts.write(work, made.id, Content(work.council.languages[0], html=html))
    aimed = await drafts.aim(work, made.id, audience)
    return await drafts.hand_in(work, made.id, await access.count_people(work, aimed))


async def compose(
    author: User, text: str, groups: Sequence[str] = (), entities: Sequence[Mapping[str, object]] = (), kind: str = "Groups"
) -> Message:
    """Everything up to the draft's desk, by presses in English; the desk."""
    await author.say("/announce")
    await ask_for_message(author)
    await author.say(text, entities=entities)
    await choose(author, groups, kind)
    await author.press("Back")
    return await author.expect("Announcement: ")


async def ask_for_message(author: User) -> None:
    """From the desk on: the question what it says in English."""
    await author.press("Message")
    await author.expect("What it says")
    await author.press("Write in English")
    await author.expect("What should it say in English?")


async def choose(author: User, values: Sequence[str], kind: str = "Groups") -> None:
    """From the desk on: the first rule of an audience."""
    await author.press("Recipients")
    await author.expect("Nobody chosen yet")
    await author.press("Choose people")
    await author.expect("Who should get it?")
    await rule(author, values, kind)


async def rule(author: User, values: Sequence[str], kind: str) -> None:
    """One rule: its kind, what is ticked, and Done."""
    await author.press(kind)
    for value in values:
        await author.press(value)
    if values:
        await author.press("Done")
    await author.expect("counted again")
