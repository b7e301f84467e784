"""What a draft looks like while it is written: its desk, and what is chosen on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from council.announcements import ALBUM, CHANNEL, TEXT, Announcement, Content, Option, Timing, content_for, stamp
from council.config import Council
from council.delivery_times import due_for
from handlers.announcements.presses import Compose, Draft, Flip, Moment, Place, Send, When, Write
from handlers.announcements.views.words import About, audience_words, medium_name, option_name, title_words
from handlers.common.dates import moment
from handlers.common.names import group_label
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import Button, Rows, View, bold, button, lines


@dataclass(frozen=True, slots=True)
class Seen:
    """A draft with what is counted of it: people in all and by language, the titles of the chats it is for."""

    found: Announcement
    said: Mapping[str, Content]
    people: int = 0
    languages: Mapping[str, int] = field(default_factory=dict)
    chats: Sequence[str] = ()
    about: About = field(default_factory=About)
    now: datetime | None = None


def _open(found: Announcement, label: str, what: Draft) -> Button:
    return button(label, Compose(found.id, what))


def _back(found: Announcement, t: Texts) -> tuple[Button, ...]:
    return (_open(found, t("Back"), Draft.DESK),)


def whom(council: Council, seen: Seen, t: Texts) -> Markup:
    """To whom it goes, in one line: people, and the chats by number."""
    audience = seen.found.audience
    if audience is None and not seen.found.places:
        return t("To: nobody chosen yet")
    parts: list[str] = []
    if audience is not None:
        words = audience_words(council, audience, t, about=seen.about)
        parts.append(t.plural("{whom}: {n} person", "{whom}: {n} people", seen.people, whom=words))
    if any(place != CHANNEL for place in seen.found.places):
        parts.append(t.plural("{n} group chat", "{n} group chats", len(seen.chats)))
    if CHANNEL in seen.found.places:
        parts.append(t("the channel"))
    return t("To: {whom}", whom=Markup(", ").join(parts))


def languages(council: Council, seen: Seen, t: Texts) -> list[Markup]:
    """Who gets which language, and what is missing."""
    if not seen.said or not seen.languages:
        return []
    counts = ", ".join(f"{n} {Catalogs.own_name(code)}" for code, n in seen.languages.items())
    told = [t("Their languages: {counts}", counts=counts)]
    for code, n in seen.languages.items():
        if code not in seen.said:
            got = Catalogs.own_name(content_for(seen.said, code, council.languages).language)
            told.append(
                t.plural(
                    "⚠ Nothing in {language}: {n} person gets {other}.",
                    "⚠ Nothing in {language}: {n} people get {other}.",
                    n, language=Catalogs.own_name(code), other=got,
                )
            )  # fmt: skip
    return told


def when(found: Announcement, zone: str, t: Texts) -> Markup:
    """When it goes out, in one line, with what is switched on."""
    options = [option_name(option, t) for option in Option if option in found.options]
    if found.nudges and found.confirms:
        hours = ", ".join(map(str, found.nudges))
        options.append(t("a reminder after {hours} h", hours=hours))
    match found.timing:
        case Timing.AT if found.due_at is not None:
            told = t("at {when}", when=moment(found.due_at, zone, t))
        case Timing.MORNING if found.day is not None:
            told = t("on {day} at 9:00 of each reader", day=f"{found.day:%d.%m.%Y}")
        case _:
            told = t("at once")
    return t("When: {when}", when=Markup(" · ").join([told, *options]))


def _message(seen: Seen, t: Texts) -> Markup:
    if not seen.said:
        return t("Message: none yet")
    parts = [
        Markup("{} ({})").format(medium_name(content.kind, t), Catalogs.own_name(code))
        for code, content in seen.said.items()
    ]
    return t("Message: {parts}", parts=Markup(", ").join(parts))


def desk(council: Council, seen: Seen, zone: str, t: Texts, note: Markup | None = None) -> View:
    """The draft as a whole, with a way to each part of it; and, once it says something to someone, the way out."""
    found = seen.found
    ready = bool(seen.said) and bool(seen.people or seen.chats or CHANNEL in found.places)
    told: list[Markup | str | None] = [
        bold(t("Announcement: “{title}”", title=title_words(found, t)) if seen.said else t("New announcement")),
        note,
        _message(seen, t),
        _album_note(seen, t),
        whom(council, seen, t),
        t("Nobody belongs to this audience at present.") if found.audience is not None and not seen.people else None,
        *languages(council, seen, t),
        *_no_links(seen, t),
        when(found, zone, t),
        _waits(council, seen, t),
        t("A second secretary looks at it before it goes out.") if council.four_eyes else None,
    ]
    rows: list[tuple[Button, ...]] = []
    if ready:
        rows.append((_send(council, seen, t),))
    rows += [
        (_open(found, t("Message"), Draft.MESSAGE), _open(found, t("To whom"), Draft.WHOM)),
        (_open(found, t("When"), Draft.WHEN), _open(found, t("Options"), Draft.OPTIONS)),
    ]
    if seen.said:
        rows.append((_open(found, t("Preview"), Draft.PREVIEW), _open(found, t("Test to me"), Draft.TEST)))
    rows.append((_open(found, t("Discard"), Draft.DISCARD),))
    return View(lines(*told), tuple(rows))


def _send(council: Council, seen: Seen, t: Texts) -> Button:
    places = len(seen.chats) + (CHANNEL in seen.found.places)
    if council.four_eyes:
        label = t("Ask a second secretary")
    elif not seen.people:
        label = t.plural("Post in {n} chat", "Post in {n} chats", places)
    elif seen.found.timing is not Timing.NOW:
        label = t.plural("Schedule for {n} person", "Schedule for {n} people", seen.people)
    else:
        label = t.plural("Send to {n} person", "Send to {n} people", seen.people)
    return button(label, Send(seen.found.id, seen.people, stamp(seen.found, seen.said)))


def _no_links(seen: Seen, t: Texts) -> list[Markup]:
    """What has no link buttons in one language, while it has some in another."""
    if not any(content.links for content in seen.said.values()):
        return []
    return [
        t("⚠ No link buttons in {language}, though there are some in another one.", language=Catalogs.own_name(code))
        for code, content in seen.said.items()
        if not content.links
    ]


def _waits(council: Council, seen: Seen, t: Texts) -> Markup | None:
    """That "at once" is not at once where it is quiet now."""
    if seen.now is None or seen.found.timing is not Timing.NOW:
        return None
    due = due_for(seen.found, council.zone, council.quiet, seen.now)
    if due <= seen.now:
        return None
    return t(
        "It is within quiet hours now: it goes out when they end, in most places {when}.",
        when=moment(due, council.zone, t),
    )


def _album_note(seen: Seen, t: Texts) -> Markup | None:
    albums = [content for content in seen.said.values() if content.kind == ALBUM]
    if not any(content.links for content in albums) and not (albums and seen.found.confirms):
        return None
    return t("Telegram puts no buttons under an album: they come in a message of their own, right below it.")


def message(council: Council, seen: Seen, t: Texts) -> View:
    """What it says in which language, and what can be written."""
    found = seen.found
    rows: list[tuple[Button, ...]] = []
    told: list[Markup | str] = [bold(t("What it says"))]
    for code in dict.fromkeys((*council.languages, *seen.said)):
        name, content = Catalogs.own_name(code), seen.said.get(code)
        if content is None:
            told.append(t("{language}: nothing yet", language=name))
            rows.append((button(t("Write in {language}", language=name), Write(found.id, "m", code)),))
            continue
        links = t.plural("{n} link button", "{n} link buttons", len(content.links)) if content.links else ""
        told.append(
            Markup("{}: {}").format(name, Markup(" · ").join(filter(None, [medium_name(content.kind, t), links])))
        )
        rows.append(
            (
                button(t("Replace ({language})", language=name), Write(found.id, "m", code)),
                button(t("Link buttons"), Write(found.id, "l", code)),
                button("✕", Write(found.id, "x", code)),
            )
        )
    told.append(t("Who has no text in their own language gets the council's first one that there is."))
    return View(lines(*told), (*rows, _back(found, t)))


def times(found: Announcement, zone: str, t: Texts) -> View:
    """When it is to go out."""
    choices = (
        (button(t("At once"), When(found.id, Moment.NOW)),),
        (button(t("At a time"), When(found.id, Moment.AT)),),
        (button(t("Tomorrow at 9:00 of each reader"), When(found.id, Moment.TOMORROW)),),
        (button(t("On a day at 9:00 of each reader"), When(found.id, Moment.MORNING)),),
    )
    return View(
        lines(
            bold(t("When is it to go out?")),
            when(found, zone, t),
            t("In quiet hours nobody is written to, unless it is marked urgent: it then comes when they end."),
        ),
        (*choices, _back(found, t)),
    )


def options(found: Announcement, t: Texts) -> View:
    """What can be switched on."""
    rows: Rows = tuple(
        (
            button(
                f"{'✓ ' if option in found.options else ''}{option_name(option, t).unescape()}", Flip(found.id, option)
            ),
        )
        for option in Option
    )
    if found.confirms:
        hours = ", ".join(map(str, found.nudges)) or t("none")
        rows += ((button(t("Reminders to confirm: {hours}", hours=hours), Compose(found.id, Draft.NUDGES)),),)
    return View(lines(bold(t("Options")), t("A press switches each on or off.")), (*rows, _back(found, t)))


def places(council: Council, seen: Seen, codes: Sequence[str], t: Texts, *, channel: bool) -> View:
    """In which chats it is posted too."""
    found = seen.found

    def tick(place: str, label: str) -> tuple[Button, ...]:
        return (button(f"{'✓ ' if place in found.places else ''}{label}", Place(found.id, place)),)

    rows: Rows = tuple(tick(code, group_label(council, code, t)) for code in codes)
    if channel:
        rows += (tick(CHANNEL, str(t("The channel").unescape())),)
    chats = [t("Chats: {titles}", titles="; ".join(seen.chats))] if seen.chats else []
    return View(
        lines(
            bold(t("Where else is it posted?")),
            t(
                "In a group's chats in the council's first language; in each channel in its own, where there is a text in it."
            ),
            None if codes else t("No group has a chat that is linked to it. /link, sent in a group's chat, links it."),
            *chats,
            t("Without “I have read this”: in a chat nobody confirms.") if found.confirms else None,
        ),
        (*rows, (_open(found, t("Back"), Draft.WHOM),)),
    )


def preview_head(code: str, content: Content, n: int, t: Texts) -> View:
    """Above the message as it will look in one language."""
    name = Catalogs.own_name(code)
    kind = Markup("") if content.kind == TEXT else Markup(" · {}").format(medium_name(content.kind, t))
    return View(
        bold(t.plural("{language}{kind}: {n} person", "{language}{kind}: {n} people", n, language=name, kind=kind))
    )


def ask_discard(found: Announcement, t: Texts) -> View:
    return View(
        lines(bold(t("Discard this draft?")), t("What was written is forgotten.")),
        ((_open(found, t("Discard it"), Draft.DISCARD_NOW), _open(found, t("Back"), Draft.DESK)),),
    )


def discarded(t: Texts) -> View:
    return View(lines(bold(t("Discarded")), t("Nothing was sent. To begin anew: /announce")))


def begun(found: Announcement, t: Texts) -> View:
    """There is a draft already: go on with it, or begin another."""
    title = title_words(found, t) if found.title or found.kind else t("nothing written yet")
    return View(
        lines(bold(t("You have a draft: “{title}”", title=title)), t("Go on with it, or begin another one.")),
        ((_open(found, t("Go on with it"), Draft.DESK), _open(found, t("A new one"), Draft.FRESH)),),
    )
