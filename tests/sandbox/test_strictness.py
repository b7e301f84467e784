"""More of what Telegram refuses: by the table, of methods that are not in `test_refusals`, and of requests that are broken."""

import pytest
from hypothesis import given, strategies as st

from sandbox.client import Sandbox
from sandbox.errors import RefusedError
from sandbox.markdown import parse_markdown, parse_markdown_v2
from sandbox.methods import METHODS
from sandbox.model import Json
from tests.sandbox.raw import TOKEN, Raw

_Row = tuple[str, dict[str, object], str]


def album(*kinds: str) -> list[dict[str, object]]:
    return [{"type": kind, "media": "FILE"} for kind in kinds]


def inline(**button: object) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "x", **button}]]}


POLL: dict[str, object] = {"chat_id": "FRIEND", "question": "Where?", "options": [{"text": "here"}]}

# method, parameters (FRIEND, GROUP, FORUM, CHANNEL, FILE, SENT and SAID stand for what there is), words
TABLE: list[_Row] = [
    ("sendMessage", {"chat_id": "BOT", "text": "x"}, "Forbidden: bot can't send messages to bots"),
    ("sendMessage", {"chat_id": "LEFT", "text": "x"}, "Forbidden: bot is not a member of the supergroup chat"),
    ("sendMessage", {"chat_id": "GONE", "text": "x"}, "Forbidden: the group chat was deleted"),
    ("sendMessage", {"chat_id": "SILENT", "text": "x"}, "need administrator rights in the channel chat"),
    ("sendMessage", {"chat_id": ["a", "list"], "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "FRIEND", "text": "1.0", "parse_mode": "MarkdownV2"},
     "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'"),
    ("sendMessage", {"chat_id": "FRIEND", "text": "*x", "parse_mode": "Markdown"},
     "can't parse entities: Can't find end of the entity starting at byte offset 0"),
    ("sendMessage", {"chat_id": "FRIEND", "text": "x", "entities": "{"}, "can't parse entities JSON object"),
    ("sendMessage", {"chat_id": "FRIEND", "text": "x", "entities": {}}, "expected an Array of MessageEntity"),
    ("sendMessage", {"chat_id": "FRIEND", "text": "x", "entities": [{"type": "text_link", "offset": 0, "length": 1}]},
     'can\'t parse MessageEntity: Can\'t find field "url"'),
    ("sendMessage",
     {"chat_id": "FRIEND", "text": "x", "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "localhost"}]},
     "entity URL 'localhost' is invalid: Wrong HTTP URL"),
    ("sendMessage", {"chat_id": "FRIEND", "text": "x", "reply_parameters": {"message_id": "SENT", "quote": "absent"}},
     "QUOTE_TEXT_INVALID"),
    ("sendMessage", {"chat_id": "FRIEND", "text": "x", "reply_markup": inline(copy_text={"text": ""})},
     "BUTTON_COPY_TEXT_INVALID"),
    ("sendMessage", {"chat_id": "FRIEND", "text": "x", "reply_markup": inline(copy_text={"text": "x" * 257})},
     "BUTTON_COPY_TEXT_INVALID"),
    ("sendMessage", {"chat_id": "FRIEND", "text": "x", "reply_markup": inline(callback_data="x", style="loud")},
     "can't parse inline keyboard button: Invalid button style specified"),
    ("sendMessage", {"chat_id": "FRIEND", "text": "x", "reply_markup": {"keyboard": "no rows"}},
     'field "keyboard" of the ReplyKeyboardMarkup must be an Array'),
    ("sendMessage", {"chat_id": "FRIEND", "text": "x", "reply_markup": {"keyboard": [[{"text": ""}]]}},
     "keyboard button text must be non-empty"),
    ("sendPhoto", {"chat_id": "FRIEND", "photo": "attach://nowhere"}, "there is no photo in the request"),
    ("sendVoice", {"chat_id": "FRIEND"}, "there is no voice in the request"),
    ("sendVideoNote", {"chat_id": "FRIEND"}, "there is no video note in the request"),
    ("sendMediaGroup", {"chat_id": "FRIEND", "media": []}, "there are no messages to send"),
    ("sendMediaGroup", {"chat_id": "FRIEND", "media": album(*["photo"] * 11)}, "too many messages to send as an album"),
    ("sendMediaGroup", {"chat_id": "FRIEND", "media": album("photo", "document")},
     "document can't be mixed with other media types"),
    ("sendLocation", {"chat_id": "FRIEND", "latitude": 91, "longitude": 0}, "invalid location specified"),
    ("sendLocation", {"chat_id": "FRIEND", "longitude": 0}, "latitude is empty"),
    ("sendLocation", {"chat_id": "FRIEND", "latitude": 1, "longitude": 0, "live_period": 59},
     "wrong live location period specified"),
    ("sendPoll", {**POLL, "question": " "}, "poll question must be non-empty"),
    ("sendPoll", {**POLL, "question": "x" * 301}, "poll question length must not exceed 300"),
    ("sendPoll", {**POLL, "options": []}, "poll must have at least 1 option"),
    ("sendPoll", {**POLL, "options": [{"text": "x"}] * 13}, "poll can't have more than 12 options"),
    ("sendPoll", {**POLL, "options": [{"text": "x" * 101}]}, "poll options length must not exceed 100"),
    ("sendPoll", {**POLL, "options": [{"text": ""}]}, "poll options must be non-empty"),
    ("sendPoll", {**POLL, "type": "quiz", "correct_option_ids": [1]}, "wrong correct option ID specified"),
    ("sendPoll", {**POLL, "chat_id": "CHANNEL", "is_anonymous": False},
     "non-anonymous polls can't be sent to channel chats"),
    ("stopPoll", {"chat_id": "FRIEND", "message_id": "SENT"}, "message is not a poll"),
    ("forwardMessage", {"chat_id": "FRIEND", "from_chat_id": "FRIEND", "message_id": 999}, "message to forward not found"),
    ("forwardMessage", {"chat_id": "FRIEND", "from_chat_id": "CHANNEL", "message_id": 1}, "message can't be forwarded"),
    ("forwardMessages", {"chat_id": "FRIEND", "from_chat_id": "FRIEND", "message_ids": [999]},
     "there are no messages to forward"),
    ("copyMessages", {"chat_id": "FRIEND", "from_chat_id": "FRIEND", "message_ids": []},
     "message identifiers are not specified"),
    ("copyMessages", {"chat_id": "FRIEND", "from_chat_id": "FRIEND", "message_ids": list(range(1, 102))},
     "too many message identifiers specified"),
    ("deleteMessage", {"chat_id": "FRIEND", "message_id": "no number"}, "message identifier is not specified"),
    ("deleteMessage", {"chat_id": "MUTED", "message_id": "SAID"}, "message can't be deleted"),
    ("setMessageReaction", {"chat_id": "FRIEND", "message_id": 999}, "message to react not found"),
    ("setMessageReaction", {"chat_id": "FRIEND", "message_id": "SENT", "reaction": [{"type": "emoji", "emoji": "👍"}] * 2},
     "REACTIONS_TOO_MANY"),
    ("editMessageMedia", {"chat_id": "FRIEND", "message_id": "SENT", "media": {"type": "photo", "media": "FILE"}},
     "message can't be edited"),
    ("editMessageLiveLocation", {"chat_id": "FRIEND", "message_id": "SENT", "latitude": 1, "longitude": 1},
     "message can't be edited"),
    ("setChatTitle", {"chat_id": "FRIEND", "title": "x"}, "can't change private chat title"),
    ("setChatTitle", {"chat_id": "MUTED", "title": "x"}, "not enough rights to change chat title"),
    ("setChatTitle", {"chat_id": "GROUP", "title": "Group A"}, "chat title is not modified"),
    ("setChatDescription", {"chat_id": "GROUP", "description": "x" * 256}, "chat description is too long"),
    ("setChatPhoto", {"chat_id": "GROUP", "photo": "FILE"}, "photo should be uploaded as an InputFile"),
    ("setChatPermissions", {"chat_id": "MUTED", "permissions": {}}, "not enough rights to change chat permissions"),
    ("pinChatMessage", {"chat_id": "MUTED", "message_id": "SAID"},
     "not enough rights to manage pinned messages in the chat"),
    ("pinChatMessage", {"chat_id": "GROUP", "message_id": 999}, "message to pin not found"),
    ("unpinChatMessage", {"chat_id": "GROUP"}, "message to unpin not found"),
    ("createChatInviteLink", {"chat_id": "MUTED"}, "not enough rights to manage chat invite link"),
    ("createChatInviteLink", {"chat_id": "GROUP", "name": "x" * 33}, "INVITE_LINK_NAME_TOO_LONG"),
    ("createChatInviteLink", {"chat_id": "GROUP", "member_limit": 5, "creates_join_request": True},
     "member limit can't be specified for links requiring administrator approval"),
    ("revokeChatInviteLink", {"chat_id": "GROUP", "invite_link": "https://t.me/+nothing"}, "INVITE_HASH_EXPIRED"),
    ("restrictChatMember", {"chat_id": "GROUP", "user_id": "OWNER", "permissions": {}}, "can't remove chat owner"),
    ("promoteChatMember", {"chat_id": "MUTED", "user_id": "FRIEND"}, "not enough rights"),
    ("setChatAdministratorCustomTitle", {"chat_id": "GROUP", "user_id": "FRIEND", "custom_title": "x"},
     "user is not an administrator"),
    ("createForumTopic", {"chat_id": "GROUP", "name": "x"}, "the chat is not a forum"),
    ("createForumTopic", {"chat_id": "FORUM", "name": " "}, "TOPIC_TITLE_EMPTY"),
    ("closeForumTopic", {"chat_id": "FORUM", "message_thread_id": 999}, "TOPIC_ID_INVALID"),
    ("setMyCommands", {"commands": [], "scope": {"type": "nobody"}},
     "can't parse BotCommandScope: Unsupported type specified"),
    ("setMyName", {"name": "x" * 65}, "BOT_NAME_TOO_LONG"),
    ("getStickerSet", {"name": "x"}, "STICKERSET_INVALID"),
]  # fmt: skip


@pytest.fixture
async def names(sandbox: Sandbox, raw: Raw) -> dict[str, object]:
    """What the words in the table stand for."""
    friend, owner = await sandbox.person("a friend"), await sandbox.person("an owner")
    await friend.say("/start")
    group = await sandbox.group("Group A", [friend], bot_is_admin=True, owner=owner)
    muted = await sandbox.group("Group M", [friend])
    left, gone = await sandbox.group("Group L", [friend]), await sandbox.group("Group D", [friend])
    await raw.result("leaveChat", chat_id=left)
    await sandbox.delete_group(gone)
    channel, silent = await sandbox.channel("C", protected=True), await sandbox.channel("S")
    await channel.post("not to be forwarded")
    await sandbox.set_rights(silent.id, friend, ["can_edit_messages"])
    _, uploaded = await raw.upload("a.txt", b"x", chat_id=str(friend.id))
    sent = await raw.message("sendMessage", chat_id=friend.id, text="here")
    document = uploaded["result"]
    assert isinstance(document, dict)
    bot = await raw.message("getMe")
    return {
        "BOT": bot["id"],
        "FRIEND": friend.id,
        "OWNER": owner.id,
        "GROUP": group,
        "FORUM": await sandbox.group("Forum", [friend], bot_is_admin=True, is_forum=True),
        "MUTED": muted,
        "LEFT": left,
        "GONE": gone,
        "CHANNEL": channel.id,
        "SILENT": silent.id,
        "FILE": document["document"]["file_id"],
        "SENT": sent["message_id"],
        "SAID": await friend.say("hello", chat=muted),
    }


def _filled(value: object, names: dict[str, object]) -> object:
    if isinstance(value, dict):
        return {key: _filled(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


@pytest.mark.wrong_on_purpose("request")
async def test_the_table(sandbox: Sandbox, raw: Raw, names: dict[str, object]) -> None:
    state = await sandbox.state()
    for method, params, words in TABLE:
        filled = _filled(params, names)
        assert isinstance(filled, dict)
        status, body = await raw(method, **filled)
        told = words if words.startswith("Forbidden") else f"Bad Request: {words}"
        assert (status, body["description"]) == (403 if words.startswith("Forbidden") else 400, told), (method, params)
    assert (await sandbox.state())["chats"] == state["chats"], "a refusal must leave no trace"


async def test_what_was_quoted_and_replied_to_is_kept(sandbox: Sandbox, raw: Raw, names: dict[str, object]) -> None:
    reply = {"message_id": names["SENT"], "quote": "er"}
    sent = await raw.message("sendMessage", chat_id=names["FRIEND"], text="x", reply_parameters=reply)
    assert sent["quote"] == {"text": "er", "position": 1, "is_manual": True}


@pytest.mark.wrong_on_purpose("request")
async def test_older_names_of_parameters_are_understood(raw: Raw, names: dict[str, object]) -> None:
    to = {"chat_id": names["FRIEND"], "text": "https://example.org"}
    sent = await raw.message("sendMessage", **to, reply_to_message_id=names["SENT"], disable_web_page_preview=True)
    assert isinstance(sent["reply_to_message"], dict)
    assert (sent["reply_to_message"]["message_id"], sent["link_preview_options"]) == (names["SENT"], {"is_disabled": True})
    status, body = await raw("sendMessage", **to, reply_to_message_id=999)
    assert (status, body["description"]) == (400, "Bad Request: message to be replied not found")
    assert await raw.message("sendMessage", **to, reply_to_message_id=999, allow_sending_without_reply=True)


async def test_who_forwards_names_the_source(raw: Raw, names: dict[str, object]) -> None:
    sent = await raw.message("forwardMessage", chat_id=names["GROUP"], from_chat_id=names["FRIEND"], message_id=names["SENT"])
    assert isinstance(sent["forward_origin"], dict)
    assert (sent["forward_origin"]["type"], sent["text"]) == ("user", "here")


_CODES: list[tuple[str, str, list[tuple[str, int, int]]]] = [
    ("*b _i_ __u__* ~s~ ||h||", "b i u s h", [("bold", 0, 5), ("italic", 2, 1), ("underline", 4, 1),
                                             ("strikethrough", 6, 1), ("spoiler", 8, 1)]),
    ("😀*x*\\.", "😀x.", [("bold", 2, 1)]),
    ("`a\\`b` ```py\nx=1```", "a`b x=1", [("code", 0, 3), ("pre", 4, 3)]),
    ("[a](http://e.org/\\)) ![t](tg://time?unix=1796292000)", "a t", [("text_link", 0, 1), ("date_time", 2, 1)]),
    (">one\n>two\nafter", "one\ntwo\nafter", [("blockquote", 0, 7)]),
    ("**>one\n>two||\nafter", "one\ntwo\nafter", [("expandable_blockquote", 0, 7)]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "entities"), _CODES)
def test_the_second_markdown(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    parsed, found = parse_markdown_v2(source)
    assert parsed == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in found] == entities


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("ж_x", "Can't find end of Italic entity at byte offset 2"),
        ("ж```x", "Can't find end of Pre entity at byte offset 2"),
        ("ж```x y", "Can't find end of PreCode entity at byte offset 2"),
        ("[x](y", "Can't find end of a URL at byte offset 3"),
        ("[x", "Can't find end of TextUrl entity at byte offset 0"),
        ("a-b", "Character '-' is reserved and must be escaped with the preceding '\\'"),
        ("![x](http://e.org)", "Custom emoji URL must have scheme tg"),
    ],
)
def test_what_the_second_markdown_is_not(source: str, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        parse_markdown_v2(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


def test_the_first_markdown() -> None:
    assert parse_markdown("*b* _i_ [a](e.org) \\_ ```py\nx```") == (
        "b i a _ x",
        [
            {"type": "bold", "offset": 0, "length": 1},
            {"type": "italic", "offset": 2, "length": 1},
            {"type": "text_link", "url": "http://e.org/", "offset": 4, "length": 1},
            {"type": "pre", "language": "py", "offset": 8, "length": 1},
        ],
    )


@given(st.text(alphabet="ab\\_*[]()~`>#+-=|{}.!\n😀", max_size=30))
def test_markdown_gives_entities_within_the_text_or_refuses(source: str) -> None:
    for parse in (parse_markdown, parse_markdown_v2):
        try:
            text, entities = parse(source)
        except RefusedError:
            continue
        length = len(text.encode("utf-16-le")) // 2
        assert all(_number(e, "offset") >= 0 and _number(e, "offset") + _number(e, "length") <= length for e in entities)


def _number(entity: Json, name: str) -> int:
    value = entity[name]
    assert isinstance(value, int)
    return value


# -- broken requests

_TYPES = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "x"]
_BODIES: list[bytes] = [
    b"",
    b"{",
    b"[]",
    b'"text"',
    b"[" * 100_000,
    b'{"chat_id": ' + b'{"a":' * 50_000,
    b"\xff\xfe",
    b"chat_id=\xff&text=%FF",
    b"--x\r\n",
    b"--x\r\nContent-Disposition: form-data; name=chat_id\r\n\r\n\xff\r\n--x--\r\n",
    b"--x\r\nContent-Disposition: form-data; name=text; filename=a\r\n\r\nx\r\n--x--\r\n",
    b"--x\r\nContent-Disposition: nonsense\r\n\r\n",
    b'{"chat_id": 1e999, "text": "x"}',
    b'{"chat_id": 123456789012345678901234567890, "text": {"a": []}}',
]


@pytest.mark.wrong_on_purpose("request")
@pytest.mark.parametrize("content_type", _TYPES)
async def test_a_broken_request_is_refused_and_the_next_is_answered(raw: Raw, content_type: str) -> None:
    for method in ("sendMessage", "sendDocument", "sendMediaGroup", "setWebhook", "getUpdates"):
        for body in _BODIES:
            if method == "getUpdates" and not body:
                continue
            async with raw.session.post(
                f"{raw.url}/bot{TOKEN}/{method}", data=body, headers={"Content-Type": content_type}
            ) as response:
                told = await response.json()
            assert (response.status, told["ok"]) in ((400, False), (200, True)), (method, body[:40], told)
    assert await raw.result("getMe")


_VALUES: list[object] = [None, True, 0, -1, 2**70, 1.5, "", "x", "{", [], [[]], [None, {}], {}, {"type": "photo"}, {"": {"": []}}]


@pytest.mark.wrong_on_purpose("request")
async def test_no_parameter_breaks_a_method(raw: Raw, names: dict[str, object]) -> None:
    chats = (names["FRIEND"], names["FORUM"], names["CHANNEL"])
    for name, method in METHODS.items():
        for value in _VALUES:
            params = dict.fromkeys(method.takes or (), value) | {"timeout": 0}
            if name == "setWebhook" and value:
                continue  # updates would be sent there
            for chat in (value, chats[len(name) % 3]):
                status, _ = await raw(name, **params | {"chat_id": chat, "from_chat_id": chat})
                assert status in (200, 400, 403, 409), (name, value, chat)
