"""What the entrance looks like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from council.agenda import Agenda
from council.announcements import Content, first_words
from council.config import Council
from council.meetings import Meeting
from council.people import Actor, Role
from council.rounds import Round
from council.text_rules import MESSAGE_LIMIT, bare, beginning, length
from handlers.common.dates import distance, full_day, moment, short_day
from handlers.common.names import group_list, seat_sentence
from handlers.common.navigation import Confirm, Go, Open, Thing
from handlers.common.presses import Press
from handlers.common.texts import N_, Texts, plain
from handlers.common.view import GLANCE, Button, Style, View, bold, button, glance, height, in_rows, lines, link, offered, titled
from handlers.framework.tasks import MOST_NAMED, MOST_WAYS, Task
from handlers.meetings.presses import ShowMinutes
from handlers.meetings.views import notices
from storage.round_tasks import Waits


@dataclass(frozen=True, slots=True)
class Unread:
    """An announcement to be confirmed, as it says in the reader's language; `at`: since when they have it (UTC)."""

    id: int
    content: Content
    at: datetime

    def title(self, t: Texts) -> Markup:
        """Its first words; of what has none, that it is an announcement."""
        title = first_words(bare(self.content.html).strip().partition("\n")[0])
        return Markup("{}").format(title) if title else t("announcement")


@dataclass(frozen=True, slots=True)
class ToFollow:
    """A question: what has become of a recommendation, or of an item of the work plan (`planned`). `name`: the addressee's on
    whose behalf they are asked, "" for the whole."""

    question: int
    number: str
    title: str
    name: str = ""
    planned: bool = False


@dataclass(frozen=True, slots=True)
class ToReview:
    """Minutes in review; `until`: when silence approves them (UTC)."""

    minutes: int
    meeting: Meeting
    until: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for someone, each the most pressing first: rounds in which they are to take a position, meetings to say
    whether they come (with their agendas), rounds that wait for them as chair, by the reason, announcements to confirm,
    questions about follow-ups, and minutes to review."""

    rounds: Sequence[Round] = ()
    meetings: Sequence[Meeting] = ()
    leading: Mapping[Waits, Sequence[Round]] = field(default_factory=dict)
    unread: Sequence[Unread] = ()
    agendas: Mapping[int, Agenda] = field(default_factory=dict)
    to_follow: Sequence[ToFollow] = ()
    to_review: Sequence[ToReview] = ()

    @property
    def led(self) -> int:
        return sum(map(len, self.leading.values()))

    @property
    def n(self) -> int:
        return len(self.rounds) + len(self.meetings) + self.led + len(self.unread) + len(self.to_follow) + len(self.to_review)


MOST_OF_A_NAME, MOST_OF_A_LABEL = 80, 60
MOST_TASKS, MOST_WAITING, MORE_ROOM = 5, 10, 100
"""How many kinds of tasks the home menu names; how many of each kind that waits are listed (as those are answered, others come
up); and what is kept free for the head of what waits, and for how many more there are."""


def home(
    council: Council, actor: Actor, waiting: Waiting, next_meeting: datetime | None, tasks: Sequence[Task], now: datetime,
    t: Texts,
) -> View:  # fmt: skip
    """The home menu of someone with a seat. `tasks`: what waits for the secretariat."""
    zone = actor.person.zone if actor.person else council.zone
    ahead = t("No meetings ahead in your groups. When one is set you will hear of it at once.")
    if next_meeting:
        when, left = moment(next_meeting, zone, t), distance(next_meeting, now, zone, t)
        ahead = t("Next meeting: {when}, {distance}", when=when, distance=left)
    elif actor.is_secretariat:
        ahead = t("No meetings ahead: /meeting sets one.")
    rounds, meetings, led, unread = len(waiting.rounds), len(waiting.meetings), waiting.led, len(waiting.unread)
    followed, reviewed = len(waiting.to_follow), len(waiting.to_review)
    waits = (
        (rounds, t.plural("{n} recommendation", "{n} recommendations", rounds)),
        (meetings, t.plural("{n} meeting to answer", "{n} meetings to answer", meetings)),
        (led, t.plural("{n} round to lead as chair", "{n} rounds to lead as chair", led)),
        (unread, t.plural("{n} announcement to confirm", "{n} announcements to confirm", unread)),
        (followed, t.plural("{n} question about follow-up", "{n} questions about follow-up", followed)),
        (reviewed, t.plural("minutes of {n} meeting to review", "minutes of {n} meetings to review", reviewed)),
    )
    what = Markup(", ").join(told for n, told in waits if n)
    nameless = actor.person is not None and not actor.person.name
    n = sum(task.n for task in tasks)
    menu = offered(
        (waiting.n, t("Waiting for me ({n})", n=waiting.n), Go("waiting"), Style.PRIMARY),
        (actor.is_secretariat, t("Tasks ({n})", n=n) if n else t("Tasks"), Go("tasks")),
        (actor.is_secretariat, t("Announce"), Go("announce")), (actor.is_secretariat, t("Set a meeting"), Go("meeting")),
        (actor.is_secretariat, t("Invite"), Go("invite")), (True, t("Meetings"), Go("meetings")),
        (True, t("Recommendations"), Go("recommendations")), (True, t("News"), Go("news")),
        (True, t("My profile"), Go("profile")), (True, t("Help"), Go("help")),
    )  # fmt: skip
    title, seats = bold(t.named(council.short_names)), [seat_sentence(seat, t) for seat in actor.seats]
    name = t("You have not given your name yet, so others see “somebody”: /profile") if nameless else None
    mine = t("Waiting for you: {what}", what=what) if what else None if n else t("Nothing waits for you.")
    waits_there = t("Waiting for the secretariat: {n}", n=n) if n else None
    listed = [
        *(Markup("· {}").format(task.told) for task in tasks[:MOST_TASKS]),
        t("and more: /tasks") if len(tasks) > MOST_TASKS else None,
    ]
    text = lines(title, *seats, name, "", ahead, mine, "" if n else None, waits_there, *listed)
    if height(text) > GLANCE:
        text = glance((title, name, ahead, mine, waits_there), (*listed, *seats))
    return View(text, in_rows(menu))


_LED: Mapping[Waits, str] = {
    Waits.UNDECIDED: N_("The deadline has passed: {when}. It is for you to say how the round ends."),
    Waits.OBJECTED: N_("An objection waits for an answer. Open until {when}"),
    Waits.REVIEW: N_("It was adopted, and its review is due on {when}"),
    Waits.REOPENING: N_("A member asks you to take it up again"),
    Waits.COMPLETE: N_("Everyone has answered: you can close it. Open until {when}"),
}


_LED_LABELS: Mapping[Waits, str] = {Waits.REVIEW: N_("{number}, review"), Waits.REOPENING: N_("{number}, request")}

_LED_THINGS: Mapping[Waits, Thing] = {Waits.REVIEW: Thing.REVIEW, Waits.REOPENING: Thing.REOPENING}


def what_waits(waiting: Waiting, now: datetime, zone: str, t: Texts) -> View:
    """What waits for someone, one by one, each with the way to its card; times in `zone`."""
    if not waiting.n:
        return View(t("Nothing waits for you."), ((button(t("Home"), Go("home")),),))
    entries: list[tuple[Markup, Button]] = []

    def add(name: Markup | str, told: Markup | None, label: str, press: Press) -> None:
        entries.append((lines("", name, told), button(label, press)))

    def named(round_: Round) -> str:
        return f"{round_.number}: {beginning(round_.title, MOST_OF_A_NAME)}"

    for round_ in waiting.rounds[:MOST_WAITING]:
        when, left = moment(round_.deadline, zone, t), distance(round_.deadline, now, zone, t)
        until = t("Your position is due by {when}, {distance}", when=when, distance=left)
        add(named(round_), until, round_.number, Open(Thing.ROUND, round_.id))
    led = [(why, round_) for why, rounds in waiting.leading.items() for round_ in rounds]
    for why, round_ in led[:MOST_WAITING]:
        review = why is Waits.REVIEW and round_.terms.review
        told = t(_LED[why], when=full_day(review, t) if review else moment(round_.deadline, zone, t))
        label, thing = _LED_LABELS.get(why, N_("{number}, chair's sheet")), _LED_THINGS.get(why, Thing.SHEET)
        opens = Open(thing, round_.id)
        add(named(round_), told, t(label, number=round_.number), opens)
    for meeting in waiting.meetings[:MOST_WAITING]:
        when, left = moment(meeting.starts_at, zone, t), distance(meeting.starts_at, now, zone, t)
        asked = t("Will you come? {when}, {distance}", when=when, distance=left)
        title, dated = meeting.draft.title, f"{short_day(meeting.draft.starts, t)} · {meeting.draft.title}"
        add(beginning(title, MOST_OF_A_NAME), asked, beginning(dated, MOST_OF_A_LABEL), Open(Thing.MEETING, meeting.id))
    for one in waiting.unread[:MOST_WAITING]:
        title, label = one.title(t), t("I have read “{title}”", title=one.title(t))
        add(t("Please read: “{title}”", title=title), _quoted(one, MOST_QUOTED), label, Confirm(one.id))
    for each in waiting.to_follow[:MOST_WAITING]:
        name = f"{each.number}: {beginning(each.title, MOST_OF_A_NAME)}"
        asked = t("How far is it?") if each.planned else t("What has become of it?")
        told = t("What has become of it? On behalf of: {name}", name=each.name) if each.name else asked
        whose = (
            t("{number}, {name}", number=each.number, name=each.name)
            if each.name
            else t("{number}: how far it is", number=each.number)
            if each.planned
            else t("{number}, overall", number=each.number)
        )
        add(name, told, beginning(plain(whose), MOST_OF_A_LABEL), Open(Thing.FOLLOW_UP_QUESTION, each.question))
    for reviewed in waiting.to_review[:MOST_WAITING]:
        when, left = moment(reviewed.until, zone, t), distance(reviewed.until, now, zone, t)
        told = t("Minutes in review until {when}, {distance}. Who says nothing until then agrees.", when=when, distance=left)
        dated = t("Minutes: {meeting}", meeting=f"{short_day(reviewed.meeting.draft.starts, t)} · {reviewed.meeting.draft.title}")
        title = beginning(reviewed.meeting.draft.title, MOST_OF_A_NAME)
        add(title, told, beginning(plain(dated), MOST_OF_A_LABEL), ShowMinutes(reviewed.minutes))
    text, ways = list[Markup](), list[Button]()
    for told, way in entries:
        if length(bare(str(lines(*text, told)))) < MESSAGE_LIMIT - MORE_ROOM:
            text.append(told)
            ways.append(way)
    if (more := waiting.n - len(ways)) > 0:
        text += [Markup(""), t("and {n} more", n=more)]
    return titled(t("Waiting for you: {n}", n=waiting.n), *text, rows=in_rows(ways, 1), protect=True)


MOST_QUOTED, MOST_QUOTED_ALONE = 150, 3000
"""How much of an announcement is quoted in a list, and where it waits alone."""


def _quoted(one: Unread, most: int) -> Markup | None:
    text = beginning(bare(one.content.html), most)
    return Markup("<blockquote>{}</blockquote>").format(text) if text else None


def reminder(council: Council, waiting: Waiting, now: datetime, zone: str, t: Texts) -> View:
    """Unasked: what waits for someone. One meeting or announcement alone comes with all that it takes to answer."""
    rounds, meetings, unread = waiting.rounds, waiting.meetings, waiting.unread
    if waiting.n == 1 and meetings:
        return notices.asked_to_answer(council, meetings[0], waiting.agendas.get(meetings[0].id), now, zone, t)
    if waiting.n == 1 and unread:
        head, got = t("Please read: “{title}”", title=unread[0].title(t)), moment(unread[0].at, zone, t)
        asks = t("You are asked to confirm that you have read it."), t("You received it: {when}.", when=got)
        rows = [[button(t("I have read this"), Confirm(unread[0].id), Style.PRIMARY)]]
        return titled(head, _quoted(unread[0], MOST_QUOTED_ALONE), *asks, rows=rows)
    if waiting.n != len(rounds) or not rounds:
        return what_waits(waiting, now, zone, t)
    told = [
        lines(
            "",
            t("{number}: {title}", number=round_.number, title=beginning(round_.title, MOST_OF_A_NAME)),
            t("Open until {when}, {left}", when=moment(round_.deadline, zone, t),
              left=distance(round_.deadline, now, zone, t)),
        )
        for round_ in rounds[:MOST_WAITING]
    ]  # fmt: skip
    head = t.plural("A recommendation waits for your answer", "{n} recommendations wait for your answer", len(rounds))
    ways = (button(round_.number, Open(Thing.ROUND, round_.id)) for round_ in rounds[:MOST_WAITING])
    return titled(head, *told, rows=in_rows(ways, 3))


def reminded_again(t: Texts) -> View:
    """In the place of an earlier reminder."""
    return View(t("There is a newer reminder further down."))


def outside(council: Council, *, subscribed: bool, asked: bool, suspended: Sequence[str] = (), t: Texts) -> View:
    """The home menu of someone without a seat in force. `suspended`: the groups in which they have one that is not."""
    follows = t("You get the council's news.") if subscribed else t("You do not get the council's news.")
    news = button(t("My news") if subscribed else t("Subscribe"), Go("subscribe"))
    joins = button(t("My request"), Go("register")) if asked else button(t("Ask to join"), Go("register"))
    return titled(
        t.named(council.short_names),
        t("Your role is suspended: {groups}. Until the secretariat restores it, you take no part there.",
          groups=group_list(council, suspended, t))
        if suspended
        else t("You have no seat in the council."),
        follows,
        t("Your request to join is with the secretariat.") if asked else None,
        rows=(
            (news, button(t("Latest news"), Go("latest"))),
            (joins, button(t("My profile"), Go("profile"))),
            (button(t("Help"), Go("help")),),
        ),
    )  # fmt: skip


def help_(council: Council, actor: Actor, *, subscribed: bool, t: Texts) -> View:
    """What this person can do, by what one wants; it fits one screen of a phone."""
    leads = actor.is_secretariat or any(seat.role is Role.CHAIR for seat in actor.seats)
    proposes = any(seat.role is not Role.OBSERVER for seat in actor.seats)
    wishes = (
        (actor.seats, t("What is ahead and what waits for me: /home, /waiting")),
        (actor.seats, t("Meetings: /meetings, /agenda, /minutes, /calendar")),
        (actor.seats, t("Recommendations, and what was decided: /recommendations, /records")),
        (proposes, t("Propose a recommendation or ask a quick question: /recommend, /ask")),
        (actor.seats, t("What becomes of recommendations: /followup")),
        (actor.seats, t("The year's work plan: /plan")),
        (actor.seats, t("Find other members: /network")),
        (subscribed, t("The news that I follow: /latest, /topics, /pause, /unsubscribe")),
        (not subscribed, t("The council's news: /latest, /subscribe")),
        (not set(council.codes) <= set(actor.groups), t("Join a group: /register")),
        (True, t("My language, time zone and data: /profile, /mydata, /privacy, /forget")),
    )
    duties = (
        (actor.is_secretariat, t("What waits: /tasks; who did what: /audit")),
        (actor.is_secretariat, t("Set meetings: /meeting, /series")),
        (actor.is_secretariat, t("A year's report on recommendations: /report")),
        (leads, t("Write to people: /announce, /announcements")),
        (leads, t("Members and attendance: /members, /attendance")),
        (actor.is_secretariat, t("Let people in, give roles: /invite, /invitations, /import, /appoint")),
        (actor.is_secretariat, t("Chats, channels and the news: /chats, /channel, /news, /qr")),
        (actor.is_secretariat, t("How the bot itself is doing: /doctor")),
        (actor.is_secretariat, t("Correct what this bot says: /texts")),
    )
    parts: list[Markup | str] = [bold(t("What you can do here")), *(wish for wanted, wish in wishes if wanted)]
    if leads:
        parts += ["", bold(t("As chair or secretariat")), *(duty for wanted, duty in duties if wanted)]
    parts += ["", t("/cancel closes any form; what you typed in it is deleted.")]
    contact = council.contact
    ways = [button(t("Mistake in a text"), Go("wording")), link(t("Write to the secretariat"), contact) if contact else None]
    return View(lines(*parts), in_rows(ways))


ROOM = 60
"""What a kind of task takes besides its sentence and names: that there are more, and an empty line."""


def tasks(waiting: Sequence[Task], t: Texts) -> View:
    """The secretariat's list: kind by kind, the most pressing first."""
    if not waiting:
        return titled(t("Tasks of the secretariat"), t("Nothing waits for you."))
    text: list[Markup | str] = []
    left = MESSAGE_LIMIT - sum(length(task.told) + ROOM for task in waiting)
    for task in waiting:
        text += ["", task.told]
        named = [beginning(plain(item), MOST_OF_A_NAME) for item in task.items[:MOST_NAMED]]
        named = named if sum(map(length, named)) + ROOM < left else []
        left -= sum(length(name) + 3 for name in named)
        text += [Markup("· {}").format(name) for name in named]
        if named and task.n > len(named):
            text.append(t("and {n} more", n=task.n - len(named)))
    head = t("Tasks of the secretariat: {n}", n=sum(task.n for task in waiting))
    ways = (way for task in waiting for way in task.ways[:MOST_WAYS])
    return titled(head, *text, rows=in_rows(ways, 1), protect=True)


def lost(t: Texts) -> View:
    """To a message that belongs to nothing."""
    told = lines(t("I did not understand this."), t("What you can do here: /help"))
    return View(told, ((button(t("Home"), Go("home")),),))


def not_text(t: Texts) -> View:
    return View(lines(t("I can read only text here."), t("What you can do here: /help")))


def to_private(url: str, t: Texts) -> View:
    """In a group: where such things are done."""
    return View(t("This is done in the private chat with me."), ((link(t("Open the private chat"), url),),))


def cancelled(t: Texts, *, was_open: bool) -> View:
    told = t("Cancelled.") if was_open else t("There is nothing to cancel.")
    return View(lines(told), ((button(t("Home"), Go("home")), button(t("Help"), Go("help"))),))


def failed(t: Texts) -> View:
    """To someone whose message the program failed on."""
    told = t("Nothing was changed. The secretariat can see that it happened. Please try again, or write to them.")
    return titled(t("This did not work, and the fault is ours"), told)


def edit_not_read(t: Texts, *, in_form: bool) -> View:
    """To someone who edited a message that is no answer in an open form."""
    if in_form:
        told = t("This edit does not count: I use what you sent first. To answer again, go back in the form.")
    else:
        told = t("This edit does not count: I use what you sent first. What can be changed has a button: start from /home")
    return View(told)


def too_fast(t: Texts) -> View:
    """To someone who sends more than can be followed."""
    return View(t("You are sending faster than I can follow. Please wait a minute and send the last thing again."))
