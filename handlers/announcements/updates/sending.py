"""Updates about announcements that were handed in: followed, steered, approved, corrected, taken back, confirmed."""

from dataclasses import replace

from council.announcements import IS_PENDING, SENT, UNDER_WAY, WORDED, AnnouncementState, NotCorrectable
from council.authority import Action, may
from council.errors import Stale
from handlers.announcements import presses, reads
from handlers.announcements.actions import access, confirmations, corrections, drafts, review, sending
from handlers.announcements.forms.correction import CORRECT
from handlers.announcements.forms.draft import show_page
from handlers.announcements.presses import Answer, Steering, Verdict
from handlers.announcements.views import (
    copy,
    corrections as correction_views,
    draft,
    report,
    review as review_views,
    sending as views,
)
from handlers.announcements.views.words import PAGE, secretary_name
from handlers.common.navigation import Confirm
from handlers.common.presses import offset_of
from handlers.common.texts import Catalogs
from handlers.common.view import View, bold
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.framework.questions import CONFIRM_STEP
from storage import announcement_deliveries, announcements, members
from storage.forms import load

LISTED = 10
"""How many of the last announcements are listed."""


async def listed(visit: Visit) -> None:
    """/announcements: the last ones; a chair's own, for the secretariat all."""
    access.require_announcer(visit.work)
    author = None if may(visit.actor, Action.ANNOUNCE) else visit.person.id
    found = await announcements.recent(visit.tx, LISTED, author)
    overviews = [await reads.overview(visit.tx, each, visit.now) for each in found]
    to = [draft.whom(visit.council, each, visit.t) for each in overviews]
    visit.say(views.listed(found, to, visit.zone, visit.t))


async def show(visit: Visit, announcement: int) -> None:
    """How it stands, on a card that lives on: its numbers follow what happens."""
    found = await access.visible_announcement(visit.work, announcement)
    if found.state is AnnouncementState.DRAFT:
        await show_page(visit, found.id)
    elif (found.state is AnnouncementState.REVIEW or found.pending) and found.author != visit.person.id:
        await review.ask(visit.work, found, [visit.person])
    else:
        await sending.follow(visit.work, found, visit.person)


async def steer(visit: Visit, press: presses.Steer) -> None:
    t, id_ = visit.t, press.announcement
    match press.what:
        case Steering.PAUSE:
            await sending.pause(visit.work, id_)
            visit.toast(t("Paused: for now nobody else gets it."))
        case Steering.RESUME:
            await sending.resume(visit.work, id_)
            visit.toast(t("Resumed."))
        case Steering.SEND_NOW:
            visit.show(views.SENT_LATE.view(await sending.send_overdue(visit.work, id_), t))
        case Steering.BACK_TO_DRAFT:
            # A message of its own: the card that was pressed is redrawn by itself.
            await show_page(visit, (await drafts.back_to_draft(visit.work, id_)).id)
        case Steering.CORRECT:
            await _ask_to_correct(visit, id_)
        case Steering.NUDGE:
            people = await confirmations.nudge(visit.work, id_)
            visit.toast(t.plural("{n} person is reminded.", "{n} people are reminded.", people))
        case Steering.PDF | Steering.XLSX:
            await sending.request_certificate(visit.work, id_, "pdf" if press.what is Steering.PDF else "xlsx")
            visit.toast(t("It is being prepared and will come in a moment."))


async def stop(visit: Visit, press: presses.Stop) -> None:
    """Stop sending: asked once more, in a message of its own, because the card is redrawn all the time."""
    found = await access.require_steering(visit.work, press.announcement)
    if press.answer is Answer.YES:
        await sending.stop(visit.work, found.id)
        visit.show(views.STOPPED.view(found, visit.t))
    elif found.state not in (*UNDER_WAY, *IS_PENDING):
        raise Stale
    elif press.answer is Answer.NO:
        visit.show(views.NOT_STOPPED.view(found, visit.t))
    else:
        visit.say(views.ask_stop(found, await announcement_deliveries.tally(visit.tx, found.id), visit.t))


async def second(visit: Visit, press: presses.Review) -> None:
    """A second secretary is shown it, approves it, or sends it back."""
    work, id_, mark = visit.work, press.announcement, press.stamp
    match press.verdict:
        case Verdict.APPROVE:
            visit.show(review_views.approved(await review.approve(work, id_, mark), visit.t))
        case Verdict.RETURN:
            visit.show(review_views.SENT_BACK.view(await review.send_back(work, id_, mark), visit.t))
        case Verdict.SHOW:
            await _show_to_review(visit, press)


async def _show_to_review(visit: Visit, press: presses.Review) -> None:
    found, waiting = await review.visible_to_review(visit.work, press.announcement, press.stamp)
    said = (await announcements.pinned(visit.tx, {found.id: waiting}))[found.id]
    was = await announcements.contents(visit.tx, found.id, found.version)
    for code, content in said.items():
        t = visit.catalogs.texts(code)
        visit.say(View(bold(Catalogs.own_name(code))))
        changed = found.pending and was[code].html != content.html
        shown = replace(content, corrected_at=visit.now) if changed else content
        visit.say(copy.tried(found, shown, visit.zone, t))
    author = secretary_name(await members.find(visit.tx, found.writer), visit.t)
    to = draft.whom(visit.council, await reads.overview(visit.tx, found, visit.now), visit.t)
    when = draft.when(found, visit.zone, visit.t)
    visit.say(review_views.review(found, author, to, when, press.stamp, visit.t))


async def names(visit: Visit, press: presses.Names) -> None:
    """Who, by name, a page at a time."""
    found = await access.visible_announcement(visit.work, press.announcement)
    offset = offset_of(press.page, PAGE)
    total = await announcement_deliveries.how_many(visit.tx, found.id, press.which)
    people = await announcement_deliveries.recipients(visit.tx, found.id, press.which, PAGE, offset)
    visit.say(report.names(found, press.which, people, total, press.page, visit.zone, visit.t))


async def again(visit: Visit, press: presses.Again) -> None:
    """Send it again to those whom it did not reach: asked once more, because some may get it twice."""
    found = await access.require_steering(visit.work, press.announcement)
    if press.answer is Answer.YES:
        people = await corrections.send_again(visit.work, found.id)
        visit.show(correction_views.sent_again(found, people, visit.t))
        return
    people = await announcement_deliveries.can_be_sent_again(visit.tx, found.id)
    if found.state is not AnnouncementState.DONE or not people:
        raise Stale
    if press.answer is Answer.NO:
        visit.show(correction_views.NOT_AGAIN.view(found, visit.t))
    else:
        tally = await announcement_deliveries.tally(visit.tx, found.id)
        visit.say(correction_views.ask_again(found, people, tally.uncertain, visit.t))


async def take_back(visit: Visit, press: presses.TakeBack) -> None:
    """Take it away from everyone: asked once more."""
    found = await access.require_steering(visit.work, press.announcement)
    if press.answer is Answer.YES:
        await corrections.take_back(visit.work, found.id)
        visit.show(correction_views.TAKEN_BACK.view(found, visit.t))
    elif found.state not in SENT:
        raise Stale
    elif press.answer is Answer.NO:
        visit.show(correction_views.NOT_TAKEN_BACK.view(found, visit.t))
    else:
        tally = await announcement_deliveries.tally(visit.tx, found.id)
        ages = await reads.ages(visit.tx, found, visit.council, visit.now)
        visit.say(correction_views.ask_take_back(found, tally.delivered, ages, visit.t))


async def _ask_to_correct(visit: Visit, announcement: int) -> None:
    """Ask in which language, where it has words in several, else for the words at once."""
    found = await corrections.require_correctable(visit.work, announcement)
    said = await announcements.contents(visit.tx, found.id, found.version)
    worded = [code for code, content in said.items() if content.kind in WORDED]
    if not worded:
        raise NotCorrectable
    if len(worded) == 1:
        await correct(visit, presses.Correct(found.id, worded[0]))
    else:
        visit.say(correction_views.ask_language(found, worded, visit.t))


async def correct(visit: Visit, press: presses.Correct) -> None:
    """Ask for the words as they should have been; what was typed in another language a moment ago goes along."""
    found = await corrections.require_correctable(visit.work, press.announcement)
    said = await announcements.contents(visit.tx, found.id, found.version)
    if press.language not in said or said[press.language].kind not in WORDED:
        raise Stale
    made_of = said[press.language].kind
    data: dict[str, object] = {"announcement": found.id, "language": press.language, "made_of": made_of}
    data["confirms"] = found.confirms
    row = await load(visit.tx, visit.person.id)
    if row is not None and row.kind == CORRECT.kind and row.step == CONFIRM_STEP:
        typed = CORRECT.read(row.data)
        if typed.announcement == found.id:
            data |= {"already": typed.by_language} | ({"material": typed.material} if typed.material else {})
            await forms.cancel(visit)
    await forms.begin(visit, CORRECT, data)


async def confirm(visit: Visit, press: Confirm) -> None:
    """I have read this: told on the press; the button goes when the copy is redrawn."""
    new = await confirmations.confirm(visit.work, press.announcement, visit.incoming.message)
    visit.toast(visit.t("Recorded: you have read it. Thank you.") if new else visit.t("You have confirmed it already."))


async def tried(visit: Visit, _press: presses.Tried) -> None:
    """The same under a preview or a test."""
    visit.toast(visit.t("This is a test: nothing was recorded. Recipients confirm with this button."), alert=True)


PRESSES = (
    pressed(presses.Review, second), pressed(presses.Steer, steer), pressed(presses.Stop, stop),
    pressed(presses.Names, names), pressed(presses.Again, again), pressed(presses.TakeBack, take_back),
    pressed(presses.Correct, correct), pressed(Confirm, confirm), pressed(presses.Tried, tried),
)  # fmt: skip
