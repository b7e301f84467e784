"""Telegram's own menu of commands: what newcomers see, and for everyone with a role what their role can do."""

from collections.abc import Sequence
from functools import cache

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.clock import SystemClock
from bot.delivery.telegram_errors import Outcome, classify
from bot.description import tell_menu
from bot.logs import logger
from handlers.common.texts import Catalogs
from handlers.home.views.menu import menu, menu_of
from storage import members
from storage.store import Store

LOOK_SECONDS = 20.0
PAUSE_SECONDS = 0.05
"""Between two requests: they are no messages, and need not be quick."""

_NOT_TAKEN = frozenset({Outcome.SUSPEND, Outcome.FAIL, Outcome.DONE, Outcome.MIGRATED})
"""A chat in which it makes no sense to try again."""

Told = Sequence[tuple[str, str]]
"""A menu as it is told: commands with what is said beside them."""


class Menus:
    """Tells Telegram the menus at the start, and then who has another one because a role or language has changed."""

    def __init__(self, bot: Bot, store: Store, clock: SystemClock, catalogs: Catalogs) -> None:
        self._bot, self._store, self._clock, self._catalogs = bot, store, clock, catalogs
        self._told: dict[int, Told] = {}
        self._log = logger("menus")

    async def run(self) -> None:
        """Tell what is the same for all, then look again and again, until cancelled."""
        try:
            await tell_menu(self._bot, self._catalogs)
        except TelegramError as error:
            self._log.warning("the menu of commands was not set", reason=classify(error).reason)
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - tried again at the next look
                self._log.error("menus not looked at", error=type(error).__name__)
            await self._clock.sleep(LOOK_SECONDS)

    async def look(self) -> int:
        """Give everyone the menu of their role; how many got another one. In memory only: after a restart all are told anew."""
        told = cache(lambda kind, t: menu(t, kind))  # for all who read the same
        async with self._store.read() as tx:
            wanted: dict[int, Told] = {
                person.telegram_id: told(menu_of(seats), self._catalogs.of(person))
                for person, seats in await members.seated(tx, self._clock.now())
                if person.telegram_id is not None
            }
        changed = 0
        for chat in sorted({*wanted, *self._told}):
            own = wanted.get(chat)
            if own == self._told.get(chat):
                continue
            try:
                await self._tell(chat, own)
            except TelegramError as error:
                if classify(error).outcome not in _NOT_TAKEN:
                    return changed
            if own is None:
                del self._told[chat]
            else:
                self._told[chat] = own
            changed += 1
            await self._clock.sleep(PAUSE_SECONDS)
        return changed

    async def _tell(self, chat: int, own: Told | None) -> None:
        if own is None:
            await self._bot.delete_my_commands(BotCommandScopeChat(chat))
            return
        commands = [BotCommand(*each) for each in own]
        await self._bot.set_my_commands(commands, BotCommandScopeChat(chat))
