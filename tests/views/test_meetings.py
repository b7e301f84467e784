"""Meetings as people see them."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from syrupy.assertion import SnapshotAssertion

from council.attendance import Answer, Reply, Standing
from council.config import Council
from council.meetings import MeetingState, Part
from council.people import WHOLE_COUNCIL, Actor, Person, Role, Seat
from council.reach import Reach
from council.series import LAST, Every, Pattern, Series
from handlers.common.reach import reach_lines
from handlers.common.texts import Catalogs, Texts
from handlers.meetings.views import card as card_views, notices, setting, words
from handlers.meetings.views.card import Run
from handlers.meetings.views.words import Details
from storage.drafts import Draft
from tests.views.meetings import DAY, DRAFT, HOUR, MEETING, NOW, ZONE, drawn

BARE = replace(MEETING, draft=replace(DRAFT, groups=("B", "D"), link="", agenda=""))
CANCELLED = replace(MEETING, state=MeetingState.CANCELLED)
SECRETARY = Actor("person", Person(7, 77, "", "", "", "en", ZONE), (Seat(WHOLE_COUNCIL, Role.SECRETARIAT, NOW),))
MONTHLY = Pattern(Every.MONTH_WEEKDAY, 1, date(2026, 12, 25), 12, LAST)


def test_card(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    seen = [
        drawn(card_views.card(council, found, now, zone, t))
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
        drawn(notices.reminder(council, found, None, offset, DRAFT.starts_at - left, ZONE, t))
        for found, offset, left in (
            (MEETING, 7 * DAY, 7 * DAY - timedelta(seconds=2)),
            (MEETING, DAY, DAY),
            (MEETING, HOUR, HOUR - timedelta(seconds=3)),
            (BARE, DAY, 5 * HOUR),
        )
    ]
    for found, reply in ((MEETING, Reply(Answer.ONLINE)), (BARE, None)):
        shown = notices.reminder(council, found, None, HOUR, DRAFT.starts_at - HOUR, ZONE, t, reply, answers=True)
        seen.append(drawn(shown))
    assert seen == snapshot


def test_changes(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    seen = [
        drawn(notices.moved(council, MEETING, DRAFT.starts_at - DAY, NOW, ZONE, t)),
        drawn(notices.changed(council, MEETING, Part.LINK, "https://example.org/old", ZONE, t, rest=False)),
        drawn(notices.changed(council, BARE, Part.PLACE, "Room 5", ZONE, t, rest=True)),
        drawn(notices.changed(council, MEETING, Part.DURATION, "60", ZONE, t, rest=False)),
        drawn(notices.zone_changed(council, MEETING, DRAFT.starts_at + HOUR, "Europe/Vienna", t)),
        drawn(notices.moved(council, MEETING, DRAFT.starts_at - DAY, NOW, ZONE, t, rest=words.all_follow(MONTHLY, t))),
        drawn(card_views.cancelled(council, CANCELLED, ZONE, t, rest=True)),
        drawn(card_views.cancelled(council, CANCELLED, ZONE, t)),
    ]
    assert seen == snapshot


def test_before_and_after_sending(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    shown = card_views.card(council, MEETING, NOW, "Europe/Vienna", t)
    card, details = card_views.card(council, MEETING, NOW, ZONE, t), Details(Standing(()))
    seen = [
        drawn(card_views.before_sending(shown, MEETING, (DAY, HOUR), reach_lines(Reach(11, 1, 2, 1), t), [BARE], council,
                                   "Europe/Vienna", t)),
        drawn(card_views.before_sending(card, MEETING, (), reach_lines(Reach(0), t), [], council, ZONE, t)),
        *(
            drawn(card_views.managed(council, one, details, SECRETARY, run, at, ZONE, t, note))
            for one, at, run, note in (
                (MEETING, NOW, Run(11), card_views.people_told(1, t)),
                (MEETING, DRAFT.starts_at, Run(11), None),
                (MEETING, DRAFT.starts_at + DAY, Run(11, 5), None),
                (MEETING, DRAFT.starts_at + DAY, Run(11, 11, posted=True), None),
                (CANCELLED, NOW, Run(11), None),
            )
        ),
        drawn(notices.superseded(council, MEETING, ZONE, t)),
        drawn(notices.superseded(council, CANCELLED, ZONE, t)),
        drawn(card_views.published(council, MEETING, 11, t)),
        drawn(card_views.ask_to_cancel(council, MEETING, Reach(11, 1, 2, 1), ZONE, t)),
    ]  # fmt: skip
    assert seen == snapshot


def test_ahead(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    many = [replace(MEETING, id=n) for n in range(1, 13)]
    long = replace(MEETING, draft=replace(DRAFT, title="Schooling " * 20))
    seen = [
        drawn(card_views.ahead(council, [], NOW, ZONE, t, sets=False)),
        drawn(card_views.ahead(council, [], NOW, ZONE, t, sets=True)),
        drawn(card_views.ahead(council, [MEETING, BARE, long], NOW, ZONE, t, sets=True)),
        drawn(card_views.ahead(council, many, NOW, ZONE, t, sets=False)),
        drawn(card_views.ahead(council, many, NOW, ZONE, t, sets=False, page=1)),
    ]
    assert seen == snapshot


def test_series_and_drafts(council: Council, snapshot: SnapshotAssertion) -> None:
    catalogs = Catalogs(["en", "ru"])
    there = replace(DRAFT, starts=datetime(2027, 1, 31, 2, 30), zone="Europe/Vienna", place="Room 5", notes="No 12\n& 14")
    monthly = Pattern(Every.MONTH_DAY, 1, date(2027, 1, 31), 5, 31)
    weekly = Pattern(Every.WEEKS, 2, date(2027, 2, 28), 3)
    kept = [Draft(3, "meeting", "Schooling", {}, NOW), Draft(2, "meeting series", "", {}, NOW)]
    seen = []
    for t in map(catalogs.texts, ("en", "ru")):
        seen += [str(line) for line in setting.days(Series(1, there, monthly), t)]
        seen += [str(line) for line in setting.days(Series(1, there, weekly), t)]
        seen += [str(words.in_series(pattern, t)) for pattern in (MONTHLY, monthly, weekly)]
        seen += [drawn(card_views.card(council, replace(MEETING, draft=there), NOW, ZONE, t))]
        seen += [drawn(card_views.ask_to_cancel(council, MEETING, Reach(9), ZONE, t, 4))]
        seen += [drawn(setting.listed(kept, ZONE, t)), drawn(setting.kept("Schooling", t))]
        seen += [drawn(setting.earlier(council, [MEETING, BARE], t))]
    assert seen == snapshot
