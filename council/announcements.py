"""An announcement on its way: from a published text to a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from council.audiences import Whom


class AnnouncementState(StrEnum):
    """Freezing: its recipients' rows are still being written. Frozen: all are written, and are being sent."""

    FREEZING = "freezing"
    FROZEN = "frozen"
    DONE = "done"
    CANCELLED = "cancelled"


UNDER_WAY = (AnnouncementState.FREEZING, AnnouncementState.FROZEN)
"""The states in which it is being sent, and can still be stopped."""

STOPPED = "stopped"
"""Why a row was not sent: somebody stopped the announcement."""

LEFT = "no longer in the audience"
"""Why a row was not sent: the seat ended, or the subscription, before its turn came."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """`html` is the text with its formatting in Telegram's HTML, made from entities, never typed as markup.

    `total`: how many people it is for; as counted when it was published, and from "frozen" on as written.
    """

    id: int
    author: int
    audience: Whom
    html: str
    state: AnnouncementState
    published_at: datetime
    total: int

    @property
    def subject(self) -> str:
        """What cards, deliveries and the audit log call it."""
        return f"announcement:{self.id}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How the deliveries of an announcement stand, in people. `failed` and `dropped` are by the reason in the books."""

    delivered: int = 0
    waiting: int = 0
    uncertain: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)

    @property
    def settled(self) -> int:
        """How many need nothing more to be done by the program."""
        return self.delivered + self.uncertain + sum(self.failed.values()) + sum(self.dropped.values())

    @property
    def total(self) -> int:
        return self.settled + self.waiting


BLOCKS = 10


def blocks(settled: int, total: int) -> int:
    """How many of the bar's `BLOCKS` are full; all of them only when everything is settled."""
    return BLOCKS * settled // total if total else BLOCKS


def percent(settled: int, total: int) -> int:
    """The whole percentage that is settled; 100 only when everything is."""
    return 100 * settled // total if total else 100


def first_words(text: str, most: int = 40) -> str:
    """The beginning of a plain text on one line, at most `most` characters, cut between words where it can be."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[:most]  # the last character's place is the ellipsis'
    whole = cut.rpartition(" ")[0]
    return (whole if len(whole) > most // 2 else cut[:-1]).rstrip(" .,:;-–—") + "…"
