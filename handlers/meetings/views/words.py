"""Answers and attendance in words: parts of a card and of the sheets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date, get_day_names
from markupsafe import Markup

from council.agenda import Agenda, changes
from council.attendance import COMING, Answer, Minutes, Presence, Reply, Standing, Topic, begun, check_in_open
from council.config import Council
from council.meetings import Meeting, Part
from council.series import LAST, Every, Pattern
from council.text_rules import cut
from handlers.attendance import presses
from handlers.attendance.presses import On
from handlers.common.dates import length, moment
from handlers.common.names import group_list
from handlers.common.navigation import Open, Thing
from handlers.common.texts import Texts
from handlers.common.view import Button, Rows, button, in_rows, link

SUNDAY, LIKE_FRIDAY = 6, frozenset({2, 4, 5})
"""Days of the week by number."""

MOST_ITEMS = 6
"""Items of an agenda on a card and in a reminder, and of what changed in it."""

_ITEM = 60


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a meeting one reader sees besides the meeting itself.

    `answers`: they may say whether they come; `names`: they may see who does. `way`: for a group's chat, the link to
    where one answers.
    """

    standing: Standing
    reply: Reply | None = None
    presence: Presence | None = None
    answers: bool = False
    names: bool = False
    agenda: Agenda | None = None
    minutes: Minutes | None = None
    topics: tuple[Topic, ...] = ()
    way: str = ""
    series: Pattern | None = None


def in_series(pattern: Pattern, t: Texts) -> Markup:
    """Every week on Thursday, until 24 June 2027."""
    end = format_date(pattern.last, "d MMMM y", locale=t.locale)
    return t("In a series: {rhythm}, until {end}", rhythm=rhythm(pattern, t), end=end)


def all_follow(pattern: Pattern, t: Texts) -> Markup:
    """Of a series of which this and all that follow were moved."""
    return t("All that follow in this series move too: {rhythm}.", rhythm=rhythm(pattern, t))


def rhythm(pattern: Pattern, t: Texts) -> Markup:
    """How often, within a sentence: every 2 weeks, on Thursday."""
    weekday = get_day_names("wide", "stand-alone", t.locale)[pattern.first.weekday()]
    if pattern.every is Every.WEEKS:
        return t.plural("every week: {weekday}", "every {n} weeks: {weekday}", pattern.apart, weekday=weekday)
    if pattern.every is Every.MONTH_DAY:
        return t.plural("every month: day {day}", "every {n} months: day {day}", pattern.apart, day=pattern.anchor)
    which = _which(pattern.anchor, pattern.first.weekday(), t)
    return t.plural(
        "every month: {which} {weekday}", "every {n} months: {which} {weekday}", pattern.apart,
        which=which, weekday=weekday,
    )  # fmt: skip


def _which(anchor: int, weekday: int, t: Texts) -> Markup:
    """Which one of the month. The days of the week have different genders in Russian: three contexts stand for them."""
    if weekday == SUNDAY:
        return {
            1: t.within("Sunday", "first"),
            2: t.within("Sunday", "second"),
            3: t.within("Sunday", "third"),
            4: t.within("Sunday", "fourth"),
            LAST: t.within("Sunday", "last"),
        }[anchor]
    if weekday in LIKE_FRIDAY:
        return {
            1: t.within("Friday", "first"),
            2: t.within("Friday", "second"),
            3: t.within("Friday", "third"),
            4: t.within("Friday", "fourth"),
            LAST: t.within("Friday", "last"),
        }[anchor]
    return {
        1: t.within("Monday", "first"),
        2: t.within("Monday", "second"),
        3: t.within("Monday", "third"),
        4: t.within("Monday", "fourth"),
        LAST: t.within("Monday", "last"),
    }[anchor]


def part_value(part: Part, value: str, t: Texts) -> Markup:
    """A part of a meeting, as it is told beside what it was."""
    if part is Part.DURATION and value:
        return Markup("{}").format(length(timedelta(minutes=int(value)), t))
    return Markup("{}").format(value) if value else t("none")


def answer_name(answer: Answer, t: Texts) -> Markup:
    """The answer in the words of its button."""
    return {
        Answer.IN_PERSON: t("I am coming"),
        Answer.ONLINE: t("Online"),
        Answer.NO: t("I cannot"),
        Answer.SOMEONE: t("Someone for me"),
        Answer.LATER: t("Later"),
    }[answer]


def own_answer(reply: Reply | None, zone: str, t: Texts) -> Markup:
    """You: coming in person."""
    match reply:
        case None:
            return t("You: not answered yet")
        case Reply(answer=Answer.IN_PERSON):
            return t("You: coming in person")
        case Reply(answer=Answer.ONLINE):
            return t("You: coming online")
        case Reply(answer=Answer.NO):
            return t("You: not coming. No reminders come, unless the meeting changes.")
        case Reply(answer=Answer.SOMEONE, substitute=name):
            return t("You: sending {name}", name=name)
        case Reply(again_at=at) if at is not None:
            return t("You: will say later. I ask you again {when}.", when=moment(at, zone, t))
    return t("You: will say later")


def recorded(reply: Reply, zone: str, t: Texts) -> Markup:
    """To one who has just answered."""
    told = {
        Answer.IN_PERSON: t("Recorded: you are coming."),
        Answer.ONLINE: t("Recorded: you are coming online."),
        Answer.NO: t("Recorded: you are not coming. You can change it until the meeting begins."),
        Answer.SOMEONE: t("Recorded: {name} comes for you.", name=reply.substitute),
    }
    if reply.answer is Answer.LATER and reply.again_at:
        return t("Recorded. I ask you again {when}.", when=moment(reply.again_at, zone, t))
    return told.get(reply.answer, t("Recorded."))


def standing_lines(council: Council, standing: Standing, t: Texts) -> Iterable[Markup]:
    """Coming: 7 of 11 (quorum 8). By group, where several meet."""
    turnouts = [turnout for turnout in standing.turnouts if turnout.of]
    for turnout in turnouts:
        if len(turnouts) == 1:
            yield t("Coming: {n} of {of} (quorum {quorum})", n=turnout.coming, of=turnout.of, quorum=turnout.quorum)
        else:
            yield t(
                "Coming, {group}: {n} of {of} (quorum {quorum})",
                group=group_list(council, [turnout.group], t), n=turnout.coming, of=turnout.of, quorum=turnout.quorum,
            )  # fmt: skip
    more = [
        t("online {n}", n=standing.online) if standing.online else None,
        t("observers {n}", n=standing.others) if standing.others else None,
        t("somebody sent {n}", n=standing.someone) if standing.someone else None,
    ]
    told = [one for one in more if one is not None]
    if told:
        yield Markup(" · ").join(told)


def answer_row(meeting: Meeting, reply: Reply | None, on: On, t: Texts) -> Rows:
    """The ways to answer; the one that was given is ticked."""

    def one(answer: Answer) -> Button:
        label = answer_name(answer, t)
        ticked = reply is not None and reply.answer is answer
        press = presses.Reply(meeting.id, meeting.schedule, answer, on)
        return button(t("✓ {option}", option=label) if ticked else label, press)

    first = (one(Answer.IN_PERSON), one(Answer.ONLINE), one(Answer.NO))
    return (first, (one(Answer.SOMEONE), one(Answer.LATER)))


def agenda_lines(agenda: Agenda, t: Texts, *, whole: bool = False) -> Iterable[Markup]:
    """Agenda, version 2: a link, the name of a file, or its items; the first few, unless the `whole` is wanted."""
    first = agenda.version <= 1
    if agenda.link or agenda.file_id:
        what = agenda.link or agenda.file_name or t("a file")
        yield (
            t("Agenda: {link}", link=what)
            if first
            else t("Agenda, version {version}: {link}", version=agenda.version, link=what)
        )
    elif agenda.items:
        yield t("Agenda:") if first else t("Agenda, version {version}:", version=agenda.version)
        shown = agenda.items if whole else agenda.items[:MOST_ITEMS]
        for at, item in enumerate(shown, start=1):
            yield t("{at}. {item}", at=at, item=item)
        if len(agenda.items) > len(shown):
            yield t("and {n} more", n=len(agenda.items) - len(shown))


def agenda_changes(was: Agenda, now: Agenda, t: Texts) -> Iterable[Markup]:
    """What changed of it: old -> new for a link or a file, added and removed for items."""
    if was.items and now.items:
        changed = changes(was, now)
        yield from (t("Added: {item}", item=_short(item)) for item in changed.added[:MOST_ITEMS])
        yield from (t("Removed: {item}", item=_short(item)) for item in changed.removed[:MOST_ITEMS])
        if more := len(changed.added[MOST_ITEMS:]) + len(changed.removed[MOST_ITEMS:]):
            yield t("and {n} more", n=more)
        if changed.reordered:
            yield t("The order has changed.")
        return
    before = was.link or was.file_name or (t("a list of items") if was.items else t("a file"))
    yield t("Was: {what}", what=before)


def _short(item: str) -> str:
    return item if len(item) <= _ITEM else f"{cut(item, _ITEM)}…"


def agenda_buttons(meeting: Meeting, agenda: Agenda, t: Texts, *, chat: bool = False) -> Iterable[Button]:
    """The way to it; in a group's chat, only where it is a link."""
    if agenda.link:
        yield link(t("Agenda"), agenda.link)
    elif meeting.id and not chat and (agenda.file_id or len(agenda.items) > MOST_ITEMS):
        yield button(t("Agenda"), presses.GetPaper(meeting.id, presses.Paper.AGENDA))


def presence_name(presence: Presence | None, t: Texts) -> Markup:
    """What is written down of someone."""
    match presence:
        case Presence.HERE:
            return t("there")
        case Presence.ONLINE:
            return t("there, online")
        case Presence.SOMEONE:
            return t("somebody in their place")
        case Presence.ABSENT:
            return t("not there")
    return t("nothing written down")


def own_presence(presence: Presence | None, t: Texts) -> Markup | None:
    """You: there. Nothing where nothing is written down."""
    return t("You: {what}", what=presence_name(presence, t)) if presence else None


def check_in_row(meeting: Meeting, presence: Presence | None, t: Texts) -> tuple[Button, ...]:
    """The buttons during the meeting."""
    labels = {Presence.HERE: t("I am here"), Presence.ONLINE: t("I am here, online")}
    return tuple(
        button(t("✓ {option}", option=label) if presence is one else label, presses.CheckIn(meeting.id, one))
        for one, label in labels.items()
    )


def card_lines(council: Council, meeting: Meeting, seen: Seen, now: datetime, zone: str, t: Texts) -> Iterable[Markup]:
    """What a card says of who comes or came, of the minutes and of what was discussed."""
    there = own_presence(seen.presence, t) if seen.answers and begun(meeting, now) else None
    if meeting.ahead(now):
        yield from standing_lines(council, seen.standing, t)
        if seen.answers and there is None:
            yield own_answer(seen.reply, zone, t)
    if there is not None:
        yield there
    if seen.minutes and seen.minutes.link:
        yield t("Minutes: {link}", link=seen.minutes.link)
    for topic in seen.topics:
        yield t("Discussed: {number}, {title}", number=topic.number, title=topic.title)


def card_rows(meeting: Meeting, seen: Seen, now: datetime, t: Texts) -> Rows:
    """The buttons that a reader has: to answer, to check in, to see who comes; in a chat, the way to the private one."""
    if seen.way:
        return ((link(t("Answer in the private chat"), seen.way),),) if meeting.ahead(now) else ()
    rows: list[tuple[Button, ...]] = []
    if seen.answers and check_in_open(meeting, now):
        rows.append(check_in_row(meeting, seen.presence, t))
    elif seen.answers and meeting.ahead(now):
        rows += answer_row(meeting, seen.reply, On.CARD, t)
    if seen.names and meeting.ahead(now):
        rows.append((button(t("Who is coming"), presses.ShowNames(meeting.id)),))
    rows += in_rows(
        button(t("Open {number}", number=topic.number), Open(Thing.RECOMMENDATION, topic.recommendation))
        for topic in seen.topics[:4]
    )
    if seen.minutes and seen.minutes.file_id:
        rows.append((button(t("Minutes"), presses.GetPaper(meeting.id, presses.Paper.MINUTES)),))
    return tuple(rows)


def is_coming(reply: Reply | None) -> bool:
    return reply is not None and reply.answer in COMING
