"""Which chats let the bot in, as what, and what Telegram says of the others."""

from sandbox.errors import bad_request, forbidden
from sandbox.model import Chat, Json
from sandbox.params import Params
from sandbox.state import World

_ADMIN_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def known_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat that a parameter names by number or @username; raises RefusedError when there is none."""
    given = params.chat(name)
    if given in (None, ""):
        raise bad_request("chat_id is empty")
    chat = None
    if isinstance(given, int):
        chat = world.chats.get(given)
    elif isinstance(given, str) and given.startswith("@"):
        # Only groups and channels have public names that a bot may use.
        chat = world.public.get(given[1:].lower())
    if chat is None:
        raise bad_request("chat not found")
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """The chat of `chat_id`, if the bot may write there now; raises RefusedError."""
    chat = known_chat(world, params)
    person = chat.person
    if person is not None:
        if person.deactivated:
            raise forbidden("user is deactivated")
        if person.blocked:
            raise forbidden("bot was blocked by the user")
        if not person.started:
            raise forbidden("bot can't initiate conversation with a user")
    elif not chat.bot_is_in:
        if chat.type == "channel":
            raise forbidden("bot is not a member of the channel chat")
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    elif chat.type == "channel" and not chat.bot_is_admin:
        raise bad_request("need administrator rights in the channel chat")
    return chat


def seen_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """A chat that the bot may look into, if not write to; raises RefusedError."""
    chat = known_chat(world, params, name)
    if chat.person is not None and not chat.person.started:
        raise bad_request("chat not found")
    if not chat.bot_is_in:
        if chat.type == "channel":
            raise forbidden("bot is not a member of the channel chat")
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    return chat


def bot_as_member(world: World, chat: Chat) -> Json:
    """The bot as a Bot API ChatMember."""
    if chat.person is not None and chat.person.blocked:
        return {"status": "kicked", "user": world.bot, "until_date": 0}
    if not chat.bot_is_in:
        return {"status": "kicked", "user": world.bot, "until_date": 0}
    if not chat.bot_is_admin:
        return {"status": "member", "user": world.bot}
    rights = dict.fromkeys(_ADMIN_RIGHTS, True) | {"can_be_edited": False, "is_anonymous": False}
    if chat.type == "channel":
        rights |= {"can_post_messages": True, "can_edit_messages": True}
    return {"status": "administrator", "user": world.bot, **rights}
