"""Whatever is recorded in the log is said there in words."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum

import pytest

from council.attendance import Answer, Presence
from council.audit import REFUSED
from council.authority import Action
from council.meetings import Part
from council.openness import Openness
from council.people import Role
from council.roster_rows import Column
from council.rounds import Way
from council.rules import Ground, Outcome, Rule
from handlers.attendance.presses import Extent
from handlers.common.action_names import ACTION_NAMES
from handlers.common.audit_details import DETAILS, THINGS, details
from handlers.common.audit_phrases import KINDS, PHRASES, About, action_phrase, actions_of
from handlers.common.texts import Catalogs
from storage.roster_imports import RowKind
from tests.house.source import modules

KNOWN = {action for sentences in PHRASES.values() for action in sentences}


def recorded() -> Iterator[tuple[str, ast.expr]]:
    """What every call that records something gives as its action, and where."""
    for path, tree in modules("bot", "handlers").items():
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if not isinstance(node, ast.Call):
                    continue
                called = ast.unparse(node.func)
                at = 0 if called.endswith("work.record") else {"audit.record": 3, "_record": 3}.get(called)
                if at is not None and len(node.args) > at:
                    for value in _values(node.args[at], function):
                        yield f"{path}:{node.lineno}", value


def _values(value: ast.expr, function: ast.AST) -> Iterator[ast.expr]:
    """The value itself; of a name, everything that the function gives it."""
    if isinstance(value, ast.IfExp):
        yield from _values(value.body, function)
        yield from _values(value.orelse, function)
    elif isinstance(value, ast.Name):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(ast.unparse(target) == value.id for target in node.targets):
                yield from _values(node.value, function)
    else:
        yield value


def test_every_action_that_is_recorded_has_its_sentence() -> None:
    looked, without = 0, []
    for where, value in recorded():
        looked += 1
        if isinstance(value, ast.Constant):
            said = value.value in KNOWN
        elif isinstance(value, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else None for part in value.values]
            pattern = "".join(".+" if part is None else re.escape(str(part)) for part in parts)
            said = any(re.fullmatch(pattern, action) for action in KNOWN) or str(parts[0]).startswith(REFUSED)
        else:
            said = isinstance(value, ast.Name | ast.Attribute)  # a constant of another module, which is in PHRASES by name
        if not said:
            without.append(f"{where}: {ast.unparse(value)}")
    assert looked > 50
    assert not without, "add a sentence for each to PHRASES in handlers/common/audit_phrases.py: " + "; ".join(without)


def test_each_is_said_in_both_languages_and_found_by_its_kind() -> None:
    catalogs = Catalogs(["en", "ru"])
    en, ru = catalogs.texts("en"), catalogs.texts("ru")
    assert len(KNOWN) == sum(len(sentences) for sentences in PHRASES.values()), "an action is of one kind"
    for action in KNOWN:
        assert action_phrase(action, en) != action_phrase(action, ru), f"no Russian for {action_phrase(action, en)}"
    assert set(About) - {About.REFUSED} == set(PHRASES)
    assert actions_of(About.REFUSED) == ((), (REFUSED,))
    assert action_phrase("refused: invite", en) == "was refused: to invite"
    assert {action.value for action in Action} <= set(ACTION_NAMES), "say in handlers/common/action_names.py what it is called"
    assert action_phrase("something <new>", en) == "something &lt;new&gt;"
    assert len({ru(KINDS[kind]) for kind in About}) == len(About)


def test_every_action_that_is_refused_has_its_name() -> None:
    """What `Forbidden` is given as words, anywhere: the log would have it in English else."""
    looked = 0
    for path, tree in modules("bot", "council", "handlers", "storage").items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Forbidden" and node.args:
                action = node.args[0]
                looked += 1
                if isinstance(action, ast.Constant):
                    assert action.value in ACTION_NAMES, f"{path}:{node.lineno}: {ast.unparse(action)}"
    assert looked > 20


IDS = frozenset({"person", "other"})
"""Keys of a detail that name people: whoever knows names says them."""


def test_every_detail_and_subject_of_an_entry_has_its_name() -> None:
    """What has none would be said in English in every language."""
    keys: set[str] = set()
    subjects: set[str] = set()
    for tree in modules("bot", "handlers").values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "record":
                for given in (*node.args, *(keyword.value for keyword in node.keywords)):
                    if isinstance(given, ast.Dict):
                        keys |= {str(key.value) for key in given.keys if isinstance(key, ast.Constant)}
                for subject in node.args[1:2]:
                    if isinstance(subject, ast.JoinedStr) and isinstance(subject.values[0], ast.Constant):
                        subjects.add(str(subject.values[0].value).partition(":")[0])
    for tree in modules("council", "storage").values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name == "subject":
                subjects |= {
                    str(part.value).partition(":")[0]
                    for part in ast.walk(node)
                    if isinstance(part, ast.Constant) and str(part.value).endswith(":")
                }
    assert len(keys) > 20
    assert len(subjects) > 10
    assert sorted(keys - set(DETAILS) - IDS) == []
    assert sorted(subjects - set(THINGS) - {"person"}) == []


RECORDED: list[tuple[str, type[StrEnum]]] = [
    ("answer", Answer), ("presence", Presence), ("what", Extent), ("part", Part), ("field", Column), ("rule", Rule),
    ("openness", Openness), ("outcome", Outcome), ("ground", Ground), ("role", Role), ("way", Way),
]  # fmt: skip


@pytest.mark.parametrize(("key", "codes"), RECORDED)
def test_no_code_is_shown_raw(key: str, codes: type[StrEnum]) -> None:
    ru = Catalogs(["en", "ru"]).texts("ru")
    for code in codes:
        [told] = details({key: code.value}, "UTC", ru)
        assert not re.search("[A-Za-z]{2}", told.replace("минус N", "")), f"no words for {key} {code.value}: {told}"


def test_keys_dates_languages_and_things_are_in_words() -> None:
    ru = Catalogs(["en", "ru"]).texts("ru")
    told = details(
        {**{kind.value: 2 for kind in RowKind}, "was": "2026-12-03", "now": "series:4", "languages": ["ru", "en"],
         "rules": ["groups"]}, "UTC", ru,
    )  # fmt: skip
    assert [str(line.partition(": ")[2]) for line in told[len(RowKind) :]] == ["3 декабря 2026", "серия 4", "Русский, English"]
    assert not re.search("[A-Za-z]{2}", "".join(told[: len(RowKind)]))
