"""A meeting in one message: what was understood stands in the preview, and every other line is said back."""

import pytest

from tests.actions.at_work import CouncilAtWork, Someone

ZOOM = """Секретариат приглашает вас на запланированную конференцию: Zoom.

Тема: Заседание группы B
Время: 10 дек. 2026 15:00 Ташкент

Подключиться к конференции Zoom
https://zoom.example.org/j/1234567890

Идентификатор конференции: 123 456 7890
Код доступа: 123456"""

NOTICE = """ПОВЕСТКА ДНЯ
заседания рабочей группы B

Дата проведения: 10 декабря 2026 г.
Время проведения: 15.00
Место проведения: г. Ташкент, ул. Примерная, 5

1. Открытие заседания
Докладчик: эксперт
2. О плане работы
3. Разное"""

B = "B · Psychosocial support, health and education"


async def preview(by: Someone) -> str:
    return (await by.sees(lambda message: "Publish" in message.labels)).text


async def test_a_day_and_a_time_in_two_lines(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say(
        "/meeting \nТема: Заседание рабочей группы\nГруппы: B\nДата: 10 декабря 2026\nНачало: 15:00\nМесто: Зал 5"
    )
    assert "Thu 10 December 2026, 15:00" in await preview(secretary)


async def test_a_time_from_to_is_a_duration(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/meeting Title: T\nGroups: B\nDate: 10 December 2026\nTime: 15:00–17:15")
    shown = await preview(secretary)
    assert "Thu 10 December 2026, 15:00" in shown
    assert "15:00–17:15" in shown


async def test_an_invitation_gives_what_it_can_and_tells_the_rest(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say(f"/meeting \n{ZOOM}")
    told = await secretary.sees("These lines name no field")
    for line in ("Секретариат приглашает вас", "Подключиться к конференции Zoom", "Идентификатор", "Код доступа: 123456"):
        assert line in told.text
    await secretary.press(B)
    await secretary.press("Done")
    shown = await preview(secretary)
    assert "Заседание группы B" in shown
    assert "Thu 10 December 2026, 15:00" in shown
    assert "https://zoom.example.org/j/1234567890" in shown


async def test_a_citys_name_behind_the_time_is_the_zone(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/meeting Title: T\nGroups: B\nTime: Dec 10, 2026 03:00 PM Алматы\nMeeting ID: 812")
    await secretary.sees("This line names no field")
    assert "Almaty" in await preview(secretary)


async def test_a_notice_pasted_whole(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say(f"/meeting \n{NOTICE}")
    assert "ПОВЕСТКА ДНЯ" in (await secretary.sees("This line names no field")).text
    await secretary.press(B)
    await secretary.press("Done")
    shown = await preview(secretary)
    for part in ("заседания рабочей группы B", "Thu 10 December 2026, 15:00", "Place: г. Ташкент, ул. Примерная, 5",
                 "\n1. Открытие заседания\nДокладчик: эксперт\n2. О плане работы\n3. Разное"):  # fmt: skip
        assert part in shown, shown


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("group B", "B"), ("В", "B"), ("B и С", "B, C"), ("Психосоциальная поддержка, здравоохранение и образование", "B"),
        ("EC + B", "EC, B"), ("All groups", "all"), ("все рабочие группы", "all"), ("РГ B, РГ D", "B, D"),
    ],
)  # fmt: skip
async def test_groups_as_a_roster_has_them(at_work: CouncilAtWork, secretary: Someone, typed: str, codes: str) -> None:
    await secretary.say(f"/meeting Title: T\nGroups: {typed}\nWhen: 10 December 2026 15:00")
    named = "All groups" if codes == "all" else f"Group {codes}" if len(codes) == 1 else f"Groups {codes}"
    assert f"{named}: T" in await preview(secretary)


async def test_a_group_that_is_not_there_is_told_and_asked(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/meeting Title: T\nGroups: B and Z\nWhen: 10 December 2026 15:00")
    await secretary.sees("I did not understand this line")
    await secretary.sees("Which groups meet?")


async def test_a_line_alone_is_the_title(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/meeting Schooling of children")
    await secretary.sees("Which groups meet?")


@pytest.mark.parametrize(
    "lines",
    [
        "Thursday, December 10, 2026\n3:00 PM – 4:30 PM (UTC+05:00) Tashkent\nhttps://example.org/l/meetup-join/19",
        "четверг, 10 декабря · 15:00 – 16:30\nЧасовой пояс: Asia/Tashkent",
        "Дата проведения: 10 декабря 2026 года (четверг)\nВремя проведения: с 15:00 до 16:30 (по ташкентскому времени)",
        "Начало: 10.12.2026 15:00\nОкончание: 10.12.2026 16:30",
        "Date: Thursday 10 December\nTime: 3 PM\nEnds: 4:30 PM",
        "Date: 10 December 2026\nTime: 3:00 PM - 4:30 PM, Uzbekistan Time (Tashkent, GMT+05:00)",
    ],
)
async def test_when_it_is_as_invitations_and_notices_say_it(at_work: CouncilAtWork, secretary: Someone, lines: str) -> None:
    await secretary.say(f"/meeting Hearing\nGroups: B\n{lines}")
    shown = await preview(secretary)
    assert "Thu 10 December 2026, 15:00" in shown
    assert "15:00–16:30" in shown


async def test_an_offset_that_is_not_the_zones_is_not_passed_over(at_work: CouncilAtWork, secretary: Someone) -> None:
    await secretary.say("/meeting Hearing\nGroups: B\nWhen: 10 December 2026 15:00 (UTC+3)")
    await secretary.sees("I did not understand this line")
