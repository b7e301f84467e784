"""Deliveries about channels and topics: a channel's card to the secretariat, a QR code to whoever asked for it."""

from collections.abc import Sequence
from functools import partial

from council.authority import Action, may
from council.chats import Lack, lacks_in_channel
from handlers.channels import actions, views
from handlers.channels.reads import get_topics
from handlers.common.pictures.code import Code, code_picture
from handlers.common.texts import plain
from handlers.common.topics import Topics
from handlers.framework.deliveries import Drop, Paper, Read, Reader, Sendable, one_by_one
from storage import channels
from storage.channels import Channel
from storage.outbox import Delivery


async def _load_channel(read: Read, delivery: Delivery, _reader: Reader) -> tuple[Channel, Sequence[Lack]] | None:
    found = await channels.find(read.tx, delivery.subject_id)
    return (found, lacks_in_channel(await channels.rights_in(read.tx, found))) if found else None


def _draw_channel(known: tuple[Channel, Sequence[Lack]] | None, _delivery: Delivery, reader: Reader) -> Sendable:
    """To the secretary who is asked about a channel, or to all of them when the bot's rights there have changed."""
    if known is None or not may(reader.actor, Action.MANAGE_NEWS):
        raise Drop("no longer the secretariat")
    return views.channel(reader.council, *known, reader.t)


def _draw_code(topics: Topics, delivery: Delivery, reader: Reader) -> Sendable:
    """The QR code of a link to a topic, for anyone who asks."""
    topic = str(delivery.data[actions.TOPIC])
    url = reader.start_link(f"{views.PAYLOAD}{topic}")
    name = topics.name(topic, reader.t) if topic else plain(reader.t("All news"))
    code = Code(f"{reader.t.named(reader.council.short_names)}: {name}", url)
    words = views.under_code(name, url, reader.t)
    return Paper(f"{topic or 'news'}.png", words, partial(code_picture, code), picture=True)


DELIVERIES = (
    one_by_one(actions.CHANNEL, _load_channel, _draw_channel),
    one_by_one(actions.CODE, lambda read, _delivery, _reader: get_topics(read.tx, read.council), _draw_code),
)
