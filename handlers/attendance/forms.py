"""Forms around a meeting that is set: whom one sends, its agenda, and its minutes."""

from dataclasses import replace

from markupsafe import Markup

from council import agenda, text_rules
from council.agenda import Agenda
from council.attendance import Answer
from council.authority import Action
from handlers.attendance.actions import answers, minutes
from handlers.common.texts import Texts
from handlers.common.view import View, bold, lines
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Step
from handlers.meetings import reads
from handlers.meetings.actions import agendas
from handlers.meetings.forms import fields
from handlers.meetings.views import card, notices
from handlers.meetings.views.card import span_of
from storage import meetings


def _name(_visit: Visit, _data: Data, entry: Entry) -> str:
    return text_rules.name(entry.text)


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
        found, _ = await answers.answer(
            visit.work, int(str(data["meeting"])), int(str(data["schedule"])), Answer.SOMEONE, str(data["name"])
        )
        seen = await reads.seen(visit.tx, visit.council, found, visit.actor, visit.now)
        visit.say(notices.answered(visit.council, found, seen, visit.zone, visit.t))
        await answers.redraw_own(visit.work, found)


def _minutes(_visit: Visit, _data: Data, entry: Entry) -> dict[str, str]:
    if entry.file is not None:
        return {"file": entry.file.file_id, "name": entry.file.name}
    return {"link": text_rules.link(entry.text)}


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
        found = await answers.look(visit.work, id_, Action.SEND_MINUTES)
        people = len(await meetings.told(visit.tx, id_, visit.now))
        what = given.get("link") or given.get("name") or visit.t("a file")
        text = lines(
            bold(card.heading(visit.council, found, visit.t)),
            span_of(found, visit.zone, visit.t),
            visit.t("Minutes: {what}", what=what),
            card.people_to_tell(people, visit.t),
        )
        return View(text), visit.t("Send the minutes")

    async def finish(self, visit: Visit, data: Data) -> None:
        given = _given(data)
        _, people = await minutes.send_minutes(
            visit.work, int(str(data["meeting"])), link=given.get("link", ""), file_id=given.get("file", ""),
            file_name=given.get("name", ""),
        )  # fmt: skip
        visit.show(View(lines(bold(visit.t("Minutes sent.")), card.people_told(people, visit.t))))


TAKE_AWAY = "none"
"""The value of the button that takes the agenda away."""


def _removal(visit: Visit, data: Data) -> list[tuple[str, str]]:
    return [(TAKE_AWAY, visit.t("Take the agenda away"))] if data["has"] else []


def _version(data: Data) -> Agenda:
    return replace(fields.agenda_of(data), note=str(data.get("note") or ""))


class AgendaForm:
    """The secretariat gives a meeting its agenda, or another version. Its data begin with the meeting, and whether it
    has one (`has`)."""

    kind = "meeting agenda"
    steps = (
        Step(
            "agenda",
            lambda t: t("Agenda"),
            lambda v, _: v.t(
                "The agenda: a link, a file, or its items, one a line. Everyone is told, with what changed."
            ),
            lambda _v, _d, entry: fields.read_agenda(entry),
            options=_removal,
            file=True,
        ),
        Step(
            "note",
            lambda t: t("What changed"),
            lambda v, _: v.t("What changed, in a few words, for those who have the earlier one?"),
            lambda _v, _d, entry: text_rules.line(entry.text, agenda.NOTE_LIMIT),
            optional=True,
            wanted=lambda data: bool(data["has"]) and data.get("agenda") != TAKE_AWAY,
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Agenda")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def finish(self, visit: Visit, data: Data) -> None:
        found, _, people = await agendas.put(visit.work, int(str(data["meeting"])), _version(data))
        told = card.people_told(people, visit.t) if people else visit.t("The cards are redrawn.")
        seen = await reads.seen(visit.tx, visit.council, found, visit.actor, visit.now)
        shown = card.card(visit.council, found, visit.now, visit.zone, visit.t, seen)
        note = visit.t("Changed. {told}", told=told)
        visit.say(card.detail(shown, found, visit.now, note, visit.t, manage=True))


FORMS = (SubstituteForm(), MinutesForm(), AgendaForm())
SUBSTITUTE, MINUTES, AGENDA = FORMS
