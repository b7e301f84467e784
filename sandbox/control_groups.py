"""The control API's actions about groups: creating them, adding the bot, joining and leaving, topics."""

from collections.abc import Callable, Collection, Mapping

from sandbox import acting_groups as groups
from sandbox.belonging import ADMIN_RIGHTS
from sandbox.errors import MisuseError
from sandbox.fields import Fields
from sandbox.model import Chat, Person
from sandbox.state import FIRST_GROUP, World

FIRST_BASIC_GROUP = -4001
_KINDS = frozenset({"group", "supergroup"})


def _person(world: World, fields: Fields) -> Person:
    return world.person(fields.number("person"))


def _chat(world: World, fields: Fields) -> Chat:
    return world.chat(fields.number("chat"))


def _rights(fields: Fields) -> Collection[str] | None:
    """The rights by name, all of them for `"rights": ["all"]`; None if absent, which means an ordinary member."""
    if not fields.has("rights"):
        return None
    named = [str(item) for item in fields.items("rights")]
    return ADMIN_RIGHTS if named == ["all"] else named


def _add_group(world: World, fields: Fields) -> object:
    kind = fields.text("type", "supergroup")
    if kind not in _KINDS:
        raise MisuseError(f"a group is one of {', '.join(sorted(_KINDS))}")
    number = fields.number("id", 0) or world.free_id(FIRST_GROUP if kind == "supergroup" else FIRST_BASIC_GROUP)
    members = fields.numbers("members")
    owner = fields.number("owner", 0) or None
    if owner is not None and owner not in members:
        members.insert(0, world.person(owner).id)
    chat = Chat(
        number,
        kind,
        fields.text("title"),
        members=members,
        bot_rights=ADMIN_RIGHTS if fields.flag("bot_is_admin") else None,
        bot_is_in=not fields.flag("without_bot"),
        owner=owner,
        is_forum=fields.flag("is_forum") and kind == "supergroup",
    )
    return world.add_chat(chat).view()


def _mute(world: World, fields: Fields) -> None:
    _chat(world, fields).members_write = not fields.flag("muted")


Act = Callable[[World, Fields], object]

ACTS: Mapping[tuple[str, str], Act] = {
    ("POST", "groups"): _add_group,
    ("POST", "groups/bot"): lambda world, fields: groups.add_bot(
        world, _chat(world, fields), _person(world, fields), _rights(fields)
    ),
    ("POST", "groups/rights"): lambda world, fields: groups.set_rights(
        world, _chat(world, fields), _person(world, fields) if fields.has("person") else None, _rights(fields)
    ),
    ("POST", "groups/admins"): lambda world, fields: groups.appoint(
        world, _chat(world, fields), _person(world, fields), _rights(fields)
    ),
    ("POST", "groups/join"): lambda world, fields: groups.join(world, _chat(world, fields), _person(world, fields)),
    ("POST", "groups/follow"): lambda world, fields: groups.follow(world, _person(world, fields), fields.text("link")).view(),
    ("POST", "groups/leave"): lambda world, fields: groups.leave(world, _chat(world, fields), _person(world, fields)),
    ("POST", "groups/ask"): lambda world, fields: groups.ask_to_join(world, _chat(world, fields), _person(world, fields)),
    ("POST", "groups/guard"): lambda world, fields: groups.assign(world, _chat(world, fields)),
    ("POST", "groups/topics"): lambda world, fields: {
        "thread": groups.open_topic(world, _chat(world, fields), _person(world, fields), fields.text("name"))
    },
    ("POST", "groups/topics/close"): lambda world, fields: groups.remove_topic(
        world, _chat(world, fields), fields.number("thread"), close=True
    ),
    ("POST", "groups/topics/delete"): lambda world, fields: groups.remove_topic(
        world, _chat(world, fields), fields.number("thread"), close=False
    ),
    ("POST", "groups/mute"): _mute,
    ("POST", "groups/delete"): lambda world, fields: groups.delete(world, _chat(world, fields)),
    ("POST", "groups/migrate"): lambda world, fields: groups.migrate(world, _chat(world, fields)).view(),
}
