"""Faults on demand between the bot and Telegram, each a given number of times."""

from dataclasses import dataclass

from sandbox.errors import MisuseError

KINDS = frozenset({"400", "404", "429", "500", "reset", "hang", "lost", "older"})


@dataclass(slots=True)
class Fault:
    """One fault, for the next `count` calls that match.

    `400`: the chat does not take such a thing; `404`: the server does not know the method; `429` asks for `retry_after`
    seconds; `500` fails; `reset` drops the connection before any effect; `lost` drops it after the effect; `hang` has the
    effect and answers only after `seconds`; `older`: the server has an older interface, and refuses what it does not know.
    """

    kind: str
    method: str | None = None
    chat: int | None = None
    count: int = 1
    retry_after: int = 1
    seconds: float = 30.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise MisuseError(f"a fault is one of {', '.join(sorted(KINDS))}")

    def matches(self, method: str, chat: object) -> bool:
        """Whether it applies to this call. Polling must be named explicitly: it would use up every fault at once."""
        if self.method is None:
            return method != "getUpdates" and self.chat in (None, chat)
        return self.method == method and self.chat in (None, chat)


class Faults:
    """The faults in the order in which they were added; the first match is taken."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Add a fault for the next matching calls."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Remove all faults."""
        self._faults.clear()

    def take(self, method: str, chat: object) -> Fault | None:
        """The fault for this call, its count reduced by one; None if there is none."""
        for fault in self._faults:
            if fault.matches(method, chat):
                fault.count -= 1
                if fault.count <= 0:
                    self._faults.remove(fault)
                return fault
        return None
