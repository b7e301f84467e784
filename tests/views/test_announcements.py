"""Announcements as people see them, in each language of the council."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from markupsafe import Markup
from pypdf import PdfReader
from syrupy.assertion import SnapshotAssertion
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.delivery.telegram_errors import Outcome, classify
from council.announcement_counts import Pace, Tally
from council.announcement_times import read_hours
from council.announcements import (
    ALBUM,
    CHANNEL,
    CONFIRMED,
    GONE,
    LEFT,
    RIGHT_LOST,
    STOPPED,
    WORDED,
    Announcement,
    AnnouncementState,
    BadLinkLine,
    Content,
    Link,
    Option,
    Timing,
    read_links,
)
from council.audiences import AllOf, AnyOf, Audience, AudienceKind, NotIn
from council.chain import Head, Heads
from council.config import Council
from council.errors import BadNumber
from council.people import Person
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.announcements.views import audience, certificate, copy, corrections, draft, report, review, sending
from handlers.announcements.views.certificate import Evidence
from handlers.announcements.views.corrections import Ages
from handlers.announcements.views.draft import Overview
from handlers.announcements.views.report import Results
from handlers.announcements.views.words import CHAT_REASONS, OPTION_NAMES, PAGE, RULE_NAMES, STATE_WORDS, About, reason_words
from handlers.common.documents.pdf import pdf
from handlers.common.navigation import Confirm
from handlers.common.presses import encode
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import View
from handlers.common.xlsx_writer import workbook
from handlers.framework.deliveries import PostCopy
from storage.announcement_deliveries import Post, Recipient, Which
from storage.outbox import SUSPENDED, State
from storage.saved_audiences import Saved

AT = datetime(2026, 11, 24, 4, tzinfo=UTC)
HEADS = Heads(Head(412, "e1" * 32), Head(7, "f2" * 32))
GROUPS = Audience(AudienceKind.GROUPS, ("B", "D"))
NARROWED = AllOf((AnyOf((GROUPS, Audience(AudienceKind.ROLES, ("chair",)))), NotIn(Audience(AudienceKind.SILENT, ("3",)))))
ZONE = "Asia/Tashkent"
ABOUT = About(rounds={"3": "B-2026-1"}, meetings={"4": "Meeting of group B"})
POSTED = [("Group B", Post(-100, State.SENT, "", AT)), ("News", Post(-200, State.DEAD, "bot was kicked", AT))]
TEXT = Content("en", html="<b>Visit</b> of 12 December", links=(Link("Programme", "https://example.org/p"),))
MIXED = Tally(
    delivered=19,
    uncertain=2,
    failed={
        "bot was blocked by the user": 3,
        "user is deactivated": 1,
        SUSPENDED: 1,
        "chat not found": 1,
        "bad request": 1,
        "not drawn: KeyError": 1,
    },
    dropped={LEFT: 1},
)


def made(state: AnnouncementState = AnnouncementState.DONE, total: int = 30, **more: object) -> Announcement:
    values: dict[str, object] = {"audience": GROUPS, "title": "Visit of 12 December", "sent_at": AT, "total": total}
    return Announcement(7, 1, state, **{**values, **more})  # type: ignore[arg-type]  # as named


def drawn(view: View) -> str:
    rows = [" ".join(f"[{each.text} -> {encode(each.press) if each.press else each.url}]" for each in row) for row in view.rows]
    return "\n".join([str(view.text), *rows])


def test_the_desk_of_a_draft(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    made_draft = made(AnnouncementState.DRAFT, sent_at=None)
    both = {"en": TEXT, "ru": Content("ru", ALBUM, "Визит", chat=1, message=2)}
    full = replace(
        made_draft, places=("B", CHANNEL), options=frozenset(Option), nudges=(24, 72), timing=Timing.MORNING,
        day=date(2026, 12, 1),
    )  # fmt: skip
    seen = [
        Overview(replace(made_draft, audience=None, title=""), {}),
        Overview(made_draft, {"en": TEXT}, 23, {"en": 15, "ru": 6, "uz": 2}),
        Overview(full, both, 1, {"ru": 1}, ["Group B", "Group B, second"]),
        Overview(replace(made_draft, audience=NARROWED), {"en": TEXT}, 0),
        Overview(replace(made_draft, audience=None, places=("B",)), {"en": TEXT}, 0, {}, ["Group B"]),
    ]
    night = datetime(2026, 11, 24, 20, tzinfo=UTC)
    place = {"en": TEXT, "ru": Content("ru", "location", chat=1, message=2)}
    seen.append(Overview(replace(made_draft, title="", kind="text"), place, 2, {"en": 1, "ru": 1}, now=night))
    screens = [drawn(draft.page(council, each, ZONE, t)) for each in seen]
    screens.append(drawn(draft.page(replace(council, four_eyes=True), seen[1], ZONE, t, t("On its way."))))
    usual = draft.Usuals(None, NARROWED, ABOUT, "ru")
    screens += [drawn(draft.page(council, each, ZONE, t, None, usual)) for each in seen[:4]]
    screens.append(drawn(draft.page(council, seen[0], ZONE, t, None, draft.Usuals(("B",), GROUPS, ABOUT, "en"))))
    screens += [drawn(draft.message(council, each, t)) for each in (seen[0], seen[2])]
    screens += [drawn(draft.times(full, ZONE, t)), drawn(draft.options(full, t))]
    screens.append(drawn(draft.places(council, seen[2], council.codes, t, channel=True)))
    screens += [drawn(draft.begun(made_draft, t)), drawn(draft.ask_discard(made_draft, t)), drawn(draft.discarded(t))]
    assert screens == snapshot


def test_choosing_an_audience(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    made_draft = made(AnnouncementState.DRAFT)
    people = [Person(at, at, f"Expert <{at}>", "", "", "ru" if at % 2 else "en", ZONE) for at in range(1, 4)]
    seen = Overview(replace(made_draft, audience=NARROWED), {}, 43, about=ABOUT)
    assert [
        drawn(audience.whom(council, Overview(replace(made_draft, audience=None), {}), t)),
        drawn(audience.whom(council, seen, t)),
        drawn(audience.through(seen, people, 1, t)),
        drawn(audience.saved(council, 7, [Saved(3, "Chairs & others", NARROWED, 1)], ABOUT, t)),
        drawn(audience.saved(council, 7, [], ABOUT, t)),
        *(str(t(RULE_NAMES[kind])) for kind in AudienceKind),
        *(str(t(STATE_WORDS[state])) for state in AnnouncementState),
        *(str(t(OPTION_NAMES[option])) for option in Option),
    ] == snapshot


def test_while_it_goes(t: Texts, snapshot: SnapshotAssertion) -> None:
    freezing, frozen = made(AnnouncementState.FREEZING), made(AnnouncementState.FROZEN, listed_at=AT)
    cases = (
        (freezing, Tally(waiting=0), Pace()),
        (freezing, Tally(delivered=5, waiting=10), Pace(5, 10.0)),
        (frozen, Tally(delivered=19, uncertain=1, failed={SUSPENDED: 1}, waiting=9, later=3), Pace(20, 2.0)),
        (replace(frozen, total=100_000), Tally(delivered=1, waiting=99_999), Pace(900, 30.0)),
        (replace(frozen, state=AnnouncementState.PAUSED), Tally(delivered=15, waiting=15), Pace(5, 10.0)),
    )
    assert [drawn(sending.sending(found, tally, pace, t)) for found, tally, pace in cases] == snapshot


def test_its_report(t: Texts, snapshot: SnapshotAssertion) -> None:
    to = Markup("To: group B: 30 people")
    asks = made(options=frozenset({Option.CONFIRM}), corrected_at=AT + timedelta(hours=2), places=("B",), listed_at=AT)
    places = [Post(-100, State.SENT, "", AT), Post(-200, State.DEAD, "bot was kicked", AT)]
    edited = {("sent", ""): 17, ("pending", ""): 2, ("dead", "message can't be edited"): 1}
    withdrawn = {
        ("sent", "deleted"): 12,
        ("sent", "redrawn"): 5,
        ("sent", "said instead"): 3,
        ("sent", "message to delete not found"): 1,
    }
    cases = (
        Results(made(listed_at=AT), MIXED, again=4),
        Results(replace(asks, nudged_at=AT), Tally(delivered=30), 14, 16, posts=places, redrawn=edited),
        Results(made(AnnouncementState.CANCELLED, listed_at=AT), Tally(delivered=4, uncertain=1, dropped={STOPPED: 25})),
        Results(made(AnnouncementState.CANCELLED), Tally(delivered=4, dropped={STOPPED: 6})),
        Results(made(AnnouncementState.TAKEN_BACK, listed_at=AT, withdrawn_at=AT), Tally(delivered=30), redrawn=withdrawn),
        Results(made(AnnouncementState.CANCELLED, sent_at=None, total=0), Tally()),
        Results(made(AnnouncementState.CANCELLED, sent_at=None, total=0, reason=RIGHT_LOST), Tally()),
    )
    screens = [drawn(report.report(results, to, ZONE, t)) for results in cases]
    screens += [drawn(report.finished(results, t)) for results in cases[:2]]
    assert screens == snapshot


def recipients() -> list[Recipient]:
    def one(id_: int, state: State, reason: str, read_at: datetime | None = None) -> Recipient:
        return Recipient(Person(id_, id_, f"Expert <{id_}>", "=A1", "", "en", ZONE), state, reason, AT, read_at)

    return [
        one(1, State.SENT, "", AT + timedelta(hours=1)),
        one(2, State.SENT, ""),
        one(3, State.DEAD, "bot was blocked by the user"),
        one(4, State.UNCERTAIN, "no answer"),
        one(5, State.CANCELLED, STOPPED),
        one(6, State.PENDING, ""),
        one(7, State.SENT, CONFIRMED, AT + timedelta(hours=2)),
    ]


def test_lists_questions_and_notices(t: Texts, snapshot: SnapshotAssertion) -> None:
    found, to, when = made(options=frozenset({Option.CONFIRM})), Markup("To: group B"), Markup("When: at once")
    made_draft = replace(found, state=AnnouncementState.DRAFT)
    morning = replace(found, timing=Timing.MORNING, day=date(2026, 12, 1))
    screens = [drawn(report.names(found, which, recipients(), 43, 1, ZONE, t)) for which in Which]
    screens += [
        drawn(view)
        for view in (
            sending.handed_in(replace(found, state=AnnouncementState.REVIEW), to, when, t),
            sending.handed_in(replace(found, state=AnnouncementState.FREEZING), to, when, t),
            sending.waiting(replace(found, state=AnnouncementState.SCHEDULED), to, when, t, own=True),
            sending.waiting(replace(found, state=AnnouncementState.OVERDUE), to, when, t, own=True),
            sending.waiting(replace(found, state=AnnouncementState.OVERDUE), to, when, t, own=False),
            sending.waiting(made_draft, to, when, t, own=True),
            sending.waiting(made_draft, to, when, t, own=False),
            sending.ask_stop(found, Tally(delivered=12, waiting=18), t),
            sending.STOPPED.view(found, t),
            sending.NOT_STOPPED.view(found, t),
            corrections.ask_again(found, 3, 2, t),
            corrections.ask_again(found, 1, 0, t),
            corrections.sent_again(found, 2, t),
            corrections.NOT_AGAIN.view(found, t),
            corrections.ask_take_back(found, 12, Ages(7, 4, 1), t),
            corrections.TAKEN_BACK.view(found, t),
            corrections.NOT_TAKEN_BACK.view(found, t),
            corrections.CORRECTED.view(found, t),
            corrections.HANDED_IN.view(found, t),
            review.review(found, "Secretariat <1>", to, when, "0123abcd", t),
            review.review(replace(found, pending=True), "Secretariat", to, when, "0123abcd", t),
            review.decided(replace(found, approved_by=2), "Secretariat", t),
            review.decided(replace(found, approved_by=2, returned_by=3), "Secretariat", t),
            review.decided(made_draft, "", t),
            review.passed(replace(found, state=AnnouncementState.SCHEDULED), "Secretariat", when, t),
            review.approved(found, t),
            review.SENT_BACK.view(found, t),
            review.returned(made_draft, "Secretariat", t),
            review.returned(found, "the secretariat", t),
            review.overdue(found, when, t),
            review.source_gone(replace(found, state=AnnouncementState.PAUSED), t),
            review.given_anew(replace(found, state=AnnouncementState.PAUSED), t),
            review.RIGHT_LOST.view(found, t),
            sending.listed([found, made_draft, morning, replace(made_draft, title="", kind="location")], [to] * 4, ZONE, t),
            sending.listed([], [], ZONE, t),
            certificate.UNDER.view(found, t),
        )
    ]
    assert screens == snapshot


def test_what_arrives_is_what_was_written_with_its_buttons_and_its_mark(t: Texts, snapshot: SnapshotAssertion) -> None:
    plain, asks = made(), made(options=frozenset({Option.CONFIRM, Option.PROTECT, Option.SILENT}))
    fixed = replace(asks, corrected_at=AT)
    photo = Content("en", "photo", "Two <b>pictures</b>", (), 1001, 17)
    album, place = replace(photo, kind=ALBUM, more=(18,)), Content("en", "location", chat=1001, message=19)
    seen = [
        copy.copy(plain, TEXT, ZONE, t, Confirm(7)),
        copy.copy(asks, TEXT, ZONE, t, Confirm(7)),
        copy.copy(asks, TEXT, ZONE, t, None),
        copy.copy(fixed, TEXT, ZONE, t, None),
        copy.copy(fixed, photo, ZONE, t, Confirm(7)),
        copy.copy(asks, album, ZONE, t, Confirm(7)),
        copy.copy(asks, place, ZONE, t, Confirm(7)),
        copy.tail(asks, album, t, Confirm(7)),
        copy.withdrawn(t),
        copy.withdrawn_said(replace(plain, title="", kind="location"), t),
        copy.copy(fixed, replace(photo, html="x" * 1020), ZONE, t, None),
    ]
    assert seen == snapshot
    assert copy.copy(plain, TEXT, ZONE, t, None) == copy.tried(plain, TEXT, ZONE, t)
    assert isinstance(seen[5], PostCopy)
    assert (seen[5].more, seen[5].rows, seen[5].words) == ((18,), (), None), "Telegram puts no buttons under an album"
    assert asks.has_tail(album)
    assert not plain.has_tail(album)
    assert "location" not in WORDED


def test_a_certificate_names_everyone_and_the_texts_by_their_hashes(council: Council, t: Texts) -> None:
    found = made(options=frozenset({Option.CONFIRM}), version=2, corrected_at=AT, done_at=AT)
    said: Mapping[int, Mapping[str, Content]] = {1: {"en": TEXT}, 2: {"en": replace(TEXT, html="<b>#set</b> $x$ &lt;i&gt;")}}
    results = Results(found, Tally(2, 1, 1, {"bot was blocked by the user": 1}, {STOPPED: 1}), 1)
    evidence = Evidence(results, said, recipients(), POSTED, HEADS)
    paper = certificate.document(council, evidence, AT, t)
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf(paper))).pages).split())
    for each in recipients():
        assert each.person.name in words
    for version in said.values():
        # Long codes may be broken anywhere on paper.
        assert version["en"].fingerprint in words.replace(" ", "").replace("\u200b", "")
    assert "#set $x$ <i>" in words
    assert str(HEADS.audit)[:20] in words
    many = replace(results, tally=Tally(delivered=certificate.MOST_PRINTED + 1))
    printed = certificate.document(council, replace(evidence, results=many), AT, t)
    assert recipients()[0].person.name not in str(printed)
    assert len(workbook(*certificate.sheets(council, evidence, t))) > 1000


def test_a_text_has_one_hash_and_any_other_text_another() -> None:
    prints = {
        TEXT.fingerprint,
        replace(TEXT, html="Visit of 12 December").fingerprint,
        replace(TEXT, links=()).fingerprint,
        replace(TEXT, kind="photo").fingerprint,
        replace(TEXT, files=("AgAD",)).fingerprint,
    }
    assert len(prints) == 5
    # As a reader of the certificate computes it.
    told = "photo\n<b>Visit</b> of 12 December\nProgramme https://example.org/p\nfile AgAD"
    assert replace(TEXT, kind="photo", files=("AgAD",)).fingerprint == sha256(told.encode()).hexdigest()
    assert bare("<b>x</b> &lt;i&gt; &amp; <tg-spoiler>y</tg-spoiler>") == "x <i> & y"


@pytest.mark.parametrize(
    "error",
    [
        Forbidden("Forbidden: bot was blocked by the user"),
        Forbidden("Forbidden: user is deactivated"),
        Forbidden("Forbidden: bot can't initiate conversation with a user"),
        Forbidden("Forbidden: bot was kicked from the supergroup chat"),
        Forbidden("Forbidden: something new"),
        BadRequest("Chat not found"),
    ],
)
def test_every_refusal_of_a_chat_has_words_of_its_own(error: TelegramError) -> None:
    why = classify(error)
    assert why.outcome in {Outcome.SUSPEND, Outcome.FAIL}
    assert why.reason in CHAT_REASONS
    assert not reason_words(why.reason, Catalogs(["en"]).texts("en")).startswith("Telegram said")


def test_a_lost_file_is_told_by_the_reason_that_the_books_hold() -> None:
    assert classify(BadRequest("Message to copy not found")).reason == GONE


def test_the_largest_screens_fit_a_message(council: Council, t: Texts) -> None:
    title = "&" * 40
    longest = [made(title=title)] * 10
    whom = Markup("To: {}").format("&" * 400)
    assert length(bare(str(sending.listed(longest, [whom] * 10, ZONE, t).text))) < MESSAGE_LIMIT
    countries = Audience(AudienceKind.COUNTRIES, tuple("x" * 30 for _ in range(40)))
    seen = Overview(made(audience=AllOf((countries,) * 20), title=title), {"en": TEXT}, 10**6, {"en": 10**6})
    assert length(bare(str(draft.page(council, seen, ZONE, t).text))) < MESSAGE_LIMIT
    wide = Recipient(Person(1, 1, "x" * 120, "", "", "en", ZONE), State.DEAD, "bot was blocked by the user", AT, AT)
    listed = report.names(made(title=title), Which.FAILED, [wide] * PAGE, 10**6, 0, ZONE, t)
    assert length(bare(str(listed.text))) < MESSAGE_LIMIT


def test_link_buttons_and_hours_as_people_type_them() -> None:
    assert read_links("Programme - example.org/p\n\nVisit us: https://example.org") == (
        Link("Programme", "https://example.org/p"),
        Link("Visit us", "https://example.org"),
    )
    for typed, place in (("Programme", 1), ("a https://example.org\nb", 2), ("x https://example.org\n" * 9, 9)):
        with pytest.raises(BadLinkLine) as refusal:
            read_links(typed)
        assert refusal.value.place == place
    assert read_hours("72, 24;24") == (24, 72)
    for typed in ("", "soon", "0", "2000", "1 2 3 4 5 6"):
        with pytest.raises(BadNumber):
            read_hours(typed)
