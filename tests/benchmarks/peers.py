"""The peers, each as it is commonly used: `python -m tests.benchmarks.peers NAME URL NUMBER FILE`. Needs the group
`bench`. A peer keeps one row a message: SQLite as ours, WAL and synchronous=FULL."""

import asyncio
import json
import resource
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable

TOKEN = "123456789:benchmark-token-of-the-tests"
TEXT = "<b>Visit of 12 December</b>\n\nThe delegation arrives at nine; please bring your papers."
IN_FLIGHT, WORKERS, BATCH = 100, 25, 100

Send = Callable[[int], Awaitable[int]]


class Books:
    """The rows, and what became of them, committed one by one or `batch` together."""

    def __init__(self, file: str, number: int, batch: int = 1) -> None:
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, chat INTEGER, sent INTEGER, message INTEGER)")
        self._db.executemany("INSERT INTO rows (chat, sent) VALUES (?, 0)", [(10_000 + n,) for n in range(number)])
        self.chats = [(row[0], row[1]) for row in self._db.execute("SELECT id, chat FROM rows WHERE sent = 0")]
        self._batch, self._waiting = batch, list[tuple[int, int]]()

    def sent(self, row: int, message: int) -> None:
        self._waiting.append((message, row))
        if len(self._waiting) >= self._batch:
            self.write()

    def write(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("UPDATE rows SET sent = 1, message = ? WHERE id = ?", self._waiting)
        self._db.execute("COMMIT")
        self._waiting.clear()


async def gathered(books: Books, send: Send) -> None:
    """`asyncio.gather` over all, with so many in flight."""
    slots = asyncio.Semaphore(IN_FLIGHT)

    async def one(row: int, chat: int) -> None:
        async with slots:
            books.sent(row, await send(chat))

    await asyncio.gather(*(one(row, chat) for row, chat in books.chats))
    books.write()


async def by_workers(books: Books, send: Send) -> None:
    """Workers that take from a list."""
    rows = iter(books.chats)

    async def work() -> None:
        for row, chat in rows:
            books.sent(row, await send(chat))

    await asyncio.gather(*(work() for _ in range(WORKERS)))
    books.write()


async def python_telegram_bot(name: str, url: str, number: int, file: str) -> tuple[float, float]:
    from telegram.ext import AIORateLimiter, ExtBot  # noqa: PLC0415 - only what is measured is loaded
    from telegram.request import HTTPXRequest  # noqa: PLC0415

    request = HTTPXRequest(connection_pool_size=IN_FLIGHT, pool_timeout=600)
    limiter = AIORateLimiter(overall_max_rate=1000) if "limiter" in name else None
    async with ExtBot(TOKEN, base_url=f"{url}/bot", request=request, rate_limiter=limiter) as bot:

        async def send(chat: int) -> int:
            return (await bot.send_message(chat, TEXT, parse_mode="HTML")).message_id

        batched = "workers" in name
        books = Books(file, number, BATCH if batched else 1)
        return await timed(by_workers if batched else gathered, books, send)


async def aiogram(name: str, url: str, number: int, file: str) -> tuple[float, float]:
    from aiogram import Bot  # noqa: PLC0415
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415

    async with Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url))) as bot:

        async def send(chat: int) -> int:
            said = await bot.send_message(chat, TEXT, parse_mode="HTML")
            return int(said.message_id)

        books = Books(file, number, BATCH if "batched" in name else 1)
        return await timed(gathered, books, send)


async def timed(way: Callable[[Books, Send], Awaitable[None]], books: Books, send: Send) -> tuple[float, float]:
    """Send them all; the seconds that it took, and the CPU seconds before it began."""
    used, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    await way(books, send)
    return time.perf_counter() - began, used.ru_utime + used.ru_stime


def report(seconds: float, number: int, cpu_before: float) -> None:
    """Print what it took: seconds, CPU seconds, the largest resident memory in MB."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = used.ru_utime + used.ru_stime - cpu_before
    print(json.dumps({"seconds": seconds, "cpu": cpu, "number": number, "memory": used.ru_maxrss / 1024}))


if __name__ == "__main__":
    run = aiogram if sys.argv[1].startswith("aiogram") else python_telegram_bot
    took, before = asyncio.run(run(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]))
    report(took, int(sys.argv[3]), before)
