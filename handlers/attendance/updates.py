"""Updates about who comes to meetings and who was there: read one, call one action, show one view."""

from council.attendance import Answer, begun
from council.authority import Action, may
from council.clock import instant, year_before, zone
from council.errors import AlreadyDecided, QuestionClosed
from council.meetings import Meeting
from handlers.attendance import actions
from handlers.attendance.forms import SUBSTITUTE
from handlers.attendance.presses import Could, Discussed, Export, Mark, Propose, Take
from handlers.attendance.views import attendance as views
from handlers.common.dates import moment
from handlers.common.refusals import words as refused
from handlers.common.view import View
from handlers.framework import forms, telling
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.meetings import presses as card_presses
from handlers.meetings.actions.meetings import CARD, reach_of
from handlers.meetings.forms.fields import show_beside
from handlers.meetings.presses import On
from handlers.meetings.reads import details, visible_groups, visible_meeting
from handlers.meetings.views import card as card_views, notices, words
from storage import attendance, cards, discussed, meetings, proposed_times

MOST_PAST, MOST_TOPICS = 10, 12
"""Meetings that were held, on one screen; and recommendations offered as discussed."""


async def reply(visit: Visit, press: card_presses.Reply) -> None:
    if press.answer is Answer.SOMEONE:
        found = await actions.require_schedule(visit.work, press.meeting, press.schedule, Action.ATTEND_MEETING)
        await forms.begin(visit, SUBSTITUTE, {"meeting": found.id, "schedule": found.schedule})
        return
    found, given = await actions.answer(visit.work, press.meeting, press.schedule, press.answer)
    visit.toast(words.recorded(given, visit.zone, visit.t))
    await _redrawn(visit, found, press.on)


async def check_in(visit: Visit, press: card_presses.CheckIn) -> None:
    try:
        found = await actions.check_in(visit.work, press.meeting, press.presence)
    except AlreadyDecided as refusal:
        visit.toast(refused(refusal, visit.t), alert=True)
        return
    visit.toast(visit.t("Recorded: {what}.", what=visit.t(words.PRESENCES[press.presence])))
    await _redrawn(visit, found, On.CARD)


async def _redrawn(visit: Visit, found: Meeting, on: On) -> None:
    """Redraw what was pressed, and one's card of the meeting, at once."""
    shown = await details(visit.work, found)
    card = card_views.card(visit.council, found, visit.now, visit.zone, visit.t, shown)
    own = await cards.message(visit.tx, found.subject, CARD.name, visit.incoming.chat)
    if own is not None and own == visit.incoming.message:
        visit.show(card)
        return
    if on is On.NOTICE:
        visit.show(notices.answered(visit.council, found, shown, visit.zone, visit.t))
    else:
        visit.show(card.with_rows(*card_views.managing(found, visit.actor, visit.now, visit.t)))
    if own:
        visit.redraw(own, card)


async def show_names(visit: Visit, press: card_presses.ShowNames) -> None:
    """Who comes, by name."""
    found = await visible_meeting(visit.work, press.meeting, Action.SEE_ATTENDANCE)
    roll = await attendance.roll_of(visit.tx, found, visit.now)
    replies = await attendance.replies_to(visit.tx, found.id)
    tally = await attendance.tally(visit.tx, found, visit.council.quorum, visit.now)
    proposes, about = may(visit.actor, Action.PROPOSE_TIMES, found.draft.groups), (found, roll, replies, tally)
    visit.say(views.names(visit.council, *about, visit.now, visit.zone, visit.t, proposes=proposes))


async def propose(visit: Visit, press: Propose) -> None:
    """Asks the members which other times they could make."""
    about = await actions.require_schedule(visit.work, press.meeting, press.schedule, Action.PROPOSE_TIMES)
    reach = await visit.work.reach(await actions.list_asked(visit.tx, about, visit.now))
    head = visit.t("Propose other times? {meeting}", meeting=card_views.heading(visit.council, about, visit.t))
    if not await telling.asked(visit, press, head, visit.t("Ask them"), reach):
        return
    found, _, people = await actions.propose(visit.work, press.meeting, press.schedule)
    visit.say(views.proposed(found, people, visit.t))


async def could(visit: Visit, press: Could) -> None:
    try:
        found, proposal, mask = await actions.could(visit.work, press.proposal, press.place)
    except QuestionClosed as refusal:
        visit.toast(refused(refusal, visit.t), alert=True)
        return
    visit.show(views.times(visit.council, found, proposal, mask, visit.now, visit.zone, visit.t))


async def take(visit: Visit, press: Take) -> None:
    """Moves the meeting to a time that was proposed."""
    about, asked = await actions.visible_proposal(visit.work, press.proposal, Action.CHANGE_MEETING)
    if 0 <= press.place < len(asked.times):
        head = visit.t("Move this meeting? {meeting}", meeting=card_views.heading(visit.council, about, visit.t))
        there = instant(asked.times[press.place], about.draft.zone)
        then = visit.t("Now: {when}", when=moment(there, visit.zone, visit.t))
        reach = await reach_of(visit.work, about)
        if not await telling.asked(visit, press, head, visit.t("Move it"), reach, then):
            return
    found, proposal, people = await actions.take(visit.work, press.proposal, press.place)
    visit.toast(visit.t("Moved. {told}", told=card_views.people_told(people, visit.t)))
    masks = await proposed_times.masks(visit.tx, proposal.id)
    shown = (found, proposal, masks, len(await actions.list_asked(visit.tx, found, visit.now)))
    visit.show(views.times_result(visit.council, *shown, visit.now, visit.zone, visit.t, takes=True))


async def attendance_of(visit: Visit) -> None:
    """/attendance: the meetings that were held, and who was there."""
    groups = visible_groups(visit.work, Action.SEE_ATTENDANCE)
    local = visit.now.astimezone(zone(visit.council.zone))
    ids = await attendance.held_between(visit.tx, groups, year_before(local), visit.now)
    listed = list((await meetings.many(visit.tx, ids[:MOST_PAST])).values())
    keeps = may(visit.actor, Action.KEEP_ATTENDANCE)
    visit.say(views.past(visit.council, listed, local.year, visit.zone, visit.t, keeps=keeps))


async def show_roll(visit: Visit, press: card_presses.ShowRoll) -> None:
    found = await visible_meeting(visit.work, press.meeting, Action.SEE_ATTENDANCE)
    await show_beside(visit, found, await _roll(visit, found, press.page))


async def mark(visit: Visit, press: Mark) -> None:
    found = await actions.mark(visit.work, press.meeting, press.person, press.presence)
    visit.show(await _roll(visit, found, press.page))


async def _roll(visit: Visit, found: Meeting, page: int) -> View:
    roll, sittings = await attendance.sittings(visit.tx, found, visit.now)
    keeps = may(visit.actor, Action.KEEP_ATTENDANCE, found.draft.groups) and begun(found, visit.now)
    return views.roll(visit.council, found, roll, sittings, page, visit.t, keeps=keeps)


async def export(visit: Visit, press: Export) -> None:
    await actions.export(visit.work, press.what, press.of)
    visit.toast(visit.t("The file follows."))


async def show_topics(visit: Visit, press: card_presses.ShowTopics) -> None:
    """What can be noted as discussed."""
    found = await visible_meeting(visit.work, press.meeting, Action.NOTE_TOPICS)
    await show_beside(visit, found, await _topics(visit, found))


async def toggle_topic(visit: Visit, press: Discussed) -> None:
    """A recommendation was discussed, or was not after all."""
    found, _ = await actions.toggle_topic(visit.work, press.meeting, press.recommendation)
    visit.show(await _topics(visit, found))


async def _topics(visit: Visit, found: Meeting) -> View:
    noted = await discussed.topics(visit.tx, found.id)
    offered = await discussed.topics_for(visit.tx, found.draft.groups, visit.council.committee, MOST_TOPICS)
    return views.topics(visit.council, found, noted, offered, visit.t)


PRESSES = (
    pressed(card_presses.Reply, reply), pressed(card_presses.ShowNames, show_names),
    pressed(card_presses.CheckIn, check_in), pressed(Propose, propose), pressed(Could, could), pressed(Take, take),
    pressed(card_presses.ShowRoll, show_roll), pressed(Mark, mark), pressed(Export, export),
    pressed(card_presses.ShowTopics, show_topics), pressed(Discussed, toggle_topic),
)  # fmt: skip
