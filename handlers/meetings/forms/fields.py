"""What can be entered about a meeting, and how it is read: shared by the forms, and by one message that has it all."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from council import agenda, text_rules
from council.agenda import Agenda
from council.clock import instant, twice
from council.errors import BadDuration, BadLink, BadReminders, Refused
from council.meetings import (
    DEFAULT_DURATION,
    LEAST_DURATION,
    MOST_AHEAD,
    MOST_DURATION,
    MOST_REMINDERS,
    NO_REMINDERS,
    NOTES_LIMIT,
    PLACE_LIMIT,
    Meeting,
    MeetingDraft,
    check_duration,
    check_reminders,
    check_start,
    plan,
)
from handlers.common.dates import ZONES, city, length, offset_name, read_local, read_zone
from handlers.common.names import group_options
from handlers.common.texts import Texts, plain
from handlers.common.view import View
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Entry, Pick, Several, Step, texts_of
from handlers.meetings.views import card
from storage import meetings

AS_USUAL = "usual"
FIRST, SECOND = "first", "second"

_UNIT = r"(?P<unit>[^\W\d_]+)\.?"
_AMOUNT = re.compile(rf"(?P<n>\d{{1,4}}(?:[.,]\d)?)\s*{_UNIT}", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_UNITS = (
    (("min", "мин"), timedelta(minutes=1)),
    (("hour", "hr", "час"), timedelta(hours=1)),
    (("day", "дн", "ден", "сут"), timedelta(days=1)),
    (("week", "нед"), timedelta(weeks=1)),
)
_SHORT = {"m": 0, "м": 0, "h": 1, "ч": 1, "d": 2, "д": 2, "w": 3, "н": 3}


def _span(text: str) -> timedelta | None:
    """2 hours 30 min, 1,5 ч, 7 days: amounts with units, all of the text; None for anything else."""
    total, rest = timedelta(), text
    for match in _AMOUNT.finditer(text):
        word = match["unit"].casefold()
        size = next((size for names, size in _UNITS if word.startswith(names)), None)
        if size is None and word in _SHORT:
            size = _UNITS[_SHORT[word]][1]
        if size is None:
            return None
        total += float(match["n"].replace(",", ".")) * size
        rest = rest.replace(match[0], "", 1)
    return total if total and not rest.strip(" ,") else None


def read_minutes(text: str) -> int:
    """A duration: 90, 1:30, 2 hours, 1 h 30 min, 1,5 ч. Raises `BadDuration`."""
    text = text.strip()
    if clock := _CLOCK.fullmatch(text):
        return check_duration(int(clock[1]) * 60 + int(clock[2]))
    if re.fullmatch(r"\d{1,6}", text):
        return check_duration(int(text))
    span = _span(text)
    if span is None:
        raise BadDuration(LEAST_DURATION, MOST_DURATION)
    return check_duration(span // timedelta(minutes=1))


def read_offsets(text: str) -> list[int]:
    """How long before it a meeting reminds, in minutes: "7 days, 1 day, 1 hour"; "none". Raises `BadReminders`."""
    if text.strip().casefold() in {"none", "no", "нет", "без напоминаний", "-"}:
        return []
    spans = [_span(part) for part in re.split(r"[,;\n]", text) if part.strip()]
    if not spans or None in spans:
        raise BadReminders(MOST_REMINDERS, MOST_AHEAD.days)
    return [offset // timedelta(minutes=1) for offset in check_reminders(span for span in spans if span is not None)]


def read_start(visit: Visit, text: str, zone: str) -> str:
    """When it begins, by the wall clock of a zone. Raises what `read_local` and `check_start` do."""
    starts = read_local(text, zone, visit.now, visit.t)
    check_start(starts, zone, visit.now, second=True)  # of a time that comes twice, either may lie ahead
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


def read_agenda(entry: Entry) -> dict[str, object]:
    """An agenda as a form keeps it: a link, a file, or items. Raises `BadLink`, `TooLong`, `Empty`."""
    if entry.file is not None:
        return {"file": entry.file.file_id, "name": entry.file.name}
    read = agenda.read(entry.text)
    return {"link": read.link} if read.link else {"items": list(read.items)}


def agenda_of(data: Data) -> Agenda:
    """What `read_agenda` gave; of a form in which it was skipped, none."""
    given = data.get("agenda")
    if not isinstance(given, dict):
        return Agenda()
    items = given.get("items")
    return Agenda(
        link=str(given.get("link", "")),
        file_id=str(given.get("file", "")),
        file_name=str(given.get("name", "")),
        items=tuple(map(str, items)) if isinstance(items, list) else (),
    )


def when_of(data: Data) -> tuple[datetime, str]:
    """Wall-clock time as typed, and its zone."""
    return datetime.fromisoformat(str(data["starts"])), str(data["zone"])


def second_of(data: Data) -> bool:
    """Of a time that comes round twice, whether the second was chosen."""
    return data.get("second") == SECOND and twice(*when_of(data))


def draft_of(data: Data) -> MeetingDraft:
    """The meeting that a form has so far."""
    starts, zone = when_of(data)
    own = data.get("reminders")
    reminders: tuple[timedelta, ...] | None = None
    if own == NO_REMINDERS:
        reminders = ()
    elif isinstance(own, list):
        reminders = tuple(timedelta(minutes=int(str(minutes))) for minutes in own)
    return MeetingDraft(
        str(data["title"]), texts_of(data, "groups"), starts, zone, str(data.get("link") or ""), agenda_of(data).link,
        int(str(data.get("duration") or DEFAULT_DURATION)), str(data.get("place") or ""), str(data.get("notes") or ""),
        reminders, second_of(data),
    )  # fmt: skip


def data_of(draft: MeetingDraft) -> dict[str, object]:
    """What a form begins with that copies a meeting: all but its day, its agenda, and what goes with the day."""
    own = draft.reminders
    data: dict[str, object] = {
        "title": draft.title,
        "groups": list(draft.groups),
        "zone": draft.zone,
        "duration": str(draft.duration),
        "link": draft.link,
        "place": draft.place,
        "notes": draft.notes,
    }
    if own is not None:
        data["reminders"] = [offset // timedelta(minutes=1) for offset in own] or NO_REMINDERS
    return data


async def at_the_same_time(visit: Visit, meeting: Meeting) -> list[Meeting]:
    """The other meetings of its groups while it goes on."""
    return await meetings.overlapping(
        visit.tx, meeting.draft.groups, meeting.starts_at, meeting.ends_at, but=meeting.id
    )


def offsets_ahead(visit: Visit, meeting: Meeting) -> list[timedelta]:
    """How long before it the reminders come that are still to come."""
    own = visit.council.reminders_of(meeting.draft.reminders)
    return [reminder.offset for reminder in plan(meeting, own, visit.now)]


async def before_sending(
    visit: Visit, shown: View, meeting: Meeting, people: Markup, others: Sequence[Meeting] | None = None
) -> View:  # fmt: skip
    """What will be sent, above what the secretariat should know before it sends it. `others`: the meetings at the same
    time, where it is not they alone that go on while this one does."""
    others = await at_the_same_time(visit, meeting) if others is None else others
    offsets = offsets_ahead(visit, meeting)
    return card.before_sending(shown, meeting, offsets, people, others, visit.council, visit.zone, visit.t)


# -- the questions


def _twice(data: Data) -> bool:
    try:
        return {"starts", "zone"} <= data.keys() and twice(*when_of(data))
    except Refused:  # the zone was changed to one that is told at the preview
        return False


def _rounds(visit: Visit, data: Data) -> Sequence[tuple[str, str]]:
    starts, zone = when_of(data)
    first, again = (instant(starts, zone, second=second) for second in (False, True))
    return [
        (FIRST, plain(visit.t("The first time, {offset}", offset=offset_name(first, zone)))),
        (SECOND, plain(visit.t("The second time, {offset}", offset=offset_name(again, zone)))),
    ]


def usual_reminders(visit: Visit, _data: Data) -> list[tuple[str, str]]:
    """What is pressed instead of typing when people are reminded."""
    usual = ", ".join(length(offset, visit.t) for offset in visit.council.reminders)
    return [
        (AS_USUAL, plain(visit.t("As usual: {offsets}", offsets=usual))),
        (NO_REMINDERS, plain(visit.t("No reminders"))),
    ]


def _name(t: Texts) -> Markup:
    return t("Date and time")


GROUPS = Step(
    "groups",
    lambda t: t("Groups"),
    lambda v, _: v.t("Which groups meet? Tick them, then Done."),
    options=lambda v, _: group_options(v.council, v.t),
    many=True,
    width=1,
)

ZONE = Step(
    "zone",
    lambda t: t("Time zone"),
    lambda v, _: v.t("In which time zone is the time meant? Choose, or type any name such as Asia/Almaty."),
    lambda _v, _d, entry: read_zone(entry.text),
    options=lambda v, _: [(name, name) for name in dict.fromkeys([v.council.zone, v.zone, *ZONES])],
)

START = Step(
    "starts",
    _name,
    lambda v, d: v.t(
        "When does it begin, in the time of {city}? Choose a day, then the time; or type, for example: "
        "31 December 15:00, tomorrow 10:00, 2026-12-31 15:00.",
        city=city(str(d["zone"]), v.t),
    ),
    lambda v, d, entry: read_start(v, entry.text, str(d["zone"])),
    pick=Pick.MOMENT,
)

WHICH = Step(
    "second",
    lambda t: t("Which of the two"),
    lambda v, d: v.t(
        "The clocks go back that night: {time} comes twice. Which one is meant?",
        time=f"{when_of(d)[0]:%H:%M}",
    ),
    options=_rounds,
    wanted=_twice,
    width=1,
)

DURATION = Step(
    "duration",
    lambda t: t("Duration"),
    lambda v, _: v.t("How long, in minutes? Choose or type; skipped, it is {n}.", n=DEFAULT_DURATION),
    lambda _v, _d, entry: str(read_minutes(entry.text)),
    options=lambda v, _: [(str(n), v.t.plural("{n} minute", "{n} minutes", n)) for n in (60, 90, 120)],
    optional=True,
    width=3,
)

WHERE = Step(
    "link",
    lambda t: t("Link"),
    lambda v, _: v.t("A link to join online, or the place, or both in one line? It can be added later."),
    lambda _v, _d, entry: read_where(entry.text),
    optional=True,
)

PLACE = Step(
    "place",
    lambda t: t("Place"),
    lambda v, _: v.t("The place where you meet?"),
    lambda _v, _d, entry: text_rules.line(entry.text, PLACE_LIMIT),
    optional=True,
    later=True,
)

AGENDA = Step(
    "agenda",
    lambda t: t("Agenda"),
    lambda v, _: v.t("A link to the agenda, a file, or its items, one a line? It can be added later."),
    lambda _v, _d, entry: read_agenda(entry),
    optional=True,
    file=True,
)

NOTES = Step(
    "notes",
    lambda t: t("Notes"),
    lambda v, _: v.t("Notes for all, as they stand, in whatever language? For example: documents B-12, B-14."),
    lambda _v, _d, entry: text_rules.body(entry.text, NOTES_LIMIT),
    optional=True,
    later=True,
)

REMINDERS = Step(
    "reminders",
    lambda t: t("Reminders"),
    lambda v, _: v.t("How long before it are people reminded? For example: 7 days, 1 day, 2 hours."),
    lambda _v, _d, entry: read_offsets(entry.text) or NO_REMINDERS,
    options=usual_reminders,
    later=True,
    width=1,
)
