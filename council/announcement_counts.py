"""How far an announcement has been sent, in figures and as a bar."""

from dataclasses import dataclass

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
