"""Reads lexicons: what people type in a language, in a file beside its catalog."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path

from council.lexicon import Lexicon, Table

FILE = "lexicon.toml"

NAMES = "names"
"""The table of what is shown; all others are of what is typed."""

TABLES = tuple(field.name for field in fields(Lexicon) if field.name not in {"hashtags", "territories", "languages"})
"""The tables of what is typed."""


class LexiconError(ValueError):
    """A language's file is not as the code reads it; the message names the file and the place in it."""


@cache
def lexicon(languages: tuple[str, ...], folder: Path) -> Lexicon:
    """The lexicons of these languages as one; each file is read once. `folder`: has a folder for each language.

    Raises `LexiconError`, and `FileNotFoundError` for a language without the file."""
    files = {language: folder / language / FILE for language in dict.fromkeys(languages)}
    found = {file: read(file) for file in files.values()}
    names = {language: _names(found[file], file) for language, file in files.items()}
    tables = {name: _merged(name, {file: _table(told, name, file) for file, told in found.items()}) for name in TABLES}
    return Lexicon(
        **tables,
        hashtags=tuple(dict.fromkeys(hashtag for hashtag, _, _ in names.values() if hashtag)),
        territories={(language, code): name for language, (_, own, _) in names.items() for code, name in own.items()},
        languages={(language, code): name for language, (_, _, own) in names.items() for code, name in own.items()},
    )


def read(file: Path) -> Mapping[str, object]:
    """A language's file as it stands. Raises `LexiconError`, `FileNotFoundError`."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"{file}: {error}") from error


def _merged(name: str, tables: Mapping[Path, Table]) -> Table:
    keys = dict.fromkeys(key for table in tables.values() for key in table)
    for file, table in tables.items():
        if missing := [key for key in keys if key not in table]:
            raise LexiconError(f"{file}: [{name}] has no {', '.join(missing)}, which another language has")
    return {key: tuple(dict.fromkeys(word for table in tables.values() for word in table[key])) for key in keys}


def _table(file: Mapping[str, object], name: str, path: Path) -> Table:
    found = file.get(name)
    if not isinstance(found, dict):
        raise LexiconError(f"{path}: there is no table [{name}]")
    table: dict[str, tuple[str, ...]] = {}
    for key, words in found.items():
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise LexiconError(f"{path}: {key} in [{name}] is not a list of words")
        table[key] = tuple(" ".join(word.casefold().split()) for word in words)
    return table


def _names(file: Mapping[str, object], path: Path) -> tuple[str, Mapping[str, str], Mapping[str, str]]:
    """The example of a hashtag, the names of territories, and those of languages."""
    found = file.get(NAMES, {})
    if not isinstance(found, dict):
        raise LexiconError(f"{path}: {NAMES} is not a table")
    hashtag = found.get("hashtag", "")
    if not isinstance(hashtag, str):
        raise LexiconError(f"{path}: the hashtag in [{NAMES}] is not a text")
    own: list[dict[str, str]] = []
    for kind in ("territories", "languages"):
        named = found.get(kind, {})
        if not isinstance(named, dict) or not all(isinstance(name, str) for name in named.values()):
            raise LexiconError(f"{path}: {kind} in [{NAMES}] are not names by their codes")
        own.append(named)
    return hashtag, own[0], own[1]
