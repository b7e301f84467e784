"""An announcement on its way: from a published text to a report."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from council.audiences import Audience


class AnnouncementState(StrEnum):
    """Freezing: its recipients' rows are still being written. Frozen: all are written, and are being sent."""

    FREEZING = "freezing"
    FROZEN = "frozen"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Announcement:
    """`html` is the text with its formatting in Telegram's HTML, made from entities, never typed as markup."""

    id: int
    author: int
    audience: Audience
    html: str
    state: AnnouncementState
    published_at: datetime
    total: int

    @property
    def subject(self) -> str:
        """What cards, deliveries and the audit log call it."""
        return f"announcement:{self.id}"
