"""Which updates are in hand, which are finished, and from which on Telegram is asked again. No network, no clock."""

from collections.abc import Mapping, Sequence

Raw = Mapping[str, object]
"""An update as Telegram sent it."""


class Window:
    """The updates from the lowest unfinished one on: as many as Telegram gives at a time, which is 100.

    Asking from there confirms all before it, and what came after it comes again until it is confirmed too.
    """

    def __init__(self) -> None:
        self._fetched: list[int] = []
        self._in_hand: set[int] = set()
        self._finished: set[int] = set()
        self._offset = 0

    @property
    def offset(self) -> int:
        """From which update on to ask: by asking, everything before it is confirmed."""
        return next((number for number in self._fetched if number not in self._finished), self._offset)

    def take(self, batch: Sequence[Raw]) -> list[Raw]:
        """Those of a fetched batch that are new, in order; they are in hand now."""
        if not batch:
            return []
        fresh = []
        for raw in batch:
            number = number_of(raw)
            if number not in self._in_hand and number not in self._finished:
                self._in_hand.add(number)
                fresh.append(raw)
        self._fetched = [number_of(raw) for raw in batch]
        # Of the last that came, and not of the highest ever: after a quiet week Telegram numbers anew.
        self._offset = self._fetched[-1] + 1
        self._finished.intersection_update(self._fetched)  # the others are confirmed
        return fresh

    def finish(self, raw: Raw) -> None:
        """Its effect is committed: it may be confirmed."""
        self._in_hand.discard(number_of(raw))
        self._finished.add(number_of(raw))

    def give_back(self, raw: Raw) -> None:
        """It could not be had: it stays unconfirmed and is new when it comes again."""
        self._in_hand.discard(number_of(raw))


def number_of(raw: Raw) -> int:
    """Its `update_id`."""
    number = raw.get("update_id")
    return number if isinstance(number, int) else 0
