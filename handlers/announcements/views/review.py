"""What a second secretary decides on, and what its author is told: sent back, approved, overdue, its file lost."""

from markupsafe import Markup

from council.announcements import Announcement, AnnouncementState, Edited
from handlers.announcements.presses import Compose, Draft, Review, Steer, Steering, Verdict
from handlers.announcements.views.sending import GOES_BY_ITSELF, now_words, overdue_ways, steering, stop_way
from handlers.announcements.views.words import TITLE, Reply, headed, to_report
from handlers.common.texts import N_, Texts
from handlers.common.view import Style, View, button


def decided(found: Announcement, by: str, t: Texts) -> View:
    """In the place of the card that asked: who decided and how, or that its author has it back."""
    if found.returned_by is not None:
        told = t("Sent back by: {name}", name=by)
    elif found.approved_by is not None:
        told = t("Approved by: {name}", name=by)
    else:
        told = t("Nothing is left to decide: its author took it back.")
    return headed(TITLE, found, t, told, now_words(found, t))


def review(found: Announcement, author: str, to: Markup, when: Markup, mark: str, t: Texts) -> View:
    """To every other secretary: something waits for a second pair of eyes. `mark`: the stamp of what is shown."""
    correction = N_("The correction of “{title}” waits for your approval")
    waits = correction if found.pending else N_("“{title}” waits for your approval")
    written, goes = t("Written by: {name}", name=author), t("It goes out once you approve it.")
    show, approve, back = (Review(found.id, mark, verdict) for verdict in Verdict)
    return headed(waits, found, t, written, to, when, goes).with_rows(
        [button(t("Look at it"), show)], [button(t("Approve"), approve, Style.SUCCESS), button(t("Send back"), back)]
    )


APPROVED = N_("Approved: “{title}”")
SENT_BACK = Reply(N_("Sent back: “{title}”"), N_("Its author has been told."), report=False)


def approved(found: Announcement, t: Texts) -> View:
    return headed(APPROVED, found, t, now_words(found, t)).with_rows(to_report(found, t))


def returned(found: Announcement, by: str, t: Texts) -> View:
    """It, or a correction of what people have, was not approved."""
    if found.state is AnnouncementState.DRAFT:
        told = t("Not approved by {name}. Ask them why, change it, and send it for approval again.", name=by)
        change = button(t("Change it"), Compose(found.id, Draft.DESK))
        return headed(SENT_BACK.head, found, t, told).with_rows([change])
    told = t("Not approved by {name}. No copy has changed. Ask them why, and correct it again.", name=by)
    correct = button(t("Correct"), Steer(found.id, Steering.CORRECT))
    sent_back = headed(N_("Your correction of “{title}” was sent back"), found, t, told)
    return sent_back.with_rows([correct], to_report(found, t))


def passed(found: Announcement, by: str, when: Markup, t: Texts) -> View:
    """It was approved, and waits for its time."""
    told = t("Approved by: {name}", name=by), when, t(GOES_BY_ITSELF)
    return headed(APPROVED, found, t, *told).with_rows(to_report(found, t))


def overdue(found: Announcement, when: Markup, t: Texts) -> View:
    """Its time passed while the program was away."""
    told = t("I was not running at that time, and it is long past. Should it still go out?")
    not_sent = headed(N_("Not sent: “{title}”"), found, t, when, told)
    return not_sent.with_rows(overdue_ways(found, t, own=True), [stop_way(found, t)])


def source_gone(found: Announcement, t: Texts) -> View:
    """The message that holds its file was deleted: its author may give it anew."""
    gone = t("The message with its file was deleted from our chat, so I can no longer send it.")
    anew = t("Send me the same message again, then press Resume: the others will get it.")
    give = button(t("Send it to me again"), Compose(found.id, Draft.MESSAGE))
    return headed(N_("Paused: “{title}”"), found, t, gone, anew).with_rows([give], steering(found, t))


def given_anew(found: Announcement, t: Texts) -> View:
    told = t("I have it again. Press Resume, and the others will get it.")
    return headed(TITLE, found, t, told).with_rows(steering(found, t))


_EDITED = {
    Edited.FOLLOWS: (TITLE, N_("You changed your message, and the announcement says the same now.")),
    Edited.DRAFT_AGAIN: (N_("A draft again: “{title}”"), N_(
        "You changed your message after sending it for approval, so it has to be approved anew. Send it for approval again.")),
    Edited.PAUSED: (N_("Paused: “{title}”"), N_(
        "You changed your message while it was being sent. Nobody gets the changed one: send it as it was, then press Resume.")),
    Edited.LEFT: (TITLE, N_(
        "You changed your message, but the announcement has already been sent: no copy changes.")),
}  # fmt: skip


def edited(found: Announcement, what: Edited, t: Texts) -> View:
    """To its author, who has edited the message that it is made of."""
    head, told = _EDITED[what]
    view = headed(head, found, t, t(told))
    if what is Edited.PAUSED:
        return view.with_rows([button(t("Send it to me again"), Compose(found.id, Draft.MESSAGE))], steering(found, t))
    if found.state is AnnouncementState.DRAFT:
        return view.with_rows([button(t("Change it"), Compose(found.id, Draft.DESK))])
    return view.with_rows(to_report(found, t))


RIGHT_LOST = Reply(N_("Not sent: “{title}”"), N_("You may no longer announce to these recipients."), report=False)
