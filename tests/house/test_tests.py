"""The structure of the tests: shared helpers are in modules without tests, and no test can hang the run."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

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


COMPARED = """
import aiohttp
from sandbox.server import Server

async def test_it_asks():
    async with Server() as server, aiohttp.ClientSession() as session:
        for call in CALLS:
            await session.get(f"{server.url}/bot1:a/{call}")
"""


@pytest.mark.parametrize(
    ("calls", "ci", "found", "ended", "told"),
    [
        (["getMe"], True, True, 0, "Bot API: 1 requests and 1 answers compared"),
        (["getMe?mood=good"], True, True, 1, "request of getMe: mood is no parameter"),
        (["getMood"], False, True, 1, "request of getMood: there is no such method"),
        ([], False, True, 0, "Bot API: 0 requests and 0 answers compared"),
        ([], True, True, 1, "Bot API: nothing was compared, and in CI that is a failure"),
        ([], True, False, 0, "Bot API: not compared"),
    ],
)
def test_the_sandbox_is_compared_with_the_bot_api(
    tmp_path: Path, calls: list[str], ci: bool, found: bool, ended: int, told: str
) -> None:
    data = tmp_path / "data.json"
    if found:
        user = {"name": "id", "types": ["Integer"], "required": True, "description": ""}
        others = [{**user, "name": name, "types": ["String"]} for name in ("first_name", "username")]
        flags = ["is_bot", "can_join_groups", "can_read_all_group_messages", "supports_inline_queries"]
        flags += ["supports_join_request_queries", "can_connect_to_business", "has_main_web_app"]
        fields = [user, *others, *({**user, "name": name, "types": ["Boolean"]} for name in flags)]
        methods = {"getMe": {"returns": ["User"]}}
        data.write_text(json.dumps({"methods": methods, "types": {"User": {"fields": fields}, "ResponseParameters": {}}}))
    (tmp_path / "test_asks.py").write_text(f"CALLS = {calls}\n{COMPARED}")
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n")
    environment = {name: value for name, value in os.environ.items() if name not in {"CI", "BOT_API_DATA"}}
    environment |= {"BOT_API_DATA": str(data), "PYTHONPATH": str(ROOT)} | ({"CI": "true"} if ci else {})
    plugins = ["-p", "tests.interface", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, str(tmp_path)],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert told in ran.stdout, ran.stdout + ran.stderr
    assert ran.returncode == ended, ran.stdout
