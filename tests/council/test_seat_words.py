"""Groups and roles as people write them: read as they are meant, or not at all."""

import pytest
from hypothesis import given, strategies as st

from council.folding import bare
from council.people import GROUP_ROLES, Role
from council.seat_words import group_of, groups_in, read
from tests.lexicons import lexicon

CODES = ("EC", "A", "B", "C")
NAMES = {"EC": "Executive Committee", "A": "Law, courts and police", "B": "Health and education", "C": "В школе и дома"}
GROUPS = {bare(name): code for code, called in NAMES.items() for name in (code, called)}
WORDS = lexicon()
C, M = Role.CHAIR, Role.MEMBER


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("Law, courts and police", [("A", None)]),
        ("Law, courts and police, Health and education", [("A", None), ("B", None)]),
        ("Группа B: Health and education", [("B", None)]),
        ("A and B; chair of the Executive Committee", [("A", None), ("B", None), ("EC", C)]),
        ("EC + B", [("EC", None), ("B", None)]),
        ("a; b", [("A", None), ("B", None)]),
        ("a member of b", [("B", M)]),
        ("в", [("B", None)]),
        ("председатель в В", [("B", C)]),
        ("A, B chair", [("A", None), ("B", C)]),
        ("member, B; chair, C", [("B", M), ("C", C)]),
        ("РГВ", [("B", None)]),
        ("В школе и дома", [("C", None)]),
    ],
)
def test_what_is_meant(text: str, seats: list[tuple[str, Role | None]]) -> None:
    told = read(text, GROUPS, WORDS)
    assert (list(told.seats), told.unknown, told.unclear) == (seats, (), ())


@pytest.mark.parametrize("text", ["chair of B, C", "A B chair", "B, chair, C", "председатель групп А и В"])
def test_whose_role_it_is_is_not_guessed(text: str) -> None:
    assert read(text, GROUPS, WORDS).unclear


@pytest.mark.parametrize(
    ("text", "group"), [("B president", "B"), ("заместитель председателя группы B", "B"), ("Z", ""), ("forc", "")]
)
def test_what_is_not_known(text: str, group: str) -> None:
    told = read(text, GROUPS, WORDS)
    assert [one for _, one in told.unknown] == [group]
    assert not told.seats


@given(st.dictionaries(st.sampled_from(CODES), st.sampled_from(GROUP_ROLES), min_size=1), st.data())
def test_each_with_its_role(seats: dict[str, Role], data: st.DataObject) -> None:
    shapes = ("{group} {role}", "{role}: {group}", "{role} of group {group}", "{name} ({role})", "{role}, {group}")
    shaped = [
        data.draw(st.sampled_from(shapes)).format(group=group, name=NAMES[group], role=role.value)
        for group, role in seats.items()
    ]
    assert dict(read("; ".join(shaped), GROUPS, WORDS).seats) == seats


@given(st.text(max_size=60))
def test_anything_is_read_or_told(text: str) -> None:
    told = read(text, GROUPS, WORDS)
    named = any(c.isalnum() for c in text)
    assert not named or told.seats or told.roles or told.unknown or told.unclear or set(bare(text).split()) <= {
        *(word for key in ("prefix", "short", "around") for word in WORDS.groups[key]), *WORDS.meeting_values["and"],
    }  # fmt: skip


def test_a_title_names_its_group() -> None:
    assert groups_in("Состав рабочей группы B на 01.12.2026", GROUPS, WORDS) == {"B"}
    assert groups_in("Состав рабочих групп в 2026 году", GROUPS, WORDS) == set()
    assert group_of("Health and education", GROUPS, WORDS) == "B"
    assert group_of("B and C", GROUPS, WORDS) is None
