"""What a press costs, in counts that no machine changes: statements, however large the group."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from markupsafe import Markup

from council.rounds import Round
from council.rules import Choice
from handlers.common.operations import say
from handlers.common.presses import encode
from handlers.common.view import View
from handlers.framework.context import Incoming
from handlers.rounds.presses import Vote
from handlers.rounds.reads import CARD
from storage import outbox
from storage.sqlite_connection import SteadyConnection
from storage.store import Store
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import opened
from tests.crowd import seat_in_b
from tests.storage.deliveries import marked

MOST = 8
"""Statements of a press, and one more where cards are on their way, which it marks. Each costs a change of threads on SQLite
and a round trip on PostgreSQL."""

FIRST = 500_000
"""The Telegram id of the first of a crowd."""


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """The statements that are executed within the block, and what begins a transaction."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    def begin(_connection: object) -> None:
        found.append("BEGIN")

    listeners: list[tuple[str, Callable[..., None]]] = [("before_cursor_execute", note), ("begin", begin)]
    for event, hear in listeners:
        sa.event.listen(store.engine.sync_engine, event, hear)
    try:
        yield found
    finally:
        for event, hear in listeners:
            sa.event.remove(store.engine.sync_engine, event, hear)


def count_calls(patched: pytest.MonkeyPatch, owner: type, name: str) -> list[None]:
    """Grows by one with each call of this method."""
    calls: list[None] = []
    method = getattr(owner, name)

    def counted(*args: object, **kwargs: object) -> object:
        calls.append(None)
        return method(*args, **kwargs)

    patched.setattr(owner, name, counted)
    return calls


async def pressed(at_work: CouncilAtWork, person: int, round_: Round, choice: Choice) -> int:
    """How many statements it takes that somebody, whose Telegram id this is, takes a position."""
    card = at_work.chats.put(say(person, View(Markup("the card"))), at_work.now)
    press = encode(Vote(round_.id, round_.version, choice))
    incoming = Incoming(0, person, private=True, user=person, message=card, press=press, press_id="press")
    with pytest.MonkeyPatch.context() as patched, statements(at_work.store) as found:
        hops = count_calls(patched, SteadyConnection, "_execute")
        toast = await at_work.visited(incoming)
    assert toast.text.startswith("Recorded: ")
    begun = sum(one.startswith("BEGIN") for one in found)
    assert begun == 1, "one transaction"
    assert len(hops) <= len(found), "one change of threads for each statement, with BEGIN in the first, and one for the commit"
    return len(found) - begun


async def cost(at_work: CouncilAtWork, round_: Round, person: int) -> int:
    """How many statements a press takes. The first of a person sets up more: their mark in the log, and, each hour, when
    they were last heard from."""
    assert await pressed(at_work, person, round_, Choice.ASIDE) <= MOST + 2
    return await pressed(at_work, person, round_, Choice.SUPPORT)


@pytest.mark.parametrize("shown", [False, True])
async def test_a_press_takes_as_few_statements_in_a_large_group_as_in_a_small_one(
    at_work: CouncilAtWork, secretary: Someone, shown: bool
) -> None:
    at_work.council = replace(at_work.council, show_counts=shown)
    at_work.__post_init__()
    await seat_in_b(at_work.store, range(FIRST, FIRST + 40), at_work.now)
    small = await cost(at_work, await opened(secretary), FIRST)
    assert small <= MOST
    await seat_in_b(at_work.store, range(FIRST + 40, FIRST + 4000), at_work.now)
    assert await cost(at_work, await opened(secretary), FIRST + 40) == small


async def test_a_card_that_is_on_its_way_is_marked_for_one_statement_more(at_work: CouncilAtWork, secretary: Someone) -> None:
    at_work.council = replace(at_work.council, show_counts=True)
    at_work.__post_init__()
    await seat_in_b(at_work.store, [FIRST, FIRST + 1], at_work.now)
    round_ = await opened(secretary)
    await cost(at_work, round_, FIRST)
    async with at_work.store.begin() as tx:
        claimed = await outbox.claim(tx, at_work.now, "run", 99)
    copies = [one.id for one in claimed if one.kind == CARD.name and one.subject == round_.subject]
    assert copies
    assert await pressed(at_work, FIRST, round_, Choice.ASIDE) == MOST + 1
    async with at_work.store.read() as tx:
        assert await marked(tx, copies) == dict.fromkeys(copies, True)
