"""The glossary and the catalogs say the same words."""

import re
from collections.abc import Sequence

import pytest
from babel.messages.pofile import read_po

from handlers.common.texts import LOCALES
from tests.root import ROOT

LANGUAGES = ("ru", "uz", "kk", "ky", "tg", "tk")
"""In the order of the glossary's columns, which begin with English."""

OF_TWO_THINGS = {"draft", "minutes"}
"""English words that the texts also use of something else: of an unsent message, and of time."""

LEAST = 5


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    return [text] if isinstance(text, str) else text or []


def rows() -> dict[str, list[str]]:
    """By English term, the terms of the other languages."""
    lines = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return {first: rest for first, *rest in cells[2:]}


def stem(term: str) -> str:
    """The beginning of its longest word, which inflected forms keep."""
    word = max(term.casefold().split(), key=len)
    return word[: max(3, len(word) * 2 // 3)]


def test_every_term_has_a_word_in_every_language() -> None:
    assert len(rows()) > 50
    assert [term for term, words in rows().items() if len(words) != len(LANGUAGES) or not all(words)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalog_says_the_terms(language: str) -> None:
    with (LOCALES / language / "majlis.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale=language) if entry.id]
    messages = [(" ".join(_forms(entry.id)), " ".join(_forms(entry.string))) for entry in entries]
    looked, elsewhere = 0, dict[str, str]()
    for term, words in rows().items():
        bare = re.sub(r" \(.*", "", term).removeprefix("to ")
        said = [text.casefold() for english, text in messages if re.search(rf"\b{bare}s?\b", english, re.IGNORECASE)]
        if len(said) < LEAST or term in OF_TWO_THINGS:
            continue
        looked += 1
        share = sum(stem(words[LANGUAGES.index(language)]) in text for text in said) / len(said)
        if share < 1 / 2:
            elsewhere[term] = f"{share:.0%} of {len(said)}"
    assert looked > 20
    assert elsewhere == {}
