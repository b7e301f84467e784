"""Parts of what is shown of a meeting: answers and attendance, the agenda, how often it comes again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date, get_day_names
from markupsafe import Markup, escape

from council.agenda import Agenda, changes, numbered, own_numbers
from council.attendance import Answer, Presence, Reply, Standing, Topic, begun, check_in_open
from council.config import Council
from council.meetings import Meeting, Part
from council.minutes import Minutes, MinutesState, SentMinutes
from council.series import LAST, Every, Pattern
from council.text_rules import beginning
from handlers.common.dates import length, moment
from handlers.common.names import group_list
from handlers.common.navigation import Open, Thing
from handlers.common.rich import Block, Heading, Items, Paragraph
from handlers.common.texts import N_, Texts
from handlers.common.view import Button, Rows, button, in_rows, lines, link
from handlers.meetings import presses
from handlers.meetings.presses import Document, GetDocument, On, ShowMinutes, ShowNames

SUNDAY, LIKE_FRIDAY = 6, frozenset({2, 4, 5})
"""Days of the week by number."""

MOST_ITEMS = 6
"""Items of an agenda on a card and in a reminder, and of what changed in it."""

_ITEM = 60


@dataclass(frozen=True, slots=True)
class Details:
    """What a card shows to one reader besides the meeting itself. `answers`: they may say whether they come; `names`:
    they may see who does. `link`: only for a group's chat, the way to where one answers. `papers`: there are some for its
    agenda book; `written`: minutes written in the bot that this reader may see, approved or not."""

    tally: Standing
    reply: Reply | None = None
    presence: Presence | None = None
    answers: bool = False
    names: bool = False
    agenda: Agenda | None = None
    minutes: SentMinutes | None = None
    topics: tuple[Topic, ...] = ()
    link: str = ""
    series: Pattern | None = None
    papers: bool = False
    written: tuple[Minutes, ...] = ()

    @property
    def book(self) -> bool:
        """Whether there is anything of which an agenda book could be made."""
        return self.papers or bool(self.agenda and self.agenda.given)


ANSWERS: Mapping[Answer, str] = {
    Answer.IN_PERSON: N_("I am coming"), Answer.ONLINE: N_("Online"), Answer.NO: N_("I cannot"),
    Answer.SOMEONE: N_("Someone in my place"), Answer.LATER: N_("Later"),
}  # fmt: skip
"""The answers in the words of their buttons."""

OWN_ANSWERS: Mapping[Answer | None, str] = {
    None: N_("You: not answered yet"), Answer.IN_PERSON: N_("You: coming in person"),
    Answer.ONLINE: N_("You: coming online"),
    Answer.NO: N_("You: not coming. You get no reminders unless the meeting changes."),
    Answer.SOMEONE: N_("You: sending {name}"), Answer.LATER: N_("You: will say later"),
}  # fmt: skip

RECORDED: Mapping[Answer, str] = {
    Answer.IN_PERSON: N_("Recorded: you are coming."), Answer.ONLINE: N_("Recorded: you are coming online."),
    Answer.NO: N_("Recorded: you are not coming. You can change it until the meeting begins."),
    Answer.SOMEONE: N_("Recorded: {name} comes in your place."), Answer.LATER: N_("Recorded."),
}  # fmt: skip

PRESENCES: Mapping[Presence | None, str] = {
    None: N_("not recorded"), Presence.HERE: N_("present"), Presence.ONLINE: N_("present online"),
    Presence.SOMEONE: N_("somebody in their place"), Presence.ABSENT: N_("absent"),
}  # fmt: skip
"""What is written down of someone."""


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
        named = (t.within("Sunday", "first"), t.within("Sunday", "second"), t.within("Sunday", "third"),
                 t.within("Sunday", "fourth"), t.within("Sunday", "last"))  # fmt: skip
    elif weekday in LIKE_FRIDAY:
        named = (t.within("Friday", "first"), t.within("Friday", "second"), t.within("Friday", "third"),
                 t.within("Friday", "fourth"), t.within("Friday", "last"))  # fmt: skip
    else:
        named = (t.within("Monday", "first"), t.within("Monday", "second"), t.within("Monday", "third"),
                 t.within("Monday", "fourth"), t.within("Monday", "last"))  # fmt: skip
    return named[anchor - 1 if anchor != LAST else -1]


def ticked(label: Markup, yes: bool, t: Texts) -> Markup:
    """The label of a button, with a tick if so."""
    return t("✓ {option}", option=label) if yes else label


def part_value(part: Part, value: str, t: Texts) -> Markup:
    """A part of a meeting, as it is told beside what it was."""
    if part is Part.DURATION and value:
        return Markup("{}").format(length(timedelta(minutes=int(value)), t))
    return Markup("{}").format(value) if value else t("none")


def own_answer(reply: Reply | None, zone: str, t: Texts) -> Markup:
    """You: coming in person."""
    if reply and reply.answer is Answer.LATER and reply.again_at:
        return t("You: will say later. I will ask you again: {when}.", when=moment(reply.again_at, zone, t))
    return t(OWN_ANSWERS[reply.answer if reply else None], name=reply.substitute if reply else "")


def recorded(reply: Reply, zone: str, t: Texts) -> Markup:
    if reply.answer is Answer.LATER and reply.again_at:
        return t("Recorded. I will ask you again: {when}.", when=moment(reply.again_at, zone, t))
    return t(RECORDED[reply.answer], name=reply.substitute)


def tally_lines(council: Council, tally: Standing, t: Texts) -> Iterable[Markup]:
    """Coming: 7 of 11 (quorum 8). By group, where several meet."""
    turnouts = [turnout for turnout in tally.turnouts if turnout.of]
    alone, several = N_("Coming: {n} of {of} (quorum {quorum})"), N_("Coming, {group}: {n} of {of} (quorum {quorum})")
    for one in turnouts:
        text, group = alone if len(turnouts) == 1 else several, group_list(council, [one.group], t)
        yield t(text, group=group, n=one.coming, of=one.of, quorum=one.quorum)
    counts = {N_("online {n}"): tally.online, N_("observers {n}"): tally.others, N_("substitutes {n}"): tally.someone}
    if any(counts.values()):
        yield Markup(" · ").join(t(text, n=n) for text, n in counts.items() if n)


def answer_row(meeting: Meeting, reply: Reply | None, on: On, t: Texts) -> Rows:
    """The ways to answer; the one that was given is ticked."""
    given = reply.answer if reply is not None else None
    # Nobody can come online where there is no link.
    fitting = [one for one in ANSWERS if one is not Answer.ONLINE or meeting.draft.link or given is one]
    ways = {answer: ticked(t(ANSWERS[answer]), answer is given, t) for answer in fitting}
    buttons = [button(label, presses.Reply(meeting.id, meeting.schedule, answer, on)) for answer, label in ways.items()]
    return in_rows(buttons, width=3, ticks=True)


def agenda_blocks(agenda: Agenda | None, t: Texts) -> Iterable[Block]:
    """The whole agenda to read: a link, the name of a file, or its items."""
    if agenda is None or not agenda.given:
        yield Paragraph(t("The agenda comes separately."))
    elif not agenda.items:
        yield Paragraph(lines(*agenda_lines(agenda, t)))
    else:
        version = agenda.version
        yield Heading(t("Agenda") if version <= 1 else t("Agenda, version {version}", version=version), 4)
        own = own_numbers(agenda.items)
        yield Paragraph(lines(*agenda.items)) if own else Items(agenda.items, numbered=True)


def agenda_lines(agenda: Agenda, t: Texts) -> Iterable[Markup]:
    """Agenda, version 2: a link, the name of a file, or the first few of its items."""
    first, version = agenda.version <= 1, agenda.version
    if agenda.link or agenda.file_id:
        what = agenda.link or agenda.file_name or t("a file")
        text = N_("Agenda: {link}") if first else N_("Agenda, version {version}: {link}")
        yield t(text, link=what, version=version)
    elif agenda.items:
        yield t("Agenda:") if first else t("Agenda, version {version}:", version=version)
        shown = agenda.items[:MOST_ITEMS]
        yield from map(escape, numbered(shown))
        if len(agenda.items) > len(shown):
            yield t("and {n} more", n=len(agenda.items) - len(shown))


def agenda_changes(was: Agenda, now: Agenda, t: Texts) -> Iterable[Markup]:
    """What changed of it: old -> new for a link or a file, added and removed for items."""
    if was.items and now.items:
        changed = changes(was, now)
        for text, items in ((N_("Added: {item}"), changed.added), (N_("Removed: {item}"), changed.removed)):
            for item in items[:MOST_ITEMS]:
                yield t(text, item=beginning(item, _ITEM))
        if more := len(changed.added[MOST_ITEMS:]) + len(changed.removed[MOST_ITEMS:]):
            yield t("and {n} more", n=more)
        if changed.reordered:
            yield t("The order has changed.")
        return
    before = was.link or was.file_name or (t("a list of items") if was.items else t("a file"))
    yield t("Was: {what}", what=before)


def agenda_buttons(meeting: Meeting, agenda: Agenda, t: Texts, *, chat: bool = False) -> Iterable[Button]:
    """The way to it; in a group's chat, only where it is a link."""
    if agenda.link:
        yield link(t("Agenda"), agenda.link)
    elif meeting.id and not chat and (agenda.file_id or len(agenda.items) > MOST_ITEMS):
        yield button(t("Agenda"), GetDocument(meeting.id, Document.AGENDA))


def own_line(meeting: Meeting, details: Details, now: datetime, zone: str, t: Texts) -> Markup | None:
    """Whether the reader comes, or was there."""
    there = details.presence if details.answers and begun(meeting, now) else None
    if there is not None:
        return t("You: {what}", what=t(PRESENCES[there]))
    return own_answer(details.reply, zone, t) if details.answers and meeting.ahead(now) else None


def card_lines(details: Details, t: Texts) -> Iterable[Markup]:
    """What a card says of the minutes and of what was discussed."""
    if details.minutes and details.minutes.link:
        yield t("Minutes: {link}", link=details.minutes.link)
    for one in details.written:
        if one.number:
            yield t("Minutes: {number}, approved", number=one.number)
        elif one.state is MinutesState.REVIEW:
            yield t("Minutes: in review")
    for topic in details.topics:
        yield t("Discussed: {number}, {title}", number=topic.number, title=topic.title)


def card_rows(meeting: Meeting, details: Details, now: datetime, t: Texts) -> Rows:
    """The buttons that a reader has: to answer, to check in, to see who comes; in a chat, the way to the private one."""
    if details.link:
        return ((link(t("Answer in the private chat"), details.link),),) if meeting.ahead(now) else ()
    rows: list[tuple[Button, ...]] = []
    if details.answers and check_in_open(meeting, now):
        here = {Presence.HERE: t("I am here")}
        if meeting.draft.link or details.presence is Presence.ONLINE:
            here[Presence.ONLINE] = t("I am here, online")
        ticks = [(ticked(label, details.presence is one, t), one) for one, label in here.items()]
        rows.append(tuple(button(label, presses.CheckIn(meeting.id, one)) for label, one in ticks))
    elif details.answers and meeting.ahead(now):
        rows += answer_row(meeting, details.reply, On.CARD, t)
    if details.names and meeting.ahead(now):
        rows.append((button(t("Who is coming"), ShowNames(meeting.id)),))
    rows += in_rows(
        button(t("Open {number}", number=topic.number), Open(Thing.RECOMMENDATION, topic.recommendation))
        for topic in details.topics[:4]
    )
    if details.minutes and details.minutes.file_id:
        rows.append((button(t("Minutes"), GetDocument(meeting.id, Document.MINUTES)),))
    rows += in_rows(
        button(t("Minutes {number}", number=one.number) if one.number else t("Minutes in review"), ShowMinutes(one.id))
        for one in details.written
        if one.state is not MinutesState.DRAFT
    )
    return tuple(rows)
