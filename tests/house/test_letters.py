"""Every word of a catalog is in the letters of its language: a letter of another script that looks the same is found by no
search, and a wrong letter of the same script is a mistake."""

import re
from collections.abc import Iterator

import pytest

from tests.house.catalogs import CATALOGS, translated

RUSSIAN, LATIN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"), frozenset("abcdefghijklmnopqrstuvwxyz")
ALPHABETS = {
    "ru": RUSSIAN,
    "kk": RUSSIAN | set("әғқңөұүһі"),
    "ky": RUSSIAN | set("ңөү"),
    "tg": RUSSIAN - set("щыць") | set("ғӣқӯҳҷ"),
    "uz": LATIN - set("w") | set("ʻʼ"),
    "tk": LATIN - set("cqvx") | set("çäžňöşüý"),
}
"""The letters of languages; of any other it is only looked that no word has letters of two scripts."""

NAMES = ("Telegram", "PDF", "ID")
"""Names in Latin letters that take the endings of a language."""

_NO_WORDS = re.compile(r"<[^>]*>|{[^}]*}|\bhttps?://\S+|[/@#][\w-]+|\b[IV]+\b")
_WORD, _LATIN, _CYRILLIC = re.compile(r"[^\W\d_]+"), re.compile("[A-Za-z]"), re.compile("[\u0400-\u04ff]")


def strange(language: str, source: str, text: str) -> Iterator[str]:
    """Words of a translation with letters that its language does not have, other than those of its English."""
    known = set(_WORD.findall(source))
    for word in _WORD.findall(_NO_WORDS.sub(" ", text)):
        own = word
        for name in NAMES:
            own = own.removeprefix(name)
        mixed = _LATIN.search(own) and _CYRILLIC.search(own)
        if word not in known and (mixed or not set(own.lower()) <= ALPHABETS.get(language, set(own.lower()))):
            yield word


@pytest.mark.parametrize("language", CATALOGS)
def test_words_are_in_the_letters_of_their_language(language: str) -> None:
    found = {(word, form) for _, english, forms in translated(language) for form in forms
             for word in strange(language, " ".join(english), form)}  # fmt: skip
    assert found == set()


def test_letters_that_look_the_same_are_found() -> None:
    assert list(strange("ru", "Chat", "Чaт")) == ["Чaт"]
    assert list(strange("kk", "one", "бip")) == ["бip"]
    assert list(strange("ky", "Telegram", "Telegramдан")) == []
    assert list(strange("tg", "day", "рӯз, руз")) == []
    assert list(strange("tg", "day", "рүз")) == ["рүз"], "a letter of Kazakh"
