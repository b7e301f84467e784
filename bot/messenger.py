"""Carries out what is asked of Telegram, one request each, at the pace that Telegram allows."""

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message
from telegram.constants import ParseMode

from bot.pacer import Pacer
from handlers.common.operations import Edit, Key, Operation, Say, SendFile, Toast

PATIENCE = 5.0
"""For how many seconds something unasked waits in hand when Telegram told its chat to wait."""


class Messenger:
    """The only one who sends. Raises `telegram.error.TelegramError` as Telegram answers."""

    def __init__(self, bot: Bot, pacer: Pacer) -> None:
        self._bot = bot
        self._pacer = pacer

    @property
    def bot_username(self) -> str:
        """What the bot is called in links."""
        return self._bot.username

    async def turn(self, operation: Operation, *, answer: bool) -> None:
        """Wait until it may leave. To be carried out at once afterwards.

        `answer`: a person waits for it, and it waits out whatever Telegram says. Else it raises `ToldToWait` for a halt
        that lasts: it is to be taken up again afterwards.
        """
        if isinstance(operation, Toast):
            await self._pacer.any_slot()
        elif answer:
            await self._pacer.slot(operation.chat, answer=True)
        else:
            paid = isinstance(operation, Say) and operation.paid
            await self._pacer.slot(operation.chat, paid=paid, patience=PATIENCE)

    async def send(self, operation: Operation) -> int | None:
        """Do it, when its turn has come; the id of the message that it made or redrew."""
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
                allow_paid_broadcast=operation.paid or None,
                link_preview_options=_NO_PREVIEW,
            )
            return message.message_id
        if isinstance(operation, Edit):
            changed = await self._bot.edit_message_text(
                operation.html,
                chat_id=operation.chat,
                message_id=operation.message,
                parse_mode=ParseMode.HTML,
                reply_markup=_markup(operation.keys),
                link_preview_options=_NO_PREVIEW,
            )
            return changed.message_id if isinstance(changed, Message) else operation.message
        if isinstance(operation, SendFile):
            return await self._send_file(operation)
        copied = await self._bot.copy_message(
            operation.chat, operation.source_chat, operation.source_message, message_thread_id=operation.thread
        )
        return copied.message_id

    async def _send_file(self, operation: SendFile) -> int:
        content = operation.content
        file = operation.file_id if content is None else InputFile(content, operation.name)
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
        return sent.message_id


_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def _markup(keys: list[list[Key]]) -> InlineKeyboardMarkup | None:
    if not keys:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(key.text, callback_data=key.data, url=key.url) for key in row] for row in keys]
    )
