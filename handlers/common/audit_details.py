"""What an entry of the audit log is about, and its details, in words."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from markupsafe import Markup

from handlers.common.dates import full_day, moment
from handlers.common.kinds import FIELDS
from handlers.common.texts import N_, Catalogs, Texts, plain

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


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
    "followup": N_("follow-up of recommendation {n}"),
    "reopening": N_("request {n} to take a recommendation up again"),
    "followup question": N_("question about a follow-up {n}"),
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
    "trouble": N_("error {n}"),
    "examination": N_("examination of the bot {n}"),
    "remark": N_("remark {n}"),
    "text": N_("corrected text {n}"),
}
"""The names of subjects, by the part before the colon."""

ACTORS: Mapping[str, str] = {
    "operator": N_("the operator, at the server"),
    "system": N_("the program, by itself"),
    "nobody": N_("somebody unknown"),
}
"""The names of actors that are not people."""


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
    "second_language": N_("second language"),
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
    "messages": FIELDS,
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
    "messages": N_("messages about"),
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
