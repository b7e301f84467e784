"""The entities that Telegram detects in a text by itself: commands, hashtags, mentions, URLs."""

import re

from sandbox.model import Json
from sandbox.utf16 import outermost_first, span, units

_HINT = re.compile(r"[/#@]")  # every entity detected here contains one of these
_FOUND = re.compile(
    r"""
    (?P<url>(?:https?://|(?<![\w@./])t\.me/)[^\s<>"]*[^\s<>"'.,;:!?()\[\]{}«»])
    | (?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<mention>(?<!\w)@[A-Za-z]\w{3,31}\b)
    | (?P<hashtag>(?<![\w&#])\#(?=\d*[^\W\d])\w{1,255})
    | (?P<bot_command>(?<![\w/<>@:.])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?!\w))
    """,
    re.VERBOSE,
)
# No entities are detected inside these.
_CLOSED = frozenset(
    {"code", "pre", "text_link", "text_mention", "custom_emoji", "url", "email", "mention", "hashtag", "bot_command"}
)


def with_detected(text: str, given: list[Json]) -> list[Json]:
    """The given entities and the detected ones, in order. Offsets are in UTF-16 code units."""
    if not _HINT.search(text):
        return given
    closed = [span(entity) for entity in given if entity["type"] in _CLOSED]
    found: list[Json] = []
    for match in _FOUND.finditer(text):
        start = units(text[: match.start()])
        end = start + units(match[0])
        if match.lastgroup is not None and all(end <= first or last <= start for first, last in closed):
            found.append({"type": match.lastgroup, "offset": start, "length": end - start})
    return sorted([*given, *found], key=outermost_first) if found else given
