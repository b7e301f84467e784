"""The parts of forms: questions, entries, and a form's own buttons."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, Generic, TypeVar, get_type_hints

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic_core import to_jsonable_python

from council.reach import Reach
from handlers.common.presses import Press
from handlers.common.texts import N_, Texts, plain
from handlers.common.view import View
from handlers.framework.context import Attachment, Visit
from storage.forms import FormRow

Data = Mapping[str, object]


class FormPress(Press, prefix="f"):
    """A button of a form. `serial` distinguishes this form from earlier ones, `step` this question from others."""

    serial: int
    step: str
    value: str


CANCEL, CHANGE, BACK, SKIP, DONE, CONFIRM, GO_ON = "!cancel", "!change", "!back", "!skip", "!done", "!confirm", "!go"
KEEP = "!keep"
"""Values of a form's own buttons. Options of questions never begin with "!"."""

CONFIRM_STEP = "!preview"

GIVEN, PICKING, TICKED, WANTED = "!given", "!picking", "!ticked", "!wanted"
CUT, SAID, BLANK = "!cut", "!said", "!blank"
"""Keys in a form's data: the questions whose answers were known when it began; what was picked and what was ticked so
far in the current question; a `later` question that was chosen to be asked after all; the id of the message that was
too long, whose rest may follow; by each message's id the question to which it was typed, and the keys whose values
it gave, so that it can be edited (`said`); that nothing was answered yet, so that the form gives way to another."""

PICK = "!p"
"""Prefix of the values of a calendar's buttons; what was picked so far follows (`handlers.common.picker`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A person's input: typed (`text`; `html`: formatted), a button's `value`, or a `file` (`opened`: by `opens`)."""

    text: str = ""
    html: str = ""
    value: str | None = None
    file: Attachment | None = None
    opened: object = None


@dataclass(frozen=True, slots=True)
class Several:
    """The answers to several questions given by one entry: values by key, and a note to send about them."""

    values: Data
    note: Markup | None = None


class Pick(StrEnum):
    """What is picked in a question's calendar."""

    DAY = "day"
    MOMENT = "moment"


FILE_LIMIT = 20
"""Megabytes. A bot cannot download larger files from Telegram."""

Opener = Callable[[str, bytes], object]
"""Parses a file: takes its name and content, returns anything. Runs in a thread, before the transaction; may raise `Refused`."""

Options = Sequence[tuple[str, str]]
"""What a question offers: values, each with what its button says."""

Setting = tuple[str, str, Options]
"""One setting of several on one screen: the answer that it sets, its present value, and what it may be."""

Opened = tuple[Attachment, Opener]
"""A file, and how it is parsed."""

A_contra = TypeVar("A_contra", contravariant=True)
"""The type of a form's answers."""


class Answers(BaseModel):
    """Base of a form's answers: one field for each question, and for each value that the form is begun with.

    A field that is read before its question was answered (in `wanted`, `ask` or `options`) needs a default."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


@dataclass(frozen=True)
class Question(Generic[A_contra]):
    """One question of a form. `name` and `ask` are marked messages (`N_`), or functions where they depend on something."""

    key: str
    """The field of the answers that it fills."""

    name: str | Callable[[Texts], Markup]
    ask: str | Callable[[Visit, A_contra], Markup]
    read: Callable[[Visit, A_contra, Entry], object] | None = None
    """Gives the answer (anything that pydantic can serialise to JSON; `Several` for several questions) or raises `Refused`.
    `handlers.framework.readers` has the usual ones."""

    options: Callable[[Visit, A_contra], Options] | None = None
    """(value, label) pairs, shown as buttons."""

    settings: Callable[[Visit, A_contra], Sequence[Setting]] | None = None
    """Other answers, set by presses above the options, which answer the question once all are as they should be."""

    many: bool = False
    """Options are ticked, and then confirmed."""

    optional: bool = False
    skip: str = N_("Skip")
    """What the button says that leaves an `optional` question without an answer."""

    wanted: Callable[[A_contra], bool] = lambda _answers: True
    """Whether it is asked, given the answers so far."""

    width: int = 2
    """Options in a row."""

    file: bool = False
    """A file is accepted, of up to `FILE_LIMIT` bytes."""

    opens: Opener | None = None
    """How the file is parsed, once it is downloaded."""

    anything: bool = False
    """Any kind of message is accepted; `read` looks at the visit."""

    pick: Pick | None = None
    """A calendar is shown below it, which opens on the month of the answer "starts" or "near", if there is one. A picked value is
    read as if it was typed ("2026-12-03 15:00"). "Today" is that of the zone in the answers ("zone"), or else of the person."""

    later: bool = False
    """Asked only if it is chosen at the preview."""

    assume: Callable[[Visit], object] | None = None
    """Gives an answer that is taken without asking, and can be changed at the preview; None: it is asked."""

    fold: Callable[[A_contra], Data] | None = None
    """Called once it is answered: gives values to keep, and None for what is to be asked again, as of several things one after
    the other. Such an answer is changed at the preview, and not by an edit."""

    def offered(self, visit: Visit, answers: A_contra) -> dict[str, str]:
        """The labels of the options by their values; empty if it has none."""
        return dict(self.options(visit, answers)) if self.options else {}

    def assumed(self, visit: Visit) -> object:
        """The answer without asking; None if it is asked for."""
        return self.assume(visit) if self.assume else None


M = TypeVar("M", bound=Answers)


@dataclass(frozen=True)
class Form(Generic[M]):
    """A kind of form: its answers, its questions, and what happens when all are answered and, with a preview,
    confirmed. `title` is a marked message: the first line of every question.

    `preview` returns the preview and the label of its confirming button; messages that it sends with `visit.say` come
    above. `finish` calls the action and replies with the result; a `Refused` raised at a confirmed preview keeps the
    form open. `keep` saves the form as a draft from its preview; it gets the stored answers. `left` replies when the
    form is cancelled. `lapsed`: asked before each further question; gives what to say where it is too late for the form,
    which is then ended. `tells`: whom it reaches, shown before it is confirmed; None: nobody is told, and nothing asked."""

    kind: str
    title: str | Callable[[Texts], Markup]
    answers: type[M]
    questions: tuple[Question[M], ...]
    finish: Callable[[Visit, M], Awaitable[None]]
    preview: Callable[[Visit, M], Awaitable[tuple[View, Markup] | None]] | None = None
    keep: Callable[[Visit, Data], Awaitable[None]] | None = None
    left: Callable[[Visit, M], Awaitable[None]] | None = None
    lapsed: Callable[[Visit, M], Awaitable[View | None]] | None = None
    tells: Callable[[Visit, M], Awaitable[Reach | None]] | None = None

    def typed(self, data: Data) -> list[str]:
        """What was typed so far, in the order of the questions."""
        found = (data.get(step.key) for step in self.questions if step.options is None)
        return [one for one in found if isinstance(one, str) and one]

    def find(self, key: str) -> Question[M] | None:
        """The question with this key."""
        return next((question for question in self.questions if question.key == key), None)

    def read(self, data: Data) -> M:
        """The answers so far, typed. Skipped and missing ones have their defaults."""
        found: dict[str, object] = {}
        for name, adapter in _adapters(self.answers).items():
            if name in data and (data[name] != "" or name not in _not_text(self.answers)):
                found[name] = adapter.validate_python(data[name])
        return self.answers.model_construct(None, **found)


@cache
def _adapters(answers: type[Answers]) -> Mapping[str, TypeAdapter[Any]]:
    hints = get_type_hints(answers, include_extras=True)
    return {name: TypeAdapter(hints[name]) for name in answers.model_fields}


@cache
def _not_text(answers: type[Answers]) -> frozenset[str]:
    """The fields for which "", stored for a skipped question, is not a value."""
    return frozenset(name for name, field in answers.model_fields.items() if field.annotation is not str)


Forms = Mapping[str, Form[Any]]

MOST_SAID = 30
"""Number of messages for which it is remembered what they answered."""


def said(data: Data, message: int | None, step: str, keys: Collection[str]) -> dict[str, object]:
    """The value of `SAID` after a message gave the values of these keys, which no earlier message gives any more; None:
    a button did. Without keys it was refused."""
    was = data.get(SAID)
    told = was.items() if isinstance(was, dict) else ()
    kept = {at: [of, [key for key in gave if key not in keys]] for at, (of, gave) in told if at != str(message)}
    if message is not None:
        kept[str(message)] = [step, list(keys)]
    return dict(list(kept.items())[-MOST_SAID:])


def has_answers(row: FormRow) -> bool:
    """Whether something was answered in it, beyond what it was begun with."""
    return bool(row.data.keys() - {SAID}) and not row.data.get(BLANK)


def kept(data: Data) -> dict[str, object]:
    """The answers as stored in the row: plain JSON."""
    kept: dict[str, object] = to_jsonable_python(dict(data))
    return kept


def with_ticks(value: object, key: str, ticks: Sequence[str]) -> object:
    """What was typed of several, with what was ticked before."""
    if isinstance(value, Several):
        return replace(value, values={**value.values, key: with_ticks(value.values.get(key), key, ticks)})
    return [*ticks, *(one for one in value if one not in ticks)] if isinstance(value, list) else value


def folded(form: Form[Any], step: Question[Any], data: dict[str, object]) -> dict[str, object]:
    """The answers once what the question's `fold` gives is put into them, and taken out of them."""
    folded = kept(step.fold(form.read(data))) if step.fold is not None else {}
    return {key: one for key, one in (data | folded).items() if key not in folded or one is not None}


def choices(*options: tuple[str, str]) -> Callable[[Visit, object], Options]:
    """A question's `options` that are always the same: values with their labels, marked messages (`N_`)."""
    return lambda visit, _answers: [(value, plain(visit.t(label))) for value, label in options]
