"""A second library, which shares no code with the first, reads the answer of every method."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import aiogram.methods
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    ChatPermissions,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    InputPollOption,
    InputRichMessage,
    MenuButtonCommands,
    Message,
    ReactionTypeEmoji,
    ReplyParameters,
)

from sandbox.client import Channel, Sandbox, User
from sandbox.interface import from_environment
from sandbox.media import COPIED, UNCOPIED
from sandbox.methods import BY_NAME, METHODS
from sandbox.methods_beyond import BEYOND
from sandbox.server import Server
from tests.sandbox.pictures import PIXEL
from tests.sandbox.raw import TOKEN, Raw

pytestmark = pytest.mark.long  # together they take long


@pytest.fixture
async def client(server: Server) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
    async with Bot(TOKEN, session=session) as bot:
        yield bot


@dataclass
class Place:
    """Where the methods are tried: people, groups, a channel, and what was sent."""

    bot: Bot
    sandbox: Sandbox
    person: User
    other: User
    group: int
    forum: int
    channel: Channel
    text: Message


@pytest.fixture
async def place(client: Bot, sandbox: Sandbox) -> Place:
    person, other = await sandbox.person("a member"), await sandbox.person("another member")
    await person.say("/start")
    group = await sandbox.group("Group B", [person, other], bot_is_admin=True)
    forum = await sandbox.group("Forum", [person, other], bot_is_admin=True, is_forum=True)
    channel = await sandbox.channel("News", "council_news")
    text = await client.send_message(person.id, "first")
    return Place(client, sandbox, person, other, group, forum, channel, text)


def photo() -> BufferedInputFile:
    return BufferedInputFile(PIXEL, "picture.png")


def paper() -> BufferedInputFile:
    return BufferedInputFile(b"words", "paper.txt")


def keyboard() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Agree", callback_data="yes")]])


async def press(at: Place) -> object:
    await at.bot.send_message(at.person.id, "press", reply_markup=keyboard())
    pressed = asyncio.create_task(at.person.press("Agree"))
    query = None
    while query is None:
        query = next((update.callback_query for update in await at.bot.get_updates() if update.callback_query), None)
    answered = await at.bot.answer_callback_query(query.id, text="Noted", show_alert=True)
    assert (await pressed).text == "Noted"
    return answered


async def requested(at: Place, name: str) -> int:
    guest = await at.sandbox.person(name)
    await guest.ask_to_join(at.group)
    return guest.id


async def join_query(at: Place) -> object:
    await at.sandbox.assign_bot(at.group)
    await requested(at, "a guest")
    request = None
    while request is None:
        request = next((update.chat_join_request for update in await at.bot.get_updates() if update.chat_join_request), None)
    assert request.query_id is not None
    return await at.bot.answer_chat_join_request_query(request.query_id, "approve")


async def own_file(at: Place) -> object:
    sent = await at.bot.send_document(at.person.id, paper())
    assert sent.document is not None
    file = await at.bot.get_file(sent.document.file_id)
    assert file.file_path is not None
    content = await at.bot.download_file(file.file_path)
    assert content is not None
    assert content.read() == b"words"
    return file


async def topic(at: Place) -> int:
    return (await at.bot.create_forum_topic(at.forum, "Papers")).message_thread_id


async def closed_topic(at: Place) -> int:
    number = await topic(at)
    await at.bot.close_forum_topic(at.forum, number)
    return number


async def link(at: Place) -> str:
    return (await at.bot.create_chat_invite_link(at.group, name="for guests", member_limit=5)).invite_link


async def live(at: Place) -> int:
    return (await at.bot.send_location(at.person.id, 41.3, 69.25, live_period=600)).message_id


async def poll(at: Place) -> Message:
    options: list[InputPollOption | str] = [InputPollOption(text="Tashkent"), InputPollOption(text="Samarkand")]
    return await at.bot.send_poll(at.person.id, "Where?", options, is_anonymous=False)


async def document(at: Place) -> int:
    return (await at.bot.send_document(at.person.id, paper(), caption="before")).message_id


T = TypeVar("T")
ALL = [
    "message",
    "chat_member",
    "my_chat_member",
    "chat_join_request",
    "callback_query",
    "channel_post",
    "edited_channel_post",
    "poll",
    "poll_answer",
    "message_reaction",
]


async def _with(before: Awaitable[T], then: Callable[[T], Awaitable[object]]) -> object:
    return await then(await before)


async def _stopped(at: Place) -> object:
    return await at.bot.stop_poll(at.person.id, (await poll(at)).message_id)


async def _unpinned(at: Place) -> object:
    await at.bot.pin_chat_message(at.person.id, at.text.message_id)
    return await at.bot.unpin_chat_message(at.person.id)


async def _restricted(at: Place) -> object:
    await at.bot.restrict_chat_member(at.group, at.other.id, ChatPermissions(can_send_messages=False))
    member = await at.bot.get_chat_member(at.group, at.other.id)
    assert member.status == "restricted"
    return member


async def _titled(at: Place) -> object:
    await at.bot.promote_chat_member(at.group, at.other.id, can_pin_messages=True)
    return await at.bot.set_chat_administrator_custom_title(at.group, at.other.id, "Secretary")


RICH = (
    "<h1>Title</h1><p>See <b>this</b>, <a href='https://example.org'>that</a>, /home and #news<br>H<sub>2</sub>O</p>"
    "<ol><li>one</li></ol><ul><li><input type='checkbox' checked>two</li></ul><hr/><footer>end</footer>"
    "<table bordered><caption>Positions</caption><tr><th>A</th><td align='right'>12</td></tr></table>"
    "<blockquote>words<cite>who</cite></blockquote><aside>more<cite>who</cite></aside><pre><code>x</code></pre>"
    "<details open><summary>more</summary><p>inside</p></details><tg-math-block>a^2</tg-math-block><a name='top'></a>"
)

Try = Callable[[Place], Awaitable[object]]

TRIES: dict[str, Try] = {
    "getMe": lambda at: at.bot.get_me(),
    "logOut": lambda at: at.bot.log_out(),
    "close": lambda at: at.bot.close(),
    "getUpdates": lambda at: at.bot.get_updates(allowed_updates=["message"]),
    "setWebhook": lambda at: at.bot.set_webhook("http://127.0.0.1:9/hook", secret_token="a-b_c"),
    "deleteWebhook": lambda at: at.bot.delete_webhook(drop_pending_updates=True),
    "getWebhookInfo": lambda at: at.bot.get_webhook_info(),
    "answerCallbackQuery": press,
    "setMyCommands": lambda at: at.bot.set_my_commands([BotCommand(command="home", description="Home")]),
    "getMyCommands": lambda at: at.bot.get_my_commands(),
    "deleteMyCommands": lambda at: at.bot.delete_my_commands(),
    "setMyName": lambda at: at.bot.set_my_name("Secretariat"),
    "getMyName": lambda at: at.bot.get_my_name(),
    "setMyDescription": lambda at: at.bot.set_my_description("What it is for"),
    "getMyDescription": lambda at: at.bot.get_my_description(language_code="ru"),
    "setMyShortDescription": lambda at: at.bot.set_my_short_description("Short"),
    "getMyShortDescription": lambda at: at.bot.get_my_short_description(),
    "setChatMenuButton": lambda at: at.bot.set_chat_menu_button(menu_button=MenuButtonCommands()),
    "getChatMenuButton": lambda at: at.bot.get_chat_menu_button(),
    "setMyDefaultAdministratorRights": lambda at: at.bot.set_my_default_administrator_rights(),
    "getMyDefaultAdministratorRights": lambda at: at.bot.get_my_default_administrator_rights(),
    "getFile": own_file,
    "getUserProfilePhotos": lambda at: at.bot.get_user_profile_photos(at.person.id),
    "getUserProfileAudios": lambda at: at.bot.get_user_profile_audios(at.person.id),
    "sendMessage": lambda at: at.bot.send_message(
        at.person.id,
        "*bold* and [a link](https://example.org)",
        parse_mode="MarkdownV2",
        reply_parameters=ReplyParameters(message_id=at.text.message_id, quote="fir"),
        reply_markup=keyboard(),
    ),
    "sendMessageDraft": lambda at: at.bot.send_message_draft(at.person.id, 1, text="so far"),
    "sendRichMessage": lambda at: at.bot.send_rich_message(at.person.id, InputRichMessage(html=RICH)),
    "sendRichMessageDraft": lambda at: at.bot.send_rich_message_draft(at.person.id, 1, InputRichMessage(html="so far")),
    "sendChatAction": lambda at: at.bot.send_chat_action(at.person.id, "typing"),
    "copyMessage": lambda at: at.bot.copy_message(at.group, at.person.id, at.text.message_id),
    "copyMessages": lambda at: at.bot.copy_messages(at.group, at.person.id, [at.text.message_id]),
    "forwardMessage": lambda at: at.bot.forward_message(at.group, at.person.id, at.text.message_id),
    "forwardMessages": lambda at: at.bot.forward_messages(at.group, at.person.id, [at.text.message_id]),
    "deleteMessage": lambda at: at.bot.delete_message(at.person.id, at.text.message_id),
    "deleteMessages": lambda at: at.bot.delete_messages(at.person.id, [at.text.message_id]),
    "setMessageReaction": lambda at: at.bot.set_message_reaction(
        at.person.id, at.text.message_id, [ReactionTypeEmoji(emoji="👍")]
    ),
    "editMessageText": lambda at: at.bot.edit_message_text("second", chat_id=at.person.id, message_id=at.text.message_id),
    "editMessageCaption": lambda at: _with(document(at), lambda number: at.bot.edit_message_caption(
        chat_id=at.person.id, message_id=number, caption="after"
    )),
    "editMessageMedia": lambda at: _with(document(at), lambda number: at.bot.edit_message_media(
        InputMediaPhoto(media=photo(), caption="a picture"), chat_id=at.person.id, message_id=number
    )),
    "editMessageReplyMarkup": lambda at: at.bot.edit_message_reply_markup(
        chat_id=at.person.id, message_id=at.text.message_id, reply_markup=keyboard()
    ),
    "editMessageLiveLocation": lambda at: _with(live(at), lambda number: at.bot.edit_message_live_location(
        41.4, 69.3, chat_id=at.person.id, message_id=number
    )),
    "stopMessageLiveLocation": lambda at: _with(live(at), lambda number: at.bot.stop_message_live_location(
        chat_id=at.person.id, message_id=number
    )),
    "sendPhoto": lambda at: at.bot.send_photo(at.person.id, photo(), caption="<b>seen</b>", parse_mode="HTML", has_spoiler=True),
    "sendDocument": lambda at: at.bot.send_document(at.person.id, paper()),
    "sendAudio": lambda at: at.bot.send_audio(at.person.id, paper(), duration=7, performer="Choir", title="Anthem"),
    "sendVideo": lambda at: at.bot.send_video(at.person.id, paper(), width=10, height=20, duration=7),
    "sendAnimation": lambda at: at.bot.send_animation(at.person.id, paper()),
    "sendVoice": lambda at: at.bot.send_voice(at.person.id, paper(), duration=2),
    "sendVideoNote": lambda at: at.bot.send_video_note(at.person.id, paper(), length=100),
    "sendSticker": lambda at: at.bot.send_sticker(at.person.id, paper(), emoji="👍"),
    "sendMediaGroup": lambda at: at.bot.send_media_group(
        at.person.id, [InputMediaDocument(media=paper(), caption="one"), InputMediaDocument(media=paper())]
    ),
    "sendLocation": lambda at: at.bot.send_location(at.person.id, 41.3, 69.25, horizontal_accuracy=10.5),
    "sendVenue": lambda at: at.bot.send_venue(at.person.id, 41.3, 69.25, "Hall", "Tashkent"),
    "sendContact": lambda at: at.bot.send_contact(at.person.id, "+000000", "Secretariat"),
    "sendDice": lambda at: at.bot.send_dice(at.person.id, emoji="🎯"),
    "sendPoll": poll,
    "stopPoll": _stopped,
    "getChat": lambda at: at.bot.get_chat(at.group),
    "getChatMember": lambda at: at.bot.get_chat_member(at.group, at.person.id),
    "getChatMemberCount": lambda at: at.bot.get_chat_member_count(at.group),
    "setChatTitle": lambda at: at.bot.set_chat_title(at.group, "Group C"),
    "setChatDescription": lambda at: at.bot.set_chat_description(at.group, "Words about it"),
    "setChatPhoto": lambda at: at.bot.set_chat_photo(at.group, photo()),
    "deleteChatPhoto": lambda at: at.bot.delete_chat_photo(at.group),
    "setChatPermissions": lambda at: at.bot.set_chat_permissions(at.group, ChatPermissions(can_send_messages=True)),
    "pinChatMessage": lambda at: at.bot.pin_chat_message(at.person.id, at.text.message_id),
    "unpinChatMessage": _unpinned,
    "unpinAllChatMessages": lambda at: at.bot.unpin_all_chat_messages(at.group),
    "leaveChat": lambda at: at.bot.leave_chat(at.group),
    "getChatAdministrators": lambda at: at.bot.get_chat_administrators(at.group),
    "approveChatJoinRequest": lambda at: _with(requested(at, "a guest"), lambda guest: at.bot.approve_chat_join_request(
        at.group, guest
    )),
    "answerChatJoinRequestQuery": join_query,
    "declineChatJoinRequest": lambda at: _with(requested(at, "a guest"), lambda guest: at.bot.decline_chat_join_request(
        at.group, guest
    )),
    "exportChatInviteLink": lambda at: at.bot.export_chat_invite_link(at.group),
    "createChatInviteLink": lambda at: at.bot.create_chat_invite_link(at.group, creates_join_request=True),
    "editChatInviteLink": lambda at: _with(link(at), lambda made: at.bot.edit_chat_invite_link(at.group, made, name="again")),
    "revokeChatInviteLink": lambda at: _with(link(at), lambda made: at.bot.revoke_chat_invite_link(at.group, made)),
    "banChatMember": lambda at: at.bot.ban_chat_member(at.group, at.other.id),
    "unbanChatMember": lambda at: at.bot.unban_chat_member(at.group, at.other.id, only_if_banned=True),
    "restrictChatMember": _restricted,
    "promoteChatMember": lambda at: at.bot.promote_chat_member(at.group, at.other.id, can_pin_messages=True),
    "setChatAdministratorCustomTitle": _titled,
    "setChatMemberTag": lambda at: at.bot.set_chat_member_tag(at.group, at.other.id, tag="guest"),
    "banChatSenderChat": lambda at: at.bot.ban_chat_sender_chat(at.group, at.channel.id),
    "unbanChatSenderChat": lambda at: at.bot.unban_chat_sender_chat(at.group, at.channel.id),
    "getForumTopicIconStickers": lambda at: at.bot.get_forum_topic_icon_stickers(),
    "createForumTopic": lambda at: at.bot.create_forum_topic(at.forum, "Agendas", icon_color=9367192),
    "editForumTopic": lambda at: _with(topic(at), lambda number: at.bot.edit_forum_topic(at.forum, number, name="Minutes")),
    "closeForumTopic": lambda at: _with(topic(at), lambda number: at.bot.close_forum_topic(at.forum, number)),
    "reopenForumTopic": lambda at: _with(closed_topic(at), lambda number: at.bot.reopen_forum_topic(at.forum, number)),
    "deleteForumTopic": lambda at: _with(topic(at), lambda number: at.bot.delete_forum_topic(at.forum, number)),
    "unpinAllForumTopicMessages": lambda at: _with(
        topic(at), lambda number: at.bot.unpin_all_forum_topic_messages(at.forum, number)
    ),
    "editGeneralForumTopic": lambda at: at.bot.edit_general_forum_topic(at.forum, "All"),
    "closeGeneralForumTopic": lambda at: at.bot.close_general_forum_topic(at.forum),
    "reopenGeneralForumTopic": lambda at: at.bot.reopen_general_forum_topic(at.forum),
    "hideGeneralForumTopic": lambda at: at.bot.hide_general_forum_topic(at.forum),
    "unhideGeneralForumTopic": lambda at: at.bot.unhide_general_forum_topic(at.forum),
    "unpinAllGeneralForumTopicMessages": lambda at: at.bot.unpin_all_general_forum_topic_messages(at.forum),
}  # fmt: skip


@pytest.mark.parametrize("method", TRIES)
async def test_the_answer_of_each_method_is_read(place: Place, method: str) -> None:
    assert await TRIES[method](place) is not None
    [*_, call] = await place.sandbox.log(method=method) if method != "getUpdates" else [None]
    assert call is None or (call.ok, call.unknown) == (True, [])


def test_every_method_is_tried() -> None:
    assert set(TRIES) == set(METHODS)
    interface = from_environment()
    assert interface is None or {name.lower() for name in interface.methods()} == set(BY_NAME), "no method is forgotten"


@pytest.mark.wrong_on_purpose("request")
async def test_what_the_sandbox_does_not_have_is_answered_as_by_telegram(client: Bot) -> None:
    refused = 0
    for name in BEYOND:
        method = getattr(aiogram.methods, name[0].upper() + name[1:]).model_construct()
        with contextlib.suppress(TelegramBadRequest):
            refused += 1
            assert await client(method) is not None
            refused -= 1
    assert refused > 60


async def test_updates_of_all_kinds_are_read(place: Place, raw: Raw) -> None:
    """Whatever people do, both as polled and as data."""
    await raw.updates(allowed_updates=ALL)
    person, other = place.person, place.other
    await person.say("/start 42")
    await person.say("hello #news", chat=place.group)
    await person.attach("paper.txt", b"words", "a caption")
    for kind in (*COPIED, *UNCOPIED):
        await person.show(kind)
    await place.channel.edit(await place.channel.post("Good news"), "Better news")
    await requested(place, "a guest")
    await other.leave(place.group)
    await other.join(place.group)
    await place.sandbox.appoint(place.group, other, ["can_pin_messages"])
    await place.sandbox.set_rights(place.group, person, ["can_pin_messages"])
    await place.bot.send_message(person.id, "press", reply_markup=keyboard())
    await raw.control("POST", "press", {"person": person.id, "button": "Agree"})
    await person.block()
    await person.unblock()
    await place.sandbox.kick(place.group)
    read = await place.bot.get_updates()
    assert len(read) > 25
    kinds = {kind for update in read for kind in update.model_dump(exclude_none=True)}
    assert kinds >= {"message", "callback_query", "channel_post", "edited_channel_post", "chat_join_request", "chat_member"}
