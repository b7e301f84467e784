"""What announcements look like: on their way out, while they are sent, and in their report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from markupsafe import Markup

from council.announcements import (
    BLOCKS,
    STOPPED,
    UNDER_WAY,
    Announcement,
    AnnouncementState,
    Tally,
    blocks,
    first_words,
    percent,
)
from council.audiences import Whom
from council.charter import Council
from handlers.announcements.reasons import UNREACHABLE, reason_words
from handlers.announcements.words import audience_words
from handlers.common.dates import moment
from handlers.common.presses import Press
from handlers.common.texts import Texts
from handlers.common.view import Button, Rows, View, bold, button, in_rows, lines
from handlers.common.ways import Open, Thing


class Answer(StrEnum):
    """What a button that wants to be confirmed says: ask me, yes, no."""

    ASK = "a"
    YES = "y"
    NO = "n"


@dataclass(frozen=True, slots=True)
class Stop(Press):
    """Send the announcement to nobody else."""

    prefix: ClassVar[str] = "as"
    announcement: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Again(Press):
    """Send it again to those whom it may not have reached."""

    prefix: ClassVar[str] = "aa"
    announcement: int
    answer: Answer


def _recipients(council: Council, audience: Whom, people: int, t: Texts) -> Markup:
    whom = audience_words(council, audience, t)
    return t.plural("To: {whom}: {n} person", "To: {whom}: {n} people", people, whom=whom)


def _title(announcement: Announcement) -> str:
    """Its first words, without formatting."""
    return first_words(Markup(announcement.html).striptags())  # noqa: S704 - made from entities


def announcement(html: str) -> View:
    """The announcement as its recipients get it, and as its author sees it before: the words as written, no others."""
    return View(Markup(html))  # noqa: S704 - made from entities


def preview(council: Council, audience: Whom, people: int, t: Texts) -> View:
    """Below the message as it will look: to whom it will go."""
    return View(
        lines(
            bold(_recipients(council, audience, people, t)),
            t("They get the message above, as it looks there. It goes out at once and cannot be taken back."),
        )
    )


def published(council: Council, made: Announcement, t: Texts) -> View:
    """In the place of the preview, once it is on its way."""
    return View(
        lines(
            bold(_recipients(council, made.audience, made.total, t)),
            t("On its way. The message below shows how far it is."),
        )
    )


def progress(council: Council, found: Announcement, tally: Tally, zone: str, t: Texts) -> View:
    """The living card: how far it is while it is being sent, and afterwards the report."""
    return _sending(found, tally, t) if found.state in UNDER_WAY else _report(council, found, tally, zone, t)


def _sending(found: Announcement, tally: Tally, t: Texts) -> View:
    # Until all rows are written, the number of people counted at publishing is the better guess of the whole.
    total = max(found.total, tally.total) if found.state is AnnouncementState.FREEZING else tally.total
    full = blocks(tally.settled, total)
    bar = "▓" * full + "░" * (BLOCKS - full)
    told = t(
        "{bar} {percent} %, {settled} of {total}",
        bar=bar,
        percent=percent(tally.settled, total),
        settled=tally.settled,
        total=total,
    )
    return View(
        lines(bold(t("Sending: “{title}”", title=_title(found))), told),
        ((button(t("Stop"), Stop(found.id, Answer.ASK)),),),
    )


def _report(council: Council, found: Announcement, tally: Tally, zone: str, t: Texts) -> View:
    stopped = found.state is AnnouncementState.CANCELLED
    total = max(found.total, tally.total)
    head = t("Stopped: “{title}”", title=_title(found)) if stopped else t("Sent: “{title}”", title=_title(found))
    rows: Rows = ()
    if tally.uncertain and not stopped:
        label = t.plural("Send again to {n} person", "Send again to {n} people", tally.uncertain)
        rows = ((button(label, Again(found.id, Answer.ASK)),),)
    # Stopped before all rows were written: for the rest there is no row that says so.
    unsent = tally.dropped.get(STOPPED, 0) + (total - tally.total if stopped else 0)
    return View(
        lines(
            bold(head),
            _recipients(council, found.audience, total, t),
            t("Published: {when}", when=moment(found.published_at, zone, t)),
            "",
            t("Delivered: {n}", n=tally.delivered),
            *_listed(t("Unreachable: {n}", n=_unreachable(tally)), _reasons(tally, unreachable=True), t),
            *_listed(t("Failed: {n}", n=_failed(tally)), _reasons(tally, unreachable=False), t),
            t("Not sent, because it was stopped: {n}", n=unsent) if unsent else None,
            *_left(tally, t),
            *_uncertain(tally, t),
        ),
        rows,
    )


def _reasons(tally: Tally, *, unreachable: bool) -> Mapping[str, int]:
    return {reason: n for reason, n in tally.failed.items() if (reason in UNREACHABLE) is unreachable}


def _unreachable(tally: Tally) -> int:
    return sum(_reasons(tally, unreachable=True).values())


def _failed(tally: Tally) -> int:
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


def _uncertain(tally: Tally, t: Texts) -> Iterable[Markup | str]:
    if not tally.uncertain:
        return ()
    return (
        t("Outcome unknown: {n}", n=tally.uncertain),
        "",
        t("Unknown: Telegram gave no answer. They may have it or not; it is not sent again by itself."),
    )


def finished(found: Announcement, tally: Tally, t: Texts) -> View:
    """The new message at the end, so that the author notices."""
    unreachable, failed = _unreachable(tally), _failed(tally)
    return View(
        lines(
            bold(t("Sent: “{title}”", title=_title(found))),
            t("Delivered: {n} of {total}", n=tally.delivered, total=tally.total),
            t("Unreachable: {n}", n=unreachable) if unreachable else None,
            t("Failed: {n}", n=failed) if failed else None,
            t("Outcome unknown: {n}", n=tally.uncertain) if tally.uncertain else None,
        ),
        (_to_report(found, t),),
    )


def _to_report(found: Announcement, t: Texts) -> tuple[Button, ...]:
    return (button(t("Report"), Open(Thing.ANNOUNCEMENT, found.id)),)


def ask_stop(found: Announcement, tally: Tally, t: Texts) -> View:
    waiting = max(found.total - tally.settled, tally.waiting)
    return View(
        lines(
            bold(t("Stop sending “{title}”?", title=_title(found))),
            t.plural(
                "{n} person has it already and keeps it.", "{n} people have it already and keep it.", tally.delivered
            ),
            t.plural("{n} person is still waiting for it.", "{n} people are still waiting for it.", waiting),
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
        lines(bold(t("Stopped: “{title}”", title=_title(found))), t("It is sent to nobody else.")),
        (_to_report(found, t),),
    )


def not_stopped(found: Announcement, t: Texts) -> View:
    return View(lines(bold(t("Sending: “{title}”", title=_title(found))), t("It was not stopped.")))


def ask_again(found: Announcement, people: int, t: Texts) -> View:
    return View(
        lines(
            bold(t("Send “{title}” again?", title=_title(found))),
            t.plural(
                "To {n} person of whom it is not known whether it arrived. If it did, they get it twice.",
                "To {n} people of whom it is not known whether it arrived. Those whom it reached get it twice.",
                people,
            ),
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
            bold(t("Sending again: “{title}”", title=_title(found))),
            t.plural("To {n} person.", "To {n} people.", people),
        ),
        (_to_report(found, t),),
    )


def not_again(found: Announcement, t: Texts) -> View:
    return View(
        lines(bold(t("Sent: “{title}”", title=_title(found))), t("It was not sent again.")), (_to_report(found, t),)
    )


def listed(council: Council, found: Sequence[Announcement], zone: str, t: Texts) -> View:
    """The last announcements, newest first, each with a button that opens its report."""
    if not found:
        return View(lines(bold(t("Announcements")), t("None yet. To send the first: /announce")))
    states = {
        AnnouncementState.FREEZING: t("being sent"),
        AnnouncementState.FROZEN: t("being sent"),
        AnnouncementState.DONE: t("sent"),
        AnnouncementState.CANCELLED: t("stopped"),
    }
    told: list[Markup | str] = [bold(t("Announcements"))]
    for at, one in enumerate(found, 1):
        told += [
            "",
            t("{at}. “{title}”: {state}", at=at, title=_title(one), state=states[one.state]),
            _recipients(council, one.audience, one.total, t),
            moment(one.published_at, zone, t),
        ]
    opens = (button(str(at), Open(Thing.ANNOUNCEMENT, one.id)) for at, one in enumerate(found, 1))
    return View(lines(*told), in_rows(opens, 5))
