"""The report: who has it, who confirmed, who could not be reached and why, and what became of corrections."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from council.announcements import RIGHT_LOST, SENT, STOPPED, Announcement, AnnouncementState, Tally
from handlers.announcements.presses import Again, Answer, Confirm, Names, Steer, Steering, TakeBack
from handlers.announcements.views.words import CHAT_REASONS, head, reason_words, steps, title_words, to_report
from handlers.common.dates import moment
from handlers.common.names import called
from handlers.common.texts import N_, Texts
from handlers.common.view import Button, Rows, View, bold, button, in_rows, lines
from storage.announcement_deliveries import Post, Recipient, Which
from storage.outbox import State as Sending

PAGE = 20
"""How many names stand on a page."""

SENT_HEAD = N_("Sent: “{title}”")

REDRAWN, SAID = "redrawn", "said instead"
"""The reasons, in the outbox, of a copy that was edited, and of one whose reader was told, not being deletable."""


@dataclass(frozen=True, slots=True)
class Results:
    """What came of an announcement: its people, those who confirmed and who did not, whom it can be sent `again`, its
    chats, and the redraws of its copies by (state, reason)."""

    found: Announcement
    tally: Tally
    confirmed: int = 0
    unread: int = 0
    again: int = 0
    posts: Sequence[Post] = ()
    redrawn: Mapping[tuple[str, str], int] = field(default_factory=dict)


def _failures(tally: Tally) -> tuple[dict[str, int], dict[str, int]]:
    """How many failed, by reason: for one that lies with their chat, so that they cannot be reached; for another."""
    unreachable = {reason: n for reason, n in tally.failed.items() if reason in CHAT_REASONS}
    return unreachable, {reason: n for reason, n in tally.failed.items() if reason not in unreachable}


def report(results: Results, to: Markup, zone: str, t: Texts) -> View:
    """What came of it."""
    found, tally = results.found, results.tally
    unreachable, failed = _failures(tally)
    # Stopped before all rows were written: for the rest there is no row that says so.
    unsent = tally.dropped.get(STOPPED, 0)
    if found.state is AnnouncementState.CANCELLED:
        unwritten = max(found.total, tally.total) - tally.total if found.listed_at is None else 0
        unsent += tally.waiting + unwritten
    left = sum(tally.dropped.values()) - tally.dropped.get(STOPPED, 0)  # apart from failures: nothing went wrong
    unknown = t("Unknown: Telegram gave no answer. They may have it or not; it is not sent again by itself.")
    lost = t("Not sent: whoever wrote it may no longer announce to those whom it is for.")
    return View(
        lines(
            head(_ended(found), found, t),
            to,
            lost if found.reason == RIGHT_LOST else None,
            t("Published: {when}", when=moment(found.sent_at, zone, t)) if found.sent_at else None,
            t("Corrected: {when}", when=moment(found.corrected_at, zone, t)) if found.corrected_at else None,
            "",
            t("Delivered: {n}", n=tally.delivered),
            t("Read and confirmed: {n}", n=results.confirmed) if found.confirms else None,
            t("Reminded last: {when}", when=moment(found.nudged_at, zone, t)) if found.nudged_at else None,
            *_listed(N_("Unreachable: {n}"), unreachable, t),
            *_listed(N_("Failed: {n}"), failed, t),
            t("Not sent, because it was stopped: {n}", n=unsent) if unsent else None,
            t("Left the audience before it was sent: {n}", n=left) if left else None,
            *_posted(results.posts, t),
            *_redrawn(results, t),
            *((t("Outcome unknown: {n}", n=tally.uncertain), "", unknown) if tally.uncertain else ()),
            t("A correction waits for a second secretary.") if found.pending else None,
        ),
        _rows(results, t),
    )


def _ended(found: Announcement) -> str:
    if found.state is AnnouncementState.TAKEN_BACK:
        return N_("Taken back: “{title}”")
    if found.reason == RIGHT_LOST:
        return N_("Not sent: “{title}”")
    return N_("Stopped: “{title}”") if found.state is AnnouncementState.CANCELLED else SENT_HEAD


def _rows(results: Results, t: Texts) -> Rows:
    found, tally = results.found, results.tally
    names: list[Button] = []

    def who(label: Markup, which: Which) -> None:
        names.append(button(label, Names(found.id, which, 0)))

    def steer(label: Markup, what: Steering) -> Button:
        return button(label, Steer(found.id, what))

    if found.confirms and results.unread:
        who(t("Who has not read ({n})", n=results.unread), Which.UNREAD)
    if found.confirms and results.confirmed:
        who(t("Who has read ({n})", n=results.confirmed), Which.READ)
    if n := sum(tally.failed.values()):
        who(t("Not reached ({n})", n=n), Which.FAILED)
    if tally.uncertain:
        who(t("Unknown ({n})", n=tally.uncertain), Which.UNKNOWN)
    rows = list(in_rows(names))
    done = found.state is AnnouncementState.DONE
    if results.again and done:
        label = t.plural("Send again to {n} person", "Send again to {n} people", results.again)
        rows.append((button(label, Again(found.id, Answer.ASK)),))
    if found.state in SENT and tally.delivered + len(results.posts):
        if results.unread and done:
            rows.append((steer(t("Remind who has not read"), Steering.NUDGE),))
        take_back = button(t("Take back"), TakeBack(found.id, Answer.ASK))
        rows.append((steer(t("Correct"), Steering.CORRECT), take_back))
    if found.sent_at is not None:
        rows.append((steer(t("Certificate (PDF)"), Steering.PDF), steer(t("List (XLSX)"), Steering.XLSX)))
    return tuple(rows)


def _listed(message: str, reasons: Mapping[str, int], t: Texts) -> Iterable[Markup]:
    """The marked message with how many there are, and below it for which reasons; nothing where there are none."""
    if not reasons:
        return ()
    by_words: dict[Markup, int] = {}
    for reason, n in reasons.items():
        words = reason_words(reason, t)
        by_words[words] = by_words.get(words, 0) + n
    ordered = sorted(by_words.items(), key=lambda item: (-item[1], item[0]))
    return (t(message, n=sum(reasons.values())), *(t("· {reason}: {n}", reason=words, n=n) for words, n in ordered))


def _posted_in(posts: Sequence[Post], t: Texts) -> Markup:
    sent = sum(post.state is Sending.SENT for post in posts)
    return t("Posted in chats: {n} of {total}", n=sent, total=len(posts))


def _posted(posts: Sequence[Post], t: Texts) -> Iterable[Markup]:
    if not posts:
        return ()
    unsent = [post for post in posts if post.state in {Sending.DEAD, Sending.CANCELLED}]
    return (_posted_in(posts, t), *(t("· {reason}", reason=reason_words(post.reason, t)) for post in unsent))


def _redrawn(results: Results, t: Texts) -> Iterable[Markup | str]:
    """What became of the copies that were edited or taken back."""
    taken_back = results.found.state is AnnouncementState.TAKEN_BACK
    if not taken_back and results.found.corrected_at is None:
        return ()
    sent = {why: n for (state, why), n in results.redrawn.items() if state == Sending.SENT.value}
    dead = sum(n for (state, _), n in results.redrawn.items() if state == Sending.DEAD.value)
    going = {Sending.PENDING.value, Sending.RETRY.value, Sending.SENDING.value}
    waiting = sum(n for (state, _), n in results.redrawn.items() if state in going)
    told: list[Markup | str] = [""]
    if taken_back:
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


def finished(results: Results, t: Texts) -> View:
    """The new message at the end, so that the author notices."""
    found, tally = results.found, results.tally
    lost, broken = (sum(reasons.values()) for reasons in _failures(tally))
    return View(
        lines(
            head(SENT_HEAD, found, t),
            t("Delivered: {n} of {total}", n=tally.delivered, total=tally.total),
            t("Unreachable: {n}", n=lost) if lost else None,
            t("Failed: {n}", n=broken) if broken else None,
            t("Outcome unknown: {n}", n=tally.uncertain) if tally.uncertain else None,
            _posted_in(results.posts, t) if results.posts else None,
        ),
        (to_report(found, t),),
    )


NAMED: Mapping[Which, str] = {
    Which.UNREAD: N_("Has not read “{title}”: {n}"),
    Which.READ: N_("Has read “{title}”: {n}"),
    Which.FAILED: N_("Not reached by “{title}”: {n}"),
    Which.UNKNOWN: N_("May or may not have “{title}”: {n}"),
    Which.ALL: N_("“{title}” was for: {n}"),
}
"""The head of a list by name."""


def names(
    found: Announcement, which: Which, people: Sequence[Recipient], total: int, page: int, zone: str, t: Texts
) -> View:
    """A list by name, a page at a time."""

    def told(at: int, one: Recipient) -> Markup:
        name = called(one.person, t)
        if which is Which.READ and one.read_at is not None:
            return t("{at}. {name}: {told}", at=at, name=name, told=moment(one.read_at, zone, t))
        if which is Which.FAILED:
            return t("{at}. {name}: {told}", at=at, name=name, told=reason_words(one.reason, t))
        return t("{at}. {name}", at=at, name=name)

    ways = steps(page, PAGE, total, lambda to: Names(found.id, which, to))
    first = bold(t(NAMED[which], title=title_words(found, t), n=total))
    listed = [told(at, one) for at, one in enumerate(people, page * PAGE + 1)]
    return View(lines(first, *listed)).with_rows(ways, to_report(found, t))


def nudge(found: Announcement, at: datetime | None, chairs: str, zone: str, t: Texts) -> View:
    """To someone who has it, since `at`, and has not confirmed; `chairs`: the groups whose chair asks."""
    asks = (
        t("The chair of {groups} asks you to confirm that you have read it.", groups=chairs)
        if chairs
        else t("The secretariat asks you to confirm that you have read it.")
    )
    return View(
        lines(
            head(N_("Please read: “{title}”"), found, t),
            t("You got it: {when}.", when=moment(at, zone, t)) if at is not None else None,
            asks,
        ),
        ((button(t("I have read this"), Confirm(found.id)),),),
    )
