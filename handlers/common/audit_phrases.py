"""The wording of the audit log's entries: a phrase for each action, by the kind of subject.

Every recorded action must have a phrase here; the tests check that none is missing."""

from collections.abc import Mapping
from enum import StrEnum

from markupsafe import Markup

from council.audit import FORGOTTEN, REFUSED
from handlers.common.action_names import action_name
from handlers.common.texts import N_, Texts


class About(StrEnum):
    """What an entry is about; the log can be filtered by it."""

    PEOPLE = "people"
    ROLES = "roles"
    ROSTER = "roster"
    MEETINGS = "meetings"
    ROUNDS = "rounds"
    MESSAGES = "messages"
    CHATS = "chats"
    NETWORK = "network"
    REFUSED = "refused"
    LOG = "log"
    UPKEEP = "upkeep"


PHRASES: Mapping[About, Mapping[str, str]] = {
    About.PEOPLE: {"profile changed": N_("changed their own data"),
                   "data asked for": N_("asked for everything stored about them"),
                   "privacy notice: agreed": N_("agreed to the privacy notice"),
                   "privacy notice: taken back": N_("took back their consent to the privacy notice"),
                   FORGOTTEN: N_("had everything stored about them erased"), "subscribed": N_("subscribed to the news"),
                   "unsubscribed": N_("unsubscribed from the news"), "topics chosen": N_("chose topics of the news"),
                   "text remarked on": N_("reported a mistake in a text of this bot"),
                   "text left": N_("left a text of this bot as it is"), "text corrected": N_("corrected a text of this bot"),
                   "text taken back": N_("took the correction of a text back")},
    About.ROLES: {
        "secretariat: added": N_("joined the secretariat, by the settings"),
        "secretariat: removed": N_("left the secretariat, by the settings"),
        "request made": N_("asked to join"),
        "request approved": N_("approved a request to join"),
        "request declined": N_("declined a request to join"),
        "request recognised": N_("recognised whoever asks to join as an entry of the roster"),
        "request withdrawn": N_("took a request to join back"),
        "request asked about": N_("asked something about a request to join"),
        "request answered about": N_("answered what was asked about a request to join"),
        "invitation made": N_("made an invitation"),
        "invitation revoked": N_("revoked an invitation"),
        "invitation of another entry": N_("opened an invitation that is for another entry of the roster"),
        "joined": N_("joined by an invitation"),
        "came back": N_("came back with another Telegram account"),
        "account changed": N_("has another Telegram account now"),
        "appointed": N_("changed a role"),
        "role given": N_("gave a role"),
        "term changed": N_("changed the end of a role"),
        "role suspended": N_("suspended a role"),
        "suspension lifted": N_("lifted the suspension of a role"),
        "role ended": N_("ended a role"),
        "role began": N_("a role began by its term"),
        "role ended by its term": N_("a role ended by its term"),
    },
    About.ROSTER: {
        "roster received": N_("sent a roster as a file"),
        "roster import confirmed": N_("had a roster brought in"),
        "roster import discarded": N_("discarded a roster"),
        "roster import done": N_("a roster is brought in"),
        "brought in from a file": N_("entered somebody from a roster"),
        "changed from a file": N_("changed somebody's entry from a roster"),
        "entry corrected": N_("corrected somebody's entry"),
        "roster exported": N_("took the roster as a file"),
    },
    About.MEETINGS: {
        "meeting published": N_("set a meeting"),
        "meeting made": N_("a meeting of a series was made"),
        "meeting moved": N_("moved a meeting"),
        "meeting changed": N_("changed a meeting"),
        "meeting cancelled": N_("cancelled a meeting"),
        "draft kept": N_("kept a draft for later"),
        "draft discarded": N_("discarded a draft"),
        "series published": N_("set a series of meetings"),
        "series changed": N_("changed a series of meetings"),
        "series moved": N_("moved a series of meetings"),
        "series ended": N_("ended a series of meetings"),
        "meeting answered": N_("answered about a meeting"),
        "meeting checked in": N_("said that they are at a meeting"),
        "attendance written": N_("wrote down who was at a meeting"),
        "attendance exported": N_("took the attendance as a file"),
        "agenda changed": N_("gave a meeting another agenda"),
        "minutes drafted": N_("began the minutes of a meeting"),
        "minutes written": N_("wrote on the minutes of a meeting"),
        "minutes discarded": N_("discarded the draft of minutes"),
        "minutes in review": N_("sent the minutes of a meeting for review"),
        "minutes changed": N_("sent changed minutes to their reviewers"),
        "minutes agreed to": N_("agreed with the minutes of a meeting"),
        "minutes to be corrected": N_("asked for a correction of the minutes"),
        "correction taken": N_("took a correction of the minutes"),
        "correction not taken": N_("did not take a correction of the minutes"),
        "minutes not approved by silence": N_("minutes were not approved by silence: corrections are open"),
        "minutes approved": N_("minutes of a meeting were approved"),
        "agenda book sent": N_("the agenda book of a meeting was sent"),
        "paper added": N_("added a paper to the agenda book of a meeting"),
        "paper taken out": N_("took a paper out of the agenda book of a meeting"),
        "minutes sent": N_("sent the minutes of a meeting"),
        "other times proposed": N_("proposed other times for a meeting"),
        "topic noted": N_("noted what a meeting talked about"),
        "topic taken back": N_("took back what a meeting talked about"),
        "calendar address made": N_("made an address for a calendar"),
        "calendar address revoked": N_("revoked an address for a calendar"),
        "planned": N_("put something on the year's plan"),
        "plan changed": N_("changed the year's plan"),
        "plan moved": N_("moved something on the year's plan"),
        "plan done": N_("marked something on the year's plan as done"),
        "plan answered": N_("answered how far something on the year's plan is"),
        "plan not done": N_("marked something on the year's plan as not done"),
        "plan received": N_("sent a year's plan as a file"),
        "plan brought in": N_("brought a year's plan in from a file"),
        "plan tied": N_("tied something on the year's plan"),
        "plan untied": N_("untied something on the year's plan"),
        "taken off the plan": N_("took something off the year's plan"),
    },
    About.ROUNDS: {
        "followup begun": N_("began to follow a recommendation up"),
        "followup changed": N_("changed the follow-up of a recommendation"),
        "followup answered": N_("answered what has become of a recommendation"),
        "followup ended": N_("ended the follow-up of a recommendation"),
        "words published": N_("put an answer into the public edition of the report"),
        "words withheld": N_("left an answer out of the public edition of the report"),
        "measure changed": N_("said how far a measure is"),
        "expert asked": N_("asked somebody to answer for an addressee"),
        "expert agreed": N_("agreed to answer for an addressee"),
        "expert stopped": N_("does not answer for an addressee"),
        "round planned": N_("planned a round"),
        "round opened": N_("opened a round"),
        "round not opened": N_("a planned round could not be opened"),
        "position taken": N_("took a position"),
        "position entered": N_("entered somebody's position"),
        "round amended": N_("put a new version to the round"),
        "objection answered": N_("answered an objection"),
        "objection withdrawn": N_("withdrew an objection"),
        "objection upheld": N_("still objects"),
        "silent reminded": N_("reminded the silent"),
        "round extended": N_("extended a round"),
        "adoption declared": N_("declared a consensus"),
        "no consensus declared": N_("declared that there is no consensus"),
        "reopening asked": N_("asked for a recommendation to be taken up again"),
        "reopening: taken up": N_("took a recommendation up again"),
        "reopening: refused": N_("refused to take a recommendation up again"),
        "reopening: appealed": N_("went to the Executive Committee with a request that was refused"),
        "opinion handed in": N_("handed in a minority opinion"),
        "opinions sealed": N_("the minority opinions were sealed"),
        "interest declared": N_("declared an interest in a recommendation"),
        "interest taken back": N_("has no interest in a recommendation after all"),
        "declaring left": N_("wrote the text, and left it to somebody else to declare the outcome"),
        "elector struck": N_("struck from the electorate: the role had ended"),
        "round awaits its chair": N_("the round waits for its chair"),
        "round withdrawn": N_("withdrew a round"),
        "round closed": N_("the round closed"),
        "review: kept": N_("kept what was adopted, with the date of its next review"),
        "review: to end": N_("wants to end what was adopted"),
        "review: objected": N_("objected to ending what was adopted"),
        "review: to amend": N_("had what was adopted put up for amendment"),
        "recommendation ended": N_("what was adopted ended with its review"),
        "recommendation drafted": N_("drafted a recommendation"),
        "recommendation revised": N_("revised the draft of a recommendation"),
        "recommendation forwarded": N_("forwarded a recommendation"),
        "recommendation returned": N_("returned a recommendation with comments"),
        "recommendation declined": N_("declined a recommendation"),
        "recommendation withdrawn": N_("withdrew a recommendation"),
        "consultation opened": N_("opened a consultation on a draft"),
        "comment made": N_("commented on a draft"),
        "question asked": N_("asked a quick question"),
        "question closed": N_("a quick question closed"),
    },
    About.MESSAGES: {
        "announced": N_("published an announcement"),
        "announcement stopped": N_("stopped an announcement"),
        "announcement sent again": N_("had an announcement sent again"),
        "announcement approved": N_("approved an announcement"),
        "announcement sent back": N_("sent an announcement back"),
        "announcement sent late": N_("an announcement was sent later than planned"),
        "announcement paused": N_("paused an announcement"),
        "announcement's message edited": N_("edited the message of an announcement that was handed in"),
        "announcement resumed": N_("resumed an announcement"),
        "announcement corrected": N_("corrected an announcement"),
        "announcement's correction approved": N_("approved a correction"),
        "announcement taken back": N_("took an announcement back"),
        "announcement's file given anew": N_("gave an announcement's file anew"),
        "announcement's readers reminded": N_("reminded those who have not confirmed"),
        "channel offered": N_("a channel was offered"),
        "communique published": N_("published a communiqué"),
        "communique dropped": N_("dropped a communiqué"),
        "post taken back": N_("took a post of the channel back"),
        "topic named": N_("added a topic of the news"),
        "topic ended": N_("removed a topic of the news"),
    },
    About.CHATS: {
        "link asked for": N_("asked to link a chat"),
        "chat linked": N_("linked a chat"),
        "chat language set": N_("set the language of a group's chat"),
        "chat unlinked": N_("unlinked a chat"),
        "link restored": N_("a link works again: the bot is back in the chat"),
        "link broken": N_("a link is broken: the bot is out of the chat"),
        "let in: has a seat": N_("let into the group's chat: has a seat"),
        "at the door: asked": N_("somebody without a seat asked to come into a chat"),
        "at the door: came": N_("somebody without a seat came into a chat"),
        "at the door: ended": N_("somebody whose role ended is still in a chat"),
        "admitted at the door": N_("let somebody into a chat"),
        "declined at the door": N_("turned somebody away from a chat"),
        "removed at the door": N_("removed somebody from a chat"),
        "kept at the door": N_("let somebody stay in a chat"),
    },
    About.NETWORK: {
        "network joined": N_("agreed to be found in the network"),
        "network left": N_("left the network"),
        "introduction asked": N_("asked for an introduction"),
        "introduction agreed": N_("agreed to an introduction"),
        "introduction declined": N_("declined an introduction"),
        "introduction withdrawn": N_("took a request for an introduction back"),
    },
    About.LOG: {"head told": N_("the head of this log was sent to the secretariat"),
                "log exported": N_("took this log as a file"), "backup restored": N_("put a backup in place of the database")},
    About.UPKEEP: {
        "examination asked for": N_("had the bot looked at"),
        "held messages sent": N_("had messages sent that were held back"),
        "held messages dropped": N_("dropped messages that were held back"),
    },
}  # fmt: skip

KINDS: Mapping[About, str] = {
    About.PEOPLE: N_("People's own data"),
    About.ROLES: N_("Joining and roles"),
    About.ROSTER: N_("The roster as a file"),
    About.MEETINGS: N_("Meetings"),
    About.ROUNDS: N_("Recommendations"),
    About.MESSAGES: N_("Announcements"),
    About.CHATS: N_("Groups' chats"),
    About.NETWORK: N_("The network"),
    About.REFUSED: N_("Refused attempts"),
    About.LOG: N_("This log"),
    About.UPKEEP: N_("The bot itself"),
}
"""The names of the kinds of entries."""


def action_phrase(action: str, t: Texts) -> Markup:
    """What was done, in words; an unknown action is returned as it is."""
    if action.startswith(REFUSED):
        return t("was refused: {what}", what=action_name(action.removeprefix(REFUSED), t))
    kind = next((kind for kind, phrases in PHRASES.items() if action in phrases), None)
    return t(PHRASES[kind][action]) if kind else Markup("{}").format(action)


def actions_of(kind: About) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The actions of a kind, and prefixes of further ones."""
    return tuple(PHRASES.get(kind, {})), ((REFUSED,) if kind is About.REFUSED else ())
