"""The sandbox's state: people, chats, messages, pending updates. Knows nothing of HTTP.

Used by both sides: the Bot API is in the `methods_*` modules, people's actions are in `acting`.
"""

import asyncio
import itertools
import json
import mimetypes

from sandbox.calls import CallLog
from sandbox.clock import Clock
from sandbox.errors import MisuseError
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.model import Chat, File, JoinQuery, Json, Message, Person, Press
from sandbox.pace import Pace
from sandbox.updates import UpdateQueue
from sandbox.webhooks import Webhook

BOT_ID = 100200300
FIRST_PERSON = 1001
FIRST_GROUP = -1001000000001
FIRST_CHANNEL = -1002000000001
DEFAULT_SCOPE = '{"type": "default"}'


class World:
    """All state, in dictionaries by id. Owned by one event loop; not thread-safe."""

    def __init__(self, bot_id: int = BOT_ID, bot_username: str = "majlis_sandbox_bot", bot_name: str = "Majlis") -> None:
        self.bot: Json = {"id": bot_id, "is_bot": True, "first_name": bot_name, "username": bot_username}
        self.bot_id = bot_id
        self.bot_username = bot_username
        self.reads_all = False  # without privacy mode the bot hears everything in groups
        self.events = Events()
        self.clock = Clock(lambda: self.events.publish("clock", clock=self.clock.view()) if self.events else None)
        self.updates = UpdateQueue()
        self.faults = Faults()
        self.pace = Pace()
        self.calls = CallLog()
        self.persons: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.presses: dict[str, Press] = {}
        self.join_queries: dict[str, JoinQuery] = {}
        self.polls: dict[str, tuple[Chat, Message]] = {}
        self.webhook = Webhook(self.clock.unix)
        self.profile: dict[tuple[str, str], str] = {}  # name, description and short description by language
        self.menu_buttons: dict[int, Json] = {}  # by private chat; 0: the usual one
        self.default_rights: dict[bool, Json] = {}  # asked for in channels, and in groups
        self.commands: dict[tuple[str, str], list[Json]] = {}  # by scope, as sorted JSON, and language
        self.tour: list[Json] = []
        self.zone: str | None = None  # the IANA zone in which the page shows times; None: the browser's
        self.change = 0
        self.public: dict[str, Chat] = {}  # groups and channels by their lower-case username
        self._next_ids: dict[int, int] = {}
        self._numbers = itertools.count(1)

    def happened(self, words: str) -> None:
        """Tick the cards of the tour that wait to see these words."""
        before = [card["done"] for card in self.tour]
        for card in self.tour:
            seen = card["seen"]
            card["done"] = bool(card["done"]) or (isinstance(seen, list) and any(str(wanted) in words for wanted in seen))
        if before != [card["done"] for card in self.tour]:
            self.events.publish("tour", tour=self.tour)

    def view(self) -> Json:
        """All state except messages, as the control API shows it."""
        return {
            "bot": {**self.bot, **self._commands()},
            "persons": [person.view() for person in self.persons.values()],
            "chats": [chat.view() for chat in self.chats.values()],
            "clock": self.clock.view(),
            "tour": self.tour,
            "zone": self.zone,
            "pace": self.pace.on,
        }

    def _commands(self) -> Json:
        """The bot's commands as its menu shows them: for private chats, and for chats with their own."""
        by_scope = {scope: commands for (scope, language), commands in self.commands.items() if not language}
        usual = by_scope.get('{"type": "all_private_chats"}', by_scope.get(DEFAULT_SCOPE, []))
        own: dict[str, list[Json]] = {}
        for scope, commands in by_scope.items():
            named = json.loads(scope)
            if named["type"] == "chat":
                own[str(named.get("chat_id"))] = commands
        return {"commands": usual, "commands_by_chat": own}

    # -- who is there

    def add_person(self, person: Person) -> Person:
        """Add a person, with a private chat of the same id. Raises MisuseError when the id is taken."""
        self._claim(person.id)
        self.persons[person.id] = person
        self.chats[person.id] = Chat(person.id, "private", username=person.username, person=person, members=[person.id])
        self.events.publish("person", person=person.view())
        self.events.publish("chat", chat=self.chats[person.id].view())
        return person

    def add_chat(self, chat: Chat) -> Chat:
        """Add a group or channel. Raises MisuseError when the id or username is taken or a member is unknown."""
        self._claim(chat.id)
        for member in chat.members:
            self.person(member)
        if chat.username:
            if chat.username.lower() in self.public:
                raise MisuseError(f"the username {chat.username} is taken")
            self.public[chat.username.lower()] = chat
        self.chats[chat.id] = chat
        self.events.publish("chat", chat=chat.view())
        return chat

    def free_id(self, first: int) -> int:
        """The next free id counting from `first` away from zero."""
        number = self._next_ids.get(first, first)
        while number in self.chats:
            number += 1 if first > 0 else -1
        self._next_ids[first] = number
        return number

    def person(self, person_id: int) -> Person:
        """The person with this id. Raises MisuseError when there is none."""
        person = self.persons.get(person_id)
        if person is None:
            raise MisuseError(f"no person {person_id}", 404)
        return person

    def chat(self, chat_id: int) -> Chat:
        """The chat with this id. Raises MisuseError when there is none."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise MisuseError(f"no chat {chat_id}", 404)
        return chat

    def _claim(self, chat_id: int) -> None:
        if chat_id in self.chats:
            raise MisuseError(f"the id {chat_id} is taken")

    # -- what is said

    def write(
        self, chat: Chat, content: Json, *, author: Person | None = None, reply_to: Message | None = None, from_bot: bool = False
    ) -> Message:
        """Add a message to a chat, at the sandbox's time; without an author it is the bot's."""
        chat.last_id += 1
        stamp = self.clock.unix()
        body: Json = {"message_id": chat.last_id}
        if chat.type == "channel":
            body["sender_chat"] = chat.shape
        else:
            body["from"] = self.bot if author is None else author.user()
        body["chat"] = chat.shape
        body["date"] = stamp
        if reply_to is not None:
            body["reply_to_message"] = {key: value for key, value in reply_to.body.items() if key != "reply_to_message"}
        body.update(content)
        message = Message(chat.last_id, stamp, body, 0, from_bot)
        chat.messages[message.id] = message
        self._changed(chat, message)
        self._publish("message", chat, message)
        return message

    def rewrite(self, chat: Chat, message: Message, content: Json) -> None:
        """Replace fields of a message; None removes a field. The old version is added to its history."""
        old = message.body
        message.history.append(
            {
                "text": old.get("text", old.get("caption")),
                "reply_markup": old.get("reply_markup"),
                "date": old.get("edit_date", old["date"]),
            }
        )
        body = {**old, **content, "edit_date": self.clock.unix()}
        message.body = {key: value for key, value in body.items() if value is not None}
        self._changed(chat, message)
        self._publish("edit", chat, message)

    def delete(self, chat: Chat, message: Message) -> None:
        """Delete a message; the control API still shows it, marked as deleted."""
        message.deleted = True
        self._changed(chat, message)
        self.events.publish("delete", chat=chat.id, message_id=message.id)

    def react(self, chat: Chat, message: Message, who: int, reactions: list[Json]) -> None:
        """Set somebody's reactions to a message; the control API shows them beside it."""
        message.reactions[who] = reactions
        self.refresh(chat, message, {})

    def refresh(self, chat: Chat, message: Message, content: Json) -> None:
        """Replace fields of a message without counting that as an edit."""
        message.body = {**message.body, **content}
        self._changed(chat, message)
        self._publish("edit", chat, message)

    def show_keys(self, chat: Chat, keys: list[list[Json]], *, once: bool = False) -> None:
        """Show the bot's keyboard in place of the letters; an empty one removes it."""
        chat.keys, chat.keys_once = keys, once
        self.events.publish("chat", chat=chat.view())

    def keep_file(self, name: str, content: bytes, mime_type: str | None = None) -> File:
        """Store a file under new ids, by which it can be sent again and downloaded."""
        number = next(self._numbers)
        guessed = mime_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = File(f"BQACSandbox{self.bot_id}-{number}", f"AgAD{number}", name, guessed, content)
        self.files[file.id] = file
        return file

    def query_id(self) -> str:
        """An id for a query of a button or of a wish to join; like Telegram's, a number too long for a double."""
        return str((self.bot_id << 32) + next(self._numbers))

    # -- who waits

    async def wait_for_change(self, chat: Chat, after: int, seconds: float) -> None:
        """Return when the chat has changed after `after`, or after `seconds` of real time."""
        if chat.change > after:
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        chat.waiting.append(waiting)
        try:
            async with asyncio.timeout(seconds):
                await waiting
        except TimeoutError:
            pass  # the caller checks for itself
        finally:
            if waiting in chat.waiting:
                chat.waiting.remove(waiting)

    def _changed(self, chat: Chat, message: Message) -> None:
        self.change += 1
        chat.change = message.change = self.change
        for waiting in chat.waiting:
            if not waiting.done():
                waiting.set_result(None)

    def _publish(self, kind: str, chat: Chat, message: Message) -> None:
        self.happened(str(message.body.get("text", "")))
        if self.events:
            self.events.publish(kind, chat=chat.id, message=message.view())

    def answer(self, press: Press, text: str, show_alert: bool, url: str | None) -> None:
        """Set the answer to a press and publish it."""
        press.text, press.show_alert, press.url = text, show_alert, url
        press.answered.set()
        self.happened(text)
        self.events.publish(
            "answer",
            callback_query_id=press.id,
            person=press.person,
            chat=press.chat,
            message_id=press.message_id,
            text=text,
            show_alert=show_alert,
        )
