"""What is said of a round unasked: its card, the chair's sheet, the result, and what happens while it is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from council.authority import Action, may
from council.findings import Found
from council.openness import Reasons
from council.opinions import shown_in
from council.people import Role
from council.recommendations import Recommendation, Step, Version, steps_from
from council.reopening import Reopening, ReopeningState
from council.reviews import Review, ReviewState
from council.round_counts import RoundCount
from council.round_terms import is_barred, may_end_early
from council.rounds import Objection, Round, RoundState
from council.rules import Outcome
from handlers.framework.deliveries import Delivers, Drop, Read, Reader, Sendable, of_former, one_by_one, spent_former
from handlers.records.actions import edition_of
from handlers.rounds.actions.amending import ANSWERED, CHANGED
from handlers.rounds.actions.audience import ASKED, COMPLETE, OBJECTED, RESULT, UNOBJECTED, WITHDRAWN
from handlers.rounds.actions.closing import AWAITS, FEW, STRUCK
from handlers.rounds.actions.declaring import DECLARER
from handlers.rounds.actions.leading import ENTERED, EXTENDED
from handlers.rounds.actions.opening import LATE, NOT_OPENED, WHY
from handlers.rounds.actions.opinions import SEALED
from handlers.rounds.actions.reopening import REOPENED, REOPENING, asked_by_chair
from handlers.rounds.actions.review import OBJECTED as OBJECTED_TO_END, REVIEW, REVIEWED
from handlers.rounds.reads import CARD, FORMER_CARD, LEADS, SHEET, card_for, card_of_one, counts_of, reader_for, sight_for
from handlers.rounds.views import card as card_views, closing, notices, opinion, reopening, result, sheet
from handlers.rounds.views.card import RoundCard
from handlers.rounds.views.sheet import Leader
from storage import (
    chat_links,
    electorates,
    members,
    objections,
    personal_cards,
    recommendations,
    records,
    reopenings,
    reviews,
    rounds,
)
from storage.outbox import Delivery
from storage.personal_cards import PersonalCards


@dataclass(frozen=True, slots=True)
class Loaded:
    """The rounds that deliveries are about, by id, as they stand now, or (`personal_cards`) as their cards show them; the chats
    linked to their groups; and of each that has closed, the recommendation with all rounds on it, by its id. For some kinds
    also, by round, whom no card reached and why the deadline was moved last, in which role; by recommendation, its versions; by
    round, what was found of objections."""

    rounds: Mapping[int, Round]
    counts: Mapping[int, RoundCount]
    personal_cards: Mapping[int, PersonalCards]
    chats: Mapping[str, frozenset[int]]
    about: Mapping[int, Recommendation]
    known: Mapping[int, Sequence[Round]]
    unreached: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    reasons: Mapping[int, tuple[str, Role]] = field(default_factory=dict)
    versions: Mapping[int, Sequence[Version]] = field(default_factory=dict)
    findings: Mapping[int, Sequence[Found]] = field(default_factory=dict)

    def round(self, delivery: Delivery, reader: Reader, gone: str) -> Round:
        """The round. Drops the delivery as `gone` when it or its person is there no more, and what is for a chat that is
        not linked to the round's group any more."""
        round_ = self.rounds.get(delivery.subject_id)
        if delivery.person is None:
            if round_ is None or delivery.chat not in self.chats[round_.group]:
                raise Drop("no longer linked")
        elif round_ is None or reader.person is None:
            raise Drop(gone)
        return round_

    def count(self, delivery: Delivery, reader: Reader, gone: str) -> RoundCount:
        """How it stands. Drops the delivery as `round` does."""
        return self.counts[self.round(delivery, reader, gone).id]

    def concerned(self, delivery: Delivery, reader: Reader, gone: str) -> RoundCount:
        """The same. Drops it as `gone` also for a person who neither sees the round nor is its author."""
        count, person = self.count(delivery, reader, gone), reader.person
        sees = may(reader.actor, Action.SEE_ROUND, [count.round.group])
        if person is not None and person.id != count.round.author and not sees:
            raise Drop(gone)
        return count

    def open_round(self, delivery: Delivery, reader: Reader) -> Round:
        """The round, if it is open and this person sees it; drops the delivery otherwise."""
        round_ = self.round(delivery, reader, "no longer open")
        if not may(reader.actor, Action.SEE_ROUND, [round_.group]) or not round_.open(reader.now):
            raise Drop("no longer open")
        return round_

    def card(self, round_: Round, reader: Reader) -> RoundCard:
        """The round as this person or chat sees it."""
        actor = reader.actor if reader.person else None
        if personal := self.personal_cards.get(round_.id):
            own = personal.own.get(reader.actor.person_id or 0)
            return card_of_one(reader.council, round_, own, personal.asked, personal.tally, actor)
        about, steps, count = self.about.get(round_.recommendation), frozenset[Step](), self.counts[round_.id]
        if about is not None:
            steps = steps_from(round_, reader.actor, about, self.known[about.id], reader.council.committee)
        return card_for(reader.council, round_, count.electors, count.tally, actor, steps)


async def _load(read: Read, claimed: Sequence[Delivery], *, cards: bool = False) -> Loaded:
    """`cards`: of undecided rounds only what their cards show, which costs the same however large the group is."""
    found = await rounds.many(read.tx, {delivery.subject_id for delivery in claimed})
    asking = [round_ for round_ in found.values() if cards and round_.undecided]
    whole = [round_ for round_ in found.values() if round_ not in asking]
    counts = await counts_of(read.tx, read.council, whole, read.now)
    tally = read.council.show_counts
    shown = {round_.id: await personal_cards.find_many(read.tx, round_, read.actors, read.now, tally=tally) for round_ in asking}
    chats = await chat_links.chats_by_group(read.tx, {round_.group for round_ in found.values()})
    closed = {round_.recommendation for round_ in found.values() if round_.state is RoundState.CLOSED}
    about = await recommendations.many(read.tx, closed)
    known = await rounds.of_recommendations(read.tx, closed)
    return Loaded(found, counts, shown, chats, about, known)


_load_cards = partial(_load, cards=True)


def _card(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """The card of someone who is shown a round, or of a group's chat."""
    round_ = loaded.round(delivery, reader, "nobody")
    if delivery.person is None:
        link = reader.start_link(f"r_{round_.id}")
        return card_views.draw_chat_card(loaded.card(round_, reader), link, reader.now, reader.zone, reader.t)
    if not may(reader.actor, Action.SEE_ROUND, [round_.group]):
        if delivery.card is None:
            raise Drop("no longer in the group")
        return card_views.left(round_, reader.t)
    if not round_.open(reader.now) and delivery.card is None and ASKED not in delivery.data:
        raise Drop("no longer open")
    return card_views.draw_card(loaded.card(round_, reader), reader.now, reader.zone, reader.t)


def _former_card(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """A copy of a card whose place another took: nothing is left to press on it but the way to that one."""
    if (round_ := loaded.rounds.get(delivery.subject_id)) is None:
        raise Drop("nobody")
    return of_former(delivery, card_views.older(round_, reader.t, private=delivery.person is not None))


async def _load_sheets(read: Read, claimed: Sequence[Delivery]) -> Loaded:
    loaded = await _load(read, claimed)
    found = [count.round for count in loaded.counts.values()]
    return replace(loaded, unreached=await electorates.unreached(read.tx, found, CARD.name))


def _sheet(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """How a round stands, for its chair, its author and the secretariat."""
    count, actor = loaded.count(delivery, reader, "nobody"), reader.actor
    round_ = count.round
    if reader_for(round_, actor) not in LEADS:
        if delivery.card is None:
            raise Drop("no longer chair or secretariat")
        return sheet.not_yours(round_, reader.t)
    leads, enters = (may(actor, action, [round_.group]) for action in (Action.LEAD_ROUND, Action.ENTER_POSITION))
    barred = is_barred(round_, actor.person_id, reader.council)
    leader = Leader(sight_for(reader.council, round_, actor), leads, enters, barred)
    return sheet.draw_sheet(count, leader, loaded.unreached[round_.id], reader.now, reader.zone, reader.t)


async def _load_results(read: Read, claimed: Sequence[Delivery]) -> Loaded:
    loaded = await _load(read, claimed)
    found = await objections.of_rounds(read.tx, loaded.rounds)
    return replace(loaded, findings={id_: [one.found for one in raised if one.found] for id_, raised in found.items()})


def _result(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """The outcome, to everyone who was shown the round and still sees it, to its author, and to the group's chats."""
    gone = "no longer in the group" if delivery.person else "no longer linked"
    count = loaded.concerned(delivery, reader, gone)
    if count.round.state is not RoundState.CLOSED:
        raise Drop(gone)
    late = [elector.person for elector in count.unserved]
    card = loaded.card(count.round, reader)
    found = loaded.findings.get(count.round.id, ()) if card.sight.reasons is not Reasons.NOTHING else ()
    return result.draw_result(card, late, reader.zone, reader.t, found)


async def _load_extended(read: Read, claimed: Sequence[Delivery]) -> Loaded:
    loaded = await _load_cards(read, claimed)
    return replace(loaded, reasons={id_: await rounds.last_extension(read.tx, id_) for id_ in loaded.rounds})


async def _load_changed(read: Read, claimed: Sequence[Delivery]) -> Loaded:
    loaded = await _load_cards(read, claimed)
    about = {round_.recommendation for round_ in loaded.rounds.values()}
    return replace(loaded, versions=await recommendations.versions_of_many(read.tx, about))


def _changed(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """What changed in the text."""
    round_ = loaded.open_round(delivery, reader)
    found = {one.version: one for one in loaded.versions[round_.recommendation]}
    before, now = found.get(round_.version - 1), found.get(round_.version)
    if before is None or now is None:
        raise Drop("no earlier text")
    own = loaded.card(round_, reader).elector
    return notices.changed(round_, before.text, now.note, own is not None and own.counts, reader.zone, reader.t)


async def _load_answered(read: Read, delivery: Delivery, reader: Reader) -> tuple[Round, Objection]:
    """An objection that was answered, for its owner."""
    objection = await objections.find(read.tx, delivery.subject_id)
    round_ = await rounds.find(read.tx, objection.round) if objection else None
    if reader.person is None or round_ is None or objection is None or not objection.stands or round_.over:
        raise Drop("withdrawn meanwhile")
    if not may(reader.actor, Action.SEE_ROUND, [round_.group]):
        raise Drop("no longer in the group")
    return round_, objection


async def _load_objection(read: Read, delivery: Delivery, reader: Reader) -> notices.Raised:
    """An objection, for someone who leads its round, with its owner only for someone who sees names."""
    objection = await objections.find(read.tx, delivery.subject_id)
    round_ = await rounds.find(read.tx, objection.round) if objection else None
    if round_ is None or objection is None or round_.over:
        raise Drop("the round is over")
    sees = sight_for(read.council, round_, reader.actor)
    if sees.reasons is Reasons.NOTHING or reader_for(round_, reader.actor) not in LEADS:
        raise Drop("no longer chair or secretariat")
    owner = await members.find(read.tx, objection.person) if sees.reasons is Reasons.NAMED else None
    return notices.Raised(round_, objection, owner)


def _objected(found: notices.Raised, _: Delivery, reader: Reader) -> Sendable:
    if not found.objection.stands or found.objection.answered:
        raise Drop("withdrawn or answered meanwhile")
    return notices.objected(found, reader.t)


def _complete(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """That everyone has answered, to someone who leads the round."""
    count = loaded.count(delivery, reader, "nobody")
    if reader_for(count.round, reader.actor) not in LEADS or not may_end_early(count.round, count.electors, reader.now):
        raise Drop("no longer so")
    return notices.complete(count.round, reader.zone, reader.t)


def _few(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """That the electorate of a detached round has become too small, to someone who leads it."""
    count = loaded.count(delivery, reader, "nobody")
    if reader_for(count.round, reader.actor) not in LEADS or count.round.over:
        raise Drop("no longer so")
    left, may_withdraw = count.tally.electorate, may(reader.actor, Action.WITHDRAW_ROUND, [count.round.group])
    return notices.few(count.round, left, reader.t, may_withdraw=may_withdraw)


def _entered(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """That the secretariat entered one's position."""
    round_ = loaded.round(delivery, reader, "nobody")
    own = loaded.card(round_, reader).elector
    if own is None or own.position is None or own.position.way is None:
        raise Drop("changed meanwhile")
    return notices.entered(round_, own.position, reader.t)


def _awaits(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """That the end is the chair's to say."""
    count = loaded.concerned(delivery, reader, "decided meanwhile")
    if count.round.state is not RoundState.AWAITING:
        raise Drop("decided meanwhile")
    short = count.verdict.outcome is Outcome.NO_DECISION
    barred = is_barred(count.round, reader.actor.person_id, reader.council)
    leads = may(reader.actor, Action.LEAD_ROUND, [count.round.group])
    return notices.awaits(count.round, len(count.unserved), reader.t, short=short, barred=barred and leads)


def _declarer(loaded: Loaded, delivery: Delivery, reader: Reader) -> Sendable:
    """That its author has left the end of a round to another chair, or to the secretariat."""
    round_ = loaded.round(delivery, reader, "nobody")
    if not may(reader.actor, Action.LEAD_ROUND, [round_.group]) or not round_.under_way(reader.now):
        raise Drop("no longer so")
    return notices.declarer(round_, reader.t)


async def _load_review(read: Read, delivery: Delivery, reader: Reader) -> tuple[Review, Round]:
    """A review, for someone who sees the round that adopted what it is about."""
    review = await reviews.find(read.tx, delivery.subject_id)
    round_ = await rounds.find(read.tx, review.round) if review else None
    if review is None or round_ is None or not may(reader.actor, Action.SEE_ROUND, [round_.group]):
        raise Drop("no longer in the group")
    return review, round_


def _review(found: tuple[Review, Round], _: Delivery, reader: Reader) -> Sendable:
    review, round_ = found
    if review.state is not ReviewState.OPEN or not may(reader.actor, Action.LEAD_ROUND, [round_.group]):
        raise Drop("decided meanwhile")
    return closing.ask_review(review, round_, reader.actor.speaks_as(round_.group), reader.zone, reader.t)


async def _load_reviewed(read: Read, delivery: Delivery, reader: Reader) -> Sendable:
    review, round_ = await _load_review(read, delivery, reader)
    said = await reviews.note_of(read.tx, review.id)
    if review.state is ReviewState.KEPT:
        review = await reviews.undecided_on(read.tx, round_.id) or review
        said = ("", None)
    objected = OBJECTED_TO_END in delivery.data
    return closing.reviewed(review, round_, said, reader.zone, reader.t, objected=objected)


async def _load_reopening(read: Read, delivery: Delivery, _reader: Reader) -> tuple[Reopening, Recommendation, Round]:
    """A request to take a recommendation up again."""
    found = await reopenings.find(read.tx, delivery.subject_id)
    about = await recommendations.find(read.tx, found.recommendation) if found else None
    if found is None or about is None:
        raise Drop("nobody")
    return found, about, await rounds.get(read.tx, found.round)


async def _load_asked(read: Read, delivery: Delivery, reader: Reader) -> Sendable:
    """To those who decide it."""
    found, about, round_ = await _load_reopening(read, delivery, reader)
    if not found.undecided or not may(reader.actor, Action.LEAD_ROUND, [found.group]):
        raise Drop("decided meanwhile")
    if found.person is not None and found.person == reader.actor.person_id:
        raise Drop("asked for it")
    who = await members.find(read.tx, found.person or 0) if found.group == about.group else None
    chairs = await asked_by_chair(read.tx, found, read.now)
    return reopening.ask_decision(found, about, round_, who, reader.actor.speaks_as(found.group), reader.t, chairs=chairs)


async def _load_sealed(read: Read, delivery: Delivery, reader: Reader) -> Sendable:
    """That minority opinions are sealed, to those who may read them."""
    round_, kept = await rounds.find(read.tx, delivery.subject_id), await records.of_round(read.tx, delivery.subject_id)
    edition = edition_of(reader.council, kept, reader.actor) if kept else None
    if round_ is None or kept is None or edition is None or not (shown := shown_in(edition, kept.opinions)):
        raise Drop("may not read them")
    return opinion.sealed(round_, len(shown), reader.t)


def _reopened(found: tuple[Reopening, Recommendation, Round], _: Delivery, reader: Reader) -> Sendable:
    """What became of it, to its group."""
    asked, about, _round = found
    if asked.undecided or not may(reader.actor, Action.SEE_ROUND, [about.group]):
        raise Drop("no longer so")
    refused = asked.state is ReopeningState.REFUSED and reader.council.committee not in {"", about.group}
    return reopening.decided(asked, about, reader.t, may_appeal=refused and asked.person == reader.actor.person_id)


DELIVERIES = (
    Delivers(CARD, _load_cards, _card), Delivers(FORMER_CARD, _load_cards, _former_card), Delivers(SHEET, _load_sheets, _sheet),
    Delivers(RESULT, _load_results, _result), Delivers(WITHDRAWN, _load, lambda loaded, one, reader: card_views.withdrawn(
        loaded.concerned(one, reader, "no longer in the group").round, reader.zone, reader.t, private=one.person is not None)),
    Delivers(EXTENDED, _load_extended, lambda loaded, one, reader: notices.extended(
        loaded.open_round(one, reader), *loaded.reasons[one.subject_id], reader.zone, reader.t)),
    Delivers(CHANGED, _load_changed, _changed), Delivers(COMPLETE, _load, _complete), Delivers(ENTERED, _load_cards, _entered),
    Delivers(AWAITS, _load, _awaits), Delivers(DECLARER, _load_cards, _declarer), Delivers(FEW, _load, _few),
    Delivers(STRUCK, _load_cards, lambda loaded, one, reader: card_views.left(loaded.round(one, reader, "nobody"), reader.t)),
    Delivers(NOT_OPENED, _load_cards, lambda loaded, one, reader: notices.not_opened(
        loaded.round(one, reader, "nobody"), reader.t, late=one.data[WHY] == LATE)),
    one_by_one(ANSWERED, _load_answered, lambda found, _, reader: notices.answered(*found, reader.t)),
    one_by_one(OBJECTED, _load_objection, _objected),
    one_by_one(UNOBJECTED, _load_objection, lambda found, _, reader: notices.unobjected(found, reader.t)),
    one_by_one(REVIEW, _load_review, _review), spent_former(REVIEW),
    one_by_one(REVIEWED, _load_reviewed, lambda view, _, __: view),
    one_by_one(REOPENING, _load_asked, lambda view, _, __: view), spent_former(REOPENING),
    one_by_one(REOPENED, _load_reopening, _reopened), one_by_one(SEALED, _load_sealed, lambda view, _, __: view),
)  # fmt: skip
