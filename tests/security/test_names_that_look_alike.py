"""Nobody passes for somebody else by letters that nobody sees, or that look like others."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from council import text_rules
from council.config import Council
from council.errors import Empty, Forbidden
from council.folding import name_key
from handlers.registration.actions import requests
from storage.store import Store
from tests.actions.at_work import Clock, CouncilAtWork
from tests.databases import prepare


@pytest.fixture
async def at_work(tmp_path: Path, council: Council) -> AsyncIterator[CouncilAtWork]:
    store = Store(f"sqlite+aiosqlite:///{prepare(tmp_path / 'majlis.db')}")
    yield CouncilAtWork(store, council, Clock(datetime(2026, 11, 24, 5, tzinfo=UTC)))
    await store.close()


UNSEEN = [
    0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x180B, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0x2061, 0x2064, 0x206A,
    0x2800, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xE0001, 0xE0041, 0xE0100,
]  # fmt: skip


@pytest.mark.parametrize("code", UNSEEN, ids=hex)
def test_a_name_keeps_nothing_that_nobody_sees(code: int) -> None:
    assert text_rules.name(f"Pet{chr(code)}rova {chr(code)}Anna") == "Petrova Anna"
    with pytest.raises(Empty):
        text_rules.name(chr(code) * 3)


ALIKE = [
    ("Petrova Anna", "Реtrоvа Аnnа"),
    ("Petrova Anna", "PETROVA\u200b ANNA"),
    ("Петров Ёсиф", "петров есиф"),
    ("КАРИМОВ", "Каримов"),
    ("Oscar", "Οscar"),
    ("Sija", "Ѕіја"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_look_the_same_are_compared_as_the_same(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Petrova Anna", "Petrova Inna"), ("Каримов", "Карімова")])
def test_others_are_not(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


async def test_the_secretariat_is_told_of_someone_who_looks_like_a_member(at_work: CouncilAtWork) -> None:
    secretary = await at_work.secretary()
    member = await at_work.seated("Petrova Anna")
    stranger = await at_work.outsider()
    await stranger.does(requests.make, ("B",), "Реtrоvа Аnnа\u200b", "Another ministry", "Kazakhstan")
    [card] = await at_work.shown(secretary.id, "Request to join")
    assert "looks the same, has joined already" in card.text
    assert "Petrova Anna, Ministry, B" in card.text
    assert "The same person" not in "".join(card.labels), "who has joined is not taken for somebody else"
    assert (await stranger.known()).name == "Реtrоvа Аnnа"
    with pytest.raises(Forbidden):
        await secretary.does(requests.recognise, 1, (await member.known()).id)
