"""Questions about whom an announcement is for: one more rule, people by name, a name under which its audience is kept."""

from collections.abc import Mapping, Sequence

from council import text_rules
from council.audiences import AllOf, Audience, AudienceKind, Joint
from council.authority import Action, anywhere
from council.people import Role
from council.roster_tables import bare
from handlers.announcements import reads
from handlers.announcements.actions import drafts
from handlers.announcements.forms.draft import OfAnnouncement, show_whom
from handlers.announcements.views.words import RULE_NAMES
from handlers.common.names import capital, group_options, role_name
from handlers.common.texts import N_, Catalogs, plain
from handlers.common.view import View
from handlers.framework import forms, readers
from handlers.framework.context import Visit
from handlers.framework.questions import Form, Question
from storage import audiences

Options = Sequence[tuple[str, str]]

MOST_SEARCHED, MOST_FOUND = 5000, 20
NAME_LIMIT, SAVED_NAME_LIMIT = 60, 40

ASKED: Mapping[AudienceKind, str] = {
    AudienceKind.GROUPS: N_("Which groups? Tick them, then Done. Who sits in several gets it once."),
    AudienceKind.ROLES: N_("Which roles? Tick them, then Done."),
    AudienceKind.COUNTRIES: N_("Which countries? Tick them, then Done."),
    AudienceKind.LANGUAGES: N_("Which languages? Tick them, then Done."),
    AudienceKind.TOPICS: N_("Of which topics? Tick them, then Done. Who follows everything is among them."),
    AudienceKind.SILENT: N_("Which recommendations? Tick them, then Done."),
    AudienceKind.COMING: N_("To which meetings? Tick them, then Done."),
    AudienceKind.UNANSWERED: N_("To which meetings? Tick them, then Done."),
}
"""The rules that name things, each with its question."""

WIDE = {AudienceKind.ROLES, AudienceKind.COUNTRIES, AudienceKind.LANGUAGES}
"""The rules whose options stand two in a row: they are short."""

WHOM: Mapping[Joint | None, str] = {
    None: N_("Whom is it for?"),
    Joint.ONLY: N_("Only whom of them is it for?"),
    Joint.ALSO: N_("Whom else is it for?"),
    Joint.EXCEPT: N_("Whom of them is it not for?"),
}
"""The question of a rule, by how it changes the audience; None: it is the first one."""


class OfRule(OfAnnouncement):
    """`joint`: how the rule changes the audience; None: it is the first one."""

    joint: Joint | None = None


class Rule(OfRule):
    """One more rule: its kind, and under the kind's own name what it names."""

    offered_rounds: tuple[tuple[str, str], ...] = ()
    offered_meetings: tuple[tuple[str, str], ...] = ()
    offered_countries: tuple[tuple[str, str], ...] = ()
    offered_topics: tuple[tuple[str, str], ...] = ()
    kind: AudienceKind | None = None
    groups: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    coming: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    named: str = ""


def _widening_own(visit: Visit, answers: OfRule) -> tuple[str, ...] | None:
    """A chair's groups, where only these may be named: by the first rule, and by one that widens. What narrows an
    audience may name anyone. None: no limit."""
    return anywhere(visit.actor, Action.ANNOUNCE) if answers.joint in (None, Joint.ALSO) else None


def _kinds(visit: Visit, answers: Rule) -> Options:
    """The kinds of rules that can be chosen: a chair begins with their own groups, and may only narrow them."""
    kinds = [AudienceKind.GROUPS]
    if _widening_own(visit, answers) is None:
        kinds = [AudienceKind.MEMBERS, AudienceKind.GROUPS, AudienceKind.SUBSCRIBERS, AudienceKind.TOPICS]
        kinds.append(AudienceKind.ROLES)
        kinds += [AudienceKind.COUNTRIES] if answers.offered_countries else []
        kinds.append(AudienceKind.LANGUAGES)
        kinds += [AudienceKind.REACHED] if answers.joint else []
        kinds += [AudienceKind.SILENT] if answers.offered_rounds else []
        kinds += [AudienceKind.COMING, AudienceKind.UNANSWERED] if answers.offered_meetings else []
    return [(kind.value, plain(visit.t(RULE_NAMES[kind]))) for kind in (*kinds, AudienceKind.PEOPLE)]


def _values(kind: AudienceKind, visit: Visit, answers: Rule) -> Options:
    """What a rule of this kind can name."""
    match kind:
        case AudienceKind.GROUPS:
            # A chair's rules name their own groups; one that takes people out may name any.
            mine = anywhere(visit.actor, Action.ANNOUNCE)
            return group_options(visit.council, visit.t, mine if answers.joint is not Joint.EXCEPT else None)
        case AudienceKind.ROLES:
            return [(role.value, capital(plain(role_name(role, visit.t)))) for role in Role]
        case AudienceKind.LANGUAGES:
            return [(code, Catalogs.own_name(code)) for code in visit.council.languages]
        case AudienceKind.SILENT:
            return answers.offered_rounds
        case AudienceKind.COMING | AudienceKind.UNANSWERED:
            return answers.offered_meetings
        case AudienceKind.TOPICS:
            return answers.offered_topics
    return answers.offered_countries


def _question(kind: AudienceKind) -> Question[Rule]:
    return Question(
        kind.value,
        RULE_NAMES[kind],
        ASKED[kind],
        options=lambda visit, answers: _values(kind, visit, answers),
        many=True,
        wanted=lambda answers: answers.kind is kind,
        width=2 if kind in WIDE else 1,
    )


async def _add_rule(visit: Visit, answers: Rule) -> None:
    kind = answers.kind or AudienceKind.MEMBERS
    if kind is AudienceKind.PEOPLE:
        await _offer_people(visit, answers)
        return
    names: tuple[str, ...] = getattr(answers, kind.value) if kind in ASKED else ()
    await drafts.add_rule(visit.work, answers.announcement, answers.joint or Joint.ONLY, Audience(kind, names))
    await show_whom(visit, answers)


async def _offer_people(visit: Visit, answers: Rule) -> None:
    """Those of this name, to be ticked; where there are none, or too many, the name is asked for once more."""
    own, part = _widening_own(visit, answers), bare(answers.named)
    whom = Audience(AudienceKind.MEMBERS) if own is None else Audience(AudienceKind.GROUPS, own)
    everyone = await audiences.named(visit.tx, whom, visit.now, MOST_SEARCHED)
    found = [person for person in everyone if part in bare(person.name)]
    if 0 < len(found) <= MOST_FOUND:
        listed = [(str(person.id), text_rules.shown(person.name, NAME_LIMIT)) for person in found]
        about = {"announcement": answers.announcement, "joint": answers.joint}
        await forms.begin(visit, PEOPLE, {**about, "found": listed})
        return
    few = visit.t("Nobody of this name is among those whom you can choose.")
    many = visit.t("There are more than {n} of this name: type more of it.", n=MOST_FOUND)
    visit.say(View(many if found else few))
    await forms.begin(visit, RULE, answers.model_dump(exclude={"named"}, exclude_unset=True))


_KIND = Question[Rule](
    "kind", N_("Recipients"), lambda visit, answers: visit.t(WHOM[answers.joint]), options=_kinds, width=1
)
_NAMED = Question[Rule](
    "named",
    N_("Name"),
    N_("Whom? Type the name, or a part of it."),
    readers.line(NAME_LIMIT),
    wanted=lambda answers: answers.kind is AudienceKind.PEOPLE,
)
_QUESTIONS = (_KIND, *map(_question, ASKED), _NAMED)
RULE = Form("announcement rule", N_("To whom?"), Rule, _QUESTIONS, _add_rule, left=show_whom)


async def begin_rule(visit: Visit, announcement: int, joint: Joint | None) -> None:
    """Ask for one more rule, with the rounds, meetings, countries and topics that can be chosen now."""
    offered = await reads.offered(visit.tx, visit.council, visit.actor, visit.zone, visit.now, visit.t)
    await forms.begin(visit, RULE, {"announcement": announcement, "joint": joint, **offered})


class People(OfRule):
    """People by name: `found` are those to choose from, by id."""

    found: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()


async def _add_people(visit: Visit, answers: People) -> None:
    own, rule = _widening_own(visit, answers), Audience(AudienceKind.PEOPLE, answers.people)
    within = rule if own is None else AllOf((Audience(AudienceKind.GROUPS, own), rule))
    await drafts.add_rule(visit.work, answers.announcement, answers.joint or Joint.ONLY, within)
    await show_whom(visit, answers)


_PEOPLE = Question[People](
    "people",
    N_("People"),
    N_("Whom of them? Tick them, then Done."),
    options=lambda _visit, answers: answers.found,
    many=True,
    width=1,
)
PEOPLE = Form("announcement people", N_("To whom?"), People, (_PEOPLE,), _add_people, left=show_whom)


class Saving(OfAnnouncement):
    name: str


async def _save(visit: Visit, answers: Saving) -> None:
    await drafts.save_audience(visit.work, answers.announcement, answers.name)
    await show_whom(visit, answers)


_NAME = Question[Saving](
    "name", N_("Name"), N_("Under which name? One that is taken is replaced."), readers.line(SAVED_NAME_LIMIT)
)
SAVE = Form("announcement audience", N_("Saving an audience"), Saving, (_NAME,), _save, left=show_whom)

FORMS = (RULE, PEOPLE, SAVE)
