"""The Bot API methods that change the bot's own messages."""

from collections.abc import Mapping

from sandbox.access import known_chat, readable_chat, writable_chat
from sandbox.entities import caption, message_text
from sandbox.errors import bad_request
from sandbox.keyboards import reply_markup
from sandbox.media import CAPTIONED, held
from sandbox.model import Chat, Json, Message
from sandbox.params import Kind, Params
from sandbox.rich import rich_message
from sandbox.sending import kept_file, link_preview
from sandbox.state import World

_MEDIA = frozenset({"animation", "audio", "document", "photo", "video"})
_MEDIA_TAKES: Mapping[str, Kind] = {"media": "file", "caption": "text", "parse_mode": "text", "caption_entities": "list"}


def edit_message_text(world: World, params: Params) -> object:
    """Change the text of one of the bot's messages; a keyboard that is not repeated is removed."""
    chat, message = _own_message(world, params)
    if "text" not in message.body and "rich_message" not in message.body:
        raise bad_request("there is no text in the message to edit")
    if params.has("rich_message"):
        content: Json = {"rich_message": rich_message(params.mapping("rich_message")), "text": None, "entities": None}
    else:
        content = {**message_text(params), "rich_message": None}
    return _edit(world, chat, message, {**content, "link_preview_options": link_preview(params), **_markup(params)})


def edit_message_caption(world: World, params: Params) -> object:
    """Change the caption of one of the bot's messages."""
    chat, message = _own_message(world, params)
    if not any(kind in message.body for kind in CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, chat, message, {**caption(params), **_markup(params)})


def edit_message_media(world: World, params: Params) -> object:
    """Replace the file of one of the bot's messages, and its caption."""
    chat, message = _own_message(world, params)
    described = params.mapping("media")
    if described is None:
        raise bad_request("media must be non-empty")
    kind = str(described.get("type"))
    if kind not in _MEDIA:
        raise bad_request("unsupported media type")
    if not any(held in message.body for held in CAPTIONED):
        raise bad_request("message can't be edited")
    media = params.described(described, _MEDIA_TAKES)
    file = kept_file(world, media.file("media"), kind)
    replaced: Json = dict.fromkeys(CAPTIONED)
    return _edit(world, chat, message, {**replaced, **held(file, kind), **caption(media), **_markup(params)})


def edit_message_live_location(world: World, params: Params) -> object:
    """Move a live location of the bot's."""
    chat, message = _live(world, params)
    latitude, longitude = params.number("latitude"), params.number("longitude")
    if latitude is None or longitude is None:
        raise bad_request("latitude is empty" if latitude is None else "longitude is empty")
    place = message.body["location"]
    moved = {**(place if isinstance(place, dict) else {}), "latitude": latitude, "longitude": longitude}
    return _edit(world, chat, message, {"location": moved, **_markup(params)})


def stop_message_live_location(world: World, params: Params) -> object:
    """End a live location of the bot's: it stays where it was last."""
    chat, message = _live(world, params)
    place = message.body["location"]
    kept = {name: place[name] for name in ("latitude", "longitude")} if isinstance(place, dict) else {}
    return _edit(world, chat, message, {"location": kept, **_markup(params)})


def _live(world: World, params: Params) -> tuple[Chat, Message]:
    chat, message = _own_message(world, params)
    place = message.body.get("location")
    if not isinstance(place, dict) or "live_period" not in place:
        raise bad_request("message can't be edited")
    return chat, message


def edit_message_reply_markup(world: World, params: Params) -> object:
    """Replace or remove the keyboard of one of the bot's messages."""
    chat, message = _own_message(world, params)
    return _edit(world, chat, message, _markup(params))


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
