"""Polls, reactions and the keyboard in place of the letters: what people do with them, and what the bot hears."""

import pytest

from sandbox.client import Sandbox, SandboxError
from tests.sandbox.raw import Raw

ALLOWED = ["message", "poll", "poll_answer", "message_reaction"]


async def test_people_vote_and_the_bot_hears_who_where_it_is_open(raw: Raw, sandbox: Sandbox) -> None:
    one, two = await sandbox.person("one"), await sandbox.person("two")
    group = await sandbox.group("Group A", [one, two])
    await raw.updates(allowed_updates=ALLOWED)
    options = [{"text": "Tashkent"}, {"text": "Samarkand"}]
    sent = await raw.message("sendPoll", chat_id=group, question="Where?", options=options, is_anonymous=False)
    number = sent["message_id"]
    assert isinstance(number, int)
    await one.vote(number, 1, chat=group)
    await two.vote(number, 1, chat=group)
    await two.vote(number, 0, chat=group)
    heard = [update["poll_answer"] for update in await raw.updates() if "poll_answer" in update]
    assert [(answer["user"]["id"], answer["option_ids"]) for answer in heard if isinstance(answer, dict)] == [
        (one.id, [1]),
        (two.id, [1]),
        (two.id, [0]),
    ]
    await one.vote(number, chat=group)
    stopped = await raw.message("stopPoll", chat_id=group, message_id=number)
    assert (stopped["total_voter_count"], stopped["is_closed"]) == (1, True)
    assert [option["voter_count"] for option in stopped["options"]] == [1, 0]  # type: ignore[attr-defined]
    with pytest.raises(SandboxError, match="the poll is closed"):
        await one.vote(number, 0, chat=group)


async def test_of_an_anonymous_poll_only_the_counts_are_heard(raw: Raw, sandbox: Sandbox) -> None:
    person = await sandbox.person("a member")
    await person.say("/start")
    sent = await raw.message("sendPoll", chat_id=person.id, question="Which?", options=[{"text": "a"}, {"text": "b"}])
    number = sent["message_id"]
    assert isinstance(number, int)
    await raw.updates(allowed_updates=ALLOWED, offset=-1)
    await person.vote(number, 0)
    kinds = [set(update) - {"update_id"} for update in await raw.updates()]
    assert kinds == [{"message"}, {"poll"}]
    for options, words in (((0, 1), "takes one option"), ((2,), "from 0 to 1")):
        with pytest.raises(SandboxError, match=words):
            await person.vote(number, *options)
    with pytest.raises(SandboxError, match="no poll"):
        await person.vote(1, 0)


async def test_reactions_are_heard_where_the_bot_may(raw: Raw, sandbox: Sandbox) -> None:
    person = await sandbox.person("a member")
    await person.say("/start")
    await raw.updates(allowed_updates=ALLOWED, offset=-1)
    sent = await raw.message("sendMessage", chat_id=person.id, text="here")
    number = sent["message_id"]
    assert isinstance(number, int)
    await person.react(number, "👍")
    await person.react(number, "")
    heard = [update["message_reaction"] for update in await raw.updates() if "message_reaction" in update]
    like = [{"type": "emoji", "emoji": "👍"}]
    assert [(each["old_reaction"], each["new_reaction"]) for each in heard if isinstance(each, dict)] == [([], like), (like, [])]
    await raw.result("setMessageReaction", chat_id=person.id, message_id=number, reaction=like)
    assert (await person.last()).raw["reactions"] == like
    assert (await person.last()).edits == 0


async def test_the_bots_keyboard_is_shown_until_it_is_removed(raw: Raw, sandbox: Sandbox) -> None:
    person = await sandbox.person("a member")
    await person.say("/start")

    async def keys() -> object:
        state = (await sandbox.state())["chats"]
        assert isinstance(state, list)
        return next(chat["keys"] for chat in state if chat["id"] == person.id)

    async def show(**markup: object) -> None:
        await raw.result("sendMessage", chat_id=person.id, text="x", reply_markup=markup)

    await show(keyboard=[[{"text": "Agree"}, {"text": "Object"}]])
    assert await keys() == [[{"text": "Agree"}, {"text": "Object"}]]
    await person.say("Agree")
    assert await keys() != []
    await show(remove_keyboard=True)
    assert await keys() == []
    await show(keyboard=[[{"text": "Once"}]], one_time_keyboard=True)
    await person.say("Once")
    assert await keys() == []
