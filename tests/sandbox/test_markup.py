"""The HTML parse mode by itself."""

import pytest

from sandbox.detecting import with_detected
from sandbox.errors import RefusedError
from sandbox.markup import checked_link, parse_html
from sandbox.model import Json
from sandbox.rendering import as_html
from sandbox.utf16 import cut, span

_Entity = tuple[str, int, int]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b>c", "ac", [("bold", 0, 1)]),
        ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", "abcd", [
            ("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1), ("strikethrough", 3, 1),
        ]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<B>a</b>", "a", [("bold", 0, 1)]),
        ("😀<u>ж</u>", "😀ж", [("underline", 2, 1)]),
        ("<b></b>x", "x", []),
        ("<b>a</>b", "ab", [("bold", 0, 1)]),
        ("&lt;b&gt; &amp; &quot;x&quot;", '<b> & "x"', []),
        ("&#1046;&#x416;&#x1F600;<s>x</s>", "ЖЖ😀x", [("strikethrough", 4, 1)]),
        ("&nbsp;&copy;&ampx &amp", "&nbsp;&copy;&ampx &", []),
        ("&#0;&#xD800;", "&#0;&#xD800;", []),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", [
            ("spoiler", 0, 1), ("spoiler", 1, 1),
        ]),
        ("<blockquote>a</blockquote><blockquote expandable>b</blockquote>", "ab", [
            ("blockquote", 0, 1), ("expandable_blockquote", 1, 1),
        ]),
        ("<pre>a</pre><code>b</code>", "ab", [("pre", 0, 1), ("code", 1, 1)]),
        ("<a href='no link'>a</a>", "a", []),
    ],
)  # fmt: skip
def test_markup_becomes_text_and_entities(source: str, text: str, entities: list[_Entity]) -> None:
    parsed, found = parse_html(source)
    assert parsed == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in found] == entities


def test_links_mentions_languages_and_emoji_carry_their_extras() -> None:
    source = (
        "<a href=\"https://example.org/?a=1&amp;b=2\">a</a><a href='tg://user?id=1001'>b</a>"
        '<pre><code class="language-python">c</code></pre><tg-emoji emoji-id="536832417067">d</tg-emoji>'
    )
    _, found = parse_html(source)
    assert found == [
        {"type": "text_link", "offset": 0, "length": 1, "url": "https://example.org/?a=1&b=2"},
        {"type": "text_mention", "offset": 1, "length": 1, "user": {"id": 1001, "is_bot": False, "first_name": "b"}},
        {"type": "pre", "offset": 2, "length": 1, "language": "python"},
        {"type": "custom_emoji", "offset": 3, "length": 1, "custom_emoji_id": "536832417067"},
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("ж<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a href="x>a</a>', "Unclosed start tag at byte offset 0"),
        ("<a href>a</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<tg-time unix="soon">a</tg-time>', "Invalid date and time specified"),
        ('<tg-time unix="1796292000" format="rd">a</tg-time>', "Invalid date and time specified"),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_bad_markup_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(RefusedError) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {words}"
    assert caught.value.code == 400


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("example.org", "http://example.org/"),
        ("http://127.0.0.1:8080/feed", "http://127.0.0.1:8080/feed"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("http://localhost:8080/", None),
        ("ftp://example.org/", None),
        ("https://exa mple.org/", None),
        ("", None),
    ],
)
def test_links_are_checked(url: str, kept: str | None) -> None:
    assert checked_link(url) == kept


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start 42", [("bot_command", "/start")]),
        ("see /agenda@council_bot, and/or 1/2", [("bot_command", "/agenda@council_bot")]),
        ("#энергия #2030 #q3 a#b", [("hashtag", "#энергия"), ("hashtag", "#q3")]),
        ("😀 @council_news, a@b", [("mention", "@council_news")]),
        ("(https://example.org/a?b=1#c).", [("url", "https://example.org/a?b=1#c")]),
        ("mail secretariat@example.org!", [("email", "secretariat@example.org")]),
        ("nothing", []),
    ],
)
def test_telegram_finds_some_things_by_itself(text: str, found: list[tuple[str, str]]) -> None:
    detected = [(entity["type"], cut(text, *_place(entity))) for entity in with_detected(text, [])]
    assert detected == found


def test_nothing_is_found_inside_code_and_links_and_nothing_twice() -> None:
    text, given = parse_html("<code>/start</code> <a href='example.org'>#one</a> <b>#two</b>")
    found = with_detected(text, given)
    assert [entity["type"] for entity in found] == ["code", "text_link", "bold", "hashtag"]
    assert with_detected(text, found) == found


def _place(entity: Json) -> tuple[int, int]:
    start, end = span(entity)
    return start, end - start


@pytest.mark.parametrize(
    "source",
    [
        "<b>a<i>b</i></b>c &lt;d&gt;",
        '😀<a href="https://example.org/?a=1&amp;b=2">ссылка</a>',
        "<b>a</b><i>b</i>",
        "<blockquote expandable>a</blockquote><code>b</code>",
        '<tg-time unix="1796292000">3 December</tg-time>, <tg-time unix="1796292000" format="r">in 9 days</tg-time>',
    ],
)
def test_entities_read_back_as_markup(source: str) -> None:
    text, entities = parse_html(source)
    assert as_html(text, entities) == source
