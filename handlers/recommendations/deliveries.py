"""Deliveries about a recommendation outside its rounds. Who may see it, and where it stands, is asked anew for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from council.openness import Reader as Sees, reader_of, sight
from council.opinions import Opinion, shown_in
from council.recommendations import Event, Stage, Step, Version, adopted, may_see, may_see_discussion, next_steps
from council.records import edition_for
from council.rounds import Elector
from council.rules import Tally
from handlers.common.names import called
from handlers.framework.deliveries import Delivers, Drop, Read, Reader, Sendable
from handlers.recommendations import actions, reads
from handlers.recommendations.reads import Background
from handlers.recommendations.views import notices
from handlers.recommendations.views.notices import Dossier
from handlers.recommendations.views.page import page
from storage import chat_links, electorates, opinions, positions, recommendations
from storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Loaded:
    """What several deliveries are about, by recommendation; and the chats that are linked to each group. `counts`: by
    round, the electorate and the count of those that adopted what was forwarded; `opinions`: the minority's on these."""

    backgrounds: Mapping[int, Background]
    chats: Mapping[str, frozenset[int]]
    versions: Mapping[int, Sequence[Version]] = field(default_factory=dict)
    events: Mapping[int, Sequence[Event]] = field(default_factory=dict)
    counts: Mapping[int, tuple[Sequence[Elector], Tally]] = field(default_factory=dict)
    opinions: Mapping[int, Sequence[Opinion]] = field(default_factory=dict)

    def visible(self, delivery: Delivery, reader: Reader, reason: str, stage: Stage | None = None) -> Background:
        """The recommendation of a delivery. Dropped with this reason unless its person may see it, or its chat is linked
        to the group, and it is at `stage`."""
        known = self.backgrounds.get(delivery.subject_id)
        if known is None or (stage is not None and known.about.stage is not stage):
            raise Drop(reason)
        linked = delivery.person is None and delivery.chat in self.chats[known.about.group]
        if not linked and not may_see(reader.actor, known.about, reader.council.committee):
            raise Drop(reason)
        return known


async def _load(read: Read, claimed: Sequence[Delivery]) -> Loaded:
    backgrounds = await reads.load(read.tx, {one.subject_id for one in claimed})
    groups = {known.about.group for known in backgrounds.values()}
    return Loaded(backgrounds, await chat_links.chats_by_group(read.tx, groups))


async def _load_versions(read: Read, claimed: Sequence[Delivery]) -> Loaded:
    found = await _load(read, claimed)
    return replace(found, versions=await recommendations.versions_of_many(read.tx, found.backgrounds))


async def _load_events(read: Read, claimed: Sequence[Delivery]) -> Loaded:
    found = await _load(read, claimed)
    return replace(found, events=await recommendations.history_of_many(read.tx, found.backgrounds))


async def _load_counts(read: Read, claimed: Sequence[Delivery]) -> Loaded:
    found = await _load(read, claimed)
    rounds = [round_ for known in found.backgrounds.values() if (round_ := adopted(known.about, known.rounds))]
    electors = await electorates.of_rounds(read.tx, rounds, read.now)
    tallies = await positions.count_many(read.tx, rounds, electors)
    said = await opinions.of_rounds(read.tx, [one.id for one in rounds])
    return replace(found, counts={one.id: (electors[one.id], tallies[one.id]) for one in rounds}, opinions=said)


def _consultation(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """The card of a consultation. In a chat it names nobody."""
    if delivery.person is None:
        known = found.visible(delivery, reader, "no longer linked")
        way = reader.start_link(f"p_{known.about.id}")
        return notices.consultation_in_chat(known.about, len(known.comments), way, reader.t)
    known = found.visible(delivery, reader, "no longer in the group")
    if known.about.stage is not Stage.CONSULTATION and delivery.card is None:
        raise Drop("no longer in consultation")
    return page(reads.page_of(known, reader.actor, reader.council.committee, reader.now, reader.t), reader.zone, reader.t)


def _drafted(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    known = found.visible(delivery, reader, "no longer a draft", Stage.DRAFT)
    return notices.drafted(known.about, called(known.people.get(known.about.author), reader.t), reader.t)


def _commented(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    known = found.visible(delivery, reader, "no longer in the group")
    comment = next((one for one in known.comments if one.id == delivery.data.get(actions.COMMENT)), None)
    if not may_see_discussion(reader.actor, known.about):
        raise Drop("no longer in the group")
    if comment is None:
        raise Drop("no such comment")
    return notices.commented(known.about, comment, called(known.people.get(comment.person), reader.t), reader.t)


def _revised(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """What changed in a text that is up for comments."""
    known = found.visible(delivery, reader, "no longer in consultation", Stage.CONSULTATION)
    versions = found.versions[known.about.id]
    if len(versions) < 2:
        raise Drop("no earlier text")
    return notices.revised(known.about, versions[-2], versions[-1], reader.t)


def _dossier(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """What the Executive Committee is given."""
    known = found.visible(delivery, reader, "no longer with the Committee", Stage.FORWARDED)
    about, committee = known.about, reader.council.committee
    round_ = adopted(about, known.rounds)
    if round_ is None:
        raise Drop("not adopted")
    electors, tally = found.counts[round_.id]
    as_who = reader_of(reader.actor, round_.group, round_.author, committee) or Sees.COMMITTEE
    sees = sight(round_.terms.openness, as_who, closed=True)
    steps = next_steps(reader.actor, about, known.rounds, committee) & {Step.OPEN, Step.RETURN, Step.DECLINE}
    said = shown_in(edition_for(sees, as_who), found.opinions[round_.id])
    return notices.dossier(Dossier(about, round_, tally, electors, sees, steps, said), reader.zone, reader.t)


def _decided(found: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """What the Executive Committee has decided, to the group, the author and the group's chats."""
    known = found.visible(delivery, reader, "no longer in the group")
    event = next((one for one in reversed(found.events[known.about.id]) if one.kind in notices.DECIDED), None)
    if event is None:
        raise Drop("nothing was decided")
    round_ = next((one for one in known.rounds if one.id == event.round), None)
    return notices.decided(known.about, event, round_, reader.zone, reader.t, private=delivery.person is not None)


DELIVERIES = (
    Delivers(actions.CONSULTATION, _load, _consultation),
    Delivers(actions.DRAFTED, _load, _drafted),
    Delivers(actions.COMMENTED, _load, _commented),
    Delivers(actions.REVISED, _load_versions, _revised),
    Delivers(actions.DOSSIER, _load_counts, _dossier),
    Delivers(actions.DECIDED, _load_events, _decided),
)
