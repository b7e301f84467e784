"""Rate limit of wrong feed addresses, the client's address, and errors of the HTTP server."""

import asyncio
import socket
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import pytest
from hypothesis import given, strategies as st

from bot.clock import SystemClock
from bot.health import HEARD_SECONDS, Health
from bot.http import MISS_SECONDS, MOST_ADDRESSES, MOST_MISSES, GuessLimiter, HttpServer, caller
from bot.http_connections import PortTaken
from council.config import Council
from handlers.common.texts import Catalogs
from storage.store import Store
from tests.databases import prepare
from tests.waiting import PATIENCE


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "192.0.2.1", "203.0.113.9"),  # an untrusted client can claim anything
        ("127.0.0.1", "192.0.2.1", "192.0.2.1"),
        ("::1", "192.0.2.1", "192.0.2.1"),
        ("127.0.0.1", "10.0.0.1, 192.0.2.1", "192.0.2.1"),  # earlier entries are the client's own claim
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", "2001:db8:1:2::/64"),
        (None, "", "?"),
    ],
)
def test_whose_request_it_is(peer: str | None, forwarded: str, expected: str) -> None:
    assert caller(peer, {"X-Forwarded-For": forwarded} if forwarded else {}) == expected


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 50)), max_size=80))
def test_nobody_tries_more_than_so_many_within_the_time(tries: list[tuple[str, float]]) -> None:
    guesses, at = GuessLimiter(), 0.0
    heard: dict[str, list[float]] = {"a": [], "b": []}
    for who, after in tries:
        at += after
        if not guesses.wait(who, at):
            guesses.miss(who, at)
            heard[who].append(at)
    for times in heard.values():
        for one in times:  # across two windows: at most twice as many
            assert sum(one <= other < one + MISS_SECONDS for other in times) <= 2 * MOST_MISSES


def test_who_waited_is_listened_to_again_and_others_are_all_along() -> None:
    guesses = GuessLimiter()
    for _ in range(MOST_MISSES):
        assert not guesses.wait("a", 0.0)
        guesses.miss("a", 0.0)
    assert guesses.wait("a", 1.0) == pytest.approx(MISS_SECONDS - 1)
    assert not guesses.wait("b", 1.0)
    assert not guesses.wait("a", MISS_SECONDS)
    guesses.miss("a", MISS_SECONDS)
    assert not guesses.wait("a", MISS_SECONDS + 1)


def test_a_flood_of_addresses_takes_no_more_room_than_there_is() -> None:
    guesses = GuessLimiter()
    for n in range(MOST_ADDRESSES + 50):
        guesses.miss(str(n), 0.0)
    assert len(guesses._misses) == MOST_ADDRESSES


def side(tmp_path: Path, council: Council, port: int) -> HttpServer:
    """A server whose database has no tables: every query fails."""
    store = Store(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    health = Health(store, SystemClock(), SimpleNamespace(heard_at=0.0))  # type: ignore[arg-type]  # what is read of it
    return HttpServer(store, SystemClock(), council, Catalogs(council.languages), health, "127.0.0.1", port)


async def test_a_port_that_another_program_has_is_told(tmp_path: Path, council: Council) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"127.0.0.1:{port}"):
            await side(tmp_path, council, port).run()


async def test_a_database_that_is_away_is_told_to_nobody_in_detail(
    tmp_path: Path, council: Council, unused_tcp_port: int
) -> None:
    running = asyncio.create_task(side(tmp_path, council, unused_tcp_port).run())
    try:
        async with aiohttp.ClientSession() as http:
            for path in ("readyz", f"calendar/{'x' * 22}.ics"):
                for _ in range(int(PATIENCE / 0.02)):
                    try:
                        answer = await http.get(f"http://127.0.0.1:{unused_tcp_port}/{path}")
                        break
                    except aiohttp.ClientConnectionError:
                        await asyncio.sleep(0.02)
                assert answer.status == 503
                if path != "readyz":
                    assert await answer.text() == "Not now. Try again later.\n"
                    assert answer.headers["Retry-After"] == "60"
            assert (await http.get(f"http://127.0.0.1:{unused_tcp_port}/healthz")).status == 200
            assert (await http.get(f"http://127.0.0.1:{unused_tcp_port}/anything")).status == 404
    finally:
        running.cancel()
        await asyncio.wait([running])


async def test_what_is_missing_is_said_to_probes(tmp_path: Path) -> None:
    clock = SystemClock()
    intake = SimpleNamespace(heard_at=clock.monotonic())
    empty, ready = (Store(f"sqlite+aiosqlite:///{file}") for file in (tmp_path / "empty.db", prepare(tmp_path / "majlis.db")))
    assert await Health(empty, clock, intake).missing() == ["the database has another schema"]  # type: ignore[arg-type]
    health = Health(ready, clock, intake)  # type: ignore[arg-type]  # what is read of it
    assert await health.missing() == []
    intake.heard_at -= HEARD_SECONDS + 1
    assert await health.missing() == ["Telegram is not heard"]
    await empty.close()
    await ready.close()
    nowhere = Store("postgresql+asyncpg://majlis:hunter2@127.0.0.1:9/majlis")
    assert (await Health(nowhere, clock, intake).missing())[0] == "the database cannot be read"  # type: ignore[arg-type]
    await nowhere.close()
