"""What meetings look like."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from markupsafe import Markup

from council.agenda import Agenda
from council.attendance import begun
from council.authority import Action, may
from council.config import Council
from council.meetings import Meeting, MeetingState
from council.people import Actor
from council.reach import Reach
from council.text_rules import beginning
from handlers.common.dates import counted_down, distance, length, moment, span, timed
from handlers.common.names import capital, group_list
from handlers.common.navigation import Go, Open, Thing, ToCalendar
from handlers.common.reach import reach_lines
from handlers.common.texts import Texts
from handlers.common.view import Button, Rows, Style, View, bold, button, glance, in_rows, lines, link, titled
from handlers.meetings import presses
from handlers.meetings.presses import Ahead, CallOff, CallOffAll, Manage, ShowDrafts, ShowEarlier, Task
from handlers.meetings.views import words
from handlers.meetings.views.words import Details

MOST_LISTED = 10
"""Meetings on one screen; what is further ahead can wait."""


@dataclass(frozen=True, slots=True)
class Run:
    """What those who run a meeting see besides: how many were told, of how many attendance is written down, whether the
    channels were told."""

    invited: int = 0
    written: int = 0
    posted: bool = False


def named(council: Council, meeting: Meeting, t: Texts) -> Markup:
    """group B, schooling of returned children: within a line."""
    return t("{groups}, {title}", groups=group_list(council, meeting.draft.groups, t), title=meeting.draft.title)


def heading(council: Council, meeting: Meeting, t: Texts) -> Markup:
    """Group B: schooling of returned children, at the beginning of a line."""
    groups = capital(group_list(council, meeting.draft.groups, t))
    return t("{groups}: {title}", groups=groups, title=meeting.draft.title)


def span_of(meeting: Meeting, zone: str, t: Texts) -> Markup:
    """Thu 3 December 2026, 15:00-16:30 (Tashkent)."""
    return timed(meeting.starts_at, span(meeting.starts_at, meeting.ends_at, zone, t))


def left(meeting: Meeting, now: datetime, zone: str, t: Texts) -> Markup:
    """How long until then, counted down where the reader has a newer program."""
    return counted_down(meeting.starts_at, distance(meeting.starts_at, now, zone, t))


def when_of(meeting: Meeting, now: datetime, zone: str, t: Texts) -> Markup:
    """When it is and, while it is ahead, how long until then."""
    when = span_of(meeting, zone, t)
    return t("{when}, {distance}", when=when, distance=left(meeting, now, zone, t)) if meeting.ahead(now) else when


def place_lines(meeting: Meeting, agenda: Agenda | None, t: Texts) -> Iterable[Markup]:
    """Where it is, and its agenda."""
    yield from where_lines(meeting, t)
    yield from words.agenda_lines(agenda or Agenda(link=meeting.draft.agenda), t)


def where_lines(meeting: Meeting, t: Texts) -> Iterable[Markup]:
    """Where it is."""
    if meeting.draft.place:
        yield t("Place: {place}", place=meeting.draft.place)
    if meeting.draft.link:
        yield t("Online: {link}", link=meeting.draft.link)


def link_row(meeting: Meeting, agenda: Agenda | None, t: Texts, *, chat: bool = False, over: bool = False) -> Rows:
    """The ways to its agenda and, unless that is over, to the meeting itself."""
    row = list(words.agenda_buttons(meeting, agenda or Agenda(link=meeting.draft.agenda), t, chat=chat))
    if meeting.draft.link and not over:
        row.append(link(t("Join the meeting"), meeting.draft.link))
    return (tuple(row),) if row else ()


def card(
    council: Council, meeting: Meeting, now: datetime, zone: str, t: Texts, details: Details | None = None,
    typed: Agenda | None = None, said: Markup | None = None,
) -> View:  # fmt: skip
    """A meeting in the reader's own zone: before publishing, on everyone's phone, in a group's chat, and when it is
    opened again. `details`: what this reader sees besides; before publishing there is only the agenda that was `typed`. `said`:
    lines for whoever runs it."""
    in_chat = bool(details and details.link)
    if meeting.state is MeetingState.CANCELLED:
        view = cancelled(council, meeting, zone, t, chat=in_chat)
        return replace(view, text=lines(view.text, said))
    ahead = meeting.ahead(now)
    more = tuple(words.card_lines(details, t)) if details else ()
    coming = tuple(words.tally_lines(council, details.tally, t)) if details and ahead else ()
    own = words.own_line(meeting, details, now, zone, t) if details else None
    agenda = details.agenda if details else typed
    given = bool(agenda.given if agenda else meeting.draft.agenda)
    place, items = tuple(where_lines(meeting, t)), tuple(words.agenda_lines(agenda or Agenda(link=meeting.draft.agenda), t))
    first = (
        bold(heading(council, meeting, t)), when_of(meeting, now, zone, t),
        None if ahead else t("It has begun.") if now < meeting.ends_at else t("It is over."), *place,
        *(items if len(items) == 1 else ()), "" if coming or own or said else None, *coming[:MOST_COUNTED], own, said,
    )  # fmt: skip
    rest = (
        *coming[MOST_COUNTED:], *(items if len(items) > 1 else ()),
        t("The agenda comes separately.") if ahead and not given else None,
        Markup("<i>{}</i>").format(meeting.draft.notes) if meeting.draft.notes else None,
        words.in_series(details.series, t) if details and details.series else None, *more,
    )  # fmt: skip
    text = glance(first, rest)
    answers = words.card_rows(meeting, details, now, t) if details else ()
    # Not before it is published: there is no file of a draft.
    files = details and not in_chat and ahead
    takes = [button(t("Add to calendar"), ToCalendar(meeting.id))] if files else []
    if details and files and details.book:
        takes.append(button(t("Agenda book"), presses.GetBook(meeting.id)))
    calendar = in_rows(takes)
    return View(text, (*answers, *link_row(meeting, agenda, t, chat=in_chat, over=now >= meeting.ends_at), *calendar))


MOST_COUNTED = 2
"""Lines that tell how many come: what is first on a card."""


def opening(meeting: Meeting, t: Texts) -> Rows:
    return ((button(t("Open the meeting"), Open(Thing.MEETING, meeting.id)),),)


def cancelled(
    council: Council, meeting: Meeting, zone: str, t: Texts, *, rest: bool = False, chat: bool = False
) -> View:  # fmt: skip
    """A meeting that does not take place: as a message, and in the place of its card. `rest`: nor do those that follow;
    `chat`: it is shown in a group's chat."""
    head, when = t("Cancelled: {meeting}", meeting=named(council, meeting, t)), span_of(meeting, zone, t)
    others = t("All that were to follow in this series are cancelled too.") if rest else None
    rows = () if chat else ((button(t("Remove from my calendar"), ToCalendar(meeting.id)),),)
    return titled(head, t("It was planned for: {when}", when=when), others, rows=rows)


def managed(
    council: Council, meeting: Meeting, details: Details, actor: Actor, run: Run, now: datetime, zone: str, t: Texts,
    note: Markup | None = None,
) -> View:  # fmt: skip
    """A meeting as those see it who run it: its card, how far they are with it, what they can do; `note`: what was done."""
    groups = meeting.draft.groups
    told: list[Markup | None] = [note] if note else []
    if note is None and meeting.ahead(now) and may(actor, Action.CHANGE_MEETING, groups):
        told.append(t.plural("{n} person knows of it.", "{n} people know of it.", run.invited))
    elif meeting.state is MeetingState.PUBLISHED and meeting.ends_at <= now and may(actor, Action.SEE_ATTENDANCE, groups):
        written = t("Who was there: {n} of {of} recorded", n=run.written, of=run.invited)
        sent = t("Minutes: sent") if details.minutes else None if details.written else t("Minutes: not sent yet")
        posted = t("Channels: posted") if run.posted else t("Channels: nothing posted yet")
        told += [written, sent, posted]
    return card(council, meeting, now, zone, t, details, said=lines(*told) if told else None).with_rows(
        *managing(meeting, actor, now, t)
    )


def managing(meeting: Meeting, actor: Actor, now: datetime, t: Texts) -> Rows:
    """What this reader can do about a meeting that was opened: change it or, once begun, look after what it leaves."""
    groups, over = meeting.draft.groups, not meeting.ahead(now)
    if not begun(meeting, now):
        return () if over or not may(actor, Action.CHANGE_MEETING, groups) else _changing(meeting, t)
    ways = (
        (may(actor, Action.SEE_ATTENDANCE, groups), t("Who was there"), presses.ShowRoll(meeting.id, 0)),
        (may(actor, Action.NOTE_TOPICS, groups), t("Recommendations discussed"), presses.ShowTopics(meeting.id)),
        (over and may(actor, Action.WRITE_MINUTES, groups), t("Write the minutes"), presses.WriteMinutes(meeting.id)),
        (over and may(actor, Action.SEND_MINUTES, groups), t("Send the minutes"), presses.SendMinutes(meeting.id)),
        (over and may(actor, Action.PUBLISH_NEWS), t("Tell it in the channels"), Open(Thing.TELL_MEETING, meeting.id)),
    )
    return tuple((button(label, press),) for offered, label, press in ways if offered)


def _changing(meeting: Meeting, t: Texts) -> Rows:
    def task(label: Markup, what: Task) -> Button:
        return button(label, Manage(meeting.id, what))

    return (
        (task(t("Move"), Task.MOVE), task(t("Change the title"), Task.TITLE)),
        (task(t("Change the agenda"), Task.AGENDA), task(t("Change the link"), Task.LINK)),
        (button(t("Papers of the agenda book"), presses.ShowPapers(meeting.id)),),
        (task(t("Change something else"), Task.MORE), task(t("Copy"), Task.COPY)),
        (task(t("Cancel the meeting"), Task.CANCEL),),
    )


def ask_to_cancel(
    council: Council, meeting: Meeting, reach: Reach, zone: str, t: Texts, following: int = 0, know: int = 0
) -> View:  # fmt: skip
    """Before a meeting is called off. `following`: how many follow in its series, of which `know` people have been told."""
    both = t.plural("This and the one that follows", "This and the {n} that follow", following)
    all_of_them = ((button(both, CallOffAll(meeting.id), Style.DANGER),),) if following else ()
    yes = t("Only this one") if following else t("Yes, cancel it")
    more = t.plural("With those that follow: {n} person is told.", "With those that follow: {n} people are told.", know)
    text = lines(
        bold(t("Cancel this meeting?")), heading(council, meeting, t), span_of(meeting, zone, t), "", reach_lines(reach, t),
        more if following and know > reach.people else None,
    )  # fmt: skip
    no = button(t("No, keep it"), Manage(meeting.id, Task.SHOW))
    return View(text, (*all_of_them, (button(yes, CallOff(meeting.id), Style.DANGER), no)))


def before_sending(
    shown: View, meeting: Meeting, offsets: Sequence[timedelta], people: Markup | None, others: Sequence[Meeting],
    council: Council, zone: str, t: Texts,
) -> View:  # fmt: skip
    """What will be sent, above what the secretariat should know before it sends it."""
    overlaps = [
        t("At the same time: {meeting}, {when}", meeting=named(council, other, t), when=span_of(other, zone, t))
        for other in others[:3]
    ]
    comes = reminders_before(meeting, offsets, t)
    there = meeting.draft.zone
    typed = t("As typed: {when}", when=span_of(meeting, there, t)) if there != zone else None
    return View(lines(shown.text, "", typed, people, comes, *overlaps), shown.rows)


def reminders_before(meeting: Meeting, offsets: Sequence[timedelta], t: Texts) -> Markup:
    """Which reminders are still to come."""
    if offsets:
        return t("Reminders before it: {offsets}", offsets=", ".join(length(offset, t) for offset in offsets))
    return t("No reminders") if meeting.draft.reminders == () else t("There will be no reminders: it begins too soon.")


def people_told(people: int, t: Texts) -> Markup:
    return t.plural("{n} person is told.", "{n} people are told.", people)


def published(council: Council, meeting: Meeting, people: int, t: Texts) -> View:
    """To a secretary who sits in the group and has the card from there."""
    head = t("Published: {meeting}", meeting=named(council, meeting, t))
    return titled(head, people_told(people, t), rows=opening(meeting, t))


def ahead(
    council: Council, listed: Sequence[Meeting], now: datetime, zone: str, t: Texts, *, sets: bool, drafts: int = 0,
    page: int = 0,
) -> View:  # fmt: skip
    """The meetings ahead, the next one first, each with the way to its card; a page of them, counted from 0."""
    kept = (button(t("Drafts ({n})", n=drafts), ShowDrafts()),) if drafts else ()
    new = (
        (button(t("Set a meeting"), Go("meeting")), button(t("Set a series"), Go("series"))),
        (button(t("Copy an earlier one"), ShowEarlier()), *kept),
    )
    if not listed and sets:
        return View(t("No meetings ahead: /meeting sets one."), new)
    if not listed:
        return View(t("No meetings ahead in your groups. When one is set you will hear of it at once."))
    parts: list[Markup | str] = [bold(t("Meetings ahead"))]
    rows = []
    begin = MOST_LISTED * page
    shown = listed[begin : begin + MOST_LISTED]
    for at, meeting in enumerate(shown, start=begin + 1):
        when = moment(meeting.starts_at, zone, t)
        parts += [
            "",
            t("{at}. {meeting}", at=at, meeting=heading(council, meeting, t)),
            t("{when}, {distance}", when=when, distance=distance(meeting.starts_at, now, zone, t)),
        ]
        label = t("{at}. {title}", at=at, title=meeting.draft.title).unescape()
        rows.append((button(beginning(label, 60), Open(Thing.MEETING, meeting.id)),))
    beyond = len(listed) - begin - len(shown)
    if beyond > 0:
        parts += ["", t.plural("And {n} more further ahead.", "And {n} more further ahead.", beyond)]
    turns = [button(t("Nearer"), Ahead(page - 1))] if page else []
    turns += [button(t("Further"), Ahead(page + 1))] if beyond > 0 else []
    view = View(lines(*parts), tuple(rows)).with_rows(turns, (button(t("Calendar"), Go("calendar")),))
    return view.with_rows(*new) if sets else view
