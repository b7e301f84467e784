"""What of groups' chats waits for the secretariat."""

from council.chats import lacks
from handlers.chats.views import ShowDoor
from handlers.common.names import group_label
from handlers.common.navigation import Go
from handlers.common.view import button
from handlers.framework.deliveries import Desk
from handlers.framework.tasks import Task
from storage import chat_links, join_cases


async def at_the_door(desk: Desk) -> Task | None:
    """People who ask to come in, who came without a seat, or whose role has ended."""
    t, waiting = desk.t, await join_cases.all_open(desk.tx)
    if not waiting:
        return None
    told = t.plural("About {n} person in a group's chat, or at its door, you have to decide.",
                    "About {n} people in groups' chats, or at their doors, you have to decide.", len(waiting))  # fmt: skip
    return Task(
        told,
        len(waiting),
        ways=[button(t("Chat: {name}", name=d.name or d.telegram_id), ShowDoor(d.id)) for d in waiting],
    )


async def lacking(desk: Desk) -> Task | None:
    """Linked chats in which the bot cannot do what it should."""
    t = desk.t
    found = [each for each in await chat_links.all_standing(desk.tx) if lacks(await chat_links.standing(desk.tx, each))]
    if not found:
        return None
    told = t.plural("In {n} linked chat I cannot do all that I should.", "In {n} linked chats I cannot do all that I should.",
                    len(found))  # fmt: skip
    names = [f"{group_label(desk.council, each.group, t)}: {each.title}" for each in found]
    return Task(told, len(found), names, (button(t("Linked chats"), Go("chats")),))


TASKS = (at_the_door, lacking)
