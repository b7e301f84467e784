"""What recommendations look like, in English."""

from dataclasses import replace
from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from council.openness import Answered, Openness, Reader, Reasons, Sight, sight
from council.people import Person, Role
from council.reach import Reach
from council.round_counts import RoundCount, count_round
from council.rounds import Elector, Objection, Position, Round, RoundState, Text, Way, tally
from council.rules import Choice, Outcome, Rule, Tally, Terms, judge
from council.text_rules import MESSAGE_LIMIT, bare, beginning, length
from handlers.common.text_changes import proposed_change
from handlers.common.texts import Texts
from handlers.common.view import View
from handlers.rounds.views import card, closing, notices, result, sheet, words
from handlers.rounds.views.card import RoundCard
from handlers.rounds.views.sheet import Leader
from tests.views.recommendations import DEADLINE, NOW, ROUND, ZONE, closed_round, electors, shown

S, R, A, X, N = Choice.SUPPORT, Choice.RESERVATIONS, Choice.ASIDE, Choice.OBJECT, None
ELEVEN = electors(S, S, S, S, R, X, N, N, N, N, N)
REACH = Reach(9, 1, 2, 1)


def round_card(
    round_: Round, asked: list[Elector], own: Elector | None = None, reader: Reader = Reader.MEMBER, show: bool = False
) -> RoundCard:
    """A round as this reader is given it."""
    sees = sight(round_.terms.openness, reader, closed=round_.state is RoundState.CLOSED, show_counts=show)
    counted = tally(asked)
    reasons = counted.reservations + counted.objections if sees.reasons is not Reasons.NOTHING else 0
    leads = reader in {Reader.CHAIR, Reader.SECRETARIAT, Reader.AUTHOR}
    return RoundCard(round_, counted.electorate, own, sees, counted if sees.counts else None, reasons, leads)


def closed(asked: list[Elector], reader: Reader = Reader.MEMBER, terms: Terms = ROUND.terms) -> RoundCard:
    return round_card(closed_round(asked, terms), asked, asked[0], reader)


def count_of(round_: Round, asked: list[Elector], objected: list[Objection] | None = None) -> RoundCount:
    return count_round(round_, asked, tally(asked), objected or [], {}, 72)


def sight_of(reader: Reader, round_: Round) -> Sight:
    return sight(round_.terms.openness, reader, closed=round_.state is RoundState.CLOSED)


@pytest.mark.parametrize("at", [0, 4, 5, 6])
def test_voters_card(at: int, t: Texts, snapshot: SnapshotAssertion) -> None:
    assert shown(card.draw_card(round_card(ROUND, ELEVEN, ELEVEN[at]), NOW, ZONE, t)) == snapshot


def test_readers_card(t: Texts, snapshot: SnapshotAssertion) -> None:
    assert shown(card.draw_card(round_card(ROUND, ELEVEN, None, Reader.CHAIR), NOW, ZONE, t)) == snapshot


def test_card_of_one_who_was_struck(t: Texts, snapshot: SnapshotAssertion) -> None:
    struck = replace(ELEVEN[0], struck_at=NOW)
    assert shown(card.draw_card(round_card(ROUND, ELEVEN[1:], struck), NOW, ZONE, t)) == snapshot


def test_card_between_deadline_and_result(t: Texts, snapshot: SnapshotAssertion) -> None:
    assert shown(card.draw_card(round_card(ROUND, ELEVEN, ELEVEN[0]), DEADLINE, ZONE, t)) == snapshot


def test_closed_card(t: Texts, snapshot: SnapshotAssertion) -> None:
    assert shown(card.draw_card(closed(ELEVEN), DEADLINE, ZONE, t)) == snapshot


def test_members_see_no_count_while_it_is_open(t: Texts) -> None:
    few = card.draw_card(round_card(ROUND, ELEVEN, ELEVEN[0]), NOW, ZONE, t)
    other = [*electors(S, X, X, X, X, X, X, X, X, X, X)]
    assert few == card.draw_card(round_card(ROUND, other, ELEVEN[0]), NOW, ZONE, t)


def test_preview(t: Texts, snapshot: SnapshotAssertion) -> None:
    long = replace(ROUND, number="B-2026-…", text="A long text & more. " * 40, id=0)
    assert shown(card.preview(long, 11, NOW, ZONE, t)) == snapshot


@pytest.mark.parametrize("t", ["en"], indirect=True)
def test_a_preview_warns_where_nobody_would_be_asked(t: Texts) -> None:
    assert "neither a chair nor members" in card.preview(ROUND, 0, NOW, ZONE, t).text


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
    leader = Leader(sight_of(Reader.SECRETARIAT, round_), leads=True, enters=True)
    assert shown(sheet.draw_sheet(count_of(round_, asked), leader, unreached, NOW, ZONE, t)) == snapshot


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
    assert shown(result.draw_result(closed(electors(*choices)), [], ZONE, t)) == snapshot


def test_names_and_reasons(t: Texts, snapshot: SnapshotAssertion) -> None:
    names = result.names(ROUND, ELEVEN, t)
    reasons = result.reasons(ROUND, ELEVEN, sight_of(Reader.CHAIR, ROUND), t)
    assert [shown(names), shown(reasons)] == snapshot


def test_withdrawing(t: Texts, snapshot: SnapshotAssertion) -> None:
    gone = replace(ROUND, state=RoundState.WITHDRAWN, closed_at=NOW)
    told = [closing.ask_withdraw(ROUND, REACH, t), card.withdrawn(gone, ZONE, t), closing.left_open(ROUND, t)]
    assert [shown(view) for view in told] == snapshot


def test_the_largest_of_everything_fits_a_message(t: Texts) -> None:
    wide = replace(ROUND, title="𝔛" * 100, text="𝔛" * 2048, link="https://example.org/" + "x" * 480)
    person = Person(1, 1, "𝔑" * 60, "", "", "en", ZONE)
    asked = [
        Elector(replace(person, id=at), Position(at, choice, "&" * 1000, NOW, "<" * 1000) if choice else None)
        for at in range(60)
        for choice in (*Choice, None)
    ]
    whole = Leader(sight_of(Reader.SECRETARIAT, wide), leads=True, enters=True)
    every = [
        card.draw_card(round_card(wide, asked, asked[3], Reader.CHAIR), NOW, ZONE, t),
        card.preview(wide, 60, NOW, ZONE, t),
        sheet.draw_sheet(count_of(wide, [*asked, replace(asked[0], struck_at=NOW)]), whole, set(range(60)), NOW, ZONE, t),
        notices.changed(wide, Text("𝔜 " * 1333), "&" * 1000, True, ZONE, t),
        result.names(wide, asked, t),
        result.reasons(wide, asked, whole.sight, t),
    ]
    assert max(length(bare(view.text)) for view in every) <= MESSAGE_LIMIT


def test_a_beginning_ends_between_words() -> None:
    assert beginning("short", 10) == "short"
    assert beginning("one two three four", 12) == "one two…"
    assert length(beginning("𝔛" * 300, 500)) <= 500


EACH_RULE = [
    Terms(),
    Terms(Rule.UNANIMITY),
    Terms(Rule.CONSENSUS_MINUS, dissent=2),
    Terms(Rule.CONSENT, review=DEADLINE.date() + timedelta(days=180)),
    Terms(Rule.ROUGH_CONSENSUS),
    Terms(Rule.SILENCE),
]
OBJECTED = Objection(4, 3, 6, 1, "Reason <6>", "“as far as places allow”", NOW)


@pytest.mark.parametrize("terms", EACH_RULE, ids=lambda terms: str(terms.rule))
def test_each_rule_on_card_sheet_and_result(terms: Terms, t: Texts, snapshot: SnapshotAssertion) -> None:
    round_ = replace(ROUND, terms=terms)
    asked = electors(S, S, S, S, S, R, A, S, N, N, N) if terms.rule is not Rule.SILENCE else electors(S, S, *[N] * 9)
    leader = Leader(sight_of(Reader.CHAIR, round_))
    ended = closed(asked, terms=terms)
    assert [
        shown(card.draw_card(round_card(round_, asked, asked[0]), NOW, ZONE, t)),
        shown(sheet.draw_sheet(count_of(round_, asked), leader, set(), NOW, ZONE, t)),
        shown(result.draw_result(ended, [asked[-1].person] if terms.rule is Rule.SILENCE else [], ZONE, t)),
    ] == snapshot


def test_every_rule_and_openness_in_words(t: Texts, snapshot: SnapshotAssertion) -> None:
    told = [f"{t(words.RULES[rule])}: {t(words.RULES_EXPLAINED[rule])}" for rule in Rule]
    assert [*told, *(str(t(words.WHO_SEES_IT[openness])) for openness in Openness)] == snapshot
    assert "secret ballot" not in " ".join(str(t(words.WHO_SEES_IT[openness])) for openness in Openness)


def test_awaiting_the_chair(t: Texts, snapshot: SnapshotAssertion) -> None:
    rough = replace(ROUND, terms=Terms(Rule.ROUGH_CONSENSUS), state=RoundState.AWAITING)
    silent = replace(ROUND, terms=Terms(Rule.SILENCE), state=RoundState.AWAITING)
    leader = Leader(sight_of(Reader.CHAIR, rough))
    asked = electors(S, S, S, S, S, X, A, A, N, N, N)
    calm = electors(S, *[N] * 10)
    told = [
        sheet.draw_sheet(count_of(rough, asked, [OBJECTED]), leader, set(), DEADLINE, ZONE, t),
        sheet.draw_sheet(count_of(rough, asked), leader, set(), DEADLINE, ZONE, t),
        sheet.draw_sheet(count_of(silent, calm), leader, set(), DEADLINE, ZONE, t),
        card.draw_card(round_card(rough, asked, asked[0]), DEADLINE, ZONE, t),
        notices.awaits(silent, 10, t),
        notices.awaits(rough, 0, t),
    ]
    assert [shown(view) for view in told] == snapshot


def detached(*votes: Choice | None) -> list[Elector]:
    """Who has voted; of what, nothing is known."""
    return [replace(elector, position=None, voted=elector.position is not None) for elector in electors(*votes)]


def test_a_detached_round(t: Texts, snapshot: SnapshotAssertion) -> None:
    round_ = replace(ROUND, terms=Terms(openness=Openness.DETACHED))
    asked = detached(S, S, S, S, R, X, N, N, N, N, N)
    counted = Tally(11, 4, 1, 0, 1)
    held = RoundCount(round_, asked, counted, [], [], judge(round_.terms, counted))
    enough = replace(held, verdict=judge(round_.terms, Tally(11, 11)))
    leader = Leader(sight_of(Reader.SECRETARIAT, round_))
    ended = replace(round_, state=RoundState.CLOSED, outcome=Outcome.NO_DECISION, ground=held.verdict.ground, closed_at=DEADLINE)
    after = RoundCard(ended, 11, asked[0], sight_of(Reader.MEMBER, ended), counted)
    told = [
        card.draw_card(round_card(round_, asked, asked[0]), NOW, ZONE, t),
        card.draw_card(round_card(round_, asked, asked[10]), NOW, ZONE, t),
        sheet.draw_sheet(held, leader, {7}, NOW, ZONE, t),
        sheet.draw_sheet(enough, leader, set(), NOW, ZONE, t),
        card.draw_card(after, DEADLINE, ZONE, t),
        result.draw_result(after, [], ZONE, t),
    ]
    assert [shown(view) for view in told] == snapshot


def everything_shown(reader: Reader, terms: Terms, closed_: bool, t: Texts) -> str:
    """All that this reader, who took no position, can be shown of others: card, sheet, result, names, reasons."""
    votes = (S, S, S, S, S, S, R, X, A, N, N)
    asked = electors(*votes)
    counted = tally(asked)
    if terms.openness is Openness.DETACHED:
        asked = detached(*votes)
    verdict = judge(terms, counted)
    round_ = replace(ROUND, terms=terms, text="", link="")
    if closed_:
        round_ = replace(round_, state=RoundState.CLOSED, outcome=verdict.outcome, ground=verdict.ground, closed_at=DEADLINE)
    sees = sight_of(reader, round_)
    reasons = 2 if sees.reasons is not Reasons.NOTHING else 0
    leads = reader in {Reader.CHAIR, Reader.AUTHOR, Reader.SECRETARIAT}
    own = RoundCard(round_, 11, None, sees, counted if sees.counts else None, reasons, leads)
    told = [card.draw_card(own, NOW, ZONE, t), card.draw_chat_card(own, "https://t.me/bot", NOW, ZONE, t)]
    if closed_:
        told.append(result.draw_result(own, [], ZONE, t))
    if leads:
        objected = [] if terms.openness is Openness.DETACHED else [replace(OBJECTED, person=8, harm="Reason <8>")]
        held = RoundCount(round_, asked, counted, objected, [], verdict)
        told.append(sheet.draw_sheet(held, Leader(sees), set(), NOW, ZONE, t))
        if sees.reasons is not Reasons.NOTHING:
            told += closing.objections(round_, objected, {8: asked[7].person}, sees, t)
    if sees.names:
        told.append(result.names(round_, asked, t))
    if sees.reasons is not Reasons.NOTHING:
        told.append(result.reasons(round_, asked, sees, t))
    return "\n".join(shown(view) for view in told)


@pytest.mark.parametrize("t", ["en"], indirect=True)
@pytest.mark.parametrize("closed_", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("openness", Openness)
@pytest.mark.parametrize("reader", Reader)
def test_nothing_is_drawn_that_the_reader_may_not_see(reader: Reader, openness: Openness, closed_: bool, t: Texts) -> None:
    terms = Terms(openness=openness)
    told = everything_shown(reader, terms, closed_, t)
    sees = sight(openness, reader, closed=closed_)
    objector, supporter = "Expert 8, group B", "Expert 1, group B"
    joined = [line for line in told.splitlines() if objector in line and ("object" in line.lower() or "Reason" in line)]
    assert bool(joined) is sees.names
    assert ("Reason &lt;8&gt;" in told) is (sees.reasons is not Reasons.NOTHING)
    assert (supporter in told) is (sees.answered is Answered.WHO)
    assert (objector in told) is (sees.answered is Answered.WHO)
    counted = "Support 6" in told or ": 6 support" in told
    assert counted is sees.counts
    assert ("1 objection stands" in told) is (
        sees.counts and (closed_ or reader in {Reader.CHAIR, Reader.AUTHOR, Reader.SECRETARIAT})
    )


def test_reasons_without_names_stand_in_an_order_that_tells_none(t: Texts) -> None:
    asked = electors(R, X, R, X)
    shuffled = [asked[at] for at in (3, 1, 0, 2)]
    nameless = Sight(counts=True, reasons=Reasons.NAMELESS)
    one, other = result.reasons(ROUND, asked, nameless, t), result.reasons(ROUND, shuffled, nameless, t)
    assert one == other
    assert "Expert" not in one.text


def test_what_is_said_meanwhile(t: Texts, snapshot: SnapshotAssertion) -> None:
    changed = replace(ROUND, version=2, text=ROUND.text.replace("thirty", "forty & more"))
    sent = Position(3, Choice.OBJECT, "Harm <b>", NOW, way=Way.LETTER)
    told = [
        notices.extended(ROUND, "The <holiday>", Role.SECRETARIAT, ZONE, t),
        notices.changed(changed, Text(ROUND.text, ROUND.link), "", True, ZONE, t),
        notices.changed(replace(ROUND, version=2, link="https://example.org/2"), Text(ROUND.text), "Annex <2>", False, ZONE, t),
        proposed_change(ROUND.number, ROUND.wording, changed.wording, "", t),
        notices.answered(ROUND, OBJECTED, t),
        notices.objection_withdrawn(ROUND, True, t),
        notices.still_objects(ROUND, t),
        notices.entered(ROUND, sent, t),
        *(notices.not_opened(ROUND, t, late=late) for late in (False, True)),
        proposed_change(ROUND.number, ROUND.wording, ROUND.wording, "", t),
        notices.changed(replace(changed, terms=Terms(openness=Openness.DETACHED)), Text(ROUND.text), "", True, ZONE, t),
        View(notices.asked_again(replace(changed, terms=Terms(openness=Openness.DETACHED)), DEADLINE, ZONE, t)),
        card.left(ROUND, t),
        notices.awaits(ROUND, 0, t, short=True),
        result.draw_result(replace(closed(ELEVEN), tally=None), [], ZONE, t),
        sheet.not_yours(ROUND, t),
        card.older(ROUND, t, private=True),
        *(closing.ask_withdraw(one, REACH, t) for one in (ROUND, replace(ROUND, group="EC", origin="B"))),
        card.draw_card(
            round_card(
                replace(ROUND, state=RoundState.AWAITING, terms=Terms(Rule.ROUGH_CONSENSUS)),
                ELEVEN,
                replace(ELEVEN[5], position=None, released=True),
            ),
            DEADLINE,
            ZONE,
            t,
        ),
        card.superseded(changed, t),
        card.opened(replace(ROUND, state=RoundState.PLANNED), 3, ZONE, t),
        card.draw_chat_card(round_card(ROUND, ELEVEN, None, Reader.CHAT), "https://t.me/bot?start=r_3", NOW, ZONE, t),
        card.draw_chat_card(round_card(ROUND, ELEVEN, None, Reader.CHAT, show=True), "", NOW, ZONE, t),
        card.draw_card(round_card(changed, ELEVEN, replace(ELEVEN[0], position=None, former=ELEVEN[0].position)), NOW, ZONE, t),
        card.draw_card(round_card(changed, ELEVEN, ELEVEN[5]), NOW, ZONE, t),
        card.draw_card(round_card(ROUND, ELEVEN, replace(ELEVEN[2], position=sent)), NOW, ZONE, t),
    ]
    assert [shown(view) for view in told] == snapshot


def test_what_its_leaders_are_told(t: Texts, snapshot: SnapshotAssertion) -> None:
    detached_ = replace(ROUND, terms=Terms(openness=Openness.DETACHED))
    told = [
        notices.objected(notices.Raised(ROUND, OBJECTED, ELEVEN[5].person), t),
        notices.objected(notices.Raised(ROUND, replace(OBJECTED, remedy=""), None), t),
        notices.unobjected(notices.Raised(ROUND, OBJECTED, ELEVEN[5].person), t),
        notices.unobjected(notices.Raised(ROUND, OBJECTED, None), t),
        notices.complete(ROUND, ZONE, t),
        notices.complete(detached_, ZONE, t),
    ]
    assert [shown(view) for view in told] == snapshot
