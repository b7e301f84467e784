"""Oneself, the network and the log as people see them, in both languages."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest
from syrupy.assertion import SnapshotAssertion

from council import minutes, rounds
from council.announcements import AnnouncementState
from council.attendance import Answer, Presence
from council.authority import Action
from council.chain import Head, Heads
from council.config import Council
from council.findings import Finding
from council.followup import Changed, State
from council.meetings import MeetingState
from council.minutes import MinutesState
from council.network import Entry, Field, Introduction, IntroductionState
from council.people import WHOLE_COUNCIL, Person, Role, Seat
from council.recommendations import Happened
from council.reopening import ReopeningState
from council.retention import Keep
from council.reviews import ReviewState
from council.rounds import RoundState
from council.rules import Choice
from council.subscriptions import Pace
from handlers.audit import views as audit_views
from handlers.audit.presses import Kinds, Log
from handlers.common.texts import Catalogs, Texts
from handlers.network import views as network
from handlers.oneself.views import consent, profile as views, words
from handlers.oneself.views.data_file import Holdings, page
from storage.audit import GONE, Logged
from storage.channels import ChannelState
from storage.chat_links import LinkState
from storage.consents import Consent
from storage.erasure.personal_data import TIES
from storage.join_cases import CaseState
from storage.roster_imports import ImportState, RowKind
from tests.views.meetings import drawn

ZONE = "Asia/Tashkent"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
WHO = Person(7, 99, "Expert <b>", "Ministry & Co", "Kazakhstan", "ru", ZONE, email="kz@example.org")
SEATS = [Seat("B", Role.CHAIR, NOW, datetime(2026, 12, 31, 19, tzinfo=UTC)), Seat("D", Role.OBSERVER, NOW)]
HEADS = Heads(Head(412, "e1" * 32), Head(7, "f2" * 32))
ENTRY = Entry(3, 7, "Kazakhstan", (Field.EDUCATION, Field.LAW), ("ru", "kaa"), ("B", "D"), shows_groups=True)
KEEP = Keep(*(timedelta(days=days) for days in (30, 365, 90, 365, 14)))
ASKED = Introduction(5, 7, 8, "Schools <b>", IntroductionState.OPEN, NOW)


def test_oneself(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    own, quiet = replace(WHO, quiet="none", reminded=False, email=""), replace(WHO, quiet="23:00-07:30")
    secretary = [Seat(WHOLE_COUNCIL, Role.SECRETARIAT, NOW)]
    seen = [
        drawn(views.profile(council, Catalogs(council.languages), WHO, SEATS, NOW, t, subscribed=False, listed=False)),
        drawn(views.profile(council, Catalogs(council.languages), own, secretary, NOW, t, subscribed=True, listed=True)),
        drawn(views.profile(council, Catalogs(council.languages), quiet, [], NOW, t, subscribed=False, listed=False)),
        drawn(views.reminders(council, replace(WHO, unwanted=(60,)), t)),
        *(drawn(views.ask_forget(council, seats, 29_000_000, t)) for seats in (SEATS, secretary, [])),
        drawn(views.forgotten(t)),
        *(drawn(views.data_follows(replace(council, keep=keep), t)) for keep in (None, KEEP, Keep(None, None, None, None))),
        drawn(views.data_words(t)),
        drawn(views.left(council, ["B", "D"], t)),
    ]
    assert seen == snapshot


def test_the_privacy_notice(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    published = replace(council, notice="2", hosts={"en": "Kazakhstan"}, notice_links={"en": "https://example.org/privacy"})
    given, withdrawn = Consent("2", "en", NOW, None), Consent("2", "en", NOW, NOW + timedelta(days=1))
    seen = [
        drawn(consent.notice(council, None, ZONE, t, seated=True)),
        *(drawn(consent.notice(published, one, ZONE, t, seated=True)) for one in (None, given, withdrawn)),
        drawn(consent.notice(published, None, ZONE, t, seated=False)),
        drawn(consent.taken_back(t)),
        drawn(consent.taken_back_by(WHO, t)),
        str(consent.agreeing(published, t)),
    ]
    assert consent.agreeing(council, t) is None
    assert seen == snapshot


def test_the_network(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    hidden = replace(ENTRY, id=4, groups=(), shows_groups=False, country="")
    states = [replace(ASKED, state=state, note="") for state in IntroductionState]
    seen = [
        drawn(network.home(None, 0, [], council, t)),
        drawn(network.home(ENTRY, 2, [ASKED], council, t)),
        drawn(network.preview(hidden, council, t)),
        *(drawn(network.found(found, council, t)) for found in ([], [ENTRY, hidden], [ENTRY] * 10)),
        drawn(network.ask_preview(ENTRY, "Schools <b>", council, t)),
        drawn(network.request(ASKED, ENTRY, council, t)),
        *(drawn(network.request(one, None, council, t)) for one in states),
        drawn(network.introduced(WHO, t)),
        *(drawn(view(t)) for view in (network.asked, network.declined, network.left, network.taken_back, network.joined)),
    ]
    assert seen == snapshot
    for view in seen[:-6]:
        assert "Expert" not in str(view), "nobody's name before both have said yes"


def test_the_log(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    entries = [
        Logged(12, NOW, "person:7", "role given", "person:8", {"group": "B", "role": "chair", "until": ""}, "aa"),
        Logged(11, NOW, "system", "round closed", "round:3", {"outcome": "adopted", "record": "ab" * 32}, "ab"),
        Logged(10, NOW, GONE, "forgotten", GONE, {}, "ac"),
        Logged(9, NOW, "person:7", "refused: see audit", "", {}, "ad"),
        Logged(8, NOW, "operator", "invitation made", "invitation:4", {"person": "person:7", "groups": ["B", "D"]}, "ae"),
    ]
    people = {7: WHO, 8: replace(WHO, id=8, name="")}
    found = [WHO, replace(WHO, id=8, organisation="")]
    seen = [
        drawn(audit_views.page(entries, people, Log("", 0, 0), HEADS.audit, ZONE, t)),
        drawn(audit_views.page(entries * 2, people, Log("roles", 7, 20), HEADS.audit, ZONE, t)),
        drawn(audit_views.page([], people, Log("refused", 0, 0), HEADS.audit, ZONE, t)),
        drawn(audit_views.kinds(Kinds(7), t)),
        *(drawn(audit_views.people_found(who, "roles", t)) for who in ([], found)),
        *(drawn(audit_views.exported(n, 20, t)) for n in (1, 20)),
        drawn(audit_views.head(HEADS, t)),
    ]
    assert seen == snapshot


def test_a_page_of_the_longest_names_fits_a_message(t: Texts) -> None:
    long = replace(WHO, name="Ж" * 120)
    entry = Logged(10**6, NOW, "person:7", "invitation of another entry", "person:8", {"group": "EC", "role": "chair"}, "a")
    told = audit_views.page([entry] * 9, {7: long, 8: long}, Log("roles", 7, 20), HEADS.audit, ZONE, t)
    assert len(told.text.striptags()) < 4096


def test_what_is_stored_is_read_as_it_was_typed(council: Council, t: Texts) -> None:
    rows = [{"id": 7, "name": "</pre><script>x</script>", "made_at": NOW, "language_chosen": True, "groups": ["B"]}]
    kept = replace(council, keep=KEEP)
    made = page(Holdings(WHO, [("seats", rows), ("people", rows)], HEADS, NOW + timedelta(1)), kept, t).decode()
    assert "30 " in made, "how long it is kept"
    assert "<script>" not in made
    assert made.index("You" if t.language == "en" else "<h2>Вы</h2>") < made.index("roles" if t.language == "en" else "роли")
    assert str(HEADS.audit) in made
    assert "http" not in made, "it asks nothing of any server"


def test_every_table_has_a_name_and_no_column_is_shown_by_its_own(t: Texts) -> None:
    shown_ties = [tie for tie in TIES if not tie.kept_back]
    assert {tie.table.name for tie in shown_ties} <= set(words.TABLES)
    columns = {column.name for tie in shown_ties for column in tie.table.c}
    drawn_rows = {name: words.column_name(name, t) for name in columns}
    assert not [name for name, told in drawn_rows.items() if told is not None and "_" in told]
    assert {drawn_rows[name] for name in ("announcement_id", "topic", "answer")} == (
        {"Announcement", "Topic", "Answer"} if t.language == "en" else {"Объявление", "Тема", "Ответ"}
    )
    assert drawn_rows["redraw_at"] is drawn_rows["person_id"] is None
    assert words.told("forms", "kind", "followup answer", ZONE, t) == "", "it is for programs"
    assert words.told("followup_changes", "now", "Send a letter", ZONE, t) == "Send a letter"
    assert words.told("replies", "answer", "person", ZONE, t) == ("in person" if t.language == "en" else "лично")


KINDS: Mapping[tuple[str, str], type[StrEnum]] = {
    ("followup_changes", "kind"): Changed, ("recommendation_events", "kind"): Happened, ("import_rows", "kind"): RowKind,
    ("followup_answers", "state"): State, ("measures", "state"): State, ("plan_items", "state"): State,
    ("rounds", "state"): RoundState, ("reopenings", "state"): ReopeningState, ("reviews", "state"): ReviewState,
    ("written_minutes", "state"): MinutesState, ("written_minutes", "way"): minutes.Way, ("positions", "way"): rounds.Way,
    ("meetings", "state"): MeetingState, ("announcements", "state"): AnnouncementState, ("objections", "finding"): Finding,
    ("subscriptions", "pace"): Pace, ("introductions", "state"): IntroductionState, ("join_cases", "state"): CaseState,
    ("news_channels", "state"): ChannelState, ("imports", "state"): ImportState, ("links", "state"): LinkState,
    ("seats", "role"): Role, ("replies", "answer"): Answer, ("presences", "presence"): Presence,
    ("positions", "choice"): Choice, ("refusals", "action"): Action,
}  # fmt: skip


@pytest.mark.parametrize(("table", "column"), KINDS)
def test_every_code_is_told_in_words(t: Texts, table: str, column: str) -> None:
    for code in KINDS[table, column]:
        told = words.told(table, column, code.value, ZONE, t)
        assert told, code
        if t.language == "ru":
            assert re.search("[а-я]", told), code
