"""Which chats the bot may read or write, and Telegram's errors for the others."""

from sandbox.errors import RefusedError, bad_request, forbidden, migrated
from sandbox.model import Chat
from sandbox.params import Params
from sandbox.state import World


def known_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """The chat that a parameter names by number or @username. Raises RefusedError if there is none."""
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
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    return chat


def writable_chat(world: World, params: Params) -> Chat:
    """The chat of `chat_id`, if the bot may write there now. Raises RefusedError."""
    if params.chat() == world.bot_id:
        raise forbidden("bot can't send messages to bots")
    chat = known_chat(world, params)
    person = chat.person
    if person is not None:
        if person.deactivated:
            raise forbidden("user is deactivated")
        if person.blocked:
            raise forbidden("bot was blocked by the user")
        if not person.started and world.clock.unix() > person.reachable_until:
            raise forbidden("bot can't initiate conversation with a user")
    elif not chat.bot_is_in:
        raise _outside(chat)
    elif chat.type == "channel" and not chat.bot_may("can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    elif chat.type != "channel" and not chat.members_write and not chat.bot_is_admin:
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def topic(chat: Chat, thread: int) -> int | None:
    """The forum topic to write into; None for the whole chat. Raises RefusedError."""
    if not thread:
        return None
    if thread not in chat.topics:
        raise bad_request("message thread not found")
    if thread in chat.closed_topics and not chat.bot_may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return thread


def readable_chat(world: World, params: Params, name: str = "chat_id") -> Chat:
    """A chat that the bot may read, even if it may not write there. Raises RefusedError."""
    chat = known_chat(world, params, name)
    if chat.person is not None and not chat.person.started:
        raise bad_request("chat not found")
    if not chat.bot_is_in:
        raise _outside(chat)
    return chat


def _outside(chat: Chat) -> RefusedError:
    if chat.deleted:
        return forbidden("the group chat was deleted")
    if chat.bot_left:
        return forbidden(f"bot is not a member of the {chat.type} chat")
    return forbidden(f"bot was kicked from the {chat.type} chat")
