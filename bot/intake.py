"""Updates in: one person's in order, different people's side by side, confirmed only when their effect is committed.

The library's own updater confirms updates to Telegram before they are handled, so the poll loop is ours: fetch a batch,
handle it, then ask for the next, which confirms it. An update that comes again after a crash has no second effect; what
it was not yet answered is answered then.
"""

import asyncio
import json
import traceback
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.logs import logger
from bot.messenger import Messenger
from bot.pacer import Pacer
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
from storage import audit, members, updates
from storage.store import Store, Transaction

POLL_SECONDS = 30
HANDLER_SECONDS = 20.0
ANSWER_SECONDS = 40.0
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
    messenger: Messenger
    pacer: Pacer


class Intake:
    """The poll loop, and the handling of one update."""

    def __init__(self, office: Office, request: BaseRequest) -> None:
        self._office = office
        self._request = request
        self._offset = 0
        self._answered: list[int] = []
        self._room = asyncio.Semaphore(SIDE_BY_SIDE)
        self._log = logger("intake")

    async def run(self) -> None:
        """Poll until cancelled. Raises `AnotherPoller` and `TokenRefused`, for which waiting is no help."""
        failures = 0
        while True:
            try:
                batch = await self._fetch()
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
                continue
            await self.handle_batch(batch)

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
        """Handle all of them; afterwards the next fetch confirms them."""
        by_person: dict[object, list[Raw]] = defaultdict(list)
        for raw in batch:
            by_person[_owner(raw)].append(raw)
        await asyncio.gather(*(self._in_order(raws) for raws in by_person.values()))
        if self._answered:
            done, self._answered = self._answered, []
            async with self._office.store.begin() as tx:
                await updates.answered(tx, done)
        for raw in batch:
            self._offset = max(self._offset, _update_id(raw) + 1)

    async def _in_order(self, raws: Sequence[Raw]) -> None:
        for raw in raws:
            async with self._room:
                await self._handle(raw)

    async def _handle(self, raw: Raw) -> None:
        update_id = _update_id(raw)
        last = "timeout"
        for attempt in range(ATTEMPTS):
            try:
                async with asyncio.timeout(HANDLER_SECONDS):
                    incoming = read(Update.de_json(dict(raw), self._office.bot), self._office.bot.username)
                    if incoming is None:
                        self._log.info("update ignored", update_id=update_id, holds=sorted(set(raw) - {"update_id"}))
                        return
                    answers = await self._take(incoming)
                await self._answer(update_id, answers)
                return
            except Exception as error:  # noqa: BLE001 - one bad update must not stop the rest
                last = type(error).__name__
                self._log.error("update failed", update_id=update_id, attempt=attempt + 1, error=last, at=_place(error))
                await self._office.clock.sleep(0.2 * (attempt + 1))
        await self._set_aside(update_id, last, _chat(raw))

    async def _take(self, incoming: Incoming) -> Sequence[Answer]:
        """Have its effect, in one transaction with the note that it was had. What is to be answered comes back."""
        now = self._office.clock.now()
        try:
            async with self._office.store.begin() as tx:
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
        work = UnitOfWork(tx, self._office.council, actor, now)
        return Visit(incoming, work, self._office.catalogs, self._office.bot.username)

    async def _keep(self, visit: Visit) -> Sequence[Answer]:
        incoming = visit.incoming
        if incoming.press_id and not any(isinstance(answer, Toast) for answer in visit.answers):
            visit.toast("")
        if visit.answers:
            await updates.leave_answers(visit.tx, incoming.update_id, visit.kept_answers())
        return visit.answers

    async def _answer(self, update_id: int, answers: Sequence[Answer]) -> None:
        """Say what is to be answered; one that Telegram refuses does not keep the others."""
        for answer in answers:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._perform(answer)
            except TimeoutError:
                self._log.warning("not answered", update_id=update_id, reason="time ran out")
        if answers:
            self._answered.append(update_id)

    async def _perform(self, answer: Answer) -> None:
        tries = 0
        while True:
            try:
                await self._office.messenger.perform(answer, answer=True)
                return
            except TelegramError as error:
                why = meaning(error)
                tries += 1
                if why.fate is Fate.WAIT:
                    if not isinstance(answer, Toast):
                        self._office.pacer.halt(answer.chat, why.wait.total_seconds())
                    await self._office.clock.sleep(why.wait.total_seconds())
                elif why.fate in {Fate.LATER, Fate.UNKNOWN}:
                    await self._office.clock.sleep(min(0.3 * 2**tries, 10))
                else:
                    if why.fate not in {Fate.DONE, Fate.SUSPEND}:
                        self._log.warning("answer refused", reason=why.reason, kind=answer.do)
                    return

    async def _set_aside(self, update_id: int, error: str, chat: int | None) -> None:
        async with self._office.store.begin() as tx:
            await updates.set_aside(tx, update_id, error, self._office.clock.now())
            person = await members.by_telegram(tx, chat) if chat else None
        if chat is not None and chat > 0:
            language = person.language if person else self._office.catalogs.languages[0]
            await self._answer(update_id, [routes.failed(chat, self._office.catalogs.texts(language))])


def _update_id(raw: Raw) -> int:
    number = raw.get("update_id")
    return number if isinstance(number, int) else 0


def _inner(raw: Raw, *path: str) -> object:
    value: object = raw
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _owner(raw: Raw) -> object:
    """Whose update it is: the person's, else the chat's, else nobody's in particular."""
    for kind in ("message", "callback_query", "my_chat_member"):
        if (user := _inner(raw, kind, "from", "id")) is not None:
            return user
    return _inner(raw, "channel_post", "chat", "id") or "other"


def _chat(raw: Raw) -> int | None:
    chat = _inner(raw, "message", "chat", "id") or _inner(raw, "callback_query", "message", "chat", "id")
    return chat if isinstance(chat, int) else None


def _place(error: BaseException) -> str:
    """Where in the code it happened: a traceback's text could carry what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-4:]))
