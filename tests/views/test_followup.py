"""Follow-ups as people see them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from syrupy.assertion import SnapshotAssertion

from council.config import Council
from council.followup import LEAD, Answer, Asked, Change, Changed, Evidence, FollowUp, Measure, State
from council.measures import MeasureDraft
from council.people import Person
from council.plan import PlanDraft, PlanItem
from council.task_lines import WrongLine, WrongLines
from handlers.common.refusals import words as refused
from handlers.common.state_words import each_period
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View
from handlers.followup.presses import ShowList
from handlers.followup.views import card, listing, page
from handlers.followup.views.page import AskedExpert, Page
from tests.views.recommendations import shown

NOW = datetime(2027, 1, 2, 20, tzinfo=UTC)
"""The third of January in Tashkent."""

TODAY, LAST, ZONE = date(2027, 1, 3), date(2027, 3, 31), "Asia/Tashkent"
PEOPLE = {7: Person(7, 1, "Chair, <group B>", "", "", "en", ZONE), 8: Person(8, 2, "Expert, Kazakhstan", "", "", "en", ZONE)}
LINK = Evidence("https://example.org/decree?a=1&b=2")
FILE = Evidence("", "id", "order & annex.pdf")
MEASURES = (
    Measure(1, "Draft of an <order>", "KZ", "", date(2027, 3, 31), State.UNDER_WAY),
    Measure(2, "Report", "", "Ministry", date(2026, 12, 20)),
    Measure(3, "Survey", "", "", date(2026, 12, 1), State.DONE),
    Measure(4, "Conference", "", "", date(2026, 12, 1), dropped=True),
)
SAID = (
    Answer("KZ", State.UNDER_WAY, "Two regions <take> part.", LINK, 8, NOW),
    Answer("OLD", State.BLOCKED, "", FILE, None, NOW),
)
FOLLOWED = FollowUp(
    5, 9, "B-2026-01", "Schooling of <children>", "B", 2026, NOW, 7, "Share & number", ("KZ", "UZ", "OLD"), MEASURES, SAID,
    date(2027, 6, 1),
)  # fmt: skip
NEW = FollowUp(6, 10, "A-2026-02", "Return", "A", 2026, NOW, None, "", (), (), ())
OVER = replace(NEW, recommendation=7, number="A-2026-03", ended=True)
DONE = replace(FOLLOWED, answers=(*SAID, Answer(LEAD, State.DONE, "It is law.", FILE, 7, NOW)))
ASKED = Asked(3, 5, "KZ", 8, "2027-01", NOW)
ITEM = PlanItem(4, PlanDraft("B", "A letter to the <ministry>", LAST, 8), 2027, 1, LAST, state=State.NOT_BEGUN)


def texts(language: str) -> Texts:
    return Catalogs(["en", "ru"]).texts(language)


def names(council: Council, t: Texts) -> dict[str, str]:
    return {one.code: one.name(t.language) for one in council.addressees}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_lists(council: Council, snapshot: SnapshotAssertion, language: str) -> None:
    t = texts(language)
    named, all_ = names(council, t), [FOLLOWED, NEW, OVER]
    many = [replace(NEW, recommendation=n, number=f"A-2026-{n:02}") for n in range(20)]
    seen = [
        listing.listing(council, all_, named, ["A", "B"], ["KZ", "OLD"], ShowList("", 0, 0), TODAY, t),
        listing.listing(council, [FOLLOWED], named, ["B"], [], ShowList("B", 1, 0), TODAY, t),
        listing.listing(council, many, named, ["A", "B"], [], ShowList("A", 0, 99), TODAY, t),
        listing.listing(council, [], named, ["A"], [], ShowList("", 1, 0), TODAY, t),
        listing.listing(council, [], named, [], [], ShowList("", 0, 0), TODAY, t),
    ]
    assert [shown(view) for view in seen] == snapshot


@pytest.mark.parametrize("language", ["en", "ru"])
def test_pages(council: Council, snapshot: SnapshotAssertion, language: str) -> None:
    t = texts(language)
    named = names(council, t)
    happened: list[Answer | Change] = [
        Change(Changed.BEGUN, "", "", None, NOW),
        Change(Changed.LEAD, "7", "8", 7, NOW),
        Change(Changed.ADDRESSED, "", "KZ", 7, NOW),
        Change(Changed.NOT_ADDRESSED, "OLD", "", 7, NOW),
        Change(Changed.INDICATOR, "", "Share & number", 7, NOW),
        Change(Changed.REVIEW, "", "2027-06-01", 7, NOW),
        Change(Changed.MEASURE_ADDED, "", "Order; KZ; 2027-03-31", 7, NOW),
        Change(Changed.MEASURE_CHANGED, "Order; KZ; 2027-03-31", "Order; now; ; 2027-06-30", 7, NOW),
        Change(Changed.MEASURE_STATE, "Order", "done", 7, NOW),
        Change(Changed.MEASURE_DROPPED, "Order", "", 7, NOW),
        *DONE.answers,
        Change(Changed.ADOPTED_ANEW, "", "", None, NOW),
        Change(Changed.ENDED, "", "", None, NOW),
    ]
    asked = [AskedExpert("KZ", "Expert <1>", True, False), AskedExpert("UZ", "Expert 2", False, True)]
    drafts = [MeasureDraft("Order", LAST, "KZ"), MeasureDraft("Report", LAST, "", "Ministry"), MeasureDraft("Survey", LAST)]
    seen = [
        page.page(Page(FOLLOWED, named, PEOPLE, ("", "KZ"), ("KZ",), changes=True, moves=True), TODAY, ZONE, t),
        page.page(Page(DONE, named, {}), TODAY, ZONE, t),
        page.page(Page(NEW, named, {}, changes=True), TODAY, ZONE, t),
        page.page(Page(OVER, named, {}), TODAY, ZONE, t),
        page.measures(FOLLOWED, named, 0, TODAY, t),
        page.measures(NEW, named, 3, TODAY, t),
        page.measure(FOLLOWED, MEASURES[1], named, TODAY, t, changes=True, moves=True),
        page.measure(FOLLOWED, MEASURES[3], named, TODAY, t, changes=True, moves=True),
        page.measure(FOLLOWED, MEASURES[0], named, TODAY, t, changes=False, moves=False),
        page.ask_to_drop(MEASURES[1], t),
        page.what_to_change(FOLLOWED, t),
        page.which_to_remove(FOLLOWED, named, t),
        page.ask_to_remove(FOLLOWED, "OLD", named, t),
        page.experts(FOLLOWED, named, asked, t),
        page.experts(FOLLOWED, named, [], t),
        page.to_be_set(FOLLOWED, ["Kazakhstan", "<Ministry>"], "Expert", drafts, "Share", LAST, named, t),
        page.history(FOLLOWED, happened, named, PEOPLE, ZONE, t),
        page.history(FOLLOWED, [], named, {}, ZONE, t),
    ]
    assert [shown(view) for view in seen] == snapshot


@pytest.mark.parametrize("language", ["en", "ru"])
def test_cards(council: Council, snapshot: SnapshotAssertion, language: str) -> None:
    t = texts(language)
    named = names(council, t)
    later = replace(ASKED, asked_at=NOW.replace(hour=23))
    seen: list[View] = [
        card.question(FOLLOWED, ASKED, named, LAST, TODAY, ZONE, t),
        card.question(FOLLOWED, replace(ASKED, person=9), named, LAST, TODAY, ZONE, t),
        card.question(FOLLOWED, later, named, LAST, TODAY, ZONE, t),
        card.question(FOLLOWED, replace(ASKED, addressee=LEAD), named, LAST, TODAY, ZONE, t),
        card.question(NEW, replace(ASKED, addressee="OLD"), named, LAST, TODAY, ZONE, t),
        card.item_question(council, ITEM, ASKED, None, LAST, ZONE, t),
        card.item_question(council, ITEM, ASKED, FOLLOWED.answer("KZ"), LAST, ZONE, t),
        card.set_up(council, NEW, t),
        card.leads(NEW, council, t),
        card.invitation(council, "KZ", "Kazakhstan", t),
        card.to_be_invited(council, "Expert", "Kazakhstan", t),
        card.agreed(council, "KZ", "Kazakhstan", t, yes=True),
        card.agreed(council, "KZ", "Kazakhstan", t, yes=False),
    ]
    told = [str(each_period(months, t)) for months in (1, 2, 3, 6, 12)]
    wrong = refused(WrongLines([(n, why, "<told>") for n, why in enumerate(WrongLine, 1)]), t)
    assert [*map(shown, seen), *told, str(wrong)] == snapshot
