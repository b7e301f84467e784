"""Draws deliveries: what each kind has to say at present, and the Telegram operation that says it."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from bot.delivery.workshop import Workshop
from council.clock import Clock
from council.config import Council
from handlers.common.operations import Copy, Edit, Membership, Say, SendFile, Withdraw, edit, say, send_file
from handlers.common.texts import Catalogs
from handlers.common.view import View
from handlers.framework.deliveries import Delivers, Paper, PostCopy, Redraw, Sendable, Spent, TakeBack, begin_reading, copied
from storage.outbox import Delivery
from storage.store import Store

Drawn = dict[int, Sendable | Exception]
"""By delivery id: what to send, or the exception that says why nothing is sent."""


class Drawing:
    """Draws claimed deliveries by the kinds that there are, by name."""

    def __init__(
        self, store: Store, clock: Clock, council: Council, catalogs: Catalogs, kinds: Mapping[str, Delivers[Any]]
    ) -> None:
        self._store = store
        self._clock = clock
        self._council = council
        self._catalogs = catalogs
        self._kinds = kinds

    async def draw_all(self, claimed: Sequence[Delivery], bot_username: str) -> Drawn:
        """What to send for each of these deliveries of one kind. If loading them together fails, each is tried
        alone."""
        try:
            return await self._load_and_draw(claimed, bot_username)
        except Exception as error:  # noqa: BLE001 - returned as the delivery's result, which is retried
            if len(claimed) == 1:
                return {claimed[0].id: error}
        alone = [await self.draw_all([delivery], bot_username) for delivery in claimed]
        return {id_: made for drawn in alone for id_, made in drawn.items()}

    async def _load_and_draw(self, claimed: Sequence[Delivery], bot_username: str) -> Drawn:
        delivers = self._kinds[claimed[0].kind]
        async with self._store.read() as tx:
            read = await begin_reading(tx, self._council, self._catalogs, self._clock.now(), bot_username, claimed)
            loaded = await delivers.load(read, claimed)
        drawn: Drawn = {}
        for delivery in claimed:
            try:
                drawn[delivery.id] = delivers.drawn(loaded, delivery, read.reader(delivery))
            except Exception as failure:  # noqa: BLE001 - `Drop`, or an error in drawing
                drawn[delivery.id] = failure
        return drawn


def operation(delivery: Delivery, prepared: Sendable, *, paid: bool) -> Say | Edit | Copy | Withdraw | Membership:
    """The one operation that carries `prepared` out, which is no `Paper`. A card that was sent before is edited."""
    chat, thread = delivery.chat, delivery.thread
    sent = delivery.message or None  # 0: the message was left behind when its group became a supergroup
    match prepared:
        case View():
            return say(chat, prepared, paid=paid, thread=thread) if sent is None else edit(chat, sent, prepared)
        case Membership():
            return prepared
        case TakeBack(instead, caption, wordless):
            return Withdraw(
                chat=chat, message=sent or 0, more=list(delivery.more), html=str(instead.text), caption=caption,
                wordless=wordless,
            )  # fmt: skip
        case Redraw(message, view):
            return edit(chat, message, view)
        case Spent(message):
            return Edit(chat=chat, message=message or sent or 0, html=None)
        case PostCopy(words=words, rows=rows) if sent is not None:
            parts = (sent, *delivery.more)
            changed = parts[prepared.at] if prepared.at < len(parts) else sent
            return edit(chat, changed, words or View(Markup(), rows), caption=not prepared.text)
        case Paper():
            raise TypeError("drawn by `file_operation`")
    return copied(chat, prepared, paid=paid, thread=thread)


async def file_operation(delivery: Delivery, paper: Paper, workshop: Workshop) -> SendFile:
    """The same for a document or picture, which is drawn in a thread, or put together in the workshop."""
    file_id, content = await workshop.content(paper)
    return send_file(
        delivery.chat, paper.name, paper.words, content=content, file_id=file_id, picture=paper.picture,
        thread=delivery.thread, replaces=paper.replaces, once=paper.once,
    )  # fmt: skip
