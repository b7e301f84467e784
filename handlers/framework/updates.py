"""Parses updates: from Telegram's types to what handlers get. Updates without a handler become None."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

import telegram
from telegram.constants import ChatMemberStatus, ChatType

from council.chats import Asked, Came, ChatChange, ChatRights, Guest, Moved, Right, TelegramChannel, Titled, Went
from council.posts import ChannelMessage, CopyKind
from handlers.framework.context import Attachment, Incoming

ALLOWED_UPDATES = (
    "message", "edited_message", "callback_query", "channel_post", "edited_channel_post", "my_chat_member", "chat_member",
    "chat_join_request",
)  # fmt: skip
"""The kinds of updates requested from Telegram."""

_CAPTIONED = ("photo", "video", "animation", "audio", "voice", "document")
KINDS = (*_CAPTIONED, "video_note", "sticker", "location", "venue", "contact", "poll", "dice")
"""The kinds of messages other than text; "animation" comes before "document", which is set for animations too."""


def read(update: telegram.Update, bot_username: str) -> Incoming | None:
    """The update as handlers get it; None if nothing handles it. Presses are read by `read_press`."""
    if update.message:
        return _said(update.update_id, update.message, bot_username)
    if edited := update.edited_message:
        said = _said(update.update_id, edited, bot_username) if edited.chat.type == ChatType.PRIVATE else None
        return replace(said, edited=True) if said else None
    if post := update.channel_post or update.edited_channel_post:
        return _posted(update.update_id, post, bot_username, edited=update.channel_post is None)
    if update.my_chat_member:
        return _membership(update.update_id, update.my_chat_member)
    if update.chat_member:
        return _changed(update.update_id, update.chat_member)
    if update.chat_join_request:
        return _asked(update.update_id, update.chat_join_request)
    return None


def read_press(raw: Mapping[str, Any]) -> Incoming | None:
    """The same of an update in JSON that says that a button was pressed; None also for any other. It is read as it comes: most
    of it is the message with the button, of which only the place matters. Raises `KeyError` or `TypeError`."""
    query = raw.get("callback_query")
    if not query or not (message := query.get("message")):
        return None
    chat, who = message["chat"], query["from"]
    return Incoming(
        raw["update_id"], chat["id"], private=chat["type"] == ChatType.PRIVATE, user=who["id"], message=message["message_id"],
        press=query.get("data") or "?", press_id=query["id"], language_code=who.get("language_code"),
    )  # fmt: skip


_UNCOPIED = ("paid_media", "giveaway", "giveaway_winners", "invoice", "story", "checklist", "game")


def _posted(update_id: int, post: telegram.Message, bot_username: str, *, edited: bool) -> Incoming | None:
    """A channel's post. None for service messages, such as a pinned message or a new title: they are not news."""
    uncopied = next((kind for kind in _UNCOPIED if getattr(post, kind, None)), "")
    if not post.text and not post.effective_attachment and not uncopied:
        return None
    command, _ = _command(post, bot_username)
    kind = "text" if post.text else uncopied or _kind(post)
    text, sent, album = post.text or post.caption or "", post.date.astimezone(UTC), post.media_group_id or ""
    html = (post.text_html or post.caption_html or "") if text else ""
    arrived = ChannelMessage(
        post.chat.id, post.message_id, sent, text, html, kind, _copied_as(post, kind), _media(post), album, edited
    )
    return Incoming(
        update_id, post.chat.id, private=False, title=post.chat.title or "", message=post.message_id, command=command or "",
        channel=True, chat_username=post.chat.username or "", arrived=arrived,
    )  # fmt: skip


def _copied_as(post: telegram.Message, kind: str) -> CopyKind:
    if post.has_protected_content or kind in _UNCOPIED or (post.poll and post.poll.type == telegram.Poll.QUIZ):
        return CopyKind.LINK
    return CopyKind.TEXT if kind == "text" else CopyKind.CAPTION if kind in _CAPTIONED else CopyKind.BARE


def _media(post: telegram.Message) -> str:
    """A hash that identifies a post's file; "" if it has none."""
    unique = _unique(post)
    return hashlib.sha256(unique.encode()).hexdigest()[:16] if unique else ""


def _unique(message: telegram.Message) -> str:
    """Telegram's unique id of a message's file (of several sizes, the largest); "" if it has none."""
    file = message.effective_attachment
    if isinstance(file, tuple | list):
        file = file[-1] if file else None
    unique = getattr(file, "file_unique_id", "")
    return unique if isinstance(unique, str) else ""


def channel_seen(chat: telegram.Chat | telegram.ChatFullInfo, member: telegram.ChatMember) -> TelegramChannel | None:
    """A channel and the bot's rights in it; None for any other chat."""
    if chat.type != ChatType.CHANNEL:
        return None
    return TelegramChannel(chat.id, chat.title or "", chat.username or "", rights_of(member))


def _said(update_id: int, message: telegram.Message, bot_username: str) -> Incoming | None:
    if message.chat.type in _GROUPS and (change := _service_change(message)) is not None:
        return _chat_change(update_id, message.chat, change)
    anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    if message.from_user is None or (message.from_user.is_bot and not anonymous):
        return None
    command, argument = _command(message, bot_username)
    if command is None:
        return None
    private = message.chat.type == ChatType.PRIVATE
    # Captions of pictures and voice messages are not answers.
    worded = not command and bool(message.text or message.document)
    return Incoming(
        update_id, message.chat.id, private=private,
        thread=message.message_thread_id if message.is_topic_message and not private else None,
        title=message.chat.title or "", anonymous=anonymous, user=None if anonymous else message.from_user.id,
        message=message.message_id, command=command, argument=argument,
        text=(message.text or message.caption or "") if worded else "",
        html=(message.text_html or message.caption_html or "") if worded else "", caption=message.caption or "",
        caption_html=message.caption_html or "", file=_file(message), other="" if message.text else _kind(message),
        album=message.media_group_id or "", unique=_unique(message), language_code=message.from_user.language_code,
    )  # fmt: skip


def _kind(message: telegram.Message) -> str:
    return next((kind for kind in KINDS if getattr(message, kind)), "attachment")


def _file(message: telegram.Message) -> Attachment | None:
    if (sent := message.document) is None:
        return None
    name, size = sent.file_name or "", sent.file_size or 0
    return Attachment(sent.file_id, sent.file_unique_id, name, size, sent.mime_type or "")


def _command(message: telegram.Message, bot_username: str) -> tuple[str | None, str]:
    """The command (in lower case, "" for none) and its arguments; None for another bot's command."""
    first = message.entities[0] if message.entities else None
    if not message.text or first is None or first.type != telegram.MessageEntity.BOT_COMMAND or first.offset:
        return "", ""
    name, _, addressee = message.text[1 : first.length].partition("@")
    if addressee and addressee.casefold() != bot_username.casefold():
        return None, ""
    return name.casefold(), message.text[first.length :].strip()


def _membership(update_id: int, change: telegram.ChatMemberUpdated) -> Incoming | None:
    if change.chat.type in _GROUPS:
        return _chat_change(update_id, change.chat, rights_of(change.new_chat_member))
    if change.chat.type == ChatType.CHANNEL:
        told = _chat_change(update_id, change.chat, rights_of(change.new_chat_member), change.from_user.id)
        return replace(told, channel=True, chat_username=change.chat.username or "")
    if change.chat.type != ChatType.PRIVATE:
        return None
    gone = change.new_chat_member.status in _OUT
    return Incoming(update_id, change.chat.id, private=True, user=change.from_user.id, blocked=gone)


_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})
_OUT = frozenset({ChatMemberStatus.BANNED, ChatMemberStatus.LEFT})


def rights_of(member: telegram.ChatMember) -> ChatRights:
    """The bot's rights in a chat, from its membership."""
    if isinstance(member, telegram.ChatMemberAdministrator):
        able = {
            Right.INVITE: member.can_invite_users, Right.RESTRICT: member.can_restrict_members,
            Right.POST: bool(member.can_post_messages),
        }  # fmt: skip
        return ChatRights(True, True, frozenset(right for right, has in able.items() if has))
    if isinstance(member, telegram.ChatMemberRestricted):
        return ChatRights(member.is_member, writes=member.can_send_messages)
    return ChatRights(member.status not in _OUT)


def _chat_change(update_id: int, chat: telegram.Chat, change: ChatChange, user: int | None = None) -> Incoming:
    return Incoming(update_id, chat.id, private=False, title=chat.title or "", chat_change=change, user=user)


def _service_change(message: telegram.Message) -> ChatChange | None:
    """What a service message reports; None for an ordinary message."""
    if message.migrate_to_chat_id:
        return Moved(message.chat.id, message.migrate_to_chat_id)
    if message.migrate_from_chat_id:
        return Moved(message.migrate_from_chat_id, message.chat.id)
    if message.new_chat_title:
        return Titled(message.new_chat_title)
    if message.left_chat_member:
        return Went(message.left_chat_member.id)
    came = tuple(_guest(user) for user in message.new_chat_members if not user.is_bot)
    return Came(came) if came else None


def _changed(update_id: int, change: telegram.ChatMemberUpdated) -> Incoming | None:
    if change.chat.type not in _GROUPS or change.new_chat_member.user.is_bot:
        return None
    user = change.new_chat_member.user
    inside = rights_of(change.new_chat_member).inside
    if inside == rights_of(change.old_chat_member).inside:
        return None
    return _chat_change(update_id, change.chat, Came((_guest(user),)) if inside else Went(user.id))


def _asked(update_id: int, request: telegram.ChatJoinRequest) -> Incoming | None:
    if request.chat.type not in _GROUPS:
        return None
    user = request.from_user
    query = str(request.api_kwargs.get("query_id", ""))  # of version 10.1, which the library does not know yet
    return _chat_change(update_id, request.chat, Asked(_guest(user), request.user_chat_id, query), user.id)


def _guest(user: telegram.User) -> Guest:
    """A user as Telegram shows them: the name, and the @username if they have one."""
    return Guest(user.id, f"{user.full_name} (@{user.username})" if user.username else user.full_name)
