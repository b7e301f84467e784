"""From what a kind of delivery has prepared to what is asked of Telegram."""

import asyncio

from markupsafe import Markup

from handlers.common.deliveries import Paper, PostCopy, TakeBack
from handlers.common.operations import Copy, Edit, Membership, Say, SendFile, Withdraw, edit, keys, say, send_file
from handlers.common.view import View
from storage.outbox import Delivery


async def draw(
    delivery: Delivery, prepared: View | PostCopy | Paper | TakeBack | Membership, *, paid: bool
) -> Say | Edit | Copy | SendFile | Withdraw | Membership:
    """The one request that carries this out. A card that was sent earlier is redrawn; papers are drawn in a thread."""
    if isinstance(prepared, Membership):
        return prepared
    chat, thread = delivery.chat, delivery.thread
    sent = delivery.message or None  # 0: it stayed behind when its group became a supergroup
    match prepared:
        case TakeBack(instead, caption):
            return Withdraw(
                chat=chat, message=sent or 0, more=list(delivery.more), html=str(instead.text), caption=caption
            )
        case Paper():
            content = await asyncio.to_thread(prepared.draw) if prepared.draw else None
            return send_file(
                chat, prepared.name, prepared.words, content=content, file_id=prepared.file_id,
                picture=prepared.picture, thread=thread, replaces=prepared.replaces,
            )  # fmt: skip
        case PostCopy(words=words) if sent is not None:
            return edit(chat, sent, words or View(Markup()), caption=True)
        case PostCopy():
            return _copy(delivery, prepared, paid=paid)
    if sent is not None:
        return edit(chat, sent, prepared)
    return say(chat, prepared, paid=paid, thread=thread)


def _copy(delivery: Delivery, post: PostCopy, *, paid: bool) -> Copy:
    return Copy(
        chat=delivery.chat,
        thread=delivery.thread,
        source_chat=post.chat,
        source_message=post.message,
        more=list(post.more),
        html=str(post.words.text) if post.words else None,
        keys=keys(post.words.rows) if post.words else [],
        protect=post.protect,
        silent=post.silent,
        paid=paid,
    )
