"""The table of Bot API methods with their parameters; a new method is a new line here.

Parameters follow the Bot API; those of business accounts, topics of direct messages and paid extras are accepted and
have no effect.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sandbox import methods_bot as bot, methods_chats as chats, methods_groups as groups, methods_messages as messages
from sandbox.errors import bad_request
from sandbox.params import Kind, Params
from sandbox.state import World

Handler = Callable[[World, Params], object] | Callable[[World, Params], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Method:
    """How one method is executed, its parameters, and which of them are required."""

    run: Handler
    takes: Mapping[str, Kind]
    required: tuple[str, ...] = ()

    def check(self, params: Params) -> None:
        """Raise RefusedError when a required parameter is missing."""
        for name in self.required:
            if not params.has(name):
                raise bad_request(_MISSING[name])


_MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "text": "message text is empty",
    "document": "there is no document in the request",
    "media": "media must be non-empty",
    "photo": "there is no photo in the request",
    "user_id": "invalid user_id specified",
    "action": "wrong parameter action in request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "file_id": "invalid file_id",
    "commands": "can't parse commands JSON object",
}

_SENT: dict[str, Kind] = {
    "chat_id": "chat",
    "message_thread_id": "int",
    "direct_messages_topic_id": "int",
    "disable_notification": "flag",
    "protect_content": "flag",
    "allow_paid_broadcast": "flag",
    "message_effect_id": "text",
    "suggested_post_parameters": "object",
    "reply_parameters": "object",
    "reply_markup": "object",
}
_EDITED: dict[str, Kind] = {
    "business_connection_id": "text",
    "chat_id": "chat",
    "message_id": "int",
    "inline_message_id": "text",
    "reply_markup": "object",
}
_TEXT: dict[str, Kind] = {"text": "text", "parse_mode": "text", "entities": "list", "link_preview_options": "object"}
_CAPTION: dict[str, Kind] = {"caption": "text", "parse_mode": "text", "caption_entities": "list"}
_PLACED: dict[str, Kind] = {**_CAPTION, "show_caption_above_media": "flag"}
_DOCUMENT: dict[str, Kind] = {"document": "file", "thumbnail": "file", "disable_content_type_detection": "flag"}
_PHOTO: dict[str, Kind] = {"photo": "file", "has_spoiler": "flag", "show_caption_above_media": "flag"}
_BUSINESS: dict[str, Kind] = {"business_connection_id": "text"}
_COPY: dict[str, Kind] = {"from_chat_id": "chat", "message_id": "int", "video_start_timestamp": "int"}
_SOMEBODY: dict[str, Kind] = {"chat_id": "chat", "user_id": "int"}
_SCOPE: dict[str, Kind] = {"scope": "object", "language_code": "text"}

METHODS: Mapping[str, Method] = {
    "getMe": Method(bot.get_me, {}),
    "getUpdates": Method(bot.get_updates, {"offset": "int", "limit": "int", "timeout": "int", "allowed_updates": "list"}),
    "deleteWebhook": Method(bot.delete_webhook, {"drop_pending_updates": "flag"}),
    "sendMessage": Method(messages.send_message, {**_BUSINESS, **_SENT, **_TEXT}, ("chat_id", "text")),
    "sendDocument": Method(messages.send_document, {**_BUSINESS, **_SENT, **_CAPTION, **_DOCUMENT}, ("chat_id", "document")),
    "sendPhoto": Method(messages.send_photo, {**_BUSINESS, **_SENT, **_CAPTION, **_PHOTO}, ("chat_id", "photo")),
    "copyMessage": Method(messages.copy_message, {**_SENT, **_PLACED, **_COPY}, ("chat_id", "from_chat_id", "message_id")),
    "copyMessages": Method(
        messages.copy_messages,
        {
            "chat_id": "chat",
            "message_thread_id": "int",
            "direct_messages_topic_id": "int",
            "from_chat_id": "chat",
            "message_ids": "list",
            "disable_notification": "flag",
            "protect_content": "flag",
            "remove_caption": "flag",
        },
        ("chat_id", "from_chat_id", "message_ids"),
    ),
    "deleteMessages": Method(messages.delete_messages, {"chat_id": "chat", "message_ids": "list"}, ("chat_id", "message_ids")),
    "editMessageText": Method(messages.edit_message_text, {**_EDITED, **_TEXT}, ("text",)),
    "editMessageCaption": Method(messages.edit_message_caption, {**_EDITED, **_PLACED}),
    "editMessageMedia": Method(messages.edit_message_media, {**_EDITED, "media": "media"}, ("media",)),
    "editMessageReplyMarkup": Method(messages.edit_message_reply_markup, _EDITED),
    "deleteMessage": Method(messages.delete_message, {"chat_id": "chat", "message_id": "int"}, ("chat_id", "message_id")),
    "answerCallbackQuery": Method(
        bot.answer_callback_query,
        {"callback_query_id": "text", "text": "text", "show_alert": "flag", "url": "text", "cache_time": "int"},
        ("callback_query_id",),
    ),
    "getChat": Method(chats.get_chat, {"chat_id": "chat"}, ("chat_id",)),
    "getChatMember": Method(chats.get_chat_member, _SOMEBODY, ("chat_id", "user_id")),
    "getChatAdministrators": Method(groups.get_chat_administrators, {"chat_id": "chat", "return_bots": "flag"}, ("chat_id",)),
    "approveChatJoinRequest": Method(groups.approve_join_request, _SOMEBODY, ("chat_id", "user_id")),
    "declineChatJoinRequest": Method(groups.decline_join_request, _SOMEBODY, ("chat_id", "user_id")),
    "createChatInviteLink": Method(
        groups.create_invite_link,
        {"chat_id": "chat", "name": "text", "expire_date": "int", "member_limit": "int", "creates_join_request": "flag"},
        ("chat_id",),
    ),
    "banChatMember": Method(
        groups.ban_chat_member, {**_SOMEBODY, "until_date": "int", "revoke_messages": "flag"}, ("chat_id", "user_id")
    ),
    "unbanChatMember": Method(groups.unban_chat_member, {**_SOMEBODY, "only_if_banned": "flag"}, ("chat_id", "user_id")),
    "leaveChat": Method(groups.leave_chat, {"chat_id": "chat"}, ("chat_id",)),
    "sendChatAction": Method(
        chats.send_chat_action,
        {"business_connection_id": "text", "chat_id": "chat", "message_thread_id": "int", "action": "text"},
        ("chat_id", "action"),
    ),
    "setMyCommands": Method(bot.set_my_commands, {"commands": "list", **_SCOPE}, ("commands",)),
    "getMyCommands": Method(bot.get_my_commands, _SCOPE),
    "deleteMyCommands": Method(bot.delete_my_commands, _SCOPE),
    "setMyDescription": Method(bot.accept, {"description": "text", "language_code": "text"}),
    "setMyShortDescription": Method(bot.accept, {"short_description": "text", "language_code": "text"}),
    "setMyName": Method(bot.accept, {"name": "text", "language_code": "text"}),
    "getFile": Method(bot.get_file, {"file_id": "text"}, ("file_id",)),
}

# Telegram accepts method names in any case.
BY_NAME: Mapping[str, tuple[str, Method]] = {name.lower(): (name, method) for name, method in METHODS.items()}
