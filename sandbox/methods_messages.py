"""The Bot API methods that send, edit, copy and delete messages."""

from sandbox.access import known_chat, readable_chat, topic, writable_chat
from sandbox.entities import caption, message_text
from sandbox.errors import bad_request
from sandbox.keyboards import reply_markup
from sandbox.media import CAPTIONED, COPIED, UNCOPIED
from sandbox.model import Chat, File, Json, Message
from sandbox.params import Params
from sandbox.state import World

DELETABLE_FOR = 48 * 3600  # seconds of the sandbox clock
_COPIED = ("text", "entities", "caption", "caption_entities", *COPIED, "link_preview_options")


def send_message(world: World, params: Params) -> object:
    """Send a text message."""
    chat = writable_chat(world, params)
    return _send(world, chat, params, message_text(params)).body


def send_document(world: World, params: Params) -> object:
    """Send a document: uploaded, or one sent before, by its id."""
    chat = writable_chat(world, params)
    words = caption(params)
    return _send(world, chat, params, {"document": _file(world, params, "document").document(), **words}).body


def send_photo(world: World, params: Params) -> object:
    """Send a photo: uploaded, or one sent before, by its id."""
    chat = writable_chat(world, params)
    words = caption(params)
    return _send(world, chat, params, {"photo": _file(world, params, "photo").photo(), **words}).body


def copy_message(world: World, params: Params) -> object:
    """Copy a message without naming its source."""
    chat = writable_chat(world, params)
    source = readable_chat(world, params, "from_chat_id").find_message(params.integer("message_id"))
    if source is None:
        raise bad_request("message to copy not found")
    if source.body.get("has_protected_content"):
        raise bad_request("message can't be copied")
    if any(kind in source.body for kind in UNCOPIED):
        raise bad_request("message can't be copied")
    content = _content(source)
    if any(kind in content for kind in CAPTIONED) and params.has("caption"):
        content |= caption(params)
    return {"message_id": _send(world, chat, params, content).id}


def copy_messages(world: World, params: Params) -> object:
    """Copy several messages in their order; albums stay albums. Missing ones are skipped."""
    chat = writable_chat(world, params)
    ids = params.listed("message_ids")
    if not 1 <= len(ids) <= 100 or any(not isinstance(number, int) for number in ids):
        raise bad_request("message identifiers are not specified")
    source = readable_chat(world, params, "from_chat_id")
    found = [source.find_message(number) for number in sorted(number for number in ids if isinstance(number, int))]
    copied = [
        message
        for message in found
        if message is not None
        and not message.body.get("has_protected_content")
        and not any(kind in message.body for kind in UNCOPIED)
    ]
    if not copied:
        raise bad_request("there are no messages to copy")
    albums: dict[object, str] = {}
    made = []
    for message in copied:
        content = _content(message)
        if (album := message.body.get("media_group_id")) is not None:
            content["media_group_id"] = albums.setdefault(album, world.press_id())
        made.append(_send(world, chat, params, content))
    return [{"message_id": message.id} for message in made]


def _content(source: Message) -> Json:
    return {key: source.body[key] for key in _COPIED if key in source.body}


def edit_message_text(world: World, params: Params) -> object:
    """Change the text of one of the bot's messages; a keyboard that is not repeated is removed."""
    chat, message = _own_message(world, params)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    preview = params.mapping("link_preview_options")
    return _edit(world, chat, message, {**message_text(params), "link_preview_options": preview, **_markup(params)})


def edit_message_caption(world: World, params: Params) -> object:
    """Change the caption of one of the bot's messages."""
    chat, message = _own_message(world, params)
    if not any(kind in message.body for kind in CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, chat, message, {**caption(params), **_markup(params)})


def edit_message_media(world: World, params: Params) -> object:
    """Replace the photo or document of one of the bot's messages, and its caption."""
    chat, message = _own_message(world, params)
    described = params.mapping("media")
    if described is None:
        raise bad_request("media must be non-empty")
    kind = described.get("type")
    if kind not in {"photo", "document"}:
        raise bad_request("unsupported media type")
    if not any(held in message.body for held in CAPTIONED):
        raise bad_request("message can't be edited")
    file = _file(world, params, "media.media")
    held: Json = {"photo": None, "document": None}
    held[str(kind)] = file.photo() if kind == "photo" else file.document()
    words = Params(described, {"caption": "text", "parse_mode": "text", "caption_entities": "list"})
    return _edit(world, chat, message, {**held, **caption(words), **_markup(params)})


def edit_message_reply_markup(world: World, params: Params) -> object:
    """Replace or remove the keyboard of one of the bot's messages."""
    chat, message = _own_message(world, params)
    return _edit(world, chat, message, _markup(params))


def delete_message(world: World, params: Params) -> object:
    """Delete a message within 48 hours; in groups and channels others' only as an administrator."""
    chat = readable_chat(world, params)
    message = chat.find_message(params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    others = not message.from_bot and chat.person is None and not chat.bot_is_admin
    if others or world.clock.unix() - message.date > DELETABLE_FOR:
        raise bad_request("message can't be deleted")
    world.delete(chat, message)
    return True


def delete_messages(world: World, params: Params) -> object:
    """Delete several messages; those that cannot be deleted are skipped silently."""
    chat = readable_chat(world, params)
    ids = params.listed("message_ids")
    if not 1 <= len(ids) <= 100:
        raise bad_request("message identifiers are not specified")
    for number in ids:
        message = chat.find_message(number) if isinstance(number, int) else None
        own = message is not None and (message.from_bot or chat.person is not None or chat.bot_is_admin)
        if message is not None and own and world.clock.unix() - message.date <= DELETABLE_FOR:
            world.delete(chat, message)
    return True


def _send(world: World, chat: Chat, params: Params, content: Json) -> Message:
    markup = reply_markup(params.mapping("reply_markup"))
    replied = _replied(chat, params)
    thread = topic(chat, params.integer("message_thread_id"))
    content = {
        **content,
        "link_preview_options": params.mapping("link_preview_options") or content.get("link_preview_options"),
        "message_thread_id": thread,
        "is_topic_message": thread is not None or None,
        "has_protected_content": params.flag("protect_content") or None,
        "reply_markup": markup,
    }
    return world.write(chat, {key: value for key, value in content.items() if value is not None}, reply_to=replied, from_bot=True)


def _replied(chat: Chat, params: Params) -> Message | None:
    given = params.mapping("reply_parameters")
    if given is None:
        return None
    number = given.get("message_id")
    message = chat.find_message(number) if isinstance(number, int) else None
    if message is None and given.get("allow_sending_without_reply") is not True:
        raise bad_request("message to be replied not found")
    return message


def _own_message(world: World, params: Params) -> tuple[Chat, Message]:
    if params.has("inline_message_id"):
        raise bad_request("inline messages are beyond the sandbox")
    # A blocked bot cannot edit either.
    chat = writable_chat(world, params) if known_chat(world, params).person else readable_chat(world, params)
    if not params.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.find_message(params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return chat, message


def _markup(params: Params) -> Json:
    return {"reply_markup": reply_markup(params.mapping("reply_markup"), inline_only=True)}


def _edit(world: World, chat: Chat, message: Message, content: Json) -> object:
    if all(message.body.get(key) == value for key, value in content.items()):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    world.rewrite(chat, message, content)
    return message.body


def _file(world: World, params: Params, field: str) -> File:
    upload = params.upload(field)
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        return world.keep_file(upload.name, upload.content, upload.mime_type)
    named = params.text(field)
    if not named:
        raise bad_request(f"there is no {field} in the request")
    file = world.files.get(named)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return file
