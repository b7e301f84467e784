"""What is said unasked about follow-ups; each is read again when it is sent."""

from council import followup as rules
from council.followup import Asked, FollowUp
from council.plan import is_asked_of_item
from council.recommendations import FINAL, Recommendation, may_see
from handlers.followup.actions.asking import ADDRESSEE, ASKED, EXPERT
from handlers.followup.actions.following import LEADS, PAGE, SET_UP
from handlers.followup.reads import item_card, names_of, page_of, question_card
from handlers.followup.views import card
from handlers.framework.deliveries import Drop, Read, Reader, Sendable, one_by_one, spent_former, there
from storage import addressees, followup, followup_questions, plan, recommendations
from storage.outbox import Delivery


async def _load_asked(read: Read, delivery: Delivery, reader: Reader) -> Sendable:
    """The question, to somebody who is asked it still; once it is answered, it is redrawn, and sent to nobody."""
    asked = there(await followup_questions.find(read.tx, delivery.subject_id), "no question")
    if asked.item:
        return await _load_item_asked(read, delivery, reader, asked)
    found, about = await _both(read, asked.recommendation)
    agreed = (await addressees.agreed_by(read.tx, [asked.person]))[asked.person]
    if asked.period != rules.period_at(read.council, read.now):
        raise Drop("its period is over")
    if delivery.person != asked.person or not rules.is_asked_of_addressee(
        reader.actor, found, about, asked.addressee, agreed, read.council.committee
    ):
        raise Drop("asked no more")
    if found.answer_to(asked) is not None and delivery.card is None:
        raise Drop("answered meanwhile")
    return await question_card(read.tx, read.council, read.now, asked, found, reader.zone, reader.t)


async def _load_item_asked(read: Read, delivery: Delivery, reader: Reader, asked: Asked) -> Sendable:
    """The same, about an item of the work plan."""
    item = there(await plan.find(read.tx, asked.item), "no item")
    if asked.period != rules.period_at(read.council, read.now):
        raise Drop("its period is over")
    if delivery.person != asked.person or not is_asked_of_item(reader.actor, item):
        raise Drop("asked no more")
    if not item.open and delivery.card is None:
        raise Drop("done meanwhile")
    return await item_card(read.tx, read.council, read.now, asked, item, reader.zone, reader.t)


async def _load_page(read: Read, delivery: Delivery, reader: Reader) -> Sendable:
    found, about = await _both(read, delivery.subject_id)
    if not may_see(reader.actor, about, read.council.committee):
        raise Drop("may see it no more")
    return await page_of(read.tx, read.council, read.now, reader.actor, found, about, reader.zone, reader.t)


async def _load_set_up(read: Read, delivery: Delivery, reader: Reader) -> Sendable:
    found, about = await _both(read, delivery.subject_id)
    if found.ended or about.stage in FINAL or not rules.may_change(reader.actor, found):
        raise Drop("not theirs to set up, or over")
    if found.addressees or found.measures or found.indicator:
        raise Drop("set up already")
    return card.set_up(read.council, found, reader.t)


async def _load_leads(read: Read, delivery: Delivery, reader: Reader) -> Sendable:
    found, _ = await _both(read, delivery.subject_id)
    if found.ended or not rules.is_lead(reader.actor, found):
        raise Drop("somebody else follows it, or nobody any more")
    return card.leads(found, read.council, reader.t)


async def _load_expert(read: Read, delivery: Delivery, reader: Reader) -> Sendable:
    key = str(delivery.data[ADDRESSEE])
    expert = await addressees.expert(read.tx, key, delivery.subject_id)
    if expert is None or expert.agreed or expert.declined:
        raise Drop("decided meanwhile")
    return card.invitation(read.council, key, (await names_of(read.tx, read.council, reader.t)).get(key, key), reader.t)


async def _both(read: Read, recommendation: int) -> tuple[FollowUp, Recommendation]:
    found, about = await followup.find(read.tx, recommendation), await recommendations.find(read.tx, recommendation)
    return there(found, "no follow-up"), there(about, "no recommendation")


def _drawn(view: Sendable, _delivery: Delivery, _reader: Reader) -> Sendable:
    return view


DELIVERIES = (
    one_by_one(ASKED, _load_asked, _drawn), one_by_one(PAGE, _load_page, _drawn), spent_former(PAGE),
    one_by_one(SET_UP, _load_set_up, _drawn), one_by_one(EXPERT, _load_expert, _drawn),
    one_by_one(LEADS, _load_leads, _drawn),
)  # fmt: skip
