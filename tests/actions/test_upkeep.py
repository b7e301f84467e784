"""The program itself: looked at for the secretariat, its errors told to the operations chat, what a restore has held."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from council.chats import Came, ChatRights, Guest
from council.errors import Forbidden, Stale
from council.people import Role
from council.upkeep import OPERATIONS, Found, Sign, Trouble
from handlers.chats import actions as chat_actions
from handlers.registration.actions.seats import bring_in_secretariat
from handlers.upkeep import actions
from storage import after_restore, audit, examinations
from storage.outbox import Lane, Order, queue
from tests.actions.at_work import CouncilAtWork, Someone

CHAT = -700
WRITES = ChatRights(inside=True)

FOUND = [
    Found(Sign.DATABASE),
    Found(Sign.OLD_BACKUP, right=False),
    Found(Sign.CHAT, about="Group <B>"),
    Found(Sign.NO_CLOCK, right=None),
]


async def note(at_work: CouncilAtWork, found: Sequence[Found], *, ended: bool) -> None:
    async with at_work.store.read() as tx:
        wanted = await examinations.find_wanted(tx)
    assert wanted is not None
    await at_work.does(actions.note_found, wanted, found, ended=ended)


async def colleague(at_work: CouncilAtWork, of: Someone) -> Someone:
    """Another one in the secretariat."""
    other = await at_work.outsider("Second secretary")
    await at_work.does(bring_in_secretariat, [of.id, other.id])
    return other


async def test_an_examination_fills_by_itself(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/doctor")
    card = await secretary.sees("this message fills by itself")
    await note(at_work, FOUND[:1], ended=False)
    assert "✓ The database can be read." in (await secretary.sees("fills by itself")).text
    await note(at_work, FOUND, ended=True)
    done = await secretary.sees("Wrong: 1")
    assert done.id == card.id
    lines = done.text.splitlines()
    assert [line[:1] for line in lines if line[:1] in "✗✓·" and line] == ["✗", "·", "✓", "✓"], "what is wrong comes first"
    assert "Chat “Group <B>”: the bot has its rights." in done.text
    await secretary.press("Look again")
    again = await secretary.sees("fills by itself")
    assert again.id != card.id


async def test_two_who_ask_at_once_get_the_same_examination(at_work: CouncilAtWork, secretary: Someone) -> None:
    other = await colleague(at_work, secretary)
    await secretary.say("/doctor")
    await other.say("/doctor")
    await note(at_work, FOUND, ended=True)
    for one in (secretary, other):
        await one.sees("Wrong: 1", ever=True)
    async with at_work.store.read() as tx:
        assert await examinations.find_wanted(tx) is None
        assert len(await audit.entries(tx, "examination asked for")) == 2


@pytest.mark.parametrize("role", [Role.CHAIR, Role.MEMBER, Role.OBSERVER])
async def test_only_the_secretariat_examines_and_decides(at_work: CouncilAtWork, role: Role) -> None:
    other = await at_work.seated("Expert, group B", ["B"], role)
    await other.say("/doctor")
    await other.sees("Only the secretariat")
    for press in ("xe", "xh", "xd:send:1:", "xd:drop:0:meetings"):
        assert "Only the secretariat" in (await other.press(data=press)).text
    with pytest.raises(Forbidden):
        await other.does(actions.ask_examination, 1)
    with pytest.raises(Forbidden):
        await other.does(actions.decide_held, "", send=True)


# -- the operations chat


async def operations(at_work: CouncilAtWork, by: Someone, chat: int = CHAT) -> None:
    await at_work.chat(OPERATIONS, by, chat, rights=WRITES)


async def met(at_work: CouncilAtWork, kind: Trouble = Trouble.BEAT, about: str = "reminders", n: int = 1) -> None:
    await at_work.does(actions.note_troubles, {(kind, about): n})


async def test_an_operations_chat_is_linked_by_the_secretariat_only(at_work: CouncilAtWork, secretary: Someone) -> None:
    chair = await at_work.seated("Chair, group B", ["B"], Role.CHAIR)
    await chair.say("/link", chat=CHAT)
    asked = await chair.sees("Link this chat?")
    assert not any("Operations" in label for label in asked.labels)
    assert "You have no right to this" in (await chair.press(data=f"kc:1:{OPERATIONS}", on=asked)).text
    await secretary.say("/link", chat=CHAT)
    await secretary.press("Operations: what goes wrong with the bot")
    await secretary.sees("This chat is told what goes wrong", chat=CHAT, ever=True)
    await secretary.say("/chats")
    await secretary.press("Unlink operations: Group B")
    await secretary.press("Unlink")
    await met(at_work)
    assert not await secretary.has("reminders", chat=CHAT)


async def test_each_kind_of_trouble_is_told_once_an_hour(at_work: CouncilAtWork, secretary: Someone) -> None:
    await operations(at_work, secretary)
    await met(at_work)
    first = await secretary.sees("could not be done: reminders", chat=CHAT, ever=True)
    assert "1 time since" in first.text
    for _ in range(3):
        await met(at_work, n=2)
    await met(at_work, Trouble.REFUSED, "meetings.reminder")
    assert len(await secretary.has("could not be done: reminders", chat=CHAT)) == 1
    other = await secretary.sees("refused a message for good", chat=CHAT, ever=True)
    assert "Meetings (meetings.reminder)" in other.text
    await at_work.wait(minutes=61)
    told = await secretary.has("could not be done: reminders", chat=CHAT)
    assert len(told) == 2
    assert "6 times since" in told[-1].text
    await at_work.wait(hours=3)
    assert len(await secretary.has("could not be done: reminders", chat=CHAT)) == 2, "nothing new: nothing is said"


async def test_that_nothing_can_be_told_is_not_told(at_work: CouncilAtWork, secretary: Someone) -> None:
    await operations(at_work, secretary)
    await met(at_work, Trouble.REFUSED, actions.TROUBLE.name)
    assert not await secretary.has("refused a message", chat=CHAT)


async def test_nothing_else_goes_to_the_operations_chat(at_work: CouncilAtWork, secretary: Someone) -> None:
    await operations(at_work, secretary)
    await at_work.told(CHAT, Came((Guest(5000, "Administrator"),)))
    assert not await secretary.has("joined its chat"), "who is in it is not the council's business"
    async with at_work.store.begin() as tx:
        work = await secretary.work(tx)
        assert await work.tell_chats(at_work.council.codes, chat_actions.LINKED, "link:1", "again") == 0
    await secretary.say("/tasks")
    assert not await secretary.has("I lack rights"), "to write is enough there"


# -- held since a restore


@pytest.fixture
async def held(at_work: CouncilAtWork, secretary: Someone) -> Someone:
    """Two reminders of meetings and one of follow-ups wait for a decision; the one who decides."""
    orders = [
        Order(f"{kind}:{n}", kind, "meeting:1", Lane.REMINDERS, secretary.id, due_at=at_work.now - timedelta(days=n))
        for kind, n in (("meetings.reminder", 1), ("meetings.reminder", 3), ("followup.asked", 2))
    ]
    async with at_work.store.begin() as tx:
        await queue(tx, orders, at_work.now)
        await after_restore.hold(tx, at_work.now)
    return secretary


async def kinds(at_work: CouncilAtWork) -> dict[str, int]:
    async with at_work.store.read() as tx:
        return {one.kind: one.n for one in await after_restore.held(tx)}


async def test_the_secretariat_decides_kind_by_kind(at_work: CouncilAtWork, held: Someone) -> None:
    await held.say("/tasks")
    await held.sees("Decide whether 3 messages")
    await held.press("Messages held back")
    page = await held.sees("Messages held back: 3")
    assert "Meetings: 2" in page.text
    assert "due from Sat 21 November 2026, 10:00 (Tashkent) to Mon 23 November 2026, 10:00 (Tashkent)" in page.text
    await held.press("Drop: Meetings")
    await held.sees("Drop what was held back: Meetings, 2?")
    assert await kinds(at_work) == {"followup.asked": 1, "meetings.reminder": 2}, "it is asked first"
    await held.press("Yes, drop 2")
    await held.sees("Messages held back: 1")
    assert await kinds(at_work) == {"followup.asked": 1}
    assert "no longer works" in (await held.press(data="xd:drop:1:meetings")).text
    await held.press("Send: Follow-up")
    await held.press("Yes, send 1")
    await held.sees("They are being sent: 1.")
    assert await kinds(at_work) == {}
    async with at_work.store.read() as tx:
        done = [action for _, action, _ in await audit.entries(tx) if action.startswith("held messages")]
    assert done == ["held messages dropped", "held messages sent"]
    await held.say("/audit")
    await held.sees("messages about: Follow-up")


async def test_two_secretaries_do_not_decide_twice(at_work: CouncilAtWork, held: Someone) -> None:
    other = await colleague(at_work, held)
    assert await held.does(actions.decide_held, "", send=False) == 3
    with pytest.raises(Stale):
        await other.does(actions.decide_held, "", send=True)
    await other.press(data="xh")
    await other.sees("Nothing is held back.")
