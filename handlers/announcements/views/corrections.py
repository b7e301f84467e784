"""What is asked twice about an announcement, because it cannot be undone: stopped, sent again, corrected, taken back."""

from dataclasses import dataclass

from council.announcements import Announcement, AnnouncementState, Tally
from handlers.announcements.presses import (
    Again,
    Answer,
    Stop,
    TakeBack,
)
from handlers.announcements.views.sending import to_report
from handlers.announcements.views.words import title_words
from handlers.common.texts import Texts
from handlers.common.view import View, bold, button, lines

State = AnnouncementState


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
