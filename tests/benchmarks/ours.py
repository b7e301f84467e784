"""This program's dispatcher with its own request class: `python -m tests.benchmarks.ours RATE URL NUMBER FILE`; with
RATE 0 it only writes the announcement into FILE."""

import asyncio
import gc
import resource
import sys
import time
from contextlib import suppress

import sqlalchemy as sa
from telegram import Bot

from bot import event_loop
from bot.clock import SystemClock
from bot.council_file import load_council
from bot.delivery.buttons import Buttons
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.messenger import Messenger
from bot.delivery.pacer import FREE_PER_SECOND, Pacer
from bot.delivery.request import AiohttpRequest
from handlers.announcements.actions import kinds
from handlers.common.texts import Catalogs
from handlers.duties import DELIVERIES
from storage.migrate import upgrade
from storage.store import Store
from storage.tables import outbox
from tests.benchmarks.peers import TOKEN, report
from tests.broadcast import ready_to_leave
from tests.root import ROOT


async def written(file: str, number: int) -> None:
    store = Store(f"sqlite+aiosqlite:///{file}")
    await upgrade(store.engine)
    await ready_to_leave(store, load_council(ROOT / "council.toml"), number, SystemClock().now())
    await store.close()


async def sent(rate: int, url: str, number: int, file: str) -> tuple[float, float]:
    """Send them all; the seconds that it took, and the CPU seconds before it began."""
    store, clock, council = Store(f"sqlite+aiosqlite:///{file}"), SystemClock(), load_council(ROOT / "council.toml")
    request = AiohttpRequest()
    bot = Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=request)
    await bot.initialize()
    pacer = Pacer(clock, min(rate, FREE_PER_SECOND), rate)
    paid, catalogs = rate > FREE_PER_SECOND, Catalogs(council.languages)
    messenger = Messenger(bot, pacer, Buttons(clock))
    dispatcher = Dispatcher(store, clock, council, catalogs, messenger, pacer, DELIVERIES, paid_broadcasts=paid)
    gc.freeze()
    used = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    running = asyncio.create_task(dispatcher.run())
    count = sa.select(sa.func.count()).where(outbox.c.kind == kinds.TEXT.name, outbox.c.state == "sent")
    while True:
        await asyncio.sleep(max(0.2, number / rate / 40))
        async with store.read() as tx:
            if await tx.value(count) == number:
                break
    seconds = time.perf_counter() - began
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    await bot.shutdown()
    await store.close()
    return seconds, used.ru_utime + used.ru_stime


if __name__ == "__main__":
    speed, amount = int(sys.argv[1]), int(sys.argv[3])
    if speed:
        took, before = event_loop.run(sent(speed, sys.argv[2], amount, sys.argv[4]))
        report(took, amount, before)
    else:
        asyncio.run(written(sys.argv[4], amount))
