"""A present instant and somebody to point at."""

from datetime import UTC, datetime, timedelta

from council.people import Person
from storage import members
from storage.store import Store

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def somebody(store: Store, telegram_id: int | None = None) -> Person:
    async with store.begin() as tx:
        return await members.add(tx, telegram_id, "en", "Asia/Tashkent", NOW)
