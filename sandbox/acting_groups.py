"""What people do with groups: add the bot, make it an administrator, join, leave, ask to join, open topics."""

from collections.abc import Collection

from sandbox.belonging import ADMIN_RIGHTS, bot_as_member, notify_bot, notify_of_member, person_as_member
from sandbox.errors import MisuseError
from sandbox.model import Chat, JoinQuery, Json, Message, Person
from sandbox.state import FIRST_GROUP, World

QUERY_HOLDS_FOR = 10  # seconds of the sandbox clock in which the bot that was assigned decides who may join
REQUEST_OPENS_FOR = 5 * 60  # seconds of the sandbox clock in which the bot may write to someone who asked to join


def add_bot(world: World, chat: Chat, by: Person, rights: Collection[str] | None) -> None:
    """Add the bot to a group, as an administrator with these rights, or as a member for None."""
    _require_group(chat)
    if chat.bot_is_in:
        raise MisuseError(f"the bot is in chat {chat.id} already")
    before: Json = {"status": "left", "user": world.bot}
    chat.bot_is_in, chat.bot_left, chat.bot_rights = True, False, _known(rights)
    notify_bot(world, chat, by.user(), before)
    service(world, chat, by, {"new_chat_members": [world.bot]})
    _show(world, chat)


def set_rights(world: World, chat: Chat, by: Person | None, rights: Collection[str] | None) -> None:
    """Give the bot exactly these rights; None makes it an ordinary member."""
    if not chat.bot_is_in or chat.person is not None:
        raise MisuseError(f"the bot is not in chat {chat.id}")
    before = bot_as_member(world, chat)
    chat.bot_rights = _known(rights)
    notify_bot(world, chat, world.bot if by is None else by.user(), before)
    _show(world, chat)


def appoint(world: World, chat: Chat, person: Person, rights: Collection[str] | None, by: Person | None = None) -> None:
    """Make a member an administrator of a group with these rights; None makes them a member again."""
    _require_group(chat)
    if person.id not in chat.members:
        raise MisuseError(f"person {person.id} is not in chat {chat.id}")
    before = person_as_member(chat, person)
    known = _known(rights)
    chat.admins.pop(person.id, None)
    if known is not None:
        chat.admins[person.id] = known
    notify_of_member(world, chat, person, person.user() if by is None else by.user(), before)
    _show(world, chat)


def join(world: World, chat: Chat, person: Person) -> None:
    """A person joins by an ordinary invite link."""
    _require_group(chat)
    if person.id in chat.banned:
        raise MisuseError(f"person {person.id} is banned from chat {chat.id}")
    enter(world, chat, person, person.user())


def follow(world: World, person: Person, address: str) -> Chat:
    """A person opens an invite link of the bot's: they join, or ask to, as the link says; the chat. Raises MisuseError."""
    chat = next((chat for chat in world.chats.values() if address in chat.links), None)
    if chat is None:
        raise MisuseError("no such invite link", 404)
    link = chat.links[address]
    limit, expires = link.get("member_limit"), link.get("expire_date")
    joined = chat.joined_by.get(address, 0)
    if link["is_revoked"] or (isinstance(expires, int) and world.clock.unix() >= expires):
        raise MisuseError("the invite link is not valid any more")
    if isinstance(limit, int) and joined >= limit:
        raise MisuseError("as many have joined by the invite link as may")
    if link["creates_join_request"]:
        ask_to_join(world, chat, person, link)
    else:
        if person.id in chat.banned:
            raise MisuseError(f"person {person.id} is banned from chat {chat.id}")
        chat.joined_by[address] = joined + 1
        enter(world, chat, person, person.user(), invite_link=dict(link))
    return chat


def enter(world: World, chat: Chat, person: Person, by: Json, **how: object) -> None:
    """Add a person; no effect if they are a member already."""
    chat.requests.discard(person.id)
    if person.id in chat.members:
        return
    before = person_as_member(chat, person)
    chat.members.append(person.id)
    notify_of_member(world, chat, person, by, before, **how)
    service(world, chat, person, {"new_chat_members": [person.user()]})
    _show(world, chat)


def leave(world: World, chat: Chat, person: Person) -> None:
    """A person leaves."""
    _require_group(chat)
    if person.id not in chat.members:
        raise MisuseError(f"person {person.id} is not in chat {chat.id}")
    remove(world, chat, person, person.user(), ban=False)


def remove(world: World, chat: Chat, person: Person, by: Json, *, ban: bool) -> None:
    """Remove a person from a chat; a banned one cannot rejoin by themselves."""
    before = person_as_member(chat, person)
    was_in = person.id in chat.members
    chat.members = [member for member in chat.members if member != person.id]
    chat.admins.pop(person.id, None)
    if ban:
        chat.banned.add(person.id)
    notify_of_member(world, chat, person, by, before)
    if was_in:
        service(world, chat, None if ban else person, {"left_chat_member": person.user()})
    _show(world, chat)


def ask_to_join(world: World, chat: Chat, person: Person, link: Json | None = None) -> None:
    """A person asks to join, by a link if it is known; the bot is notified if it may invite users."""
    _require_group(chat)
    if person.id in chat.members or person.id in chat.banned:
        raise MisuseError(f"person {person.id} cannot ask to join chat {chat.id}")
    chat.requests.add(person.id)
    _show(world, chat)
    if chat.bot_may("can_invite_users"):
        now = world.clock.unix()
        person.reachable_until = now + REQUEST_OPENS_FOR
        request = {"chat": chat.shape, "from": person.user(), "user_chat_id": person.id, "date": now}
        if chat.guarded:
            query = world.query_id()
            world.join_queries[query] = JoinQuery(chat, person, now + QUERY_HOLDS_FOR)
            request["query_id"] = query
        world.updates.put("chat_join_request", request | ({"invite_link": dict(link)} if link else {}))


def assign(world: World, chat: Chat) -> None:
    """Assign the bot to decide who may join; it is asked from now on."""
    _require_group(chat)
    chat.guarded = True
    _show(world, chat)


def open_topic(world: World, chat: Chat, person: Person, name: str) -> int:
    """Open a topic in a forum; its number, which is that of the service message announcing it."""
    if not chat.is_forum:
        raise MisuseError(f"chat {chat.id} is no forum")
    number = chat.last_id + 1
    chat.topics[number] = name
    service(
        world,
        chat,
        person,
        {"message_thread_id": number, "is_topic_message": True, "forum_topic_created": {"name": name, "icon_color": 7322096}},
    )
    _show(world, chat)
    return number


def remove_topic(world: World, chat: Chat, thread: int, *, close: bool) -> None:
    """Delete a topic, or close it to all but administrators."""
    if thread not in chat.topics:
        raise MisuseError(f"no topic {thread} in chat {chat.id}", 404)
    if close:
        chat.closed_topics.add(thread)
    else:
        del chat.topics[thread]
    _show(world, chat)


def migrate(world: World, chat: Chat) -> Chat:
    """Turn a group into a supergroup with a new id and new message numbers; the supergroup."""
    if chat.type != "group" or chat.migrated_to is not None:
        raise MisuseError(f"chat {chat.id} is no group")
    grown = Chat(
        world.free_id(FIRST_GROUP),
        "supergroup",
        chat.title,
        members=list(chat.members),
        bot_rights=chat.bot_rights,
        bot_is_in=chat.bot_is_in,
        owner=chat.owner,
        admins=dict(chat.admins),
    )
    world.add_chat(grown)
    service(world, chat, None, {"migrate_to_chat_id": grown.id})
    chat.migrated_to = grown.id
    service(world, grown, None, {"migrate_from_chat_id": chat.id})
    _show(world, chat)
    return grown


def delete(world: World, chat: Chat) -> None:
    """Delete a group for everybody; the bot is told that it is not in it any more."""
    _require_group(chat)
    before = bot_as_member(world, chat)
    was_in = chat.bot_is_in
    chat.deleted, chat.bot_is_in, chat.members = True, False, []
    if was_in:
        notify_bot(world, chat, world.bot, before)
    _show(world, chat)


def service(world: World, chat: Chat, by: Person | None, content: Json) -> Message:
    """A service message by Telegram itself; the bot receives all of them while it is in the group."""
    message = world.write(chat, content, author=by)
    if chat.bot_is_in:
        world.updates.put("channel_post" if chat.type == "channel" else "message", message.body)
    return message


def _known(rights: Collection[str] | None) -> frozenset[str] | None:
    if rights is None:
        return None
    if unknown := set(rights) - ADMIN_RIGHTS:
        raise MisuseError(f"no such right: {', '.join(sorted(unknown))}")
    return frozenset(rights)


def _require_group(chat: Chat) -> None:
    if chat.type not in ("group", "supergroup") or chat.migrated_to is not None or chat.deleted:
        raise MisuseError(f"chat {chat.id} is no group")


def _show(world: World, chat: Chat) -> None:
    world.events.publish("chat", chat=chat.view())
