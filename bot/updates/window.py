"""Which updates are in progress or finished, and the offset to fetch from. No network, no clock."""

from collections.abc import Mapping, Sequence

Raw = Mapping[str, object]
"""An update as Telegram sent it."""


class Window:
    """The updates from the lowest unfinished one on: at most 100, which is what one getUpdates returns.

    Fetching from an offset confirms everything before it; what follows comes again until it is confirmed too.
    """

    def __init__(self) -> None:
        self._fetched: list[int] = []
        self._in_hand: set[int] = set()
        self._finished: set[int] = set()
        self._offset = 0

    @property
    def offset(self) -> int:
        """The `update_id` to fetch from; fetching confirms everything before it."""
        return next((number for number in self._fetched if number not in self._finished), self._offset)

    def take(self, batch: Sequence[Raw]) -> list[Raw]:
        """The updates of a fetched batch that are new, in order; they are now in progress."""
        if not batch:
            return []
        fresh = []
        for raw in batch:
            number = number_of(raw)
            if number not in self._in_hand and number not in self._finished:
                self._in_hand.add(number)
                fresh.append(raw)
        self._fetched = [number_of(raw) for raw in batch]
        # After the last one of this batch, not after the highest ever: after a week without updates Telegram restarts
        # the numbers.
        self._offset = self._fetched[-1] + 1
        self._finished.intersection_update(self._fetched)  # the others are confirmed
        return fresh

    def finish(self, raw: Raw) -> None:
        """Its effect is committed: it may be confirmed."""
        self._in_hand.discard(number_of(raw))
        self._finished.add(number_of(raw))

    def give_back(self, raw: Raw) -> None:
        """It could not be processed: it stays unconfirmed and is new when it comes again."""
        self._in_hand.discard(number_of(raw))


def number_of(raw: Raw) -> int:
    """Its `update_id`; 0 if it has none."""
    number = raw.get("update_id")
    return number if isinstance(number, int) else 0
