"""What an announcement on its way looks like: handed in, looked at by a second secretary, being sent, stopped."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from council.announcements import BLOCKS, Announcement, AnnouncementState, Tally, Timing, blocks, percent, seconds_left
from council.text_rules import shown
from handlers.announcements.presses import (
    Answer,
    Moment,
    Steer,
    Steering,
    Stop,
    When,
)
from handlers.announcements.views.words import state_words, title_words
from handlers.common.dates import moment
from handlers.common.navigation import Open, Thing
from handlers.common.texts import Texts
from handlers.common.view import Button, View, bold, button, in_rows, lines

State = AnnouncementState


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast it goes: how many were settled within the last so many seconds."""

    settled: int = 0
    seconds: float = 0.0


def to_report(found: Announcement, t: Texts) -> tuple[Button, ...]:
    return (button(t("Report"), Open(Thing.ANNOUNCEMENT, found.id)),)


def handed_in(found: Announcement, to: Markup, when: Markup, t: Texts) -> View:
    """In the place of the desk, once it is out of its author's hands."""
    told = {
        State.REVIEW: t("A second secretary is asked to look at it. You hear of it at once."),
        State.SCHEDULED: t("It goes out by itself. Until then it can be changed or stopped: /announcements"),
    }.get(found.state, t("On its way. The message below shows how far it is."))
    rows = (to_report(found, t),) if found.state in told_later() else ()
    return View(lines(bold(t("“{title}”", title=title_words(found, t))), to, when, told), rows)


def told_later() -> tuple[AnnouncementState, ...]:
    return (State.REVIEW, State.SCHEDULED)


# -- while it goes


def sending(found: Announcement, tally: Tally, pace: Pace, t: Texts) -> View:
    """The living card: a bar, who has it, who waits, how fast it goes and how long it takes."""
    # Until all rows are written, the number of people counted at publishing is the better guess of the whole.
    total = tally.total if found.listed_at is not None else max(found.total, tally.total)
    full = blocks(tally.settled, total)
    bar = "▓" * full + "░" * (BLOCKS - full)
    failed, paused = sum(tally.failed.values()), found.state is State.PAUSED
    head = (
        t("Paused: “{title}”", title=title_words(found, t))
        if paused
        else t("Sending: “{title}”", title=title_words(found, t))
    )
    told = t(
        "{bar} {percent} %, {settled} of {total}",
        bar=bar, percent=percent(tally.settled, total), settled=tally.settled, total=total,
    )  # fmt: skip
    numbers = [
        t("Delivered: {n}", n=tally.delivered),
        t("Waiting: {n}", n=max(total - tally.settled, tally.waiting)),
        t("Failed: {n}", n=failed) if failed else None,
        t("Outcome unknown: {n}", n=tally.uncertain) if tally.uncertain else None,
    ]
    writing = found.listed_at is None and not paused
    return View(
        lines(
            bold(head),
            told,
            Markup(" · ").join(number for number in numbers if number is not None),
            t("The list is being written: {n} of {total}", n=tally.total, total=total) if writing else None,
            t.plural(
                "{n} waits for a time of day of their own.", "{n} wait for a time of day of their own.", tally.later
            )
            if tally.later
            else None,
            None if paused else _speed(tally, pace, t),
        ),
        steering(found, t),
    )


def _speed(tally: Tally, pace: Pace, t: Texts) -> Markup | None:
    left = seconds_left(tally.waiting - tally.later, pace.settled, pace.seconds)
    if left is None or left <= 0:
        return None
    rate = pace.settled / pace.seconds
    shown = f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"
    if left < 90:
        return t("{rate} a second · {n} s left", rate=shown, n=max(1, round(left)))
    return t("{rate} a second · {n} min left", rate=shown, n=round(left / 60))


def steering(found: Announcement, t: Texts) -> tuple[tuple[Button, ...], ...]:
    steer = (
        button(t("Resume"), Steer(found.id, Steering.RESUME))
        if found.state is State.PAUSED
        else button(t("Pause"), Steer(found.id, Steering.PAUSE))
    )
    return ((steer, button(t("Stop"), Stop(found.id, Answer.ASK))),)


def waiting(found: Announcement, to: Markup, when: Markup, t: Texts, *, own: bool) -> View:
    """One that was handed in and of which nothing has left. Only its author (`own`) changes it."""
    if found.state is State.DRAFT:
        # No buttons: the draft has a desk of its own, which this card, redrawn by itself, is not to take the place of.
        told = t("It is a draft again: further down.") if own else t("It is with its author again.")
        return View(lines(bold(t("“{title}”", title=title_words(found, t))), told))
    stop = button(t("Stop"), Stop(found.id, Answer.ASK))
    change = (button(t("Change it"), Steer(found.id, Steering.BACK_TO_DRAFT)),) if own else ()
    rows: tuple[tuple[Button, ...], ...] = ((*change, stop),)
    if found.state is State.OVERDUE:
        rows = (*overdue_rows(found, t, own=own), *rows)
    state = state_words(found.state, t)
    return View(lines(bold(t("“{title}”: {state}", title=title_words(found, t), state=state)), to, when), rows)


def overdue_rows(found: Announcement, t: Texts, *, own: bool) -> tuple[tuple[Button, ...], ...]:
    other = (button(t("Another time"), When(found.id, Moment.AT)),) if own else ()
    return ((button(t("Send it now"), Steer(found.id, Steering.SEND_NOW)), *other),)


def paused_toast(t: Texts) -> Markup:
    return t("Paused: from now on it is sent to nobody.")


def resumed_toast(t: Texts) -> Markup:
    return t("Going on.")


# -- the list


def listed(found: Sequence[Announcement], to: Sequence[Markup], zone: str, t: Texts) -> View:
    """The last announcements, newest first, each with a button that opens its report."""
    if not found:
        return View(lines(bold(t("Announcements")), t("None yet. To send the first: /announce")))
    told: list[Markup | str] = [bold(t("Announcements"))]
    for at, (one, whom) in enumerate(zip(found, to, strict=True), 1):
        state = state_words(one.state, t)
        told += [
            "",
            t("{at}. “{title}”: {state}", at=at, title=title_words(one, t), state=state),
            shown(whom.unescape(), 150),
        ]
        if one.timing is Timing.MORNING and one.day is not None:
            told.append(t("{day} at 9:00 of each reader", day=f"{one.day:%d.%m.%Y}"))
        elif (when := one.sent_at or one.due_at) is not None:
            told.append(moment(when, zone, t))
    opens = (button(str(at), Open(Thing.ANNOUNCEMENT, one.id)) for at, one in enumerate(found, 1))
    return View(lines(*told), in_rows(opens, 5))


def under_certificate(found: Announcement, t: Texts) -> View:
    """Under the file."""
    return View(lines(bold(t("Delivery of “{title}”", title=title_words(found, t))), t("As it stands now.")))
