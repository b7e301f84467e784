"""Questions about whom an announcement is for: one more rule, people by name, a name under which its audience is kept."""

from collections.abc import Callable, Mapping

from council import text_rules
from council.audiences import SEEN_BY_CHAIRS, AllOf, Audience, AudienceKind, Joint, Whom
from council.authority import Action, anywhere
from council.folding import bare
from council.people import Role
from handlers.announcements import reads
from handlers.announcements.actions import drafts
from handlers.announcements.actions.access import visible_draft
from handlers.announcements.forms.draft import OfAnnouncement
from handlers.announcements.views.audience import whom
from handlers.announcements.views.words import RULE_NAMES
from handlers.common.names import capital, group_options, role_name
from handlers.common.texts import N_, Catalogs, plain
from handlers.common.view import View
from handlers.framework import forms, readers
from handlers.framework.context import Visit
from handlers.framework.questions import Form, Options, Question
from storage import audiences

MOST_SEARCHED, MOST_FOUND = 5000, 20
NAME_LIMIT, SAVED_NAME_LIMIT = 60, 40

WHOM: Mapping[Joint | None, str] = {
    None: N_("Who should get it?"), Joint.ONLY: N_("Which of them should get it?"), Joint.ALSO: N_("Who else should get it?"),
    Joint.EXCEPT: N_("Which of them should not get it?"),
}  # fmt: skip
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


def _own(visit: Visit) -> tuple[str, ...] | None:
    """A chair's groups: their rules name nobody and nothing else. None: no limit."""
    return anywhere(visit.actor, Action.ANNOUNCE)


def _kinds(visit: Visit, answers: Rule) -> Options:
    """The kinds that can be chosen: a chair begins with their own groups, and only narrows them, by what they see there."""
    own, narrows = _own(visit), answers.joint not in (None, Joint.ALSO)
    kinds = [AudienceKind.MEMBERS, AudienceKind.GROUPS, AudienceKind.SUBSCRIBERS, AudienceKind.TOPICS]
    countries = [AudienceKind.COUNTRIES] if answers.offered_countries else []
    kinds += [AudienceKind.ROLES, *countries, AudienceKind.LANGUAGES]
    kinds += [AudienceKind.REACHED] if answers.joint else []
    kinds += [AudienceKind.SILENT] if answers.offered_rounds else []
    kinds += [AudienceKind.COMING, AudienceKind.UNANSWERED] if answers.offered_meetings else []
    if own is not None:
        kinds = [kind for kind in kinds if kind in SEEN_BY_CHAIRS] if narrows else [AudienceKind.GROUPS]
    return [(kind.value, plain(visit.t(RULE_NAMES[kind]))) for kind in (*kinds, AudienceKind.PEOPLE)]


def _which(key: str, ask: str, options: Callable[[Visit, Rule], Options], width: int = 1) -> Question[Rule]:
    """What a rule names; `key`: its kind. Short options stand two in a row."""
    name = RULE_NAMES[AudienceKind(key)]
    return Question(key, name, ask, options=options, many=True, wanted=lambda rule: rule.kind == key, width=width)


async def _add_rule(visit: Visit, answers: Rule) -> None:
    kind = answers.kind or AudienceKind.MEMBERS
    if kind is AudienceKind.PEOPLE:
        await _offer_people(visit, answers)
    else:
        await _join(visit, answers, Audience(kind, getattr(answers, kind.value, ())))


async def _join(visit: Visit, answers: OfRule, rule: Whom) -> None:
    await drafts.add_rule(visit.work, answers.announcement, answers.joint or Joint.ONLY, rule)
    await _show_whom(visit, answers)


async def _show_whom(visit: Visit, answers: OfAnnouncement) -> None:
    """Answer with the audience as it is now."""
    found = await visible_draft(visit.work, answers.announcement)
    visit.say(whom(visit.council, await reads.overview(visit.tx, found, visit.now), visit.t))


async def _offer_people(visit: Visit, answers: Rule) -> None:
    """Those of this name, to be ticked; where there are none, or too many, the name is asked for once more."""
    own, part = _own(visit), bare(answers.named)
    whom = Audience(AudienceKind.MEMBERS) if own is None else Audience(AudienceKind.GROUPS, own)
    everyone = await audiences.named(visit.tx, whom, visit.now, MOST_SEARCHED)
    found = [person for person in everyone if part in bare(person.name)]
    if 0 < len(found) <= MOST_FOUND:
        those = [(str(person.id), text_rules.shown(person.name, NAME_LIMIT)) for person in found]
        await forms.begin(visit, PEOPLE, {"announcement": answers.announcement, "joint": answers.joint, "found": those})
        return
    few = visit.t("You can choose nobody of this name. Check the spelling, or type only a part of it.")
    many = visit.t("More than {n} people have this name: type more of it.", n=MOST_FOUND)
    visit.say(View(many if found else few))
    await forms.begin(visit, RULE, answers.model_dump(exclude={"named"}, exclude_unset=True))


_KIND = Question[Rule]("kind", N_("Recipients"), lambda visit, answers: visit.t(WHOM[answers.joint]), options=_kinds, width=1)
_NAMED = Question[Rule](
    "named", N_("Name"), N_("Type a name, or a part of it."), readers.line(NAME_LIMIT),
    wanted=lambda answers: answers.kind is AudienceKind.PEOPLE,
)  # fmt: skip
_QUESTIONS = (
    _KIND,
    _which("groups", N_("Which groups? Tick them, then press Done. Members of several groups get it once."),
           lambda visit, _: group_options(visit.council, visit.t, _own(visit))),
    _which("roles", N_("Which roles? Tick them, then press Done."),
           lambda visit, _: [(role.value, capital(plain(role_name(role, visit.t)))) for role in Role], 2),
    _which("countries", N_("Which countries? Tick them, then press Done."), lambda _, rule: rule.offered_countries, 2),
    _which("languages", N_("Which languages? Tick them, then press Done."),
           lambda visit, _: [(code, Catalogs.own_name(code)) for code in visit.council.languages], 2),
    _which("topics", N_("Which topics? Tick them, then press Done. Those who follow everything get it too."),
           lambda _, rule: rule.offered_topics),
    _which("silent", N_("Which recommendations? Tick them, then press Done."), lambda _, rule: rule.offered_rounds),
    _which("coming", N_("Which meetings? Tick them, then press Done."), lambda _, rule: rule.offered_meetings),
    _which("unanswered", N_("Which meetings? Tick them, then press Done."), lambda _, rule: rule.offered_meetings),
    _NAMED,
)  # fmt: skip
RULE = Form("announcement rule", N_("To whom?"), Rule, _QUESTIONS, _add_rule, left=_show_whom)


async def begin_rule(visit: Visit, announcement: int, joint: Joint | None) -> None:
    """Ask for one more rule, with the rounds, meetings, countries and topics that can be chosen now."""
    offered = await reads.offered(visit.tx, visit.council, visit.actor, visit.zone, visit.now, visit.t)
    await forms.begin(visit, RULE, {"announcement": announcement, "joint": joint, **offered})


class People(OfRule):
    """People by name: `found` are those to choose from, by id."""

    found: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()


async def _add_people(visit: Visit, answers: People) -> None:
    own, rule = _own(visit), Audience(AudienceKind.PEOPLE, answers.people)
    if own is not None and answers.joint in (None, Joint.ALSO):
        await _join(visit, answers, AllOf((Audience(AudienceKind.GROUPS, own), rule)))
    else:
        await _join(visit, answers, rule)


_PEOPLE = Question[People](
    "people", N_("People"), N_("Which of them? Tick them, then press Done."), options=lambda _, who: who.found, many=True,
    width=1,
)  # fmt: skip
PEOPLE = Form("announcement people", N_("To whom?"), People, (_PEOPLE,), _add_people, left=_show_whom)


class Saving(OfAnnouncement):
    name: str


async def _save(visit: Visit, answers: Saving) -> None:
    await drafts.save_audience(visit.work, answers.announcement, answers.name)
    await _show_whom(visit, answers)


_NAME = Question[Saving](
    "name", N_("Title"), N_("What should it be called? A saved audience of the same name is replaced."),
    readers.line(SAVED_NAME_LIMIT),
)  # fmt: skip
SAVE = Form("announcement audience", N_("Saving an audience"), Saving, (_NAME,), _save, left=_show_whom)

FORMS = (RULE, PEOPLE, SAVE)
