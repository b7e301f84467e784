"""What is adopted by consent is reviewed: after the deadline, with word a week before and on the day, until it is decided."""

from datetime import date, timedelta

import pytest

from council.errors import AlreadyDecided, Closed, Forbidden, ReviewWanted
from council.people import Role
from council.recommendations import Stage
from council.rounds import Round, Text
from council.rules import Choice, Outcome, Rule, Terms
from handlers.recommendations import actions
from handlers.roster.actions import roles
from handlers.rounds.actions import amending, leading, opening, review, voting
from storage import recommendations, reviews
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.rounds import TEXT, GroupB, draft, found, group_b, opened

DAY = date(2026, 12, 20)
DUE = ": its review is due on"


def consent(day: date = DAY) -> Terms:
    return Terms(Rule.CONSENT, review=day)


async def adopted(b: GroupB, day: date = DAY) -> Round:
    """Adopted by consent on 26 November, to be reviewed on this day."""
    round_ = await opened(b.chair, timedelta(days=2), consent(day))
    for who in (b.chair, b.first, b.second):
        await who.does(voting.cast, round_.id, Choice.SUPPORT)
    await b.chair.council.wait(days=2, hours=1)
    round_ = await found(b.chair.council, round_)
    assert round_.outcome is Outcome.ADOPTED
    return round_


async def of(round_: Round, at_work: CouncilAtWork) -> int:
    async with at_work.store.read() as tx:
        open_ = await reviews.undecided_on(tx, round_.id)
    assert open_ is not None
    return open_.id


async def stage(round_: Round, at_work: CouncilAtWork) -> Stage:
    async with at_work.store.read() as tx:
        return (await recommendations.many(tx, [round_.recommendation]))[round_.recommendation].stage


async def day_by_day(at_work: CouncilAtWork, days: int) -> None:
    for _ in range(days):
        await at_work.wait(days=1)


async def test_it_lies_after_the_deadline(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    for days in (0, 6, 7):  # the deadline is in seven days
        with pytest.raises(ReviewWanted):
            terms = consent(at_work.now.date() + timedelta(days=days))
            await b.chair.does(opening.open_round, draft(at_work, timedelta(days=7), terms))
    round_ = await opened(b.chair, timedelta(days=7), consent(at_work.now.date() + timedelta(days=8)))
    with pytest.raises(ReviewWanted):
        await b.chair.does(leading.extend, round_.id, round_.deadline + timedelta(days=1), "Holidays")
    await at_work.wait(days=6, hours=20)
    with pytest.raises(ReviewWanted):  # which would leave 48 hours to answer
        await b.chair.does(amending.amend, round_.id, Text(TEXT + " At once."), "")


async def test_the_form_says_so_where_it_is_typed(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    await b.chair.say("/recommend")
    for answer in ("Title", "Text", "example.org", "Choose rule and openness"):
        await b.chair.say(answer)
    for setting in ("Consent", "Continue"):
        await b.chair.press(setting)
    await b.chair.say("1 December 2026")
    await b.chair.say("1 December 18:00")
    await b.chair.sees("after the round's deadline")
    await b.chair.say("30 November 18:00")
    await b.chair.press("Change", on=await b.chair.sees("3 people are asked"))
    await b.chair.press("Day of review")
    await b.chair.say("30 November 2026")
    await b.chair.sees("after the round's deadline")


@pytest.mark.parametrize("chair", [True, False])
async def test_it_is_told_a_week_before_and_on_the_day(at_work: CouncilAtWork, secretary: Someone, chair: bool) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    teller = b.chair if chair else secretary
    if not chair:
        await secretary.does(roles.suspend, (await b.chair.known()).id, "B")
    await day_by_day(at_work, (DAY - timedelta(days=8) - at_work.now.date()).days)
    assert not await teller.has(DUE)
    await day_by_day(at_work, 2)
    [told] = await teller.has(DUE)
    assert "Adopted" in told.text or "adopted by consent" in told.text
    assert TEXT[:40] in told.text
    assert {"Keep it", "Discontinue it", "Amend it", "Recommendation page"} <= set(told.labels)
    assert ("the secretariat, for the chair" in told.text) is not chair
    await secretary.say("/tasks")
    assert "1 adopted recommendation is due for review" in (await secretary.sees("Tasks")).text
    await day_by_day(at_work, 8)
    assert len(await teller.has(DUE)) == 2
    await day_by_day(at_work, 20)
    assert len(await teller.has(DUE)) == 2, "it then stands in the lists"
    if chair:
        await b.chair.say("/waiting")
        await b.chair.press(f"{round_.number}, review", on=await b.chair.sees("Waiting for you"))
        assert "Keep it" in (await b.chair.sees(DUE)).labels
    await secretary.say("/tasks")
    await secretary.press(round_.number, on=await secretary.sees("due for review"))
    await secretary.sees(DUE)
    for who in (b.first, b.observer):
        assert not await who.has(DUE)
        with pytest.raises(Forbidden):
            await who.does(review.keep, await of(round_, at_work), date(2027, 3, 1))


@pytest.mark.long
async def test_kept_with_the_next_date(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    await day_by_day(at_work, 18)
    await b.chair.press("Keep it", on=await b.chair.sees(DUE, ever=True))
    await b.chair.say("1 December 2026")
    await b.chair.sees("later than today and than the last day of review")
    await b.chair.say("10 January 2027")
    await b.chair.sees("noted, and everyone will be told")
    assert "The next review is on 10 January 2027" in (await b.observer.sees("reviewed, and kept", ever=True)).text
    await secretary.say("/tasks")
    assert "due for review" not in (await secretary.sees("Tasks")).text
    assert "review: kept" in await at_work.entries(f"round:{round_.id}")
    for asked in await b.chair.has(DUE):
        assert asked.labels == [], "it is decided"
    await b.first.press(data=f"ws:{round_.recommendation}:history")
    assert "reviewed, and kept" in (await b.first.sees(": history")).text
    await day_by_day(at_work, 27)
    assert len(await b.chair.has(f"{DUE} 10 January")) == 2


async def test_ended_unless_somebody_objects(at_work: CouncilAtWork) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    await day_by_day(at_work, 18)
    await b.chair.press("Discontinue it", on=await b.chair.sees(DUE, ever=True))
    await b.chair.say("The law has changed")
    told = await b.first.sees(f"{round_.number} is to be discontinued", ever=True)
    assert "The chair: The law has changed" in told.text
    assert await stage(round_, at_work) is Stage.OUTCOME
    id_ = await of(round_, at_work)
    with pytest.raises(AlreadyDecided):
        await b.chair.does(review.keep, id_, date(2027, 3, 1))
    with pytest.raises(Forbidden):
        await b.observer.does(review.object_to_end, id_)
    await b.first.press("I object", on=told)
    assert b.first.name not in (await b.second.sees("a member objects to discontinuing it", ever=True)).text
    await day_by_day(at_work, 4)
    assert await stage(round_, at_work) is Stage.OUTCOME, "it stays in force"
    await b.chair.press("Discontinue it", on=await b.chair.sees(DUE, ever=True))
    await b.chair.say("The law has changed again")
    await day_by_day(at_work, 2)
    assert await stage(round_, at_work) is Stage.OUTCOME
    await day_by_day(at_work, 2)
    assert await stage(round_, at_work) is Stage.ENDED
    await b.second.sees(f"{round_.number} is no longer in force", ever=True)
    with pytest.raises(Closed):
        await b.first.does(review.object_to_end, id_)
    await b.first.press(data=f"o:recommendation:{round_.recommendation}")
    await b.first.sees(f"{round_.number}: no longer in force")


@pytest.mark.long
@pytest.mark.parametrize("by_committee", [False, True])
async def test_amended_by_a_new_version_in_a_new_round(at_work: CouncilAtWork, by_committee: bool) -> None:
    b = await group_b(at_work)
    round_ = await adopted(b)
    if by_committee:
        committee = [at_work.council.committee]
        heads = [await at_work.seated(f"Member {n} of the Committee", committee, Role.CHAIR) for n in (1, 2)]
        await b.chair.does(actions.forward, round_.recommendation)
        second = await heads[0].does(opening.ask_about, round_.recommendation, Terms(), None, at_work.now + timedelta(days=1))
        for head in heads:
            await head.does(voting.cast, second.id, Choice.SUPPORT)
        await at_work.wait(days=2)
        assert await stage(round_, at_work) is Stage.ADOPTED
    await day_by_day(at_work, 18)
    await b.chair.press("Amend it", on=await b.chair.sees(DUE, ever=True))
    await b.chair.say(TEXT + " At once.")
    await b.chair.press("Skip", on=await b.chair.sees("What is the link"))
    await b.chair.press("Save the new version")
    assert await stage(round_, at_work) is Stage.OUTCOME
    assert "Withdraw the recommendation" not in (await b.chair.sees(round_.number)).labels or not by_committee
    again = await b.chair.does(opening.ask_about, round_.recommendation, Terms(), None, at_work.now + timedelta(days=1))
    assert await of(round_, at_work), "until then it waits"
    for who in (b.chair, b.first, b.second):
        await who.does(voting.cast, again.id, Choice.SUPPORT)
    await at_work.wait(days=2)
    async with at_work.store.read() as tx:
        assert await reviews.undecided_on(tx, round_.id) is None
