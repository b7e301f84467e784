"""How fast a bot may send: Telegram's limits, kept only when switched on."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.errors import too_many


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in any `seconds`."""

    count: int
    seconds: float


OVERALL = Limit(30, 1)
PAID = Limit(1000, 1)
PRIVATE = Limit(3, 3)
"""One a second, and short bursts pass."""
SHARED = Limit(20, 60)
"""In one group or channel; edits are counted by themselves."""


@dataclass
class Pace:
    """What was sent lately. `clock` gives real monotonic seconds: the sandbox's clock jumps."""

    on: bool = False
    clock: Callable[[], float] = time.monotonic
    _sent: dict[object, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, method: str, chat: object, *, count: int = 1, paid: bool = False) -> None:
        """Count a call that sends or edits `count` messages. Raises RefusedError 429 if that is too fast."""
        edits = method.startswith(("edit", "stop"))
        if not self.on or not (edits or method.startswith(("send", "copy", "forward"))) or method == "sendChatAction":
            return
        is_private = isinstance(chat, int) and chat > 0
        limits: list[tuple[object, Limit]] = [(("overall", paid), PAID if paid else OVERALL)]
        if not (is_private and edits):
            limits.append(((chat, edits), PRIVATE if is_private else SHARED))
        now = self.clock()
        wait = max(self._wait(key, limit, count, now) for key, limit in limits)
        if wait > 0:
            raise too_many(math.ceil(wait))
        for key, _ in limits:
            self._sent[key].extend([now] * count)

    def _wait(self, key: object, limit: Limit, count: int, now: float) -> float:
        """Seconds until so many more may leave; a call that is larger than the limit may when nothing else has left."""
        sent = self._sent[key]
        while sent and sent[0] <= now - limit.seconds:
            sent.popleft()
        over = len(sent) + count - limit.count
        return sent[min(over, len(sent)) - 1] + limit.seconds - now if over > 0 and sent else 0.0
