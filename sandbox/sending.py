"""What all methods that send something share: the place, the reply, the keyboard, the file."""

from sandbox.access import topic
from sandbox.errors import bad_request
from sandbox.keyboards import reply_keyboard, reply_markup
from sandbox.model import Chat, File, Json, Message
from sandbox.params import Params, Upload
from sandbox.state import World
from sandbox.utf16 import units

PHOTO_LIMIT = 10 * 1024 * 1024  # bytes


def send(world: World, chat: Chat, params: Params, content: Json) -> Message:
    """Send this content as the bot, with the keyboard and into the topic that the parameters name. Raises RefusedError."""
    given = params.mapping("reply_markup")
    markup, keys = reply_markup(given), reply_keyboard(given or {})
    replied, quote = _replied(chat, params)
    thread = topic(chat, params.integer("message_thread_id"))
    content = {
        **content,
        "link_preview_options": link_preview(params) or content.get("link_preview_options"),
        "message_thread_id": thread,
        "is_topic_message": thread is not None or None,
        "has_protected_content": params.flag("protect_content") or None,
        "quote": quote,
        "reply_markup": markup,
    }
    kept = {key: value for key, value in content.items() if value is not None}
    message = world.write(chat, kept, reply_to=replied, from_bot=True)
    if given and (keys is not None or given.get("remove_keyboard") is True):
        world.show_keys(chat, keys or [], once=given.get("one_time_keyboard") is True)
    return message


def link_preview(params: Params) -> Json | None:
    """How the link in a text is previewed; None if nothing is said about it."""
    return params.mapping("link_preview_options") or ({"is_disabled": True} if params.flag("disable_web_page_preview") else None)


def kept_file(world: World, given: Upload | str, field: str) -> File:
    """A file that came with the request, or that was sent before. Raises RefusedError."""
    if isinstance(given, Upload):
        if not given.content:
            raise bad_request("file must be non-empty")
        if field == "photo" and len(given.content) > PHOTO_LIMIT:
            raise bad_request(
                f"file of size {len(given.content)} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
            )
        return world.keep_file(given.name, given.content, given.mime_type)
    if not given:
        raise bad_request(f"there is no {field.replace('_', ' ')} in the request")
    file = world.files.get(given)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return file


def _replied(chat: Chat, params: Params) -> tuple[Message | None, Json | None]:
    """The message that is replied to, and what is quoted of it."""
    given = params.mapping("reply_parameters")
    if given is None and params.integer("reply_to_message_id"):
        alone = params.flag("allow_sending_without_reply")
        given = {"message_id": params.integer("reply_to_message_id"), "allow_sending_without_reply": alone}
    if given is None:
        return None, None
    number, elsewhere = given.get("message_id"), given.get("chat_id")
    message = chat.find_message(number) if isinstance(number, int) and elsewhere in (None, chat.id) else None
    if message is None:
        if given.get("allow_sending_without_reply") is not True:
            raise bad_request("message to be replied not found")
        return None, None
    quoted = given.get("quote")
    if not isinstance(quoted, str) or not quoted:
        return message, None
    text = str(message.body.get("text", message.body.get("caption", "")))
    if quoted not in text:
        raise bad_request("QUOTE_TEXT_INVALID")
    return message, {"text": quoted, "position": units(text[: text.index(quoted)]), "is_manual": True}
