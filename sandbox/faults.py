"""Faults on demand: what goes wrong between the bot and Telegram, a given number of times."""

from dataclasses import dataclass

from sandbox.errors import MisuseError

KINDS = frozenset({"429", "500", "reset", "hang", "lost"})


@dataclass(slots=True)
class Fault:
    """One fault, for the next `count` calls that match.

    `429` asks for `retry_after` seconds; `500` fails; `reset` drops the connection before any effect; `lost`
    drops it after the effect; `hang` lets the effect happen and answers only after `seconds`.
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
        """Whether it is for this call. Polling is spared unless named: it would eat every fault at once."""
        if self.method is None:
            return method != "getUpdates" and self.chat in (None, chat)
        return self.method == method and self.chat in (None, chat)


class Faults:
    """The faults in the order in which they were asked for; the first that matches is taken."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Wait for the next matching calls."""
        self._faults.append(fault)

    def clear(self) -> None:
        """No more faults."""
        self._faults.clear()

    def take(self, method: str, chat: object) -> Fault | None:
        """The fault for this call, used up by one; None when all shall go well."""
        for fault in self._faults:
            if fault.matches(method, chat):
                fault.count -= 1
                if fault.count <= 0:
                    self._faults.remove(fault)
                return fault
        return None
