"""Rich messages: which chats take them, and the parameters that send them.

The library does not know them yet. A chat, or a server of an older interface, that refuses one gets plain messages, which say the
same, for a month; then it is asked again.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self

from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.delivery.telegram_errors import Outcome, classify
from bot.logs import logger
from council.clock import Clock
from storage import chats
from storage.chats import EVERYONE
from storage.store import Store

PLAIN_FOR = timedelta(days=30)
"""How long after a refusal nothing rich is tried."""


class RichChats:
    """Which chats take rich messages: all that have not refused one lately."""

    def __init__(self, store: Store, clock: Clock, plain: dict[int, datetime]) -> None:
        self._store = store
        self._clock = clock
        self._plain = plain
        self._log = logger("rich")

    @classmethod
    async def load(cls, store: Store, clock: Clock) -> Self:
        """With what was remembered before the program was started."""
        async with store.read() as tx:
            return cls(store, clock, await chats.list_plain(tx, clock.now()))

    def take(self, chat: int) -> bool:
        """Whether a rich message is tried in this chat."""
        now = self._clock.now()
        return all(self._plain.get(one, now) <= now for one in (chat, EVERYONE))

    async def refused(self, chat: int, error: TelegramError) -> None:
        """Remember that this chat refuses them; or the server itself, which does not know the method."""
        refuses = EVERYONE if isinstance(error, InvalidToken) else chat
        until = self._plain[refuses] = self._clock.now() + PLAIN_FOR
        self._log.info("no rich messages", everywhere=refuses == EVERYONE, reason=classify(error).reason)
        async with self._store.begin() as tx:
            await chats.put_plain(tx, refuses, until)


def is_refused(error: TelegramError) -> bool:
    """Whether the same in plain words may well be taken: not where the chat itself is out of reach, or the message as it is to be
    already. Of a method that it does not know a server says the same as of a token that it does not know."""
    if isinstance(error, InvalidToken):
        return True
    failure = classify(error)
    known = failure.outcome is not Outcome.FAIL or failure.reason in _NOT_OF_ITS_KIND
    return isinstance(error, BadRequest | Forbidden) and not known


_NOT_OF_ITS_KIND = frozenset({
    "chat not found", "message thread not found", "topic_closed", "message to edit not found", "message can't be edited",
})  # fmt: skip


def given(html: str) -> Mapping[str, object]:
    """An InputRichMessage."""
    return {"html": html}
