"""Telegram's limits on how fast a bot may send: off in tests, on where they are wanted."""

from collections.abc import Callable

import pytest

from sandbox.client import Sandbox
from sandbox.errors import RefusedError
from sandbox.pace import Pace
from tests.sandbox.raw import Raw

Take = Callable[..., int]


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def take(clock: Clock) -> Take:
    """Count one call; the seconds to wait, or 0."""
    pace = Pace(on=True, clock=clock)

    def counted(method: str, chat: object, *, count: int = 1, paid: bool = False) -> int:
        try:
            pace.take(method, chat, count=count, paid=paid)
        except RefusedError as refusal:
            return refusal.parameters["retry_after"]
        return 0

    return counted


def test_thirty_a_second_overall(take: Take, clock: Clock) -> None:
    assert [take("sendMessage", chat) for chat in range(1, 31)] == [0] * 30
    assert take("sendMessage", 31) == 1
    assert take("getChat", 31) == 0, "only what is sent counts"
    clock.seconds += 1
    assert take("sendMessage", 31) == 0


def test_one_a_second_in_a_private_chat_and_short_bursts(take: Take, clock: Clock) -> None:
    assert [take("sendMessage", 5) for _ in range(3)] == [0, 0, 0]
    assert take("copyMessage", 5) == 3
    assert take("editMessageText", 5) == 0, "edits count in groups only"
    clock.seconds += 2.5
    assert take("sendMessage", 5) == 1
    clock.seconds += 0.5
    assert take("sendMessage", 5) == 0


def test_twenty_a_minute_in_a_group_and_twenty_edits(take: Take, clock: Clock) -> None:
    for _ in range(20):
        assert (take("sendMessage", -100), take("editMessageText", -100)) == (0, 0)
        clock.seconds += 1
    assert take("sendMessage", -100) == 40
    assert take("editMessageText", -100) == 40
    assert take("sendChatAction", -100) == 0
    clock.seconds += 40
    assert take("sendMessage", -100) == 0


def test_several_copies_count_as_several(take: Take, clock: Clock) -> None:
    assert take("copyMessages", -100, count=20) == 0
    assert take("copyMessages", -100, count=2) == 60
    assert take("forwardMessages", -200, count=100) == 1, "more than a second has, beside others"
    clock.seconds += 60
    assert take("forwardMessages", -200, count=100) == 0, "a call alone is never too large"
    assert take("sendMessage", -200) == 60


def test_paid_broadcasts_are_faster(take: Take) -> None:
    assert [take("sendMessage", chat, paid=True) for chat in range(1, 1001)] == [0] * 1000
    assert take("sendMessage", 1001, paid=True) == 1
    assert take("sendMessage", 1001) == 0, "they are counted apart"


async def test_it_is_switched_on_and_off(raw: Raw, sandbox: Sandbox) -> None:
    person = await sandbox.person("a member")
    await person.say("/start")

    async def send() -> tuple[int, dict[str, object]]:
        return await raw("sendMessage", chat_id=person.id, text="x")

    assert {(await send())[0] for _ in range(9)} == {200}
    await sandbox.keep_pace()
    answers = [await send() for _ in range(9)]
    status, body = next(answer for answer in answers if answer[0] != 200)
    assert status == 429
    parameters = body["parameters"]
    assert isinstance(parameters, dict)
    assert body["description"] == f"Too Many Requests: retry after {parameters['retry_after']}"
    assert (await sandbox.state())["pace"] is True
    await sandbox.keep_pace(False)
    assert (await send())[0] == 200
