"""The log of the bot's API calls. Successful polling is left out: it would bury the rest."""

import time
from dataclasses import dataclass, field

from sandbox.model import Json


@dataclass(slots=True)
class Call:
    """One Bot API call. `at` is real monotonic seconds, `date` the sandbox's time in ISO form."""

    method: str
    date: str
    at: float = field(default_factory=time.monotonic)
    n: int = 0
    params: Json = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    ok: bool = False
    error: str | None = None
    fault: str | None = None
    message_id: int | None = None

    def view(self) -> Json:
        """The call as the control API shows it."""
        return {
            "n": self.n,
            "at": self.at,
            "date": self.date,
            "method": self.method,
            "params": self.params,
            "unknown": self.unknown,
            "ok": self.ok,
            "error": self.error,
            "fault": self.fault,
            "message_id": self.message_id,
        }


class CallLog:
    """The calls in the order in which they came, numbered from 1."""

    def __init__(self) -> None:
        self._calls: list[Call] = []

    def note(self, call: Call) -> None:
        """Log a call, unless it is logged already; its result may be filled in afterwards."""
        if not call.n:
            self._calls.append(call)
            call.n = len(self._calls)

    def after(self, n: int) -> list[Call]:
        """All calls with a higher number."""
        return self._calls[max(n, 0) :]
