"""What is asked about minutes: an item, a file, a correction, the answer to one."""

from datetime import date

from markupsafe import Markup

from council import text_rules
from council.authority import Action
from council.minutes import CORRECTION_LIMIT, SAID_LIMIT, ActionItem, Ground, Item, MinutesState, NotInReview, read_actions
from council.minutes_document import Part, read_document
from handlers.common.dates import typed_words
from handlers.common.documents.word_reader import read_word
from handlers.common.refusals import RefusedWith
from handlers.common.texts import N_, plain
from handlers.common.view import View
from handlers.framework import readers
from handlers.framework.context import Visit
from handlers.framework.questions import Answers, Entry, Form, Question
from handlers.minutes.actions import reviewing, writing
from handlers.minutes.reads import ground_of, load_shown, visible_minutes
from handlers.minutes.views import page as views
from handlers.minutes.views.words import labels
from storage import minutes

WHOLE = "0"
"""A correction of no item in particular."""


async def show_page(visit: Visit, id_: int, note: Markup | None = None, *, beside: bool = False) -> None:
    """Answer with the page of minutes; `beside`: in a message of its own. Raises `Forbidden`."""
    found, meeting = await visible_minutes(visit.work, id_)
    shown = await load_shown(visit.tx, visit.actor, found, meeting)
    (visit.say if beside else visit.show)(views.page(visit.council, shown, visit.zone, visit.t, note))


class ReadsActions(Answers):
    """`people` and `met`: what action items are read against (`handlers.minutes.reads.ground_of`)."""

    minutes: int
    people: dict[int, str]
    met: date

    def ground(self, visit: Visit) -> Ground:
        words = typed_words(visit.t.spoken, visit.t.lexicon)
        return Ground(words, visit.council.today(visit.now), self.met, self.people)


async def known(visit: Visit, id_: int) -> dict[str, object]:
    """What a form begins with that reads action items. Raises `Forbidden`, `NotInReview`."""
    found, meeting = await visible_minutes(visit.work, id_, Action.WRITE_MINUTES)
    if found.state is MinutesState.APPROVED:
        raise NotInReview
    people, met = await ground_of(visit.tx, visit.council, meeting, visit.now)
    return {"minutes": id_, "people": people, "met": met}


class EditItem(ReadsActions):
    """`place`: from 1."""

    place: int
    title: str = ""
    said: str = ""
    agreed: str = ""
    actions: tuple[ActionItem, ...] = ()

    @property
    def item(self) -> Item:
        return Item(self.title, self.said, self.agreed, self.actions)


async def _preview_item(visit: Visit, answers: EditItem) -> tuple[View, Markup]:
    return views.item(answers.item, answers.place, answers.people, visit.t), visit.t("Write it down")


async def _put_item(visit: Visit, answers: EditItem) -> None:
    await writing.put_item(visit.work, answers.minutes, answers.place, answers.item)
    await show_page(visit, answers.minutes, visit.t("Item {nth} is written down.", nth=answers.place))


def _actions(visit: Visit, answers: EditItem, entry: Entry) -> tuple[ActionItem, ...]:
    return read_actions(text_rules.body(entry.text), answers.ground(visit))


_ACTIONS = N_("Who does what by when? One line each: what; who; by when. For example: Send the figures; Expert, Kazakhstan; "
              "31 March 2027")  # fmt: skip
_ITEM: tuple[Question[EditItem], ...] = (
    Question("title", N_("Title"), N_("What is the item called?"), readers.line()),
    Question("said", N_("What was said"), N_("What was said, in short?"), readers.text(SAID_LIMIT), optional=True),
    Question("agreed", N_("Agreed"), N_("What was agreed?"), readers.text(SAID_LIMIT), optional=True),
    Question("actions", N_("To do"), _ACTIONS, _actions, optional=True),
)  # fmt: skip
ITEM = Form("minutes item", N_("An item of the minutes"), EditItem, _ITEM, _put_item, _preview_item)


class DocumentWanted(RefusedWith):
    """Something else than a file was sent."""

    template = N_("Send the minutes as a DOCX file, please.")


class FromFile(ReadsActions):
    items: tuple[Item, ...]


def _read_file(visit: Visit, answers: FromFile, entry: Entry) -> tuple[Item, ...]:
    if entry.file is None or not isinstance(entry.opened, list):
        raise DocumentWanted
    parts = [part for part in entry.opened if isinstance(part, Part)]
    called = labels(visit.catalogs.texts(language) for language in visit.council.languages)
    return read_document(parts, called, answers.ground(visit))


async def _preview_file(visit: Visit, answers: FromFile) -> tuple[View, Markup]:
    return views.read_from_file(answers.items, answers.people, visit.t), visit.t("Take it")


async def _take_file(visit: Visit, answers: FromFile) -> None:
    await writing.put_items(visit.work, answers.minutes, answers.items)
    await show_page(visit, answers.minutes, visit.t("Taken from the file."))


_FILE = Question[FromFile](
    "items", N_("File"), N_("Send the minutes as DOCX. Each heading is an item; below it stands what was said. Lines that begin "
    "with “Agreed:” and “To do:” tell what was agreed and who does what (what; who; by when). The DOCX of this draft is such a "
    "file."), _read_file, file=True, opens=lambda _name, content: read_word(content),
)  # fmt: skip
FILE = Form("minutes file", N_("Minutes from a file"), FromFile, (_FILE,), _take_file, _preview_file)


class Correct(Answers):
    """`titles`: of the items, in their order."""

    minutes: int
    titles: tuple[str, ...]
    item: str = ""
    text: str = ""


def _items(visit: Visit, answers: Correct) -> list[tuple[str, str]]:
    t = visit.t
    listed = [(str(nth), plain(t("{nth}. {title}", nth=nth, title=title))) for nth, title in enumerate(answers.titles, start=1)]
    return [*listed, (WHOLE, plain(t("The minutes as a whole")))]


async def _correct(visit: Visit, answers: Correct) -> None:
    await reviewing.correct(visit.work, answers.minutes, int(answers.item), answers.text)
    await show_page(visit, answers.minutes, visit.t("Your correction is with the secretariat. You will hear what becomes of it."))


_CORRECTION: tuple[Question[Correct], ...] = (
    Question("item", N_("Item"), N_("Which item is to be corrected?"), options=_items, width=1),
    Question("text", N_("Correction"), N_("What is to be corrected, and how should it read?"), readers.text(CORRECTION_LIMIT)),
)
CORRECT = Form("minutes correction", N_("A correction of the minutes"), Correct, _CORRECTION, _correct)


class Decide(Answers):
    correction: int
    taken: bool
    note: str = ""
    asked: str = ""


async def _decide(visit: Visit, answers: Decide) -> None:
    found = await reviewing.decide(visit.work, answers.correction, answers.note, taken=answers.taken)
    await show_corrections(visit, found.id)


async def show_corrections(visit: Visit, id_: int) -> None:
    """Answer with the list of corrections. Raises `Forbidden`."""
    found, meeting = await visible_minutes(visit.work, id_, Action.WRITE_MINUTES)
    shown = await load_shown(visit.tx, visit.actor, found, meeting)
    visit.show(views.corrections(visit.council, shown, visit.zone, visit.t))


async def begin_decision(visit: Visit, correction: int, *, taken: bool) -> dict[str, object]:
    """What the form about a correction begins with. Raises `Forbidden`."""
    known_ = await minutes.find_correction(visit.tx, correction)
    found, _ = await visible_minutes(visit.work, known_[0] if known_ else 0, Action.WRITE_MINUTES)
    assert known_ is not None  # noqa: S101 - else it was refused above
    return {"correction": correction, "taken": taken, "asked": str(views.to_decide(known_[1], found.items, visit.t, taken=taken))}


_NOTE = Question[Decide](
    "note", N_("Answer"), lambda _v, answers: Markup(answers.asked), readers.text(CORRECTION_LIMIT),  # noqa: S704 - it was markup
)  # fmt: skip
DECIDE = Form("minutes decision", N_("A correction of the minutes"), Decide, (_NOTE,), _decide)

FORMS = (ITEM, FILE, CORRECT, DECIDE)
