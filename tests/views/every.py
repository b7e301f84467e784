"""Every view of the fields, found by what it gives."""

import importlib
import inspect
import typing
from collections.abc import Callable, Iterator, Sequence

from handlers.common.po_files import list_languages
from handlers.common.texts import LOCALES, Catalogs
from handlers.common.view import View
from tests.root import ROOT

CATALOGS = Catalogs(["en", *list_languages(LOCALES)])
"""In every language that there is."""

_GIVES = {View, list[View], Sequence[View], tuple[View, ...], View | None}


def every_view() -> Iterator[tuple[str, Callable[..., object]]]:
    for path in sorted([*ROOT.glob("handlers/*/views.py"), *ROOT.glob("handlers/*/views/*.py")]):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        module = importlib.import_module(name)
        for each, function in inspect.getmembers(module, inspect.isfunction):
            parameters = inspect.signature(function).parameters.values()
            whole = not any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in parameters)
            own = function.__module__ == name and not each.startswith("_")
            if own and whole and typing.get_type_hints(function).get("return") in _GIVES:
                yield f"{name.removeprefix('handlers.')}.{each}", function


VIEWS = dict(every_view())
"""By their names, without "handlers."."""
