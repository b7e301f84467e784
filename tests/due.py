"""When something falls due, as the scheduler asks it."""

from datetime import datetime

from storage.due_times import DueTime, DueTimes
from storage.transaction import Transaction


async def due(tx: Transaction, now: datetime, *times: DueTime) -> datetime | None:
    """The earliest of these due times (UTC)."""
    return (await DueTimes([times]).read(tx, now))[0]
