"""The repository's files, and its modules as syntax trees."""

import ast
import subprocess
from functools import cache
from pathlib import Path

from tests.root import ROOT

ROOMS = ("bot", "council", "handlers", "sandbox", "storage")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is in the repository or about to be; without git, every file that it would not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    found = [ROOT / name for name in names if name and (ROOT / name).is_file()]
    if not found:
        outside = {".git", ".venv", "data", "build", "__pycache__"}
        found = [
            path
            for path in ROOT.rglob("*")
            if path.is_file()
            and not any(part in outside or part.endswith(("_cache", ".egg-info")) for part in path.relative_to(ROOT).parts)
        ]
    assert len(found) > 100, "there is more to this house"
    return tuple(found)


@cache
def tree_of(path: Path) -> ast.Module:
    """A file's syntax tree, cached. All of them take a hundred megabytes: `tests/conftest.py` clears the cache."""
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(*rooms: str) -> dict[str, ast.Module]:
    """Every module of these packages, by its path from the root."""
    found = {str(path.relative_to(ROOT)): tree_of(path) for room in rooms for path in sorted((ROOT / room).rglob("*.py"))}
    assert len(found) >= 5 * len(rooms), "there is more in these rooms"
    return found


def imports(tree: ast.Module) -> set[str]:
    """The top-level packages that a module imports anywhere."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out"
            found.add((node.module or "").partition(".")[0])
    return found
