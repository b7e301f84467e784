"""Meetings in one message: each line is taken as what it is, or told."""

from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from council import agenda
from council.folding import bare
from council.meeting_letters import Letter, take_apart, take_moment
from council.zone_words import Zoned, split
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


def test_a_start_beside_a_day_is_its_time() -> None:
    assert values("Title: T\nWhen: 10 December 2026\nStart: 15:00") == {"title": "T", "when": "10 December 2026 15:00"}
    again = taken("Title: T\nWhen: 10 December 15:00\nStart: 16:00")
    assert (again.fields["when"].value, again.twice) == ("10 December 15:00", ["Start: 16:00"])


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


def test_the_title_of_a_notice_is_the_line_that_speaks_of_the_meeting() -> None:
    assert values("МИНИСТЕРСТВО\nУВЕДОМЛЕНИЕ\nо заседании группы B\nДата: 3 декабря")["title"] == "о заседании группы B"
    assert values("ЗАСЕДАНИЕ ГРУППЫ B\nЗал 5\nДата: 3 декабря")["title"] == "ЗАСЕДАНИЕ ГРУППЫ B"
    assert "title" not in values("You are invited to a meeting.\nWhen: 3 December")
    assert "title" not in values("When it starts, join here:\nMeeting number: 5\nWhen: 3 December")


def test_what_follows_a_numbered_agenda_below_a_gap_is_no_agenda() -> None:
    found = taken("Title: T\nAgenda:\n1. Opening\n2. Other\nSpeaker: expert\n\nPlease confirm.")
    assert found.fields["agenda"].value.splitlines() == ["1. Opening", "2. Other", "Speaker: expert"]
    assert found.unused == ["Please confirm."]


def test_an_address_for_the_place_is_the_link() -> None:
    assert values("Title: T\nWhere: https://example.org/j/1") == {"title": "T", "link": "https://example.org/j/1"}
    found = values("Title: T\nWhere: Room 5; Link: https://example.org/j/1")
    assert found == {"title": "T", "place": "Room 5", "link": "https://example.org/j/1"}


def test_lines_without_a_name_say_when_it_is_if_only_one_says_a_day() -> None:
    told = {"10 December 2026": (True, False), "15:00": (False, True), "3 Dec 15:00": (True, True)}

    def when(text: str) -> str:
        letter = taken(text)
        take_moment(letter, lambda line: told.get(line, (False, False)))
        return letter.fields["when"].value if "when" in letter.fields else ""

    assert when("T\n10 December 2026\n15:00\nRoom 5") == "10 December 2026 15:00"
    assert when("T\n3 Dec 15:00") == "3 Dec 15:00"
    assert when("T\n10 December 2026\n3 Dec 15:00") == ""
    assert when("T\n10 December 2026\nRoom 5\n15:00") == ""
    assert when("T\n15:00") == ""


NEAR = {"ташкент": "Asia/Tashkent", "tashkent": "Asia/Tashkent", "almaty": "Asia/Almaty", "вена": "Europe/Vienna"}


@pytest.mark.parametrize(
    ("typed", "rest", "zone", "hours"),
    [
        ("10 December 15:00 (Tashkent)", "10 December 15:00", "Asia/Tashkent", None),
        ("10 December 15:00 Tashkent time", "10 December 15:00", "Asia/Tashkent", None),
        ("10 декабря 15:00 (по ташкентскому времени)", "10 декабря 15:00", "Asia/Tashkent", None),
        ("10 декабря 15.00 (время ташкентское)", "10 декабря 15.00", "Asia/Tashkent", None),
        ("3:00 PM (UTC+05:00) Tashkent", "3:00 PM", "Asia/Tashkent", 5),
        ("3:00 PM, Uzbekistan Time (Tashkent, GMT+05:00)", "3:00 PM", "Asia/Tashkent", 5),
        ("15:00 (UTC+5)", "15:00", "", 5),
        ("15:00 GMT", "15:00", "", 0),
        ("15:00 UTC-3:30", "15:00", "", -3.5),
        ("15:00 Tashkent, 16:00 Almaty", "15:00 Tashkent, 16:00 Almaty", "", None),
        ("15:00 Atlantis", "15:00 Atlantis", "", None),
    ],
)
def test_a_zone_beside_a_time(typed: str, rest: str, zone: str, hours: float | None) -> None:
    assert split(typed, NEAR, WORDS) == Zoned(rest, zone, None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize(
    ("typed", "rest", "zone"),
    [
        ("душанбе 15:00", "душанбе 15:00", ""),
        ("30 ноября, душанбе, 15:00", "30 ноября, душанбе, 15:00", ""),
        ("30 ноября 15:00 (Душанбе)", "30 ноября 15:00", "Asia/Dushanbe"),
        ("30 ноября 15:00 время Душанбе", "30 ноября 15:00", "Asia/Dushanbe"),
    ],
)
def test_a_city_that_is_called_as_a_weekday(typed: str, rest: str, zone: str) -> None:
    assert split(typed, {**NEAR, "душанбе": "Asia/Dushanbe"}, WORDS, {"душанбе": 0}) == Zoned(rest, zone)
