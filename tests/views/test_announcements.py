"""Announcements and news as people see them."""

from datetime import UTC, datetime

import pytest
from syrupy.assertion import SnapshotAssertion
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.telegram_errors import Fate, meaning
from council.announcements import LEFT, STOPPED, Announcement, AnnouncementState, Tally
from council.audiences import Audience, AudienceKind
from council.charter import Council
from council.errors import Empty, TooLong
from handlers.announcements import views
from handlers.announcements.forms import audience_of, read_text
from handlers.announcements.reasons import UNREACHABLE, reason_words
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View
from handlers.steps import Entry
from storage.outbox import SUSPENDED

GROUPS = Audience(AudienceKind.GROUPS, ("B", "D"))
ZONE = "Asia/Tashkent"
MIXED = Tally(
    delivered=19,
    uncertain=2,
    failed={
        "bot was blocked by the user": 3,
        "user is deactivated": 1,
        SUSPENDED: 1,
        "chat not found": 1,
        "bad request": 1,
        "not drawn: KeyError": 1,
    },
    dropped={LEFT: 1},
)


@pytest.fixture
def t() -> Texts:
    return Catalogs(["en"]).texts("en")


def made(state: AnnouncementState, total: int = 30, html: str = "<b>Visit</b> of 12 December") -> Announcement:
    published = datetime(2026, 11, 24, 4, tzinfo=UTC)
    return Announcement(7, 1, GROUPS, html, state, published, total)


def drawn(view: View) -> str:
    rows = [" ".join(f"[{button.text}]" for button in row) for row in view.rows]
    return "\n".join([str(view.text), *rows])


def test_preview(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    seen = [
        drawn(views.preview(council, audience, people, t))
        for audience, people in (
            (GROUPS, 23),
            (Audience(AudienceKind.MEMBERS), 1),
            (Audience(AudienceKind.SUBSCRIBERS), 0),
            (Audience(AudienceKind.GROUPS, council.codes), 40),
        )
    ]
    assert seen == snapshot
    assert drawn(views.announcement("<b>x</b> &lt;i&gt; &amp; y")) == "<b>x</b> &lt;i&gt; &amp; y"


def test_progress(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    freezing, frozen = made(AnnouncementState.FREEZING), made(AnnouncementState.FROZEN)
    seen = [
        drawn(views.progress(council, found, tally, ZONE, t))
        for found, tally in (
            (freezing, Tally(waiting=0)),
            (freezing, Tally(delivered=5, waiting=10)),
            (frozen, Tally(delivered=19, uncertain=1, failed={SUSPENDED: 1}, waiting=9)),
            (frozen, Tally(delivered=30)),
        )
    ]
    assert seen == snapshot


def test_report(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    done, stopped = made(AnnouncementState.DONE), made(AnnouncementState.CANCELLED)
    seen = [
        drawn(views.progress(council, done, MIXED, ZONE, t)),
        drawn(views.progress(council, done, Tally(delivered=30), ZONE, t)),
        drawn(views.progress(council, stopped, Tally(delivered=4, uncertain=1, dropped={STOPPED: 15}), ZONE, t)),
        drawn(views.finished(done, MIXED, t)),
        drawn(views.finished(done, Tally(delivered=30), t)),
    ]
    assert seen == snapshot


def test_questions_and_lists(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    frozen, done = made(AnnouncementState.FROZEN), made(AnnouncementState.DONE, html="<i>a</i> &lt;b&gt; &amp; c")
    seen = [
        drawn(views.published(council, frozen, t)),
        drawn(views.ask_stop(frozen, Tally(delivered=12, waiting=18), t)),
        drawn(views.stopped(frozen, t)),
        drawn(views.ask_again(done, 2, t)),
        drawn(views.sent_again(done, 2, t)),
        drawn(views.listed(council, [done, frozen], ZONE, t)),
        drawn(views.listed(council, [], ZONE, t)),
    ]
    assert seen == snapshot


@pytest.mark.parametrize(
    "error",
    [
        Forbidden("Forbidden: bot was blocked by the user"),
        Forbidden("Forbidden: user is deactivated"),
        Forbidden("Forbidden: bot can't initiate conversation with a user"),
        Forbidden("Forbidden: something new"),
        BadRequest("Chat not found"),
    ],
)
def test_every_refusal_of_a_private_chat_has_words_of_its_own(error: TelegramError, t: Texts) -> None:
    why = meaning(error)
    assert why.fate in {Fate.SUSPEND, Fate.FAIL}
    assert why.reason in UNREACHABLE
    assert not reason_words(why.reason, t).startswith("Telegram said")


def test_the_largest_list_of_announcements_fits_a_message(council: Council, t: Texts) -> None:
    longest = [made(AnnouncementState.DONE, html="&amp;" * 4000)] * 10
    assert len(views.listed(council, longest, ZONE, t).text) < 4000


def test_a_text_is_kept_with_its_formatting_or_refused() -> None:
    assert read_text(Entry("a & b", "<b>a</b> &amp; b")) == "<b>a</b> &amp; b"
    assert read_text(Entry("x" * 4000, "x" * 4000)) == "x" * 4000
    with pytest.raises(TooLong) as refusal:
        read_text(Entry("😀" * 2049, ""))  # Telegram counts each twice
    assert (refusal.value.limit, refusal.value.got) == (4000, 4098)
    with pytest.raises(Empty):
        read_text(Entry(" \n ", ""))


def test_groups_chosen_for_another_kind_of_audience_do_not_count() -> None:
    assert audience_of({"kind": "members", "groups": ["B"]}) == Audience(AudienceKind.MEMBERS)
    assert audience_of({"kind": "groups", "groups": ["B", "D"]}) == GROUPS
