"""A button's data can be forged. Whatever values of its kind it holds, the press is answered, and is no fault that is tried
again, set aside, and shown to the secretariat."""

from datetime import date
from enum import StrEnum

import pytest

from council.config import Council
from council.errors import Stale
from handlers import routes
from handlers.common import picker
from handlers.common.presses import LIMIT, Press, _fields
from handlers.common.texts import Catalogs
from tests.actions.at_work import CouncilAtWork, Someone

WORDS = {
    "small": ("0", ""),
    "odd": ("-1", "x"),
    "no month": ("13", "2026-13"),
    "no year": ("10000", "10000"),
    "huge": (str(2**63 - 1), "9999-99-99"),
}


def kinds(base: type[Press] = Press) -> list[type[Press]]:
    """Every kind of button, as the fields declare them."""
    return [one for kind in base.__subclasses__() for one in ([kind] if kind.prefix else []) + kinds(kind)]


def forged(kind: type[Press], number: str, word: str) -> list[str]:
    """Data that `decode` takes: with each value of its first choice, if it has one."""
    fields = list(_fields(kind).values())
    choices = next((list(hint) for hint in fields if issubclass(hint, StrEnum)), [None])
    found = []
    for choice in choices:
        values = [
            number
            if hint is int
            else str(choice if hint is type(choice) else next(iter(hint)))
            if issubclass(hint, StrEnum)
            else word
            for hint in fields
        ]
        found.append(":".join([kind.prefix, *values]))
    return [data for data in found if len(data.encode()) <= LIMIT]


@pytest.mark.long
@pytest.mark.parametrize(("number", "word"), WORDS.values(), ids=WORDS)
async def test_forged_data_is_answered(at_work: CouncilAtWork, secretary: Someone, number: str, word: str) -> None:
    await secretary.say("/home")
    bound = {route.prefix for route in routes.PRESSES}
    pressed = [kind for kind in kinds() if kind.prefix in bound]
    assert {kind.prefix for kind in pressed} == bound
    broken = []
    for kind in pressed:
        for data in forged(kind, number, word):
            try:
                await secretary.press(data=data)
            except Exception as error:  # noqa: BLE001 - all are told together
                broken.append(f"{data}: {type(error).__name__}")
    assert broken == []


@pytest.mark.parametrize("state", ["0001-01", "9999-12", "9999-12-31", "9999-11-30T23", "2026-13", "2026-02-30", "٢٠٢٦-١٢", "--"])
def test_a_forged_calendar_is_answered(state: str) -> None:
    """Its state is not a value of its kind of button, but within one, which counts only while a date is asked for."""
    with pytest.raises(Stale):
        picker.read(state)


@pytest.mark.parametrize("state", ["", "0002-01", "9998-12", "2026-12", "2026-12-03", "2026-12-03T15"])
def test_every_calendar_that_is_read_can_be_drawn(state: str, council: Council) -> None:
    assert picker.grid(picker.read(state), date(2026, 11, 24), Catalogs(council.languages).texts("en"))
