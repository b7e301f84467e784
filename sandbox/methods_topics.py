"""The Bot API methods about the topics of forums."""

from sandbox.access import readable_chat
from sandbox.acting_groups import service
from sandbox.errors import bad_request
from sandbox.model import Chat, Json
from sandbox.params import Params
from sandbox.state import World
from sandbox.utf16 import units

NAME_LIMIT = 128
_COLORS = frozenset({7322096, 16766590, 13338331, 9367192, 16749490, 16478047})
_FIRST_COLOR = 7322096


def create_topic(world: World, params: Params) -> object:
    """Open a topic; its number is that of the message that announces it."""
    chat = _forum(world, params)
    name = _name(params)
    color = params.integer("icon_color", _FIRST_COLOR)
    if color not in _COLORS:
        raise bad_request("TOPIC_ICON_COLOR_INVALID")
    number = chat.last_id + 1
    chat.topics[number] = name
    _tell(world, chat, number, {"forum_topic_created": {"name": name, "icon_color": color}})
    return {"message_thread_id": number, "name": name, "icon_color": color}


def edit_topic(world: World, params: Params) -> object:
    """Rename a topic."""
    chat, number = _topic(world, params)
    name = _name(params) if params.text("name") else chat.topics[number]
    if name == chat.topics[number] and not params.text("icon_custom_emoji_id"):
        raise bad_request("TOPIC_NOT_MODIFIED")
    chat.topics[number] = name
    _tell(world, chat, number, {"forum_topic_edited": {"name": name}})
    return True


def close_topic(world: World, params: Params) -> object:
    """Close a topic to all but those who manage topics."""
    return _closed(world, params, "forum_topic_closed")


def reopen_topic(world: World, params: Params) -> object:
    """Open a closed topic again."""
    return _closed(world, params, "forum_topic_reopened")


def _closed(world: World, params: Params, told: str) -> object:
    chat, number = _topic(world, params)
    if (number in chat.closed_topics) is (told == "forum_topic_closed"):
        raise bad_request("TOPIC_NOT_MODIFIED")
    chat.closed_topics ^= {number}
    _tell(world, chat, number, {told: {}})
    return True


def delete_topic(world: World, params: Params) -> object:
    """Delete a topic with its messages."""
    chat, number = _topic(world, params)
    del chat.topics[number]
    for message in list(chat.messages.values()):
        if message.body.get("message_thread_id") == number and not message.deleted:
            world.delete(chat, message)
    world.events.publish("chat", chat=chat.view())
    return True


def change_general_topic(world: World, params: Params) -> object:
    """Accept a change of the topic that every forum has; the sandbox shows no such topic."""
    _forum(world, params)
    return True


def _forum(world: World, params: Params) -> Chat:
    chat = readable_chat(world, params)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not chat.bot_may("can_manage_topics"):
        raise bad_request("not enough rights to manage topics")
    return chat


def _topic(world: World, params: Params) -> tuple[Chat, int]:
    chat = _forum(world, params)
    number = params.integer("message_thread_id")
    if number not in chat.topics:
        raise bad_request("TOPIC_ID_INVALID")
    return chat, number


def _name(params: Params) -> str:
    name = params.text("name").strip()
    if not 1 <= units(name) <= NAME_LIMIT:
        raise bad_request("TOPIC_TITLE_INVALID" if name else "TOPIC_TITLE_EMPTY")
    return name


def _tell(world: World, chat: Chat, number: int, content: Json) -> None:
    service(world, chat, None, {"message_thread_id": number, "is_topic_message": True, **content})
    world.events.publish("chat", chat=chat.view())
