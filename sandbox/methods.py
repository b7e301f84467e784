"""The table of Bot API methods with their parameters; a new method is a new line here.

Parameters follow the Bot API; those of business accounts, topics of direct messages and paid extras are accepted and
have no effect.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sandbox import (
    methods_bot as bot,
    methods_chats as chats,
    methods_contents as contents,
    methods_edits as edits,
    methods_files as files,
    methods_groups as groups,
    methods_messages as messages,
    methods_topics as topics,
)
from sandbox.belonging import ADMIN_RIGHTS
from sandbox.errors import bad_request
from sandbox.methods_beyond import BEYOND
from sandbox.params import Kind, Params
from sandbox.state import World

Handler = Callable[[World, Params], object] | Callable[[World, Params], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Method:
    """How one method is executed, its parameters, and which of them are required."""

    run: Handler
    takes: Mapping[str, Kind] | None  # None: whatever comes is not looked at
    required: tuple[str, ...] = ()

    def check(self, params: Params) -> None:
        """Raise RefusedError when a required parameter is missing."""
        for name in self.required:
            if not params.has(name):
                raise bad_request(_MISSING.get(name, f"{name.replace('_', ' ')} is empty"))


_FILES = "document photo audio video animation voice video_note sticker thumbnail cover certificate"
_MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "text": "message text is empty",
    "media": "media must be non-empty",
    **{name: f"there is no {name.replace('_', ' ')} in the request" for name in _FILES.split()},
    "user_id": "invalid user_id specified",
    "rich_message": "message text is empty",
    "action": "wrong parameter action in request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "file_id": "invalid file_id",
    "commands": "can't parse commands JSON object",
}


def _named(kind: Kind, names: str) -> dict[str, Kind]:
    return dict.fromkeys(names.split(), kind)


# A parameter's name says what it is, whatever the method; those that are not listed are texts.
_KINDS: Mapping[str, Kind] = {
    **_named("chat", "chat_id from_chat_id"),
    **_named(
        "int",
        "message_id message_thread_id user_id offset limit timeout max_connections cache_time direct_messages_topic_id"
        " video_start_timestamp expire_date member_limit until_date duration width height length start_timestamp live_period"
        " heading proximity_alert_radius open_period close_date draft_id icon_color sender_chat_id reply_to_message_id",
    ),
    **_named("float", "latitude longitude horizontal_accuracy"),
    **_named(
        "flag",
        "drop_pending_updates disable_notification protect_content allow_paid_broadcast show_caption_above_media has_spoiler"
        " disable_content_type_detection supports_streaming show_alert remove_caption return_bots creates_join_request"
        " revoke_messages only_if_banned use_independent_chat_permissions for_channels is_big is_anonymous is_closed"
        " allows_multiple_answers allows_revoting shuffle_options allow_adding_options hide_results_until_closes members_only"
        " allow_sending_without_reply disable_web_page_preview",
    ),
    **_named("flag", " ".join(ADMIN_RIGHTS)),
    **_named(
        "list",
        "allowed_updates entities caption_entities question_entities explanation_entities description_entities message_ids"
        " commands options correct_option_ids country_codes reaction",
    ),
    **_named(
        "object",
        "reply_markup reply_parameters link_preview_options suggested_post_parameters scope permissions menu_button rights"
        " rich_message explanation_media",
    ),
    **_named("file", _FILES),
    **_named("json", "media"),
}


def _method(run: Handler, parameters: str = "") -> Method:
    """A method with these parameters; those with an exclamation mark are required."""
    names = [name.removesuffix("!") for name in parameters.split()]
    required = tuple(name.removesuffix("!") for name in parameters.split() if name.endswith("!"))
    return Method(run, {name: _KINDS.get(name, "text") for name in names}, required)


_PLACE = "chat_id! message_thread_id direct_messages_topic_id"
_HOW = "disable_notification protect_content allow_paid_broadcast message_effect_id"
# The last two of these, and of texts the last one, are not documented since version 7.0, and understood all the same.
_ANSWERS = "reply_parameters reply_markup reply_to_message_id allow_sending_without_reply"
_COPIED = f"{_PLACE} {_HOW} suggested_post_parameters {_ANSWERS}"
_SENT = f"business_connection_id {_COPIED}"
_TEXT = "parse_mode entities link_preview_options disable_web_page_preview"
_CAPTION = "caption parse_mode caption_entities"
_PICTURE = f"{_CAPTION} show_caption_above_media has_spoiler"
_COPY = f"{_PLACE} from_chat_id! disable_notification protect_content"
_EDITED = "business_connection_id chat_id message_id inline_message_id reply_markup"
_MEMBER = "chat_id! user_id!"
_MESSAGE = "chat_id! message_id!"
_TOPIC = "chat_id! message_thread_id!"
_LINK = "chat_id! name expire_date member_limit creates_join_request"
_SCOPE = "scope language_code"
_SPOT = "latitude! longitude! horizontal_accuracy live_period heading proximity_alert_radius"
_POLL = (
    "question! question_parse_mode question_entities options! is_anonymous type allows_multiple_answers allows_revoting"
    " shuffle_options allow_adding_options hide_results_until_closes members_only country_codes correct_option_ids explanation"
    " explanation_parse_mode explanation_entities explanation_media open_period close_date is_closed description"
    " description_parse_mode description_entities media"
)

_set_name, _get_name = bot.keeper("name", 64)
_set_description, _get_description = bot.keeper("description", 512)
_set_short, _get_short = bot.keeper("short_description", 120)

METHODS: Mapping[str, Method] = {
    # the bot itself
    "getMe": _method(bot.get_me),
    "logOut": _method(bot.accept),
    "close": _method(bot.accept),
    "getUpdates": _method(bot.get_updates, "offset limit timeout allowed_updates"),
    "setWebhook": _method(
        bot.set_webhook, "url! certificate ip_address max_connections allowed_updates drop_pending_updates secret_token"
    ),
    "deleteWebhook": _method(bot.delete_webhook, "drop_pending_updates"),
    "getWebhookInfo": _method(bot.get_webhook_info),
    "answerCallbackQuery": _method(bot.answer_callback_query, "callback_query_id! text show_alert url cache_time"),
    "setMyCommands": _method(bot.set_my_commands, f"commands! {_SCOPE}"),
    "getMyCommands": _method(bot.get_my_commands, _SCOPE),
    "deleteMyCommands": _method(bot.delete_my_commands, _SCOPE),
    "setMyName": _method(_set_name, "name language_code"),
    "getMyName": _method(_get_name, "language_code"),
    "setMyDescription": _method(_set_description, "description language_code"),
    "getMyDescription": _method(_get_description, "language_code"),
    "setMyShortDescription": _method(_set_short, "short_description language_code"),
    "getMyShortDescription": _method(_get_short, "language_code"),
    "setChatMenuButton": _method(bot.set_menu_button, "chat_id menu_button"),
    "getChatMenuButton": _method(bot.get_menu_button, "chat_id"),
    "setMyDefaultAdministratorRights": _method(bot.set_default_rights, "rights for_channels"),
    "getMyDefaultAdministratorRights": _method(bot.get_default_rights, "for_channels"),
    "getFile": _method(bot.get_file, "file_id!"),
    "getUserProfilePhotos": _method(bot.get_no_photos, "user_id! offset limit"),
    "getUserProfileAudios": _method(bot.get_no_audios, "user_id! offset limit"),
    # messages
    "sendMessage": _method(messages.send_message, f"{_SENT} text! {_TEXT}"),
    "sendMessageDraft": _method(messages.send_draft, "chat_id! message_thread_id draft_id! text parse_mode entities"),
    "sendRichMessage": _method(messages.send_rich_message, f"{_SENT} rich_message!"),
    "sendRichMessageDraft": _method(messages.send_draft, "chat_id! message_thread_id draft_id! rich_message!"),
    "sendChatAction": _method(chats.send_chat_action, "business_connection_id chat_id! message_thread_id action!"),
    "copyMessage": _method(
        messages.copy_message, f"{_COPIED} from_chat_id! message_id! video_start_timestamp {_CAPTION} show_caption_above_media"
    ),
    "copyMessages": _method(messages.copy_messages, f"{_COPY} message_ids! remove_caption"),
    "forwardMessage": _method(
        messages.forward_message, f"{_COPY} message_id! video_start_timestamp message_effect_id suggested_post_parameters"
    ),
    "forwardMessages": _method(messages.forward_messages, f"{_COPY} message_ids!"),
    "deleteMessage": _method(messages.delete_message, _MESSAGE),
    "deleteMessages": _method(messages.delete_messages, "chat_id! message_ids!"),
    "setMessageReaction": _method(messages.set_message_reaction, f"{_MESSAGE} reaction is_big"),
    "editMessageText": _method(edits.edit_message_text, f"{_EDITED} text rich_message {_TEXT}"),
    "editMessageCaption": _method(edits.edit_message_caption, f"{_EDITED} {_CAPTION} show_caption_above_media"),
    "editMessageMedia": _method(edits.edit_message_media, f"{_EDITED} media!"),
    "editMessageReplyMarkup": _method(edits.edit_message_reply_markup, _EDITED),
    "editMessageLiveLocation": _method(edits.edit_message_live_location, f"{_EDITED} {_SPOT}"),
    "stopMessageLiveLocation": _method(edits.stop_message_live_location, _EDITED),
    # files and other contents
    "sendPhoto": _method(files.sender("photo"), f"{_SENT} photo! {_PICTURE}"),
    "sendDocument": _method(files.sender("document"), f"{_SENT} document! thumbnail {_CAPTION} disable_content_type_detection"),
    "sendAudio": _method(files.sender("audio"), f"{_SENT} audio! thumbnail {_CAPTION} duration performer title"),
    "sendVideo": _method(
        files.sender("video"),
        f"{_SENT} video! thumbnail cover start_timestamp {_PICTURE} duration width height supports_streaming",
    ),
    "sendAnimation": _method(files.sender("animation"), f"{_SENT} animation! thumbnail {_PICTURE} duration width height"),
    "sendVoice": _method(files.sender("voice"), f"{_SENT} voice! {_CAPTION} duration"),
    "sendVideoNote": _method(files.sender("video_note"), f"{_SENT} video_note! thumbnail duration length"),
    "sendSticker": _method(files.sender("sticker"), f"{_SENT} sticker! emoji"),
    "sendMediaGroup": _method(files.send_media_group, f"business_connection_id {_PLACE} {_HOW} reply_parameters media!"),
    "sendLocation": _method(contents.send_location, f"{_SENT} {_SPOT}"),
    "sendVenue": _method(
        contents.send_venue,
        f"{_SENT} latitude! longitude! title! address! foursquare_id foursquare_type google_place_id google_place_type",
    ),
    "sendContact": _method(contents.send_contact, f"{_SENT} phone_number! first_name! last_name vcard"),
    "sendDice": _method(contents.send_dice, f"{_SENT} emoji"),
    "sendPoll": _method(contents.send_poll, f"business_connection_id chat_id! message_thread_id {_HOW} {_ANSWERS} {_POLL}"),
    "stopPoll": _method(contents.stop_poll, f"business_connection_id {_MESSAGE} reply_markup"),
    # chats
    "getChat": _method(chats.get_chat, "chat_id!"),
    "getChatMember": _method(chats.get_chat_member, _MEMBER),
    "getChatMemberCount": _method(chats.get_chat_member_count, "chat_id!"),
    "setChatTitle": _method(chats.set_chat_title, "chat_id! title!"),
    "setChatDescription": _method(chats.set_chat_description, "chat_id! description"),
    "setChatPhoto": _method(chats.set_chat_photo, "chat_id! photo!"),
    "deleteChatPhoto": _method(chats.delete_chat_photo, "chat_id!"),
    "setChatPermissions": _method(chats.set_chat_permissions, "chat_id! permissions! use_independent_chat_permissions"),
    "pinChatMessage": _method(chats.pin_chat_message, f"business_connection_id {_MESSAGE} disable_notification"),
    "unpinChatMessage": _method(chats.unpin_chat_message, "business_connection_id chat_id! message_id"),
    "unpinAllChatMessages": _method(chats.unpin_all_chat_messages, "chat_id!"),
    "leaveChat": _method(groups.leave_chat, "chat_id!"),
    "getChatAdministrators": _method(groups.get_chat_administrators, "chat_id! return_bots"),
    "approveChatJoinRequest": _method(groups.approve_join_request, _MEMBER),
    "declineChatJoinRequest": _method(groups.decline_join_request, _MEMBER),
    "answerChatJoinRequestQuery": _method(groups.answer_join_query, "chat_join_request_query_id! result!"),
    "exportChatInviteLink": _method(groups.export_invite_link, "chat_id!"),
    "createChatInviteLink": _method(groups.create_invite_link, _LINK),
    "editChatInviteLink": _method(groups.edit_invite_link, f"{_LINK} invite_link!"),
    "revokeChatInviteLink": _method(groups.revoke_invite_link, "chat_id! invite_link!"),
    "banChatMember": _method(groups.ban_chat_member, f"{_MEMBER} until_date revoke_messages"),
    "unbanChatMember": _method(groups.unban_chat_member, f"{_MEMBER} only_if_banned"),
    "restrictChatMember": _method(
        groups.restrict_chat_member, f"{_MEMBER} permissions! use_independent_chat_permissions until_date"
    ),
    "promoteChatMember": _method(groups.promote_chat_member, f"{_MEMBER} is_anonymous {' '.join(sorted(ADMIN_RIGHTS))}"),
    "setChatAdministratorCustomTitle": _method(groups.set_custom_title, f"{_MEMBER} custom_title!"),
    "setChatMemberTag": _method(groups.set_tag, f"{_MEMBER} tag"),
    "banChatSenderChat": _method(groups.change_sender_chat, "chat_id! sender_chat_id!"),
    "unbanChatSenderChat": _method(groups.change_sender_chat, "chat_id! sender_chat_id!"),
    # topics
    "getForumTopicIconStickers": _method(bot.answer([])),
    "createForumTopic": _method(topics.create_topic, "chat_id! name! icon_color icon_custom_emoji_id"),
    "editForumTopic": _method(topics.edit_topic, f"{_TOPIC} name icon_custom_emoji_id"),
    "closeForumTopic": _method(topics.close_topic, _TOPIC),
    "reopenForumTopic": _method(topics.reopen_topic, _TOPIC),
    "deleteForumTopic": _method(topics.delete_topic, _TOPIC),
    "unpinAllForumTopicMessages": _method(chats.unpin_all_chat_messages, _TOPIC),
    "editGeneralForumTopic": _method(topics.change_general_topic, "chat_id! name!"),
    "closeGeneralForumTopic": _method(topics.change_general_topic, "chat_id!"),
    "reopenGeneralForumTopic": _method(topics.change_general_topic, "chat_id!"),
    "hideGeneralForumTopic": _method(topics.change_general_topic, "chat_id!"),
    "unhideGeneralForumTopic": _method(topics.change_general_topic, "chat_id!"),
    "unpinAllGeneralForumTopicMessages": _method(topics.change_general_topic, "chat_id!"),
}

# Telegram accepts method names in any case.
BY_NAME: Mapping[str, tuple[str, Method]] = {
    **{name.lower(): (name, Method(run, None)) for name, run in BEYOND.items()},
    **{name.lower(): (name, method) for name, method in METHODS.items()},
}
