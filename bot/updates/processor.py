"""Processes one update in one transaction; retries it when that fails, and sets it aside when it keeps failing."""

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.apart import Apart
from bot.logs import logger, where_raised
from bot.updates.throttle import Pace, Throttle
from bot.updates.window import Raw, number_of
from council.chats import TelegramChannel
from council.clock import Clock
from council.config import Council
from council.errors import Forbidden, NotFetched, Refused
from council.people import Actor
from handlers import routes
from handlers.common.operations import OPERATION, Answer, Toast
from handlers.common.texts import Catalogs, Texts
from handlers.framework.context import Incoming, Ticks, Visit
from handlers.framework.questions import FILE_LIMIT
from handlers.framework.updates import channel_seen, read, read_press, rights_of
from handlers.oneself.actions import ask_whoever_came
from handlers.reactions import unit_of_work
from handlers.roster.updates import opens_file
from storage import arrivals, chats, members, refusals, updates
from storage.arrivals import Arrival
from storage.engine import is_outage
from storage.store import Store
from storage.transaction import Transaction

HANDLER_SECONDS = 20.0
"""Seconds that a handler may take once it has its transaction."""

IDLE_SECONDS = 0.5
"""Seconds that a handler may wait for anything but the database: on SQLite it blocks all other writers meanwhile."""

FETCH_SECONDS = 60.0
"""Seconds that a request to Telegram for a file, a chat or a member may take."""

READ_AT_ONCE = 2
"""How many of the files that people send are read at the same time."""

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Services:
    """What processing an update needs."""

    store: Store
    clock: Clock
    council: Council
    catalogs: Catalogs
    bot: Bot
    public_url: str = ""


@dataclass(frozen=True, slots=True)
class Replies:
    """The replies to an update; `stored`: they stand in the database until they were sent."""

    answers: Sequence[Answer] = ()
    stored: bool = True


class Unreadable(Exception):  # noqa: N818
    """An update that cannot be parsed; a retry would not help."""


class UpdateProcessor:
    """Processes updates. Someone who sends too many is told so once a minute."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._throttle = Throttle()
        self._ticks = Ticks()
        self._apart = Apart[object](READ_AT_ONCE)
        self._log = logger("intake")

    async def handle(self, raw: Raw) -> Replies:
        """Process one update; the replies to send. Every press is answered.

        Raises when it failed for an outside reason, such as a database outage: it is then to be handled again.
        """
        who, at = _sender(raw), self._services.clock.monotonic()
        pace = Pace.FINE if who is None else self._throttle.pace(who, at)
        replies = await self._process(raw) if pace is Pace.FINE else await self._skip(raw, pace)
        if who is not None:
            self._throttle.count(who, at)
        return replies

    async def _process(self, raw: Raw) -> Replies:
        update_id = number_of(raw)
        last = "timeout"
        for attempt in range(ATTEMPTS):
            try:
                incoming = self._read(raw)
                if incoming is None:
                    self._log.info("update ignored", update_id=update_id, holds=sorted(set(raw) - {"update_id"}))
                    return _bare_answer(raw)
                return Replies(await self._apply(await self._with_chat(await self._with_file(incoming))))
            except Exception as error:
                if is_outage(error):
                    raise  # nothing is wrong with the update: it waits, like all others
                last = type(error).__name__
                self._log.error("update failed", update_id=update_id, attempt=attempt + 1, error=last, at=where_raised(error))
                if isinstance(error, Unreadable):
                    break
                await self._services.clock.sleep(0.2 * (attempt + 1))
        return Replies(await self._set_aside(raw, last))

    def _read(self, raw: Raw) -> Incoming | None:
        try:
            if "callback_query" in raw:
                return read_press(raw)
            return read(Update.de_json(dict(raw), self._services.bot), self._services.bot.username)
        except Exception as error:
            raise Unreadable from error

    async def _with_file(self, incoming: Incoming) -> Incoming:
        """The update with its file downloaded and parsed, if a handler wants it. No transaction is open meanwhile."""
        if not opens_file(incoming) or (incoming.file is not None and incoming.file.size > FILE_LIMIT * 2**20):
            return incoming
        async with self._services.store.read() as tx:
            found = await routes.opener(tx, incoming, self._services.council, self._services.clock.now())
        if found is None:
            return incoming
        attachment, opener = found
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                file = await self._services.bot.get_file(attachment.file_id)
                content = bytes(await file.download_as_bytearray())
        except (TelegramError, TimeoutError) as error:
            self._log.warning("a file was not fetched", update_id=incoming.update_id, error=type(error).__name__)
            return replace(incoming, opened=NotFetched())
        try:
            return replace(incoming, opened=await self._apart.run(partial(opener, attachment.name, content)))
        except Refused as refusal:
            return replace(incoming, opened=refusal)

    async def _with_chat(self, incoming: Incoming) -> Incoming:
        """The update with the bot's rights in its chat, or the channel it names, if a handler needs them."""
        if named := routes.names_channel(incoming):
            return replace(incoming, named_channel=await self._channel(incoming.update_id, named))
        if not routes.looks(incoming):
            return incoming
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return replace(
                    incoming,
                    chat_change=rights_of(await self._services.bot.get_chat_member(incoming.chat, self._services.bot.id)),
                )
        except (TelegramError, TimeoutError) as error:
            self._log.warning("a chat was not looked at", update_id=incoming.update_id, error=type(error).__name__)
            return incoming

    async def _channel(self, update_id: int, named: str | int) -> TelegramChannel | None:
        """The channel that a command names, with the bot's rights in it; None if Telegram does not say."""
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return await get_channel(self._services.bot, named)
        except (TelegramError, TimeoutError) as error:
            self._log.warning("a channel was not looked at", update_id=update_id, error=type(error).__name__)
            return None

    async def _apply(self, incoming: Incoming) -> Sequence[Answer]:
        """Apply its effect and the note of its `update_id` in one transaction; the replies. A repeated update has no
        second effect: its unsent replies are returned."""
        try:
            # The timeout starts after the wait for the transaction: that wait is caused by other updates.
            async with self._services.store.begin_together() as tx, asyncio.timeout(HANDLER_SECONDS), tx.limit_idle(IDLE_SECONDS):
                now = self._services.clock.now()
                arrival = await self._arrival(tx, incoming, now)
                if arrival.applied:
                    return await self._unsent(tx, incoming.update_id)
                visit = await self._visit(tx, incoming, arrival, now)
                await routes.handle(visit)
                return await self._save_replies(visit)
        except updates.AppliedMeanwhile:
            async with self._services.store.read() as tx:
                return await self._unsent(tx, incoming.update_id)
        except Refused as refusal:
            # The handler's changes are rolled back; the refusal is the effect that is saved.
            async with self._services.store.begin_together() as tx:
                now = self._services.clock.now()
                visit = await self._visit(tx, incoming, await self._arrival(tx, incoming, now), now)
                if isinstance(refusal, Forbidden):
                    await refusals.note(tx, now, visit.actor, refusal.action, refusal.subject)
                routes.refuse(visit, refusal)
                return await self._save_replies(visit)

    async def _arrival(self, tx: Transaction, incoming: Incoming, now: datetime) -> Arrival:
        return await arrivals.read(tx, incoming.update_id, incoming.user, incoming.chat, now)

    async def _unsent(self, tx: Transaction, update_id: int) -> Sequence[Answer]:
        return [OPERATION.validate_python(kept) for kept in await updates.unanswered(tx, update_id)]

    async def _visit(self, tx: Transaction, incoming: Incoming, arrival: Arrival, now: datetime) -> Visit:
        person, actor, unheard = arrival.person, Actor("nobody"), arrival.unheard
        # Someone who only blocks the bot, or edits what they wrote before they were forgotten, gets no row.
        comes = incoming.private and incoming.blocked is None and not incoming.edited
        if incoming.user is not None and person is None and comes:
            language = self._services.catalogs.closest(incoming.language_code)
            person = await members.add(tx, incoming.user, language, self._services.council.zone, now)
            unheard = True
        if person is not None:
            actor = Actor("person", person, arrival.seats)
            if unheard and (incoming.text or incoming.command or incoming.press or incoming.file):
                await members.heard(tx, person.id, now)
        if arrival.suspended and incoming.private and incoming.blocked is None:
            await chats.resume(tx, incoming.chat)  # the person is reachable again, even if the update is refused
        work = unit_of_work(tx, self._services.council, actor, now)
        if comes and (arrival.suspended or arrival.new):
            await ask_whoever_came(work)
        services = self._services
        return Visit(incoming, work, services.catalogs, services.bot.username, services.public_url, self._ticks, arrival.has_form)

    async def _save_replies(self, visit: Visit) -> Sequence[Answer]:
        incoming = visit.incoming
        if incoming.press_id and not any(isinstance(answer, Toast) for answer in visit.answers):
            visit.toast("")
        await updates.note(visit.tx, incoming.update_id, visit.now, visit.kept_answers())
        return visit.answers

    async def _set_aside(self, raw: Raw, error: str) -> Sequence[Answer]:
        """Give up on an update, and tell its person if there is one."""
        chat, press = _private_chat(raw), _press(raw)
        self._log.error("update set aside", update_id=number_of(raw), error=error)
        async with self._services.store.begin() as tx:
            await updates.set_aside(tx, number_of(raw), error, self._services.clock.now())
            answers: list[Answer] = [Toast(press=press)] if press else []
            if chat is not None:
                answers.append(routes.failed(chat, await self._texts(tx, chat)))
            return await self._save_answers(tx, raw, answers)

    async def _skip(self, raw: Raw, pace: Pace) -> Replies:
        """Skip an update whose sender sends too many; the first one skipped is answered with why, and every press without
        words, which reads and writes nothing.

        It is confirmed without a note: after a restart it may come again and be handled.
        """
        chat = _private_chat(raw)
        if pace is Pace.FIRST_TOO_MANY and chat is not None:
            self._log.warning("someone sends too much", update_id=number_of(raw))
            async with self._services.store.begin() as tx:
                if await updates.begin(tx, number_of(raw), self._services.clock.now()):
                    told = routes.too_fast(chat, _press(raw), await self._texts(tx, chat))
                    return Replies(await self._save_answers(tx, raw, [told]))
        return _bare_answer(raw)

    async def _texts(self, tx: Transaction, chat: int) -> Texts:
        person = await members.by_telegram(tx, chat)
        return self._services.catalogs.of(person)

    async def _save_answers(self, tx: Transaction, raw: Raw, answers: Sequence[Answer]) -> Sequence[Answer]:
        if answers:
            kept = [answer.model_dump(mode="json") for answer in answers]
            await updates.leave_answers(tx, number_of(raw), kept)
        return answers


async def get_channel(bot: Bot, named: str | int) -> TelegramChannel | None:
    """A channel by its @username or id, with the bot's rights there; None for any other chat. Raises
    `TelegramError`."""
    chat = await bot.get_chat(named)
    return channel_seen(chat, await bot.get_chat_member(chat.id, bot.id))


def owner(raw: Raw) -> Hashable:
    """The queue that an update belongs to: its person, else its chat, else a common one. One owner's updates are
    processed in order."""
    for kind in ("message", "edited_message", "callback_query", "my_chat_member"):
        if isinstance(user := _inner(raw, kind, "from", "id"), int):
            return user
    for kind in ("channel_post", "edited_channel_post", "chat_member", "chat_join_request"):
        if isinstance(chat := _inner(raw, kind, "chat", "id"), int):
            return chat
    return "other"


def _sender(raw: Raw) -> Hashable | None:
    """The user and chat that an update counts against in throttling; None if it is not throttled."""
    kinds = ("message", "edited_message", "callback_query")
    user = next((user for kind in kinds if (user := _inner(raw, kind, "from", "id"))), None)
    return (user, _chat(raw)) if isinstance(user, int) else None


def _chat(raw: Raw) -> int | None:
    paths = (("message",), ("edited_message",), ("callback_query", "message"))
    chat = next((chat for path in paths if (chat := _inner(raw, *path, "chat", "id"))), None)
    return chat if isinstance(chat, int) else None


def _private_chat(raw: Raw) -> int | None:
    chat = _chat(raw)
    return chat if chat is not None and chat > 0 else None


def _press(raw: Raw) -> str:
    press = _inner(raw, "callback_query", "id")
    return press if isinstance(press, str) else ""


def _bare_answer(raw: Raw) -> Replies:
    """What ends the waiting of a button that was pressed; nothing for another update."""
    press = _press(raw)
    return Replies([Toast(press=press)] if press else [], stored=False)


def _inner(raw: Raw, *path: str) -> object:
    value: object = raw
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
