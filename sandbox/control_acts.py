"""The actions of the control API: each reads its fields, does one thing and returns the result."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime

from sandbox import acting, control_groups, media
from sandbox.belonging import ADMIN_RIGHTS
from sandbox.entities import written_text, written_texts
from sandbox.errors import MisuseError
from sandbox.faults import Fault
from sandbox.fields import Fields
from sandbox.model import Chat, Json, Person
from sandbox.params import Upload
from sandbox.state import FIRST_CHANNEL, FIRST_PERSON, World

Act = control_groups.Act


# -- who is there


def _person(world: World, fields: Fields) -> Person:
    return world.person(fields.number("person"))


def _chat(world: World, fields: Fields) -> Chat:
    return world.chat(fields.number("chat", fields.number("person")))


def _add_person(world: World, fields: Fields) -> object:
    person = Person(
        fields.number("id", 0) or world.free_id(FIRST_PERSON),
        fields.text("first_name"),
        fields.text("last_name", "") or None,
        fields.text("username", "") or None,
        fields.text("language_code", "en"),
        fields.text("label", ""),
        fields.text("role", ""),
    )
    return world.add_person(person).view()


def _add_channel(world: World, fields: Fields) -> object:
    number = fields.number("id", 0) or world.free_id(FIRST_CHANNEL)
    username = fields.text("username", "") or None
    chat = Chat(number, "channel", fields.text("title"), username, bot_rights=ADMIN_RIGHTS, protected=fields.flag("protected"))
    return world.add_chat(chat).view()


# -- what they do


def _send(world: World, fields: Fields) -> object:
    person, chat = _person(world, fields), _chat(world, fields)
    reply_to = fields.number("reply_to", 0) or None
    written = written_texts(fields.text("text"), fields.items("entities"))
    thread, anonymous = fields.number("thread", 0) or None, fields.flag("anonymous")
    said = [acting.say(world, person, chat, content, reply_to, thread=thread, anonymous=anonymous) for content in written]
    return said[-1].view()


def _post(world: World, fields: Fields) -> object:
    content = written_text(fields.text("text"), fields.items("entities"))
    return acting.post(world, world.chat(fields.number("channel")), content).view()


def _edit_post(world: World, fields: Fields) -> object:
    chat = world.chat(fields.number("channel"))
    return acting.edit_post(world, chat, fields.number("message_id"), _edited(world, chat, fields)).view()


def _edit(world: World, fields: Fields) -> object:
    person, chat = _person(world, fields), _chat(world, fields)
    return acting.edit(world, person, chat, fields.number("message_id"), _edited(world, chat, fields)).view()


def _edited(world: World, chat: Chat, fields: Fields) -> Json:
    """The changed text (without a new one the old one stays) and, with `base64`, the file, of the same kind."""
    message = chat.find_message(fields.number("message_id"))
    body = {} if message is None else message.body
    content: Json = {}
    if fields.text("text", ""):
        words, captioned = written_text(fields.text("text"), fields.items("entities")), "text" not in body
        content["caption" if captioned else "text"] = words.get("text")
        content["caption_entities" if captioned else "entities"] = words.get("entities")
    if fields.text("base64", ""):
        kind = next((kind for kind in media.CAPTIONED if kind in body), "photo")
        content |= media.content(world, kind, f"{kind}.bin", _decoded(fields.text("base64")))
    return content


def _press(world: World, fields: Fields) -> object:
    data, button = fields.text("data", "") or None, fields.text("button", "") or None
    if data is None and button is None:
        raise MisuseError("a press takes data or button")
    made = acting.press(
        world,
        _person(world, fields),
        _chat(world, fields),
        fields.number("message_id", 0) or None,
        data=data,
        button=button,
        forge=fields.flag("forge"),
    )
    return {"callback_query_id": made.id, "message_id": made.message_id, "change": world.change}


def _document(world: World, fields: Fields) -> object:
    upload = fields.upload()
    if upload is None:
        upload = Upload(fields.text("file_name"), None, _decoded(fields.text("base64")))
    person, chat = _person(world, fields), _chat(world, fields)
    document = world.keep_file(upload.name, upload.content, upload.mime_type).document()
    content: Json = {"document": document, "caption": fields.text("caption", "")}
    thread, anonymous = fields.number("thread", 0) or None, fields.flag("anonymous")
    return acting.say(world, person, chat, content, thread=thread, anonymous=anonymous).view()


def _media(world: World, fields: Fields) -> object:
    kind, name = fields.text("kind"), fields.text("file_name", "")
    raw = _decoded(fields.text("base64", "")) or b"-"
    content = media.content(world, kind, name or f"{kind}.bin", raw)
    words = written_text(fields.text("caption"), fields.items("entities")) if fields.text("caption", "") else {}
    content["caption"], content["caption_entities"] = words.get("text"), words.get("entities")
    content["media_group_id"] = fields.text("album", "") or None
    content = {key: value for key, value in content.items() if value}
    if fields.has("channel"):
        return acting.post(world, world.chat(fields.number("channel")), content).view()
    return acting.say(world, _person(world, fields), _chat(world, fields), content).view()


def _decoded(coded: str) -> bytes:
    try:
        return b64decode(coded, validate=True)
    except binascii.Error:
        raise MisuseError("base64 is broken") from None


# -- time, faults, the tour

CLOCK_MOVED = "the clock was moved"
"""What a card of the tour waits for that is about the clock."""


def _push_clock(world: World, fields: Fields) -> object:
    if fields.has("to"):
        world.clock.advance_to(_instant(fields.text("to")))
    else:
        world.clock.advance(fields.seconds("advance"))
    world.happened(CLOCK_MOVED)
    return world.clock.view()


def _reached(world: World, fields: Fields) -> object:
    world.clock.reached(fields.seconds("offset"))
    return world.clock.view()


def _mark(world: World, fields: Fields) -> None:
    marks: list[Json] = []
    for item in fields.items("items"):
        mark = Fields(item if isinstance(item, dict) else {})
        marks.append({"name": mark.text("name"), "at": _instant(mark.text("at")).isoformat()})
    world.clock.mark(marks)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise MisuseError(f"{text!r} is no ISO date") from None
    if instant.tzinfo is None:
        raise MisuseError("an instant needs its zone")
    return instant


def _add_fault(world: World, fields: Fields) -> None:
    world.faults.add(
        Fault(
            fields.text("kind"),
            fields.text("method", "") or None,
            fields.number("chat", 0) or None,
            fields.number("count", 1),
            fields.number("retry_after", 1),
            fields.seconds("seconds", 30.0),
        )
    )


def _set_pace(world: World, fields: Fields) -> None:
    world.pace.on = fields.flag("on")


def _set_tour(world: World, fields: Fields) -> None:
    cards = [Fields(item if isinstance(item, dict) else {}) for item in fields.items("items")]
    world.tour = []
    for card in cards:
        seen: list[object] = [str(words) for words in card.items("seen")]
        shown: Json = {"title": card.text("title"), "text": card.text("text"), "done": False, "seen": seen}
        if card.has("languages"):
            others = [Fields(item if isinstance(item, dict) else {}) for item in card.items("languages")]
            shown["languages"] = {one.text("language"): {"title": one.text("title"), "text": one.text("text")} for one in others}
        world.tour.append(shown)
    world.events.publish("tour", tour=world.tour)


# -- what there is to see


def _log(world: World, fields: Fields) -> object:
    return [call.view() for call in world.calls.after(fields.number("after", 0))]


def _pending(world: World, _fields: Fields) -> object:
    pending = world.updates.pending()
    return {"count": len(pending), "updates": pending}


ACTS: Mapping[tuple[str, str], Act] = {
    ("GET", "state"): lambda world, _: world.view(),
    ("GET", "clock"): lambda world, _: world.clock.view(),
    ("GET", "log"): _log,
    ("GET", "updates"): _pending,
    ("POST", "persons"): _add_person,
    **control_groups.ACTS,
    ("POST", "channels"): _add_channel,
    ("POST", "send"): _send,
    ("POST", "document"): _document,
    ("POST", "media"): _media,
    ("POST", "press"): _press,
    ("POST", "vote"): lambda world, fields: acting.vote(
        world, _person(world, fields), _chat(world, fields), fields.number("message_id"), fields.numbers("options")
    ),
    ("POST", "react"): lambda world, fields: acting.react(
        world, _person(world, fields), _chat(world, fields), fields.number("message_id"), fields.text("emoji", "")
    ),
    ("POST", "post"): _post,
    ("POST", "post/edit"): _edit_post,
    ("POST", "edit"): _edit,
    ("POST", "delete"): lambda world, fields: acting.delete(
        world, _person(world, fields), _chat(world, fields), fields.number("message_id")
    ),
    ("POST", "block"): lambda world, fields: acting.block(world, _person(world, fields)),
    ("POST", "unblock"): lambda world, fields: acting.unblock(world, _person(world, fields)),
    ("POST", "deactivate"): lambda world, fields: acting.deactivate(world, _person(world, fields)),
    ("POST", "kick"): lambda world, fields: acting.kick(
        world, world.chat(fields.number("chat")), _person(world, fields) if fields.has("person") else None
    ),
    ("POST", "faults"): _add_fault,
    ("DELETE", "faults"): lambda world, _: world.faults.clear(),
    ("PUT", "pace"): _set_pace,
    ("POST", "clock"): _push_clock,
    ("POST", "clock/reached"): _reached,
    ("PUT", "clock/marks"): _mark,
    ("PUT", "tour"): _set_tour,
}
