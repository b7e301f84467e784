"""A button's data can be forged. Whatever values of its kind it holds, the press is answered, and is no fault that is tried
again, set aside, and shown to the secretariat."""

from enum import StrEnum

import pytest

from handlers import routes
from handlers.common.presses import LIMIT, Press, _fields
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
