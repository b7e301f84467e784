"""Whom an announcement is for: a plain value here; `storage.audiences` turns it into SQL.

A rule about people (`Audience`) or several of them, joined by and, or, not.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from council.errors import Refused
from council.people import Seat
from council.posts import EVERYTHING

MOST_RULES = 20
"""How many rules an audience may be made of: more is not what anyone means."""


class AudienceKind(StrEnum):
    """What a rule looks at."""

    MEMBERS = "members"
    GROUPS = "groups"
    SUBSCRIBERS = "subscribers"
    ROLES = "roles"
    COUNTRIES = "countries"
    LANGUAGES = "languages"
    PEOPLE = "people"
    REACHED = "reached"
    SILENT = "silent"
    COMING = "coming"
    UNANSWERED = "unanswered"
    TOPICS = "topics"


@dataclass(frozen=True, slots=True)
class Audience:
    """One rule: everyone with a seat; with a seat in any group of `of`, in any role of `of`; from any country, with any
    language; subscribers of the channel's news; these people by id; whom Telegram reaches; who is asked in any of these
    open rounds (by id) and has not answered; who comes to any of these meetings (by id), who was asked and has not said."""

    kind: AudienceKind
    of: tuple[str, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that are named, if this is about groups."""
        return self.of if self.kind is AudienceKind.GROUPS else ()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Who belongs to each of the parts."""

    parts: tuple["Whom", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Who belongs to at least one of the parts, once."""

    parts: tuple["Whom", ...]


@dataclass(frozen=True, slots=True)
class NotIn:
    """Who does not belong to the part. Alone it says nothing; beside others it leaves people out."""

    part: "Whom"


Whom = Audience | AllOf | AnyOf | NotIn


class UnreadableAudience(Refused):
    """An audience that no version of the program has written, or one of too many rules."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person, as far as audiences look at it."""

    id: int
    seats: tuple[Seat, ...] = ()
    country: str = ""
    language: str = ""
    subscribed: bool = False
    reached: bool = True
    silent: frozenset[str] = frozenset()
    coming: frozenset[str] = frozenset()
    unanswered: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()


def belongs(whom: Whom, person: Known) -> bool:
    """Whether this person (with the seats held now) belongs to the audience: what the SQL must say too."""
    match whom:
        case AllOf(parts):
            return all(belongs(part, person) for part in parts)
        case AnyOf(parts):
            return any(belongs(part, person) for part in parts)
        case NotIn(part):
            return not belongs(part, person)
    return _fits(whom, person)


def _fits(rule: Audience, person: Known) -> bool:
    match rule.kind:
        case AudienceKind.MEMBERS:
            return bool(person.seats)
        case AudienceKind.GROUPS:
            return any(seat.group in rule.of for seat in person.seats)
        case AudienceKind.ROLES:
            return any(seat.role in rule.of for seat in person.seats)
        case AudienceKind.SUBSCRIBERS:
            return person.subscribed
        case AudienceKind.TOPICS:
            follows = EVERYTHING in person.topics and bool(rule.of)
            return person.subscribed and (follows or not person.topics.isdisjoint(rule.of))
        case AudienceKind.COUNTRIES:
            return person.country in rule.of
        case AudienceKind.LANGUAGES:
            return person.language in rule.of
        case AudienceKind.PEOPLE:
            return str(person.id) in rule.of
        case AudienceKind.REACHED:
            return person.reached
        case AudienceKind.SILENT:
            return not person.silent.isdisjoint(rule.of)
        case AudienceKind.COMING:
            return not person.coming.isdisjoint(rule.of)
        case AudienceKind.UNANSWERED:
            return not person.unanswered.isdisjoint(rule.of)


def rules(whom: Whom) -> Iterator[Audience]:
    """Every rule in it, from left to right."""
    match whom:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from rules(part)
        case NotIn(part):
            yield from rules(part)
        case _:
            yield whom


def within(whom: Whom, groups: Collection[str]) -> bool:
    """Whether nobody can belong to it who does not sit in one of `groups`, whatever is known of people."""
    match whom:
        case AllOf(parts):
            return any(within(part, groups) for part in parts)
        case AnyOf(parts):
            return bool(parts) and all(within(part, groups) for part in parts)
        case NotIn():
            return False
    return whom.kind is AudienceKind.GROUPS and set(whom.of) <= set(groups)


SEEN_BY_CHAIRS = frozenset(AudienceKind) - {
    AudienceKind.MEMBERS,
    AudienceKind.ROLES,
    AudienceKind.SUBSCRIBERS,
    AudienceKind.TOPICS,
}
"""What a chair sees of the people in their groups anyway; not whether they sit elsewhere, or as what, or follow the news."""


def looks_only_into(whom: Whom, groups: Collection[str]) -> bool:
    """Whether its rules, those that leave people out included, look at nothing that a chair of `groups` may not see: who
    is left tells who was left out."""
    return all(rule.kind in SEEN_BY_CHAIRS and set(rule.groups) <= set(groups) for rule in rules(whom))


class Joint(StrEnum):
    """How a further rule changes an audience."""

    ONLY = "only"
    ALSO = "also"
    EXCEPT = "except"


def joined(whom: Whom, joint: Joint, rule: Whom) -> Whom:
    """The audience with one more rule: only those who also fit it, those who fit it as well, or all but those.

    Raises `UnreadableAudience` when it would have more than `MOST_RULES`.
    """
    if sum(1 for _ in rules(whom)) + sum(1 for _ in rules(rule)) > MOST_RULES:
        raise UnreadableAudience
    match joint:
        case Joint.ALSO:
            return AnyOf((*whom.parts, rule)) if isinstance(whom, AnyOf) else AnyOf((whom, rule))
        case Joint.ONLY:
            return AllOf((*whom.parts, rule)) if isinstance(whom, AllOf) else AllOf((whom, rule))
        case Joint.EXCEPT:
            return AllOf((*whom.parts, NotIn(rule))) if isinstance(whom, AllOf) else AllOf((whom, NotIn(rule)))


EVERYONE = Audience(AudienceKind.MEMBERS)


def switched(whom: Whom | None, group: str) -> Whom | None:
    """The groups of the audience with one more, or without it; of an audience that is not of groups, this group alone.
    None: nobody is left."""
    groups = whom.groups if isinstance(whom, Audience) else ()
    left = tuple(code for code in groups if code != group)
    chosen = left if group in groups else (*groups, group)
    return Audience(AudienceKind.GROUPS, chosen) if chosen else None


def to_json(whom: Whom) -> dict[str, object]:
    """The audience as it is kept."""
    match whom:
        case AllOf(parts):
            return {"all": [to_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [to_json(part) for part in parts]}
        case NotIn(part):
            return {"not": to_json(part)}
    return {"kind": whom.kind.value, "of": list(whom.of)}


@dataclass(slots=True)
class _Reader:
    left: int = field(default=MOST_RULES * 3)

    def read(self, data: object) -> Whom:
        self.left -= 1
        if self.left < 0 or not isinstance(data, Mapping):
            raise UnreadableAudience
        if "all" in data:
            return AllOf(self._parts(data["all"]))
        if "any" in data:
            return AnyOf(self._parts(data["any"]))
        if "not" in data:
            return NotIn(self.read(data["not"]))
        of = data.get("of")
        try:
            kind = AudienceKind(str(data.get("kind")))
        except ValueError as error:
            raise UnreadableAudience from error
        return Audience(kind, tuple(map(str, of)) if isinstance(of, list) else ())

    def _parts(self, data: object) -> tuple[Whom, ...]:
        if not isinstance(data, list) or not data:
            raise UnreadableAudience
        return tuple(self.read(part) for part in data)


def from_json(data: object) -> Whom:
    """What `to_json` wrote. Raises `UnreadableAudience`."""
    return _Reader().read(data)
