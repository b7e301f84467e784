"""The wording of the audit log's entries: a phrase for each action, by the kind of subject.

Every recorded action must have a phrase here; the tests check that none is missing."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from markupsafe import Markup

from council.audit import FORGOTTEN, REFUSED
from handlers.common.action_names import action_name
from handlers.common.dates import full_day, moment
from handlers.common.texts import N_, Catalogs, Texts, plain

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


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


PHRASES: Mapping[About, Mapping[str, str]] = {
    About.PEOPLE: {"profile changed": N_("changed their own data"),
                   "data asked for": N_("asked for everything stored about them"),
                   FORGOTTEN: N_("had everything stored about them erased"), "subscribed": N_("subscribed to the news"),
                   "unsubscribed": N_("unsubscribed from the news"), "topics chosen": N_("chose topics of the news")},
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
        "plan not done": N_("marked something on the year's plan as not done"),
        "plan received": N_("sent a year's plan as a file"),
        "plan brought in": N_("brought a year's plan in from a file"),
        "plan tied": N_("tied something on the year's plan"),
        "plan untied": N_("untied something on the year's plan"),
        "taken off the plan": N_("took something off the year's plan"),
    },
    About.ROUNDS: {
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
}
"""The names of the kinds of entries."""

THINGS: Mapping[str, str] = {
    "meeting": N_("meeting {n}"),
    "round": N_("round {n}"),
    "recommendation": N_("recommendation {n}"),
    "request": N_("request {n}"),
    "invitation": N_("invitation {n}"),
    "import": N_("file {n}"),
    "announcement": N_("announcement {n}"),
    "question": N_("question {n}"),
    "link": N_("link {n}"),
    "door": N_("entry to a chat {n}"),
    "introduction": N_("introduction {n}"),
    "series": N_("series {n}"),
    "plan": N_("plan item {n}"),
    "plan file": N_("plan file {n}"),
    "post": N_("post {n}"),
    "channel": N_("channel {n}"),
    "topic": N_("topic {n}"),
    "communique": N_("communiqué {n}"),
    "times": N_("other times {n}"),
    "offer": N_("offered link {n}"),
    "draft": N_("draft {n}"),
    "feed": N_("calendar address {n}"),
    "attendance": N_("attendance {n}"),
    "minutes": N_("minutes {n}"),
    "paper": N_("paper {n}"),
    "correction": N_("correction {n}"),
    "group": N_("group {n}"),
    "entry": N_("entry {n}"),
    "bundle": N_("list of news {n}"),
    "chat": N_("chat {n}"),
    "review": N_("review {n}"),
}
"""The names of subjects, by the part before the colon."""

ACTORS: Mapping[str, str] = {
    "operator": N_("the operator, at the server"),
    "system": N_("the program, by itself"),
    "nobody": N_("somebody unknown"),
}
"""The names of actors that are not people."""


def action_phrase(action: str, t: Texts) -> Markup:
    """What was done, in words; an unknown action is returned as it is."""
    if action.startswith(REFUSED):
        return t("was refused: {what}", what=action_name(action.removeprefix(REFUSED), t))
    kind = next((kind for kind, phrases in PHRASES.items() if action in phrases), None)
    return t(PHRASES[kind][action]) if kind else Markup("{}").format(action)


def actions_of(kind: About) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The actions of a kind, and prefixes of further ones."""
    return tuple(PHRASES.get(kind, {})), ((REFUSED,) if kind is About.REFUSED else ())


def thing_name(subject: str, t: Texts) -> Markup:
    """The name of a subject other than a person: "meeting 17"."""
    kind, _, id_ = subject.partition(":")
    return t(THINGS[kind], n=id_) if kind in THINGS else Markup("{}").format(subject.replace(":", " "))


def actor_name(actor: str, t: Texts) -> Markup:
    """The name of an actor that is not a person; an unknown one is returned as it is."""
    return t(ACTORS[actor]) if actor in ACTORS else Markup("{}").format(actor)


def _themselves(*codes: str) -> Mapping[str, str]:
    """Codes that are marked messages as they stand."""
    return {code: code for code in codes}


VALUES: Mapping[str, str] = {
    **_themselves(N_("secretariat"), N_("chair"), N_("member"), N_("observer"), N_("none")),
    **_themselves(N_("name"), N_("organisation"), N_("country"), N_("language"), N_("reminders")),
    **_themselves(N_("title"), N_("link"), N_("agenda"), N_("groups")),
    **_themselves(N_("full consensus"), N_("unanimity"), N_("consent"), N_("rough consensus")),
    **_themselves(N_("named"), N_("confidential"), N_("detached")),
    **_themselves(N_("adopted"), N_("not adopted"), N_("no decision"), N_("awaiting the chair")),
    **_themselves(N_("consensus"), N_("quorum"), N_("objection"), N_("dissent")),
    "email": N_("e-mail"),
    "zone": N_("time zone"),
    "quiet": N_("quiet hours"),
    "consensus minus": N_("consensus minus N"),
    "silence": N_("silence procedure"),
    "floor": N_("support"),
    "letter": N_("by letter"),
    "phone": N_("by telephone"),
    "meeting": N_("at a meeting"),
    "secretariat for the chair": N_("the secretariat, for the chair"),
}
"""The names of codes in details. Dates, numbers and hashes are shown as they are."""

OF_KEYS: Mapping[str, Mapping[str, str]] = {
    "answer": {
        "person": N_("comes in person"), "online": N_("comes online"), "no": N_("does not come"),
        "someone": N_("sends somebody"), "later": N_("will say later"),
    },
    "presence": {
        "here": N_("present"), "online": N_("present online"), "someone": N_("somebody in their place"),
        "absent": N_("absent"),
    },
    "what": {"meeting": N_("one meeting"), "year": N_("a year")},
    "way": {"silence": N_("by silence"), "chair": N_("by the chair")},
    "part": {"place": N_("place"), "duration": N_("duration"), "notes": N_("notes")},
    "ground": {
        "review": N_("consent, with a review date"), "declared": N_("declared by the chair"),
        "unanswered": N_("objections without an answer"), "broken": N_("the silence was broken"),
        "notice": N_("the notice came too late"),
    },
}  # fmt: skip
"""Further codes, by the key of the detail."""

OF_WORDS = frozenset({"role", "field", "part", "rule", "openness", "outcome", "ground", "way", "changed"})
"""The keys whose values are codes of `VALUES`."""

HIDDEN = frozenset({"rules"})
"""Keys for programs: what they say stands in words elsewhere."""

HASHES = frozenset({"record", "head", "records"})
"""The keys whose values are hashes, which are shortened."""

INSTANTS = frozenset({"since", "until"})
"""The keys whose values are instants (UTC)."""


def _value(key: str, value: object, zone: str, t: Texts) -> str:
    if isinstance(value, list):
        return ", ".join(_value(key, one, zone, t) for one in value)
    text = str(value)
    if key in INSTANTS:
        return plain(moment(datetime.fromisoformat(text), zone, t))
    if key in HASHES:
        return f"{text[:16]}…"
    if key in {"language", "languages"}:
        return Catalogs.own_name(text)
    if DATE.fullmatch(text):
        return full_day(date.fromisoformat(text), t)
    if (word := OF_KEYS.get(key, {}).get(text) or (VALUES.get(text) if key in OF_WORDS else None)) is not None:
        return plain(t(word))
    return plain(thing_name(text, t)) if text.partition(":")[0] in THINGS and ":" in text else text


DETAILS: Mapping[str, str] = {
    **_themselves(N_("group"), N_("groups"), N_("role"), N_("since"), N_("until"), N_("number"), N_("people")),
    **_themselves(N_("rule"), N_("openness"), N_("electorate"), N_("outcome"), N_("version"), N_("rules")),
    **_themselves(N_("rows"), N_("count"), N_("uses"), N_("mistakes"), N_("head"), N_("answer"), N_("options")),
    **_themselves(N_("chat"), N_("channels"), N_("language"), N_("languages"), N_("places"), N_("presence")),
    **_themselves(N_("meeting"), N_("question"), N_("recommendation"), N_("series"), N_("times")),
    "names": N_("names erased in records"),
    **_themselves(N_("changed"), N_("from"), N_("now"), N_("was"), N_("what"), N_("whose")),
    "field": N_("what"),
    "part": N_("what"),
    "ground": N_("reason"),
    "record": N_("hash of the record"),
    "way": N_("received"),
    "import": N_("file"),
    "records": N_("head of the records"),
    "nth": N_("place in the series"),
    "schedule": N_("number of its time"),
    "thing": N_("about"),
    "new": N_("new rows"),
    "same": N_("rows without a change"),
    "wrong": N_("rows with mistakes"),
    "note": N_("rows with notes"),
}
"""The names of the keys of details."""


def details(detail: Mapping[str, object], zone: str, t: Texts) -> list[Markup]:
    """An entry's details in words, each with its name, times in this zone; without people, whom the caller names."""
    lines = []
    for key, value in detail.items():
        if value in ("", [], None) or key in HIDDEN or (isinstance(value, str) and value.startswith("person:")):
            continue
        name = t(DETAILS[key]) if key in DETAILS else key
        lines.append(Markup("{}: {}").format(name, _value(key, value, zone, t)))
    return lines
