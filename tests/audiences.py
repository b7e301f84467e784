"""Any audience, and anyone who may belong to it."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from council.audiences import AllOf, AnyOf, Audience, AudienceKind, Known, NotIn, Whom
from council.people import Role, Seat

TOPICS = ("A", "B", "-")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
GROUPS, COUNTRIES, LANGUAGES = ("EC", "A", "B"), ("Kazakhstan", "Uzbekistan", ""), ("en", "ru")
_OF = {
    AudienceKind.GROUPS: GROUPS,
    AudienceKind.ROLES: tuple(role.value for role in Role),
    AudienceKind.COUNTRIES: COUNTRIES,
    AudienceKind.LANGUAGES: LANGUAGES,
    AudienceKind.PEOPLE: ("1", "2", "3"),
    AudienceKind.SILENT: ("1", "2"),
    AudienceKind.COMING: ("1", "2"),
    AudienceKind.UNANSWERED: ("1", "2"),
    AudienceKind.TOPICS: TOPICS,
}


def _rules() -> st.SearchStrategy[Whom]:
    def of(kind: AudienceKind) -> st.SearchStrategy[Whom]:
        values = st.lists(st.sampled_from(_OF[kind]), unique=True) if kind in _OF else st.just([])
        return values.map(lambda chosen: Audience(kind, tuple(chosen)))

    return st.sampled_from(AudienceKind).flatmap(of)


def _combined(parts: st.SearchStrategy[Whom]) -> st.SearchStrategy[Whom]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(several.map(AllOf), several.map(AnyOf), parts.map(NotIn))


audiences: st.SearchStrategy[Whom] = st.recursive(_rules(), _combined, max_leaves=8)

_seats = st.lists(
    st.builds(Seat, st.sampled_from(GROUPS), st.sampled_from([Role.CHAIR, Role.MEMBER, Role.OBSERVER]), st.just(SINCE)),
    max_size=2,
    unique_by=lambda seat: seat.group,
)

people = st.builds(
    Known,
    st.integers(1, 5),
    _seats.map(tuple),
    st.sampled_from(COUNTRIES),
    st.sampled_from(LANGUAGES),
    st.booleans(),
    st.booleans(),
    *[st.frozensets(st.sampled_from(["1", "2"]))] * 3,
    st.frozensets(st.sampled_from([*TOPICS, "*"])),
)
