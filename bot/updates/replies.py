"""Answers: said after their effect was committed, one person's in order, different people's side by side.

They are kept in the database until they were given. So nobody's answer that has to wait (Telegram told a chat to wait,
or is away for a while) keeps anybody else's updates, and none is lost when the program ends before it was given.
"""

import asyncio
from collections import deque
from collections.abc import Hashable, Sequence

from telegram.error import TelegramError

from bot.delivery.messenger import Messenger
from bot.delivery.pacer import Pacer
from bot.delivery.telegram_errors import Fate, meaning
from bot.logs import logger
from council.clock import Clock
from handlers.common.operations import OPERATION, Toast
from handlers.framework.context import Answer
from storage import updates
from storage.store import Store

LATER_SECONDS, UNKNOWN_SECONDS = 10.0, 300.0
"""How long to wait at most before an answer is tried again that did not arrive, or that may or may not have."""

MOST_IN_HAND = 500
"""With more than this still to be answered no more updates are fetched."""

MOST_OF_ONE = 20
"""More than this of one owner do not count: one chat that is told to wait for hours does not fill everyone's room."""

REMEMBERED = 10_000
"""How many of the latest updates are known to have been taken up, should they come again."""

LAST_SECONDS = 1.0
"""How long a program that is being stopped waits for answers that are on their way."""


class Answering:
    """Gives answers in the background."""

    def __init__(self, store: Store, clock: Clock, messenger: Messenger, pacer: Pacer) -> None:
        self._store = store
        self._clock = clock
        self._messenger = messenger
        self._pacer = pacer
        self._queues: dict[Hashable, deque[tuple[int, Sequence[Answer]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._taken: dict[int, None] = {}
        self._given: list[int] = []
        self._noting = asyncio.Lock()
        self._moved = asyncio.Event()
        self._log = logger("answering")

    async def recover(self) -> int:
        """Take up what an earlier run could not answer any more; how many updates those were."""
        async with self._store.read() as tx:
            owed = await updates.all_unanswered(tx)
        for update_id, kept in owed:
            answers = [OPERATION.validate_python(answer) for answer in kept]
            chat = next((answer.chat for answer in answers if not isinstance(answer, Toast)), None)
            self.give(chat or update_id, update_id, answers)
        return len(owed)

    def give(self, owner: Hashable, update_id: int, answers: Sequence[Answer]) -> None:
        """Have these said after whatever `owner` is still to be told; the same update's are taken up once."""
        if not answers or update_id in self._taken:
            return
        self._taken[update_id] = None
        if len(self._taken) > REMEMBERED:
            del self._taken[next(iter(self._taken))]
        if owner in self._queues:
            self._queues[owner].append((update_id, answers))
            return
        self._queues[owner] = deque([(update_id, answers)])
        task = asyncio.create_task(self._give_all(owner))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def room(self) -> None:
        """Wait until there are not too many in hand."""
        while sum(min(len(queue), MOST_OF_ONE) for queue in self._queues.values()) > MOST_IN_HAND:
            self._moved.clear()
            await self._moved.wait()

    async def done(self) -> None:
        """Wait until all that is in hand was said, and that is noted."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self) -> None:
        """End soon. What was not given by then is given at the next start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=LAST_SECONDS)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
        await self._note()

    async def _give_all(self, owner: Hashable) -> None:
        queue = self._queues[owner]
        while queue:
            update_id, answers = queue[0]
            for answer in answers:
                await self._give(update_id, answer)
            queue.popleft()
            self._given.append(update_id)
            self._moved.set()
        del self._queues[owner]
        await self._note()

    async def _give(self, update_id: int, answer: Answer) -> None:
        """Say one answer; one that cannot be said does not keep the others."""
        try:
            await self._insist(answer)
        except Exception as error:  # noqa: BLE001 - a fault of ours
            self._log.error("not answered", update_id=update_id, kind=answer.do, error=type(error).__name__)

    async def _insist(self, answer: Answer) -> None:
        """Try until Telegram has it or refuses it, however long that takes: it can be the next question of a form. What
        comes too late for a press Telegram refuses itself."""
        tries = 0
        while True:
            try:
                await self._messenger.turn(answer, answer=True)
                await self._messenger.send(answer)
                return
            except TelegramError as error:
                why = meaning(error)
                tries += 1
                if why.fate is Fate.WAIT:
                    if isinstance(answer, Toast):
                        await self._clock.sleep(why.wait.total_seconds())
                    else:
                        self._pacer.halt(answer.chat, why.wait.total_seconds())
                elif why.fate in {Fate.LATER, Fate.UNKNOWN}:
                    # What may have arrived comes twice rather than never; but not again and again every few seconds.
                    most = UNKNOWN_SECONDS if why.fate is Fate.UNKNOWN else LATER_SECONDS
                    await self._clock.sleep(min(0.3 * 2 ** min(tries, 20), most))
                else:
                    if why.fate not in {Fate.DONE, Fate.SUSPEND}:
                        self._log.warning("answer refused", reason=why.reason, kind=answer.do)
                    return

    async def _note(self) -> None:
        """Note what was given: the answers need not be kept any longer. Many that end together are noted together."""
        async with self._noting:
            if not self._given:
                return
            given, self._given = self._given, []
            try:
                async with self._store.begin() as tx:
                    await updates.answered(tx, given)
            except Exception as error:  # noqa: BLE001 - noted with the next ones
                self._given = given + self._given
                self._log.error("not noted", error=type(error).__name__)
