"""Who comes, who was there, agendas and minutes, as people see them, in both languages."""

from dataclasses import replace
from io import BytesIO

from openpyxl import load_workbook
from syrupy.assertion import SnapshotAssertion

from council.agenda import Agenda
from council.attendance import Answer, Presence, Reply, Sitting, Standing, Topic, Turnout
from council.config import Council
from council.meetings import Meeting
from council.minutes import SentMinutes
from council.people import Person
from council.text_rules import length
from handlers.attendance.views import attendance, spreadsheets
from handlers.common.operations import keys
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.common.xlsx_writer import workbook
from handlers.meetings.views import card, notices
from handlers.meetings.views.words import Details
from handlers.minutes.views import page
from storage.attendance import Roll
from storage.proposed_times import Proposal
from tests.views.meetings import DAY, DRAFT, HOUR, MEETING, NOW, ZONE, drawn

STANDING = Standing((Turnout("B", 7, 11, 8),), online=3, others=2, someone=1, cannot=2, silent=1)
SEEN = Details(STANDING, answers=True)
ITEMS = Agenda(2, items=("Opening", "Schooling of <returned> children", "Health", "Guests", "Budget", "Dates", "Other"))
FILE = Agenda(3, file_id="file", file_name="agenda <3>.pdf")
LINK = Agenda(1, link="https://example.org/agenda.pdf")
PROPOSAL = Proposal(4, 17, 1, tuple(DRAFT.starts + n * DAY for n in (1, 4, 7)))


def somebody(id_: int, name: str, telegram_id: int | None = 1) -> Person:
    return Person(id_, telegram_id, name, "Ministry & Co", "Kazakhstan", "en", ZONE)


ROLL = Roll(
    {"B": {1, 2, 3, 4}},
    {5},
    {
        1: somebody(1, "Chair, group B"),
        2: somebody(2, "Expert <two>, group B"),
        3: somebody(3, "=1+1"),
        4: somebody(4, "Expert, not here yet", None),
        5: somebody(5, "Observer, group B"),
    },
)
REPLIES = {1: Reply(Answer.IN_PERSON), 2: Reply(Answer.SOMEONE, "A deputy <b>"), 3: Reply(Answer.NO), 5: Reply(Answer.ONLINE)}
SITTINGS = [
    Sitting(1, REPLIES[1], Presence.HERE),
    Sitting(2, REPLIES[2], Presence.SOMEONE, True),
    Sitting(3, REPLIES[3], Presence.ABSENT, True),
    Sitting(4),
    Sitting(5, REPLIES[5], Presence.ONLINE),
]


def test_cards(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    topic = Topic(8, "B-2026-03", "Early <schooling>")
    several = replace(STANDING, turnouts=(Turnout("B", 7, 11, 8), Turnout("D", 0, 4, 3)))
    seen = [
        drawn(card.card(council, MEETING, now, ZONE, t, shown))
        for now, shown in (
            (NOW, SEEN),
            (NOW, replace(SEEN, reply=Reply(Answer.NO), names=True, agenda=ITEMS)),
            (NOW, replace(SEEN, reply=Reply(Answer.LATER, again_at=NOW + DAY), tally=several, agenda=FILE)),
            (NOW, Details(STANDING, link="https://t.me/bot?start=m_17", agenda=FILE)),
            (DRAFT.starts_at - HOUR / 6, replace(SEEN, presence=Presence.HERE)),
            (DRAFT.starts_at + HOUR, replace(SEEN, presence=Presence.ONLINE)),
            (
                DRAFT.starts_at + DAY,
                replace(SEEN, minutes=SentMinutes(1, "https://example.org/m"), topics=(topic,), presence=Presence.ABSENT),
            ),
        )
    ]
    assert seen == snapshot


def test_asking_and_answering(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    seen = [
        drawn(notices.asked_to_answer(council, MEETING, LINK, DRAFT.starts_at - 2 * DAY, ZONE, t)),
        drawn(notices.moved(council, MEETING, DRAFT.starts_at - DAY, NOW, ZONE, t, SEEN)),
        drawn(notices.moved(council, MEETING, DRAFT.starts_at - DAY, NOW, ZONE, t, Details(STANDING, link="https://t.me/b"))),
        *(
            drawn(notices.answered(council, MEETING, replace(SEEN, reply=reply), ZONE, t))
            for reply in (Reply(Answer.IN_PERSON), Reply(Answer.ONLINE), Reply(Answer.SOMEONE, "A deputy <b>"))
        ),
    ]
    assert seen == snapshot


def test_agendas(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    changed = replace(ITEMS, version=3, items=("Health", "Opening", "Budget <new>"), note="Schooling <waits>")
    seen = [
        drawn(notices.new_agenda(council, MEETING, None, LINK, ZONE, t)),
        drawn(notices.new_agenda(council, MEETING, ITEMS, changed, ZONE, t)),
        drawn(notices.new_agenda(council, MEETING, LINK, FILE, ZONE, t, chat=True)),
        drawn(notices.agenda_of(council, MEETING, ITEMS, NOW, ZONE, t)),
        drawn(notices.agenda_of(council, MEETING, None, NOW, ZONE, t)),
        drawn(notices.reminder(council, MEETING, ITEMS, DAY, DRAFT.starts_at - DAY, ZONE, t)),
        drawn(notices.reminder(council, MEETING, FILE, HOUR, DRAFT.starts_at - HOUR, ZONE, t)),
    ]
    assert seen == snapshot


def test_who_comes(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    seen = [
        drawn(attendance.names(council, MEETING, ROLL, REPLIES, STANDING, NOW, ZONE, t, proposes=True)),
        drawn(attendance.quorum_missed(council, MEETING, STANDING, ZONE, t, proposes=True)),
        drawn(attendance.times(council, MEETING, PROPOSAL, None, NOW, ZONE, t)),
        drawn(attendance.times(council, MEETING, PROPOSAL, 0b101, NOW, "Europe/Vienna", t)),
        drawn(attendance.times(council, MEETING, PROPOSAL, 0, NOW, ZONE, t)),
        drawn(attendance.times(council, replace(MEETING, schedule=2), PROPOSAL, 1, NOW, ZONE, t)),
        drawn(attendance.times_result(council, MEETING, PROPOSAL, {1: 3, 2: 2}, 11, NOW, ZONE, t, takes=True)),
        drawn(attendance.times_result(council, MEETING, PROPOSAL, {}, 11, NOW, ZONE, t, takes=False)),
        drawn(attendance.proposed(MEETING, 11, t)),
    ]
    assert seen == snapshot


def test_who_was_there(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    early, late = Topic(8, "B-2026-03", "Early <schooling>"), Topic(9, "B-2026-04", "Late")
    seen = [
        drawn(attendance.roll(council, MEETING, ROLL, SITTINGS, 0, t, keeps=True)),
        drawn(attendance.roll(council, MEETING, ROLL, SITTINGS * 2, 7, t, keeps=False)),
        drawn(attendance.past(council, [MEETING], 2026, ZONE, t, keeps=True)),
        drawn(attendance.past(council, [], 2026, ZONE, t, keeps=True)),
        drawn(page.minutes_sent(council, MEETING, SentMinutes(1, "https://example.org/m"), ZONE, t)),
        drawn(page.minutes_sent(council, MEETING, SentMinutes(2, file_id="f", file_name="m.pdf"), ZONE, t)),
        drawn(attendance.topics(council, MEETING, [early], [late], t)),
        drawn(attendance.topics(council, MEETING, [], [], t)),
    ]  # fmt: skip
    assert seen == snapshot


def test_the_spreadsheet(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    book = load_workbook(BytesIO(workbook(*spreadsheets.attendance(council, [(MEETING, ROLL, SITTINGS)], t))))
    seen = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    assert seen == snapshot
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def whole(view: View, limit: int) -> None:
    assert length(view.text.striptags()) <= limit
    for row in keys(view.rows, 1):
        for key in row:
            assert len((key.data or "").encode()) <= 64
            assert key.text


def test_the_longest_that_there_can_be_fits_a_message(council: Council, t: Texts) -> None:
    title, name = "😀" * 100, "N" * 120
    groups = council.codes
    meeting: Meeting = replace(MEETING, id=2**40, draft=replace(DRAFT, groups=groups, title=title), schedule=999)
    many = Roll({group: set(range(1, 201)) for group in groups}, set(), {n: somebody(n, name) for n in range(1, 201)})
    answers = list(Answer)
    replies = {n: Reply(answers[n % 5], name, NOW) for n in range(1, 200)}
    standing = Standing(tuple(Turnout(group, 100, 200, 132) for group in groups), 50, 50, 50, 50, 50)
    items = Agenda(99, items=tuple("i" * 66 for _ in range(30)), note="n" * 200)
    topics = tuple(Topic(n, f"B-2026-{n}", title) for n in range(6))
    seen = Details(standing, replies[3], Presence.SOMEONE, True, True, items, SentMinutes(1, file_id="f"), topics)
    whole(card.card(council, meeting, NOW, ZONE, t, seen), 4096)
    whole(card.card(council, meeting, DRAFT.starts_at, ZONE, t, seen), 4096)
    whole(notices.new_agenda(council, meeting, replace(items, items=("j" * 66,) * 30), items, ZONE, t), 4096)
    whole(notices.reminder(council, meeting, items, DAY, NOW, ZONE, t), 4096)
    file = Agenda(99, file_id="f", file_name="f" * 200, note="n" * 200)
    whole(notices.new_agenda(council, meeting, items, file, ZONE, t), 1024)
    whole(notices.agenda_of(council, meeting, file, NOW, ZONE, t), 1024)
    whole(page.minutes_sent(council, meeting, SentMinutes(2, file_id="f", file_name="f" * 200), ZONE, t), 1024)
    whole(attendance.names(council, meeting, many, replies, standing, NOW, ZONE, t, proposes=True), 4096)
    sittings = [Sitting(n, replies.get(n), Presence.SOMEONE) for n in range(1, 201)]
    for at in (-3, 0, 24, 99):
        whole(attendance.roll(council, meeting, many, sittings, at, t, keeps=True), 4096)
    proposal = Proposal(2**40, 2**40, 999, (*PROPOSAL.times, DRAFT.starts + 8 * DAY))
    whole(attendance.times(council, meeting, proposal, 15, NOW, ZONE, t), 4096)
    whole(attendance.times_result(council, meeting, proposal, {1: 15}, 200, NOW, ZONE, t, takes=True), 4096)
    whole(attendance.topics(council, meeting, topics, topics, t), 4096)
