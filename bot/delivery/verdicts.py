"""What becomes of a delivery that did not simply arrive."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.delivery.pacer import Pacer
from bot.delivery.telegram_errors import Failure, Outcome
from council.clock import Clock
from handlers.framework.deliveries import Kind
from storage.outbox import Delivery, Settled, State

MOST_ATTEMPTS = 8


class Verdicts:
    """Decides between repeating, giving up and asking a person, by the delivery's kind and its attempts."""

    def __init__(self, kinds: Mapping[str, Kind], clock: Clock, pacer: Pacer) -> None:
        self._kinds = kinds
        self._clock = clock
        self._pacer = pacer

    def stopped(self, delivery: Delivery, now: datetime, *, left: bool) -> Settled:
        """The program was stopped before the answer. Of a kind that may be repeated nobody noted whether it left."""
        if left or self.may_repeat(delivery):
            return self.uncertain(delivery, "the program was stopped", now)
        return Settled(delivery.id, State.RETRY, "the program was stopped", due_at=now)

    def on_failure(self, delivery: Delivery, failure: Failure) -> Settled:
        """Telegram refused it, or did not answer."""
        now = self._clock.now()
        match failure.outcome:
            case Outcome.DONE:
                return Settled(delivery.id, State.SENT, failure.reason, delivery.message)
            case Outcome.SUSPEND | Outcome.FAIL | Outcome.UNDELETABLE | Outcome.UNCOPYABLE:
                return Settled(delivery.id, State.DEAD, failure.reason)
            case Outcome.MIGRATED:
                return Settled(delivery.id, State.RETRY, failure.reason, due_at=now)
            case Outcome.WAIT:
                self._pacer.halt(delivery.chat, failure.wait.total_seconds())
                return Settled(delivery.id, State.RETRY, failure.reason, due_at=now + failure.wait)
            case Outcome.UNKNOWN:
                return self.uncertain(delivery, failure.reason, now)
            case _:
                return self.retry(delivery, failure.reason)

    def may_repeat(self, delivery: Delivery) -> bool:
        """Whether it may be sent again when nobody knows whether it has arrived."""
        kind = self._kinds.get(delivery.kind)
        return kind is not None and (kind.repeat or delivery.card is not None)

    def uncertain(self, delivery: Delivery, reason: str, now: datetime) -> Settled:
        """Nobody knows whether it has arrived."""
        if not self.may_repeat(delivery) or delivery.attempts >= MOST_ATTEMPTS:
            return Settled(delivery.id, State.UNCERTAIN, reason)
        at_once = delivery.attempts <= 1
        return Settled(delivery.id, State.RETRY, reason, due_at=now if at_once else now + _backoff(delivery))

    def retry(self, delivery: Delivery, reason: str) -> Settled:
        """Retry with exponential backoff: an outage of an hour loses no message."""
        if delivery.attempts >= MOST_ATTEMPTS and reason.startswith("not drawn"):
            return Settled(delivery.id, State.DEAD, reason)
        return Settled(delivery.id, State.RETRY, reason, due_at=self._clock.now() + _backoff(delivery))


def _backoff(delivery: Delivery) -> timedelta:
    return timedelta(seconds=min(2 ** min(delivery.attempts, 10), 300))
