"""Shared by tests: values and steps about records."""

from datetime import timedelta

from council.people import Role
from council.rounds import Position, Round
from council.rules import Choice, Ground, Outcome
from storage import members, objections, positions, records, rounds
from storage.transaction import Transaction
from tests.storage.recommendations import DEADLINE, NOW, opened, seated

LATER = DEADLINE + timedelta(seconds=1)


async def closed(tx: Transaction) -> tuple[Round, int, int]:
    """A round with an objection and a support, closed and kept."""
    author = await seated(tx, None, "B", Role.CHAIR)
    other = await seated(tx, None, "B", Role.MEMBER)
    await members.change(tx, author, name="Председатель, группа B")
    await members.change(tx, other, name="Сарапшы Ғ. қ, B тобы")
    round_ = await opened(tx, [author, other])
    await positions.take(tx, round_.id, Position(author, Choice.SUPPORT, "", NOW))
    objects = Position(other, Choice.OBJECT, "harm", NOW, "remedy")
    await positions.take(tx, round_.id, objects)
    await objections.raise_(tx, round_.id, objects)
    [raised] = await objections.of_round(tx, round_.id)
    await objections.answer(tx, raised.id, "An answer", author, NOW)
    await rounds.close(tx, round_.id, Outcome.NOT_ADOPTED, Ground.OBJECTION, DEADLINE)
    await records.keep(tx, round_.id, LATER)
    return round_, author, other
