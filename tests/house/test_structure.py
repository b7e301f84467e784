"""The structure described in docs/architecture.md. Each test asserts that it checked more than nothing."""

import ast
import re
import subprocess
import sys
import tomllib

import pytest
import typer

from bot.cli.main import cli
from tests.house.source import ROOMS, files, imports, modules
from tests.root import ROOT

CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "localtime", "gmtime"}


def test_the_arrows_go_one_way() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    kept = re.search(r"Contracts: (\d+) kept, 0 broken", ended.stdout)
    assert kept is not None
    assert int(kept[1]) >= 9


def test_the_council_imports_the_standard_library_and_itself() -> None:
    for path, tree in modules("council").items():
        assert imports(tree) <= {*sys.stdlib_module_names, "council"}, path


def test_the_sandbox_imports_nothing_of_ours_nor_the_library_that_it_is_to_test() -> None:
    for path, tree in modules("sandbox").items():
        assert not imports(tree) & {"bot", "handlers", "storage", "council", "telegram"}, path


def test_nothing_but_the_clock_reads_the_time() -> None:
    seen = 0
    for path, tree in modules("bot", "council", "handlers", "storage").items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute) or node.attr not in CLOCKS:
                continue
            read_from = ast.unparse(node.value)
            if read_from in {"datetime", "date", "time", "dt", "datetime.datetime", "datetime.date"}:
                seen += 1
                assert path == "bot/clock.py", f"{path}:{node.lineno} reads {ast.unparse(node)}"
        from_time = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "time"]
        assert not from_time, path
    assert seen > 0, "the clock itself was looked at"


def test_the_time_zone_database_is_not_the_machines() -> None:
    """No call may use the machine's own zone."""
    for path, tree in modules(*ROOMS).items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            wanted = {"fromtimestamp": 2, "astimezone": 1}.get(node.func.attr, 0)
            assert len(node.args) + len(node.keywords) >= wanted, f"{path}:{node.lineno}"


def test_sql_is_written_in_storage_only() -> None:
    for path, tree in modules("bot", "council", "handlers", "sandbox").items():
        assert not imports(tree) & {"sqlalchemy", "alembic", "aiosqlite", "asyncpg", "sqlite3"}, path
    assert any("sqlalchemy" in imports(tree) for tree in modules("storage").values())


def test_telegrams_library_is_read_in_one_place_of_handlers() -> None:
    for path, tree in modules("council", "storage", "handlers").items():
        assert path == "handlers/framework/updates.py" or not imports(tree) & {"telegram", "httpx"}, path


IN_VIEWS = re.compile(r"/views(\.py|/)|_views\.py|^handlers/common/")


def test_views_do_nothing_but_draw() -> None:
    """In the rooms of views nothing waits. Elsewhere, what gives a view may load what it shows, and has it drawn there."""
    givers = 0
    for path, tree in modules("handlers").items():
        in_views = IN_VIEWS.search(path)
        assert not (in_views and [n for n in ast.walk(tree) if isinstance(n, ast.AsyncFunctionDef | ast.Await)]), path
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or "View" not in names(function.returns):
                continue
            givers += 1
            where = f"{path}: {function.name}"
            if isinstance(function, ast.AsyncFunctionDef):
                made = [n for n in ast.walk(function) if isinstance(n, ast.Call) and names(n.func) & {"View", "titled"}]
                assert not made, f"{where} draws what it loads"
            else:
                assert not names(function.args) & {"Transaction", "UnitOfWork", "Store"}, where
                assert "tx" not in {n.attr for n in ast.walk(function) if isinstance(n, ast.Attribute)}, where
    assert givers > 300


def names(node: ast.AST | None) -> set[str]:
    """The plain names in a piece of code."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} if node else set()


def test_nothing_happens_at_import() -> None:
    """Modules only define things and build tables at the top level; nothing is opened, read or called."""
    doing = {"open", "connect", "create_engine", "create_async_engine", "read_text", "run", "environ", "getenv", "print"}
    for path, tree in modules(*ROOMS).items():
        if path in {"storage/migrations/env.py"} or path.endswith("__main__.py"):
            continue
        assert not any(isinstance(node, ast.Global) for node in ast.walk(tree)), path
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            for call in ast.walk(node):
                if isinstance(call, ast.Call):
                    name = ast.unparse(call.func).rpartition(".")[2]
                    assert name not in doing, f"{path}:{call.lineno} calls {name} at import"


@pytest.mark.parametrize("room", ROOMS)
def test_files_are_of_a_size_to_be_read(room: str) -> None:
    for path in (ROOT / room).rglob("*.py"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines < 400 or "migrations" in path.parts, f"{path.relative_to(ROOT)}: two jobs in {lines} lines?"


def test_every_module_says_what_it_is_for() -> None:
    for path, tree in modules(*ROOMS).items():
        assert ast.get_docstring(tree) or not tree.body, path


def test_every_package_is_listed() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    found = {".".join(path.parent.relative_to(ROOT).parts) for room in ROOMS for path in (ROOT / room).rglob("__init__.py")}
    assert sorted(listed) == sorted(found)


# -- documentation and other files


def commands_in(text: str) -> list[str]:
    """The `make` targets in a text's code."""
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(r"^    (\S.*)$", text, re.MULTILINE)
    return [target for line in code for target in re.findall(r"^make ([\w-]+)", line)]


def commands_of(app: typer.Typer) -> set[str]:
    """The names of the command line's commands."""
    there = typer.main.get_command(app)
    return set(getattr(there, "commands", ()))


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md", ".ci/run"])
def test_the_commands_that_are_told_are_there(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    text = (ROOT / name).read_text(encoding="utf-8")
    told = commands_in(text) if name.endswith(".md") else re.findall(r"^make ([\w-]+)", text, re.MULTILINE)
    assert set(told) <= targets
    if name != "docs/architecture.md":
        assert len(set(told)) >= 3
    for command in re.findall(r"python -m bot (\w+)", text):
        assert command in commands_of(cli)


def test_files_that_texts_lead_to_are_there() -> None:
    looked = 0
    for path in files():
        if path.suffix == ".md":
            for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text(encoding="utf-8")):
                looked += 1
                assert (path.parent / target).exists() or target.endswith(".png"), f"{path.name} leads to {target}"
    assert looked >= 2


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-run.lock"])
def test_the_locks_name_versions_and_hashes_and_nothing_else(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", re.sub(r"^\s*--hash=", "", text, flags=re.MULTILINE), re.MULTILINE), "no switches"
    entries = text.replace("\\\n", " ").splitlines()
    assert len(entries) > 40
    for entry in entries:
        assert re.fullmatch(r"[\w.\[\]-]+==[^\s;]+( ;[^\\]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*", entry), entry[:80]


def versions(lock: str) -> dict[str, str]:
    """The versions that a lock names, by package."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_locks_have_everything_that_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runs, tests = (
        {re.split(r"[\[<>=; ]", each)[0].lower() for each in asked}
        for asked in (project["project"]["dependencies"], project["dependency-groups"]["dev"])
    )
    locked, run = versions("requirements.lock"), versions("requirements-run.lock")
    assert runs | tests <= set(locked)
    assert runs <= set(run)
    assert not (tests - runs) & set(run), "only what runs"
    assert run.items() <= locked.items(), "the same versions"


def test_no_file_tells_of_the_machine_that_it_was_written_on() -> None:
    # Concatenated, so that this file does not contain them either.
    places = re.compile(r"(?<![\w.>}])/(?:" + "|".join(["ro" + "ot", "wo" + "rk", "ho" + "me", "Us" + "ers"]) + r")/")
    hosts = ["pypi" + ".org", "files.python" + "hosted", "artifact" + "ory", "nex" + "us/repository", "index" + "-url"]
    allowed = {("Makefile", "index" + "-url")}  # the option that keeps it out of the lock
    looked = 0
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        looked += 1
        found = [word for word in hosts if word in text and (path.name, word) not in allowed] + places.findall(text)
        assert not found, f"{path.relative_to(ROOT)} tells of {found}"
    assert looked > 100
