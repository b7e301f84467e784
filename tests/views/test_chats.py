"""Groups' chats as people see them."""

from dataclasses import replace
from datetime import UTC, datetime

from syrupy.assertion import SnapshotAssertion

from council.chats import Lack
from council.config import Council
from council.people import Person
from handlers.chats import views
from handlers.chats.views import Known, Outcome, ShownCase, ShownLink
from handlers.common.texts import Texts
from handlers.common.view import View
from storage.chat_links import Link, LinkState, Offer
from storage.join_cases import CaseState, Cause, JoinCase

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ZONE = "Asia/Tashkent"
OFFER = Offer(3, -1001000000001, None, "Group <B> & friends", 1, "open", NOW)
LINK = Link(7, -1001000000001, None, "B", "Group <B> & friends")
TOPIC = replace(LINK, id=8, thread=42, group="D")
SECRETARY = Person(1, 1001, "Secretariat", "", "", "en", ZONE)
CASE = JoinCase(5, LINK.chat, 1007, "Stranger <b> (@stranger)", Cause.ASKED, CaseState.OPEN, NOW)


def drawn(view: View) -> str:
    rows = [" ".join(f"[{b.text}{f' -> {b.url}' if b.url else ''}]" for b in row) for row in view.rows]
    return "\n".join([str(view.text), *rows])


def test_asked_to_confirm(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    seen = [
        views.confirm_in_private("https://t.me/majlis?start=c_link", t),
        views.confirm(council, OFFER, council.codes, (), t),
        views.confirm(council, replace(OFFER, thread=42), ["B"], [Lack.NOTICE, Lack.ADMIT, Lack.REMOVE], t),
        views.offer_closed(replace(OFFER, state="confirmed"), t),
        views.offer_closed(replace(OFFER, state="dropped"), t),
        views.how_to_link(t),
    ]
    assert [drawn(view) for view in seen] == snapshot


def test_a_link(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    broken, ended = replace(LINK, state=LinkState.BROKEN), replace(LINK, state=LinkState.ENDED)
    seen = [
        views.linked(council, LINK, t),
        views.linked(council, ended, t),
        views.link_card(council, ShownLink(LINK), t),
        views.link_card(council, ShownLink(TOPIC, [Lack.WRITE], "topic_closed"), t),
        views.link_card(council, ShownLink(LINK, [Lack.UNKNOWN], "message thread not found"), t),
        views.link_card(council, ShownLink(LINK, unsaid="bad request"), t),
        views.link_card(council, ShownLink(broken, [Lack.OUTSIDE]), t),
        views.link_card(council, ShownLink(ended), t),
        views.unlink(council, LINK, t),
        views.unlinked(t),
        views.broken(council, broken, t),
        views.broken(council, LINK, t),
        views.listed(council, [], t),
        views.listed(council, [ShownLink(LINK), ShownLink(TOPIC, [Lack.ADMIT], "topic_closed")], t),
    ]
    assert [drawn(view) for view in seen] == snapshot


def test_at_the_door(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    decided = replace(CASE, decided_by=1, decided_at=NOW)
    cases = [
        (CASE, Outcome()),
        (replace(CASE, cause=Cause.CAME), Outcome()),
        (replace(CASE, telegram_id=1008), Outcome()),
        (replace(CASE, telegram_id=1009), Outcome()),
        (replace(CASE, cause=Cause.ENDED, name=""), Outcome()),
        (replace(decided, state=CaseState.ADMITTED), Outcome(done=True)),
        (replace(decided, state=CaseState.DECLINED), Outcome(failed="not enough rights")),
        (replace(decided, state=CaseState.KEPT, cause=Cause.CAME), Outcome()),
        (replace(decided, state=CaseState.REMOVED, cause=Cause.ENDED), Outcome(done=True)),
        (replace(decided, state=CaseState.REMOVED, cause=Cause.ENDED), Outcome(failed="bad request")),
        (replace(decided, state=CaseState.GONE, cause=Cause.ENDED), Outcome()),
    ]
    known = {1008: Known("Expert <i>, Tajikistan", ("A", "D")), 1009: Known("Expert, Kyrgyzstan")}
    seen = [
        drawn(views.case_card(council, ShownCase(case, [LINK], known.get(case.telegram_id), SECRETARY, told), ZONE, t))
        for case, told in cases
    ]
    assert [*seen, drawn(views.waits(t))] == snapshot
