"""The roster as people see it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from syrupy.assertion import SnapshotAssertion

from council.config import Council
from council.errors import NoHeads, TableFault, UnreadableTable
from council.people import Person, Role, Seat
from council.roster import By, Line, Reach, selected
from council.roster_rows import Entry, Mistake, Why
from council.tables import Source
from council.text_rules import bare, length
from handlers.common.refusals import words as refusal
from handlers.common.texts import Texts
from handlers.roster.presses import Change, ChangeRole, Page
from handlers.roster.views import imports, people, roles
from storage.roster_imports import Import, ImportState, RowKind, StagedRow, entry_values
from tests.views.meetings import drawn
from tests.views.recommendations import shown

ZONE = "Asia/Tashkent"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)
WHO = Person(7, 99, "Expert <b>", "Ministry & Co", "Kazakhstan", "ru", ZONE, email="kz@example.org")
LINE = Line(
    WHO,
    [
        Seat("B", Role.CHAIR, NOW - DAY, datetime(2026, 12, 31, 19, tzinfo=UTC)),
        Seat("D", Role.OBSERVER, NOW - DAY, suspended_at=NOW),
        Seat("EC", Role.MEMBER, NOW + DAY, NOW + 3 * DAY),
    ],
)
WAITING = Line(replace(WHO, id=8, telegram_id=None, name="Another", email="", organisation=""), [Seat("B", Role.MEMBER, NOW)])
BLOCKED = Line(replace(WHO, id=9, telegram_id=5), [Seat("B", Role.MEMBER, NOW)], blocked=True)
COUNTS = {RowKind.NEW: 3, RowKind.CHANGED: 1, RowKind.SAME: 2, RowKind.WRONG: 1, RowKind.NOTE: 1}
STAGED = Import(4, 1, "roster <1>.xlsx", ImportState.STAGED, COUNTS, ("Phone",), 0, 0)
SHEETS = Source(("Group A", "Group <B>"), ((3, "2025"),), ((0, "Archive"),), ("Cover",))
LETTERS = Source(("",), encoding="cp1251", encodings=("cp866", "cp1252"))
ROWS = [
    StagedRow(4, RowKind.NEW, None, entry_values(Entry(4, "Expert <c>", {"B": Role.CHAIR, "EC": Role.MEMBER}, "Court",
                                                       "Austria", "en", "at@example.org"))),
    StagedRow(5, RowKind.WRONG, None, {"column": "C", "why": "no such group", "told": "<Z> member"}),
    StagedRow(6, RowKind.CHANGED, 7, {
        "name": "Expert <b>", "changes": [["organisation", "", "Ministry", ""], ["role", "member", "chair", "B"]],
    }),
    StagedRow(7, RowKind.NOTE, None, {"column": "A", "why": "same name as another entry of the roster", "told": ""}),
]  # fmt: skip


def test_looking_through(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    all_ = [LINE, WAITING, BLOCKED]
    many = [replace(WAITING, person=replace(WAITING.person, id=n)) for n in range(23)]
    seen = [
        drawn(people.overview(all_, council.codes, t, manages=True)),
        drawn(people.overview([LINE], ["B"], t, manages=False)),
        *(drawn(people.page(council, selected(all_, by, what), Page(by, 0, what), NOW, t))
          for by, what in ((By.ALL, ""), (By.GROUP, "B"), (By.ROLE, "chair"), (By.NOT_JOINED, ""), (By.UNREACHABLE, ""),
                           (By.SUSPENDED, ""), (By.SEARCH, "<nobody>"))),
        drawn(people.page(council, many, Page(By.ALL, 1, ""), NOW, t)),
        shown(people.whole_group(council, "B", selected(all_, By.GROUP, "B"), NOW, t)),
    ]  # fmt: skip
    assert seen == snapshot


def test_one_person(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    seen = [
        drawn(people.person(council, LINE, Reach(NOW, NOW - DAY, 3, 4, 2, 2), NOW, ZONE, t, manages=True)),
        drawn(people.person(council, WAITING, Reach(), NOW, ZONE, t, manages=True)),
        drawn(people.person(council, BLOCKED, Reach(), NOW, ZONE, t, manages=False)),
        *(drawn(roles.role(council, LINE, group, NOW, t)) for group in ("B", "D", "EC", "A")),
        *(drawn(roles.ask(council, LINE, ChangeRole(change, 0, 7, "B"), NOW, t)) for change in Change),
        drawn(roles.changed(council, "B", [], NOW, t)),
        *(drawn(roles.changed(council, seat.group, [seat], NOW, t)) for seat in LINE.seats),
    ]
    assert seen == snapshot


def test_a_files_card_fits_into_a_message(council: Council, t: Texts) -> None:
    long = [["organisation", "x" * 120, "y" * 120, ""]] * 6
    rows = [
        StagedRow(n, kind, 7, {**entry_values(Entry(n, "N" * 120, {"B": Role.CHAIR}, "O" * 120, "C" * 120, "en", "e" * 250)),
                               "changes": long, "column": "C", "why": "no such group", "told": "z" * 40})
        for n in range(8) for kind in (RowKind.NEW, RowKind.WRONG, RowKind.CHANGED, RowKind.NOTE)
    ]  # fmt: skip
    many = dict.fromkeys(RowKind, 900)
    names = tuple("s" * 31 for _ in range(60))
    source = Source(names, tuple(enumerate(names)), tuple(enumerate(names)), names, "cp1251", ("cp866", "cp1252"))
    card = imports.card(council, replace(STAGED, counts=many, source=source, unused=("h" * 40,) * 50), rows, t)
    assert length(bare(str(card.text))) <= 4096
    assert "and 8" in str(card.text) or t.language != "en"


def test_a_file(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    states = [replace(STAGED, state=state, written=2) for state in ImportState if state is not ImportState.STAGED]
    same = replace(STAGED, state=ImportState.DISCARDED, counts=dict.fromkeys(RowKind, 0) | {RowKind.SAME: 40})
    seen = [
        drawn(imports.how(council, t)),
        *(
            drawn(imports.card(council, found, ROWS, t))
            for found in (STAGED, replace(STAGED, source=SHEETS, file_id="f"), replace(STAGED, source=LETTERS, file_id="f"))
        ),
        drawn(imports.again(STAGED, t)),
        str(imports.mistake(council, Mistake(1_000_003, "B", Why.JOINED, "2"), t, SHEETS.sheets)),
        *(drawn(imports.card(council, found, (), t)) for found in (*states, same)),
        *(str(imports.mistake(council, Mistake(3, "B", why, "<told>"), t)) for why in Why),
        *(str(refusal(UnreadableTable(fault, most=10), t)) for fault in TableFault),
        str(refusal(UnreadableTable(TableFault.BROKEN, row=3), t)),
        str(refusal(NoHeads(("name", "groups")), t)),
    ]
    assert seen == snapshot
