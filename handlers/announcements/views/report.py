"""The report: who has it, who confirmed, who could not be reached and why, and what became of corrections."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from council.announcements import RIGHT_LOST, SENT, STOPPED, Announcement, AnnouncementState, Tally
from handlers.announcements.presses import Again, Answer, Names, Steer, Steering, TakeBack
from handlers.announcements.views.reasons import UNREACHABLE, reason_words
from handlers.announcements.views.words import title_words
from handlers.common.dates import moment
from handlers.common.names import called
from handlers.common.navigation import Open, Thing
from handlers.common.texts import Texts
from handlers.common.view import Button, Rows, View, bold, button, in_rows, lines
from storage.announcement_deliveries import Placed, Recipient, Which
from storage.outbox import State as Sending

State = AnnouncementState
PAGE = 20

REDRAWN, SAID = "redrawn", "said instead"
"""How the books say that a copy was edited, or its reader told, because it could not be deleted."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an announcement stands: its people, chats, confirmations, and the redraws of its copies by (state, reason)."""

    found: Announcement
    tally: Tally
    confirmed: int = 0
    unread: int = 0
    again: int = 0
    places: Sequence[Placed] = ()
    redrawn: Mapping[tuple[str, str], int] = field(default_factory=dict)


def report(standing: Standing, to: Markup, zone: str, t: Texts) -> View:
    """What came of it."""
    found, tally = standing.found, standing.tally
    total = max(found.total, tally.total)
    stopped = found.state is State.CANCELLED
    # Stopped before all rows were written: for the rest there is no row that says so.
    unsent = tally.dropped.get(STOPPED, 0)
    if stopped:
        unsent += tally.waiting + (total - tally.total if found.listed_at is None else 0)
    sent = found.sent_at
    return View(
        lines(
            bold(_head(found, t)),
            to,
            t("Not sent: whoever wrote it may no longer announce to those whom it is for.")
            if found.reason == RIGHT_LOST
            else None,
            t("Published: {when}", when=moment(sent, zone, t)) if sent is not None else None,
            t("Corrected: {when}", when=moment(found.corrected_at, zone, t)) if found.corrected_at else None,
            "",
            t("Delivered: {n}", n=tally.delivered),
            t("Read and confirmed: {n}", n=standing.confirmed) if found.confirms else None,
            t("Reminded last: {when}", when=moment(found.nudged_at, zone, t)) if found.nudged_at else None,
            *_listed(t("Unreachable: {n}", n=unreachable(tally)), _reasons(tally, unreachable=True), t),
            *_listed(t("Failed: {n}", n=failed(tally)), _reasons(tally, unreachable=False), t),
            t("Not sent, because it was stopped: {n}", n=unsent) if unsent else None,
            *_left(tally, t),
            *_places(standing.places, t),
            *_mended(standing, t),
            *_uncertain(tally, t),
            t("A correction waits for a second secretary.") if found.pending else None,
        ),
        _rows(standing, t),
    )


def _head(found: Announcement, t: Texts) -> Markup:
    if found.state is State.TAKEN_BACK:
        return t("Taken back: “{title}”", title=title_words(found, t))
    if found.reason == RIGHT_LOST:
        return t("Not sent: “{title}”", title=title_words(found, t))
    if found.state is State.CANCELLED:
        return t("Stopped: “{title}”", title=title_words(found, t))
    return t("Sent: “{title}”", title=title_words(found, t))


def _rows(standing: Standing, t: Texts) -> Rows:
    found, tally = standing.found, standing.tally
    names: list[Button] = []

    def who(label: Markup, which: Which) -> None:
        names.append(button(label, Names(found.id, which, 0)))

    if found.confirms:
        if standing.unread:
            who(t("Who has not read ({n})", n=standing.unread), Which.UNREAD)
        if standing.confirmed:
            who(t("Who has read ({n})", n=standing.confirmed), Which.READ)
    if n := unreachable(tally) + failed(tally):
        who(t("Not reached ({n})", n=n), Which.FAILED)
    if tally.uncertain:
        who(t("Unknown ({n})", n=tally.uncertain), Which.UNKNOWN)
    rows: list[Sequence[Button]] = list(in_rows(names))
    if standing.again and found.state is State.DONE:
        label = t.plural("Send again to {n} person", "Send again to {n} people", standing.again)
        rows.append([button(label, Again(found.id, Answer.ASK))])
    if found.state in SENT and tally.delivered + len(standing.places):
        if standing.unread and found.state is State.DONE:
            rows.append([button(t("Remind who has not read"), Steer(found.id, Steering.NUDGE))])
        rows.append(
            [
                button(t("Correct"), Steer(found.id, Steering.CORRECT)),
                button(t("Take back"), TakeBack(found.id, Answer.ASK)),
            ]
        )
    if found.sent_at is not None:
        rows.append(
            [
                button(t("Certificate (PDF)"), Steer(found.id, Steering.PDF)),
                button(t("List (XLSX)"), Steer(found.id, Steering.XLSX)),
            ]
        )
    return tuple(tuple(row) for row in rows)


def _reasons(tally: Tally, *, unreachable: bool) -> Mapping[str, int]:
    return {reason: n for reason, n in tally.failed.items() if (reason in UNREACHABLE) is unreachable}


def unreachable(tally: Tally) -> int:
    return sum(_reasons(tally, unreachable=True).values())


def failed(tally: Tally) -> int:
    return sum(_reasons(tally, unreachable=False).values())


def _listed(head: Markup, reasons: Mapping[str, int], t: Texts) -> Iterable[Markup]:
    """The head, and below it how many for which reason, in words; nothing where there are none."""
    if not reasons:
        return ()
    by_words: dict[Markup, int] = {}
    for reason, n in reasons.items():
        words = reason_words(reason, t)
        by_words[words] = by_words.get(words, 0) + n
    ordered = sorted(by_words.items(), key=lambda item: (-item[1], item[0]))
    return (head, *(t("· {reason}: {n}", reason=words, n=n) for words, n in ordered))


def _left(tally: Tally, t: Texts) -> Iterable[Markup]:
    # Kept apart from failures: nothing went wrong.
    n = sum(tally.dropped.values()) - tally.dropped.get(STOPPED, 0)
    return (t("Left the audience before it was sent: {n}", n=n),) if n else ()


def _places(places: Sequence[Placed], t: Texts) -> Iterable[Markup]:
    if not places:
        return ()
    there = sum(1 for place in places if place.state is Sending.SENT)
    told = [t("Posted in chats: {n} of {total}", n=there, total=len(places))]
    told += [
        t("· {reason}", reason=reason_words(place.reason, t))
        for place in places
        if place.state in {Sending.DEAD, Sending.CANCELLED}
    ]
    return told


def _mended(standing: Standing, t: Texts) -> Iterable[Markup | str]:
    """What became of the copies that were edited or taken back."""
    counts = standing.redrawn
    if standing.found.state is not State.TAKEN_BACK and standing.found.corrected_at is None:
        return ()
    sent = {why: n for (state, why), n in counts.items() if state == Sending.SENT.value}
    dead = sum(n for (state, _), n in counts.items() if state == Sending.DEAD.value)
    going = {Sending.PENDING.value, Sending.RETRY.value, Sending.SENDING.value}
    waiting = sum(n for (state, _), n in counts.items() if state in going)
    told: list[Markup | str] = [""]
    if standing.found.state is State.TAKEN_BACK:
        deleted = sum(n for why, n in sent.items() if why not in {REDRAWN, SAID})
        told.append(t("Copies deleted: {n}", n=deleted))
        if edited := sent.get(REDRAWN, 0):
            told.append(t("Copies edited to “withdrawn”, being older than 48 hours: {n}", n=edited))
        if said := sent.get(SAID, 0):
            told.append(t("Copies that stay, being older and without words; their readers were told: {n}", n=said))
    else:
        told.append(t("Copies edited: {n}", n=sum(sent.values())))
    if dead:
        told.append(t("Copies that Telegram did not let me change: {n}", n=dead))
    if waiting:
        told.append(t("Copies still to be changed: {n}", n=waiting))
    return told


def _uncertain(tally: Tally, t: Texts) -> Iterable[Markup | str]:
    if not tally.uncertain:
        return ()
    return (
        t("Outcome unknown: {n}", n=tally.uncertain),
        "",
        t("Unknown: Telegram gave no answer. They may have it or not; it is not sent again by itself."),
    )


def finished(standing: Standing, t: Texts) -> View:
    """The new message at the end, so that the author notices."""
    found, tally = standing.found, standing.tally
    lost, broken = unreachable(tally), failed(tally)
    there = sum(1 for place in standing.places if place.state is Sending.SENT)
    return View(
        lines(
            bold(t("Sent: “{title}”", title=title_words(found, t))),
            t("Delivered: {n} of {total}", n=tally.delivered, total=tally.total),
            t("Unreachable: {n}", n=lost) if lost else None,
            t("Failed: {n}", n=broken) if broken else None,
            t("Outcome unknown: {n}", n=tally.uncertain) if tally.uncertain else None,
            t("Posted in chats: {n} of {total}", n=there, total=len(standing.places)) if standing.places else None,
        ),
        ((button(t("Report"), Open(Thing.ANNOUNCEMENT, found.id)),),),
    )


def names(
    found: Announcement, which: Which, people: Sequence[Recipient], total: int, page: int, zone: str, t: Texts
) -> View:
    """A list by name, a page at a time."""
    heads = {
        Which.UNREAD: t("Has not read “{title}”: {n}", title=title_words(found, t), n=total),
        Which.READ: t("Has read “{title}”: {n}", title=title_words(found, t), n=total),
        Which.FAILED: t("Not reached by “{title}”: {n}", title=title_words(found, t), n=total),
        Which.UNKNOWN: t("May or may not have “{title}”: {n}", title=title_words(found, t), n=total),
        Which.ALL: t("“{title}” was for: {n}", title=title_words(found, t), n=total),
    }

    def told(at: int, one: Recipient) -> Markup:
        name = called(one.person, t)
        if which is Which.READ and one.read_at is not None:
            return t("{at}. {name}: {told}", at=at, name=name, told=moment(one.read_at, zone, t))
        if which is Which.FAILED:
            return t("{at}. {name}: {told}", at=at, name=name, told=reason_words(one.reason, t))
        return t("{at}. {name}", at=at, name=name)

    steps: list[Button] = []
    if page:
        steps.append(button("◀", Names(found.id, which, page - 1)))
    if (page + 1) * PAGE < total:
        steps.append(button("▶", Names(found.id, which, page + 1)))
    report_ = (button(t("Report"), Open(Thing.ANNOUNCEMENT, found.id)),)
    shown = [told(at, one) for at, one in enumerate(people, page * PAGE + 1)]
    return View(lines(bold(heads[which]), *shown), (*((tuple(steps),) if steps else ()), report_))


def nudged(people: int, t: Texts) -> Markup:
    """The answer to a press that reminds."""
    return t.plural("{n} person is reminded.", "{n} people are reminded.", people)


def nudge(found: Announcement, at: datetime | None, chairs: str, zone: str, t: Texts, rows: Rows) -> View:
    """To someone who has it, since `at`, and has not confirmed; `chairs`: the groups whose chair asks."""
    when = moment(at, zone, t) if at is not None else None
    asks = (
        t("The chair of {groups} asks you to confirm that you have read it.", groups=chairs)
        if chairs
        else t("The secretariat asks you to confirm that you have read it.")
    )
    return View(
        lines(
            bold(t("Please read: “{title}”", title=title_words(found, t))),
            t("You got it: {when}.", when=when) if when else None,
            asks,
        ),
        rows,
    )
