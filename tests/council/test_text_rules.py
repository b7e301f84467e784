"""What people type: cleaned in one pass, or refused."""

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given, strategies as st

from council import text_rules
from council.errors import BadLink, Empty, Refused, TooLong

# The difficult ones: all kinds of spaces, combining marks, direction and invisible characters, lone surrogates.
TROUBLE = " \t\n\r\x00\x0b\x1c\x7f\x85\xa0\xad\u0301\u0344\u061c\u115f\u200b\u200d\u200f\u2028\u202e\u2069\u2800\u3164\ufeff"
TYPED = st.text(st.one_of(st.characters(), st.sampled_from(TROUBLE + "e9./:?#-_"), st.characters(categories=["Cs"])), max_size=60)
HOSTS = st.from_regex(r"([a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?\.){1,3}(org|kz|рф)", fullmatch=True)
TAILS = st.text(st.characters(categories=["L", "N", "S", "Zs"]) | st.sampled_from("/?#&=%:@.-"), max_size=30)
LINKS = st.builds("{}{}{}".format, st.sampled_from(["", "http://", "https://", "HTTPS://", "ftp://"]), HOSTS, TAILS)

CLEANERS: dict[str, Callable[[str], str]] = {
    "line": lambda text: text_rules.line(text, 40),
    "name": text_rules.name,
    "body": lambda text: text_rules.body(text, 40),
    "link": text_rules.link,
}


def outcome(clean: Callable[[str], str], text: str) -> str | None:
    try:
        return clean(text)
    except Refused:
        return None


@pytest.mark.parametrize("name", CLEANERS)
@given(text=TYPED | LINKS)
@example("e\u200f\u0301")  # removing the middle lets the ends compose
@example("a \x00 b")
@example(f"example.org/{'x' * 485}")  # fits until the scheme is added
def test_what_is_kept_is_clean_and_cleaning_it_again_changes_nothing(name: str, text: str) -> None:
    clean = CLEANERS[name]
    kept = outcome(clean, text)
    if kept is None:
        return
    limit = {"line": 40, "name": text_rules.NAME_LIMIT, "body": 40, "link": text_rules.LINK_LIMIT}[name]
    assert text_rules.length(kept) <= limit
    assert clean(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()
    assert not text_rules.TURNING & set(kept)
    allowed = "\n" if name == "body" else ""
    assert not [c for c in kept if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} and c not in allowed]
    kept.encode()  # the database and Telegram both require valid UTF-8


@given(TYPED)
def test_letters_that_were_typed_are_kept(text: str) -> None:
    kept = outcome(text_rules.line, text)
    wanted = [c for c in unicodedata.normalize("NFC", text) if c.isalnum() and c.isascii()]
    if kept is not None and not set(text) & (text_rules.TURNING | set("\u0301\u0344")):
        assert [c for c in kept if c.isalnum() and c.isascii()] == wanted


@given(st.text())
def test_lengths_are_telegrams(text: str) -> None:
    assert text_rules.length(text) == sum(2 if ord(c) > 0xFFFF else 1 for c in text)


@given(st.text(), st.integers(0, 20))
def test_a_cut_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    kept = text_rules.cut(text, limit)
    assert text.startswith(kept)
    assert limit - 1 <= text_rules.length(kept) <= limit or kept == text


@pytest.mark.parametrize("text", ["", "  \n\t", "\u200b", "\u3164\u2800", "\u202e\u202c", "\x00", "\ud83d", "\u0301"])
def test_what_nobody_would_see_is_empty(text: str) -> None:
    for clean in CLEANERS.values():
        with pytest.raises(Empty):
            clean(text)


@pytest.mark.parametrize("text", ["—", "👍", "5", "Ғ", "ў", "a\u200db"])
def test_what_can_be_seen_is_kept(text: str) -> None:
    assert text_rules.line(text) == text


def test_a_line_is_one_line_and_a_body_keeps_its_lines() -> None:
    assert text_rules.line(" Psychosocial\tsupport \r\n and  health\x07 ") == "Psychosocial support and health"
    assert text_rules.body(" first\r\nsecond\tpart\u2028third\rfourth \n") == "first\nsecond part\nthird\nfourth"


def test_too_long_tells_both_lengths_in_utf_16() -> None:
    with pytest.raises(TooLong) as refused:
        text_rules.name("😀" * 61)
    assert (refused.value.limit, refused.value.got) == (120, 122)
    assert text_rules.name("😀" * 60)


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://example.org/agenda?id=5#top",
        "https://example.org:8443/x",
        "https://совет.рф/повестка",
        "https://us02web.zoom.us/j/123?pwd=a.1",
        "http://192.168.0.1/agenda",
    ],
)
def test_links_that_can_be_opened(text: str) -> None:
    assert text_rules.link(text) == text


@pytest.mark.parametrize(("typed", "kept"), [("example.org", "https://example.org"), (" a.kz/b ", "https://a.kz/b")])
def test_a_bare_host_is_taken_as_https(typed: str, kept: str) -> None:
    assert text_rules.link(typed) == kept


@pytest.mark.parametrize(
    "text",
    [
        "agenda",
        "javascript:alert(1)",
        "ftp://example.org/agenda",
        "tg://user?id=5",
        "https://",
        "https://localhost/x",
        "https://..org",
        "https://-a.org",
        "https://example..org",
        "https://exa mple.org",
        "https://exa\u200bmple.org",
        "https://[::1",
        "https://example.org:99999",
        "https://example.org:port",
        "https:example.org",
        "see https://example.org",
    ],
)
def test_links_that_cannot(text: str) -> None:
    with pytest.raises(BadLink):
        text_rules.link(text)


def test_the_trouble_is_trouble() -> None:
    """The characters above have the properties they are chosen for, so that the tests cover more than plain letters."""
    assert {unicodedata.category(c) for c in TROUBLE} >= {"Cc", "Cf", "Mn", "Zl", "Zs", "Lo", "So"}
    assert re.search(r"\s", TROUBLE)


@given(st.text(alphabet="aбเก\u0e31\u0e35\u0301\u0308\u05b0 ", min_size=1, max_size=60))
def test_no_letter_bears_a_pile_of_marks(typed: str) -> None:
    try:
        cleaned = text_rules.line(typed)
    except Empty:
        return
    run = 0
    for c in unicodedata.normalize("NFC", cleaned):
        run = run + 1 if unicodedata.category(c) in {"Mn", "Me"} else 0
        assert run <= text_rules.MOST_MARKS
    assert text_rules.line(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "shown"), [("One. Two three", "One…"), ("One, two three", "One, two…"), ("One – two three", "One…")]
)
def test_no_mark_stands_before_an_ellipsis(text: str, shown: str) -> None:
    assert text_rules.beginning(text, len(shown) + 3) == shown
