"""The server: starting, stopping quickly, tokens, the page's files, the command line."""

import asyncio
import contextlib
import sys
from pathlib import Path
from time import monotonic

import aiohttp
import pytest

from sandbox.server import Server
from sandbox.state import World
from tests.sandbox.raw import Raw
from tests.waiting import PATIENCE, until


async def test_it_closes_at_once_with_polls_and_streams_open() -> None:
    async with aiohttp.ClientSession() as session:
        server = Server()
        await server.start()
        url = server.url
        world = server.world
        await session.post(f"{url}/sandbox/faults", json={"kind": "hang", "method": "getMe", "seconds": 10 * PATIENCE})
        paths = ["bot1:a/getUpdates?timeout=50", "bot1:a/getMe", "sandbox/events"]
        open_ones = [asyncio.create_task(_read(session, f"{url}/{path}")) for path in paths]
        await until(lambda: bool(world.events) and world.updates._waiting is not None, "the requests")
        began = monotonic()
        await server.stop()
        assert monotonic() - began < 40, "seconds, before the poll would have ended by itself"
        assert not world.events
        outcomes = await asyncio.gather(*open_ones, return_exceptions=True)
        assert all(isinstance(outcome, aiohttp.ClientError) for outcome in outcomes)


async def _read(session: aiohttp.ClientSession, url: str) -> bytes:
    async with session.get(url) as response:
        return await response.read()


async def test_one_token_or_any(raw: Raw) -> None:
    async with Server(token="1:right", world=World(bot_id=1)) as server:
        for token, status in (("1:right", 200), ("1:wrong", 401)):
            async with raw.session.get(f"{server.url}/bot{token}/getMe") as response:
                assert response.status == status
        async with raw.session.get(f"{server.url}/file/bot1:wrong/documents/x") as response:
            assert (response.status, (await response.json())["description"]) == (401, "Unauthorized")
        async with raw.session.get(f"{server.url}/file/bot1:right/documents/x") as response:
            assert response.status == 404


EVERYWHERE = "0.0.0.0"  # noqa: S104 - told to


@pytest.mark.parametrize(
    ("host", "name", "status"),
    [
        ("127.0.0.1", "sandbox:8081", 403),
        ("127.0.0.1", "192.0.2.7:8081", 403),
        (EVERYWHERE, "sandbox:8081", 200),
        (EVERYWHERE, "192.0.2.7:8081", 200),
        (EVERYWHERE, "[2001:db8::7]:8081", 200),
        (EVERYWHERE, "attacker.example.org", 403),
    ],
)
async def test_other_names_reach_it_only_where_it_listens_for_them(raw: Raw, host: str, name: str, status: int) -> None:
    async with Server(host=host) as server, raw.session.get(f"{server.url}/bot1:a/getMe", headers={"Host": name}) as response:
        assert response.status == status


async def test_a_taken_port_is_told(server: Server) -> None:
    port = int(server.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        await Server(port).start()
    with pytest.raises(RuntimeError):
        _ = Server().url


async def test_nothing_outside_the_pages_folder_is_served(raw: Raw) -> None:
    for path in ("/page/no-such-file.js", "/page/..%2Fserver.py", "/page/%2e%2e/server.py", "/page//etc/passwd"):
        async with raw.session.get(raw.url + path) as response:
            text = await response.text()
        assert response.status == 404, path
        assert "import" not in text


async def test_the_page_is_served_or_said_to_be_missing(raw: Raw) -> None:
    async with raw.session.get(raw.url + "/") as response:
        text = await response.text()
    built = (Path(__file__).parents[2] / "sandbox/page/index.html").exists()
    assert (response.status, "<html" in text) == ((200, True) if built else (404, False))
    assert text


async def test_it_runs_by_itself() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        "--port",
        "0",
        "--token",
        "5:a",
        "--name",
        "Ours",
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
        url = line.split()[-1].rstrip("/")
        async with aiohttp.ClientSession() as session, session.get(f"{url}/bot5:a/getMe") as response:
            account = (await response.json())["result"]
            assert (account["id"], account["first_name"], account["is_bot"]) == (5, "Ours", True)
        process.terminate()
        await asyncio.wait_for(process.communicate(), PATIENCE)
        assert process.returncode == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
