"""Meetings as people see them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from council.charter import Council
from council.meetings import Meeting, MeetingDraft, MeetingState
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View
from handlers.meetings import views

ZONE = "Asia/Tashkent"
DRAFT = MeetingDraft(
    "Schooling of <returned> children & after",
    ("B",),
    datetime(2026, 12, 3, 15),
    ZONE,
    "https://example.org/room?a=1&b=2",
    "https://example.org/agenda.pdf",
)
MEETING = Meeting(17, DRAFT, DRAFT.starts_at, MeetingState.PUBLISHED, 1)
BARE = replace(MEETING, draft=replace(DRAFT, groups=("B", "D"), link="", agenda=""))
CANCELLED = replace(MEETING, state=MeetingState.CANCELLED)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = DRAFT.starts_at - 9 * DAY


@pytest.fixture
def t() -> Texts:
    return Catalogs(["en"]).texts("en")


def drawn(view: View) -> str:
    rows = [" ".join(f"[{b.text}{f' -> {b.url}' if b.url else ''}]" for b in row) for row in view.rows]
    return "\n".join([str(view.text), *rows])


def test_card(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    seen = [
        drawn(views.card(council, found, now, zone, t))
        for found, now, zone in (
            (MEETING, NOW, ZONE),
            (MEETING, NOW, "Europe/Vienna"),
            (BARE, DRAFT.starts_at - HOUR, ZONE),
            (MEETING, DRAFT.starts_at, ZONE),
            (CANCELLED, NOW, ZONE),
        )
    ]
    assert seen == snapshot


def test_reminder(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    seen = [
        drawn(views.reminder(council, found, None, offset, DRAFT.starts_at - left, ZONE, t))
        for found, offset, left in (
            (MEETING, 7 * DAY, 7 * DAY - timedelta(seconds=2)),
            (MEETING, DAY, DAY),
            (MEETING, HOUR, HOUR - timedelta(seconds=3)),
            (BARE, DAY, 5 * HOUR),
        )
    ]
    assert seen == snapshot


def test_changes(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    seen = [
        drawn(views.moved(council, MEETING, DRAFT.starts_at - DAY, NOW, ZONE, t)),
        drawn(views.new_link(council, MEETING, ZONE, t)),
        drawn(views.cancelled(council, CANCELLED, ZONE, t)),
    ]
    assert seen == snapshot


def test_before_and_after_sending(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    shown = views.card(council, MEETING, NOW, "Europe/Vienna", t)
    card = views.card(council, MEETING, NOW, ZONE, t)
    seen = [
        drawn(views.before_sending(shown, MEETING, (DAY, HOUR), views.people_to_tell(11, t), [BARE], council,
                                   "Europe/Vienna", t)),
        drawn(views.before_sending(card, MEETING, (), views.people_to_tell(0, t), [], council, ZONE, t)),
        drawn(views.detail(card, MEETING, NOW, views.people_told(1, t), t, manage=True)),
        drawn(views.detail(card, MEETING, NOW, None, t, manage=False)),
        drawn(views.detail(card, MEETING, DRAFT.starts_at, None, t, manage=True)),
        drawn(views.published(council, MEETING, 11, t)),
        drawn(views.ask_to_cancel(council, MEETING, 11, ZONE, t)),
    ]  # fmt: skip
    assert seen == snapshot


def test_ahead(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    many = [replace(MEETING, id=n) for n in range(1, 13)]
    long = replace(MEETING, draft=replace(DRAFT, title="Schooling " * 20))
    seen = [
        drawn(views.ahead(council, [], NOW, ZONE, t, sets=False)),
        drawn(views.ahead(council, [], NOW, ZONE, t, sets=True)),
        drawn(views.ahead(council, [MEETING, BARE, long], NOW, ZONE, t, sets=True)),
        drawn(views.ahead(council, many, NOW, ZONE, t, sets=False)),
    ]
    assert seen == snapshot
