"""Rich messages: HTML becomes blocks, is kept, edited and copied, and read by people as plain words."""

import pytest

from sandbox.client import Sandbox
from sandbox.errors import RefusedError
from sandbox.rich import plain, rich_message
from tests.sandbox.raw import Raw


def blocks(html: str, **more: object) -> object:
    return rich_message({"html": html, **more})["blocks"]


def item(text: str, **more: object) -> dict[str, object]:
    return {"blocks": [{"type": "paragraph", "text": text}], "label": "•", **more}


@pytest.mark.parametrize(
    ("html", "block"),
    [
        ("words", {"type": "paragraph", "text": "words"}),
        ("<p>a &lt; b</p>", {"type": "paragraph", "text": "a < b"}),
        ("<h3>x</h3>", {"type": "heading", "text": "x", "size": 3}),
        ("<hr/>", {"type": "divider"}),
        ("<footer>x</footer>", {"type": "footer", "text": "x"}),
        ('<pre><code class="language-python">x = 1</code></pre>', {"type": "pre", "text": "x = 1", "language": "python"}),
        ("<tg-math-block>a^2</tg-math-block>", {"type": "mathematical_expression", "expression": "a^2"}),
        ("<ul><li>a</li><li>b</li></ul>", {"type": "list", "items": [item("a"), item("b")]}),
        ('<ul><li><input type="checkbox" checked>a</li></ul>', {"type": "list", "items": [
            item("a", has_checkbox=True, is_checked=True)
        ]}),
        ('<ol start="4" type="i"><li>a</li></ol>', {"type": "list", "items": [item("a", label="iv.", value=4, type="i")]}),
        ("<blockquote>a<cite>b</cite></blockquote>",
         {"type": "blockquote", "blocks": [{"type": "paragraph", "text": "a"}], "credit": "b"}),
        ("<aside>a<cite>b</cite></aside>", {"type": "pullquote", "text": "a", "credit": "b"}),
        ("<details open><summary>a</summary><p>b</p></details>",
         {"type": "details", "summary": "a", "blocks": [{"type": "paragraph", "text": "b"}], "is_open": True}),
        ('<table bordered><caption>c</caption><tr><th>a</th><td align="right" colspan="2">b</td></tr></table>',
         {"type": "table", "is_bordered": True, "caption": "c", "cells": [[
             {"align": "left", "valign": "top", "text": "a", "is_header": True},
             {"align": "right", "valign": "top", "text": "b", "colspan": 2},
         ]]}),
    ],
)  # fmt: skip
def test_each_block(html: str, block: dict[str, object]) -> None:
    assert blocks(html) == [block]


def test_texts_are_formatted_and_what_is_in_them_is_found() -> None:
    [paragraph] = [block["text"] for block in rich_message({"html": (
        '<b>a <i>b</i></b> <a href="https://example.org">c</a> <a href="#top">d</a> /home<br><tg-spoiler>e</tg-spoiler>'
        '<tg-time unix="1796292000" format="d">f</tg-time>'
    )})["blocks"]]  # type: ignore[attr-defined]  # fmt: skip
    assert paragraph == [
        {"type": "bold", "text": ["a ", {"type": "italic", "text": "b"}]},
        " ",
        {"type": "url", "text": "c", "url": "https://example.org/"},
        " ",
        {"type": "anchor_link", "text": "d", "anchor_name": "top"},
        " ",
        {"type": "bot_command", "text": "/home", "bot_command": "/home"},
        "\n",
        {"type": "spoiler", "text": "e"},
        {"type": "date_time", "text": "f", "unix_time": 1796292000, "date_time_format": "d"},
    ]
    assert blocks('<a name="top"></a>x') == [{"type": "anchor", "name": "top"}, {"type": "paragraph", "text": "x"}]
    assert blocks("see /home", skip_entity_detection=True) == [{"type": "paragraph", "text": "see /home"}]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "message text is empty"),
        ({"html": " "}, "message text is empty"),
        ({"html": "<p></p>"}, "message text is empty"),
        ({"html": "<script>x</script>"}, 'can\'t parse entities: Unsupported start tag "script"'),
        ({"html": "<p>x"}, "can't parse entities: Can't find end tag corresponding to start tag \"p\""),
        ({"html": "x</p>"}, "can't parse entities: Unexpected end tag"),
        ({"html": "<b><i>x</b></i>"}, 'can\'t parse entities: Unmatched end tag, expected "</i>", found "</b>"'),
        ({"html": "x" * 32_769}, "message is too long"),
        ({"html": "<p>x</p>" * 501}, "message is too long"),
        ({"html": f"<ul>{'<li>x</li>' * 250}</ul>"}, "message is too long"),
        ({"html": f"<table>{'<tr><td>x</td></tr>' * 500}</table>"}, "message is too long"),
        ({"html": "<blockquote>" * 20 + "x" + "</blockquote>" * 20}, "message is nested too deeply"),
        ({"html": "<b>" * 40_000}, "message is nested too deeply"),
        ({"html": f"<table><tr>{'<td>x</td>' * 21}</tr></table>"}, "message is too long"),
        ({"html": '<img src="x">'}, "the sandbox does not read <img> in rich messages"),
        ({"markdown": "# x"}, "the sandbox reads rich messages in HTML only"),
    ],
)
def test_what_is_refused(given: dict[str, object] | None, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        rich_message(given)
    assert refused.value.description == f"Bad Request: {words}"


def test_people_read_plain_words() -> None:
    html = "<h1>Title</h1><ol><li>one</li><li>two <b>words</b></li></ol><table><tr><td>a</td><td>b</td></tr></table><p>end</p>"
    assert plain(blocks(html)) == "Title\n1. one\n2. two words\na\tb\nend"


async def test_it_is_sent_edited_copied_and_read(raw: Raw, sandbox: Sandbox) -> None:
    person = await sandbox.person("a member")
    await person.say("/start")
    markup = {"inline_keyboard": [[{"text": "Agree", "callback_data": "yes"}]]}
    rich = {"html": "<h2>Round 12</h2><p>Do you agree?</p>", "is_rtl": True}
    sent = await raw.message("sendRichMessage", chat_id=person.id, rich_message=rich, reply_markup=markup)
    seen = await person.expect("Round 12\nDo you agree?", after=0)
    assert (seen.id, [button.text for button in seen.buttons[0]]) == (sent["message_id"], ["Agree"])
    place = {"chat_id": person.id, "message_id": sent["message_id"]}
    status, body = await raw("editMessageText", **place, rich_message=rich, reply_markup=markup)
    assert (status, "message is not modified" in str(body)) == (400, True)
    edited = await raw.message("editMessageText", **place, rich_message={"html": "<p>Closed</p>"})
    assert edited["rich_message"] == {"blocks": [{"type": "paragraph", "text": "Closed"}]}
    copied = await raw.message("copyMessage", chat_id=person.id, from_chat_id=person.id, message_id=sent["message_id"])
    assert (await person.last()).id == copied["message_id"]
    assert (await person.last()).text == "Closed"
    plainly = await raw.message("editMessageText", **place, text="As a text")
    assert (plainly["text"], "rich_message" in plainly) == ("As a text", False)
