"""Every view, drawn with every field at its limit, is a message that Telegram takes."""

import inspect
import itertools
import typing
from collections.abc import Sequence

import pytest
from markupsafe import Markup

from council.announcements import CAPTION_LIMIT
from council.config import Council
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.common.operations import edit, keys, send_file
from handlers.common.presses import Press
from handlers.common.texts import Catalogs, Texts
from handlers.common.view import GLANCE, Style, View, button, copying, height
from handlers.recommendations.presses import Browse
from sandbox.rich import rich_message
from tests.views.every import CATALOGS, VIEWS
from tests.views.filled import Filler, long

MANY = 30
"""How long lists are. Some are shorter wherever they are drawn; then this proves more than it has to."""


def draw_at_limits(name: str, council: Council, t: Texts, *, most: int) -> None:
    """Draw a view with every field at its limit, at `most` so many times with other members of enumerations, and check what comes
    out."""
    function = VIEWS[name]
    hints = typing.get_type_hints(function)
    times = 0
    sizes: list[int] = []
    impossible: list[Exception] = []
    for nth, yes in itertools.product(range(9), (True, False)):
        filler = Filler({Texts: t, Council: council, Catalogs: CATALOGS, Press: Browse(0)}, nth, yes, MANY)
        try:
            given = {one: filler.make(hints[one], one, function.__name__) for one in inspect.signature(function).parameters}
            drawn = function(**given)
        except Exception as fault:  # noqa: BLE001 - these values do not go together
            impossible.append(fault)
            continue
        views = [drawn] if isinstance(drawn, View) else typing.cast("Sequence[View]", drawn or ())
        sizes += [length(bare(text)) for view in views for text in (view.text, *view.more)]
        assert all(rich_message({"html": view.rich}) for view in views if view.rich)
        if name in CARDS:
            assert max(height(view.text) for view in views) <= GLANCE, (name, views)
        times += 1
        styles = [[one.style for row in view.rows for one in row] for view in views]
        assert all(given.count(Style.PRIMARY) <= 1 for given in styles), "a card has one main step at most"
        if times == most:
            break
    assert sizes, impossible
    assert max(sizes) <= MESSAGE_LIMIT, name


@pytest.mark.parametrize("t", ["ru"], indirect=True)  # the longest words
@pytest.mark.parametrize("name", VIEWS)
def test_every_field_at_its_limit(name: str, council: Council, t: Texts) -> None:
    draw_at_limits(name, council, t, most=6)


@pytest.mark.long
@pytest.mark.parametrize("language", CATALOGS.languages)
def test_and_so_in_every_language(language: str, council: Council) -> None:
    for name in VIEWS:
        draw_at_limits(name, council, CATALOGS.texts(language), most=18 if language == "ru" else 5)


CARDS = {
    "rounds.views.card.draw_card", "rounds.views.card.draw_chat_card", "rounds.views.sheet.draw_sheet",
    "rounds.views.result.draw_result", "recommendations.views.page.page", "recommendations.views.notices.consultation_in_chat",
    "meetings.views.card.card", "meetings.views.card.managed", "meetings.views.card.cancelled", "minutes.views.page.page",
    "announcements.views.report.report", "announcements.views.sending.waiting", "followup.views.page.page",
    "followup.views.card.question", "registration.views.requests.card", "registration.views.requests.waits",
    "questions.views.card", "home.views.entrance.home", "chats.views.case_card",
}  # fmt: skip
"""The living cards: each is read at a glance."""


def test_the_cards_are_there() -> None:
    assert VIEWS.keys() >= CARDS


def test_what_is_too_long_to_be_copied_has_no_button() -> None:
    assert [len(copying("Copy", words)) for words in ("", "x" * 256, "x" * 257)] == [0, 1, 0]


def test_a_row_for_which_a_chat_has_no_room_becomes_several() -> None:
    row = tuple(button(label, Browse(0)) for label in ("Answer in another chat", "Open the page"))
    assert [[len(each) for each in keys((row, (), row[1:]), chat)] for chat in (1, -1)] == [[2, 1], [1, 1, 1]]


def test_the_words_under_a_file() -> None:
    view = View(Markup("<b>{}</b>\n{}").format(long(3000), long(900)))
    for operation in (send_file(1, "record.pdf", view, file_id="id"), edit(1, 2, view, caption=True)):
        assert length(bare(operation.html or "")) <= CAPTION_LIMIT
    assert edit(1, 2, view).html == view.text
