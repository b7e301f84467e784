"""A client for tests and the demo: acts as the sandbox's people and reads what they see.

Works against a server in this process or in another one. All waiting is in real time.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from types import TracebackType

from sandbox.link import Link, SandboxError, read_number, read_objects
from sandbox.seen import Answer, Button, Call, Message, read_call
from sandbox.users import PATIENCE, Channel, NotSeenError, User

__all__ = ["Answer", "Button", "Call", "Channel", "Message", "NotSeenError", "Sandbox", "SandboxError", "User"]

_POLL = 0.02  # real seconds between two polls of a clock that is followed


class Sandbox:
    """The sandbox at `url`; an async context manager."""

    def __init__(self, url: str) -> None:
        self._link = Link(url)

    @property
    def url(self) -> str:
        """Where the sandbox listens."""
        return self._link.url

    async def __aenter__(self) -> "Sandbox":
        await self._link.open()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._link.close()

    async def person(
        self,
        label: str,
        *,
        language_code: str = "en",
        role: str = "",
        first_name: str | None = None,
        last_name: str | None = None,
        username: str | None = None,
        id: int | None = None,  # noqa: A002 - the control API's name
    ) -> User:
        """Create a person; without a first name they are called by their label."""
        made = await self._link.ask(
            "POST",
            "persons",
            label=label,
            role=role,
            language_code=language_code,
            first_name=first_name or label,
            last_name=last_name,
            username=username,
            id=id,
        )
        return User(self._link, read_number(made, "id"), label)

    def user(self, person_id: int, label: str = "") -> User:
        """A person who exists already."""
        return User(self._link, person_id, label or str(person_id))

    async def group(
        self,
        title: str,
        members: Sequence[User | int],
        *,
        bot_is_admin: bool = False,
        kind: str = "supergroup",
        is_forum: bool = False,
        without_bot: bool = False,
        owner: User | None = None,
    ) -> int:
        """Create a group (`kind`: "supergroup" or "group") that includes the bot unless `without_bot`; its id."""
        made = await self._link.ask(
            "POST",
            "groups",
            title=title,
            members=[member.id if isinstance(member, User) else member for member in members],
            bot_is_admin=bot_is_admin,
            type=kind,
            is_forum=is_forum,
            without_bot=without_bot,
            owner=None if owner is None else owner.id,
        )
        return read_number(made, "id")

    async def assign_bot(self, chat: int) -> None:
        """Assign the bot to decide who may join a group."""
        await self._link.ask("POST", "groups/guard", chat=chat)

    async def add_bot(self, chat: int, by: User, rights: Sequence[str] | None = None) -> None:
        """Add the bot to a group, as an administrator with these rights, or as a member."""
        await self._link.ask("POST", "groups/bot", chat=chat, person=by.id, rights=_listed(rights))

    async def set_rights(self, chat: int, by: User, rights: Sequence[str] | None) -> None:
        """Give the bot exactly these rights (`["all"]`: every one), or make it a member again."""
        await self._link.ask("POST", "groups/rights", chat=chat, person=by.id, rights=_listed(rights))

    async def appoint(self, chat: int, person: User, rights: Sequence[str] | None) -> None:
        """Make a member of a group its administrator with these rights, or a member again."""
        await self._link.ask("POST", "groups/admins", chat=chat, person=person.id, rights=_listed(rights))

    async def open_topic(self, chat: int, by: User, name: str) -> int:
        """Open a topic in a forum; its number."""
        return read_number(await self._link.ask("POST", "groups/topics", chat=chat, person=by.id, name=name), "thread")

    async def close_topic(self, chat: int, thread: int) -> None:
        """Close a topic to all but administrators."""
        await self._link.ask("POST", "groups/topics/close", chat=chat, thread=thread)

    async def delete_topic(self, chat: int, thread: int) -> None:
        """Delete a topic."""
        await self._link.ask("POST", "groups/topics/delete", chat=chat, thread=thread)

    async def mute(self, chat: int, *, muted: bool = True) -> None:
        """Let only administrators write in a group, or everybody again."""
        await self._link.ask("POST", "groups/mute", chat=chat, muted=muted)

    async def migrate(self, chat: int) -> int:
        """Turn a group into a supergroup; the new id."""
        return read_number(await self._link.ask("POST", "groups/migrate", chat=chat), "id")

    async def delete_group(self, chat: int) -> None:
        """Delete a group for everybody."""
        await self._link.ask("POST", "groups/delete", chat=chat)

    async def channel(self, title: str, username: str | None = None, *, protected: bool = False) -> Channel:
        """Create a channel with the bot as an administrator."""
        made = await self._link.ask("POST", "channels", title=title, username=username, protected=protected)
        return Channel(self._link, read_number(made, "id"))

    async def kick(self, chat: int, by: User | None = None) -> None:
        """Remove the bot from a group or channel."""
        await self._link.ask("POST", "kick", chat=chat, person=None if by is None else by.id)

    async def messages(self, chat: int, *, after: int = 0, change: int = 0, wait: float = 0.0) -> list[Message]:
        """The messages of a chat with a higher id and a later change, deleted ones included.

        `wait`: hold the request for up to so many real seconds until there is a later change.
        """
        return await self._link.messages(chat, after, change, wait)

    # -- time

    async def now(self) -> datetime:
        """The sandbox's time (UTC)."""
        return datetime.fromisoformat(str((await self._link.ask("GET", "clock"))["now"]))

    async def followed(self, timeout: float = PATIENCE) -> None:  # noqa: ASYNC109 - told in the error
        """Wait until the bot follows the clock: before that, moving it takes effect at once. Raises TimeoutError."""
        until = monotonic() + timeout
        while (await self._link.ask("GET", "clock"))["followed"] is not True:
            if monotonic() > until:
                raise TimeoutError("nobody follows the clock")
            await asyncio.sleep(_POLL)

    async def advance(
        self,
        delta: timedelta | None = None,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - the wait is for the follower, told in the error
    ) -> None:
        """Move the clock and wait until it and its follower have arrived. Raises TimeoutError when it stands still."""
        whole = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds) + (delta or timedelta())
        clock = await self._link.ask("POST", "clock", advance=whole.total_seconds())
        await self._arrive(clock, timeout)

    async def advance_to(self, instant: datetime, timeout: float = PATIENCE) -> None:  # noqa: ASYNC109
        """Move the clock to a later instant and wait for it, as `advance` does."""
        await self._arrive(await self._link.ask("POST", "clock", to=instant.isoformat()), timeout)

    async def _arrive(self, clock: Mapping[str, object], patience: float) -> None:
        """Wait until the clock arrives. Raises TimeoutError when it has not moved for `patience` seconds."""
        until, offset = monotonic() + patience, clock["offset"]
        while clock["arrived"] is not True:
            if clock["offset"] != offset:  # a follower that is slow, but follows
                until, offset = monotonic() + patience, clock["offset"]
            if monotonic() > until:
                raise TimeoutError(f"the clock stands at {offset} s of {clock['target']} s")
            await asyncio.sleep(_POLL)
            clock = await self._link.ask("GET", "clock")

    # -- what the bot did, and what shall go wrong

    async def log(self, after: int = 0, method: str | None = None, chat: int | None = None) -> list[Call]:
        """The bot's calls with a number above `after`, of one method or chat if given; polling is left out."""
        raw = read_objects(await self._link.request("GET", f"log?after={after}"))
        calls = [read_call(call) for call in raw]
        return [call for call in calls if method in (None, call.method) and chat in (None, call.params.get("chat_id"))]

    async def fault(
        self,
        kind: str,
        *,
        method: str | None = None,
        chat: int | None = None,
        count: int = 1,
        retry_after: int | None = None,
        seconds: float | None = None,
    ) -> None:
        """Make the next `count` matching calls fail; the kinds are in `sandbox.faults`."""
        await self._link.ask(
            "POST", "faults", kind=kind, method=method, chat=chat, count=count, retry_after=retry_after, seconds=seconds
        )

    async def clear_faults(self) -> None:
        """Remove all faults."""
        await self._link.ask("DELETE", "faults")

    async def keep_pace(self, on: bool = True) -> None:
        """Keep Telegram's limits on how fast the bot may send, or do not."""
        await self._link.ask("PUT", "pace", on=on)

    async def pending_updates(self) -> list[Mapping[str, object]]:
        """The updates that the bot has not confirmed yet."""
        return read_objects((await self._link.ask("GET", "updates"))["updates"])

    # -- the rest

    async def state(self) -> Mapping[str, object]:
        """Persons, chats, clock and tour, as the page shows them."""
        return await self._link.ask("GET", "state")

    async def tour(self, cards: Sequence[Mapping[str, object]]) -> None:
        """Show these cards, `{"title", "text", "seen"}` each, beside the chat. A card is ticked once any of the words in
        `seen` stands in a message or in the answer to a press, or is `CLOCK_MOVED` and the clock was moved. `languages`, if
        given, has `{"language", "title", "text"}` for who reads the page in one of these."""
        await self._link.request("PUT", "tour", list(cards))


def _listed(rights: Sequence[str] | None) -> list[str] | None:
    return None if rights is None else list(rights)
