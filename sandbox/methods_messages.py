"""The Bot API methods that send texts, copy, forward and delete messages."""

from sandbox.access import readable_chat, writable_chat
from sandbox.entities import caption, message_text
from sandbox.errors import bad_request
from sandbox.media import CAPTIONED, COPIED, UNCOPIED
from sandbox.model import Chat, Json, Message
from sandbox.params import Params
from sandbox.rich import rich_message
from sandbox.sending import send
from sandbox.state import World

DELETABLE_FOR = 48 * 3600  # seconds of the sandbox clock
_COPIED = ("text", "entities", "caption", "caption_entities", *COPIED, "link_preview_options", "rich_message")


def send_message(world: World, params: Params) -> object:
    """Send a text message."""
    chat = writable_chat(world, params)
    return send(world, chat, params, message_text(params)).body


def send_rich_message(world: World, params: Params) -> object:
    """Send a message of blocks."""
    chat = writable_chat(world, params)
    return send(world, chat, params, {"rich_message": rich_message(params.mapping("rich_message"))}).body


def copy_message(world: World, params: Params) -> object:
    """Copy a message without naming its source."""
    chat = writable_chat(world, params)
    source = _source(world, params, "copy", "copied")
    if any(kind in source.body for kind in UNCOPIED):
        raise bad_request("message can't be copied")
    content = _content(source)
    if any(kind in content for kind in CAPTIONED) and params.has("caption"):
        content |= caption(params)
    return {"message_id": send(world, chat, params, content).id}


def copy_messages(world: World, params: Params) -> object:
    """Copy several messages in their order; albums stay albums. Missing ones are skipped."""
    chat = writable_chat(world, params)
    copied = [message for message in _sources(world, params) if not any(kind in message.body for kind in UNCOPIED)]
    if not copied:
        raise bad_request("there are no messages to copy")
    made = []
    for message, album in _with_albums(world, copied):
        content = _content(message)
        if params.flag("remove_caption"):
            content = {key: value for key, value in content.items() if not key.startswith("caption")}
        made.append(send(world, chat, params, content | album))
    return [{"message_id": message.id} for message in made]


def forward_message(world: World, params: Params) -> object:
    """Forward a message, naming its source."""
    chat = writable_chat(world, params)
    source = _source(world, params, "forward", "forwarded")
    return send(world, chat, params, _content(source) | {"forward_origin": _origin(source)}).body


def forward_messages(world: World, params: Params) -> object:
    """Forward several messages in their order; missing ones are skipped."""
    chat = writable_chat(world, params)
    forwarded = _sources(world, params)
    if not forwarded:
        raise bad_request("there are no messages to forward")
    made = [
        send(world, chat, params, _content(message) | album | {"forward_origin": _origin(message)})
        for message, album in _with_albums(world, forwarded)
    ]
    return [{"message_id": message.id} for message in made]


def _source(world: World, params: Params, verb: str, done: str) -> Message:
    source = readable_chat(world, params, "from_chat_id").find_message(params.integer("message_id"))
    if source is None:
        raise bad_request(f"message to {verb} not found")
    if source.body.get("has_protected_content"):
        raise bad_request(f"message can't be {done}")
    return source


def _sources(world: World, params: Params) -> list[Message]:
    """The messages that are there and not protected, in their order. Raises RefusedError."""
    source = readable_chat(world, params, "from_chat_id")
    found = [source.find_message(number) for number in sorted(message_ids(params))]
    return [message for message in found if message is not None and not message.body.get("has_protected_content")]


def message_ids(params: Params) -> list[int]:
    """One to a hundred ids. Raises RefusedError."""
    ids = [number for number in params.listed("message_ids") if isinstance(number, int)]
    if not ids or len(ids) != len(params.listed("message_ids")):
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    return ids


def _with_albums(world: World, messages: list[Message]) -> list[tuple[Message, Json]]:
    """Each message with the number of its new album, if it is in one."""
    albums: dict[object, str] = {}
    placed: list[tuple[Message, Json]] = []
    for message in messages:
        album = message.body.get("media_group_id")
        placed.append((message, {} if album is None else {"media_group_id": albums.setdefault(album, world.query_id())}))
    return placed


def _content(source: Message) -> Json:
    return {key: source.body[key] for key in _COPIED if key in source.body}


def _origin(source: Message) -> object:
    """Where a message was written first."""
    body = source.body
    if "forward_origin" in body:
        return body["forward_origin"]
    if "from" in body and "sender_chat" not in body:
        return {"type": "user", "date": body["date"], "sender_user": body["from"]}
    chat = body["chat"]
    if isinstance(chat, dict) and chat["type"] == "channel":
        return {"type": "channel", "date": body["date"], "chat": chat, "message_id": source.id}
    return {"type": "chat", "date": body["date"], "sender_chat": body["sender_chat"]}


def delete_message(world: World, params: Params) -> object:
    """Delete a message within 48 hours; in groups and channels others' only with the right to."""
    chat = readable_chat(world, params)
    message = chat.find_message(params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not _is_deletable(world, chat, message):
        raise bad_request("message can't be deleted")
    world.delete(chat, message)
    return True


def delete_messages(world: World, params: Params) -> object:
    """Delete several messages; those that cannot be deleted are skipped silently."""
    chat = readable_chat(world, params)
    for number in message_ids(params):
        message = chat.find_message(number)
        if message is not None and _is_deletable(world, chat, message):
            world.delete(chat, message)
    return True


def _is_deletable(world: World, chat: Chat, message: Message) -> bool:
    own = message.from_bot or chat.person is not None or chat.bot_may("can_delete_messages")
    return own and world.clock.unix() - message.date <= DELETABLE_FOR


def set_message_reaction(world: World, params: Params) -> object:
    """React to a message, or take the reaction back; a bot has one reaction to a message."""
    chat = readable_chat(world, params)
    message = chat.find_message(params.integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    wanted = params.listed("reaction")
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in wanted:
        if not isinstance(reaction, dict) or reaction.get("type") not in ("emoji", "custom_emoji"):
            raise bad_request("can't parse reaction type: invalid reaction type specified")
        if reaction["type"] == "emoji" and not isinstance(reaction.get("emoji"), str):
            raise bad_request("REACTION_INVALID")
    world.react(chat, message, world.bot_id, [reaction for reaction in wanted if isinstance(reaction, dict)])
    return True


def send_draft(world: World, params: Params) -> object:
    """Show a message that is still being written; here it counts as typing."""
    chat = writable_chat(world, params)
    if chat.person is None:
        raise bad_request("message drafts can be sent only to private chats")
    if params.has("rich_message"):
        rich_message(params.mapping("rich_message"))
    if not params.integer("draft_id"):
        raise bad_request("draft identifier must be non-zero")
    world.events.publish("typing", chat=chat.id, action="typing")
    return True
