"""What announcements' screens show, looked up: a draft with its numbers, how one stands, whom it is for in words."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from markupsafe import Markup

from council.announcements import CHANNEL, WORDED, Announcement, AnnouncementState, Content, content_for
from council.audiences import AudienceKind, Whom, rules
from council.config import Council
from handlers.announcements.views import draft as composing
from handlers.announcements.views.corrections import Ages
from handlers.announcements.views.draft import Seen
from handlers.announcements.views.report import Standing
from handlers.announcements.views.sending import Pace
from handlers.announcements.views.words import About
from handlers.common.texts import Texts
from storage import announcement_deliveries, announcements, audiences, chat_links, meetings, newsroom, rounds
from storage.announcement_deliveries import Placed, Which
from storage.store import Transaction

State = AnnouncementState
MENDED = (announcement_deliveries.TEXT, announcement_deliveries.POST)

DELETABLE = timedelta(hours=48)
"""For how long a bot may delete what it has sent (Telegram, deleteMessage)."""


async def seen(tx: Transaction, found: Announcement, now: datetime) -> Seen:
    """An announcement with what is counted of it now; of one that is out, as it was counted then."""
    said = await announcements.contents(tx, found.id, found.version)
    linked = await chat_links.of_groups(tx, [place for place in found.places if place != CHANNEL])
    titles = [link.title for link in linked]
    seen = Seen(found, said, chats=titles, now=now)
    if found.audience is None:
        return seen
    seen = replace(seen, about=await about(tx, [found.audience]))
    if found.sent_at is not None:
        return replace(seen, people=found.total)
    by_language = await audiences.by_language(tx, found.audience, now)
    return replace(seen, people=sum(by_language.values()), languages=by_language)


async def about(tx: Transaction, whom: Iterable[Whom]) -> About:
    """What these audiences' topics, rounds and meetings are called."""
    named = {kind: set[str]() for kind in AudienceKind}
    for each in whom:
        for rule in rules(each):
            named[rule.kind].update(rule.of)
    asked = {id_: await rounds.round_(tx, int(id_)) for id_ in named[AudienceKind.SILENT]}
    ids = named[AudienceKind.COMING] | named[AudienceKind.UNANSWERED]
    met = {id_: await meetings.get(tx, int(id_)) for id_ in ids}
    return About(
        await newsroom.topics(tx) if named[AudienceKind.TOPICS] else (),
        {id_: round_.number for id_, round_ in asked.items() if round_ is not None},
        {id_: meeting.draft.title for id_, meeting in met.items() if meeting is not None},
    )


async def ages(tx: Transaction, found: Announcement, council: Council, now: datetime) -> Ages:
    """What taking it back would do to how many copies."""
    said = await announcements.contents(tx, found.id, found.version)
    old = await announcement_deliveries.older(tx, found.subject, MENDED, now - DELETABLE)
    worded = sum(n for code, n in old.items() if content_for(said, code, council.languages).kind in WORDED)
    there = await announcement_deliveries.delivered(tx, found.subject, MENDED)
    return Ages(there - sum(old.values()), worded, sum(old.values()) - worded)


async def posted(tx: Transaction, found: Announcement) -> list[tuple[str, Placed]]:
    """The chats and channels that it was ordered for, each with its title."""
    titles = {link.chat: link.title for link in await chat_links.all_standing(tx)}
    titles |= {source.channel: source.title for source in await newsroom.followed(tx)}
    placed = (
        await announcement_deliveries.placed(tx, found.subject, announcement_deliveries.POST) if found.places else []
    )
    return [(titles.get(each.chat) or str(each.chat), each) for each in placed]


async def whom(tx: Transaction, council: Council, found: Announcement, now: datetime, t: Texts) -> Markup:
    """To whom it goes, in one line."""
    return composing.whom(council, await seen(tx, found, now), t)


async def standing(tx: Transaction, found: Announcement, now: datetime) -> Standing:
    """How its deliveries stand."""
    tally = await announcement_deliveries.tally(tx, found.subject, announcement_deliveries.TEXT, now)
    since = found.withdrawn_at or found.corrected_at
    return Standing(
        found,
        tally,
        await announcement_deliveries.confirmed(tx, found.id) if found.confirms else 0,
        await announcement_deliveries.how_many(tx, found.id, announcement_deliveries.TEXT, Which.UNREAD)
        if found.confirms
        else 0,
        await announcement_deliveries.can_be_sent_again(tx, found.subject, announcement_deliveries.TEXT)
        if found.state is State.DONE
        else 0,
        await announcement_deliveries.placed(tx, found.subject, announcement_deliveries.POST) if found.places else (),
        await announcement_deliveries.redrawn(tx, found.subject, MENDED, since) if since is not None else {},
    )


async def pace(tx: Transaction, found: Announcement, now: datetime) -> Pace:
    """How fast it goes."""
    seconds = min(
        announcement_deliveries.LATELY, now - found.sent_at if found.sent_at else announcement_deliveries.LATELY
    ).total_seconds()
    settled = await announcement_deliveries.settled_since(
        tx, found.subject, announcement_deliveries.TEXT, now - announcement_deliveries.LATELY
    )
    return Pace(settled, max(seconds, 1.0))


async def versions(tx: Transaction, found: Announcement) -> Mapping[int, Mapping[str, Content]]:
    """Everything that it ever said, by version."""
    return {n: await announcements.contents(tx, found.id, n) for n in range(1, found.version + 1)}


async def content_of(tx: Transaction, found: Announcement, language: str, council: Council) -> Content | None:
    """What someone with this language gets; None for one that says nothing."""
    said = await announcements.contents(tx, found.id, found.version)
    return content_for(said, language, council.languages) if said else None
