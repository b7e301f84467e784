"""Messages about a meeting that is set: reminders, its agenda, what changed, and the question whether one comes."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from markupsafe import Markup

from council.agenda import Agenda
from council.attendance import COMING, Reply
from council.config import Council
from council.meetings import Meeting, MeetingState, Part, told_lead
from handlers.common.dates import city, distance, moment, timed
from handlers.common.names import capital
from handlers.common.rich import Heading, Items, Paragraph, rich_view
from handlers.common.texts import N_, Texts
from handlers.common.view import View, button, lines, link, titled
from handlers.meetings.presses import GetBook, On
from handlers.meetings.views import card, words
from handlers.meetings.views.words import Details

CHANGED: Mapping[Part, str] = {
    Part.LINK: N_("New link: {meeting}"), Part.PLACE: N_("New place: {meeting}"),
    Part.DURATION: N_("New duration: {meeting}"),
}  # fmt: skip


def new_agenda(
    council: Council, meeting: Meeting, was: Agenda | None, agenda: Agenda, zone: str, t: Texts, *, chat: bool = False
) -> View:  # fmt: skip
    """The agenda has come; or another version of it, with what changed since the one that the reader has (`was`)."""
    first, when = was is None or not was.given, timed(meeting.starts_at, moment(meeting.starts_at, zone, t))
    message = N_("Agenda: {meeting}") if first else N_("Agenda changed, version {version}: {meeting}")
    note = t("What changed: {note}", note=agenda.note) if agenda.note and not first else None
    changes = list(words.agenda_changes(was, agenda, t)) if was is not None and was.given else []
    book = () if chat else (button(t("Agenda book"), GetBook(meeting.id)),)
    return rich_view(
        [
            Heading(t(message, version=agenda.version, meeting=card.named(council, meeting, t))),
            Paragraph(lines(when, note, *(changes if len(changes) == 1 else ()))),
            Items(changes) if len(changes) > 1 else None,
            *words.agenda_blocks(agenda, t),
        ],
        [*card.link_row(meeting, agenda, t, chat=chat), book],
    )


def agenda_of(council: Council, meeting: Meeting, agenda: Agenda | None, now: datetime, zone: str, t: Texts) -> View:
    """The agenda of a meeting, asked for; under the file, if it is one."""
    when = lines(card.when_of(meeting, now, zone, t), *card.where_lines(meeting, t))
    blocks = [Heading(card.heading(council, meeting, t)), Paragraph(when), *words.agenda_blocks(agenda, t)]
    join = [link(t("Join the meeting"), meeting.draft.link)] if meeting.draft.link and now < meeting.ends_at else []
    return rich_view(blocks, [join, *card.opening(meeting, t)])


def minutes_to_send(council: Council, meeting: Meeting, what: str, zone: str, t: Texts) -> View:
    """Before the minutes (a link or a file's name, "" for a file without one) are sent."""
    when, named = card.span_of(meeting, zone, t), t("Minutes: {what}", what=what or t("a file"))
    return titled(card.heading(council, meeting, t), when, named)


def asked_to_answer(
    council: Council, meeting: Meeting, agenda: Agenda | None, now: datetime, zone: str, t: Texts
) -> View:  # fmt: skip
    """To someone who has not said yet whether they come."""
    head = t("Can you come? {meeting}", meeting=card.heading(council, meeting, t))
    rows = (*words.answer_row(meeting, None, On.NOTICE, t), *card.opening(meeting, t))
    return titled(head, card.when_of(meeting, now, zone, t), *card.place_lines(meeting, agenda, t), rows=rows)


def answered(council: Council, meeting: Meeting, details: Details, zone: str, t: Texts) -> View:
    """In the place of a message that asked, once it was answered."""
    head, own = capital(card.named(council, meeting, t)), words.own_answer(details.reply, zone, t)
    goes = details.reply is not None and details.reply.answer in COMING
    rows = (*(card.link_row(meeting, details.agenda, t) if goes else ()), *card.opening(meeting, t))
    return titled(head, card.span_of(meeting, zone, t), own, rows=rows)


def reminder(
    council: Council, meeting: Meeting, agenda: Agenda | None, offset: timedelta, now: datetime, zone: str, t: Texts,
    reply: Reply | None = None, *, answers: bool = False,
) -> View:  # fmt: skip
    """In one hour: … Says what is true when it is read, should it have come late. `answers`: its reader can answer."""
    lead = distance(now + told_lead(offset, meeting.starts_at - now), now, zone, t)
    head = t("{distance}: {meeting}", distance=capital(lead), meeting=card.named(council, meeting, t))
    when = timed(meeting.starts_at, moment(meeting.starts_at, zone, t))
    rows = words.answer_row(meeting, reply, On.NOTICE, t) if answers else ()
    return titled(head, when, *card.place_lines(meeting, agenda, t), rows=(*card.link_row(meeting, agenda, t), *rows))


def superseded(council: Council, meeting: Meeting, zone: str, t: Texts) -> View:
    """In the place of a message on which nothing can be pressed any more: of another time, or followed by a newer one."""
    when = t("It was planned for: {when}", when=card.span_of(meeting, zone, t))
    cancelled = meeting.state is MeetingState.CANCELLED
    told = t("This meeting is cancelled.") if cancelled else t("There is a newer message about it.")
    return titled(capital(card.named(council, meeting, t)), when if cancelled else None, told, rows=card.opening(meeting, t))


def moved(
    council: Council, meeting: Meeting, was: datetime, now: datetime, zone: str, t: Texts, details: Details | None = None,
    rest: Markup | None = None,
) -> View:  # fmt: skip
    """Another time, beside the one that people know. Whoever can answer is asked again."""
    asks = details is not None and details.answers and meeting.ahead(now)
    rows = card.opening(meeting, t)
    if details is not None and details.link:
        rows = words.card_rows(meeting, details, now, t)
    elif details is not None and asks:
        rows = (*words.answer_row(meeting, details.reply, On.NOTICE, t), *rows)
    head, before = t("Moved: {meeting}", meeting=card.named(council, meeting, t)), moment(was, zone, t)
    then = t("Now: {when}, {distance}", when=card.span_of(meeting, zone, t), distance=card.left(meeting, now, zone, t))
    again = t("Earlier answers no longer count. Can you come?") if asks else None
    return titled(head, t("Was: {when}", when=before), then, rest, again, rows=rows)


def changed(council: Council, meeting: Meeting, part: Part, was: str, zone: str, t: Texts, *, rest: bool) -> View:
    """A part of the meeting is not what it was. `rest`: nor is it of those that follow in its series."""
    head, url = t(CHANGED[part], meeting=card.named(council, meeting, t)), meeting.draft.link
    before = t("Was: {what}", what=words.part_value(part, was, t))
    now = t("Now: {what}", what=words.part_value(part, meeting.draft.part(part), t))
    others = t("The same goes for all that follow in this series.") if rest else None
    rows = [[link(t("Join the meeting"), url)]] if url else ()
    return titled(head, card.span_of(meeting, zone, t), before, now, others, rows=rows)


def zone_changed(council: Council, meeting: Meeting, was: datetime, zone: str, t: Texts) -> View:
    """To those who live by other clocks than the meeting's, whose rules were changed."""
    head, there = t("New time on your clock: {meeting}", meeting=card.named(council, meeting, t)), meeting.draft.zone
    before, now = t("Was: {when}", when=moment(was, zone, t)), t("Now: {when}", when=card.span_of(meeting, zone, t))
    kept = t("The meeting keeps its time in {city}; the rules of time zones were changed.", city=city(there, t))
    return titled(head, before, now, kept, rows=card.opening(meeting, t))
