"""What the entrance looks like."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from council.charter import Council
from council.people import Actor, Role
from handlers.common.dates import distance, moment
from handlers.common.names import seat_sentence
from handlers.common.texts import Texts
from handlers.common.view import View, bold, button, in_rows, lines, link
from handlers.common.ways import Go, Open, Thing


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for someone: recommendations to take a position on, and the next meeting, if any."""

    rounds: int = 0
    next_meeting: datetime | None = None


def home(council: Council, actor: Actor, waiting: Waiting, now: datetime, t: Texts) -> View:
    """The home menu of someone with a seat."""
    zone = actor.person.zone if actor.person else council.zone
    ahead = (
        t("Next meeting: {when}, {distance}", when=moment(waiting.next_meeting, zone, t),
          distance=distance(waiting.next_meeting, now, zone, t))
        if waiting.next_meeting
        else t("No meetings ahead: /meeting sets one.")
        if actor.is_secretariat
        else t("No meetings ahead in your groups. When one is set you will hear of it at once.")
    )  # fmt: skip
    waits = (
        t.plural("Waiting for you: {n} recommendation", "Waiting for you: {n} recommendations", waiting.rounds)
        if waiting.rounds
        else t("Nothing waits for you.")
    )
    menu = [
        button(t("Meetings"), Go("meetings")),
        button(t("Recommendations"), Go("recommendations")),
        button(t("My profile"), Go("profile")),
        button(t("Help"), Go("help")),
    ]
    if actor.is_secretariat:
        menu.insert(0, button(t("Tasks"), Go("tasks")))
    return View(
        lines(
            bold(council.short_name(t.language)), *(seat_sentence(seat, t) for seat in actor.seats), "", ahead, waits
        ),
        in_rows(menu),
    )


def outside(council: Council, *, subscribed: bool, asked: bool, t: Texts) -> View:
    """The home menu of someone without a seat."""
    follows = t("You get the council's news.") if subscribed else t("You do not get the council's news.")
    news = button(t("Unsubscribe"), Go("unsubscribe")) if subscribed else button(t("Subscribe"), Go("subscribe"))
    joins = button(t("My request"), Go("register")) if asked else button(t("Ask to join"), Go("register"))
    return View(
        lines(
            bold(council.short_name(t.language)),
            t("You have no seat in the council."),
            follows,
            t("Your request to join is with the secretariat.") if asked else None,
        ),
        ((news, joins), (button(t("My profile"), Go("profile")), button(t("Help"), Go("help")))),
    )


def help_(council: Council, actor: Actor, *, subscribed: bool, t: Texts) -> View:
    """What this person can do."""
    news = (
        t("/unsubscribe: no longer get the channel's news") if subscribed else t("/subscribe: get the channel's news")
    )
    parts: list[Markup | str] = [bold(t("What you can do here"))]
    if actor.seats:
        parts += [
            t("/home: what is ahead and what waits for you"),
            t("/meetings: the meetings ahead"),
            t("/calendar: the month or the quarter as a picture, and your meetings in your own calendar"),
            t("/recommendations: the recommendations and where they stand"),
            t("/records: the register of what was decided, and each record as a document"),
        ]
    if any(seat.role is not Role.OBSERVER for seat in actor.seats):
        parts.append(t("/ask: put a quick question to your group, not binding"))
    parts += [news, t("/profile: your data, language and time zone")]
    if not set(council.codes) <= set(actor.groups):
        parts.append(t("/register: ask to join a group"))
    if actor.is_secretariat or any(seat.role is Role.CHAIR for seat in actor.seats):
        parts += ["", bold(t("As chair or secretariat")), t("/recommend: open a recommendation to consensus"),
                  t("/members: the roster of your groups")]  # fmt: skip
    if actor.is_secretariat:
        parts += [
            t("/meeting: set a meeting, by questions or in one message"),
            t("/series: set meetings that come again"),
            t("/announce: send an announcement"),
            t("/announcements: the last announcements and their reports"),
            t("/invite: make an invitation"),
            t("/appoint: give someone another role"),
            t("/chats: the groups' chats and what I may do there"),
            t("/import: bring in a roster from a file"),
            t("/tasks: what waits for the secretariat"),
        ]
    parts += ["", t("/cancel leads out of any form; what you typed in it is then discarded.")]
    return View(lines(*parts))


@dataclass(frozen=True, slots=True)
class Tasks:
    """What waits for the secretariat, counted."""

    requests: Sequence[tuple[int, str]] = ()
    uncertain: int = 0
    unreachable: Sequence[str] = ()
    set_aside: int = 0


MOST_NAMES = 20
"""More names than this are counted only."""


def tasks(waiting: Tasks, t: Texts) -> View:
    """The secretariat's list."""
    told: list[Markup] = []
    if waiting.requests:
        told.append(
            t.plural("{n} request to join waits for a decision.", "{n} requests to join wait for a decision.",
                     len(waiting.requests))
        )  # fmt: skip
    if waiting.uncertain:
        told.append(
            t.plural("{n} delivery may or may not have arrived; see the announcement's report.",
                     "{n} deliveries may or may not have arrived; see the announcements' reports.", waiting.uncertain)
        )  # fmt: skip
    if waiting.unreachable:
        names = "; ".join(waiting.unreachable[:MOST_NAMES])
        told.append(
            t.plural("{n} person cannot be reached: they blocked the bot or left Telegram.",
                     "{n} people cannot be reached: they blocked the bot or left Telegram.",
                     len(waiting.unreachable))
        )  # fmt: skip
        told.append(t("They are: {names}", names=names))
        if len(waiting.unreachable) > MOST_NAMES:
            told.append(t("and {n} more", n=len(waiting.unreachable) - MOST_NAMES))
    if waiting.set_aside:
        told.append(
            t.plural("{n} message could not be handled and was set aside; the log names the fault.",
                     "{n} messages could not be handled and were set aside; the log names the fault.",
                     waiting.set_aside)
        )  # fmt: skip
    rows = tuple((button(t("Request: {name}", name=name), Open(Thing.REQUEST, id_)),) for id_, name in waiting.requests)
    if waiting.uncertain:
        rows += ((button(t("Announcements"), Go("announcements")),),)
    return View(lines(bold(t("Tasks of the secretariat")), *(told or [t("Nothing waits for you.")])), rows)


def lost(t: Texts) -> View:
    """To a message that belongs to nothing."""
    return View(
        lines(t("I did not understand this."), t("What you can do here: /help")),
        ((button(t("Home"), Go("home")),),),
    )


def not_text(t: Texts) -> View:
    return View(lines(t("I can read only text here."), t("What you can do here: /help")))


def to_private(url: str, t: Texts) -> View:
    """In a group: where such things are done."""
    return View(t("This is done in the private chat with me."), ((link(t("Open the private chat"), url),),))


def cancelled(t: Texts, *, was_open: bool) -> View:
    told = t("Discarded.") if was_open else t("There is nothing to cancel.")
    return View(lines(told), ((button(t("Home"), Go("home")), button(t("Help"), Go("help"))),))


def failed(t: Texts) -> View:
    """To someone whose message the program failed on."""
    return View(
        lines(
            bold(t("This did not work, and the fault is ours")),
            t("Nothing was changed. The secretariat can see that it happened. Please try again, or write to them."),
        )
    )


def too_fast(t: Texts) -> View:
    """To someone who sends more than can be followed."""
    return View(t("You are sending faster than I can follow. Please wait a minute and send the last thing again."))
