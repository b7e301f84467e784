"""How far an announcement has been sent, in figures and as a bar."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from council.announcements import STOPPED, Announcement, AnnouncementState

BLOCKS = 10


def blocks(settled: int, total: int) -> int:
    """How many of the bar's `BLOCKS` are full; all of them only when everything is settled."""
    return BLOCKS * settled // total if total else BLOCKS


def percent(settled: int, total: int) -> int:
    """The whole percentage that is settled; 100 only when everything is."""
    return 100 * settled // total if total else 100


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast an announcement is sent: how many people were settled within the last so many seconds."""

    settled: int = 0
    seconds: float = 0.0

    def seconds_left(self, waiting: int) -> float | None:
        """How long the rest takes at this pace; None where nothing was settled lately."""
        return waiting * self.seconds / self.settled if self.settled and self.seconds > 0 else None


@dataclass(frozen=True, slots=True)
class Tally:
    """How the deliveries of an announcement stand, in people. `failed` and `dropped` are by the reason in the books.

    `later`: of those who wait, how many wait for a time of day of their own.
    """

    delivered: int = 0
    waiting: int = 0
    uncertain: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)
    later: int = 0

    @property
    def settled(self) -> int:
        """How many need nothing more to be done by the program."""
        return self.delivered + self.uncertain + sum(self.failed.values()) + sum(self.dropped.values())

    @property
    def total(self) -> int:
        return self.settled + self.waiting

    @property
    def left(self) -> int:
        """How many left the audience before their turn came: apart from failures, because nothing went wrong."""
        return sum(self.dropped.values()) - self.dropped.get(STOPPED, 0)

    def expected(self, found: Announcement) -> int:
        """The number of people. Until all rows are written, the number counted at publishing is the better guess."""
        return self.total if found.listed_at is not None else max(found.total, self.total)

    def stopped(self, found: Announcement) -> int:
        """How many did not get it because it was stopped; those too for whom no row says so, not being written yet."""
        unwritten = self.expected(found) - self.settled if found.state is AnnouncementState.CANCELLED else 0
        return self.dropped.get(STOPPED, 0) + unwritten
