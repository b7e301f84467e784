"""What a recommendation looks like outside its rounds, in English and Russian."""

from dataclasses import replace
from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from council.openness import Openness, Reader, sight
from council.people import Role
from council.recommendations import Comment, Event, Happened, Recommendation, Stage, Step, Version
from council.reviews import Review, ReviewState
from council.rounds import Document, RoundState, Text, tally
from council.rules import Choice, Outcome, Rule, Terms
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.common.texts import Texts
from handlers.recommendations.views import notices, page as page_views
from handlers.recommendations.views.listing import Listing, listing
from handlers.recommendations.views.notices import Dossier
from handlers.recommendations.views.page import Page
from handlers.rounds.views import closing
from tests.views.recommendations import NOW, ROUND, ZONE, closed_round, electors, shown

FILE = Document("id", "текст <1>.pdf", "ab" * 32)
ABOUT = Recommendation(
    3, "B-2026-03", "B", "Early <schooling>", 7, Stage.CONSULTATION, 2, "Children return & stay.", "", None, NOW
)
S, R, X, N = Choice.SUPPORT, Choice.RESERVATIONS, Choice.OBJECT, None
AGREED = electors(S, S, S, S, S, S, R, S, N, N, N)


@pytest.mark.parametrize("stage", Stage)
def test_page(stage: Stage, t: Texts, snapshot: SnapshotAssertion) -> None:
    about = replace(ABOUT, stage=stage, document=FILE if stage is Stage.DRAFT else None)
    rounds = [replace(closed_round(AGREED, Terms()), group="B", origin="B")]
    if stage is Stage.FORWARDED:
        rounds.append(replace(ROUND, id=4, group="EC", origin="B", version=2))
    if stage in {Stage.DRAFT, Stage.CONSULTATION}:
        rounds = []
    page = Page(about, "Expert <7>", rounds, 3, frozenset({Step.REVISE, Step.WITHDRAW}))
    assert shown(page_views.page(page, ZONE, t)) == snapshot


def test_history_and_comments(t: Texts, snapshot: SnapshotAssertion) -> None:
    second = replace(ROUND, id=4, group="EC", origin="B", state=RoundState.CLOSED, outcome=Outcome.NO_DECISION)
    rounds = {3: replace(closed_round(AGREED, Terms()), origin="B"), 4: second}
    events = [
        Event(kind, NOW + timedelta(hours=at), 1, 7 if at % 2 else None, {5: 3, 6: 4}.get(at), "“<why>”" if at % 3 else "")
        for at, kind in enumerate(Happened)
    ]
    events += [Event(Happened.CLOSED, NOW, 1, None, 3), Event(Happened.CLOSED, NOW, 1, None, 99)]
    versions = {1: Version(1, Text("One"), "", NOW, 7)}
    said = [Comment(1, 7, 1, "Thirty <days>", NOW), Comment(2, 8, 2, "Line\nby line", NOW)]
    views = [
        page_views.history(ABOUT, events, versions, rounds, {3: "B", 4: "EC", 99: "EC"}, {7: "Expert <7>"}, ZONE, t),
        page_views.comments(ABOUT, said, {7: "Expert <7>", 8: "Observer"}, ZONE, t),
        page_views.comments(ABOUT, [], {}, ZONE, t),
    ]
    assert [shown(view) for view in views] == snapshot


def test_list(t: Texts, snapshot: SnapshotAssertion) -> None:
    stages = [replace(ABOUT, id=at, number=f"B-2026-{at:02}", stage=stage) for at, stage in enumerate(Stage, 1)]
    last = {3: ROUND, 4: closed_round(AGREED, Terms())}
    views = [
        listing(Listing([ROUND], stages[:8], last, 0, 9), NOW, ZONE, t),
        listing(Listing([], stages[8:], {}, 8, 9), NOW, ZONE, t),
        listing(Listing([], stages[:1], {}, 0, 1, "schooling <b>"), NOW, ZONE, t),
        listing(Listing([], [], {}, 0, 0, "nothing"), NOW, ZONE, t),
        listing(Listing([], [], {}), NOW, ZONE, t),
    ]
    assert [shown(view) for view in views] == snapshot


@pytest.mark.parametrize("openness", Openness)
def test_dossier(openness: Openness, t: Texts, snapshot: SnapshotAssertion) -> None:
    round_ = closed_round(AGREED, Terms(openness=openness))
    sees = sight(openness, Reader.COMMITTEE, closed=True)
    steps = frozenset({Step.OPEN, Step.RETURN, Step.DECLINE})
    found = Dossier(ABOUT, round_, tally(AGREED), AGREED, sees, steps=steps)
    view = notices.dossier(found, ZONE, t)
    assert shown(view) == snapshot
    for words in (view.text, view.rich):
        assert "Expert 7" not in words
        assert ("Reason" in words) is (openness is not Openness.DETACHED)


def test_what_is_said_meanwhile(t: Texts, snapshot: SnapshotAssertion) -> None:
    before = Version(1, Text("Children return in thirty days."), "", NOW, 7)
    now = Version(2, Text("Children return in forty days."), "", NOW, 7)
    filed = Version(2, Text("Children return in thirty days.", "", FILE), "Annex <2>", NOW, 7)
    views = [
        notices.consultation_in_chat(ABOUT, 2, "https://t.me/bot?start=p_3", t),
        notices.consultation_in_chat(replace(ABOUT, stage=Stage.ROUND), 0, "https://t.me/bot?start=p_3", t),
        notices.drafted(ABOUT, "Expert <7>", t),
        notices.commented(ABOUT, Comment(1, 8, 1, "Thirty <days>", NOW), "Observer", t),
        notices.revised(ABOUT, before, now, t),
        notices.revised(ABOUT, before, filed, t),
        notices.decided(ABOUT, Event(Happened.RETURNED, NOW, 2, 9, note="Who <pays>?"), None, ZONE, t, private=True),
        notices.decided(ABOUT, Event(Happened.DECLINED, NOW, 2, 9, note="Not ours"), None, ZONE, t, private=False),
        notices.decided(ABOUT, Event(Happened.CLOSED, NOW, 2, None, 3), closed_round(AGREED, Terms()), ZONE, t,
                        private=True),
        *(page_views.ask(ABOUT, step, t) for step in (Step.CONSULT, Step.FORWARD, Step.WITHDRAW)),
        page_views.proposed(ABOUT, t),
        page_views.proposed(replace(ABOUT, stage=Stage.DRAFT), t),
        page_views.revised(ABOUT, t),
        page_views.whole_text(ABOUT, (), t),
        page_views.whole_text(ABOUT, (), t, [(closed_round(AGREED, Terms()), AGREED)]),
        page_views.file_words(ABOUT.number, 2, FILE.hash, t),
    ]  # fmt: skip
    assert [shown(view) for view in views] == snapshot


def test_the_largest_of_everything_fits_a_message(t: Texts) -> None:
    wide = replace(ABOUT, title="𝔛" * 100, text="𝔛" * 2000, link="https://example.org/" + "x" * 480, document=FILE)
    many = electors(*[S] * 30, *[R] * 20, *[X] * 10)
    many = [replace(e, position=replace(e.position, reason="&" * 1000)) if e.position else e for e in many]
    round_ = replace(closed_round(many, Terms()), title=wide.title, rationale="&" * 1000)
    sees = sight(Openness.NAMED, Reader.COMMITTEE, closed=True)
    note, version = "&" * 2000, Version(1, Text("𝔜 " * 1333), "", NOW, 7)
    names = {7: "𝔑" * 60}
    events = [Event(Happened.RETURNED, NOW, 1, 7, note=note)] * 5
    views = [
        page_views.page(Page(wide, names[7], [round_] * 6, 3, frozenset(Step)), ZONE, t),
        page_views.history(wide, events, {}, {}, {}, names, ZONE, t),
        page_views.comments(wide, [Comment(1, 7, 1, note, NOW)] * 4, names, ZONE, t),
        listing(Listing([ROUND] * 10, [wide] * 8, {3: round_}, 8, 30), NOW, ZONE, t),
        listing(Listing([], [wide] * 20, {}, 0, 30, "x" * 200), NOW, ZONE, t),
        notices.dossier(Dossier(wide, round_, tally(many), many, sees), ZONE, t),
        notices.commented(wide, Comment(1, 7, 1, note, NOW), names[7], t),
        notices.revised(wide, version, Version(2, Text(wide.text, wide.link), "&" * 1000, NOW, 7), t),
        notices.decided(wide, events[0], None, ZONE, t, private=True),
        page_views.whole_text(replace(wide, text="x" * 4000), (), t),
    ]
    assert max(length(bare(view.text)) for view in views) <= MESSAGE_LIMIT


def test_a_long_change_is_told_with_all_that_stands_beside_it(t: Texts) -> None:
    old = Text("One " * 990 + "end.", "https://example.org/" + "a" * 470, FILE)
    new = Text("Two " * 990 + "end.", "https://example.org/" + "b" * 470, replace(FILE, name="f" * 200, hash="cd" * 32))
    now, before = Version(3, new, "&" * 1000, NOW, 7), Version(2, old, "", NOW, 7)
    told = bare(notices.revised(replace(ABOUT, title="W" * 200), before, now, t).text)
    assert length(told) <= MESSAGE_LIMIT
    assert "One One" in told
    for whole in ("&" * 1000, "b" * 470, "f" * 200, "W" * 200):
        assert whole in told
    many = Text(" ".join(f"word {n}" for n in range(400)))
    marks = notices.revised(ABOUT, replace(before, text=Text("word " * 400)), replace(now, text=many), t).text
    assert marks.count("<u>") + marks.count("<s>") < 100, "Telegram reads a hundred entities"


def test_a_long_search_is_answered(t: Texts) -> None:
    for found in ([], [ABOUT] * 8):
        assert length(bare(listing(Listing([], found, {}, search="&" * 4000), NOW, ZONE, t).text)) < 1500


@pytest.mark.parametrize("state", ReviewState)
def test_a_review(state: ReviewState, t: Texts, snapshot: SnapshotAssertion) -> None:
    round_ = closed_round(AGREED, Terms(Rule.CONSENT, review=NOW.date()))
    found = Review(5, 3, NOW.date() + timedelta(days=7), state, NOW + timedelta(hours=72))
    said = ("The <law> has changed", Role.SECRETARIAT) if state in {ReviewState.ENDING, ReviewState.ENDED} else ("", None)
    told = [
        closing.ask_review(found, round_, Role.CHAIR, ZONE, t),
        closing.ask_review(found, round_, Role.SECRETARIAT, ZONE, t),
        closing.reviewed(found, round_, said, ZONE, t, objected=state is ReviewState.OPEN),
        closing.noted(round_, t),
    ]
    assert "\n---\n".join(map(shown, told)) == snapshot
