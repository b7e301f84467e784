"""A page of somebody else's, open in a browser on this machine, cannot act as the sandbox's people or read their chats."""

from collections.abc import Mapping

import aiohttp
import pytest

from sandbox.server import Server


async def status(server: Server, method: str, path: str, headers: Mapping[str, str]) -> int:
    async with aiohttp.ClientSession() as http, http.request(method, server.url + path, headers=headers) as answer:
        return answer.status


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "attacker.example.org"},
        {"Host": "127.0.0.1.example.org:8090"},
        {"Host": "[::2]"},
        {"Origin": "https://attacker.example.org"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_another_page_is_refused(headers: dict[str, str]) -> None:
    async with Server() as server:
        for method, path in (
            ("GET", "/sandbox/events"), ("POST", "/sandbox/persons"), ("GET", "/bot123:token/getMe"),
            ("POST", "/bot123:token/sendMessage"), ("GET", "/page/index.html"),
        ):  # fmt: skip
            assert await status(server, method, path, headers) == 403


async def test_its_own_page_and_programs_are_answered() -> None:
    async with Server() as server:
        port = server.url.rpartition(":")[2]
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", "127.0.0.1", "[::1]", f"[::1]:{port}"):
            for headers in ({}, {"Origin": f"http://{host}"}, {"Sec-Fetch-Site": "same-origin"}):
                assert await status(server, "GET", "/", {"Host": host, **headers}) == 200
        assert await status(server, "GET", "/", {"Sec-Fetch-Site": "cross-site"}) == 200, "a link that leads here"
