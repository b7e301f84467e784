"""Posts that went to nobody: nobody followed them, or none of those who did could be reached."""

import sqlalchemy as sa

from council.posts import PostState
from council.subscriptions import Pace
from storage import posts
from storage.posts import Reach
from storage.store import Transaction
from storage.subscriptions import reached, wanting
from storage.tables import people, subscriptions

LOOKED_AT = 50
"""Among how many of the last posts those are looked for that went to nobody."""


async def to_nobody(tx: Transaction, limit: int) -> list[Reach]:
    """The last posts that nobody followed, or of whose followers none could be reached; not what is still on its way,
    or comes in somebody's list."""
    return [one for one in await posts.recent(tx, LOOKED_AT) if await _went_to_nobody(tx, one)][:limit]


async def _went_to_nobody(tx: Transaction, one: Reach) -> bool:
    if one.followers is None or one.post.retracted:
        return False
    if one.followers == 0:
        return True
    if one.sent or one.listed or one.waiting or one.bundled or one.post.state is not PostState.FROZEN:
        return False
    wants = wanting(one.post.language, await posts.topics_of(tx, one.post.id))
    lists = sa.select(people.c.id).join(subscriptions, subscriptions.c.person_id == people.c.id)
    return await tx.value(lists.where(wants, reached(), subscriptions.c.pace != Pace.NOW.value).limit(1)) is None
