"""Questions about whom an announcement is for: one more rule, and a name under which its audience is kept."""

from collections.abc import Callable, Mapping

from markupsafe import Markup

from council import text_rules
from council.audiences import AllOf, Audience, AudienceKind, Joint
from council.authority import Action, anywhere
from council.people import Role
from council.roster_tables import bare
from handlers.announcements import reads
from handlers.announcements.actions import access as actions
from handlers.announcements.actions import drafts as drafting
from handlers.announcements.views import audience as choosing
from handlers.announcements.views.words import kind_name
from handlers.common.dates import day
from handlers.common.names import capital, group_options, role_name
from handlers.common.texts import Catalogs, Texts
from handlers.common.topics import all_topics, topic_name
from handlers.common.view import View
from handlers.framework import forms
from handlers.framework.context import Visit
from handlers.framework.questions import Data, Step, texts_of
from storage import audiences, meetings, newsroom
from storage import rounds as rounds_store

ANNOUNCEMENT, JOINT = "announcement", "joint"
ROUNDS, MEETINGS, COUNTRIES = "offered rounds", "offered meetings", "offered countries"
TOPICS = "offered topics"
"""What these forms begin with."""


NAMED, FOUND = "named", "found people"
"""The part of a name that was typed, and those whose name it is in."""

MOST_SEARCHED, MOST_FOUND = 5000, 20


def of(data: Data) -> int:
    """The announcement that a form is about."""
    return int(str(data[ANNOUNCEMENT]))


ABOUT = (AudienceKind.SILENT, AudienceKind.COMING, AudienceKind.UNANSWERED)
"""The kinds of rules that are about what people answered."""


def _asks(kind: AudienceKind) -> Step:
    asks: Mapping[AudienceKind, Callable[[Texts], Markup]] = {
        AudienceKind.GROUPS: lambda t: t("Which groups? Tick them, then Done. Who sits in several gets it once."),
        AudienceKind.ROLES: lambda t: t("Which roles? Tick them, then Done."),
        AudienceKind.TOPICS: lambda t: t(
            "Of which topics? Tick them, then Done. Who follows everything is among them."
        ),
        AudienceKind.COUNTRIES: lambda t: t("Which countries? Tick them, then Done."),
        AudienceKind.LANGUAGES: lambda t: t("Which languages? Tick them, then Done."),
        AudienceKind.SILENT: lambda t: t("Which recommendations? Tick them, then Done."),
        AudienceKind.COMING: lambda t: t("To which meetings? Tick them, then Done."),
        AudienceKind.UNANSWERED: lambda t: t("To which meetings? Tick them, then Done."),
    }
    ask = asks[kind]
    return Step(
        kind.value,
        lambda t: kind_name(kind, t),
        lambda v, _: ask(v.t),
        options=lambda v, d: _values(kind, v, d),
        many=True,
        wanted=lambda data: data.get("kind") == kind.value,
        width=1 if kind in {AudienceKind.GROUPS, AudienceKind.TOPICS, *ABOUT} else 2,
    )


def _values(kind: AudienceKind, visit: Visit, data: Data) -> list[tuple[str, str]]:
    mine = anywhere(visit.actor, Action.ANNOUNCE)
    match kind:
        case AudienceKind.GROUPS:
            # A chair's first rule is their own group; what narrows it may name any.
            codes = mine if mine is not None and data.get(JOINT) != Joint.EXCEPT.value else None
            return group_options(visit.council, visit.t, codes)
        case AudienceKind.ROLES:
            return [(role.value, capital(str(role_name(role, visit.t).unescape()))) for role in Role]
        case AudienceKind.LANGUAGES:
            return [(code, Catalogs.own_name(code)) for code in visit.council.languages]
        case AudienceKind.SILENT:
            return _offered(data, ROUNDS)
        case AudienceKind.COMING | AudienceKind.UNANSWERED:
            return _offered(data, MEETINGS)
        case AudienceKind.TOPICS:
            return _offered(data, TOPICS)
    return _offered(data, COUNTRIES)


def _offered(data: Data, key: str) -> list[tuple[str, str]]:
    listed = data.get(key)
    return [(str(value), str(label)) for value, label in listed] if isinstance(listed, list) else []


TICKED = (
    AudienceKind.GROUPS,
    AudienceKind.ROLES,
    AudienceKind.COUNTRIES,
    AudienceKind.LANGUAGES,
    AudienceKind.TOPICS,
    *ABOUT,
)
PLAIN = (AudienceKind.MEMBERS, AudienceKind.SUBSCRIBERS, AudienceKind.REACHED)


def _kinds(visit: Visit, data: Data) -> list[tuple[str, str]]:
    """The kinds of rules that can be chosen: a chair begins with their own groups, and may only narrow them."""
    mine, first = anywhere(visit.actor, Action.ANNOUNCE), not data.get(JOINT)
    kinds = [AudienceKind.MEMBERS, AudienceKind.GROUPS, AudienceKind.SUBSCRIBERS, AudienceKind.TOPICS, *TICKED[1:4]]
    if mine is not None and (first or data.get(JOINT) == Joint.ALSO.value):
        kinds = [AudienceKind.GROUPS]
    elif not first:
        kinds.append(AudienceKind.REACHED)
    if mine is None or kinds != [AudienceKind.GROUPS]:
        kinds += [AudienceKind.SILENT] if data.get(ROUNDS) else []
        kinds += [AudienceKind.COMING, AudienceKind.UNANSWERED] if data.get(MEETINGS) else []
    kinds.append(AudienceKind.PEOPLE)
    if not data.get(COUNTRIES):
        kinds = [kind for kind in kinds if kind is not AudienceKind.COUNTRIES]
    return [(kind.value, str(kind_name(kind, visit.t).unescape())) for kind in kinds]


def _whom(data: Data, t: Texts) -> Markup:
    """The question of a rule: of a further one, how it changes the audience."""
    match data.get(JOINT):
        case Joint.ONLY.value:
            return t("Only whom of them is it for?")
        case Joint.ALSO.value:
            return t("Whom else is it for?")
        case Joint.EXCEPT.value:
            return t("Whom of them is it not for?")
    return t("Whom is it for?")


class _Whom:
    """What the questions about a rule have in common: one that is left leads back to the audience."""

    def title(self, t: Texts) -> Markup:
        return t("To whom?")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def left(self, visit: Visit, data: Data) -> None:
        await show_whom(visit, of(data))


class RuleForm(_Whom):
    """One more rule about whom it is for."""

    kind = "announcement rule"
    steps = (
        Step(
            "kind",
            lambda t: t("Recipients"),
            lambda v, d: _whom(d, v.t),
            options=_kinds,
            width=1,
        ),
        *(_asks(kind) for kind in TICKED),
        Step(
            NAMED,
            lambda t: t("Name"),
            lambda v, _: v.t("Whom? Type the name, or a part of it."),
            lambda _v, _d, entry: text_rules.line(entry.text, 60),
            wanted=lambda data: data.get("kind") == AudienceKind.PEOPLE.value,
        ),
    )

    async def finish(self, visit: Visit, data: Data) -> None:
        kind = AudienceKind(str(data["kind"]))
        if kind is AudienceKind.PEOPLE:
            await _offer_people(visit, data)
            return
        rule = Audience(kind, texts_of(data, kind.value) if kind in TICKED else ())
        found = await drafting.add_rule(visit.work, of(data), _joint(data), rule)
        await show_whom(visit, found.id)


def _joint(data: Data) -> Joint:
    return Joint(str(data[JOINT])) if data.get(JOINT) else Joint.ONLY


def _own(visit: Visit, data: Data) -> tuple[str, ...] | None:
    """A chair's groups, where whom they name must sit in one of these: what narrows an audience may name anyone."""
    mine = anywhere(visit.actor, Action.ANNOUNCE)
    return mine if mine is not None and data.get(JOINT) in ("", None, Joint.ALSO.value) else None


async def _offer_people(visit: Visit, data: Data) -> None:
    """Those of this name, to be ticked; where there are none, or too many, the name is asked for once more."""
    own, part = _own(visit, data), bare(str(data[NAMED]))
    whom = Audience(AudienceKind.MEMBERS) if own is None else Audience(AudienceKind.GROUPS, own)
    everyone = await audiences.named(visit.tx, whom, visit.now, MOST_SEARCHED)
    found = [person for person in everyone if part in bare(person.name)]
    if 0 < len(found) <= MOST_FOUND:
        listed = [[str(person.id), text_rules.shown(person.name, 60)] for person in found]
        await forms.begin(visit, PEOPLE, {ANNOUNCEMENT: of(data), JOINT: data.get(JOINT, ""), FOUND: listed})
        return
    few = visit.t("Nobody of this name is among those whom you can choose.")
    many = visit.t("There are more than {n} of this name: type more of it.", n=MOST_FOUND)
    visit.say(View(many if found else few))
    await forms.begin(visit, RULE, {key: value for key, value in data.items() if key != NAMED})


class PeopleForm(_Whom):
    """People by name: a rule of its own."""

    kind = "announcement people"
    steps = (
        Step(
            "people",
            lambda t: t("People"),
            lambda v, _: v.t("Whom of them? Tick them, then Done."),
            options=lambda _v, d: _offered(d, FOUND),
            many=True,
            width=1,
        ),
    )

    async def finish(self, visit: Visit, data: Data) -> None:
        own, rule = _own(visit, data), Audience(AudienceKind.PEOPLE, texts_of(data, "people"))
        within = rule if own is None else AllOf((Audience(AudienceKind.GROUPS, own), rule))
        found = await drafting.add_rule(visit.work, of(data), _joint(data), within)
        await show_whom(visit, found.id)


async def show_whom(visit: Visit, announcement: int) -> None:
    """Answer with the audience as it is."""
    found = await actions.own_draft(visit.work, announcement)
    visit.say(choosing.whom(visit.council, await reads.seen(visit.tx, found, visit.now), visit.t))


async def rule_data(visit: Visit, announcement: int, joint: Joint | None) -> Data:
    """What the form of a rule begins with: also the rounds and countries that can be chosen."""
    mine = anywhere(visit.actor, Action.SEE_POSITIONS)
    rounds = [
        [str(each.id), f"{each.number}: {text_rules.shown(each.title, 40)}"]
        for each in await rounds_store.open_in(visit.tx, mine, visit.now)
        if not each.detached
    ]
    ahead = [
        [str(each.id), f"{day(each.starts_at, visit.zone, visit.t)}: {text_rules.shown(each.draft.title, 40)}"]
        for each in await meetings.ahead(visit.tx, mine, visit.now)
    ]
    countries = [[name, name] for name in await audiences.countries(visit.tx, visit.now) if len(name.encode()) <= 30]
    named = await newsroom.topics(visit.tx)
    topics = [[code, topic_name(code, visit.council, named, visit.t)] for code in all_topics(visit.council, named)]
    return {
        ANNOUNCEMENT: announcement,
        JOINT: joint.value if joint else "",
        ROUNDS: rounds[:20],
        MEETINGS: ahead[:20],
        COUNTRIES: countries[:40],
        TOPICS: topics[:40],
    }


class SaveForm:
    """A name for an audience."""

    kind = "announcement audience"
    steps = (
        Step(
            "name",
            lambda t: t("Name"),
            lambda v, _: v.t("Under which name? One that is taken is replaced."),
            lambda _v, _d, entry: text_rules.line(entry.text, 40),
        ),
    )

    def title(self, t: Texts) -> Markup:
        return t("Saving an audience")

    async def preview(self, _visit: Visit, _data: Data) -> None:
        return None

    async def left(self, visit: Visit, data: Data) -> None:
        await show_whom(visit, of(data))

    async def finish(self, visit: Visit, data: Data) -> None:
        await drafting.save_audience(visit.work, of(data), str(data["name"]))
        await show_whom(visit, of(data))


RULE, PEOPLE, SAVE = RuleForm(), PeopleForm(), SaveForm()
FORMS = (RULE, PEOPLE, SAVE)
