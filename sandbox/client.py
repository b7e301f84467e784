"""A client for tests and the demo: act as the sandbox's people, and see what they see.

Works against a server in this process or in another one. What is waited for is waited for in real time.
"""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from types import TracebackType

import aiohttp

from sandbox.seen import Answer, Call, Message, read_answer, read_call, read_message

PATIENCE = 5.0  # real seconds
_POLL = 0.02


class SandboxError(Exception):
    """The sandbox refused to act: the message is its words, `status` 400 or 404."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


class NotSeenError(AssertionError, TimeoutError):
    """What was waited for did not come; the message lists what the chat shows."""


class Sandbox:
    """The whole sandbox behind `url`; an async context manager."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Sandbox":
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

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
    ) -> "User":
        """Let somebody in; without a name of their own they are called by their label."""
        made = await self.ask(
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
        return User(self, _number(made, "id"), label)

    def user(self, person_id: int, label: str = "") -> "User":
        """Somebody who is there already."""
        return User(self, person_id, label or str(person_id))

    async def group(self, title: str, members: Sequence["User | int"], *, bot_is_admin: bool = False) -> int:
        """Open a group with the bot in it; the group's id."""
        ids = [member.id if isinstance(member, User) else member for member in members]
        return _number(
            await self.ask("POST", "groups", title=title, members=ids, bot_is_admin=bot_is_admin), "id"
        )

    async def channel(self, title: str, username: str | None = None, *, protected: bool = False) -> "Channel":
        """Open a channel of which the bot is an administrator."""
        made = await self.ask("POST", "channels", title=title, username=username, protected=protected)
        return Channel(self, _number(made, "id"))

    async def kick(self, chat: int) -> None:
        """Remove the bot from a group or channel."""
        await self.ask("POST", "kick", chat=chat)

    async def messages(
        self, chat: int, *, after: int = 0, change: int = 0, wait: float = 0.0
    ) -> list[Message]:
        """Everything in a chat with a higher message id and a later change, deleted messages too.

        With `wait`, holds for up to so many real seconds until there is a later change.
        """
        raw = await self._request(
            "GET", f"chats/{chat}/messages?after={after}&change={change}&wait={wait}", None
        )
        return [read_message(message) for message in _items(raw)]

    # -- time

    async def now(self) -> datetime:
        """The sandbox's present instant, in UTC."""
        return datetime.fromisoformat(str((await self.ask("GET", "clock"))["now"]))

    async def advance(
        self,
        delta: timedelta | None = None,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
        timeout: float = 60.0,  # noqa: ASYNC109 - the wait is for the follower, told in the error
    ) -> None:
        """Push the clock and wait until it, and whoever follows it, has arrived; raises TimeoutError."""
        whole = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds) + (delta or timedelta())
        clock = await self.ask("POST", "clock", advance=whole.total_seconds())
        await self._arrive(clock, timeout)

    async def advance_to(self, instant: datetime, timeout: float = 60.0) -> None:  # noqa: ASYNC109
        """Push the clock to a later instant and wait for it, as `advance` does."""
        await self._arrive(await self.ask("POST", "clock", to=instant.isoformat()), timeout)

    async def _arrive(self, clock: Mapping[str, object], patience: float) -> None:
        until = monotonic() + patience
        while clock["arrived"] is not True:
            if monotonic() > until:
                raise TimeoutError(f"the clock stands at {clock['offset']} s of {clock['target']} s")
            await asyncio.sleep(_POLL)
            clock = await self.ask("GET", "clock")

    # -- what the bot did, and what shall go wrong

    async def log(self, after: int = 0, method: str | None = None, chat: int | None = None) -> list[Call]:
        """The bot's calls with a higher number, of one method or chat if asked; polling is left out."""
        raw = _items(await self._request("GET", f"log?after={after}", None))
        calls = [read_call(call) for call in raw]
        return [
            call
            for call in calls
            if method in (None, call.method) and chat in (None, call.params.get("chat_id"))
        ]

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
        """Let the next `count` matching calls go wrong; the kinds are in `sandbox.faults`."""
        await self.ask(
            "POST",
            "faults",
            kind=kind,
            method=method,
            chat=chat,
            count=count,
            retry_after=retry_after,
            seconds=seconds,
        )

    async def clear_faults(self) -> None:
        """Let everything go well again."""
        await self.ask("DELETE", "faults")

    async def pending_updates(self) -> list[Mapping[str, object]]:
        """The updates that the bot has not confirmed yet."""
        return _items((await self.ask("GET", "updates"))["updates"])

    # -- the rest

    async def state(self) -> Mapping[str, object]:
        """Persons, chats, clock and tour as the page sees them."""
        return await self.ask("GET", "state")

    async def tour(self, cards: Sequence[Mapping[str, str]]) -> None:
        """Show these cards, `{"title", "text"}` each, beside the chat."""
        await self._request("PUT", "tour", list(cards))

    async def ask(self, verb: str, path: str, /, **fields: object) -> Mapping[str, object]:
        """One control request for an object; fields that are None stay out. Raises SandboxError."""
        body = {name: value for name, value in fields.items() if value is not None}
        answer = await self._request(verb, path, body or None)
        if not isinstance(answer, dict):
            raise SandboxError(f"{path} answered with {type(answer).__name__}", 500)
        return answer

    async def _request(self, method: str, path: str, body: object) -> object:
        if self._session is None:
            raise RuntimeError("use `async with Sandbox(url) as sandbox`")
        async with self._session.request(method, f"{self.url}/sandbox/{path}", json=body) as response:
            answer: object = await response.json()
        if response.status != 200:
            words = answer.get("error") if isinstance(answer, dict) else answer
            raise SandboxError(str(words), response.status)
        return answer


class Channel:
    """A channel, posted in without saying by whom."""

    def __init__(self, sandbox: Sandbox, channel_id: int) -> None:
        self.id = channel_id
        self._sandbox = sandbox

    async def post(self, text: str, entities: Sequence[Mapping[str, object]] = ()) -> int:
        """Post; the message's id."""
        made = await self._sandbox.ask("POST", "post", channel=self.id, text=text, entities=list(entities))
        return _number(made, "message_id")


class User:
    """One person. `expect` looks at what is new or edited since the person last did something themselves."""

    def __init__(self, sandbox: Sandbox, person_id: int, label: str) -> None:
        self.id = person_id
        self.label = label
        self._sandbox = sandbox
        self._since = 0

    async def say(
        self,
        text: str,
        chat: int | None = None,
        entities: Sequence[Mapping[str, object]] = (),
        reply_to: int | None = None,
    ) -> int:
        """Write to the bot, or into a group; the message's id."""
        made = await self._sandbox.ask(
            "POST", "send", person=self.id, chat=chat, text=text, entities=list(entities), reply_to=reply_to
        )
        self._since = _number(made, "change")
        return _number(made, "message_id")

    async def attach(
        self, file_name: str, content: bytes, caption: str | None = None, chat: int | None = None
    ) -> int:
        """Send a file; the message's id."""
        coded = b64encode(content).decode()
        made = await self._sandbox.ask(
            "POST", "document", person=self.id, chat=chat, file_name=file_name, base64=coded, caption=caption
        )
        self._since = _number(made, "change")
        return _number(made, "message_id")

    async def block(self) -> None:
        """Block the bot."""
        await self._sandbox.ask("POST", "block", person=self.id)

    async def unblock(self) -> None:
        """Let the bot in again."""
        await self._sandbox.ask("POST", "unblock", person=self.id)

    async def deactivate(self) -> None:
        """Give up the account for good."""
        await self._sandbox.ask("POST", "deactivate", person=self.id)

    async def press(
        self,
        button: str | None = None,
        *,
        data: str | None = None,
        message: Message | int | None = None,
        chat: int | None = None,
        forge: bool = False,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - told in the error with what the chat shows
    ) -> Answer:
        """Press a button, by its exact text or its data, as soon as it is there; wait for the bot's answer.

        Without a message it is the newest one that has the button. `forge` presses data that no button
        carries. Raises NotSeenError when the button or the answer does not come in time.
        """
        until = monotonic() + timeout
        number = message.id if isinstance(message, Message) else message
        while True:
            try:
                pressed = await self._sandbox.ask(
                    "POST",
                    "press",
                    person=self.id,
                    chat=chat,
                    message_id=number,
                    data=data,
                    button=button,
                    forge=forge,
                )
                break
            except SandboxError as error:
                if error.status != 404 or monotonic() > until:
                    raise await self._not_seen(f"no button {button or data!r}", chat) from error
            await asyncio.sleep(_POLL)
        self._since = _number(pressed, "change")
        left = max(until - monotonic(), 0.1)
        answer = await self._sandbox.ask("GET", f"answers/{pressed['callback_query_id']}?timeout={left}")
        if answer["answered"] is not True:
            raise await self._not_seen(f"no answer to {button or data!r}", chat)
        return read_answer(answer, _number(pressed, "message_id"))

    async def inbox(self, chat: int | None = None) -> list[Message]:
        """What the bot has said in the private chat, or in that chat, and not deleted, oldest first."""
        messages = await self._sandbox.messages(chat or self.id)
        return [message for message in messages if message.from_bot and not message.deleted]

    async def last(self, chat: int | None = None) -> Message:
        """The bot's newest message; raises NotSeenError when there is none."""
        inbox = await self.inbox(chat)
        if not inbox:
            raise NotSeenError(f"{self.label} has no message from the bot")
        return inbox[-1]

    async def expect(
        self,
        wanted: str | Callable[[Message], bool],
        timeout: float = PATIENCE,  # noqa: ASYNC109 - told in the error with what the chat shows
        after: Message | int | None = None,
        chat: int | None = None,
    ) -> Message:
        """The bot's newest message whose text contains `wanted`, or for which it holds, once there is one.

        Only what is new or edited since this person's own last act counts; with a message as `after`, since
        that message; with 0, everything; with another number, messages with a higher id. Raises NotSeenError.
        """
        seen = self._since if after is None else after.change if isinstance(after, Message) else 0
        above = after if isinstance(after, int) else 0
        until = monotonic() + timeout
        while (left := until - monotonic()) > 0:
            fresh = await self._sandbox.messages(chat or self.id, change=seen, wait=left)
            for message in reversed(fresh):
                if message.id > above and message.from_bot and not message.deleted and _fits(message, wanted):
                    return message
            seen = max([seen, *(message.change for message in fresh)])
        what = repr(wanted) if isinstance(wanted, str) else "a message that fits"
        raise await self._not_seen(f"{self.label} did not see {what} within {timeout:g} s", chat)

    async def _not_seen(self, words: str, chat: int | None) -> NotSeenError:
        shown = [_line(message, self._since) for message in await self.inbox(chat)][-12:]
        return NotSeenError("\n".join([f"{words}; the chat shows:", *(shown or ["  nothing from the bot"])]))


def _fits(message: Message, wanted: str | Callable[[Message], bool]) -> bool:
    return wanted in message.text if isinstance(wanted, str) else wanted(message)


def _line(message: Message, since: int) -> str:
    rows = " ".join(f"[{button.text}]" for row in message.buttons for button in row)
    age = "new" if message.change > since else "old"
    return f"  {message.id} ({age}, {message.edits} edits) {message.text!r} {rows}".rstrip()


def _number(raw: Mapping[str, object], name: str) -> int:
    value = raw[name]
    if not isinstance(value, int):
        raise SandboxError(f"{name} is no number", 500)
    return value


def _items(raw: object) -> list[Mapping[str, object]]:
    return [item for item in raw if isinstance(item, dict)] if isinstance(raw, list) else []
