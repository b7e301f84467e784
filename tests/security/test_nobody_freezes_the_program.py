"""Whatever one person sends, everyone else is served meanwhile, and the sender is told what was too much."""

import asyncio
import os
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from bot import apart
from bot.apart import Apart
from council import meeting_letters, posts, series, text_diff
from council.config import Council
from council.errors import Refused, TableFault, TooMuchWork, UnreadableTable
from council.text_diff import Fate, difference
from council.text_rules import MESSAGE_LIMIT
from handlers.common.dates import read_instant_or_day
from handlers.common.texts import Catalogs
from tests.lexicons import lexicon
from tests.roster_tables import read_rows
from tests.waiting import until


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 1000, "a c " * 1000),
        ("a b " * 450, "c a " * 450),
        ("a\nb\n" * 1000, "a\nc\n" * 1000),
        ("a b\n" * 900, "b a\n" * 900),
    ],
)
def test_texts_that_repeat_themselves_are_not_compared_word_by_word(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def bounded(junk: None, before: Sequence[str], after: Sequence[str], *, autojunk: bool) -> SequenceMatcher[str]:
        assert sum(before.count(word) * after.count(word) for word in set(before)) <= 10_000
        return SequenceMatcher(junk, before, after, autojunk=autojunk)

    monkeypatch.setattr(text_diff, "SequenceMatcher", bounded)
    parts = difference(old, new)
    assert "".join(part.text for part in parts if part.fate is not Fate.NEW) == old
    assert "".join(part.text for part in parts if part.fate is not Fate.GONE) == new


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60), st.sampled_from([0, 5, 10_000]))
def test_a_difference_holds_both_texts_whatever_it_may_cost(old: str, new: str, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_diff, "MOST_PAIRS", most)
        difference.cache_clear()
        parts = difference(old, new)
    assert "".join(part.text for part in parts if part.fate is not Fate.NEW) == old
    assert "".join(part.text for part in parts if part.fate is not Fate.GONE) == new
    assert all(part.text for part in parts)


def test_a_difference_is_made_once_for_all_its_readers() -> None:
    assert difference("Children go to school.", "Children stay.") is difference("Children go to school.", "Children stay.")


TYPED: dict[str, Callable[[str, Council], object]] = {
    "a time": lambda text, council: read_instant_or_day(
        text[:79], "UTC", datetime(2026, 11, 24, tzinfo=UTC), Catalogs(council.languages).texts("en"), timedelta(0)
    ),
    "a meeting": lambda text, _: meeting_letters.take_apart(text, lexicon()),
    "a rhythm": lambda text, _: series.read_apart(text, lexicon()),
    "a post": lambda text, _: posts.title_of(text),
    "a change": lambda text, _: difference(text, " ".join(text.split()[::-1])),
    "a change of every other word": lambda text, _: difference(text, "".join(c if n % 4 else "-" for n, c in enumerate(text))),
}


@pytest.mark.parametrize("read", TYPED.values(), ids=TYPED)
def test_no_typed_text_takes_long(read: Callable[[str, Council], object], council: Council) -> None:
    """Of texts as long as a message, the ones that cost most: a program that waits for one serves nobody else meanwhile."""
    different = " ".join(chr(0x4E00 + at) for at in range(MESSAGE_LIMIT // 2))
    pieces = ("1.1 ", "x\n", "1. x\n", "http://a b\n", "agenda\nhttp://a b\nx\n", " ", "#a ", "a b ")
    for text in (different, *(piece * (MESSAGE_LIMIT // len(piece)) for piece in pieces)):
        for typed in (text, f"{text}!"):
            began = time.process_time()
            with suppress(Refused):
                read(typed, council)
            assert time.process_time() - began < 0.2, typed[:20]


def many_parts() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for at in range(2000):
            parts.writestr(f"{at}.xml", b"")
        parts.writestr("xl/workbook.xml", b"")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "fault"),
    [(many_parts(), TableFault.TOO_LARGE), (b"name,groups\n" + b"\n" * 1_000_000, TableFault.TOO_MANY_ROWS)],
    ids=["an archive of thousands of files", "a million empty lines"],
)
def test_a_file_that_is_nothing_but_long_is_put_away(content: bytes, fault: TableFault) -> None:
    with pytest.raises(UnreadableTable) as refused:
        read_rows("roster", content)
    assert refused.value.fault is fault


def commented(length: int) -> bytes:
    """An XLSX file with an XML comment of so many characters, which packs to next to nothing."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", f"<!--{'x' * length}--><workbook/>")
    return out.getvalue()


def for_ever(note: Path) -> None:
    note.write_text(str(os.getpid()))
    while True:
        pass


def all_memory() -> int:
    return len(bytearray(4 * apart.MEMORY))


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def test_work_apart_gives_its_value_or_its_refusal() -> None:
    work = Apart[object](1)
    assert await work.run(partial(read_rows, "", b"name\nExpert\n")) == [(1, ["name"]), (2, ["Expert"])]
    with pytest.raises(UnreadableTable) as refused:
        await work.run(partial(read_rows, "", b"%PDF"))
    assert refused.value.fault is TableFault.NO_TABLE


@pytest.mark.parametrize("length", [1, 20_000_000])
async def test_a_small_file_that_takes_a_minute_is_put_away(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if length > 1:
        monkeypatch.setattr(apart, "SECONDS", 1)
    content = commented(length)
    assert len(content) < 100_000
    with pytest.raises((TooMuchWork, UnreadableTable)):
        await Apart[object](1).run(partial(read_rows, "", content))


async def test_everyone_else_is_served_while_a_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 1)
    served = 0

    async def serve() -> None:
        nonlocal served
        while True:
            await asyncio.sleep(0)
            served += 1

    others = asyncio.create_task(serve())
    with pytest.raises(TooMuchWork):
        await Apart[None](1).run(partial(for_ever, tmp_path / "process"))
    others.cancel()
    assert served > 10
    assert not alive(int((tmp_path / "process").read_text()))


async def test_what_takes_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MEMORY", 64 * 2**20)
    with pytest.raises(TooMuchWork):
        await Apart[int](1).run(all_memory)


async def test_work_ends_with_the_program_that_waits_for_it(tmp_path: Path) -> None:
    note = tmp_path / "process"
    waiting = asyncio.create_task(Apart[None](1).run(partial(for_ever, note)))

    async def begun() -> bool:
        return note.exists() and bool(note.read_text())

    await until(begun, "the work's beginning")
    waiting.cancel()
    await asyncio.wait({waiting})
    assert not alive(int(note.read_text()))
