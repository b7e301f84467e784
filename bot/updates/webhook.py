"""The webhook: Telegram pushes updates, and each counts as received when its effect is committed.

What is pushed goes through the same queues as what is polled. Until an update is answered with 200, Telegram keeps it and
sends it again, and it sends the next one of the same person only afterwards. So nothing is lost between this and polling.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from telegram.error import BadRequest
from telegram.request import BaseRequest

from bot.logs import where_raised
from bot.updates.intake import AnotherPoller, Intake
from bot.updates.processor import Services
from bot.updates.replies import ReplySender
from bot.updates.window import Raw, Window, number_of
from handlers.framework.updates import ALLOWED_UPDATES

LOOK_SECONDS = 60.0
"""Seconds between two looks whether the webhook is still set."""

AT_ONCE = 40
"""Over how many connections Telegram may send at the same time."""

MOST_IN_HAND = 100
"""With more than this, no more updates are taken: Telegram sends them again."""


class NotTaken(Exception):  # noqa: N818
    """An update has no effect yet, and is to be sent again."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """The https address to which Telegram sends updates, and the secret by which it is known."""

    url: str
    secret: str


class _Pushed(Window):
    """The updates in progress, and who waits for the effect of each."""

    def __init__(self) -> None:
        super().__init__()
        self.effects: dict[int, asyncio.Future[None]] = {}

    def take(self, batch: Sequence[Raw]) -> list[Raw]:
        fresh = [raw for raw in batch if number_of(raw) not in self.effects]
        for raw in fresh:
            self.effects[number_of(raw)] = asyncio.get_running_loop().create_future()
        return fresh

    def finish(self, raw: Raw) -> None:
        self.effects.pop(number_of(raw)).set_result(None)

    def give_back(self, raw: Raw) -> None:
        effect = self.effects.pop(number_of(raw))
        effect.set_exception(NotTaken())
        effect.exception()  # retrieved, even if nobody waits any more


class WebhookIntake(Intake):
    """Has Telegram push updates, and takes them. `listening` is set once the program answers at the webhook's address."""

    def __init__(
        self, services: Services, replies: ReplySender, request: BaseRequest, webhook: Webhook, listening: asyncio.Event
    ) -> None:  # fmt: skip
        self._pushed = _Pushed()
        super().__init__(services, replies, request, self._pushed)
        self._webhook = webhook
        self._listening = listening
        self._is_set = False
        self._takes = False
        self._told_error: object = None

    async def receive(self, raw: Raw) -> None:
        """Take one update; returns when its effect is committed. Raises `NotTaken` when it is to be sent again, as by a program
        that stands by for another."""
        if not self._takes or len(self._pushed.effects) >= MOST_IN_HAND:
            raise NotTaken
        await self._replies.wait_for_room()
        self.accept([raw])
        try:
            # Not cancelled with a connection that is cut: others may wait for the same update.
            await asyncio.shield(self._pushed.effects[number_of(raw)])
        except NotTaken:
            error, self._error = self._error, None
            if error is not None:
                self._log.error("updates not taken", error=type(error).__name__, at=where_raised(error))
            raise

    async def run(self) -> None:
        self._takes = True
        await super().run()

    async def _step(self) -> None:
        if self._is_set:
            await self._services.clock.sleep(LOOK_SECONDS)
            await self._look()
        else:
            await self._listening.wait()
            await self._set()
        self.heard_at = self._services.clock.monotonic()

    async def _set(self) -> None:
        try:
            await self._services.bot.set_webhook(
                self._webhook.url, secret_token=self._webhook.secret, allowed_updates=ALLOWED_UPDATES, max_connections=AT_ONCE
            )
        except BadRequest as error:  # Telegram's words about the address; the secret is not among them
            self._log.error("Telegram refused the webhook", reason=error.message)
            raise
        self._is_set = True

    async def _look(self) -> None:
        """Say what Telegram reports of the webhook. Raises `AnotherPoller` when it is no longer ours."""
        info = await self._services.bot.get_webhook_info()
        if info.url != self._webhook.url:
            told = "polls Telegram, or has set a webhook," if info.url else "polls Telegram"
            raise AnotherPoller(f"Another program {told} with this BOT_TOKEN. Stop it first.")
        if info.last_error_date not in {None, self._told_error}:
            self._told_error = info.last_error_date
            self._log.warning("Telegram cannot deliver", reason=info.last_error_message, waiting=info.pending_update_count)

    async def _stop(self) -> None:
        self._takes = False
        await super()._stop()
        for effect in self._pushed.effects.values():
            effect.set_exception(NotTaken())
            effect.exception()
        self._pushed.effects.clear()
