"""How long what is stored about people is kept on this server."""

from datetime import timedelta

from markupsafe import Markup

from council.retention import Keep
from handlers.common.dates import length
from handlers.common.texts import Texts


def kept(keep: Keep | None, t: Texts) -> list[Markup]:
    """A line for each kind of data; nothing where nobody runs a server."""
    if keep is None:
        return []
    for_ever = t("until you have it erased")
    news, deliveries, leftovers, requests = (
        length(span, t) if span is not None else for_ever for span in (keep.news, keep.deliveries, keep.leftovers, keep.requests)
    )
    return [
        t("· your data, roles, answers, texts and positions, and entries of the log: until you have them erased (/forget)"),
        t("· which news you were sent: {span}", span=news),
        t("· which other messages you were sent, and when: {span}", span=deliveries),
        t("· forms that you have not finished, chats that you wanted to link, links that did not work: {span}", span=leftovers),
        t("· requests and invitations, once they are decided or have expired: {span}", span=requests),
        t("· that a message of yours was handled: {span}", span=length(timedelta(days=3), t)),
        _backups(keep.backups, t),
    ]


def _backups(span: timedelta | None, t: Texts) -> Markup:
    if span is None:
        return t("· backups: as long as the server's administrator keeps them; what you have erased is in them until then")
    return t("· backups: {span}; what you have erased is in them until then", span=length(span, t))
