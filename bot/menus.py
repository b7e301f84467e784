"""Telegram's own menu of commands: what newcomers see, and for everyone with a role what their role can do."""

import hashlib
from collections.abc import Sequence
from functools import cache

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.clock import SystemClock
from bot.delivery.telegram_errors import Outcome, classify
from bot.description import tell_menu
from bot.logs import logger
from handlers.common.texts import Catalogs, Texts
from handlers.home.views.menu import Menu, menu, menu_of
from storage import members
from storage.store import Store

LOOK_SECONDS = 20.0
"""How often it looks, if something was committed meanwhile."""

ANYWAY_SECONDS = 300.0
"""How often it looks though nothing was: on PostgreSQL other programs commit too."""

PAUSE_SECONDS = 0.2
"""Between two requests: they are no messages, need not be quick, and leave the time to whoever waits for an answer."""

_NOT_TAKEN = frozenset({Outcome.SUSPEND, Outcome.FAIL, Outcome.DONE, Outcome.MIGRATED})
"""A chat in which it makes no sense to try again."""


class Menus:
    """Tells Telegram the menus at the start, and then who has another one because a role or language has changed."""

    def __init__(self, bot: Bot, store: Store, clock: SystemClock, catalogs: Catalogs) -> None:
        self._bot, self._store, self._clock, self._catalogs = bot, store, clock, catalogs
        self._told: dict[int, str] | None = None
        """The mark of the menu that each chat was told, as the database has it. It also knows the chats of those who were
        forgotten since the start."""
        self._commits, self._looked_at = -1, 0.0
        self._log = logger("menus")

    async def run(self) -> None:
        """Tell what is the same for all, then look again and again, until cancelled."""
        try:
            await tell_menu(self._bot, self._catalogs)
        except TelegramError as error:
            self._log.warning("the menu of commands was not set", reason=classify(error).reason)
        while True:
            commits, at = self._store.commits, self._clock.monotonic()
            if commits != self._commits or at - self._looked_at >= ANYWAY_SECONDS:
                try:
                    await self.look()
                    self._commits, self._looked_at = commits, at
                except TelegramError as error:
                    self._log.warning("the menu of commands was not set", reason=classify(error).reason)
                except Exception as error:  # noqa: BLE001 - tried again at the next look
                    self._log.error("menus not looked at", error=type(error).__name__)
            await self._clock.sleep(LOOK_SECONDS)

    async def look(self) -> int:
        """Give everyone the menu of their role; how many got another one. What Telegram was told is kept, so that a restart
        tells nobody anew. Raises `TelegramError` if Telegram cannot be asked now."""
        made = cache(_made)  # for all who read the same
        async with self._store.read() as tx:
            if self._told is None:
                self._told = await members.menus(tx)
            wanted = {
                person.telegram_id: made(menu_of(seats), self._catalogs.of(person))
                for person, seats in await members.seated(tx, self._clock.now())
                if person.telegram_id is not None
            }
        changed: dict[int, str] = {}
        try:
            for chat in sorted({*wanted, *self._told}):
                commands, mark = wanted.get(chat, ((), ""))
                if mark == self._told.get(chat, ""):
                    continue
                await self._tell(chat, commands)
                changed[chat] = mark
                await self._clock.sleep(PAUSE_SECONDS)
        finally:
            if changed:
                self._told = {chat: mark for chat, mark in {**self._told, **changed}.items() if mark}
                async with self._store.begin() as tx:
                    await members.keep_menus(tx, changed)
        return len(changed)

    async def _tell(self, chat: int, commands: Sequence[BotCommand]) -> None:
        try:
            if commands:
                await self._bot.set_my_commands(commands, BotCommandScopeChat(chat))
            else:
                await self._bot.delete_my_commands(BotCommandScopeChat(chat))
        except TelegramError as error:
            if classify(error).outcome not in _NOT_TAKEN:
                raise


def _made(kind: Menu, t: Texts) -> tuple[Sequence[BotCommand], str]:
    """A menu, and a mark that tells it from others and from the same one in other words."""
    commands = menu(t, kind)
    return [BotCommand(*each) for each in commands], hashlib.sha256(repr(commands).encode()).hexdigest()[:16]
