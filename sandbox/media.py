"""Messages other than text: their content in Bot API form."""

from collections.abc import Mapping

from sandbox.errors import MisuseError
from sandbox.model import File, Json
from sandbox.state import World

CAPTIONED = ("document", "photo", "video", "animation", "audio", "voice")
"""The kinds that can have a caption."""

COPIED = (*CAPTIONED, "video_note", "sticker", "location", "venue", "contact", "poll", "dice")
"""The kinds that a bot can copy."""

UNCOPIED = ("paid_media", "giveaway", "story")
"""The kinds that a bot receives but cannot copy."""

_ID = ("file_id", "file_unique_id", "file_size")
_NAMED = (*_ID, "file_name", "mime_type")
_PICTURE: Json = {"width": 640, "height": 360}
_HELD: Mapping[str, tuple[tuple[str, ...], Json]] = {
    "document": (_NAMED, {}),
    "video": (_NAMED, {"duration": 3, **_PICTURE}),
    "animation": (_NAMED, {"duration": 3, **_PICTURE}),
    "audio": (_NAMED, {"duration": 3}),
    "voice": ((*_ID, "mime_type"), {"duration": 3}),
    "video_note": (_ID, {"duration": 3, "length": 240}),
    "sticker": (_ID, {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}),
}
"""What each kind tells of its file, and what is made up about it; photos have sizes instead."""


def content(world: World, kind: str, name: str, raw: bytes, mime_type: str | None = None) -> Json:
    """The content of a new message of this kind. Raises MisuseError for an unknown kind."""
    if kind == "photo" or kind in _HELD:
        return held(world.keep_file(name, raw, mime_type), kind)
    fixed: dict[str, Json] = {
        "location": {"latitude": 41.3, "longitude": 69.25},
        "venue": {"location": {"latitude": 41.3, "longitude": 69.25}, "title": name or "A place", "address": "Tashkent"},
        "contact": {"phone_number": "+0000000", "first_name": name or "Contact"},
        "dice": {"emoji": "🎲", "value": 4},
        "poll": {
            "id": "1",
            "question": name or "A question",
            "options": [
                {"persistent_id": "0", "text": "Yes", "voter_count": 0},
                {"persistent_id": "1", "text": "No", "voter_count": 0},
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        },
        "paid_media": {"star_count": 5, "paid_media": [{"type": "preview"}]},
        "giveaway": {"chats": [], "winners_selection_date": world.clock.unix() + 86400, "winner_count": 1},
        "story": {"chat": {"id": -1, "type": "channel", "title": name or "Stories"}, "id": 1},
    }
    if kind not in fixed:
        raise MisuseError(f"there is no message of the kind {kind!r}")
    return {kind: fixed[kind]}


def held(file: File, kind: str, details: Json | None = None) -> Json:
    """A file as the content of a message of this kind; `details` replace what is made up (sizes, durations)."""
    if kind == "photo":
        return {"photo": file.photo()}
    document = file.document()
    names, made_up = _HELD[kind]
    shape = {name: document[name] for name in names} | made_up | (details or {})
    return {kind: shape, "document": document} if kind == "animation" else {kind: shape}
