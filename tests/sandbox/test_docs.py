"""docs/sandbox.md: each of its commands is run against a sandbox of its own, and each request that there is stands in it."""

import asyncio
import json
import os
import re
import shutil
import sys

import pytest

from sandbox.control_acts import ACTS
from tests.root import ROOT
from tests.waiting import PATIENCE

TEXT = (ROOT / "docs/sandbox.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    """The commands in the order in which they are told."""
    lines = re.findall(r"^    (.*)$", TEXT.replace("\\\n", ""), re.MULTILINE)
    return [re.sub(r"\s{2,}", " ", line) for line in lines]


async def test_each_command_works_as_it_is_told() -> None:
    if shutil.which("curl") is None:
        if os.environ.get("CI"):
            pytest.fail("no curl on this machine, and CI runs the commands of the documentation")
        pytest.skip("no curl on this machine")
    start, *others = commands()
    assert start.startswith("python -m sandbox --port 8081 ")
    assert len(others) > 15
    environment = os.environ | {"no_proxy": "*"}
    server = await asyncio.create_subprocess_shell(
        f"exec {start.replace('python', sys.executable, 1).replace('--port 8081', '--port 0')}",
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        assert server.stdout is not None
        line = (await asyncio.wait_for(server.stdout.readline(), PATIENCE)).decode()
        address = line.split()[-1].removeprefix("http://").rstrip("/")
        for command in others:
            assert command.startswith("curl -s "), command
            ran = await asyncio.create_subprocess_shell(
                command.replace("127.0.0.1:8081", address), stdout=asyncio.subprocess.PIPE, env=environment
            )
            told, _ = await asyncio.wait_for(ran.communicate(), PATIENCE)
            assert ran.returncode == 0, command
            answer = json.loads(told)
            assert not isinstance(answer, dict) or (answer.get("ok", True) is True and "error" not in answer), (command, answer)
            if command.endswith("/messages"):
                assert [message.get("text") for message in answer] == ["/start", "Welcome"]
            if command.endswith("getWebhookInfo"):
                assert answer["result"]["url"] == "http://127.0.0.1:8080/hook"
            if command.endswith("/findings"):
                assert answer["findings"] == []
            if command.endswith("/log"):
                assert "sendMessage" in [call["method"] for call in answer]
    finally:
        server.terminate()
        await asyncio.wait_for(server.wait(), PATIENCE)


def test_every_request_is_told() -> None:
    told = set(re.findall(r"`(GET|POST|PUT|DELETE) ([\w/]+)`", TEXT))
    assert set(ACTS) <= told
