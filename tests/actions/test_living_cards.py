"""Cards stay true, also for those who run a meeting; what can no longer be pressed is no longer there."""

from datetime import timedelta

from council.attendance import Presence
from council.meetings import MeetingDraft
from council.plan import PlanDraft
from handlers.attendance import actions as attendance
from handlers.meetings.actions import meetings
from handlers.minutes.actions import sending
from handlers.plan.actions import editing
from storage import meetings as stored
from tests.actions.announcements import compose
from tests.actions.at_work import CouncilAtWork, Someone
from tests.actions.meetings import HEAD, TITLE, fill_in, in_days, move_to, publish
from tests.actions.registration import ask_to_join

ANSWERS = {"I am coming", "Online", "I cannot", "Someone in my place", "Later"}


async def test_the_card_of_who_set_a_meeting_follows_it(at_work: CouncilAtWork, secretary: Someone) -> None:
    expert = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    await fill_in(secretary, "4 December 15:00")
    await secretary.press("Publish")
    card = await secretary.sees("Published.")
    await expert.press("I am coming")
    await at_work.wait(minutes=1)
    assert "Coming: 1 of 1" in (await secretary.sees(lambda one: one.id == card.id, ever=True)).text
    async with at_work.store.read() as tx:
        [made] = await stored.ahead(tx, None, at_work.now)
    await move_to(at_work, made, in_days(at_work, 12))
    shown = await secretary.sees(lambda one: one.id == card.id, ever=True)
    assert "in 12 days" in shown.text
    assert "Coming: 0 of 1" in shown.text
    await secretary.say("/meetings")
    await secretary.press(f"1. {TITLE}")
    await secretary.sees("1 person knows of it.")
    old = await secretary.sees(lambda one: one.id == card.id, ever=True)
    assert old.labels == ["Open the meeting"]  # another one took its place
    await at_work.does(meetings.cancel, made.id)
    await at_work.wait(minutes=1)
    for one in await secretary.has(TITLE):
        assert not {"Move", "Cancel the meeting"} & set(one.labels), one.text


async def test_after_a_meeting_one_card_has_all_that_is_left_to_do(at_work: CouncilAtWork, secretary: Someone) -> None:
    expert = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    made = await publish(at_work, 1, hour=11)
    before = len(await secretary.has(HEAD))
    await at_work.until(made.ends_at + timedelta(minutes=1))
    card = await secretary.sees("It is over.", ever=True)
    assert len(await secretary.has(HEAD)) == before + 1
    assert {"Who was there", "Send the minutes", "Tell it in the channels"} <= set(card.labels)
    assert "Who was there: 0 of 1 recorded\nMinutes: not sent yet\nChannels: nothing posted yet" in card.text
    async with at_work.store.read() as tx:
        person = (await expert.actor(tx)).person
    assert person is not None
    await secretary.does(attendance.mark, made.id, person.id, Presence.HERE)
    await secretary.does(sending.send_minutes, made.id, link="https://example.org/minutes")
    await at_work.wait(minutes=1)
    card = await secretary.sees(lambda one: one.id == card.id, ever=True)
    assert "Who was there: 1 of 1 recorded\nMinutes: sent" in card.text


async def test_each_reminder_has_the_ways_to_answer_and_loses_them_when_they_are_spent(at_work: CouncilAtWork) -> None:
    expert = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    made = await publish(at_work, 2, hour=15)
    await at_work.until(made.starts_at - timedelta(minutes=50))
    reminders = await expert.has(lambda one: one.text.startswith(("In one day", "In 1 hour", "In one hour", "In 1 day")))
    reminders.sort(key=lambda one: one.id)
    assert len(reminders) == 2
    assert set(reminders[0].labels) == {"Agenda", "Join the meeting"}  # it is answered on the later one
    assert set(reminders[-1].labels) >= ANSWERS
    await expert.press("I am coming", on=reminders[-1])
    assert "You: coming in person" in (await expert.sees(lambda one: one.id == reminders[-1].id)).text
    await at_work.does(meetings.cancel, made.id)
    await at_work.wait(minutes=1)
    for one in await expert.has(TITLE):
        assert not (ANSWERS | {"✓ I am coming"}) & set(one.labels), one.text


async def test_a_move_loses_its_buttons_with_the_meeting(at_work: CouncilAtWork) -> None:
    expert = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    made = await publish(at_work, 9)
    await expert.sees(HEAD, ever=True)
    await move_to(at_work, made, in_days(at_work, 10))
    assert set((await expert.sees("Moved: group B", ever=True)).labels) >= ANSWERS
    await at_work.does(meetings.cancel, made.id)
    await at_work.wait(minutes=1)
    for one in await expert.has(TITLE):
        assert not ANSWERS & set(one.labels), one.text


async def test_nobody_comes_online_where_there_is_no_link(at_work: CouncilAtWork) -> None:
    expert = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    starts = in_days(at_work, 1)
    await at_work.does(meetings.publish, MeetingDraft(TITLE, ("B",), starts, "Asia/Tashkent", place="Hall 2"))
    card = await expert.sees(HEAD, ever=True)
    assert "Online" not in card.labels
    await at_work.wait(hours=24)
    card = await expert.sees(lambda one: one.id == card.id, ever=True)
    assert "I am here" in card.labels
    assert "I am here, online" not in card.labels


async def test_a_request_that_was_decided_cannot_be_taken_back(at_work: CouncilAtWork, secretary: Someone) -> None:
    stranger = await ask_to_join(at_work)
    assert [one for one in await stranger.has() if "Take the request back" in one.labels]
    await secretary.press("Approve")
    await at_work.wait(minutes=1)
    assert not [one for one in await stranger.has() if "Take the request back" in one.labels]


async def test_an_older_card_of_an_announcement_has_nothing_left_to_press(at_work: CouncilAtWork, secretary: Someone) -> None:
    await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    await compose(secretary, "Visit of 12 December")
    await secretary.press("Send to 1 person")
    first = await secretary.sees("Published: ", ever=True)
    await at_work.wait(seconds=1)
    await secretary.press("Report")
    later = await secretary.sees("Published: ")
    assert later.id != first.id
    assert "Take back" in later.labels
    assert (await secretary.sees(lambda one: one.id == first.id, ever=True)).labels == ["Report"]


async def test_a_reminder_of_the_plan_has_no_buttons_once_it_is_done(at_work: CouncilAtWork, secretary: Someone) -> None:
    expert = await at_work.seated("Expert, Kazakhstan, group B", ["B"])
    due = at_work.now.date() + timedelta(days=10)
    item = await secretary.does(editing.add, PlanDraft("B", "Survey of schools", due, (await expert.known()).id))
    await at_work.wait(days=4)
    week = await expert.sees("In 7 days", ever=True)
    assert "Mark as done" in week.labels
    await at_work.wait(days=6)
    day = await expert.sees("In 1 day", ever=True)
    assert (await expert.sees(lambda one: one.id == week.id, ever=True)).labels == [], "a later one took its place"
    assert "Mark as done" in day.labels
    await secretary.does(editing.finish, item.id, done=True)
    now = await expert.sees(lambda one: one.id == day.id, ever=True)
    assert (now.text, now.labels) == (day.text, [])
