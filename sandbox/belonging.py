"""Who is in a chat, with which status and rights: Bot API ChatMembers, and the updates about them."""

from sandbox.model import Chat, Json, Person
from sandbox.state import World

ADMIN_RIGHTS = frozenset(
    {
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_pin_messages",
        "can_manage_topics",
        "can_post_messages",
        "can_edit_messages",
        "can_manage_direct_messages",
        "can_manage_tags",
    }
)
"""All administrator rights; `_administrator` leaves out those that a kind of chat does not have."""

PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
"""What members of a group may be allowed."""

_IN_CHANNELS_ONLY = frozenset({"can_post_messages", "can_edit_messages", "can_manage_direct_messages"})
_NOT_IN_CHANNELS = frozenset({"can_pin_messages", "can_manage_topics", "can_manage_tags"})

ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""The user in whose name anonymous administrators write."""


def bot_as_member(world: World, chat: Chat) -> Json:
    """The bot as a Bot API ChatMember."""
    if not chat.bot_is_in or (chat.person is not None and chat.person.blocked):
        return (
            {"status": "left", "user": world.bot} if chat.bot_left else {"status": "kicked", "user": world.bot, "until_date": 0}
        )
    if chat.bot_rights is None:
        return {"status": "member", "user": world.bot}
    return _administrator(chat, world.bot, chat.bot_rights)


def person_as_member(chat: Chat, person: Person) -> Json:
    """A person as a Bot API ChatMember."""
    user = person.user()
    if person.id == chat.owner:
        return {"status": "creator", "user": user, "is_anonymous": False}
    if person.id in chat.admins:
        return _administrator(chat, user, chat.admins[person.id])
    tag: Json = {"tag": chat.tags[person.id]} if person.id in chat.tags else {}
    if person.id in chat.restricted and person.id not in chat.banned:
        return {"status": "restricted", "user": user, "is_member": person.id in chat.members, **chat.restricted[person.id], **tag}
    if person.id in chat.members:
        return {"status": "member", "user": user, **tag}
    if person.id in chat.banned:
        return {"status": "kicked", "user": user, "until_date": 0}
    return {"status": "left", "user": user}


def _administrator(chat: Chat, user: Json, rights: frozenset[str]) -> Json:
    absent = _NOT_IN_CHANNELS if chat.type == "channel" else _IN_CHANNELS_ONLY
    named = {right: right in rights for right in sorted(ADMIN_RIGHTS - absent)}
    named["can_manage_chat"] = True  # implied by every other right
    titled: Json = {"custom_title": chat.custom_titles[number]} if (number := user["id"]) in chat.custom_titles else {}
    return {"status": "administrator", "user": user, "can_be_edited": False, "is_anonymous": False, **named, **titled}


def notify_bot(world: World, chat: Chat, by: Json, before: Json) -> None:
    """Send the bot an update about its own status in a chat."""
    _notify(world, "my_chat_member", chat, by, before, bot_as_member(world, chat))


def notify_of_member(world: World, chat: Chat, person: Person, by: Json, before: Json, **how: object) -> None:
    """Send the bot an update about a member's status; Telegram does so only where the bot is an administrator."""
    if chat.bot_is_admin:
        _notify(world, "chat_member", chat, by, before, person_as_member(chat, person), **how)


def _notify(world: World, kind: str, chat: Chat, by: Json, before: Json, now: Json, **how: object) -> None:
    changed = {"chat": chat.shape, "from": by, "date": world.clock.unix()}
    world.updates.put(kind, {**changed, "old_chat_member": before, "new_chat_member": now, **how})
