"""Announcements: what they are, what they say, and how far they are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from council.announcements import Announcement, AnnouncementState, Content, Link, Option, Timing
from council.audiences import Whom, from_json, to_json
from storage.due_times import earliest, now_if
from storage.sets import GivenRows, among
from storage.tables import announcement_contents as contents_, announcements, cards
from storage.transaction import Transaction
from storage.upserts import upsert

SUBJECT = sa.literal("announcement:") + sa.cast(announcements.c.id, sa.Text)
"""`Announcement.subject` in SQL: what the outbox and the cards call it."""

PIN = "announcements.pin"
"""The kind of the card that is the program's own copy of a message which an announcement passes on."""

CONFIRMS = sa.cast(announcements.c.options, sa.Text).like(f'%"{Option.CONFIRM.value}"%')
"""Whether people are asked to confirm it."""


def as_announcement(row: sa.RowMapping) -> Announcement:
    """The announcement in a row that holds its columns."""
    return Announcement(
        id=row["id"],
        author=row["author_id"],
        state=AnnouncementState(row["state"]),
        audience=from_json(row["audience"]) if row["audience"] is not None else None,
        places=tuple(row["places"]),
        title=row["title"],
        kind=row["kind"],
        version=row["version"],
        options=frozenset(Option(option) for option in row["options"]),
        nudges=tuple(row["nudges"]),
        timing=Timing(row["timing"]),
        due_at=row["due_at"],
        day=row["day"],
        total=row["total"],
        approved_by=row["approved_by"],
        returned_by=row["returned_by"],
        corrected_by=row["corrected_by"],
        reason=row["reason"],
        material=row["material"],
        pending=row["pending"],
        sent_at=row["sent_at"],
        listed_at=row["listed_at"],
        done_at=row["done_at"],
        corrected_at=row["corrected_at"],
        withdrawn_at=row["withdrawn_at"],
        nudge_at=row["nudge_at"],
        nudged_at=row["nudged_at"],
        nudged=row["nudged"],
    )


def _column(value: object) -> object:
    """A value as its column keeps it."""
    if isinstance(value, frozenset | tuple):
        return sorted(value) if isinstance(value, frozenset) else list(value)
    return value.value if isinstance(value, Timing | AnnouncementState) else value


async def add(tx: Transaction, author: int, now: datetime) -> Announcement:
    """A new draft, in which nothing is said yet."""
    values = {"author_id": author, "state": AnnouncementState.DRAFT.value, "made_at": now}
    return Announcement(await tx.insert(sa.insert(announcements).values(**values)), author, AnnouncementState.DRAFT)


async def find(tx: Transaction, announcement: int) -> Announcement | None:
    row = await tx.row(sa.select(announcements).where(announcements.c.id == announcement))
    return as_announcement(row) if row else None


_MANY = sa.select(announcements).where(among(announcements.c.id, "ids"))


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Announcement]:
    """These announcements by id."""
    rows = await tx.rows(_MANY, {"ids": ids})
    return {row["id"]: as_announcement(row) for row in rows}


async def change(tx: Transaction, announcement: int, **values: object) -> None:
    """Set these values, by the names of its columns: the fields of `Announcement`, and how far its beats have come."""
    columns = {name: _column(value) for name, value in values.items()}
    await tx.write(sa.update(announcements).where(announcements.c.id == announcement).values(**columns))


async def set_audience(tx: Transaction, announcement: int, whom: Whom | None) -> None:
    """Set its audience; None: it has none."""
    kept = to_json(whom) if whom is not None else None
    await tx.write(sa.update(announcements).where(announcements.c.id == announcement).values(audience=kept))


async def move(
    tx: Transaction, announcement: int, before: Collection[AnnouncementState], to: AnnouncementState, **values: object
) -> bool:
    """Change its state, and other values with it; False, and nothing changed, when it is in none of those `before`."""
    columns = {name: _column(value) for name, value in values.items()}
    here = announcements.c.state.in_([state.value for state in before])
    changed = sa.update(announcements).where(announcements.c.id == announcement, here)
    return bool(await tx.write(changed.values(state=to.value, **columns)))


async def draft_of(tx: Transaction, person: int) -> Announcement | None:
    """The latest draft of this person that is not handed in, or None."""
    mine = (announcements.c.author_id == person, announcements.c.state == AnnouncementState.DRAFT.value)
    row = await tx.row(sa.select(announcements).where(*mine).order_by(announcements.c.id.desc()).limit(1))
    return as_announcement(row) if row else None


async def recent(tx: Transaction, limit: int, author: int | None = None) -> list[Announcement]:
    """The last `limit` that were handed in (only those of this author, if given), newest first."""
    query = sa.select(announcements).where(announcements.c.state != AnnouncementState.DRAFT.value)
    if author is not None:
        query = query.where(announcements.c.author_id == author)
    return [as_announcement(row) for row in await tx.rows(query.order_by(announcements.c.id.desc()).limit(limit))]


async def in_state(tx: Transaction, *states: AnnouncementState) -> list[Announcement]:
    """All in one of these states, oldest first."""
    query = sa.select(announcements).where(announcements.c.state.in_([state.value for state in states]))
    return [as_announcement(row) for row in await tx.rows(query.order_by(announcements.c.id))]


async def pending(tx: Transaction) -> list[Announcement]:
    """Those of which a correction waits to be approved, oldest first."""
    query = sa.select(announcements).where(announcements.c.pending).order_by(announcements.c.id)
    return [as_announcement(row) for row in await tx.rows(query)]


# -- what falls due


async def due(tx: Transaction, now: datetime) -> Announcement | None:
    """One that was scheduled for an instant up to `now`."""
    waits = (announcements.c.state == AnnouncementState.SCHEDULED.value, announcements.c.due_at <= now)
    row = await tx.row(sa.select(announcements).where(*waits).order_by(announcements.c.due_at).limit(1))
    return as_announcement(row) if row else None


DUE = earliest(announcements.c.due_at, announcements.c.state == AnnouncementState.SCHEDULED.value)
"""When one is sent that was scheduled."""


_NUDGED = (AnnouncementState.FROZEN.value, AnnouncementState.DONE.value)


NUDGE_DUE = earliest(announcements.c.nudge_at, announcements.c.state.in_(_NUDGED))
"""When readers are to be reminded to confirm, because somebody wished so."""


async def to_nudge(tx: Transaction, now: datetime) -> tuple[Announcement, int] | None:
    """One whose readers are to be reminded to confirm, and up to which person they are."""
    waits = (announcements.c.state.in_(_NUDGED), announcements.c.nudge_at <= now)
    row = await tx.row(sa.select(announcements).where(*waits).order_by(announcements.c.nudge_at).limit(1))
    return (as_announcement(row), row["nudged_to"]) if row else None


async def reminded_to(tx: Transaction, announcement: int) -> int:
    """Up to which copy the reminders by the hour are ordered."""
    query = sa.select(announcements.c.reminded_to).where(announcements.c.id == announcement)
    return await tx.value(query) or 0


# -- how far it is


@dataclass(frozen=True, slots=True)
class Freezing:
    """An announcement whose recipients' rows are being written; those of people up to the id `written_to` are, `written`
    in number."""

    announcement: Announcement
    written_to: int
    written: int = 0


_FREEZING = sa.select(announcements).where(announcements.c.state == AnnouncementState.FREEZING.value)

LIST_DUE = now_if(_FREEZING)
"""When rows of a list are to be written."""


async def next_freezing(tx: Transaction) -> Freezing | None:
    """The oldest one whose rows are not all written."""
    row = await tx.row(_FREEZING.order_by(announcements.c.id).limit(1))
    return Freezing(as_announcement(row), row["written_to"], row["written"]) if row else None


async def advance(tx: Transaction, freezing: Freezing, written_to: int) -> bool:
    """Note that rows up to this person are written; False when somebody else has got further or stopped it."""
    still = announcements.c.state == AnnouncementState.FREEZING.value, announcements.c.written_to == freezing.written_to
    this = sa.update(announcements).where(announcements.c.id == freezing.announcement.id, *still)
    return bool(await tx.write(this.values(written_to=written_to)))


async def tailed_to(tx: Transaction, announcement: int) -> int:
    """Up to which copy the buttons below albums are ordered."""
    query = sa.select(announcements.c.tailed_to).where(announcements.c.id == announcement)
    return await tx.value(query) or 0


_TO_MEND = sa.select(announcements).where(announcements.c.mended_to.is_not(None))

MEND_DUE = now_if(_TO_MEND)
"""When delivered copies are to be redrawn."""


async def to_mend(tx: Transaction) -> tuple[Announcement, int] | None:
    """One whose delivered copies are to be redrawn, and up to which card they are."""
    row = await tx.row(_TO_MEND.limit(1))
    return (as_announcement(row), row["mended_to"]) if row else None


# -- what it says


def _content(row: sa.RowMapping) -> Content:
    links = tuple(Link(label, url) for label, url in row["links"])
    return Content(
        row["language"], row["kind"], row["html"], links, row["chat_id"], row["message_id"], tuple(row["more"]),
        row["album"], tuple(row["files"]), tuple(row["captions"]), row["corrected_at"],
    )  # fmt: skip


async def contents(tx: Transaction, announcement: int, version: int) -> Mapping[str, Content]:
    """What a version of it says, by language."""
    query = sa.select(contents_).where(contents_.c.announcement_id == announcement, contents_.c.version == version)
    return {row["language"]: _content(row) for row in await tx.rows(query.order_by(contents_.c.language))}


_OF_VERSIONS = GivenRows("versions", announcement=contents_.c.announcement_id.type, version=contents_.c.version.type)
_CONTENTS_OF_MANY = (
    sa.select(contents_)
    .where(contents_.c.announcement_id == _OF_VERSIONS.c["announcement"], contents_.c.version == _OF_VERSIONS.c["version"])
    .order_by(contents_.c.language)
)


async def contents_of_many(tx: Transaction, found: Collection[Announcement]) -> dict[int, dict[str, Content]]:
    """What the present versions of these announcements say: announcement -> language -> content."""
    said: dict[int, dict[str, Content]] = {one.id: {} for one in found}
    for row in await tx.rows(_CONTENTS_OF_MANY, {"versions": [(one.id, one.version) for one in found]}):
        said[row["announcement_id"]][row["language"]] = _content(row)
    return said


async def put(tx: Transaction, announcement: int, version: int, content: Content) -> None:
    """Write what a version says in the content's language, in place of what it said there."""
    row: dict[str, object] = {
        "announcement_id": announcement,
        "version": version,
        "language": content.language,
        "kind": content.kind,
        "html": content.html,
        "links": [[link.label, link.url] for link in content.links],
        "chat_id": content.chat,
        "message_id": content.message,
        "more": list(content.more),
        "album": content.album,
        "files": list(content.files),
        "captions": list(content.captions),
        "corrected_at": content.corrected_at,
    }
    await upsert(tx, contents_, ["announcement_id", "version", "language"], row)


async def drop_contents(tx: Transaction, announcement: int, version: int, languages: Iterable[str] | None = None) -> None:
    """Delete what a version says in these languages, or in all."""
    query = sa.delete(contents_).where(contents_.c.announcement_id == announcement, contents_.c.version == version)
    if languages is not None:
        query = query.where(contents_.c.language.in_(list(languages)))
    await tx.write(query)


def pin_subject(announcement: int, language: str) -> str:
    """The subject of the program's own copy of the message that an announcement passes on in this language."""
    return f"announcement:{language}:{announcement}"


async def pinned(tx: Transaction, said: Mapping[int, Mapping[str, Content]]) -> dict[int, dict[str, Content]]:
    """The same (announcement -> language -> content), to be passed on from the program's own copies, which nobody can
    edit, where they were made of the messages as these are now."""
    copied = ((id_, content) for id_, by_language in said.items() for content in by_language.values() if content.copied)
    pins = {pin_subject(id_, content.language): content.source for id_, content in copied}
    found = {id_: dict(by_language) for id_, by_language in said.items()}
    if not pins:
        return found
    for row in await tx.rows(sa.select(cards).where(cards.c.subject.in_(pins), cards.c.kind == PIN)):
        _, language, id_ = row["subject"].split(":")
        if row["data"].get("source") == pins[row["subject"]]:
            found[int(id_)][language] = replace(
                found[int(id_)][language], chat=row["chat_id"], message=row["message_id"], more=tuple(row["more"])
            )
    return found


async def with_source(tx: Transaction, chat: int, message: int) -> list[tuple[Announcement, int, Content]]:
    """The announcements that pass on this message, now or once a correction is approved: each with the version and what
    it says."""
    query = (
        sa.select(announcements, contents_.c.language, contents_.c.version.label("of_version"))
        .join(contents_, contents_.c.announcement_id == announcements.c.id)
        .where(contents_.c.chat_id == chat, contents_.c.version >= announcements.c.version)
        .order_by(announcements.c.id)
    )
    found = []
    for row in await tx.rows(query):
        content = (await contents(tx, row["id"], row["of_version"]))[row["language"]]
        if content.copied and message in (content.message, *content.more):
            found.append((as_announcement(row), row["of_version"], content))
    return found


async def with_album(tx: Transaction, chat: int, album: str) -> tuple[Announcement, Content] | None:
    """The draft that holds the beginning of this album, and the content that it is."""
    query = (
        sa.select(announcements, contents_.c.language, contents_.c.version.label("of_version"))
        .join(contents_, contents_.c.announcement_id == announcements.c.id)
        .where(contents_.c.chat_id == chat, contents_.c.album == album)
        .order_by(announcements.c.id.desc())
        .limit(1)
    )
    row = await tx.row(query)
    if row is None:
        return None
    found = as_announcement(row)
    return found, (await contents(tx, found.id, row["of_version"]))[row["language"]]
