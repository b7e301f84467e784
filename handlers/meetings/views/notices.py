"""Messages about a meeting that is set: its agenda, and the question whether one comes."""

from datetime import datetime

from council.agenda import Agenda
from council.config import Council
from council.meetings import Meeting
from handlers.common.dates import moment, timed
from handlers.common.names import capital
from handlers.common.texts import N_, Texts
from handlers.common.view import View, bold, lines, titled
from handlers.meetings.presses import On
from handlers.meetings.views import words
from handlers.meetings.views.card import heading, link_row, named, opening, place_lines, span_of, when_of
from handlers.meetings.views.words import Details


def new_agenda(
    council: Council, meeting: Meeting, was: Agenda | None, agenda: Agenda, zone: str, t: Texts, *, chat: bool = False
) -> View:  # fmt: skip
    """The agenda has come; or another version of it, with what changed since the one that the reader has (`was`)."""
    first = was is None or not was.given
    head = N_("Agenda: {meeting}") if first else N_("Agenda changed, version {version}: {meeting}")
    text = lines(
        bold(t(head, version=agenda.version, meeting=named(council, meeting, t))),
        timed(meeting.starts_at, moment(meeting.starts_at, zone, t)),
        t("What changed: {note}", note=agenda.note) if agenda.note and not first else None,
        *(words.agenda_changes(was, agenda, t) if was is not None and was.given else ()),
        *words.agenda_lines(agenda, t, whole=True),
    )
    return View(text, link_row(meeting, agenda, t, chat=chat))


def agenda_of(council: Council, meeting: Meeting, agenda: Agenda | None, now: datetime, zone: str, t: Texts) -> View:
    """The agenda of a meeting, asked for; under the file, if it is one."""
    told = list(words.agenda_lines(agenda, t, whole=True)) if agenda is not None else []
    head, when = bold(heading(council, meeting, t)), when_of(meeting, now, zone, t)
    return View(lines(head, when, *(told or [t("The agenda follows.")])), opening(meeting, t))


def asked_to_answer(
    council: Council, meeting: Meeting, agenda: Agenda | None, now: datetime, zone: str, t: Texts
) -> View:  # fmt: skip
    """To someone who has not said yet whether they come."""
    text = lines(
        bold(t("Can you come? {meeting}", meeting=heading(council, meeting, t))),
        when_of(meeting, now, zone, t),
        *place_lines(meeting, agenda, t),
    )
    return View(text, (*words.answer_row(meeting, None, On.NOTICE, t), *opening(meeting, t)))


def answered(council: Council, meeting: Meeting, details: Details, zone: str, t: Texts) -> View:
    """In the place of a message that asked, once it was answered."""
    own = words.own_answer(details.reply, zone, t)
    return titled(capital(named(council, meeting, t)), span_of(meeting, zone, t), own, rows=opening(meeting, t))
