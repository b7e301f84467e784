"""What forms are made of: questions, what may be entered, and a form's own buttons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable

from markupsafe import Markup

from handlers.common.presses import Press
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.framework.context import Attachment, Visit

Data = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FormPress(Press):
    """A button within a form. `serial` tells this form from earlier ones, `step` this question from the others."""

    prefix: ClassVar[str] = "f"
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
class Answers:
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

Ask = Callable[[Visit, Data], Markup]
Read = Callable[[Visit, Data, Entry], object]
Options = Callable[[Visit, Data], Sequence[tuple[str, str]]]


def _always(_data: Data) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `read` gives the value to keep (plain JSON; `Answers`: those of several questions) or raises
    `Refused`.

    `options` are (value, label) pairs offered as buttons; with `many`, they are ticked and then confirmed.
    `file`: it may be answered by a file (at most `FILE_LIMIT`); with `opens`, the file is fetched and read first.
    `anything`: any message will do, and `read` looks at the visit's own.
    `pick`: a calendar stands below it; what is chosen there is read as if it had been typed ("2026-12-03 15:00").
    Its today is that of the zone among the answers ("zone"), else of the person.
    A step that is not `wanted`, given the data so far, is not asked; one that is left for `later` only when it is
    chosen at the preview.
    """

    key: str
    name: Callable[[Texts], Markup]
    ask: Ask
    read: Read | None = None
    options: Options | None = None
    many: bool = False
    optional: bool = False
    wanted: Callable[[Data], bool] = _always
    width: int = 2
    file: bool = False
    opens: Opener | None = None
    anything: bool = False
    pick: Pick | None = None
    later: bool = False


class Form(Protocol):
    """A kind of form: its questions, and what is done when all are answered and, with a preview, confirmed."""

    @property
    def kind(self) -> str: ...
    @property
    def steps(self) -> tuple[Step, ...]: ...

    def title(self, t: Texts) -> Markup:
        """What is being done, as the first line of every question."""
        ...

    async def preview(self, visit: Visit, data: Data) -> tuple[View, Markup] | None:
        """What it will look like, and the word on the button that confirms it; None: no preview.

        What it says by `visit.say` comes above, for a preview that needs a message of its own.
        """
        ...

    async def finish(self, visit: Visit, data: Data) -> None:
        """All is answered: call the action and say what came of it. A `Refused` keeps the form as it is."""
        ...


@runtime_checkable
class Keeping(Protocol):
    """A form that can be put aside as a draft, at its preview."""

    async def keep(self, visit: Visit, data: Data) -> None:
        """Keep what was entered, to go on with it another day, and say so."""
        ...


@runtime_checkable
class Within(Protocol):
    """A form within something larger, on which it leads when it is cancelled."""

    async def left(self, visit: Visit, data: Data) -> None:
        """Answer with what it was a part of."""
        ...


Forms = Mapping[str, Form]


def texts_of(data: Data, key: str) -> tuple[str, ...]:
    """A list of strings that a step has kept."""
    value = data.get(key)
    return tuple(map(str, value)) if isinstance(value, list) else ()
