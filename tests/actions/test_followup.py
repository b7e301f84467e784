"""What becomes of adopted recommendations: followed from their adoption on, set up, asked about each period, answered."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from council.errors import BadLink, Forbidden, Unchanged
from council.followup import LEAD, Changed, Evidence, NotFollowed, PeriodOver, ReviewTooEarly, State, TooMany
from council.measures import MeasureDraft
from council.people import Role
from council.rounds import Round, Text
from council.rules import Choice, Rule, Terms
from handlers.followup.actions import asking, following
from handlers.followup.actions.following import Setup
from handlers.oneself import actions as oneself
from handlers.recommendations import actions
from handlers.roster.actions import roles
from handlers.rounds.actions import opening, review, voting
from storage import addressees, followup, followup_questions, members, reviews
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.followed import adopted, of, to
from tests.actions.rounds import TEXT, GroupB, group_b

ASKS = "What has become of B-2026-01?"
SET = "is adopted: how will it be followed up?"
DUE = date(2027, 3, 31)
MEASURE = MeasureDraft("Draft of an order", DUE, "KZ")


async def asked_in(at_work: CouncilAtWork, round_: Round) -> list[tuple[str, str, int]]:
    async with at_work.store.read() as tx:
        return [(one.period, one.addressee, one.person) for one in await followup_questions.of(tx, [round_.recommendation])]


async def with_expert(b: GroupB, round_: Round) -> None:
    """Addressed to two states; for one of them, the first member agreed to be asked."""
    await b.chair.does(following.set_up, round_.recommendation, Setup(("KZ", "UZ"), measures=(MEASURE,), indicator="Pupils"))
    await b.chair.does(asking.ask_expert, round_.recommendation, "KZ", (await b.first.known()).id)
    await b.first.press("Yes, ask me", on=await b.first.sees("on behalf of Kazakhstan", ever=True))
    await b.first.sees("You will be asked each quarter")


async def test_it_begins_with_the_adoption_and_is_set_up(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    one = await of(at_work, round_)
    assert one.lead == (await b.chair.known()).id
    assert "followup begun" in await at_work.entries(one.subject)
    await to(at_work, date(2026, 11, 27))
    told = await b.chair.sees(SET, ever=True)
    await secretary.sees(SET, ever=True)
    for other in (b.first, b.observer):
        assert not await other.has(SET)
    await b.chair.press("Set its follow-up", on=told)
    await b.chair.press("Kazakhstan", on=await b.chair.sees("To whom is it addressed?"))
    await b.chair.press("Uzbekistan")
    await b.chair.say("Ministry of Education of Kazakhstan", message=1)
    await b.chair.press("Kazakhstan", on=await b.chair.sees("To which state does the new addressee belong?"))
    await b.chair.press("Expert, Kazakhstan, group B", on=await b.chair.sees("Who in the council follows it?"))
    await b.chair.say("Order; Kazakhstan; 31 March 2027\nReport; Ministry\nOld; ministry; 1 March 2020\n; UZ; Q1 2027\nX; 2055")
    wrong = (await b.chair.sees("Line 2")).text
    assert "Line 3" in wrong
    assert "Line 4" in wrong
    assert "Line 5" in wrong
    assert "Line 1" not in wrong
    await b.chair.say("Order; Kazakhstan; 31 March 2027\nReport to the council; Q1 2027")
    await b.chair.say("Number of <pupils>")
    await b.chair.say("24 November 2026")
    await b.chair.sees("must be later than today")
    await b.chair.say("1 June 2027")
    shown = (await b.chair.sees("Addressees: ")).text
    assert "Kazakhstan, Uzbekistan, Ministry of Education of Kazakhstan" in shown
    await b.chair.press("Save the follow-up")
    page = await b.chair.sees("follow-up, not started")
    assert "Followed by: Expert, Kazakhstan, group B" in page.text
    assert "Number of <pupils>" in page.text
    assert "Review: 1 June 2027" in page.text
    assert "Order · Kazakhstan · 31 March 2027" in page.text
    one = await of(at_work, round_)
    assert len(one.addressees) == 3
    assert one.review == date(2027, 6, 1)
    assert (await secretary.sees(SET, ever=True)).labels == [], "it is set up"
    async with at_work.store.read() as tx:
        kinds = [change.kind for change in await followup.changes_of(tx, one.recommendation)]
        [new] = [one for one in (await addressees.everyone(tx, at_work.council)).values() if one.code.startswith("+")]
    assert {Changed.BEGUN, Changed.ADDRESSED, Changed.LEAD, Changed.MEASURE_ADDED, Changed.REVIEW} <= set(kinds)
    assert new.state == "KZ"
    await b.chair.press("History", on=await b.chair.sees("follow-up, not started", ever=True))
    await b.chair.sees("history of the follow-up")


async def test_only_what_the_committee_adopts_where_the_file_says_so(at_work: CouncilAtWork) -> None:
    at_work.council = replace(at_work.council, followed_by_group=False)
    b = await group_b(at_work)
    heads = [await at_work.seated(f"Member {n} of the Committee", [at_work.council.committee], Role.CHAIR) for n in (1, 2)]
    round_ = await adopted(b)
    async with at_work.store.read() as tx:
        assert await followup.find(tx, round_.recommendation) is None
    await b.chair.press(data=f"o:recommendation:{round_.recommendation}")
    await b.chair.press("Follow up", on=await b.chair.sees(round_.number))  # by hand
    await b.chair.sees("To whom is it addressed?")
    with pytest.raises(Unchanged):
        await b.chair.does(following.begin, round_.recommendation)
    with pytest.raises(Forbidden):
        await b.first.does(following.begin, round_.recommendation)
    with pytest.raises(Forbidden):
        await heads[0].does(following.begin, round_.recommendation)
    await b.chair.does(actions.forward, round_.recommendation)
    second = await heads[0].does(opening.ask_about, round_.recommendation, Terms(), None, at_work.now + timedelta(days=1))
    for head in heads:
        await head.does(voting.cast, second.id, Choice.SUPPORT)
    await at_work.wait(days=2)
    assert (await of(at_work, round_)).round == second.id
    await heads[0].say("/followup")
    await heads[0].press(round_.number, on=await heads[0].sees("Follow-up: all groups"))
    page = await heads[0].sees("follow-up, not started")
    assert b.chair.name not in page.text, "the Committee is not told who in the group wrote it"
    assert "Give an answer" not in page.labels
    with pytest.raises(Forbidden):
        await heads[0].does(asking.answer, round_.recommendation, LEAD, State.DONE)


async def test_it_is_asked_and_answered_in_one_press(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    await with_expert(b, round_)
    await to(at_work, date(2026, 12, 31))
    assert await asked_in(at_work, round_) == []
    await to(at_work, date(2027, 1, 2))
    chair, first = (await b.chair.known()).id, (await b.first.known()).id
    assert await asked_in(at_work, round_) == [("2027-01", LEAD, chair), ("2027-01", "KZ", first)]
    card = await b.first.sees(ASKS, ever=True)
    assert {"Implemented", "Under way", "Not started", "Blocked", "No longer relevant"} <= set(card.labels)
    assert not await b.second.has(ASKS)
    await b.first.say("/waiting")
    await b.first.sees("On behalf of: Kazakhstan")
    await b.first.say("/home")
    await b.first.sees("1 question about follow-up")
    await b.chair.press(data=f"us:{round_.recommendation}")
    await b.first.press("Under way", on=card)
    card = await b.first.sees("Your answer: under way")
    assert "until 31 March 2027" in card.text
    assert "◐ Kazakhstan: under way (2 January 2027)" in (await b.chair.sees("follow-up, not started", ever=True)).text
    await b.first.press("Add a sentence or evidence", on=card)
    await b.first.say("Two regions take part")
    await b.first.say("ftp://example.org/decree")
    await b.first.sees("link")
    await b.first.say("https://example.org/decree")
    card = await b.first.sees(ASKS, ever=True)
    assert "“Two regions take part”" in card.text
    assert "https://example.org/decree" in card.text
    await b.first.press("Implemented", on=card)
    assert "Two regions" not in (await b.first.sees("Your answer: implemented")).text, "those words were about another state"
    await b.chair.press("Blocked", on=await b.chair.sees(ASKS, ever=True))
    page = await b.chair.sees("follow-up, blocked", ever=True)
    assert "✓ Kazakhstan: implemented" in page.text
    assert "○ Uzbekistan: no answer yet" in page.text
    await b.second.say("/followup")
    assert "✓ Kazakhstan, ○ Uzbekistan" in (await b.second.sees("Follow-up: all groups")).text
    await to(at_work, date(2027, 1, 20))
    for who in (b.first, b.chair):
        assert not await who.has("question about follow-up is unanswered")
    await secretary.say("/tasks")
    assert "about follow-up" not in (await secretary.sees("Tasks")).text


async def test_who_is_silent_is_reminded_once_and_is_a_task(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    await with_expert(b, round_)
    await to(at_work, date(2027, 1, 2))
    await b.chair.press("Implemented", on=await b.chair.sees(ASKS, ever=True))
    before = len(await b.first.has("What has become of it?"))
    await to(at_work, date(2027, 1, 7))
    assert len(await b.first.has("What has become of it?")) == before
    await to(at_work, date(2027, 1, 14))
    reminders = await b.first.has("What has become of it? On behalf of: Kazakhstan")
    assert len(reminders) == before + 1
    assert not await b.chair.has("What has become of it?")
    await secretary.say("/tasks")
    assert "about follow-up" not in (await secretary.sees("Tasks")).text
    await to(at_work, date(2027, 1, 17))
    await secretary.say("/tasks")
    assert "1 question about follow-up is unanswered" in (await secretary.sees("Tasks")).text
    await to(at_work, date(2027, 2, 20))
    assert len(await b.first.has("What has become of it?")) == before + 1, "once"
    await b.first.press(f"{round_.number}, Kazakhstan", on=reminders[-1])
    await b.first.press("Not started", on=await b.first.sees(ASKS))
    await secretary.say("/tasks")
    assert "about follow-up" not in (await secretary.sees("Tasks")).text
    await to(at_work, date(2027, 4, 2))
    assert len([one for one in await asked_in(at_work, round_) if one[0] == "2027-04"]) == 2


async def test_who_is_asked_the_same_as_somebody_who_has_answered_is_not_reminded(
    at_work: CouncilAtWork, secretary: Someone
) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    await with_expert(b, round_)
    await to(at_work, date(2027, 1, 2))
    for addressee in (LEAD, "KZ"):
        await secretary.does(asking.answer, round_.recommendation, addressee, State.BLOCKED, "By letter")
    card = await b.first.sees(ASKS, ever=True)
    assert "The last answer: blocked" in card.text
    await to(at_work, date(2027, 1, 25))
    for who in (b.first, b.chair):
        assert not await who.has("What has become of it?")
    await secretary.say("/tasks")
    assert "about follow-up" not in (await secretary.sees("Tasks")).text
    await b.first.press("Under way", on=card)
    await b.first.sees("Your answer: under way")


@pytest.mark.long
async def test_nobody_is_asked_whose_role_ended_or_who_wants_no_more(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    await with_expert(b, round_)
    await to(at_work, date(2027, 1, 2))
    card = await b.first.sees(ASKS, ever=True)
    await at_work.does(roles.end, (await b.first.known()).id, "B")
    assert (await b.first.sees(ASKS, ever=True)).labels == [], "its buttons are spent"
    key = next(key.data for row in card.buttons for key in row if key.text == "Implemented")
    refused = await b.first.press(data=key or "")
    assert "no right to this" in refused.text or "sit in the group" in refused.text
    assert (await of(at_work, round_)).answer("KZ") is None
    await to(at_work, date(2027, 1, 20))
    assert not await b.first.has("What has become of it?")
    await to(at_work, date(2027, 4, 2))
    assert [one[1] for one in await asked_in(at_work, round_) if one[0] == "2027-04"] == [LEAD]

    await b.chair.does(asking.ask_expert, round_.recommendation, "UZ", (await b.second.known()).id)
    invitation = await b.second.sees("on behalf of Uzbekistan", ever=True)
    await b.second.press("No, thank you", on=invitation)
    await to(at_work, date(2027, 7, 2))
    assert not await b.second.has(ASKS)
    await b.second.press("Yes, ask me", on=invitation)
    await to(at_work, date(2027, 10, 2))
    card = await b.second.sees(ASKS, ever=True)
    await b.second.press("Stop asking me about Uzbekistan", on=card)
    await b.second.sees("You will not be asked on behalf of Uzbekistan")
    assert [one.labels for one in await b.second.has(ASKS)] == [[]]
    await to(at_work, date(2028, 1, 2))
    assert len(await b.second.has(ASKS)) == 1
    with pytest.raises(Forbidden):
        await b.first.does(asking.agree, "KZ", yes=True)


@pytest.mark.long
async def test_it_ends_with_the_recommendation_and_goes_on_when_adopted_anew(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    await with_expert(b, round_)
    await to(at_work, date(2027, 1, 2))
    card = await b.chair.sees(ASKS, ever=True)
    await b.chair.does(actions.revise, round_.recommendation, Text(TEXT + " At once."), "")
    again = await b.chair.does(opening.ask_about, round_.recommendation, Terms(), None, at_work.now + timedelta(days=1))
    for who in (b.chair, b.first, b.second):
        await who.does(voting.cast, again.id, Choice.SUPPORT)
    await at_work.wait(days=2)
    one = await of(at_work, round_)
    assert one.round == again.id
    assert one.addressees == ("KZ", "UZ")
    await b.chair.does(actions.withdraw, round_.recommendation)
    assert (await of(at_work, round_)).ended
    assert (await b.chair.sees(ASKS, ever=True)).labels == []
    with pytest.raises(PeriodOver):
        await b.chair.does(asking.answer, round_.recommendation, LEAD, State.DONE)
    with pytest.raises(Unchanged):
        await b.chair.does(following.set_up, round_.recommendation, Setup(indicator="Schools"))
    with pytest.raises(NotFollowed):
        await b.chair.does(following.begin, round_.recommendation)
    key = next(key.data for row in card.buttons for key in row if key.text == "Implemented")
    assert "takes no more answers" in (await b.chair.press(data=key or "")).text
    await to(at_work, date(2027, 4, 2))
    assert {one[0] for one in await asked_in(at_work, round_)} == {"2027-01"}
    assert not await b.first.has("What has become of it?")


async def test_it_waits_for_the_end_of_quiet_hours_and_is_said_in_ones_own_language(at_work: CouncilAtWork) -> None:
    chair = await at_work.seated("Chair, group B", role=Role.CHAIR, language="ru")
    first, second, observer = [await at_work.seated(f"Expert {n}, group B") for n in (1, 2, 3)]
    b = GroupB(chair, first, second, observer)
    async with at_work.store.begin() as tx:
        await members.change(tx, (await chair.known()).id, zone="Europe/Vienna", quiet="22:00-08:00")
    round_ = await adopted(b)
    await at_work.until(datetime(2027, 1, 1, 6, 59, tzinfo=UTC))
    assert await asked_in(at_work, round_)
    asks = f"Как исполняется {round_.number}?"
    assert not await chair.has(asks)
    await at_work.until(datetime(2027, 1, 1, 7, 1, tzinfo=UTC))
    assert "Как обстоят дела?" in (await chair.sees(asks, ever=True)).text
    await chair.block()
    await at_work.until(datetime(2027, 4, 3, tzinfo=UTC))
    assert len(await chair.has(asks)) == 1
    assert len(await asked_in(at_work, round_)) == 2, "who cannot be reached is a task nonetheless"


async def test_who_is_forgotten_is_asked_no_more_and_named_nowhere(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    await with_expert(b, round_)
    await b.chair.does(following.set_up, round_.recommendation, Setup(lead=(await b.second.known()).id))
    await b.first.does(asking.answer, round_.recommendation, "KZ", State.DONE, "By law")
    for who in (b.first, b.second):
        await who.does(oneself.forget, at_work.now)
    one = await of(at_work, round_)
    assert one.lead is None
    assert [(said.person, said.words) for said in one.answers] == [(None, "By law")], "what the state has said stays"
    await b.chair.press(data=f"uh:{round_.recommendation}")
    told = (await b.chair.sees("history of the follow-up")).text
    assert b.first.name not in told
    assert b.second.name not in told
    await to(at_work, date(2027, 1, 2))
    assert await asked_in(at_work, round_) == []


async def test_after_a_pause_it_is_asked_once_for_the_present_period(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    at_work.clock.at = at_work.now.replace(year=2027, month=8, day=10)  # the program was off for two periods
    at_work._rested = False
    await at_work.delivered()
    assert [one[0] for one in await asked_in(at_work, round_)] == ["2027-07"]
    await to(at_work, date(2027, 8, 12))
    assert len(await b.chair.has(ASKS)) == 1


async def test_what_is_wrong_is_refused(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    id_ = round_.recommendation
    today = at_work.council.today(at_work.now)
    for wrong, why in (
        (Setup(review=today), ReviewTooEarly),
        (Setup(measures=(MEASURE,) * 31), TooMany),
        (Setup(lead=(await secretary.known()).id), Forbidden),
    ):
        with pytest.raises(why):
            await b.chair.does(following.set_up, id_, wrong)
    for who in (b.first, b.observer, await at_work.outsider()):
        with pytest.raises(Forbidden):
            await who.does(following.set_up, id_, Setup(indicator="Schools"))
        with pytest.raises(Forbidden):
            await who.does(asking.answer, id_, LEAD, State.DONE)
    with pytest.raises(BadLink):
        await b.chair.does(asking.answer, id_, LEAD, State.DONE, "", Evidence("javascript:alert(1)"))
    with pytest.raises(Forbidden):
        await (await at_work.seated("Expert, group A", ["A"])).does(following.visible_measure, 1)
    await secretary.does(following.set_up, id_, Setup(("KZ",), measures=(MEASURE,)))
    at_work.council = replace(at_work.council, addressees=())  # it has left the file
    await secretary.press(data=f"us:{id_}")
    assert "KZ: no answer yet" in (await secretary.sees("follow-up, not started")).text
    await secretary.does(asking.answer, id_, "KZ", State.DONE)
    await secretary.does(following.remove, id_, "KZ")
    assert (await of(at_work, round_)).addressees == ()


async def test_measures_are_moved_on_by_the_lead_and_changed_by_the_chair(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    lead = (await b.first.known()).id
    await b.chair.does(following.set_up, round_.recommendation, Setup(("KZ",), lead=lead, measures=(MEASURE,)))
    [measure] = (await of(at_work, round_)).measures
    await b.first.sees("You follow B-2026-01 in the council from now on", ever=True)
    await b.first.does(following.progress, measure.id, State.UNDER_WAY)
    with pytest.raises(Unchanged):
        await b.first.does(following.progress, measure.id, State.UNDER_WAY)
    for forbidden in (b.second, b.observer):
        with pytest.raises(Forbidden):
            await forbidden.does(following.progress, measure.id, State.DONE)
    with pytest.raises(Forbidden):
        await b.first.does(following.drop_measure, measure.id)
    await to(at_work, date(2027, 4, 2))
    await b.first.say("/followup")
    assert "1 measure is late" in (await b.first.sees("Follow-up:")).text
    await b.first.press("Late only")
    await b.first.press("B-2026-01", on=await b.first.sees("1 measure is late"))
    await b.first.press("Measures (1)", on=await b.first.sees("▲ Draft of an order"))
    await b.first.press("1", on=await b.first.sees("measures"))
    await b.first.press("Implemented", on=await b.first.sees("Late by 2 days"))
    assert "▲" not in (await b.first.sees("follow-up, not started", ever=True)).text
    await b.chair.press(data=f"ui:change:0:{measure.id}")
    await b.chair.say("Order; KZ; yesterday")
    await b.chair.sees("has passed already")
    await b.chair.say("Order; KZ; 30 June 2027")
    [measure] = (await of(at_work, round_)).measures
    assert (measure.what, measure.due, measure.state) == ("Order", date(2027, 6, 30), State.DONE)
    await b.chair.press(data=f"ui:drop:1:{measure.id}")
    assert (await of(at_work, round_)).measures[0].dropped


async def test_evidence_in_a_file_is_sent_again(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    await b.chair.press(data=f"ua:{round_.recommendation}:*")
    await b.chair.press("Under way", on=await b.chair.sees("How far is it?"))
    await b.chair.press("Skip", on=await b.chair.sees("A sentence or two"))
    await b.chair.attach("film.mp4", bytes(20 * 2**20 + 1))
    await b.chair.sees("This file is too large")
    await b.chair.attach("decree.pdf", b"x" * 10)
    page = await b.chair.sees("follow-up, under way")
    assert "Evidence: decree.pdf" in page.text
    await b.second.press(data=f"us:{round_.recommendation}")
    await b.second.press("File: the council's view", on=await b.second.sees("follow-up, under way"))
    await b.second.sees("evidence")


async def test_the_day_of_review_moves_the_review_there_is(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b, Terms(Rule.CONSENT, review=date(2027, 2, 1)))
    assert (await of(at_work, round_)).review == date(2027, 2, 1)
    await b.chair.does(following.set_up, round_.recommendation, Setup(review=date(2027, 5, 1)))
    assert (await of(at_work, round_)).review == date(2027, 5, 1)
    await to(at_work, date(2027, 2, 2))
    assert not await b.chair.has("its review is due on")
    await to(at_work, date(2027, 5, 2))
    assert len(await b.chair.has("its review is due on 1 May 2027")) == 2
    async with at_work.store.read() as tx:
        open_ = await reviews.undecided_about(tx, round_.recommendation)
    assert open_ is not None
    await b.chair.does(review.keep, open_.id, date(2027, 9, 1))
    assert (await of(at_work, round_)).review == date(2027, 9, 1)


@pytest.mark.long
async def test_two_years_go_by(at_work: CouncilAtWork, secretary: Someone) -> None:
    """Every question comes once, in its period, and none to who has left or to what has ended."""
    b = await group_b(at_work)
    round_ = await adopted(b)
    await with_expert(b, round_)
    chair, first, second = [(await who.known()).id for who in (b.chair, b.first, b.second)]
    await b.chair.does(asking.ask_expert, round_.recommendation, "UZ", second)
    await b.second.press("Yes, ask me", on=await b.second.sees("on behalf of Uzbekistan", ever=True))
    states = list(State)
    for quarter in range(8):
        year, month = 2027 + quarter // 4, quarter % 4 * 3 + 1
        await to(at_work, date(year, month, 3))
        if quarter == 5:
            await at_work.does(roles.end, first, "B")
        await b.chair.press("Under way")
        if quarter % 2:
            await to(at_work, date(year, month, 25))
            await b.second.does(asking.answer, round_.recommendation, "UZ", states[quarter % len(states)])
        await to(at_work, date(year, month + 2, 20))
    asked = await asked_in(at_work, round_)
    periods = [f"{2027 + n // 4}-{n % 4 * 3 + 1:02}" for n in range(8)]
    assert [one[0] for one in asked if one[1:] == (LEAD, chair)] == periods
    assert [one[0] for one in asked if one[1:] == ("UZ", second)] == periods
    assert [one[0] for one in asked if one[1:] == ("KZ", first)] == periods[:6]
    assert len(await b.chair.has(ASKS)) == 8
    assert len([one for one in await b.chair.has(ASKS) if one.labels]) == 1, "earlier ones are spent"
    assert len(await b.second.has(ASKS)) == 8
    assert len(await b.first.has(ASKS)) == 6
    assert not await b.chair.has("What has become of it?")
    await b.chair.does(actions.withdraw, round_.recommendation)
    await to(at_work, date(2029, 4, 3))
    assert len(await asked_in(at_work, round_)) == len(asked)
    await secretary.say("/tasks")
    assert "about follow-up" not in (await secretary.sees("Tasks")).text
