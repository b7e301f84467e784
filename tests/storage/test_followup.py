"""Follow-ups, addressees, their experts, and what was asked of whom; on both engines."""

from dataclasses import replace
from datetime import date, timedelta

from council.config import Council
from council.followup import LEAD, NUDGE_AFTER, Answer, Change, Changed, Evidence, Measure, State
from council.measures import MeasureDraft
from council.people import Role
from council.plan import PlanDraft
from council.rounds import Round
from storage import addressees, followup, followup_questions, plan, reviews
from storage.store import Store
from storage.transaction import Transaction
from tests.due import due
from tests.storage.recommendations import NOW, opened, seated

ASK_AT = NOW + timedelta(days=40)
DUE = date(2027, 3, 31)
LATER = NOW + timedelta(hours=1)


async def followed(tx: Transaction, telegram_id: int = 101) -> tuple[Round, int]:
    """A recommendation that is followed, and who leads it."""
    person = await seated(tx, telegram_id, "B", Role.CHAIR)
    round_ = await opened(tx, [person, await seated(tx, telegram_id + 1, "B", Role.MEMBER)])
    assert await followup.begin(tx, round_.recommendation, round_.id, person, ASK_AT, NOW)
    return round_, person


async def test_it_is_kept_with_its_parts_and_what_was_said_last(store: Store) -> None:
    async with store.begin() as tx:
        round_, person = await followed(tx)
        id_ = round_.recommendation
        for key in ("UZ", "KZ", "KZ"):
            await followup.address(tx, id_, key)
        measure = await followup.add_measure(tx, id_, MeasureDraft("Order", DUE, "KZ"), person, NOW)
        await followup.put_measure(tx, measure, state=State.DONE.value, due=DUE + timedelta(days=1))
        await followup.put(tx, id_, indicator="Pupils")
        last = Answer("KZ", State.BLOCKED, "Why", Evidence("https://example.org", "id", "name"), person, LATER)
        for said in (Answer("KZ", State.DONE, "", Evidence(), person, NOW), last):
            await followup.answer(tx, id_, said)
        change = Change(Changed.LEAD, "", str(person), person, NOW)
        await followup.note(tx, id_, change)
        await reviews.add(tx, round_.id, DUE, None)
        found = await followup.find(tx, id_)
        assert found is not None
        assert (found.addressees, found.indicator, found.lead, found.review) == (("KZ", "UZ"), "Pupils", person, DUE)
        assert found.measures == (Measure(measure, "Order", "KZ", "", DUE + timedelta(days=1), State.DONE),)
        assert found.answers == (last,)
        assert len(await followup.answers_of(tx, id_)) == 2
        assert await followup.changes_of(tx, id_) == [change]
        assert await followup.measure_of(tx, measure) == id_
        assert await followup.measure_of(tx, measure + 1) is None
        await followup.address_no_more(tx, id_, "KZ")
        await followup.put_measure(tx, measure, dropped_at=LATER)
        [found] = await followup.of_groups(tx, ["B"])
        assert found.addressees == ("UZ",)
        assert found.measures[0].dropped
        assert found.answer("KZ") == last, "what was said stays"
        assert await followup.of_groups(tx, ["A"]) == []
        assert set(await followup.many(tx, [id_, id_ + 1])) == {id_}


async def test_it_falls_due_until_it_ends_and_again_when_adopted_anew(store: Store) -> None:
    async with store.begin() as tx:
        round_, person = await followed(tx)
        id_ = round_.recommendation
        assert await due(tx, NOW, followup.DUE) == ASK_AT
        assert await followup.first_due(tx, ASK_AT - timedelta(seconds=1)) is None
        assert await followup.first_due(tx, ASK_AT) == id_
        await followup.put(tx, id_, ended_at=LATER, ask_at=None)
        assert await due(tx, NOW, followup.DUE) is None
        assert not await followup.begin(tx, id_, round_.id, None, ASK_AT, LATER)
        found = await followup.find(tx, id_)
        assert found is not None
        assert not found.ended
        assert found.lead == person, "who follows it stays"
        assert await due(tx, NOW, followup.DUE) == ASK_AT


async def test_each_is_asked_once_in_a_period(store: Store) -> None:
    async with store.begin() as tx:
        round_, person = await followed(tx)
        id_, other = round_.recommendation, await seated(tx, 150, "B", Role.MEMBER)
        for _ in range(2):
            await followup_questions.ask(tx, id_, "2027-01", {(LEAD, person), ("KZ", other)}, NOW, NOW + NUDGE_AFTER)
        first, second = await followup_questions.of(tx, [id_])
        assert [(one.addressee, one.person) for one in (first, second)] == [(LEAD, person), ("KZ", other)]
        assert await due(tx, NOW, followup_questions.DUE) == NOW + NUDGE_AFTER
        assert await followup_questions.first_to_nudge(tx, NOW) is None
        await followup_questions.ask(tx, id_, "2027-04", {(LEAD, person)}, LATER, LATER + NUDGE_AFTER)
        assert len(await followup_questions.of(tx, [id_])) == 3
        assert await followup_questions.of(tx, [id_], "2027-01") == [first, second]

        assert await followup_questions.answered(tx, id_, LEAD, person, "2027-01", LATER) == first.id
        assert await followup_questions.answered(tx, id_, "UZ", person, "2027-01", LATER) is None
        found = await followup_questions.find(tx, first.id)
        assert found is not None
        assert found.answered_at == LATER
        await followup.answer(tx, id_, Answer(LEAD, State.DONE, "", Evidence(), person, LATER))
        assert await followup_questions.silent(tx, "2027-01") == [second]
        assert await followup_questions.silent(tx, "2027-01", [person]) == []
        assert await followup_questions.silent(tx, "2027-01", asked_by=NOW - timedelta(days=1)) == []
        assert await followup_questions.first_to_nudge(tx, NOW + NUDGE_AFTER) == second
        await followup_questions.nudged(tx, second.id)
        assert await due(tx, NOW, followup_questions.DUE) == LATER + NUDGE_AFTER
        await followup.put(tx, id_, ended_at=LATER)
        assert await followup_questions.silent(tx, "2027-01") == []


async def test_an_item_of_the_plan_is_asked_after_once_in_a_period(store: Store) -> None:
    async with store.begin() as tx:
        person, draft = await seated(tx, 101, "B", Role.MEMBER), PlanDraft("B", "Survey", NOW.date())
        silent, item = await plan.add(tx, draft, None, NOW), await plan.add(tx, draft, None, NOW, ask_at=ASK_AT)
        assert (silent.state, item.state) == (None, State.NOT_BEGUN)
        assert await plan.asked_after(tx, ["B"]) == [item.id]
        assert await due(tx, NOW, plan.ASK_DUE) == ASK_AT
        assert await plan.first_to_ask(tx, ASK_AT) == item
        await plan.ask_next(tx, item.id, None)
        assert await plan.first_to_ask(tx, ASK_AT) is None
        for _ in range(2):
            await followup_questions.ask_of_item(tx, item.id, "2027-01", person, NOW, NOW + NUDGE_AFTER)
        [asked] = await followup_questions.of_items(tx, [item.id])
        assert (asked.recommendation, asked.item, asked.addressee) == (0, item.id, LEAD)
        assert await followup_questions.silent(tx, "2027-01") == [asked]
        await plan.put(tx, replace(item, dropped_at=NOW), None)
        assert await followup_questions.silent(tx, "2027-01") == []
        await plan.put(tx, replace(item, state=State.BLOCKED), None)
        assert (await plan.many(tx, [item.id]))[0].state is State.BLOCKED
        answers = [Answer(LEAD, state, "", Evidence(), person, LATER) for state in (State.UNDER_WAY, State.BLOCKED)]
        for answer in answers:
            await followup.answer(tx, None, answer, item.id)
        await followup_questions.answered_of_item(tx, item.id, person, "2027-01", LATER)
        assert await followup.answers_of_items(tx, [item.id, silent.id]) == {item.id: answers}
        assert await followup_questions.silent(tx, "2027-01") == []
        assert await due(tx, NOW, followup_questions.DUE) is None


async def test_addressees_of_the_file_and_of_the_chat(store: Store, council: Council) -> None:
    async with store.begin() as tx:
        person = await seated(tx, 101, "B", Role.CHAIR)
        key = await addressees.add(tx, "Ministry of Éducation", "KZ", person, NOW)
        assert await addressees.add(tx, "ministry of éducation", "", person, NOW) == key
        everyone = await addressees.everyone(tx, council)
        assert list(everyone) == [*(one.code for one in council.addressees), key]
        assert everyone[key].state == "KZ"


async def test_only_who_agreed_is_an_expert(store: Store) -> None:
    async with store.begin() as tx:
        person, other = [await seated(tx, id_, "B", Role.MEMBER) for id_ in (101, 102)]
        assert not await addressees.decide(tx, "KZ", person, NOW, agrees=True), "nobody has asked them"
        for one in (person, other):
            await addressees.ask(tx, "KZ", one, NOW)
        assert await addressees.agreed_by(tx, [person, other]) == {person: set(), other: set()}
        assert await addressees.decide(tx, "KZ", person, NOW, agrees=True)
        assert await addressees.decide(tx, "KZ", other, NOW, agrees=False)
        assert await addressees.agreed_by(tx, [person, other]) == {person: {"KZ"}, other: set()}
        states = [(one.person, one.agreed, one.declined) for one in await addressees.experts(tx, ["KZ", "UZ"])]
        assert states == [(person, True, False), (other, False, True)]
        await addressees.decide(tx, "KZ", person, LATER, agrees=False)
        expert = await addressees.expert(tx, "KZ", person)
        assert expert is not None
        assert not expert.agreed
        assert await addressees.expert(tx, "UZ", person) is None


async def test_the_day_of_a_review_is_found_by_recommendation_and_moved(store: Store) -> None:
    async with store.begin() as tx:
        round_, _ = await followed(tx)
        assert await reviews.undecided_about(tx, round_.recommendation) is None
        first = await reviews.add(tx, round_.id, DUE, LATER)
        await reviews.put_day(tx, first, DUE + timedelta(days=9), NOW)
        found = await reviews.undecided_about(tx, round_.recommendation)
        assert found is not None
        assert (found.id, found.day, found.due_at) == (first, DUE + timedelta(days=9), NOW)
