"""The Bot API methods about groups: administrators, join requests, invite links, bans."""

from sandbox.access import readable_chat
from sandbox.acting_groups import enter, remove
from sandbox.belonging import bot_as_member, notify_bot, person_as_member
from sandbox.errors import bad_request
from sandbox.model import Chat, Person
from sandbox.params import Params
from sandbox.state import World


def get_chat_administrators(world: World, params: Params) -> object:
    """All administrators of a chat except other bots."""
    chat = _shared(world, params)
    people = [person_as_member(chat, world.person(number)) for number in (chat.owner, *chat.admins) if number]
    return [*people, *([bot_as_member(world, chat)] if chat.bot_is_admin else [])]


def approve_join_request(world: World, params: Params) -> object:
    """Admit someone who asked to join."""
    chat, person = _requested(world, params)
    enter(world, chat, person, world.bot, via_join_request=True)
    return True


def decline_join_request(world: World, params: Params) -> object:
    """Turn down someone who asked to join."""
    chat, person = _requested(world, params)
    chat.requests.discard(person.id)
    world.events.publish("chat", chat=chat.view())
    return True


def create_invite_link(world: World, params: Params) -> object:
    """An invite link; the sandbox does not resolve it, people join through the control API."""
    chat = _shared(world, params)
    if not chat.bot_may("can_invite_users"):
        raise bad_request("not enough rights to manage chat invite link")
    link = {
        "invite_link": f"https://t.me/+{abs(chat.id):x}{world.press_id()}",
        "creator": world.bot,
        "creates_join_request": params.flag("creates_join_request"),
        "is_primary": False,
        "is_revoked": False,
    }
    return link | ({"name": params.text("name")} if params.has("name") else {})


def ban_chat_member(world: World, params: Params) -> object:
    """Remove someone; in supergroups they cannot rejoin by themselves."""
    chat, person = _restrictable(world, params)
    if person.id == chat.owner:
        raise bad_request("can't remove chat owner")
    if person.id in chat.admins:
        raise bad_request("user is an administrator of the chat")
    if person.id in chat.members or chat.type != "group":
        remove(world, chat, person, world.bot, ban=chat.type != "group")
    return True


def unban_chat_member(world: World, params: Params) -> object:
    """Lift a ban; a current member is removed, unless `only_if_banned`."""
    if _shared(world, params).type == "group":
        raise bad_request("method is available for supergroup and channel chats only")
    chat, person = _restrictable(world, params)
    if person.id in chat.members and not params.flag("only_if_banned"):
        remove(world, chat, person, world.bot, ban=False)
    chat.banned.discard(person.id)
    return True


def leave_chat(world: World, params: Params) -> object:
    """The bot leaves the chat."""
    chat = _shared(world, params)
    before = bot_as_member(world, chat)
    chat.bot_is_in = False
    notify_bot(world, chat, world.bot, before)
    world.events.publish("chat", chat=chat.view())
    return True


def _shared(world: World, params: Params) -> Chat:
    chat = readable_chat(world, params)
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    return chat


def _requested(world: World, params: Params) -> tuple[Chat, Person]:
    chat = _shared(world, params)
    person = _person(world, params)
    if not chat.bot_may("can_invite_users"):
        raise bad_request("not enough rights to manage chat invite link")
    if person.id in chat.members:
        raise bad_request("USER_ALREADY_PARTICIPANT")
    if person.id not in chat.requests:
        raise bad_request("HIDE_REQUESTER_MISSING")
    return chat, person


def _restrictable(world: World, params: Params) -> tuple[Chat, Person]:
    chat = _shared(world, params)
    if not chat.bot_may("can_restrict_members"):
        raise bad_request("not enough rights to restrict/unrestrict chat member")
    return chat, _person(world, params)


def _person(world: World, params: Params) -> Person:
    number = params.integer("user_id")
    person = world.persons.get(number)
    if person is None:
        raise bad_request("user not found" if number else "invalid user_id specified")
    return person
