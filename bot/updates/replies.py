"""Replies: sent after their effect was committed, one owner's in order, different owners' concurrently.

They stay in the database until they were sent. So a reply that has to wait (a 429, an outage) delays nobody else's
updates, and none is lost when the program ends first. Answers to presses do not wait behind messages, of which a chat
gets one a second: until a press is answered, its button shows that it waits. For the same reason an edit is left out
when a later reply, of those that wait, edits the same message.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Sequence

from telegram.error import TelegramError

from bot.delivery.messenger import Messenger
from bot.delivery.pacer import Pacer
from bot.delivery.telegram_errors import Outcome, classify
from bot.logs import logger
from council.clock import Clock
from handlers.common.operations import OPERATION, Answer, Edit, JoinAnswer, Say, Toast
from storage import forms, updates
from storage.forms import Asked
from storage.store import Store
from storage.transaction import Transaction

LATER_SECONDS, UNKNOWN_SECONDS = 10.0, 300.0
"""Longest backoff before a reply is retried: after it certainly did not arrive, and after it may have arrived."""

MOST_IN_HAND = 2000
"""With more unsent replies than this, no more updates are fetched."""

MOST_OF_ONE = 20
"""How many of one owner's replies count towards that: one chat halted for hours must not use up the limit for all."""

REMEMBERED = 10_000
"""How many recent updates are remembered as queued, in case they come again."""

Queue = deque[tuple[int, Sequence[Answer]]]
"""Replies by their update's id."""

_QUESTIONED = Toast | JoinAnswer
"""Answers to what Telegram itself asks and waits for, in no chat."""

LAST_SECONDS = 1.0
"""Seconds to wait, when the program stops, for replies in flight."""


class ReplySender:
    """Sends replies in the background."""

    def __init__(self, store: Store, clock: Clock, messenger: Messenger, pacer: Pacer) -> None:
        self._store = store
        self._clock = clock
        self._messenger = messenger
        self._pacer = pacer
        self._queues: dict[Hashable, Queue] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._queued: dict[int, None] = {}
        self._unsent: dict[int, int] = {}  # by update: in how many queues its stored replies wait
        self._sent: list[int] = []
        self._asked: list[Asked] = []
        self._note_lock = asyncio.Lock()
        self._progress = asyncio.Event()
        self._log = logger("answering")
        store.along = self._note

    async def recover(self) -> int:
        """Queue the replies that an earlier run did not send; the number of their updates."""
        async with self._store.read() as tx:
            unsent = await updates.all_unanswered(tx)
        for update_id, kept in unsent:
            answers = [OPERATION.validate_python(answer) for answer in kept]
            chat = next((answer.chat for answer in answers if not isinstance(answer, _QUESTIONED)), None)
            self.enqueue(chat or update_id, update_id, answers)
        return len(unsent)

    def enqueue(self, owner: Hashable, update_id: int, answers: Sequence[Answer], *, stored: bool = True) -> None:
        """Queue these after the owner's other replies. An update's replies are queued once. `stored`: they stand in the
        database until they were sent."""
        if not answers or update_id in self._queued:
            return
        self._queued[update_id] = None
        if len(self._queued) > REMEMBERED:
            del self._queued[next(iter(self._queued))]
        toasts = [answer for answer in answers if isinstance(answer, _QUESTIONED)]
        others = [answer for answer in answers if not isinstance(answer, _QUESTIONED)]
        for key, part in ((("presses", owner), toasts), (owner, others)):
            if part:
                if stored:
                    self._unsent[update_id] = self._unsent.get(update_id, 0) + 1
                self._append(key, update_id, part)

    def _append(self, key: Hashable, update_id: int, answers: Sequence[Answer]) -> None:
        if key in self._queues:
            self._leave_out_replaced(self._queues[key], answers)
            self._queues[key].append((update_id, answers))
            return
        self._queues[key] = deque([(update_id, answers)])
        task = asyncio.create_task(self._send_all(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def wait_for_room(self) -> None:
        """Wait until fewer than the limit are unsent."""
        while sum(min(len(queue), MOST_OF_ONE) for queue in self._queues.values()) > MOST_IN_HAND:
            self._progress.clear()
            await self._progress.wait()

    async def wait_done(self) -> None:
        """Wait until everything queued was sent and that is noted."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self) -> None:
        """Stop soon. What was not sent by then is sent after the next start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=LAST_SECONDS)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
        await self._acknowledge()

    async def _send_all(self, key: Hashable) -> None:
        queue = self._queues[key]
        while queue:
            update_id, answers = queue[0]
            for answer in answers:
                await self._send(update_id, answer)
            queue.popleft()
            self._finish(update_id)
        del self._queues[key]
        await self._acknowledge()

    def _finish(self, update_id: int) -> None:
        """No more of this update's replies waits in one of its queues."""
        if update_id in self._unsent:
            self._unsent[update_id] -= 1
            if not self._unsent[update_id]:
                del self._unsent[update_id]
                self._sent.append(update_id)
        self._progress.set()

    def _leave_out_replaced(self, queue: Queue, answers: Sequence[Answer]) -> None:
        """Take edits of messages that these answers edit as a whole out of what waits: all but the first, which is being sent."""
        edited = {(one.chat, one.message) for one in answers if isinstance(one, Edit) and one.html is not None}
        if not edited or len(queue) == 1:
            return
        first, *others = queue
        queue.clear()
        queue.append(first)
        for update_id, replies in others:
            left = [one for one in replies if not (isinstance(one, Edit) and (one.chat, one.message) in edited)]
            if left:
                queue.append((update_id, left))
            else:
                self._finish(update_id)

    async def _send(self, update_id: int, answer: Answer) -> None:
        """Send one reply. One that cannot be sent does not stop the others."""
        try:
            await self._send_with_retries(answer)
        except Exception as error:  # noqa: BLE001 - a fault of ours
            self._log.error("not answered", update_id=update_id, kind=answer.do, error=type(error).__name__)

    async def _send_with_retries(self, answer: Answer) -> None:
        """Retry until Telegram accepts or refuses it, however long that takes: it may be the next question of a form.
        Telegram itself refuses an answer that comes too late for its press."""
        attempts = 0
        while True:
            try:
                await self._messenger.wait_turn(answer)
                sent = await self._messenger.send(answer)
                if sent is not None and isinstance(answer, Say) and answer.asks is not None:
                    self._asked.append(Asked(answer.chat, answer.asks.serial, answer.asks.step, sent.message))
                return
            except TelegramError as error:
                failure = classify(error)
                attempts += 1
                if failure.outcome is Outcome.WAIT:
                    if isinstance(answer, _QUESTIONED):
                        await self._clock.sleep(failure.wait.total_seconds())
                    else:
                        self._pacer.halt(answer.chat, failure.wait.total_seconds())
                        self._store.deliveries.set()  # the dispatcher writes it down
                elif failure.outcome in {Outcome.LATER, Outcome.UNKNOWN}:
                    # Rather twice than never, but not repeated every few seconds.
                    longest = UNKNOWN_SECONDS if failure.outcome is Outcome.UNKNOWN else LATER_SECONDS
                    await self._clock.sleep(min(0.3 * 2 ** min(attempts, 20), longest))
                else:
                    if failure.outcome not in {Outcome.DONE, Outcome.SUSPEND}:
                        self._log.warning("answer refused", reason=failure.reason, kind=answer.do)
                    return

    async def _acknowledge(self) -> None:
        """Have replies that were sent deleted from the database: with whichever commit comes first, at the latest with one of
        our own. So few are sent again after a kill, however many writers wait."""
        async with self._note_lock:
            if not self._sent and not self._asked:
                return
            try:
                async with self._store.begin_together():
                    pass
            except Exception as error:  # noqa: BLE001 - retried with the next ones
                self._log.error("not noted", error=type(error).__name__)

    async def _note(self, tx: Transaction) -> Callable[[], None] | None:
        """Delete replies that were sent, and note which messages ask the questions of forms, in a transaction that is about to be
        committed; to be called if it is not."""
        if not self._sent and not self._asked:
            return None
        sent, asked, self._sent, self._asked = self._sent, self._asked, [], []

        def again() -> None:
            self._sent += sent
            self._asked += asked

        try:
            if sent:
                await updates.answered(tx, sent)
            if asked:
                await forms.note_asked(tx, asked)
        except BaseException:
            again()
            raise
        return again
