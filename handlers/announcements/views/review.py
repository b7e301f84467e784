"""What a second secretary decides on, and what its author is told: sent back, approved, overdue, its file lost."""

from markupsafe import Markup

from council.announcements import Announcement, AnnouncementState
from handlers.announcements.presses import Answer, Compose, Draft, Review, Steer, Steering, Stop, Verdict
from handlers.announcements.views.sending import now_words, overdue_rows, steering
from handlers.announcements.views.words import TITLE, Reply, head, to_report
from handlers.common.texts import N_, Texts
from handlers.common.view import Button, View, button, lines


def decided(found: Announcement, by: str, t: Texts) -> View:
    """In the place of the card that asked: who decided and how, or that its author has it back."""
    if found.returned_by is not None:
        told = t("Sent back by: {name}", name=by)
    elif found.approved_by is not None:
        told = t("Approved by: {name}", name=by)
    else:
        told = t("It waits for nobody any more: its author took it back.")
    return View(lines(head(TITLE, found, t), told, now_words(found, t)))


def review(found: Announcement, author: str, to: Markup, when: Markup, mark: str, t: Texts) -> View:
    """To every other secretary: something waits for a second pair of eyes. `mark`: the stamp of what is shown."""
    waits = N_("A correction of “{title}” waits for you") if found.pending else N_("“{title}” waits for you")

    def press(label: Markup, verdict: Verdict) -> Button:
        return button(label, Review(found.id, mark, verdict))

    return View(
        lines(
            head(waits, found, t), t("Written by: {name}", name=author), to, when, t("It goes out once you approve it.")
        ),
        (
            (press(t("Look at it"), Verdict.SHOW),),
            (press(t("Approve"), Verdict.APPROVE), press(t("Send back"), Verdict.RETURN)),
        ),
    )


APPROVED = N_("Approved: “{title}”")
SENT_BACK = Reply(N_("Sent back: “{title}”"), N_("Its author is told."), report=False)


def approved(found: Announcement, t: Texts) -> View:
    return View(lines(head(APPROVED, found, t), now_words(found, t)), (to_report(found, t),))


# -- notices to its author


def returned(found: Announcement, by: str, t: Texts) -> View:
    """It, or a correction of what people have, was not approved."""
    if found.state is AnnouncementState.DRAFT:
        told = t("Not approved by {name}. Ask them why, change it, and hand it in again.", name=by)
        change = button(t("Change it"), Compose(found.id, Draft.DESK))
        return View(lines(head(SENT_BACK.head, found, t), told), ((change,),))
    return View(
        lines(
            head(N_("Your correction of “{title}” was sent back"), found, t),
            t("Not approved by {name}. Nobody's copy has changed. Ask them why, and correct it anew.", name=by),
        ),
        ((button(t("Correct"), Steer(found.id, Steering.CORRECT)),), to_report(found, t)),
    )


def passed(found: Announcement, by: str, when: Markup, t: Texts) -> View:
    """It was approved, and waits for its time."""
    return View(
        lines(
            head(APPROVED, found, t),
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
            head(N_("Not sent: “{title}”"), found, t),
            when,
            t("I was not running then, and its time has long passed. Is it still to go out?"),
        ),
        (*overdue_rows(found, t, own=True), (button(t("Stop"), Stop(found.id, Answer.ASK)),)),
    )


def source_gone(found: Announcement, t: Texts) -> View:
    """The message that holds its file was deleted: its author may give it anew."""
    return View(
        lines(
            head(N_("Paused: “{title}”"), found, t),
            t("The message that holds its file was deleted from our chat, so I cannot pass it on any more."),
            t("Send the same once more, then resume: those who did not get it will."),
        ),
        ((button(t("Give it anew"), Compose(found.id, Draft.MESSAGE)),), *steering(found, t)),
    )


def given_anew(found: Announcement, t: Texts) -> View:
    told = t("I have it anew. Resume, and those who did not get it will.")
    return View(lines(head(TITLE, found, t), told), steering(found, t))


RIGHT_LOST = Reply(N_("Not sent: “{title}”"), N_("You may no longer announce to those whom it is for."), report=False)
