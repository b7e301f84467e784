"""The channels' news: which posts are news, what they are about, in which form they go on, and when they are too many."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from council import look_alikes
from council.config import Channel, Council
from council.errors import NoTags, TagsTaken
from council.folding import fold
from council.lexicon import Lexicon
from council.text_rules import shown

TITLE_LIMIT = 90
"""How much of a post's first line stands for it where posts are listed."""

TAG_LIMIT = 64
"""A longer hashtag is not looked at."""

CAPTION_LIMIT = 1024
"""How long the words under a file may be that a bot writes (Telegram, editMessageCaption)."""

EVERYTHING = "*"
"""Stands for a topic: whatever is posted."""

GENERAL = "-"
"""The topic of what has no other."""

ALBUM_QUIET = timedelta(seconds=3)
"""An album is whole when no further part of it has come for so long: its parts are posted at once, and come one by one."""

FLOOD_SPAN = timedelta(hours=1)
"""Within this time at most `Council.news_at_once` posts of one language go out one by one."""

FLOOD_QUIET = timedelta(minutes=10)
"""What was held back goes out as one list when nothing further has come for so long, or after `FLOOD_SPAN`."""


class PostState(StrEnum):
    """Gathering: an album whose parts still come. Freezing: the subscribers' rows are being written. Frozen: all are.
    Held: one of too many, to go out in one list with others. Late: it came when it was too old to be sent on."""

    GATHERING = "gathering"
    FREEZING = "freezing"
    FROZEN = "frozen"
    HELD = "held"
    LATE = "late"


class CopyKind(StrEnum):
    """What a post is passed on as: a copy of a text, of a file with words under it, or of something without words; or a
    link, where Telegram lets nobody copy it."""

    TEXT = "text"
    CAPTION = "caption"
    BARE = "bare"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class ChannelMessage:
    """A message of a channel as Telegram gave it; it is not kept. `html` is its words with their formatting, `kind` what it
    is in Telegram's words ("photo"), `copied_as` what a copy of it is, `media` tells one file from another, `album` is
    its `media_group_id`, `edited` says that it was there before and was changed."""

    channel: int
    message: int
    posted_at: datetime
    text: str = ""
    html: str = ""
    kind: str = "text"
    copied_as: CopyKind = CopyKind.TEXT
    media: str = ""
    album: str = ""
    edited: bool = False

    @property
    def looks(self) -> str:
        """A short hash of its words and their formatting."""
        return hashlib.sha256(self.html.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Post:
    """A post as it is kept: one message of a channel, or an album (`parts`: ids of its messages). It is copied from the
    channel, so only its first words are kept (`title`). `revision` counts changes; `words` is what the last one made of
    part `changed`. `continues`: the post that has the rest of this album, which was on its way before these parts came.
    """

    id: int
    channel: int
    message: int
    posted_at: datetime
    state: PostState
    language: str = ""
    title: str = ""
    kind: str = "text"
    copied_as: CopyKind = CopyKind.TEXT
    parts: tuple[int, ...] = ()
    revision: int = 0
    words: str | None = None
    changed: int = 0
    retracted: bool = False
    continues: int | None = None
    announcement: int | None = None

    @property
    def subject(self) -> str:
        """What its deliveries call it."""
        return f"post:{self.id}"

    @property
    def album(self) -> bool:
        """Whether it is an album, whose copies Telegram gives no buttons."""
        return len(self.parts) > 1


def named_by_file(council: Council, channel: int, username: str) -> Channel | None:
    """The channel of the council's file that this one is, by its id or its username (without "@", "" for none)."""
    for named in council.news_channels:
        if named.channel == channel:
            return named
        if isinstance(named.channel, str) and username and named.username.casefold() == username.casefold():
            return named
    return None


def link(channel: int, username: str, message: int) -> str:
    """Where a post can be read in the channel: by everyone, or where it has no username by those who are in it."""
    if username:
        return f"https://t.me/{username}/{message}"
    return f"https://t.me/c/{str(channel).removeprefix('-100')}/{message}"


# -- what it is about

_TAG = re.compile(r"(?<![\w#&/])#(\w+)")
_TRAILING = re.compile(r"(?<![\w&/])#\w+[\s,;.]*")
_LITTLE = 3
"""How long a word is at most that leads to a hashtag: "and", "in", "to"."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that the secretariat named: its name by language, and the hashtags (small letters, without "#") by which a post
    is about it."""

    id: int
    names: Mapping[str, str]
    tags: tuple[str, ...]

    @property
    def code(self) -> str:
        """What subscriptions and posts call it; groups' codes are in capitals."""
        return f"t{self.id}"

    def name(self, language: str) -> str:
        """Its name in `language`, else in the first language that it has one in."""
        return self.names.get(language) or next(iter(self.names.values()))


def hashtags(text: str) -> tuple[str, ...]:
    """The hashtags of a text, in small letters and as they are compared (a letter without the dots that many leave out), each
    once; those that are too long to be meant are left out."""
    found = (fold(tag) for tag in _TAG.findall(text))
    return tuple(dict.fromkeys(tag for tag in found if len(tag) <= TAG_LIMIT and not tag.isdigit()))


def _group_words(lexicon: Lexicon) -> tuple[str, ...]:
    """What may stand before a group's code in a hashtag."""
    return ("", *(word + joint for word in lexicon.groups["prefix"] for joint in ("", "_")))


def group_tags(code: str, lexicon: Lexicon) -> frozenset[str]:
    """The hashtags that mean a group: #B, #group_B, #groupB and the same in other languages."""
    return frozenset(fold(word + code) for word in _group_words(lexicon))


def shown_group_tags(code: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Hashtags that mean a group, as they are shown as examples: #B, #group_B and the same in other languages."""
    return (f"#{code}", *(f"#{word}_{code}" for word in lexicon.groups["prefix"]))


def read_tags(text: str, council: Council, lexicon: Lexicon) -> tuple[str, ...]:
    """The hashtags that somebody typed for a topic, with or without "#". Raises `NoTags`, and `TagsTaken` for a group's."""
    words = text.split()
    # "no hash" is no list of hashtags; "one, two" and "one #two" are.
    if sum(not word.startswith("#") and not word.endswith(",") for word in words) > 1:
        raise NoTags
    found = hashtags(" ".join(word if word.startswith("#") else f"#{word}" for word in text.replace(",", " ").split()))
    if not found or any(len(word) > TAG_LIMIT + 1 for word in words):
        raise NoTags
    check_free(found, council, (), lexicon)
    return found


def check_free(tags: Iterable[str], council: Council, named: Iterable[Topic], lexicon: Lexicon) -> None:
    """Raises `TagsTaken` when one of these hashtags means a group or one of these topics already."""
    taken = {fold(tag) for topic in named for tag in topic.tags}.union(*(group_tags(code, lexicon) for code in council.codes))
    if taken & set(map(fold, tags)):
        raise TagsTaken


def topics_of(text: str, council: Council, named: Iterable[Topic], lexicon: Lexicon) -> tuple[str, ...]:
    """The codes of what a post is about, by its hashtags; never empty: else it is `GENERAL`."""
    tags = set(hashtags(text))
    # A code typed on a Russian keyboard looks the same, and means the same.
    told = [(word, tag) for tag in tags for word in _group_words(lexicon) if tag.startswith(word)]
    alike = tags | {word + tag.removeprefix(word).translate(look_alikes.LATIN) for word, tag in told}
    groups = [code for code in council.codes if alike & group_tags(code, lexicon)]
    return (*groups, *(topic.code for topic in named if tags & set(map(fold, topic.tags)))) or (GENERAL,)


def title_of(text: str) -> str:
    """The first words of a post: its first line that is more than hashtags, without hashtags at its end. "" when there is
    none."""
    for row in text.splitlines():
        if not shown(_TAG.sub("", row), TITLE_LIMIT):
            continue
        if said := shown(_without_trailing(row), TITLE_LIMIT):
            return said
    return ""


def _without_trailing(row: str) -> str:
    """A line without the hashtags at its end; whole where a little word leads to them: they are part of the sentence."""
    end = len(row)
    for found in reversed(list(_TRAILING.finditer(row))):
        end = found.start() if found.end() == end else end
    rest = row[:end]
    last = rest.split()[-1:]
    leads = last and last[0].isalpha() and last[0].islower() and len(last[0]) <= _LITTLE
    return row if leads and rest != row else rest


# -- what was changed


class Change(StrEnum):
    """What is done with the copies of a post that was changed: their text, the words under a file, or the line with the
    link are edited; or, where Telegram lets nobody edit them, a message says that it was changed."""

    TEXT = "text"
    CAPTION = "caption"
    LINK = "link"
    SAID = "said"


def change_of(copied_as: CopyKind, length: int, *, other_media: bool) -> Change:
    """What is done with the copies of a changed post. `length`: of the new words, in UTF-16 code units."""
    if copied_as is CopyKind.LINK:
        return Change.LINK
    too_long = copied_as is CopyKind.CAPTION and length > CAPTION_LIMIT
    if other_media or too_long or copied_as is CopyKind.BARE:
        return Change.SAID
    return Change.TEXT if copied_as is CopyKind.TEXT else Change.CAPTION


# -- what is listed


@dataclass(frozen=True, slots=True)
class Headline:
    """A post in a list: its first words, where it can be read, and what it is about."""

    id: int
    title: str
    kind: str
    url: str
    posted_at: datetime
    topics: tuple[str, ...] = ()


def by_topic(found: Sequence[Headline], order: Collection[str]) -> list[tuple[str, list[Headline]]]:
    """Headlines under their topics, each once: under the first of its topics in this order, else under `GENERAL`."""
    places: dict[str, list[Headline]] = {}
    for one in found:
        place = next((topic for topic in order if topic in one.topics), GENERAL)
        places.setdefault(place, []).append(one)
    return [(topic, places[topic]) for topic in dict.fromkeys((*order, GENERAL)) if topic in places]
