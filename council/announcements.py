"""An announcement: what it says in each language, to whom, and its way from a draft to a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from council import text_rules
from council.audiences import Whom
from council.errors import BadLink, Empty, Refused, TooLong
from council.text_rules import MESSAGE_LIMIT, with_ellipsis


class NothingToSay(Refused):
    """An announcement that says nothing yet."""


class NotPassedOn(Refused):
    """A message that cannot be passed on to many: a poll, a game, what its sender protects."""


class NobodyToApprove(Refused):
    """The council's file asks for a second secretary, and there is none."""


class OwnApproval(Refused):
    """Whoever wrote something cannot be the second to look at it."""


class ChannelUnknown(Refused):
    """The council's channel is known by name only: its id is told by the first post in it."""


class NoChannelSpeaks(Refused):
    """Something for the channel that says nothing in the language of any channel."""


class NotCorrectable(Refused):
    """A correction of something that has no words, or that makes something else of it than it was."""


class DraftChanged(Refused):
    """A button under a draft as it was before it was changed."""


class SourceChanged(Refused):
    """The message that an announcement is copied from was changed since it was handed in."""


class NotAsApproved(Refused):
    """Another message is given in place of a lost one than was approved."""


class NotCopiedYet(Refused):
    """The program's own copy of a message that is to be passed on is not made yet."""


class NoChatThere(Refused):
    """A group that no chat is linked to, as a place to post in."""


@dataclass
class RemindedLately(Refused):
    """Those who have not confirmed were reminded so long `ago`; they can be again after `left`."""

    ago: timedelta
    left: timedelta


@dataclass
class BadLinkLine(Refused):
    """A link button that is not typed as a label and a link. `place` is counted from 1; `most`: how many there may be."""

    place: int
    most: int


@dataclass
class CountChanged(Refused):
    """Fewer or more people than when it was looked at: `now` of them."""

    now: int


class AnnouncementState(StrEnum):
    """Review: a second secretary looks at it. Overdue: its time passed while the program was away, and its author is
    asked. Freezing: its recipients' rows are still being written. Frozen: all are written, and are being sent."""

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    OVERDUE = "overdue"
    FREEZING = "freezing"
    FROZEN = "frozen"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    TAKEN_BACK = "taken back"


UNDER_WAY = (AnnouncementState.FREEZING, AnnouncementState.FROZEN, AnnouncementState.PAUSED)
"""The states in which it is being sent, and can still be stopped."""

IS_PENDING = (AnnouncementState.REVIEW, AnnouncementState.SCHEDULED, AnnouncementState.OVERDUE)
"""The states in which it was handed in and nothing of it has left."""

SENT = (*UNDER_WAY, AnnouncementState.DONE, AnnouncementState.CANCELLED)
"""The states in which people may have it."""

STOPPED = "stopped"
"""Why a row was not sent: somebody stopped the announcement."""

LEFT = "no longer in the audience"
"""Why a row was not sent: the seat ended, or the subscription, before its turn came."""

RIGHT_LOST = "right lost"
"""Why one was not sent at all: whoever wrote it may no longer announce to those whom it is for."""

CONFIRMED = "known by the confirmation"
"""Why a row counts as sent of which Telegram gave no answer: its reader confirmed it, and so evidently has it."""

GONE = "message to copy not found"
"""Why a row failed: the message that holds the file was deleted before this copy of it was made."""

ALBUM_GONE = "there are no messages to copy"
"""The same of an album."""

CHANNEL = "channel"
"""Among an announcement's places: the council's channel. The others are codes of groups: the chats linked to them."""


class Edited(StrEnum):
    """What comes of an author's edit: the draft follows; it is a draft again; it is paused; it has left, unchanged."""

    FOLLOWS = "follows"
    DRAFT_AGAIN = "draft again"
    PAUSED = "paused"
    LEFT = "left"


class Timing(StrEnum):
    """When it goes out: at once, at an instant, or on a day at 9:00 in each reader's own zone."""

    NOW = "now"
    AT = "at"
    MORNING = "morning"


class Option(StrEnum):
    """What can be switched on: without a sound, not to be forwarded, also in quiet hours, "I have read this"."""

    SILENT = "silent"
    PROTECT = "protect"
    URGENT = "urgent"
    CONFIRM = "confirm"


TEXT, ALBUM = "text", "album"
"""Kinds of contents that are no single medium; the others are called as Telegram calls them ("photo")."""

WORDED = frozenset({TEXT, ALBUM, "photo", "video", "animation", "audio", "voice", "document"})
"""The kinds of contents that have words, and so can be corrected: words alone, or words under something."""

COPYABLE = frozenset({*WORDED, "video_note", "sticker", "location", "venue", "contact"})
"""The kinds of contents that can be passed on to many. A poll would be another one in each chat."""

CAPTION_LIMIT = 1024
"""What fits under a medium, in UTF-16 code units."""

MARK_ROOM = 64
"""What is kept free below words for the mark that it was corrected."""


def check_correction(kind: str, text: str) -> None:
    """Raises `TooLong` for corrected words of this kind of content below which the mark would not fit."""
    limit = (MESSAGE_LIMIT if kind == TEXT else CAPTION_LIMIT) - MARK_ROOM
    if text_rules.length(text) > limit:
        raise TooLong(limit, text_rules.length(text))


MOST_LINKS, LABEL_LIMIT = 8, 60
"""How many link buttons an announcement has at most: more are not looked through; and how long a label may be."""


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens a link."""

    label: str
    url: str


def read_links(text: str) -> tuple[Link, ...]:
    """Link buttons as people type them, one a line: a label, then the link. Raises `BadLinkLine`, `Empty`."""
    typed = [line for line in text.splitlines() if line.strip()]
    if not typed:
        raise Empty
    links: list[Link] = []
    for place, line in enumerate(typed, 1):
        label, _, url = line.strip().rpartition(" ")
        try:
            links.append(Link(text_rules.line(label.rstrip(" -–—:|"), LABEL_LIMIT), text_rules.link(url)))
        except (Empty, TooLong, BadLink) as refusal:
            raise BadLinkLine(place, MOST_LINKS) from refusal
    if len(links) > MOST_LINKS:
        raise BadLinkLine(MOST_LINKS + 1, MOST_LINKS)
    return tuple(links)


@dataclass(frozen=True, slots=True)
class Content:
    """What it says in one language. `html` are the words with their formatting, in Telegram's HTML made from entities.

    A medium stays the message in which its writer sent it: `chat`, `message`, of an album also `more`, and `album`,
    Telegram's name for it, and `captions`, one a part. `files`: their unique ids, the same whoever sends them. `corrected_at`:
    when it was corrected last (UTC).
    """

    language: str
    kind: str = TEXT
    html: str = ""
    links: tuple[Link, ...] = ()
    chat: int = 0
    message: int = 0
    more: tuple[int, ...] = ()
    album: str = ""
    files: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    corrected_at: datetime | None = None

    @property
    def copied(self) -> bool:
        """Whether it is a message that is passed on, and not words alone."""
        return self.kind != TEXT

    def gives_anew(self, was: "Content | None") -> bool:
        """Whether this is the same message once more, for a file that was lost, and says nothing else than it did."""
        return was is not None and was.copied and (was.kind, was.html) == (self.kind, self.html)

    @property
    def hashed(self) -> str:
        """What is hashed, a line each: its kind, its words as sent, an album's further captions, its link buttons, files."""
        links = (f"{link.label} {link.url}" for link in self.links)
        further = [f"caption {caption}" for caption in self.captions if caption][1:]
        return "\n".join([self.kind, self.html, *further, *links, *(f"file {file}" for file in self.files)])

    @property
    def lost(self) -> bool:
        """Whether the message that is to be passed on is not there any more, or not as it was, or not all of it."""
        return self.copied and (not self.message or len(self.more) + 1 < len(self.files))

    def is_part(self, at: int, file: str, html: str) -> bool:
        """Whether its part at this place, from 0, has this file and this caption."""
        return (self.files[at : at + 1], self.captions[at : at + 1]) == ((file,), (html,))

    @property
    def source(self) -> str:
        """The message that is passed on, as it is now: another after its writer has edited it. Empty for words alone."""
        if not self.copied:
            return ""
        return sha256(repr((self.chat, self.message, self.more, self.files, self.captions)).encode()).hexdigest()

    def without_source(self) -> "Content":
        """The same, to be passed on from nowhere until it is given anew."""
        return replace(self, chat=0, message=0, more=(), album="")

    def grown(self, message: int, html: str, file: str) -> "Content":
        """An album with one part more."""
        more, files, captions = (*self.more, message), (*self.files, file), (*self.captions, html)
        return replace(self, more=more, html=self.html or html, files=files, captions=captions)

    def edited(self, message: int, html: str, file: str) -> "Content":
        """What it says once its writer has edited this message of it so."""
        if self.kind != ALBUM:
            return replace(self, html=html, files=(file,) if file else ())
        captions, files = list(self.captions), list(self.files)
        at = (self.message, *self.more).index(message)
        captions[at], files[at] = html, file
        return replace(self, html=next(filter(None, captions), ""), files=tuple(files), captions=tuple(captions))

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of `hashed` in UTF-8: what a certificate names the text by."""
        return sha256(self.hashed.encode()).hexdigest()


def corrected_in(contents: Mapping[str, Content], found: "Announcement") -> set[str]:
    """The languages of the last correction; all of one that was taken back, or never corrected."""
    if found.state is AnnouncementState.TAKEN_BACK or found.corrected_at is None:
        return set(contents)
    return {code for code, content in contents.items() if content.corrected_at == found.corrected_at}


def stamp(found: "Announcement", contents: Mapping[str, Content]) -> str:
    """A short mark of all that somebody approves: what it says, to whom, how and when. Another one after any change."""
    what = (
        sorted((code, content.fingerprint, content.message, content.more) for code, content in contents.items()),
        found.audience, found.places, sorted(found.options), found.nudges, found.timing, found.due_at, found.day,
    )  # fmt: skip
    return sha256(repr(what).encode()).hexdigest()[:8]


def content_for(contents: Mapping[str, Content], language: str, languages: Sequence[str]) -> Content:
    """What a person with this language gets: their own, else the council's first that there is. Not for no contents."""
    return contents.get(language) or next(
        (contents[code] for code in languages if code in contents), next(iter(contents.values()))
    )


def unsaid(contents: Mapping[str, Content], languages: Sequence[str], own: str) -> list[str]:
    """The council's languages in which it says nothing yet, in the order in which they are asked for: `own`, its author's,
    first."""
    return sorted((code for code in languages if code not in contents), key=lambda code: code != own)


@dataclass(frozen=True, slots=True)
class Announcement:
    """`title` are its first words, `kind` what it is made of (see `Content`). `total`: how many people it is for; as
    counted when it was handed in, and from "frozen" on as written. `version` counts its corrections; one that waits to be
    approved is not counted yet; `corrected_by` wrote it, and `material`: who confirmed before is asked again. `reason`:
    why it was not sent at all.

    `nudges`: after how many hours, from when they got it, those who have not confirmed are reminded; `nudged_at`: when
    somebody had them reminded last. `returned_by`: who sent it, or its correction, back last. `due_at`: when its
    recipients' rows are to be written, where it was given a time (`day`: at 9:00 of each reader). `places`: see `CHANNEL`.
    """

    id: int
    author: int
    state: AnnouncementState
    audience: Whom | None = None
    places: tuple[str, ...] = ()
    title: str = ""
    kind: str = ""
    version: int = 1
    options: frozenset[Option] = frozenset()
    nudges: tuple[int, ...] = ()
    timing: Timing = Timing.NOW
    due_at: datetime | None = None
    day: date | None = None
    total: int = 0
    approved_by: int | None = None
    returned_by: int | None = None
    corrected_by: int | None = None
    reason: str = ""
    material: bool = False
    pending: bool = False
    sent_at: datetime | None = None
    listed_at: datetime | None = None
    done_at: datetime | None = None
    corrected_at: datetime | None = None
    withdrawn_at: datetime | None = None
    nudge_at: datetime | None = None
    nudged_at: datetime | None = None
    nudged: int = 0

    @property
    def subject(self) -> str:
        """What cards, deliveries and the audit log call it."""
        return f"announcement:{self.id}"

    @property
    def writer(self) -> int:
        """Who wrote what waits to be approved: it, or the correction of it."""
        return self.corrected_by if self.pending and self.corrected_by is not None else self.author

    @property
    def groups(self) -> list[str]:
        """The groups in whose chats it is posted."""
        return [place for place in self.places if place != CHANNEL]

    @property
    def confirms(self) -> bool:
        """Whether its readers are asked to confirm that they have read it."""
        return Option.CONFIRM in self.options

    def has_tail(self, content: Content) -> bool:
        """Whether its buttons come in a message of their own: Telegram puts none under an album."""
        return content.kind == ALBUM and (bool(content.links) or self.confirms)


def first_words(text: str, most: int = 40) -> str:
    """The beginning of a plain text on one line, at most `most` characters, cut between words where it can be."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[:most]  # the last character's place is the ellipsis'
    whole = cut.rpartition(" ")[0]
    return with_ellipsis(whole if len(whole) > most // 2 else cut[:-1])


def title_of(contents: Mapping[str, Content], languages: Sequence[str]) -> dict[str, str]:
    """An announcement's `title`, its first words in the first of these languages in which it has any, and `kind`."""
    said = [contents[code] for code in dict.fromkeys((*languages, *contents)) if code in contents]
    titles = (first_words(text_rules.bare(each.html)) for each in said)
    return {"title": next(filter(None, titles), ""), "kind": said[0].kind if said else ""}
