"""Each right of the table is asked for."""

import ast
import re

from council.authority import Action
from tests.house.source import modules


def test_every_right_is_asked_for_somewhere() -> None:
    asked: set[str] = set()
    for path, tree in modules("handlers", "council").items():
        if path == "council/authority.py":
            continue
        for node in ast.walk(tree):
            called = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Dict) or (called and called != "Forbidden"):
                asked |= set(re.findall(r"Action\.(\w+)", ast.unparse(node)))
    assert {action.name for action in Action} == asked, "a right that nothing asks for guards nothing"
