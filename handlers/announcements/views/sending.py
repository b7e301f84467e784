"""An announcement on its way: handed in, waiting, being sent, stopped; and the list of the last ones."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from council.announcement_counts import BLOCKS, Pace, Tally, blocks, percent
from council.announcements import TEXT, Announcement, AnnouncementState, Timing, first_words
from handlers.announcements.presses import Answer, Moment, Steer, Steering, Stop, When
from handlers.announcements.views.words import STATE_WORDS, TITLE, Reply, headed, title_words, to_report
from handlers.common.dates import moment
from handlers.common.navigation import Open, Thing
from handlers.common.texts import N_, Texts
from handlers.common.view import Button, Style, View, bold, button, in_rows, lines, titled


def now_words(found: Announcement, t: Texts) -> Markup:
    return t("Status: {state}.", state=t(STATE_WORDS[found.state]))


GOES_BY_ITSELF = N_("It goes out at its time. Until then it can be changed or stopped: /announcements")

HANDED_IN: Mapping[AnnouncementState, str] = {
    AnnouncementState.REVIEW: N_("A second secretary has been asked to approve it. You will hear as soon as they decide."),
    AnnouncementState.SCHEDULED: GOES_BY_ITSELF,
}
"""What becomes of what was handed in, where it is not under way."""


def handed_in(found: Announcement, to: Markup, when: Markup, t: Texts) -> View:
    """In the place of the draft's page, once it is out of its author's hands."""
    told = HANDED_IN.get(found.state, N_("The message below shows its progress."))
    copied = found.state is AnnouncementState.REVIEW and found.kind != TEXT
    pinned = t("Below is the copy that will be sent. Please do not delete it.") if copied else None
    view = headed(TITLE, found, t, to, when, t(told), pinned)
    return view.with_rows(to_report(found, t)) if found.state in HANDED_IN else view


SENT_LATE = Reply(TITLE, N_("On its way."), report=False)
STOPPED = Reply(N_("Stopped: “{title}”"), N_("Nobody else will get it."))
FURTHER_DOWN = Reply(TITLE, N_("Its progress is in a later message."))
NOT_STOPPED = Reply(TITLE, N_("It was not stopped."), report=False)


def sending(found: Announcement, tally: Tally, pace: Pace, t: Texts) -> View:
    """The living card: a bar, who has it, who waits, how fast it goes and how long it takes."""
    total = tally.expected(found)
    full, share = blocks(tally.settled, total), percent(tally.settled, total)
    bar = "▓" * full + "░" * (BLOCKS - full)
    failed, paused = sum(tally.failed.values()), found.state is AnnouncementState.PAUSED
    numbers = [t("Delivered: {n}", n=tally.delivered), t("Waiting: {n}", n=max(total - tally.settled, tally.waiting))]
    numbers += [t("Failed: {n}", n=failed)] if failed else []
    numbers += [t("Outcome unknown: {n}", n=tally.uncertain)] if tally.uncertain else []
    writing = found.listed_at is None and not paused
    later = t.plural("{n} person gets it later, by their own time.", "{n} people get it later, by their own time.", tally.later)
    told = (
        t("{bar} {percent} %, {settled} of {total}", bar=bar, percent=share, settled=tally.settled, total=total),
        Markup(" · ").join(numbers),
        t("The list is being made: {n} of {total}", n=tally.total, total=total) if writing else None,
        later if tally.later else None,
        None if paused else _speed(tally, pace, t),
    )
    head = N_("Paused: “{title}”") if paused else N_("Sending: “{title}”")
    return headed(head, found, t, *told).with_rows(steering(found, t))


def _speed(tally: Tally, pace: Pace, t: Texts) -> Markup | None:
    left = pace.seconds_left(tally.waiting - tally.later)
    if left is None or left <= 0:
        return None
    per_second = pace.settled / pace.seconds
    rate = f"{per_second:.0f}" if per_second >= 10 else f"{per_second:.1f}"  # decimals only of what is slow
    if left < 90:
        return t("{rate} a second · {n} s left", rate=rate, n=max(1, round(left)))
    return t("{rate} a second · {n} min left", rate=rate, n=round(left / 60))


def stop_way(found: Announcement, t: Texts) -> Button:
    return button(t("Stop"), Stop(found.id, Answer.ASK))


def steering(found: Announcement, t: Texts) -> tuple[Button, ...]:
    """What can be done about one that is being sent."""
    paused = found.state is AnnouncementState.PAUSED
    label, what = (t("Resume"), Steering.RESUME) if paused else (t("Pause"), Steering.PAUSE)
    return button(label, Steer(found.id, what)), stop_way(found, t)


def waiting(found: Announcement, to: Markup, when: Markup, t: Texts, *, own: bool) -> View:
    """One that was handed in and of which nothing has left. Only its author (`own`) changes it."""
    if found.state is AnnouncementState.DRAFT:
        # No buttons: the draft has a page of its own, which this card, redrawn by itself, is not to take the place of.
        told = t("It is a draft again, see below.") if own else t("It is with its author again.")
        return headed(TITLE, found, t, told)
    view = headed(N_("“{title}”: {state}"), found, t, to, when, state=t(STATE_WORDS[found.state]))
    change = [button(t("Change it"), Steer(found.id, Steering.BACK_TO_DRAFT))] if own else []
    overdue = overdue_ways(found, t, own=own) if found.state is AnnouncementState.OVERDUE else ()
    return view.with_rows(overdue, [*change, stop_way(found, t)])


def overdue_ways(found: Announcement, t: Texts, *, own: bool) -> Sequence[Button]:
    """What can be done about one whose time has passed."""
    other = [button(t("Another time"), When(found.id, Moment.AT))] if own else []
    return button(t("Send it now"), Steer(found.id, Steering.SEND_NOW), Style.PRIMARY), *other


def ask_stop(found: Announcement, tally: Tally, t: Texts) -> View:
    """Asked once more, because it cannot be undone."""
    has, still = tally.delivered, max(found.total - tally.settled, tally.waiting)
    stop, go_on = (Stop(found.id, answer) for answer in (Answer.YES, Answer.NO))
    keep = t.plural("{n} person has it already and keeps it.", "{n} people have it already and keep it.", has)
    wait = t.plural("{n} person is still waiting for it.", "{n} people are still waiting for it.", still)
    asked = headed(N_("Stop sending “{title}”?"), found, t, keep, wait)
    return asked.with_rows([button(t("Stop now"), stop, Style.DANGER), button(t("Go on sending"), go_on)])


def listed(found: Sequence[Announcement], to: Sequence[Markup], zone: str, t: Texts) -> View:
    """The last announcements, newest first, each with a button that opens its report."""
    if not found:
        return titled(t("Announcements"), t("None yet. To send the first: /announce"))
    told: list[Markup | str] = [bold(t("Announcements"))]
    for at, (one, whom) in enumerate(zip(found, to, strict=True), 1):
        state = t(STATE_WORDS[one.state])
        told += ["", t("{at}. “{title}”: {state}", at=at, title=title_words(one, t), state=state)]
        told.append(first_words(whom.unescape(), 150))
        if one.timing is Timing.MORNING and one.day is not None:
            told.append(t("{day} at 9:00, recipient's time", day=f"{one.day:%d.%m.%Y}"))
        elif (when := one.sent_at or one.due_at) is not None:
            told.append(moment(when, zone, t))
    opens = (button(str(at), Open(Thing.ANNOUNCEMENT, one.id)) for at, one in enumerate(found, 1))
    return View(lines(*told), in_rows(opens, 5))
