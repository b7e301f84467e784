"""A draft while it is written: its page, the screens of its parts, and what is said about it in one line."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from markupsafe import Markup

from council.announcement_times import due_for
from council.announcements import CHANNEL, Announcement, Content, Option, Timing, content_for, stamp
from council.audiences import EVERYONE, Audience, Whom
from council.config import Council
from council.reach import Reach
from handlers.announcements.presses import Compose, Draft, Flip, Moment, Place, Send, Usual, When, Write
from handlers.announcements.views.words import OPTION_NAMES, About, audience_words, medium_name, title_words
from handlers.common.dates import moment
from handlers.common.names import capital, group_label, group_list, language_name
from handlers.common.presses import Press
from handlers.common.reach import unreached_lines
from handlers.common.texts import N_, Texts, plain
from handlers.common.view import Button, Rows, Style, View, bold, button, in_rows, lines, titled

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Overview:
    """An announcement with what is counted of it: its contents and people by language, the titles of its chats."""

    found: Announcement
    said: Mapping[str, Content]
    people: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)
    chats: Sequence[str] = ()
    about: About = field(default_factory=About)
    now: datetime | None = None
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Usuals:
    """What a press on the page chooses: the groups of the one who writes it (None: the whole council, too) and the
    audience of their last announcement, with its names. `awaited`: in which language their next message is taken; ""."""

    own: tuple[str, ...] | None = ()
    last: Whom | None = None
    about: About = field(default_factory=About)
    awaited: str = ""


NO_USUALS = Usuals()


def _open(found: Announcement, label: str, what: Draft) -> Button:
    return button(label, Compose(found.id, what))


def _back(found: Announcement, t: Texts) -> tuple[Button, ...]:
    return (_open(found, t("Back"), Draft.DESK),)


def _switches(labels: Mapping[K, str], on: Collection[K], press: Callable[[K], Press]) -> Rows:
    """What can be switched on, each in a row of its own; what is on has a tick."""
    return in_rows((button(f"✓ {label}" if each in on else label, press(each)) for each, label in labels.items()), 1)


def whom(council: Council, overview: Overview, t: Texts) -> Markup:
    """To whom it goes: people, and the chats by number."""
    audience, places = overview.found.audience, overview.found.places
    if audience is None and not places:
        return t("To: nobody chosen yet")
    parts: list[str] = []
    if audience is not None:
        words = audience_words(council, audience, overview.about, t)
        parts.append(t.plural("{whom}: {n} person", "{whom}: {n} people", overview.people, whom=words))
    if any(place != CHANNEL for place in places):
        parts.append(t.plural("{n} group chat", "{n} group chats", len(overview.chats)))
    if CHANNEL in places:
        parts.append(t("the channel"))
    return t("To: {whom}", whom=Markup(", ").join(parts))


def when(found: Announcement, zone: str, t: Texts) -> Markup:
    """When it goes out, with what is switched on."""
    options = [t(OPTION_NAMES[option]) for option in Option if option in found.options]
    if found.nudges and found.confirms:
        options.append(t("a reminder after {hours} h", hours=", ".join(map(str, found.nudges))))
    match found.timing:
        case Timing.AT if found.due_at is not None:
            told = t("at {when}", when=moment(found.due_at, zone, t))
        case Timing.MORNING if found.day is not None:
            told = t("on {day} at 9:00, recipient's time", day=f"{found.day:%d.%m.%Y}")
        case _:
            told = t("at once")
    return t("When: {when}", when=Markup(" · ").join([told, *options]))


def _message(overview: Overview, t: Texts) -> Markup:
    if not overview.said:
        return t("Message: none yet")
    parts = (f"{plain(medium_name(each.kind, t))} ({language_name(code, t)})" for code, each in overview.said.items())
    return t("Message: {parts}", parts=", ".join(parts))


def _languages(council: Council, overview: Overview, t: Texts) -> list[Markup]:
    """Who gets which language, and what is missing in one."""
    said, told, name = overview.said, [], partial(language_name, t=t)
    if said and overview.languages:
        counts = ", ".join(f"{name(code)} {n}" for code, n in overview.languages.items())
        told.append(t("Their languages: {counts}", counts=counts))
    for code, n in overview.languages.items() if said else ():
        if code not in said:
            names = {"language": name(code), "other": name(content_for(said, code, council.languages).language)}
            missing = t.plural("⚠ No text in {language}: {n} person gets the one in {other}.",
                               "⚠ No text in {language}: {n} people get the one in {other}.", n, **names)  # fmt: skip
            told.append(missing)
    if any(content.links for content in said.values()):
        unlinked = N_("⚠ No link buttons in {language}, though another language has some.")
        told += [t(unlinked, language=name(code)) for code, content in said.items() if not content.links]
    return told


def _waits(council: Council, overview: Overview, t: Texts) -> Markup | None:
    """That "at once" is not at once where it is quiet now."""
    if overview.now is None or overview.found.timing is not Timing.NOW:
        return None
    due = due_for(overview.found, council.zone, council.quiet, overview.now)
    told = N_("Quiet hours now: it goes out when they end, for most {when}.")
    return t(told, when=moment(due, council.zone, t)) if due > overview.now else None


def page(
    council: Council, overview: Overview, zone: str, t: Texts, note: Markup | None = None, usual: Usuals = NO_USUALS
) -> View:
    """The draft as a whole, with a way to each part of it; and, once it says something to someone, the way out."""
    found, awaited = overview.found, ""
    if usual.awaited:
        awaited = N_("Your next message becomes its text in {language}. You can also do without.")
        if not overview.said:
            awaited = N_("Send it now as it should look: your next message becomes its text in {language}.")
    nobody = found.audience is not None and not overview.people
    tail = t("Telegram puts no buttons under an album: they come in a message of their own, right below it.")
    told = [
        bold(t("Announcement: “{title}”", title=title_words(found, t)) if overview.said else t("New announcement")), note,
        _message(overview, t), t(awaited, language=language_name(usual.awaited, t)) if awaited else None,
        tail if any(map(found.has_tail, overview.said.values())) else None, whom(council, overview, t),
        t("At present this reaches nobody. Choose other recipients.") if nobody else None,
        unreached_lines(overview.reach, t) if overview.reach is not None else None, *_languages(council, overview, t),
        when(found, zone, t), _waits(council, overview, t),
        t("A second secretary has to approve it before it goes out.") if council.four_eyes else None,
    ]  # fmt: skip
    ready = overview.said and (overview.people or overview.chats or CHANNEL in found.places)
    tries = [_open(found, t("Preview"), Draft.PREVIEW), _open(found, t("Send me a test"), Draft.TEST)]
    return View(lines(*told)).with_rows(
        [_send(council, overview, t)] if ready else [], *_usual(council, found, usual, t),
        [_open(found, t("Message"), Draft.MESSAGE), _open(found, t("Recipients"), Draft.WHOM)],
        [_open(found, t("When"), Draft.WHEN), _open(found, t("Options"), Draft.OPTIONS)], tries if overview.said else [],
        [_open(found, t("Delete the draft"), Draft.DISCARD)],
    )  # fmt: skip


def _usual(council: Council, found: Announcement, usual: Usuals, t: Texts) -> Rows:
    """The usual audiences, one press each, where none was put together of rules; and whether it asks to be confirmed."""
    audience, own = found.audience, usual.own
    labels = {code: capital(group_list(council, [code], t)) for code in (council.codes if own is None else own)}
    if council.committee in labels:
        labels[council.committee] = t.named(council.group(council.committee).names)
    chosen = set(audience.groups) if isinstance(audience, Audience) else set[str]()
    rest = {Usual.EVERYONE: plain(t("Everyone on the council"))} if own is None else {}
    if usual.last is not None and usual.last != EVERYONE:
        named = audience_words(council, usual.last, usual.about, t, 40)
        rest[Usual.LAST] = plain(t("As last time: {whom}", whom=named))
    chosen |= {key for key, whom in ((Usual.EVERYONE, EVERYONE), (Usual.LAST, usual.last)) if audience == whom}
    simple = audience is None or chosen

    def choices(named: Mapping[str, str], width: int) -> Rows:
        marked = {code: f"✓ {label}" if code in chosen else label for code, label in named.items()}
        return in_rows((button(label, Usual(found.id, code)) for code, label in marked.items()), width)

    confirm = f"{'✓ ' if found.confirms else ''}{plain(t(OPTION_NAMES[Option.CONFIRM]))}"
    return (*(choices(labels, 3) + choices(rest, 1) if simple else ()), (_open(found, confirm, Draft.CONFIRM),))


def _send(council: Council, overview: Overview, t: Texts) -> Button:
    found, people = overview.found, overview.people
    if council.four_eyes:
        label = t("Ask a second secretary")
    elif not people:
        places = len(overview.chats) + (CHANNEL in found.places)
        label = t.plural("Post in {n} chat", "Post in {n} chats", places)
    elif found.timing is not Timing.NOW:
        label = t.plural("Schedule for {n} person", "Schedule for {n} people", people)
    else:
        label = t.plural("Send to {n} person", "Send to {n} people", people)
    return button(label, Send(found.id, people, stamp(found, overview.said)), Style.PRIMARY)


def message(council: Council, overview: Overview, t: Texts) -> View:
    found = overview.found
    rows: list[tuple[Button, ...]] = []
    told: list[Markup | str] = [bold(t("What it says"))]
    for code in dict.fromkeys((*council.languages, *overview.said)):
        name, content = language_name(code, t), overview.said.get(code)
        if content is None:
            told.append(t("{language}: nothing yet", language=capital(name)))
            rows.append((button(t("Write in {language}", language=name), Write(found.id, "m", code)),))
            continue
        parts = [medium_name(content.kind, t)]
        if content.links:
            parts.append(t.plural("{n} link button", "{n} link buttons", len(content.links)))
        told.append(Markup("{}: {}").format(capital(name), Markup(" · ").join(parts)))
        replace = button(t("Replace ({language})", language=name), Write(found.id, "m", code))
        links = button(t("Link buttons ({language})", language=name), Write(found.id, "l", code))
        rows += [(replace, button(t("Delete ({language})", language=name), Write(found.id, "x", code))), (links,)]
    told.append(t("Where there is no text in a recipient's language, they get it in another one."))
    return View(lines(*told), (*rows, _back(found, t)))


def times(found: Announcement, zone: str, t: Texts) -> View:
    choices = {
        Moment.NOW: t("At once"), Moment.AT: t("At a set time"), Moment.TOMORROW: t("Tomorrow at 9:00, recipient's time"),
        Moment.MORNING: t("On a set day at 9:00, recipient's time"),
    }  # fmt: skip
    quiet = t("In quiet hours it waits until they end, unless it is marked urgent.")
    told = lines(bold(t("When should it go out?")), when(found, zone, t), quiet)
    return View(told, (*_switches(choices, (), partial(When, found.id)), _back(found, t)))


def options(found: Announcement, t: Texts) -> View:
    labels = {each: plain(t(OPTION_NAMES[each])) for each in Option}
    hours = ", ".join(map(str, found.nudges)) or t("none")
    nudges = _open(found, t("Reminders to confirm: {hours}", hours=hours), Draft.NUDGES)
    view = titled(t("Options"), t("Press an option to switch it on or off."))
    switches = _switches(labels, found.options, partial(Flip, found.id))
    return view.with_rows(*switches, [nudges] if found.confirms else [], _back(found, t))


def places(council: Council, overview: Overview, codes: Sequence[str], t: Texts, *, channel: bool) -> View:
    """In which chats it is posted too."""
    found, titles = overview.found, "; ".join(overview.chats)
    labels = {code: group_label(council, code, t) for code in codes}
    if channel:
        labels[CHANNEL] = plain(t("The channel"))
    told = lines(
        bold(t("Where else should it be posted?")),
        t("Group chats get it in the council's first language; each channel in its own, if there is a text in it."),
        None if codes else t("No group has a linked chat. To link one, send /link in the group's chat."),
        t("Chats: {titles}", titles=titles) if titles else None,
        t("There is no “I have read this” button in chats and channels.") if found.confirms else None,
    )  # fmt: skip
    switches = _switches(labels, found.places, partial(Place, found.id))
    return View(told, (*switches, (_open(found, t("Back"), Draft.WHOM),)))


def preview_head(code: str, content: Content, n: int, t: Texts) -> View:
    """Above the message as it will look in one language."""
    name, kind = capital(language_name(code, t)), f" · {plain(medium_name(content.kind, t))}" if content.copied else ""
    told = t.plural("{language}{kind}: {n} person", "{language}{kind}: {n} people", n, language=name, kind=kind)
    return View(bold(told))


def begun(found: Announcement, t: Texts) -> View:
    """There is a draft already: go on with it, or begin another."""
    title = title_words(found, t) if found.title or found.kind else t("nothing written yet")
    ways = (_open(found, t("Go on with it"), Draft.DESK), _open(found, t("Start a new one"), Draft.FRESH))
    head, told = t("You have a draft: “{title}”", title=title), t("Go on with it, or send the message for a new one now.")
    return titled(head, told, rows=(ways,))


def ask_discard(found: Announcement, t: Texts) -> View:
    told = lines(bold(t("Delete this draft?")), t("What was written will be lost."))
    return View(told, ((_open(found, t("Delete"), Draft.DISCARD_NOW), *_back(found, t)),))


def discarded(t: Texts) -> View:
    return titled(t("Draft deleted"), t("Nothing was sent. To write another: /announce"))
