"""What is asked and answered is compared with the Bot API as data: here with a small one."""

import json
from pathlib import Path

import aiohttp
import pytest

from sandbox.errors import RefusedError
from sandbox.interface import VARIABLE, Interface, read
from sandbox.model import Json
from sandbox.params import Upload
from sandbox.server import Server
from tests.sandbox.raw import TOKEN


def field(name: str, *types: str, required: bool = False, description: str = "") -> Json:
    return {"name": name, "types": list(types), "required": required, "description": description}


DATA: dict[str, dict[str, Json]] = {
    "methods": {
        "sendThing": {
            "returns": ["Thing", "Boolean"],
            "fields": [
                field("to", "Integer", "String", required=True),
                field("thing", "InputFile", "String"),
                field("quiet", "Boolean"),
                field("weight", "Float"),
                field("marks", "Array of Mark"),
            ],
        },
        "getMe": {"returns": ["Boolean"]},
    },
    "types": {
        "Thing": {"fields": [field("id", "Integer", required=True), field("inside", "Thing"), field("marks", "Array of Mark")]},
        "Mark": {"subtypes": ["Red", "Blue"]},
        "Red": {"fields": [field("type", "String", required=True, description="Type, always “red”"), field("depth", "Integer")]},
        "Blue": {"fields": [field("type", "String", required=True, description="Type, must be blue"), field("sea", "String")]},
        "ResponseParameters": {"fields": [field("retry_after", "Integer")]},
        "Update": {"fields": [field("update_id", "Integer", required=True)]},
    },
}

FILE = Upload("a", None, b"x")
WELL: list[Json] = [
    {"to": 1},
    {"to": "-100", "quiet": "True", "weight": "1.5", "marks": '[{"type": "red", "depth": 1}]'},
    {"to": "@name", "quiet": False, "weight": 2, "marks": [{"type": "blue", "sea": "deep"}]},
    {"to": 1, "thing": FILE},
    {"to": 1, "thing": "attach://part", "part": FILE},
]
WRONG: list[tuple[Json, str]] = [
    ({}, "to is missing"),
    ({"to": ""}, "to is missing"),
    ({"to": 1.5}, "to is none of Integer, String"),
    ({"to": 1, "mood": "good"}, "mood is no parameter"),
    ({"to": 1, "part": FILE}, "part is no parameter"),
    ({"to": 1, "marks": FILE}, "marks is a file"),
    ({"to": 1, "quiet": 1}, "quiet is neither true nor false"),
    ({"to": 1, "quiet": "perhaps"}, "quiet is neither true nor false"),
    ({"to": 1, "weight": "heavy"}, "weight is no number"),
    ({"to": 1, "marks": "{"}, "marks is no array"),
    ({"to": 1, "marks": [{"type": "red", "sea": "deep"}]}, "marks[0].sea is no field of Red"),
    ({"to": 1, "marks": [{"type": "green"}]}, "marks[0] is none of Red, Blue"),
]
ANSWERS: list[tuple[object, str]] = [
    (None, "is none of Thing, Boolean"),
    ({}, "is none of Thing, Boolean"),
    ({"id": "1"}, ".id is no integer"),
    ({"id": True}, ".id is no integer"),
    ({"id": 1, "inside": {}}, ".inside lacks id of Thing"),
    ({"id": 1, "inside": {"id": 1, "inside": {"id": 1, "colour": "red"}}}, ".inside.inside.colour is no field of Thing"),
    ({"id": 1, "marks": None}, ".marks is no array"),
    ({"id": 1, "marks": [{"type": "red", "depth": "1"}]}, ".marks[0].depth is no integer"),
]


@pytest.fixture
def interface() -> Interface:
    return Interface(DATA)


def words(interface: Interface) -> list[str]:
    return [finding.words for finding in interface.findings]


def test_what_is_in_the_data_is_not_found(interface: Interface) -> None:
    for given in WELL:
        interface.request("sendThing", given)
    interface.request("GETME", {})
    for answer in (True, {"id": 1, "inside": {"id": 2}, "marks": [{"type": "red"}, {"type": "blue"}]}):
        interface.answer("sendThing", answer)
    interface.refusal("sendThing", RefusedError(429, "Too Many Requests: retry after 1", retry_after=1).answer())
    interface.update({"update_id": 1})
    assert words(interface) == []
    assert (interface.requests, interface.answers) == (6, 4)


@pytest.mark.parametrize(("given", "told"), WRONG)
def test_a_wrong_parameter_is_found(interface: Interface, given: Json, told: str) -> None:
    interface.request("sendThing", given)
    assert [str(finding) for finding in interface.findings] == [f"request of sendThing: {told}"]


@pytest.mark.parametrize(("answer", "told"), ANSWERS)
def test_a_wrong_answer_is_found(interface: Interface, answer: object, told: str) -> None:
    interface.answer("sendThing", answer)
    assert [str(finding) for finding in interface.findings] == [f"answer of sendThing: {told}"]


def test_unknown_methods_errors_and_updates_are_found(interface: Interface) -> None:
    interface.request("sendTelepathy", {})
    interface.refusal("getMe", {"ok": False, "error_code": "400", "description": "x"})
    interface.refusal("getMe", {"ok": False, "error_code": 400})
    interface.refusal("getMe", RefusedError(400, "x", patience=1).answer())
    interface.update({"update_id": 1, "telepathy": {}})
    assert words(interface) == [
        "there is no such method",
        ".error_code is no integer",
        "lacks description of an error",
        ".parameters.patience is no field of ResponseParameters",
        ".telepathy is no field of Update",
    ]


async def test_the_sandbox_compares_and_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data.json"
    path.write_text(json.dumps(DATA), encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(path))
    async with Server() as server, aiohttp.ClientSession() as session:
        for method in ("getMe", "getFile"):
            await session.get(f"{server.url}/bot{TOKEN}/{method}")
        async with session.get(f"{server.url}/sandbox/findings") as response:
            told = await response.json()
    assert told == {
        "data": True,
        "requests": 2,
        "answers": 2,
        "findings": [
            {"method": "getMe", "side": "answer", "words": "is neither true nor false"},
            {"method": "getFile", "side": "request", "words": "there is no such method"},
        ],
    }


async def test_without_data_nothing_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    async with Server() as server, aiohttp.ClientSession() as session, session.get(f"{server.url}/sandbox/findings") as response:
        assert (await response.json())["data"] is False


def test_another_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="no description of the Bot API"):
        read(path)
