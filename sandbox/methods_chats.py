"""The Bot API methods about chats and their members."""

from sandbox.access import readable_chat, topic, writable_chat
from sandbox.belonging import bot_as_member, person_as_member
from sandbox.errors import bad_request
from sandbox.params import Params
from sandbox.state import World

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
    """The full chat, which here is little more than its name."""
    chat = readable_chat(world, params)
    accepted = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    return {**chat.shape, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": accepted}


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


def send_chat_action(world: World, params: Params) -> object:
    """ "The bot is typing", shown on the page."""
    chat = writable_chat(world, params)
    topic(chat, params.integer("message_thread_id"))
    action = params.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.events.publish("typing", chat=chat.id, action=action)
    return True
