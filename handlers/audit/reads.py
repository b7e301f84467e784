"""Entries of the audit log, and who is named in them."""

from collections.abc import Sequence

from council.errors import Stale
from handlers.common.audit_phrases import About, actions_of
from storage import audit, refusals
from storage.audit import Logged
from storage.transaction import Transaction


async def list_entries(tx: Transaction, kind: str, person: int, before: int, limit: int) -> list[Logged]:
    """Entries of this kind ("": of any) that name this person (0: anybody), with a number below `before` (0: the latest),
    newest first; refusals with how often they were within their hour. Raises `Stale` for an unknown kind."""
    if kind and kind not in set(About):
        raise Stale
    actions, prefixes = actions_of(About(kind)) if kind else (None, ())
    return await refusals.counted(tx, await audit.page(tx, actions, prefixes, person, before, limit))


def people_in(logged: Sequence[Logged]) -> set[int]:
    """The ids of everyone who is named."""
    texts = [text for one in logged for text in (one.actor, one.subject, *map(str, one.detail.values()))]
    parted = (text.partition(":") for text in texts)
    return {int(id_) for kind, _, id_ in parted if kind == "person" and id_.isdigit()}
