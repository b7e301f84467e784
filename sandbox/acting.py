"""What people do (write, press, post, block the bot) and the updates that the bot receives for it."""

import re
import time

from sandbox.belonging import ANONYMOUS, bot_as_member, notify_bot
from sandbox.errors import MisuseError
from sandbox.keyboards import buttons
from sandbox.model import Chat, Json, Message, Person, Press
from sandbox.state import World

_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(?:@(?P<bot>\w+))?(?=\s|$)")


def say(
    world: World,
    person: Person,
    chat: Chat,
    content: Json,
    reply_to: int | None = None,
    *,
    thread: int | None = None,
    anonymous: bool = False,
) -> Message:
    """A person writes into a chat; `content` is `text` with `entities`, or `document` with `caption`.

    `thread` is a topic of a forum. An `anonymous` administrator writes in the group's name. Raises MisuseError.
    """
    _require_able(person)
    if chat.type == "channel":
        raise MisuseError("people post in a channel by /sandbox/post")
    _require_in(person, chat)
    if chat.restricted.get(person.id, {}).get("can_send_messages") is False:
        raise MisuseError(f"person {person.id} may not write in chat {chat.id}")
    replied = None
    if reply_to is not None and (replied := chat.find_message(reply_to)) is None:
        raise MisuseError(f"no message {reply_to} in chat {chat.id}", 404)
    if chat.person is not None:
        _start_bot(world, person)
    content = {key: value for key, value in content.items() if value}
    if thread is not None:
        if thread not in chat.topics:
            raise MisuseError(f"no topic {thread} in chat {chat.id}", 404)
        content |= {"message_thread_id": thread, "is_topic_message": True}
    if anonymous:
        if person.id != chat.owner and person.id not in chat.admins:
            raise MisuseError("only administrators of a group can be anonymous")
        content |= {"from": ANONYMOUS, "sender_chat": chat.shape}
    message = world.write(chat, content, author=person, reply_to=replied)
    if chat.keys_once:
        world.show_keys(chat, [])
    if chat.person is not None or _bot_receives(world, chat, str(content.get("text", "")), replied):
        world.updates.put("message", message.body)
    return message


def post(world: World, chat: Chat, content: Json) -> Message:
    """Publish a post in a channel, without an author; the bot receives it if it is in the channel."""
    if chat.type != "channel":
        raise MisuseError(f"chat {chat.id} is no channel")
    content = {key: value for key, value in content.items() if value}
    if chat.protected:
        content["has_protected_content"] = True
    message = world.write(chat, content)
    if chat.bot_is_in:
        world.updates.put("channel_post", message.body)
    return message


def edit_post(world: World, chat: Chat, message_id: int, content: Json) -> Message:
    """Change a channel post's text or file; the bot receives the edit. Raises MisuseError."""
    message = chat.find_message(message_id)
    if chat.type != "channel" or message is None:
        raise MisuseError(f"no post {message_id} in chat {chat.id}", 404)
    world.rewrite(chat, message, content)
    if chat.bot_is_in:
        world.updates.put("edited_channel_post", message.body)
    return message


def edit(world: World, person: Person, chat: Chat, message_id: int, content: Json) -> Message:
    """A person changes the text or file of their own message; the bot receives the edit if it did the message.

    Raises MisuseError.
    """
    message = _own(person, chat, message_id)
    world.rewrite(chat, message, content)
    if chat.person is not None or _bot_receives(world, chat, str(message.body.get("text", "")), None):
        world.updates.put("edited_message", message.body)
    return message


def delete(world: World, person: Person, chat: Chat, message_id: int) -> None:
    """A person deletes their own message, of which Telegram tells a bot nothing. Raises MisuseError."""
    world.delete(chat, _own(person, chat, message_id))


def _own(person: Person, chat: Chat, message_id: int) -> Message:
    _require_able(person)
    _require_in(person, chat)
    message = chat.find_message(message_id)
    author = message.body.get("from") if message is not None else None
    if message is None or not isinstance(author, dict) or author["id"] != person.id:
        raise MisuseError(f"no message {message_id} of person {person.id} in chat {chat.id}", 404)
    return message


def press(
    world: World, person: Person, chat: Chat, message_id: int | None, *, data: str | None, button: str | None, forge: bool = False
) -> Press:
    """A person presses a button, named by its text or data, on that message or on the newest one that has it.

    `forge` sends any data, as a modified client could. Raises MisuseError when there is no such button, or when it only
    opens a link.
    """
    _require_able(person)
    _require_in(person, chat)
    if message_id is not None:
        message = chat.find_message(message_id)
        candidates = [] if message is None else [message]
    else:
        candidates = [message for message in reversed(chat.messages.values()) if not message.deleted and message.from_bot]
    if not candidates:
        raise MisuseError("no such message", 404)
    if forge:
        if data is None:
            raise MisuseError("forging takes data")
        return _pressed(world, person, chat, candidates[0], data)
    for message in candidates:
        for found in buttons(message.body):
            if (data is not None and found.get("callback_data") == data) or (data is None and found.get("text") == button):
                value = found.get("callback_data")
                if not isinstance(value, str):
                    raise MisuseError(f"that button opens {found.get('url')}")
                return _pressed(world, person, chat, message, value)
    raise MisuseError(f"no button {button if data is None else data!r}", 404)


def _pressed(world: World, person: Person, chat: Chat, message: Message, data: str) -> Press:
    number = world.query_id()
    made = Press(number, person.id, chat.id, message.id, time.monotonic())
    world.presses[number] = made
    world.updates.put(
        "callback_query",
        {"id": number, "from": person.user(), "message": message.body, "chat_instance": str(chat.id * 7919), "data": data},
    )
    return made


def vote(world: World, person: Person, chat: Chat, message_id: int, options: list[int]) -> None:
    """A person votes in a poll of the bot's, or with no options takes the vote back. Raises MisuseError."""
    _require_able(person)
    _require_in(person, chat)
    message = chat.find_message(message_id)
    poll = message.body.get("poll") if message is not None else None
    if message is None or not isinstance(poll, dict) or poll["id"] not in world.polls:
        raise MisuseError(f"no poll of the bot's with the number {message_id} in chat {chat.id}", 404)
    if poll["is_closed"]:
        raise MisuseError("the poll is closed")
    if any(number not in range(len(poll["options"])) for number in options) or len(set(options)) != len(options):
        raise MisuseError(f"options are numbers from 0 to {len(poll['options']) - 1}")
    if len(options) > 1 and not poll["allows_multiple_answers"]:
        raise MisuseError("the poll takes one option")
    if person.id in message.votes and not poll["allows_revoting"]:
        raise MisuseError("the poll takes no second vote")
    message.votes.pop(person.id, None)
    if options:
        message.votes[person.id] = sorted(options)
    counts = [sum(number in chosen for chosen in message.votes.values()) for number in range(len(poll["options"]))]
    counted = [{**option, "voter_count": count} for option, count in zip(poll["options"], counts, strict=True)]
    poll = {**poll, "options": counted, "total_voter_count": len(message.votes)}
    world.refresh(chat, message, {"poll": poll})
    world.updates.put("poll", poll)
    if not poll["is_anonymous"]:
        chosen = [counted[number]["persistent_id"] for number in sorted(options)]
        answer = {"poll_id": poll["id"], "user": person.user(), "option_ids": sorted(options), "option_persistent_ids": chosen}
        world.updates.put("poll_answer", answer)


def react(world: World, person: Person, chat: Chat, message_id: int, emoji: str) -> None:
    """A person reacts to a message, or with an empty emoji takes the reaction back. Raises MisuseError."""
    _require_able(person)
    _require_in(person, chat)
    message = chat.find_message(message_id)
    if message is None:
        raise MisuseError(f"no message {message_id} in chat {chat.id}", 404)
    before: list[Json] = message.reactions.get(person.id, [])
    after: list[Json] = [{"type": "emoji", "emoji": emoji}] if emoji else []
    world.react(chat, message, person.id, after)
    if chat.person is not None or chat.bot_is_admin:
        changed = {"chat": chat.shape, "message_id": message_id, "user": person.user(), "date": world.clock.unix()}
        world.updates.put("message_reaction", {**changed, "old_reaction": before, "new_reaction": after})


def block(world: World, person: Person) -> None:
    """The person blocks the bot; no effect if they have already."""
    if not person.blocked:
        _set_blocked(world, person, True)


def unblock(world: World, person: Person) -> None:
    """The person unblocks the bot; no effect if it was not blocked."""
    if person.blocked:
        _set_blocked(world, person, False)


def deactivate(world: World, person: Person) -> None:
    """The person deletes their account, and with it their name; the bot receives no update."""
    person.deactivated = True
    chat = world.chats[person.id]
    chat.shape = {"id": chat.id, "type": chat.type, "first_name": ""}
    world.events.publish("person", person=person.view())


def kick(world: World, chat: Chat, by: Person | None = None) -> None:
    """Remove the bot from a group or channel."""
    if chat.person is not None:
        raise MisuseError("people block the bot; groups and channels remove it")
    before = bot_as_member(world, chat)
    chat.bot_is_in = False
    notify_bot(world, chat, world.bot if by is None else by.user(), before)
    world.events.publish("chat", chat=chat.view())


def _start_bot(world: World, person: Person) -> None:
    """Writing to the bot starts it, and unblocks it first if necessary."""
    unblock(world, person)
    if not person.started:
        person.started = True
        world.events.publish("person", person=person.view())


def _set_blocked(world: World, person: Person, blocked: bool) -> None:
    chat = world.chats[person.id]
    before = bot_as_member(world, chat)
    person.blocked = blocked
    notify_bot(world, chat, person.user(), before)
    world.events.publish("person", person=person.view())


def _require_able(person: Person) -> None:
    if person.deactivated:
        raise MisuseError(f"person {person.id} has no account any more")


def _require_in(person: Person, chat: Chat) -> None:
    """Anybody may read a channel; other chats require membership. Raises MisuseError."""
    if chat.migrated_to is not None:
        raise MisuseError(f"chat {chat.id} became the supergroup {chat.migrated_to}")
    if chat.type != "channel" and person.id not in chat.members:
        raise MisuseError(f"person {person.id} is not in chat {chat.id}")


def _bot_receives(world: World, chat: Chat, text: str, replied: Message | None) -> bool:
    """Privacy mode: in a group the bot receives commands for it and replies to it; as an administrator, everything."""
    if not chat.bot_is_in:
        return False
    if world.reads_all or chat.bot_is_admin or (replied is not None and replied.from_bot):
        return True
    found = _COMMAND.match(text)
    return found is not None and (found["bot"] or world.bot_username).lower() == world.bot_username.lower()
