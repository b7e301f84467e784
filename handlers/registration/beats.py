"""What of registration falls due by itself."""

from datetime import datetime

from handlers.framework.beats import Beat
from handlers.registration.actions import requests
from storage import join_requests
from storage.store import Transaction


async def _next_waiting(tx: Transaction, after: datetime) -> datetime | None:
    made = await join_requests.next_made(tx, after - requests.WAITS_FOR)
    return made + requests.WAITS_FOR if made else None


BEATS = (Beat("requests that wait", requests.remind_some, _next_waiting),)
