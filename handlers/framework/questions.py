"""What forms are made of: questions, what may be entered, and a form's own buttons."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Generic, Protocol, TypeVar, get_type_hints

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, TypeAdapter

from handlers.common.presses import Press
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.framework.context import Attachment, Visit

Data = Mapping[str, object]


class FormPress(Press, prefix="f"):
    """A button within a form. `serial` tells this form from earlier ones, `step` this question from the others."""

    serial: int
    step: str
    value: str


CANCEL, CHANGE, BACK, SKIP, DONE, CONFIRM, GO_ON = "!cancel", "!change", "!back", "!skip", "!done", "!confirm", "!go"
KEEP = "!keep"
"""Values of a form's own buttons. Steps' own values never begin with "!"."""

CONFIRM_STEP = "!preview"

GIVEN = "!given"
"""In a form's data: the questions whose answers were known before it began."""

PICK = "!p"
"""How the values of a calendar's buttons begin; what was pressed so far follows (`handlers.common.picker`)."""

PICKING = "!picking"
"""In a form's data: what was pressed so far in the calendar of the question that waits."""

WANTED = "!wanted"
"""In a form's data: the question, left for later, that was chosen to be asked after all."""

CUT = "!cut"
"""In a form's data: the message that was too long, whose rest may follow."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person entered: typed (`text`, and `html` with its formatting), chosen by a button (`value`), or sent as a
    file (`file`, and `opened`, which is what the step's `opens` made of it)."""

    text: str = ""
    html: str = ""
    value: str | None = None
    file: Attachment | None = None
    opened: object = None


@dataclass(frozen=True, slots=True)
class Several:
    """What one entry answered of several questions: their values by key, and what is to be said about it."""

    values: Data
    note: Markup | None = None


class Pick(StrEnum):
    """What is chosen in a question's calendar."""

    DAY = "day"
    MOMENT = "moment"


FILE_LIMIT = 20
"""Megabytes. A bot cannot fetch a longer file from Telegram."""

Opener = Callable[[str, bytes], object]
"""Reads a file: its name and its content in, anything out. Runs in a thread, before there is a transaction; may raise
`Refused`."""

A_contra = TypeVar("A_contra", contravariant=True)
"""What a form's answers are: a model of its own."""


class Answers(BaseModel):
    """The base of what a form collects: one field for each question, and for whatever the form was begun with.

    A field that is looked at before its question was answered (`wanted`, `ask`, `options`) needs a default.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")


def _always(_answers: object) -> bool:
    return True


@dataclass(frozen=True)
class Question(Generic[A_contra]):
    """One question of a form. `key` is the field of the answers that it fills, `name` and `ask` are marked messages
    (`N_`), or functions where what they say depends on something.

    `read` gives the answer (anything that pydantic can keep as JSON; `Several`: those of several questions) or raises
    `Refused`. `handlers.framework.readers` has the usual ones.
    `options` are (value, label) pairs offered as buttons; with `many`, they are ticked and then confirmed.
    `file`: it may be answered by a file (at most `FILE_LIMIT`); with `opens`, the file is fetched and read first.
    `anything`: any message will do, and `read` looks at the visit's own.
    `pick`: a calendar stands below it; what is chosen there is read as if it had been typed ("2026-12-03 15:00").
    Its today is that of the zone among the answers ("zone"), else of the person.
    A question that is not `wanted`, given the answers so far, is not asked; one that is left for `later` only when it
    is chosen at the preview. `width`: options in a row.
    """

    key: str
    name: str | Callable[[Texts], Markup]
    ask: str | Callable[[Visit, A_contra], Markup]
    read: Callable[[Visit, A_contra, Entry], object] | None = None
    options: Callable[[Visit, A_contra], Sequence[tuple[str, str]]] | None = None
    many: bool = False
    optional: bool = False
    wanted: Callable[[A_contra], bool] = _always
    width: int = 2
    file: bool = False
    opens: Opener | None = None
    anything: bool = False
    pick: Pick | None = None
    later: bool = False


M = TypeVar("M", bound=Answers)


@dataclass(frozen=True)
class Form(Generic[M]):
    """A kind of form: what it collects, its questions, and what is done when all are answered and, with a preview,
    confirmed. `title` is a marked message: the first line of every question.

    `preview` gives what it will look like, and the word on the button that confirms it; what it says by `visit.say`
    comes above. `finish` calls the action and says what came of it; a `Refused` that it raises keeps the form as it is.
    `keep` puts the form aside as a draft, at its preview; it is handed the answers as they are kept.
    `left` answers with what the form was a part of, when it is cancelled.
    """

    kind: str
    title: str | Callable[[Texts], Markup]
    answers: type[M]
    questions: tuple[Question[M], ...]
    finish: Callable[[Visit, M], Awaitable[None]]
    preview: Callable[[Visit, M], Awaitable[tuple[View, Markup] | None]] | None = None
    keep: Callable[[Visit, Data], Awaitable[None]] | None = None
    left: Callable[[Visit, M], Awaitable[None]] | None = None

    def read(self, data: Data) -> M:
        """What was answered so far, typed. What was skipped, or is missing, has its default."""
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
    """The fields for which "", which stands for a question that was skipped, is no value."""
    return frozenset(name for name, field in answers.model_fields.items() if field.annotation is not str)


Forms = Mapping[str, Form[Any]]


def texts_of(data: Data, key: str) -> tuple[str, ...]:
    """A list of strings that a step has kept."""
    value = data.get(key)
    return tuple(map(str, value)) if isinstance(value, list) else ()


class LegacyForm(Protocol):
    """Until every form is a `Form`: a class whose questions read plain data."""

    @property
    def kind(self) -> str: ...
    @property
    def steps(self) -> tuple[Question[Data], ...]: ...
    def title(self, t: Texts) -> Markup: ...
    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup] | None: ...
    async def finish(self, visit: Visit, data: Data) -> None: ...


Step = Question[Data]
"""Until every form is a `Form`."""


class _Adapted(Form[Any]):
    def read(self, data: Data) -> Any:  # noqa: ANN401
        return data


def adapted(form: Form[Any] | LegacyForm) -> Form[Any]:
    """Until every form is a `Form`."""
    if isinstance(form, Form):
        return form
    keep, left = getattr(form, "keep", None), getattr(form, "left", None)
    return _Adapted(form.kind, form.title, Answers, form.steps, form.finish, form.preview, keep, left)
