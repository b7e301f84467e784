"""Shared by tests: what is done and seen of recommendations."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from council.people import Actor, Role
from council.rounds import Round
from handlers.framework.work import UnitOfWork
from handlers.reactions import unit_of_work
from sandbox.client import User
from sandbox.seen import Message
from storage import members, rounds
from storage.transaction import Transaction
from tests.flows.world import World

TITLE = "Early schooling of returned children"
TEXT = "Children return to school within thirty days of arrival, whether or not their papers are complete."


@dataclass
class GroupB:
    """Three who take positions, and one who reads along."""

    chair: User
    first: User
    second: User
    observer: User


async def group_b(world: World) -> GroupB:
    return GroupB(
        await world.member("Chair, group B", ["B"], Role.CHAIR),
        await world.member("Expert, Kazakhstan, group B", ["B"]),
        await world.member("Expert, Uzbekistan, group B", ["B"]),
        await world.member("Observer, group B", ["B"], Role.OBSERVER),
    )


async def open_round(world: World, author: User, text: str = TEXT, title: str = TITLE) -> Round:
    """Opened by the chair's own hand."""
    await author.say("/recommend")
    await author.expect("What is its title")
    await author.say(title)
    await author.expect("Send the text to be adopted")
    await author.say(text)
    await author.expect("A link to the full document")
    await author.press("Skip")
    await author.press("As usual: full consensus")
    question = await author.expect("Until when")
    await author.press(question.buttons[0][0].text)
    await author.expect("asked.")
    await author.press("Open the round")
    await author.expect("Round opened: B-")
    async with world.app.store.read() as tx:
        found = await rounds.find(tx, await last_round(tx))
    assert found is not None
    return found


async def last_round(tx: Transaction) -> int:
    listed = await rounds.open_in(tx, None, datetime(2000, 1, 1, tzinfo=UTC))
    return max(round_.id for round_ in listed)


async def card(user: User, round_: Round) -> Message:
    return await user.expect(f"Recommendation {round_.number}", after=0)


async def work_of(world: World, tx: Transaction, user: User) -> UnitOfWork:
    now = await world.sandbox.now()
    person = await members.by_telegram(tx, user.id)
    assert person is not None
    return unit_of_work(tx, world.council, Actor("person", person, await members.seats_of(tx, person.id, now)), now)


async def after_the_deadline(world: World, round_: Round) -> None:
    await world.sandbox.advance_to(round_.deadline + timedelta(minutes=1))
