"""The report: who has it, who confirmed, who could not be reached and why, and what became of corrections."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from council.announcement_counts import Tally
from council.announcements import RIGHT_LOST, SENT, Announcement, AnnouncementState
from handlers.announcements.presses import Again, Answer, Names, Steer, Steering, TakeBack
from handlers.announcements.views.words import CHAT_REASONS, PAGE, headed, reason_words, steps, to_report
from handlers.common.dates import moment
from handlers.common.names import called
from handlers.common.texts import N_, Texts
from handlers.common.view import Button, Rows, View, button, glance, in_rows
from storage.announcement_deliveries import Post, Recipient, Which
from storage.outbox import State as Sending

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
    found, tally = results.found, results.tally
    unreachable, failed = _failures(tally)
    unknown = t("Unknown: Telegram gave no answer. They may or may not have it; it is not sent again automatically.")
    lost = t("Its author may no longer announce to these recipients.")
    first = (
        headed(_ended(found), found, t).text, to, lost if found.reason == RIGHT_LOST else None,
        t("Published: {when}", when=moment(found.sent_at, zone, t)) if found.sent_at else None,
        t("Delivered: {n}", n=tally.delivered),
        t("Read and confirmed: {n}", n=results.confirmed) if found.confirms else None,
        t("Outcome unknown: {n}", n=tally.uncertain) if tally.uncertain else None,
        t("A correction waits for a second secretary.") if found.pending else None,
    )  # fmt: skip
    rest = (
        t("Corrected: {when}", when=moment(found.corrected_at, zone, t)) if found.corrected_at else None,
        t("Last reminder: {when}", when=moment(found.nudged_at, zone, t)) if found.nudged_at else None,
        *_listed(N_("Unreachable: {n}"), unreachable, t), *_listed(N_("Failed: {n}"), failed, t),
        t("Not sent, because it was stopped: {n}", n=unsent) if (unsent := tally.stopped(found)) else None,
        t("Left the audience before it was sent: {n}", n=tally.left) if tally.left else None, *_posted(results.posts, t),
        *_redrawn(results, t), unknown if tally.uncertain else None,
    )  # fmt: skip
    return View(glance(first, rest), _rows(results, t))


def _ended(found: Announcement) -> str:
    if found.state is AnnouncementState.TAKEN_BACK:
        return N_("Taken back: “{title}”")
    if found.reason == RIGHT_LOST:
        return N_("Not sent: “{title}”")
    return N_("Stopped: “{title}”") if found.state is AnnouncementState.CANCELLED else SENT_HEAD


def _rows(results: Results, t: Texts) -> Rows:
    found, tally = results.found, results.tally

    def steer(label: Markup, what: Steering) -> Button:
        return button(label, Steer(found.id, what))

    listed = (
        (N_("Who has not read ({n})"), results.unread if found.confirms else 0, Which.UNREAD),
        (N_("Who has read ({n})"), results.confirmed if found.confirms else 0, Which.READ),
        (N_("Not reached ({n})"), sum(tally.failed.values()), Which.FAILED),
        (N_("Unknown ({n})"), tally.uncertain, Which.UNKNOWN),
    )
    rows = list(in_rows(button(t(label, n=n), Names(found.id, which, 0)) for label, n, which in listed if n))
    done = found.state is AnnouncementState.DONE
    if results.again and done:
        label = t.plural("Send again to {n} person", "Send again to {n} people", results.again)
        rows.append((button(label, Again(found.id, Answer.ASK)),))
    if found.state in SENT and tally.delivered + len(results.posts):
        if results.unread and done:
            rows.append((steer(t("Remind those who have not read"), Steering.NUDGE),))
        take_back = button(t("Take back"), TakeBack(found.id, Answer.ASK))
        rows.append((steer(t("Correct"), Steering.CORRECT), take_back))
    if found.sent_at is not None:
        rows.append((steer(t("Certificate (PDF)"), Steering.PDF), steer(t("List (XLSX)"), Steering.XLSX)))
    return tuple(rows)


def _listed(message: str, reasons: Mapping[str, int], t: Texts) -> Iterable[Markup]:
    """The marked message with how many there are, and below it for which reasons; nothing where there are none."""
    if not reasons:
        return ()
    by_words = Counter[Markup]()
    for reason, n in reasons.items():
        by_words[reason_words(reason, t)] += n
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
    edited, said = (sent.get(why, 0) if taken_back else 0 for why in (REDRAWN, SAID))
    head = N_("Copies deleted: {n}") if taken_back else N_("Copies edited: {n}")
    rest = (
        (N_("Copies older than 48 hours, marked “withdrawn”: {n}"), edited),
        (N_("Older copies without text that stay; their recipients were told: {n}"), said),
        (N_("Copies that Telegram did not let me change: {n}"), dead),
        (N_("Copies still to be changed: {n}"), waiting),
    )
    return ["", t(head, n=sum(sent.values()) - edited - said), *(t(message, n=n) for message, n in rest if n)]


def finished(results: Results, t: Texts) -> View:
    """The new message at the end, so that the author notices."""
    found, tally = results.found, results.tally
    lost, broken = (sum(reasons.values()) for reasons in _failures(tally))
    told = (
        t("Delivered: {n} of {total}", n=tally.delivered, total=tally.total),
        t("Unreachable: {n}", n=lost) if lost else None,
        t("Failed: {n}", n=broken) if broken else None,
        t("Outcome unknown: {n}", n=tally.uncertain) if tally.uncertain else None,
        _posted_in(results.posts, t) if results.posts else None,
    )
    return headed(SENT_HEAD, found, t, *told).with_rows(to_report(found, t))


NAMED: Mapping[Which, str] = {
    Which.UNREAD: N_("Have not read “{title}”: {n}"), Which.READ: N_("Have read “{title}”: {n}"),
    Which.FAILED: N_("Did not get “{title}”: {n}"), Which.UNKNOWN: N_("May or may not have got “{title}”: {n}"),
    Which.ALL: N_("Recipients of “{title}”: {n}"),
}  # fmt: skip
"""The head of a list by name."""


def names(found: Announcement, which: Which, people: Sequence[Recipient], total: int, page: int, zone: str, t: Texts) -> View:
    """A list by name, a page at a time."""

    def told(at: int, one: Recipient) -> Markup:
        name = called(one.person, t)
        if which is Which.READ and one.read_at is not None:
            return t("{at}. {name}: {told}", at=at, name=name, told=moment(one.read_at, zone, t))
        if which is Which.FAILED:
            return t("{at}. {name}: {told}", at=at, name=name, told=reason_words(one.reason, t))
        return t("{at}. {name}", at=at, name=name)

    ways = steps(page, total, lambda to: Names(found.id, which, to))
    listed = [told(at, one) for at, one in enumerate(people, page * PAGE + 1)]
    return headed(NAMED[which], found, t, *listed, n=total).with_rows(ways, to_report(found, t))
