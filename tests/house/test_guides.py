"""What the guides for people name is there: commands, and buttons by their labels."""

import re

import pytest

from handlers.common.texts import LOCALES
from handlers.routes import COMMANDS
from tests.root import ROOT

GUIDES = ("members", "secretariat", "privacy")
COMMAND = re.compile(r"`/(\w+)")
LABEL = re.compile(r"\*\*([^*]+)\*\*")


def labels() -> set[str]:
    """Every text that the bot says, in English."""
    catalog = (LOCALES / "ru" / "majlis.po").read_text(encoding="utf-8")
    return set(re.findall(r'^msgid "(.+)"$', catalog, re.MULTILINE))


@pytest.mark.parametrize("name", GUIDES)
def test_every_command_is_one(name: str) -> None:
    named = set(COMMAND.findall((ROOT / f"docs/{name}.md").read_text(encoding="utf-8")))
    assert len(named) > 2
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("name", [name for name in GUIDES if name != "privacy"])
def test_every_button_is_one(name: str) -> None:
    named = {" ".join(label.split()) for label in LABEL.findall((ROOT / f"docs/{name}.md").read_text(encoding="utf-8"))}
    assert len(named) > 5
    assert named <= labels()
