"""The delivery of communiqués: each is posted in a channel, a report as the file that was looked at."""

from markupsafe import Markup

from handlers.common.view import View
from handlers.communiques import actions
from handlers.framework.deliveries import Drop, PostCopy, Read, Reader, Sendable, one_by_one
from storage import communiques
from storage.outbox import Delivery


async def _load_text(read: Read, delivery: Delivery, _reader: Reader) -> str:
    found = await communiques.find(read.tx, delivery.subject_id)
    return found.texts.get(str(delivery.data[actions.LANGUAGE]), "") if found else ""


def _draw(text: str, delivery: Delivery, _reader: Reader) -> Sendable:
    if not text:
        raise Drop("no such text")
    words = View(Markup(text))  # noqa: S704 - made from entities, or drawn by us
    if actions.MESSAGE not in delivery.data:
        return words
    return PostCopy(int(delivery.data[actions.CHAT]), int(delivery.data[actions.MESSAGE]), words=words)


DELIVERIES = (one_by_one(actions.COMMUNIQUE, _load_text, _draw),)
