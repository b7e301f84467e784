"""The calendar as people see it: what is drawn, what stands below it, and the addresses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from council.calendar import Page, Span, page_of
from council.config import Council
from council.meetings import Meeting, MeetingDraft, MeetingState
from council.text_rules import length
from handlers.calendar import views
from handlers.common.pictures.canvas import EVERYONE, Board, group_sign
from handlers.common.pictures.month import CELL, Calendar, calendar_picture
from handlers.common.texts import Catalogs, plain
from handlers.common.view import View
from storage.calendar_feeds import Feed

NOW = datetime(2026, 12, 3, 9, tzinfo=UTC)
ZONE = "Asia/Tashkent"
DECEMBER = page_of(date(2026, 12, 3), Span.MONTH)


def meeting(id_: int, day: int, hour: int, *groups: str, title: str = "Schooling of <returned> children") -> Meeting:
    draft = MeetingDraft(title, groups, datetime(2026, 12, day, hour), ZONE)
    return Meeting(id_, draft, draft.starts_at, MeetingState.PUBLISHED, 1)


def drawn(view: View) -> str:
    rows = [" ".join(f"[{b.text}]" for b in row) for row in view.rows]
    return "\n".join([str(view.text), *rows])


def told(shown: Calendar) -> list[str]:
    """The picture in words: what stands where."""
    days = [
        f"{month.name} {day.number}{' today' if day.today else ''}: "
        + ", ".join(f"{mark.time} {'+'.join(sign.letters for sign in mark.signs)}" for mark in day.marks)
        for month in shown.months
        for week in month.weeks
        for day in week
        if day and (day.marks or day.today)
    ]
    legend = [f"{sign.letters} ({sign.colour}): {name}" for sign, name in shown.legend]
    return [shown.head, " ".join(shown.weekdays), *days, *legend, shown.empty, shown.foot]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages(council: Council, snapshot: SnapshotAssertion, language: str) -> None:
    t = Catalogs(["en", "ru"]).texts(language)
    listed = [
        meeting(1, 3, 15, "B"),
        meeting(2, 10, 10, "D", "B"),
        meeting(3, 17, 10, *council.codes),
        meeting(4, 31, 23, "EC", title="x" * 200),
    ]
    seen = []
    for page, zone, some in (
        (DECEMBER, ZONE, listed),
        (DECEMBER, "Pacific/Auckland", listed[:3]),
        (replace(DECEMBER, month=10, span=Span.QUARTER), ZONE, listed),
        (DECEMBER.later, ZONE, []),
        (page_of(date(2027, 5, 1), Span.QUARTER), ZONE, []),
    ):
        seen.append(told(views.picture(council, page, some, NOW, zone, t)))
        seen.append([drawn(views.words(council, page, some, NOW, zone, t, feed=zone == ZONE))])
    assert seen == snapshot


@pytest.mark.parametrize("language", ["en", "ru"])
def test_addresses_and_files(council: Council, snapshot: SnapshotAssertion, language: str) -> None:
    t = Catalogs(["en", "ru"]).texts(language)
    feeds = [Feed(1, 7, NOW, None, None), Feed(2, 7, NOW, NOW + timedelta(days=1), None)]
    seen = [
        drawn(views.own_feeds([], ZONE, t)),
        drawn(views.own_feeds(feeds, ZONE, t)),
        drawn(views.feed_made("https://bot.example.org/calendar/secret.ics", t)),
        drawn(views.feed_unseen(t)),
        drawn(views.file_words(council, meeting(17, 3, 15, "B"), ZONE, t)),
    ]
    assert seen == snapshot


def test_each_group_has_letters_of_its_own_and_a_colour(council: Council) -> None:
    signs = [group_sign(council, code) for code in council.codes]
    assert len({sign.letters for sign in signs}) == len({sign.colour for sign in signs}) == len(signs)
    assert all(sign.width < CELL for sign in signs)
    assert group_sign(council, "gone").place >= 0 > EVERYONE


def test_the_words_fit_under_a_picture_however_many_meetings_there_are(council: Council) -> None:
    t = Catalogs(["en"]).texts("en")
    listed = [meeting(n, 1 + n % 28, n % 24, "B", title="Ж" * (n * 5 % 200 + 1)) for n in range(80)]
    words = views.words(council, DECEMBER, listed, NOW, ZONE, t, feed=True)
    assert length(plain(words.text)) <= 1024
    assert "more." in words.text


def test_what_is_crowded_is_still_drawn(council: Council) -> None:
    t = Catalogs(["en"]).texts("en")
    listed = [meeting(n, 3, 8 + n % 12, *council.codes[: 1 + n % 4]) for n in range(30)]
    for page in (DECEMBER, Page(2026, 10, Span.QUARTER)):
        assert calendar_picture(views.picture(council, page, listed, NOW, ZONE, t)).startswith(b"\x89PNG")


def test_the_word_for_all_groups_is_in_its_day_however_long(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    say = Board.say

    def heard(self: Board, x: float, y: float, text: str, *rest: Any, **how: Any) -> None:  # noqa: ANN401 - as it takes them
        said.append(text)
        say(self, x, y, text, *rest, **how)

    monkeypatch.setattr(Board, "say", heard)
    t = Catalogs(["kk"]).texts("kk")
    listed = [meeting(1, 17, 10, *council.codes)]
    for page in (DECEMBER, replace(DECEMBER, month=10, span=Span.QUARTER)):
        said.clear()
        calendar_picture(views.picture(council, page, listed, NOW, ZONE, t))
        assert [text for text in said if text.startswith("+")] == []
        assert said.count("барлығы") == 2, "in the day and in the legend"
