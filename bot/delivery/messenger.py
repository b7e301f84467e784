"""Sends operations to Telegram, one request each, within Telegram's rate limits.

Of an answer only the ids of messages and documents are read: the library's objects for whole messages, which nobody
looks at, would cost more than the request.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from telegram import Bot, InputFile, InputMediaDocument, InputMediaPhoto
from telegram.error import TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter  # private: the library's version is fixed

from bot.delivery.buttons import Buttons, markup
from bot.delivery.pacer import Pacer
from bot.delivery.request import AiohttpRequest
from bot.delivery.rich import RichChats, given, is_refused
from bot.delivery.telegram_errors import Outcome, classify
from handlers.common.operations import Answer, Copy, Edit, JoinAnswer, Membership, Operation, Say, SendFile, Toast, Withdraw


@dataclass(frozen=True, slots=True)
class Sent:
    """The result of an operation: the message id, the ids of an album's other messages, how a withdrawal was done, and
    under which id Telegram has a file that was sent."""

    message: int
    more: tuple[int, ...] = ()
    how: str | None = None
    file_id: str = ""


FETCH_SECONDS = 60
"""Seconds that Telegram may take to give a file."""

MOST_BODIES = 64
"""How many bodies of messages are kept, in case the same is said to others."""

MOST_ANSWERED = 10_000
"""Number of messages of which it is remembered when they were last edited as an answer."""

DELETED, REDRAWN = "deleted", "redrawn"
"""How a message was withdrawn."""

SAID_INSTEAD = "said instead"
"""A message could not be copied or withdrawn, and a text was sent in its place."""


class Messenger:
    """The only sender. Raises `telegram.error.TelegramError` as Telegram answers. `answers`: how many messages were edited as an
    answer to a press."""

    answers = 0

    def __init__(self, bot: Bot, pacer: Pacer, buttons: Buttons, rich: RichChats | None = None) -> None:
        """`rich`: which chats take rich messages; None: none does."""
        self._bot = bot
        self._pacer = pacer
        self._buttons = buttons
        self._rich = rich
        self._bodies: dict[object, bytes] = {}
        self._answered: dict[tuple[int, int], int] = {}

    @property
    def bot_username(self) -> str:
        """The bot's username, for links."""
        return self._bot.username

    async def wait_turn(self, answer: Answer) -> None:
        """Wait until an answer may leave, however long that takes: a person is waiting for it. Call `send` at once
        afterwards."""
        if not isinstance(answer, Toast | JoinAnswer):  # Telegram sets no limit on answers to its own questions
            await self._pacer.slot(answer.chat, answer=True)
        if isinstance(answer, Edit):
            self._answered.pop(at := (answer.chat, answer.message), None)
            self._answered[at] = self.answers = self.answers + 1
            if len(self._answered) > MOST_ANSWERED:
                del self._answered[next(iter(self._answered))]

    def was_answered(self, chat: int, message: int, since: int) -> bool:
        """Whether this message was edited as an answer since there were so many `answers`."""
        return self._answered.get((chat, message), 0) > since

    async def send(self, operation: Operation) -> Sent | None:
        """Send it; the message that was sent or edited. Its turn must have come."""
        match operation:
            case Say():
                return await self._say(operation)
            case Edit():
                return await self._edit(operation)
            case Copy():
                return await self._buttons.sent(operation, self._copy)
            case SendFile():
                return await self._buttons.sent(operation, self._send_file)
            case Withdraw():
                return await self._withdraw(operation)
            case Membership():
                await self._change_membership(operation)
            case JoinAnswer():
                await self._call(
                    "answerChatJoinRequestQuery", chat_join_request_query_id=operation.query, result=operation.result
                )
            case Toast():
                await self._call(
                    "answerCallbackQuery",
                    callback_query_id=operation.press,
                    text=operation.text or None,
                    show_alert=operation.alert,
                )
        return None

    async def _call(self, method: str, **parameters: object) -> object:
        """Call this method of the Bot API without those parameters that are None; the `result` of the answer as it
        is."""
        return await self._post(method, _json(parameters))

    async def _post(self, method: str, body: bytes) -> object:
        request = self._bot.request
        assert isinstance(request, AiohttpRequest)  # noqa: S101 - the only one that this program gives it
        return await request.post_json(f"{self._bot.base_url}/{method}", body)

    async def _upload(self, method: str, **parameters: object) -> object:
        """The same where files may be among the parameters."""
        given = [RequestParameter.from_input(name, value) for name, value in parameters.items() if value is not None]
        return await self._bot.request.post(f"{self._bot.base_url}/{method}", RequestData(given))

    async def _say(self, operation: Say) -> Sent:
        if not operation.rich and not operation.more:
            return await self._buttons.sent(operation, self._said)

        async def plainly() -> Sent:
            *others, last = [operation.html, *operation.more]
            for html in others:
                await self._said(operation.model_copy(update={"html": html, "keys": []}))
                await self._pacer.slot(operation.chat, answer=True)
            return await self._buttons.sent(operation.model_copy(update={"html": last}) if others else operation, self._said)

        richly = partial(self._buttons.sent, operation, self._said_richly) if operation.rich else None
        return await self._either(operation.chat, richly, plainly)

    async def _said(self, operation: Say) -> Sent:
        return Sent(_message_id(await self._post("sendMessage", self._body(operation))))

    async def _said_richly(self, operation: Say) -> Sent:
        return Sent(_message_id(await self._post("sendRichMessage", self._body(operation, rich=True))))

    async def _either(
        self, chat: int, richly: Callable[[], Awaitable[Sent]] | None, plainly: Callable[[], Awaitable[Sent]]
    ) -> Sent:
        """Rich where there is something rich and the chat takes it; else plain, which says the same."""
        if richly is None or self._rich is None or not self._rich.take(chat):
            return await plainly()
        try:
            return await richly()
        except TelegramError as error:
            if not is_refused(error):
                raise
            sent = await plainly()
            await self._rich.refused(chat, error)
            return sent

    def _body(self, operation: Say, *, rich: bool = False) -> bytes:
        """The parameters as JSON: all but the chat are made once for all to whom the same is said."""
        keys, flags = tuple(map(tuple, operation.keys)), (operation.protect, operation.silent, operation.paid)
        same = (operation.rich if rich else operation.html, rich, operation.thread, keys, flags)
        if (body := self._bodies.get(same)) is None:
            if len(self._bodies) >= MOST_BODIES:
                self._bodies.clear()
            said = {"rich_message": given(operation.rich)} if rich else {"text": operation.html, **_PLAIN}
            body = self._bodies[same] = _json(
                {
                    **said,
                    "reply_markup": markup(operation.keys),
                    "message_thread_id": operation.thread,
                    "protect_content": operation.protect or None,
                    "disable_notification": operation.silent or None,
                    "allow_paid_broadcast": operation.paid or None,
                }
            )
        return b'{"chat_id": %d, %b' % (operation.chat, body[1:])

    async def _edit(self, operation: Edit) -> Sent:
        plainly = partial(self._buttons.sent, operation, self._edited)
        richly = partial(self._buttons.sent, operation, self._edited_richly) if operation.rich else None
        return await self._either(operation.chat, richly, plainly)

    async def _edited_richly(self, operation: Edit) -> Sent:
        return await self._changed(operation, "editMessageText", rich_message=given(operation.rich))

    async def _edited(self, operation: Edit) -> Sent:
        if operation.html is None:
            return await self._changed(operation, "editMessageReplyMarkup")
        if operation.caption:
            return await self._changed(operation, "editMessageCaption", caption=operation.html, parse_mode=_HTML)
        return await self._changed(operation, "editMessageText", text=operation.html, **_PLAIN)

    async def _changed(self, at: Edit, method: str, **words: object) -> Sent:
        await self._call(method, chat_id=at.chat, message_id=at.message, reply_markup=markup(at.keys), **words)
        return Sent(at.message)

    async def _copy(self, operation: Copy) -> Sent:
        try:
            return await self._copied(operation)
        except TelegramError as error:
            if operation.instead is None or classify(error).outcome is not Outcome.UNCOPYABLE:
                raise
            said = await self._say(operation.instead)
            return Sent(said.message, how=SAID_INSTEAD)

    async def _copied(self, operation: Copy) -> Sent:
        if operation.more:
            album = await self._call(
                "copyMessages",
                chat_id=operation.chat,
                from_chat_id=operation.source_chat,
                message_ids=[operation.source_message, *operation.more],
                message_thread_id=operation.thread,
                protect_content=operation.protect or None,
                disable_notification=operation.silent or None,
            )
            first, *more = [_message_id(one) for one in album] if isinstance(album, list) and album else [0]
            return Sent(first, tuple(more))
        copied = await self._call(
            "copyMessage",
            chat_id=operation.chat,
            from_chat_id=operation.source_chat,
            message_id=operation.source_message,
            caption=operation.html,
            parse_mode=_HTML if operation.html is not None else None,
            reply_markup=markup(operation.keys),
            message_thread_id=operation.thread,
            protect_content=operation.protect or None,
            disable_notification=operation.silent or None,
            allow_paid_broadcast=operation.paid or None,
        )
        return Sent(_message_id(copied))

    async def _withdraw(self, operation: Withdraw) -> Sent:
        try:
            await self._call("deleteMessage", chat_id=operation.chat, message_id=operation.message)
        except TelegramError as error:
            if classify(error).outcome is not Outcome.UNDELETABLE:
                raise
            chat, message, html = operation.chat, operation.message, operation.html
            if operation.wordless:
                await self._say(Say(chat=chat, html=html))
                return Sent(message, how=SAID_INSTEAD)
            await self._edit(Edit(chat=chat, message=message, html=html, caption=operation.caption))
            return Sent(message, how=REDRAWN)
        if operation.more:
            await self._call("deleteMessages", chat_id=operation.chat, message_ids=operation.more)
        return Sent(operation.message, how=DELETED)

    async def _change_membership(self, operation: Membership) -> None:
        who = {"chat_id": operation.chat, "user_id": operation.user}
        if operation.do == "admit":
            await self._call("approveChatJoinRequest", **who)
        elif operation.do == "turn away":
            await self._call("declineChatJoinRequest", **who)
        else:
            await self._call("banChatMember", **who)
            if operation.chat <= _SUPERGROUPS:  # in basic groups a ban does not last, and there is none to lift
                await self._call("unbanChatMember", **who, only_if_banned=True)

    async def _send_file(self, operation: SendFile) -> Sent:
        content = operation.content
        if operation.replaces is not None:
            return await self._replace_file(operation, operation.replaces)
        method, field = ("sendPhoto", "photo") if operation.picture else ("sendDocument", "document")
        parameters: dict[str, object] = {
            "chat_id": operation.chat, field: operation.file_id if content is None else InputFile(content, operation.name),
            "caption": operation.html or None, "parse_mode": _HTML, "reply_markup": markup(operation.keys),
            "message_thread_id": operation.thread, "protect_content": operation.protect or None,
        }  # fmt: skip
        result = await self._upload(method, **parameters)
        return Sent(_message_id(result), file_id=_document_id(result))

    async def fetch(self, file_id: str) -> bytes | None:
        """The content of a file; None where Telegram does not give it."""
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                file = await self._bot.get_file(file_id)
                return bytes(await file.download_as_bytearray())
        except (TelegramError, TimeoutError):
            return None

    async def _replace_file(self, operation: SendFile, message: int) -> Sent:
        content = operation.content
        kind = InputMediaPhoto if operation.picture else InputMediaDocument
        media = kind(
            operation.file_id if content is None else content,
            caption=operation.html or None,
            parse_mode=_HTML,
            filename=operation.name,
        )
        await self._upload(
            "editMessageMedia", chat_id=operation.chat, message_id=message, media=media, reply_markup=markup(operation.keys)
        )
        return Sent(message)


_HTML = "HTML"
_PLAIN: Mapping[str, object] = {"parse_mode": _HTML, "link_preview_options": {"is_disabled": True}}

_SUPERGROUPS = -1_000_000_000_000
"""Ids of supergroups and channels are at or below this, those of basic groups above."""


def _json(parameters: Mapping[str, object]) -> bytes:
    """Those that are not None."""
    return json.dumps({name: value for name, value in parameters.items() if value is not None}).encode()


def _document_id(result: object) -> str:
    """Under which id Telegram has the document of the message that an answer holds; "" where it has none."""
    document = result.get("document") if isinstance(result, dict) else None
    return str(document.get("file_id", "")) if isinstance(document, dict) else ""


def _message_id(result: object) -> int:
    """The id of the message that an answer holds. Raises `TelegramError` when there is none: it was sent all the
    same."""
    found = result.get("message_id") if isinstance(result, dict) else None
    if not isinstance(found, int):
        raise TelegramError("no message in the answer")
    return found
