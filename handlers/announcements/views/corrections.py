"""What is done about copies that people have: sent again, corrected, taken back. What cannot be undone is asked twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from council.announcements import Announcement
from handlers.announcements.presses import Again, Answer, Correct, TakeBack
from handlers.announcements.views.words import TITLE, Reply, headed, to_report
from handlers.common.names import language_name
from handlers.common.texts import N_, Catalogs, Texts
from handlers.common.view import Style, View, button, in_rows, titled


def ask_again(found: Announcement, people: int, unknown: int, t: Texts) -> View:
    """Send it once more to those whom it did not reach: asked, because some may get it twice."""
    told = t.plural("It goes to {n} person who did not get it, or may not have.",
                    "It goes to {n} people who did not get it, or may not have.", people)  # fmt: skip
    twice = t.plural("It is not known whether {n} of them got it: if so, they get it twice.",
                     "It is not known whether {n} of them got it: those who did get it twice.",
                     unknown)  # fmt: skip
    again, leave = (Again(found.id, answer) for answer in (Answer.YES, Answer.NO))
    asked = headed(N_("Send “{title}” again?"), found, t, told, twice if unknown else None)
    return asked.with_rows([button(t("Send again"), again, Style.PRIMARY), button(t("Leave it"), leave)])


def sent_again(found: Announcement, people: int, t: Texts) -> View:
    told = t.plural("To {n} person.", "To {n} people.", people)
    return headed(N_("Sending again: “{title}”"), found, t, told).with_rows(to_report(found, t))


NOT_AGAIN = Reply(TITLE, N_("It was not sent again."))
TAKEN_BACK = Reply(N_("Taking back “{title}”"), N_("The report shows how many copies were deleted, and how many edited."))
NOT_TAKEN_BACK = Reply(TITLE, N_("It was not taken back."))
CORRECTED = Reply(N_("Corrected: “{title}”"), N_("Every copy is being edited and marked as corrected."))
HANDED_IN = Reply(
    N_("The correction of “{title}” waits for approval"),
    N_("A second secretary has been asked to approve it. Until then no copy changes."),
)


@dataclass(frozen=True, slots=True)
class Ages:
    """Copies by what can be done about them: deleted, being young; edited; neither, so that their readers are told."""

    young: int = 0
    worded: int = 0
    wordless: int = 0


def ask_take_back(found: Announcement, delivered: int, ages: Ages, t: Texts) -> View:
    """Asked once more, with what would become of how many copies; `delivered`: to how many people."""
    young = t.plural("{n} copy is less than 48 hours old and will be deleted.",
                     "{n} copies are less than 48 hours old and will be deleted.", ages.young)  # fmt: skip
    worded = t.plural("{n} copy is older and will be edited to say “withdrawn”.",
                      "{n} copies are older and will be edited to say “withdrawn”.", ages.worded)  # fmt: skip
    wordless = t.plural("{n} copy is older and has no text: it stays, and its recipient is told.",
                        "{n} copies are older and have no text: they stay, and their recipients are told.",
                        ages.wordless)  # fmt: skip
    take, leave = (TakeBack(found.id, answer) for answer in (Answer.YES, Answer.NO))
    told = [young if ages.young else None, worded if ages.worded else None, wordless if ages.wordless else None]
    have = t.plural("{n} person has it.", "{n} people have it.", delivered)
    asked = headed(N_("Take back “{title}”?"), found, t, have, *told, t("Some may have read it already."))
    return asked.with_rows([button(t("Take it back"), take, Style.DANGER), button(t("Leave it"), leave)])


def ask_language(found: Announcement, languages: Sequence[str], t: Texts) -> View:
    ways = [button(Catalogs.own_name(code), Correct(found.id, code)) for code in languages]
    return headed(N_("Correct “{title}”: in which language?"), found, t).with_rows(*in_rows(ways, 1))


def before_correcting(found: Announcement, corrected: int, more: Iterable[str], t: Texts) -> View:
    """Below the copies as they become, in so many languages; `more`: languages that can be corrected as well."""
    told = t("Above: how it will look to everyone who has it in this language.")
    if corrected > 1:
        told = t("Above: how it will look to everyone who has it in these languages.")
    also = (button(t("Also in {language}", language=language_name(code, t)), Correct(found.id, code)) for code in more)
    return titled(told).with_rows(*in_rows(also, 1))
