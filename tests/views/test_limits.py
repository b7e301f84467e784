"""Every view, drawn with every field at its limit, is a message that Telegram takes."""

import importlib
import inspect
import itertools
import re
import typing
from collections.abc import Callable, Iterator, Sequence

import hypothesis
import pytest
from hypothesis import strategies as st
from markupsafe import Markup

from council.config import Council
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.common.presses import Press
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View, fitted
from handlers.recommendations.presses import Browse
from tests.root import ROOT
from tests.views.filled import Filler

CATALOGS = Catalogs(["en", "ru"])
CAPTION = 1024
MANY = 30
"""How long lists are. Some are shorter wherever they are drawn; then this proves more than it has to."""

GIVES = {View, list[View], Sequence[View], tuple[View, ...], View | None}


def every_view() -> Iterator[tuple[str, Callable[..., object]]]:
    for path in sorted([*ROOT.glob("handlers/*/views.py"), *ROOT.glob("handlers/*/views/*.py")]):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        module = importlib.import_module(name)
        for each, function in inspect.getmembers(module, inspect.isfunction):
            parameters = inspect.signature(function).parameters.values()
            whole = not any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in parameters)
            own = function.__module__ == name and not each.startswith("_")
            if own and whole and typing.get_type_hints(function).get("return") in GIVES:
                yield f"{name.removeprefix('handlers.')}.{each}", function


VIEWS = dict(every_view())


@pytest.mark.parametrize("t", ["ru"], indirect=True)  # the longest words
@pytest.mark.parametrize("name", VIEWS)
def test_every_field_at_its_limit(name: str, council: Council, t: Texts) -> None:
    function = VIEWS[name]
    hints = typing.get_type_hints(function)
    sizes: list[int] = []
    impossible: list[Exception] = []
    for nth, yes in itertools.product(range(9), (True, False)):
        filler = Filler({Texts: t, Council: council, Catalogs: CATALOGS, Press: Browse(0)}, nth, yes, MANY)
        try:
            given = {
                one: filler.make(hints[one], one, function.__name__) for one in inspect.signature(function).parameters
            }
            drawn = function(**given)
        except Exception as fault:  # noqa: BLE001 - these values do not go together
            impossible.append(fault)
            continue
        views = [drawn] if isinstance(drawn, View) else typing.cast("Sequence[View]", drawn or ())
        sizes += [length(bare(view.text)) for view in views]
    assert sizes, impossible
    assert max(sizes) <= (CAPTION if ".under_" in name else MESSAGE_LIMIT)


PIECES = st.lists(
    st.tuples(st.sampled_from(["", "b", "u", "blockquote"]), st.text(max_size=400), st.booleans()), max_size=60
)


@hypothesis.given(PIECES, st.integers(200, 4096))
def test_what_is_too_long_is_cut_in_its_longest_lines(pieces: list[tuple[str, str, bool]], limit: int) -> None:
    text = Markup("")
    for tag, words, ends in pieces:
        text += Markup(f"<{tag}>{{}}</{tag}>" if tag else "{}").format(words) + ("\n" if ends else "")  # noqa: S704
    told = fitted(text, limit)
    assert length(bare(told)) <= limit
    assert re.findall("<[^>]*>", told) == re.findall("<[^>]*>", text), "whatever is opened is closed"
    if length(bare(text)) <= limit:
        assert told == text
    before, after = str(text).split("\n"), str(told).split("\n")
    whole = [length(bare(a)) for a, b in zip(before, after, strict=False) if a == b]
    cut = [length(bare(b)) for a, b in zip(before, after, strict=False) if a != b]
    if len(before) == len(after) and cut and whole:
        assert max(whole) <= max(cut) + 1
