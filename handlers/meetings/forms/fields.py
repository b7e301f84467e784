"""What can be entered about a meeting, and how it is read: shared by the forms, and by one message that has it all."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from council import agenda, meetings as rules, text_rules
from council.agenda import Agenda
from council.audiences import Audience, AudienceKind
from council.clock import instant, twice
from council.durations import read_minutes, read_offsets
from council.errors import BadLink, Refused
from council.meetings import DEFAULT_DURATION, NO_REMINDERS, NOTES_LIMIT, PLACE_LIMIT, Meeting, MeetingDraft
from council.reach import Reach
from handlers.common.dates import ZONES, city, length, offset_name, read_local, read_zone
from handlers.common.names import group_options
from handlers.common.refusals import words as refused
from handlers.common.texts import N_, plain
from handlers.common.view import View, titled
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Data, Entry, Pick, Question, Several
from handlers.meetings.actions import drafts
from handlers.meetings.actions.meetings import MANAGED, give_managed
from handlers.meetings.reads import details, runs_of
from handlers.meetings.views import card, notices, setting
from storage import audiences, cards, meetings, members
from storage.cards import Card

AS_USUAL = "usual"
FIRST, SECOND = "first", "second"


def read_start(visit: Visit, text: str, zone: str) -> str:
    """When it begins, by the wall clock of a zone. Raises what `read_local` and `check_start` do."""
    starts = read_local(text, zone, visit.now, visit.t)
    rules.check_start(starts, zone, visit.now, second=True)  # of a time that comes twice, either may lie ahead
    return starts.isoformat(timespec="minutes")


def read_where(text: str) -> Several:
    """Where one meets: a link to join, a place, or both. Raises `BadLink`, `TooLong`, `Empty`."""
    line = text_rules.line(text)
    links = [word for word in line.split() if "://" in word or re.match(r"^[\w-]+(\.[\w-]+)+/", word)]
    if " " not in line and not links and re.match(r"^[\w-]+(\.[\w-]+)+$", line):
        links = [line]
    if len(links) > 1:
        raise BadLink
    place = " ".join(word for word in line.split() if word not in links).strip(" ,;·")
    found = {"link": text_rules.link(links[0].rstrip(",;")) if links else ""}
    if place:
        found["place"] = text_rules.line(place, PLACE_LIMIT)
    return Several(found)


def read_agenda(entry: Entry) -> Agenda:
    """An agenda: a link, a file, or items. Raises `BadLink`, `TooLong`, `Empty`."""
    if entry.file is not None:
        return Agenda(file_id=entry.file.file_id, file_name=entry.file.name)
    return agenda.read(entry.text)


class When(Answers):
    """When a meeting begins: `starts` by the wall clock of `zone`, which can come round twice."""

    zone: str = ""
    starts: datetime
    second: str = FIRST

    @property
    def comes_twice(self) -> bool:
        """Whether this time comes round twice; False while it is not known yet."""
        try:
            return {"starts", "zone"} <= self.model_fields_set and twice(self.starts, self.zone)
        except Refused:  # the zone was changed to one that is refused at the preview
            return False

    @property
    def is_second(self) -> bool:
        """Whether the second was chosen, of a time that the clocks show twice."""
        return self.second == SECOND and self.comes_twice


class NewMeeting(When):
    """All that can be entered about a meeting. `draft`: the id of the draft that the form goes on with."""

    title: str
    groups: tuple[str, ...]
    duration: int = DEFAULT_DURATION
    link: str = ""
    place: str = ""
    agenda: Agenda = Agenda()
    notes: str = ""
    reminders: tuple[int, ...] | str = AS_USUAL
    draft: int = 0

    def as_draft(self) -> MeetingDraft:
        """The meeting that was typed."""
        own = self.reminders
        offsets = None if own == AS_USUAL else () if isinstance(own, str) else tuple(timedelta(minutes=n) for n in own)
        return MeetingDraft(
            self.title, self.groups, self.starts, self.zone, self.link, self.agenda.link, self.duration, self.place,
            self.notes, offsets, self.is_second,
        )  # fmt: skip


def copied(draft: MeetingDraft) -> dict[str, object]:
    """What a form begins with that copies a meeting: all but its day, its agenda, and what goes with the day."""
    data = {name: getattr(draft, name) for name in ("title", "groups", "zone", "duration", "link", "place", "notes")}
    if draft.reminders is not None:
        data["reminders"] = [offset // timedelta(minutes=1) for offset in draft.reminders] or NO_REMINDERS
    return data


async def keep(kind: str, visit: Visit, data: Data) -> None:
    """Put a form of this kind aside as a draft, and say so."""
    visit.show(setting.kept(await drafts.keep(visit.work, kind, data), visit.t))


def offsets_ahead(visit: Visit, meeting: Meeting) -> list[timedelta]:
    """How long before it the reminders come that are still to come."""
    own = visit.council.reminders_of(meeting.draft.reminders)
    return [reminder.offset for reminder in rules.plan(meeting, own, visit.now)]


async def count_people(visit: Visit, groups: Collection[str]) -> int:
    """How many people a meeting of these groups is told to."""
    return await audiences.count(visit.tx, Audience(AudienceKind.GROUPS, tuple(groups)), visit.now)


async def reach_of_groups(visit: Visit, answers: NewMeeting) -> Reach:
    """Whom a meeting of these groups is told to."""
    groups = answers.as_draft().groups
    return await visit.work.reach(await members.holders(visit.tx, groups, visit.now), groups)


async def before_sending(
    visit: Visit, shown: View, meeting: Meeting, people: Markup | None = None, others: Sequence[Meeting] = ()
) -> View:  # fmt: skip
    """What will be sent, above what the secretariat should know before it sends it. `others`: the rest of its series;
    what goes on at the time of any of them is told."""
    spans = [(one.starts_at, one.ends_at) for one in (meeting, *others)]
    overlaps = await meetings.overlapping(visit.tx, meeting.draft.groups, spans, but=meeting.id)
    offsets = offsets_ahead(visit, meeting)
    return card.before_sending(shown, meeting, offsets, people, overlaps, visit.council, visit.zone, visit.t)


def not_yet(visit: Visit, title: str, refusal: Refused) -> tuple[View, Markup]:
    """In the place of a preview, where what was typed cannot be done: it stays, and can be changed."""
    return titled(visit.t(title), refused(refusal, visit.t)), visit.t("Try again")


async def managed_view(visit: Visit, meeting: Meeting, note: Markup | None = None) -> View:
    """A meeting as it is now, with a word on what was done, and what else can be."""
    seen = await details(visit.work, meeting), visit.actor, (await runs_of(visit.tx, [meeting], visit.now))[meeting.id]
    return card.managed(visit.council, meeting, *seen, visit.now, visit.zone, visit.t, note)


async def show_beside(visit: Visit, meeting: Meeting, view: View) -> None:
    """Answer with a page about it: in place of the one that was pressed, but not of their card, which is redrawn by itself."""
    living = await cards.message(visit.tx, meeting.subject, MANAGED.name, visit.incoming.chat)
    (visit.say if living is not None and living == visit.incoming.message else visit.show)(view)


async def show_managed(visit: Visit, meeting: Meeting, note: Markup | None = None) -> None:
    """Answer with it: on the message whose button was pressed, which is their card of it from now on, else in a new one."""
    pressed = visit.incoming.message if visit.incoming.press else None
    if pressed is None:
        if note is not None:
            visit.say(View(note))
        await give_managed(visit.work, meeting, [visit.person])
        return
    visit.show(await managed_view(visit, meeting, note))
    now_card = Card(meeting.subject, MANAGED.name, visit.incoming.chat, pressed, visit.person.id)
    if (earlier := await cards.remember(visit.tx, now_card)) is not None:
        visit.redraw(earlier[0], notices.superseded(visit.council, meeting, visit.zone, visit.t))


def _rounds(visit: Visit, answers: When) -> Sequence[tuple[str, str]]:
    first, again = (instant(answers.starts, answers.zone, second=second) for second in (False, True))
    return [
        (FIRST, plain(visit.t("The first time, {offset}", offset=offset_name(first, answers.zone)))),
        (SECOND, plain(visit.t("The second time, {offset}", offset=offset_name(again, answers.zone)))),
    ]


def usual_reminders(visit: Visit, _answers: object) -> list[tuple[str, str]]:
    """What is pressed instead of typing when people are reminded."""
    usual = visit.t("As usual: {offsets}", offsets=", ".join(length(one, visit.t) for one in visit.council.reminders))
    return [(AS_USUAL, plain(usual)), (NO_REMINDERS, plain(visit.t("No reminders")))]


ASK_REMINDERS = N_("How long before the meeting are people reminded? For example: 7 days, 1 day, 2 hours.")

GROUPS: Question[object] = Question(
    "groups", N_("Groups"), N_("Which groups meet? Tick them, then Done."),
    options=lambda v, _: group_options(v.council, v.t), many=True, width=1,
)  # fmt: skip

WHEN: tuple[Question[When], ...] = (
    Question("starts", N_("Date and time"), lambda v, answers: v.t(
                 "When does it begin ({city} time)? Choose a day, then the time; or type, for example: "
                 "31 December 15:00, tomorrow 10:00, 2026-12-31 15:00.", city=city(answers.zone, v.t)),
             lambda v, answers, entry: read_start(v, entry.text, answers.zone), pick=Pick.MOMENT),
    Question(
        "second", N_("Which of the two"),
        lambda v, answers: v.t(
            "The clocks go back that night: {time} comes twice. Which one is meant?", time=f"{answers.starts:%H:%M}"
        ),
        options=_rounds, wanted=lambda answers: answers.comes_twice, width=1,
    ),
)  # fmt: skip
START, _ = WHEN

ZONE: Question[object] = Question(
    "zone", N_("Time zone"),
    N_("Which time zone is the time in? Choose, or type a name such as Asia/Almaty."),
    lambda _v, _a, entry: read_zone(entry.text),
    options=lambda v, _: [(name, name) for name in dict.fromkeys([v.council.zone, v.zone, *ZONES])],
    assume=lambda v: v.zone if v.zone == v.council.zone else None,
)  # fmt: skip

HOW: tuple[Question[object], ...] = (
    Question(
        "duration", N_("Duration"),
        lambda v, _: v.t("How long, in minutes? Choose or type. If you skip this, it is {n}.", n=DEFAULT_DURATION),
        lambda v, _a, entry: read_minutes(entry.text, v.t.lexicon),
        options=lambda v, _: [(str(n), v.t.plural("{n} minute", "{n} minutes", n)) for n in (60, 90, 120)],
        optional=True, width=3, later=True,
    ),
    Question(
        "link", N_("Link"), N_("A link to join online, or the place, or both in one line? It can be added later."),
        lambda _v, _a, entry: read_where(entry.text), optional=True,
    ),
    Question(
        "place", N_("Place"), N_("Where do you meet?"), readers.line(PLACE_LIMIT), optional=True, later=True
    ),
)  # fmt: skip

AGENDA: Question[object] = Question(
    "agenda", N_("Agenda"), N_("The agenda: a link, a file, or its items, one per line? It can be added later."),
    lambda _v, _a, entry: read_agenda(entry), optional=True, file=True, later=True,
)  # fmt: skip

MORE: tuple[Question[object], ...] = (
    Question(
        "notes", N_("Notes"),
        N_("Notes for everyone, in any language? They are shown as you write them. For example: documents B-12, B-14."),
        readers.text(NOTES_LIMIT), optional=True, later=True,
    ),
    Question(
        "reminders", N_("Reminders"), ASK_REMINDERS,
        lambda v, _a, entry: read_offsets(entry.text, v.t.lexicon) or NO_REMINDERS,
        options=usual_reminders, later=True, width=1,
    ),
)  # fmt: skip
