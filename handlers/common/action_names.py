"""Names of the actions of `council.authority`, for log entries about refused attempts."""

from collections.abc import Mapping

from markupsafe import Markup

from handlers.common.texts import N_, Texts

ACTION_NAMES: Mapping[str, str] = {
    "invite": N_("to invite"),
    "revoke invitation": N_("to revoke an invitation"),
    "decide request": N_("to decide a request to join"),
    "appoint": N_("to change a role"),
    "see tasks": N_("to see what waits for the secretariat"),
    "publish meeting": N_("to set a meeting"),
    "change meeting": N_("to change a meeting"),
    "see meeting": N_("to see a meeting"),
    "attend meeting": N_("to answer about a meeting"),
    "see attendance": N_("to see who comes to a meeting"),
    "keep attendance": N_("to write down who was at a meeting"),
    "propose times": N_("to propose other times"),
    "note topics": N_("to note what a meeting talked about"),
    "send minutes": N_("to send minutes"),
    "write minutes": N_("to write minutes"),
    "review minutes": N_("to review minutes"),
    "approve minutes": N_("to approve minutes"),
    "see plan": N_("to see the year's plan"),
    "change plan": N_("to change the year's plan"),
    "open round": N_("to open a round"),
    "withdraw round": N_("to withdraw a round"),
    "see round": N_("to see a round"),
    "see positions": N_("to see positions"),
    "take position": N_("to take a position"),
    "enter position": N_("to enter somebody's position"),
    "lead round": N_("to lead a round"),
    "amend round": N_("to put a new version to a round"),
    "answer objection": N_("to answer an objection"),
    "follow up": N_("to follow up a recommendation"),
    "propose recommendation": N_("to propose a recommendation"),
    "comment on recommendation": N_("to comment on a draft"),
    "forward recommendation": N_("to forward a recommendation"),
    "decide forwarded recommendation": N_("to decide a forwarded recommendation"),
    "announce": N_("to announce"),
    "approve announcement": N_("to approve an announcement"),
    "manage news": N_("to manage the news"),
    "publish news": N_("to publish news"),
    "link chat": N_("to link a chat"),
    "see chats": N_("to see the groups' chats"),
    "admit": N_("to let somebody into a chat"),
    "remove from chat": N_("to remove somebody from a chat"),
    "see roster": N_("to see the roster"),
    "import roster": N_("to bring a roster in"),
    "export roster": N_("to take the roster as a file"),
    "correct entry": N_("to correct somebody's entry"),
    "correct texts": N_("to correct the texts of this bot"),
    "ask question": N_("to ask a quick question"),
    "answer question": N_("to answer a quick question"),
    "see audit": N_("to see this log"),
    "use network": N_("to use the network"),
    "examine program": N_("to have the bot looked at"),
    "decide held messages": N_("to decide on messages held back"),
    "set profile": N_("to change their own data"),
    "answer": N_("to answer"),
    "confirm": N_("to confirm an announcement"),
    "act as a person": N_("to act as a person"),
}
"""By the action as recorded in the log."""


def action_name(action: str, t: Texts) -> Markup:
    """The name of an attempted action; an unknown action is returned as it is."""
    return t(ACTION_NAMES[action]) if action in ACTION_NAMES else Markup("{}").format(action)
