"""Why a delivery failed, in words that people understand. The reasons are those that the books hold."""

from markupsafe import Markup

from council.announcements import ALBUM_GONE, GONE
from handlers.common.texts import Texts
from storage.outbox import SUSPENDED

UNREACHABLE = frozenset(
    {
        "bot was blocked by the user",
        "user is deactivated",
        "bot can't initiate conversation",
        "chat not found",
        "forbidden",
        "bot was kicked",
        "bot is not a member",
        "group chat was deleted",
        SUSPENDED,
    }
)
"""The reasons that lie with the recipient's chat: nothing that is sent there arrives."""


def reason_words(reason: str, t: Texts) -> Markup:
    """The reason as it is said after a dot in a list."""
    known = {
        "bot was blocked by the user": t("blocked the bot"),
        "user is deactivated": t("deleted their account"),
        "bot can't initiate conversation": t("never wrote to the bot"),
        "chat not found": t("chat not found"),
        "bot was kicked": t("I was taken out of the chat"),
        "bot is not a member": t("I am not in the chat"),
        "group chat was deleted": t("the chat was deleted"),
        "forbidden": t("does not take messages from the bot"),
        SUSPENDED: t("could not be reached earlier either"),
        GONE: t("the message with the file was deleted"),
        ALBUM_GONE: t("the message with the file was deleted"),
        "message can't be copied": t("Telegram does not let this message be passed on"),
        "no longer linked": t("the chat is no longer linked"),
        "not enough rights": t("I may not write there"),
        "topic_closed": t("the topic is closed"),
        "can't parse entities": t("Telegram could not read the formatting"),
        "bad request": t("Telegram did not take the message"),
    }
    if reason.startswith("not drawn"):
        return t("could not be prepared; the log names the fault")
    return known.get(reason) or t("Telegram said: {reason}", reason=reason)
