"""A plugin: whatever the tests' sandboxes are asked, and answer, is compared with the Bot API as data. See conftest.

The data is no part of the repository. It is looked for where `BOT_API_DATA` says, and in a folder `shared` beside the
checkout or above it; where it is not there, one line says so.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.interface import VARIABLE, Interface, from_environment
from tests.root import ROOT

NAME = "telegram-bot-api-10.1.json"
_COUNTED = pytest.StashKey[list[int]]()
_FOUND = pytest.StashKey[bool]()


def data() -> Path | None:
    """The file with the data; None if it is not on this machine."""
    named = os.environ.get(VARIABLE)
    places = [Path(named)] if named else [folder / "shared" / NAME for folder in ROOT.parents]
    return next((place for place in places if place.is_file()), None)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_COUNTED] = _counts(None)
    found = data()
    config.stash[_FOUND] = found is not None
    if found is not None:
        os.environ[VARIABLE] = str(found)  # programs that a test starts compare too
    else:
        os.environ.pop(VARIABLE, None)


@pytest.fixture(autouse=True)
def _as_the_bot_api_has_it(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test fails by what it asked, or was answered, that is not in the data."""
    interface = from_environment()
    yield
    if interface is None or not interface.findings:
        return
    found, interface.findings = interface.findings, []
    marked = request.node.get_closest_marker("wrong_on_purpose")
    if marked is not None:
        found = [finding for finding in found if finding.side not in marked.args]
    if found:
        pytest.fail("\n".join(["not as the Bot API has it:", *sorted({str(finding) for finding in found})]))


def _counts(interface: Interface | None) -> list[int]:
    return [0, 0] if interface is None else [interface.requests, interface.answers]


def _add(config: pytest.Config, counts: list[int]) -> None:
    total: list[int] = config.stash[_COUNTED]
    total[:] = [before + more for before, more in zip(total, counts, strict=True)]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """A worker of xdist is done: its counts are added to the whole run's."""
    output = getattr(node, "workeroutput", {})
    _add(node.config, output.get("interface", [0, 0]))  # type: ignore[attr-defined]


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["interface"] = _counts(from_environment())
        return
    _add(config, _counts(from_environment()))
    counted: list[int] = config.stash[_COUNTED]
    if os.environ.get("CI") and config.stash[_FOUND] and not all(counted):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    counted: list[int] = config.stash[_COUNTED]
    requests, answers = counted
    if not config.stash[_FOUND]:
        terminalreporter.write_line(f"Bot API: not compared, there is no {NAME} here")
    else:
        terminalreporter.write_line(f"Bot API: {requests} requests and {answers} answers compared with {NAME}")
        if os.environ.get("CI") and not (requests and answers):
            terminalreporter.write_line("Bot API: nothing was compared, and in CI that is a failure", red=True)
