"""The Bot API methods about who is in a chat: administrators, join requests, invite links, restrictions, bans."""

from sandbox.access import readable_chat
from sandbox.acting_groups import enter, remove
from sandbox.belonging import ADMIN_RIGHTS, bot_as_member, notify_bot, notify_of_member, person_as_member
from sandbox.errors import bad_request
from sandbox.methods_chats import permissions
from sandbox.model import Chat, Json, Person
from sandbox.params import Params
from sandbox.state import World
from sandbox.utf16 import units

LINK_NAME_LIMIT, TITLE_LIMIT = 32, 16


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


def answer_join_query(world: World, params: Params) -> object:
    """Decide about someone who asked to join, where the bot was assigned to; "queue" leaves it to the administrators."""
    result = params.text("result")
    if result not in ("approve", "decline", "queue"):
        raise bad_request("invalid result specified")
    found = world.join_queries.pop(params.text("chat_join_request_query_id"), None)
    if found is None or world.clock.unix() > found.until:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if found.person.id in found.chat.requests and result == "approve":
        enter(world, found.chat, found.person, world.bot, via_join_request=True)
    elif result == "decline":
        found.chat.requests.discard(found.person.id)
        world.events.publish("chat", chat=found.chat.view())
    return True


def export_invite_link(world: World, params: Params) -> object:
    """A new primary invite link; the one before is revoked."""
    chat = _inviting(world, params)
    for link in chat.links.values():
        if link["is_primary"]:
            link["is_revoked"] = True
    return _linked(world, chat, {"creates_join_request": False, "is_primary": True})["invite_link"]


def create_invite_link(world: World, params: Params) -> object:
    """An invite link."""
    chat = _inviting(world, params)
    return dict(_linked(world, chat, {"is_primary": False, **_terms(params)}))


def edit_invite_link(world: World, params: Params) -> object:
    """Change the terms of a link that the bot made."""
    link = _link(world, params)
    for name in ("name", "expire_date", "member_limit"):
        link.pop(name, None)
    link |= _terms(params)
    return dict(link)


def revoke_invite_link(world: World, params: Params) -> object:
    """Revoke a link that the bot made."""
    link = _link(world, params)
    if link["is_revoked"]:
        raise bad_request("INVITE_HASH_EXPIRED")
    link["is_revoked"] = True
    return dict(link)


def _linked(world: World, chat: Chat, terms: Json) -> Json:
    address = f"https://t.me/+{abs(chat.id):x}{world.query_id()}"
    link: Json = {"invite_link": address, "creator": world.bot, "is_revoked": False, **terms}
    chat.links[address] = link
    return link


def _terms(params: Params) -> Json:
    by_request, limit = params.flag("creates_join_request"), params.integer("member_limit")
    if by_request and limit:
        raise bad_request("member limit can't be specified for links requiring administrator approval")
    if limit and not 1 <= limit <= 99999:
        raise bad_request("USAGE_LIMIT_INVALID")
    if units(params.text("name")) > LINK_NAME_LIMIT:
        raise bad_request("INVITE_LINK_NAME_TOO_LONG")
    terms: Json = {"creates_join_request": by_request}
    terms |= {name: params.integer(name) for name in ("expire_date", "member_limit") if params.integer(name)}
    return terms | ({"name": params.text("name")} if params.text("name") else {})


def _link(world: World, params: Params) -> Json:
    link = _inviting(world, params).links.get(params.text("invite_link"))
    if link is None:
        raise bad_request("INVITE_HASH_EXPIRED")
    return link


def restrict_chat_member(world: World, params: Params) -> object:
    """Take permissions from a member of a supergroup, or give them back."""
    chat, person = _restrictable(world, params)
    if chat.type != "supergroup":
        raise bad_request("method is available only for supergroups")
    _require_ordinary(chat, person)
    given = permissions(params)
    before = person_as_member(chat, person)
    if all(given.values()):
        chat.restricted.pop(person.id, None)
    else:
        chat.restricted[person.id] = {**given, "until_date": params.integer("until_date")}
    notify_of_member(world, chat, person, world.bot, before)
    return True


def promote_chat_member(world: World, params: Params) -> object:
    """Make a member an administrator with the rights that are given, or without any a member again."""
    chat = _shared(world, params)
    person = _person(world, params)
    if not chat.bot_may("can_promote_members"):
        raise bad_request("not enough rights")
    if person.id == chat.owner:
        raise bad_request("can't remove chat owner")
    if chat.type != "channel" and person.id not in chat.members:
        raise bad_request("USER_NOT_PARTICIPANT")
    rights = frozenset(name for name in ADMIN_RIGHTS if params.flag(name))
    if chat.bot_rights is not None and not rights <= chat.bot_rights:
        raise bad_request("RIGHT_FORBIDDEN")
    before = person_as_member(chat, person)
    chat.admins.pop(person.id, None)
    if rights:
        chat.admins[person.id] = rights
    notify_of_member(world, chat, person, world.bot, before)
    world.events.publish("chat", chat=chat.view())
    return True


def set_custom_title(world: World, params: Params) -> object:
    """Give an administrator of a supergroup a title."""
    chat = _shared(world, params)
    person = _person(world, params)
    if chat.type != "supergroup":
        raise bad_request("method is available only for supergroups")
    if not chat.bot_may("can_promote_members"):
        raise bad_request("not enough rights to change custom title of the user")
    if person.id not in chat.admins:
        raise bad_request("user is not an administrator")
    if units(params.text("custom_title")) > TITLE_LIMIT:
        raise bad_request("ADMIN_RANK_INVALID")
    _set(chat.custom_titles, person, params.text("custom_title"))
    return True


def set_tag(world: World, params: Params) -> object:
    """Give an ordinary member a tag, or take it away."""
    chat = _shared(world, params)
    person = _person(world, params)
    if not chat.bot_is_admin:
        raise bad_request("not enough rights")
    if units(params.text("tag")) > TITLE_LIMIT:
        raise bad_request("TAG_INVALID")
    _set(chat.tags, person, params.text("tag"))
    return True


def _set(names: dict[int, str], person: Person, name: str) -> None:
    names.pop(person.id, None)
    if name:
        names[person.id] = name


def change_sender_chat(world: World, params: Params) -> object:
    """Ban or unban a channel that writes in a group; in the sandbox none does."""
    chat = _shared(world, params)
    if not chat.bot_may("can_restrict_members"):
        raise bad_request("not enough rights to restrict/unrestrict chat member")
    if world.chats.get(params.integer("sender_chat_id")) is None:
        raise bad_request("sender chat not found")
    return True


def ban_chat_member(world: World, params: Params) -> object:
    """Remove someone; in supergroups they cannot rejoin by themselves."""
    chat, person = _restrictable(world, params)
    _require_ordinary(chat, person)
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
    chat.bot_is_in, chat.bot_left = False, True
    notify_bot(world, chat, world.bot, before)
    world.events.publish("chat", chat=chat.view())
    return True


def _shared(world: World, params: Params) -> Chat:
    chat = readable_chat(world, params)
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    return chat


def _require_ordinary(chat: Chat, person: Person) -> None:
    if person.id == chat.owner:
        raise bad_request("can't remove chat owner")
    if person.id in chat.admins:
        raise bad_request("user is an administrator of the chat")


def _inviting(world: World, params: Params) -> Chat:
    chat = _shared(world, params)
    if not chat.bot_may("can_invite_users"):
        raise bad_request("not enough rights to manage chat invite link")
    return chat


def _requested(world: World, params: Params) -> tuple[Chat, Person]:
    chat = _inviting(world, params)
    person = _person(world, params)
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
