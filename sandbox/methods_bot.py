"""The Bot API methods about the bot itself: its account, its updates, its commands, its answers."""

import json
import re
import time
from collections.abc import Callable

from sandbox.belonging import ADMIN_RIGHTS
from sandbox.errors import RefusedError, bad_request
from sandbox.model import Json
from sandbox.params import Params, Upload
from sandbox.state import DEFAULT_SCOPE, World
from sandbox.utf16 import units

QUERY_LIFETIME = 15 * 60.0  # real seconds: moving the sandbox clock must not expire a press in flight
DOWNLOAD_LIMIT = 20 * 1024 * 1024  # bytes
_SECRET = re.compile(r"[A-Za-z0-9_-]+")
_WEBHOOK_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_RIGHTS = ("is_anonymous", *sorted(ADMIN_RIGHTS))
_SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
)
Handler = Callable[[World, Params], object]
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def get_me(world: World, _params: Params) -> object:
    """The bot's account and capabilities."""
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": world.reads_all,
        "supports_inline_queries": False,
        "supports_join_request_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, params: Params) -> object:
    """The updates from `offset`, waiting `timeout` real seconds for the first one."""
    if world.webhook.url:
        raise RefusedError(409, _WEBHOOK_ACTIVE)
    _allow(world, params)
    limit = min(max(params.integer("limit", 100), 1), 100)
    return await world.updates.poll(params.integer("offset"), limit, max(params.integer("timeout"), 0))


def set_webhook(world: World, params: Params) -> object:
    """Have updates sent to an address, or, with an empty one, stop that."""
    url = params.text("url").strip()
    if not url:
        return delete_webhook(world, params)
    secret = params.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    world.webhook.set(url, secret, params.integer("max_connections", 40), isinstance(params.file("certificate"), Upload))
    _allow(world, params)
    delete_pending(world, params)
    world.updates.came.set()  # those that wait are sent now
    return True


def delete_webhook(world: World, params: Params) -> object:
    """Stop sending updates to an address; pending updates are dropped if requested."""
    world.webhook.delete()
    return delete_pending(world, params)


def delete_pending(world: World, params: Params) -> object:
    """Drop pending updates if requested."""
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    return True


def get_webhook_info(world: World, _params: Params) -> object:
    """Where updates are sent, how many wait, and what went wrong last."""
    allowed = world.updates.allowed()
    info: Json = {**world.webhook.info(), "pending_update_count": len(world.updates.pending())}
    return info | ({"allowed_updates": allowed} if allowed else {})


def _allow(world: World, params: Params) -> None:
    if params.has("allowed_updates"):
        world.updates.allow({str(kind) for kind in params.listed("allowed_updates")})


def answer_callback_query(world: World, params: Params) -> object:
    """Answer a press; possible once."""
    press = world.presses.get(params.text("callback_query_id"))
    if press is None or press.answered.is_set() or time.monotonic() - press.at > QUERY_LIFETIME:
        raise bad_request(_TOO_OLD)
    if units(params.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    world.answer(press, params.text("text"), params.flag("show_alert"), params.text("url") or None)
    return True


def set_my_commands(world: World, params: Params) -> object:
    """Store the commands of one scope and language."""
    commands: list[Json] = []
    for given in params.listed("commands"):
        if not isinstance(given, dict):
            raise bad_request("can't parse BotCommand: expected an Object")
        command, description = given.get("command"), given.get("description")
        if not isinstance(command, str) or not _COMMAND.fullmatch(command.removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not isinstance(description, str) or not 1 <= units(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        commands.append({"command": command.removeprefix("/"), "description": description})
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.commands[_scope(params)] = commands
    world.events.publish("commands")
    return True


def get_my_commands(world: World, params: Params) -> object:
    """The commands of exactly that scope and language."""
    return world.commands.get(_scope(params), [])


def delete_my_commands(world: World, params: Params) -> object:
    """Delete the commands of exactly that scope and language."""
    world.commands.pop(_scope(params), None)
    return True


def get_file(world: World, params: Params) -> object:
    """The path from which a file can be downloaded."""
    file = world.files.get(params.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": f"documents/{file.unique_id}",
    }


def keeper(name: str, limit: int) -> tuple[Handler, Handler]:
    """The methods that set and get a text about the bot, for each language; an empty one removes it."""

    def set_text(world: World, params: Params) -> object:
        text = params.text(name)
        if units(text) > limit:
            raise bad_request(f"BOT_{name.upper()}_TOO_LONG")
        world.profile[name, params.text("language_code")] = text
        return True

    def get_text(world: World, params: Params) -> object:
        usual = str(world.bot["first_name"]) if name == "name" else ""
        kept = world.profile.get((name, params.text("language_code"))) or world.profile.get((name, ""))
        return {name: kept or usual}

    return set_text, get_text


def set_menu_button(world: World, params: Params) -> object:
    """The button beside the input field of one private chat, or of all."""
    button = params.mapping("menu_button") or {"type": "default"}
    if button.get("type") not in ("commands", "default", "web_app"):
        raise bad_request("can't parse menu button: unsupported type")
    world.menu_buttons[params.integer("chat_id")] = button
    return True


def get_menu_button(world: World, params: Params) -> object:
    """The button of one private chat, or the usual one."""
    buttons = world.menu_buttons
    return buttons.get(params.integer("chat_id")) or buttons.get(0) or {"type": "commands"}


def set_default_rights(world: World, params: Params) -> object:
    """The rights that the bot asks for when it is made an administrator."""
    given = params.mapping("rights") or {}
    world.default_rights[params.flag("for_channels")] = {name: given.get(name) is True for name in _RIGHTS}
    return True


def get_default_rights(world: World, params: Params) -> object:
    """The rights that the bot asks for."""
    rights: Json = dict.fromkeys(_RIGHTS, False)
    return rights | world.default_rights.get(params.flag("for_channels"), {})


def get_no_photos(world: World, params: Params) -> object:
    """Nobody here has a profile photo."""
    _somebody(world, params)
    return {"total_count": 0, "photos": []}


def get_no_audios(world: World, params: Params) -> object:
    """Nor audios in their profile."""
    _somebody(world, params)
    return {"total_count": 0, "audios": []}


def _somebody(world: World, params: Params) -> None:
    number = params.integer("user_id")
    if number not in world.persons and number != world.bot_id:
        raise bad_request("user not found" if number else "invalid user_id specified")


def accept(_world: World, _params: Params) -> object:
    """Accept a method that changes nothing visible here."""
    return True


def answer(value: object) -> Handler:
    """A method whose answer is always the same here."""
    return lambda _world, _params: value


def refuse(code: int, words: str) -> Handler:
    """A method of something that the sandbox does not have: refused as Telegram does where a bot has no part in it."""

    def refused(_world: World, _params: Params) -> object:
        raise RefusedError(code, words)

    return refused


def _scope(params: Params) -> tuple[str, str]:
    scope = params.mapping("scope")
    if scope is not None and not isinstance(scope.get("type"), str):
        raise bad_request("can't parse BotCommandScope: Can't find field \"type\"")
    if scope is not None and scope["type"] not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return json.dumps(scope, sort_keys=True) if scope else DEFAULT_SCOPE, params.text("language_code")
