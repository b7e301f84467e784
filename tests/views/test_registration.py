"""Ways in, and the secretariat's list of tasks, as people see them, in each language."""

from datetime import UTC, datetime, timedelta

from syrupy.assertion import SnapshotAssertion

from council.config import Council
from council.people import Person, Role, Seat
from council.roster import Line
from council.text_rules import MESSAGE_LIMIT, length
from handlers.common.navigation import Go
from handlers.common.texts import Texts
from handlers.common.view import button
from handlers.framework.tasks import Task
from handlers.home.views import entrance as home
from handlers.registration.views import invitations, requests
from handlers.registration.views.requests import ShownRequest
from storage.invitations import Invitation
from storage.join_requests import Question, Request
from tests.views.meetings import drawn

ZONE = "Asia/Tashkent"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WHO = Person(7, 99, "Expert <b>", "Ministry & Co", "Kazakhstan", "ru", ZONE)
SECRETARY = Person(1, 1001, "Secretariat", "", "", "en", ZONE)
REQUEST = Request(4, 7, ("B", "D"), "open", NOW, None)
ASKED = Question(2, 4, 1, "Who <sent> you?", NOW)
ANSWERED = Question(1, 4, 1, "Since when?", NOW, "Since <May>")
ENTRY = Line(Person(8, None, "Expert <b>", "Ministry & Co", "", "ru", ZONE), [Seat("B", Role.MEMBER, NOW)])
INVITATIONS = [
    Invitation(9, ("A", "D"), Role.OBSERVER, 1, NOW + DAY, None, None, 3, NOW),
    Invitation(8, ("B",), Role.CHAIR, 1, NOW + DAY, None, None, 1, NOW),
    Invitation(6, ("B",), Role.MEMBER, 1, NOW + DAY, None, 7, 1, NOW),
]


def test_a_request_to_the_one_who_asks(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    seen = [
        drawn(requests.preview(council, WHO, ("B",), t)),
        drawn(requests.sent(t)),
        drawn(requests.waits(council, REQUEST, (), ZONE, t)),
        drawn(requests.waits(council, REQUEST, (ANSWERED, ASKED), ZONE, t)),
        drawn(requests.asked_back(ASKED, t)),
        drawn(requests.answer_sent(t)),
        drawn(requests.decided(council, Request(4, 7, ("B",), "approved", NOW, 1), t)),
        drawn(requests.decided(council, Request(4, 7, ("B",), "declined", NOW, 1, "Not <now>"), t)),
        drawn(requests.decided(council, Request(4, 7, ("B",), "recognised", NOW, 1), t)),
        drawn(requests.withdrawn(t)),
    ]
    assert seen == snapshot


def test_a_request_to_the_secretariat(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    states = (("approved", ""), ("declined", "Not <now>"), ("withdrawn", ""), ("recognised", ""))
    ends = [Request(4, 7, ("B",), state, NOW, 1, reason) for state, reason in states]
    shown = [requests.card(council, ShownRequest(request, WHO, (), SECRETARY), ZONE, t) for request in ends]
    seen = [
        drawn(requests.card(council, ShownRequest(REQUEST, WHO), ZONE, t)),
        drawn(requests.card(council, ShownRequest(REQUEST, WHO, (ANSWERED, ASKED)), ZONE, t)),
        drawn(requests.card(council, ShownRequest(REQUEST, WHO, namesakes=[ENTRY]), ZONE, t)),
        *map(drawn, shown),
        drawn(requests.answered(WHO, ANSWERED, t)),
        drawn(requests.reminder(ShownRequest(REQUEST, WHO, (ASKED,)), ZONE, t)),
        drawn(requests.declining(WHO, "Not <now>", t)),
        drawn(invitations.moved(WHO, t)),
        drawn(invitations.clash(WHO, SECRETARY, t)),
    ]
    assert seen == snapshot
    assert all(view.protect for view in shown)


SEATS = (Seat("B", Role.CHAIR, NOW), Seat("EC", Role.MEMBER, NOW))


def test_invitations(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    one, several = INVITATIONS[1], INVITATIONS[0]
    seen = [
        drawn(invitations.invitation(council, several, (), "token", ZONE, t)),
        drawn(invitations.invitation(council, INVITATIONS[2], SEATS, "token", ZONE, t)),
        drawn(invitations.invitation_preview(council, ("A", "D"), Role.OBSERVER, 3, 1, t)),
        drawn(invitations.invitation_made(council, several, "https://t.me/majlis?start=i_x", ZONE, t)),
        drawn(invitations.invitation_made(council, one, "https://t.me/majlis?start=i_x", ZONE, t)),
        drawn(invitations.invitations(council, INVITATIONS, 3, 0, {7: WHO}, ZONE, t)),
        drawn(invitations.invitations(council, INVITATIONS[:1], 9, 1, {}, ZONE, t)),
        drawn(invitations.invitations(council, (), 0, 0, {}, ZONE, t)),
        drawn(invitations.back(t)),
    ]
    assert seen == snapshot


def test_tasks(t: Texts, snapshot: SnapshotAssertion) -> None:
    many = Task(t("Linked chats"), 9, [f"Expert <{n}>" for n in range(9)], [button(str(n), Go("home")) for n in range(9)])
    view = home.tasks([Task(t("Invitations")), many], t)
    assert len(view.rows) == 4
    assert [drawn(view), drawn(home.tasks([], t))] == snapshot


def test_tasks_fit_a_message_however_long_the_names_are(t: Texts) -> None:
    kinds = [Task(t("Linked chats"), 50, ["Ж<" * 60] * 50, [button(str(n), Go("home"))]) for n in range(15)]
    view = home.tasks(kinds, t)
    assert 2000 < length(view.text.unescape()) <= MESSAGE_LIMIT
    assert view.text.count(t("Linked chats")) == 15, "each kind is told"
