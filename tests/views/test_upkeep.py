"""The program itself as the secretariat and the operations chat see it."""

from datetime import UTC, datetime, timedelta

from syrupy.assertion import SnapshotAssertion

from council.text_rules import MESSAGE_LIMIT, bare, length
from council.upkeep import Found, Sign, Trouble
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.upkeep import views
from handlers.upkeep.presses import Fate
from storage.after_restore import Held
from storage.examinations import Examination
from storage.troubles import Met

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ZONE = "Asia/Tashkent"

FOUND = (
    Found(Sign.FILES), Found(Sign.DISK, False, n=312), Found(Sign.DATABASE), Found(Sign.DELIVERED, at=NOW),
    Found(Sign.LATE, False, n=7, at=NOW - DAY), Found(Sign.UNKNOWN, n=2), Found(Sign.HELD, False, n=4),
    Found(Sign.ASIDE, False, n=1), Found(Sign.TROUBLES, n=3), Found(Sign.OLD_BACKUP, False, at=NOW - 3 * DAY),
    Found(Sign.BOT, about="@majlis_bot"),
    Found(Sign.PRIVACY, False), Found(Sign.GROUPS), Found(Sign.NO_CLOCK, None), Found(Sign.POLLING),
    Found(Sign.CHANNEL, about="News <b>"), Found(Sign.CHAT, False, about="Group B"), Found(Sign.SLOW, False, about="chats"),
    Found(Sign.BROKEN_TEXTS, False, about="Русский", n=3), Found(Sign.UNFIT, False, n=1), Found(Sign.DRAFT, about="Тоҷикӣ", n=9),
)  # fmt: skip
HELD = [Held("meetings.moved", 2, NOW - DAY, NOW), Held("meetings.reminder", 5, NOW - 2 * DAY, NOW), Held("waiting", 1, NOW, NOW)]


def drawn(view: View) -> str:
    return "\n".join([str(view.text), *(" ".join(f"[{b.text}]" for b in row) for row in view.rows)])


def test_an_examination(t: Texts, snapshot: SnapshotAssertion) -> None:
    asked = Examination(1, NOW)
    seen = [
        asked,
        Examination(1, NOW, None, FOUND[:1]),
        Examination(1, NOW, NOW, FOUND),
        Examination(1, NOW, NOW, (Found(Sign.DATABASE),)),
    ]
    assert [drawn(views.examination(one, ZONE, t)) for one in seen] == snapshot


def test_every_finding_in_a_message(t: Texts) -> None:
    """As many as there can be, each with a title as long as titles are."""
    found = tuple(Found(sign, right, "<" * 200, 10**9, NOW) for sign in views.WRONG for right in (False, False))
    text = views.examination(Examination(1, NOW, NOW, found), ZONE, t).text
    assert length(bare(text)) <= MESSAGE_LIMIT
    assert text.count("✗") == views.MOST_SHOWN


def test_what_went_wrong(t: Texts, snapshot: SnapshotAssertion) -> None:
    abouts = {Trouble.BEAT: "reminders", Trouble.REFUSED: "meetings.reminder", Trouble.OTHER: "menus: menus not looked at"}
    met = [Met(1, kind, abouts.get(kind, ""), 3, NOW) for kind in Trouble]
    assert [drawn(views.trouble(one, at, NOW, ZONE, t)) for at, one in enumerate(met, start=1)] == snapshot


def test_what_is_held(t: Texts, snapshot: SnapshotAssertion) -> None:
    seen = [
        views.held([], ZONE, t),
        views.held(HELD, ZONE, t),
        views.sure_of_held(HELD, Fate.SEND, "meetings", t),
        views.sure_of_held(HELD, Fate.DROP, "", t),
        views.decided(7, Fate.SEND, t),
        views.decided(8, Fate.DROP, t),
    ]
    assert [drawn(view) for view in seen] == snapshot
