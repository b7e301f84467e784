"""Who sees what of a round: the table of the decision rules, reader by reader, over every surface there is.

Each reader is made to press whatever there could be to press, by its data, whether it is offered or not; all that they
then have before them is read, files and pictures with it.
"""

import io
import re
from collections.abc import Mapping
from datetime import timedelta

import openpyxl
import pytest

from bot.delivery import pacer
from bot.updates import throttle
from council.openness import Openness, Reader, sight
from council.people import Actor, Role
from council.recommendations import Proposal
from council.records import edition_for
from council.rounds import Round
from council.rules import Terms
from handlers.common.texts import Catalogs
from handlers.recommendations import actions
from handlers.records import actions as record_actions
from handlers.records.views import page as record_views
from handlers.rounds.actions import opening
from sandbox.client import User
from sandbox.seen import Message
from storage import members, records
from tests.flows.life import linked
from tests.flows.recommendations import work_of
from tests.flows.records import file_of, words_of_docx, words_of_pdf
from tests.flows.who_sees_what import quiet
from tests.flows.world import World

SEES = """
                     secretariat chair  author member observer chat
named, open          NRWC        NRWC   NRWC   -      -        -
named, after         NRC         NRC    NRC    NRC    C        C
confidential, open   NRWC        RC     RC     -      -        -
confidential, after  NRC         RC     RC     RC     C        C
detached, open       H           H      H      -      -        -
detached, after      C           C      C      C      C        C
"""
"""N: names beside positions. R: reasons. W: who has answered. C: how many chose what. H: how many have answered, and no
more than that. What someone sees of themselves is not in the table: they see it always."""

OBJECTOR = "Expert, Uzbekistan, group B"
HARM, WISH = "Schools cannot bear it", "Thirty days are few"
SURFACES = (
    "o:round:1", "vt:1", "vs:1", "vn:1", "vr:1", "vo:1", "o:recommendation:1", "ws:1:history", "ws:1:comments",
    "ws:1:text", "o:record:1", "rp:1:pdf", "rp:1:docx", "rp:1:png", "rg:full", "rg:public", "rg:text",
)  # fmt: skip
COMMANDS = ("/home", "/recommendations", "/recommendations schooling", "/records")


def table() -> Mapping[tuple[str, str], Mapping[str, str]]:
    head, *rows = SEES.strip("\n").splitlines()
    readers = head.split()
    found = {}
    for row in rows:
        openness, state = row[:20].split(", ")
        found[openness, state.strip()] = dict(zip(readers, row[20:].split(), strict=True))
    return found


async def before_them(world: World, user: User, chat: int | None) -> str:
    """All that somebody has before them, once they have pressed whatever there is."""
    if chat is None:
        last = await user.last()
        for data in SURFACES:
            await user.press(data=data, message=last, forge=True)
        for command in COMMANDS:
            await user.say(command)
            await user.expect(lambda _: True)
        await quiet(world)
    # Who has joined is told by name, and has nothing to do with the round.
    shown = [await _read(world, one) for one in await user.inbox(chat) if not one.text.startswith("Joined:")]
    return "\n".join([*shown, *await _picture(world, user, in_chat=chat is not None)])


async def _read(world: World, message: Message) -> str:
    if message.document is None:
        return message.text
    content = await file_of(world, message)
    if message.document.endswith(".pdf"):
        return words_of_pdf(content)
    if message.document.endswith(".docx"):
        return words_of_docx(content)
    if message.document.endswith(".xlsx"):
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        rows = [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
        heads = rows[0]
        return "\n".join(f"{head} {value}" for row in rows[1:] for head, value in zip(heads, row, strict=True))
    return content.decode()


async def _picture(world: World, user: User, *, in_chat: bool) -> list[str]:
    """The words of the result's picture as this reader gets it."""
    async with world.app.store.read() as tx:
        kept = await records.of_round(tx, 1)
        person = await members.by_telegram(tx, user.id)
        assert person is not None
        if kept is None:
            return []
        if in_chat:
            edition = edition_for(sight(kept.record.openness, Reader.CHAT, closed=True))
        else:
            actor = Actor("person", person, await members.seats_of(tx, person.id, await world.sandbox.now()))
            edition = record_actions.edition_of(world.council, kept, actor)
        assert edition is not None
    drawn = record_views.picture(kept, edition, "UTC", Catalogs(["en"]).texts("en"))
    return [f"{group.label} {group.count} {'; '.join(group.names)}" for group in (*drawn.groups, drawn.silent)]


_WHO = re.compile(r"^(Answered|Silent): .*$", re.MULTILINE)
_COUNTS = re.compile(r"Support 3\b|: 3 support,")
_HOW_MANY = re.compile(r"5 of 6 have answered")


def seen(text: str) -> str:
    """What a reader learns from this, in the letters of the table."""
    others = _WHO.sub("", text)
    who, names, counts = _WHO.search(text), OBJECTOR in others, _COUNTS.search(text)
    letters = "N" if names else ""
    letters += "R" if HARM in text or WISH in text else ""
    letters += "W" if who else ""
    letters += "C" if counts else ""
    if not letters and _HOW_MANY.search(text):
        letters = "H"
    return letters or "-"


async def a_round(world: World, openness: Openness) -> tuple[dict[str, tuple[User, int | None]], list[User], Round]:
    """Six in the electorate, of whom five answer: three support it, one has a reservation, one objects."""
    chair = await world.member("Chair, group B", ["B"], Role.CHAIR)
    author = await world.member("Expert, Kazakhstan, group B", ["B"])
    member = await world.member("Expert, Tajikistan, group B", ["B"])
    reserved = await world.member("Expert, Kyrgyzstan, group B", ["B"])
    objector = await world.member(OBJECTOR, ["B"])
    await world.member("Expert, Turkmenistan, group B", ["B"])
    observer = await world.member("Observer, group B", ["B"], Role.OBSERVER)
    chat = await linked(world, chair, "B", author)
    now = await world.sandbox.now()
    async with world.app.store.begin() as tx:
        text = Proposal("B", "Schooling", "Children return to school.", "")
        made = await actions.propose(await work_of(world, tx, author), text)
        terms, until = Terms(openness=openness), now + timedelta(days=2)
        round_ = await opening.ask_about(await work_of(world, tx, chair), made.id, terms, None, until)
    readers: dict[str, tuple[User, int | None]] = {
        "secretariat": (world.secretary, None),
        "chair": (chair, None),
        "author": (author, None),
        "member": (member, None),
        "observer": (observer, None),
        "chat": (author, chat),
    }
    return readers, [chair, author, member, reserved, objector], round_


async def answer(world: World, people: list[User], round_: Round) -> None:
    *supporters, reserved, objector = people
    for user in people:
        card = await user.expect(f"Recommendation {round_.number}", after=0)
        if user in supporters:
            await user.press("Support", message=card)
        elif user is reserved:
            await user.press("With reservations", message=card)
            if not round_.detached:
                await user.expect("what is your reservation?")
                await user.say(WISH)
        elif user is objector:
            await user.press("Object", message=card)
            if not round_.detached:
                await user.expect("what harm")
                await user.say(HARM)
                await user.expect("Which wording")
                await user.press("I do not know yet")
    await quiet(world)


@pytest.mark.parametrize("openness", Openness)
async def test_everyone_sees_what_the_table_says_and_nothing_else(
    world: World, openness: Openness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacer, "PRIVATE_SPACING", 0.01)
    monkeypatch.setattr(pacer, "GROUP_SPACING", 0.01)
    monkeypatch.setattr(throttle, "MOST", 1000)  # nobody presses so much, so fast
    readers, people, round_ = await a_round(world, openness)
    await answer(world, people, round_)
    open_ = {name: seen(await before_them(world, user, chat)) for name, (user, chat) in readers.items()}
    assert open_ == table()[openness.value, "open"]

    await world.sandbox.advance(days=3)
    await quiet(world)
    texts = {name: await before_them(world, user, chat) for name, (user, chat) in readers.items()}
    after = {name: seen(_WHO.sub("", text)) for name, text in texts.items()}
    # While it was open some saw more of who had answered; what they keep of that is not what is shown now.
    assert after == table()[openness.value, "after"]
