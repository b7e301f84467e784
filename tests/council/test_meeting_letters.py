"""Meetings in one message: each line is taken as what it is, or told."""

import pytest
from hypothesis import given, strategies as st

from council import agenda
from council.folding import bare
from council.meeting_letters import Letter, take_apart
from tests.lexicons import lexicon

WORDS = lexicon()


def taken(text: str) -> Letter:
    return take_apart(text, WORDS)


def values(text: str) -> dict[str, str]:
    return {key: field.value for key, field in taken(text).fields.items()}


def test_a_day_and_a_time_in_two_lines_are_one_moment() -> None:
    assert values("Тема: T\nДата: 10 декабря 2026\nНачало: 15:00\nМесто: Зал 5") == {
        "title": "T", "when": "10 декабря 2026 15:00", "place": "Зал 5",
    }  # fmt: skip


def test_a_place_and_its_address_are_one_place() -> None:
    assert values("Тема: T\nМесто: Минюст\nАдрес: ул. Примерная, 5") == {"title": "T", "place": "Минюст, ул. Примерная, 5"}


ZOOM = """Секретариат приглашает вас на запланированную конференцию: Zoom.

Тема: Заседание группы B
Время: 10 дек. 2026 15:00 Ташкент

Подключиться к конференции Zoom
https://zoom.example.org/j/1234567890

Идентификатор конференции: 123 456 7890
Код доступа: 123456
---
Номера: https://zoom.example.org/u/numbers"""

TEAMS = """____________
Microsoft Teams Need help?<https://service.example.org/help>
Join the meeting now<https://service.example.org/l/meetup-join/19%3ameeting>
Meeting ID: 312 456 789 012
Passcode: aB3dEf"""

NOTICE = """ПОВЕСТКА ДНЯ
заседания рабочей группы B

Дата проведения: 10 декабря 2026 г.
Время проведения: 15.00
Место проведения: г. Ташкент, ул. Примерная, 5

1. Открытие заседания
Докладчик: эксперт
2. О плане работы
3. Разное
Секретариат"""


def test_an_invitation_of_a_conferencing_service() -> None:
    assert values(ZOOM) == {
        "title": "Заседание группы B", "when": "10 дек. 2026 15:00 Ташкент", "link": "https://zoom.example.org/j/1234567890",
    }  # fmt: skip
    assert taken(ZOOM).unused == [
        "Секретариат приглашает вас на запланированную конференцию: Zoom.", "Подключиться к конференции Zoom",
        "Идентификатор конференции: 123 456 7890", "Код доступа: 123456", "Номера: https://zoom.example.org/u/numbers",
    ]  # fmt: skip
    assert values(TEAMS) == {"link": "https://service.example.org/l/meetup-join/19%3ameeting"}
    assert {"Join the meeting now", "Passcode: aB3dEf"} <= set(taken(TEAMS).unused)


def test_an_official_notice() -> None:
    assert values(NOTICE) == {
        "title": "заседания рабочей группы B", "when": "10 декабря 2026 г. 15.00", "place": "г. Ташкент, ул. Примерная, 5",
        "agenda": "1. Открытие заседания\nДокладчик: эксперт\n2. О плане работы\n3. Разное",
    }  # fmt: skip
    assert taken(NOTICE).unused == ["ПОВЕСТКА ДНЯ", "Секретариат"]


@pytest.mark.parametrize(
    ("text", "listed", "others"),
    [
        ("Agenda:\n1. Opening\nPlace: of the next meeting\n2. Other\nPlace: Room 5", 3, {"place": "Room 5"}),
        (
            "Place: Room 5\nAgenda:\n- Notes: their form\n- Other\nNotes: bring them",
            2,
            {"place": "Room 5", "notes": "bring them"},
        ),
        ("When: 3 December 15:00\nAgenda:\nOpening\nTime: who keeps it", 2, {"when": "3 December 15:00"}),
        ("Повестка дня\n1. Открытие\n   Дата: новая\n2. Разное\nДата: 3 декабря", 3, {"when": "3 декабря"}),
    ],
)
def test_names_of_fields_within_an_agenda_are_agenda(text: str, listed: int, others: dict[str, str]) -> None:
    found = values(text)
    assert len(found.pop("agenda").splitlines()) == listed
    assert found == others
    assert not taken(text).unused


def test_what_else_a_links_line_says_is_told_and_so_is_a_second_line_of_a_field() -> None:
    found = taken("Title: T\nLink: see https://example.org/room, code 5\nTitle: U")
    assert found.fields["link"].value == "https://example.org/room"
    assert (found.unused, found.twice) == (["see , code 5"], ["Title: U"])


KINDS = ["Title: a", "Тема: b", "When: 3 December", "Time: 15:00", "Agenda:", "1. c", "2. d", "- e", "f", "Notes: g"]
LINES = [*KINDS, "https://example.org/j/1", "Passcode: 5", "Повестка дня", "  Place: h", "Place: i"]


@given(st.lists(st.sampled_from(LINES), max_size=10))
def test_no_line_is_lost(typed: list[str]) -> None:
    found = taken("\n".join(typed))
    kept = " ".join([*(f"{one.line} {one.value}" for one in found.fields.values()), *found.unused, *found.twice])
    for one in typed:
        assert set(bare(one).split()) <= set(bare(kept).split()), one


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (["1. Opening", "1.1. Roll call", "1.2 Adoption", "2) Report", "а) schools", "б) clinics"], None),
        (["1. Opening", "Speaker: expert", "2. Other"], None),
        (["3. Report", "5. Other"], None),
        (["1. Opening", "2. Report"], ["1. Opening", "2. Report"]),
        (["Opening", "- Report"], ["1. Opening", "2. Report"]),
        (["• Opening"], ["1. Opening"]),
    ],
)
def test_numbers_of_an_agenda_are_kept_or_made(typed: list[str], shown: list[str] | None) -> None:
    assert agenda.numbered(agenda.read("\n".join(typed)).items if len(typed) > 1 else agenda.items_of(typed)) == (shown or typed)


def test_a_new_number_before_an_item_is_no_change() -> None:
    was, now = (agenda.read("1. Opening\n1.1 Roll call\n2. Other"), agenda.read("1. Opening\n1.1 News\n1.2 Roll call\n2. Other"))
    assert agenda.changes(was, now) == agenda.Changes(added=("News",))
