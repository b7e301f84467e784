"""Whom a round is shown to, and the deliveries about it that are queued for them."""

from collections.abc import Iterable

from council.people import Person, Role
from council.rounds import Round
from handlers.framework.work import UnitOfWork
from handlers.rounds.reads.tally import CARD
from storage import chat_links, electorates, members, outbox
from storage import rounds as rounds_store
from storage.outbox import Lane, Order

CHUNK = 50
"""To how many people a round is shown in one transaction."""


async def show_all(work: UnitOfWork, round_: Round) -> None:
    await _show(work, CHUNK, round_.id)
    await outbox.queue(work.tx, await to_chats(work, round_, CARD), work.now)


async def show_some(work: UnitOfWork) -> bool:
    """Show open rounds to some of those who have not seen them: the rest of a large group, and who joined later."""
    return await _show(work, CHUNK)


async def _show(work: UnitOfWork, limit: int, only: int | None = None) -> bool:
    found = await electorates.unshown(work.tx, work.now, limit, only)
    rounds: dict[int, list[Person]] = {}
    for round_id, person in found:
        rounds.setdefault(round_id, []).append(person)
    for round_id, persons in rounds.items():
        round_ = await rounds_store.round_(work.tx, round_id)
        if round_ is not None:
            await electorates.shown(work.tx, round_id, [person.id for person in persons], work.now)
            await outbox.queue(work.tx, list(orders(round_, CARD, persons)), work.now)
    return bool(found)


def orders(round_: Round, kind: str, persons: Iterable[Person], once: str = "") -> Iterable[Order]:
    """A delivery of this kind about the round to each of these. `once` tells one occasion from another."""
    for person in persons:
        if person.telegram_id is not None:
            key = f"{round_.subject}:{kind}:{person.id}" + (f":{once}" if once else "")
            yield Order(key, kind, round_.subject, Lane.ROUNDS, person.telegram_id, person.id)


async def to_chats(work: UnitOfWork, round_: Round, kind: str, once: str = "") -> list[Order]:
    """The same to the chats that are linked to the round's group: no one in particular is written to there."""
    made: list[Order] = []
    for link in await chat_links.of_groups(work.tx, [round_.group]):
        key = f"{round_.subject}:{kind}:chat:{link.chat}" + (f":{once}" if once else "")
        made.append(Order(key, kind, round_.subject, Lane.ROUNDS, link.chat, thread=link.thread))
    return made


async def leaders(work: UnitOfWork, round_: Round) -> list[Person]:
    """Those who lead the round: the chairs of its group and the secretariat, and its author, each once."""
    chairs = await members.holders(work.tx, [round_.group], work.now, {Role.CHAIR})
    author = await members.get(work.tx, round_.author)
    found = [*chairs, *await members.secretariat(work.tx, work.now), *([author] if author else [])]
    return list({person.id: person for person in found}.values())
