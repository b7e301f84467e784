"""The news as people see it, in each language of the council."""

import dataclasses
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from council.chats import Lack
from council.communiques import public_decision
from council.config import Council
from council.posts import CopyKind, Headline, Post, PostState, Topic
from council.subscriptions import Pace, Rhythm, Subscription
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.channels import views as desk
from handlers.common.pictures.canvas import DOTS
from handlers.common.pictures.code import Code, code_picture
from handlers.common.pictures.news import Bar, Growth, growth_picture
from handlers.common.presses import encode
from handlers.common.texts import Texts
from handlers.common.topics import Topics
from handlers.common.view import View
from handlers.communiques import views as communiques
from handlers.posts import views as posts
from handlers.subscriptions import views
from handlers.subscriptions.views import Missed
from storage.channels import Channel, ChannelState
from storage.communiques import Communique, CommuniqueState
from storage.outbox import State
from storage.posts import Reach
from storage.subscriptions import Census
from tests.council.records import a_record

AT = datetime(2026, 11, 24, 4, tzinfo=UTC)
ZONE = "Asia/Tashkent"
NAMED = [Topic(1, {"en": "Schooling & <play>", "ru": "Обучение"}, ("schooling", "обучение"))]
SUB = Subscription(1, "en", ("B", "t1"), Rhythm(Pace.WEEKLY, time(7, 30), 2))


@pytest.fixture
def topics(council: Council) -> Topics:
    return Topics(council, NAMED)


def drawn(view: View) -> str:
    for row in view.rows:
        for button in row:
            assert button.press is None or len(encode(button.press).encode()) <= 64
    rows = [" ".join(f"[{button.text}]" for button in row) for row in view.rows]
    assert length(bare(str(view.text))) <= MESSAGE_LIMIT
    return "\n".join([str(view.text), *rows])


def line(number: int, topic: str = "B", title: str = "Handbook <2> & more") -> Headline:
    return Headline(number, title, "photo", f"https://t.me/rec_news/{number}", AT, (topic,))


def reach(number: int = 1, **changed: object) -> Reach:
    values: dict[str, object] = {"revision": 2, "copied_as": CopyKind.TEXT, **changed}
    post = Post(number, -100, number, AT, PostState.FROZEN, "en", "Handbook <2>", **values)  # type: ignore[arg-type]
    return Reach(post, AT, 5, 3, 2, 1, 0, bundled=True)


def test_following(topics: Topics, t: Texts, snapshot: SnapshotAssertion) -> None:
    choosing = Subscription(1, "en", ("B",), Rhythm(Pace.NOW), active=False)
    nothing = Subscription(1, "en", (), Rhythm(Pace.NOW))
    many = Subscription(1, "en", tuple(f"t{n}" for n in range(30)), Rhythm(Pace.NOW))
    paused = Subscription(1, "en", ("*",), Rhythm(Pace.DAILY), paused_until=AT.replace(day=30))
    seen = [
        drawn(views.choose_language(["en", "ru"], t, new=True)),
        drawn(views.choose_topics(topics, choosing, t, asked=True)),
        drawn(views.choose_topics(topics, choosing, t, asked=False)),
        drawn(views.choose_topics(topics, SUB, t, asked=False)),
        drawn(views.choose_pace(choosing, ZONE, t, asked=True)),
        drawn(views.choose_pace(choosing, ZONE, t, asked=False, topics="B")),
        *(
            drawn(views.following(topics, found, ["en", "ru"], ZONE, AT, t, head=t("You get the news")))
            for found in (SUB, nothing, paused)
        ),
        drawn(views.paused(AT, ZONE, t)),
        *(drawn(views.unsubscribed(was, t)) for was in (SUB, many, None)),
    ]
    assert seen == snapshot


def test_posts_and_lists(topics: Topics, t: Texts, snapshot: SnapshotAssertion) -> None:
    post = reach().post
    few = [line(1), line(2, "t1", ""), line(3, "D"), line(4, "-")]
    many = [line(number) for number in range(200)]
    seen = [
        drawn(posts.under_album(post, "https://t.me/rec_news/1", t)),
        drawn(posts.as_link(post, "https://t.me/rec_news/1", t)),
        drawn(posts.changed(post, "https://t.me/rec_news/1", t)),
        drawn(posts.taken_back(t)),
        drawn(views.digest(topics, few, AT, ZONE, t)),
        drawn(views.digest(topics, few[:1], AT, ZONE, t)),
        drawn(views.bundle(topics, many, AT, ZONE, t))[-400:],
        drawn(views.latest(few, Missed(3, 7, AT), ZONE, t)),
        drawn(views.latest([], None, ZONE, t)),
        drawn(views.since_then(topics, few, t)),
        drawn(views.since_then(topics, [], t)),
    ]
    assert seen == snapshot


def test_the_longest_list_fits_a_message(topics: Topics, t: Texts) -> None:
    drawn(views.bundle(topics, [line(number, title="Щ" * 90) for number in range(500)], AT, ZONE, t))


def test_the_desk(council: Council, topics: Topics, t: Texts, snapshot: SnapshotAssertion) -> None:
    census = Census(7, {"en": 4, "ru": 3}, {"now": 5, "daily": 2}, {"*": 3, "B": 4, "t1": 1}, 1, 2)
    source = Channel(3, -1001234567890, "en", "News <of> us", "rec_news", ChannelState.FOLLOWED)
    offered = Channel(4, -1001234567891, "", "News", "", ChannelState.OFFERED)
    found = Communique(1, "record", 1, ("B",), {"en": "a", "ru": "b"}, CommuniqueState.DRAFT)
    posted = Communique(1, "record", 1, ("B",), {"en": "a", "ru": "b"}, CommuniqueState.PUBLISHED)
    where: list[tuple[Channel, str, State | None]] = [(source, "en", State.SENT), (offered, "ru", State.UNCERTAIN)]
    seen = [
        drawn(desk.desk(topics, census, 2, t)),
        drawn(desk.desk(Topics(council, []), Census(0, {}, {}, {}, 0, 0), 0, t)),
        drawn(posts.posts([reach(), reach(2, retracted=True)], t, unfollowed=False)),
        drawn(posts.posts([], t, unfollowed=True)),
        drawn(posts.posts([dataclasses.replace(reach(), followers=0), reach()], t, unfollowed=True)),
        str(posts.taken_back_said(reach().post, t).text),
        drawn(posts.post(topics, reach(), ["B", "t1"], "https://t.me/rec_news/1", ZONE, t)),
        drawn(posts.ask_retract(reach(), t)),
        drawn(desk.channel(council, offered, [Lack.POST], t)),
        drawn(desk.channel(council, source, [Lack.OUTSIDE], t)),
        drawn(desk.channels([(source, ()), (offered, (Lack.UNKNOWN,))], ["@else"], t)),
        drawn(desk.not_seen(t)),
        drawn(desk.topics([(NAMED[0], 1)], t)),
        drawn(desk.ask_end(NAMED[0], 3, 1, t)),
        drawn(desk.links(topics, t)),
        drawn(communiques.communique(found, where, t)),
        drawn(communiques.communique(posted, where, t)),
    ]
    assert seen == snapshot


def test_what_is_told_of_a_decision_fits_and_is_escaped(council: Council, t: Texts, snapshot: SnapshotAssertion) -> None:
    told = communiques.of_decision(public_decision(a_record(text="<b>x</b> & " + "y" * 3990), "7c1e"), council, t)
    assert length(bare(told)) <= MESSAGE_LIMIT
    assert "&lt;b&gt;x&lt;/b&gt; &amp; " in told
    assert told.replace("y" * 50, "") == snapshot


def test_pictures_are_as_wide_as_a_phone_wants(tmp_path: Path) -> None:
    day = AT.date()
    bars = [Bar("$5 <b> и длинное название публикации, которое не помещается в строку целиком", 3, 2)] * 8
    growth = Growth("Council", "People", [(day, 0), (day, 3)], [(day, "24")], "Reach", "sent", "listed", bars)
    for made in (growth_picture(growth), code_picture(Code("Council: B", "https://t.me/majlis_bot?start=n_B"))):
        assert made.startswith(b"\x89PNG")
        assert int.from_bytes(made[16:20]) in {6 * DOTS, 5 * DOTS}
