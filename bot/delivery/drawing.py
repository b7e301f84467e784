"""Turns what a delivery kind has prepared into a Telegram operation."""

import asyncio

from markupsafe import Markup

from handlers.common.operations import Copy, Edit, Membership, Say, SendFile, Withdraw, edit, say, send_file
from handlers.common.view import View
from handlers.framework.deliveries import Paper, PostCopy, Redraw, TakeBack, copied
from storage.outbox import Delivery


async def draw(
    delivery: Delivery, prepared: View | PostCopy | Paper | TakeBack | Redraw | Membership, *, paid: bool
) -> Say | Edit | Copy | SendFile | Withdraw | Membership:
    """The one operation that carries `prepared` out. A card that was sent before is edited; documents and pictures are
    drawn in a thread."""
    if isinstance(prepared, Membership):
        return prepared
    chat, thread = delivery.chat, delivery.thread
    sent = delivery.message or None  # 0: the message was left behind when its group became a supergroup
    match prepared:
        case TakeBack(instead, caption, wordless):
            return Withdraw(
                chat=chat, message=sent or 0, more=list(delivery.more), html=str(instead.text), caption=caption,
                wordless=wordless,
            )  # fmt: skip
        case Redraw(message, view):
            return edit(chat, message, view)
        case Paper():
            content = await asyncio.to_thread(prepared.draw) if prepared.draw else None
            return send_file(
                chat, prepared.name, prepared.words, content=content, file_id=prepared.file_id,
                picture=prepared.picture, thread=thread, replaces=prepared.replaces,
            )  # fmt: skip
        case PostCopy(words=words, rows=rows) if sent is not None:
            parts = (sent, *delivery.more)
            changed = parts[prepared.at] if prepared.at < len(parts) else sent
            return edit(chat, changed, words or View(Markup(), rows), caption=not prepared.text)
        case PostCopy():
            return copied(chat, prepared, paid=paid, thread=thread)
    if sent is not None:
        return edit(chat, sent, prepared)
    return say(chat, prepared, paid=paid, thread=thread)
