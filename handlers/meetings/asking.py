"""Forms around a meeting that is set: whom one sends, and the minutes."""

from markupsafe import Markup

from council import wording
from council.attendance import Answer
from council.authority import Action
from handlers.common.texts import Texts
from handlers.common.view import View, bold, lines
from handlers.context import Visit
from handlers.meetings import afterwards, answering, reads, views
from handlers.meetings.views import span_of
from handlers.steps import Data, Entry, Step
from storage import meetings


def _name(_visit: Visit, _data: Data, entry: Entry) -> str:
    return wording.name(entry.text)


class SubstituteForm:
    """Who comes in one's place. Its data begin with the meeting and its schedule."""

    kind = "meeting substitute"
    steps = (
        Step(
            "name",
            lambda t: t("Who comes for you"),
            lambda v, _: v.t("Who comes for you? Their name, and what they are, in one line."),
            _name,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Someone for me")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        found, _ = await answering.answer(
            visit.work, int(str(data["meeting"])), int(str(data["schedule"])), Answer.SOMEONE, str(data["name"])
        )
        seen = await reads.seen(visit.tx, visit.council, found, visit.actor, visit.now)
        visit.say(views.answered(visit.council, found, seen, visit.zone, visit.t))
        await answering.redraw_own(visit.work, found)


def _minutes(_visit: Visit, _data: Data, entry: Entry) -> dict[str, str]:
    if entry.file is not None:
        return {"file": entry.file.file_id, "name": entry.file.name}
    return {"link": wording.link(entry.text)}


def _given(data: Data) -> dict[str, str]:
    given = data["minutes"]
    return {str(key): str(value) for key, value in given.items()} if isinstance(given, dict) else {}


class MinutesForm:
    """The secretariat sends the minutes: a link, or a file. Its data begin with the meeting."""

    kind = "meeting minutes"
    steps = (
        Step(
            "minutes",
            lambda t: t("Minutes"),
            lambda v, _: v.t("The minutes: a link, or send the file here. Everyone who was invited gets them."),
            _minutes,
            file=True,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Minutes")

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup]:
        given, id_ = _given(data), int(str(data["meeting"]))
        found = await answering.look(visit.work, id_, Action.SEND_MINUTES)
        people = len(await meetings.told(visit.tx, id_, visit.now))
        what = given.get("link") or given.get("name") or visit.t("a file")
        text = lines(
            bold(views.heading(visit.council, found, visit.t)),
            span_of(found, visit.zone, visit.t),
            visit.t("Minutes: {what}", what=what),
            views.people_to_tell(people, visit.t),
        )
        return View(text), visit.t("Send the minutes")

    async def finish(self, visit: Visit, data: Data) -> None:
        given = _given(data)
        _, people = await afterwards.send_minutes(
            visit.work, int(str(data["meeting"])), link=given.get("link", ""), file_id=given.get("file", ""),
            file_name=given.get("name", ""),
        )  # fmt: skip
        visit.show(View(lines(bold(visit.t("Minutes sent.")), views.people_told(people, visit.t))))


FORMS = (SubstituteForm(), MinutesForm())
SUBSTITUTE, MINUTES = FORMS
