"""The database, for checks of other things that look into it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.settings import Settings
from storage.engine import Unreachable, check_connection, file_of
from storage.migrate import TooNew, is_current
from storage.store import Store
from storage.transaction import Transaction


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Transaction | None]:
    """A read of the database; None where there is none, it cannot be opened, or it has another program's schema: the check of
    the database itself tells so (`machine.database`)."""
    url = settings.database_url.get_secret_value()
    file = file_of(url)
    if file is not None and not file.exists():
        yield None
        return
    store = Store(url)
    try:
        if not await _is_right(store):
            yield None
            return
        async with store.read() as tx:
            yield tx
    finally:
        await store.close()


async def _is_right(store: Store) -> bool:
    try:
        await check_connection(store.engine)
        return await is_current(store.engine)
    except (Unreachable, TooNew):
        return False
