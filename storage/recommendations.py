"""Recommendations as such: their versions, where they stand, what happened to them, and comments on them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from council.recommendations import GIVEN, Comment, Event, Happened, Proposal, Recommendation, Stage, Version
from council.rounds import Document, Text, number, text_hash
from storage.tables import comments, events, recommendations, versions
from storage.transaction import Transaction

MOST_TRIES = 20
"""How many others may take the next number at the same instant before something else must be wrong."""

_LIKE = str.maketrans({"%": "\\%", "_": "\\_", "\\": "\\\\"})


def document(row: sa.RowMapping) -> Document | None:
    """The file of a version, from a row that holds its columns."""
    return Document(row["file_id"], row["file_name"], row["file_hash"]) if row["file_id"] else None


def _folded(name: str, title: str, text: str) -> str:
    return f"{name}\n{title}\n{text}".casefold()


def _version(recommendation: int, version: int, text: Text, note: str, by: int, now: datetime) -> sa.Insert:
    file = text.document
    return sa.insert(versions).values(
        recommendation_id=recommendation, version=version, text=text.text, link=text.link,
        text_hash=text_hash(text.text), file_id=file.file_id if file else "", file_name=file.name if file else "",
        file_hash=file.hash if file else "", note=note, made_by=by, made_at=now,
    )  # fmt: skip


async def add(tx: Transaction, proposal: Proposal, author: int, year: int, now: datetime) -> Recommendation:
    """A new recommendation, a draft, with the next number of its group and year, and its first version."""
    id_ = await _numbered(tx, proposal, author, year, now)
    text = Text(proposal.text, proposal.link, proposal.document)
    await tx.write(_version(id_, 1, text, "", author, now))
    return (await many(tx, [id_]))[id_]


async def _numbered(tx: Transaction, proposal: Proposal, author: int, year: int, now: datetime) -> int:
    last = sa.select(sa.func.max(recommendations.c.serial)).where(
        recommendations.c.group_code == proposal.group, recommendations.c.year == year
    )
    for _ in range(MOST_TRIES):
        serial = (await tx.value(last) or 0) + 1
        name = number(proposal.group, year, serial)
        values = {
            "number": name, "group_code": proposal.group, "year": year, "serial": serial, "title": proposal.title,
            "author_id": author, "made_at": now, "stage": Stage.DRAFT.value, "version": 1,
            "folded": _folded(name, proposal.title, proposal.text),
        }  # fmt: skip
        try:
            async with tx.savepoint():
                return await tx.insert(sa.insert(recommendations).values(**values))
        except IntegrityError:
            continue  # somebody else took it at the same instant
    message = f"no number could be had for group {proposal.group}, {year}"
    raise RuntimeError(message)


def was_forwarded(version: sa.ColumnElement[int] = recommendations.c.version) -> sa.ColumnElement[bool]:
    """On `recommendations`: whether this version of it, or else its present one, was ever forwarded to the Committee."""
    at = (events.c.recommendation_id == recommendations.c.id, events.c.version == version)
    found = sa.exists().where(*at, events.c.kind == Happened.FORWARDED.value)
    return found.correlate_except(events)


def is_given() -> sa.ColumnElement[bool]:
    """On `recommendations`: what `Recommendation.given` says."""
    return sa.and_(was_forwarded(), recommendations.c.stage.in_([one.value for one in GIVEN]))


_ALL = sa.select(
    recommendations,
    was_forwarded().label("forwarded"),
    versions.c.text,
    versions.c.link,
    versions.c.file_id,
    versions.c.file_name,
    versions.c.file_hash,
).join(
    versions,
    sa.and_(
        versions.c.recommendation_id == recommendations.c.id, versions.c.version == recommendations.c.version
    ),
)  # fmt: skip


def _recommendation(row: sa.RowMapping) -> Recommendation:
    return Recommendation(
        row["id"], row["number"], row["group_code"], row["title"], row["author_id"], Stage(row["stage"]),
        row["version"], row["text"], row["link"], document(row), row["made_at"], row["returned_version"],
        row["forwarded"],
    )  # fmt: skip


async def find(tx: Transaction, id_: int, *, lock: bool = False) -> Recommendation | None:
    """One recommendation, or None. With `lock`, nobody else moves it on until this transaction ends."""
    query = _ALL.where(recommendations.c.id == id_)
    row = await tx.row(query.with_for_update(of=recommendations) if lock else query)
    return _recommendation(row) if row else None


async def many(tx: Transaction, ids: Collection[int]) -> dict[int, Recommendation]:
    """These recommendations, by id; those that are not there are left out."""
    rows = await tx.rows(_ALL.where(recommendations.c.id.in_(list(ids)))) if ids else []
    return {row["id"]: _recommendation(row) for row in rows}


async def turn(tx: Transaction, id_: int, stage: Stage) -> None:
    """It stands elsewhere from now on."""
    await tx.write(sa.update(recommendations).where(recommendations.c.id == id_).values(stage=stage.value))


async def forward(tx: Transaction, id_: int, now: datetime) -> None:
    """From now on the Executive Committee knows of it."""
    query = sa.update(recommendations).where(recommendations.c.id == id_)
    await tx.write(query.values(stage=Stage.FORWARDED.value, forwarded_at=now))


async def send_back(tx: Transaction, id_: int, version: int) -> None:
    """The Committee has returned this version."""
    query = sa.update(recommendations).where(recommendations.c.id == id_)
    await tx.write(query.values(stage=Stage.RETURNED.value, returned_version=version))


async def revise(tx: Transaction, recommendation: int, from_version: int, text: Text, note: str, by: int, now: datetime) -> None:
    """A new version, which is the present one from now on."""
    found = await tx.row(sa.select(recommendations).where(recommendations.c.id == recommendation))
    assert found is not None  # noqa: S101 - whoever calls has it in hand
    await tx.write(_version(recommendation, from_version + 1, text, note, by, now))
    folded = _folded(found["number"], found["title"], text.text)
    query = sa.update(recommendations).where(recommendations.c.id == recommendation)
    await tx.write(query.values(version=from_version + 1, folded=folded))


async def versions_of(tx: Transaction, recommendation: int) -> list[Version]:
    """All versions, the first first."""
    return (await versions_of_many(tx, [recommendation]))[recommendation]


async def versions_of_many(tx: Transaction, ids: Collection[int]) -> dict[int, list[Version]]:
    """The same of several recommendations, by recommendation."""
    query = sa.select(versions).where(versions.c.recommendation_id.in_(list(ids))).order_by(versions.c.version)
    found: dict[int, list[Version]] = {id_: [] for id_ in ids}
    for row in await tx.rows(query):
        text = Text(row["text"], row["link"], document(row))
        version = Version(row["version"], text, row["note"], row["made_at"], row["made_by"])
        found[row["recommendation_id"]].append(version)
    return found


async def note(tx: Transaction, recommendation: int, event: Event) -> None:
    """Add to the history what happened."""
    await tx.insert(
        sa.insert(events).values(
            recommendation_id=recommendation, kind=event.kind.value, version=event.version, round_id=event.round,
            person_id=event.person, note=event.note, proposed=event.proposed, at=event.at,
        )
    )  # fmt: skip


async def history(tx: Transaction, recommendation: int) -> list[Event]:
    """What happened to it, in order."""
    return (await history_of_many(tx, [recommendation]))[recommendation]


async def history_of_many(tx: Transaction, ids: Collection[int]) -> dict[int, list[Event]]:
    """The same of several recommendations, by recommendation."""
    query = sa.select(events).where(events.c.recommendation_id.in_(list(ids))).order_by(events.c.id)
    found: dict[int, list[Event]] = {id_: [] for id_ in ids}
    for row in await tx.rows(query):
        by = (row["person_id"], row["round_id"], row["note"], row["proposed"])
        found[row["recommendation_id"]].append(Event(Happened(row["kind"]), row["at"], row["version"], *by))
    return found


async def comment(tx: Transaction, about: Recommendation, person: int, text: str, now: datetime) -> int:
    """Keep a comment on the present version; its id."""
    return await tx.insert(
        sa.insert(comments).values(recommendation_id=about.id, version=about.version, person_id=person, text=text, made_at=now)
    )


async def comments_on(tx: Transaction, recommendation: int) -> list[Comment]:
    """All comments, in order."""
    return (await comments_on_many(tx, [recommendation]))[recommendation]


async def comments_on_many(tx: Transaction, ids: Collection[int]) -> dict[int, list[Comment]]:
    """The same on several recommendations, by recommendation."""
    query = sa.select(comments).where(comments.c.recommendation_id.in_(list(ids))).order_by(comments.c.id)
    found: dict[int, list[Comment]] = {id_: [] for id_ in ids}
    for row in await tx.rows(query):
        comment_ = Comment(row["id"], row["person_id"], row["version"], row["text"], row["made_at"])
        found[row["recommendation_id"]].append(comment_)
    return found


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody may see: the recommendations of `groups` (None: all), drafts only of `leads` (None: all) and their
    own, and with `forwarded` what the Executive Committee was given."""

    person: int
    groups: Collection[str] | None
    leads: Collection[str] | None
    forwarded: bool = False


async def listed(tx: Transaction, scope: Scope, search: str = "") -> list[Recommendation]:
    """What is within this scope, the latest first; only what has every word of `search` in its number, title or text."""
    group = recommendations.c.group_code
    shown = sa.true() if scope.groups is None else group.in_(list(scope.groups))
    leads = sa.true() if scope.leads is None else group.in_(list(scope.leads))
    own = recommendations.c.author_id == scope.person
    ready = sa.or_(recommendations.c.stage != Stage.DRAFT.value, leads, own)
    known = sa.and_(shown, ready)
    if scope.forwarded:
        known = sa.or_(known, is_given())
    query = _ALL.where(known)
    for word in search.casefold().split():
        query = query.where(recommendations.c.folded.like(f"%{word.translate(_LIKE)}%", escape="\\"))
    query = query.order_by(recommendations.c.id.desc())
    return [_recommendation(row) for row in await tx.rows(query)]
