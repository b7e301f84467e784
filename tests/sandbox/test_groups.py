"""Groups: members and their status, topics, join requests, a group that becomes a supergroup."""

import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden

from sandbox.client import Sandbox, SandboxError, User
from tests.sandbox.raw import Raw

EVERYTHING = ["message", "my_chat_member", "chat_member", "chat_join_request"]


@pytest.fixture
async def owner(sandbox: Sandbox) -> User:
    return await sandbox.person("the owner")


@pytest.fixture
async def member(sandbox: Sandbox) -> User:
    return await sandbox.person("a member")


async def test_the_bot_is_told_what_it_becomes(sandbox: Sandbox, bot: Bot, owner: User) -> None:
    group = await sandbox.group("Group B", [owner], owner=owner, without_bot=True)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group, "let me in")
    await sandbox.add_bot(group, owner)
    await sandbox.set_rights(group, owner, ["can_invite_users"])
    await sandbox.set_rights(group, owner, None)
    await sandbox.kick(group, owner)
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [(change.old_chat_member.status, change.new_chat_member.status) for change in changes] == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "member"),
        ("member", "kicked"),
    ]
    assert {change.from_user.id for change in changes} == {owner.id}
    rights = changes[1].new_chat_member.to_dict()
    assert (rights["can_invite_users"], rights["can_restrict_members"]) == (True, False)


async def test_others_are_told_of_only_when_asked_for_and_to_administrators(
    sandbox: Sandbox, bot: Bot, owner: User, member: User
) -> None:
    group = await sandbox.group("Group B", [owner], owner=owner)
    await bot.get_updates(allowed_updates=EVERYTHING)
    await member.join(group)
    await member.leave(group)
    await sandbox.set_rights(group, owner, ["can_restrict_members"])
    await member.join(group)
    await sandbox.appoint(group, member, ["can_invite_users"])
    updates = await bot.get_updates(allowed_updates=[])
    told = [update.chat_member for update in updates if update.chat_member]
    assert [change.new_chat_member.status for change in told] == ["member", "administrator"]
    services = [update.message for update in updates if update.message]
    assert [bool(message.new_chat_members) for message in services] == [True, False, True]
    assert services[1].left_chat_member is not None
    before = await bot.get_updates()
    await member.leave(group)
    assert not [update for update in (await bot.get_updates())[len(before) :] if update.chat_member]


async def test_who_is_what_can_be_asked(sandbox: Sandbox, bot: Bot, owner: User, member: User) -> None:
    stranger = await sandbox.person("a stranger")
    group = await sandbox.group("Group B", [owner, member], owner=owner, bot_is_admin=True)
    statuses = [(await bot.get_chat_member(group, who.id)).status for who in (owner, member, stranger)]
    assert statuses == ["creator", "member", "left"]
    admins = await bot.get_chat_administrators(group)
    assert [admin.user.id for admin in admins] == [owner.id, bot.id]
    assert await bot.ban_chat_member(group, member.id)
    assert (await bot.get_chat_member(group, member.id)).status == "kicked"
    with pytest.raises(SandboxError, match="banned"):
        await member.join(group)
    assert await bot.unban_chat_member(group, member.id, only_if_banned=True)
    await member.join(group)
    with pytest.raises(BadRequest, match=r"[Cc]an't remove chat owner"):
        await bot.ban_chat_member(group, owner.id)
    await sandbox.appoint(group, member, ["can_invite_users"])
    with pytest.raises(BadRequest, match=r"[Uu]ser is an administrator of the chat"):
        await bot.ban_chat_member(group, member.id)
    await sandbox.set_rights(group, owner, ["can_invite_users"])
    with pytest.raises(BadRequest, match=r"[Nn]ot enough rights to restrict/unrestrict chat member"):
        await bot.ban_chat_member(group, member.id)
    assert await bot.leave_chat(group)
    with pytest.raises(Forbidden, match="bot is not a member"):
        await bot.get_chat(group)


async def test_an_anonymous_administrator_is_the_group(sandbox: Sandbox, bot: Bot, owner: User, member: User) -> None:
    group = await sandbox.group("Group B", [owner, member], owner=owner)
    await owner.say("/link", chat=group, anonymous=True)
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.from_user.id, update.message.from_user.is_bot) == (1087968824, True)
    assert update.message.sender_chat is not None
    assert update.message.sender_chat.id == group
    with pytest.raises(SandboxError, match="only administrators"):
        await member.say("/link", chat=group, anonymous=True)


async def test_topics_of_a_forum(sandbox: Sandbox, bot: Bot, raw: Raw, owner: User) -> None:
    forum = await sandbox.group("The Council", [owner], owner=owner, is_forum=True)
    thread = await sandbox.open_topic(forum, owner, "Group B")
    await owner.say("/link", chat=forum, thread=thread)
    opened, said = [update.message for update in await bot.get_updates() if update.message]
    assert opened.forum_topic_created is not None
    assert said.chat.is_forum
    assert (said.message_thread_id, said.is_topic_message) == (thread, True)
    sent = await bot.send_message(forum, "hello", message_thread_id=thread)
    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
    await sandbox.close_topic(forum, thread)
    status, body = await raw("sendMessage", chat_id=forum, text="x", message_thread_id=thread)
    assert (status, body["description"]) == (400, "Bad Request: TOPIC_CLOSED")
    await sandbox.delete_topic(forum, thread)
    for number in (thread, 99):
        status, body = await raw("sendMessage", chat_id=forum, text="x", message_thread_id=number)
        assert (status, body["description"]) == (400, "Bad Request: message thread not found")
    with pytest.raises(SandboxError, match="no topic"):
        await owner.say("x", chat=forum, thread=thread)


async def test_requests_to_join(sandbox: Sandbox, bot: Bot, owner: User, member: User) -> None:
    group = await sandbox.group("Group B", [owner], owner=owner)
    await member.ask_to_join(group)
    assert not await bot.get_updates(), "a member is not told who asks"
    with pytest.raises(BadRequest, match=r"[Nn]ot enough rights to manage chat invite link"):
        await bot.approve_chat_join_request(group, member.id)
    await sandbox.set_rights(group, owner, ["can_invite_users"])
    await member.ask_to_join(group)
    [request] = [update.chat_join_request for update in await bot.get_updates() if update.chat_join_request]
    assert (request.from_user.id, request.user_chat_id) == (member.id, member.id)
    await bot.send_message(request.user_chat_id, "one moment")
    await sandbox.advance(minutes=6)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(request.user_chat_id, "too late")
    assert await bot.approve_chat_join_request(group, member.id)
    assert (await bot.get_chat_member(group, member.id)).status == "member"
    with pytest.raises(BadRequest, match=r"(?i)USER_ALREADY_PARTICIPANT"):
        await bot.approve_chat_join_request(group, member.id)
    other = await sandbox.person("another")
    await other.ask_to_join(group)
    assert await bot.decline_chat_join_request(group, other.id)
    with pytest.raises(BadRequest, match=r"(?i)HIDE_REQUESTER_MISSING"):
        await bot.decline_chat_join_request(group, other.id)
    link = await bot.create_chat_invite_link(group, creates_join_request=True)
    assert link.creates_join_request


async def test_the_bot_is_asked_who_may_join_where_it_was_assigned_to(sandbox: Sandbox, bot: Bot, raw: Raw, owner: User) -> None:
    group = await sandbox.group("Group B", [owner], owner=owner, bot_is_admin=True)
    await sandbox.assign_bot(group)
    assert (await bot.get_me()).api_kwargs["supports_join_request_queries"]
    assert (await bot.get_chat(group)).api_kwargs["guard_bot"]["is_bot"]

    async def asked(name: str) -> tuple[User, str]:
        guest = await sandbox.person(name)
        await guest.ask_to_join(group)
        request = [update.chat_join_request for update in await bot.get_updates() if update.chat_join_request][-1]
        return guest, request.api_kwargs["query_id"]

    async def answer(query: str, result: str) -> int:
        status, _ = await raw("answerChatJoinRequestQuery", chat_join_request_query_id=query, result=result)
        return status

    for result, after in (("approve", "member"), ("decline", "left"), ("queue", "left")):
        guest, query = await asked(result)
        assert await answer(query, "perhaps") == 400
        assert await answer(query, result) == 200
        assert (await bot.get_chat_member(group, guest.id)).status == after
        assert await answer(query, result) == 400, "once"
    assert await bot.approve_chat_join_request(group, guest.id), "what is queued is decided later"
    _, query = await asked("late")
    await sandbox.advance(seconds=11)
    assert await answer(query, "approve") == 400


async def test_a_group_becomes_a_supergroup(sandbox: Sandbox, bot: Bot, raw: Raw, owner: User) -> None:
    old = await sandbox.group("Group B", [owner], owner=owner, kind="group")
    await bot.send_message(old, "before")
    new = await sandbox.migrate(old)
    farewell, welcome = [update.message for update in await bot.get_updates() if update.message]
    assert (farewell.chat.id, farewell.migrate_to_chat_id) == (old, new)
    assert (welcome.chat.id, welcome.migrate_from_chat_id) == (new, old)
    status, body = await raw("sendMessage", chat_id=old, text="x")
    assert (status, body["parameters"]) == (400, {"migrate_to_chat_id": new})
    with pytest.raises(ChatMigrated):
        await bot.send_message(old, "x")
    await bot.send_message(new, "after")
    with pytest.raises(SandboxError, match="became the supergroup"):
        await owner.say("x", chat=old)


async def test_a_group_can_let_only_administrators_write(sandbox: Sandbox, bot: Bot, owner: User) -> None:
    group = await sandbox.group("Group B", [owner], owner=owner)
    await sandbox.mute(group)
    with pytest.raises(BadRequest, match=r"[Nn]ot enough rights to send text messages to the chat"):
        await bot.send_message(group, "x")
    await sandbox.set_rights(group, owner, ["can_invite_users"])
    await bot.send_message(group, "x")


async def test_who_deletes_their_account_has_no_name_left(sandbox: Sandbox, bot: Bot, member: User) -> None:
    group = await sandbox.group("Group B", [member], bot_is_admin=True)
    await member.say("/start")
    await member.deactivate()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(member.id, "are you there?")
    found = await bot.get_chat_member(group, member.id)
    assert (found.status, found.user.first_name, found.user.last_name) == ("member", "", None)


async def test_people_follow_the_bots_links(sandbox: Sandbox, raw: Raw) -> None:
    guests = [await sandbox.person(f"guest {number}") for number in range(3)]
    group = await sandbox.group("Group B", [], bot_is_admin=True)
    await raw.updates(allowed_updates=["chat_member", "chat_join_request"])

    async def link(**terms: object) -> str:
        return str((await raw.message("createChatInviteLink", chat_id=group, **terms))["invite_link"])

    single, asking, short = await link(member_limit=1), await link(creates_join_request=True), await link(expire_date=1)
    await guests[0].follow(single)
    with pytest.raises(SandboxError, match="as many have joined"):
        await guests[1].follow(single)
    await guests[1].follow(asking)
    joined, asked = await raw.updates()
    for update, kind, address in ((joined, "chat_member", single), (asked, "chat_join_request", asking)):
        told = update[kind]
        assert isinstance(told, dict)
        assert told["invite_link"]["invite_link"] == address
    await raw.result("revokeChatInviteLink", chat_id=group, invite_link=asking)
    for gone in (asking, short):
        with pytest.raises(SandboxError, match="not valid any more"):
            await guests[2].follow(gone)
    with pytest.raises(SandboxError, match="no such invite link"):
        await guests[2].follow("https://t.me/+nothing")
