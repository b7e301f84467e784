"""The application, wired by hand in one place."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlsplit

import aiohttp
from telegram import Bot
from telegram.error import TelegramError

from bot.backups.marks import MarkKeeper
from bot.backups.nightly import Nightly
from bot.clock import SandboxClock, SystemClock, clock_of
from bot.corrections import TextCorrections
from bot.delivery.buttons import Buttons
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.messenger import Messenger
from bot.delivery.pacer import FREE_PER_SECOND, Pacer
from bot.delivery.request import AiohttpRequest
from bot.delivery.rich import RichChats
from bot.delivery.telegram_errors import Outcome, classify
from bot.doctor.examining import Examiner
from bot.health import Health
from bot.http import HttpServer
from bot.http_connections import PortTaken
from bot.http_webhook import WebhookEndpoint
from bot.log_counts import counting
from bot.logs import logger
from bot.menus import Menus
from bot.retention import Pruner, keep_of
from bot.scheduler import Scheduler
from bot.settings import ClockKind, Settings
from bot.troubles import TroubleKeeper, Watch, heard
from bot.updates.intake import AnotherPoller, Intake, TokenRefused
from bot.updates.processor import Services, get_channel
from bot.updates.replies import ReplySender
from bot.updates.webhook import Webhook, WebhookIntake
from council.clock import Clock
from council.config import Council
from council.people import OPERATOR
from handlers import duties
from handlers.channels.actions import keep_by_file
from handlers.common.texts import Catalogs
from handlers.oneself.actions import ask_consent
from handlers.reactions import unit_of_work
from handlers.registration.actions.seats import bring_in_secretariat
from storage import database_lock
from storage.cancelling import run_to_completion
from storage.database_lock import Deposed, Lock
from storage.migrate import make_ready
from storage.store import Store

LAST_SECONDS = 10.0
"""Seconds that closing one part may take when the program is told to stop a second time."""


class Runs(Protocol):
    """A part that runs beside the others."""

    async def run(self) -> None:
        """Run until it is done or cancelled. A server raises `PortTaken`."""


class App:
    """The running application. `run()` returns only when cancelled; it raises errors that a retry cannot fix."""

    def __init__(
        self, store: Store, intake: Intake, dispatcher: Dispatcher, scheduler: Scheduler, lock: Lock,
        servers: Sequence[Runs] = (), others: Sequence[Runs] = (),
    ) -> None:  # fmt: skip
        self.store = store
        self._lock = lock
        self._servers = servers
        self._others = others
        self._intake = intake
        self._dispatcher = dispatcher
        self._scheduler = scheduler

    async def run(self) -> None:
        """Serve HTTP and, once this process leads, receive updates, deliver, and run the beats. Raises `AnotherPoller`,
        `TokenRefused`, `PortTaken`, `Deposed`."""
        try:
            async with asyncio.TaskGroup() as group:
                for server in self._servers:
                    group.create_task(server.run())
                await self._lock.lead()
                await self._dispatcher.recover()
                self._scheduler.start()
                for work in (self._lock.watch, self._dispatcher.run, self._intake.run, *(one.run for one in self._others)):
                    group.create_task(work())
        except* (AnotherPoller, TokenRefused, PortTaken, Deposed) as failures:
            raise failures.exceptions[0] from None
        finally:
            await run_to_completion(self._scheduler.stop(), LAST_SECONDS)


@asynccontextmanager
async def build(settings: Settings, council: Council) -> AsyncIterator[App]:
    """Build the application, connected to its database and to Telegram; close everything afterwards.

    Raises `Unreachable`, `InUse`, `NotMigrated` or `TooNew` for the database, `TokenRefused` when Telegram does not know the
    token.
    """
    # The next version of the library returns durations as timedelta; opting in now avoids a warning for each one.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    council = replace(council, keep=keep_of(settings))
    async with AsyncExitStack() as stack:
        lock = await stack.enter_async_context(database_lock.held(settings.database_url.get_secret_value(), alone=False))
        store = Store(settings.database_url.get_secret_value())
        stack.push_async_callback(store.close)
        await make_ready(store.engine)
        clock = clock_of(settings)
        stack.push_async_callback(_close, clock.close)
        if isinstance(clock, SandboxClock):
            with suppress(aiohttp.ClientError):  # the scheduler asks again at every beat
                await clock.target()
        async with store.begin() as tx:
            await bring_in_secretariat(unit_of_work(tx, council, OPERATOR, clock.now()), settings.secretariat_ids)
        while True:
            async with store.begin() as tx:
                if not await ask_consent(unit_of_work(tx, council, OPERATOR, clock.now())):
                    break
        troubles = TroubleKeeper(store, council, clock)
        stack.enter_context(heard(troubles))
        catalogs = Catalogs(council.languages)
        catalogs.load()
        request = AiohttpRequest(proxy=settings.telegram_proxy.get_secret_value())
        bot = Bot(
            settings.bot_token.get_secret_value(),
            base_url=f"{settings.telegram_api_url}/bot",
            base_file_url=f"{settings.telegram_api_url}/file/bot",
            request=request,
            get_updates_request=request,
        )
        stack.push_async_callback(_close, bot.shutdown)
        await _connect(bot, polls=not settings.webhook_url)
        await _check_channels(bot, store, clock, council)
        pacer = Pacer(clock, min(settings.messages_per_second, FREE_PER_SECOND), settings.messages_per_second)
        messenger = Messenger(bot, pacer, Buttons(clock), await RichChats.load(store, clock))
        dispatcher = Dispatcher(
            store, clock, council, catalogs, messenger, pacer, duties.DELIVERIES, paid_broadcasts=settings.paid_broadcasts
        )
        replies = ReplySender(store, clock, messenger, pacer)
        services = Services(store, clock, council, catalogs, bot, settings.public_url)
        intake, endpoint, listening = Intake(services, replies, request), None, asyncio.Event()
        if settings.webhook_url:
            webhook = Webhook(settings.webhook_url, settings.webhook_secret.get_secret_value())
            intake = taking = WebhookIntake(services, replies, request, webhook, listening)
            endpoint = WebhookEndpoint(urlsplit(webhook.url).path, webhook.secret, taking.receive)
        # Also while another process leads: calendars are served then too.
        health, servers = Health(store, clock, intake), list[Runs]([TextCorrections(store, catalogs)])
        if settings.http_port:
            at = settings.http_host, settings.http_port
            servers.append(HttpServer(store, clock, council, catalogs, health, *at, endpoint, listening))
        if settings.metrics_port:
            from bot.metrics import MetricsServer, Sources

            counts = stack.enter_context(counting())
            sources = Sources(store, clock, intake, dispatcher.results, pacer, counts, settings.backup_dir)
            servers.append(MetricsServer(sources, health, settings.metrics_host, settings.metrics_port))
        others: list[Runs] = [Menus(bot, store, clock, catalogs), troubles, *_besides(store, settings, council, clock)]
        yield App(store, intake, dispatcher, Scheduler(store, clock, council, duties.BEATS), lock, servers, others)


def _besides(store: Store, settings: Settings, council: Council, clock: SystemClock) -> list[Runs]:
    """What looks after the database, its backups and the machine."""
    parts: list[Runs] = [Pruner(store, clock, council.zone, keep_of(settings)), Examiner(store, settings, council, clock)]
    if settings.clock is ClockKind.SANDBOX:  # of a rehearsal nothing is kept
        return parts
    parts += [MarkKeeper(store, settings.backup_dir), Watch(settings, council.zone, clock)]
    if settings.backup_days:
        parts.append(Nightly(settings.backup_dir, settings.backup_days, council.zone, clock))
    return parts


async def _close(close: Callable[[], Coroutine[object, object, None]]) -> None:
    """Close something even if the program is told to stop again meanwhile."""
    await run_to_completion(close(), LAST_SECONDS)


async def _connect(bot: Bot, *, polls: bool) -> None:
    """Load the bot's own account; where updates are polled, end a webhook, with what waits kept. Waits out an outage. Raises
    `TokenRefused` for a token that Telegram does not know."""
    log, wait = logger("app"), 1.0
    while True:
        try:
            await bot.initialize()
            if polls:
                await bot.delete_webhook()  # while a webhook is set, getUpdates is refused
        except TelegramError as error:
            failure = classify(error)
            if failure.outcome is Outcome.NO_ACCESS:
                raise TokenRefused from None
            log.warning("Telegram cannot be reached", reason=failure.reason)
            await asyncio.sleep(wait)
            wait = min(wait * 2, 30)
        else:
            return


async def _check_channels(bot: Bot, store: Store, clock: Clock, council: Council) -> None:
    """Record the current title of each channel in the council's file, and the bot's rights in it."""
    for entry in council.news_channels:
        try:
            place = await get_channel(bot, entry.channel)
        except TelegramError as error:
            logger("app").warning("a channel was not seen", reason=classify(error).reason)
            continue
        if place is not None:
            async with store.begin() as tx:
                await keep_by_file(unit_of_work(tx, council, OPERATOR, clock.now()), place)
