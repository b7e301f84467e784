"""Quick questions through the front door: in a group's chat, and privately; with names and without."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from council.people import Role
from sandbox.client import Message, User
from storage import audit, members
from storage.tables import links, question_options, question_voters
from tests.flows.world import World

OPTIONS = "Ташкент\nАлматы\nDushanbe"


async def group(world: World, n: int = 5) -> list[User]:
    return [await world.member(f"Expert {n_}, group B", ["B"]) for n_ in range(1, n + 1)]


async def linked_chat(world: World, people: list[User]) -> int:
    chat = await world.sandbox.group("Group B", people)
    async with world.app.store.begin() as tx:
        person = await members.by_telegram(tx, people[0].id)
        assert person is not None
        await tx.insert(
            sa.insert(links).values(
                chat_id=chat, thread_id=0, group_code="B", title="Group B", linked_by=person.id,
                linked_at=await world.sandbox.now(),
            )
        )  # fmt: skip
    return chat


async def ask(user: User, *, several: bool, named: bool, chat: bool | None) -> None:
    """By hand; `chat`: None where there is no choice."""
    await user.say("/ask")
    await user.expect("What is the question?")
    await user.say("Где встретимся <весной>?")
    await user.expect("What are the options?")
    await user.say(OPTIONS)
    await user.expect("How many can each person choose?")
    await user.press("Several options" if several else "One option")
    await user.expect("group sees who chose what")
    await user.press("With names" if named else "Without names")
    if chat is not None:
        await user.expect("Where should it be asked?")
        await user.press("In the group's chat" if chat else "To each privately")
    question = await user.expect("Until when")
    await user.press(question.buttons[0][0].text)
    await user.expect("not binding")
    await user.press("Send the question")
    await user.expect("Asked: a quick question, not binding")


@pytest.mark.road
async def test_in_a_groups_chat_those_with_a_seat_answer_and_may_change_it(world: World) -> None:
    first, second = await group(world, 2)
    outsider = await world.member("Expert, group D", ["D"])
    stranger = await world.sandbox.person("Passer-by")
    chat = await linked_chat(world, [first, second, outsider, stranger])
    await ask(first, several=False, named=True, chat=True)
    card = await second.expect("Quick question, not binding", chat=chat)
    assert "Где встретимся <весной>?" in card.text
    assert [row[0].text for row in card.buttons] == ["Ташкент", "Алматы", "Dushanbe"]

    assert (await second.press("Алматы", chat=chat)).text == "Recorded: Алматы"
    await second.expect("▓▓▓▓▓▓▓▓▓▓ 1 · Алматы", chat=chat, after=0)
    assert (await second.press("Dushanbe", chat=chat)).text == "Recorded: Dushanbe"
    changed = await first.expect("▓▓▓▓▓▓▓▓▓▓ 1 · Dushanbe", chat=chat, after=0)
    assert "1 of 2 answered" in changed.text
    assert "Expert" not in changed.text, "names come at the end"
    assert "✓" not in str(changed.buttons), "nobody's own answer is on everyone's card"

    assert "no right" in (await outsider.press("Алматы", chat=chat)).text
    assert "those who sit in the group can do this" in (await stranger.press("Алматы", chat=chat)).text
    for data in ("qa:1:7", "qa:1:x", "qt:1:1", "qc:1", "v:1:support"):
        assert "no longer works" in (await second.press(data=data, message=card, chat=chat, forge=True)).text, data
    assert "no right" in (await second.press(data="qa:99:0", message=card, chat=chat, forge=True)).text

    await world.sandbox.advance(timedelta(hours=2))
    closed = await second.expect(lambda m: "Closed" in m.text and m.edits > 0, chat=chat, after=0)
    assert "– Expert 2, group B" in closed.text
    assert not closed.buttons
    result = await second.expect(lambda m: "photo" in m.raw, chat=chat, after=0)
    assert "1 of 2 answered" in result.text
    await first.expect(lambda m: "photo" in m.raw, after=0)
    late = await second.press(data="qa:1:0", message=closed, chat=chat, forge=True)
    assert "takes no more answers" in late.text


def buttons_of(message: Message) -> list[str]:
    return [button.text for row in message.buttons for button in row]


def shows(*labels: str) -> Callable[[Message], bool]:
    """Whether a card has buttons of these words: what one ticks is seen before one goes on."""
    return lambda message: set(labels) <= {button.text for row in message.buttons for button in row}


async def test_without_names_an_answer_is_counted_once_and_joined_to_nobody(world: World) -> None:
    people = await group(world)
    observer = await world.member("Observer, group B", ["B"], Role.OBSERVER)
    await ask(people[0], several=True, named=False, chat=None)
    for user in (people[1], observer):
        await user.expect("Quick question, not binding", after=0)
        bare = await user.expect(shows("Ташкент", "Dushanbe"), after=0)
        await user.press("Ташкент", message=bare)
        await user.expect(shows("✓ Ташкент"), after=0)
        # The next press comes from the card as it was before the first: both are ticked.
        await user.press(data=f"qt:1:{buttons_of(bare).index('Dushanbe')}:0", message=bare, forge=True)
        await user.expect(shows("✓ Ташкент", "✓ Dushanbe"), after=0)
        await user.press("✓ Ташкент")
        await user.expect(shows("Ташкент", "✓ Dushanbe"), after=0)
        await user.press("Алматы")
        await user.expect(shows("✓ Dushanbe", "✓ Алматы"), after=0)
        assert (await user.press("Send")).text == "Your answer was counted. It cannot be changed."
        mine = await user.expect("You have answered.", after=0)
        assert not mine.buttons
        assert "Алматы" not in mine.text
        again = await user.press(data="qs:1:1", message=mine, forge=True)
        assert "Without names an answer cannot be changed" in again.text
    await people[0].expect("2 of 6 answered", after=0)
    async with world.app.store.read() as tx:
        chosen = await tx.values(sa.select(question_options.c.chosen).order_by(question_options.c.place))
        assert chosen == [0, 2, 2]
        assert len(await tx.rows(sa.select(question_voters))) == 2
        entries = [action for _, action, subject in await audit.entries(tx) if subject == "question:1"]
    assert entries == ["question asked"]
    for data in ("qs:1:0", "qt:1:0:8", "qt:1:9:0", "qt:1:0:-1", "qa:1:1"):
        mine = await people[2].expect("Quick question", after=0)
        assert "no longer works" in (await people[2].press(data=data, message=mine, forge=True)).text, data

    await people[0].press("Close it now")
    await people[0].expect("The result will be sent separately")
    closed = await people[1].expect(lambda m: "Closed" in m.text and m.edits > 0, after=0)
    assert "2 · Алматы" in closed.text
    assert "Observer" not in closed.text
    assert "no right" in (await people[1].press(data="qc:1", message=closed, forge=True)).text


async def test_what_cannot_be_asked_is_said_and_nothing_is_lost(world: World) -> None:
    [first] = await group(world, 1)
    observer = await world.member("Observer, group B", ["B"], Role.OBSERVER)
    await observer.say("/ask")
    await observer.expect("those who sit in the group can do this")
    await first.say("/ask")
    await first.expect("What is the question?")
    await first.say("Where?")
    await first.expect("What are the options?")
    for typed, told in (
        ("only one", "That is 1 option; 2 to 10 are needed"),
        ("\n".join(map(str, range(20))), "Those are 20 options"),
        ("yes\nno\nYes", "“Yes” is there twice"),
        ("yes\n" + "n" * 61, "Option 2 is too long: 61 characters, 60 fit"),
        ("yes\n\u2800", "Option 2 is empty"),
    ):
        await first.say(typed)
        await first.expect(told)
    await first.say("yes\nno")
    await first.expect("How many can each person choose?")
    await first.press("One option")
    few = await first.expect("at least 5 people must be able to answer")
    assert "Without names" not in str(few.buttons)
    await first.press("With names")
    await first.expect("Until when")
    for typed in ("yesterday 10:00", "1.1.2020 10:00", "soon"):
        await first.say(typed)
        await first.expect(lambda m: m.buttons != [])
    await first.press((await first.last()).buttons[0][0].text)
    assert "Where?" in (await first.expect("It will be sent privately to 2 people")).text
