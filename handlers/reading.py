"""Reading an update: from Telegram's shape to what handlers are given. What nobody handles reads as None."""

from datetime import UTC

from telegram import CallbackQuery, ChatMemberUpdated, Message, MessageEntity, Update
from telegram.constants import ChatMemberStatus, ChatType

from handlers.context import Attachment, Incoming

ALLOWED_UPDATES = ("message", "callback_query", "channel_post", "my_chat_member")
"""The updates that are asked of Telegram."""


KINDS = (
    "photo",
    "video",
    "animation",
    "audio",
    "voice",
    "video_note",
    "sticker",
    "location",
    "venue",
    "contact",
    "poll",
    "dice",
    "document",
)
"""What a message can be that is no text; an animation is a document too."""


def read(update: Update, bot_username: str) -> Incoming | None:
    """What this update says; None for one that nothing here is for."""
    if update.callback_query:
        return _pressed(update.update_id, update.callback_query)
    if update.message:
        return _said(update.update_id, update.message, bot_username)
    if update.channel_post:
        post = update.channel_post
        if not post.text and not post.effective_attachment:
            return None  # a pinned message, a new title: Telegram's own notes are not news, and cannot be copied
        return Incoming(
            update.update_id,
            post.chat.id,
            private=False,
            message=post.message_id,
            post=True,
            chat_username=post.chat.username or "",
            posted_at=post.date.astimezone(UTC),
        )
    if update.my_chat_member:
        return _membership(update.update_id, update.my_chat_member)
    return None


def _pressed(update_id: int, query: CallbackQuery) -> Incoming | None:
    if query.message is None:
        return None
    return Incoming(
        update_id,
        query.message.chat.id,
        private=query.message.chat.type == ChatType.PRIVATE,
        user=query.from_user.id,
        message=query.message.message_id,
        press=query.data or "?",
        press_id=query.id,
        language_code=query.from_user.language_code,
    )


def _said(update_id: int, message: Message, bot_username: str) -> Incoming | None:
    if message.from_user is None or message.from_user.is_bot:
        return None
    command, argument = _command(message, bot_username)
    if command is None:
        return None
    worded = not command and bool(message.text or message.document)  # words under a picture or a voice are no answer
    return Incoming(
        update_id,
        message.chat.id,
        private=message.chat.type == ChatType.PRIVATE,
        user=message.from_user.id,
        message=message.message_id,
        command=command,
        argument=argument,
        text=(message.text or message.caption or "") if worded else "",
        html=(message.text_html or message.caption_html or "") if worded else "",
        file=_file(message),
        other="" if message.text else _kind(message),
        album=message.media_group_id or "",
        language_code=message.from_user.language_code,
    )


def _kind(message: Message) -> str:
    return next((kind for kind in KINDS if getattr(message, kind)), "attachment")


def _file(message: Message) -> Attachment | None:
    sent = message.document
    if sent is None:
        return None
    return Attachment(
        sent.file_id, sent.file_unique_id, sent.file_name or "", sent.file_size or 0, sent.mime_type or ""
    )


def _command(message: Message, bot_username: str) -> tuple[str | None, str]:
    """The command (in small letters, "" for none) and what follows it; None for another bot's command."""
    first = message.entities[0] if message.entities else None
    if not message.text or first is None or first.type != MessageEntity.BOT_COMMAND or first.offset:
        return "", ""
    name, _, addressee = message.text[1 : first.length].partition("@")
    if addressee and addressee.casefold() != bot_username.casefold():
        return None, ""
    return name.casefold(), message.text[first.length :].strip()


def _membership(update_id: int, change: ChatMemberUpdated) -> Incoming | None:
    if change.chat.type != ChatType.PRIVATE:
        return None
    gone = change.new_chat_member.status in {ChatMemberStatus.BANNED, ChatMemberStatus.LEFT}
    return Incoming(update_id, change.chat.id, private=True, user=change.from_user.id, blocked=gone)
