"""Shared by tests: a large announcement while something fails, and what was accepted compared with the database."""

import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from sandbox.client import User
from sandbox.faults import Fault
from sandbox.seen import Message
from sandbox.server import Server
from storage.store import Store
from storage.tables import outbox
from tests.announcing import compose
from tests.crowd import let_in
from tests.program import Program

TEXT = "Visit of 12 December"
KIND = "announcements.text"
IN_FLIGHT = 16
"""The most requests in flight at usual rates: for each kill, so many outcomes may be unknown."""


def most_in_flight(rate: int) -> int:
    """The same at any rate, in messages a second: two fifths of it where that is more."""
    return max(IN_FLIGHT, 2 * rate // 5)


@dataclass
class Post:
    """A sandbox with many people, and a program in another process that writes to all of them."""

    server: Server
    secretary: User
    program: Program
    store: Store
    crowd: range
    chance: random.Random

    async def settled(self) -> int:
        """How many deliveries were attempted, whatever the result."""
        async with self.store.read() as tx:
            taken = outbox.c.state.not_in(["pending", "retry"])
            return await tx.value(sa.select(sa.func.count()).where(outbox.c.kind == KIND, taken)) or 0

    def accepted(self) -> Counter[int]:
        """How many copies each person has in their chat."""
        chats = self.server.world.chats
        return Counter(
            {chat: sum(1 for message in chats[chat].messages.values() if message.body.get("text") == TEXT) for chat in self.crowd}
        )

    async def books(self) -> Mapping[int, tuple[str, str | None]]:
        """The state of each delivery, by chat. There is one for each person."""
        async with self.store.read() as tx:
            rows = await tx.rows(sa.select(outbox).where(outbox.c.kind == KIND))
        assert len(rows) == len(self.crowd)
        return {row["chat_id"]: (row["state"], row["reason"]) for row in rows}


def trouble(server: Server, crowd: range, chance: random.Random) -> int:
    """A tenth has blocked the bot; some chats are halted, some connections lost. How many may stay unknown."""
    let_in(server, crowd, blocked=[chat for chat in crowd if chat % 10 == 0])
    troubled = chance.sample([chat for chat in crowd if chat % 10], len(crowd) // 20)
    cuts = 0
    for at, chat in enumerate(troubled):
        kind = ("429", "reset", "429", "lost")[at % 4]
        cuts += kind != "429"
        server.world.faults.add(Fault(kind, "sendMessage", chat, retry_after=1))
    return cuts


async def announce(secretary: User, number: int) -> None:
    await secretary.say("/start")
    await secretary.press("English")
    await secretary.expect("You are in the secretariat")
    await compose(secretary, TEXT, ["B · Psychosocial support, health and education"])
    await secretary.press(f"Send to {number} people")


def numbers(report: Message) -> dict[str, int]:
    """The report's numbers, by the words before them."""
    return {words: int(number) for words, number in re.findall(r"^(?:· )?([^:\n]+): (\d+)$", report.text, re.MULTILINE)}


async def reported(secretary: User) -> dict[str, int]:
    card = await secretary.expect(lambda m: m.text.startswith("Sent: ") and "Published" in m.text, after=0)
    return numbers(card)


async def compare(post: Post, known: Mapping[str, int], may_be_unknown: int) -> Counter[int]:
    """Person by person: the database says what happened, or that it is unknown; and the report agrees with the
    database."""
    accepted, books = post.accepted(), await post.books()
    for chat, (state, reason) in books.items():
        blocked = chat % 10 == 0
        match state:
            case "sent":
                assert (accepted[chat], blocked) == (1, False)
            case "dead":
                assert (accepted[chat], blocked, reason) == (0, True, "bot was blocked by the user")
            case "uncertain":
                assert accepted[chat] <= 1
                assert reason in {"the program was stopped", "no answer"}
            case _:
                pytest.fail(f"a delivery was left {state}: {reason}")
    states = Counter(state for state, _ in books.values())
    assert known["Delivered"] == states["sent"]
    assert known.get("Unreachable", 0) == known.get("blocked the bot", 0) == states["dead"]
    assert known.get("Outcome unknown", 0) == states["uncertain"] <= may_be_unknown
    arrived = sum(accepted[chat] for chat, (state, _) in books.items() if state == "uncertain")
    print(dict(states), f"of those uncertain {arrived} arrived")  # for runs with -s
    return accepted
