"""Messages other than text: their content in Bot API form."""

from sandbox.errors import MisuseError
from sandbox.model import File, Json
from sandbox.state import World

CAPTIONED = ("document", "photo", "video", "animation", "audio", "voice")
"""The kinds that can have a caption."""

COPIED = (*CAPTIONED, "video_note", "sticker", "location", "venue", "contact", "poll", "dice")
"""The kinds that a bot can copy."""

UNCOPIED = ("paid_media", "giveaway", "story")
"""The kinds that a bot receives but cannot copy."""


def content(world: World, kind: str, name: str, raw: bytes, mime_type: str | None = None) -> Json:
    """The content of a new message of this kind. Raises MisuseError for an unknown kind."""
    if kind in {"photo", "video", "animation", "audio", "voice", "video_note", "sticker", "document"}:
        return _file(world.keep_file(name, raw, mime_type), kind)
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


def _file(file: File, kind: str) -> Json:
    if kind == "photo":
        return {"photo": file.photo()}
    held = file.document()
    if kind == "document":
        return {"document": held}
    if kind == "sticker":
        shape: Json = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return {"sticker": {**held, **shape}}
    size: Json = {"length": 240} if kind == "video_note" else {"width": 640, "height": 360}
    sounds = kind in {"audio", "voice"}
    body: Json = {**held, "duration": 3, **({} if sounds else size)}
    return {kind: body, "document": held} if kind == "animation" else {kind: body}
