"""What a translation keeps of its source."""

import pytest
from hypothesis import given, strategies as st

from council.errors import Empty, Refused, TooLong
from council.translations import OtherForms, OtherLines, OtherMarkup, OtherPlaceholders, check, check_length, matching

ONE, MANY = "{n} person has “{title}”", "{n} people have “{title}”"


@pytest.mark.parametrize(
    ("source", "forms"),
    [
        (["Open {title}"], ["«{title}» ачуу"]),
        ([ONE, MANY], ["{title}: 1", "{title}: {n}"]),
        (["<b>Yes</b> &amp; no"], ["<b>Ha</b> &amp; yoʻq"]),
        (['<a href="{url}">here</a>'], ['<a href="{url}">bu yerda</a>']),
        (["one\n{two}"], ["{two}\nbir"]),
        (["{{x}} {n}"], ["{n} {{y}}"]),
    ],
)
def test_a_good_one_is_taken(source: list[str], forms: list[str]) -> None:
    check(source, forms, 2)


@pytest.mark.parametrize(
    ("source", "form", "refusal"),
    [
        ("Open {title}", "Open {titel}", OtherPlaceholders),
        ("Open {title}", "Open", OtherPlaceholders),
        ("Open {title}", "Open {title", OtherPlaceholders),
        ("Open {title}", "Open {title} {}", OtherPlaceholders),
        ("Open {title}", "Open {title.__class__}", OtherPlaceholders),
        ("Open {title}", "Open {title!r}", OtherPlaceholders),
        ("Open {title}", "Open {title:>9999}", OtherPlaceholders),
        ("<b>Yes</b>", "Yes", OtherMarkup),
        ("<b>Yes</b>", "<b>Yes", OtherMarkup),
        ("<b>Yes</b>", "<b>Yes<b>", OtherMarkup),
        ("<b>Yes</b> <i>no</i>", "<b>Yes <i>no</b></i>", OtherMarkup),
        ("<b>Yes</b>", "<b onclick='x'>Yes</b>", OtherMarkup),
        ("Yes", "<b>Yes</b>", OtherMarkup),
        ("Yes", "2 < 3", OtherMarkup),
        ("Yes", "this & that", OtherMarkup),
        ("Yes", "&nbsp;yes", OtherMarkup),
        ("Yes", "Yes\nno", OtherLines),
        ("Yes", " Yes", OtherLines),
        ("Yes", " ", Empty),
    ],
)
def test_a_broken_one_is_refused(source: str, form: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        check([source], [form], 2)


@pytest.mark.parametrize("forms", [["1"], ["1", "2"], ["1", "2", "3", "4"]])
def test_each_plural_form_is_wanted(forms: list[str]) -> None:
    with pytest.raises(OtherForms):
        check(["a", "b"], forms, 3)


@given(st.lists(st.sampled_from(["{n}", "{title}", "<b>", "</b>", "{", "}", "<", "&", "&lt;", "word", "\n", " "]), max_size=8))
def test_what_is_taken_can_be_filled_in(parts: list[str]) -> None:
    form = "".join(parts)
    try:
        check([ONE, MANY], [form, MANY], 2)
    except Refused:
        return
    filled = form.format(n=1, title="x")
    assert "x" in filled
    assert "<" not in filled


def test_a_corrected_text_has_room() -> None:
    check_length(["a" * 35], ["a" * 10])
    with pytest.raises(TooLong):
        check_length(["short", "a" * 36], ["a" * 10, "b"])


TEXTS = {
    "a": ["Nothing waits for you."],
    "b": ["<b>{n}</b> meeting to answer", "<b>{n}</b> meetings to answer"],
    "c": ["Words"],
    "d": ["{a}, {b}"],
    "e": ["What waits for you: {n}"],
}


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("Nothing  waits for YOU.", "a"),
        ("Home\n\n12 meetings to answer\nNothing waits for you.", "ab"),
        ("nothing waits", "a"),
        ("you waits", "ae"),
        ("swords", ""),
        ("last words", "c"),
        ("their very last words", ""),
        ("one, two", ""),
        ("<b>{n}</b> meeting to answer", "b"),
        ("", ""),
        (" \n", ""),
    ],
)
def test_a_text_is_found_by_a_message_or_by_some_words(typed: str, keys: str) -> None:
    assert sorted(matching(typed, TEXTS, 8)) == sorted(keys)


def test_the_likeliest_is_offered_first() -> None:
    assert matching("Home\n\n12 meetings to answer\nNothing waits for you.", TEXTS, 8) == ["a", "b"]
    assert matching("meeting", {str(n): [f"meeting {'x' * n}"] for n in range(1, 30)}, 3) == ["1", "2", "3"]
