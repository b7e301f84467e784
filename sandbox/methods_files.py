"""The Bot API methods that send files: one by one, and as albums."""

from collections.abc import Callable, Mapping

from sandbox.access import writable_chat
from sandbox.entities import caption
from sandbox.errors import bad_request
from sandbox.media import CAPTIONED, held
from sandbox.model import Json
from sandbox.params import Kind, Params, Upload
from sandbox.sending import kept_file, send
from sandbox.state import World

ALBUM_LIMIT = 10
_DETAILS = ("duration", "width", "height", "length", "start_timestamp")
_NAMES = ("performer", "title")
_KINDS_OF_DETAILS: Mapping[str, frozenset[str]] = {
    "video": frozenset({"duration", "width", "height", "start_timestamp"}),
    "animation": frozenset({"duration", "width", "height"}),
    "audio": frozenset({"duration", "performer", "title"}),
    "voice": frozenset({"duration"}),
    "video_note": frozenset({"duration", "length"}),
}
_IN_ALBUMS = frozenset({"photo", "video", "document", "audio"})
_ITEM: Mapping[str, Kind] = {
    "media": "file",
    "caption": "text",
    "parse_mode": "text",
    "caption_entities": "list",
    "has_spoiler": "flag",
    "show_caption_above_media": "flag",
    **dict.fromkeys(_DETAILS, "int"),
    **dict.fromkeys(_NAMES, "text"),
}


def sender(kind: str) -> Callable[[World, Params], object]:
    """The method that sends a file of this kind: uploaded, or sent before, by its id."""

    def send_file(world: World, params: Params) -> object:
        chat = writable_chat(world, params)
        return send(world, chat, params, _content(world, params, kind, params.file(kind))).body

    send_file.__doc__ = f"Send a {kind.replace('_', ' ')}."
    return send_file


def send_media_group(world: World, params: Params) -> object:
    """Send an album: two to ten files, all documents, all audio, or photos and videos."""
    chat = writable_chat(world, params)
    items = params.listed("media")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > ALBUM_LIMIT:
        raise bad_request("too many messages to send as an album")
    contents = [_item(world, params, item) for item in items]
    for kind in ("document", "audio"):
        with_it = sum(kind in content for content in contents)
        if 0 < with_it < len(contents):
            raise bad_request(f"{kind} can't be mixed with other media types")
    album: Json = {"media_group_id": world.query_id()} if len(contents) > 1 else {}
    return [send(world, chat, params, content | album).body for content in contents]


def _item(world: World, params: Params, item: object) -> Json:
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = item.get("type")
    if kind not in _IN_ALBUMS:
        raise bad_request(f"can't parse InputMedia: type must be one of {', '.join(sorted(_IN_ALBUMS))}")
    media = params.described(item, _ITEM)
    return _content(world, media, str(kind), media.file("media"))


def _content(world: World, params: Params, kind: str, given: Upload | str) -> Json:
    words = caption(params) if kind in CAPTIONED else {}
    file = kept_file(world, given, kind)
    known = _KINDS_OF_DETAILS.get(kind, frozenset())
    details: Json = {name: params.integer(name) for name in _DETAILS if name in known and params.integer(name)}
    details |= {name: params.text(name) for name in _NAMES if name in known and params.text(name)}
    if kind == "sticker" and params.text("emoji"):
        details["emoji"] = params.text("emoji")
    return {
        **held(file, kind, details),
        **words,
        "has_media_spoiler": params.flag("has_spoiler") or None,
        "show_caption_above_media": params.flag("show_caption_above_media") or None,
    }
