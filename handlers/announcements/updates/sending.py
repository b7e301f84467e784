"""Announcements' updates, once they are handed in: followed, steered, approved, corrected, taken back, confirmed."""

from council.announcements import SENT, UNDER_WAY, WAITS, WORDED, AnnouncementState, NotCorrectable
from council.authority import Action, anywhere, may
from council.errors import Forbidden, Stale
from handlers.announcements import reads
from handlers.announcements.actions import access as actions
from handlers.announcements.actions import approving, sending
from handlers.announcements.actions import confirmations as confirming
from handlers.announcements.actions import corrections as mending
from handlers.announcements.actions import drafts as drafting
from handlers.announcements.actions import review as reviewing
from handlers.announcements.forms.audience import ANNOUNCEMENT, of
from handlers.announcements.forms.message import ALREADY, CORRECT, KIND, LANGUAGE, corrections
from handlers.announcements.presses import (
    Again,
    Answer,
    Confirm,
    Correct,
    Names,
    Review,
    Steer,
    Steering,
    Stop,
    TakeBack,
    Tried,
    Verdict,
)
from handlers.announcements.views import copy as contents
from handlers.announcements.views import corrections as asking
from handlers.announcements.views import draft as composing
from handlers.announcements.views import report as reporting
from handlers.announcements.views import review as deciding
from handlers.announcements.views import sending as views
from handlers.announcements.views.words import title_words
from handlers.common.texts import Catalogs
from handlers.common.view import View, bold, button, lines
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.deliveries import PostCopy
from handlers.framework.presses import pressed
from handlers.framework.questions import CONFIRM_STEP, Data
from storage import announcement_deliveries, announcements
from storage.forms import load

State = AnnouncementState
LISTED = 10


async def listed(visit: Visit) -> None:
    """/announcements: the last ones; a chair's own, for the secretariat all."""
    if anywhere(visit.actor, Action.ANNOUNCE) == ():
        raise Forbidden(Action.ANNOUNCE)
    author = None if may(visit.actor, Action.ANNOUNCE) else visit.person.id
    found = await announcements.recent(visit.tx, LISTED, author)
    to = [await reads.whom(visit.tx, visit.council, each, visit.now, visit.t) for each in found]
    visit.say(views.listed(found, to, visit.zone, visit.t))


async def show(visit: Visit, announcement: int) -> None:
    """How it stands, on a card that lives on: its numbers follow what happens."""
    found = await actions.look(visit.work, announcement)
    if found.state is State.DRAFT:
        seen = await reads.seen(visit.tx, found, visit.now)
        visit.say(composing.desk(visit.council, seen, visit.zone, visit.t))
    elif (found.state is State.REVIEW or found.pending) and found.author != visit.person.id:
        await reviewing.ask(visit.work, found, [visit.person])
    else:
        await actions.follow(visit.work, found, visit.person)


# -- while it goes


async def steer(visit: Visit, press: Steer) -> None:
    """What is done at once."""
    t = visit.t
    match press.what:
        case Steering.PAUSE:
            await sending.pause(visit.work, press.announcement)
            visit.toast(views.paused_toast(t))
        case Steering.RESUME:
            await sending.resume(visit.work, press.announcement)
            visit.toast(views.resumed_toast(t))
        case Steering.SEND_NOW:
            found = await sending.send_overdue(visit.work, press.announcement)
            visit.show(View(lines(bold(t("“{title}”", title=title_words(found, t))), t("On its way."))))
        case Steering.BACK_TO_DRAFT:
            found = await drafting.back_to_draft(visit.work, press.announcement)
            seen = await reads.seen(visit.tx, found, visit.now)
            # A message of its own: the card that was pressed is redrawn by itself.
            visit.say(composing.desk(visit.council, seen, visit.zone, t))
        case Steering.CORRECT:
            await _correct(visit, press.announcement)
        case Steering.NUDGE:
            people = await confirming.nudge(visit.work, press.announcement)
            visit.toast(reporting.nudged(people, t))
        case Steering.PDF | Steering.XLSX:
            found = await actions.look(visit.work, press.announcement)
            form = "pdf" if press.what is Steering.PDF else "xlsx"
            key = f"{found.subject}:{form}:{visit.person.id}:{visit.now.isoformat()}"
            await actions.order(visit.work, found, visit.person, actions.CERTIFICATE, key, form=form)
            visit.toast(t("It is being drawn."))


async def stop(visit: Visit, press: Stop) -> None:
    """Stop sending: asked once more, in a message of its own, because the card is redrawn all the time."""
    found = await actions.steered(visit.work, press.announcement)
    if press.answer is Answer.YES:
        await sending.stop(visit.work, found.id)
        visit.show(asking.stopped(found, visit.t))
        return
    if found.state not in (*UNDER_WAY, *WAITS):
        raise Stale
    if press.answer is Answer.NO:
        visit.show(asking.not_stopped(found, visit.t))
    else:
        tally = await announcement_deliveries.tally(visit.tx, found.subject, actions.TEXT)
        visit.say(asking.ask_stop(found, tally, visit.t))


# -- four eyes


async def review(visit: Visit, press: Review) -> None:
    """A second secretary looks at it, approves it, or sends it back."""
    match press.verdict:
        case Verdict.APPROVE:
            visit.show(deciding.approved(await approving.approve(visit.work, press.announcement, press.stamp), visit.t))
        case Verdict.RETURN:
            visit.show(
                deciding.sent_back(await approving.send_back(visit.work, press.announcement, press.stamp), visit.t)
            )
        case Verdict.LOOK:
            found, said = await reviewing.to_review(visit.work, press.announcement, press.stamp)
            for code, content in said.items():
                t = visit.catalogs.texts(code)
                visit.say(View(bold(Catalogs.own_name(code))))
                shown = contents.tried(found, content, visit.zone, t)
                if found.pending:
                    shown = contents.corrected(found, content, visit.now, visit.zone, t)
                if isinstance(shown, PostCopy):
                    visit.pass_on(shown)
                else:
                    visit.say(shown)
            author = await actions.writer_of(visit.work, found, visit.t)
            to = await reads.whom(visit.tx, visit.council, found, visit.now, visit.t)
            when = composing.when(found, visit.zone, visit.t)
            visit.say(deciding.review(found, author, to, when, press.stamp, visit.t))


# -- afterwards


async def again(visit: Visit, press: Again) -> None:
    """Send it again to those whom it did not reach: asked once more, because some may get it twice."""
    found = await actions.steered(visit.work, press.announcement)
    if press.answer is Answer.YES:
        people = await mending.send_again(visit.work, found.id)
        visit.show(asking.sent_again(found, people, visit.t))
        return
    people = await announcement_deliveries.can_be_sent_again(visit.tx, found.subject, actions.TEXT)
    if found.state is not State.DONE or not people:
        raise Stale
    if press.answer is Answer.NO:
        visit.show(asking.not_again(found, visit.t))
    else:
        tally = await announcement_deliveries.tally(visit.tx, found.subject, actions.TEXT)
        visit.say(asking.ask_again(found, people, tally.uncertain, visit.t))


async def take_back(visit: Visit, press: TakeBack) -> None:
    """Take it away from everyone: asked once more."""
    found = await actions.steered(visit.work, press.announcement)
    if press.answer is Answer.YES:
        await mending.take_back(visit.work, found.id)
        visit.show(asking.taken_back(found, visit.t))
        return
    if found.state not in SENT:
        raise Stale
    if press.answer is Answer.NO:
        visit.show(asking.not_taken_back(found, visit.t))
    else:
        tally = await announcement_deliveries.tally(visit.tx, found.subject, actions.TEXT)
        visit.say(
            asking.ask_take_back(found, tally, await reads.ages(visit.tx, found, visit.council, visit.now), visit.t)
        )


async def _correct(visit: Visit, announcement: int) -> None:
    """Ask in which language, where it has words in several, else for the words at once."""
    found = await mending.correctable(visit.work, announcement)
    said = await announcements.contents(visit.tx, found.id, found.version)
    worded = [code for code, content in said.items() if content.kind in WORDED]
    if not worded:
        raise NotCorrectable
    if len(worded) == 1:
        await correct(visit, Correct(found.id, worded[0]))
        return
    rows = tuple((button(Catalogs.own_name(code), Correct(found.id, code)),) for code in worded)
    visit.say(View(bold(visit.t("Correct “{title}”: in which language?", title=title_words(found, visit.t))), rows))


async def correct(visit: Visit, press: Correct) -> None:
    """Ask for the words as they should have been; what was typed in another language a moment ago goes along."""
    found = await mending.correctable(visit.work, press.announcement)
    said = await announcements.contents(visit.tx, found.id, found.version)
    if press.language not in said or said[press.language].kind not in WORDED:
        raise Stale
    data: Data = {ANNOUNCEMENT: found.id, LANGUAGE: press.language, KIND: said[press.language].kind}
    typed = await load(visit.tx, visit.person.id)
    if typed is not None and typed.kind == CORRECT.kind and typed.step == CONFIRM_STEP and of(typed.data) == found.id:
        data = {**data, ALREADY: corrections(typed.data)}
        await forms.cancel(visit)
    await forms.begin(visit, CORRECT, data)


async def names(visit: Visit, press: Names) -> None:
    """Who, by name, a page at a time."""
    found = await actions.look(visit.work, press.announcement)
    if press.page < 0:
        raise Stale
    total = await announcement_deliveries.how_many(visit.tx, found.id, actions.TEXT, press.which)
    start = press.page * reporting.PAGE
    people = await announcement_deliveries.recipients(
        visit.tx, found.id, actions.TEXT, press.which, reporting.PAGE, start
    )
    visit.say(reporting.names(found, press.which, people, total, press.page, visit.zone, visit.t))


# -- its readers


async def confirm(visit: Visit, press: Confirm) -> None:
    """I have read this: told on the press; the button goes when the copy is redrawn."""
    _, new = await confirming.confirm(visit.work, press.announcement, visit.incoming.message)
    told = visit.t("Recorded: you have read it. Thank you.") if new else visit.t("You have confirmed it already.")
    visit.toast(told)


async def tried(visit: Visit, _press: Tried) -> None:
    """The same under a preview or a test."""
    visit.toast(visit.t("This is a test: it counts for nothing. Its readers confirm with this button."), alert=True)


PRESSES = (
    pressed(Review, review),
    pressed(Steer, steer),
    pressed(Stop, stop),
    pressed(Again, again),
    pressed(TakeBack, take_back),
    pressed(Correct, correct),
    pressed(Names, names),
    pressed(Confirm, confirm),
    pressed(Tried, tried),
)
