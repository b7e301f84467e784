"""What announcements' screens show, looked up: a draft with its numbers, how one stands, whom it is for in words."""

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from council.announcements import CHANNEL, Announcement, AnnouncementState, Content, content_for
from council.charter import Council
from handlers.announcements import actions, composing
from handlers.announcements.composing import Seen
from handlers.announcements.reporting import Standing
from handlers.announcements.views import Pace
from handlers.common.texts import Texts
from storage import announced, announcements, audiences, links
from storage.store import Transaction

State = AnnouncementState
MENDED = (actions.TEXT, actions.POST)


async def seen(tx: Transaction, found: Announcement, now: datetime) -> Seen:
    """An announcement with what is counted of it now; of one that is out, as it was counted then."""
    said = await announcements.contents(tx, found.id, found.version)
    linked = await links.of_groups(tx, [place for place in found.places if place != CHANNEL])
    titles = [link.title for link in linked]
    if found.audience is None:
        return Seen(found, said, 0, {}, titles)
    if found.sent_at is not None:
        return Seen(found, said, found.total, {}, titles)
    by_language = await audiences.by_language(tx, found.audience, now)
    return Seen(found, said, sum(by_language.values()), by_language, titles)


async def whom(tx: Transaction, council: Council, found: Announcement, now: datetime, t: Texts) -> Markup:
    """To whom it goes, in one line."""
    return composing.whom(council, await seen(tx, found, now), t)


async def standing(tx: Transaction, found: Announcement, now: datetime) -> Standing:
    """How its deliveries stand."""
    tally = await announced.tally(tx, found.subject, actions.TEXT, now)
    since = found.withdrawn_at or found.corrected_at
    return Standing(
        found,
        tally,
        await announced.confirmed(tx, found.id) if found.confirms else 0,
        await announced.can_be_sent_again(tx, found.subject, actions.TEXT) if found.state is State.DONE else 0,
        await announced.placed(tx, found.subject, actions.POST) if found.places else (),
        await announced.redrawn(tx, found.subject, MENDED, since) if since is not None else {},
    )


async def pace(tx: Transaction, found: Announcement, now: datetime) -> Pace:
    """How fast it goes."""
    seconds = min(announced.LATELY, now - found.sent_at if found.sent_at else announced.LATELY).total_seconds()
    settled = await announced.settled_since(tx, found.subject, actions.TEXT, now - announced.LATELY)
    return Pace(settled, max(seconds, 1.0))


async def versions(tx: Transaction, found: Announcement) -> Mapping[int, Mapping[str, Content]]:
    """Everything that it ever said, by version."""
    return {n: await announcements.contents(tx, found.id, n) for n in range(1, found.version + 1)}


async def content_of(tx: Transaction, found: Announcement, language: str, council: Council) -> Content | None:
    """What someone with this language gets; None for one that says nothing."""
    said = await announcements.contents(tx, found.id, found.version)
    return content_for(said, language, council.languages) if said else None
