"""The unit of work that every action gets: its transaction, the actor, and what every action does: notify people and
chats, have cards redrawn, and write the audit log."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from council import quiet_hours
from council.authority import Action, anywhere
from council.config import Council
from council.errors import Forbidden
from council.events import Event
from council.people import Actor, Person
from council.reach import Reach
from council.reminder_times import APART, once_a_day
from handlers.framework.deliveries import Kind
from storage import audit, chat_links, chats, members, outbox, personal_reminders, redraws
from storage.outbox import Lane, Order
from storage.transaction import Transaction

Data = Mapping[str, int | str]
"""What a delivery stores for its drawing: ids, codes, instants; never words that somebody typed."""

Due = datetime | Callable[[Person], datetime | None]
"""An instant (UTC), or one for each person; None: at once."""

WAITING = Kind(personal_reminders.KIND, Lane.REMINDERS, card=True, outsiders=True)
"""What waits for somebody's answer, see `UnitOfWork.remind`."""

SOON = timedelta(hours=12)
"""Whoever somebody wishes to remind, and who was reminded a short while ago, is not reminded later than that."""

Reactions = Mapping[type[Event], Sequence[Callable[["UnitOfWork", Any], Awaitable[None]]]]
"""For each kind of event, what is done when it happens: `handlers.reactions`."""


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """What an action gets: the transaction it writes in, the council, the actor, and the present instant (UTC)."""

    tx: Transaction
    council: Council
    actor: Actor
    now: datetime
    reactions: Reactions

    @property
    def person(self) -> Person:
        """The person who acts. Raises `Forbidden` if the actor is not a person."""
        if self.actor.person is None:
            raise Forbidden("act as a person")
        return self.actor.person

    async def tell(
        self, people: Iterable[Person], kind: Kind, subject: str, once: str = "", data: Data | None = None, *,
        due: Due | None = None, expires_at: datetime | None = None, lane: Lane | None = None,
    ) -> int:  # fmt: skip
        """Queue a delivery of `kind` about `subject` to each of these people who has a Telegram account; how many are new.

        Each person gets it once, ever; `once` distinguishes repeated occasions. `lane` overrides the kind's."""
        orders = [
            Order(
                _key(subject, kind, str(person.id), once), kind.name, subject, kind.lane if lane is None else lane,
                person.telegram_id, person.id, data or {}, due_at=due(person) if callable(due) else due, expires_at=expires_at,
            )
            for person in {person.id: person for person in people}.values()
            if person.telegram_id is not None
        ]  # fmt: skip
        return await outbox.queue(self.tx, orders, self.now) if orders else 0

    async def reach(self, people: Iterable[Person], groups: Iterable[str] = ()) -> Reach:
        """How many of these people a message would reach now, and of the chats that are linked to these groups."""
        listed = {person.id: person.telegram_id for person in people}
        joined = [chat for chat in listed.values() if chat is not None]
        away = len(await chats.suspended_among(self.tx, joined))
        linked = await chat_links.of_groups(self.tx, list(groups))
        return Reach(len(joined) - away, len(linked), len(listed) - len(joined), away)

    async def remind(self, people: Iterable[Person], due: Due | None = None, until: Due | None = None) -> int:
        """Remind these people of all that waits for their answer, in one message, after their quiet hours and once a day at
        most; how many are reminded anew. `due`: when, else now; `until`: when an answer is of no more use."""
        listed = {person.id: person for person in people if person.telegram_id is not None}
        before = await personal_reminders.of_many(self.tx, listed, self.now - APART)
        queued = 0
        for id_, person in listed.items():
            wanted = (due(person) if callable(due) else due) or self.now
            over = until(person) if callable(until) else until
            quiet = quiet_hours.after(self.council.quiet_for(person), person.zone, wanted)
            wanted = quiet if over is None or quiet < over else wanted
            told, waiting = ([at for _, at in rows] for rows in (before[id_].told, before[id_].waiting))
            at = once_a_day(wanted, told, waiting, over)
            if at is None:
                continue
            for row, later in before[id_].waiting:
                if abs(later - at) < APART:
                    await personal_reminders.advance(self.tx, row, at)
                    break
            else:
                once = f"{at:%Y%m%d%H%M%S}"
                queued += await self.tell([person], WAITING, personal_reminders.subject_of(id_), once, due=at)
        return queued

    async def redraw_reminder(self, person: int, after: timedelta = timedelta(0)) -> None:
        """Have somebody's last reminder show what still waits for their answer."""
        await self.redraw(personal_reminders.subject_of(person), WAITING, after)

    async def tell_secretariat(
        self, kind: Kind, subject: str, once: str = "", data: Data | None = None, *, due: Due | None = None
    ) -> int:
        """The same to everyone in the secretariat."""
        return await self.tell(await members.secretariat(self.tx, self.now), kind, subject, once, data, due=due)

    async def tell_chats(
        self, groups: Iterable[str], kind: Kind, subject: str, once: str = "", data: Data | None = None, *,
        only: Collection[int] | None = None, lane: Lane | None = None,
    ) -> int:  # fmt: skip
        """The same to the chats linked to these groups; `only` those of them with these ids, if given."""
        linked = await chat_links.of_groups(self.tx, list(groups))
        chats = {link.chat: link.thread for link in linked if only is None or link.chat in only}
        return await self.tell_places(chats, kind, subject, once, data, lane=lane)

    async def tell_places(
        self, chats: Mapping[int, int | None], kind: Kind, subject: str, once: str = "", data: Data | None = None, *,
        expires_at: datetime | None = None, lane: Lane | None = None,
    ) -> int:  # fmt: skip
        """The same to group chats or channels, by id, each with its forum topic or None."""
        orders = [
            Order(
                _key(subject, kind, f"chat:{chat}", once), kind.name, subject, kind.lane if lane is None else lane, chat,
                data=data or {}, thread=thread, expires_at=expires_at,
            )
            for chat, thread in chats.items()
        ]  # fmt: skip
        return await outbox.queue(self.tx, orders, self.now) if orders else 0

    def groups_where(self, action: Action) -> list[str]:
        """The groups in which the actor may do this, in the council's order."""
        where = anywhere(self.actor, action)
        return [code for code in self.council.codes if where is None or code in where]

    def after_quiet_hours(self, person: Person) -> datetime:
        """Now or, within the person's quiet hours, their end (UTC); to be passed as `due`."""
        return quiet_hours.after(self.council.quiet_for(person), person.zone, self.now)

    async def redraw(
        self, subject: str, kind: Kind | None = None, after: timedelta = timedelta(0), *, but: int | None = None,
        only: int | None = None, among: Collection[int] | None = None, lane: Lane = Lane.ROUNDS,
    ) -> None:  # fmt: skip
        """Queue a redraw of the cards about `subject`, of this kind if given. Repeated calls result in one redraw.

        `only`: the card in this chat; `but`: all except the one in this chat; `among`: cards with these ids."""
        name = kind.name if kind else None
        await redraws.queue(self.tx, subject, self.now, name, after, but, only, among=among, lane=lane)

    async def redraw_kinds(self, subject: str, kinds: Mapping[Kind, timedelta]) -> None:
        """The same of cards of these kinds, each after so long."""
        await redraws.queue(self.tx, subject, self.now, {kind.name: after for kind, after in kinds.items()})

    async def happened(self, event: Event) -> None:
        """Have everything done that follows on an event, in this transaction."""
        for follow in self.reactions[type(event)]:
            await follow(self, event)

    async def record(self, action: str, subject: str = "", detail: audit.Detail | None = None) -> None:
        """Write an entry of the audit log: what the actor did to what. `detail` holds codes, ids and counts only."""
        await audit.record(self.tx, self.now, self.actor.label, action, subject, detail)


def _key(subject: str, kind: Kind, recipient: str, once: str) -> str:
    return ":".join(part for part in (subject, kind.name, recipient, once) if part)
