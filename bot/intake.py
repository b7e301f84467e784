"""Updates in: one person's in order, different people's side by side, confirmed only when their effect is committed.

The library's own updater confirms updates to Telegram before they are handled, so the poll loop is ours: fetch a batch,
have its effects committed, then ask for the next, which confirms it. Answers are kept with the effects and given beside
the loop (`bot.answering`). An update that comes again has no second effect; what it was not yet answered is answered.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.answering import Answering
from bot.logs import logger, place
from bot.telegram_errors import Fate, meaning
from council.charter import Council
from council.clock import Clock
from council.errors import Forbidden, Refused
from council.people import Actor
from handlers import routes
from handlers.common.operations import OPERATION, Toast
from handlers.common.texts import Catalogs
from handlers.context import Answer, Incoming, UnitOfWork, Visit
from handlers.reading import ALLOWED_UPDATES, read
from storage import audit, chats, members, updates
from storage.engine import is_outage
from storage.store import Store, Transaction

POLL_SECONDS = 30
HANDLER_SECONDS = 20.0
PRUNE_SECONDS = 3600.0
ATTEMPTS = 3
SIDE_BY_SIDE = 16

Raw = Mapping[str, object]


class AnotherPoller(Exception):  # noqa: N818
    """Telegram says that another program polls with the same token."""


class TokenRefused(Exception):  # noqa: N818
    """Telegram does not know the token."""


@dataclass(frozen=True, slots=True)
class Office:
    """What handling an update takes."""

    store: Store
    clock: Clock
    council: Council
    catalogs: Catalogs
    bot: Bot


class Unreadable(Exception):  # noqa: N818
    """An update that cannot be read: trying again is no help."""


class Intake:
    """The poll loop, and the handling of one update."""

    def __init__(self, office: Office, answering: Answering, request: BaseRequest) -> None:
        self._office = office
        self._answering = answering
        self._request = request
        self._offset = 0
        self._room = asyncio.Semaphore(SIDE_BY_SIDE)
        self._pruned = -PRUNE_SECONDS
        self._log = logger("intake")

    async def run(self) -> None:
        """Poll until cancelled. Raises `AnotherPoller` and `TokenRefused`, for which waiting is no help."""
        failures = 0
        try:
            await self._answering.recover()
            while True:
                try:
                    await self._answering.room()
                    await self.handle_batch(await self._fetch())
                    await self._prune()
                    failures = 0
                except TelegramError as error:
                    why = meaning(error)
                    if why.fate is Fate.POLLER:
                        raise AnotherPoller from error
                    if why.fate is Fate.NO_ACCESS:
                        raise TokenRefused from error
                    failures += 1
                    self._log.warning("no updates", reason=why.reason)
                    await self._office.clock.sleep(max(why.wait.total_seconds(), min(2**failures, 30) / 2))
                except Exception as error:  # noqa: BLE001 - the database is away; unconfirmed updates come again
                    failures += 1
                    self._log.error("updates not taken", error=type(error).__name__, at=place(error))
                    await self._office.clock.sleep(min(2**failures, 30) / 2)
        finally:
            await self._answering.stop()

    async def _fetch(self) -> Sequence[Raw]:
        query = urlencode(
            {"offset": self._offset, "timeout": POLL_SECONDS, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        )
        # Raw, because one update that the library cannot read would fail the whole batch.
        fetched = await self._request.post(
            f"{self._office.bot.base_url}/getUpdates?{query}", read_timeout=POLL_SECONDS + 10
        )
        return fetched if isinstance(fetched, list) else []

    async def handle_batch(self, batch: Sequence[Raw]) -> None:
        """Have the effects of all of them; afterwards the next fetch confirms them. Raises when one could not be had
        and nothing is wrong with it."""
        by_person: dict[Hashable, list[Raw]] = defaultdict(list)
        for raw in batch:
            by_person[_owner(raw)].append(raw)
        ends = await asyncio.gather(
            *(self._in_order(owner, raws) for owner, raws in by_person.items()), return_exceptions=True
        )
        for end in ends:
            if end is not None:
                raise end
        for raw in batch:
            self._offset = max(self._offset, _update_id(raw) + 1)

    async def _in_order(self, owner: Hashable, raws: Sequence[Raw]) -> None:
        for raw in raws:
            async with self._room:
                self._answering.give(owner, _update_id(raw), await self._handle(raw))

    async def _handle(self, raw: Raw) -> Sequence[Answer]:
        """Have the effect of one update; what is to be answered comes back."""
        update_id = _update_id(raw)
        last = "timeout"
        for attempt in range(ATTEMPTS):
            try:
                incoming = self._read(raw)
                if incoming is None:
                    self._log.info("update ignored", update_id=update_id, holds=sorted(set(raw) - {"update_id"}))
                    return []
                return await self._take(incoming)
            except Exception as error:
                if is_outage(error):
                    raise  # nothing is wrong with the update: it waits, with all others
                last = type(error).__name__
                self._log.error("update failed", update_id=update_id, attempt=attempt + 1, error=last, at=place(error))
                if isinstance(error, Unreadable):
                    break
                await self._office.clock.sleep(0.2 * (attempt + 1))
        return await self._set_aside(update_id, last, _chat(raw))

    def _read(self, raw: Raw) -> Incoming | None:
        try:
            return read(Update.de_json(dict(raw), self._office.bot), self._office.bot.username)
        except Exception as error:
            raise Unreadable from error

    async def _take(self, incoming: Incoming) -> Sequence[Answer]:
        """Have its effect, in one transaction with the note that it was had. What is to be answered comes back."""
        try:
            # The time limit is for the handler alone: on SQLite it may have to wait for another one to end.
            async with self._office.store.begin() as tx, asyncio.timeout(HANDLER_SECONDS):
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
            if person is None and incoming.private:
                language = self._office.catalogs.closest(incoming.language_code)
                person = await members.add(tx, incoming.user, language, self._office.council.zone, now)
            if person is not None:
                actor = Actor("person", person, await members.seats_of(tx, person.id, now))
        if incoming.private and incoming.blocked is None:
            await chats.resume(tx, incoming.chat)  # they are here, even should what they ask be refused
        work = UnitOfWork(tx, self._office.council, actor, now)
        return Visit(incoming, work, self._office.catalogs, self._office.bot.username)

    async def _keep(self, visit: Visit) -> Sequence[Answer]:
        incoming = visit.incoming
        if incoming.press_id and not any(isinstance(answer, Toast) for answer in visit.answers):
            visit.toast("")
        if visit.answers:
            await updates.leave_answers(visit.tx, incoming.update_id, visit.kept_answers())
        return visit.answers

    async def _set_aside(self, update_id: int, error: str, chat: int | None) -> Sequence[Answer]:
        """Give up on an update; its person is told, if there is one."""
        now = self._office.clock.now()
        async with self._office.store.begin() as tx:
            await updates.set_aside(tx, update_id, error, now)
            if chat is None or chat < 0:
                return []
            person = await members.by_telegram(tx, chat)
            language = person.language if person else self._office.catalogs.languages[0]
            told = routes.failed(chat, self._office.catalogs.texts(language))
            await updates.leave_answers(tx, update_id, [told.model_dump(mode="json")])
            return [told]

    async def _prune(self) -> None:
        """Forget, now and then, updates that cannot come again."""
        at = self._office.clock.monotonic()
        if at - self._pruned >= PRUNE_SECONDS:
            self._pruned = at
            async with self._office.store.begin() as tx:
                await updates.prune(tx, self._office.clock.now())


def _update_id(raw: Raw) -> int:
    number = raw.get("update_id")
    return number if isinstance(number, int) else 0


def _inner(raw: Raw, *path: str) -> object:
    value: object = raw
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _owner(raw: Raw) -> Hashable:
    """Whose update it is: the person's, else the chat's, else nobody's in particular."""
    for kind in ("message", "callback_query", "my_chat_member"):
        if isinstance(user := _inner(raw, kind, "from", "id"), int):
            return user
    channel = _inner(raw, "channel_post", "chat", "id")
    return channel if isinstance(channel, int) else "other"


def _chat(raw: Raw) -> int | None:
    chat = _inner(raw, "message", "chat", "id") or _inner(raw, "callback_query", "message", "chat", "id")
    return chat if isinstance(chat, int) else None
