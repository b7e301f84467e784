"""What Telegram refuses, the sandbox refuses with the same text: one table."""

from dataclasses import dataclass

import pytest

from sandbox.client import Sandbox
from tests.sandbox.raw import Raw

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def keyboard(*rows: list[dict[str, object]]) -> dict[str, object]:
    return {"inline_keyboard": list(rows)}


def press(text: str = "x", data: str = "d") -> dict[str, object]:
    return {"text": text, "callback_data": data}


@dataclass(frozen=True)
class Places:
    """The chats of the table: somebody who talks with the bot, and others who do not."""

    friend: int
    stranger: int
    blocker: int
    gone: int
    group: int
    left_group: int
    left_channel: int
    protected: int
    sent: int  # the bot's message to the friend, "same" with one button
    file: int  # the bot's file to the friend
    said: int  # the friend's own message
    said_in_group: int


@pytest.fixture
async def places(sandbox: Sandbox, raw: Raw) -> Places:
    friend, stranger = await sandbox.person("a friend"), await sandbox.person("a stranger")
    blocker, gone = await sandbox.person("a blocker"), await sandbox.person("a person gone")
    said = await friend.say("/start")
    for person in (blocker, gone):
        await person.say("/start")
    await blocker.block()
    await gone.deactivate()
    group, left_group = await sandbox.group("A", [friend]), await sandbox.group("B", [friend])
    said_in_group = await friend.say("hello", chat=group)
    left_channel = await sandbox.channel("C", "left_channel")
    await sandbox.kick(left_group)
    await sandbox.kick(left_channel.id)
    protected = await sandbox.channel("D", protected=True)
    await protected.post("not to be copied")
    sent = await raw.message("sendMessage", chat_id=friend.id, text="same", reply_markup=keyboard([press()]))
    await raw.upload("agenda.txt", b"content", chat_id=str(friend.id))
    number = sent["message_id"]
    assert isinstance(number, int)
    return Places(
        friend.id,
        stranger.id,
        blocker.id,
        gone.id,
        group,
        left_group,
        left_channel.id,
        protected.id,
        number,
        number + 1,
        said,
        said_in_group,
    )


_Row = tuple[str, dict[str, object], int, str]

KEYBOARDS: list[tuple[dict[str, object], str]] = [
    (keyboard([press(data="x" * 65)]), "BUTTON_DATA_INVALID"),
    (keyboard([press(data="ж" * 33)]), "BUTTON_DATA_INVALID"),
    (keyboard([press(data="")]), "BUTTON_DATA_INVALID"),
    (keyboard([press(text="")]), "inline keyboard button text must be non-empty"),
    (keyboard([{"text": "x"}]), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    (keyboard([{"callback_data": "x"}]), "can't parse inline keyboard button: Can't find field \"text\""),
    (
        keyboard([{"text": "x", "url": "ftp://example.org"}]),
        "inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol",
    ),
    (
        keyboard([{"text": "x", "url": "http://localhost/"}]),
        "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
    ),
    (keyboard([press()] * 9), "reply markup is too long"),
    (keyboard(*[[press()]] * 101), "reply markup is too long"),
]


def _keyboards() -> list[_Row]:
    return [
        ("sendMessage", {"chat_id": "friend", "text": "x", "reply_markup": markup}, 400, f"Bad Request: {words}")
        for markup, words in KEYBOARDS
    ]


# method, parameters (a string that names a place is replaced by it), code, description
TABLE: list[_Row] = [
    ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": "friend"}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": "friend", "text": ""}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": "friend", "text": " \n "}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": "friend", "text": "<b></b>", "parse_mode": "HTML"}, 400, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": "friend", "text": "x" * 4097}, 400, "Bad Request: message is too long"),
    ("sendMessage", {"chat_id": "friend", "text": "😀" * 2049}, 400, "Bad Request: message is too long"),
    (
        "sendMessage",
        {"chat_id": "friend", "text": "<br>", "parse_mode": "HTML"},
        400,
        'Bad Request: can\'t parse entities: Unsupported start tag "br" at byte offset 0',
    ),
    ("sendMessage", {"chat_id": "friend", "text": "x", "parse_mode": "WORD"}, 400, "Bad Request: unsupported parse_mode"),
    ("sendMessage", {"chat_id": "friend", "text": "half a \ud83d"}, 400, "Bad Request: strings must be encoded in UTF-8"),
    ("sendMessage", {"chat_id": 999, "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "words", "text": "x"}, 400, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "stranger", "text": "x"}, 403, "Forbidden: bot can't initiate conversation with a user"),
    ("sendMessage", {"chat_id": "blocker", "text": "x"}, 403, "Forbidden: bot was blocked by the user"),
    ("sendMessage", {"chat_id": "gone", "text": "x"}, 403, "Forbidden: user is deactivated"),
    ("sendMessage", {"chat_id": "left_group", "text": "x"}, 403, "Forbidden: bot was kicked from the supergroup chat"),
    ("sendMessage", {"chat_id": "left_channel", "text": "x"}, 403, "Forbidden: bot was kicked from the channel chat"),
    (
        "sendMessage",
        {"chat_id": "friend", "text": "x", "reply_parameters": {"message_id": 999}},
        400,
        "Bad Request: message to be replied not found",
    ),
    (
        "sendMessage",
        {"chat_id": "friend", "text": "x", "reply_markup": "{"},
        400,
        "Bad Request: can't parse reply keyboard markup JSON object",
    ),
    ("sendMessage", {"chat_id": "friend", "text": "x", "reply_markup": []}, 400, "Bad Request: object expected as reply markup"),
    *_keyboards(),
    ("sendDocument", {"chat_id": "friend"}, 400, "Bad Request: there is no document in the request"),
    (
        "sendDocument",
        {"chat_id": "friend", "document": "no-such-file"},
        400,
        "Bad Request: wrong file identifier/HTTP URL specified",
    ),
    (
        "sendDocument",
        {"chat_id": "friend", "document": "x", "caption": "x" * 1025},
        400,
        "Bad Request: message caption is too long",
    ),
    ("editMessageText", {"chat_id": "friend", "text": "x"}, 400, "Bad Request: message identifier is not specified"),
    ("editMessageText", {"chat_id": "friend", "message_id": 999, "text": "x"}, 400, "Bad Request: message to edit not found"),
    ("editMessageText", {"chat_id": "friend", "message_id": "said", "text": "x"}, 400, "Bad Request: message can't be edited"),
    (
        "editMessageText",
        {"chat_id": "friend", "message_id": "file", "text": "x"},
        400,
        "Bad Request: there is no text in the message to edit",
    ),
    (
        "editMessageText",
        {"chat_id": "friend", "message_id": "sent", "text": "same", "reply_markup": keyboard([press()])},
        400,
        f"Bad Request: {NOT_MODIFIED}",
    ),
    (
        "editMessageText",
        {"chat_id": "friend", "message_id": "sent", "text": "x", "reply_markup": {"force_reply": True}},
        400,
        "Bad Request: inline keyboard expected",
    ),
    ("editMessageText", {"chat_id": "blocker", "message_id": 1, "text": "x"}, 403, "Forbidden: bot was blocked by the user"),
    (
        "editMessageCaption",
        {"chat_id": "friend", "message_id": "sent", "caption": "x"},
        400,
        "Bad Request: there is no caption in the message to edit",
    ),
    (
        "editMessageReplyMarkup",
        {"chat_id": "friend", "message_id": "sent", "reply_markup": keyboard([press()])},
        400,
        f"Bad Request: {NOT_MODIFIED}",
    ),
    ("deleteMessage", {"chat_id": "friend"}, 400, "Bad Request: message identifier is not specified"),
    ("deleteMessage", {"chat_id": "friend", "message_id": 999}, 400, "Bad Request: message to delete not found"),
    ("deleteMessage", {"chat_id": "group", "message_id": "said_in_group"}, 400, "Bad Request: message can't be deleted"),
    (
        "copyMessage",
        {"chat_id": "friend", "from_chat_id": "friend", "message_id": 999},
        400,
        "Bad Request: message to copy not found",
    ),
    ("copyMessage", {"chat_id": "friend", "from_chat_id": 999, "message_id": 1}, 400, "Bad Request: chat not found"),
    (
        "copyMessage",
        {"chat_id": "friend", "from_chat_id": "protected", "message_id": 1},
        400,
        "Bad Request: message can't be copied",
    ),
    ("answerCallbackQuery", {"callback_query_id": "1"}, 400, f"Bad Request: {TOO_OLD}"),
    ("answerCallbackQuery", {}, 400, f"Bad Request: {TOO_OLD}"),
    ("getChat", {"chat_id": "stranger"}, 400, "Bad Request: chat not found"),
    ("getChatMember", {"chat_id": "group", "user_id": 999}, 400, "Bad Request: user not found"),
    ("getChatMember", {"chat_id": "group"}, 400, "Bad Request: invalid user_id specified"),
    ("sendChatAction", {"chat_id": "friend", "action": "dancing"}, 400, "Bad Request: wrong parameter action in request"),
    ("setMyCommands", {"commands": [{"command": "Bad Name", "description": "x"}]}, 400, "Bad Request: BOT_COMMAND_INVALID"),
    (
        "setMyCommands",
        {"commands": [{"command": "good", "description": ""}]},
        400,
        "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID",
    ),
    ("getFile", {"file_id": "x"}, 400, "Bad Request: invalid file_id"),
    ("sendTelepathy", {"chat_id": "friend"}, 404, "Not Found"),
]


@pytest.mark.wrong_on_purpose("request")
async def test_the_sandbox_refuses_what_telegram_refuses(sandbox: Sandbox, raw: Raw, places: Places) -> None:
    assert len(TABLE) > 50
    before = await sandbox.messages(places.friend)
    for method, params, code, description in TABLE:
        filled = {
            name: getattr(places, value) if isinstance(value, str) and value in Places.__annotations__ else value
            for name, value in params.items()
        }
        status, body = await raw(method, **filled)
        assert (status, body) == (code, {"ok": False, "error_code": code, "description": description}), (method, params)
        [*_, call] = await sandbox.log(method=method)
        assert (call.ok, call.error) == (False, description)
    assert await sandbox.messages(places.friend) == before, "a refusal must leave no trace"


async def test_messages_can_be_deleted_for_48_hours_of_the_sandbox_clock(sandbox: Sandbox, raw: Raw, places: Places) -> None:
    late = await raw.message("sendMessage", chat_id=places.friend, text="soon old")
    await sandbox.advance(hours=47, minutes=59)
    assert await raw.result("deleteMessage", chat_id=places.friend, message_id=places.sent) is True
    await sandbox.advance(minutes=2)
    status, body = await raw("deleteMessage", chat_id=places.friend, message_id=late["message_id"])
    assert (status, body["description"]) == (400, "Bad Request: message can't be deleted")
    edited = await raw.message("editMessageText", chat_id=places.friend, message_id=late["message_id"], text="new")
    assert edited["text"] == "new", "the bot's own messages can be edited without a deadline"


async def test_limits_are_inclusive(raw: Raw, places: Places) -> None:
    full = keyboard(*[[press(data="x" * 64)] * 8] * 12, [press()] * 4)
    sent = await raw.message("sendMessage", chat_id=places.friend, text="😀" * 2048, reply_markup=full)
    assert sent["text"] == "😀" * 2048
    marked = f"<b>{'x' * 4096}</b>"
    assert await raw.message("sendMessage", chat_id=places.friend, text=marked, parse_mode="html")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/botnonsense/getMe", 404), ("/bot123:/getMe", 404), ("/bot12a:b/getMe", 404), ("/bot1:A-b_9/getMe", 200)],
)
async def test_tokens_have_a_form(raw: Raw, path: str, status: int) -> None:
    async with raw.session.get(raw.url + path) as response:
        assert response.status == status
        if status == 404:
            assert await response.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
