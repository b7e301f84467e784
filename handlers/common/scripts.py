"""Other letters in which a language's texts can be read. The letters are the reader's choice: there is one catalog."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from alifbo import to_cyrillic

Convert = Callable[[str], str]

_LETTERS_OF: Mapping[tuple[str, str], Convert] = {("uz", "Cyrl"): lambda text: to_cyrillic(text).text}
"""By language and script (ISO 15924), how its letters are written."""

_KEPT = re.compile(
    r"<code>.*?</code>|<pre>.*?</pre>|<[^<>]*>|&#?\w+;|\{[^{}]*\}"  # markup, and where values are put
    r"|\bhttps?://\S+|\bt\.me/\S+|[\w.+-]+@[\w.-]+|(?<!\w)[/@#]\w+|\b\w+\.(?:toml|xlsx|csv|docx|pdf|ics)\b"
    r"|\b[A-Z]{2,}\b|\b[A-TV-Z]\b(?![ʻʼ‘’'/])",  # abbreviations, and letters that stand for a group
    re.DOTALL,
)
"""What is never written in other letters."""

# The rules take any "ts" for one letter; it is one in "-tsiya", and elsewhere the end of a word and a suffix.
_TWO_LETTERS = re.compile(r"t(?=s(?!iya))", re.IGNORECASE)

MOST_KEPT = 4096
"""Texts that are remembered in their other letters."""


@dataclass(frozen=True, slots=True)
class Script:
    """Other letters of a language: `name` is the language's own name in them, `write` puts a text or template of the catalog into
    them. Markup, placeholders, links, addresses, commands and file names in it stay as they are."""

    code: str
    name: str
    write: Convert


def parts(choice: str) -> tuple[str, str]:
    """The language and the script of what people choose from: ("uz", "Cyrl") of "uz_Cyrl", ("uz", "") of "uz"."""
    language, _, script = choice.partition("_")
    return language, script if (language, script) in _LETTERS_OF else ""


def scripts_of(language: str, folder: Path) -> Mapping[str, Script]:
    """The scripts that a language's texts can be read in besides their own: each has a file beside the catalog."""
    return {
        code: _read(language, code, folder)
        for lang, code in _LETTERS_OF
        if lang == language and _file(folder, lang, code).exists()
    }


def _file(folder: Path, language: str, code: str) -> Path:
    return folder / language / f"{code}.toml"


@cache
def _read(language: str, code: str, folder: Path) -> Script:
    told = tomllib.loads(_file(folder, language, code).read_text(encoding="utf-8"))
    words: dict[str, str] = told["words"]
    rules, known = _LETTERS_OF[language, code], re.compile(rf"\b({'|'.join(words)})", re.IGNORECASE)
    latin = re.compile(rf"\b(?:{'|'.join(map(re.escape, told['latin']))})\b|{_KEPT.pattern}", re.DOTALL)
    kept = re.compile("|".join(rf"\b{word.upper()}\b" for word in words if words[word].isupper()) or "(?!)")

    def of_word(match: re.Match[str]) -> str:
        found = words[match[0].lower()]
        return found.upper() if match[0].isupper() else found[0].upper() + found[1:] if match[0][0].isupper() else found

    def of_letters(text: str) -> str:
        return rules(_TWO_LETTERS.sub(lambda match: rules(match[0]), known.sub(of_word, text)))

    @lru_cache(MOST_KEPT)
    def write(text: str) -> str:
        written, at = list[str](), 0
        for match in latin.finditer(text):
            if kept.fullmatch(match[0]):
                continue
            written += [of_letters(text[at : match.start()]), match[0]]
            at = match.end()
        return "".join([*written, of_letters(text[at:])])

    return Script(code, told["name"], write)
