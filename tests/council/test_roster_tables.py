"""Rosters as tables: heads in any order and language, every mistake with its place, and nothing changed twice."""

import string
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from council.errors import NoHeads
from council.folding import bare, fold
from council.people import GROUP_ROLES, Person, Role, Seat
from council.roster_diff import Known, Register
from council.roster_rows import NOTES, Column, Entry, Mistake, Vocabulary, Why
from council.roster_tables import Reading, read
from council.tables import letter
from tests.council.people import NOW
from tests.lexicons import lexicon

CODES = ("EC", "A", "B", "C", "D")
VOCABULARY = Vocabulary(
    {bare(name): code for code in CODES for name in (code, f"Committee on {code}!")},
    {"en": "en", "english": "en", "ru": "ru", "русский": "ru", "russian": "ru"},
    lexicon(),
)
ROLE_WORDS = {
    Role.CHAIR: ("chair", "Chairperson", "председатель"),
    Role.MEMBER: ("member", "ЧЛЕН", "участник"),
    Role.OBSERVER: ("Observer", "наблюдатель"),
}
HEADS = {
    Column.NAME: ("Name", "ФИО", " full  name "),
    Column.ORGANISATION: ("Organisation", "organization", "Организация"),
    Column.COUNTRY: ("Country", "Страна"),
    Column.GROUPS: ("Groups", "Groups and roles", "Группы и роли"),
    Column.LANGUAGE: ("Language", "Язык"),
    Column.EMAIL: ("E-mail", "email", "Эл. почта"),
}

words = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1, max_size=12)
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
seats = st.dictionaries(st.sampled_from(CODES), st.sampled_from(GROUP_ROLES), min_size=1)
entries = st.builds(
    Entry,
    st.just(2),
    names,
    seats,
    st.just("") | names,
    st.just("") | names,
    st.sampled_from(("", "en", "ru")),
    st.just("") | st.text(string.ascii_lowercase, min_size=1, max_size=8).map(lambda name: f"{name}@example.org"),
)


def table(told: Sequence[Entry], order: Sequence[Column], draw: st.DataObject) -> list[tuple[int, list[str]]]:
    """These entries as people would write them, with the columns in this order."""
    rows = [(1, [draw.draw(st.sampled_from(HEADS[column])) for column in order])]
    for number, entry in enumerate(told, start=2):
        cells = {
            Column.NAME: entry.name,
            Column.ORGANISATION: entry.organisation,
            Column.COUNTRY: entry.country,
            Column.LANGUAGE: entry.language,
            Column.EMAIL: entry.email,
            Column.GROUPS: "; ".join(_seat(group, role, draw) for group, role in entry.seats.items()),
        }
        rows.append((number, [cells[column] for column in order]))
    return rows


def _seat(group: str, role: Role, draw: st.DataObject) -> str:
    word = draw.draw(st.sampled_from(ROLE_WORDS[role]))
    return draw.draw(st.sampled_from([f"{group} {word}", f"{word}: {group}", f"{group} — {word}", f"group {group} {word}"]))


def known(id_: int, entry: Entry, joined: int | None = None) -> Known:
    person = Person(id_, joined, entry.name, entry.organisation, entry.country, entry.language or "en", "UTC", email=entry.email)
    return Known(person, [Seat(group, role, NOW) for group, role in entry.seats.items()])


OUT = {Why.JOINED, Why.NO_PERSON}
"""Notes about a row that is no entry of its own."""


def one(*cells: str) -> Reading:
    """A table of one row: name, groups, organisation, e-mail, language."""
    return read([(1, ["Name", "Groups", "Organisation", "E-mail", "Language"]), (2, cells)], VOCABULARY)


@given(st.lists(entries, max_size=5), st.permutations(list(Column)), st.data())
def test_what_was_written_is_read_in_whatever_order_and_words(
    told: list[Entry], order: list[Column], data: st.DataObject
) -> None:
    reading = read(table(told, order, data), VOCABULARY)
    got = {(entry.row, entry.name, tuple(sorted(entry.seats.items())), entry.email) for entry in reading.entries}
    clean = dict(enumerate(told, start=2))
    kept_out = {mistake.row for mistake in reading.mistakes if not mistake.note or mistake.why in OUT}
    assert {row for row, *_ in got} | kept_out == set(clean), "no row is lost"
    more = {int(mistake.detail) for mistake in reading.mistakes if mistake.why is Why.JOINED}
    for row, name, seats_, email in got:
        assert fold(name) == fold(clean[row].name)
        assert row in more or (dict(seats_), email) == (clean[row].seats, clean[row].email)
    about_others = {Why.SAME_EMAIL, Why.SAME_PERSON, Why.NAMESAKE, Why.JOINED, Why.TWO_ROLES}
    assert {mistake.why for mistake in reading.mistakes} <= about_others


@given(st.lists(entries, max_size=6))
def test_what_is_on_the_roster_changes_nothing(told: list[Entry]) -> None:
    alone = list({(fold(e.name), fold(e.organisation)): e for e in told}.values())
    alone = [entry for n, entry in enumerate(alone) if not entry.email or entry.email not in {e.email for e in alone[:n]}]
    register = Register([known(n, entry) for n, entry in enumerate(alone)])
    for entry in alone:
        plan, mistake = register.plan(entry)
        assert mistake is None
        assert plan is not None
        assert plan.same


@given(entries, seats)
def test_what_is_different_is_exactly_what_is_shown(entry: Entry, now: dict[str, Role]) -> None:
    register = Register([known(7, entry)])
    plan, _ = register.plan(replace(entry, seats=now))
    assert plan is not None
    assert plan.person == 7
    shown = {(change.group, change.was, change.now) for change in plan.changes}
    assert shown == {
        (group, entry.seats[group].value if group in entry.seats else "", role.value)
        for group, role in now.items()
        if entry.seats.get(group) is not role
    }


@given(st.lists(st.lists(st.text(max_size=30), max_size=8), max_size=6))
def test_whatever_comes_is_read_or_told(cells: list[list[str]]) -> None:
    rows = [(1, ["name", "groups", "organisation", "country", "language", "email"])]
    rows += [(number, row) for number, row in enumerate(cells, start=2)]
    reading = read(rows, VOCABULARY)
    told = {entry.row for entry in reading.entries}
    told |= {m.row for m in reading.mistakes if not m.note or m.why in OUT}
    assert told == {number for number, row in rows[1:] if any(cell.strip() for cell in row)}
    for entry in reading.entries:
        assert entry.name == " ".join(entry.name.split())
        assert not any(ord(c) < 32 for c in entry.name + entry.organisation + entry.email)


@pytest.mark.parametrize(
    ("told", "group", "role"),
    [
        ("B", "B", Role.MEMBER),
        ("b Member", "B", Role.MEMBER),
        ("В член", "B", Role.MEMBER),  # a Cyrillic letter of the same shape
        ("ЕС председатель", "EC", Role.CHAIR),
        ("Наблюдатель, группа А", "A", Role.OBSERVER),
        ("observer in A", "A", Role.OBSERVER),
        ("Committee on D (chair)", "D", Role.CHAIR),
        ("Chair of B", "B", Role.CHAIR),
        ("a member of the working group B", "B", Role.MEMBER),
        ("член в рабочей группе С", "C", Role.MEMBER),
        ("РГ-B: председатель", "B", Role.CHAIR),
        ("wgb", "B", Role.MEMBER),
        ("B, Committee on B", "B", Role.MEMBER),
        ("заместитель председателя группы B", None, None),
        ("forb", None, None),
    ],
)
def test_groups_and_roles_as_people_write_them(told: str, group: str | None, role: Role | None) -> None:
    reading = one("Expert", told)
    if group is None:
        assert not reading.entries
        assert {mistake.why for mistake in reading.mistakes} <= {Why.NO_ROLE, Why.NO_GROUP}
        assert reading.mistakes
    else:
        assert [dict(entry.seats) for entry in reading.entries] == [{group: role}]


@pytest.mark.parametrize(
    ("cells", "at", "why"),
    [
        (("", "B"), "A", Why.MISSING),
        (("Expert", ""), "B", Why.MISSING),
        (("x" * 300, "B"), "A", Why.TOO_LONG),
        (("Expert", "Z member"), "B", Why.NO_GROUP),
        (("Expert", "B president"), "B", Why.NO_ROLE),
        (("Expert", "B secretariat"), "B", Why.NO_ROLE),
        (("Expert", "B member; B chair"), "B", Why.TWO_ROLES),
        (("Expert", "B", "", "somebody at example.org"), "D", Why.NO_EMAIL),
        (("Expert", "B", "", "", "Klingon"), "E", Why.NO_LANGUAGE),
        (("#REF!", "B"), "A", Why.FORMULA),
        (("#Н/Д", "B"), "A", Why.FORMULA),
        (("Expert", "#ЗНАЧ!"), "B", Why.FORMULA),
        (("Expert", "B", "#N/A"), "C", Why.NO_VALUE),
        (("Expert", "B", "", "Err:502"), "D", Why.NO_VALUE),
        (("Expert", "B", "", "a@example.org, b@example.org"), "D", Why.SEVERAL_EMAILS),
        (("Expert", "chair of A, B"), "B", Why.UNCLEAR),
        (("Expert", "B", "\u202e\u200f"), "C", Why.MISSING),
        (("Ex\u202epert", "B"), "A", Why.UNSEEN),
        (("Ex\x07pert", "B"), "A", Why.UNSEEN),
    ],
)
def test_a_mistake_has_its_row_and_column(cells: tuple[str, ...], at: str, why: Why) -> None:
    reading = one(*cells)
    assert [(mistake.row, mistake.column, mistake.why) for mistake in reading.mistakes if mistake.column == at] == [(2, at, why)]
    assert bool(reading.entries) is (why in NOTES)


def test_names_of_other_scripts_and_with_combining_marks_are_names() -> None:
    composed, decomposed = "Йусуф Ё", "Йусуф Ё"
    assert one("خبير", "B").entries[0].name == "خبير"
    assert one(decomposed, "B").entries[0].name == composed
    register = Register([known(1, one(composed, "B").entries[0])])
    plan, _ = register.plan(one(f"  {decomposed.upper()} ", "B").entries[0])
    assert plan is not None
    assert plan.person == 1


def test_a_table_without_the_columns_that_everyone_needs() -> None:
    for head in ([], ["Who", "Where"], ["Groups"]):
        with pytest.raises(NoHeads) as refused:
            read([(1, head)] if head else [], VOCABULARY)
        assert "name" in refused.value.missing
    assert read([(1, ["Name", "Phone", "Groups", "Name"])], VOCABULARY).unused == ("Phone", "Name")


def test_whom_a_row_is_told_apart_from() -> None:
    first = Entry(2, "Expert", {"B": Role.MEMBER}, "Ministry", email="a@example.org")
    second = Entry(3, "Expert", {"B": Role.MEMBER}, "Institute")
    register = Register([known(1, first), known(2, second)])

    def found(entry: Entry) -> tuple[int | None, Why | None]:
        plan, mistake = register.plan(entry)
        return plan.person if plan else -1, mistake.why if mistake else None

    assert found(replace(first, organisation="Court")) == (1, None), "the same address is the same person"
    assert found(replace(first, email="")) == (1, None)
    assert found(replace(first, email="b@example.org")) == (None, Why.SAME_NAME), "another address is somebody else"
    assert found(replace(second, organisation="Court")) == (None, Why.SAME_NAME)
    assert found(replace(second, email="a@example.org")) == (-1, Why.TWO_ENTRIES)
    assert found(replace(second, name="Another")) == (None, None)


@pytest.mark.parametrize("name", ["O'ktam Karim-zoda", "OKTAM KARIM ZODA", "Karim-zoda Oʻktam", "Oʻktam Karim‐zoda\u200b"])
def test_who_has_almost_the_name_of_somebody_on_the_roster_is_told(name: str) -> None:
    there = Entry(2, "Oʻktam Karim-zoda", {"B": Role.MEMBER}, "Ministry")
    plan, mistake = Register([known(1, there)]).plan(replace(there, name=name, organisation="Court"))
    assert plan is not None
    assert plan.person is None
    assert mistake is not None
    assert (mistake.why, mistake.detail) == (Why.SAME_NAME, "Oʻktam Karim-zoda, Ministry")


def test_a_language_that_was_chosen_stays() -> None:
    entry = Entry(2, "Expert", {"B": Role.MEMBER}, language="ru")
    there = known(1, replace(entry, language="en"))
    plan, _ = Register([there]).plan(entry)
    assert plan is not None
    assert [change.what for change in plan.changes] == ["language"]
    plan, _ = Register([replace(there, person=replace(there.person, language_chosen=True))]).plan(entry)
    assert plan is not None
    assert plan.same


@given(st.integers(0, 2000))
def test_columns_are_called_as_spreadsheets_call_them(at: int) -> None:
    called, value = letter(at), 0
    for character in called:
        value = value * 26 + ord(character) - 64
    assert value == at + 1


def test_a_mistake_is_told_in_short() -> None:
    [mistake] = one("Expert", "x" * 500).mistakes
    assert mistake == Mistake(2, "B", Why.NO_GROUP, "x" * 40)


@pytest.mark.parametrize("heads", [("A", "B", "Committee on C!"), ("Group A", "РГ В", "Группа C")])
def test_a_column_for_each_group(heads: Sequence[str]) -> None:
    rows = [
        ["No.", "Name", *heads, "Country"],
        ["1", "Expert, one group", "x", "", "-", "Kazakhstan"],
        ["2", "Expert, two groups", "", "+", "Да"],
        ["3", "Expert, chair", "нет", "председатель", "х", "Uzbekistan"],
        ["4", "Expert, no group", "", "", "0", "Tajikistan"],
        ["5", "Expert, something else", "x", "perhaps", ""],
    ]
    found = read(list(enumerate(rows, start=1)), VOCABULARY)
    assert [(entry.name, dict(entry.seats), entry.country) for entry in found.entries] == [
        ("Expert, one group", {"A": Role.MEMBER}, "Kazakhstan"),
        ("Expert, two groups", {"B": Role.MEMBER, "C": Role.MEMBER}, ""),
        ("Expert, chair", {"B": Role.CHAIR, "C": Role.MEMBER}, "Uzbekistan"),
    ]
    assert [(m.row, m.why) for m in found.mistakes] == [(5, Why.MISSING), (6, Why.NO_ROLE)]
    assert found.unused == ("No.",)
