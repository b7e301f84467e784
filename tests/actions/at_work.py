"""A council at work, without Telegram: its books, the present instant, and people who act.

Actions are called as handlers, beats and the command line call them. What is to be said is claimed from the outbox, drawn
by its kind, and put into the chat of whoever it is for; nothing leaves this process, and no time passes by itself.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa

from bot.delivery.drawing import file_operation, operation
from bot.delivery.results import remember
from bot.delivery.workshop import Workshop
from bot.updates.processor import Services, UpdateProcessor
from council.chats import ChatChange, ChatRights, Right
from council.config import Council
from council.errors import Refused
from council.people import OPERATOR, SYSTEM, Actor, Person, Role
from handlers import routes
from handlers.chats import actions as chat_actions
from handlers.common.operations import Say, Toast
from handlers.common.texts import Catalogs
from handlers.duties import BEATS
from handlers.framework.context import Attachment, Incoming
from handlers.framework.deliveries import Paper, Sendable
from handlers.framework.work import UnitOfWork
from handlers.reactions import unit_of_work
from handlers.registration.actions import invitations
from handlers.registration.actions.seats import bring_in_secretariat
from handlers.roster.updates import opens_file
from storage import audit, chat_links, chats, forms, members, outbox, redraws
from storage.cards import Card
from storage.chat_links import Link
from storage.due_times import DueTimes
from storage.forms import Asked
from storage.invitations import token_hash
from storage.outbox import Delivery, Settled, State
from storage.store import Store
from storage.tables import outbox as rows
from storage.transaction import Transaction
from tests.actions.chats import Chats, Message, Wanted
from tests.deliveries import DELIVERS, drawn_all

P = ParamSpec("P")
T = TypeVar("T")
Doing = Callable[Concatenate[UnitOfWork, P], Awaitable[T]]

BOT = "majlis_bot"
BLOCKED = "bot was blocked by the user"
ALL_RIGHTS = ChatRights(inside=True, administrator=True, granted=frozenset(Right))
MOMENT = timedelta(milliseconds=1)
DUE_TIMES = DueTimes([beat.due for beat in BEATS])
ALONE = [DueTimes([beat.due]) for beat in BEATS]


@dataclass
class Clock:
    """Stands still until it is set."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class CouncilAtWork:
    """The books, the present instant, and what stands in everybody's chat.

    `blocked`: chats that take nothing any more. `stuck`: chats to which nothing gets before this instant. `lost`: chats of
    which the next message's outcome stays unknown.
    """

    store: Store
    council: Council
    clock: Clock
    chats: Chats = field(default_factory=Chats)
    files: dict[str, bytes] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    stuck: dict[int, datetime] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    _rested: bool = False
    _proved: bool = False
    _updates: int = 0
    _people: int = 1000

    def __post_init__(self) -> None:
        named = SimpleNamespace(username=BOT)
        services = Services(self.store, self.clock, self.council, Catalogs(self.council.languages), named)  # type: ignore[arg-type]  # only its name is read
        self._processor = UpdateProcessor(services)

    @property
    def now(self) -> datetime:
        """The present instant (UTC)."""
        return self.clock.at

    # -- people and chats

    def newcomer(self, name: str = "Stranger", language: str = "en") -> "Someone":
        """Someone who has never written to the bot."""
        self._people += 1
        return Someone(self, self._people, name, language)

    async def outsider(self, name: str = "Stranger", language: str = "en") -> "Someone":
        """Someone who has written to the bot, and has no seat."""
        made = self.newcomer(name, language)
        async with self.store.begin() as tx:
            person = await members.add(tx, made.id, language, self.council.zone, self.now)
            await members.change(tx, person.id, language_chosen=True)
        return made

    async def seated(
        self, name: str, groups: Sequence[str] = ("B",), role: Role = Role.MEMBER, language: str = "en"
    ) -> "Someone":
        """Someone who has joined by an invitation."""
        made = await self.outsider(name, language)
        token, _ = await self.does(invitations.invite, tuple(groups), role)
        await made.does(invitations.join, token_hash(token), name, "Ministry", "Kazakhstan")
        return made

    async def secretary(self) -> "Someone":
        """Someone of the secretariat, as the settings name them."""
        made = await self.outsider("Secretariat")
        await self.does(bring_in_secretariat, [made.id])
        return made

    async def chat(
        self, group: str, by: "Someone", chat: int = -500, thread: int | None = None, rights: ChatRights = ALL_RIGHTS
    ) -> Link:
        """A chat that somebody has linked to the group."""
        offer = await by.does(chat_actions.offer, chat, thread, f"Group {group}", rights, anonymous=False)
        return await by.does(chat_actions.confirm, offer.id, group)

    # -- what is done

    async def does(self, action: Doing[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The operator does it."""
        return await self._does(OPERATOR, action, *args, **kwargs)

    async def _does(self, actor: Actor, action: Doing[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._rested = False
        async with self.store.begin() as tx:
            return await action(unit_of_work(tx, self.council, actor, self.now), *args, **kwargs)

    async def visited(self, incoming: Incoming) -> Toast:
        """An update comes in; the answer to the press, if it is one."""
        self._updates, self._rested = self._updates + 1, False
        toast = Toast(press="")
        for answer in await self._processor._apply(replace(incoming, update_id=self._updates)):
            if isinstance(answer, Toast):
                toast = answer
            else:
                put = self.chats.put(answer, self.now)
                if isinstance(answer, Say) and answer.asks is not None and put is not None:
                    async with self.store.begin() as tx:
                        await forms.note_asked(tx, [Asked(answer.chat, answer.asks.serial, answer.asks.step, put)])
        return toast

    async def told(self, chat: int, news: ChatChange) -> None:
        """Telegram tells what has changed in a group's chat."""
        await self.visited(Incoming(0, chat, private=False, chat_change=news))

    async def wait(self, **span: float) -> None:
        """Let time go by, as it does while the program runs."""
        await self.until(self.now + timedelta(**span))

    async def until(self, target: datetime) -> None:
        """The same, up to this instant: through each at which something falls due."""
        await self.delivered()
        while True:
            async with self.store.read() as tx:
                dues = [*await DUE_TIMES.read(tx, self.now), await outbox.next_due(tx, self.now), *self.stuck.values()]
            due = min((due for due in dues if due is not None and due > self.now), default=target)
            if due >= target:
                break
            self.clock.at, self._rested = due + MOMENT, False
            await self.delivered()
        self.clock.at, self._rested = max(target, self.now), False
        await self.delivered()

    async def delivered(self) -> list[str]:
        """Do all that is due, and bring everybody what waits for them; the kinds of what came, in order."""
        came: list[str] = []
        while not self._rested:
            self._rested = True
            await self._beat()
            while claimed := await self._claimed():
                came += await self._deliver(claimed)
                self._rested = self._rested and not any(DELIVERS[delivery.kind].kind.progress for delivery in claimed)
        return came

    async def _beat(self) -> None:
        """Do all that is due, each in a transaction of its own. A beat does something only when its due time has come, and
        all of it: then the next due time is later."""
        async with self.store.begin() as tx:
            times = await DUE_TIMES.read(tx, self.now)
            due = [
                (beat, alone) for beat, alone, at in zip(BEATS, ALONE, times, strict=True) if at is not None and at <= self.now
            ]
            if not self._proved:  # the others have nothing to do; each costs a statement or two, so once in a test
                self._proved = True
                for beat in BEATS:
                    if beat not in [one for one, _ in due]:
                        done = await beat.do_one(unit_of_work(tx, self.council, SYSTEM, self.now))
                        assert not done, f"{beat.name} was not due"
        for beat, due_times in due:
            while await self._does(SYSTEM, beat.do_one):
                pass
            async with self.store.read() as tx:
                [at] = await due_times.read(tx, self.now)
            assert at is None or at > self.now, f"{beat.name} is still due"
            self._rested = False

    async def _claimed(self) -> list[Delivery]:
        async with self.store.begin() as tx:
            return await outbox.claim(tx, self.now, "run", 50)

    async def _deliver(self, claimed: Sequence[Delivery]) -> list[str]:
        """Draw these together, as the dispatcher does, and bring them; the kinds of what came."""
        async with self.store.begin() as tx:
            prepared = await drawn_all(tx, self.council, self.now, claimed, BOT)
            results = [(delivery, await self._sent(tx, delivery, prepared[delivery.id])) for delivery in claimed]
            await outbox.settle(tx, [result for _, result in results], self.now)
            sent = [(delivery, result.message or 0) for delivery, result in results if result.state is State.SENT]
            cards = [
                Card(at.subject, at.kind, at.chat, message, at.person, data=at.data)
                for at, message in sent
                if DELIVERS[at.kind].kind.card and at.message is None
            ]
            if cards:
                await remember(tx, cards, DELIVERS, self.now)
            shown = ((delivery.subject, DELIVERS[delivery.kind].kind.progress) for delivery in claimed)
            for subject, kind in dict.fromkeys((subject, kind) for subject, kind in shown if kind):
                await redraws.queue(tx, subject, self.now, kind=kind)
        return [delivery.kind for delivery, _ in sent]

    async def _sent(self, tx: Transaction, delivery: Delivery, prepared: Sendable | str) -> Settled:
        chat = delivery.chat
        if isinstance(prepared, str):
            return Settled(delivery.id, State.CANCELLED, prepared)
        if chat in self.blocked:
            await chats.suspend(tx, chat, BLOCKED, self.now)
            return Settled(delivery.id, State.DEAD, BLOCKED)
        if (until := self.stuck.get(chat, self.now)) > self.now:
            return Settled(delivery.id, State.RETRY, "too many requests", due_at=until)
        paper = isinstance(prepared, Paper) and await file_operation(delivery, prepared, Workshop(self._file))
        put = self.chats.put(paper or operation(delivery, prepared, paid=False), self.now)
        if chat in self.lost and not DELIVERS[delivery.kind].kind.repeat:
            self.lost.discard(chat)
            return Settled(delivery.id, State.UNCERTAIN, "no answer")
        return Settled(delivery.id, State.SENT, message=put)

    async def _file(self, file_id: str) -> bytes | None:
        return self.files.get(file_id)

    # -- what is to be seen

    async def shown(self, chat: int, wanted: Wanted = "") -> list[Message]:
        """The messages in a chat that fit, as they stand now; the one that changed last at the end."""
        await self.delivered()
        return self.chats.shown(chat, wanted)

    async def entries(self, subject: str = "") -> list[str]:
        """What the log tells was done, about this subject if given."""
        async with self.store.read() as tx:
            return [action for _, action, about in await audit.entries(tx) if subject in {"", about}]

    async def outcomes(self, kind: str) -> list[str]:
        """What came of each delivery of this kind."""
        async with self.store.read() as tx:
            found = await tx.rows(sa.select(rows).where(rows.c.kind == kind).order_by(rows.c.id))
        return [f"{row['state']}: {row['reason']}" for row in found]

    async def links(self) -> list[Link]:
        """The chats that are linked."""
        async with self.store.read() as tx:
            return await chat_links.list_current(tx)


@dataclass
class Someone:
    """Somebody with an account; `id` is Telegram's, `language` that of their Telegram."""

    council: CouncilAtWork
    id: int
    name: str
    language: str = "en"
    _since: int = 0

    async def actor(self, tx: Transaction) -> Actor:
        """Themselves, with the seats that they have now."""
        person = await members.by_telegram(tx, self.id)
        assert person is not None
        return Actor("person", person, await members.seats_of(tx, person.id, self.council.now))

    async def work(self, tx: Transaction) -> UnitOfWork:
        """The unit of work of something that they do."""
        return unit_of_work(tx, self.council.council, await self.actor(tx), self.council.now)

    async def does(self, action: Doing[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """They do it. Raises what the action raises; nothing is written then."""
        self._since, self.council._rested = self.council.chats.changes, False
        async with self.council.store.begin() as tx:
            return await action(await self.work(tx), *args, **kwargs)

    async def seats(self) -> dict[str, Role]:
        """What they sit in now."""
        async with self.council.store.read() as tx:
            return {seat.group: seat.role for seat in (await self.actor(tx)).seats}

    async def known(self) -> Person:
        """What the council knows of them."""
        async with self.council.store.read() as tx:
            found = await members.by_telegram(tx, self.id)
        assert found is not None
        return found

    async def press(self, button: str = "", *, data: str = "", on: Message | None = None) -> Toast:
        """Press a button that they see, by its text, or send what no button of theirs holds; the answer to it."""
        if button:
            fitting = [one for one in await self.council.shown(self.id) if button in one.labels]
            assert on or fitting, f"{self.name} sees no “{button}”"
            on = on or fitting[-1]
            data = next(key.data or "" for row in on.buttons for key in row if key.text == button)
        on = on or ([None, *await self.council.shown(self.id)])[-1]
        self._since = self.council.chats.changes
        pressed = replace(self._incoming(), message=on.id if on else 0, press=data, press_id="press")
        return await self.council.visited(await self._opened(pressed))

    async def say(
        self, text: str, chat: int | None = None, thread: int | None = None, *, anonymous: bool = False,
        message: int | None = None, edited: bool = False,
    ) -> None:  # fmt: skip
        """Write to the bot, or in a group's chat, in which it has all rights; there perhaps in the group's name. `message`:
        its id; `edited`: it is an earlier one in other words."""
        self._since = self.council.chats.changes
        incoming = replace(self._incoming(), chat=chat or self.id, private=chat is None, thread=thread)
        incoming = replace(incoming, message=message, edited=edited)
        if chat is not None:
            incoming = replace(incoming, title="Group B", anonymous=anonymous, user=None if anonymous else self.id)
        if text.startswith("/"):
            command, _, argument = text[1:].partition(" ")
            rights = ALL_RIGHTS if chat is not None and command == "link" else None
            await self.council.visited(replace(incoming, command=command, argument=argument, chat_change=rights))
        else:
            html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            await self.council.visited(replace(incoming, text=text, html=html))

    async def attach(self, name: str, content: bytes) -> None:
        """Send a file."""
        self._since = self.council.chats.changes
        file = Attachment(f"file of {name}", f"unique {name}", name, len(content))
        self.council.files[file.file_id] = content
        await self.council.visited(await self._opened(replace(self._incoming(), file=file, other="document")))

    async def _opened(self, incoming: Incoming) -> Incoming:
        """The update with its file parsed, if it is one of those."""
        if not opens_file(incoming):
            return incoming
        async with self.council.store.read() as tx:
            found = await routes.opener(tx, incoming, self.council.council, self.council.now)
        if found is None:
            return incoming
        file, opener = found
        try:
            return replace(incoming, opened=opener(file.name, self.council.files[file.file_id]))
        except Refused as refusal:
            return replace(incoming, opened=refusal)

    async def block(self) -> None:
        """Block the bot, which hears of it."""
        self.council.blocked.add(self.id)
        await self.council.visited(replace(self._incoming(), blocked=True))

    async def unblock(self) -> None:
        """Let the bot write again."""
        self.council.blocked.discard(self.id)
        await self.council.visited(replace(self._incoming(), blocked=False))

    def _incoming(self) -> Incoming:
        return Incoming(0, self.id, private=True, user=self.id, language_code=self.language)

    async def sees(self, wanted: Wanted, *, ever: bool = False, chat: int | None = None) -> Message:
        """The message that fits and changed last; of what came since they did something, or `ever`. In a group's `chat`:
        what stands there."""
        shown = await self.council.shown(chat or self.id)
        fits = await self.council.shown(chat or self.id, wanted)
        found = [one for one in fits if ever or one.change > self._since]
        assert found, f"{self.name} does not see {wanted!r}, but: " + "\n---\n".join(one.text for one in shown[-8:])
        return found[-1]

    async def has(self, wanted: Wanted = "", *, chat: int | None = None) -> list[Message]:
        """All messages that fit, the one that changed last at the end."""
        return await self.council.shown(chat or self.id, wanted)
