"""The structure of the tests: shared helpers are in modules without tests, and no test can hang the run."""

import ast
import re
import subprocess
import sys
from pathlib import Path

from tests.house.source import modules
from tests.root import ROOT

IS_TEST = re.compile(r"(^|\.)(test_\w+|conftest)$")

HANGS = """
import asyncio
import pytest

async def hanging():
    await asyncio.Event().wait()

async def test_it_hangs():
    await hanging()

@pytest.fixture
async def hung():
    yield
    await hanging()

async def test_its_fixture_hangs(hung):
    pass

async def test_it_does_not():
    await asyncio.sleep(0)
"""


def imported(tree: ast.Module) -> set[str]:
    """Every module that may be meant: `from a import b` can mean `a` and `a.b`."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_no_test_imports_from_another() -> None:
    every = modules("tests")
    seen = {path: {name for name in imported(tree) if name.startswith("tests.")} for path, tree in every.items()}
    assert sum(Path(path).name.startswith("test_") for path in every) > 100
    assert sum(map(len, seen.values())) > 100
    wrong = {path: names for path, found in seen.items() if (names := {name for name in found if IS_TEST.search(name)})}
    assert not wrong


def test_a_test_module_is_told_from_others() -> None:
    assert imported(ast.parse("from tests.flows import test_home")) == {"tests.flows", "tests.flows.test_home"}
    assert IS_TEST.search("tests.flows.test_home")
    assert IS_TEST.search("tests.conftest")
    assert not IS_TEST.search("tests.flows.world")


def test_what_hangs_is_ended_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "test_hangs.py").write_text(HANGS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n")
    start = "import sys, pytest; from tests import limits; limits.SECONDS = 0.5; sys.exit(pytest.main(sys.argv[1:]))"
    plugins = ["-p", "tests.limits", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ended = subprocess.run(
        [sys.executable, "-c", start, *plugins, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert re.search(r"1 failed, 2 passed, .*1 error", ended.stdout), ended.stdout + ended.stderr
    assert ended.stdout.count("it took too long") >= 2
    assert "test_hangs.py:6 in hanging\n" in ended.stdout, "it is told where it hung"
