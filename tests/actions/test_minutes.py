"""Minutes: written from the agenda, reviewed by those who were there, approved by silence or by the chair, and sealed."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from council.agenda import Agenda
from council.attendance import Presence
from council.errors import AlreadyDecided, ChangedMeanwhile, Forbidden, NotBegun, Stale
from council.followup import State
from council.meetings import Meeting
from council.minutes import ActionItem, CorrectionsOpen, Item, Minutes, MinutesState, NothingWritten, NotInReview, Way
from council.people import Role
from council.plan import PlanItem
from handlers.attendance import actions as attendance
from handlers.followup.actions import asking
from handlers.meetings.actions import agendas
from handlers.minutes.actions import reviewing, writing
from handlers.oneself import actions as oneself
from handlers.plan.actions import editing
from handlers.roster.actions import roles
from storage import followup_questions, minutes, plan, records, verification
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.followed import to
from tests.actions.meetings import publish
from tests.actions.rounds import GroupB, group_b
from tests.pdfs import texts

DUE = date(2027, 3, 31)


class Undo(Exception):  # noqa: N818 - it is no fault
    """What was changed is taken back."""


@dataclass
class Held:
    """A meeting that is over, at which the chair and the first were, and its minutes as a draft."""

    b: GroupB
    meeting: Meeting
    minutes: Minutes


async def held(at_work: CouncilAtWork, secretary: Someone) -> Held:
    b = await group_b(at_work)
    meeting = await publish(at_work, 1, agenda="")
    await at_work.does(agendas.put, meeting.id, Agenda(items=("Opening", "Schooling", "Other business")))
    await at_work.until(meeting.ends_at + timedelta(minutes=1))
    for who in (b.chair, b.first):
        await secretary.does(attendance.mark, meeting.id, (await who.known()).id, Presence.HERE)
    return Held(b, meeting, await secretary.does(writing.begin, meeting.id))


async def in_review(at_work: CouncilAtWork, secretary: Someone) -> Held:
    h = await held(at_work, secretary)
    doer = (await h.b.first.known()).id
    item = Item("Schooling", "Figures were missing.", "A letter is sent.", (ActionItem("Send the letter", DUE, doer),
                ActionItem("Answer it", DUE, None, "Ministry of Education")))  # fmt: skip
    await secretary.does(writing.put_item, h.minutes.id, 2, item)
    sent, told = await secretary.does(writing.send_for_review, h.minutes.id)
    assert told == 2
    return replace(h, minutes=sent)


async def now_of(at_work: CouncilAtWork, about: Minutes) -> Minutes:
    async with at_work.store.read() as tx:
        found = await minutes.find(tx, about.id)
    assert found is not None
    return found


async def holds(at_work: CouncilAtWork) -> bool:
    async with at_work.store.read() as tx:
        return (await verification.verify_all(tx, [])).holds


async def test_silence_approves_when_the_time_is_over(at_work: CouncilAtWork, secretary: Someone) -> None:
    h = await in_review(at_work, secretary)
    assert h.minutes.items[0] == Item("Opening")
    review = await h.b.first.sees("Who says nothing until then agrees.")
    assert "Send the letter; Expert, Kazakhstan, group B; 31 March 2027" in review.text
    assert review.labels[:2] == ["I agree", "Correct something"]
    assert not await h.b.second.has("Who says nothing")
    assert (await h.b.first.press("I agree", on=review)).text == "Recorded: you agree."
    sheet = await secretary.sees("Agreed: 1 of 2. Corrections: 0, open: 0")
    assert "Send the changes" not in sheet.labels
    await at_work.wait(hours=47, minutes=59)
    assert (await now_of(at_work, h.minutes)).state is MinutesState.REVIEW
    await at_work.wait(minutes=2)
    approved = await now_of(at_work, h.minutes)
    assert (approved.state, approved.way, approved.number) == (MinutesState.APPROVED, Way.SILENCE, "M-B-2026-01")
    await at_work.wait(hours=12)
    for who in (h.b.chair, h.b.first, h.b.second, h.b.observer):
        await who.sees("Minutes approved, M-B-2026-01")
    card = await h.b.second.sees("Minutes: M-B-2026-01, approved", ever=True)
    await h.b.second.press("Minutes M-B-2026-01", on=card)
    page = await h.b.second.sees("Approved by silence")
    assert "A letter is sent." in page.text
    assert "I agree" not in page.labels
    assert await holds(at_work)


WAITS = "Minutes in review until"


async def test_who_says_nothing_is_reminded_once_before_silence_agrees(at_work: CouncilAtWork, secretary: Someone) -> None:
    h = await in_review(at_work, secretary)
    for who, waits in ((h.b.first, True), (h.b.chair, True), (h.b.second, False)):
        await who.say("/home")
        assert ("minutes of 1 meeting to review" in (await who.sees("No meetings ahead")).text) is waits
    await h.b.first.say("/waiting")
    listed = await h.b.first.sees(WAITS)
    assert "Who says nothing until then agrees." in listed.text
    await h.b.chair.press("I agree", on=await h.b.chair.sees("Who says nothing until then agrees.", ever=True))
    await at_work.wait(hours=23)
    assert len(await h.b.first.has(WAITS)) == 1, "it is not reminded yet"
    await at_work.wait(hours=13)  # nobody is woken
    assert len(await h.b.first.has(WAITS)) == 2
    assert not await h.b.chair.has(WAITS)
    await at_work.wait(hours=11)
    reminder = next(one for one in await h.b.first.has(WAITS) if one.id != listed.id)
    [label] = [one for one in reminder.labels if one.startswith("Minutes: ")]
    await h.b.first.press(label, on=reminder)
    await h.b.first.press("Correct something", on=await h.b.first.sees("Who says nothing until then agrees."))
    await h.b.first.press("The minutes as a whole")
    await h.b.first.say("It was a Tuesday.")
    await h.b.first.say("/waiting")
    await h.b.first.sees("Nothing waits for you.")


async def test_it_is_sealed_printed_and_what_is_to_be_done_is_planned(at_work: CouncilAtWork, secretary: Someone) -> None:
    h = await in_review(at_work, secretary)
    approved = await h.b.chair.does(reviewing.approve, h.minutes.id, 1)
    assert approved.way is Way.CHAIR
    async with at_work.store.read() as tx:
        [kept] = (await records.minutes_of(tx, [h.meeting.id])).values()
        items = await plan.of(tx, ["B"])
        tied = await plan.links(tx, [item.id for item in items])
    record = kept.record
    assert (record.number, kept.hash, record.version) == ("M-B-2026-01", approved.hash, 1)
    assert sorted(kept.names[mark] or "" for mark in record.present) == ["Chair, group B", "Expert, Kazakhstan, group B"]
    assert len(record.absent) == 2
    assert kept.names[record.by] == "Chair, group B"
    first = (await h.b.first.known()).id
    assert [(item.draft.what, item.draft.due, item.draft.person, item.draft.who) for item in items] == [
        ("Send the letter", DUE, first, ""), ("Answer it", DUE, None, "Ministry of Education"),
    ]  # fmt: skip
    assert all(links == [("meeting", h.meeting.id)] for links in tied.values())
    page = await h.b.second.press(data=f"hv:{approved.id}")
    assert page is not None
    await h.b.second.press(data=f"bf:{approved.id}:pdf")
    [file] = [one for one in await at_work.shown(h.b.second.id) if one.document == "M-B-2026-01.pdf"]
    assert file.content is not None
    told = " ".join(texts(file.content))
    for line in (
        "Approved by the chair",
        "Expert, Kazakhstan, group B",
        "Ministry of Education",
        "31 March 2027",
        "Present",
        "Absent",
    ):
        assert line in told
    assert f"record 1 · {kept.hash[:16]}" in told
    assert await holds(at_work)


async def test_an_open_correction_stops_silence_and_a_change_gives_time_again(at_work: CouncilAtWork, secretary: Someone) -> None:
    h = await in_review(at_work, secretary)
    review = await h.b.first.sees("Who says nothing until then agrees.")
    await h.b.first.press("Correct something", on=review)
    await h.b.first.press("2. Schooling")
    await h.b.first.say("Two letters were agreed <b>.")
    await h.b.first.sees("Your correction is with the secretariat.")
    with pytest.raises(CorrectionsOpen):
        await h.b.chair.does(reviewing.approve, h.minutes.id, 1)
    await at_work.wait(hours=60)
    assert (await now_of(at_work, h.minutes)).state is MinutesState.REVIEW
    for who in (h.b.chair, secretary):
        await who.sees("The time for corrections is over, and 1 correction is open.")
    assert not await h.b.second.has("Minutes not approved")
    await secretary.say("/tasks")
    await secretary.sees("1 meeting's minutes have open corrections or unsent changes.")
    await secretary.press("Corrections (1)")
    listed = await secretary.sees("Two letters were agreed <b>.")
    assert "Expert, Kazakhstan, group B" in listed.text
    await secretary.press("Taken: 1", on=listed)
    await secretary.sees("What did you change?")
    await secretary.say("It says two letters now.")
    await secretary.sees("Taken: It says two letters now.")
    told = await h.b.first.sees("Your correction is taken")
    assert "It says two letters now." in told.text
    item = replace(h.minutes.items[1], agreed="Two letters are sent.")
    await secretary.does(writing.put_item, h.minutes.id, 2, item)
    with pytest.raises(CorrectionsOpen):
        await h.b.chair.does(reviewing.approve, h.minutes.id, 1)
    assert "A letter is sent." in (await h.b.first.sees("Who says nothing until then agrees.", ever=True)).text
    changed, people = await secretary.does(writing.send_changes, h.minutes.id)
    assert (changed.version, people) == (2, 2)
    assert changed.due_at is not None
    assert changed.due_at >= at_work.now + timedelta(hours=48)
    notice = await h.b.first.sees("Minutes changed, version 2")
    assert "Two letters are sent." in notice.text
    assert "Opening" not in notice.text
    with pytest.raises(Stale):
        await h.b.first.does(reviewing.agree, h.minutes.id, 1)
    await at_work.wait(hours=47)
    assert (await now_of(at_work, h.minutes)).state is MinutesState.REVIEW
    await at_work.wait(hours=2)
    assert (await now_of(at_work, h.minutes)).way is Way.SILENCE
    assert len(await h.b.first.has("Minutes changed")) == 1


async def test_what_is_changed_while_it_is_approved_is_refused_in_words(at_work: CouncilAtWork, secretary: Someone) -> None:
    h = await in_review(at_work, secretary)
    item = replace(h.minutes.items[1], said="Otherwise.")
    await secretary.does(writing.put_item, h.minutes.id, 2, item)
    await secretary.does(writing.send_changes, h.minutes.id)
    with pytest.raises(ChangedMeanwhile):
        await h.b.chair.does(reviewing.approve, h.minutes.id, 1)
    async with at_work.store.begin() as tx:
        known = await minutes.find(tx, h.minutes.id)
        assert known is not None
        await minutes.approve(tx, known, "B", 2026, Way.CHAIR, None, at_work.now)
        with pytest.raises(ChangedMeanwhile):
            await minutes.approve(tx, known, "B", 2026, Way.CHAIR, None, at_work.now)
        assert not await minutes.send_changes(tx, known, at_work.now, at_work.now)
    with pytest.raises(AlreadyDecided):
        await h.b.chair.does(reviewing.approve, h.minutes.id, 2)
    for place in (1, 2):
        with pytest.raises(NotInReview):
            await secretary.does(writing.put_item, h.minutes.id, place, item)
    with pytest.raises(NotInReview):
        await h.b.first.does(reviewing.correct, h.minutes.id, 1, "Late")


async def test_who_sees_and_does_what(at_work: CouncilAtWork, secretary: Someone) -> None:
    h = await held(at_work, secretary)
    other = await at_work.seated("Chair, group D", ["D"], Role.CHAIR)
    for who in (h.b.chair, h.b.first, other):
        for action in (writing.begin, writing.send_for_review, writing.correct_approved):
            with pytest.raises(Forbidden):
                await who.does(action, h.meeting.id)
        with pytest.raises(Forbidden):
            await who.does(reviewing.request, h.minutes.id, "pdf", 1)
    await secretary.press(data=f"bm:{h.minutes.id}:t")
    await secretary.press("3. Other business", on=await secretary.sees("Which item is to be taken out?"))
    assert [item.title for item in (await now_of(at_work, h.minutes)).items] == ["Opening", "Schooling"]
    with pytest.raises(NothingWritten):
        await secretary.does(writing.send_for_review, h.minutes.id)
    await secretary.does(writing.put_item, h.minutes.id, 1, Item("Opening", "Said"))
    await secretary.does(writing.send_for_review, h.minutes.id)
    for who in (h.b.second, h.b.observer, other):  # who were not there
        with pytest.raises(Forbidden):
            await who.does(reviewing.request, h.minutes.id, "pdf", 1)
        with pytest.raises(Forbidden):
            await who.does(reviewing.agree, h.minutes.id, 1)
        await who.say("/minutes")
        await who.sees("There are no minutes for you to see yet")
    for who in (h.b.first, secretary):
        with pytest.raises(Forbidden):
            await (h.b.first if who is h.b.first else other).does(reviewing.approve, h.minutes.id, 1)
    with pytest.raises(Forbidden):
        await secretary.does(reviewing.agree, h.minutes.id, 1)
    for who in (h.b.first, h.b.chair, secretary):
        await who.does(reviewing.request, h.minutes.id, "docx", 1)
        await who.say("/minutes")
        await who.sees("in review")
    approved = await secretary.does(reviewing.approve, h.minutes.id, 1)
    assert approved.way is Way.FOR_CHAIR
    await h.b.observer.does(reviewing.request, h.minutes.id, "pdf", 1)
    with pytest.raises(Forbidden):
        await other.does(reviewing.request, h.minutes.id, "pdf", 1)
    ahead = await publish(at_work, 3)
    with pytest.raises(NotBegun):
        await secretary.does(writing.begin, ahead.id)


async def test_a_correction_of_approved_minutes_is_a_document_of_its_own(at_work: CouncilAtWork, secretary: Someone) -> None:
    h = await in_review(at_work, secretary)
    first = await h.b.chair.does(reviewing.approve, h.minutes.id, 1)
    with pytest.raises(AlreadyDecided):
        await secretary.does(writing.begin, h.meeting.id)
    second = await secretary.does(writing.correct_approved, first.id)
    with pytest.raises(AlreadyDecided):
        await secretary.does(writing.correct_approved, first.id)
    assert second.items == first.items
    actions = (*first.items[1].actions, ActionItem("One more thing", DUE, None, "Secretariat"))
    await secretary.does(writing.put_item, second.id, 2, replace(first.items[1], actions=actions))
    await secretary.does(writing.send_for_review, second.id)
    approved = await h.b.chair.does(reviewing.approve, second.id, 1)
    assert approved.number == "M-B-2026-02"
    async with at_work.store.read() as tx:
        kept = (await records.minutes_of(tx, [h.meeting.id]))[approved.hash]
        items = await plan.of(tx, ["B"])
    assert (kept.record.corrects, kept.record.corrects_hash) == (first.number, first.hash)
    assert sorted(item.draft.what for item in items) == ["Answer it", "One more thing", "Send the letter"]
    assert await holds(at_work)


async def test_who_is_forgotten_stands_in_no_minutes(at_work: CouncilAtWork, secretary: Someone) -> None:
    h = await in_review(at_work, secretary)
    typed = ActionItem("Typed", DUE, None, "Expert, Kazakhstan, group B")
    await secretary.does(writing.put_item, h.minutes.id, 3, Item("Other business", "", "", (typed,)))
    await secretary.does(writing.send_changes, h.minutes.id)
    await h.b.first.does(reviewing.correct, h.minutes.id, 2, "Correct this")
    await secretary.does(reviewing.decide, 1, "No", taken=False)
    approved = await h.b.chair.does(reviewing.approve, h.minutes.id, 2)
    name = (await h.b.first.known()).name
    await h.b.first.does(oneself.forget, at_work.now)
    async with at_work.store.read() as tx:
        kept = (await records.minutes_of(tx, [h.meeting.id]))[approved.hash]
        live = await minutes.find(tx, approved.id)
        assert await minutes.corrections(tx, approved.id) == []
    assert name not in [one for one in kept.names.values() if one]
    assert live is not None
    assert [(a.person, a.who) for item in live.items for a in item.actions] == [
        (None, ""), (None, "Ministry of Education"), (None, ""),
    ]  # fmt: skip
    assert await holds(at_work)
    await secretary.press(data=f"bf:{approved.id}:pdf")
    [file] = [one for one in await at_work.shown(secretary.id) if one.document.startswith("M-B")]
    assert file.content is not None
    assert name not in " ".join(texts(file.content))
    assert "former member" in " ".join(texts(file.content))


async def test_what_is_changed_behind_the_programs_back_is_found(at_work: CouncilAtWork, secretary: Someone) -> None:
    h = await in_review(at_work, secretary)
    await h.b.chair.does(reviewing.approve, h.minutes.id, 1)
    for change in (
        "UPDATE minutes_versions SET items = replace(items, 'letter', 'fax')",
        "UPDATE written_minutes SET serial = 7",
        "UPDATE written_minutes SET hash = 'another'",
        "DELETE FROM written_minutes",
    ):
        async with at_work.store.begin() as tx:
            await tx.write(sa.text("PRAGMA defer_foreign_keys = ON"))
            try:
                async with tx.savepoint():
                    await tx.write(sa.text(change))
                    found = (await records.verify(tx)).faults
                    assert found, change
                    assert found[0].what == f"meeting {h.meeting.id}"
                    raise Undo
            except Undo:
                pass
    assert await holds(at_work)


ASKS = "How far is B.1, group B?"


async def planned_and_asked(at_work: CouncilAtWork, secretary: Someone) -> GroupB:
    """What is to be done stands on the plan, and it is the first period in which it is asked how far it is."""
    h = await in_review(at_work, secretary)
    await h.b.chair.does(reviewing.approve, h.minutes.id, 1)
    await to(at_work, date(2026, 12, 31))
    assert not await h.b.first.has(ASKS)
    await to(at_work, date(2027, 1, 2))
    return h.b


async def item_of(at_work: CouncilAtWork) -> PlanItem:
    async with at_work.store.read() as tx:
        return (await plan.of(tx, ["B"]))[0]


async def test_what_is_to_be_done_is_asked_after_like_measures(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await planned_and_asked(at_work, secretary)
    card = await b.first.sees(ASKS, ever=True)
    assert {"Implemented", "Under way", "Not started", "Blocked", "No longer relevant"} <= set(card.labels)
    for other in (b.chair, b.second, secretary):
        assert not await other.has(ASKS)
    await b.first.press("Blocked", on=card)
    card = await b.first.sees("Your answer: blocked")
    await b.first.press("Add a sentence or evidence", on=card)
    await b.first.say("The ministry does not answer")
    await b.first.say("ftp://example.org/letter")
    await b.first.sees("link")
    await b.first.say("https://example.org/letter")
    page = await b.first.sees("The last answer: blocked (2 January 2027): “The ministry does not answer”", ever=True)
    assert "Evidence: https://example.org/letter" in page.text
    assert "Before" not in page.text, "it was so before"
    assert (await item_of(at_work)).state is State.BLOCKED
    await to(at_work, date(2027, 4, 2))
    old, card = sorted(await b.first.has(ASKS), key=lambda one: one.id)
    assert old.labels == [], "its period is over"
    assert "The last answer: blocked" in card.text
    await b.first.press("Implemented", on=card)
    assert (await item_of(at_work)).done_at == at_work.now
    await b.chair.press(data=f"pi:{(await item_of(at_work)).id}")
    assert "✓ Done" in (await b.chair.sees("Send the letter")).text
    asked = len(await b.first.has(ASKS))
    await to(at_work, date(2027, 7, 2))
    assert len(await b.first.has(ASKS)) == asked, "what is done is asked after no more"
    await b.chair.does(editing.finish, (await item_of(at_work)).id, done=False)
    await to(at_work, date(2027, 10, 2))
    assert len(await b.first.has(ASKS)) == asked + 1
    assert await holds(at_work)


async def test_who_is_silent_about_what_is_to_be_done_is_reminded_once_and_is_a_task(
    at_work: CouncilAtWork, secretary: Someone
) -> None:
    b = await planned_and_asked(at_work, secretary)
    await b.first.say("/home")
    await b.first.sees("1 question about follow-up")
    before = len(await b.first.has("B.1: Send the letter"))
    await to(at_work, date(2027, 1, 12))
    reminders = await b.first.has("B.1: Send the letter")
    assert len(reminders) == before + 1
    await to(at_work, date(2027, 1, 18))
    await secretary.say("/tasks")
    assert "1 question about follow-up is unanswered" in (await secretary.sees("Tasks")).text
    assert len(await b.first.has("B.1: Send the letter")) == before + 1, "once"
    await b.first.press("B.1: how far it is", on=reminders[-1])
    await b.first.press("No longer relevant", on=await b.first.sees(ASKS))
    await secretary.say("/tasks")
    assert "about follow-up" not in (await secretary.sees("Tasks")).text
    await b.first.say("/plan")
    await b.first.sees("– B.1")


async def test_nobody_is_asked_after_what_is_not_theirs(at_work: CouncilAtWork, secretary: Someone) -> None:
    b = await planned_and_asked(at_work, secretary)
    card = await b.first.sees(ASKS, ever=True)
    async with at_work.store.read() as tx:
        [asked] = await followup_questions.of_items(tx, [(await plan.of(tx, ["B"]))[0].id])
    with pytest.raises(Forbidden):
        await b.chair.does(asking.reply, asked.id, State.DONE)
    with pytest.raises(Forbidden):
        await b.second.does(editing.say, asked.item, State.DONE)
    await at_work.does(roles.end, (await b.first.known()).id, "B")
    await at_work.wait(minutes=10)
    assert (await b.first.sees(ASKS, ever=True)).labels == []
    assert await b.first.press("Implemented", on=card) is not None
    assert (await item_of(at_work)).done_at is None
    await to(at_work, date(2027, 4, 3))
    assert len(await b.first.has(ASKS)) == 1
