"""Updates about copies that people have: sent again, corrected, taken back."""

from council.announcements import SENT, WORDED, AnnouncementState, NotCorrectable
from council.errors import Stale
from handlers.announcements import reads
from handlers.announcements.actions import corrections
from handlers.announcements.actions.access import require_steering
from handlers.announcements.forms.correction import CORRECT
from handlers.announcements.presses import Again, Answer, Correct, TakeBack
from handlers.announcements.views import corrections as views
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.framework.questions import CONFIRM_STEP
from storage import announcement_deliveries, announcements
from storage.forms import load


async def again(visit: Visit, press: Again) -> None:
    """Send it again to those whom it did not reach: asked once more, because some may get it twice."""
    found = await require_steering(visit.work, press.announcement)
    if press.answer is Answer.YES:
        people = await corrections.send_again(visit.work, found.id)
        visit.show(views.sent_again(found, people, visit.t))
        return
    people = await announcement_deliveries.can_be_sent_again(visit.tx, found.id)
    if found.state is not AnnouncementState.DONE or not people:
        raise Stale
    if press.answer is Answer.NO:
        visit.show(views.NOT_AGAIN.view(found, visit.t))
    else:
        tally = await announcement_deliveries.tally(visit.tx, found.id)
        visit.say(views.ask_again(found, people, tally.uncertain, visit.t))


async def take_back(visit: Visit, press: TakeBack) -> None:
    """Take it away from everyone: asked once more."""
    found = await require_steering(visit.work, press.announcement)
    if press.answer is Answer.YES:
        await corrections.take_back(visit.work, found.id)
        visit.show(views.TAKEN_BACK.view(found, visit.t))
        return
    if found.state not in SENT:
        raise Stale
    if press.answer is Answer.NO:
        visit.show(views.NOT_TAKEN_BACK.view(found, visit.t))
    else:
        tally = await announcement_deliveries.tally(visit.tx, found.id)
        ages = await reads.ages(visit.tx, found, visit.council, visit.now)
        visit.say(views.ask_take_back(found, tally, ages, visit.t))


async def ask_to_correct(visit: Visit, announcement: int) -> None:
    """Ask in which language, where it has words in several, else for the words at once."""
    found = await corrections.require_correctable(visit.work, announcement)
    said = await announcements.contents(visit.tx, found.id, found.version)
    worded = [code for code, content in said.items() if content.kind in WORDED]
    if not worded:
        raise NotCorrectable
    if len(worded) == 1:
        await correct(visit, Correct(found.id, worded[0]))
    else:
        visit.say(views.ask_language(found, worded, visit.t))


async def correct(visit: Visit, press: Correct) -> None:
    """Ask for the words as they should have been; what was typed in another language a moment ago goes along."""
    found = await corrections.require_correctable(visit.work, press.announcement)
    said = await announcements.contents(visit.tx, found.id, found.version)
    if press.language not in said or said[press.language].kind not in WORDED:
        raise Stale
    data: dict[str, object] = {"announcement": found.id, "language": press.language}
    data["made_of"] = said[press.language].kind
    row = await load(visit.tx, visit.person.id)
    if row is not None and row.kind == CORRECT.kind and row.step == CONFIRM_STEP:
        typed = CORRECT.read(row.data)
        if typed.announcement == found.id:
            data["already"] = typed.by_language
            await forms.cancel(visit)
    await forms.begin(visit, CORRECT, data)


PRESSES = (pressed(Again, again), pressed(TakeBack, take_back), pressed(Correct, correct))
