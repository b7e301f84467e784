"""The entrance as people see it, in English and Russian."""

from dataclasses import replace
from datetime import timedelta

from markupsafe import Markup
from syrupy.assertion import SnapshotAssertion

from council.announcements import Content
from council.config import Council
from council.people import WHOLE_COUNCIL, Actor, Person, Role, Seat
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.common.texts import Texts
from handlers.framework.tasks import Task
from handlers.home.views import entrance as views
from handlers.home.views.entrance import ToFollow, ToReview, Unread, Waiting
from storage.round_tasks import Waits
from tests.views.meetings import MEETING, drawn
from tests.views.recommendations import NOW, ROUND

ZONE = "Asia/Tashkent"
EXPERT = Person(7, 77, "Expert <7>", "", "Kazakhstan", "en", ZONE)
MEMBER = Actor("person", EXPERT, (Seat("B", Role.MEMBER, NOW), Seat("D", Role.OBSERVER, NOW)))
SECRETARY = Actor("person", EXPERT, (Seat(WHOLE_COUNCIL, Role.SECRETARIAT, NOW),))
LATE = replace(MEETING, starts_at=NOW + timedelta(days=9))


def test_home(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    waiting = Waiting([ROUND], [LATE, LATE])
    tasks = [Task(Markup("{} of kind {}").format(n, n), n) for n in range(1, 8)]
    seen = [
        drawn(views.home(council, MEMBER, waiting, LATE.starts_at, [], NOW, t)),
        drawn(views.home(council, MEMBER, Waiting(), None, [], NOW, t)),
        drawn(views.home(council, SECRETARY, Waiting(), None, tasks, NOW, t)),
        drawn(views.outside(council, subscribed=False, asked=True, t=t)),
        drawn(views.outside(council, subscribed=True, asked=False, suspended=["B", "D"], t=t)),
    ]
    assert "\n---\n".join(seen) == snapshot


def test_what_waits(t: Texts, snapshot: SnapshotAssertion) -> None:
    many = [replace(ROUND, id=n, number=f"B-2026-{n}", title="Schooling <" + "x" * 500) for n in range(30)]
    seen = [
        drawn(views.what_waits(waiting, NOW, ZONE, t))
        for waiting in (
            Waiting([ROUND], [LATE]),
            Waiting(many, [LATE] * 12),
            Waiting(),
            Waiting(leading={why: [ROUND] for why in Waits}),
            Waiting(
                to_follow=[ToFollow(1, "B.3", "A letter to the <ministry>", planned=True)], to_review=[ToReview(4, LATE, NOW)]
            ),
        )
    ]
    assert "\n---\n".join(seen) == snapshot
    assert len(seen[1]) < 4096


def test_the_reminder_of_what_waits(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    many = [replace(ROUND, id=n, number=f"B-2026-{n}", title="Schooling <" + "x" * 500) for n in range(30)]
    long = [Unread(n, Content("en", html="<b>Visit</b> &amp; " + "word " * 800), NOW) for n in range(12)]
    photo = Unread(3, Content("en", "photo"), NOW)
    seen = [
        drawn(views.reminder(council, waiting, NOW, ZONE, t))
        for waiting in (
            Waiting([ROUND]), Waiting(many), Waiting([], [LATE]), Waiting([], [], {}, long[:1]),
            Waiting([ROUND], [LATE], {Waits.UNDECIDED: [ROUND]}, [long[0], photo]),
            Waiting(many, [LATE] * 12, {Waits.UNDECIDED: many}, long), Waiting(),
        )
    ]  # fmt: skip
    assert "\n---\n".join([*seen, drawn(views.reminded_again(t))]) == snapshot
    for one in seen:
        assert length(bare(one.partition("\n[")[0])) < MESSAGE_LIMIT
