"""The words of the page: whatever it says is in the file of each language that it has, with the same places."""

import json
import re
from pathlib import Path

import aiohttp
import pytest

from sandbox.server import Server

PAGE = Path(__file__).parents[2] / "sandbox/page"
FILES = sorted((PAGE / "words").glob("*.json"))

_SAID = re.compile(r"\bt\((?:[^()\"]*? \? )?\"([^\"]*)\"(?: : \"([^\"]*)\")?")
_TABLES = re.compile(r"^const (?:PLURAL|LANGUAGES|FILES|NO_ANSWER|WHY_NOT) = (.*);$", re.MULTILINE)
_PLACE = re.compile(r"{\w+}")


def said() -> set[str]:
    """The English texts of the page: those in `t("...")`, of its tables, and of the page before anything is read."""
    found: set[str] = set()
    for file in PAGE.glob("*.js"):
        code = file.read_text(encoding="utf-8")
        found |= {text for match in _SAID.findall(code) for text in match if text}
        found |= {text for table in _TABLES.findall(code) for text in re.findall(r'"([^"]+)"', table)}
    html = (PAGE / "index.html").read_text(encoding="utf-8")
    shown = re.findall(r'<title>([^<]+)|aria-label="([^"]+)"|class="(?:skip|notice)"[^>]*>([^<]+)', html)
    return found | {text for match in shown for text in match if text}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_of_the_page_is_in_every_language(file: Path) -> None:
    spoken = json.loads(file.read_text(encoding="utf-8"))
    assert len(said()) > 150
    assert said() - set(spoken["words"]) == set()
    for english, words in spoken["words"].items():
        assert words.strip(), english
        assert set(_PLACE.findall(words)) == set(_PLACE.findall(english)), english
    assert (len(spoken["months"]), len(spoken["weekdays"])) == (12, 7)
    assert spoken["name"]


async def test_the_page_is_told_its_languages() -> None:
    async with Server() as server, aiohttp.ClientSession() as session:
        async with session.get(f"{server.url}/page/words") as answer:
            listed = await answer.json()
        async with session.get(f"{server.url}/page/words/{FILES[0].stem}.json") as answer:
            words = await answer.json()
    assert listed.keys() == {file.stem for file in FILES}
    assert listed[FILES[0].stem] == words["name"]
