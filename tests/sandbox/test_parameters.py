"""The sandbox's table of methods against the Bot API as data, where it is on this machine: names, kinds, what is required."""

import json
import os
from pathlib import Path

import pytest

from sandbox.interface import VARIABLE
from sandbox.methods import METHODS

OLDER = {"reply_to_message_id", "allow_sending_without_reply", "disable_web_page_preview"}
KINDS = {
    "Integer": {"int", "chat"},
    "Float": {"float"},
    "Boolean": {"flag"},
    "String": {"text"},
    "Integer or String": {"chat"},
    "InputFile or String": {"file"},
    "InputFile": {"file"},
}


def test_each_method_takes_what_the_bot_api_has() -> None:
    named = os.environ.get(VARIABLE)
    if named is None:
        pytest.skip("the Bot API's data is not on this machine")
    data = json.loads(Path(named).read_bytes())["methods"]
    wrong: list[str] = []
    for name, method in METHODS.items():
        fields = {field["name"]: field for field in data[name].get("fields", [])}
        taken = dict(method.takes or {})
        if set(taken) - OLDER != set(fields):
            wrong.append(f"{name}: {sorted((set(taken) - OLDER) ^ set(fields))}")
        needed = {field["name"] for field in fields.values() if field["required"]}
        if set(method.required) != needed:
            wrong.append(f"{name} requires: {sorted(set(method.required) ^ needed)}")
        for parameter, field in fields.items():
            types = " or ".join(field["types"])
            kinds = KINDS.get(types, {"list", "json"} if types.startswith("Array of ") else {"object", "json"})
            if taken.get(parameter) not in kinds:
                wrong.append(f"{name}: {parameter} is {types}, not {taken.get(parameter)}")
    assert wrong == []
