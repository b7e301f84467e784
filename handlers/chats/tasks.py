"""Tasks of the secretariat about groups' chats."""

from council.chats import lacks
from handlers.chats.presses import ShowCase
from handlers.common.names import group_label
from handlers.common.navigation import Go
from handlers.common.view import button
from handlers.framework.context import Visit
from handlers.framework.tasks import Task
from storage import chat_links, join_cases


async def open_cases(visit: Visit) -> Task | None:
    """People who ask to come in, who came without a seat, or whose role has ended."""
    t, waiting = visit.t, await join_cases.list_open(visit.tx)
    if not waiting:
        return None
    told = t.plural("Decide who may be in groups' chats: {n} person.",
                    "Decide who may be in groups' chats: {n} people.", len(waiting))  # fmt: skip
    ways = [button(t("Chat: {name}", name=case.name or case.telegram_id), ShowCase(case.id)) for case in waiting]
    return Task(told, len(waiting), ways=ways)


async def lacking(visit: Visit) -> Task | None:
    """Linked chats in which the bot cannot do what it should."""
    t, links = visit.t, await chat_links.list_current(visit.tx)
    rights = await chat_links.rights_of_many(visit.tx, links)
    found = [link for link in links if lacks(rights[link.id], link.group)]
    if not found:
        return None
    told = t.plural("I lack rights in {n} linked chat.", "I lack rights in {n} linked chats.",
                    len(found))  # fmt: skip
    names = [f"{group_label(visit.council, each.group, t)}: {each.title}" for each in found]
    return Task(told, len(found), names, (button(t("Linked chats"), Go("chats")),))


TASKS = (open_cases, lacking)
