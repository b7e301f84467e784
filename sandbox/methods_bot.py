"""The Bot API methods about the bot itself: its account, its updates, its commands, its answers."""

import json
import re
import time

from sandbox.errors import bad_request
from sandbox.model import Json
from sandbox.params import Params
from sandbox.state import DEFAULT_SCOPE, World
from sandbox.utf16 import units

QUERY_LIFETIME = 15 * 60.0  # real seconds: moving the sandbox clock must not expire a press in flight
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def get_me(world: World, _params: Params) -> object:
    """The bot's account and capabilities."""
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, params: Params) -> object:
    """The updates from `offset`, waiting `timeout` real seconds for the first one."""
    if params.has("allowed_updates"):
        world.updates.allow({str(kind) for kind in params.listed("allowed_updates")})
    limit = min(max(params.integer("limit", 100), 1), 100)
    return await world.updates.poll(params.integer("offset"), limit, max(params.integer("timeout"), 0))


def delete_webhook(world: World, params: Params) -> object:
    """There is never a webhook; pending updates are dropped if requested."""
    if params.flag("drop_pending_updates"):
        world.updates.drop()
    return True


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
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": f"documents/{file.unique_id}",
    }


def accept(_world: World, _params: Params) -> object:
    """Accept a method that changes nothing visible here."""
    return True


def _scope(params: Params) -> tuple[str, str]:
    scope = params.mapping("scope")
    if scope is not None and not isinstance(scope.get("type"), str):
        raise bad_request("can't parse BotCommandScope: Can't find field \"type\"")
    return json.dumps(scope, sort_keys=True) if scope else DEFAULT_SCOPE, params.text("language_code")
