"""No label of a button is cut by a phone, in any language."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import matplotlib as mpl
import pytest
from PIL import ImageFont

from council.button_rows import GROUP, label_width, room
from handlers.common.po_files import list_languages
from handlers.common.texts import LOCALES, Catalogs
from tests.house.source import modules

CATALOGS = Catalogs(["en", *list_languages(LOCALES)])
READERS = [(code, script) for code in CATALOGS.languages for script in ("", *CATALOGS.scripts(code))]

MAKERS = {"button": 0, "own": 0, "link": 0, "copying": 0}
"""Functions that make a button, and which of their arguments its label is."""

FONT_SIZE = 15
NARROWER = 0.9
"""Telegram's letters are Roboto's, which is no package; DejaVu Sans has all of them, and is a tenth wider."""

_VALUES = {"n": "12", "all": "12", "of": "12", "page": "12", "pages": "12", "number": "B-2026-12", "group": "EC", "time": "23:59"}
"""What stands in a label's placeholders. A name or title is what its author makes it, and its end may be cut."""


@cache
def font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(Path(mpl.get_data_path(), "fonts/ttf/DejaVuSans.ttf"), FONT_SIZE * 10)


def drawn_width(label: str) -> float:
    """How wide a label is drawn in a button, in px."""
    return font().getlength(label) / 10 * NARROWER


@cache
def tables() -> dict[str, dict[str, ast.expr]]:
    """The tables of words of all modules: by their names, and by the module."""
    found: dict[str, dict[str, ast.expr]] = {}
    for path, tree in modules("handlers").items():
        for node in tree.body:
            if isinstance(node, ast.AnnAssign) and node.value:
                found.setdefault(ast.unparse(node.target), {})[path] = node.value
    return found


def table(name: str, path: str) -> list[ast.expr]:
    """The table that a module knows by this name: its own, else an imported one."""
    named = tables().get(name, {})
    return [named[path]] if path in named else list(named.values())


def said_in(label: ast.expr, function: ast.AST, path: str, known: set[str]) -> Iterator[str]:
    """The English texts that a label is made of: where it is written, or in the table or variable it is taken from."""
    for node in ast.walk(label):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in {"t", "N_", "plural", "Plural"}:
            said = [one.value for one in node.args[:1] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            yield from (one for one in said if not re.search("[.?:]( |$)", one))  # a sentence in the same table
        if isinstance(node, ast.Name | ast.Attribute):
            name = ast.unparse(node).rpartition(".")[2]
            if name not in known:
                known.add(name)
                for value in table(name, path) if name.isupper() else assigned(name, function):
                    yield from said_in(value, function, path, known)


def assigned(name: str, function: ast.AST) -> Iterator[ast.expr]:
    """The values of a variable in a function."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[target], value=value) | ast.NamedExpr(target=target, value=value):
                pass
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                pass
            case _:
                continue
        if name in {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}:
            yield value


@cache
def labels() -> dict[str, str]:
    """The English texts of all buttons, each with where it is said."""
    found: dict[str, str] = {}
    for path, tree in modules("handlers").items():
        for function in tree.body:
            for node in ast.walk(function):
                if not isinstance(node, ast.Call):
                    continue
                name = ast.unparse(node.func).rpartition(".")[2]
                at = [node.args[MAKERS[name]]] if name in MAKERS and node.args else []
                if name == "offered":
                    at = [way.elts[1] for way in node.args if isinstance(way, ast.Tuple)]
                for label in at:
                    found |= dict.fromkeys(said_in(label, function, path, set()), f"{path}:{node.lineno}")
    return found


def _filled(label: str) -> str:
    return re.sub(r"{(\w+)[^}]*}", lambda place: _VALUES.get(place[1], ""), label)


@pytest.mark.parametrize(("code", "script"), READERS)
def test_no_label_is_wider_than_a_button(code: str, script: str) -> None:
    """In a row of its own, in a group's chat: where there is less room for several, `row_sizes` puts them below one another."""
    t = CATALOGS.texts(code, script=script)
    said = {_filled(form): where for text, where in labels().items() for form in t.forms(("", text), (text,))}
    assert len(said) > 300
    assert {label: where for label, where in said.items() if drawn_width(label) > room(1, GROUP)} == {}
    widths = [(label, label_width(label), drawn_width(label)) for label in said]
    assert [one for one in widths if one[1] < 0.9 * one[2]] == [], "the rows are laid out by about the same widths"
