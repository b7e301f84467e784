"""No token appears in the logs, wherever it is."""

import io
import json
import logging
from collections.abc import Callable
from urllib.parse import quote

import pytest

from bot.logs import logger, redact, set_up_logs, where_raised
from bot.settings import LogFormat, LogLevel

SECRET = "AAbbCCddEEff-GGhh_IIjj"
TOKEN = f"123456789:{SECRET}"
URL = f"https://api.telegram.org/bot{TOKEN}/sendMessage"


@pytest.fixture(params=LogFormat)
def lines(request: pytest.FixtureRequest) -> Callable[[], list[str]]:
    """What was logged so far, in the final form, for each format."""
    set_up_logs(LogLevel.INFO, request.param)
    [handler] = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    handler.setStream(stream)

    def read() -> list[str]:
        found = stream.getvalue().splitlines()
        if request.param is LogFormat.JSON:
            assert all(isinstance(json.loads(line), dict) for line in found)
        return found

    return read


class Carrier:
    """An object whose repr contains the token."""

    def __repr__(self) -> str:
        return f"Bot({TOKEN})"


def fails() -> None:
    raise RuntimeError(f"Invalid address {URL}")


HIDING: dict[str, Callable[[], None]] = {
    "in the event": lambda: logger("x").error(f"told {TOKEN}"),
    "in a value": lambda: logger("x").error("told", url=URL),
    "in a nested value": lambda: logger("x").error("told", values={"urls": [URL, {"more": (TOKEN,)}]}),
    "in an object": lambda: logger("x").error("told", bot=Carrier()),
    "as bytes": lambda: logger("x").error("told", body=URL.encode()),
    "escaped": lambda: logger("x").error("told", url=quote(URL, safe="")),
    "in a name": lambda: logger("x").error("told", **{TOKEN: 1}),
    "in a library's message": lambda: logging.getLogger("somewhere").error("GET %s", URL),
    "in a library's extra": lambda: logging.getLogger("somewhere").error("GET", extra={"url": URL}),
}


@pytest.mark.parametrize("where", HIDING)
def test_a_token_never_comes_out(lines: Callable[[], list[str]], where: str) -> None:
    HIDING[where]()
    [line] = lines()
    assert SECRET not in line
    assert "told" in line or "GET" in line


@pytest.mark.parametrize("name", ["ours", "somewhere"])
def test_nor_out_of_an_exception(lines: Callable[[], list[str]], name: str) -> None:
    log = logger("x") if name == "ours" else logging.getLogger("somewhere")
    try:
        fails()
    except RuntimeError:
        log.exception("failed")
    told = "\n".join(lines())
    assert "RuntimeError" in told, "the rest of it comes out"
    assert SECRET not in told


@pytest.mark.parametrize("name", ["httpx", "httpcore.connection", "telegram.Bot", "aiosqlite", "apscheduler.scheduler"])
def test_what_libraries_say_of_every_request_stays_in(lines: Callable[[], list[str]], name: str) -> None:
    logging.getLogger(name).info("HTTP Request: POST %s", URL)
    assert lines() == []


def test_what_telegram_answered_stays_in(lines: Callable[[], list[str]]) -> None:
    logging.getLogger("telegram.request.BaseRequest").error('Can not load invalid JSON data: "%s"', "somebody's words")
    assert lines() == []


def test_levels(lines: Callable[[], list[str]]) -> None:
    logger("x").debug("quiet")
    logger("x").info("heard", update_id=5)
    [line] = lines()
    assert "heard" in line
    assert "5" in line


@pytest.mark.parametrize("path", ["/calendar/{}.ics", "https://bot.example.org/calendar/{}", "x%2Fcalendar%2F{}.ics"])
def test_nor_does_the_secret_of_a_feed(lines: Callable[[], list[str]], path: str) -> None:
    logger("http").error("not answered", path=path.format(SECRET))
    [line] = lines()
    assert SECRET not in line
    assert "[secret]" in line


def test_what_is_no_token_is_left() -> None:
    for text in ("meeting:17", "2026-11-24T09:00:00.000000Z", "127.0.0.1:8090", "person:5 update_id=123456789"):
        assert redact(text) == text


def test_a_place_holds_no_words() -> None:
    try:
        fails()
    except RuntimeError as error:
        where = where_raised(error)
    assert where.startswith("test_logs.py:")
    assert SECRET not in where
