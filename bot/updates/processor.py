"""One update: had in one transaction, tried again when that fails, and set aside when it fails again and again."""

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.logs import logger, place
from bot.updates.throttle import Flood, Pace
from bot.updates.window import Raw, number_of
from council.chats import Place
from council.clock import Clock
from council.config import Council
from council.errors import Forbidden, NotFetched, Refused
from council.people import Actor
from handlers import routes
from handlers.common.operations import OPERATION, Toast
from handlers.common.texts import Catalogs, Texts
from handlers.framework.context import Answer, Incoming, Ticks, Visit
from handlers.framework.questions import FILE_LIMIT
from handlers.framework.updates import place as place_of
from handlers.framework.updates import read, rights_of
from handlers.framework.work import UnitOfWork
from storage import audit, chats, members, updates
from storage.engine import is_outage
from storage.store import Store, Transaction

HANDLER_SECONDS = 20.0
"""How long a handler may take, once it has its transaction."""

IDLE_SECONDS = 0.5
"""How long a handler may wait for anything but the database. On SQLite everyone else's writing waits meanwhile."""

FETCH_SECONDS = 60.0
"""How long fetching a file from Telegram may take."""

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Office:
    """What handling an update takes."""

    store: Store
    clock: Clock
    council: Council
    catalogs: Catalogs
    bot: Bot
    public_url: str = ""


class Unreadable(Exception):  # noqa: N818
    """An update that cannot be read: trying again is no help."""


class Handling:
    """Has the effects of updates. Whoever sends too many is told so, once a minute."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._flood = Flood()
        self._ticks = Ticks()
        self._log = logger("intake")

    async def handle(self, raw: Raw) -> Sequence[Answer]:
        """Have the effect of one update; what is to be answered comes back.

        Raises when it could not be had and nothing is wrong with it: then it is to be handled again.
        """
        who, at = _sender(raw), self._office.clock.monotonic()
        pace = Pace.FINE if who is None else self._flood.pace(who, at)
        answers = await self._insist(raw) if pace is Pace.FINE else await self._leave_out(raw, pace)
        if who is not None:
            self._flood.count(who, at)
        return answers

    async def _insist(self, raw: Raw) -> Sequence[Answer]:
        update_id = number_of(raw)
        last = "timeout"
        for attempt in range(ATTEMPTS):
            try:
                incoming = self._read(raw)
                if incoming is None:
                    self._log.info("update ignored", update_id=update_id, holds=sorted(set(raw) - {"update_id"}))
                    return []
                return await self._take(await self._looked(await self._opened(incoming)))
            except Exception as error:
                if is_outage(error):
                    raise  # nothing is wrong with the update: it waits, with all others
                last = type(error).__name__
                self._log.error("update failed", update_id=update_id, attempt=attempt + 1, error=last, at=place(error))
                if isinstance(error, Unreadable):
                    break
                await self._office.clock.sleep(0.2 * (attempt + 1))
        return await self._set_aside(raw, last)

    def _read(self, raw: Raw) -> Incoming | None:
        try:
            return read(Update.de_json(dict(raw), self._office.bot), self._office.bot.username)
        except Exception as error:
            raise Unreadable from error

    async def _opened(self, incoming: Incoming) -> Incoming:
        """What came, with its file fetched and read, where that is wanted. No transaction waits meanwhile."""
        sent = incoming.file
        if sent is None or sent.size > FILE_LIMIT * 2**20:
            return incoming
        async with self._office.store.read() as tx:
            opener = await routes.opener(tx, incoming, self._office.council, self._office.clock.now())
        if opener is None:
            return incoming
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                file = await self._office.bot.get_file(sent.file_id)
                content = bytes(await file.download_as_bytearray())
        except (TelegramError, TimeoutError) as error:
            self._log.warning("a file was not fetched", update_id=incoming.update_id, error=type(error).__name__)
            return replace(incoming, opened=NotFetched())
        try:
            return replace(incoming, opened=await asyncio.to_thread(opener, sent.name, content))
        except Refused as refusal:
            return replace(incoming, opened=refusal)

    async def _looked(self, incoming: Incoming) -> Incoming:
        """What came, with how the bot stands in the chat it came from, where that is wanted."""
        if named := routes.names_channel(incoming):
            return replace(incoming, place=await self._place(incoming.update_id, named))
        if not routes.looks(incoming):
            return incoming
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return replace(
                    incoming, news=rights_of(await self._office.bot.get_chat_member(incoming.chat, self._office.bot.id))
                )
        except (TelegramError, TimeoutError) as error:
            self._log.warning("a chat was not looked at", update_id=incoming.update_id, error=type(error).__name__)
            return incoming

    async def _place(self, update_id: int, named: str | int) -> Place | None:
        """The channel that a command named, and how the bot stands there; None where Telegram does not tell."""
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                return await look_at_channel(self._office.bot, named)
        except (TelegramError, TimeoutError) as error:
            self._log.warning("a channel was not looked at", update_id=update_id, error=type(error).__name__)
            return None

    async def _take(self, incoming: Incoming) -> Sequence[Answer]:
        """Have its effect, in one transaction with the note that it was had. What is to be answered comes back."""
        try:
            # What an update waits for before it has its transaction is others' doing, and not held against it.
            async with self._office.store.begin() as tx, asyncio.timeout(HANDLER_SECONDS), tx.hurried(IDLE_SECONDS):
                now = self._office.clock.now()
                if not await updates.begin(tx, incoming.update_id, now):
                    return [
                        OPERATION.validate_python(kept) for kept in await updates.unanswered(tx, incoming.update_id)
                    ]
                visit = await self._visit(tx, incoming, now)
                await routes.handle(visit)
                return await self._keep(visit)
        except Refused as refusal:
            # What the handler had begun is undone; the refusal itself is the effect.
            async with self._office.store.begin() as tx:
                now = self._office.clock.now()
                await updates.begin(tx, incoming.update_id, now)
                visit = await self._visit(tx, incoming, now)
                if isinstance(refusal, Forbidden):
                    await audit.record(tx, now, visit.actor.label, f"refused: {refusal.action}", refusal.subject)
                routes.refuse(visit, refusal)
                return await self._keep(visit)

    async def _visit(self, tx: Transaction, incoming: Incoming, now: datetime) -> Visit:
        actor = Actor("nobody")
        if incoming.user is not None:
            person = await members.by_telegram(tx, incoming.user)
            # Whoever shuts the door is not written down for it.
            if person is None and incoming.private and incoming.blocked is None:
                language = self._office.catalogs.closest(incoming.language_code)
                person = await members.add(tx, incoming.user, language, self._office.council.zone, now)
            if person is not None:
                actor = Actor("person", person, await members.seats_of(tx, person.id, now))
                if incoming.text or incoming.command or incoming.press or incoming.file:
                    await members.heard(tx, person.id, now)
        if incoming.private and incoming.blocked is None:
            await chats.resume(tx, incoming.chat)  # they are here, even should what they ask be refused
        work = UnitOfWork(tx, self._office.council, actor, now)
        return Visit(
            incoming, work, self._office.catalogs, self._office.bot.username, self._office.public_url, self._ticks
        )

    async def _keep(self, visit: Visit) -> Sequence[Answer]:
        incoming = visit.incoming
        if incoming.press_id and not any(isinstance(answer, Toast) for answer in visit.answers):
            visit.toast("")
        if visit.answers:
            await updates.leave_answers(visit.tx, incoming.update_id, visit.kept_answers())
        return visit.answers

    async def _set_aside(self, raw: Raw, error: str) -> Sequence[Answer]:
        """Give up on an update; its person is told, if there is one."""
        chat, press = _private_chat(raw), _press(raw)
        async with self._office.store.begin() as tx:
            await updates.set_aside(tx, number_of(raw), error, self._office.clock.now())
            told: list[Answer] = [Toast(press=press)] if press else []
            if chat is not None:
                told.append(routes.failed(chat, await self._texts(tx, chat)))
            return await self._owe(tx, raw, told)

    async def _leave_out(self, raw: Raw, pace: Pace) -> Sequence[Answer]:
        """Do not handle an update, because its person sends too many; they are told once.

        It is confirmed without a note. Should it come again after a restart, it may well be handled.
        """
        chat = _private_chat(raw)
        if pace is not Pace.FIRST_TOO_MANY or chat is None:
            return []
        self._log.warning("someone sends too much", update_id=number_of(raw))
        async with self._office.store.begin() as tx:
            if not await updates.begin(tx, number_of(raw), self._office.clock.now()):
                return []
            return await self._owe(tx, raw, [routes.too_fast(chat, _press(raw), await self._texts(tx, chat))])

    async def _texts(self, tx: Transaction, chat: int) -> Texts:
        person = await members.by_telegram(tx, chat)
        return self._office.catalogs.texts(person.language if person else self._office.catalogs.languages[0])

    async def _owe(self, tx: Transaction, raw: Raw, answers: Sequence[Answer]) -> Sequence[Answer]:
        if answers:
            kept = [answer.model_dump(mode="json") for answer in answers]
            await updates.leave_answers(tx, number_of(raw), kept)
        return answers


async def look_at_channel(bot: Bot, named: str | int) -> Place | None:
    """A channel by its @username or id, and how the bot stands there; None for any other chat. Raises `TelegramError`."""
    chat = await bot.get_chat(named)
    return place_of(chat, await bot.get_chat_member(chat.id, bot.id))


def owner(raw: Raw) -> Hashable:
    """Whose update it is: the person's, else the chat's, else nobody's in particular. One owner's go in order."""
    for kind in ("message", "callback_query", "my_chat_member"):
        if isinstance(user := _inner(raw, kind, "from", "id"), int):
            return user
    for kind in ("channel_post", "edited_channel_post", "chat_member", "chat_join_request"):
        if isinstance(chat := _inner(raw, kind, "chat", "id"), int):
            return chat
    return "other"


def _sender(raw: Raw) -> Hashable | None:
    """Who wrote or pressed, and where; None for what nobody can flood with."""
    user = _inner(raw, "message", "from", "id") or _inner(raw, "callback_query", "from", "id")
    return (user, _chat(raw)) if isinstance(user, int) else None


def _chat(raw: Raw) -> int | None:
    chat = _inner(raw, "message", "chat", "id") or _inner(raw, "callback_query", "message", "chat", "id")
    return chat if isinstance(chat, int) else None


def _private_chat(raw: Raw) -> int | None:
    chat = _chat(raw)
    return chat if chat is not None and chat > 0 else None


def _press(raw: Raw) -> str:
    press = _inner(raw, "callback_query", "id")
    return press if isinstance(press, str) else ""


def _inner(raw: Raw, *path: str) -> object:
    value: object = raw
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
