"""The clock: moved at once when it is not followed, step by step when it is."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from sandbox import clock as clock_module
from sandbox.client import Sandbox, SandboxError
from tests.sandbox.raw import Raw
from tests.waiting import PATIENCE

A_WHILE = timedelta(seconds=30)  # what a request takes at most, on a busy machine


async def read(raw: Raw, verb: str = "GET", path: str = "clock", **body: object) -> dict[str, object]:
    status, clock = await raw.control(verb, path, body or None)
    assert status == 200, clock
    assert isinstance(clock, dict)
    return clock


async def test_it_starts_at_the_real_time(sandbox: Sandbox, raw: Raw) -> None:
    assert abs(await sandbox.now() - datetime.now(UTC)) < A_WHILE
    clock = await read(raw)
    assert (clock["offset"], clock["target"], clock["arrived"], clock["marks"]) == (0, 0, True, [])


async def test_without_a_follower_a_push_takes_effect_at_once(sandbox: Sandbox) -> None:
    await sandbox.advance(timedelta(hours=1), minutes=30)
    assert abs(await sandbox.now() - datetime.now(UTC) - timedelta(minutes=90)) < A_WHILE
    wanted = datetime.now(UTC) + timedelta(days=7)
    await sandbox.advance_to(wanted)
    assert abs(await sandbox.now() - wanted) < A_WHILE
    await sandbox.advance(days=-8)
    assert await sandbox.now() < datetime.now(UTC)
    with pytest.raises(SandboxError, match="goes back only"):
        await sandbox.advance_to(datetime.now(UTC) - timedelta(days=30))


async def test_a_follower_walks_the_clock(sandbox: Sandbox, raw: Raw) -> None:
    person = await sandbox.person("a member")
    await read(raw, "POST", "clock/reached", offset=0)
    jump = asyncio.create_task(sandbox.advance(hours=2))
    await asyncio.sleep(0.05)
    clock = await read(raw)
    assert (clock["offset"], clock["target"], clock["arrived"]) == (0, 7200, False)
    await read(raw, "POST", "clock/reached", offset=3600.0)
    await person.say("/start")
    [said] = await sandbox.messages(person.id)
    assert abs(said.date - datetime.now(UTC) - timedelta(hours=1)) < A_WHILE, "stamped on the way"
    assert not jump.done()
    assert await raw.control("POST", "clock/reached", {"offset": 7201}) == (400, {"error": "the target is 7200.0"})
    assert (await read(raw, "POST", "clock/reached", offset=1800))["offset"] == 3600, "never back"
    assert (await read(raw, "POST", "clock/reached", offset=7200))["arrived"] is True
    await asyncio.wait_for(jump, PATIENCE)


async def test_back_goes_at_once_even_when_followed(raw: Raw) -> None:
    await read(raw, "POST", "clock/reached", offset=0)
    clock = await read(raw, "POST", "clock", advance=-60)
    assert (clock["offset"], clock["target"], clock["arrived"]) == (-60, -60, True)


async def test_a_silent_follower_does_not_hold_the_clock_back(
    sandbox: Sandbox, raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_module, "FOLLOWER_SILENCE", 1.0)
    await read(raw, "POST", "clock/reached", offset=0)
    assert (await read(raw, "POST", "clock", advance=60))["arrived"] is False
    await sandbox.advance(seconds=60, timeout=PATIENCE)
    assert (await read(raw))["offset"] == 120


async def test_a_jump_that_never_arrives_is_told(sandbox: Sandbox, raw: Raw) -> None:
    await read(raw, "POST", "clock/reached", offset=0)
    with pytest.raises(TimeoutError, match="the clock stands at 0"):
        await sandbox.advance(seconds=60, timeout=0.1)


async def test_marks_are_kept_for_the_page(raw: Raw) -> None:
    marks = [{"name": "next reminder", "at": "2030-01-01T09:00:00+05:00"}]
    assert await raw.control("PUT", "clock/marks", marks) == (200, {"ok": True})
    assert (await read(raw))["marks"] == marks


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("clock", {"to": "tomorrow"}, "'tomorrow' is no ISO date"),
        ("clock", {"to": "2030-01-01T09:00:00"}, "an instant needs its zone"),
        ("clock", {"advance": "soon"}, "advance must be a number"),
        ("clock", {}, "advance must be a number"),
        ("clock/reached", {}, "offset must be a number"),
    ],
)
async def test_wrong_times_are_told(raw: Raw, path: str, body: dict[str, object], words: str) -> None:
    assert await raw.control("POST", path, body) == (400, {"error": words})
