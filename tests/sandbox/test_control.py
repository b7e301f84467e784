"""Acting as people: who can be created, what is refused, what can be read."""

import asyncio
import json
from typing import Any

from telegram import Bot

from sandbox.client import Sandbox
from sandbox.control_acts import CLOCK_MOVED
from sandbox.server import Server
from tests.sandbox.raw import Raw
from tests.waiting import PATIENCE, until


async def test_the_state_shows_who_and_what_is_there(sandbox: Sandbox, raw: Raw) -> None:
    person = await sandbox.person("Expert, group B", language_code="uz", role="member", username="expert")
    guest = await sandbox.person("A guest", id=5000, first_name="Guest", last_name="of the council")
    await person.say("/start")
    group = await sandbox.group("Group B", [person, guest.id])
    channel = await sandbox.channel("News", "council_news")
    await sandbox.tour([{"title": "First", "text": "Press a button", "seen": ["Well done"]}])
    state = await sandbox.state()
    assert set(state) == {"bot", "persons", "chats", "clock", "tour", "zone", "pace"}
    assert state["tour"] == [{"title": "First", "text": "Press a button", "done": False, "seen": ["Well done"]}]
    persons, chats = state["persons"], state["chats"]
    assert isinstance(persons, list)
    assert isinstance(chats, list)
    assert persons[0] == {
        "id": 1001,
        "first_name": "Expert, group B",
        "last_name": None,
        "username": "expert",
        "language_code": "uz",
        "label": "Expert, group B",
        "role": "member",
        "started": True,
        "blocked": False,
        "deactivated": False,
    }
    assert (persons[1]["id"], persons[1]["last_name"], persons[1]["started"]) == (5000, "of the council", False)
    assert [(chat["id"], chat["type"], chat["members"]) for chat in chats] == [
        (1001, "private", [1001]),
        (5000, "private", [5000]),
        (group, "supergroup", [1001, 5000]),
        (channel.id, "channel", []),
    ]
    assert str(group).startswith("-100")


# verb, path, body; status, words
_MISUSES: list[tuple[str, str, object, int, str]] = [
        ("POST", "persons", {}, 400, "first_name must be a text"),
        ("POST", "persons", {"first_name": "x", "id": 1001}, 400, "the id 1001 is taken"),
        ("POST", "persons", {"first_name": "x", "id": "y"}, 400, "id must be a whole number"),
        ("POST", "groups", {"title": "x", "members": [99]}, 404, "no person 99"),
        ("POST", "groups", {"title": "x", "members": "all"}, 400, "members must be a list"),
        ("POST", "groups", {"title": "x", "members": ["all"]}, 400, "members must be a list of numbers"),
        ("POST", "send", {"person": 99, "text": "x"}, 404, "no person 99"),
        ("POST", "send", {"person": 1001, "chat": 99, "text": "x"}, 404, "no chat 99"),
        ("POST", "send", {"person": 1001, "text": ""}, 400, "text must be a text"),
        ("POST", "send", {"person": 1001, "text": "x", "reply_to": 99}, 404, "no message 99 in chat 1001"),
        ("POST", "send", {"person": 1001, "chat": 1002, "text": "x"}, 400, "person 1001 is not in chat 1002"),
        (
            "POST",
            "send",
            {"person": 1001, "text": "x", "entities": [{"type": "loud"}]},
            400,
            "Bad Request: can't parse MessageEntity: unsupported type specified",
        ),
        ("POST", "send", {"person": 1003, "text": "x"}, 400, "person 1003 has no account any more"),
        ("POST", "post", {"channel": 1001, "text": "x"}, 400, "chat 1001 is no channel"),
        ("POST", "press", {"person": 1001}, 400, "a press takes data or button"),
        ("POST", "press", {"person": 1001, "button": "x", "message_id": 99}, 404, "no such message"),
        ("POST", "document", {"person": 1001, "file_name": "x", "base64": "!"}, 400, "base64 is broken"),
        ("POST", "kick", {"chat": 1001}, 400, "people block the bot; groups and channels remove it"),
        ("GET", "chats/99/messages", None, 404, "no chat 99"),
        ("GET", "log?after=x", None, 400, "after must be a whole number"),
]  # fmt: skip


async def test_what_cannot_be_is_told_in_words(sandbox: Sandbox, raw: Raw) -> None:
    for label in ("a", "b", "c"):
        last = await sandbox.person(label)
    await last.deactivate()
    before = await sandbox.state()
    for verb, path, body, status, words in _MISUSES:
        assert await raw.control(verb, path, body) == (status, {"error": words}), (path, body)
    assert (await sandbox.state())["chats"] == before["chats"]


async def test_nonsense_is_no_json(raw: Raw) -> None:
    async with raw.session.post(f"{raw.url}/sandbox/send", data=b"{") as response:
        assert (response.status, await response.json()) == (400, {"error": "the body is no JSON"})


async def test_messages_can_be_read_from_a_number_on(sandbox: Sandbox) -> None:
    person = await sandbox.person("a member")
    for text in ("one", "two", "three"):
        await person.say(text)
    assert [message.text for message in await sandbox.messages(person.id, after=1)] == ["two", "three"]


async def test_the_stream_tells_what_happens(sandbox: Sandbox, raw: Raw, bot: Bot, server: Server) -> None:
    async with raw.session.get(f"{raw.url}/sandbox/events") as stream:
        assert stream.content_type == "text/event-stream"
        await stream.content.readuntil(b"\n\n")
        person = await sandbox.person("a member")
        await person.say("hello")
        sent = await bot.send_message(person.id, "one")
        await bot.edit_message_text("two", person.id, sent.message_id)
        await bot.delete_message(person.id, sent.message_id)
        await bot.send_chat_action(person.id, "typing")
        await sandbox.advance(seconds=5)
        await person.block()
        heard: list[dict[str, Any]] = []
        while not heard or not (heard[-1]["type"] == "person" and heard[-1]["person"]["blocked"]):
            block = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), PATIENCE)
            heard.append(json.loads(block.removeprefix(b"data: ")))
    assert [event["type"] for event in heard] == [
        "person", "chat", "person", "message", "message", "edit", "delete", "typing", "clock", "person",
    ]  # fmt: skip
    assert heard[4]["message"]["text"] == "one"
    assert (heard[5]["chat"], heard[5]["message"]["text"], heard[5]["message"]["edits"]) == (person.id, "two", 1)
    assert (heard[6]["chat"], heard[6]["message_id"]) == (person.id, sent.message_id)
    assert heard[8]["clock"]["offset"] == 5

    async def forgotten() -> bool:
        await person.say("is anybody still listening?")
        return not server.world.events

    await until(forgotten, "that a page which went away is forgotten")


async def test_a_step_of_the_tour_is_ticked_by_what_is_seen(sandbox: Sandbox) -> None:
    person = await sandbox.person("Somebody")
    await sandbox.tour(
        [
            {"title": "Say it", "text": "Say hello", "seen": ["hello", "hi"]},
            {"title": "Wait", "text": "Move the clock", "seen": [CLOCK_MOVED]},
            {"title": "Never", "text": "Nothing does it"},
        ]
    )
    for act, done in ((person.say("oh, hello"), [True, False, False]), (sandbox.advance(hours=1), [True, True, False])):
        await act
        tour = (await sandbox.state())["tour"]
        assert isinstance(tour, list)
        assert [card["done"] for card in tour] == done
