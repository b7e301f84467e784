"""Every message exists in every language, with the same placeholders and tags."""

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from babel.messages.plurals import get_plural

from bot.council_file import load_council
from handlers.common.po_files import flaws
from handlers.common.texts import LOCALES, SOURCE
from tests.house.catalogs import CATALOGS, catalog, translated
from tests.house.source import modules
from tests.messages import all_messages
from tests.root import ROOT

LANGUAGES = [language for language in load_council(ROOT / "council.toml").languages if language != SOURCE]
"""Those of the council, whose catalogs are whole; in another one, what is not translated yet is said in English."""


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


class _Marks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[f"{tag} {attrs}"] += 1
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def marks(text: str) -> Counter[str]:
    """The tags of a message, each closed properly."""
    reader = _Marks()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader.found


def test_there_is_a_language_beside_the_one_of_the_code() -> None:
    assert LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_code_is_translated(language: str) -> None:
    have = {(entry.context, english[0]) for entry, english, forms in translated(language) if all(forms)}
    wanted = all_messages()
    assert len(wanted) > 150
    missing = sorted(message for context, message in wanted if (context, message) not in have)
    assert missing == [], f"{len(missing)} of {len(wanted)} messages have no words in {language}: make texts"


@pytest.mark.parametrize("language", CATALOGS)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    wanted = all_messages()
    assert [english[0] for entry, english, _ in translated(language) if (entry.context, english[0]) not in wanted] == []


@pytest.mark.parametrize("language", CATALOGS)
def test_translations_have_the_same_places_and_marks(language: str) -> None:
    looked = 0
    for _, english, forms in translated(language):
        looked += 1
        for form in forms:
            # A singular form may omit the number; no form may have a placeholder that the code does not fill.
            assert places(form) <= set().union(*map(places, english)), f"{english[0]!r}: {form!r}"
            assert places(form) >= set.intersection(*map(places, english)) - {"n"}, f"{english[0]!r}: {form!r}"
            assert marks(form) == marks(english[0]), f"{english[0]!r}: {form!r}"
            assert form.count("\n") == english[0].count("\n"), f"{english[0]!r}: {form!r}"
    assert looked > 100


@pytest.mark.parametrize("language", CATALOGS)
def test_plurals_have_as_many_forms_as_the_language(language: str) -> None:
    looked = 0
    for entry, _, forms in translated(language):
        if entry.pluralizable:
            looked += 1
            assert len(forms) == get_plural(language).num_plurals, entry.id
    assert looked > 3


@pytest.mark.parametrize("language", CATALOGS)
def test_nothing_is_marked_as_doubtful(language: str) -> None:
    assert [entry.id for entry in catalog(language) if entry.id and entry.fuzzy] == []


def test_english_messages_are_whole() -> None:
    for forms in all_messages().values():
        for form in forms:
            marks(form)
            places(form)
            assert form == form.strip(), form
            assert not re.search(r"  |\.\.\.| ,", form), form


def _table(message: ast.expr) -> str | None:
    """The name of the table (a constant in capitals) that a message is taken from."""
    if not isinstance(message, ast.Subscript):
        return None
    while isinstance(message, ast.Subscript):
        message = message.value
    name = ast.unparse(message).rpartition(".")[2]
    return name if name.isupper() else None


def _from_elsewhere(message: ast.expr) -> bool:
    """Whether a message is a name, a field, or a look-up in a table: then it is marked where that was made, and
    tests/views/conftest.py looks whether what is really said is in the catalogs. It is never put together here."""
    if isinstance(message, ast.Name | ast.Attribute):
        return True
    return isinstance(message, ast.Call) and ast.unparse(message.func).endswith(".get")


def test_what_is_said_is_written_where_it_is_said_or_in_a_table() -> None:
    """A message that is assembled when it is shown is in no catalog."""
    looked = 0
    tables: set[str] = set()
    for path, tree in modules("handlers").items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).rpartition(".")[2]
            if name not in {"t", "plural", "N_", "within"} or path == "handlers/common/texts.py":
                continue
            looked += 1
            wanted = 1 if name in {"t", "N_"} else 2
            for message in node.args[:wanted]:
                if table := _table(message):
                    tables.add(table)
                    continue
                if not isinstance(message, ast.Constant):
                    assert _from_elsewhere(message), f"{path}:{node.lineno}: {ast.unparse(node)[:80]}"
                    continue
                assert isinstance(message.value, str), f"{path}:{node.lineno}"
    assert looked > 150
    _check_marked(tables)


def _leaves(table: ast.Dict) -> Iterator[ast.expr]:
    for value in table.values:
        match value:
            case ast.Dict():
                yield from _leaves(value)
            case ast.Tuple():
                yield from value.elts
            case ast.Call(func=ast.Name("_themselves"), args=messages):
                yield from messages
            case _:
                yield value


def _check_marked(tables: set[str]) -> None:
    """Every message in these tables is marked for the catalogs."""
    found = set()
    for path, tree in modules("handlers").items():
        for node in tree.body:
            if not isinstance(node, ast.AnnAssign) or ast.unparse(node.target) not in tables:
                continue
            if not isinstance(node.value, ast.Dict):
                continue
            found.add(ast.unparse(node.target))
            for message in _leaves(node.value):
                assert ast.unparse(message).startswith(("N_(", "Plural(")), f"{path}:{node.lineno}: {ast.unparse(message)}"
    assert found == tables


def test_every_place_is_filled_where_it_is_said() -> None:
    looked = 0
    for path, tree in modules("handlers").items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or any(keyword.arg is None for keyword in node.keywords):
                continue
            name = ast.unparse(node.func).rpartition(".")[2]
            wanted = {"t": 1, "plural": 2}.get(name)
            texts = [a.value for a in node.args[: wanted or 0] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if not texts or path == "handlers/common/texts.py":
                continue
            looked += 1
            given = {keyword.arg for keyword in node.keywords} | ({"n"} if name == "plural" else set())
            for text in texts:
                assert places(text) <= given, f"{path}:{node.lineno}: {text!r}"
    assert looked > 150


@pytest.mark.parametrize("language", CATALOGS)
def test_every_translation_is_used(language: str) -> None:
    assert flaws(LOCALES / language / "majlis.po", language) == []


def test_what_is_said_is_found_by_the_extraction() -> None:
    """Babel's extractor takes a bare `t` among the arguments of `plural` or `within` for the name of the call."""
    hidden = []
    for name, tree in modules("handlers").items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if not re.search(r"\bt\.(plural|within)$", ast.unparse(call.func)):
                continue
            inside = [node for part in (*call.args, *(word.value for word in call.keywords)) for node in ast.walk(part)]
            called = {id(node.func) for node in inside if isinstance(node, ast.Call)}
            if any(isinstance(node, ast.Name) and node.id == "t" and id(node) not in called for node in inside):
                hidden.append(f"{name}:{call.lineno}")
    assert hidden == []


@pytest.mark.parametrize("language", CATALOGS)
def test_translators_are_sent_to_files_that_are_there(language: str) -> None:
    said = {path for entry in catalog(language) for path, _ in entry.locations}
    assert {path for path in said if not (ROOT / path).exists()} == set()
