"""The Bot API methods about chats themselves: what they are, their title, photo, permissions and pinned messages."""

from sandbox.access import readable_chat, topic, writable_chat
from sandbox.acting_groups import service
from sandbox.belonging import PERMISSIONS, bot_as_member, person_as_member
from sandbox.errors import bad_request
from sandbox.model import Chat, Json
from sandbox.params import Params, Upload
from sandbox.state import World
from sandbox.utf16 import units

TITLE_LIMIT, DESCRIPTION_LIMIT = 128, 255
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def get_chat(world: World, params: Params) -> object:
    """The full chat, as far as the sandbox has what belongs to it."""
    chat = readable_chat(world, params)
    accepted = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    full: Json = {**chat.shape, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": accepted}
    if chat.type in ("group", "supergroup"):
        full["permissions"] = dict.fromkeys(PERMISSIONS, True) | chat.permissions | _muted(chat)
    if chat.guarded:
        full["guard_bot"] = world.bot
    if chat.description:
        full["description"] = chat.description
    if chat.protected:
        full["has_protected_content"] = True
    primary = next((link for link in chat.links.values() if link["is_primary"] and not link["is_revoked"]), None)
    if primary is not None:
        full["invite_link"] = primary["invite_link"]
    if chat.photo is not None:
        ids = {"file_id": chat.photo.id, "file_unique_id": chat.photo.unique_id}
        full["photo"] = {f"{size}_{name}": value for size in ("small", "big") for name, value in ids.items()}
    pinned = next((message for number in reversed(chat.pinned) if (message := chat.find_message(number))), None)
    if pinned is not None:
        full["pinned_message"] = pinned.body
    return full


def _muted(chat: Chat) -> Json:
    return {} if chat.members_write else {"can_send_messages": False}


def get_chat_member(world: World, params: Params) -> object:
    """A user's status in a chat."""
    chat = readable_chat(world, params)
    user_id = params.integer("user_id")
    if user_id == world.bot_id:
        return bot_as_member(world, chat)
    person = world.persons.get(user_id)
    if person is None:
        raise bad_request("user not found" if user_id else "invalid user_id specified")
    return person_as_member(chat, person)


def get_chat_member_count(world: World, params: Params) -> object:
    """How many are in the chat, the bot included."""
    chat = readable_chat(world, params)
    return len(chat.members) + 1


def send_chat_action(world: World, params: Params) -> object:
    """ "The bot is typing", shown on the page."""
    chat = writable_chat(world, params)
    topic(chat, params.integer("message_thread_id"))
    action = params.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.events.publish("typing", chat=chat.id, action=action)
    return True


def set_chat_title(world: World, params: Params) -> object:
    """Rename a group or channel."""
    chat = _changeable(world, params, "title")
    title = params.text("title").strip()
    if not 1 <= units(title) <= TITLE_LIMIT:
        raise bad_request("chat title is invalid")
    if title == chat.title:
        raise bad_request("chat title is not modified")
    chat.rename(title)
    _announce(world, chat, {"new_chat_title": title})
    return True


def set_chat_description(world: World, params: Params) -> object:
    """Describe a group or channel; an empty text removes the description."""
    chat = _changeable(world, params, "description")
    description = params.text("description").strip()
    if units(description) > DESCRIPTION_LIMIT:
        raise bad_request("chat description is too long")
    if description == chat.description:
        raise bad_request("chat description is not modified")
    chat.description = description
    _show(world, chat)
    return True


def set_chat_photo(world: World, params: Params) -> object:
    """Set the photo of a group or channel; it must be uploaded."""
    chat = _changeable(world, params, "photo")
    photo = params.file("photo")
    if not isinstance(photo, Upload):
        raise bad_request("photo should be uploaded as an InputFile")
    chat.photo = world.keep_file(photo.name, photo.content, photo.mime_type)
    _announce(world, chat, {"new_chat_photo": chat.photo.photo()})
    return True


def delete_chat_photo(world: World, params: Params) -> object:
    """Remove the photo."""
    chat = _changeable(world, params, "photo")
    chat.photo = None
    _announce(world, chat, {"delete_chat_photo": True})
    return True


def set_chat_permissions(world: World, params: Params) -> object:
    """Say what members may do; of the permissions only that to write has an effect here."""
    chat = readable_chat(world, params)
    if chat.type not in ("group", "supergroup"):
        raise bad_request("can't change private chat permissions" if chat.person else "can't change channel chat permissions")
    if not chat.bot_may("can_restrict_members"):
        raise bad_request("not enough rights to change chat permissions")
    chat.permissions = permissions(params)
    chat.members_write = chat.permissions["can_send_messages"] is True
    _show(world, chat)
    return True


def permissions(params: Params) -> Json:
    """ChatPermissions; those that are not named are refused. Raises RefusedError."""
    given = params.mapping("permissions")
    if given is None:
        raise bad_request("can't parse permissions JSON object")
    return {name: given.get(name) is True for name in PERMISSIONS}


def pin_chat_message(world: World, params: Params) -> object:
    """Pin a message; the chat is told by a service message."""
    chat = _pinnable(world, params)
    message = chat.find_message(params.integer("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        shown = {name: value for name, value in message.body.items() if name != "reply_to_message"}
        service(world, chat, None, {"pinned_message": shown})
        _show(world, chat)
    return True


def unpin_chat_message(world: World, params: Params) -> object:
    """Unpin a message, or without its id the one that was pinned last."""
    chat = _pinnable(world, params)
    number = params.integer("message_id") or next(reversed(chat.pinned), 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    _show(world, chat)
    return True


def unpin_all_chat_messages(world: World, params: Params) -> object:
    """Unpin all messages, or those of one topic."""
    chat = _pinnable(world, params)
    thread = params.integer("message_thread_id")
    if thread:
        topic(chat, thread)
        messages = [chat.messages[number] for number in chat.pinned]
        chat.pinned = [message.id for message in messages if message.body.get("message_thread_id") != thread]
    else:
        chat.pinned = []
    _show(world, chat)
    return True


def _changeable(world: World, params: Params, what: str) -> Chat:
    chat = readable_chat(world, params)
    if chat.person is not None:
        raise bad_request(f"can't change private chat {what}")
    if not chat.bot_may("can_change_info"):
        raise bad_request(f"not enough rights to change chat {what}")
    return chat


def _pinnable(world: World, params: Params) -> Chat:
    chat = writable_chat(world, params) if params.chat() in world.persons else readable_chat(world, params)
    right = "can_edit_messages" if chat.type == "channel" else "can_pin_messages"
    if chat.person is None and not chat.bot_may(right):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _announce(world: World, chat: Chat, content: Json) -> None:
    service(world, chat, None, content)
    _show(world, chat)


def _show(world: World, chat: Chat) -> None:
    world.events.publish("chat", chat=chat.view())
