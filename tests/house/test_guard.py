"""The tests' network is limited to this machine: any connection elsewhere fails, however it is made."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import aiohttp
import asyncpg
import httpx
import pytest

from tests.waiting import PATIENCE

OUTSIDE = "192.0.2.1"  # an address reserved for documentation


async def by_httpx() -> None:
    async with httpx.AsyncClient() as client:
        await client.get(f"http://{OUTSIDE}/")


async def by_aiohttp() -> None:
    async with aiohttp.ClientSession() as session:
        await session.get(f"http://{OUTSIDE}/")


async def by_asyncio() -> None:
    await asyncio.open_connection(OUTSIDE, 443)


async def by_asyncpg() -> None:
    await asyncpg.connect(f"postgresql://{OUTSIDE}/majlis")


@pytest.mark.parametrize("leave", [by_httpx, by_aiohttp, by_asyncio, by_asyncpg])
async def test_nobody_gets_out(leave: Callable[[], Awaitable[None]]) -> None:
    with pytest.raises(BaseException) as failed:  # noqa: PT011 - some libraries wrap it in a group
        await asyncio.wait_for(leave(), PATIENCE)
    fault: BaseException = failed.value
    while isinstance(fault, BaseExceptionGroup):
        [fault] = fault.exceptions
    assert isinstance(fault, pytest.fail.Exception)
    assert "a test tried to" in str(fault)


def test_nobody_asks_outside_for_a_name() -> None:
    with pytest.raises(pytest.fail.Exception, match="a test tried to look"):
        socket.create_connection(("api.telegram.org", 443), timeout=5)


def test_this_machine_is_in_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2]):
        pass
