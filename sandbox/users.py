"""The client's people: what they do, and what they wait for. All waiting is in real time."""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from time import monotonic

from sandbox.link import Link, SandboxError, read_number
from sandbox.seen import Answer, Message, read_answer

PATIENCE = 120.0
"""Default timeout in real seconds; long, so that a busy machine causes no failure."""
_POLL = 0.02


class NotSeenError(AssertionError, TimeoutError):
    """What was expected did not arrive in time; the message lists what the chat shows."""


class Channel:
    """A channel; posts name no author."""

    def __init__(self, link: Link, channel_id: int) -> None:
        self.id = channel_id
        self._link = link

    async def post(self, text: str, entities: Sequence[Mapping[str, object]] = ()) -> int:
        """Publish a post; its message id."""
        made = await self._link.ask("POST", "post", channel=self.id, text=text, entities=list(entities))
        return read_number(made, "message_id")

    async def show(self, kind: str, caption: str | None = None, album: str | None = None, content: bytes = b"-") -> int:
        """Publish something other than text, of a kind in `sandbox.media`; its message id."""
        made = await self._link.ask("POST", "media", channel=self.id, **_shown(kind, caption, album, content))
        return read_number(made, "message_id")

    async def edit(self, message: int, text: str = "", content: bytes = b"") -> None:
        """Change a post's text or file."""
        coded = b64encode(content).decode()
        await self._link.ask("POST", "post/edit", channel=self.id, message_id=message, text=text, base64=coded)


class User:
    """One person. `expect` considers messages that are new or edited since the person last did something."""

    def __init__(self, link: Link, person_id: int, label: str) -> None:
        self.id = person_id
        self.label = label
        self._link = link
        self._since = 0

    async def say(
        self,
        text: str,
        chat: int | None = None,
        entities: Sequence[Mapping[str, object]] = (),
        reply_to: int | None = None,
        *,
        thread: int | None = None,
        anonymous: bool = False,
    ) -> int:
        """Write to the bot or into a group (in a topic, or as anonymous administrator); the message's id."""
        made = await self._link.ask(
            "POST",
            "send",
            person=self.id,
            chat=chat,
            text=text,
            entities=list(entities),
            reply_to=reply_to,
            thread=thread,
            anonymous=anonymous or None,
        )
        self._since = read_number(made, "change")
        return read_number(made, "message_id")

    async def edit(self, message: int, text: str, chat: int | None = None) -> None:
        """Change the text, or the caption, of one of their own messages."""
        made = await self._link.ask("POST", "edit", person=self.id, chat=chat, message_id=message, text=text)
        self._since = read_number(made, "change")

    async def delete(self, message: int, chat: int | None = None) -> None:
        """Delete one of their own messages."""
        await self._link.ask("POST", "delete", person=self.id, chat=chat, message_id=message)

    async def attach(self, file_name: str, content: bytes, caption: str | None = None, chat: int | None = None) -> int:
        """Send a file; the message's id."""
        coded = b64encode(content).decode()
        made = await self._link.ask(
            "POST", "document", person=self.id, chat=chat, file_name=file_name, base64=coded, caption=caption
        )
        self._since = read_number(made, "change")
        return read_number(made, "message_id")

    async def show(
        self, kind: str, caption: str | None = None, album: str | None = None, content: bytes = b"-", chat: int | None = None
    ) -> int:
        """Send something other than text, of a kind in `sandbox.media`; those with the same `album` form one."""
        shown = _shown(kind, caption, album, content)
        made = await self._link.ask("POST", "media", person=self.id, chat=chat, **shown)
        self._since = read_number(made, "change")
        return read_number(made, "message_id")

    async def block(self) -> None:
        """Block the bot."""
        await self._link.ask("POST", "block", person=self.id)

    async def unblock(self) -> None:
        """Unblock the bot."""
        await self._link.ask("POST", "unblock", person=self.id)

    async def deactivate(self) -> None:
        """Delete the account."""
        await self._link.ask("POST", "deactivate", person=self.id)

    async def join(self, chat: int) -> None:
        """Join a group by an ordinary link."""
        await self._link.ask("POST", "groups/join", person=self.id, chat=chat)

    async def follow(self, link: str) -> None:
        """Open an invite link of the bot's: join by it, or ask to."""
        await self._link.ask("POST", "groups/follow", person=self.id, link=link)

    async def ask_to_join(self, chat: int) -> None:
        """Send a join request to a group."""
        await self._link.ask("POST", "groups/ask", person=self.id, chat=chat)

    async def leave(self, chat: int) -> None:
        """Leave a group."""
        await self._link.ask("POST", "groups/leave", person=self.id, chat=chat)

    async def press(
        self,
        button: str | None = None,
        *,
        data: str | None = None,
        message: Message | int | None = None,
        chat: int | None = None,
        forge: bool = False,
        timeout: float = PATIENCE,  # noqa: ASYNC109 - mentioned in the error, with what the chat shows
    ) -> Answer:
        """Press a button, by its exact text or its data, as soon as it exists; wait for the bot's answer.

        Without a message, on the newest one that has the button. `forge` presses data that no button carries. Raises
        NotSeenError when the button or the answer does not come in time.
        """
        until = monotonic() + timeout
        number = message.id if isinstance(message, Message) else message
        while True:
            try:
                pressed = await self._link.ask(
                    "POST", "press", person=self.id, chat=chat, message_id=number, data=data, button=button, forge=forge
                )
                break
            except SandboxError as error:
                if error.status != 404:
                    raise
                if monotonic() > until:
                    raise await self._timed_out(f"no button {button or data!r}", chat) from error
            await asyncio.sleep(_POLL)
        self._since = read_number(pressed, "change")
        left = max(until - monotonic(), 0.1)
        answer = await self._link.ask("GET", f"answers/{pressed['callback_query_id']}?timeout={left}")
        if answer["answered"] is not True:
            raise await self._timed_out(f"no answer to {button or data!r}", chat)
        return read_answer(answer, read_number(pressed, "message_id"))

    async def vote(self, message: Message | int, *options: int, chat: int | None = None) -> None:
        """Vote in a poll of the bot's, by the options' numbers from 0; with none the vote is taken back."""
        number = message.id if isinstance(message, Message) else message
        await self._link.ask("POST", "vote", person=self.id, chat=chat, message_id=number, options=list(options))

    async def react(self, message: Message | int, emoji: str, chat: int | None = None) -> None:
        """React to a message; with an empty emoji the reaction is taken back."""
        number = message.id if isinstance(message, Message) else message
        await self._link.ask("POST", "react", person=self.id, chat=chat, message_id=number, emoji=emoji)

    async def inbox(self, chat: int | None = None) -> list[Message]:
        """The bot's messages in the private chat, or in `chat`, oldest first, without deleted ones."""
        messages = await self._link.messages(chat or self.id)
        return [message for message in messages if message.from_bot and not message.deleted]

    async def last(self, chat: int | None = None) -> Message:
        """The bot's newest message. Raises NotSeenError when there is none."""
        inbox = await self.inbox(chat)
        if not inbox:
            raise NotSeenError(f"{self.label} has no message from the bot")
        return inbox[-1]

    async def expect(
        self,
        wanted: str | Callable[[Message], bool],
        timeout: float = PATIENCE,  # noqa: ASYNC109 - mentioned in the error, with what the chat shows
        after: Message | int | None = None,
        chat: int | None = None,
    ) -> Message:
        """The bot's newest message that contains or satisfies `wanted`, as soon as there is one.

        Only messages new or edited since this person's own last action count; with a message as `after`, since that
        message; with 0, all; with another number, those with a higher id. Raises NotSeenError.
        """
        change = self._since if after is None else after.change if isinstance(after, Message) else 0
        above = after if isinstance(after, int) else 0
        until = monotonic() + timeout
        while (left := until - monotonic()) > 0:
            fresh = await self._link.messages(chat or self.id, change=change, wait=left)
            for message in reversed(fresh):
                if message.id > above and message.from_bot and not message.deleted and _matches(message, wanted):
                    return message
            change = max([change, *(message.change for message in fresh)])
        what = repr(wanted) if isinstance(wanted, str) else "a message that fits"
        raise await self._timed_out(f"{self.label} did not see {what} within {timeout:g} s", chat)

    async def _timed_out(self, words: str, chat: int | None) -> NotSeenError:
        shown = [_line(message, self._since) for message in await self.inbox(chat)][-12:]
        return NotSeenError("\n".join([f"{words}; the chat shows:", *(shown or ["  nothing from the bot"])]))


def _shown(kind: str, caption: str | None, album: str | None, content: bytes) -> Mapping[str, object]:
    return {"kind": kind, "caption": caption, "album": album, "base64": b64encode(content).decode()}


def _matches(message: Message, wanted: str | Callable[[Message], bool]) -> bool:
    return wanted in message.text if isinstance(wanted, str) else wanted(message)


def _line(message: Message, since: int) -> str:
    rows = " ".join(f"[{button.text}]" for row in message.buttons for button in row)
    age = "new" if message.change > since else "old"
    return f"  {message.id} ({age}, {message.edits} edits) {message.text!r} {rows}".rstrip()
