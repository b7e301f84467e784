"""A message that is too long is cut in its longest lines."""

import html
import re
from html import escape

import pytest
from hypothesis import given, strategies as st

from council import message_length
from council.message_length import MOST_ENTITIES, fitted, parted
from council.text_rules import bare, length

PIECES = st.lists(st.tuples(st.sampled_from(["", "b", "u", "blockquote"]), st.text(max_size=400), st.booleans()), max_size=60)


@given(PIECES, st.integers(200, 4096))
def test_what_is_too_long_is_cut_in_its_longest_lines(pieces: list[tuple[str, str, bool]], limit: int) -> None:
    text = ""
    for tag, words, ends in pieces:
        text += (f"<{tag}>{escape(words)}</{tag}>" if tag else escape(words)) + ("\n" if ends else "")
    told = fitted(text, limit)
    assert length(bare(told)) <= limit
    assert re.findall("<[^>]*>", told) == re.findall("<[^>]*>", text), "whatever is opened is closed"
    if length(bare(text)) <= limit:
        assert told == text
    before, after = text.split("\n"), told.split("\n")
    whole = [length(bare(a)) for a, b in zip(before, after, strict=False) if a == b]
    cut = [length(bare(b)) for a, b in zip(before, after, strict=False) if a != b]
    if len(before) == len(after) and cut and whole:
        assert max(whole) <= max(cut) + 1


@given(PIECES, st.integers(20, 600))
def test_what_takes_several_messages_is_parted_and_nothing_is_left_out(pieces: list[tuple[str, str, bool]], limit: int) -> None:
    text = ""
    for tag, words, ends in pieces:
        text += (f"<{tag}>{escape(words)}</{tag}>" if tag else escape(words)) + ("\n" if ends else "")
    parts = parted(text, limit)
    assert "".join("".join(map(bare, parts)).split()) == "".join(bare(text).split())
    for part in parts:
        assert length(bare(part)) <= limit
        tags = re.findall("<[^>]*>", part)
        assert len(tags) <= 2 * MOST_ENTITIES
        assert tags[1::2] == [f"</{tag[1:]}" for tag in tags[::2]], "whatever is opened is closed in the same message"


def test_a_text_is_parted_after_a_line_or_a_word() -> None:
    assert parted("one two three\nfour five", 16) == ["one two three", "four five"]
    assert parted("<b>one two three</b>", 9) == ["<b>one two</b>", "<b>three</b>"]
    assert parted("a" * 7, 3) == ["aaa", "aaa", "a"]
    assert parted("", 3) == []


def test_parting_a_long_text_takes_no_longer_for_each_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked through is counted, in characters: it grows with the text, not with its square."""
    looked: list[int] = []

    def counted(piece: str) -> str:
        looked.append(len(piece))
        return html.unescape(piece)

    monkeypatch.setattr(message_length, "unescape", counted)
    needed = []
    for many in (20, 80):
        looked.clear()
        assert len(parted("&lt;a &amp; b&gt; " * 600 * many)) >= many
        needed.append(sum(looked))
    assert needed[1] < 5 * needed[0]
