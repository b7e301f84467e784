"""Updates about agenda books and minutes: read one, call one action, show one view."""

from council.authority import Action
from council.errors import Stale
from council.minutes import MinutesState, NotInReview
from handlers.framework import forms, telling
from handlers.framework.context import Visit
from handlers.framework.presses import pressed
from handlers.meetings import presses as card_presses
from handlers.meetings.presses import Document
from handlers.meetings.reads import visible_meeting
from handlers.meetings.updates import hand_agenda
from handlers.meetings.views import card
from handlers.minutes import presses
from handlers.minutes.actions import books, reviewing, writing
from handlers.minutes.forms.minutes import CORRECT, DECIDE, FILE, ITEM, begin_decision, known, show_corrections, show_page
from handlers.minutes.forms.papers import PAPER, show_papers
from handlers.minutes.forms.sending import MINUTES
from handlers.minutes.presses import OnMinutes
from handlers.minutes.reads import list_visible, load_shown, visible_minutes
from handlers.minutes.views import page as views
from storage import meetings, minutes

MOST_LISTED = 10


async def get_book(visit: Visit, press: card_presses.GetBook) -> None:
    await books.request(visit.work, press.meeting, visit.incoming.update_id)
    visit.toast(visit.t("It comes in a moment."))


async def papers(visit: Visit, press: card_presses.ShowPapers) -> None:
    await show_papers(visit, press.meeting)


async def add_paper(visit: Visit, press: presses.AddPaper) -> None:
    found = await visible_meeting(visit.work, press.meeting, Action.CHANGE_MEETING)
    await forms.begin(visit, PAPER, {"meeting": found.id})


async def drop_paper(visit: Visit, press: presses.DropPaper) -> None:
    found = await books.drop_paper(visit.work, press.paper)
    await show_papers(visit, found.id)


async def listed(visit: Visit) -> None:
    """/minutes: the last minutes that one may see."""
    visit.say(views.listed(visit.council, await list_visible(visit.work, MOST_LISTED), visit.zone, visit.t))


async def write(visit: Visit, press: card_presses.WriteMinutes) -> None:
    """Those of this meeting that are written; a draft is begun where there are none."""
    found = await visible_meeting(visit.work, press.meeting, Action.WRITE_MINUTES)
    written = (await minutes.of_meetings(visit.tx, [found.id])).get(found.id)
    about = written[-1] if written else await writing.begin(visit.work, found.id)
    await show_page(visit, about.id, beside=True)


async def show(visit: Visit, press: card_presses.ShowMinutes) -> None:
    await show_page(visit, press.minutes, beside=True)


async def edit_item(visit: Visit, press: presses.EditItem) -> None:
    """What is written down already is shown, and can be changed; else each part is asked."""
    found, _ = await visible_minutes(visit.work, press.minutes, Action.WRITE_MINUTES)
    data, items = await known(visit, found.id), await writing.items_now(visit.work, found)
    if not 1 <= press.place <= len(items) + 1:
        raise Stale
    data["place"] = press.place
    if press.place <= len(items):
        item = items[press.place - 1]
        data["title"] = item.title
        if item.filled:
            data |= {"said": item.said, "agreed": item.agreed, "actions": item.actions or ""}
    await forms.begin(visit, ITEM, data)


async def drop_item(visit: Visit, press: presses.DropItem) -> None:
    await writing.put_item(visit.work, press.minutes, press.place, None)
    await show_page(visit, press.minutes)


async def upload(visit: Visit, press: presses.Upload) -> None:
    await forms.begin(visit, FILE, await known(visit, press.minutes))


async def do(visit: Visit, press: presses.DoMinutes) -> None:
    """One of the secretariat's buttons under minutes."""
    t = visit.t
    match press.what:
        case OnMinutes.SHOW:
            await show_page(visit, press.minutes)
        case OnMinutes.CORRECTIONS:
            await show_corrections(visit, press.minutes)
        case OnMinutes.TAKE_OUT:
            found, meeting = await visible_minutes(visit.work, press.minutes, Action.WRITE_MINUTES)
            visit.show(views.to_take_out(visit.council, await load_shown(visit.tx, visit.actor, found, meeting), t))
        case OnMinutes.DISCARD:
            visit.show(views.discarded(await writing.discard(visit.work, press.minutes), t))
        case OnMinutes.SUPERSEDE:
            await show_page(visit, (await writing.correct_approved(visit.work, press.minutes)).id)
        case OnMinutes.REVIEW | OnMinutes.SEND:
            await _send(visit, press)


async def _send(visit: Visit, press: presses.DoMinutes) -> None:
    """Send minutes for review, or what was changed since; whom that reaches is shown first."""
    t, first = visit.t, press.what is OnMinutes.REVIEW
    found, meeting = await visible_minutes(visit.work, press.minutes, Action.WRITE_MINUTES)
    people = await writing.list_reviewers(visit.work, meeting)
    if not first:
        asked = await minutes.reviewers(visit.tx, found.id)
        people = [one for one in await meetings.invited(visit.tx, meeting.id, visit.now) if one.id in asked]
    named = card.heading(visit.council, meeting, t)
    head = t("Send the minutes for review? {meeting}", meeting=named) if first else t(
        "Send the changed minutes? {meeting}", meeting=named)  # fmt: skip
    then = t.plural("They have at least {n} hour for corrections.", "They have at least {n} hours for corrections.",
                    visit.council.minutes_hours)  # fmt: skip
    if not await telling.asked(visit, press, head, t("Send it"), await visit.work.reach(people), then):
        return
    send = writing.send_for_review if first else writing.send_changes
    sent, told = await send(visit.work, found.id)
    await show_page(visit, sent.id, card.people_told(told, t))


async def agree(visit: Visit, press: presses.Agree) -> None:
    await reviewing.agree(visit.work, press.minutes, press.version)
    visit.toast(visit.t("Recorded: you agree."))
    await show_page(visit, press.minutes)


async def correct(visit: Visit, press: presses.Correct) -> None:
    found, _ = await visible_minutes(visit.work, press.minutes, Action.REVIEW_MINUTES)
    if found.state is not MinutesState.REVIEW:
        raise NotInReview
    await forms.begin(visit, CORRECT, {"minutes": found.id, "titles": [item.title for item in found.items]})


async def decide(visit: Visit, press: presses.Decide) -> None:
    taken = press.taken == 1
    await forms.begin(visit, DECIDE, await begin_decision(visit, press.correction, taken=taken))


async def approve(visit: Visit, press: presses.Approve) -> None:
    approved = await reviewing.approve(visit.work, press.minutes, press.version)
    visit.toast(visit.t("Approved: {number}", number=approved.number))
    await show_page(visit, approved.id)


async def get_file(visit: Visit, press: presses.GetMinutes) -> None:
    await reviewing.request(visit.work, press.minutes, press.form.value, visit.incoming.update_id)
    visit.toast(visit.t("It comes in a moment."))


async def send_minutes(visit: Visit, press: card_presses.SendMinutes) -> None:
    found = await visible_meeting(visit.work, press.meeting, Action.SEND_MINUTES)
    await forms.begin(visit, MINUTES, {"meeting": found.id})


async def get_document(visit: Visit, press: card_presses.GetDocument) -> None:
    """A document of a meeting, for whoever may see the meeting."""
    found = await visible_meeting(visit.work, press.meeting)
    if press.document is Document.AGENDA:
        await hand_agenda(visit, found)
        return
    made = await minutes.latest_sent(visit.tx, found.id)
    if made is None:
        raise Stale
    shown = views.minutes_sent(visit.council, found, made, visit.zone, visit.t)
    if made.file_id:
        visit.hand(made.file_name or "minutes", made.file_id, shown)
    else:
        visit.say(shown)


PRESSES = (
    pressed(card_presses.GetBook, get_book), pressed(card_presses.ShowPapers, papers),
    pressed(presses.AddPaper, add_paper), pressed(presses.DropPaper, drop_paper),
    pressed(card_presses.WriteMinutes, write), pressed(card_presses.ShowMinutes, show),
    pressed(presses.EditItem, edit_item), pressed(presses.DropItem, drop_item),
    pressed(presses.Upload, upload), pressed(presses.DoMinutes, do),
    pressed(presses.Agree, agree), pressed(presses.Correct, correct), pressed(presses.Decide, decide),
    pressed(presses.Approve, approve), pressed(presses.GetMinutes, get_file),
    pressed(card_presses.GetDocument, get_document), pressed(card_presses.SendMinutes, send_minutes),
)  # fmt: skip
