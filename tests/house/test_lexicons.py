"""What people type in a language is in its file beside its catalog and nowhere else: a new language adds files only."""

import ast
import io
import re
import shutil
import tokenize
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.council_file import load_council
from council import days, folding, meeting_letters, plan_tables, roster_rows, roster_tables
from council.date_parts import MONTHS, Words
from council.durations import read_minutes
from council.errors import UnreadableDate
from council.lexicon import Lexicon, by_word
from council.people import Role
from council.posts import group_tags
from handlers.common import lexicons, picker
from handlers.common.dates import read_local
from handlers.common.texts import LOCALES, SOURCE, Catalogs
from handlers.plan.views import imports as plan_imports
from handlers.roster.views import spreadsheets
from tests.house.source import modules
from tests.lexicons import lexicon
from tests.root import ROOT

COUNCIL = load_council(ROOT / "council.toml")
LANGUAGES = sorted({SOURCE, *COUNCIL.languages, *(path.parent.name for path in LOCALES.glob(f"*/{lexicons.FILE}"))})
LOOK_ALIKES = "council/look_alikes.py"
CYRILLIC = re.compile(r"[\u0400-\u052f]")


def alone(language: str) -> dict[str, dict[str, list[str]]]:
    """The tables of a language's file."""
    file = lexicons.read(LOCALES / language / lexicons.FILE)
    return {name: dict(table) for name, table in file.items() if name != lexicons.NAMES and isinstance(table, dict)}


def keys(tables: dict[str, dict[str, list[str]]]) -> dict[str, list[str]]:
    return {name: list(table) for name, table in tables.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_tables_and_keys(language: str) -> None:
    assert tuple(alone(language)) == lexicons.TABLES
    assert keys(alone(language)) == keys(alone(SOURCE))


def test_english_has_a_word_for_everything_but_what_it_says_otherwise() -> None:
    empty = {(name, key) for name, table in alone(SOURCE).items() for key, words in table.items() if not words}
    forms = {("month_forms", month) for month in MONTHS}  # English months have one form
    assert empty == {("days", "year_before"), ("days", "year_sign"), ("from_now", "after"), *forms}


def test_the_keys_are_what_the_code_knows() -> None:
    parts = {roster_rows.SURNAME, roster_rows.FIRST_NAME, roster_rows.PATRONYMIC, roster_rows.ROLE}
    assert set(alone(SOURCE)["roster_heads"]) == {*(column.value for column in roster_rows.Column), *parts}
    assert set(alone(SOURCE)["plan_heads"]) == {column.value for column in plan_tables.Column}
    assert {Role(role) for role in alone(SOURCE)["roster_roles"]} == {Role.CHAIR, Role.MEMBER, Role.OBSERVER}


BESIDE = {"quarters": ("before", "after"), "clock": ("hour", "one")}
"""Columns of a table that may share a word, as they stand in different places."""


@pytest.mark.parametrize("languages", [*((language,) for language in LANGUAGES), COUNCIL.languages])
def test_no_word_stands_for_two_columns_of_a_table(languages: tuple[str, ...]) -> None:
    looked = 0
    for name in lexicons.TABLES:
        words: Counter[str] = Counter()
        for key in alone(SOURCE)[name]:
            found = {folding.fold(word) for language in languages for word in alone(language)[name][key]}
            words.update({f"{key}: {word}" for word in found} if key in BESIDE.get(name, ()) else found)
        looked += len(words)
        assert [word for word, times in words.items() if times > 1] == [], name
    assert looked > 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_written_as_they_are_compared(language: str) -> None:
    for name, table in alone(language).items():
        for key, words in table.items():
            assert words == [" ".join(word.casefold().split()) for word in words], f"[{name}] {key}"
            assert len(set(words)) == len(words), f"[{name}] {key}"


def cyrillic(source: str) -> Iterator[int]:
    """The lines of a module that hold a Cyrillic letter outside comments and docstrings."""
    documented = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT and token.start[0] not in documented and CYRILLIC.search(token.string):
            yield token.start[0]


def test_no_code_holds_cyrillic_letters() -> None:
    found = {path: list(cyrillic((ROOT / path).read_text(encoding="utf-8"))) for path in modules("council", "handlers")}
    assert found.pop(LOOK_ALIKES)
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_cyrillic_letters_are_found() -> None:
    assert list(cyrillic('"""Да."""\n# да\nx = "да"\n')) == [3]
    assert list(cyrillic("def f() -> None:\n    '''Да,\n    да.'''\n    x = 'a' + f'да'\n")) == [4]


@pytest.mark.parametrize("language", COUNCIL.languages)
def test_what_our_own_tables_say_is_read(language: str) -> None:
    t = Catalogs([language]).texts(language)
    rosters, plans = spreadsheets.heads(t), plan_imports.heads(t)
    known = {place: column for column, place in roster_tables.heads(rosters, t.lexicon)[0].items()}
    assert [known.get(place) for place in range(len(rosters))] == list(roster_rows.Column)
    words = by_word(t.lexicon.plan_heads, folding.bare)
    assert [words.get(folding.bare(head)) for head in plans] == list(plan_tables.Column)


# -- another language


INVENTED = "eo"
"""A language that the council does not have, but the locale data does."""

SAYS: dict[tuple[str, str], list[str]] = {
    ("groups", "prefix"): ["grupo"],
    ("roster_heads", "name"): ["nomo"],
    ("roster_heads", "groups"): ["grupoj"],
    ("roster_roles", "chair"): ["prezidanto"],
    ("plan_heads", "what"): ["tasko"],
    ("plan_heads", "due"): ["limdato"],
    ("plan_heads", "done"): ["farita"],
    ("plan_done", "yes"): ["jes"],
    ("quarters", "after"): ["kvaronjaro"],
    ("from_now", "in"): ["post"],
    ("from_now", "after"): ["poste"],
    ("from_now", "hours"): ["horoj"],
    ("clock", "hour"): ["horo"],
    ("durations", "hour"): ["hor"],
    ("meeting_fields", "place"): ["loko"],
    ("meeting_fields", "when"): ["kiam"],
}


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    """A folder of languages in which there is one more; its messages are not translated."""
    (tmp_path / SOURCE).mkdir()
    shutil.copy(LOCALES / SOURCE / lexicons.FILE, tmp_path / SOURCE)
    (tmp_path / INVENTED).mkdir()
    (tmp_path / INVENTED / "majlis.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n')
    told = "".join(
        f"[{name}]\n" + "".join(f"{key} = {SAYS.get((name, key), [])}\n" for key in table)
        for name, table in alone(SOURCE).items()
    )
    (tmp_path / INVENTED / lexicons.FILE).write_text(told.replace("'", '"'))
    return tmp_path


@pytest.fixture
def words(invented: Path) -> Lexicon:
    return Catalogs([INVENTED], invented).lexicon


def test_a_new_languages_roster_is_read(words: Lexicon) -> None:
    vocabulary = roster_rows.Vocabulary({"b": "B"}, {}, words)
    [entry] = roster_tables.read([(1, ["Nomo", "Grupoj"]), (2, ["Aina Expert", "Grupo B prezidanto"])], vocabulary).entries
    assert (entry.name, entry.seats) == ("Aina Expert", {"B": Role.CHAIR})


def test_a_new_languages_plan_is_read(words: Lexicon) -> None:
    ground = plan_tables.Ground({"b": "B"}, ["B"], Words({"marto": 3}, {}, words), {}, [], date(2026, 11, 24), words)
    rows = [(1, ["Tasko", "Limdato", "Farita"]), (2, ["Survey", "3 kvaronjaro 2027", "Jes"])]
    [row] = plan_tables.read(rows, ground).rows
    assert (row.draft.what, row.draft.due, row.done) == ("Survey", date(2027, 9, 30), True)
    assert days.read_day("marto 2027", ground.words, ground.today) == date(2027, 3, 31)


def test_a_new_languages_meeting_is_read(words: Lexicon) -> None:
    assert meeting_letters.is_one("Opening\nLoko: Room 5", words)
    assert not meeting_letters.is_one("Opening\nLoko: Room 5", lexicon())
    assert read_minutes("2 horoj", words) == 120
    assert picker.joined("2026-12-03", "15 horo", words) == "2026-12-03 15:00"


def test_a_new_languages_times_are_read(invented: Path) -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    t = Catalogs([INVENTED], invented).texts(INVENTED)
    assert read_local("post 3 horoj", "UTC", now, t) == datetime(2026, 11, 24, 12)
    assert read_local("3 horoj poste", "UTC", now, t) == datetime(2026, 11, 24, 12)
    with pytest.raises(UnreadableDate):
        read_local("3 horoj", "UTC", now, t)
    assert read_local("in 3 hours", "UTC", now, t) == datetime(2026, 11, 24, 12), "English is understood besides"


def test_a_new_languages_hashtags_are_read(words: Lexicon) -> None:
    assert group_tags("B", words) == {"b", "groupb", "group_b", "grupob", "grupo_b"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('["grupo"]', '"grupo"'),
        ('["grupo"]', "[1]"),
        ("[roster_heads]", "[roster_head]"),
        ("prefix", "before"),
        ("prefix =", "prefix"),
    ],
)
def test_a_file_with_a_mistake_is_named(invented: Path, old: str, new: str) -> None:
    file = invented / INVENTED / lexicons.FILE
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(lexicons.LexiconError, match=rf"/{INVENTED}/"):
        Catalogs([INVENTED], invented)
