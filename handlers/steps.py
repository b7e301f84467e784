"""What forms are made of: questions, what may be entered, and a form's own buttons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from markupsafe import Markup

from handlers.common.presses import Press
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.context import Attachment, Visit

Data = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FormPress(Press):
    """A button within a form. `serial` tells this form from earlier ones, `step` this question from the others."""

    prefix: ClassVar[str] = "f"
    serial: int
    step: str
    value: str


CANCEL, CHANGE, BACK, SKIP, DONE, CONFIRM, GO_ON = "!cancel", "!change", "!back", "!skip", "!done", "!confirm", "!go"
"""Values of a form's own buttons. Steps' own values never begin with "!"."""

CONFIRM_STEP = "!preview"

GIVEN = "!given"
"""In a form's data: the questions whose answers were known before it began."""

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
    """One question. `read` gives the value to keep (plain JSON) or raises `Refused`.

    `options` are (value, label) pairs offered as buttons; with `many`, they are ticked and then confirmed.
    `file`: it may be answered by a file (at most `FILE_LIMIT`); with `opens`, the file is fetched and read first.
    `anything`: any message will do, and `read` looks at the visit's own.
    A step that is not `wanted`, given the data so far, is not asked.
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


Forms = Mapping[str, Form]


def texts_of(data: Data, key: str) -> tuple[str, ...]:
    """A list of strings that a step has kept."""
    value = data.get(key)
    return tuple(map(str, value)) if isinstance(value, list) else ()
