"""The page of a record in the chat: rich and plain side by side, and what of it each edition shows."""

from dataclasses import replace

import pytest
from markupsafe import escape
from syrupy.assertion import SnapshotAssertion

from council.openness import Openness
from council.records import Counts, Edition
from handlers.common.texts import Catalogs, Texts
from handlers.records.views.page import page
from storage.records import Kept
from tests.views.recommendations import ZONE, shown
from tests.views.records import ANSWER, HARM, MARKS, NAMES, REASON, kept

SAID = "Harm that was seen"
EN = Catalogs(["en", "ru"]).texts("en")


def few() -> Kept:
    """Two in support, one with reservations, one objection that was answered, one silent, one struck."""
    whole = kept()
    record, at = whole.record, (0, 1, 33, 36, 38, 39)
    marks = [MARKS[n] for n in at]
    stands = tuple(replace(one, reason=one.reason.split(":")[0]) for one in record.stands if one.who in marks)
    names = {who: f"Expert {n}, group B" for n, who in enumerate(marks, start=1)}
    counts = Counts(5, 2, 1, 0, 1)
    return replace(whole, record=replace(record, electorate=tuple(marks), stands=stands, counts=counts), names=names)


@pytest.fixture(params=["en", "ru"])
def t(request: pytest.FixtureRequest) -> Texts:
    return Catalogs(["en", "ru"]).texts(request.param)


@pytest.mark.parametrize("edition", Edition)
def test_each_edition(t: Texts, edition: Edition, snapshot: SnapshotAssertion) -> None:
    assert shown(page(few(), edition, ZONE, t)) == snapshot


@pytest.mark.parametrize("openness", Openness)
@pytest.mark.parametrize(
    ("edition", "quoted"), [(Edition.TOTALS, ()), (Edition.GIVEN, (REASON, SAID)), (Edition.NAMELESS, (REASON, SAID, ANSWER))]
)
def test_names_are_in_the_full_edition_only(openness: Openness, edition: Edition, quoted: tuple[str, ...]) -> None:
    view = page(kept(openness), edition, ZONE, EN)
    for words in ("".join((view.text, *view.more)), view.rich):
        assert not any(name in words for name in (*NAMES, *MARKS))
        told = {one for one in (REASON, SAID, ANSWER) if one in words}
        assert told == (set() if openness is Openness.DETACHED else set(quoted))


def test_forty_people_are_one_rich_message() -> None:
    view = page(kept(), Edition.FULL, ZONE, EN)
    assert view.rich
    assert view.protect
    for words in ("".join((view.text, *view.more)), view.rich):
        assert all(words.count(name) >= 1 for name in NAMES)
        assert escape(HARM) in words
