"""News' delivery: a copy of the post, to one subscriber."""

from dataclasses import dataclass

from handlers.common.deliveries import Desk, Drop, PostCopy, Prepared
from handlers.news import actions
from storage import news
from storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class NewsPost:
    """A post of the channel.

    Repeated when nobody knows whether it arrived: getting a post twice is a small harm, and nobody reads a report on
    news in which a person could decide.
    """

    name: str = actions.POST
    card: bool = False
    repeat: bool = True
    progress: str | None = None

    async def prepare(self, desk: Desk, delivery: Delivery) -> Prepared:
        post = await news.post(desk.tx, delivery.subject_id)
        if post is None or desk.person is None or not await news.is_subscribed(desk.tx, desk.person.id):
            return Drop("no longer subscribed")
        return PostCopy(post.channel, post.message)


KINDS = (NewsPost(),)
