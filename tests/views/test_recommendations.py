"""What recommendations look like, in English."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from council.people import Person
from council.recommendations import Elector, Position, Round, RoundState, tally
from council.rules import Choice, Terms, judge
from council.wording import MESSAGE_LIMIT, length
from handlers.common.presses import encode
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View
from handlers.recommendations import records, views, words
from handlers.recommendations.views import Listed, Seen

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
DEADLINE = datetime(2026, 12, 2, 13, 0, tzinfo=UTC)
ZONE = "Asia/Tashkent"
ROUND = Round(
    3, "B-2026-03", 1, "B", "Early schooling of returned children",
    "Children return to school within thirty days of arrival, whether or not <b>papers & transcripts</b> are complete.",
    "https://example.org/text.pdf", 1, Terms(), datetime(2026, 11, 24, 9, tzinfo=UTC), DEADLINE, RoundState.OPEN,
)  # fmt: skip


@pytest.fixture
def t() -> Texts:
    return Catalogs(["en"]).texts("en")


def shown(view: View) -> str:
    """A message as one reads it in a snapshot: its text, and its buttons with what they carry."""
    rows = ["  ".join(f"[{b.text} -> {encode(b.press) if b.press else b.url}]" for b in row) for row in view.rows]
    return "\n".join([str(view.text), *rows, "(protected)" if view.protect else ""])


def electors(*choices: Choice | None) -> list[Elector]:
    made = []
    for at, choice in enumerate(choices, 1):
        person = Person(at, 1000 + at, f"Expert {at}, group B", "", "", "en", ZONE)
        reason = f"Reason <{at}>" if choice in {Choice.OBJECT, Choice.RESERVATIONS} else ""
        remedy = "“as far as places allow”" if choice is Choice.OBJECT else ""
        position = Position(at, choice, reason, NOW - timedelta(hours=at), remedy) if choice else None
        made.append(Elector(person, position))
    return made


S, R, A, X, N = Choice.SUPPORT, Choice.RESERVATIONS, Choice.ASIDE, Choice.OBJECT, None
ELEVEN = electors(S, S, S, S, R, X, N, N, N, N, N)


def closed(asked: list[Elector]) -> Seen:
    counted = tally(asked)
    verdict = judge(Terms(), counted)
    round_ = replace(ROUND, state=RoundState.CLOSED, outcome=verdict.outcome, ground=verdict.ground, closed_at=DEADLINE)
    return Seen(round_, counted, asked[0], reasons=counted.reservations + counted.objections)


@pytest.mark.parametrize("at", [0, 4, 5, 6])
def test_voters_card(at: int, t: Texts, snapshot: SnapshotAssertion) -> None:
    assert shown(views.card(Seen(ROUND, tally(ELEVEN), ELEVEN[at]), NOW, ZONE, t)) == snapshot


def test_readers_card(t: Texts, snapshot: SnapshotAssertion) -> None:
    assert shown(views.card(Seen(ROUND, tally(ELEVEN), None, leads=True), NOW, ZONE, t)) == snapshot


def test_card_of_one_who_was_struck(t: Texts, snapshot: SnapshotAssertion) -> None:
    struck = replace(ELEVEN[0], struck_at=NOW)
    assert shown(views.card(Seen(ROUND, tally(ELEVEN[1:]), struck), NOW, ZONE, t)) == snapshot


def test_card_between_deadline_and_result(t: Texts, snapshot: SnapshotAssertion) -> None:
    assert shown(views.card(Seen(ROUND, tally(ELEVEN), ELEVEN[0]), DEADLINE, ZONE, t)) == snapshot


def test_closed_card(t: Texts, snapshot: SnapshotAssertion) -> None:
    assert shown(views.card(closed(ELEVEN), DEADLINE, ZONE, t)) == snapshot


def test_members_see_no_count_while_it_is_open(t: Texts) -> None:
    few = views.card(Seen(ROUND, tally(ELEVEN), ELEVEN[0]), NOW, ZONE, t)
    other = [*electors(S, X, X, X, X, X, X, X, X, X, X)]
    assert few == views.card(Seen(ROUND, tally(other), ELEVEN[0]), NOW, ZONE, t)


def test_preview(t: Texts, snapshot: SnapshotAssertion) -> None:
    long = replace(ROUND, number="B-2026-…", text="A long text & more. " * 40, id=0)
    assert shown(views.preview(long, 11, NOW, ZONE, t)) == snapshot
    assert "neither a chair nor members" in views.preview(long, 0, NOW, ZONE, t).text


@pytest.mark.parametrize("state", ["open", "struck and unreached", "withdrawn", "closed"])
def test_sheet(state: str, t: Texts, snapshot: SnapshotAssertion) -> None:
    asked, round_, unreached = ELEVEN, ROUND, set[int]()
    if state == "struck and unreached":
        asked = [replace(ELEVEN[0], struck_at=NOW), *ELEVEN[1:]]
        asked[9] = replace(asked[9], person=replace(asked[9].person, telegram_id=None))
        unreached = {7, 2}  # the second has answered all the same
    elif state == "withdrawn":
        round_ = replace(ROUND, state=RoundState.WITHDRAWN, closed_at=NOW)
    elif state == "closed":
        round_ = closed(ELEVEN).round
    assert shown(records.sheet(round_, asked, unreached, NOW, ZONE, t)) == snapshot


@pytest.mark.parametrize(
    "choices",
    [
        [S, S, S, S, S, S, S, S, R, N, N],
        [S, S, S, S, S, S, N, N, N, N, X],
        [S, S, S, S, S, S, S, S, S, X, X],
        [S, S, S, S, S, A, A, A, A, A, A],
        [S],
    ],
    ids=["adopted", "no quorum", "objections", "floor", "one"],
)
def test_result(choices: list[Choice | None], t: Texts, snapshot: SnapshotAssertion) -> None:
    assert shown(records.result(closed(electors(*choices)), ZONE, t)) == snapshot


def test_names_and_reasons(t: Texts, snapshot: SnapshotAssertion) -> None:
    [names] = records.names(ROUND, ELEVEN, t)
    [reasons] = records.reasons(ROUND, ELEVEN, t)
    assert [shown(names), shown(reasons)] == snapshot


def test_list(t: Texts, snapshot: SnapshotAssertion) -> None:
    found = Listed([ROUND], [replace(ROUND, id=4, number="A-2026-01", title="x" * 200)], [closed(ELEVEN).round], 2)
    assert shown(views.listed(found, ZONE, t)) == snapshot
    assert "none yet" in views.listed(Listed([], [], []), ZONE, t).text


def test_withdrawing(t: Texts, snapshot: SnapshotAssertion) -> None:
    gone = replace(ROUND, state=RoundState.WITHDRAWN, closed_at=NOW)
    told = [records.ask_withdraw(ROUND, t), records.withdrawn(gone, ZONE, t), records.left_open(ROUND, t)]
    assert [shown(view) for view in told] == snapshot


def test_the_largest_of_everything_fits_a_message(t: Texts) -> None:
    wide = replace(ROUND, title="𝔛" * 100, text="𝔛" * 2048, link="https://example.org/" + "x" * 480)
    person = Person(1, 1, "𝔑" * 60, "", "", "en", ZONE)
    asked = [
        Elector(replace(person, id=at), Position(at, choice, "&" * 1000, NOW, "<" * 1000) if choice else None)
        for at in range(60)
        for choice in (*Choice, None)
    ]
    every = [
        views.card(Seen(wide, tally(asked), asked[3], leads=True), NOW, ZONE, t),
        views.preview(wide, 60, NOW, ZONE, t),
        records.sheet(wide, [*asked, replace(asked[0], struck_at=NOW)], set(range(60)), NOW, ZONE, t),
        *views.whole_text(wide, t),
        *records.names(wide, asked, t),
        *records.reasons(wide, asked, t),
        views.listed(Listed([wide] * 10, [wide] * 10, [closed(ELEVEN).round] * 10, 5), ZONE, t),
    ]
    assert max(length(str(view.text.unescape())) for view in every) <= MESSAGE_LIMIT
    assert len(views.whole_text(wide, t)) == 2
    assert all(view.protect for view in [*views.whole_text(wide, t), *views.whole_text(ROUND, t)])


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (timedelta(days=2, hours=4, minutes=59), "2 days 4 hours left"),
        (timedelta(days=1), "1 day left"),
        (timedelta(hours=23, minutes=30), "23 hours 30 minutes left"),
        (timedelta(hours=1, minutes=1), "1 hour 1 minute left"),
        (timedelta(minutes=59), "59 minutes left"),
        (timedelta(seconds=20), "1 minute left"),
    ],
)
def test_time_left(left: timedelta, told: str, t: Texts) -> None:
    assert words.time_left(NOW + left, NOW, t) == told


def test_a_beginning_ends_between_words() -> None:
    assert words.beginning("short", 10) == "short"
    assert words.beginning("one two three four", 12) == "one two…"
    assert length(words.beginning("𝔛" * 300, 500)) <= 500
