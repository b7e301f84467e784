"""Sends operations to Telegram, one request each, within Telegram's rate limits."""

from dataclasses import dataclass

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.delivery.pacer import Pacer
from bot.delivery.telegram_errors import Outcome, classify
from handlers.common.operations import Copy, Edit, Key, Membership, Operation, Say, SendFile, Toast, Withdraw

PATIENCE = 5.0
"""For how many seconds a delivery waits out a halt of its chat in memory; for a longer one it goes back to the
outbox."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The result of an operation: the message id, the ids of an album's other messages, and how a withdrawal was
    done."""

    message: int
    more: tuple[int, ...] = ()
    how: str | None = None


DELETED, REDRAWN = "deleted", "redrawn"
"""How a message was withdrawn."""

SAID_INSTEAD = "said instead"
"""A message could not be copied or withdrawn, and a text was sent in its place."""


class Messenger:
    """The only sender. Raises `telegram.error.TelegramError` as Telegram answers."""

    def __init__(self, bot: Bot, pacer: Pacer) -> None:
        self._bot = bot
        self._pacer = pacer

    @property
    def bot_username(self) -> str:
        """The bot's username, for links."""
        return self._bot.username

    async def wait_turn(self, operation: Operation, *, answer: bool) -> None:
        """Wait until `operation` may leave; call `send` at once afterwards.

        `answer`: a person is waiting for it, so it waits out any halt. Otherwise raises `HaltedTooLong` for a halt
        longer than `PATIENCE`: the delivery is to be retried later.
        """
        if isinstance(operation, Toast | Membership):
            await self._pacer.any_slot()  # not a message: it uses up no chat's limit
        elif answer:
            await self._pacer.slot(operation.chat, answer=True)
        else:
            paid = isinstance(operation, Say | Copy) and operation.paid
            await self._pacer.slot(operation.chat, paid=paid, patience=PATIENCE)

    async def send(self, operation: Operation) -> Sent | None:
        """Send it; the message that was sent or edited. Call `wait_turn` first."""
        if isinstance(operation, Toast):
            await self._bot.answer_callback_query(operation.press, operation.text or None, show_alert=operation.alert)
            return None
        if isinstance(operation, Say):
            message = await self._bot.send_message(
                operation.chat,
                operation.html,
                parse_mode=ParseMode.HTML,
                reply_markup=_markup(operation.keys),
                message_thread_id=operation.thread,
                protect_content=operation.protect or None,
                disable_notification=operation.silent or None,
                allow_paid_broadcast=operation.paid or None,
                link_preview_options=_NO_PREVIEW,
            )
            return Sent(message.message_id)
        if isinstance(operation, Edit):
            if operation.caption:
                return await self._edit_caption(operation)
            changed = await self._bot.edit_message_text(
                operation.html,
                chat_id=operation.chat,
                message_id=operation.message,
                parse_mode=ParseMode.HTML,
                reply_markup=_markup(operation.keys),
                link_preview_options=_NO_PREVIEW,
            )
            return Sent(changed.message_id if isinstance(changed, Message) else operation.message)
        if isinstance(operation, SendFile):
            return await self._send_file(operation)
        if isinstance(operation, Membership):
            await self._change_membership(operation)
            return None
        if isinstance(operation, Withdraw):
            return await self._withdraw(operation)
        return await self._copy(operation)

    async def _copy(self, operation: Copy) -> Sent:
        try:
            return await self._copied(operation)
        except TelegramError as error:
            if operation.instead is None or classify(error).outcome is not Outcome.UNCOPYABLE:
                raise
            said = await self.send(operation.instead)
            return Sent(said.message if said else 0, how=SAID_INSTEAD)

    async def _copied(self, operation: Copy) -> Sent:
        if operation.more:
            album = await self._bot.copy_messages(
                operation.chat,
                operation.source_chat,
                [operation.source_message, *operation.more],
                message_thread_id=operation.thread,
                protect_content=operation.protect or None,
                disable_notification=operation.silent or None,
            )
            return Sent(album[0].message_id, tuple(one.message_id for one in album[1:]))
        copied = await self._bot.copy_message(
            operation.chat,
            operation.source_chat,
            operation.source_message,
            caption=operation.html,
            parse_mode=ParseMode.HTML if operation.html is not None else None,
            reply_markup=_markup(operation.keys),
            message_thread_id=operation.thread,
            protect_content=operation.protect or None,
            disable_notification=operation.silent or None,
            allow_paid_broadcast=operation.paid or None,
        )
        return Sent(copied.message_id)

    async def _edit_caption(self, operation: Edit) -> Sent:
        await self._bot.edit_message_caption(
            operation.chat,
            operation.message,
            caption=operation.html,
            parse_mode=ParseMode.HTML,
            reply_markup=_markup(operation.keys),
        )
        return Sent(operation.message)

    async def _withdraw(self, operation: Withdraw) -> Sent:
        try:
            await self._bot.delete_message(operation.chat, operation.message)
        except TelegramError as error:
            if classify(error).outcome is not Outcome.UNDELETABLE:
                raise
            chat, message, html = operation.chat, operation.message, operation.html
            if operation.wordless:
                await self.send(Say(chat=chat, html=html))
                return Sent(message, how=SAID_INSTEAD)
            await self.send(Edit(chat=chat, message=message, html=html, caption=operation.caption))
            return Sent(message, how=REDRAWN)
        if operation.more:
            await self._bot.delete_messages(operation.chat, operation.more)
        return Sent(operation.message, how=DELETED)

    async def _change_membership(self, operation: Membership) -> None:
        if operation.do == "admit":
            await self._bot.approve_chat_join_request(operation.chat, operation.user)
        elif operation.do == "turn away":
            await self._bot.decline_chat_join_request(operation.chat, operation.user)
        else:
            await self._bot.ban_chat_member(operation.chat, operation.user)
            if operation.chat <= _SUPERGROUPS:  # in basic groups a ban does not last, and there is none to lift
                await self._bot.unban_chat_member(operation.chat, operation.user, only_if_banned=True)

    async def _send_file(self, operation: SendFile) -> Sent:
        content = operation.content
        file = operation.file_id if content is None else InputFile(content, operation.name)
        if operation.replaces is not None:
            return await self._replace_file(operation, operation.replaces)
        if operation.picture:
            sent = await self._bot.send_photo(
                operation.chat,
                file,
                caption=operation.html or None,
                parse_mode=ParseMode.HTML,
                reply_markup=_markup(operation.keys),
                message_thread_id=operation.thread,
                protect_content=operation.protect or None,
            )
        else:
            sent = await self._bot.send_document(
                operation.chat,
                file,
                caption=operation.html or None,
                parse_mode=ParseMode.HTML,
                reply_markup=_markup(operation.keys),
                message_thread_id=operation.thread,
                protect_content=operation.protect or None,
            )
        return Sent(sent.message_id)

    async def _replace_file(self, operation: SendFile, message: int) -> Sent:
        content = operation.content
        kind = InputMediaPhoto if operation.picture else InputMediaDocument
        media = kind(
            operation.file_id if content is None else content,
            caption=operation.html or None,
            parse_mode=ParseMode.HTML,
            filename=operation.name,
        )
        await self._bot.edit_message_media(
            media, chat_id=operation.chat, message_id=message, reply_markup=_markup(operation.keys)
        )
        return Sent(message)


_SUPERGROUPS = -1_000_000_000_000
"""Ids of supergroups and channels are at or below this, those of basic groups above."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def _markup(keys: list[list[Key]]) -> InlineKeyboardMarkup | None:
    if not keys:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(key.text, callback_data=key.data, url=key.url) for key in row] for row in keys]
    )
