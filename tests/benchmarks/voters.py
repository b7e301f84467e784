"""Peers that take a position when a button is pressed, committed before it is answered:
`python -m tests.benchmarks.voters NAME URL FILE`. Needs the group `bench`; runs until it is stopped."""

import asyncio
import os
import sqlite3
import sys
import time

from tests.benchmarks.peers import TOKEN


class Positions:
    """One row a person, one commit a press: SQLite, WAL, synchronous=FULL."""

    def __init__(self, file: str) -> None:
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE positions (person INTEGER PRIMARY KEY, choice TEXT, at REAL)")

    def take(self, person: int, choice: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO positions VALUES (?, ?, ?)", (person, choice, time.time()))


def python_telegram_bot(url: str, positions: Positions) -> None:
    from telegram import Update  # noqa: PLC0415 - only what is measured is loaded
    from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes  # noqa: PLC0415

    async def pressed(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None
        positions.take(query.from_user.id, query.data or "")
        await query.answer("Recorded")
        await query.edit_message_text("<b>Recorded</b>", parse_mode="HTML")

    application = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").build()
    application.add_handler(CallbackQueryHandler(pressed))
    application.run_polling()


async def aiogram(url: str, positions: Positions) -> None:
    from aiogram import Bot, Dispatcher  # noqa: PLC0415
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415
    from aiogram.types import CallbackQuery, Message  # noqa: PLC0415

    dispatcher = Dispatcher()

    async def pressed(query: CallbackQuery) -> None:
        positions.take(query.from_user.id, query.data or "")
        await query.answer("Recorded")
        if isinstance(query.message, Message):
            await query.message.edit_text("<b>Recorded</b>", parse_mode="HTML")

    dispatcher.callback_query.register(pressed)
    await dispatcher.start_polling(Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url))))


if __name__ == "__main__":
    name, at, file = sys.argv[1:]
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    if name.startswith("aiogram"):
        asyncio.run(aiogram(at, Positions(file)))
    else:
        python_telegram_bot(at, Positions(file))
