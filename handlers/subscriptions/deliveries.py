"""Deliveries of lists. Each is made when it leaves: what was taken back meanwhile does not stand in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from council.posts import Headline
from council.subscriptions import Subscription
from handlers.channels.reads import get_topics
from handlers.common.topics import Topics
from handlers.framework.deliveries import Delivers, Drop, Read, Reader, Sendable
from handlers.subscriptions import actions, views
from storage import digests, subscriptions
from storage.digests import Bundle, Span
from storage.outbox import Delivery

GONE = "no longer subscribed"
"""The reason of what is not sent to someone who no longer follows the news, or this of it."""


@dataclass(frozen=True, slots=True)
class Lists:
    """What can be followed; by person, what they follow and their list; by id, the bundles."""

    topics: Topics
    subscriptions: Mapping[int, Subscription]
    headlines: Mapping[int, Sequence[Headline]]
    bundles: Mapping[int, Bundle] = field(default_factory=dict)

    def of(self, reader: Reader) -> Sequence[Headline]:
        """The reader's list. Raises `Drop` where there is none."""
        found = self.subscriptions.get(reader.person.id) if reader.person else None
        if found is None or not found.active or found.paused(reader.now):
            raise Drop(GONE)
        if not self.headlines[found.person]:
            raise Drop("nothing to tell")
        return self.headlines[found.person]


async def _load(read: Read, spans: Mapping[int, Span], bundles: Mapping[int, Bundle]) -> Lists:
    found = await subscriptions.many(read.tx, list(spans))
    headlines = await digests.headlines_of_many(read.tx, spans)
    return Lists(await get_topics(read.tx, read.council), found, headlines, bundles)


async def _load_digests(read: Read, claimed: Sequence[Delivery]) -> Lists:
    ends = {one.person: (one.data[actions.AFTER], one.data[actions.UPTO]) for one in claimed if one.person}
    return await _load(read, {person: Span(int(after), int(upto)) for person, (after, upto) in ends.items()}, {})


async def _load_bundles(read: Read, claimed: Sequence[Delivery]) -> Lists:
    spans = {one.person: Span(bundle=one.subject_id) for one in claimed if one.person}
    return await _load(read, spans, await digests.bundles_of(read.tx, {one.subject_id for one in claimed}))


def _draw_digest(found: Lists, delivery: Delivery, reader: Reader) -> Sendable:
    listed = found.of(reader)
    since = datetime.fromisoformat(str(delivery.data[actions.SINCE]))
    return views.digest(found.topics, listed, since, reader.zone, reader.t)


def _draw_bundle(found: Lists, delivery: Delivery, reader: Reader) -> Sendable:
    bundle = found.bundles.get(delivery.subject_id)
    if bundle is None:
        raise Drop(GONE)
    return views.bundle(found.topics, found.of(reader), bundle.since, reader.zone, reader.t)


DELIVERIES = (Delivers(actions.DIGEST, _load_digests, _draw_digest), Delivers(actions.BUNDLE, _load_bundles, _draw_bundle))
