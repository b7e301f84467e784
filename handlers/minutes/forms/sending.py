"""Minutes that were written elsewhere, as a link or a file."""

from markupsafe import Markup

from council import text_rules
from council.authority import Action
from council.minutes import SentMinutes
from council.reach import Reach
from handlers.common.texts import N_
from handlers.common.view import View, titled
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question
from handlers.meetings.actions.meetings import reach_of
from handlers.meetings.reads import visible_meeting
from handlers.meetings.views import card, notices
from handlers.minutes.actions import sending


class SendMinutes(Answers):
    meeting: int
    minutes: SentMinutes


def _read_minutes(_visit: Visit, _answers: object, entry: Entry) -> SentMinutes:
    if entry.file is not None:
        return SentMinutes(0, file_id=entry.file.file_id, file_name=entry.file.name)
    return SentMinutes(0, text_rules.link(entry.text))


async def _preview_minutes(visit: Visit, answers: SendMinutes) -> tuple[View, Markup]:
    found, given = await visible_meeting(visit.work, answers.meeting, Action.SEND_MINUTES), answers.minutes
    what = given.link or given.file_name
    return notices.minutes_to_send(visit.council, found, what, visit.zone, visit.t), visit.t("Send the minutes")


async def _reach(visit: Visit, answers: SendMinutes) -> Reach:
    return await reach_of(visit.work, await visible_meeting(visit.work, answers.meeting, Action.SEND_MINUTES))


async def _send_minutes(visit: Visit, answers: SendMinutes) -> None:
    given = answers.minutes
    _, people = await sending.send_minutes(
        visit.work, answers.meeting, link=given.link, file_id=given.file_id, file_name=given.file_name
    )
    visit.show(titled(visit.t("Minutes sent."), card.people_told(people, visit.t)))


_WHICH = N_("The minutes: send a link or the file. Everyone who was invited gets them.")
_GIVEN = Question[SendMinutes]("minutes", N_("Minutes"), _WHICH, _read_minutes, file=True)
MINUTES = Form("meeting minutes", N_("Minutes"), SendMinutes, (_GIVEN,), _send_minutes, _preview_minutes, tells=_reach)
