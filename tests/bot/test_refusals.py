"""Every refusal has words in every language, fits a Telegram message, and escapes its values."""

import inspect
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from council import errors
from council.config import Council
from council.errors import Refused
from council.task_lines import WrongLine
from council.text_rules import length
from handlers import routes  # imports all refusals of handlers
from handlers.common.po_files import Layer
from handlers.common.refusals import words
from handlers.common.texts import Catalogs, Texts
from handlers.framework import forms
from handlers.framework.context import Incoming, Visit

LONGEST = "<b>😀" * 1000
WHEN = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)
GIVEN: dict[str, object] = {
    "str": LONGEST,
    "int": 2**40,
    "datetime": WHEN,
    "date": WHEN.date(),
    "float": 1.5,
    "timedelta": timedelta(minutes=59),
    "tuple": (LONGEST,) * 3,
    "TableFault": errors.TableFault.BROKEN,
    "WrongLines.lines": ((2**40, WrongLine.NO_DAY, LONGEST),) * 300,
}


def kinds() -> Iterator[type[Refused]]:
    waiting: list[type[Refused]] = [Refused]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.startswith(("council.", "handlers.")):
                yield kind
                waiting.append(kind)


KINDS = list(kinds())


def made(kind: type[Refused]) -> Refused:
    """One of them with the longest and worst values."""
    wanted = [] if "__init__" not in vars(kind) else list(inspect.signature(kind).parameters.values())
    named = ((f"{kind.__name__}.{p.name}", getattr(p.annotation, "__name__", str(p.annotation))) for p in wanted)
    return kind(*(GIVEN[name if name in GIVEN else of] for name, of in named))


def test_there_are_refusals() -> None:
    assert len(KINDS) > 15
    assert {kind.__module__ for kind in KINDS} >= {"council.errors", "handlers.framework.forms"}
    assert (errors.Forbidden in KINDS, forms.ChooseBelow in KINDS, bool(routes.COMMANDS)) == (True, True, True)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_is_said(council: Council, kind: type[Refused]) -> None:
    catalogs = Catalogs(council.languages)
    said = [words(made(kind), catalogs.texts(language)) for language in council.languages]
    for text in said:
        assert 10 < length(text) < 1000
        assert "<b>😀" not in text
    assert len(set(said)) == len(said), "each language has its own words"


def test_words_within_a_refusal_are_escaped_once() -> None:
    with_entity = Layer("en", {("", "Name"): ("Names &amp; titles",)})
    said = words(errors.NoHeads(("name", "groups")), Texts("en", [with_entity]))
    assert "Names &amp; titles, Groups" in said


@pytest.mark.parametrize("text", [LONGEST, "a" * 300, "я" * 199 + "😀", ""])
def test_a_toast_fits(council: Council, text: str) -> None:
    visit = Visit(Incoming(1, 5, private=True, press_id="p"), None, Catalogs(["en"]), "bot")  # type: ignore[arg-type]
    visit.toast(text)
    [answer] = visit.answers
    assert length(answer.model_dump()["text"]) <= 200
    answer.model_dump_json().encode()
