"""Rich texts: whatever is in the rich message is in the plain ones, and the other way round."""

import re

from hypothesis import given, strategies as st
from markupsafe import Markup

from council.message_length import MOST_ENTITIES
from council.text_rules import MESSAGE_LIMIT, bare, length
from handlers.common.rich import (
    BLOCK_LIMIT,
    COLUMN_LIMIT,
    TEXT_LIMIT,
    Block,
    Details,
    Heading,
    Items,
    Paragraph,
    Table,
    rich,
    rich_view,
)
from sandbox import rich as telegram

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=12)
TEXTS = st.one_of(WORDS, WORDS.map(lambda words: Markup("<b>{}</b> <u>&amp;</u>").format(words)))
FLAT = st.one_of(
    TEXTS.map(Heading), TEXTS.map(Paragraph), st.lists(TEXTS, min_size=1, max_size=4).map(Items),
    st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4).map(lambda rows: Table(("Name", "What"), rows)),
)  # fmt: skip
BLOCKS = st.lists(st.one_of(FLAT, st.builds(Details, TEXTS, st.lists(FLAT, min_size=1, max_size=3))), min_size=1, max_size=12)


def words(text: str) -> str:
    """What there is to read, without what only parts it."""
    return "".join(sorted(re.sub(r"[\s·•]", "", text)))


@given(BLOCKS)
def test_the_plain_messages_say_what_the_rich_one_says(blocks: list[Block]) -> None:
    view = rich_view(blocks)
    read = telegram.rich_message({"html": view.rich, "skip_entity_detection": True})
    assert words(telegram.plain(read["blocks"])) == words("".join(bare(one) for one in (view.text, *view.more)))


def test_beyond_the_limits_it_is_plain_and_whole() -> None:
    for blocks in (
        [Paragraph("long " * (TEXT_LIMIT // 5 + 1))],
        [Paragraph(f"word {at}") for at in range(BLOCK_LIMIT + 1)],
        [Items([f"item {at}" for at in range(BLOCK_LIMIT)])],
        [Table(["head"] * (COLUMN_LIMIT + 1), [["cell"] * (COLUMN_LIMIT + 1)])],
    ):
        view = rich_view(blocks)
        assert not view.rich
        told = [view.text, *view.more]
        assert all(length(bare(one)) <= MESSAGE_LIMIT for one in told)
        assert words("".join(map(bare, told))) == words("".join(re.findall(r">([^<]+)<", rich(blocks))))


def test_at_the_limits_it_is_rich() -> None:
    assert rich_view([Paragraph("x" * TEXT_LIMIT)]).rich
    assert rich_view([Paragraph("x")] * BLOCK_LIMIT).rich


def test_many_marks_are_parted_too() -> None:
    view = rich_view([Paragraph(Markup(" ").join(Markup("<u>{}</u>").format(at) for at in range(250)))])
    assert [one.count("<u>") for one in (view.text, *view.more)] == [MOST_ENTITIES, MOST_ENTITIES, 50]


def test_a_heading_goes_with_what_is_below_it() -> None:
    view = rich_view([Heading("Title"), Paragraph("long " * 1500)])
    assert view.text.startswith("<b>Title</b>\nlong long")
    assert len(view.more) == 1
