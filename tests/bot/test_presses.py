"""Callback data: it fits, is read back unchanged, and anything else is stale."""

import contextlib
import sys
from enum import StrEnum

import pytest
from hypothesis import given, settings, strategies as st

from council.errors import Stale
from handlers.common.presses import LIMIT, Press, decode, encode, prefix_of
from handlers.framework.questions import FormPress
from handlers.routes import PRESSES


class Choice(StrEnum):
    YES = "yes"
    NO = "no"


class Sample(Press, prefix="s"):
    """A press with a field of each type."""

    number: int
    choice: Choice
    rest: str


def kinds() -> list[type[Press]]:
    found: list[type[Press]] = []
    waiting: list[type[Press]] = [Press]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            # A dataclass with slots is created twice; the module has the final one. A base of several has no prefix.
            final = getattr(sys.modules[kind.__module__], kind.__name__, None) is kind
            if final and kind.prefix and kind is not Sample:
                found.append(kind)
            waiting.append(kind)
    return found


NUMBERS = st.integers(-(2**63) + 1, 2**63 - 1)


@given(NUMBERS, st.sampled_from(Choice), st.text(max_size=8))
def test_there_and_back(number: int, choice: Choice, rest: str) -> None:
    press = Sample(number, choice, rest)
    with contextlib.suppress(ValueError):  # it does not fit
        data = encode(press)
        assert len(data.encode()) <= LIMIT
        assert decode(Sample, data) == press


FORGED = st.lists(st.text("az09!_-+ \u0663", max_size=12) | st.text(max_size=12), max_size=5).map(":".join)


@settings(max_examples=1500)
@given(st.sampled_from([Sample, *kinds()]), FORGED)
def test_what_is_forged_is_stale_or_what_we_would_have_written(kind: type[Press], data: str) -> None:
    data = f"{kind.prefix}:{data}"
    try:
        press = decode(kind, data)
    except Stale:
        return
    assert encode(press) == data


@pytest.mark.parametrize(
    "data", ["s", "s:", "s:1", "s:1:yes", "s:01:yes:", "s:+1:yes:", "s: 1:yes:", "s:1_0:yes:", "s:٣:yes:", "s:1:maybe:",
             f"s:{2**63}:yes:", f"s:{'9' * 5000}:yes:", "s:1.0:yes:", "s::yes:"],
)  # fmt: skip
def test_forgeries(data: str) -> None:
    with pytest.raises(Stale):
        decode(Sample, data)


def test_what_does_not_fit_is_never_sent() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        encode(Sample(1, Choice.YES, "x" * LIMIT))
    with pytest.raises(ValueError, match="does not fit"):
        encode(FormPress(1, "a:b", "c"))


def test_every_kind_of_button_has_a_prefix_of_its_own_and_a_way_to_go() -> None:
    prefixes = [kind.prefix for kind in kinds()]
    assert len(prefixes) > 10
    assert len(set(prefixes)) == len(prefixes)
    assert sorted(prefixes) == sorted(route.prefix for route in PRESSES)
    assert all(prefix_of(f"{prefix}:1:2") == prefix for prefix in prefixes)
