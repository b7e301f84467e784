"""A round's text to read: rich and plain side by side, and who is shown what beside it."""

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from council.openness import Openness, Reader, sight
from council.recommendations import Version
from council.round_counts import count_round
from council.rounds import Answer, Objection, Text, tally
from council.rules import Choice
from council.text_rules import BODY_LIMIT
from handlers.common.texts import Texts
from handlers.rounds.views.reading import Reading, reading
from tests.views.recommendations import NOW, ROUND, closed_round, electors, shown

S, R, X = Choice.SUPPORT, Choice.RESERVATIONS, Choice.OBJECT
ASKED = electors(S, S, R, X, None)
BEFORE = Version(1, Text("Children return to school within ninety days, whether or not papers are complete."), "", NOW, 1)
OBJECTION = Objection(
    4, 3, 4, 2, "Reason <4>", "“as far as places allow”", NOW, answers=(Answer(1, "Places are <b>counted</b>.", 9, NOW),)
)


def page(reader: Reader, openness: Openness = Openness.NAMED) -> Reading:
    round_ = replace(closed_round(ASKED, replace(ROUND.terms, openness=openness)), version=2)
    count = count_round(round_, ASKED, tally(ASKED), [OBJECTION], {}, 72)
    return Reading(round_, sight(openness, reader, closed=True), BEFORE, "Thirty days, not ninety.", count)


def test_what_a_member_reads(t: Texts, snapshot: SnapshotAssertion) -> None:
    assert shown(reading(page(Reader.MEMBER), t)) == snapshot


@pytest.mark.parametrize("t", ["en"], indirect=True)
@pytest.mark.parametrize(("openness", "reader"), [
    (Openness.NAMED, Reader.COMMITTEE), (Openness.CONFIDENTIAL, Reader.MEMBER), (Openness.CONFIDENTIAL, Reader.CHAIR)
])  # fmt: skip
def test_no_name_where_none_is_shown(openness: Openness, reader: Reader, t: Texts) -> None:
    view = reading(page(reader, openness), t)
    for text in (view.text, view.rich):
        assert "Expert" not in text
        assert "Places are" in text


@pytest.mark.parametrize("t", ["en"], indirect=True)
def test_no_reason_where_none_is_shown(t: Texts) -> None:
    view = reading(page(Reader.OBSERVER), t)
    for text in (view.text, view.rich):
        assert "Reason" not in text
        assert "Expert" not in text


@pytest.mark.parametrize("t", ["ru"], indirect=True)
def test_the_longest_text_is_one_rich_message(t: Texts) -> None:
    words = "слово " * (BODY_LIMIT // 6)
    long = page(Reader.MEMBER)
    view = reading(replace(long, round=replace(long.round, text=words), before=replace(BEFORE, text=Text(words[::-1]))), t)
    assert view.rich
    assert view.more
