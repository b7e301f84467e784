"""What an announcement on its way looks like: handed in, looked at by a second secretary, being sent, stopped."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from council.announcements import BLOCKS, Announcement, AnnouncementState, Tally, Timing, blocks, percent, seconds_left
from council.wording import cut
from handlers.announcements.presses import (
    Again,
    Answer,
    Compose,
    Draft,
    Moment,
    Review,
    Steer,
    Steering,
    Stop,
    TakeBack,
    Verdict,
    When,
)
from handlers.announcements.words import state_words, title_words
from handlers.common.dates import moment
from handlers.common.texts import Texts
from handlers.common.view import Button, View, bold, button, in_rows, lines
from handlers.common.ways import Open, Thing

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
        _steering(found, t),
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


def _steering(found: Announcement, t: Texts) -> tuple[tuple[Button, ...], ...]:
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
        rows = (*_overdue_rows(found, t, own=own), *rows)
    state = state_words(found.state, t)
    return View(lines(bold(t("“{title}”: {state}", title=title_words(found, t), state=state)), to, when), rows)


def _overdue_rows(found: Announcement, t: Texts, *, own: bool) -> tuple[tuple[Button, ...], ...]:
    other = (button(t("Another time"), When(found.id, Moment.AT)),) if own else ()
    return ((button(t("Send it now"), Steer(found.id, Steering.SEND_NOW)), *other),)


def paused_toast(t: Texts) -> Markup:
    return t("Paused: from now on it is sent to nobody.")


def resumed_toast(t: Texts) -> Markup:
    return t("Going on.")


# -- what is asked twice


def ask_stop(found: Announcement, tally: Tally, t: Texts) -> View:
    still = max(found.total - tally.settled, tally.waiting)
    return View(
        lines(
            bold(t("Stop sending “{title}”?", title=title_words(found, t))),
            t.plural(
                "{n} person has it already and keeps it.", "{n} people have it already and keep it.", tally.delivered
            ),
            t.plural("{n} person is still waiting for it.", "{n} people are still waiting for it.", still),
        ),
        (
            (
                button(t("Stop now"), Stop(found.id, Answer.YES)),
                button(t("Go on sending"), Stop(found.id, Answer.NO)),
            ),
        ),
    )


def stopped(found: Announcement, t: Texts) -> View:
    return View(
        lines(bold(t("Stopped: “{title}”", title=title_words(found, t))), t("It is sent to nobody else.")),
        (to_report(found, t),),
    )


def not_stopped(found: Announcement, t: Texts) -> View:
    return View(lines(bold(t("“{title}”", title=title_words(found, t))), t("It was not stopped.")))


def ask_again(found: Announcement, people: int, unknown: int, t: Texts) -> View:
    """Send it once more to those whom it did not reach: asked, because some may get it twice."""
    twice = t.plural(
        "Of {n} of them it is not known whether it arrived. If it did, they get it twice.",
        "Of {n} of them it is not known whether it arrived. Those whom it reached get it twice.",
        unknown,
    )
    return View(
        lines(
            bold(t("Send “{title}” again?", title=title_words(found, t))),
            t.plural(
                "To {n} person whom it did not, or may not have, reached.",
                "To {n} people whom it did not, or may not have, reached.",
                people,
            ),
            twice if unknown else None,
        ),
        (
            (
                button(t("Send again"), Again(found.id, Answer.YES)),
                button(t("Leave it"), Again(found.id, Answer.NO)),
            ),
        ),
    )


def sent_again(found: Announcement, people: int, t: Texts) -> View:
    return View(
        lines(
            bold(t("Sending again: “{title}”", title=title_words(found, t))),
            t.plural("To {n} person.", "To {n} people.", people),
        ),
        (to_report(found, t),),
    )


def not_again(found: Announcement, t: Texts) -> View:
    return View(
        lines(bold(t("“{title}”", title=title_words(found, t))), t("It was not sent again.")), (to_report(found, t),)
    )


@dataclass(frozen=True, slots=True)
class Ages:
    """Copies by what can be done about them: deleted, being young; edited; neither, so that their readers are told."""

    young: int = 0
    worded: int = 0
    wordless: int = 0


def ask_take_back(found: Announcement, tally: Tally, ages: Ages, t: Texts) -> View:
    return View(
        lines(
            bold(t("Take back “{title}”?", title=title_words(found, t))),
            t.plural("{n} person has it.", "{n} people have it.", tally.delivered),
            t.plural(
                "{n} copy is younger than 48 hours and is deleted.",
                "{n} copies are younger than 48 hours and are deleted.",
                ages.young,
            )
            if ages.young
            else None,
            t.plural(
                "{n} copy is older: it is edited to say “withdrawn”.",
                "{n} copies are older: they are edited to say “withdrawn”.",
                ages.worded,
            )
            if ages.worded
            else None,
            t.plural(
                "{n} copy is older and has no words: it stays, and its reader is told in a message.",
                "{n} copies are older and have no words: they stay, and their readers are told in a message.",
                ages.wordless,
            )
            if ages.wordless
            else None,
            t("Some will have read it all the same."),
        ),
        (
            (
                button(t("Take it back"), TakeBack(found.id, Answer.YES)),
                button(t("Leave it"), TakeBack(found.id, Answer.NO)),
            ),
        ),
    )


def taken_back(found: Announcement, t: Texts) -> View:
    return View(
        lines(
            bold(t("Taking back “{title}”", title=title_words(found, t))),
            t("The report shows how many copies were deleted, and how many edited."),
        ),
        (to_report(found, t),),
    )


def not_taken_back(found: Announcement, t: Texts) -> View:
    return View(
        lines(bold(t("“{title}”", title=title_words(found, t))), t("It was not taken back.")), (to_report(found, t),)
    )


def corrected(found: Announcement, t: Texts, *, at_once: bool) -> View:
    head, told = (
        (
            t("Corrected: “{title}”", title=title_words(found, t)),
            t("Every copy is being edited, with a mark that it was corrected."),
        )
        if at_once
        else (
            t("A correction of “{title}” is handed in", title=title_words(found, t)),
            t("A second secretary is asked to look at the correction. Until then nobody's copy changes."),
        )
    )
    return View(lines(bold(head), told), (to_report(found, t),))


# -- four eyes


def decided(found: Announcement, by: str, t: Texts) -> View:
    """In the place of the card that asked: who decided and how, or that its author has it back."""
    if found.returned_by is not None:
        told = t("Sent back by: {name}", name=by)
    elif found.approved_by is not None:
        told = t("Approved by: {name}", name=by)
    else:
        told = t("It waits for nobody any more: its author took it back.")
    now = t("Now: {state}.", state=state_words(found.state, t))
    return View(lines(bold(t("“{title}”", title=title_words(found, t))), told, now))


def review(found: Announcement, author: str, to: Markup, when: Markup, mark: str, t: Texts) -> View:
    """To every other secretary: something waits for a second pair of eyes."""
    head = (
        t("A correction of “{title}” waits for you", title=title_words(found, t))
        if found.pending
        else t("“{title}” waits for you", title=title_words(found, t))
    )

    def press(label: Markup, verdict: Verdict) -> Button:
        return button(label, Review(found.id, mark, verdict))

    return View(
        lines(bold(head), t("Written by: {name}", name=author), to, when, t("It goes out once you approve it.")),
        (
            (press(t("Look at it"), Verdict.LOOK),),
            (press(t("Approve"), Verdict.APPROVE), press(t("Send back"), Verdict.RETURN)),
        ),
    )


def approved(found: Announcement, t: Texts) -> View:
    return View(
        lines(
            bold(t("Approved: “{title}”", title=title_words(found, t))),
            t("Now: {state}.", state=state_words(found.state, t)),
        ),
        (to_report(found, t),),
    )


def sent_back(found: Announcement, t: Texts) -> View:
    return View(lines(bold(t("Sent back: “{title}”", title=title_words(found, t))), t("Its author is told.")))


# -- notices to its author


def returned(found: Announcement, by: str, t: Texts) -> View:
    """It, or a correction of what people have, was not approved."""
    if found.state is State.DRAFT:
        return View(
            lines(
                bold(t("Sent back: “{title}”", title=title_words(found, t))),
                t("{name} did not approve it. Ask them why, change it, and hand it in again.", name=by),
            ),
            ((button(t("Change it"), Compose(found.id, Draft.DESK)),),),
        )
    return View(
        lines(
            bold(t("Your correction of “{title}” was sent back", title=title_words(found, t))),
            t("{name} did not approve it. Nobody's copy has changed. Ask them why, and correct it anew.", name=by),
        ),
        ((button(t("Correct"), Steer(found.id, Steering.CORRECT)),), to_report(found, t)),
    )


def passed(found: Announcement, by: str, when: Markup, t: Texts) -> View:
    """It was approved, and waits for its time."""
    return View(
        lines(
            bold(t("Approved: “{title}”", title=title_words(found, t))),
            t("Approved by: {name}", name=by),
            when,
            t("It goes out by itself. Until then it can be changed or stopped: /announcements"),
        ),
        (to_report(found, t),),
    )


def overdue(found: Announcement, when: Markup, t: Texts) -> View:
    """Its time passed while the program was away."""
    return View(
        lines(
            bold(t("Not sent: “{title}”", title=title_words(found, t))),
            when,
            t("I was not running then, and its time has long passed. Is it still to go out?"),
        ),
        (*_overdue_rows(found, t, own=True), (button(t("Stop"), Stop(found.id, Answer.ASK)),)),
    )


def source_gone(found: Announcement, t: Texts) -> View:
    return View(
        lines(
            bold(t("Paused: “{title}”", title=title_words(found, t))),
            t("The message that holds its file was deleted from our chat, so I cannot pass it on any more."),
            t("Send the same once more, then resume: those who did not get it will."),
        ),
        ((button(t("Give it anew"), Compose(found.id, Draft.MESSAGE)),), *_steering(found, t)),
    )


def given_anew(found: Announcement, t: Texts) -> View:
    return View(
        lines(
            bold(t("“{title}”", title=title_words(found, t))),
            t("I have it anew. Resume, and those who did not get it will."),
        ),
        _steering(found, t),
    )


def right_lost(found: Announcement, t: Texts) -> View:
    return View(
        lines(
            bold(t("Not sent: “{title}”", title=title_words(found, t))),
            t("You may no longer announce to those whom it is for."),
        )
    )


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
            cut(whom.unescape(), 150),
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
