"""The review of what was adopted: on its day the chair keeps it with another date, ends it unless somebody objects, or has
it amended by a new version in a new round. Source: Sociocracy 3.0, "consent"."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from council.clock import instant
from council.errors import Refused

NOTICE = timedelta(days=7)
"""How long before its day the chair is told of a review; they are told again on the day."""

TOLD_AT = time(9)
"""Wall-clock time, where the council has its seat."""

TO_OBJECT = timedelta(hours=72)
"""How long the members of the group may object to ending what they have adopted."""


class NotLater(Refused):
    """A day on which it is reviewed next that is not later than today, and than the last one."""


class ReviewState(StrEnum):
    """open -> kept (another follows) | ending -> ended, or open again when somebody objects | amended by a later round."""

    OPEN = "open"
    ENDING = "ending"
    KEPT = "kept"
    ENDED = "ended"
    AMENDED = "amended"


@dataclass(frozen=True, slots=True)
class Review:
    """A review of what a round has adopted, due on `day`. `due_at`: when its chair is told next or, while it is ending, until
    when members may object (UTC)."""

    id: int
    round: int
    day: date
    state: ReviewState
    due_at: datetime | None

    @property
    def subject(self) -> str:
        """What deliveries and the audit log call it."""
        return f"review:{self.id}"


def next_notice(day: date, zone: str, after: datetime) -> datetime | None:
    """When (UTC) the chair is told next of a review on this day; None: no more."""
    marks = (instant(datetime.combine(on, TOLD_AT), zone) for on in (day - NOTICE, day))
    return min((at for at in marks if at > after), default=None)
